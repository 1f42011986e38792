//! How a file's columns become events (`log` blocks), as plain data without syntax.

use super::{EntityId, KindId, TextEncoding};
use crate::source::Span;
use crate::time::Stamp;
use rust_decimal::Decimal;

/// The file format a mapping insists on. Without one the file's name and first bytes decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatHint {
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON array of objects.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// A workbook of a spreadsheet program.
    Workbook,
    /// Parquet.
    Parquet,
    /// An event log of process mining, in XML.
    Xes,
    /// An object-centric event log, in JSON.
    Ocel,
}

impl FormatHint {
    /// The names by which formats are called.
    pub const NAMES: &'static [&'static str] =
        &["csv", "tsv", "json", "ndjson", "xlsx", "parquet", "xes", "ocel"];

    /// The format of a name; letter case does not matter.
    pub fn named(name: &str) -> Option<FormatHint> {
        match name.to_ascii_lowercase().as_str() {
            "csv" => Some(FormatHint::Csv),
            "tsv" => Some(FormatHint::Tsv),
            "json" => Some(FormatHint::Json),
            "ndjson" | "jsonl" => Some(FormatHint::Ndjson),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Some(FormatHint::Workbook),
            "parquet" => Some(FormatHint::Parquet),
            "xes" => Some(FormatHint::Xes),
            "ocel" | "jsonocel" => Some(FormatHint::Ocel),
            _ => None,
        }
    }
}

/// One `log` block: which files it is for and what their rows mean.
#[derive(Clone, Debug, PartialEq)]
pub struct LogMapping {
    /// Files it is for: a glob over file names or paths with `/`.
    pub pattern: String,
    /// Where the block stands in the policy.
    pub span: Span,
    /// A format named outright.
    pub format: Option<FormatHint>,
    /// An encoding named outright.
    pub encoding: Option<TextEncoding>,
    /// Where in a JSON file the array of records stands: a path of names joined by `.`.
    pub records: Option<String>,
    /// Which sheets of a workbook are read: a name, or a pattern of names. Without one, all whose header fits.
    pub sheet: Option<String>,
    /// A field delimiter named outright.
    pub delimiter: Option<u8>,
    /// How many lines stand above the header row.
    pub skip_lines: u32,
    /// The zone of timestamps without an offset; `None` means the policy's zone does *not* apply and such a timestamp
    /// is an error. The lowering fills in the block's own zone, else the header's.
    pub zone: Option<String>,
    /// The range this source is declared to cover.
    pub observed: Option<(Option<Stamp>, Option<Stamp>)>,
    /// Texts that mean "nothing entered", besides the empty one.
    pub blanks: Vec<String>,
    /// When the rows happened, for all rules that do not say otherwise.
    pub time: Option<TimeSpec>,
    /// Events to make from each row; one row may make several.
    pub events: Vec<EventRule>,
    /// Reference data to take from the rows.
    pub entities: Vec<EntityRule>,
    /// Rows matching any of these are meant to be ignored.
    pub ignore: Vec<ColumnTest>,
}

impl LogMapping {
    /// A block that says nothing yet of the files that it is for.
    pub fn new(pattern: impl Into<String>, span: Span) -> Self {
        LogMapping {
            pattern: pattern.into(),
            span,
            format: None,
            encoding: None,
            records: None,
            sheet: None,
            delimiter: None,
            skip_lines: 0,
            zone: None,
            observed: None,
            blanks: Vec::new(),
            time: None,
            events: Vec::new(),
            entities: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

/// Where a timestamp is and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeSpec {
    /// Its parts, joined by blanks before reading; at least one.
    pub places: Vec<CellPlace>,
    /// A `strftime` format; without one RFC 3339 and its everyday variants (space for `T`, no seconds, date only).
    pub format: Option<String>,
}

/// Where a text of a row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellPlace {
    /// In a column (for JSON: a path of names joined by `.`), or in a named part of a split cell.
    Column(String),
    /// In no row: it is the same in all of them.
    Constant(String),
    /// It is the name of the column at hand ([`EachOf::Column`]).
    Header,
    /// In the column at hand.
    Cell,
}

impl From<&str> for CellPlace {
    fn from(column: &str) -> CellPlace {
        CellPlace::Column(column.to_string())
    }
}

/// Several events of one rule from one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EachOf {
    /// One for each filled cell whose column has a name like this; `*` stands for anything, `?` for one character.
    Column(String),
    /// One for each part of a cell.
    Part {
        /// The column.
        column: String,
        /// What stands between two parts.
        by: String,
        /// What a part looks like; the first shape that fits is taken. A part that fits none rejects the row.
        shapes: Vec<Shape>,
    },
}

