//! Records whose cells are held by slot, for formats that have no text of their own for a record.

use crate::ingest::file::Member;
use crate::ingest::raw::{Raw, Record};

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest) enum Held {
    /// A text, number or yes-or-no.
    Text(String),
    /// Several values, written as a JSON array.
    Array(String),
    /// Something that no field can hold, as written.
    Other(String),
}

/// The cells of one record that are asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Cells {
    cells: Vec<Option<Held>>,
    /// Something is filled that nobody asks for.
    pub other: bool,
}

impl Cells {
    /// No cell filled yet.
    pub fn new(slots: usize) -> Cells {
        Cells { cells: vec![None; slots], other: false }
    }

    /// Fills a cell; false if it was filled before.
    pub fn fill(&mut self, slot: usize, held: Held) -> bool {
        match self.cells.get_mut(slot) {
            Some(cell @ None) => {
                *cell = Some(held);
                true
            }
            Some(Some(_)) => false,
            None => true,
        }
    }

    /// Empties all cells.
    #[cfg(feature = "parquet")]
    pub fn clear(&mut self) {
        self.cells.iter_mut().for_each(|cell| *cell = None);
        self.other = false;
    }

    /// Fills the cells that are empty from another record.
    #[cfg(feature = "xes")]
    pub fn inherit(&mut self, other: &Cells) {
        for (cell, from) in self.cells.iter_mut().zip(&other.cells) {
            if cell.is_none() {
                cell.clone_from(from);
            }
        }
    }
}

impl Held {
    fn raw(&self) -> Raw<'_> {
        match self {
            Held::Text(text) => Raw::text(text),
            Held::Array(text) => Raw::Array(text),
            Held::Other(text) => Raw::Object(text),
        }
    }
}

impl Member for Cells {
    fn has(&self, slot: usize) -> bool {
        self.cells.get(slot).is_some_and(Option::is_some)
    }
}

impl Record for Cells {
    fn get(&self, slot: usize) -> Raw<'_> {
        self.cells.get(slot).and_then(Option::as_ref).map_or(Raw::Blank, Held::raw)
    }

    fn all_blank(&self) -> bool {
        !self.other && self.cells.iter().flatten().all(|held| held.raw() == Raw::Blank)
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
