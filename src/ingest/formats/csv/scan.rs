//! Takes an ordinary row apart in one walk, sixty-four bytes at a time.
//!
//! Most rows are ordinary: cells between delimiters, some quoted from their first byte to their last. Anything else is left to
//! the careful reader, which knows what to say about it.

use crate::ingest::formats::MAX_ROW;
use crate::ingest::formats::marks::{BLOCK, Block, Places, below};
use fearless_simd::{Level, Simd, dispatch};

/// Where the cells of one row end, in bytes from the row's first. A cell begins one byte after the end of the one before it, and so that
/// the first one does too, [`BEFORE`] stands before all.
pub(super) type Ends = Places;

/// The place before the first byte.
const BEFORE: u32 = u32::MAX;

/// Forgets the cells of the row before.
pub(super) fn begin_row(ends: &mut Ends) {
    ends.clear();
    ends.push(BEFORE as usize);
}

/// The bytes that end a cell or need a closer look.
pub(super) struct Scanner {
    /// The row taken apart last has a quoted cell.
    pub quoted: bool,
    pub delimiter: u8,
    /// What this machine can do.
    pub level: Level,
}

/// What the bytes of one block are.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub delimiters: u64,
    pub line_ends: u64,
    pub quotes: u64,
}

/// What one block has to know of the one before it.
pub(super) struct Before {
    /// All ones if its last byte stands inside quotes.
    pub inside: u64,
    /// 1 if its last byte was a delimiter or a line end, or if there is none.
    pub parted: u64,
    /// 1 if its last byte closed a quote.
    pub closed: u64,
}

impl Scanner {
    pub fn new(delimiter: u8) -> Self {
        Scanner { quoted: false, delimiter, level: Level::new() }
    }

    /// The marks of the next bytes.
    #[inline(always)]
    fn marks<S: Simd>(&self, simd: S, bytes: &[u8]) -> Marks {
        let block = Block::of(simd, bytes);
        Marks {
            // The delimiter may be the byte by which the block was filled up.
            delimiters: block.equal(self.delimiter) & below(bytes.len()),
            line_ends: block.equal(b'\n'),
            quotes: block.equal(b'"'),
        }
    }

    /// The cells of the row that begins with the first byte, and its length up to the line end; `None` if the row is too long or
    /// its quotes need a closer look.
    pub fn row(&mut self, bytes: &[u8], ends: &mut Ends) -> Option<usize> {
        dispatch!(self.level, simd => self.row_by(simd, bytes, ends))
    }

    #[inline(always)]
    fn row_by<S: Simd>(&mut self, simd: S, bytes: &[u8], ends: &mut Ends) -> Option<usize> {
        begin_row(ends);
        self.quoted = false;
        let bytes = &bytes[..bytes.len().min(MAX_ROW + 1)];
        let mut before = Before { inside: 0, parted: 1, closed: 0 };
        let mut base = 0;
        while base < bytes.len() {
            let rest = &bytes[base..];
            let mut marks = self.marks(simd, rest);
            if before.inside | before.closed | marks.quotes & up_to(marks.line_ends) == 0 {
                before.parted = marks.delimiters >> (BLOCK - 1);
            } else {
                self.quoted = true;
                let wrong;
                (marks, wrong) = before.quoted(marks, rest);
                if wrong & up_to(marks.line_ends) != 0 {
                    return None;
                }
            }
            ends.add(simd, marks.delimiters & up_to(marks.line_ends), base);
            if marks.line_ends != 0 {
                let at = base + marks.line_ends.trailing_zeros() as usize;
                let carriage_return = at > next_start(ends) && bytes[at - 1] == b'\r';
                ends.push(at - usize::from(carriage_return));
                return Some(at);
            }
            base += BLOCK;
        }
        if bytes.len() > MAX_ROW || before.inside != 0 {
            return None;
        }
        let carriage_return = bytes.len() > next_start(ends) && bytes.ends_with(b"\r");
        ends.push(bytes.len() - usize::from(carriage_return));
        Some(bytes.len())
    }
}

impl Before {
    /// The marks of a block outside quotes; with them, the bytes at which a quote opens or closes where it should not.
    pub fn quoted(&mut self, marks: Marks, bytes: &[u8]) -> (Marks, u64) {
        let inside = parity(marks.quotes) ^ self.inside;
        let (delimiters, line_ends) = (marks.delimiters & !inside, marks.line_ends & !inside);
        let (opens, closes) = (marks.quotes & inside, marks.quotes & !inside);
        let after_quote = closes << 1 | self.closed;
        // A quote that opens where one has just been closed is a doubled one.
        let may_open = (delimiters | line_ends) << 1 | self.parted | after_quote;
        let mut may_follow = delimiters | line_ends | opens;
        let mut last = after_quote & line_ends >> 1;
        while last != 0 {
            let lowest = last & last.wrapping_neg();
            if bytes[lowest.trailing_zeros() as usize] == b'\r' {
                may_follow |= lowest;
            }
            last ^= lowest;
        }
        let wrong = (opens & !may_open | after_quote & !may_follow) & below(bytes.len());
        self.inside = 0_u64.wrapping_sub(inside >> (BLOCK - 1));
        self.parted = (delimiters | line_ends) >> (BLOCK - 1);
        self.closed = closes >> (BLOCK - 1);
        (Marks { delimiters, line_ends, quotes: marks.quotes }, wrong)
    }
}

/// The first byte of the next cell.
fn next_start(ends: &Ends) -> usize {
    ends.as_slice().last().map_or(0, |end| end.wrapping_add(1) as usize)
}

/// All bits up to the lowest that is set; all there are if none is.
fn up_to(marks: u64) -> u64 {
    marks ^ marks.wrapping_sub(1)
}

/// For each bit, whether an odd number of those up to it are set.
fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
