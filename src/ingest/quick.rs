//! Ordinary records: one event, at a time that can be read, with a key not met before if it has one.
//!
//! Nearly all records are, and nothing need be kept in mind about them but the event. Every other is read in the general way,
//! which alone knows what to say about it.

use super::fields::Fields;
use super::formats::is_written_as_it_is;
use super::plan::{Plan, Rule};
use super::raw::Record;
use super::rows::{Fate, RowReader};
use super::screen::passes;
use super::switch::Route;
use super::words::Words;
use crate::event::{Cell, Event, RowRef, Sym};
use crate::time::Stamp;
use rustc_hash::FxHashMap;

/// What alone can apply to a record, found out before the first.
#[derive(Default)]
pub(super) enum Ordinary {
    /// No record is ordinary.
    #[default]
    None,
    /// The same to every record.
    All(Only),
    /// What the text of a cell tells.
    By(Box<Told>),
}

/// What the text of a cell tells.
pub(super) struct Told {
    slot: usize,
    /// By texts that are written as they are.
    short: Words<Only>,
    /// By other texts: longer ones, and those that a file may write in more than one way. Never iterated.
    others: FxHashMap<Box<str>, Only>,
    /// All of these are longer.
    others_are_long: bool,
    /// Of texts that are not listed.
    otherwise: Only,
    /// Of a cell in which nothing stands.
    blank: Only,
}

/// What alone can apply to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// It is meant to be ignored.
    Ignored,
    /// A rule.
    Rule(u16),
    /// That is not so easily told.
    Unclear,
}

impl RowReader<'_> {
    /// Reads an ordinary record. `None` if it is none; then nothing has been noted of it. It is part of the loop over all records.
    #[inline(always)]
    pub(super) fn quick<R: Record>(&mut self, row: RowRef, record: &R) -> Option<Fate> {
        let plan = self.plan;
        let index = match plan.ordinary.of(record) {
            Only::Rule(index) => usize::from(index),
            Only::Ignored => return Some(Fate::Ignored),
            Only::Unclear => return None,
        };
        let rule = plan.rules.get(index)?;
        let at = self.clock(rule, record)?;
        if !rule.read {
            self.count(index, at);
            return Some(Fate::Used);
        }
        if rule.screen.as_ref().is_some_and(|screen| passes(screen, plan, record)) {
            self.count(index, at);
            self.ledger.passed.add(rule.kind, at.start);
            return Some(Fate::Used);
        }
        let fresh = self.hand_on(row, index, rule, at, record);
        if fresh {
            self.count(index, at);
            return Some(Fate::Used);
        }
        // What was made of it is not what it comes to.
        self.ledger.room(rule.kind).pop();
        None
    }

    /// Hands on the event of a record; false if its key cannot be read, or was met before.
    #[inline]
    fn hand_on<R: Record>(&mut self, row: RowRef, index: usize, rule: &Rule, at: Stamp, record: &R) -> bool {
        let number = self.numbered(index);
        let RowReader { schema, plan, interner, ledger, .. } = self;
        // It is filled in where it stays: put together elsewhere and moved there, it would be copied while it is still being written.
        let room = ledger.room(rule.kind);
        room.push(Event::NONE);
        let Some(event) = room.last_mut() else { return false };
        (event.kind, event.at, event.row, event.rule) = (rule.kind, at, row, number);
        event.cells.begin(rule.steps.len());
        let mut digest = rule.begin_digest(at);
        let fields = &schema.kind(rule.kind).fields;
        Fields { plan, interner }.fill(rule, fields, record, &mut digest, &mut event.cells);
        let digest = digest.finish();
        event.digest = digest;
        match rule.key.map(|key| event.cells[key].clone()) {
            None | Some(Cell::Blank) => true,
            Some(Cell::Value(key)) => ledger.enter(rule.kind, key, digest, row),
            Some(Cell::Unreadable(_)) => false,
        }
    }

    /// The time of a record, if it stands in one cell, as that of an event that alone comes of the record.
    #[inline]
    fn clock<R: Record>(&mut self, rule: &Rule, record: &R) -> Option<Stamp> {
        let slot = rule.clock?;
        if let Some(moment) = record.moment(slot)
            && let Some(at) = self.moment(moment, rule)
        {
            return Some(at);
        }
        if self.plan.blanks.is_empty()
            && let Some(at) = record.bytes(slot).and_then(|bytes| self.day.usual(bytes, rule.time.alike))
        {
            return Some(at);
        }
        self.written_clock(slot, rule, record)
    }

    #[inline(never)]
    fn written_clock<R: Record>(&mut self, slot: usize, rule: &Rule, record: &R) -> Option<Stamp> {
        let text = record.single(slot).filter(|text| !self.plan.is_blank(text))?;
        self.stamp(&text, &rule.time).ok()
    }
}

