//! JSON arrays of objects, and one object per line.
//!
//! A small scanner finds the bytes of each record, so that every record can be shown and a broken one costs only
//! itself; the record is then read by `serde_json`, which checks it in full. Numbers are kept as they are written.

use super::{MAX_DEPTH, MAX_ROW, RowAt, RowFault};
use memchr::{memchr, memchr_iter, memchr2};
use std::ops::Range;

mod index;
mod nested;
mod quick;
mod record;
mod scan;
#[cfg(test)]
mod tests;

/// Room to take records apart in, and what their names mean. For the records of one text.
#[derive(Default)]
pub(in crate::ingest) struct Room {
    quotes: super::marks::Places,
    names: Option<quick::Meanings>,
    cells: Vec<quick::Place>,
    /// How many records have been read in it.
    number: u64,
}

pub(in crate::ingest) use index::Index;
pub(in crate::ingest) use nested::records_path;
pub(in crate::ingest) use quick::PlainRow;
pub(in crate::ingest) use record::{JsonRow, Paths, classify, elements, error_offset, names};
pub(in crate::ingest) use scan::{Members, find_array};

/// Walks over the records of a text.
pub(in crate::ingest) struct JsonRows<'a> {
    text: &'a str,
    pos: usize,
    counted: usize,
    line: u32,
    state: State,
    /// The array is a part of the text, so something may follow it.
    inner: bool,
    /// The text goes on after its end, so that a line that reaches the end is not known yet.
    more: bool,
    index: Index,
}

/// A line of a text of lines.
pub(in crate::ingest) struct Line {
    pub at: RowAt,
    /// Which quotes stand in it; none if it holds an escape or a control character.
    quotes: Option<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// One record per line.
    Lines,
    /// Before the opening bracket.
    Before,
    /// Inside the array; `first` before its first record.
    Inside { first: bool },
    /// After the closing bracket, which nothing should follow.
    After,
    /// Nothing more can be read.
    Done,
}

/// Where a walk over an array has come to, so that another can go on with the next part of the text.
#[derive(Clone, Copy, Debug)]
pub(in crate::ingest) struct Midway {
    state: State,
    inner: bool,
    /// Bytes from the beginning of the next part to where the walk goes on.
    ahead: usize,
    /// The line on which the next part begins.
    line: u32,
}

/// What the walk comes upon.
pub(in crate::ingest) enum JsonItem<'a> {
    /// The bytes of one record.
    Row(RowAt, Result<&'a str, RowFault>),
    /// The file as a whole is broken here; nothing after it is read.
    Broken {
        /// What is wrong.
        why: ArrayFault,
        /// Where, in bytes of the text.
        at: usize,
        /// The line of it.
        line: u32,
    },
}

/// How an array of records can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayFault {
    /// The text does not begin with `[`.
    NoArray,
    /// The text ends before the array does.
    CutOff,
    /// Something other than `,` or `]` follows a record.
    NoComma,
    /// Something follows the array.
    Trailing,
    /// There is nothing at the place where the mapping says that the array stands.
    NotThere,
}

impl<'a> JsonRows<'a> {
    /// The records of an array.
    pub fn array(text: &'a str) -> Self {
        JsonRows::in_state(text, State::Before, 1)
    }

    /// The records of lines.
    pub fn lines(text: &'a str) -> Self {
        JsonRows::some_lines(text, 1, false)
    }

    /// The records of the lines of a part of a text that begins on a line. If there is more after the part, the walk ends before
    /// the line that reaches its end.
    pub fn some_lines(text: &'a str, line: u32, more: bool) -> Self {
        JsonRows { more, ..JsonRows::in_state(text, State::Lines, line) }
    }

    fn in_state(text: &'a str, state: State, line: u32) -> Self {
        let index = Index::default();
        JsonRows { text, pos: 0, counted: 0, line, state, inner: false, more: false, index }
    }

    /// The same with the room in which lines of another part were found.
    #[must_use]
    pub fn within(self, room: Index) -> Self {
        JsonRows { index: room, ..self }
    }

    /// The room, for the next part.
    pub fn into_room(self) -> Index {
        self.index.emptied()
    }

