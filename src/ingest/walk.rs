//! Files whose records have names of their own: JSON, and what is read like it.

use super::columns::Columns;
use super::file::{File, Target, estimate, reason};
use super::formats::json::{self, ArrayFault, JsonItem, JsonRow, JsonRows, PlainRow};
use super::formats::{Format, RowAt, RowFault};
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem};
use super::raw::Record;
use super::rows::RowReader;
use crate::event::{EachOf, LogMapping};
use indexmap::IndexSet;

/// How many readable records of a file without a header are looked through for names.
pub(super) const SAMPLE: usize = 100;

/// What a walk over records comes upon.
pub(super) enum Item<R> {
    /// One record.
    Row(RowAt, Result<R, RowFault>),
    /// The file as a whole is broken here; nothing after it is read.
    Broken(IngestProblem, RowAt),
}

/// A record that may lack some of the names that are asked for.
pub(super) trait Member: Record {
    /// Whether it has a member in this slot, blank or not.
    fn has(&self, slot: usize) -> bool;
}

/// A file whose records have names of their own, ready to be read.
pub(super) struct Ready {
    pub columns: Columns,
    pub plan: Plan,
    pub usable: bool,
}

/// What is known of the records read so far.
pub(super) struct Seen {
    /// How many there were.
    pub number: u64,
    /// Watched names that none of them had.
    missing: Vec<usize>,
}

impl Seen {
    /// Nothing seen yet.
    pub fn new(plan: &Plan) -> Seen {
        Seen { number: 0, missing: (0..plan.watched.len()).collect() }
    }
}

