//! The report as plain data: what JSON output holds, and all that the renderers see.
//!
//! Ids, statuses and keys are English in every language; members called `text`, `title` or `headline` are sentences in the
//! report's language. Times are RFC 3339 with the offset of the policy's zone. Amounts are exact decimals held as strings.

mod ledger;

pub use ledger::{
    BearerTotals, Cut, CutKind, Ledger, Money, MoneyRange, NormTotals, Part, Per, Posting, Proposal,
    ProposalKind, Totals,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this layout. A change that breaks readers gets a new number.
pub const SCHEMA: &str = "guiju.report/1";

/// One run of a policy over logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `guiju.report/1`.
    pub schema: String,
    /// What made the report.
    pub tool: Tool,
    /// The language of its texts: `en` or `zh`.
    pub lang: String,
    /// The policy.
    pub policy: Policy,
    /// What was asked of the run.
    pub run: Run,
    /// The files that were read, in the order given.
    pub inputs: Vec<Input>,
    /// The range of time that the log covers; `null` if it holds no event.
    pub observed: Option<Observed>,
    /// Obligations of all norms by status.
    pub totals: Counts,
    /// The norms, in the order of the policy.
    pub norms: Vec<Norm>,
    /// Kinds of event that occur in the log but that no norm reads.
    pub unread: Vec<KindCount>,
    /// Kinds of event that do not occur in the log at all although a norm that applied needs them.
    pub unseen: Vec<UnseenKind>,
    /// What a reader should know before relying on the findings.
    pub warnings: Vec<String>,
    /// The findings, in the order of norms, then of occasions.
    pub findings: Vec<Finding>,
    /// What is proposed, in sum.
    pub ledger: Ledger,
}

/// What made the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The policy that was checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its version, if it states one.
    pub version: Option<String>,
    /// The regulations it encodes.
    pub sources: Vec<String>,
    /// First day on which it is in force.
    pub effective_from: Option<String>,
    /// Last day on which it is in force.
    pub effective_to: Option<String>,
    /// The zone of all civil times.
    pub zone: String,
    /// The calendar of working days.
    pub calendar: Option<String>,
    /// Its files.
    pub files: Vec<PolicyFile>,
    /// Its parameters.
    pub params: Vec<Param>,
}

/// A file of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyFile {
    /// Its name, as the user wrote it.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A parameter of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value; `null` while it is open.
    pub value: Option<String>,
    /// Whether the value was given for this run rather than by the policy.
    pub overridden: bool,
}

/// What was asked of the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// Only occasions from this time on were judged.
    pub from: Option<Moment>,
    /// Later events were ignored.
    pub as_of: Option<Moment>,
    /// Whether findings were only counted and added up: then no finding and no posting is listed, whatever the counts are.
    pub counts_only: bool,
}

/// A point of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// RFC 3339 with the offset of the policy's zone. Of a coarser timestamp, the first instant that it can mean.
    pub at: String,
    /// How finely it is known.
    pub precision: Precision,
    /// As a person reads it.
    pub text: String,
}

/// How finely a point of time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second or finer.
    Exact,
    /// To the minute.
    Minute,
    /// To the day.
    Day,
}

/// The account of one input file. Always `rows = used + ignored + duplicate + rejected`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Its name, as the user wrote it.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its format.
    pub format: String,
    /// How it is compressed: `gzip` or `zstd`.
    pub compression: Option<String>,
    /// How its text is encoded; `null` if it is no text.
    pub encoding: Option<String>,
    /// The encoding is a guess.
    pub encoding_guessed: bool,
    /// What parts its cells, of CSV.
    pub delimiter: Option<String>,
    /// The sheets that were read, of a workbook.
    pub sheets: Vec<String>,
    /// Records found.
    pub rows: u64,
    /// Records that gave an event or reference data.
    pub used: u64,
    /// Records that no mapping wants.
    pub ignored: u64,
    /// Records seen before.
    pub duplicate: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Its earliest event.
    pub earliest: Option<Moment>,
    /// Its latest event.
    pub latest: Option<Moment>,
}

/// The range of time that the log covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Observed {
    /// Its beginning.
    pub from: Moment,
    /// The horizon: the last instant of which the log speaks.
    pub horizon: Moment,
}

