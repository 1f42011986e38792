//! Writes the sheets of a workbook out as rows of text.

use super::cell::{self, Shows};
use super::{Book, Sheet, SheetRow};
use crate::ingest::open::{OpenFault, guarded};
use calamine::{Dimensions, Ods, Reader, SheetType, Xls, XlsError, Xlsb, Xlsx, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::Cursor;

/// Cells that one merged area fills at most.
const MAX_MERGED: u64 = 100_000;

type Bytes<'a> = Cursor<&'a [u8]>;
/// The cells of a sheet, by row and column from 0.
type Cells = BTreeMap<(u32, u32), String>;

impl Book {
    /// Opens a workbook that holds no more than so many bytes when unpacked.
    pub fn open(bytes: &[u8], limit: u64) -> Result<Book, OpenFault> {
        let cause = || "it is damaged".to_string();
        guarded(|| Book::unguarded(bytes, limit))
            .unwrap_or_else(|| Err(OpenFault::Workbook { cause: cause() }))
    }

    fn unguarded(bytes: &[u8], limit: u64) -> Result<Book, OpenFault> {
        let mut book = Book::default();
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            if holds(bytes, b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0") {
                return Err(OpenFault::Locked);
            }
            book.xls(bytes)?;
            return Ok(book);
        }
        let names = unpacked(bytes, limit)?;
        let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        if has("xl/workbook.bin") {
            book.xlsb(bytes)?;
        } else if has("content.xml") {
            book.ods(bytes)?;
        } else {
            book.xlsx(bytes)?;
        }
        Ok(book)
    }

    fn xlsx(&mut self, bytes: &[u8]) -> Result<(), OpenFault> {
        let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => OpenFault::Locked,
            other => broken(&other),
        })?;
        for sheet in book.sheets_metadata().to_vec() {
            let mut cells = Cells::new();
            if sheet.typ == SheetType::WorkSheet {
                let merged = book.merge_cells_by_sheet_name(&sheet.name).map_err(|e| broken(&e))?;
                let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(|e| broken(&e))?;
                let shows: Vec<Shows> = reader.styles().iter().map(|style| Shows::of(Some(style))).collect();
                while let Some((found, style)) = reader.next_cell_with_style_id().map_err(|e| broken(&e))? {
                    let shows = shows.get(style).copied().unwrap_or_default();
                    if let Some(text) = cell::text_ref(found.get_value().clone(), shows) {
                        cells.insert(found.get_position(), text);
                    }
                }
                merge(&mut cells, &merged);
            }
            self.add(sheet.name, &cells);
        }
        Ok(())
    }

    fn xls(&mut self, bytes: &[u8]) -> Result<(), OpenFault> {
        let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => OpenFault::Locked,
            other => broken(&other),
        })?;
        for name in book.sheet_names() {
            #[expect(deprecated, reason = "its successor wants the sheets to be read anew")]
            let merged = book.worksheet_merge_cells(&name).unwrap_or_default();
            let mut cells = range(&mut book, &name)?;
            merge(&mut cells, &merged);
            self.add(name, &cells);
        }
        Ok(())
    }

    fn xlsb(&mut self, bytes: &[u8]) -> Result<(), OpenFault> {
        let mut book: Xlsb<Bytes<'_>> = Xlsb::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
        for name in book.sheet_names() {
            let cells = range(&mut book, &name)?;
            self.add(name, &cells);
        }
        Ok(())
    }

    fn ods(&mut self, bytes: &[u8]) -> Result<(), OpenFault> {
        let mut book: Ods<Bytes<'_>> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::OdsError::Password => OpenFault::Locked,
            other => broken(&other),
        })?;
        for name in book.sheet_names() {
            let cells = range(&mut book, &name)?;
            self.add(name, &cells);
        }
        Ok(())
    }

    /// Writes a sheet out.
    fn add(&mut self, name: String, cells: &Cells) {
        let mut sheet = Sheet { name, rows: Vec::new() };
        let mut next = 0;
        for ((row, column), text) in cells {
            if sheet.rows.last().is_none_or(|last: &SheetRow| last.number != row + 1) {
                let start = self.text.len();
                sheet.rows.push(SheetRow { number: row + 1, start, end: start });
                next = 0;
            }
            while next < *column {
                self.text.push(',');
                next += 1;
            }
            write(&mut self.text, text);
            if let Some(last) = sheet.rows.last_mut() {
                last.end = self.text.len();
            }
        }
        self.sheets.push(sheet);
    }
}

fn write(out: &mut String, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// The cells of a sheet in a format that knows no number formats.
fn range<'a, R>(book: &mut R, name: &str) -> Result<Cells, OpenFault>
where
    R: Reader<Bytes<'a>>,
    R::Error: Display,
{
    let range = book.worksheet_range(name).map_err(|e| broken(&e))?;
    let (row, column) = range.start().unwrap_or_default();
    // What the formats of cells show is not known here. Where one time of a column has seconds, all have.
    let timed = range.used_cells().filter(|(.., value)| cell::has_seconds(value));
    let timed: BTreeSet<usize> = timed.map(|(_, c, _)| c).collect();
    let used = range.used_cells().filter_map(|(r, c, value)| {
        let at = (row + u32::try_from(r).ok()?, column + u32::try_from(c).ok()?);
        let shows = if timed.contains(&c) { Shows::SECONDS } else { Shows::default() };
        Some((at, cell::text(value, shows)?))
    });
    Ok(used.collect())
}

/// Gives each cell of a merged area what stands in the area.
fn merge(cells: &mut Cells, areas: &[Dimensions]) {
    for area in areas.iter().filter(|area| area.start <= area.end && area.start.1 <= area.end.1) {
        let (rows, columns) = (area.end.0 - area.start.0 + 1, area.end.1 - area.start.1 + 1);
        let Some(text) = cells.get(&area.start).cloned() else { continue };
        if u64::from(rows) * u64::from(columns) > MAX_MERGED {
            continue;
        }
        for row in area.start.0..=area.end.0 {
            for column in area.start.1..=area.end.1 {
                cells.entry((row, column)).or_insert_with(|| text.clone());
            }
        }
    }
}

/// The names of the files in a workbook, after a look at how large they are when unpacked.
fn unpacked(bytes: &[u8], limit: u64) -> Result<Vec<String>, OpenFault> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut names = Vec::new();
    let mut left = limit;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|e| broken(&e))?;
        names.push(file.name().map_err(|e| broken(&e))?.into_owned());
        let read = std::io::copy(&mut file.take(left.saturating_add(1)), &mut std::io::sink());
        left = left.checked_sub(read.map_err(|e| broken(&e))?).ok_or(OpenFault::TooLarge { limit })?;
    }
    Ok(names)
}

fn broken(error: &dyn Display) -> OpenFault {
    OpenFault::Workbook { cause: error.to_string() }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}
