//! The report as plain data: what JSON output holds, and all that the renderers see.
//!
//! Ids, statuses and keys are English in every language; members called `text`, `title` or `headline` are sentences in the
//! report's language. Times are RFC 3339 with the offset of the policy's zone. Amounts are exact decimals held as strings.

mod finding;
mod ledger;

pub use finding::{
    Bearer, Cell, Evidence, EvidenceRole, Excuse, ExcuseVerdict, Finding, Happened, How, Label, LabelRole,
    Occasion, OccasionKind, Reason, Reparation, Step, Window,
};
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
    /// SHA-256 of its bytes, in hexadecimal; `null` where findings are only counted.
    pub sha256: Option<String>,
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
