//! Cells of eight bytes: most texts are short enough to stand there themselves, so that rows are made of them without another look.

use super::value::{Shape, Writer};
use crate::event::packed;
use crate::ingest::formats::cells::{Cells, Sort};
use crate::ingest::raw::{Moment, Raw};
use parquet::data_type::Int96;

/// A cell. Its last byte tells what it is: the length of an ordinary text of up to seven bytes, which stand before it; 0 for
/// nothing; or where among other cells it is to be found.
pub(super) type Word = [u8; 8];

/// Nothing.
pub(super) const BLANK: Word = [0; 8];
/// It stands among the cells of a dictionary, at the place before.
const IN_DICTIONARY: u8 = 0xFE;
/// It stands among the cells of its batch.
const IN_BATCH: u8 = 0xFF;
/// No time. Programs that have no other way to say so mean nothing else by this count.
pub(super) const NO_TIME: Word = i64::MIN.to_le_bytes();

/// An ordinary text of up to seven bytes, all of them ASCII.
#[inline]
fn short(text: &[u8]) -> Option<Word> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    if text.len() > 7 {
        return None;
    }
    let bytes = packed(text);
    let (first, last) = (text.first()?, text.last()?);
    let is_ordinary = bytes & HIGH == 0 && first.is_ascii_graphic() && last.is_ascii_graphic();
    is_ordinary.then(|| (bytes | (text.len() as u64) << 56).to_le_bytes())
}

/// A whole number of up to seven digits.
#[inline]
fn short_number(mut number: u64) -> Option<Word> {
    if number >= 10_000_000 {
        return None;
    }
    let len = number.checked_ilog10().unwrap_or(0) as usize + 1;
    let mut word = BLANK;
    for byte in word[..len].iter_mut().rev() {
        *byte = b'0' + (number % 10) as u8;
        number /= 10;
    }
    word[7] = len as u8;
    Some(word)
}

/// Makes words of the values of a column.
pub(super) struct Making {
    shape: Shape,
    writer: Writer,
    /// What is too long, or no text.
    pub others: Cells,
    place: u8,
    text: String,
}

impl Making {
    /// For a dictionary.
    pub fn dictionary(shape: Shape) -> Making {
        Making::new(shape, IN_DICTIONARY)
    }

    /// For values that stand in the rows themselves.
    pub fn batch(shape: Shape) -> Making {
        Making::new(shape, IN_BATCH)
    }

    fn new(shape: Shape, place: u8) -> Making {
        Making { shape, writer: Writer::new(shape), others: Cells::default(), place, text: String::new() }
    }

    /// Bytes, mostly of a text.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) -> Word {
        match short(bytes).filter(|_| self.shape == Shape::Text) {
            Some(word) => word,
            None => self.other(|writer, out| writer.bytes(bytes, out)),
        }
    }

    /// A whole number, or something that is counted.
    #[inline]
    pub fn int(&mut self, value: i64, wide: bool) -> Word {
        let plain = u64::try_from(value).ok().filter(|_| self.shape == Shape::Plain);
        match plain.and_then(short_number) {
            Some(word) => word,
            None => self.other(|writer, out| writer.int(value, wide, out)),
        }
    }

    /// Any other number.
    pub fn plain(&mut self, value: impl std::fmt::Display) -> Word {
        self.other(|writer, out| writer.plain(value, out))
    }

    /// A 96-bit timestamp.
    pub fn int96(&mut self, value: &Int96) -> Word {
        self.other(|writer, out| writer.int96(value, out))
    }

    fn other(&mut self, write: impl FnOnce(&mut Writer, &mut String) -> Sort) -> Word {
        let Making { writer, others, text, .. } = self;
        text.clear();
        let sort = write(writer, text);
        if sort == Sort::Text {
            if text.is_empty() {
                return BLANK;
            }
            if let Some(word) = short(text.as_bytes()) {
                return word;
            }
        }
        let [a, b, c, d, ..] = others.push(sort, text).to_le_bytes();
        [a, b, c, d, 0, 0, 0, self.place]
    }
}

