//! `log` blocks: how a file's rows become events.

use super::{DateRange, Expr, Name, Text};
use crate::source::Spanned;

/// `log "pattern" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// Which files.
    pub pattern: Text,
    /// Its lines.
    pub entries: Vec<Spanned<LogEntry>>,
}

/// One line of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub enum LogEntry {
    /// `format csv`
    Format(Name),
    /// `encoding "gbk"`
    Encoding(Text),
    /// `delimiter ";"`
    Delimiter(Text),
    /// `skip 3 lines`
    Skip(u32),
    /// `records at "Records"`
    Records(Text),
    /// `sheet "May"`
    Sheet(Text),
    /// `timezone Asia/Shanghai`
    Timezone(Name),
    /// `observed a .. b`
    Observed(DateRange),
    /// `blank ["NA"]`
    Blank(Vec<Text>),
    /// `time "at" as "…"`
    Time(TimeCells),
    /// `event E where … { … }`
    Event(LogEvent),
    /// `entity E from "…" distinct by "…" { … }`
    Entity(LogEntity),
    /// `ignore where …`
    Ignore(Expr),
}

/// Where a text of a row stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a column.
    Column(String),
    /// `constant "2019"`: in no row; it is the same in all of them.
    Constant(String),
    /// `the header`: it is the name of the column at hand.
    Header,
    /// `the cell`: in the column at hand.
    Cell,
}

/// The cell or cells of a timestamp.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeCells {
    /// Its parts, joined by blanks; at least one.
    pub places: Vec<Spanned<Place>>,
    /// How they are written together.
    pub format: Option<Text>,
}

/// Several events of one kind from one row.
#[derive(Clone, Debug, PartialEq)]
pub enum EachOf {
    /// `for each column like "*/2015"`
    Column(Text),
    /// `for each part of "trail" split by ";" as "{who}|{act}|{when}"`
    Part {
        /// The column.
        column: Text,
        /// What stands between two parts.
        by: Text,
        /// What a part looks like; the first that fits.
        shapes: Vec<Text>,
    },
}

/// One kind of event made from the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEvent {
    /// The event kind.
    pub event: Name,
    /// Which rows.
    pub filter: Option<Expr>,
    /// One event for each column whose name matches, or for each part of a cell.
    pub each: Option<EachOf>,
    /// Its own time cells.
    pub time: Option<TimeCells>,
    /// Where the fields come from.
    pub cells: Vec<CellDecl>,
}

/// Reference data taken from the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntity {
    /// The entity.
    pub entity: Name,
    /// The file, if not the block's.
    pub from: Option<Text>,
    /// Which rows.
    pub filter: Option<Expr>,
    /// Repeated rows with the same value here count once.
    pub distinct_by: Option<Text>,
    /// Columns with the first and last day of validity.
    pub valid: Option<(Text, Text)>,
    /// Where the attributes come from.
    pub cells: Vec<CellDecl>,
}

/// `staff: "id"`
#[derive(Clone, Debug, PartialEq)]
pub struct CellDecl {
    /// The field.
    pub field: Name,
    /// Where it comes from.
    pub source: CellFrom,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum CellFrom {
    /// The same text in every row.
    Constant(Text),
    /// A cell, or several joined by blanks.
    Column(CellColumn),
    /// Yes where the test passes.
    Test(Expr),
}

/// `"type" as "…" unit "…" map { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct CellColumn {
    /// Its parts, joined by blanks; at least one.
    pub places: Vec<Spanned<Place>>,
    /// How it is written (dates and times).
    pub format: Option<Text>,
    /// The unit of its numbers.
    pub unit: Option<Text>,
    /// Which of its words mean which of ours.
    pub map: Vec<(Text, Text)>,
}
