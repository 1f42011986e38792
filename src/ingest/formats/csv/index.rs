//! Where the cells of many ordinary rows end, found in one walk over a stretch of text.
//!
//! Rows are far shorter than what is worth looking at at once. A stretch ends before a quote that stands where none should, and before a
//! line end inside quotes: the row that has it, and any that is longer than a stretch, are taken apart for themselves.

use super::scan::{Before, Marks, Scanner};
use crate::ingest::formats::marks::{BLOCK, Block, room, spread};
use fearless_simd::{Simd, dispatch};
use std::ops::Range;

/// The rows of a stretch that have not been taken yet.
#[derive(Default)]
pub(in crate::ingest) struct Index {
    /// Delimiters and line ends, in bytes from the text's first, after the byte before the first row. There is room for more than there
    /// are.
    marks: Box<[u32]>,
    /// For each row, which of the marks is its line end. There is room for more rows than there are.
    rows: Box<[u32]>,
    /// So many rows there are.
    found: usize,
    /// So many of them have been taken.
    taken: usize,
    /// The mark before the next row: the line end of the one before it.
    before: usize,
    /// That mark has been moved before its carriage return.
    moved: bool,
    /// So many rows are still to be taken apart for themselves before another stretch is tried.
    pause: u32,
}

/// A row.
pub(super) struct Indexed {
    /// Which of the marks are the ends of its cells, after the one that stands before it.
    pub ends: Range<usize>,
    /// Its end, without a carriage return before its line end.
    pub end: usize,
    /// Its line end.
    pub line_end: usize,
}

/// So many bytes are looked at in one walk.
const STRETCH: usize = 1 << 13;
/// A stretch need not begin with a block. Some marks more may be written than there are.
const ROOM: usize = STRETCH + 2 * BLOCK;
/// A block seldom has more line ends. So many are written down whether there are as many or not: how many there are is hard to foresee, and
/// a processor that has guessed wrong begins anew.
const USUAL: usize = 2;
/// After a row that no stretch begins with: quotes seldom come alone.
const PAUSE: u32 = 31;

impl Index {
    /// One that never finds any.
    #[cfg(test)]
    pub fn unused() -> Index {
        Index { pause: u32::MAX, ..Index::default() }
    }

    /// Its room, for the rows of another text.
    pub fn emptied(self) -> Index {
        Index { marks: self.marks, rows: self.rows, ..Index::default() }
    }

    /// The next row, which begins at a byte.
    #[inline]
    pub(super) fn next(&mut self, scanner: &Scanner, text: &[u8], begin: usize) -> Option<Indexed> {
        if self.taken == self.found {
            self.fill(scanner, text, begin)?;
        }
        if self.moved {
            self.move_back();
        }
        let last = *self.rows.get(self.taken)? as usize;
        self.taken += 1;
        let ends = self.before..last + 1;
        self.before = last;
        let line_end = *self.marks.get(last)? as usize;
        let end = match text.get(line_end.wrapping_sub(1)) {
            Some(b'\r') => self.shorten(&ends)?,
            _ => line_end,
        };
        Some(Indexed { ends, end, line_end })
    }

    /// Where cells end, after the byte before the first of them.
    #[inline]
    pub fn ends(&self, of: Range<usize>) -> &[u32] {
        self.marks.get(of).unwrap_or_default()
    }

    /// Takes a carriage return before a line end from the last cell, unless that is not where it stands; the row's end.
    #[inline(never)]
    fn shorten(&mut self, ends: &Range<usize>) -> Option<usize> {
        let (last, before) = self.marks.get_mut(ends.clone())?.split_last_mut()?;
        let cell = before.last().map_or(0, |end| end.wrapping_add(1));
        if *last > cell {
            *last -= 1;
            self.moved = true;
        }
        Some(*last as usize)
    }

    /// Puts the line end back before which the last row was shortened: there the next one begins.
    #[inline(never)]
    fn move_back(&mut self) {
        self.marks.get_mut(self.before).into_iter().for_each(|mark| *mark += 1);
        self.moved = false;
    }

    /// Walks over the stretch that begins at a byte; none if it holds no ordinary row.
    #[inline(never)]
    fn fill(&mut self, scanner: &Scanner, text: &[u8], begin: usize) -> Option<()> {
        (self.found, self.taken, self.before, self.moved) = (0, 0, 0, false);
        if self.pause > 0 || begin > u32::MAX as usize - ROOM {
            self.pause = self.pause.saturating_sub(1);
            return None;
        }
        let room = 1 + room(text, begin, ROOM);
        if self.marks.len() < room {
            (self.marks, self.rows) = (vec![0; room].into(), vec![0; room].into());
        }
        dispatch!(scanner.level, simd => self.walk(simd, scanner.delimiter, text, begin));
        if self.found == 0 {
            self.pause = PAUSE;
            return None;
        }
        Some(())
    }

    /// The last bytes of a text, which are less than a block, belong to no stretch.
    #[inline(always)]
    fn walk<S: Simd>(&mut self, simd: S, delimiter: u8, text: &[u8], begin: usize) {
        // By themselves: what is written to them could not change where they are.
        let (marks, rows, mut found) = (&mut *self.marks, &mut *self.rows, 0_usize);
        let aligned = begin - begin % BLOCK;
        let stretch = text.get(aligned..).unwrap_or_default();
        let (blocks, _) = stretch.get(..ROOM - BLOCK).unwrap_or(stretch).as_chunks::<BLOCK>();
        let mut wanted = u64::MAX << (begin - aligned);
        let mut before = Before { inside: 0, parted: 1 << (begin - aligned), closed: 0 };
        let (mut base, mut count) = (aligned as u32, 1_usize);
        marks.first_mut().into_iter().for_each(|first| *first = (begin as u32).wrapping_sub(1));
        for bytes in blocks {
            let block = Block::whole(simd, bytes);
            let (mut delimiters, mut line_ends) = (block.equal(delimiter), block.equal(b'\n') & wanted);
            let quotes = block.equal(b'"') & wanted;
            if before.inside | before.closed | quotes == 0 {
                before.parted = (delimiters | line_ends) >> (BLOCK - 1);
            } else {
                let (told, wrong) = before.quoted(Marks { delimiters, line_ends, quotes }, bytes);
                if wrong & wanted != 0 || told.line_ends != line_ends {
                    break;
                }
                (delimiters, line_ends) = (told.delimiters, told.line_ends);
            }
            let all = delimiters & wanted | line_ends;
            let written = spread(simd, all, base, marks.get_mut(count..).unwrap_or_default());
            let ended = line_ends.count_ones() as usize;
            let mut next = || {
                let before = line_ends.wrapping_sub(1) & !line_ends;
                line_ends &= line_ends.wrapping_sub(1);
                (count as u32).wrapping_add((all & before).count_ones())
            };
            let free = rows.get_mut(found..).unwrap_or_default();
            if let Some(usual) = free.first_chunk_mut::<USUAL>() {
                *usual = std::array::from_fn(|_| next());
            }
            if ended > USUAL {
                free.iter_mut().take(ended).skip(USUAL).for_each(|row| *row = next());
            }
            found = found.wrapping_add(ended);
            (count, base) = (count.wrapping_add(written), base.wrapping_add(BLOCK as u32));
            wanted = u64::MAX;
        }
        self.found = found;
    }
}
