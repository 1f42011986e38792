//! One file from its bytes to its account.

use super::Source;
use super::account::{FileAccount, KindCount, Reason};
use super::columns::Columns;
use super::formats::csv::CsvRows;
use super::formats::json::{self, JsonItem, JsonRow, JsonRows};
use super::formats::{Format, MAX_COLUMNS, RowAt, RowFault};
use super::ledger::Ledger;
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem, UnknownKind};
use super::resolve::Resolver;
use super::rows::RowReader;
use crate::diagnostics::did_you_mean;
use crate::event::{EachOf, InputId, Interner, LogMapping, RowRef, Schema};
use indexmap::IndexSet;
use sha2::{Digest as _, Sha256};

/// How many readable records of a JSON file are looked through for names.
const SAMPLE: usize = 100;

/// What reading a file needs, besides its text.
struct File<'a> {
    input: InputId,
    source: &'a Source<'a>,
    schema: &'a Schema,
    default_zone: Option<&'a str>,
    /// Bytes before the text (a byte order mark).
    lead: usize,
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
    let body = source.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(source.bytes);
    let lead = source.bytes.len() - body.len();
    let mapping = source.mapping;
    let file = File { input, source, schema, default_zone, lead };
    let text = match std::str::from_utf8(body) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.valid_up_to();
            let line = 1 + memchr::memchr_iter(b'\n', &body[..valid]).count() as u32;
            ledger.problems.push(IngestProblem::NotUtf8 { input, at: (lead + valid) as u64, line });
            let format = Format::detect(source.name, mapping.and_then(|m| m.format), None, "");
            let mut account = FileAccount::new(source.name, sha256, source.bytes.len() as u64, format);
            account.usable = false;
            return account;
        }
    };
    let skip = mapping.map_or(0, |m| m.skip_lines);
    let from_header = text.split_inclusive('\n').take(skip as usize).map(str::len).sum::<usize>();
    let hint = mapping.and_then(|m| m.format);
    let format = Format::detect(source.name, hint, mapping.and_then(|m| m.delimiter), &text[from_header..]);
    let mut account = FileAccount::new(source.name, sha256, source.bytes.len() as u64, format);
    account.observed = mapping.and_then(|m| m.observed);
    if text.trim().is_empty() {
        ledger.problems.push(IngestProblem::Empty { input, what: Emptiness::NoBytes });
        return account;
    }
    match format {
        Format::Csv { delimiter } => file.csv(text, delimiter, skip, &mut account, interner, ledger),
        Format::Json | Format::Ndjson => file.json(text, format, &mut account, interner, ledger),
    }
    account
}

