//! One file from what it holds to its account.

use super::Source;
use super::account::{FileAccount, KindCount, Reason};
use super::columns::Columns;
use super::formats::csv::{CsvRow, CsvRows};
use super::formats::json::{self, ArrayFault, JsonItem, JsonRow, JsonRows};
use super::formats::{Format, MAX_CELL, MAX_COLUMNS, RowAt, RowFault};
use super::ledger::Ledger;
use super::open::{Content, OpenFault};
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem, UnknownKind};
use super::raw::Record;
use super::resolve::Resolver;
use super::rows::RowReader;
use super::screen::screen;
use crate::diagnostics::did_you_mean;
use crate::event::{EachOf, InputId, Interner, LogMapping, RowRef, Schema, Screens};
use indexmap::IndexSet;
use sha2::{Digest as _, Sha256};

/// How many readable records of a file without a header are looked through for names.
pub(super) const SAMPLE: usize = 100;

/// What reading a file needs, besides its text.
pub(super) struct File<'a> {
    pub input: InputId,
    pub source: &'a Source<'a>,
    pub schema: &'a Schema,
    pub default_zone: Option<&'a str>,
    pub screens: &'a Screens,
    /// Bytes before the text (a byte order mark).
    pub lead: usize,
}

/// What a reader writes into.
pub(super) struct Target<'t> {
    pub account: &'t mut FileAccount,
    pub interner: &'t mut Interner,
    pub ledger: &'t mut Ledger,
}

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

/// Reads one file into the ledger.
pub(super) fn read(
    input: InputId,
    source: &Source<'_>,
    schema: &Schema,
    default_zone: Option<&str>,
    interner: &mut Interner,
    ledger: &mut Ledger,
) -> FileAccount {
    let sha256 = hex(&Sha256::digest(source.bytes));
    let opened = &source.opened;
    let mut account = FileAccount::new(source.name, sha256, source.bytes.len() as u64, opened.format);
    account.compression = opened.compression;
    account.encoding = opened.encoding;
    account.observed = source.mapping.and_then(|m| m.observed);
    let mut file = File { input, source, schema, default_zone, screens: Screens::NONE, lead: 0 };
    let mut target = Target { account: &mut account, interner, ledger };
    match &opened.content {
        Content::Unread(fault) => {
            target.account.usable = false;
            if let OpenFault::EndlessLine { bytes, .. } = fault {
                // It was not read to its end.
                (target.account.sha256, target.account.bytes) = (String::new(), *bytes);
            }
            target.ledger.problems.push(IngestProblem::Unread { input, fault: fault.clone() });
        }
        Content::Text(text) => {
            let body = text.strip_prefix('\u{feff}').unwrap_or(text);
            file.lead = text.len() - body.len();
            file.text(body, &mut target);
        }
        Content::Stored(_) => super::stream::read(file, &mut target),
        Content::Book(book) => file.book(book, &mut target),
        Content::Table(table) => file.parquet(table, &mut target),
    }
    account
}

