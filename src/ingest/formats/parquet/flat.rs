//! Columns of at most one value a row, whose values stand as they are or in a dictionary: nearly all are such.
//!
//! Their pages are read here and not by the library, which would make a value of its own for every row. Of a dictionary each
//! value becomes a word once.

use super::columns::{damaged, too_few};
use super::runs::{Runs, old_levels};
use super::value::Shape;
use super::words::{BLANK, Making, NO_TIME, View, Word, can_be_written};
use crate::ingest::formats::cells::Cells;
use bytes::Bytes;
use parquet::basic::{Encoding, EncodingMask, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::data_type::Int96;
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;

/// A column that is being read.
pub(super) struct Flat {
    pages: Box<dyn PageReader>,
    kind: Kind,
    /// The level at which a value is there.
    full: u32,
    making: Making,
    dictionary: Vec<Word>,
    /// What the words of the dictionary refer to.
    others: Cells,
    page: At,
    rows: Vec<Word>,
    /// The rows at hand are times.
    are_times: bool,
    scratch: Scratch,
}

/// How values are written.
#[derive(Clone, Copy)]
struct Kind {
    physical: Physical,
    /// The length of all values, if they have one.
    length: usize,
    shape: Shape,
}

/// A page that is being read.
#[derive(Default)]
struct At {
    /// Rows that have not been read.
    left: usize,
    levels: Levels,
    values: Values,
}

/// Which rows of a page hold a value.
#[derive(Default)]
enum Levels {
    #[default]
    All,
    Runs(Runs),
    /// Those of rows not read, the last first.
    Listed(Vec<u32>),
}

/// The values of a page.
enum Values {
    /// As they are, from a byte on.
    Plain(Bytes, usize),
    /// By their numbers in the dictionary.
    Numbers(Runs),
}

impl Default for Values {
    fn default() -> Self {
        Values::Plain(Bytes::new(), 0)
    }
}

/// Room that is used for every batch.
#[derive(Default)]
struct Scratch {
    levels: Vec<u32>,
    numbers: Vec<u32>,
    words: Vec<Word>,
}

impl Flat {
    /// Whether a column is read here, as the file says.
    #[expect(deprecated, reason = "old files name it")]
    pub fn fits(chunk: &ColumnChunkMetaData) -> bool {
        let known = |encoding| {
            // That of levels, where the file does not say which are those of values.
            let of_levels = matches!(encoding, Encoding::RLE | Encoding::BIT_PACKED);
            of_levels || encoding == Encoding::PLAIN || is_dictionary(encoding)
        };
        let all = |mask: &EncodingMask| mask.encodings().all(known);
        chunk.column_type() != Physical::BOOLEAN
            && chunk.column_descr().max_rep_level() == 0
            && all(chunk.page_encoding_stats_mask().unwrap_or(chunk.encodings_mask()))
    }

    /// Reads a column by the pages it consists of.
    pub fn new(chunk: &ColumnChunkMetaData, pages: Box<dyn PageReader>, shape: Shape) -> Result<Flat> {
        let column = chunk.column_descr();
        let length = match column.physical_type() {
            Physical::FIXED_LEN_BYTE_ARRAY => usize::try_from(column.type_length()).map_err(|_| damaged())?,
            _ => 0,
        };
        Ok(Flat {
            pages,
            kind: Kind { physical: column.physical_type(), length, shape },
            full: u32::try_from(column.max_def_level()).map_err(|_| damaged())?,
            making: Making::batch(shape),
            dictionary: Vec::new(),
            others: Cells::default(),
            page: At::default(),
            rows: Vec::new(),
            are_times: false,
            scratch: Scratch::default(),
        })
    }

    /// What stands in the rows read last.
    pub fn view(&self) -> View<'_> {
        let (rows, shape) = (self.rows.as_slice(), self.kind.shape);
        match self.are_times {
            true => View::Times { rows, shape },
            false => View::Words { rows, batch: &self.making.others, dictionary: &self.others },
        }
    }

    /// Reads the next rows, so many.
    pub fn next(&mut self, rows: usize) -> Result<()> {
        self.rows.clear();
        self.making.others.reset(0);
        self.are_times = self.kind.second().is_some();
        while self.rows.len() < rows {
            if self.page.left == 0 {
                self.turn()?;
                continue;
            }
            let count = self.page.left.min(rows - self.rows.len());
            self.some(count)?;
            self.page.left -= count;
        }
        if let Some(second) = self.kind.second() {
            self.times(second);
        }
        Ok(())
    }

    /// Times that cannot be written become words, and with them all of their batch.
    fn times(&mut self, second: i64) {
        let count = |word: &Word| i64::from_le_bytes(*word);
        let is_odd = |word: &Word| *word != NO_TIME && !can_be_written(count(word), second);
        if !self.rows.iter().any(is_odd) {
            return;
        }
        self.are_times = false;
        for word in &mut self.rows {
            *word = if *word == NO_TIME { BLANK } else { self.making.int(count(word), true) };
        }
    }

    /// Reads rows of the page at hand.
    fn some(&mut self, count: usize) -> Result<()> {
        let Scratch { levels, words, numbers } = &mut self.scratch;
        let At { levels: by, values, .. } = &mut self.page;
        levels.clear();
        let all = match by {
            Levels::All => true,
            Levels::Runs(runs) => {
                let all = runs.pass(self.full, count)?;
                if !all {
                    runs.read(count, levels)?;
                }
                all
            }
            Levels::Listed(list) => {
                let from = list.len().checked_sub(count).ok_or_else(damaged)?;
                levels.extend(list.drain(from..).rev());
                false
            }
        };
        words.clear();
        let into = if all { &mut self.rows } else { &mut *words };
        let filled = if all { count } else { levels.iter().filter(|level| **level == self.full).count() };
        match values {
            Values::Plain(bytes, at) => {
                let mut rest = bytes.get(*at..).ok_or_else(damaged)?;
                self.kind.plain(&mut rest, filled, &mut self.making, into)?;
                *at = bytes.len() - rest.len();
            }
            Values::Numbers(runs) => {
                numbers.clear();
                runs.read(filled, numbers)?;
                let known = self.dictionary.as_slice();
                if numbers.iter().max().is_some_and(|most| *most as usize >= known.len()) {
                    return Err(damaged());
                }
                into.extend(numbers.iter().map(|number| known[*number as usize]));
            }
        }
        if !all {
            let nothing = if self.kind.second().is_some() { NO_TIME } else { BLANK };
            let mut words = words.iter();
            let word = |level: &u32| match *level == self.full {
                true => words.next().copied().unwrap_or(nothing),
                false => nothing,
            };
            self.rows.extend(levels.iter().map(word));
        }
        Ok(())
    }

    /// Begins the next page.
    fn turn(&mut self) -> Result<()> {
        let page = self.pages.get_next_page()?.ok_or_else(too_few)?;
        let width = u32::BITS - self.full.leading_zeros();
        let encoding = page.encoding();
        let (count, levels, values) = match page {
            Page::DictionaryPage { buf, num_values, .. } => return self.words(&buf, num_values),
            Page::DataPage { buf, num_values, def_level_encoding, .. } => {
                let count = num_values as usize;
                let (levels, values) = match def_level_encoding {
                    _ if self.full == 0 => (Levels::All, buf),
                    Encoding::RLE => {
                        let length = buf.first_chunk().ok_or_else(damaged)?;
                        let end =
                            (u32::from_le_bytes(*length) as usize).checked_add(4).ok_or_else(damaged)?;
                        let (levels, values) = (part(&buf, 4, end)?, part(&buf, end, buf.len())?);
                        (Levels::Runs(Runs::new(levels, width)?), values)
                    }
                    _ => {
                        let mut levels = old_levels(&buf, width, count)?;
                        levels.reverse();
                        let end = (count * width as usize).div_ceil(8);
                        (Levels::Listed(levels), part(&buf, end, buf.len())?)
                    }
                };
                (count, levels, values)
            }
            Page::DataPageV2 { buf, num_values, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let begin = rep_levels_byte_len as usize;
                let end = begin.checked_add(def_levels_byte_len as usize).ok_or_else(damaged)?;
                let levels = match self.full {
                    0 => Levels::All,
                    _ => Levels::Runs(Runs::new(part(&buf, begin, end)?, width)?),
                };
                (num_values as usize, levels, part(&buf, end, buf.len())?)
            }
        };
        let values = match encoding {
            Encoding::PLAIN => Values::Plain(values, 0),
            encoding if is_dictionary(encoding) => match values.first() {
                Some(width) => Values::Numbers(Runs::new(part(&values, 1, values.len())?, (*width).into())?),
                // Where no row holds a value.
                None => Values::default(),
            },
            // The file says that there are none such.
            _ => return Err(damaged()),
        };
        self.page = At { left: count, levels, values };
        Ok(())
    }

    /// Reads the dictionary.
    fn words(&mut self, bytes: &[u8], count: u32) -> Result<()> {
        // A dictionary comes first, and there is only one.
        if !self.dictionary.is_empty() {
            return Err(damaged());
        }
        let mut making = Making::dictionary(self.kind.shape);
        self.kind.plain(&mut { bytes }, count as usize, &mut making, &mut self.dictionary)?;
        self.others = making.others;
        Ok(())
    }
}

