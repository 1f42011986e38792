//! What the report is built from.

use crate::analysis::model::Model;
use crate::engine::Outcome;
use crate::event::{Interner, KindId, RowRef};
use crate::ledger::Ledger;
use crate::locale::Lang;
use crate::plan::Plan;
use crate::source::{Place, Sources};
use crate::time::{Rules, Stamp};
use std::ops::Range;

/// Everything a report says comes from here.
#[derive(Clone, Copy)]
pub struct ReportInput<'a> {
    /// The policy.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// What the engine found.
    pub outcome: &'a Outcome,
    /// What is proposed.
    pub ledger: &'a Ledger,
    /// The texts of plan and log.
    pub interner: &'a Interner,
    /// The texts of the policy.
    pub sources: &'a Sources,
    /// Zone, calendar and conventions, as the engine had them.
    pub rules: Rules<'a>,
    /// The input files, by [`crate::event::InputId`].
    pub inputs: &'a [InputFacts],
    /// The texts of log rows.
    pub evidence: &'a dyn RowTexts,
    /// What was asked of the run.
    pub run: &'a RunFacts,
}

/// What was asked of the run.
#[derive(Clone, Debug, Default)]
pub struct RunFacts {
    /// The files of the policy: name and SHA-256 in hexadecimal.
    pub policy_files: Vec<(String, String)>,
    /// Only occasions from here on were judged.
    pub from: Option<Stamp>,
    /// Later events were ignored.
    pub as_of: Option<Stamp>,
    /// Whether findings are only counted and added up, not shown.
    pub counts_only: bool,
    /// Names of the parameters that were given for this run.
    pub set: Vec<String>,
    /// The language of all texts.
    pub lang: Lang,
    /// Warnings of earlier stages that the reader of a report should see, in that language.
    pub warnings: Vec<String>,
}

/// The account of one input file.
#[derive(Clone, Debug, Default)]
pub struct InputFacts {
    /// Its name, as the user wrote it.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal; none where nobody is told it.
    pub sha256: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// The name of its format.
    pub format: String,
    /// How it is compressed.
    pub compression: Option<String>,
    /// How its text is encoded.
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
    pub earliest: Option<Stamp>,
    /// Its latest event.
    pub latest: Option<Stamp>,
    /// How many events of each kind it held, kinds that no norm reads included.
    pub kinds: Vec<(KindId, u64)>,
}

/// A part of a record that a finding points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The cell of its time.
    Time,
    /// The cell of a field of its event.
    Field(usize),
}

/// A record as it is shown to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowText {
    /// Its text; of a long record, the part that matters.
    pub text: String,
    /// Where in the file the text begins.
    pub begin: Place,
    /// For each part asked for, its place in the text, if it has one.
    pub parts: Vec<Option<Range<usize>>>,
}

/// Where the texts of log rows come from. They are asked for only once it is known which rows a report shows.
pub trait RowTexts {
    /// The text of a record and the places of some of its parts. `kind` and `rule` say what the record was read as; both
    /// are unknown for one that was rejected, and the rule if only a cell's kind is known (then any rule of that kind will
    /// do). None if the record cannot be shown.
    fn show(&self, row: &RowRef, kind: Option<KindId>, rule: Option<u16>, parts: &[Part]) -> Option<RowText>;
}

/// No texts: findings name file, row and line, and show nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTexts;

impl RowTexts for NoTexts {
    fn show(&self, _: &RowRef, _: Option<KindId>, _: Option<u16>, _: &[Part]) -> Option<RowText> {
        None
    }
}
