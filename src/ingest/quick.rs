//! Ordinary records: one event, at a time that can be read, with a key not met before if it has one.
//!
//! Nearly all records are, and nothing need be kept in mind about them but the event. Every other is read in the general way,
//! which alone knows what to say about it.

use super::plan::{Place, Plan, Rule};
use super::raw::Record;
use super::rows::{Fate, RowReader};
use super::screen::passes;
use crate::event::{Cell, RowRef};

impl RowReader<'_> {
    /// Reads an ordinary record. `None` if it is none; then nothing has been noted of it.
    pub(super) fn quick<R: Record>(&mut self, row: RowRef, record: &R) -> Option<Fate> {
        let plan = self.plan;
        let Only::Rule(index) = only(plan, record)? else { return Some(Fate::Ignored) };
        let rule = &plan.rules[index];
        let slot = rule.time_slot()?;
        let at = match record.moment(slot).and_then(|moment| self.moment(moment, rule)) {
            Some(at) => at,
            None => {
                let text = record.single(slot).filter(|text| !plan.is_blank(text))?;
                self.day.stamp(&text, rule.time.format.as_ref(), plan.zone.as_ref()).ok()?
            }
        };
        if !rule.read {
            self.count(index, at);
            return Some(Fate::Used);
        }
        if rule.screen.as_ref().is_some_and(|screen| passes(screen, plan, record)) {
            self.count(index, at);
            self.ledger.passed.add(rule.kind, at.start);
            return Some(Fate::Used);
        }
        let mut digest = rule.begin_digest(at);
        let cells = self.cells(rule, record, &mut digest);
        let digest = digest.finish();
        match rule.key.map(|key| &cells[key]) {
            None | Some(Cell::Blank) => {}
            Some(Cell::Value(key)) => {
                if !self.ledger.enter(rule.kind, key.clone(), digest, row) {
                    return None;
                }
            }
            Some(Cell::Unreadable(_)) => return None,
        }
        self.count(index, at);
        self.hand_on(row, index, at, digest, cells);
        Some(Fate::Used)
    }
}

/// What alone can apply to a record.
enum Only {
    /// It is meant to be ignored.
    Ignored,
    /// A rule.
    Rule(usize),
}

/// What alone can apply to a record, if one cell tells.
fn only<R: Record>(plan: &Plan, record: &R) -> Option<Only> {
    if !plan.tables.is_empty() {
        return None;
    }
    if let Some(kinds) = &plan.kinds {
        let name = record.text(kinds.slot).filter(|name| !plan.is_blank(name))?;
        return kinds.rules.get(&*name).map(|rule| Only::Rule(usize::from(*rule)));
    }
    if let Some(switch) = &plan.switch {
        let route = switch.route(record);
        if route.ignored {
            return Some(Only::Ignored);
        }
        return match route.rules.as_slice() {
            [step] if step.passes && route.settles_ignore => Some(Only::Rule(usize::from(step.rule))),
            _ => None,
        };
    }
    match plan.rules.as_slice() {
        [rule] if rule.test.is_none() && plan.ignore.is_empty() => Some(Only::Rule(0)),
        _ => None,
    }
}

impl Rule {
    /// The cell of its time, if it gives one event of a record and its time stands in one cell.
    fn time_slot(&self) -> Option<usize> {
        match self.time.places.as_slice() {
            [Place::Slot(slot)] if self.only_with.is_none() && self.trail.is_none() => Some(*slot),
            _ => None,
        }
    }
}