/// What a part of a cell looks like: names, and the texts before, between and after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The text before the first name.
    pub lead: String,
    /// Each name with the text after it. A name takes what stands before the next such text, the last one the rest.
    pub names: Vec<(String, String)>,
}

/// One event made from a row.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRule {
    /// The kind it makes.
    pub kind: KindId,
    /// Several events from one row, each from another cell or part of a cell.
    pub each: Option<EachOf>,
    /// The row must pass; `None` means every row.
    pub test: Option<ColumnTest>,
    /// The kind's time, if not the block's. Where this is blank, the event has not happened.
    pub time: Option<TimeSpec>,
    /// For each field of the kind, where it comes from; `None`: from the column of the field's own name, if any.
    pub fields: Vec<Option<CellSource>>,
    /// Where the rule stands in the policy.
    pub span: Span,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum CellSource {
    /// A cell, or several joined by blanks.
    Cell(CellSpec),
    /// The same text in every row.
    Constant(String),
    /// A yes-or-no field that is "yes" exactly when the test passes.
    Test(ColumnTest),
}

/// A cell and how it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct CellSpec {
    /// Its parts, joined by blanks; at least one. If one of them is blank, so is the whole.
    pub places: Vec<CellPlace>,
    /// How it is written: a `strftime` format (dates and times).
    pub format: Option<String>,
    /// The unit of its numbers, which may be written behind them.
    pub unit: Option<String>,
    /// Words of the file and the words they mean; others stay as they are.
    pub map: Vec<(String, String)>,
}

impl CellSource {
    /// A column as it stands.
    pub fn column(name: &str) -> CellSource {
        CellSource::Cell(CellSpec { places: vec![name.into()], format: None, unit: None, map: Vec::new() })
    }
}

/// Reference data taken from the rows of a log or of a table of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityRule {
    /// The entity it fills.
    pub entity: EntityId,
    /// The row must pass; `None` means every row.
    pub test: Option<ColumnTest>,
    /// For each attribute, where it comes from; as for [`EventRule::fields`].
    pub fields: Vec<Option<CellSource>>,
    /// Columns with the first and last day of validity.
    pub valid: (Option<String>, Option<String>),
    /// The column by which repeated rows count once (`distinct by`).
    pub distinct_by: Option<String>,
    /// Where the rule stands in the policy.
    pub span: Span,
}

/// A condition on the raw columns of a row. A blank cell equals, contains and exceeds nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnTest {
    /// The text is one of these (after trimming).
    OneOf(CellPlace, Vec<TestValue>),
    /// Something is entered.
    Filled(CellPlace),
    /// The text is like another.
    Like(CellPlace, TextLike, String),
    /// The text is a number on this side of another. A text that is no number leaves the test undecided.
    Compare(CellPlace, Side, Decimal),
    /// The texts of two cells are the same.
    Same(CellPlace, CellPlace),
    /// Both.
    And(Box<ColumnTest>, Box<ColumnTest>),
    /// Either.
    Or(Box<ColumnTest>, Box<ColumnTest>),
    /// Not.
    Not(Box<ColumnTest>),
}

/// How a text is like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextLike {
    /// It has the other somewhere in it.
    Contains,
    /// It begins with the other.
    StartsWith,
    /// It ends with the other.
    EndsWith,
}

/// On which side of another a number lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Below.
    Below,
    /// Below or equal.
    AtMost,
    /// Above.
    Above,
    /// Above or equal.
    AtLeast,
}

/// What a column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum TestValue {
    /// The same text.
    Text(String),
    /// The same number, however written (`1`, `1.0`).
    Number(Decimal),
}