/// What stands in some rows of a column.
#[derive(Clone, Copy)]
pub(super) enum View<'b> {
    /// Each has a text of its own.
    Cells(&'b Cells),
    /// Words, and the cells in which others are found.
    Words { rows: &'b [Word], batch: &'b Cells, dictionary: &'b Cells },
    /// Counts of time since 1970, of which each can be written.
    Times { rows: &'b [Word], shape: Shape },
}

impl View<'_> {
    /// What stands in a row.
    pub fn raw(&self, row: usize) -> Raw<'_> {
        match self {
            View::Cells(cells) => cells.raw(row),
            View::Words { rows, batch, dictionary } => {
                let Some(word) = rows.get(row) else { return Raw::Blank };
                let [a, b, c, d, ..] = *word;
                let at = u32::from_le_bytes([a, b, c, d]) as usize;
                match word[7] {
                    IN_BATCH => batch.raw(at),
                    IN_DICTIONARY => dictionary.raw(at),
                    len => {
                        std::str::from_utf8(&word[..usize::from(len.min(7))]).map_or(Raw::Blank, Raw::text)
                    }
                }
            }
            View::Times { rows, shape } => {
                let Some(word) = rows.get(row).filter(|word| **word != NO_TIME) else { return Raw::Blank };
                let mut text = String::new();
                Writer::new(*shape).int(i64::from_le_bytes(*word), true, &mut text);
                Raw::owned(text)
            }
        }
    }

    /// The same, packed, if it is an ordinary text of no more than seven bytes.
    #[inline]
    pub fn packed(&self, row: usize) -> Option<u64> {
        match self {
            View::Cells(cells) => cells.packed(row),
            View::Words { rows, .. } => {
                let word = rows.get(row)?;
                (1..8).contains(&word[7]).then(|| u64::from_le_bytes(*word))
            }
            View::Times { .. } => None,
        }
    }

    /// The same as a moment, if it is one and no finer than moments are.
    #[inline]
    pub fn moment(&self, row: usize) -> Option<Moment> {
        let View::Times { rows, shape: Shape::Stamp { second, utc } } = self else { return None };
        let count = rows.get(row).filter(|word| **word != NO_TIME).map(|word| i64::from_le_bytes(*word))?;
        let micros = match *second {
            1_000_000 => count,
            1_000 => count.checked_mul(1_000)?,
            _ => (count % 1_000 == 0).then_some(count / 1_000)?,
        };
        Some(Moment { micros, is_utc: *utc })
    }
}

/// Whether a count of time can be written as a date and a time of day.
pub(super) fn can_be_written(count: i64, second: i64) -> bool {
    const YEAR_0: i64 = -62_167_219_200;
    const YEAR_10000: i64 = 253_402_300_800;
    (YEAR_0..YEAR_10000).contains(&count.div_euclid(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(making: &Making, word: Word) -> Raw<'_> {
        let view = View::Words { rows: &[word], batch: &making.others, dictionary: &making.others };
        match view.raw(0) {
            Raw::Text(text) => Raw::Text(text.into_owned().into()),
            Raw::Blank => Raw::Blank,
            Raw::Array(text) | Raw::Object(text) => Raw::Text(format!("({text})").into()),
        }
    }

    #[test]
    fn a_word_says_what_the_text_says() {
        use crate::event::packed_short;
        use crate::ingest::raw::ordinary;
        let mut making = Making::batch(Shape::Text);
        for text in ["", " ", "a", "F1", "1234567", "12345678", " a", "a ", "到场", "a到b", "\0", "x\0y", "ÿ"]
        {
            let word = making.bytes(text.as_bytes());
            assert_eq!(raw(&making, word), Raw::text(text), "{text:?}");
            let view = View::Words { rows: &[word], batch: &making.others, dictionary: &Cells::default() };
            // One that is not all ASCII is found among the others.
            let expected = ordinary(text).filter(|text| text.is_ascii()).and_then(packed_short);
            assert_eq!(view.packed(0), expected, "{text:?}");
        }
        let word = making.bytes(b"\xFF");
        assert_eq!(raw(&making, word), Raw::text("(ff)"));
    }

    #[test]
    fn a_whole_number_is_the_same_short_or_long() {
        let mut making = Making::dictionary(Shape::Plain);
        for number in [0, 7, 10, 99, 100, 1_234_567, 9_999_999, 10_000_000, -1, i64::MAX, i64::MIN] {
            let word = making.int(number, true);
            assert_eq!(raw(&making, word), Raw::text(&number.to_string()), "{number}");
        }
        let mut making = Making::dictionary(Shape::Unsigned);
        let word = making.int(-1, false);
        assert_eq!(raw(&making, word), Raw::text("4294967295"));
        let mut making = Making::dictionary(Shape::Decimal(2));
        let word = making.int(710, true);
        assert_eq!(raw(&making, word), Raw::text("7.10"));
    }

    #[test]
    fn what_can_be_written_is() {
        let shape = Shape::Stamp { second: 1_000, utc: true };
        for (count, can) in [
            (-62_167_219_200_000, true),
            (-62_167_219_200_001, false),
            (253_402_300_799_999, true),
            (253_402_300_800_000, false),
            (i64::MIN, false),
            (i64::MAX, false),
            (0, true),
        ] {
            assert_eq!(can_be_written(count, 1_000), can, "{count}");
            let sort = Writer::new(shape).int(count, true, &mut String::new());
            assert_eq!(sort == Sort::Text, can, "{count}");
        }
    }
}
