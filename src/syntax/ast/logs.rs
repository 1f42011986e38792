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

/// The cell or cells of a timestamp.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeCells {
    /// The column, or the date's column.
    pub column: Text,
    /// The time of day's column.
    pub plus: Option<Text>,
    /// How they are written.
    pub format: Option<Text>,
}

/// One kind of event made from the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEvent {
    /// The event kind.
    pub event: Name,
    /// Which rows.
    pub filter: Option<Expr>,
    /// One event for each column whose name matches.
    pub each_column: Option<Text>,
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
    /// A column, how it is written, and which of its words mean which of ours.
    Column(Text, Option<Text>, Vec<(Text, Text)>),
    /// Yes where the test passes.
    Test(Expr),
}
