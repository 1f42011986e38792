//! Lines of `date,kind,name,hours`, as a spreadsheet saves them.

use super::super::builtin::MONDAY_TO_FRIDAY;
use super::super::{Calendar, CalendarProblem, Covers, DayOverride, Hours, Layer, ProblemKind};
use super::{Entries, field};
use crate::source::{FileId, Span};

/// What a line says about its dates.
enum Kind {
    Rest,
    Work,
    Covers,
}

impl Kind {
    fn read(text: &str) -> Option<Kind> {
        match text.to_lowercase().as_str() {
            "rest" | "holiday" | "休" | "休息" | "放假" => Some(Kind::Rest),
            "work" | "workday" | "班" | "上班" | "调休" | "补班" => Some(Kind::Work),
            "covers" | "覆盖" => Some(Kind::Covers),
            _ => None,
        }
    }
}

/// One cell: its text, and its place.
struct Cell {
    text: String,
    span: Span,
}

/// Reads a whole file. See [`Calendar::from_csv`].
pub(super) fn csv(
    name: &str,
    file: FileId,
    text: &str,
    covers: Option<Covers>,
) -> Result<Calendar, Vec<CalendarProblem>> {
    let mut entries = Entries::new(file);
    entries.covers = covers;
    let mut start = 0;
    let mut first = true;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let content = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        if content.trim().is_empty() || content.trim_start().starts_with('#') {
            continue;
        }
        let skipped = line.len() - line.trim_start_matches('\u{feff}').len();
        let cells = cells(file, content, line_start + skipped);
        let header = std::mem::take(&mut first) && is_header(&cells);
        if !header && let Err((span, kind)) = self::line(&mut entries, &cells) {
            entries.problem(span, kind);
        }
    }
    entries.finish(name, &Calendar::weekly("", &MONDAY_TO_FRIDAY), Layer::default())
}

/// The first line may name the columns.
fn is_header(cells: &[Cell]) -> bool {
    cells.first().is_some_and(|c| ["date", "dates", "日期"].contains(&c.text.to_lowercase().as_str()))
}

fn line(entries: &mut Entries, cells: &[Cell]) -> Result<(), (Span, ProblemKind)> {
    let Some(dates) = cells.first() else { return Ok(()) };
    let range = field::dates(&dates.text).map_err(|kind| (dates.span, kind))?;
    let kind = cells.get(1).ok_or((dates.span.after(), ProblemKind::NoKind))?;
    let bad_kind = || (kind.span, ProblemKind::BadKind { text: kind.text.clone() });
    let working = match Kind::read(&kind.text).ok_or_else(bad_kind)? {
        Kind::Covers => {
            entries.cover(range);
            return Ok(());
        }
        Kind::Rest => false,
        Kind::Work => true,
    };
    let name = cells.get(2).map(|c| c.text.clone()).unwrap_or_default();
    let hours = match cells.get(3).filter(|c| !c.text.is_empty()) {
        None => None,
        Some(cell) => {
            let bad = || (cell.span, ProblemKind::BadHours { text: cell.text.clone() });
            // Hours on a rest day would say that doors are open and closed.
            Some(Hours::parse(&cell.text).filter(|_| working).ok_or_else(bad)?)
        }
    };
    entries.add(range, &DayOverride { date: range.0, working, name, hours }, dates.span);
    Ok(())
}

/// Splits a line at commas that are not in quotes; a doubled quote inside quotes is a quote.
fn cells(file: FileId, line: &str, line_start: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let bounds = line.char_indices().chain([(line.len(), ',')]);
    for (i, c) in bounds {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted || i == line.len() => {
                let raw = &line[start..i];
                let text = raw.trim();
                let at = line_start + start + (raw.len() - raw.trim_start().len());
                let span = Span::new(file, at, at + text.len());
                let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
                cells.push(Cell { text: inner.unwrap_or(text).trim().replace("\"\"", "\""), span });
                start = i + 1;
            }
            _ => {}
        }
    }
    cells
}
