//! Records whose cells are held by slot, for formats that have no text of their own for a record.

use crate::event::packed_short;
use crate::ingest::raw::{Raw, Record, ordinary};
use crate::ingest::walk::Member;

/// The cells of one record that are asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Cells {
    /// By slot, what stands in it and where in the text.
    cells: Vec<Place>,
    /// All cells one after the other.
    text: String,
    /// Something is filled that nobody asks for.
    pub other: bool,
}

/// What sort of value stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Sort {
    /// A text, number or yes-or-no.
    Text,
    /// Several values, written as a JSON array.
    Array,
    /// Something that no field can hold, as written.
    Other,
}

/// Where in the text a cell stands, and what sort it is of.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: u32,
    /// Its length, with the sort above it.
    rest: u32,
    /// An ordinary text of up to seven bytes, packed once for all rows that have it; 0 stands for none.
    short: u64,
}

impl Place {
    const EMPTY: Place = Place { start: 0, rest: u32::MAX, short: 0 };
    /// One bit more than lengths have.
    const SORT: u32 = 1 << 30;

    /// A cell that begins there and ends with the text; none if it is longer than a cell can be.
    fn new(sort: Sort, from: usize, all: &str) -> Option<Place> {
        let text = &all[from..];
        let start = u32::try_from(from).ok()?;
        let length = u32::try_from(text.len()).ok().filter(|length| *length < Place::SORT)?;
        let short = if sort == Sort::Text { ordinary(text).and_then(packed_short) } else { None };
        let rest = length | (sort as u32 * Place::SORT);
        Some(Place { start, rest, short: short.unwrap_or_default() })
    }

    fn is_empty(self) -> bool {
        self.rest == u32::MAX
    }

    fn text(self, all: &str) -> Option<(Sort, &str)> {
        let sort = match self.rest / Place::SORT {
            0 => Sort::Text,
            1 => Sort::Array,
            2 => Sort::Other,
            _ => return None,
        };
        let (start, length) = (self.start as usize, self.rest % Place::SORT);
        Some((sort, &all[start..start + length as usize]))
    }
}

impl Cells {
    /// No cell filled yet.
    pub fn new(slots: usize) -> Cells {
        Cells { cells: vec![Place::EMPTY; slots], ..Cells::default() }
    }

    /// Fills a cell with a text; false if it was filled before.
    pub fn put(&mut self, slot: usize, sort: Sort, text: &str) -> bool {
        self.fill_by(slot, |all| {
            all.push_str(text);
            sort
        })
    }

    /// Fills a cell with what is written after all others; false if it was filled before.
    pub fn fill_by(&mut self, slot: usize, write: impl FnOnce(&mut String) -> Sort) -> bool {
        let Some(cell) = self.cells.get_mut(slot) else { return true };
        if !cell.is_empty() {
            return false;
        }
        let start = self.text.len();
        let sort = write(&mut self.text);
        *cell = match Place::new(sort, start, &self.text) {
            Some(place) => place,
            None => {
                // There is something, and it cannot be read.
                self.text.truncate(start);
                Place { start: 0, rest: Sort::Other as u32 * Place::SORT, short: 0 }
            }
        };
        true
    }

    /// Adds a cell after the others; its slot.
    #[cfg(feature = "parquet")]
    pub fn push(&mut self, sort: Sort, text: &str) -> usize {
        let slot = self.cells.len();
        self.cells.push(Place::EMPTY);
        self.put(slot, sort, text);
        slot
    }

    /// How many bytes stand in all cells together.
    #[cfg(feature = "xes")]
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// The text of a cell that is filled.
    pub fn text(&self, slot: usize) -> Option<(Sort, &str)> {
        self.cells.get(slot)?.text(&self.text)
    }

    /// What stands in a cell.
    pub fn raw(&self, slot: usize) -> Raw<'_> {
        match self.text(slot) {
            None => Raw::Blank,
            Some((Sort::Text, text)) => Raw::text(text),
            Some((Sort::Array, text)) => Raw::Array(text),
            Some((Sort::Other, text)) => Raw::Object(text),
        }
    }

    /// The text of a cell, packed, if it is an ordinary one of no more than seven bytes.
    #[inline]
    pub fn packed(&self, slot: usize) -> Option<u64> {
        self.cells.get(slot).map(|place| place.short).filter(|short| *short != 0)
    }

    /// Empties all cells, of which there are so many from now on.
    #[cfg(feature = "parquet")]
    pub fn reset(&mut self, slots: usize) {
        self.cells.clear();
        self.cells.resize(slots, Place::EMPTY);
        self.text.clear();
    }

    /// Fills the cells that are empty from another record.
    #[cfg(feature = "xes")]
    pub fn inherit(&mut self, other: &Cells) {
        for slot in 0..other.cells.len() {
            if let Some((sort, text)) = other.text(slot) {
                self.put(slot, sort, text);
            }
        }
    }
}

impl Member for Cells {
    fn has(&self, slot: usize) -> bool {
        self.cells.get(slot).is_some_and(|place| !place.is_empty())
    }
}

impl Record for Cells {
    fn get(&self, slot: usize) -> Raw<'_> {
        self.raw(slot)
    }

    #[inline]
    fn short(&self, slot: usize) -> Option<u64> {
        self.packed(slot)
    }

    fn all_blank(&self) -> bool {
        !self.other && (0..self.cells.len()).all(|slot| self.raw(slot) == Raw::Blank)
    }
}

/// A record shown as its filled cells, each with its name: for formats whose files have no lines.
#[derive(Default)]
pub(in crate::ingest) struct Shown {
    pub text: String,
    /// By column name, where its value stands in the text.
    pub places: Vec<(String, std::ops::Range<usize>)>,
}

impl Shown {
    /// Adds a cell: how it is called (`C7`, or its column), and its value.
    pub fn add(&mut self, column: &str, called: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" | ");
        }
        self.text.push_str(called);
        self.text.push_str(": ");
        let start = self.text.len();
        // One line a record, whatever its cells hold.
        self.text.extend(value.trim().chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.places.push((column.to_string(), start..self.text.len()));
    }

    /// Where a column's value stands.
    pub fn place(&self, column: &str) -> Option<std::ops::Range<usize>> {
        self.places.iter().find(|(name, _)| name == column).map(|(_, place)| place.clone())
    }
}
