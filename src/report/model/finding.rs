//! What is said of one obligation.

use super::{Clause, Moment, Proposal, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is said of one obligation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable across runs over overlapping exports.
    pub id: String,
    /// The norm.
    pub norm: String,
    /// The verdict.
    pub status: Status,
    /// The verdict in one sentence.
    pub headline: String,
    /// Who owes it.
    pub bearer: Bearer,
    /// What made the norm apply.
    pub occasion: Occasion,
    /// Of a condition on a list of fields: which field.
    pub field: Option<String>,
    /// When it could be done; `null` for a condition on the occasion itself.
    pub window: Option<Window>,
    /// Why the verdict is what it is.
    pub reasons: Vec<Reason>,
    /// What happened: what met the norm, what came near, or that nothing did.
    pub happened: Vec<Happened>,
    /// The excuses that were tried.
    pub excuses: Vec<Excuse>,
    /// The reparations that were open.
    pub reparations: Vec<Reparation>,
    /// What is proposed.
    pub proposal: Vec<Proposal>,
    /// What would have made it compliant: any one of these.
    pub compliant: Vec<String>,
    /// The clause.
    pub clause: Clause,
    /// The log rows that it rests on.
    pub evidence: Vec<Evidence>,
    /// Remarks that point into the policy and into the log rows.
    pub labels: Vec<Label>,
}

/// Who owes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bearer {
    /// The key or name; `null` if nobody could be made out.
    pub name: Option<String>,
    /// Why nobody could be made out.
    pub why: Option<String>,
}

/// What made a norm apply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Occasion {
    /// What it is.
    pub kind: OccasionKind,
    /// The event's kind, the period's unit, or the state.
    pub name: String,
    /// When it happened; the first instant of a period, interval or slot.
    pub at: Moment,
    /// The first instant after a period, interval or slot; `null` if an interval has not ended.
    pub until: Option<Moment>,
    /// As a person reads it.
    pub text: String,
    /// The cells that identify it.
    pub key: Vec<Cell>,
}

/// What an occasion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OccasionKind {
    /// An event.
    Event,
    /// A period, and the member who owes it.
    Period,
    /// An interval of a state.
    Interval,
    /// A slot of an interval of a state.
    Slot,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// The field.
    pub field: String,
    /// Its value; `null` if nothing was entered.
    pub value: Option<String>,
}

/// When it could be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// From when on; `null`: from ever.
    pub opens: Option<Moment>,
    /// The last instant in time (`inclusive`), or the first that is too late; `null`: no limit.
    pub due: Option<String>,
    /// Whether the instant `due` is itself in time.
    pub inclusive: bool,
    /// The due time as a person reads it.
    pub text: Option<String>,
    /// How the due time was worked out.
    pub steps: Vec<Step>,
}

/// One step by which a due time was worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What was done.
    pub id: String,
    /// As a person reads it.
    pub text: String,
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The reason's stable name.
    pub id: String,
    /// As a person reads it.
    pub text: String,
    /// The log row it is about: index into `evidence`.
    pub evidence: Option<usize>,
}

/// Something that happened, or that nothing did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Happened {
    /// How it stands to what was looked for.
    pub how: How,
    /// The kind of event.
    pub event: String,
    /// When it happened; `null` if nothing did.
    pub at: Option<Moment>,
    /// As a person reads it.
    pub text: String,
    /// The log row: index into `evidence`.
    pub evidence: Option<usize>,
}

/// How something that happened stands to what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is what was looked for.
    Met,
    /// It came after the due time.
    Late,
    /// It came too early.
    Early,
    /// It fails the further condition.
    Condition,
    /// It was done by the person who must not do it.
    WrongPerson,
    /// It came before what must come before it.
    OutOfOrder,
    /// It counts for another obligation.
    Given,
    /// Whether it counts cannot be told.
    Undecided,
    /// Nothing of the kind was seen.
    Never,
    /// For so long an act did not come again, or a state did not hold.
    Gap,
}

/// An excuse that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Excuse {
    /// The excuse, as the policy writes it.
    pub text: String,
    /// How it ended.
    pub verdict: ExcuseVerdict,
    /// Why it ended so; several lines for several acts.
    pub why: Vec<String>,
}

/// How an excuse ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExcuseVerdict {
    /// It held.
    Held,
    /// It did not.
    Failed,
    /// The log cannot tell.
    Unclear,
    /// Its window is still open.
    Open,
}

/// A reparation that was open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reparation {
    /// What was asked for.
    pub text: String,
    /// Whether it was met.
    pub met: bool,
    /// When it could be done.
    pub window: Window,
    /// What happened.
    pub happened: Vec<Happened>,
}

/// A log row that a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What it is in this finding.
    pub role: EvidenceRole,
    /// The input file.
    pub input: String,
    /// The record's number, from 1, not counting a header row.
    pub row: u64,
    /// The line of its first byte, from 1.
    pub line: u32,
    /// Its first byte in the file.
    pub start: u64,
    /// How many bytes it takes.
    pub len: u32,
    /// Its text; of a long record, the part that matters. `null` if the file was not at hand any more.
    pub excerpt: Option<String>,
    /// The line in the file at which the excerpt begins.
    pub excerpt_line: u32,
    /// The column, in characters from 1, at which it begins.
    pub excerpt_column: u32,
}

/// What a log row is in a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceRole {
    /// It made the norm apply.
    Occasion,
    /// It is, or could have been, the conduct.
    Conduct,
    /// It is, or could have been, an excuse.
    Excuse,
    /// It is, or could have been, a reparation.
    Reparation,
    /// It could not be read.
    Rejected,
    /// Its content leaves something undecided.
    Doubt,
}

/// A remark that points at a place in the norm's text or in an excerpt. Offsets count bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Label {
    /// The excerpt it points into: index into `evidence`. `null`: the norm's text (`norms[].text.text`).
    pub evidence: Option<usize>,
    /// First byte in that text.
    pub start: u32,
    /// How many bytes.
    pub len: u32,
    /// The line in the policy or log file, from 1.
    pub line: u32,
    /// What the place is.
    pub role: LabelRole,
    /// What is to be seen there.
    pub text: String,
}

/// What a labelled place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LabelRole {
    /// The occasion.
    Occasion,
    /// The conduct that was asked for.
    Conduct,
    /// The time clause.
    Time,
    /// An excuse.
    Excuse,
    /// A consequence or a reparation.
    Consequence,
    /// Something that happened.
    Happened,
    /// A cell or row that leaves something undecided.
    Doubt,
}
