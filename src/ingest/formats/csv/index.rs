//! Where the cells of many ordinary rows end, found in one walk over a stretch of text.
//!
//! Rows are far shorter than what is worth looking at at once. A stretch ends before a quote that stands where none should, and before a
//! line end inside quotes: the row that has it, and any that is longer than a stretch, are taken apart for themselves.

use super::scan::{Before, Scanner};
use crate::ingest::formats::marks::{BLOCK, Places};
use std::ops::Range;

/// The rows of a stretch that have not been taken yet.
#[derive(Default)]
pub(super) struct Index {
    /// Delimiters and line ends, in bytes from the text's first.
    marks: Places,
    /// For each row, which of the marks is its line end.
    rows: Vec<u32>,
    /// So many rows have been taken.
    taken: usize,
    /// So many rows are still to be taken apart for themselves before another stretch is tried.
    pause: u32,
}

/// A row.
pub(super) struct Indexed {
    /// Which of the marks are the ends of its cells.
    pub ends: Range<usize>,
    /// Its end, without a carriage return before its line end.
    pub end: usize,
    /// Its line end.
    pub line_end: usize,
}

/// So many bytes are looked at in one walk.
const STRETCH: usize = 1 << 14;
/// After a row that no stretch begins with: quotes seldom come alone.
const PAUSE: u32 = 31;

impl Index {
    /// One that never finds any.
    #[cfg(test)]
    pub fn unused() -> Index {
        Index { pause: u32::MAX, ..Index::default() }
    }

    /// The next row, which begins at a byte.
    #[inline]
    pub fn next(&mut self, scanner: &Scanner, text: &[u8], begin: usize) -> Option<Indexed> {
        if self.taken == self.rows.len() {
            self.fill(scanner, text, begin)?;
        }
        let last = *self.rows.get(self.taken)? as usize;
        let first = self.taken.checked_sub(1).map_or(0, |before| self.rows[before] as usize + 1);
        self.taken += 1;
        let marks = self.marks.as_mut_slice();
        let line_end = marks[last] as usize;
        let cell = if last == first { begin } else { marks[last - 1] as usize + 1 };
        if line_end > cell && text[line_end - 1] == b'\r' {
            marks[last] -= 1;
        }
        Some(Indexed { ends: first..last + 1, end: marks[last] as usize, line_end })
    }

    /// Where cells end.
    #[inline]
    pub fn ends(&self, of: Range<usize>) -> &[u32] {
        &self.marks.as_slice()[of]
    }

    /// Walks over the stretch that begins at a byte; none if it holds no ordinary row.
    fn fill(&mut self, scanner: &Scanner, text: &[u8], begin: usize) -> Option<()> {
        self.taken = 0;
        self.rows.clear();
        self.marks.clear();
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        let end = text.len().min(begin + STRETCH);
        let mut base = begin - begin % BLOCK;
        let mut wanted = u64::MAX << (begin - base);
        let mut before = Before { inside: 0, parted: 1 << (begin - base), closed: 0 };
        while base < end {
            let rest = &text[base..];
            let mut found = scanner.marks(rest);
            found.quotes &= wanted;
            if before.inside | before.closed | found.quotes == 0 {
                before.parted = (found.delimiters | found.line_ends) >> (BLOCK - 1);
            } else {
                let line_ends = found.line_ends & wanted;
                let wrong;
                (found, wrong) = before.quoted(found, rest);
                if wrong & wanted != 0 || found.line_ends & wanted != line_ends {
                    break;
                }
            }
            let (marks, mut line_ends) =
                ((found.delimiters | found.line_ends) & wanted, found.line_ends & wanted);
            let earlier = self.marks.as_slice().len() as u32;
            self.marks.add(marks, base);
            while line_ends != 0 {
                let lowest = line_ends & line_ends.wrapping_neg();
                self.rows.push(earlier + (marks & (lowest - 1)).count_ones());
                line_ends ^= lowest;
            }
            wanted = u64::MAX;
            base += BLOCK;
        }
        if self.rows.is_empty() {
            self.pause = PAUSE;
            return None;
        }
        Some(())
    }
}
