//! `guiju calendar`: shows a calendar, or checks the file of one.

use crate::cli::args::{CalendarCommand, ReportFormat};
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::problem::CallProblem;
use crate::cli::terminal::Terminal;
use crate::diagnostics::{Diagnostic, Problem};
use crate::locale::{Lang, pad_left};
use crate::source::Sources;
use crate::time::{Calendar, Covers, Date, DayReason, TimeError, Weekday};
use serde::Serialize;
use std::path::Path;

/// Runs the command.
pub fn run(command: &CalendarCommand, terminal: &Terminal) -> Exit {
    let result = match command {
        CalendarCommand::Show { calendar, year, format } => {
            load(calendar, None, terminal).and_then(|calendar| show(&calendar, *year, *format, terminal))
        }
        CalendarCommand::Check { file, covers } => {
            let covers = covers.map(|(from, to)| Covers::Ranges(vec![(from, to)]));
            load(file, covers, terminal).map(|calendar| checked(&calendar, terminal))
        }
    };
    match result {
        Ok(text) => {
            terminal.print(&text);
            Exit::Clean
        }
        Err((diagnostics, sources)) => {
            terminal.show(&diagnostics, &sources);
            Exit::Usage
        }
    }
}

/// What is wrong, with the texts it points into.
pub(super) type Complaint = (Vec<Diagnostic>, Sources);

fn complaint(problem: &dyn Problem, terminal: &Terminal) -> Complaint {
    (vec![problem.diagnostic(terminal.lang)], Sources::default())
}

/// A calendar by its built-in name, or from a file.
pub(super) fn load(name: &str, covers: Option<Covers>, terminal: &Terminal) -> Result<Calendar, Complaint> {
    if let Some(calendar) = Calendar::builtin(name) {
        return Ok(calendar.clone());
    }
    let path = Path::new(name);
    let text = files::read_text(path)
        .map_err(|cause| complaint(&CallProblem::Calendar { name: name.to_string(), cause }, terminal))?;
    let mut sources = Sources::default();
    let file = sources.add(name, &text);
    let stem = path.file_stem().map_or(name.into(), |s| s.to_string_lossy());
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let calendar = match ending.as_str() {
        "csv" => Calendar::from_csv(&stem, file, &text, covers),
        "ics" | "ical" => Calendar::from_ics(&stem, file, &text, covers),
        _ => Calendar::from_json(&stem, file, &text),
    };
    calendar.map_err(|problems| (problems.iter().map(|p| p.diagnostic(terminal.lang)).collect(), sources))
}

/// One year of a calendar.
#[derive(Serialize)]
struct Year {
    calendar: String,
    year: i16,
    working_days: u32,
    months: Vec<u32>,
    days_off: Vec<Day>,
    working: Vec<Day>,
}

/// A day of which the calendar says something.
#[derive(Serialize)]
struct Day {
    date: String,
    weekday: &'static str,
    name: String,
}

fn show(
    calendar: &Calendar,
    year: i16,
    format: ReportFormat,
    terminal: &Terminal,
) -> Result<String, Complaint> {
    let year = read_year(calendar, year).map_err(|error| complaint(&error, terminal))?;
    Ok(match format {
        ReportFormat::Json => {
            serde_json::to_string_pretty(&year).map(|text| format!("{text}\n")).unwrap_or_default()
        }
        ReportFormat::Human => page(&year, terminal.lang),
    })
}

fn read_year(calendar: &Calendar, year: i16) -> Result<Year, TimeError> {
    let mut out = Year {
        calendar: calendar.name().to_string(),
        year,
        working_days: 0,
        months: vec![0; 12],
        days_off: Vec::new(),
        working: Vec::new(),
    };
    let first = Date::new(year, 1, 1).map_err(|_| TimeError::OutOfRange)?;
    for date in first.series(jiff::Span::new().days(1)).take_while(|d| d.year() == year) {
        let reason = calendar.why(date)?;
        if reason.is_working() {
            out.working_days += 1;
            out.months[date.month() as usize - 1] += 1;
        }
        let day = |name: &str| Day {
            date: date.to_string(),
            weekday: weekday(date.weekday()),
            name: name.to_string(),
        };
        match &reason {
            DayReason::Holiday(name) => out.days_off.push(day(name)),
            DayReason::MakeUp(name) | DayReason::Named(name) => out.working.push(day(name)),
            DayReason::WorkingDay | DayReason::Weekend => {}
        }
    }
    Ok(out)
}

/// The day of the week as an identifier.
fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn page(year: &Year, lang: Lang) -> String {
    let zh = |id: &str| match id {
        "Mon" => "周一",
        "Tue" => "周二",
        "Wed" => "周三",
        "Thu" => "周四",
        "Fri" => "周五",
        "Sat" => "周六",
        _ => "周日",
    };
    let mut out = lang.pick(
        format!("{} {}: {} working days\n\n", year.calendar, year.year, year.working_days),
        format!("{} {}：{} 个工作日\n\n", year.calendar, year.year, year.working_days),
    );
    let head: String = (1..=12).map(|m| pad_left(&lang.pick(format!("{m}"), format!("{m}月")), 6)).collect();
    let counts: String = year.months.iter().map(|n| pad_left(&n.to_string(), 6)).collect();
    out += &format!("{head}\n{counts}\n");
    let mut list = |title: &str, days: &[Day]| {
        if !days.is_empty() {
            out += &format!("\n{title}\n");
            for day in days {
                out += &format!("  {} {}  {}\n", day.date, lang.pick(day.weekday, zh(day.weekday)), day.name);
            }
        }
    };
    list(lang.pick("days off", "休息日"), &year.days_off);
    list(
        lang.pick(
            "worked although the week says otherwise, or with a name of their own",
            "调休上班及另有名称的工作日",
        ),
        &year.working,
    );
    out
}

fn checked(calendar: &Calendar, terminal: &Terminal) -> String {
    let off = calendar.days().iter().filter(|d| !d.working).count();
    let worked = calendar.days().len() - off;
    let hours = calendar.hours().is_some();
    terminal.lang.pick(
        format!(
            "`{}` is a calendar: {off} days off, {worked} days worked by name, {} opening hours\n",
            calendar.name(),
            if hours { "with" } else { "without" }
        ),
        format!(
            "`{}` 是有效的日历：休息日 {off} 天，另列工作日 {worked} 天，{}营业时间\n",
            calendar.name(),
            if hours { "有" } else { "无" }
        ),
    )
}