impl File<'_> {
    fn csv(
        &self,
        text: &str,
        delimiter: u8,
        skip: u32,
        account: &mut FileAccount,
        interner: &mut Interner,
        ledger: &mut Ledger,
    ) {
        let input = self.input;
        let mut rows = CsvRows::new(text, delimiter);
        rows.skip_lines(skip);
        let header = match rows.next() {
            None => Ok(Vec::new()),
            Some((_, Ok(row))) => Ok(row.texts()),
            Some((at, Err(fault))) => Err((at, fault)),
        };
        let header = match header {
            Ok(header) => header,
            Err((at, fault)) => {
                account.usable = false;
                let row = self.row_ref(0, at);
                ledger.problems.push(IngestProblem::BrokenHeader { row, reason: reason(fault) });
                return;
            }
        };
        account.columns.clone_from(&header);
        if header.len() > MAX_COLUMNS {
            account.usable = false;
            account.columns.truncate(MAX_COLUMNS);
            ledger.problems.push(IngestProblem::TooManyColumns { input, found: header.len() });
            return;
        }
        let width = header.len();
        let mut columns = Columns::header(header);
        let plan = self.plan(&mut columns, account, interner, ledger);
        let Some(plan) = plan else {
            account.usable = false;
            while rows.next().is_some() {
                account.rows += 1;
                account.rejected += 1;
            }
            return;
        };
        ledger.events.reserve(estimate(text));
        let mut reader = RowReader::new(self.schema, &plan, interner, ledger, account);
        let mut number = 0;
        while let Some((at, row)) = rows.next() {
            number += 1;
            let place = self.row_ref(number, at);
            match row {
                Ok(row) if row.len() == width => reader.record(place, &row),
                Ok(row) if row.len() < width => {
                    reader.broken(place, Reason::TooFewCells { found: row.len(), expected: width });
                }
                Ok(row) => reader.broken(place, Reason::TooManyCells { found: row.len(), expected: width }),
                Err(fault) => reader.broken(place, reason(fault)),
            }
        }
        self.finish(reader, &columns, Emptiness::OnlyHeader);
    }

    fn json(
        &self,
        text: &str,
        format: Format,
        account: &mut FileAccount,
        interner: &mut Interner,
        ledger: &mut Ledger,
    ) {
        let records = || if format == Format::Json { JsonRows::array(text) } else { JsonRows::lines(text) };
        let each_column = |m: &LogMapping| m.events.iter().any(|e| matches!(e.each, Some(EachOf::Column(_))));
        // Where each column gives an event, a name that only a late record has must not be missed.
        let sample = if self.source.mapping.is_some_and(each_column) { usize::MAX } else { SAMPLE };
        let known = sample_names(records(), sample);
        account.columns = known.iter().cloned().collect();
        // A file without a single readable record cannot be asked for its names.
        let plan = if known.is_empty() { Some(Plan::default()) } else { None };
        let mut columns = Columns::members(known);
        let plan = plan.or_else(|| self.plan(&mut columns, account, interner, ledger));
        account.usable = plan.is_some();
        let (paths, slots) = columns.paths();
        let plan = plan.unwrap_or_default();
        let usable = account.usable;
        if format == Format::Ndjson {
            ledger.events.reserve(estimate(text));
        }
        let mut reader = RowReader::new(self.schema, &plan, interner, ledger, account);
        let mut unseen: Vec<usize> = (0..plan.watched.len()).collect();
        let mut records = records();
        let mut number = 0;
        while let Some(item) = records.next() {
            let (at, record) = match item {
                JsonItem::Row(at, record) => (at, record),
                JsonItem::Broken { why, at, line } => {
                    let at = (self.lead + at) as u64;
                    let input = self.input;
                    reader.ledger.problems.push(IngestProblem::BrokenArray { input, why, at, line });
                    break;
                }
            };
            number += 1;
            if !usable {
                reader.account.rows += 1;
                reader.account.rejected += 1;
                continue;
            }
            let place = self.row_ref(number, at);
            match record.and_then(|record| JsonRow::read(record, paths, slots)) {
                Ok(record) => {
                    unseen.retain(|i| !record.has(plan.watched[*i].slot));
                    reader.record(place, &record);
                }
                Err(fault) => reader.broken(place, reason(fault)),
            }
        }
        if !usable {
            return;
        }
        for watched in unseen.into_iter().map(|i| &plan.watched[i]) {
            let wanted_here = match watched.rule {
                Some(rule) => plan.rules[rule].read && reader.tally.events[rule] > 0,
                None => reader.account.rows > reader.account.rejected,
            };
            let problem = IngestProblem::NeverSeen {
                input: self.input,
                column: watched.name.clone(),
                wanted: watched.wanted.clone(),
                near: columns.near(&watched.name),
            };
            if wanted_here && !reader.ledger.problems.contains(&problem) {
                reader.ledger.problems.push(problem);
            }
        }
        self.finish(reader, &columns, Emptiness::NoRecords);
    }

    fn plan(
        &self,
        columns: &mut Columns,
        account: &mut FileAccount,
        interner: &mut Interner,
        ledger: &mut Ledger,
    ) -> Option<Plan> {
        let resolver = Resolver {
            input: self.input,
            name: self.source.name,
            schema: self.schema,
            columns,
            interner,
            problems: &mut ledger.problems,
            fatal: false,
            plan: Plan::default(),
            block_time: None,
            at_hand: None,
            split: None,
        };
        let plan = resolver.resolve(self.source.role, self.source.mapping, self.default_zone)?;
        account.rules = plan.rules.iter().map(|rule| rule.columns.clone()).collect();
        Some(plan)
    }

    /// Notes what can only be said of the file as a whole.
    fn finish(&self, reader: RowReader<'_>, columns: &Columns, empty: Emptiness) {
        let input = self.input;
        let RowReader { schema, plan, ledger, account, tally, .. } = reader;
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
        if account.rows == 0 {
            let broken =
                |p: &IngestProblem| matches!(p, IngestProblem::BrokenArray { input: i, .. } if *i == input);
            if !ledger.problems.iter().any(broken) {
                ledger.problems.push(IngestProblem::Empty { input, what: empty });
            }
        } else if account.used + account.duplicate + account.rejected == 0 {
            ledger.problems.push(IngestProblem::NothingUsed { input, rows: account.rows });
        }
    }

    fn row_ref(&self, row: u64, at: RowAt) -> RowRef {
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
fn sample_names(mut records: JsonRows<'_>, most: usize) -> IndexSet<String> {
    let mut names = IndexSet::new();
    let mut read = 0;
    while let Some(JsonItem::Row(_, record)) = records.next()
        && read < most
    {
        read += usize::from(record.is_ok_and(|record| json::names(record, &mut names)));
    }
    names
}

fn reason(fault: RowFault) -> Reason {
    match fault {
        RowFault::UnclosedQuote(at) => Reason::UnclosedQuote { at },
        RowFault::AfterQuote(at) => Reason::AfterQuote { at },
        RowFault::TooLong => Reason::TooLong,
        RowFault::TooDeep => Reason::TooDeep,
        RowFault::NotJson(at) => Reason::NotJson { at },
        RowFault::CutOff => Reason::CutOff,
        RowFault::NotAnObject => Reason::NotAnObject,
        RowFault::NameTwice(name) => Reason::NameTwice { name },
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(*b)]).collect()
}