    /// The byte and the line up to which lines have been walked over.
    pub fn reached(&self) -> (usize, u32) {
        (self.pos, self.line)
    }

    /// The records of an array from where another walk has come to. If there is more after this part of the text, the walk ends
    /// before whatever may depend on what follows.
    pub fn go_on(text: &'a str, midway: Midway, more: bool) -> Self {
        let Midway { state, inner, ahead, line } = midway;
        JsonRows { pos: ahead.min(text.len()), inner, more, ..JsonRows::in_state(text, state, line) }
    }

    /// The records of an array that begins with a text of which this is the first part.
    pub fn begin(inner: bool, line: u32) -> Midway {
        Midway { state: State::Before, inner, ahead: 0, line }
    }

    /// Nothing more will be read.
    pub fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// The byte with which the next part has to begin, and how to go on there. The last record belongs to that part again, because
    /// messages point to it.
    pub fn midway(&self) -> (usize, Midway) {
        let Self { state, inner, line, .. } = *self;
        (self.counted, Midway { state, inner, ahead: self.pos - self.counted, line })
    }

    /// How to go on with a part that begins after the array.
    pub fn after_all(&self) -> Midway {
        Midway { state: self.state, inner: self.inner, ahead: 0, line: self.line }
    }

    /// The records of the array that begins at a byte of a text.
    pub fn inner_array(text: &'a str, at: usize) -> Self {
        JsonRows { pos: at.min(text.len()), inner: true, ..JsonRows::array(text) }
    }

