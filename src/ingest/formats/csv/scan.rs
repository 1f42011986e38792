//! Takes an ordinary row apart in one walk, thirty-two bytes at a time.
//!
//! Most rows are ordinary: cells between delimiters, here and there one that is quoted from its first byte to its last. Anything
//! else is left to the careful reader, which knows what to say about it.

use super::{CellAt, closing_quote};
use crate::ingest::formats::MAX_ROW;
use wide::u8x32;

const LANES: usize = 32;

/// The bytes that end a cell or need a closer look.
pub(super) struct Scanner {
    /// The row taken apart last has a quoted cell.
    pub quoted: bool,
    delimiter: u8,
    delimiters: u8x32,
    line_ends: u8x32,
    quotes: u8x32,
}

impl Scanner {
    pub fn new(delimiter: u8) -> Self {
        Scanner {
            quoted: false,
            delimiter,
            delimiters: u8x32::splat(delimiter),
            line_ends: u8x32::splat(b'\n'),
            quotes: u8x32::splat(b'"'),
        }
    }

    /// A bit for each of the next bytes that is a delimiter, a line end or a quote.
    #[inline]
    fn marks(&self, bytes: &[u8]) -> u32 {
        let mut block = [0; LANES];
        if let Some(whole) = bytes.first_chunk::<LANES>() {
            block = *whole;
        } else {
            block[..bytes.len()].copy_from_slice(bytes);
        }
        let block = u8x32::new(block);
        let found =
            block.simd_eq(self.delimiters) | block.simd_eq(self.line_ends) | block.simd_eq(self.quotes);
        found.to_bitmask()
    }

    /// The cells of the row that begins with the first byte, and its length up to the line end; `None` if the row is too long or
    /// its quotes need a closer look.
    pub fn row(&mut self, bytes: &[u8], cells: &mut Vec<CellAt>) -> Option<usize> {
        cells.clear();
        self.quoted = false;
        let bytes = &bytes[..bytes.len().min(MAX_ROW + 1)];
        let (mut start, mut base) = (0, 0);
        while base < bytes.len() {
            let mut marks = self.marks(&bytes[base..]);
            let mut next = base + LANES;
            while marks != 0 {
                let at = base + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                let byte = *bytes.get(at)?;
                if byte == self.delimiter {
                    cells.push(CellAt::plain(start, at));
                    start = at + 1;
                } else if byte == b'\n' {
                    let end = if at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
                    cells.push(CellAt::plain(start, end));
                    return Some(at);
                } else {
                    if at != start {
                        return None;
                    }
                    let (end, escaped) = closing_quote(bytes, at)?;
                    self.quoted = true;
                    cells.push(CellAt { start: at as u32, end: end as u32, quoted: true, escaped });
                    match bytes.get(end) {
                        Some(b) if *b == self.delimiter => {
                            start = end + 1;
                            next = start;
                            break;
                        }
                        Some(b'\n') => return Some(end),
                        Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => return Some(end + 1),
                        _ => return None,
                    }
                }
            }
            base = next;
        }
        if bytes.len() > MAX_ROW {
            return None;
        }
        let end = if bytes.len() > start && bytes.ends_with(b"\r") { bytes.len() - 1 } else { bytes.len() };
        cells.push(CellAt::plain(start, end));
        Some(bytes.len())
    }
}
