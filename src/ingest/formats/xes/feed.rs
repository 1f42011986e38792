//! The bytes of a document, held or read on as they are needed.

use crate::ingest::store::Tape;
use memchr::memchr_iter;
use std::io::{self, BufRead, Read};

/// Bytes that are read from beginning to end.
pub(in crate::ingest) struct Feed<'a> {
    /// Where more come from, and how many at a time.
    tape: Option<(Tape<'a>, usize)>,
    held: Held<'a>,
    /// How many bytes of the document lie before those that are held.
    base: usize,
    /// How many of those that are held have been read.
    pos: usize,
    /// How many of those that are held have been looked through for line ends, and the line that begins or goes on there.
    counted: usize,
    line: u32,
    /// The last character before those that are held that is not white space, and its line.
    last: (usize, u32),
    /// Nothing that begins after this byte is loaded.
    limit: usize,
}

enum Held<'a> {
    Text(&'a [u8]),
    Block(Vec<u8>),
}

impl<'a> Feed<'a> {
    /// A document that is held.
    pub fn text(text: &'a str) -> Feed<'a> {
        Feed::new(None, Held::Text(text.as_bytes()))
    }

    /// A document that is read in blocks of so many bytes.
    pub fn blocks(tape: Tape<'a>, size: usize) -> Feed<'a> {
        Feed::new(Some((tape, size.max(1))), Held::Block(Vec::new()))
    }

    fn new(tape: Option<(Tape<'a>, usize)>, held: Held<'a>) -> Feed<'a> {
        Feed { tape, held, base: 0, pos: 0, counted: 0, line: 1, last: (0, 1), limit: usize::MAX }
    }

    fn loaded(&self) -> &[u8] {
        match &self.held {
            Held::Text(text) => text,
            Held::Block(block) => block,
        }
    }

    /// What is held and has not been read.
    pub fn ahead(&self) -> &[u8] {
        &self.loaded()[self.pos..]
    }

    /// The line of a byte that is held, and not before one whose line has been asked for.
    pub fn line_at(&mut self, at: usize) -> u32 {
        let to = at.saturating_sub(self.base).min(self.loaded().len()).max(self.counted);
        self.line = self.line.saturating_add(line_ends(&self.loaded()[self.counted..to]));
        self.counted = to;
        self.line
    }

    /// From now on nothing is loaded that begins after a byte.
    pub fn stop_after(&mut self, at: usize) {
        self.limit = at;
    }

    /// Whether more was asked for than may be loaded.
    pub fn is_stopped(&self) -> bool {
        self.ahead().is_empty() && self.base + self.loaded().len() > self.limit
    }

    /// Whether there is nothing more to read.
    pub fn is_at_end(&mut self) -> bool {
        self.fill_buf().is_ok_and(<[u8]>::is_empty)
    }

    /// The last character that is not white space, as far as bytes are held, and its line.
    pub fn last(&mut self) -> (usize, u32) {
        let begins = |byte: &u8| !byte.is_ascii_whitespace() && (byte & 0xC0) != 0x80;
        let bytes = self.loaded();
        let Some(at) = bytes.iter().rposition(begins) else { return self.last };
        let after = line_ends(&bytes[at..]);
        let end = bytes.len();
        (self.base + at, self.line_at(self.base + end).saturating_sub(after))
    }

    /// Reads what is left, and gives the digest and size of the file.
    pub fn facts(&mut self) -> Option<io::Result<(Option<String>, u64)>> {
        let (tape, size) = self.tape.as_mut()?;
        Some(tape.rest(*size).map(|()| tape.facts()))
    }
}

fn line_ends(bytes: &[u8]) -> u32 {
    u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

impl Read for Feed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = self.fill_buf()?;
        let read = rest.len().min(into.len());
        into[..read].copy_from_slice(&rest[..read]);
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Feed<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.pos >= self.loaded().len() && self.tape.is_some() {
            if self.is_stopped() {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let (last, end) = (self.last(), self.loaded().len());
            self.line_at(self.base + end);
            self.last = last;
            if let (Some((tape, size)), Held::Block(block)) = (&mut self.tape, &mut self.held) {
                block.resize(*size, 0);
                let read = tape.read(block)?;
                block.truncate(read);
            }
            self.base += end;
            (self.pos, self.counted) = (0, 0);
        }
        Ok(&self.loaded()[self.pos..])
    }

    fn consume(&mut self, bytes: usize) {
        self.pos += bytes;
    }
}
