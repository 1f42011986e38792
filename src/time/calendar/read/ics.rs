//! The all-day events of an iCalendar file (RFC 5545), as offices and phones exchange holidays.
//!
//! An event is a rest day. One whose summary says 班 (`补班`, `（班）`), or whose category is `WORK`, is a make-up working
//! day. Where a file marks some events with 休, those without a mark are mere observances and change nothing.

use super::super::builtin::MONDAY_TO_FRIDAY;
use super::super::{Calendar, CalendarProblem, Covers, DayOverride, Layer, ProblemKind};
use super::{Entries, field};
use crate::source::{FileId, Span};
use crate::time::Date;

/// One event, as far as it matters here.
#[derive(Default)]
struct Event {
    start: Option<(Date, Span)>,
    /// The first date after it.
    end: Option<Date>,
    summary: String,
    work_category: bool,
    cancelled: bool,
    bad: bool,
}

/// A content line: its name and parameters in capitals, its value, its place.
struct Line<'a> {
    name: String,
    value: &'a str,
    span: Span,
}

/// Reads a whole file. See [`Calendar::from_ics`].
pub(super) fn ics(
    name: &str,
    file: FileId,
    text: &str,
    covers: Option<Covers>,
) -> Result<Calendar, Vec<CalendarProblem>> {
    let mut entries = Entries::new(file);
    entries.covers = covers;
    let unfolded = unfold(text);
    let lines: Vec<Line<'_>> = unfolded.iter().map(|(text, at)| line(file, text, *at)).collect();
    if !lines.first().is_some_and(|l| l.name == "BEGIN" && l.value.eq_ignore_ascii_case("VCALENDAR")) {
        let detail = "it does not begin with BEGIN:VCALENDAR".to_string();
        entries.problem(Span::new(file, 0, 0), ProblemKind::Malformed { format: "iCalendar", detail });
    }
    let events = events(&lines, &mut entries);
    let marked = events.iter().any(is_rest);
    for event in events.iter().filter(|e| !e.cancelled && !e.bad && (!marked || is_rest(e) || is_work(e))) {
        let Some((first, span)) = event.start else { continue };
        let last = match event.end {
            Some(end) if end > first => end.yesterday().unwrap_or(first),
            _ => first,
        };
        let day =
            DayOverride { date: first, working: is_work(event), name: event.summary.clone(), hours: None };
        entries.add((first, last), &day, span);
    }
    entries.finish(name, &Calendar::weekly("", &MONDAY_TO_FRIDAY), Layer::default())
}

fn is_work(event: &Event) -> bool {
    event.work_category || event.summary.contains('班')
}

fn is_rest(event: &Event) -> bool {
    event.summary.contains('休') && !event.summary.contains('班')
}

/// Collects the events; what cannot be read is a problem at its line.
fn events(lines: &[Line<'_>], entries: &mut Entries) -> Vec<Event> {
    let mut events = Vec::new();
    let mut current: Option<Event> = None;
    for line in lines {
        let (property, parameters) = line.name.split_once(';').unwrap_or((&line.name, ""));
        let Some(event) = &mut current else {
            if property == "BEGIN" && line.value.eq_ignore_ascii_case("VEVENT") {
                current = Some(Event::default());
            }
            continue;
        };
        let mut fail = |event: &mut Event, kind| {
            event.bad = true;
            entries.problem(line.span, kind);
        };
        match property {
            "END" if line.value.eq_ignore_ascii_case("VEVENT") => events.extend(current.take()),
            "DTSTART" | "DTEND" => match all_day(parameters, line.value) {
                Ok(date) if property == "DTSTART" => event.start = Some((date, line.span)),
                Ok(date) => event.end = Some(date),
                Err(kind) => fail(event, kind),
            },
            "DURATION" => fail(event, ProblemKind::NotAllDay),
            "RRULE" | "RDATE" => fail(event, ProblemKind::Recurring),
            "SUMMARY" => {
                event.summary = line.value.replace("\\,", ",").replace("\\;", ";").trim().to_string()
            }
            "CATEGORIES" => {
                event.work_category = line.value.to_uppercase().split(',').any(|c| c.trim() == "WORK")
            }
            "STATUS" => event.cancelled = line.value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }
    events
}

fn all_day(parameters: &str, value: &str) -> Result<Date, ProblemKind> {
    if !parameters.split(';').any(|p| p == "VALUE=DATE") && value.contains('T') {
        return Err(ProblemKind::NotAllDay);
    }
    field::date(value).ok_or_else(|| ProblemKind::BadDate { text: value.to_string() })
}

/// Joins folded lines: a line that begins with a blank continues the one before. With each, where it starts.
fn unfold(text: &str) -> Vec<(String, usize)> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let mark = raw.len() - raw.trim_start_matches('\u{feff}').len();
        let content = raw[mark..].trim_end_matches(['\r', '\n']);
        match (content.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((line, _))) => line.push_str(more),
            _ if content.is_empty() => {}
            _ => lines.push((content.to_string(), start + mark)),
        }
        start += raw.len();
    }
    lines
}

fn line(file: FileId, text: &str, at: usize) -> Line<'_> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    Line { name: name.to_uppercase(), value: value.trim(), span: Span::new(file, at, at + text.len()) }
}
