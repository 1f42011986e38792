//! From one record to its events and reference data, or to a rejection that says what was lost.

use super::account::{FileAccount, Reason, Rejection};
use super::ledger::{Ledger, Standing};
use super::plan::{FIRST_PART, Place, Plan, Rule, TimeAt, filled, joined};
use super::problem::IngestProblem;
use super::raw::{Raw, Record};
use super::sameday::SameDay;
use super::stamp::StampFault;
use crate::event::{Cell, Event, Interner, KindId, LostRow, RowRef, Schema, Value};
use crate::time::{Instant, Stamp};
use rustc_hash::FxHashMap;

/// Reads the records of one file.
pub(super) struct RowReader<'a> {
    pub schema: &'a Schema,
    pub plan: &'a Plan,
    pub interner: &'a mut Interner,
    pub ledger: &'a mut Ledger,
    pub account: &'a mut FileAccount,
    pub tally: Tally,
    /// Where the rules of the plan begin among those of the file's account: a workbook has a plan for each sheet.
    pub first_rule: usize,
    pub(super) drafts: Vec<Draft>,
    pub(super) day: SameDay,
}

/// What a reader keeps in mind from one part of a file to the next.
#[derive(Default)]
pub(super) struct Paused {
    tally: Tally,
    drafts: Vec<Draft>,
    day: SameDay,
}

/// What is noted about a file while its records are read, for messages about the file as a whole.
#[derive(Default)]
pub(super) struct Tally {
    /// Rows that name an undeclared kind, by name; `order` keeps the order of the file.
    unknown: FxHashMap<String, (u64, RowRef)>,
    unknown_order: Vec<String>,
    pub first_unmatched: Option<RowRef>,
    /// The first duplicate and what it repeats.
    pub first_duplicate: Option<(RowRef, RowRef)>,
    /// By rule, its events.
    pub events: Vec<u64>,
    last: Option<Instant>,
}

/// An event on its way.
pub(super) struct Draft {
    pub rule: usize,
    pub at: Result<Stamp, Reason>,
    key: Result<Option<Value>, Reason>,
    digest: u64,
    cells: Vec<Cell>,
}

/// What becomes of a record.
pub(super) enum Fate {
    Used,
    Ignored,
    Duplicate,
    Rejected,
}

impl<'a> RowReader<'a> {
    pub fn new(
        schema: &'a Schema,
        plan: &'a Plan,
        interner: &'a mut Interner,
        ledger: &'a mut Ledger,
        account: &'a mut FileAccount,
    ) -> Self {
        let tally = Tally { events: vec![0; plan.rules.len()], ..Tally::default() };
        let (drafts, day) = (Vec::new(), SameDay::default());
        RowReader { schema, plan, interner, ledger, account, tally, first_rule: 0, drafts, day }
    }

    /// Goes on where a reader of an earlier part of the file has stopped.
    pub fn resume(mut self, paused: Paused) -> Self {
        let Paused { mut tally, drafts, day } = paused;
        tally.events.resize(self.plan.rules.len(), 0);
        (self.tally, self.drafts, self.day) = (tally, drafts, day);
        self
    }

    /// What the reader of the next part has to know.
    pub fn pause(self) -> Paused {
        Paused { tally: self.tally, drafts: self.drafts, day: self.day }
    }

    /// Reads one record and counts it. It is part of the loop over all records: of most of them not even the place is asked for, which need
    /// not be written down then.
    #[inline(always)]
    pub fn record<R: Record>(&mut self, row: RowRef, record: &R) {
        self.account.rows += 1;
        match self.quick(row, record) {
            Some(Fate::Used) => self.account.used += 1,
            fate => self.count_other(fate, row, record),
        }
    }

    /// Counts a record that gave no event at once.
    #[inline(never)]
    fn count_other<R: Record>(&mut self, fate: Option<Fate>, row: RowRef, record: &R) {
        match fate.unwrap_or_else(|| self.fate(row, record)) {
            Fate::Used => self.account.used += 1,
            Fate::Ignored => self.account.ignored += 1,
            Fate::Duplicate => self.account.duplicate += 1,
            Fate::Rejected => self.account.rejected += 1,
        }
    }