fn is_dictionary(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY)
}

/// Some bytes of a page; an error if it has fewer.
fn part(bytes: &Bytes, from: usize, to: usize) -> Result<Bytes> {
    if from > to || to > bytes.len() {
        return Err(damaged());
    }
    Ok(bytes.slice(from..to))
}

impl Kind {
    /// How many counts make a second, if the values are timestamps.
    fn second(self) -> Option<i64> {
        match (self.physical, self.shape) {
            (Physical::INT64, Shape::Stamp { second, .. }) => Some(second),
            _ => None,
        }
    }

    /// The next values, so many, as words.
    fn plain(
        self,
        bytes: &mut &[u8],
        count: usize,
        making: &mut Making,
        words: &mut Vec<Word>,
    ) -> Result<()> {
        match self.physical {
            Physical::INT64 if self.second().is_some() => each(bytes, count, words, |count: &Word| *count),
            Physical::INT64 => {
                each(bytes, count, words, |value| making.int(i64::from_le_bytes(*value), true))
            }
            Physical::INT32 => {
                each(bytes, count, words, |value| making.int(i32::from_le_bytes(*value).into(), false))
            }
            Physical::FLOAT => each(bytes, count, words, |value| making.plain(f32::from_le_bytes(*value))),
            Physical::DOUBLE => each(bytes, count, words, |value| making.plain(f64::from_le_bytes(*value))),
            Physical::INT96 => each(bytes, count, words, |value: &[u8; 12]| {
                let part =
                    |at: usize| u32::from_le_bytes([value[at], value[at + 1], value[at + 2], value[at + 3]]);
                let mut time = Int96::new();
                time.set_data(part(0), part(4), part(8));
                making.int96(&time)
            }),
            Physical::BYTE_ARRAY => {
                for _ in 0..count {
                    let (length, rest) = bytes.split_first_chunk().ok_or_else(damaged)?;
                    let length = u32::from_le_bytes(*length) as usize;
                    let (value, rest) = rest.split_at_checked(length).ok_or_else(damaged)?;
                    words.push(making.bytes(value));
                    *bytes = rest;
                }
                Ok(())
            }
            Physical::FIXED_LEN_BYTE_ARRAY => {
                for _ in 0..count {
                    let (value, rest) = bytes.split_at_checked(self.length).ok_or_else(damaged)?;
                    words.push(making.bytes(value));
                    *bytes = rest;
                }
                Ok(())
            }
            Physical::BOOLEAN => Err(damaged()),
        }
    }
}

/// The next values of one size, so many, each made into a word.
fn each<const SIZE: usize>(
    bytes: &mut &[u8],
    count: usize,
    words: &mut Vec<Word>,
    word: impl FnMut(&[u8; SIZE]) -> Word,
) -> Result<()> {
    let size = count.checked_mul(SIZE).ok_or_else(damaged)?;
    let (values, rest) = bytes.split_at_checked(size).ok_or_else(damaged)?;
    let (values, _) = values.as_chunks();
    words.extend(values.iter().map(word));
    *bytes = rest;
    Ok(())
}
