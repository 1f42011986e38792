//! Columns of which every value stands in a dictionary: each value becomes a text once, and a row holds its number.
//!
//! The library would make a value of its own for every row. So it is told that the column holds whole numbers: the places of
//! the values in the dictionary, which is what the pages do hold.

use super::columns::{Column, damaged, too_few};
use super::value::{Shape, Writer};
use crate::ingest::formats::cells::{Cells, Sort};
use crate::ingest::open::guarded;
use crate::ingest::raw::Raw;
use compact_str::CompactString;
use parquet::basic::{Encoding, EncodingMask, Type as Physical};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::Int32Type;
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::schema::types::{ColumnDescriptor, ColumnPath, Type};
use std::sync::{Arc, OnceLock};

/// The values of a dictionary, once its page has been read.
type Words = Arc<OnceLock<Dictionary>>;

/// The values of a dictionary.
enum Dictionary {
    Few(Cells),
    /// More than stay in a processor's cache: each stands in one place, so that it is fetched at once.
    Many(Vec<(Sort, CompactString)>),
}

/// What reads a column.
pub(super) enum Reader {
    /// Value by value.
    Values(ColumnReader),
    /// By the numbers of words.
    Numbers(Numbers),
}

/// A column that is read by the numbers of its words.
pub(super) struct Numbers {
    reader: ColumnReaderImpl<Int32Type>,
    words: Words,
    /// The level at which a value is there.
    full: i16,
}

/// Some rows of a column.
#[derive(Default)]
pub(super) struct Batch {
    /// The rows, if each has a text of its own.
    cells: Cells,
    /// The words and the rows as numbers of words, if they are read so.
    words: Option<Words>,
    numbers: Vec<u32>,
    levels: Vec<i16>,
    read: Vec<i32>,
}

/// Stands for no word.
const NONE: u32 = u32::MAX;

/// What stands in the rows of a batch.
#[derive(Clone, Copy)]
pub(super) struct View<'b> {
    cells: &'b Cells,
    /// By row, the number of its cell; the row itself, if there are none.
    numbers: Option<&'b [u32]>,
}

impl View<'_> {
    /// The number of a row's cell.
    #[inline]
    fn cell(&self, row: usize) -> Option<usize> {
        match self.numbers {
            None => Some(row),
            Some(numbers) => numbers.get(row).map(|number| *number as usize),
        }
    }

    /// What stands in a row.
    #[inline]
    pub fn raw(&self, row: usize) -> Raw<'_> {
        self.cell(row).map_or(Raw::Blank, |cell| self.cells.raw(cell))
    }

    /// The same, packed, if it is an ordinary text of no more than seven bytes.
    #[inline]
    pub fn packed(&self, row: usize) -> Option<u64> {
        self.cells.packed(self.cell(row)?)
    }
}

impl Batch {
    /// What stands in its rows.
    pub fn view(&self) -> View<'_> {
        match self.words.as_ref().map(|words| words.get()) {
            None => View { cells: &self.cells, numbers: None },
            Some(Some(Dictionary::Few(words))) => View { cells: words, numbers: Some(&self.numbers) },
            // Without a dictionary there are no values; from a large one they have been copied.
            Some(None | Some(Dictionary::Many(_))) => View { cells: &self.cells, numbers: Some(&[]) },
        }
    }

    fn read(&mut self, by: &mut Numbers, rows: usize) -> Result<()> {
        let Batch { numbers, levels, read, .. } = self;
        numbers.clear();
        levels.clear();
        read.clear();
        let (records, ..) = by.reader.read_records(rows, Some(levels), None, read)?;
        let mut read = read.iter().map(|number| *number as u32);
        if by.full == 0 {
            numbers.extend(read);
        } else {
            let number = |level: &i16| if *level == by.full { read.next().unwrap_or(NONE) } else { NONE };
            numbers.extend(levels.iter().map(number));
        }
        if records == rows { Ok(()) } else { Err(too_few()) }
    }

    /// Copies the words of the rows together, if the dictionary is so large that they would have to be fetched from afar one by one
    /// while each row is read.
    fn gather(&mut self) {
        let is_large = |words: &mut Words| matches!(words.get(), Some(Dictionary::Many(_)));
        let Some(words) = self.words.take_if(is_large) else { return };
        let Some(Dictionary::Many(words)) = words.get() else { return };
        self.cells.reset(self.numbers.len());
        for (row, number) in self.numbers.iter().enumerate() {
            if let Some((sort, word)) = words.get(*number as usize) {
                self.cells.put(row, *sort, word);
            }
        }
    }
}

