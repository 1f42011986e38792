//! The needed cells of an ordinary record: flat, without escapes in its names and texts.
//!
//! All quotes are found beforehand, many bytes at a time; the walk then goes from one to the next. What is not ordinary, or no
//! JSON at all, is left to the careful reader, which knows what to say about it.

use super::Room;
use super::record::Paths;
use crate::event::Sym;
use crate::ingest::formats::marks::{BLOCK, Block, Places, below};
use crate::ingest::formats::short::{last_eight_at, short_at, sym_at};
use crate::ingest::raw::{Raw, Record, ordinary};
use crate::ingest::walk::Member;
use crate::ingest::words::Words;
use fearless_simd::{Level, Simd, dispatch};
use std::ops::Range;

/// What to do with a member.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// It fills a slot.
    Slot(usize),
    /// Nobody asks for it.
    Other,
    /// Only members of its own are asked for.
    Below,
}

impl Meaning {
    fn of(name: &str, paths: &Paths) -> Meaning {
        match paths.find(name, &mut 0) {
            Some(child) => child.slot.map_or(Meaning::Below, Meaning::Slot),
            None => Meaning::Other,
        }
    }
}

/// What names mean that are short.
pub(super) type Meanings = Words<Meaning>;

/// An ordinary record.
pub(in crate::ingest) struct PlainRow<'t, 'r> {
    /// What it stands in.
    text: &'t str,
    cells: &'r [Place],
    /// Its number among all that were read in this room.
    number: u64,
    /// Something is filled that nobody asks for.
    other: bool,
}

/// Where in the text a cell stands, without quotes; it is that of the record of this number.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    start: u32,
    len: u32,
    number: u64,
}

impl<'t, 'r> PlainRow<'t, 'r> {
    /// Reads the needed cells of the record that is a text; `None` if it is no ordinary one.
    pub fn alone(text: &'t str, paths: &Paths, slots: usize, room: &'r mut Room) -> Option<Self> {
        u32::try_from(text.len()).ok()?;
        let mut quotes = std::mem::take(&mut room.quotes);
        let found = find_quotes(text.as_bytes(), &mut quotes);
        let read =
            found.and_then(|()| PlainRow::walk(text, 0..text.len(), quotes.as_slice(), paths, slots, room));
        room.quotes = quotes;
        let (number, other) = read?;
        Some(PlainRow { text, cells: &room.cells, number, other })
    }

    /// The same of a part of a text without escapes and control characters, of which all quotes are known.
    #[inline]
    pub fn read(
        text: &'t str,
        part: Range<usize>,
        quotes: &[u32],
        (paths, slots): (&Paths, usize),
        room: &'r mut Room,
    ) -> Option<Self> {
        let (number, other) = PlainRow::walk(text, part, quotes, paths, slots, room)?;
        Some(PlainRow { text, cells: &room.cells, number, other })
    }

