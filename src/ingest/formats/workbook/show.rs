//! Shows a row of a workbook as its filled cells, by their names in the workbook.

use super::{Book, letters};
use crate::event::RowRef;
use crate::ingest::account::FileAccount;
use crate::ingest::formats::cells::Shown;
use crate::ingest::formats::csv::CsvRows;
use crate::ingest::raw::Record;

/// A row as its filled cells: `Sheet1!A7: 1024 | C7: 09:12`.
pub(in crate::ingest) fn shown(book: &Book, account: &FileAccount, row: &RowRef) -> Option<Shown> {
    let start = usize::try_from(row.start).ok()?;
    let (index, sheet) = book
        .sheets
        .iter()
        .enumerate()
        .find(|(_, sheet)| sheet.rows.iter().any(|r| r.start == start && r.number == row.line))?;
    let header = account.sheets.get(index).map_or(0, |sheet| sheet.header);
    let names = sheet.rows.iter().find(|r| r.number == header).map(|r| texts(book, r.start, r.end));
    let names = names.unwrap_or_default();
    let place = sheet.rows.iter().find(|r| r.start == start)?;
    let mut shown = Shown::default();
    let text = book.text.get(place.start..place.end)?;
    let mut rows = CsvRows::new(text, b',');
    let (_, cells) = rows.next()?;
    let cells = cells.ok()?;
    for column in 0..cells.len() {
        let raw = cells.get(column);
        let Some(value) = raw.as_str() else { continue };
        let mut called = format!("{}{}", letters(column), row.line);
        if shown.text.is_empty() {
            called = format!("{}!{called}", sheet.name);
        }
        shown.add(names.get(column).map_or("", String::as_str), &called, value);
    }
    Some(shown)
}

fn texts(book: &Book, start: usize, end: usize) -> Vec<String> {
    let mut rows = CsvRows::new(book.text.get(start..end).unwrap_or_default(), b',');
    match rows.next() {
        Some((_, Ok(row))) => row.texts(),
        _ => Vec::new(),
    }
}