/// Obligations by status. `occasions` is the sum of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// All.
    pub occasions: u64,
    /// The conduct was seen in the window.
    pub fulfilled: u64,
    /// The window closed inside the observed log without it.
    pub violated: u64,
    /// Violated, but the reparation was met.
    pub repaired: u64,
    /// The excuse held.
    pub excused: u64,
    /// A recorded waiver covers it.
    pub waived: u64,
    /// What a reward asks for was not done.
    pub unearned: u64,
    /// The window is still open at the horizon.
    pub pending: u64,
    /// The log cannot tell.
    pub unknown: u64,
}

/// The status of an obligation: exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The conduct was seen in the window.
    Fulfilled,
    /// The window closed inside the observed log without it.
    Violated,
    /// Violated, but the reparation was met.
    Repaired,
    /// The excuse held.
    Excused,
    /// A recorded waiver covers it.
    Waived,
    /// What a reward asks for was not done: nobody has broken anything.
    Unearned,
    /// The window is still open at the horizon.
    Pending,
    /// The log cannot tell.
    Unknown,
}

impl Status {
    /// All, in the order in which a person wants to read about them.
    pub const BY_ATTENTION: [Status; 8] = [
        Status::Violated,
        Status::Repaired,
        Status::Unknown,
        Status::Pending,
        Status::Waived,
        Status::Unearned,
        Status::Excused,
        Status::Fulfilled,
    ];

    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Status::Fulfilled => "fulfilled",
            Status::Violated => "violated",
            Status::Repaired => "repaired",
            Status::Excused => "excused",
            Status::Waived => "waived",
            Status::Unearned => "unearned",
            Status::Pending => "pending",
            Status::Unknown => "unknown",
        }
    }
}

impl Counts {
    /// The sum of two.
    pub fn plus(&self, other: &Counts) -> Counts {
        Counts {
            occasions: self.occasions + other.occasions,
            fulfilled: self.fulfilled + other.fulfilled,
            violated: self.violated + other.violated,
            repaired: self.repaired + other.repaired,
            excused: self.excused + other.excused,
            waived: self.waived + other.waived,
            unearned: self.unearned + other.unearned,
            pending: self.pending + other.pending,
            unknown: self.unknown + other.unknown,
        }
    }

    /// How many have a status.
    pub fn of(&self, status: Status) -> u64 {
        match status {
            Status::Fulfilled => self.fulfilled,
            Status::Violated => self.violated,
            Status::Repaired => self.repaired,
            Status::Excused => self.excused,
            Status::Waived => self.waived,
            Status::Unearned => self.unearned,
            Status::Pending => self.pending,
            Status::Unknown => self.unknown,
        }
    }
}

/// A norm of the policy and how its obligations ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Norm {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// What it is.
    pub kind: NormKind,
    /// The clause it encodes.
    pub clause: Clause,
    /// How an ambiguous clause is read.
    pub reading: Option<String>,
    /// Its text in the policy.
    pub text: SourceText,
    /// Its obligations by status.
    pub counts: Counts,
    /// Whether nothing in the log made it apply.
    pub vacuous: bool,
    /// How many obligations did not arise because a special norm took its place; they are not in the counts.
    pub yielded: u64,
    /// The norms that take its place where they apply.
    pub yields_to: Vec<String>,
    /// What is proposed under it, in sum.
    pub proposed: Totals,
}

/// What a norm is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NormKind {
    /// Something must be done.
    Duty,
    /// Something must not be done.
    Prohibition,
    /// Something earns a reward.
    Reward,
}

/// A clause of a regulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clause {
    /// The regulation.
    pub source: Option<String>,
    /// Its number or name.
    pub clause: Option<String>,
    /// A short phrase that occurs in it.
    pub anchor: Option<String>,
    /// As a person reads it; `null` if the norm cites nothing.
    pub text: Option<String>,
}

/// Lines of a policy file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceText {
    /// The file.
    pub file: String,
    /// The number of the first line, from 1.
    pub line: u32,
    /// The lines.
    pub text: String,
}

/// A kind of event and how many there were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// How many.
    pub events: u64,
}

/// A kind of event that norms read but that does not occur.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnseenKind {
    /// The kind.
    pub kind: String,
    /// The norms that read it.
    pub norms: Vec<String>,
}

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
