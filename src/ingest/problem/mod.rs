//! What can be wrong with a file as a whole, or with its mapping.

mod en;
mod open;
mod show;
mod zh;

pub(super) use show::{of_problem, of_rejections, words_of_rejection};

use super::formats::json::ArrayFault;
use super::formats::xes::XmlFault;
use super::open::OpenFault;
use super::timeformat::FormatFault;
use crate::diagnostics::Code;
use crate::event::{InputId, RowRef, TextEncoding};
use crate::source::Span;

/// A problem of a whole file. Problems of single rows are [`super::Rejection`]s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IngestProblem {
    /// Nothing can be read from the file.
    Unread {
        /// The file.
        input: InputId,
        /// Why.
        fault: OpenFault,
    },
    /// Nothing states how the text is encoded, and it had to be guessed.
    GuessedEncoding {
        /// The file.
        input: InputId,
        /// The guess.
        encoding: TextEncoding,
    },
    /// An event log in XML cannot be followed any further.
    BrokenXml {
        /// The file.
        input: InputId,
        /// In which way.
        why: XmlFault,
        /// The place, in bytes.
        at: u64,
        /// Its line.
        line: u32,
    },
    /// The workbook has no sheet of the name that the mapping states.
    NoSuchSheet {
        /// The file.
        input: InputId,
        /// The name, or the pattern.
        sheet: String,
        /// The sheets it has.
        sheets: Vec<String>,
    },
    /// A sheet was left out because its header does not fit, while that of others does.
    SheetNotRead {
        /// The file.
        input: InputId,
        /// The sheet.
        sheet: String,
        /// How many rows it has.
        rows: u64,
    },
    /// There is no record in the file.
    Empty {
        /// The file.
        input: InputId,
        /// What there is instead.
        what: Emptiness,
    },
    /// A JSON file is not one array.
    BrokenArray {
        /// The file.
        input: InputId,
        /// In which way.
        why: ArrayFault,
        /// The place, in bytes.
        at: u64,
        /// Its line.
        line: u32,
    },
    /// The header row cannot be taken apart.
    BrokenHeader {
        /// The header.
        row: RowRef,
        /// Why.
        reason: super::Reason,
    },
    /// A column that is needed is missing.
    MissingColumn {
        /// The file.
        input: InputId,
        /// The column.
        column: String,
        /// What it is needed for.
        wanted: Wanted,
        /// Columns with a similar name.
        near: Vec<String>,
        /// The part of the policy that names it.
        span: Option<Span>,
    },
    /// No record of a JSON file has a name that is needed.
    NeverSeen {
        /// The file.
        input: InputId,
        /// The name.
        column: String,
        /// What it is needed for.
        wanted: Wanted,
        /// Similar names.
        near: Vec<String>,
    },
    /// Two columns of the same name.
    ColumnTwice {
        /// The file.
        input: InputId,
        /// The name.
        column: String,
    },
    /// Several columns could hold the time, or the kind of event.
    AmbiguousColumns {
        /// The file.
        input: InputId,
        /// The columns.
        columns: Vec<String>,
        /// What they could hold.
        wanted: Wanted,
    },
    /// Nothing tells what kind of event the rows are.
    NoEventColumn {
        /// The file.
        input: InputId,
        /// Columns with a similar name.
        near: Vec<String>,
    },
    /// Nothing tells when the rows happened.
    NoTimeColumn {
        /// The file.
        input: InputId,
        /// Columns with a similar name.
        near: Vec<String>,
    },
    /// A timestamp format of a mapping cannot be used.
    BadFormat {
        /// The format.
        format: String,
        /// Why.
        fault: FormatFault,
        /// The part of the policy that states it.
        span: Span,
    },
    /// The zone table has no such zone.
    UnknownZone {
        /// The name.
        zone: String,
        /// The part of the policy that states it.
        span: Option<Span>,
    },
    /// The header has more columns than are read.
    TooManyColumns {
        /// The file.
        input: InputId,
        /// How many it has.
        found: usize,
    },
    /// Rows name kinds of event that the policy does not declare.
    UnknownKinds {
        /// The file.
        input: InputId,
        /// The column that names the kind.
        column: String,
        /// The names, in the order of the file.
        names: Vec<UnknownKind>,
    },
    /// There are rows, none was used, and none was rejected either.
    NothingUsed {
        /// The file.
        input: InputId,
        /// The rows.
        rows: u64,
    },
    /// The mapping says what to ignore, and rows remain that neither a rule nor an `ignore` matches.
    Unmatched {
        /// The file.
        input: InputId,
        /// How many.
        rows: u64,
        /// The first of them.
        first: RowRef,
    },
    /// Two events have the same declared key and different content.
    KeyConflict {
        /// The name of the kind.
        kind: String,
        /// The key.
        key: String,
        /// The column of the key in the second record.
        column: Option<String>,
        /// The record read first.
        first: RowRef,
        /// The record that contradicts it, and is rejected.
        second: RowRef,
    },
    /// Two rows of reference data have the same key, are valid at the same time, and differ.
    EntityConflict {
        /// The name of the entity.
        entity: String,
        /// The key.
        key: String,
        /// The column of the key in the second row.
        column: Option<String>,
        /// The row read first, which is kept.
        first: RowRef,
        /// The row that contradicts it.
        second: RowRef,
    },
    /// Records that had been read before, counted once.
    Duplicates {
        /// The file.
        input: InputId,
        /// How many.
        rows: u64,
        /// The first of them.
        first: RowRef,
        /// The record that it repeats.
        original: RowRef,
    },
    /// A constant of a mapping is not of the field's type.
    BadConstant {
        /// The field.
        field: String,
        /// The constant.
        text: String,
        /// The part of the policy that states it.
        span: Span,
    },
    /// No column has a name like the one for which there shall be events.
    NoColumnLike {
        /// The file.
        input: InputId,
        /// What the name should be like.
        pattern: String,
        /// The part of the policy that states it.
        span: Span,
    },
    /// The name of a column is not of the type of the field that it shall fill.
    BadHeader {
        /// The file.
        input: InputId,
        /// The field.
        field: String,
        /// The name.
        text: String,
        /// The part of the policy that takes it.
        span: Span,
    },
    /// Several `log` blocks of the policy are for the same file.
    AmbiguousMapping {
        /// The name of the file.
        name: String,
        /// The blocks.
        spans: Vec<Span>,
    },
}

