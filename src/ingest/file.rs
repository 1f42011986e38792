//! One file from what it holds to its account.

use super::Source;
use super::account::{FileAccount, KindCount, Reason};
use super::columns::Columns;
use super::formats::csv::{CsvRow, CsvRows};
use super::formats::{Format, MAX_CELL, MAX_COLUMNS, RowAt, RowFault};
use super::ledger::Ledger;
use super::open::{Content, OpenFault};
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem, UnknownKind};
use super::resolve::Resolver;
use super::rows::RowReader;
use super::screen::screen;
use crate::diagnostics::did_you_mean;
use crate::event::{InputId, Interner, LogMapping, RowRef, Schema, Screens};
use sha2::{Digest as _, Sha256};

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

/// Reads one file into the ledger.
pub(super) fn read(
    input: InputId,
    source: &Source<'_>,
    schema: &Schema,
    default_zone: Option<&str>,
    interner: &mut Interner,
    ledger: &mut Ledger,
) -> FileAccount {
    let sha256 = Some(hex(&Sha256::digest(source.bytes)));
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
                (target.account.sha256, target.account.bytes) = (None, *bytes);
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
        let is_sound = self.source.opened.is_sound();
        loop {
            while let Some(row) = rows.ordinary() {
                *number += 1;
                let (place, cells) = (self.row_ref(*number, row.at), rows.ordinary_row(&row));
                if is_sound && cells.len() == width {
                    reader.record(place, &cells);
                } else {
                    self.csv_row(row.at, place, &cells, width, reader);
                }
            }
            let Some((at, row)) = rows.next() else { break };
            *number += 1;
            let place = self.row_ref(*number, at);
            match row {
                Ok(row) => self.csv_row(at, place, &row, width, reader),
                Err(fault) => reader.broken(place, reason(fault)),
            }
        }
    }

    /// Reads a row that may be no record.
    #[inline(never)]
    fn csv_row(
        &self,
        at: RowAt,
        place: RowRef,
        row: &CsvRow<'_, '_>,
        width: usize,
        reader: &mut RowReader<'_>,
    ) {
        match self.row_fault(at, row, width) {
            None => reader.record(place, row),
            Some(reason) => reader.broken(place, reason),
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
        plan.complete();
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
pub(super) fn estimate(text: &str) -> usize {
    const LOOK: usize = 1 << 16;
    let bytes = text.as_bytes();
    let look = &bytes[..bytes.len().min(LOOK)];
    let lines = memchr::memchr_iter(b'\n', look).count().max(1);
    bytes.len() / (look.len() / lines).max(1)
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