    /// Fills the cells in the room; with the number of the record, whether something is filled that nobody asks for.
    #[inline]
    fn walk(
        text: &str,
        part: Range<usize>,
        quotes: &[u32],
        paths: &Paths,
        slots: usize,
        room: &mut Room,
    ) -> Option<(u64, bool)> {
        let Room { names, cells, number, .. } = room;
        let names = names.get_or_insert_with(|| {
            let short = paths.names().filter_map(|name| Some((Sym::short(name)?, Meaning::of(name, paths))));
            Words::new(short)
        });
        if cells.len() != slots {
            *cells = vec![Place::default(); slots];
        }
        *number += 1;
        let bytes = text.as_bytes();
        // A text, be it a name or a value, is what stands between two quotes.
        let (texts, _) = quotes.as_chunks::<2>();
        let mut texts = texts.iter();
        let mut other = false;
        if *bytes.get(part.start)? != b'{' {
            return None;
        }
        let mut at = part.start + 1;
        let mut byte = next_byte(bytes, &mut at)?;
        while byte != b'}' {
            let [open, close] = *texts.next()?;
            if open as usize != at {
                return None;
            }
            let (name, length) = (at + 1, (close as usize).wrapping_sub(at + 1));
            at = close as usize + 1;
            if next_byte(bytes, &mut at)? != b':' {
                return None;
            }
            at += 1;
            let (start, len) = if next_byte(bytes, &mut at)? == b'"' {
                let [open, close] = *texts.next()?;
                if open as usize != at {
                    return None;
                }
                let value = (at + 1, (close as usize).wrapping_sub(at + 1));
                at = close as usize + 1;
                value
            } else {
                let (value, end) = scalar(bytes, at)?;
                at = end;
                value
            };
            let meaning = match name_at(bytes, name, length) {
                Some(name) => names.get(name).copied().unwrap_or(Meaning::Other),
                None => Meaning::of(text.get(name..name + length)?, paths),
            };
            match meaning {
                Meaning::Slot(slot) => {
                    let cell = cells.get_mut(slot).filter(|cell| cell.number != *number)?;
                    *cell = Place { start: start as u32, len: len as u32, number: *number };
                }
                Meaning::Other => {
                    let visible = len > 0 && bytes.get(start).is_some_and(u8::is_ascii_graphic);
                    other = other || visible || Raw::text(text.get(start..start + len)?) != Raw::Blank;
                }
                Meaning::Below => return None,
            }
            byte = next_byte(bytes, &mut at)?;
            if byte == b',' {
                at += 1;
                // No member follows the comma before a bracket.
                byte = next_byte(bytes, &mut at).filter(|byte| *byte == b'"')?;
            } else if byte != b'}' {
                return None;
            }
        }
        at += 1;
        while bytes.get(at) == Some(&b' ') && at < part.end {
            at += 1;
        }
        (at == part.end).then_some((*number, other))
    }

    #[inline]
    fn place(&self, slot: usize) -> Option<(usize, usize)> {
        let place = self.cells.get(slot).filter(|place| place.number == self.number)?;
        Some((place.start as usize, place.len as usize))
    }

    #[inline]
    fn written(&self, slot: usize) -> Option<&'t str> {
        let (start, len) = self.place(slot)?;
        self.text.get(start..start + len)
    }
}

impl Member for PlainRow<'_, '_> {
    fn has(&self, slot: usize) -> bool {
        self.place(slot).is_some()
    }
}

impl Record for PlainRow<'_, '_> {
    fn get(&self, slot: usize) -> Raw<'_> {
        self.written(slot).map_or(Raw::Blank, Raw::text)
    }

    #[inline]
    fn plain(&self, slot: usize) -> Option<&str> {
        ordinary(self.written(slot)?)
    }

    #[inline]
    fn bytes(&self, slot: usize) -> Option<&[u8]> {
        let (start, len) = self.place(slot)?;
        self.text.as_bytes().get(start..start + len)
    }

    #[inline]
    fn short(&self, slot: usize) -> Option<u64> {
        let (start, len) = self.place(slot)?;
        short_at(self.text.as_bytes(), start, len)
    }

    #[inline]
    fn last_eight(&self, slot: usize) -> Option<(u64, u32)> {
        let (start, len) = self.place(slot)?;
        last_eight_at(self.text.as_bytes(), start, len)
    }

    #[inline]
    fn sym(&self, slot: usize) -> Option<Sym> {
        let (start, len) = self.place(slot)?;
        sym_at(self.text.as_bytes(), start, len)
    }

    fn all_blank(&self) -> bool {
        !self.other && (0..self.cells.len()).all(|slot| self.get(slot) == Raw::Blank)
    }
}

/// Finds all quotes; `None` if there is an escape or a control character somewhere.
fn find_quotes(bytes: &[u8], quotes: &mut Places) -> Option<()> {
    dispatch!(Level::new(), simd => find_by(simd, bytes, quotes))
}

