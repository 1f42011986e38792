//! Rows of cells parted by a delimiter, after RFC 4180: cells may be quoted, quotes inside are doubled, quoted cells may
//! hold line ends. A quote inside an unquoted cell is just a character.

mod index;
mod scan;
#[cfg(test)]
mod tests;

use super::short::{bytes_at, last_eight_at, short_at, sym_at};
use super::{MAX_ROW, RowAt, RowFault};
use crate::event::Sym;
use crate::ingest::between::Between;
use crate::ingest::raw::{Raw, Record};
pub(in crate::ingest) use index::Index;
use index::Indexed;
use memchr::{memchr, memchr_iter, memchr2};
use scan::{Ends, Scanner, begin_row};
use std::ops::Range;

/// Walks over the rows of a text.
pub(in crate::ingest) struct CsvRows<'a> {
    text: &'a str,
    pos: usize,
    line: u32,
    delimiter: u8,
    scanner: Scanner,
    index: Index,
    ends: Ends,
    /// The text goes on after its end, so that a row that reaches the end is not known yet.
    more: bool,
}

/// Where an ordinary row stands.
pub(in crate::ingest) struct Ordinary {
    pub at: RowAt,
    ends: Range<usize>,
}

/// One row taken apart.
pub(in crate::ingest) struct CsvRow<'a, 'c> {
    /// What it stands in.
    text: &'a str,
    /// Where its cells end there, after the byte before the first of them: each cell is what stands between two of these.
    ends: &'c [u32],
}

impl<'a> CsvRows<'a> {
    pub fn new(text: &'a str, delimiter: u8) -> Self {
        CsvRows::part(text, delimiter, 1, false)
    }

    /// The rows of a part of a text that begins on a line. If there is more after the part, the walk ends before the first row
    /// that may depend on what follows.
    pub fn part(text: &'a str, delimiter: u8, line: u32, more: bool) -> Self {
        CsvRows {
            text,
            pos: 0,
            line,
            delimiter,
            scanner: Scanner::new(delimiter),
            index: Index::default(),
            ends: Ends::default(),
            more,
        }
    }

    /// The same with the room in which rows of another part were found.
    #[must_use]
    pub fn within(self, room: Index) -> Self {
        CsvRows { index: room, ..self }
    }

    /// The room, for the next part.
    pub fn into_room(self) -> Index {
        self.index.emptied()
    }

    /// The byte and the line up to which the text has been walked over.
    pub fn reached(&self) -> (usize, u32) {
        (self.pos, self.line)
    }

    /// Skips lines that stand above the header.
    pub fn skip_lines(&mut self, lines: u32) {
        for _ in 0..lines {
            let rest = &self.text.as_bytes()[self.pos..];
            let Some(at) = memchr(b'\n', rest) else {
                self.pos = self.text.len();
                return;
            };
            self.pos += at + 1;
            self.line = self.line.saturating_add(1);
        }
    }

    /// The next row that is not an empty line, if it is an ordinary one: then it is [`CsvRows::ordinary_row`].
    #[inline]
    pub fn ordinary(&mut self) -> Option<Ordinary> {
        loop {
            let (start, line) = (self.pos, self.line);
            let Indexed { ends, end, line_end } =
                self.index.next(&self.scanner, self.text.as_bytes(), start)?;
            self.pos = line_end + 1;
            self.line = line.saturating_add(1);
            if ends.len() <= 2 && self.text.as_bytes()[start..end].iter().all(|b| *b == b' ') {
                continue;
            }
            return Some(Ordinary { at: RowAt { start, end, line }, ends });
        }
    }

    /// An ordinary row taken apart.
    #[inline]
    pub fn ordinary_row(&self, row: &Ordinary) -> CsvRow<'a, '_> {
        CsvRow { text: self.text, ends: self.index.ends(row.ends.clone()) }
    }

    /// The next row that is not an empty line.
    pub fn next(&mut self) -> Option<(RowAt, Result<CsvRow<'a, '_>, RowFault>)> {
        match self.ordinary() {
            Some(row) => Some((row.at, Ok(self.ordinary_row(&row)))),
            None => self.next_alone(),
        }
    }

    /// The same of a row that is taken apart for itself.
    fn next_alone(&mut self) -> Option<(RowAt, Result<CsvRow<'a, '_>, RowFault>)> {
        loop {
            let (start, line) = (self.pos, self.line);
            let bytes = &self.text.as_bytes()[self.pos..];
            if bytes.is_empty() {
                return None;
            }
            let (len, fault, quoted) = match self.scanner.row(bytes, &mut self.ends) {
                Some(len) => (len, None, self.scanner.quoted),
                None => {
                    let (len, fault) = self.careful_row(bytes);
                    (len, fault, true)
                }
            };
            // Only a window cut short by its limit tells for sure that a quote is never closed.
            if self.more && (len >= bytes.len() || matches!(fault, Some(RowFault::UnclosedQuote(_)))) {
                return None;
            }
            let (content, lines) = self.step(len, quoted);
            if self.ends.as_slice().len() <= 2 && bytes[..content].iter().all(|b| *b == b' ') {
                continue;
            }
            let at = RowAt { start, end: start + content, line };
            debug_assert!(lines >= 1);
            let row = match fault {
                Some(fault) => Err(fault),
                None => {
                    let text = &self.text[start..start + content];
                    Ok(CsvRow { text, ends: self.ends.as_slice() })
                }
            };
            return Some((at, row));
        }
    }

