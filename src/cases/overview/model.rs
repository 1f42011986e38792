//! The list of cases as data.

use crate::cases::book::State;
use crate::report::model::{Money, MoneyRange, ProposalKind, Status};
use schemars::JsonSchema;
use serde::Serialize;

/// All cases for programs: `guiju cases list --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CasesJson {
    /// Always `guiju.cases/1`.
    pub schema: String,
    /// The language of its texts: `en` or `zh`.
    pub lang: String,
    /// The day for which it holds: waivers run out.
    pub on: String,
    /// How many entries the history has.
    pub entries: u64,
    /// The digest of the last entry.
    pub head: String,
    /// The cases, in the order in which they were recorded.
    pub cases: Vec<CaseJson>,
    /// Sums by person and month.
    pub totals: Vec<TotalJson>,
    /// Of all.
    pub total: SumsJson,
    /// Waivers by who approved them.
    pub approvers: Vec<ApproverJson>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CaseJson {
    /// Its number: that of the entry that recorded it.
    pub case: u64,
    /// The finding's stable id.
    pub finding: String,
    /// How it stands.
    pub state: State,
    /// Whether later evidence speaks against it although people have decided.
    pub overturned: bool,
    /// The policy.
    pub policy: String,
    /// The norm.
    pub norm: String,
    /// The norm's title.
    pub title: Option<String>,
    /// The clause, as a person reads it.
    pub clause: Option<String>,
    /// The verdict: `violated`, `repaired`, or `fulfilled` of a reward.
    pub status: Status,
    /// Who owed it; `null` if nobody could be made out.
    pub bearer: Option<String>,
    /// The verdict in one sentence.
    pub headline: String,
    /// What made the norm apply.
    pub occasion: String,
    /// When it did: RFC 3339.
    pub occasion_at: String,
    /// The due time, as a person reads it.
    pub due: Option<String>,
    /// To which time it belongs: RFC 3339.
    pub at: String,
    /// What happened, or that nothing did.
    pub happened: Vec<String>,
    /// The log rows that it rests on.
    pub evidence: Vec<RowJson>,
    /// What is proposed, and what is imposed of it.
    pub lines: Vec<LineJson>,
    /// The waiver that holds.
    pub waiver: Option<WaiverJson>,
    /// The history, of `guiju cases show`.
    pub history: Vec<EntryJson>,
}

/// A log row.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RowJson {
    /// The input file.
    pub input: String,
    /// The record's number, from 1.
    pub row: u64,
    /// Its line, from 1.
    pub line: u32,
    /// Its text.
    pub excerpt: Option<String>,
}

/// One line of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LineJson {
    /// Its number, from 1.
    pub line: usize,
    /// What.
    pub kind: ProposalKind,
    /// Who pays, answers or benefits.
    pub who: Option<String>,
    /// The proposed amount.
    pub amount: Option<Money>,
    /// Between which amounts.
    pub range: Option<MoneyRange>,
    /// The points of a demerit.
    pub points: Option<String>,
    /// As a person reads it.
    pub text: String,
    /// How it was worked out.
    pub arithmetic: String,
    /// Whether it is imposed.
    pub imposed: bool,
    /// The imposed amount.
    pub imposed_amount: Option<Money>,
}

/// A waiver.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WaiverJson {
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub expires: Option<String>,
}

/// An entry of the history.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EntryJson {
    /// Its number.
    pub entry: u64,
    /// When: RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// What, as a person reads it.
    pub text: String,
    /// Why.
    pub reason: Option<String>,
    /// Papers that were looked at: name and SHA-256.
    pub papers: Vec<PaperJson>,
    /// Its digest.
    pub hash: String,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PaperJson {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Sums of one person and month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TotalJson {
    /// Who pays; `null` where nobody could be made out.
    pub person: Option<String>,
    /// The month to which it belongs.
    pub month: String,
    /// How many cases.
    pub cases: u64,
    /// What it comes to.
    pub sums: SumsJson,
}

/// Amounts by how they stand. Every amount stands in exactly one of them, one sum for each currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct SumsJson {
    /// Proposed, and nobody has decided.
    pub proposed: Vec<Money>,
    /// Imposed.
    pub imposed: Vec<Money>,
    /// Let off.
    pub waived: Vec<Money>,
    /// Withdrawn, or lifted on appeal.
    pub withdrawn: Vec<Money>,
    /// Closed without being imposed.
    pub dropped: Vec<Money>,
    /// Rewards that are proposed or granted.
    pub rewards: Vec<Money>,
    /// Amounts that could not be worked out, or are too large to add.
    pub untold: u64,
}

/// Waivers of one person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ApproverJson {
    /// Who approved them.
    pub approver: String,
    /// How many.
    pub waivers: u64,
    /// How many of them hold.
    pub in_force: u64,
}