    /// The next record.
    pub fn next(&mut self) -> Option<JsonItem<'a>> {
        match self.state {
            State::Lines => self.next_line(),
            State::Done => None,
            State::Before => {
                self.space();
                if self.peek().is_none() && self.more {
                    return None;
                }
                if self.peek() != Some(b'[') {
                    return self.broken(ArrayFault::NoArray);
                }
                self.pos += 1;
                self.state = State::Inside { first: true };
                self.next()
            }
            State::Inside { first } => {
                let before = self.pos;
                let item = self.next_element(first);
                if item.is_none() && self.state == (State::Inside { first }) {
                    // What stands here is known only with what follows.
                    self.pos = before;
                }
                item
            }
            State::After => self.after(),
        }
    }

    /// The next line, if this is a text of lines; not the last, and none that is very long.
    #[inline]
    pub fn line(&mut self) -> Option<Line> {
        if self.state != State::Lines {
            return None;
        }
        let (start, line) = (self.pos, self.line);
        let found = self.index.next(self.text.as_bytes(), start)?;
        self.pos = found.end + 1;
        self.line = line.saturating_add(1);
        let carriage_return = self.text.as_bytes().get(found.end.wrapping_sub(1)) == Some(&b'\r');
        let end = if carriage_return && found.end > start { found.end - 1 } else { found.end };
        let quotes = if found.odd { None } else { Some(found.quotes) };
        Some(Line { at: RowAt { start, end, line }, quotes })
    }

    /// The record of a line with the cells that are asked for, if it is an ordinary one.
    #[inline]
    pub fn plain_row<'r>(
        &self,
        line: &Line,
        asked: (&Paths, usize),
        room: &'r mut Room,
    ) -> Option<PlainRow<'a, 'r>> {
        let quotes = self.index.quotes(line.quotes.clone()?);
        let RowAt { start, end, .. } = line.at;
        // Blanks after it would not belong to the record.
        let ends_well = self.text.as_bytes().get(end.wrapping_sub(1)) == Some(&b'}');
        if ends_well { PlainRow::read(self.text, start..end, quotes, asked, room) } else { None }
    }

    /// What stands on a line; none if nothing does.
    pub fn on_line(&self, line: &Line) -> Option<JsonItem<'a>> {
        let RowAt { start, end, line } = line.at;
        let content = self.text.get(start..end).unwrap_or_default();
        let lead = content.len() - content.trim_start().len();
        let content = content.trim();
        if content.is_empty() {
            return None;
        }
        let at = RowAt { start: start + lead, end: start + lead + content.len(), line };
        Some(JsonItem::Row(at, checked(content)))
    }

    fn next_line(&mut self) -> Option<JsonItem<'a>> {
        loop {
            let bytes = &self.text.as_bytes()[self.pos..];
            if bytes.is_empty() {
                return None;
            }
            let start = self.pos;
            let len = match memchr(b'\n', bytes) {
                None if self.more => return None,
                end => end.unwrap_or(bytes.len()),
            };
            self.pos += (len + 1).min(bytes.len());
            let line = self.line;
            self.line = line.saturating_add(1);
            let at = RowAt { start, end: start + len, line };
            if let Some(item) = self.on_line(&Line { at, quotes: None }) {
                return Some(item);
            }
        }
    }

    fn next_element(&mut self, first: bool) -> Option<JsonItem<'a>> {
        self.space();
        match self.peek() {
            None if self.more => return None,
            None => return self.broken(ArrayFault::CutOff),
            Some(b']') => return self.end(),
            Some(b',') if !first => {
                self.pos += 1;
                self.space();
            }
            Some(_) if first => {}
            Some(_) => return self.broken(ArrayFault::NoComma),
        }
        let start = self.pos;
        let bytes = self.text.as_bytes();
        match bytes.get(start) {
            None if self.more => return None,
            None => return self.broken(ArrayFault::CutOff),
            // A comma or bracket where a record should stand.
            Some(b',' | b']') => return self.broken(ArrayFault::NoComma),
            Some(_) => {}
        }
        let end = value_end(bytes, start);
        if end.is_none() && self.more {
            return None;
        }
        self.state = State::Inside { first: false };
        let line = self.line_here();
        let Some(end) = end else {
            self.pos = bytes.len();
            let end = start + self.text[start..].trim_end().len();
            return Some(JsonItem::Row(RowAt { start, end, line }, Err(RowFault::CutOff)));
        };
        self.pos = end;
        let content = self.text.get(start..end).unwrap_or_default();
        Some(JsonItem::Row(RowAt { start, end, line }, checked(content)))
    }

    fn end(&mut self) -> Option<JsonItem<'a>> {
        self.pos += 1;
        self.state = if self.inner { State::Done } else { State::After };
        self.next()
    }

    fn after(&mut self) -> Option<JsonItem<'a>> {
        self.space();
        if self.pos < self.text.len() {
            return self.broken(ArrayFault::Trailing);
        }
        if !self.more {
            self.state = State::Done;
        }
        None
    }

    fn broken(&mut self, why: ArrayFault) -> Option<JsonItem<'a>> {
        self.state = State::Done;
        if why == ArrayFault::CutOff {
            // Point to the last thing in the file, not to the blank line after it.
            let last = self.text.trim_end().char_indices().next_back();
            self.pos = last.map_or(0, |(at, _)| at).max(self.counted);
        }
        let line = self.line_here();
        Some(JsonItem::Broken { why, at: self.pos, line })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.pos += 1;
        }
    }

    /// The line of the current byte, counted on from where it was last asked for.
    fn line_here(&mut self) -> u32 {
        let passed = &self.text.as_bytes()[self.counted..self.pos];
        let lines = u32::try_from(memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        self.counted = self.pos;
        self.line
    }
}

/// Checks a record's limits before it is read.
fn checked(content: &str) -> Result<&str, RowFault> {
    if content.len() > MAX_ROW {
        Err(RowFault::TooLong)
    } else if too_deep(content.as_bytes()) {
        Err(RowFault::TooDeep)
    } else {
        Ok(content)
    }
}

/// One past the end of the JSON value that begins at `start`; `None` if the text ends inside it.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        b'{' | b'[' => {}
        b'"' => return string_end(bytes, start),
        _ => {
            let len = bytes[start..]
                .iter()
                .position(|b| matches!(b, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n'))?;
            return Some(start + len);
        }
    }
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// One past the closing quote of the string that opens at `open`.
fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// Whether brackets outside strings are nested deeper than the limit.
fn too_deep(bytes: &[u8]) -> bool {
    let opened = memchr::memchr2_iter(b'{', b'[', bytes).take(MAX_DEPTH + 1).count();
    if opened <= MAX_DEPTH {
        return false;
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match string_end(bytes, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return false,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
        at += 1;
    }
    false
}
