//! The columns of a file, and batches of their values.

use super::flat::Flat;
use super::pages;
use super::place::Bits;
use super::value::{Shape, Writer};
use super::words::View;
use crate::ingest::formats::cells::{Cells, Shown, Sort};
use crate::ingest::open::{OpenFault, guarded};
use crate::ingest::store::Store;
use bytes::Bytes;
use parquet::basic::Repetition;
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::Length;
use parquet::schema::types::{ColumnDescriptor, Type};
use std::sync::Arc;

/// A Parquet file.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Table {
    bits: Arc<Bits>,
    pub(super) metadata: Arc<ParquetMetaData>,
    pub(super) columns: Vec<Column>,
}

/// One column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    shape: Shape,
    levels: Levels,
}

/// What reads a column.
pub(super) enum Reader {
    /// The library, value by value, and what it has read.
    Values(Box<ColumnReader>, Cells),
    /// Page by page.
    Flat(Box<Flat>),
}

impl Reader {
    /// What stands in the rows read last.
    pub fn view(&self) -> View<'_> {
        match self {
            Reader::Values(_, cells) => View::Cells(cells),
            Reader::Flat(flat) => flat.view(),
        }
    }
}

/// How the values of a column nest.
#[derive(Clone, Copy, Debug)]
enum Levels {
    /// At most one value in a row; it is there at this level.
    One { full: i16 },
    /// Several; a list is there from this level on, and a value at the other.
    Many { list: i16, full: i16 },
    /// Lists of lists.
    Deep,
}

/// Rows of a column that are read at once.
pub(super) const BATCH: usize = 1024;

impl Table {
    /// Opens a file that is held.
    pub fn open(bytes: Vec<u8>) -> std::result::Result<Table, OpenFault> {
        Table::of(Bits::Held(Bytes::from(bytes)))
    }

    /// Opens a file that lies in a store, and is read so many bytes at a time.
    pub fn stored(store: &Arc<dyn Store>, block: usize) -> std::result::Result<Table, OpenFault> {
        Table::of(Bits::Stored(Arc::clone(store), block))
    }

    /// Where it lies, if it is not held, and how many bytes are read at a time.
    pub fn store(&self) -> Option<(&dyn Store, usize)> {
        match &*self.bits {
            Bits::Held(_) => None,
            Bits::Stored(store, block) => Some((&**store, *block)),
        }
    }

    fn of(bits: Bits) -> std::result::Result<Table, OpenFault> {
        let bits = Arc::new(bits);
        let metadata = guarded(|| ParquetMetaDataReader::new().parse_and_finish(&*bits))
            .unwrap_or_else(|| Err(damaged()))
            .map_err(|error| OpenFault::Parquet { cause: error.to_string() })?;
        let schema = metadata.file_metadata().schema_descr();
        let columns = schema.columns().iter().map(|c| Column::of(c, schema.root_schema())).collect();
        let table = Table { bits, metadata: Arc::new(metadata), columns };
        table.ranges_fit().then_some(table).ok_or(OpenFault::Parquet { cause: "it is cut off".into() })
    }

    /// Whether all columns lie within the file, as its end says.
    fn ranges_fit(&self) -> bool {
        let chunks = self.metadata.row_groups().iter().flat_map(|group| group.columns());
        chunks.into_iter().all(|chunk| {
            let begin = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let end = begin.checked_add(chunk.compressed_size());
            begin >= 0
                && chunk.compressed_size() >= 0
                && end.and_then(|end| u64::try_from(end).ok()).is_some_and(|end| end <= self.bits.len())
        })
    }

    /// What reads a column in one group of rows.
    pub(super) fn reads(&self, group: usize, column: usize) -> Result<Reader> {
        let chunk = self.metadata.row_group(group).column(column);
        if !Flat::fits(chunk) {
            return Ok(Reader::Values(Box::new(self.reader(group, column)?), Cells::default()));
        }
        let shape = self.columns[column].shape;
        let flat = || Flat::new(chunk, self.pages(group, column)?, shape);
        Ok(Reader::Flat(Box::new(guarded(flat).unwrap_or_else(|| Err(damaged()))?)))
    }

    /// A reader of the values of one column in one group of rows.
    fn reader(&self, group: usize, column: usize) -> Result<ColumnReader> {
        guarded(|| self.unguarded_reader(group, column)).unwrap_or_else(|| Err(damaged()))
    }