impl File<'_> {
    pub(super) fn json(&self, text: &str, target: &mut Target<'_>) {
        let input = self.input;
        let path = self.source.mapping.and_then(|m| m.records.as_deref());
        let is_array = target.account.format == Format::Json;
        let begin = match path.filter(|_| is_array).map(|path| json::find_array(text, path)) {
            None => None,
            Some(Ok(at)) => Some(at),
            Some(Err(why)) => {
                target.account.usable = false;
                let at = self.lead as u64;
                target.ledger.problems.push(IngestProblem::BrokenArray { input, why, at, line: 1 });
                return;
            }
        };
        let records = || match (is_array, begin) {
            (true, None) => JsonRows::array(text),
            (true, Some(at)) => JsonRows::inner_array(text, at),
            (false, _) => JsonRows::lines(text),
        };
        let each_column = |m: &LogMapping| m.events.iter().any(|e| matches!(e.each, Some(EachOf::Column(_))));
        // Where each column gives an event, a name that only a late record has must not be missed.
        let sample = if self.source.mapping.is_some_and(each_column) { usize::MAX } else { SAMPLE };
        let ready = self.ready(sample_names(records(), sample), target);
        if !is_array {
            target.ledger.events.reserve(estimate(text));
        }
        let mut reader = self.reader(&ready.plan, target);
        let mut seen = Seen::new(&ready.plan);
        self.json_rows(&mut records(), &mut json::Room::default(), &ready, &mut seen, &mut reader);
        self.end_walk(&ready, seen, Emptiness::NoRecords, reader);
    }

    /// Reads records of JSON, after those seen before.
    pub(super) fn json_rows(
        &self,
        records: &mut JsonRows<'_>,
        room: &mut json::Room,
        ready: &Ready,
        seen: &mut Seen,
        reader: &mut RowReader<'_>,
    ) {
        let asked = ready.columns.paths();
        loop {
            let item = match records.line() {
                Some(line) => {
                    if let Some(row) = records.plain_row(&line, asked, room) {
                        seen.number += 1;
                        self.walk_one(ready, line.at, Ok(row), seen, reader);
                        continue;
                    }
                    let Some(item) = records.on_line(&line) else { continue };
                    item
                }
                None => {
                    let Some(item) = records.next() else { break };
                    item
                }
            };
            seen.number += 1;
            match item {
                JsonItem::Row(at, Ok(record)) => {
                    if let Some(row) = PlainRow::alone(record, asked.0, asked.1, room) {
                        self.walk_one(ready, at, Ok(row), seen, reader);
                    } else {
                        let row = JsonRow::read(record, asked.0, asked.1);
                        self.walk_one(ready, at, row, seen, reader);
                    }
                }
                JsonItem::Row(at, Err(fault)) => {
                    self.walk_one::<JsonRow<'_>>(ready, at, Err(fault), seen, reader);
                }
                JsonItem::Broken { why, at, line } => {
                    let (problem, at) = self.broken_array(why, at, line);
                    self.break_off(problem, at, seen, reader);
                    break;
                }
            }
        }
    }

    /// An array of records that cannot be followed from here on.
    pub(super) fn broken_array(&self, why: ArrayFault, at: usize, line: u32) -> (IngestProblem, RowAt) {
        let problem =
            IngestProblem::BrokenArray { input: self.input, why, at: (self.lead + at) as u64, line };
        (problem, RowAt { start: at, end: at, line })
    }

    /// Looks up names in a file whose records have names of their own.
    pub(super) fn ready(&self, known: IndexSet<String>, target: &mut Target<'_>) -> Ready {
        target.account.columns = known.iter().cloned().collect();
        // A file without a single readable record cannot be asked for its names.
        let plan = if known.is_empty() { Some(Plan::default()) } else { None };
        let mut columns = Columns::members(known);
        let plan = plan.or_else(|| self.plan(&mut columns, target));
        target.account.usable = plan.is_some();
        Ready { columns, usable: plan.is_some(), plan: plan.unwrap_or_default() }
    }

    /// Reads all records of a file whose records have names of their own.
    pub(super) fn walk<R: Member>(
        &self,
        ready: &Ready,
        rows: impl Iterator<Item = Item<R>>,
        empty: Emptiness,
        target: &mut Target<'_>,
    ) {
        let mut reader = self.reader(&ready.plan, target);
        let mut seen = Seen::new(&ready.plan);
        self.walk_on(ready, rows, &mut seen, &mut reader);
        self.end_walk(ready, seen, empty, reader);
    }

    /// Reads records, after those seen before.
    pub(super) fn walk_on<R: Member>(
        &self,
        ready: &Ready,
        rows: impl Iterator<Item = Item<R>>,
        seen: &mut Seen,
        reader: &mut RowReader<'_>,
    ) {
        for item in rows {
            seen.number += 1;
            match item {
                Item::Row(at, record) => self.walk_one(ready, at, record, seen, reader),
                Item::Broken(problem, at) => {
                    self.break_off(problem, at, seen, reader);
                    break;
                }
            }
        }
    }

    /// Notes that nothing can be read from a place on.
    fn break_off(&self, problem: IngestProblem, at: RowAt, seen: &Seen, reader: &mut RowReader<'_>) {
        reader.ledger.problems.push(problem);
        // What would have followed could have been anything.
        reader.lose_anything(self.row_ref(seen.number, at));
    }

    /// Reads the record that was seen last.
    #[inline]
    fn walk_one<R: Member>(
        &self,
        ready: &Ready,
        at: RowAt,
        record: Result<R, RowFault>,
        seen: &mut Seen,
        reader: &mut RowReader<'_>,
    ) {
        if !ready.usable {
            reader.account.rows += 1;
            reader.account.rejected += 1;
            return;
        }
        let place = self.row_ref(seen.number, at);
        match record.and_then(|record| self.undecodable(at).map_or(Ok(record), Err)) {
            Ok(record) => {
                seen.missing.retain(|i| !record.has(ready.plan.watched[*i].slot));
                reader.record(place, &record);
            }
            Err(fault) => reader.broken(place, reason(fault)),
        }
    }

    /// Notes what can only be said once all records have been seen.
    pub(super) fn end_walk(&self, ready: &Ready, seen: Seen, empty: Emptiness, reader: RowReader<'_>) {
        let plan = &ready.plan;
        if !ready.usable {
            return;
        }
        for watched in seen.missing.into_iter().map(|i| &plan.watched[i]) {
            let wanted_here = match watched.rule {
                Some(rule) => plan.rules[rule].read && reader.tally.events[rule] > 0,
                None => reader.account.rows > reader.account.rejected,
            };
            let problem = IngestProblem::NeverSeen {
                input: self.input,
                column: watched.name.clone(),
                wanted: watched.wanted.clone(),
                near: ready.columns.near(&watched.name),
            };
            if wanted_here && !reader.ledger.problems.contains(&problem) {
                reader.ledger.problems.push(problem);
            }
        }
        self.finish(reader, &ready.columns, empty);
    }
}

/// The names in the first records of a JSON file.
pub(super) fn sample_names(mut records: JsonRows<'_>, most: usize) -> IndexSet<String> {
    let mut names = IndexSet::new();
    let mut read = 0;
    while let Some(JsonItem::Row(_, record)) = records.next()
        && read < most
    {
        read += usize::from(record.is_ok_and(|record| json::names(record, &mut names)));
    }
    names
}
