//! What an entry of a history can say.

use super::record::Record;
use crate::report::model::{Counts, Money, MoneyRange, Param, PolicyFile, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of an entry: who did what, why, and on what evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deed {
    /// Who.
    pub by: String,
    /// Why. Runs need none: what they found says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Papers that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
    /// What.
    pub act: Act,
}

/// A paper that a decision rests on: kept by name and digest, not by content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What was done. A case is named by the number of the entry that recorded it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A policy was run over logs. The entries after it that runs make belong to it.
    Run(Box<RunFacts>),
    /// A finding was seen for the first time.
    Recorded {
        /// The finding.
        record: Box<Record>,
        /// What it had been before: pending or unknown.
        was: Option<Status>,
    },
    /// The same finding now says more: an amount that was still counted, or a reparation that came to light.
    Revised {
        /// The case.
        case: u64,
        /// The finding as it is now.
        record: Box<Record>,
    },
    /// The same matter was found under another id, because the rule or its reference data have changed. Nothing more is proposed.
    Restated {
        /// The case.
        case: u64,
        /// The other finding's id.
        finding: String,
    },
    /// Later evidence overturns a finding that nobody has decided on.
    Withdrawn {
        /// The case.
        case: u64,
        /// How it comes out now; `None`: a person withdrew it.
        why: Option<WhyWithdrawn>,
    },
    /// Later evidence speaks against a finding on which people have decided: they must look again.
    Overturned {
        /// The case.
        case: u64,
        /// How it comes out now.
        why: WhyWithdrawn,
    },
    /// What had been withdrawn, or spoken against, is found again.
    Restored {
        /// The case.
        case: u64,
        /// The finding as it is now.
        record: Box<Record>,
    },
    /// A person finds the finding right.
    Confirmed {
        /// The case.
        case: u64,
    },
    /// A person imposes what is proposed, or an amount within the proposed range.
    Imposed {
        /// The case.
        case: u64,
        /// Line by line.
        lines: Vec<ImposedLine>,
    },
    /// A person lets it off.
    Waived {
        /// The case.
        case: u64,
        /// Who approved that.
        approver: String,
        /// The last day on which the waiver holds, `2024-06-30`; `None`: for good.
        expires: Option<String>,
    },
    /// The person concerned objects.
    Appealed {
        /// The case.
        case: u64,
        /// Who objects; `None`: the bearer.
        appellant: Option<String>,
    },
    /// An appeal is answered.
    Answered {
        /// The case.
        case: u64,
        /// How.
        answer: Answer,
        /// What is imposed from now on, if that is amended.
        lines: Vec<ImposedLine>,
    },
    /// Nothing remains to be done.
    Closed {
        /// The case.
        case: u64,
    },
    /// The statements of a month were published.
    Published {
        /// The month, `2024-05`.
        month: String,
    },
}

impl Act {
    /// The case it is about.
    pub fn case(&self) -> Option<u64> {
        match self {
            Act::Run(_) | Act::Recorded { .. } | Act::Published { .. } => None,
            Act::Revised { case, .. }
            | Act::Restated { case, .. }
            | Act::Withdrawn { case, .. }
            | Act::Overturned { case, .. }
            | Act::Restored { case, .. }
            | Act::Confirmed { case }
            | Act::Imposed { case, .. }
            | Act::Waived { case, .. }
            | Act::Appealed { case, .. }
            | Act::Answered { case, .. }
            | Act::Closed { case } => Some(*case),
        }
    }
}

/// How a finding comes out now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyWithdrawn {
    /// The same obligation has another verdict.
    Verdict(Status),
    /// There is no such obligation any more, although all of it was observed.
    Gone,
}

/// How an appeal was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It stands.
    Upheld,
    /// Something else is imposed.
    Amended,
    /// It is lifted.
    Lifted,
}

/// What was imposed of one line of the proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImposedLine {
    /// Which line, from 1.
    pub line: usize,
    /// How much, if it is money.
    pub amount: Option<Money>,
    /// Between which amounts it had to lie; `None`: no amount could be worked out.
    pub range: Option<MoneyRange>,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// The tool and its version.
    pub tool: String,
    /// The policy's name.
    pub policy: String,
    /// The policy's version, if it states one.
    pub version: Option<String>,
    /// The policy's zone.
    pub zone: String,
    /// The policy's files, with their digests.
    pub files: Vec<PolicyFile>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// By norm, a digest of the rule as it was.
    pub rules: BTreeMap<String, String>,
    /// The logs.
    pub inputs: Vec<Inputs>,
    /// The range that the logs cover: RFC 3339; `None` if they hold no event.
    pub observed: Option<(String, String)>,
    /// Only occasions from here on were judged.
    pub from: Option<String>,
    /// Obligations by status.
    pub counts: Counts,
    /// Cases that were found again as they are.
    pub seen: Vec<u64>,
    /// Cases that were not found again although their time was observed, and of which this log cannot tell.
    pub missed: Vec<u64>,
    /// Obligations that are not decided yet.
    pub open: Vec<OpenFinding>,
    /// From when on the next logs must reach, so that nothing open is cut off and norms can look back; `None`: they may begin where
    /// this one ended.
    pub next_from: Option<String>,
    /// Norms that look back without limit: the next logs must hold what they look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<String>,
}

/// A log of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its records.
    pub rows: u64,
    /// Those that could not be read.
    pub rejected: u64,
}

/// An obligation that is not decided yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenFinding {
    /// The finding's stable id.
    pub finding: String,
    /// `pending` or `unknown`.
    pub status: Status,
}
