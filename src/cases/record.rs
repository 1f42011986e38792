//! What a case file keeps of a finding: enough to show it to the person concerned without the logs at hand.

use crate::locale::Lang;
use crate::report::model::{Cut, Money, MoneyRange, Part, ProposalKind, Status};
use serde::{Deserialize, Serialize};

/// A sentence in both languages, so that a history written in one can be read in the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Said {
    /// In one of them.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

/// A finding, as the run that recorded it saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The finding's stable id.
    pub finding: String,
    /// The policy's name.
    pub policy: String,
    /// The norm's name.
    pub norm: String,
    /// The norm's title.
    pub title: Option<String>,
    /// The clause.
    pub clause: Option<Said>,
    /// What the rule was, as a digest of the norm's plan and everything it depends on.
    pub rule: String,
    /// The verdict.
    pub status: Status,
    /// Who owed it; `None` if nobody could be made out.
    pub bearer: Option<String>,
    /// The verdict in one sentence.
    pub headline: Said,
    /// What made the norm apply.
    pub occasion: Said,
    /// When it did: RFC 3339 with the offset of the policy's zone.
    pub occasion_at: String,
    /// The due time, as a person reads it.
    pub due: Option<Said>,
    /// What happened, or that nothing did.
    pub happened: Vec<Said>,
    /// To which time it belongs: RFC 3339 with the offset of the policy's zone.
    pub at: String,
    /// The first instant that a log must cover to have the occasion whole, in microseconds since 1970.
    pub begins: i64,
    /// When the verdict fell, in microseconds since 1970.
    pub decided: i64,
    /// How many stages of `else` were reached.
    pub stages: usize,
    /// A digest of norm, bearer and occasion without the window: the same matter, whatever time the rule allowed for it.
    pub matter: String,
    /// A digest of the occasion alone: several findings about one record are about one occasion.
    pub about: String,
    /// The log rows that it rests on.
    pub evidence: Vec<Row>,
    /// What is proposed.
    pub lines: Vec<Line>,
}

/// A log row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The input file.
    pub input: String,
    /// The record's number in it, from 1.
    pub row: u64,
    /// Its line, from 1.
    pub line: u32,
    /// Its text; `None` if it was not at hand.
    pub excerpt: Option<String>,
}

/// One line of what is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which consequence of the norm: `else 0 0`, `liable 0 1`, `reward`.
    pub source: String,
    /// What.
    pub kind: ProposalKind,
    /// Who pays, answers or benefits; `None` if nobody could be made out.
    pub who: Option<String>,
    /// In which part.
    pub part: Part,
    /// The amount; `None` if it has none or none can be worked out.
    pub amount: Option<Money>,
    /// Between which amounts, if the norm leaves a range.
    pub range: Option<MoneyRange>,
    /// Demerit points.
    pub points: Option<String>,
    /// The name of a sanction, or who is told.
    pub name: Option<String>,
    /// Which time it was, if a table of escalation decided.
    pub nth: Option<u32>,
    /// Whether the count went on, so that a later run may raise it.
    pub running: bool,
    /// What was cut off.
    pub cuts: Vec<Cut>,
    /// What was left of the amount step by step, if anything was cut off: later runs go on from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<StepsSaid>,
    /// Which act it is for, where one act costs as much as one norm asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The caps that hold for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<Room>,
    /// As a person reads it.
    pub text: Said,
    /// How it was worked out.
    pub arithmetic: Said,
}

/// A cap that holds for an amount, and for what it holds together with others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// How much it allows.
    pub limit: Money,
    /// Whether it is the policy's, not the norm's.
    pub of_policy: bool,
    /// Whether it holds for each person by itself.
    pub per_bearer: bool,
    /// Whether it holds for each finding by itself.
    pub per_occurrence: bool,
    /// The calendar period for which it holds: `2024-05`; `None`: for all time.
    pub period: Option<String>,
}

/// What was left of an amount after each step; see [`crate::ledger::Steps`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepsSaid {
    /// The currency.
    pub currency: String,
    /// The least, the proposed and the most, step by step.
    pub sums: Vec<[String; 3]>,
    /// What one act left before any cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<[String; 3]>,
}

impl Line {
    /// Whether two lines propose the same, whatever words they use.
    pub fn same(&self, other: &Line) -> bool {
        let plain = |line: &Line| {
            (
                line.source.clone(),
                line.kind,
                line.who.clone(),
                line.part,
                line.amount.clone(),
                line.range.clone(),
                line.points.clone(),
                line.name.clone(),
                line.nth,
            )
        };
        plain(self) == plain(other)
            && self.cuts.len() == other.cuts.len()
            // Hours that are still counted may have grown where a cap leaves no more of them.
            && (self.running, &self.steps) == (other.running, &other.steps)
    }
}