/// A dictionary of more words does not stay in a processor's cache beside others.
const MANY: usize = 1000;

impl Column {
    /// Reads the next rows, so many.
    pub fn next(&self, reader: &mut Reader, rows: usize, batch: &mut Batch) -> Result<()> {
        match reader {
            Reader::Values(reader) => {
                batch.words = None;
                self.batch(reader, rows, &mut batch.cells)
            }
            Reader::Numbers(by) => {
                batch.words = Some(Arc::clone(&by.words));
                guarded(|| batch.read(by, rows)).unwrap_or_else(|| Err(damaged()))?;
                batch.gather();
                Ok(())
            }
        }
    }
}

impl Numbers {
    /// Whether every value of a column stands in its dictionary, as the file says.
    pub fn fit(chunk: &ColumnChunkMetaData) -> bool {
        let says = |mask: &EncodingMask| mask.encodings().all(is_dictionary);
        chunk.column_type() == Physical::BYTE_ARRAY
            && chunk.column_descr().max_rep_level() == 0
            && chunk.dictionary_page_offset().is_some()
            && chunk.page_encoding_stats_mask().is_some_and(says)
    }

    /// Reads a column by the pages it consists of.
    pub fn new(chunk: &ColumnChunkMetaData, pages: Box<dyn PageReader>, shape: Shape) -> Result<Numbers> {
        let full = chunk.column_descr().max_def_level();
        let number = Type::primitive_type_builder("number", Physical::INT32).build()?;
        let column = ColumnDescriptor::new(Arc::new(number), full, 0, ColumnPath::new(Vec::new()));
        let words = Words::default();
        let pages = Numbered { pages, shape, words: Arc::clone(&words) };
        Ok(Numbers { reader: ColumnReaderImpl::new(Arc::new(column), Box::new(pages)), words, full })
    }
}

fn is_dictionary(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY)
}

/// The pages of a column, with numbers in place of the dictionary.
struct Numbered {
    pages: Box<dyn PageReader>,
    shape: Shape,
    words: Words,
}

impl Iterator for Numbered {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Numbered {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.pages.get_next_page()? else { return Ok(None) };
        Ok(Some(match page {
            Page::DictionaryPage { buf, num_values, is_sorted, .. } => {
                let words = words(&buf, num_values, self.shape)?;
                if self.words.set(words).is_err() {
                    return Err(damaged());
                }
                let numbers: Vec<u8> = (0..num_values).flat_map(u32::to_le_bytes).collect();
                Page::DictionaryPage { buf: numbers.into(), num_values, encoding: Encoding::PLAIN, is_sorted }
            }
            page if is_dictionary(page.encoding()) && self.words.get().is_some() => page,
            // The file says that there are none such.
            _ => return Err(damaged()),
        }))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

/// The values of a dictionary as texts: each stands after its length.
fn words(mut bytes: &[u8], count: u32, shape: Shape) -> Result<Dictionary> {
    let count = count as usize;
    if count > bytes.len() / size_of::<u32>() {
        return Err(damaged());
    }
    let mut few = Cells::new(if count > MANY { 0 } else { count });
    let mut many = Vec::with_capacity(if count > MANY { count } else { 0 });
    let mut text = String::new();
    let mut writer = Writer::new(shape);
    for word in 0..count {
        let (length, rest) = bytes.split_first_chunk().ok_or_else(damaged)?;
        let (value, rest) =
            rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or_else(damaged)?;
        text.clear();
        let sort = writer.bytes(value, &mut text);
        if count > MANY {
            many.push((sort, CompactString::from(text.as_str())));
        } else {
            few.put(word, sort, &text);
        }
        bytes = rest;
    }
    Ok(if count > MANY { Dictionary::Many(many) } else { Dictionary::Few(few) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_holds_as_many_words_as_it_says() {
        let read = |bytes: &[u8], count| words(bytes, count, Shape::Text).ok();
        let bytes = b"\x01\0\0\0a\0\0\0\0\x02\0\0\0\xFF\xFE";
        let Some(Dictionary::Few(three)) = read(bytes, 3) else { unreachable!() };
        let shown: Vec<Raw<'_>> = (0..4).map(|word| three.raw(word)).collect();
        assert_eq!(shown, [Raw::text("a"), Raw::Blank, Raw::Object("fffe"), Raw::Blank]);
        assert!(read(bytes, 4).is_none());
        assert!(read(bytes, u32::MAX).is_none());
        assert!(read(&bytes[..bytes.len() - 1], 3).is_none());
    }
}