    fn unguarded_reader(&self, group: usize, column: usize) -> Result<ColumnReader> {
        let chunk = self.metadata.row_group(group).column(column);
        Ok(get_column_reader(chunk.column_descr_ptr(), self.pages(group, column)?))
    }

    fn pages(&self, group: usize, column: usize) -> Result<Box<dyn PageReader>> {
        let rows = self.metadata.row_group(group);
        let count = usize::try_from(rows.num_rows()).unwrap_or(0);
        pages::pages(&self.bits, rows.column(column), count)
    }

    /// A row as its filled cells. `row` counts from 1.
    pub fn shown(&self, row: u64) -> Option<Shown> {
        let mut before = 0;
        let wanted = row.checked_sub(1)?;
        for (group, rows) in self.metadata.row_groups().iter().enumerate() {
            let count = u64::try_from(rows.num_rows()).ok()?;
            if wanted < before + count {
                let skip = usize::try_from(wanted - before).ok()?;
                let mut shown = Shown::default();
                for (index, column) in self.columns.iter().enumerate() {
                    let mut reader = self.reader(group, index).ok()?;
                    let one = column.one(&mut reader, skip)?;
                    if let Some((_, text)) = one.text(0) {
                        shown.add(&column.name, &column.name, text);
                    }
                }
                return Some(shown);
            }
            before += count;
        }
        None
    }
}

impl Column {
    fn of(column: &ColumnDescriptor, root: &Type) -> Column {
        let (name, levels) = layout(column, root);
        Column { name, shape: Shape::of(column), levels }
    }

    /// The value in the row after so many; none if it cannot be read.
    fn one(&self, reader: &mut ColumnReader, skip: usize) -> Option<Cells> {
        guarded(|| self.unguarded_one(reader, skip)).flatten()
    }

    fn unguarded_one(&self, reader: &mut ColumnReader, skip: usize) -> Option<Cells> {
        macro_rules! skip {
            ($($variant:ident)*) => {
                match reader { $(ColumnReader::$variant(reader) => reader.skip_records(skip),)* }
            };
        }
        let skipped = skip!(
            BoolColumnReader Int32ColumnReader Int64ColumnReader Int96ColumnReader FloatColumnReader
            DoubleColumnReader ByteArrayColumnReader FixedLenByteArrayColumnReader
        );
        if skipped.ok()? != skip {
            return None;
        }
        let mut cells = Cells::default();
        self.unguarded_batch(reader, 1, &mut cells).ok()?;
        Some(cells)
    }

    /// Reads the next rows, so many.
    pub fn next(&self, reader: &mut Reader, rows: usize) -> Result<()> {
        match reader {
            Reader::Values(reader, cells) => self.batch(reader, rows, cells),
            Reader::Flat(flat) => guarded(|| flat.next(rows)).unwrap_or_else(|| Err(damaged())),
        }
    }

    /// The next rows of the column, so many, as cells of which each stands for a row.
    fn batch(&self, reader: &mut ColumnReader, rows: usize, cells: &mut Cells) -> Result<()> {
        guarded(|| self.unguarded_batch(reader, rows, cells)).unwrap_or_else(|| Err(damaged()))
    }

    fn unguarded_batch(&self, reader: &mut ColumnReader, rows: usize, cells: &mut Cells) -> Result<()> {
        cells.reset(rows);
        let mut levels = Read::default();
        let mut writer = Writer::new(self.shape);
        macro_rules! read {
            ($reader:expr, |$value:ident, $out:ident| $write:expr) => {{
                let mut values = Vec::with_capacity(rows);
                let Read { defined, repeated } = &mut levels;
                let read = $reader.read_records(rows, Some(defined), Some(repeated), &mut values)?;
                self.rows(&levels, &values, |$value, $out| $write, cells);
                read.0
            }};
        }
        let read = match reader {
            ColumnReader::BoolColumnReader(r) => read!(r, |v, out| writer.plain(v, out)),
            ColumnReader::Int32ColumnReader(r) => read!(r, |v, out| writer.int((*v).into(), false, out)),
            ColumnReader::Int64ColumnReader(r) => read!(r, |v, out| writer.int(*v, true, out)),
            ColumnReader::Int96ColumnReader(r) => read!(r, |v, out| writer.int96(v, out)),
            ColumnReader::FloatColumnReader(r) => read!(r, |v, out| writer.plain(v, out)),
            ColumnReader::DoubleColumnReader(r) => read!(r, |v, out| writer.plain(v, out)),
            ColumnReader::ByteArrayColumnReader(r) => read!(r, |v, out| writer.bytes(v.data(), out)),
            ColumnReader::FixedLenByteArrayColumnReader(r) => read!(r, |v, out| writer.bytes(v.data(), out)),
        };
        if read == rows { Ok(()) } else { Err(too_few()) }
    }