    /// The length of a row that is out of the ordinary, and what is wrong with it.
    fn careful_row(&mut self, bytes: &[u8]) -> (usize, Option<RowFault>) {
        match memchr2(b'\n', b'"', bytes) {
            Some(at) if bytes[at] == b'"' => self.quoted_row(),
            Some(at) => self.plain_row(at),
            None => self.plain_row(bytes.len()),
        }
    }

    /// Moves past a row of so many bytes and its line end; gives the row's length without a carriage return before
    /// the line end, and how many line ends were passed: more than one only if a quote stands in the row.
    fn step(&mut self, len: usize, quoted: bool) -> (usize, u32) {
        let bytes = &self.text.as_bytes()[self.pos..];
        let row = &bytes[..len];
        let inner = if quoted || len > MAX_ROW { memchr_iter(b'\n', row).count() } else { 0 };
        let lines = u32::try_from(inner).unwrap_or(u32::MAX).saturating_add(1);
        self.line = self.line.saturating_add(lines);
        self.pos += (len + 1).min(bytes.len());
        (row.strip_suffix(b"\r").unwrap_or(row).len(), lines)
    }

    /// A row without any quote, `len` bytes up to its line end.
    fn plain_row(&mut self, len: usize) -> (usize, Option<RowFault>) {
        begin_row(&mut self.ends);
        if len > MAX_ROW {
            return (len, Some(RowFault::TooLong));
        }
        let line = &self.text.as_bytes()[self.pos..self.pos + len];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        memchr_iter(self.delimiter, line).for_each(|at| self.ends.push(at));
        self.ends.push(line.len());
        (len, None)
    }

    /// A row that holds a quote somewhere. Where its quotes do not fit together, the row ends with its first line, so
    /// that one stray quote does not swallow the rest of the file.
    fn quoted_row(&mut self) -> (usize, Option<RowFault>) {
        begin_row(&mut self.ends);
        let bytes = &self.text.as_bytes()[self.pos..];
        let window = &bytes[..bytes.len().min(MAX_ROW + 1)];
        let mut at = 0;
        loop {
            let start = at;
            let lead = self.spaces(&window[at..]);
            let quoted = window.get(at + lead) == Some(&b'"');
            if quoted {
                let open = at + lead;
                let Some(end) = closing_quote(window, open) else {
                    let long = window.len() > MAX_ROW;
                    let fault = if long { RowFault::TooLong } else { RowFault::UnclosedQuote(open) };
                    return (self.give_up(bytes, 0), Some(fault));
                };
                at = end + self.spaces(&window[end..]);
            } else {
                at += memchr2(self.delimiter, b'\n', &window[at..]).unwrap_or(window.len() - at);
            }
            match window.get(at) {
                Some(b) if *b == self.delimiter => {
                    self.ends.push(at);
                    at += 1;
                }
                None if window.len() > MAX_ROW => {
                    return (self.give_up(bytes, 0), Some(RowFault::TooLong));
                }
                None | Some(b'\n') => {
                    let carriage_return = !quoted && at > start && window[at - 1] == b'\r';
                    self.ends.push(at - usize::from(carriage_return));
                    return (at, None);
                }
                Some(b'\r') if matches!(window.get(at + 1), None | Some(b'\n')) => {
                    self.ends.push(at);
                    return (at + 1, None);
                }
                Some(_) => return (self.give_up(bytes, at), Some(RowFault::AfterQuote(at))),
            }
        }
    }

    /// How many spaces stand around a quoted cell here.
    fn spaces(&self, bytes: &[u8]) -> usize {
        if self.delimiter == b' ' { 0 } else { bytes.iter().take_while(|b| **b == b' ').count() }
    }

    /// The length of a broken row: up to the first line end from `at` on.
    fn give_up(&mut self, bytes: &[u8], at: usize) -> usize {
        begin_row(&mut self.ends);
        memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end)
    }
}

/// One past the closing quote of the cell that opens at `open`.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr(b'"', &bytes[at..])? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

