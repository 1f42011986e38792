//! What became of every row of every file.

use super::formats::Format;
use super::open::{Compression, EncodingFrom};
use crate::event::{EntityId, KindId, RowRef, Sym, TextEncoding};
use crate::time::Stamp;

/// The account of one input file. Always `rows = used + ignored + duplicate + rejected`.
#[derive(Clone, Debug, PartialEq)]
pub struct FileAccount {
    /// The file's name, as the user wrote it.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal; none if it was not wanted: pages for people and mere counts do not show it, other JSON
    /// and case files always hold it.
    pub sha256: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its format.
    pub format: Format,
    /// How it is compressed.
    pub compression: Option<Compression>,
    /// How its text is encoded, and what tells; none of files that are no text.
    pub encoding: Option<(TextEncoding, EncodingFrom)>,
    /// The sheets of a workbook, in its order.
    pub sheets: Vec<SheetAccount>,
    /// Records found. Empty lines are none, and a header is none.
    pub rows: u64,
    /// Records that gave an event or a row of reference data.
    pub used: u64,
    /// Records nobody wants: passed by an `ignore` test, matched by no rule, of an undeclared kind, or blank throughout.
    pub ignored: u64,
    /// Records whose every event, by its declared key, had been read before with the same content.
    pub duplicate: u64,
    /// Records that could not be read; each has a [`Rejection`], unless the file is not [`FileAccount::usable`].
    pub rejected: u64,
    /// Of the ignored, those that no rule and no `ignore` test matched.
    pub unmatched: u64,
    /// Whether the file could be read at all. If not, an error says why, and its records, where they can be told apart,
    /// are counted as rejected.
    pub usable: bool,
    /// Whether its events stand in order of time.
    pub sorted: bool,
    /// The time of its earliest event.
    pub earliest: Option<Stamp>,
    /// The time of its latest event.
    pub latest: Option<Stamp>,
    /// The range its mapping declares it to cover.
    pub observed: Option<(Option<Stamp>, Option<Stamp>)>,
    /// The kinds of event it can hold, and how many of each it held (also of kinds that no norm reads, whose events are
    /// not handed on).
    pub kinds: Vec<KindCount>,
    /// The names of its columns; of JSON, the names met in its first records.
    pub columns: Vec<String>,
    /// By [`crate::event::Event::rule`], the columns from which an event was made.
    pub rules: Vec<RuleColumns>,
}

/// What became of one sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetAccount {
    /// Its name.
    pub name: String,
    /// Its rows were read.
    pub read: bool,
    /// How many rows stand in it, a header and what is above it not counted.
    pub rows: u64,
    /// The number of the row that holds the names of its columns, from 1.
    pub header: u32,
}

/// How many events of a kind a file held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: KindId,
    /// Its events, duplicates not counted.
    pub events: u64,
}

/// The columns from which events of one rule are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleColumns {
    /// The kind of the events.
    pub kind: KindId,
    /// The column of the time; two if date and time of day stand apart.
    pub time: Vec<String>,
    /// For each field of the kind its column, if it comes from one.
    pub fields: Vec<Option<String>>,
}

/// A record that could not be read. The events it could have been are in [`super::Ingested::lost`].
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// The record.
    pub row: RowRef,
    /// Why.
    pub reason: Reason,
    /// The columns at fault; none if the record could not be taken apart.
    pub columns: Vec<String>,
    /// The reference data it would have been, with the key where that could be read.
    pub entities: Vec<(EntityId, Option<Sym>)>,
}

/// Why a record was rejected. Offsets count bytes from the record's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has fewer cells than the header.
    TooFewCells {
        /// Cells it has.
        found: usize,
        /// Cells the header has.
        expected: usize,
    },
    /// It has more cells than the header.
    TooManyCells {
        /// Cells it has.
        found: usize,
        /// Cells the header has.
        expected: usize,
    },
    /// A quote is opened and never closed.
    UnclosedQuote {
        /// The quote.
        at: usize,
    },
    /// Text follows a closing quote.
    AfterQuote {
        /// The text.
        at: usize,
    },
    /// It is not valid JSON.
    NotJson {
        /// The first byte that does not fit.
        at: usize,
    },
    /// It is JSON that ends too early.
    CutOff,
    /// It is JSON, but no object.
    NotAnObject,
    /// A name that is read stands in it twice.
    NameTwice {
        /// The name.
        name: String,
    },
    /// It is not valid XML.
    NotXml {
        /// The byte that does not fit; none if it lies outside the record, in what several share.
        at: Option<usize>,
    },
    /// A character of it cannot be decoded.
    Undecodable {
        /// The character; none if it lies outside the record, in what several share.
        at: Option<usize>,
    },
    /// It is longer than 16 MiB.
    TooLong,
    /// A cell is longer than 1 MiB.
    CellTooLong,
    /// It is nested deeper than 64 levels.
    TooDeep,
    /// The cell that holds its kind is blank.
    BlankKind,
    /// The cell that holds its time is blank.
    BlankTime,
    /// Its time cannot be read.
    UnreadableTime {
        /// What stands there.
        text: String,
        /// The format that the mapping states.
        format: Option<String>,
    },
    /// Its time has no offset, and no zone is stated.
    NoZone {
        /// What stands there.
        text: String,
    },
    /// The clocks were put forward over its local time.
    SkippedTime {
        /// What stands there.
        text: String,
        /// The zone.
        zone: String,
    },
    /// Its local time occurred twice, when the clocks were put back.
    RepeatedTime {
        /// What stands there.
        text: String,
        /// The zone.
        zone: String,
    },
    /// A part of a cell that holds several events does not look as the mapping says.
    UnfitPart {
        /// The part.
        text: String,
    },
    /// A column that the mapping compares with a number holds none.
    UndecidedTest {
        /// What stands there.
        text: String,
    },
    /// Its key is not of the declared type.
    UnreadableKey {
        /// What stands there.
        text: String,
    },
    /// A row of reference data has no key.
    BlankKey,
    /// The first or last day of validity is no date.
    UnreadableValidity {
        /// What stands there.
        text: String,
    },
    /// The validity ends before it begins.
    EmptyValidity,
    /// Another record with the same key says something else.
    KeyConflict {
        /// The key.
        key: String,
        /// The record read before.
        first: RowRef,
    },
}

impl FileAccount {
    /// An account in which nothing has been read yet.
    pub(super) fn new(name: &str, sha256: Option<String>, bytes: u64, format: Format) -> Self {
        FileAccount {
            name: name.to_string(),
            sha256,
            bytes,
            format,
            compression: None,
            encoding: None,
            sheets: Vec::new(),
            rows: 0,
            used: 0,
            ignored: 0,
            duplicate: 0,
            rejected: 0,
            unmatched: 0,
            usable: true,
            sorted: true,
            earliest: None,
            latest: None,
            observed: None,
            kinds: Vec::new(),
            columns: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// Whether the counts add up. They always do; tests say so.
    pub fn adds_up(&self) -> bool {
        self.rows == self.used + self.ignored + self.duplicate + self.rejected
    }
}
