//! The needed cells of an ordinary record: flat, without escapes in its names and texts.
//!
//! All quotes are found beforehand, many bytes at a time; the walk then goes from one to the next. What is not ordinary, or no
//! JSON at all, is left to the careful reader, which knows what to say about it.

use super::Room;
use super::record::{JsonRow, Paths, is_blank};
use crate::ingest::formats::marks::{BLOCK, Block, Places, below, byte};

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

impl<'a> JsonRow<'a> {
    /// Reads the needed cells of an ordinary record; `None` if it is none.
    pub fn quick(text: &'a str, paths: &Paths, slots: usize, room: &mut Room) -> Option<JsonRow<'a>> {
        let Room { quotes, names } = room;
        find_quotes(text.as_bytes(), quotes)?;
        let mut walk = Walk { text, at: 0, quotes: quotes.as_slice().iter() };
        let mut row = JsonRow::empty(slots);
        walk.eat(b'{')?;
        walk.spaces();
        if walk.peek() != Some(b'}') {
            loop {
                let name = walk.text()?;
                let name = name.get(1..name.len() - 1)?;
                walk.spaces();
                walk.eat(b':')?;
                walk.spaces();
                let token = walk.token()?;
                match names.meaning(name, |name| Meaning::of(name, paths)) {
                    Meaning::Slot(slot) => row.fill(slot, token)?,
                    Meaning::Other => row.other = row.other || !is_blank(token),
                    Meaning::Below => return None,
                }
                walk.spaces();
                if walk.peek() != Some(b',') {
                    break;
                }
                walk.at += 1;
                walk.spaces();
            }
        }
        walk.eat(b'}')?;
        walk.spaces();
        (walk.at == text.len()).then_some(row)
    }
}

/// Finds all quotes; `None` if there is an escape or a control character somewhere.
fn find_quotes(bytes: &[u8], quotes: &mut Places) -> Option<()> {
    quotes.clear();
    for (number, part) in bytes.chunks(BLOCK).enumerate() {
        let block = Block::of(part);
        let odd = block.equal(byte(b'\\')) | block.at_most(byte(0x1F));
        if odd & below(part.len()) != 0 {
            return None;
        }
        quotes.add(block.equal(byte(b'"')), number * BLOCK);
    }
    Some(())
}

/// A walk over the tokens of a record.
struct Walk<'a, 'q> {
    text: &'a str,
    at: usize,
    /// The quotes that have not been passed.
    quotes: std::slice::Iter<'q, u32>,
}

impl<'a> Walk<'a, '_> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    #[inline]
    fn spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// A text with its quotes.
    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        let open = *self.quotes.next()? as usize;
        let close = *self.quotes.next()? as usize;
        let begins_here = open == self.at;
        self.at = close + 1;
        if begins_here { self.text.get(open..close + 1) } else { None }
    }

    /// A value that is no object and no array.
    #[inline]
    fn token(&mut self) -> Option<&'a str> {
        let rest = &self.text.as_bytes()[self.at..];
        let len = match rest.first()? {
            b'"' => return self.text(),
            b'-' | b'0'..=b'9' => number(rest)?,
            b't' | b'n' if rest.starts_with(b"true") || rest.starts_with(b"null") => 4,
            b'f' if rest.starts_with(b"false") => 5,
            _ => return None,
        };
        let start = self.at;
        self.at += len;
        self.text.get(start..self.at)
    }
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