#[inline(always)]
fn find_by<S: Simd>(simd: S, bytes: &[u8], quotes: &mut Places) -> Option<()> {
    quotes.clear();
    for (number, part) in bytes.chunks(BLOCK).enumerate() {
        let block = Block::of(simd, part);
        let odd = block.equal(b'\\') | block.at_most(0x1F);
        if odd & below(part.len()) != 0 {
            return None;
        }
        quotes.add(simd, block.equal(b'"'), number * BLOCK);
    }
    Some(())
}

/// The first byte from a place on that is no space; the place is moved there.
#[inline]
fn next_byte(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let byte = *bytes.get(*at)?;
        if byte != b' ' {
            return Some(byte);
        }
        *at += 1;
    }
}

/// A name of up to fifteen bytes.
#[inline]
fn name_at(bytes: &[u8], start: usize, len: usize) -> Option<Sym> {
    match bytes.get(start..)?.first_chunk() {
        Some(chunk) if len < 16 => Some(Sym::first_of(*chunk, len)),
        _ => Sym::short(std::str::from_utf8(bytes.get(start..start + len)?).ok()?),
    }
}

/// Where a number, `true` or `false` begins, and how long it is; nothing of `null`. With it, where it ends.
#[inline(always)]
fn scalar(bytes: &[u8], start: usize) -> Option<((usize, usize), usize)> {
    // Nearly all are short numbers, which are read as part of the walk.
    match few_digits(bytes.get(start..)?) {
        Some(len) => Some(((start, len), start + len)),
        None => other_scalar(bytes, start),
    }
}

#[inline(never)]
fn other_scalar(bytes: &[u8], start: usize) -> Option<((usize, usize), usize)> {
    let rest = bytes.get(start..)?;
    let len = match rest.first()? {
        b'-' | b'0'..=b'9' => number(rest)?,
        b't' if rest.starts_with(b"true") => 4,
        b'f' if rest.starts_with(b"false") => 5,
        b'n' if rest.starts_with(b"null") => return Some(((start, 0), start + 4)),
        _ => return None,
    };
    Some(((start, len), start + len))
}

/// The length of a number without sign that ends within eight bytes; none of others, and of what is none.
#[inline(always)]
fn few_digits(bytes: &[u8]) -> Option<usize> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let chunk = bytes.first_chunk()?;
    // What is left of a digit is its value. The highest bits of all others are set.
    let values = u64::from_le_bytes(*chunk) ^ (u64::from(b'0') * EACH);
    let others = (values | values.wrapping_add(0x76 * EACH)) & HIGH;
    let whole = (others.trailing_zeros() / 8) as usize;
    if whole == 0 || whole > 1 && chunk[0] == b'0' {
        return None;
    }
    let (end, places) = match chunk.get(whole)? {
        b'.' => {
            let end = ((others & others.wrapping_sub(1)).trailing_zeros() / 8) as usize;
            (end, end - whole - 1)
        }
        _ => (whole, 1),
    };
    let after = chunk.get(end)?;
    (places > 0 && !matches!(after, b'e' | b'E' | b'.')).then_some(end)
}

/// The length of a number.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || whole > 1 && bytes[at] == b'0' {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let places = digits(at + 1);
        at += 1 + places;
        if places == 0 {
            return None;
        }
    }
    // An exponent is out of the ordinary.
    (!matches!(bytes.get(at), Some(b'e' | b'E'))).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::dice::Dice;

    #[test]
    fn few_digits_are_a_number_as_any_other() {
        let bytes = b"0123456789.,}e-\x80";
        let mut dice = Dice::new(0x2545_f491_4f6c_dd1d);
        let mut read = 0;
        for _ in 0..200_000 {
            let text: Vec<u8> = (0..10).map(|_| bytes[dice.below(bytes.len())]).collect();
            if let Some(len) = few_digits(&text) {
                assert_eq!(number(&text), Some(len), "{text:?}");
                read += 1;
            }
        }
        assert!(read > 20_000, "{read}");
    }
}