impl Ordinary {
    /// What the rules and tests of a plan come to, whose rules are complete.
    pub fn new(plan: &Plan) -> Ordinary {
        if !plan.tables.is_empty() {
            return Ordinary::None;
        }
        let only = |rule: u16| match plan.rules.get(usize::from(rule)) {
            Some(rule) if rule.clock.is_none() => Only::Unclear,
            Some(_) => Only::Rule(rule),
            None => Only::Unclear,
        };
        if let Some(kinds) = &plan.kinds {
            let names = kinds.rules.iter().filter(|(name, _)| !plan.is_blank(name));
            let words = names.map(|(name, rule)| (name.as_str(), only(*rule)));
            return Ordinary::By(Box::new(Told::new(kinds.slot, words, Only::Unclear, Only::Unclear)));
        }
        if let Some(switch) = &plan.switch {
            let of = |route: &Route| match route.rules.as_slice() {
                _ if route.ignored => Only::Ignored,
                [step] if step.passes && route.settles_ignore => only(step.rule),
                _ => Only::Unclear,
            };
            let words = switch.routes().map(|(text, route)| (text, of(route)));
            let otherwise = of(&switch.otherwise);
            return Ordinary::By(Box::new(Told::new(switch.slot, words, otherwise, otherwise)));
        }
        match plan.rules.as_slice() {
            [rule] if rule.test.is_none() && plan.ignore.is_empty() => Ordinary::All(only(0)),
            _ => Ordinary::None,
        }
    }

    /// What alone can apply to a record. It is part of the loop over all records.
    #[inline(always)]
    fn of<R: Record>(&self, record: &R) -> Only {
        match self {
            Ordinary::None => Only::Unclear,
            Ordinary::All(only) => *only,
            Ordinary::By(told) => match record.short_bytes(told.slot).and_then(|text| told.short.get(text)) {
                Some(only) => *only,
                None => told.by_other(record),
            },
        }
    }
}

impl Told {
    fn new<'a>(
        slot: usize,
        words: impl Iterator<Item = (&'a str, Only)>,
        otherwise: Only,
        blank: Only,
    ) -> Told {
        let mut others: FxHashMap<Box<str>, Only> = FxHashMap::default();
        let short =
            words.filter_map(|(text, only)| match Sym::short(text).filter(|_| is_written_as_it_is(text)) {
                Some(text) => Some((text, only)),
                None => {
                    others.insert(text.into(), only);
                    None
                }
            });
        let short = Words::new(short);
        let others_are_long = others.keys().all(|text| Sym::short(text).is_none());
        Told { slot, short, others, others_are_long, otherwise, blank }
    }

    /// What a text tells that is no plain short one which is listed, or written in an unusual way.
    #[inline(never)]
    fn by_other<R: Record>(&self, record: &R) -> Only {
        if self.others_are_long && record.sym(self.slot).is_some() {
            return self.otherwise;
        }
        let Some(text) = record.text(self.slot) else { return self.blank };
        let short = Sym::short(&text).and_then(|text| self.short.get(text));
        short.or_else(|| self.others.get(&*text)).copied().unwrap_or(self.otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::csv::CsvRows;

    #[test]
    fn a_cell_tells_the_same_however_it_is_written() {
        let words = ["alarm", " spaced", "\"quoted\"", "a word of more than fifteen bytes"];
        for listed in [words.as_slice(), &words[..1], &words[3..]] {
            let of =
                |text: &str| listed.iter().position(|word| *word == text).map(|at| Only::Rule(at as u16));
            let words = listed.iter().filter_map(|word| Some((*word, of(word)?)));
            let told = Ordinary::By(Box::new(Told::new(0, words, Only::Unclear, Only::Ignored)));
            for (written, text) in [
                ("alarm", "alarm"),
                ("\"alarm\"", "alarm"),
                (" alarm ", "alarm"),
                ("alarms", "alarms"),
                ("alarm\"", "alarm\""),
                (" spaced", "spaced"),
                ("\"quoted\"", "quoted"),
                ("\"\"\"quoted\"\"\"", "\"quoted\""),
                ("a word of more than fifteen bytes", "a word of more than fifteen bytes"),
                ("\"a word of more than fifteen bytes\"", "a word of more than fifteen bytes"),
                ("another word of more than fifteen", "another word of more than fifteen"),
            ] {
                let row = format!("{written},and the rest of the row\n");
                let mut rows = CsvRows::new(&row, b',');
                let Some((_, Ok(record))) = rows.next() else { panic!("{written}") };
                assert_eq!(told.of(&record), of(text).unwrap_or(Only::Unclear), "{written} {listed:?}");
            }
            let mut rows = CsvRows::new(",and the rest\n", b',');
            assert!(rows.next().is_some_and(|(_, row)| row.is_ok_and(|row| told.of(&row) == Only::Ignored)));
        }
    }
}
