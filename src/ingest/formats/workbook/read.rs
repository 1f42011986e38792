//! Reads the rows of the sheets that a mapping wants, or whose header fits.

use super::{Book, Sheet, SheetRow};
use crate::ingest::account::{Reason, SheetAccount};
use crate::ingest::choose::fits_name;
use crate::ingest::columns::Columns;
use crate::ingest::file::{File, Target, reason};
use crate::ingest::formats::csv::{CsvRow, CsvRows};
use crate::ingest::formats::{MAX_CELL, MAX_COLUMNS, RowAt, RowFault};
use crate::ingest::ledger::Ledger;
use crate::ingest::problem::{Emptiness, IngestProblem};
use std::cmp::Reverse;

/// Rows from the top among which the header is looked for.
const LOOK: usize = 30;

/// A sheet whose header has been found.
struct Found<'b> {
    sheet: &'b Sheet,
    index: usize,
    /// The header's place among the rows of the sheet.
    header: usize,
    names: Vec<String>,
    /// What is missing; the columns that are there.
    score: (usize, Reverse<usize>),
    fits: bool,
}

impl File<'_> {
    /// Reads a workbook.
    pub(in crate::ingest) fn book(&self, book: &Book, target: &mut Target<'_>) {
        let input = self.input;
        let stated = self.source.mapping.and_then(|m| m.sheet.as_deref());
        let wanted = |sheet: &Sheet| stated.is_none_or(|pattern| fits_name(pattern, &sheet.name));
        for sheet in &book.sheets {
            let rows = sheet.rows.len() as u64;
            target.account.sheets.push(SheetAccount {
                name: sheet.name.clone(),
                read: false,
                rows,
                header: 0,
            });
        }
        if let Some(pattern) = stated.filter(|_| !book.sheets.iter().any(wanted)) {
            target.account.usable = false;
            let sheets = book.sheets.iter().map(|s| s.name.clone()).collect();
            let sheet = pattern.to_string();
            target.ledger.problems.push(IngestProblem::NoSuchSheet { input, sheet, sheets });
            return;
        }
        let sheets = book.sheets.iter().enumerate().filter(|(_, sheet)| wanted(sheet));
        let mut found: Vec<Found<'_>> =
            sheets.filter_map(|(index, sheet)| self.header(book, index, sheet, target)).collect();
        if stated.is_none() && found.iter().any(|f| f.fits) {
            let (fit, other): (Vec<_>, Vec<_>) = found.into_iter().partition(|f| f.fits);
            for f in other {
                let (sheet, rows) = (f.sheet.name.clone(), f.sheet.rows.len() as u64);
                target.ledger.problems.push(IngestProblem::SheetNotRead { input, sheet, rows });
            }
            found = fit;
        } else if stated.is_none() {
            // None fits: the problems of the one that comes nearest say why.
            let best = found.iter().map(|f| f.score).min();
            found.retain(|f| Some(f.score) == best);
            found.truncate(1);
        }
        if let Some(first) = found.first() {
            target.account.columns.clone_from(&first.names);
        }
        let mut number = 0;
        for f in &found {
            self.sheet(book, f, &mut number, target);
        }
        if target.account.usable {
            self.finish_file(target.account, target.ledger, Emptiness::OnlyHeader);
        }
    }

    /// The header of a sheet: the row below the lines that the mapping says to skip; else, of the first rows, the one
    /// that has the most of the columns that are needed. None for an empty sheet.
    fn header<'b>(
        &self,
        book: &Book,
        index: usize,
        sheet: &'b Sheet,
        target: &mut Target<'_>,
    ) -> Option<Found<'b>> {
        let skip = self.source.mapping.map_or(0, |m| m.skip_lines);
        let below = sheet.rows.iter().position(|row| row.number > skip)?;
        let look = if skip > 0 { 1 } else { LOOK };
        let mut best: Option<Found<'b>> = None;
        for (header, row) in sheet.rows.iter().enumerate().skip(below).take(look) {
            let mut rows = CsvRows::new(&book.text[row.start..row.end], b',');
            let Some((_, Ok(cells))) = rows.next() else { continue };
            let names = cells.texts();
            if names.len() > MAX_COLUMNS {
                continue;
            }
            let (fits, score) = self.try_header(names.clone(), target);
            if best.as_ref().is_none_or(|b| score < b.score) {
                best = Some(Found { sheet, index, header, names, score, fits });
            }
        }
        best
    }

    /// Whether rows can be read below a header; what is missing, and which columns that are wanted are there.
    fn try_header(&self, names: Vec<String>, target: &mut Target<'_>) -> (bool, (usize, Reverse<usize>)) {
        let mut columns = Columns::header(names);
        let width = columns.names().len();
        let mut account = target.account.clone();
        let mut ledger = Ledger::default();
        let mut trial = Target { account: &mut account, interner: target.interner, ledger: &mut ledger };
        let fits = self.plan(&mut columns, &mut trial).is_some();
        let there = (0..width).filter(|column| columns.is_asked(*column)).count();
        (fits, (ledger.problems.len(), Reverse(there)))
    }

    fn sheet(&self, book: &Book, found: &Found<'_>, number: &mut u64, target: &mut Target<'_>) {
        let mut columns = Columns::header(found.names.clone());
        let data: &[SheetRow] = &found.sheet.rows[found.header + 1..];
        let Some(plan) = self.plan(&mut columns, target) else {
            target.account.usable = false;
            target.account.rows += data.len() as u64;
            target.account.rejected += data.len() as u64;
            return;
        };
        if let Some(account) = target.account.sheets.get_mut(found.index) {
            account.read = true;
            account.rows = data.len() as u64;
            account.header = found.sheet.rows[found.header].number;
        }
        let mut reader = self.reader(&plan, target);
        for row in data {
            *number += 1;
            let at = RowAt { start: row.start, end: row.end, line: row.number };
            let place = self.row_ref(*number, at);
            let mut rows = CsvRows::new(&book.text[row.start..row.end], b',');
            match rows.next() {
                Some((_, Ok(cells))) if too_long(&cells) => reader.broken(place, Reason::CellTooLong),
                Some((_, Ok(cells))) => reader.record(place, &cells),
                Some((_, Err(fault))) => reader.broken(place, reason(fault)),
                None => reader.broken(place, reason(RowFault::TooLong)),
            }
        }
        let _ = self.finish_rows(reader, &columns);
    }
}

fn too_long(cells: &CsvRow<'_, '_>) -> bool {
    (0..cells.len()).any(|cell| cells.size(cell) > MAX_CELL)
}