impl<'a> CsvRow<'a, '_> {
    /// How many cells it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// Its first byte.
    fn start(&self) -> usize {
        self.ends.first().map_or(0, |before| before.wrapping_add(1) as usize)
    }

    /// Where a cell stands in the text, with all that stands between its delimiters.
    #[inline]
    fn between(&self, index: usize) -> Option<Range<usize>> {
        let (start, len) = self.stretch(index)?;
        Some(start..start.wrapping_add(len))
    }

    /// Where a cell begins, and how long it is, with all that stands between its delimiters.
    #[inline]
    fn stretch(&self, index: usize) -> Option<(usize, usize)> {
        self.ends.get(index..)?.first_chunk().map(stretch)
    }

    fn written(&self, index: usize) -> &'a str {
        self.between(index).and_then(|place| self.text.get(place)).unwrap_or_default()
    }

    /// How many bytes a cell takes, quotes included, spaces around them excluded.
    pub fn size(&self, index: usize) -> usize {
        let written = self.written(index);
        let trimmed = written.trim_matches(' ');
        if trimmed.starts_with('"') { trimmed.len() } else { written.len() }
    }

    /// The cells as texts, for a header.
    pub fn texts(&self) -> Vec<String> {
        (0..self.len()).map(|i| self.get(i).as_str().unwrap_or_default().to_string()).collect()
    }

    /// Where a cell stands in the row, quotes included, white space around it excluded.
    pub fn place(&self, index: usize) -> Option<Range<usize>> {
        let Range { start, end } = self.between(index)?;
        let text = self.text.get(start..end)?;
        let trimmed = text.trim();
        let (start, end) = (start - self.start(), end - self.start());
        if trimmed.is_empty() {
            return Some(start..end);
        }
        let lead = text.len() - text.trim_start().len();
        Some(start + lead..start + lead + trimmed.len())
    }
}

impl Record for CsvRow<'_, '_> {
    #[inline]
    fn get(&self, slot: usize) -> Raw<'_> {
        let written = self.written(slot);
        match written.as_bytes() {
            [] => Raw::Blank,
            // No quote can follow.
            [first, ..] if !matches!(first, b' ' | b'"') => Raw::text(written),
            _ => perhaps_quoted(written),
        }
    }

    #[inline]
    fn plain(&self, slot: usize) -> Option<&str> {
        let written = self.written(slot);
        match written.as_bytes() {
            [b'"', inner @ .., b'"'] => {
                let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
                let is_plain = visible(inner.first()) && visible(inner.last()) && !inner.contains(&b'"');
                if is_plain { written.get(1..written.len() - 1) } else { None }
            }
            [b'"', ..] | [] => None,
            [first, ..] => {
                let last = written.as_bytes().last()?;
                (first.is_ascii_graphic() && last.is_ascii_graphic()).then_some(written)
            }
        }
    }

    #[inline]
    fn bytes(&self, slot: usize) -> Option<&[u8]> {
        self.text.as_bytes().get(self.between(slot)?)
    }

    #[inline]
    fn short(&self, slot: usize) -> Option<u64> {
        let (start, len) = self.stretch(slot)?;
        short_at(self.text.as_bytes(), start, len)
    }

    #[inline]
    fn last_eight(&self, slot: usize) -> Option<(u64, u32)> {
        let (start, len) = self.stretch(slot)?;
        last_eight_at(self.text.as_bytes(), start, len)
    }

    // A function of its own, in which what is the same for all numbers stays in registers.
    #[inline(never)]
    fn are_between(&self, first: usize, numbers: &[Between]) -> bool {
        let Some(ends) = self.ends.get(first..=first.wrapping_add(numbers.len())) else { return false };
        ends.array_windows().zip(numbers).all(|(cell, between)| {
            let (start, len) = stretch(cell);
            let eight = last_eight_at(self.text.as_bytes(), start, len);
            eight.is_some_and(|(text, bits)| between.holds(text, bits))
        })
    }

    #[inline(always)]
    fn sym(&self, slot: usize) -> Option<Sym> {
        let (start, len) = self.stretch(slot)?;
        sym_at(self.text.as_bytes(), start, len)
    }

    #[inline(always)]
    fn short_bytes(&self, slot: usize) -> Option<Sym> {
        let (start, len) = self.stretch(slot)?;
        bytes_at(self.text.as_bytes(), start, len)
    }

    fn all_blank(&self) -> bool {
        (0..self.len()).all(|i| self.get(i) == Raw::Blank)
    }
}

/// Where a cell begins that stands between two bytes, and how long it is.
#[inline]
fn stretch([before, end]: &[u32; 2]) -> (usize, usize) {
    let start = before.wrapping_add(1);
    (start as usize, end.wrapping_sub(start) as usize)
}

/// A cell that may be quoted, perhaps with spaces around the quotes.
fn perhaps_quoted(written: &str) -> Raw<'_> {
    let inner = written.trim_matches(' ').strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        None => Raw::text(written),
        Some(inner) if inner.contains('"') => Raw::owned(inner.replace("\"\"", "\"")),
        Some(inner) => Raw::text(inner),
    }
}

/// The delimiter that parts a header row: of comma, semicolon, tab and bar the most frequent outside quotes; a comma if
/// there is none.
pub(super) fn guess_delimiter(text: &str) -> u8 {
    const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0_usize; 4];
    let mut quoted = false;
    for byte in text.bytes().take(MAX_ROW) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && counts.iter().any(|c| *c > 0) => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = CANDIDATES.iter().position(|c| *c == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    let best = counts.iter().copied().max().unwrap_or_default();
    counts.iter().position(|c| *c == best).map_or(b',', |i| CANDIDATES[i])
}
