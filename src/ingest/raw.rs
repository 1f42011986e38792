//! One cell as it stands in a file, before anything is known about its type.

use super::between::Between;
use crate::event::{Sym, packed_short};
use std::borrow::Cow;

/// What a record holds at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Raw<'a> {
    /// Nothing, only white space, or `null`.
    Blank,
    /// A text, number or yes-or-no, without the white space around it.
    Text(Cow<'a, str>),
    /// A JSON array, as written.
    Array(&'a str),
    /// A JSON object, as written.
    Object(&'a str),
}

impl<'a> Raw<'a> {
    /// A cell of text.
    #[inline]
    pub fn text(text: &'a str) -> Raw<'a> {
        if let Some(text) = ordinary(text) {
            return Raw::Text(Cow::Borrowed(text));
        }
        let text = text.trim();
        if text.is_empty() { Raw::Blank } else { Raw::Text(Cow::Borrowed(text)) }
    }

    /// A cell whose text had to be unescaped.
    pub fn owned(text: String) -> Raw<'a> {
        match text.trim() {
            "" => Raw::Blank,
            trimmed if trimmed.len() == text.len() => Raw::Text(Cow::Owned(text)),
            trimmed => Raw::Text(Cow::Owned(trimmed.to_string())),
        }
    }

    /// The cell's text itself; `None` if it is blank.
    pub fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Raw::Blank => None,
            Raw::Text(text) => Some(text),
            Raw::Array(text) | Raw::Object(text) => Some(Cow::Borrowed(text)),
        }
    }

    /// The cell as text; `None` if it is blank.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Raw::Blank => None,
            Raw::Text(text) => Some(text),
            Raw::Array(text) | Raw::Object(text) => Some(text),
        }
    }
}

/// A text that is not blank and has no white space around it, as its first and last bytes show; none if they leave it open.
#[inline]
pub(super) fn ordinary(text: &str) -> Option<&str> {
    let visible = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    (visible(bytes.first()) && visible(bytes.last())).then_some(text)
}

/// A timestamp to the second or finer that is kept as a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Microseconds since 1970.
    pub micros: i64,
    /// They are counted in UTC; otherwise they say what a clock showed.
    pub is_utc: bool,
}

/// A record whose cells can be had by slot, as the file's plan numbers them.
pub(super) trait Record {
    /// The cell in a slot.
    fn get(&self, slot: usize) -> Raw<'_>;
    /// The text in a slot where it is an ordinary one, which needs no second look; none of what is blank, and of much else.
    fn plain(&self, slot: usize) -> Option<&str> {
        match self.get(slot) {
            Raw::Text(Cow::Borrowed(text)) => Some(text),
            _ => None,
        }
    }
    /// The bytes in a slot as they are written. They may be what is no ordinary text: for those who can tell.
    #[inline]
    fn bytes(&self, slot: usize) -> Option<&[u8]> {
        self.plain(slot).map(str::as_bytes)
    }
    /// The text in a slot where it is an ordinary one, packed ([`packed_short`]), if it has no more than seven bytes.
    #[inline]
    fn short(&self, slot: usize) -> Option<u64> {
        packed_short(self.plain(slot)?)
    }
    /// What is in a slot if it has at most eight bytes, the last of them highest, and how many bits below them are none of it. It may
    /// be what is no ordinary text: for those who can tell.
    #[inline]
    fn last_eight(&self, slot: usize) -> Option<(u64, u32)> {
        let short = self.short(slot)?;
        let bits = 64_u32.wrapping_sub(8 * (short >> 56) as u32);
        Some((short.wrapping_shl(bits), bits))
    }
    /// Whether the cells from a slot on certainly are numbers, each between two of its own; false also for what is written in an
    /// unusual way.
    #[inline]
    fn are_between(&self, first: usize, numbers: &[Between]) -> bool {
        let holds = |(text, bits), between: &Between| between.holds(text, bits);
        let is_one = |(slot, between)| self.last_eight(slot).is_some_and(|eight| holds(eight, between));
        (first..).zip(numbers).all(is_one)
    }
    /// An ordinary text as a symbol, if it has no more than fifteen bytes.
    #[inline]
    fn sym(&self, slot: usize) -> Option<Sym> {
        match self.short(slot) {
            Some(packed) => Some(Sym::packed(packed)),
            None => Sym::short(self.plain(slot)?),
        }
    }
    /// What is in a slot as a symbol, if it has no more than fifteen bytes. It may be what is no ordinary text: for those who look for one.
    #[inline]
    fn short_bytes(&self, slot: usize) -> Option<Sym> {
        self.sym(slot)
    }
    /// The time in a slot, where it is a count and no text. It is what the text in that slot would be read as.
    #[inline]
    fn moment(&self, _: usize) -> Option<Moment> {
        None
    }
    /// The text in a slot; none if it is blank.
    #[inline]
    fn text(&self, slot: usize) -> Option<Cow<'_, str>> {
        match self.plain(slot) {
            Some(text) => Some(Cow::Borrowed(text)),
            None => self.get(slot).into_text(),
        }
    }
    /// The same; none also of what is several values, or no value that a field can hold.
    #[inline]
    fn single(&self, slot: usize) -> Option<Cow<'_, str>> {
        match self.plain(slot) {
            Some(text) => Some(Cow::Borrowed(text)),
            None => match self.get(slot) {
                Raw::Text(text) => Some(text),
                Raw::Blank | Raw::Array(_) | Raw::Object(_) => None,
            },
        }
    }
    /// Whether nothing at all stands in the record.
    fn all_blank(&self) -> bool;
}
