//! The quotes of many lines, found in one walk over a stretch of text.

use crate::ingest::formats::marks::{BLOCK, Block, room, spread};
use fearless_simd::{Level, Simd, dispatch};
use std::ops::Range;

/// The lines of a stretch that have not been taken yet.
#[derive(Default)]
pub(in crate::ingest) struct Index {
    /// Quotes, in bytes from the text's first. There is room for more than there are.
    quotes: Box<[u32]>,
    /// There is room for more lines than there are.
    lines: Box<[Line]>,
    /// So many lines there are.
    found: usize,
    /// So many of them have been taken.
    taken: usize,
    /// The first quote of the next line.
    first: usize,
    /// So many lines are still to be found for themselves before another stretch is tried.
    pause: u32,
}

/// A line.
#[derive(Clone, Copy, Default)]
struct Line {
    end: u32,
    /// So many quotes stand before its end.
    quotes: u32,
    /// It holds an escape or a control character.
    odd: bool,
}

/// A line, and which of the quotes stand in it.
pub(super) struct Indexed {
    pub end: usize,
    pub quotes: Range<usize>,
    pub odd: bool,
}

/// So many bytes are looked at in one walk.
const STRETCH: usize = 1 << 14;
/// A stretch need not begin with a block. Some quotes more may be written than there are.
const ROOM: usize = STRETCH + 2 * BLOCK;
/// After a line that is longer than a stretch.
const PAUSE: u32 = 31;

impl Index {
    /// Its room, for the lines of another text.
    pub fn emptied(self) -> Index {
        Index { quotes: self.quotes, lines: self.lines, ..Index::default() }
    }

    /// The next line, which begins at a byte; none if it is a long one, or the last.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8], begin: usize) -> Option<Indexed> {
        if self.taken == self.found {
            self.fill(text, begin)?;
        }
        let line = self.lines.get(self.taken)?;
        self.taken += 1;
        let quotes = self.first..line.quotes as usize;
        self.first = quotes.end;
        Some(Indexed { end: line.end as usize, quotes, odd: line.odd })
    }

    /// Where quotes stand.
    #[inline]
    pub fn quotes(&self, of: Range<usize>) -> &[u32] {
        self.quotes.get(of).unwrap_or_default()
    }

    #[inline(never)]
    fn fill(&mut self, text: &[u8], begin: usize) -> Option<()> {
        (self.found, self.taken, self.first) = (0, 0, 0);
        if self.pause > 0 || begin > u32::MAX as usize - ROOM {
            self.pause = self.pause.saturating_sub(1);
            return None;
        }
        let room = room(text, begin, ROOM);
        if self.quotes.len() < room {
            self.quotes = vec![0; room].into();
            self.lines = vec![Line::default(); room].into();
        }
        dispatch!(Level::new(), simd => self.walk(simd, text, begin));
        if self.found == 0 {
            self.pause = PAUSE;
            return None;
        }
        Some(())
    }

    /// The last bytes of a text, which are less than a block, belong to no stretch.
    #[inline(always)]
    fn walk<S: Simd>(&mut self, simd: S, text: &[u8], begin: usize) {
        let Index { quotes: places, lines, found, .. } = self;
        let aligned = begin - begin % BLOCK;
        let stretch = text.get(aligned..).unwrap_or_default();
        let (blocks, _) = stretch.get(..ROOM - BLOCK).unwrap_or(stretch).as_chunks::<BLOCK>();
        let mut wanted = u64::MAX << (begin - aligned);
        let (mut base, mut count) = (aligned as u32, 0_usize);
        // Whether the line has been odd so far.
        let mut odd_before = false;
        for bytes in blocks {
            let block = Block::whole(simd, bytes);
            let quotes = block.equal(b'"') & wanted;
            let mut ends = block.equal(b'\n') & wanted;
            let mut odd = (block.equal(b'\\') | block.at_most(0x1F)) & wanted & !ends;
            if odd != 0 {
                // A carriage return may stand before a line end.
                let after = text.get((base as usize).wrapping_add(BLOCK)) == Some(&b'\n');
                odd &= !(block.equal(b'\r') & (ends >> 1 | u64::from(after) << (BLOCK - 1)));
            }
            let written = spread(simd, quotes, base, places.get_mut(count..).unwrap_or_default());
            while ends != 0 {
                let lowest = ends & ends.wrapping_neg();
                let before = lowest.wrapping_sub(1);
                if let Some(line) = lines.get_mut(*found) {
                    *line = Line {
                        end: base | ends.trailing_zeros(),
                        quotes: (count as u32).wrapping_add((quotes & before).count_ones()),
                        odd: odd_before || odd & before != 0,
                    };
                }
                *found = found.wrapping_add(1);
                odd &= !before;
                odd_before = false;
                ends ^= lowest;
            }
            odd_before |= odd != 0;
            (count, base) = (count.wrapping_add(written), base.wrapping_add(BLOCK as u32));
            wanted = u64::MAX;
        }
    }
}
