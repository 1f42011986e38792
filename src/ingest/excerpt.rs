//! Finds the cells of a record again, to show them: the only part that reads an input a second time.

use super::account::FileAccount;
use super::formats::Format;
use super::formats::csv::CsvRows;
use super::formats::json::{JsonRow, Paths};
use crate::event::RowRef;
use crate::source::Place;
use std::ops::Range;

/// A record as it is shown to a person. Long ones are cut to the part around the first cell that is pointed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// Where in the file the text begins.
    pub begin: Place,
    /// For each column asked for, its place in the text; `None` if the record has no such cell or it was cut off.
    pub cells: Vec<Option<Range<usize>>>,
}

/// Where a column of a record stands in its file, in bytes: the cell as written, quotes included, white space around it
/// excluded. `None` if the record has no such cell (in JSON: no such member).
///
/// `input` are the bytes of the file that `account` is about.
pub fn locate(input: &[u8], account: &FileAccount, row: &RowRef, column: &str) -> Option<Range<u64>> {
    let cell = cell_in_row(row_text(input, row)?, account, column)?;
    Some(row.start + cell.start as u64..row.start + cell.end as u64)
}

/// A record and the places of some of its columns.
///
/// `input` are the bytes of the file that `account` is about. `None` if the record does not lie in them.
pub fn excerpt(input: &[u8], account: &FileAccount, row: &RowRef, columns: &[&str]) -> Option<Excerpt> {
    let text = row_text(input, row)?;
    let cells = columns.iter().map(|column| cell_in_row(text, account, column)).collect();
    window(input, row, cells)
}

/// The text of a record.
pub(super) fn row_text<'a>(input: &'a [u8], row: &RowRef) -> Option<&'a str> {
    let start = usize::try_from(row.start).ok()?;
    let end = start.checked_add(row.len as usize)?;
    std::str::from_utf8(input.get(start..end)?).ok()
}

/// Where a column stands in a record's text.
fn cell_in_row(text: &str, account: &FileAccount, column: &str) -> Option<Range<usize>> {
    match account.format {
        Format::Csv { delimiter } => {
            let index = super::columns::position(&account.columns, column)?;
            let mut rows = CsvRows::new(text, delimiter);
            let (_, row) = rows.next()?;
            row.ok()?.place(index)
        }
        Format::Json | Format::Ndjson => {
            let mut paths = Paths::default();
            paths.add(column, 0);
            JsonRow::read(text, &paths, 1).ok()?.place(text, 0)
        }
    }
}

/// Bytes of a record that are shown before and after the place pointed to, if not all are.
const BEFORE: usize = 120;
const AFTER: usize = 240;

/// A record, or the part of it around the first place.
pub(super) fn window(input: &[u8], row: &RowRef, places: Vec<Option<Range<usize>>>) -> Option<Excerpt> {
    let text = row_text(input, row)?;
    let focus = places.iter().flatten().next().map_or(0, |place| place.start).min(text.len());
    let (mut from, mut to) = (0, text.len());
    if text.len() > BEFORE + AFTER {
        from = focus.saturating_sub(BEFORE);
        to = (focus + AFTER).min(text.len());
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
    }
    let before = if from > 0 { "…" } else { indent(input, row) };
    let after = if to < text.len() { "…" } else { "" };
    let place = |place: Range<usize>| {
        let (start, end) = (place.start.max(from), place.end.min(to));
        (start <= end && place.start <= to && place.end >= from)
            .then(|| start - from + before.len()..end - from + before.len())
    };
    let lines = text[..from].bytes().filter(|b| *b == b'\n').count();
    let line = row.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    let at = usize::try_from(row.start).ok()? + from;
    let column = column(input, at).saturating_sub(before.chars().count() as u32).max(1);
    Some(Excerpt {
        text: format!("{before}{}{after}", &text[from..to]),
        begin: Place { line, column },
        cells: places.into_iter().map(|p| p.and_then(&place)).collect(),
    })
}

/// The white space between the start of the line and a record, so that columns are counted as in an editor.
fn indent<'a>(input: &'a [u8], row: &RowRef) -> &'a str {
    let Some(before) = usize::try_from(row.start).ok().and_then(|start| input.get(..start)) else {
        return "";
    };
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let text = std::str::from_utf8(&before[start..]).unwrap_or_default();
    if text.len() <= BEFORE && text.bytes().all(|b| matches!(b, b' ' | b'\t')) { text } else { "" }
}

/// The column of a byte, in characters from 1. In lines so long that nobody opens them in an editor it is not counted.
pub(super) fn column(input: &[u8], at: usize) -> u32 {
    const LONGEST: usize = 1 << 20;
    let before = &input[at.saturating_sub(LONGEST).min(input.len())..at.min(input.len())];
    let body =
        if before.len() == at { before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before) } else { before };
    match memchr::memrchr(b'\n', body) {
        None if before.len() < at => 1,
        start => {
            let line = &body[start.map_or(0, |n| n + 1)..];
            line.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32 + 1
        }
    }
}
