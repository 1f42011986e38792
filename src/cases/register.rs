//! Registers of waivers: tables that people keep, read all or not at all.

use super::act::{Act, Deed};
use super::book::{Book, Case, State};
use super::problem::{CaseProblem, RegisterCause};
use super::step;
use crate::time::Date;

/// The columns.
const COLUMNS: [&str; 9] =
    ["case", "policy", "norm", "bearer", "from", "to", "approver", "reason", "expires"];

/// One line.
struct Entry {
    line: u64,
    case: Option<String>,
    policy: Option<String>,
    norm: Option<String>,
    bearer: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    approver: String,
    reason: String,
    expires: Option<Date>,
}

/// The waivers of a register that are not in the history yet. A line names a case, or a bearer, a norm or both, and the days on which
/// what it covers happened. `on`: the day; `by`: who enters them.
///
/// # Errors
///
/// Everything that is wrong with the register; then none of it is used.
pub fn register(
    book: &Book,
    name: &str,
    text: &str,
    by: &str,
    on: Date,
) -> Result<Vec<Deed>, Vec<CaseProblem>> {
    let (entries, mut problems) = read(name, text);
    let mut deeds = Vec::new();
    for entry in &entries {
        match targets(book, entry, on) {
            Ok(cases) => {
                let new = cases.into_iter().filter(|case| !has(case, entry));
                for deed in new.map(|case| deed(case, entry, by)) {
                    if !deeds.contains(&deed) {
                        deeds.push(deed);
                    }
                }
            }
            Err(why) => {
                problems.push(CaseProblem::Register { name: name.to_string(), line: Some(entry.line), why });
            }
        }
    }
    if problems.is_empty() { Ok(deeds) } else { Err(problems) }
}

fn deed(case: &Case, entry: &Entry, by: &str) -> Deed {
    let expires = entry.expires.map(|day| day.to_string());
    let act = Act::Waived { case: case.number, approver: entry.approver.clone(), expires };
    Deed { by: by.to_string(), reason: Some(entry.reason.clone()), evidence: Vec::new(), act }
}

/// Whether a waiver has been entered already.
fn has(case: &Case, entry: &Entry) -> bool {
    case.waivers.iter().any(|waiver| {
        waiver.approver == entry.approver && waiver.reason == entry.reason && waiver.expires == entry.expires
    })
}

/// The cases that a line covers.
fn targets<'b>(book: &'b Book, entry: &Entry, on: Date) -> Result<Vec<&'b Case>, RegisterCause> {
    let waivable = |case: &Case| {
        matches!(case.state(on), State::Proposed | State::Confirmed | State::Imposed | State::Waived)
    };
    if let Some(name) = &entry.case {
        let case = step::find(book, name).map_err(|_| RegisterCause::NoCase(name.clone()))?;
        if !waivable(case) {
            return Err(RegisterCause::State(case.number, case.state(on)));
        }
        return Ok(vec![case]);
    }
    let asked = |wanted: &Option<String>, is: Option<&str>| {
        wanted.as_ref().is_none_or(|wanted| is == Some(wanted.as_str()))
    };
    let fits = |case: &&Case| {
        let record = &case.record;
        let day: Option<Date> = record.at.get(..10).and_then(|day| day.parse().ok());
        let in_days = day.is_some_and(|day| {
            entry.from.is_none_or(|from| from <= day) && entry.to.is_none_or(|to| day <= to)
        });
        asked(&entry.policy, Some(&record.policy))
            && asked(&entry.norm, Some(&record.norm))
            && asked(&entry.bearer, record.bearer.as_deref())
            && in_days
            && waivable(case)
    };
    Ok(book.cases.values().filter(fits).collect())
}

fn read(name: &str, text: &str) -> (Vec<Entry>, Vec<CaseProblem>) {
    let mut problems = Vec::new();
    let problem = |line, why| CaseProblem::Register { name: name.to_string(), line, why };
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heads = match reader.headers() {
        Ok(heads) => heads.clone(),
        Err(error) => return (Vec::new(), vec![problem(None, unreadable(&error))]),
    };
    for head in heads.iter().filter(|head| !COLUMNS.contains(head)) {
        problems.push(problem(None, RegisterCause::UnknownColumn(head.to_string())));
    }
    for needed in ["approver", "reason"] {
        if !heads.iter().any(|head| head == needed) {
            problems.push(problem(None, RegisterCause::NoColumn(needed)));
        }
    }
    if !problems.is_empty() {
        return (Vec::new(), problems);
    }
    let mut entries = Vec::new();
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                problems.push(problem(line, unreadable(&error)));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |column: &str| {
            let place = heads.iter().position(|head| head == column)?;
            row.get(place).filter(|text| !text.is_empty()).map(str::to_string)
        };
        let mut wrong = Vec::new();
        let entry = entry(line, cell, &mut wrong);
        problems.extend(wrong.into_iter().map(|why| problem(Some(line), why)));
        entries.push(entry);
    }
    (entries, problems)
}

/// Why a line is none of this table.
fn unreadable(error: &csv::Error) -> RegisterCause {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            RegisterCause::Cells { found: *len, wanted: *expected_len }
        }
        _ => RegisterCause::NotCsv,
    }
}

fn entry(line: u64, cell: impl Fn(&str) -> Option<String>, wrong: &mut Vec<RegisterCause>) -> Entry {
    let mut needed = |column: &'static str| {
        cell(column).unwrap_or_else(|| {
            wrong.push(RegisterCause::Blank(column));
            String::new()
        })
    };
    let (approver, reason) = (needed("approver"), needed("reason"));
    let mut day = |column: &'static str| {
        let text = cell(column)?;
        let day = text.parse::<Date>().ok().filter(|_| text.len() == "2024-06-30".len());
        if day.is_none() {
            wrong.push(RegisterCause::NotADay(column, text));
        }
        day
    };
    let (from, to, expires) = (day("from"), day("to"), day("expires"));
    let (case, norm, bearer) = (cell("case"), cell("norm"), cell("bearer"));
    if case.is_none() && norm.is_none() && bearer.is_none() {
        wrong.push(RegisterCause::NoTarget);
    }
    Entry { line, case, policy: cell("policy"), norm, bearer, from, to, approver, reason, expires }
}