    /// Puts values back into their rows.
    fn rows<T>(
        &self,
        levels: &Read,
        values: &[T],
        mut write: impl FnMut(&T, &mut String) -> Sort,
        cells: &mut Cells,
    ) {
        let Read { defined, repeated } = levels;
        let mut values = values.iter();
        match self.levels {
            Levels::One { full: 0 } => {
                for (row, value) in values.enumerate() {
                    cells.fill_by(row, |out| write(value, out));
                }
            }
            Levels::One { full } => {
                let filled = defined.iter().enumerate().filter(|(_, level)| **level == full);
                for ((row, _), value) in filled.zip(values) {
                    cells.fill_by(row, |out| write(value, out));
                }
            }
            Levels::Many { list, full } => {
                let mut rows: Vec<Option<Vec<(Sort, String)>>> = Vec::new();
                for (again, level) in repeated.iter().zip(defined) {
                    if *again == 0 {
                        rows.push((*level >= list).then(Vec::new));
                    }
                    if *level == full
                        && let (Some(value), Some(Some(items))) = (values.next(), rows.last_mut())
                    {
                        let mut text = String::new();
                        items.push((write(value, &mut text), text));
                    }
                }
                for (row, items) in rows.into_iter().enumerate() {
                    if let Some(items) = items {
                        cells.fill_by(row, |out| array(items, out));
                    }
                }
            }
            Levels::Deep => {
                let starts = defined.iter().zip(repeated).filter(|(_, again)| **again == 0);
                for (row, _) in starts.enumerate().filter(|(_, (level, _))| **level > 0) {
                    cells.fill_by(row, |out| {
                        out.push_str("[[…]]");
                        Sort::Other
                    });
                }
            }
        }
    }
}

/// How the values that were read nest.
#[derive(Default)]
struct Read {
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

pub(super) fn damaged() -> ParquetError {
    ParquetError::General("it is damaged".into())
}

pub(super) fn too_few() -> ParquetError {
    ParquetError::General("a column has fewer rows than the file says".into())
}

/// Several values as a JSON array.
fn array(items: Vec<(Sort, String)>, out: &mut String) -> Sort {
    let opaque = items.iter().any(|(sort, _)| *sort != Sort::Text);
    let texts: Vec<String> = items.into_iter().map(|(_, text)| text).collect();
    out.push_str(&serde_json::to_string(&texts).unwrap_or_default());
    if opaque { Sort::Other } else { Sort::Array }
}

/// The name of a column and how it nests. A list is named by what holds it, not by the parts of which formats build it.
fn layout(column: &ColumnDescriptor, root: &Type) -> (String, Levels) {
    let parts = column.path().parts();
    let full = column.max_def_level();
    let whole = parts.join(".");
    match column.max_rep_level() {
        0 => return (whole, Levels::One { full }),
        1 => {}
        _ => return (whole, Levels::Deep),
    }
    let mut node = root;
    let mut list = 0;
    for (depth, name) in parts.iter().enumerate() {
        let fields = if node.is_group() { node.get_fields() } else { &[] };
        let Some(next) = fields.iter().find(|f| f.name() == name) else { break };
        match next.get_basic_info().has_repetition().then(|| next.get_basic_info().repetition()) {
            Some(Repetition::REPEATED) => {
                // A list of records has several columns: each keeps its whole name.
                let simple = next.is_primitive() || next.get_fields().len() == 1;
                let named = if next.is_primitive() { depth + 1 } else { depth.max(1) };
                let name = if simple { parts[..named].join(".") } else { whole };
                return (name, Levels::Many { list, full });
            }
            Some(Repetition::OPTIONAL) => list += 1,
            Some(Repetition::REQUIRED) | None => {}
        }
        node = next;
    }
    (whole, Levels::Deep)
}
