//! The history as a log: one row for each thing that happened to a case, so that norms about handling, answering and publishing can be
//! checked like any other.

use super::act::{Act, Answer, Deed};
use super::book::Book;
use super::chain::Entry;
use super::record::Record;
use crate::report::model::{Money, ProposalKind};

/// The columns. `time` and `event` need no mapping.
const COLUMNS: [&str; 18] = [
    "time", "event", "entry", "case", "finding", "policy", "norm", "bearer", "by", "reason", "proposed",
    "low", "high", "imposed", "approver", "expires", "answer", "month",
];

/// A history as a table of comma-separated values, in the order of its entries.
pub fn csv(entries: &[Entry]) -> String {
    let mut rows = vec![COLUMNS.map(str::to_string).to_vec()];
    let mut book = Book::default();
    for entry in entries {
        book.take(entry);
        let Some(deed) = entry.deed() else { continue };
        rows.extend(row(entry, &deed, &book));
    }
    write(&rows)
}

/// Cells as comma-separated values.
pub(super) fn write(rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    for row in rows {
        // Memory takes every row.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The kind of event that an entry is; `None`: nothing happened to a case.
fn kind(act: &Act) -> Option<&'static str> {
    match act {
        Act::Run(_) => Some("checked"),
        Act::Recorded { .. } => Some("recorded"),
        Act::Restored { .. } => Some("restored"),
        Act::Withdrawn { .. } => Some("withdrawn"),
        Act::Overturned { .. } => Some("overturned"),
        Act::Confirmed { .. } => Some("confirmed"),
        Act::Imposed { .. } => Some("imposed"),
        Act::Waived { .. } => Some("waived"),
        Act::Appealed { .. } => Some("appealed"),
        Act::Answered { .. } => Some("answered"),
        Act::Closed { .. } => Some("closed"),
        Act::Published { .. } => Some("published"),
        Act::Revised { .. } | Act::Restated { .. } => None,
    }
}

fn row(entry: &Entry, deed: &Deed, book: &Book) -> Option<Vec<String>> {
    let kind = kind(&deed.act)?;
    let number = match &deed.act {
        Act::Recorded { .. } => Some(entry.number),
        act => act.case(),
    };
    let case = number.and_then(|number| book.cases.get(&number));
    let record = case.map(|case| &case.record);
    let text = |of: fn(&Record) -> Option<&str>| record.and_then(of).unwrap_or_default().to_string();
    let (low, high) = record.map_or((String::new(), String::new()), range);
    let (approver, expires) = match &deed.act {
        Act::Waived { approver, expires, .. } => (approver.clone(), expires.clone().unwrap_or_default()),
        _ => (String::new(), String::new()),
    };
    let answer = match &deed.act {
        Act::Answered { answer: Answer::Upheld, .. } => "upheld",
        Act::Answered { answer: Answer::Amended, .. } => "amended",
        Act::Answered { answer: Answer::Lifted, .. } => "lifted",
        _ => "",
    };
    let imposed = match &deed.act {
        Act::Imposed { lines, .. } | Act::Answered { lines, .. } => {
            single(lines.iter().filter_map(|line| line.amount.as_ref()))
        }
        _ => None,
    };
    let (policy, month) = match &deed.act {
        Act::Run(run) => (run.policy.clone(), String::new()),
        Act::Published { month } => (String::new(), month.clone()),
        _ => (text(|r| Some(&r.policy)), String::new()),
    };
    Some(vec![
        entry.at.clone(),
        kind.to_string(),
        entry.number.to_string(),
        number.map_or(String::new(), |number| number.to_string()),
        text(|r| Some(&r.finding)),
        policy,
        text(|r| Some(&r.norm)),
        text(|r| r.bearer.as_deref()),
        deed.by.clone(),
        deed.reason.clone().unwrap_or_default(),
        record.and_then(|record| single(fines(record))).unwrap_or_default(),
        low,
        high,
        imposed.unwrap_or_default(),
        approver,
        expires,
        answer.to_string(),
        month,
    ])
}

fn fines(record: &Record) -> impl Iterator<Item = &Money> {
    let fines =
        record.lines.iter().filter(|line| matches!(line.kind, ProposalKind::Fine | ProposalKind::Deduct));
    fines.filter_map(|line| line.amount.as_ref())
}

/// An amount, if there is exactly one: sums would hide what was imposed for what.
fn single<'m>(mut amounts: impl Iterator<Item = &'m Money>) -> Option<String> {
    match (amounts.next(), amounts.next()) {
        (Some(one), None) => Some(format!("{} {}", one.value, one.currency)),
        _ => None,
    }
}

/// Between which amounts the one fine of a record lies.
fn range(record: &Record) -> (String, String) {
    let mut fines =
        record.lines.iter().filter(|line| matches!(line.kind, ProposalKind::Fine | ProposalKind::Deduct));
    let (Some(line), None) = (fines.next(), fines.next()) else { return (String::new(), String::new()) };
    match (&line.range, &line.amount) {
        (Some(range), _) => {
            (format!("{} {}", range.low, range.currency), format!("{} {}", range.high, range.currency))
        }
        (None, Some(amount)) => {
            let amount = format!("{} {}", amount.value, amount.currency);
            (amount.clone(), amount)
        }
        (None, None) => (String::new(), String::new()),
    }
}