/// What a file without records has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emptiness {
    /// Not a byte.
    NoBytes,
    /// A header.
    OnlyHeader,
    /// An empty array, or only blank lines.
    NoRecords,
}

/// What a column is needed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The time.
    Time,
    /// The kind of event.
    Kind,
    /// A condition on rows.
    Test,
    /// A field of a kind of event, or an attribute of an entity.
    Field {
        /// The kind or entity.
        owner: String,
        /// The field or attribute.
        field: String,
        /// It is the key, so it cannot be optional.
        key: bool,
    },
    /// The first or last day of validity.
    Validity,
    /// To tell repeated rows (`distinct by`).
    DistinctBy,
}

/// A kind of event that the policy does not declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind {
    /// Its name.
    pub name: String,
    /// How many rows name it.
    pub rows: u64,
    /// The first of them.
    pub first: RowRef,
    /// Declared kinds with a similar name.
    pub near: Vec<String>,
}

impl IngestProblem {
    /// Its code.
    pub fn code(&self) -> Code {
        match self {
            IngestProblem::Unread { fault, .. } => fault.code(),
            IngestProblem::GuessedEncoding { .. } => Code::GuessedEncoding,
            IngestProblem::BrokenXml { why: XmlFault::TooLong, .. } => Code::BeyondLimits,
            IngestProblem::BrokenXml { .. } => Code::BrokenXml,
            IngestProblem::NoSuchSheet { .. } => Code::NoSuchSheet,
            IngestProblem::SheetNotRead { .. } => Code::SheetNotRead,
            IngestProblem::Empty { .. } => Code::NoRecords,
            IngestProblem::BrokenArray { .. } => Code::BrokenArray,
            IngestProblem::BrokenHeader { reason, .. } => reason.code(),
            IngestProblem::MissingColumn { .. } => Code::MissingColumn,
            IngestProblem::NeverSeen { .. } => Code::NameNeverSeen,
            IngestProblem::ColumnTwice { .. } | IngestProblem::AmbiguousColumns { .. } => {
                Code::AmbiguousColumn
            }
            IngestProblem::NoEventColumn { .. } => Code::NoEventColumn,
            IngestProblem::NoTimeColumn { .. } => Code::NoTimeColumn,
            IngestProblem::BadFormat { .. } => Code::BadTimeFormat,
            IngestProblem::UnknownZone { .. } => Code::UnknownLogZone,
            IngestProblem::TooManyColumns { .. } => Code::BeyondLimits,
            IngestProblem::UnknownKinds { .. } => Code::UnknownKind,
            IngestProblem::NothingUsed { .. } => Code::NothingUsed,
            IngestProblem::Unmatched { .. } => Code::UnmatchedRows,
            IngestProblem::KeyConflict { .. } => Code::KeyConflict,
            IngestProblem::EntityConflict { .. } => Code::EntityConflict,
            IngestProblem::Duplicates { .. } => Code::DuplicateRows,
            IngestProblem::BadConstant { .. } | IngestProblem::BadHeader { .. } => Code::BadConstant,
            IngestProblem::NoColumnLike { .. } => Code::NoColumnLike,
            IngestProblem::AmbiguousMapping { .. } => Code::AmbiguousMapping,
        }
    }
}

