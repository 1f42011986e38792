//! What a log line becomes: an event with typed cells, the schema it obeys, and where it came from.
//!
//! Ingest produces these and the engine consumes them; the two share nothing else.

mod cells;
pub(crate) mod codec;
mod encoding;
mod intern;
mod mapping;
mod pack;
mod schema;
mod screen;
mod value;

pub use cells::Cells;
pub use encoding::TextEncoding;
pub use intern::{Interner, Sym};
pub use mapping::{
    CellPlace, CellSource, CellSpec, ColumnTest, EachOf, EntityRule, EventRule, FormatHint, LogMapping,
    Shape, Side, TestValue, TextLike, TimeSpec,
};
pub(crate) use pack::{packed, packed_short, same};
pub use schema::{EntityId, EntitySchema, Field, KindId, KindSchema, Schema, Type};
pub(crate) use screen::MILLIONTHS;
pub use screen::{Passed, Screens, Wanted};
pub use value::{Cell, Value};

use crate::time::{Instant, Stamp};

/// Which input file, in the order given on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub u32);

/// The place of one record in its input: enough for a person to find it and for the report to show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowRef {
    /// The input file.
    pub input: InputId,
    /// The record's number, from 1, not counting a header row.
    pub row: u64,
    /// The line its first byte stands on, from 1.
    pub line: u32,
    /// Its first byte in the file.
    pub start: u64,
    /// How many bytes it takes, without the line end.
    pub len: u32,
}

/// One event. Cells stand in the order of the kind's fields; those that the plan does not read are [`Cell::Blank`]
/// and were never decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its kind.
    pub kind: KindId,
    /// When it happened.
    pub at: Stamp,
    /// Where it was read.
    pub row: RowRef,
    /// The rule that made it (index into the rules of its file's account), which tells the columns of its cells.
    pub rule: u16,
    /// A digest of its content: kind, time, and the text of every declared field, read or not. It is its identity where
    /// no key is declared, the same on every machine and for every file format.
    pub digest: u64,
    /// Its cells.
    pub cells: Cells,
}

impl Event {
    /// What stands where there is no event. One that is made of it is not put together first and then moved: what has just been written
    /// piece by piece can be read as a whole only after a while.
    pub(crate) const NONE: Event = Event {
        kind: KindId(0),
        at: Stamp::exact(Instant::from_micros(0)),
        row: RowRef { input: InputId(0), row: 0, line: 0, start: 0, len: 0 },
        rule: 0,
        digest: 0,
        cells: Cells::NONE,
    };

    /// The event itself; none stays behind.
    #[inline]
    #[must_use]
    pub fn take(&mut self) -> Event {
        std::mem::replace(self, Event::NONE)
    }
}

/// One line of reference data, valid over a range of dates.
#[derive(Clone, Debug, PartialEq)]
pub struct EntityRow {
    /// The key.
    pub key: Sym,
    /// First day on which it holds; open if absent.
    pub valid_from: Option<crate::time::Date>,
    /// Last day on which it holds; open if absent.
    pub valid_to: Option<crate::time::Date>,
    /// Attributes in the order of the entity's fields (the key included).
    pub cells: Box<[Cell]>,
    /// Where it was read.
    pub row: RowRef,
}

/// What is still known of a row that was rejected: enough to say which obligations it could have decided.
#[derive(Clone, Debug, PartialEq)]
pub struct LostRow {
    /// Where it stands.
    pub row: RowRef,
    /// The kind of event it would have been; `None`: that could not be told, so it could be any.
    pub kind: Option<KindId>,
    /// When it happened, if that could be read.
    pub at: Option<Stamp>,
    /// Its cells in the order of the kind's fields; `None`, or none at all: not known, so it could be anything.
    pub cells: Box<[Option<Cell>]>,
}
