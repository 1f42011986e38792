//! Finds the cells of a record again, to show them: the only part that reads an input a second time.

use super::Source;
use super::account::FileAccount;
use super::formats::cells::Shown;
use super::formats::csv::CsvRows;
use super::formats::json::{JsonRow, Paths};
use super::formats::{Format, ocel, workbook, xes};
use super::open::Content;
use crate::event::RowRef;
use crate::source::Place;
use std::borrow::Cow;
use std::ops::Range;

/// A record as it is shown to a person. Long ones are cut to the part around the first cell that is pointed to. Of formats
/// without lines of text, the filled cells are shown one after the other, each with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// Where in the file the text begins.
    pub begin: Place,
    /// For each column asked for, its place in the text; `None` if the record has no such cell or it was cut off.
    pub cells: Vec<Option<Range<usize>>>,
}

/// Where a column of a record stands in the text of its file ([`Source::text`]), in bytes: the cell as written, quotes
/// included, white space around it excluded. `None` if the record has no such cell (in JSON: no such member), or the file
/// is no text.
pub fn locate(source: &Source<'_>, account: &FileAccount, row: &RowRef, column: &str) -> Option<Range<u64>> {
    if !matches!(source.opened.content, Content::Text(_) | Content::Stored(_)) {
        return None;
    }
    let cell = cell_in_row(&record_text(source, row)?, account, column)?;
    Some(row.start + cell.start as u64..row.start + cell.end as u64)
}

/// A record and the places of some of its columns. `None` if the record does not lie in the source.
pub fn excerpt(
    source: &Source<'_>,
    account: &FileAccount,
    row: &RowRef,
    columns: &[&str],
) -> Option<Excerpt> {
    let shown = match &source.opened.content {
        Content::Book(book) => workbook::shown(book, account, row)?,
        Content::Table(table) => table.shown(row.row)?,
        Content::Unread(_) => return None,
        Content::Text(_) | Content::Stored(_) => {
            let (text, row) = near(source, row)?;
            let record = row_text(&text, &row)?;
            let cells = columns.iter().map(|column| cell_in_row(record, account, column)).collect();
            return window(&text, &row, cells);
        }
    };
    Some(whole(shown, row, columns))
}

/// All of a record, as it stands in the file; of formats without text, its filled cells.
pub(super) fn whole_text(source: &Source<'_>, account: &FileAccount, row: &RowRef) -> Option<String> {
    match &source.opened.content {
        Content::Table(_) => excerpt(source, account, row, &[]).map(|shown| shown.text),
        _ => record_text(source, row).map(Cow::into_owned),
    }
}

/// A text in which a record and its line stand, and the record's place in it.
pub(super) fn near<'s>(source: &'s Source<'_>, row: &RowRef) -> Option<(Cow<'s, str>, RowRef)> {
    match &source.opened.content {
        Content::Stored(stored) => {
            let (text, begin) = stored.around(row.start..row.start + u64::from(row.len))?;
            Some((text.into(), RowRef { start: row.start - begin, ..*row }))
        }
        _ => Some((source.text()?.into(), *row)),
    }
}

/// A text in which a place of a file and its line stand, and the place in it.
pub(super) fn near_byte<'s>(source: &'s Source<'_>, at: u64) -> Option<(Cow<'s, str>, usize)> {
    match &source.opened.content {
        Content::Stored(stored) => {
            let (text, begin) = stored.about(at)?;
            Some((text.into(), usize::try_from(at.saturating_sub(begin)).ok()?))
        }
        _ => Some((source.text()?.into(), usize::try_from(at).unwrap_or(usize::MAX))),
    }
}

/// The text of a record.
pub(super) fn record_text<'s>(source: &'s Source<'_>, row: &RowRef) -> Option<Cow<'s, str>> {
    match near(source, row)? {
        (Cow::Borrowed(text), row) => row_text(text, &row).map(Cow::Borrowed),
        (Cow::Owned(text), row) => row_text(&text, &row).map(|text| Cow::Owned(text.to_string())),
    }
}

/// A record that is shown as its cells.
fn whole(shown: Shown, row: &RowRef, columns: &[&str]) -> Excerpt {
    let cells = columns.iter().map(|column| shown.place(column)).collect();
    Excerpt { text: shown.text, begin: Place { line: row.line, column: 1 }, cells }
}

/// The text of a record.
fn row_text<'a>(input: &'a str, row: &RowRef) -> Option<&'a str> {
    let start = usize::try_from(row.start).ok()?;
    let end = start.checked_add(row.len as usize)?;
    input.get(start..end)
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
        Format::Xes => xes::place(text, column),
        Format::Ocel => ocel::place(text, column),
        Format::Workbook | Format::Parquet => None,
    }
}

/// Bytes of a record that are shown before and after the place pointed to, if not all are.
const BEFORE: usize = 120;
const AFTER: usize = 240;

/// A record, or the part of it around the first place.
pub(super) fn window(input: &str, row: &RowRef, places: Vec<Option<Range<usize>>>) -> Option<Excerpt> {
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
fn indent<'a>(input: &'a str, row: &RowRef) -> &'a str {
    let Some(before) = usize::try_from(row.start).ok().and_then(|start| input.get(..start)) else {
        return "";
    };
    let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    let text = &before[start..];
    if text.len() <= BEFORE && text.bytes().all(|b| matches!(b, b' ' | b'\t')) { text } else { "" }
}

/// The column of a byte, in characters from 1. In lines so long that nobody opens them in an editor it is not counted.
pub(super) fn column(input: &str, at: usize) -> u32 {
    const LONGEST: usize = 1 << 20;
    let input = input.as_bytes();
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