impl OpenFault {
    /// Its code.
    pub fn code(&self) -> Code {
        match self {
            OpenFault::TooLarge { .. } | OpenFault::EndlessLine { .. } => Code::BeyondLimits,
            OpenFault::Damaged { .. } | OpenFault::Workbook { .. } | OpenFault::Parquet { .. } => {
                Code::DamagedFile
            }
            OpenFault::NotBuilt { .. }
            | OpenFault::Archive
            | OpenFault::Packed { .. }
            | OpenFault::Page
            | OpenFault::Locked => Code::KindOfFile,
            OpenFault::NotText { .. } => Code::NotText,
        }
    }
}

impl super::Reason {
    /// Its code.
    pub fn code(&self) -> Code {
        use super::Reason;
        match self {
            Reason::TooFewCells { .. } | Reason::TooManyCells { .. } => Code::RaggedRow,
            Reason::UnclosedQuote { .. } | Reason::AfterQuote { .. } => Code::BrokenQuotes,
            Reason::NotJson { .. }
            | Reason::NotXml { .. }
            | Reason::CutOff
            | Reason::NotAnObject
            | Reason::NameTwice { .. } => Code::BrokenRecord,
            Reason::Undecodable { .. } => Code::UndecodableRow,
            Reason::TooLong | Reason::CellTooLong | Reason::TooDeep => Code::BeyondLimits,
            Reason::BlankKind => Code::BlankKind,
            Reason::BlankTime => Code::BlankTime,
            Reason::UnreadableTime { .. } => Code::UnreadableTime,
            Reason::NoZone { .. } => Code::NoZone,
            Reason::SkippedTime { .. } | Reason::RepeatedTime { .. } => Code::IrregularTime,
            Reason::UnfitPart { .. } => Code::UnfitPart,
            Reason::UndecidedTest { .. } => Code::UndecidedTest,
            Reason::UnreadableKey { .. } | Reason::BlankKey => Code::UnreadableKey,
            Reason::UnreadableValidity { .. } | Reason::EmptyValidity => Code::BadValidity,
            Reason::KeyConflict { .. } => Code::KeyConflict,
        }
    }
}

/// The words of a message, in one language.
struct Words {
    message: String,
    /// What to see at each place, in the order of the places; none if the message says it all.
    labels: Vec<String>,
    help: Option<String>,
}

impl Words {
    fn new(message: impl Into<String>) -> Words {
        Words { message: message.into(), labels: Vec::new(), help: None }
    }

    fn label(mut self, label: impl Into<String>) -> Words {
        self.labels.push(label.into());
        self
    }

    fn help(mut self, help: impl Into<String>) -> Words {
        self.help = Some(help.into());
        self
    }
}

/// Rows listed by number at most; the rest are only counted.
const ROWS_LISTED: usize = 5;
/// Columns listed at most when one is missing.
const COLUMNS_LISTED: usize = 12;

/// Names in backticks.
fn quoted<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect()
}