    /// Counts a record that could not be taken apart.
    pub fn broken(&mut self, row: RowRef, reason: Reason) {
        self.account.rows += 1;
        self.account.rejected += 1;
        self.lose_anything(row);
        let entities = self.plan.tables.iter().map(|table| (table.entity, None)).collect();
        self.ledger.rejections.push(Rejection { row, reason, columns: Vec::new(), entities });
    }

    /// Notes that a record could have been any event that its file can hold.
    pub(super) fn lose_anything(&mut self, row: RowRef) {
        let mut lose = |kind: Option<KindId>| {
            self.ledger.lost.push(LostRow { row, kind, at: None, cells: Box::default() });
        };
        if self.plan.kinds.is_some() {
            return lose(None);
        }
        let mut kinds: Vec<KindId> = self.plan.rules.iter().filter(|r| r.read).map(|r| r.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().for_each(|kind| lose(Some(kind)));
    }

    fn fate<R: Record>(&mut self, row: RowRef, record: &R) -> Fate {
        if let Err(fate) = self.match_rules(row, record) {
            return fate;
        }
        if let Some(at) = self.drafts.iter().position(|d| d.at.is_err() || d.key.is_err()) {
            // Spreadsheets leave rows of nothing but delimiters behind.
            if record.all_blank() {
                return Fate::Ignored;
            }
            return self.reject_draft(row, at, record);
        }
        let tables = match self.read_tables(row, record) {
            Ok(tables) => tables,
            Err(fate) => return fate,
        };
        if self.drafts.is_empty() && tables.is_empty() {
            return Fate::Ignored;
        }
        match self.commit_events(row) {
            Fate::Rejected => Fate::Rejected,
            fate => self.commit_tables(row, tables).unwrap_or(fate),
        }
    }

    pub(super) fn draft<R: Record>(&mut self, index: usize, record: &R) -> Draft {
        let plan = self.plan;
        let rule = &plan.rules[index];
        let at = self.time(rule, record);
        let mut draft = Draft { rule: index, at, key: Ok(None), digest: 0, cells: Vec::new() };
        if !rule.read {
            return draft;
        }
        let schema = self.schema;
        let kind = schema.kind(rule.kind);
        let mut digest = draft.at.as_ref().map_or(rule.seed, |at| rule.begin_digest(*at));
        draft.cells.reserve_exact(kind.fields.len());
        for (at, field) in rule.fields.iter().zip(&kind.fields) {
            let cell = self.field(at, field, record, |text| digest.named(at.name, text));
            draft.cells.push(cell);
        }
        draft.digest = digest.finish();
        if let Some(key) = rule.key {
            draft.key = match &draft.cells[key] {
                Cell::Value(value) => Ok(Some(value.clone())),
                Cell::Blank => Ok(None),
                Cell::Unreadable(sym) => Err(Reason::UnreadableKey { text: clip(self.interner.text(sym)) }),
            };
        }
        draft
    }

    fn time<R: Record>(&mut self, rule: &Rule, record: &R) -> Result<Stamp, Reason> {
        let plan = self.plan;
        let blanks = &plan.blanks;
        let time = &rule.time;
        let raw;
        let several;
        let text = if let [Place::Slot(slot)] = time.places.as_slice() {
            raw = record.get(*slot);
            match &raw {
                Raw::Text(text) if !blanks.iter().any(|b| b == text) => &**text,
                Raw::Text(_) | Raw::Blank => return Err(Reason::BlankTime),
                raw => {
                    let text = clip(raw.as_str().unwrap_or_default());
                    return Err(Reason::UnreadableTime { text, format: None });
                }
            }
        } else {
            several = joined(record, &time.places, blanks).ok_or(Reason::BlankTime)?;
            several.as_str()
        };
        let zone_name = || plan.zone.as_ref().map(|z| z.name().to_string()).unwrap_or_default();
        self.stamp(text, time).map_err(|fault| match fault {
            StampFault::Unreadable => Reason::UnreadableTime {
                text: clip(text),
                format: time.format.as_ref().map(|f| f.text().to_string()),
            },
            StampFault::NoZone => Reason::NoZone { text: clip(text) },
            StampFault::Gap => Reason::SkippedTime { text: clip(text), zone: zone_name() },
            StampFault::Fold => Reason::RepeatedTime { text: clip(text), zone: zone_name() },
        })
    }

    /// Reads a timestamp.
    pub(super) fn stamp(&mut self, text: &str, time: &TimeAt) -> Result<Stamp, StampFault> {
        let read = self.day.stamp(text, time.format.as_ref(), self.plan.zone.as_ref())?;
        self.day.alike = time.alike;
        Ok(read)
    }

    /// Rejects a record for the fault of one of its drafts, keeping what the others would have been.
    fn reject_draft<R: Record>(&mut self, row: RowRef, at: usize, record: &R) -> Fate {
        let draft = &self.drafts[at];
        let Rule { columns, time, .. } = &self.plan.rules[draft.rule];
        let (reason, columns) = match (&draft.at, &draft.key) {
            (Err(Reason::BlankTime), _) => {
                let slots = time.places.iter().filter_map(|place| match place {
                    Place::Slot(slot) => Some(*slot),
                    Place::Text(_) => None,
                });
                // Pieces of a split cell are blank in a part, not in the record.
                let blank = slots
                    .zip(&columns.time)
                    .filter(|(slot, _)| *slot >= FIRST_PART || !filled(record, *slot, &self.plan.blanks));
                (Reason::BlankTime, blank.map(|(_, column)| column.clone()).collect())
            }
            (Err(reason), _) => (reason.clone(), columns.time.clone()),
            (_, Err(reason)) => {
                let key = self.plan.rules[draft.rule].key;
                let column = key.and_then(|key| columns.fields.get(key).cloned().flatten());
                (reason.clone(), column.into_iter().collect())
            }
            (Ok(_), Ok(_)) => return Fate::Used,
        };
        self.reject(row, reason, columns)
    }

    pub(super) fn reject(&mut self, row: RowRef, reason: Reason, columns: Vec<String>) -> Fate {
        let plan = self.plan;
        for draft in self.drafts.drain(..).filter(|d| plan.rules[d.rule].read) {
            self.ledger.lost.push(LostRow {
                row,
                kind: Some(plan.rules[draft.rule].kind),
                at: draft.at.ok(),
                cells: draft.cells.into_iter().map(Some).collect(),
            });
        }
        let entities = plan.tables.iter().map(|table| (table.entity, None)).collect();
        self.ledger.rejections.push(Rejection { row, reason, columns, entities });
        Fate::Rejected
    }

    /// Hands the drafts on, unless they were read before or contradict what was.
    fn commit_events(&mut self, row: RowRef) -> Fate {
        let mut original = None;
        let mut fresh = self.drafts.is_empty();
        for i in 0..self.drafts.len() {
            let draft = &self.drafts[i];
            let Ok(Some(key)) = &draft.key else {
                fresh = true;
                continue;
            };
            let kind = self.plan.rules[draft.rule].kind;
            let twin = self.drafts[..i].iter().find(|d| {
                self.plan.rules[d.rule].kind == kind && d.key.as_ref().is_ok_and(|k| k.as_ref() == Some(key))
            });
            let standing = match twin {
                Some(twin) if twin.digest == draft.digest => Standing::Repeats(row),
                Some(_) => Standing::Contradicts(row),
                None => self.ledger.standing(kind, key, draft.digest),
            };
            match standing {
                Standing::New => fresh = true,
                Standing::Repeats(first) => original = Some(first),
                Standing::Contradicts(first) => {
                    let key = clip(&show(key, self.interner));
                    let rule = &self.plan.rules[draft.rule];
                    let column = rule.key.and_then(|key| rule.columns.fields.get(key).cloned().flatten());
                    self.ledger.problems.push(IngestProblem::KeyConflict {
                        kind: self.schema.kind(kind).name.clone(),
                        key: key.clone(),
                        column: column.clone(),
                        first,
                        second: row,
                    });
                    let reason = Reason::KeyConflict { key, first };
                    return self.reject(row, reason, column.into_iter().collect());
                }
            }
        }
        if let (false, Some(first)) = (fresh, original) {
            self.drafts.clear();
            return self.duplicate(row, first);
        }
        let mut drafts = std::mem::take(&mut self.drafts);
        for draft in drafts.drain(..) {
            self.commit(row, draft);
        }
        self.drafts = drafts;
        Fate::Used
    }

    fn commit(&mut self, row: RowRef, draft: Draft) {
        let (Ok(at), Ok(key)) = (draft.at, draft.key) else { return };
        let rule = &self.plan.rules[draft.rule];
        if let Some(key) = key
            && !self.ledger.enter(rule.kind, key, draft.digest, row)
        {
            return;
        }
        self.count(draft.rule, at);
        if rule.read {
            let (kind, number) = (rule.kind, self.numbered(draft.rule));
            let cells = draft.cells.into();
            self.ledger.room(kind).push(Event { kind, at, row, rule: number, digest: draft.digest, cells });
        }
    }

    /// Notes an event of a rule.
    #[inline(always)]
    pub(super) fn count(&mut self, rule: usize, at: Stamp) {
        self.tally.events[rule] += 1;
        let last = self.tally.last.replace(at.start);
        // Then it is not the earliest.
        if last.is_some_and(|last| last <= at.start) {
            // Written down in any case: whether it is later, or of the same instant, is hard to foresee.
            let latest = self.account.latest.unwrap_or(at);
            self.account.latest = Some(if at.start > latest.start { at } else { latest });
        } else {
            self.count_out_of_order(last, at);
        }
    }

    #[inline(never)]
    fn count_out_of_order(&mut self, last: Option<Instant>, at: Stamp) {
        let account = &mut self.account;
        account.sorted &= last.is_none();
        account.earliest = Some(account.earliest.map_or(at, |e| if at.start < e.start { at } else { e }));
        account.latest = Some(account.latest.map_or(at, |l| if at.start > l.start { at } else { l }));
    }

    /// The number of a rule among those of its file's account.
    #[inline]
    pub(super) fn numbered(&self, rule: usize) -> u16 {
        (self.first_rule + rule) as u16
    }

    pub(super) fn duplicate(&mut self, row: RowRef, original: RowRef) -> Fate {
        self.tally.first_duplicate.get_or_insert((row, original));
        Fate::Duplicate
    }
}

impl Tally {
    pub(super) fn unknown(&mut self, name: &str, row: RowRef) {
        match self.unknown.get_mut(name) {
            Some((rows, _)) => *rows += 1,
            None => {
                self.unknown.insert(name.to_string(), (1, row));
                self.unknown_order.push(name.to_string());
            }
        }
    }

    /// The undeclared kinds, how many rows name each and the first that does, in the order of the file.
    pub fn unknown_kinds(&self) -> impl Iterator<Item = (&str, u64, RowRef)> {
        self.unknown_order.iter().filter_map(|name| {
            let (rows, first) = self.unknown.get(name)?;
            Some((name.as_str(), *rows, *first))
        })
    }
}

/// A text short enough for a message.
pub(super) fn clip(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// A key as it is shown in messages.
pub(super) fn show(value: &Value, interner: &Interner) -> String {
    match value {
        Value::Text(sym) => interner.text(sym).to_string(),
        Value::Number(number) | Value::Percent(number) => number.to_string(),
        Value::Money(amount, currency) => format!("{amount} {currency}"),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Stamp(stamp) => format!("{:?}", stamp.start),
        Value::Duration(micros) => format!("{micros} µs"),
        Value::Rough(rough) => format!("{} µs", rough.nominal),
        Value::Days(days) => days.to_string(),
        Value::List(items) => items.iter().map(|v| show(v, interner)).collect::<Vec<_>>().join(";"),
    }
}