impl File<'_> {
    fn text(&self, text: &str, target: &mut Target<'_>) {
        if text.trim().is_empty() {
            target.ledger.problems.push(IngestProblem::Empty { input: self.input, what: Emptiness::NoBytes });
            return;
        }
        if let Some((encoding, super::EncodingFrom::Guessed)) = target.account.encoding {
            target.ledger.problems.push(IngestProblem::GuessedEncoding { input: self.input, encoding });
        }
        match target.account.format {
            Format::Json | Format::Ndjson => self.json(text, target),
            Format::Xes => self.xes(text, target),
            Format::Ocel => self.ocel(text, target),
            Format::Csv { delimiter } => self.csv(text, delimiter, target),
            // Their content is never a text.
            Format::Workbook | Format::Parquet => {}
        }
    }

    fn csv(&self, text: &str, delimiter: u8, target: &mut Target<'_>) {
        let input = self.input;
        let mut rows = CsvRows::new(text, delimiter);
        rows.skip_lines(self.source.mapping.map_or(0, |m| m.skip_lines));
        let header = match rows.next() {
            None => Ok(Vec::new()),
            Some((at, Ok(row))) => match self.undecodable(at) {
                Some(fault) => Err((at, fault)),
                None => Ok(row.texts()),
            },
            Some((at, Err(fault))) => Err((at, fault)),
        };
        let header = match header {
            Ok(header) => header,
            Err((at, fault)) => {
                target.account.usable = false;
                let row = self.row_ref(0, at);
                target.ledger.problems.push(IngestProblem::BrokenHeader { row, reason: reason(fault) });
                return;
            }
        };
        target.account.columns.clone_from(&header);
        if header.len() > MAX_COLUMNS {
            target.account.usable = false;
            target.account.columns.truncate(MAX_COLUMNS);
            target.ledger.problems.push(IngestProblem::TooManyColumns { input, found: header.len() });
            return;
        }
        let width = header.len();
        let mut columns = Columns::header(header);
        let Some(plan) = self.plan(&mut columns, target) else {
            target.account.usable = false;
            while rows.next().is_some() {
                target.account.rows += 1;
                target.account.rejected += 1;
            }
            return;
        };
        target.ledger.events.reserve(estimate(text));
        let mut reader = self.reader(&plan, target);
        self.csv_rows(&mut rows, width, &mut 0, &mut reader);
        self.finish(reader, &columns, Emptiness::OnlyHeader);
    }

    /// Reads rows of so many cells; `number` is that of the row read last.
    pub(super) fn csv_rows(
        &self,
        rows: &mut CsvRows<'_>,
        width: usize,
        number: &mut u64,
        reader: &mut RowReader<'_>,
    ) {
        while let Some((at, row)) = rows.next() {
            *number += 1;
            let place = self.row_ref(*number, at);
            match row {
                Ok(row) => match self.row_fault(at, &row, width) {
                    None => reader.record(place, &row),
                    Some(reason) => reader.broken(place, reason),
                },
                Err(fault) => reader.broken(place, reason(fault)),
            }
        }
    }

    /// Why a row that could be taken apart is no record all the same.
    fn row_fault(&self, at: RowAt, row: &CsvRow<'_, '_>, width: usize) -> Option<Reason> {
        let found = row.len();
        if found < width {
            return Some(Reason::TooFewCells { found, expected: width });
        }
        if found > width {
            return Some(Reason::TooManyCells { found, expected: width });
        }
        if at.end - at.start > MAX_CELL && (0..found).any(|cell| row.size(cell) > MAX_CELL) {
            return Some(Reason::CellTooLong);
        }
        self.undecodable(at).map(reason)
    }

    fn json(&self, text: &str, target: &mut Target<'_>) {
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
        let (paths, slots) = ready.columns.paths();
        let mut records = records();
        let mut room = json::Room::default();
        let rows = std::iter::from_fn(|| self.json_item(records.next()?, paths, slots, &mut room));
        self.walk(&ready, rows, Emptiness::NoRecords, target);
    }

    /// A record with the cells that are asked for.
    pub(super) fn json_item<'r>(
        &self,
        item: JsonItem<'r>,
        paths: &json::Paths,
        slots: usize,
        room: &mut json::Room,
    ) -> Option<Item<JsonRow<'r>>> {
        Some(match item {
            JsonItem::Row(at, record) => Item::Row(
                at,
                record.and_then(|record| {
                    let quick = JsonRow::quick(record, paths, slots, room);
                    quick.map_or_else(|| JsonRow::read(record, paths, slots), Ok)
                }),
            ),
            JsonItem::Broken { why, at, line } => self.broken_array(why, at, line),
        })
    }

    /// An array of records that cannot be followed from here on.
    pub(super) fn broken_array<R>(&self, why: ArrayFault, at: usize, line: u32) -> Item<R> {
        let problem =
            IngestProblem::BrokenArray { input: self.input, why, at: (self.lead + at) as u64, line };
        Item::Broken(problem, RowAt { start: at, end: at, line })
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
        let plan = &ready.plan;
        for item in rows {
            seen.number += 1;
            let (at, record) = match item {
                Item::Row(at, record) => (at, record),
                Item::Broken(problem, at) => {
                    reader.ledger.problems.push(problem);
                    // What would have followed could have been anything.
                    reader.lose_anything(self.row_ref(seen.number, at));
                    break;
                }
            };
            if !ready.usable {
                reader.account.rows += 1;
                reader.account.rejected += 1;
                continue;
            }
            let place = self.row_ref(seen.number, at);
            match record.and_then(|record| self.undecodable(at).map_or(Ok(record), Err)) {
                Ok(record) => {
                    seen.missing.retain(|i| !record.has(plan.watched[*i].slot));
                    reader.record(place, &record);
                }
                Err(fault) => reader.broken(place, reason(fault)),
            }
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

    /// A reader of records by a plan.
    pub(super) fn reader<'t>(&'t self, plan: &'t Plan, target: &'t mut Target<'_>) -> RowReader<'t> {
        let base = target.account.rules.len().saturating_sub(plan.rules.len());
        let mut reader = RowReader::new(self.schema, plan, target.interner, target.ledger, target.account);
        reader.first_rule = base;
        reader
    }

    /// The place in a record that could not be decoded.
    pub(super) fn undecodable(&self, at: RowAt) -> Option<RowFault> {
        let (start, end) = (self.lead + at.start, self.lead + at.end);
        self.source.opened.bad_in(start..end).map(|bad| RowFault::Undecodable(Some(bad - start)))
    }

    /// Looks up all names that the mapping, or the policy, asks of the columns.
    pub(super) fn plan(&self, columns: &mut Columns, target: &mut Target<'_>) -> Option<Plan> {
        let resolver = Resolver {
            input: self.input,
            name: self.source.name,
            schema: self.schema,
            columns,
            interner: target.interner,
            problems: &mut target.ledger.problems,
            fatal: false,
            plan: Plan::default(),
            block_time: None,
            at_hand: None,
            split: None,
        };
        let mut plan = resolver.resolve(self.source.role, self.source.mapping, self.default_zone)?;
        for rule in &mut plan.rules {
            rule.screen = self.screens.of(rule.kind).and_then(|wanted| screen(rule, wanted));
        }
        target.account.rules.extend(plan.rules.iter().map(|rule| rule.columns.clone()));
        Some(plan)
    }

    /// Notes what can only be said of the file as a whole.
    pub(super) fn finish(&self, reader: RowReader<'_>, columns: &Columns, empty: Emptiness) {
        let RowReader { ledger, account, .. } = self.finish_rows(reader, columns);
        self.finish_file(account, ledger, empty);
    }

    /// Notes what can only be said of all records that were read by one plan.
    pub(super) fn finish_rows<'r>(&self, mut reader: RowReader<'r>, columns: &Columns) -> RowReader<'r> {
        let input = self.input;
        let RowReader { schema, plan, ledger, account, tally, .. } = &mut reader;
        for (rule, events) in plan.rules.iter().zip(&tally.events) {
            match account.kinds.iter_mut().find(|k| k.kind == rule.kind) {
                Some(count) => count.events += events,
                None => account.kinds.push(KindCount { kind: rule.kind, events: *events }),
            }
            let kind = schema.kind(rule.kind);
            for field in rule.missing.iter().filter(|_| rule.read && *events > 0) {
                let column = kind.fields[*field].name.clone();
                let near = columns.near(&column);
                let wanted = super::Wanted::Field {
                    owner: kind.name.clone(),
                    field: column.clone(),
                    key: kind.key == Some(*field),
                };
                ledger.problems.push(IngestProblem::MissingColumn {
                    input,
                    column,
                    wanted,
                    near,
                    span: None,
                });
            }
        }
        let unknown: Vec<UnknownKind> = tally
            .unknown_kinds()
            .map(|(name, rows, first)| {
                let near = did_you_mean(name, schema.kinds.iter().map(|k| k.name.as_str()));
                let near = near.into_iter().map(str::to_string).collect();
                UnknownKind { name: super::rows::clip(name), rows, first, near }
            })
            .collect();
        if !unknown.is_empty() {
            ledger.problems.push(IngestProblem::UnknownKinds {
                input,
                column: plan.kinds.as_ref().map(|k| k.name.clone()).unwrap_or_default(),
                names: unknown,
            });
        }
        let says_what_to_ignore = self.source.mapping.is_some_and(|m: &LogMapping| !m.ignore.is_empty());
        if let Some(first) = tally.first_unmatched.filter(|_| says_what_to_ignore) {
            ledger.problems.push(IngestProblem::Unmatched { input, rows: account.unmatched, first });
        }
        if let Some((first, original)) = tally.first_duplicate {
            let rows = account.duplicate;
            ledger.problems.push(IngestProblem::Duplicates { input, rows, first, original });
        }
        reader
    }

    /// Says so if a file holds nothing, or nothing of use.
    pub(super) fn finish_file(&self, account: &FileAccount, ledger: &mut Ledger, empty: Emptiness) {
        let input = self.input;
        if account.rows == 0 {
            let broken = |p: &IngestProblem| match p {
                IngestProblem::BrokenArray { input: i, .. } | IngestProblem::BrokenXml { input: i, .. } => {
                    *i == input
                }
                _ => false,
            };
            if !ledger.problems.iter().any(broken) {
                ledger.problems.push(IngestProblem::Empty { input, what: empty });
            }
        } else if account.used + account.duplicate + account.rejected == 0 {
            ledger.problems.push(IngestProblem::NothingUsed { input, rows: account.rows });
        }
    }

    pub(super) fn row_ref(&self, row: u64, at: RowAt) -> RowRef {
        RowRef {
            input: self.input,
            row,
            line: at.line,
            start: (self.lead + at.start) as u64,
            len: u32::try_from(at.end - at.start).unwrap_or(u32::MAX),
        }
    }
}

/// About how many lines a text has, judged by its beginning.
fn estimate(text: &str) -> usize {
    const LOOK: usize = 1 << 16;
    let bytes = text.as_bytes();
    let look = &bytes[..bytes.len().min(LOOK)];
    let lines = memchr::memchr_iter(b'\n', look).count().max(1);
    bytes.len() / (look.len() / lines).max(1)
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

pub(super) fn reason(fault: RowFault) -> Reason {
    match fault {
        RowFault::UnclosedQuote(at) => Reason::UnclosedQuote { at },
        RowFault::AfterQuote(at) => Reason::AfterQuote { at },
        RowFault::TooLong => Reason::TooLong,
        RowFault::TooDeep => Reason::TooDeep,
        RowFault::NotJson(at) => Reason::NotJson { at },
        RowFault::CutOff => Reason::CutOff,
        RowFault::NotAnObject => Reason::NotAnObject,
        RowFault::NameTwice(name) => Reason::NameTwice { name },
        RowFault::NotXml(at) => Reason::NotXml { at },
        RowFault::Undecodable(at) => Reason::Undecodable { at },
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(*b)]).collect()
}
