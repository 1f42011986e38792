//! Which events a record gives: the rules that it matches, and the parts of its cells.

use super::account::{Reason, Rejection};
use super::condition::Test;
use super::plan::{Place, Rule, Trail, filled};
use super::raw::Record;
use super::rows::{Fate, RowReader, clip};
use super::switch::Route;
use super::trail::Piecewise;
use crate::event::{LostRow, RowRef};

/// Why a record cannot be read, and the columns at fault.
type Fault = (Reason, Vec<String>);

impl RowReader<'_> {
    /// Drafts the events of a record. An error is the fate of a record that gives none or cannot be read.
    pub(super) fn match_rules<R: Record>(&mut self, row: RowRef, record: &R) -> Result<(), Fate> {
        self.drafts.clear();
        let plan = self.plan;
        if plan.kinds.is_some() {
            return self.match_kind(row, record);
        }
        if let Some(switch) = &plan.switch {
            let route = switch.route(record);
            return self.match_route(row, route, record);
        }
        self.ignore(row, &plan.ignore, record)?;
        let mut any = false;
        let mut fault = None;
        for index in 0..plan.rules.len() {
            any |= self.match_one(row, index, false, record, &mut fault);
        }
        self.matched(row, any, fault, record)
    }

    /// The same for a record of which one cell has told what can apply.
    fn match_route<R: Record>(&mut self, row: RowRef, route: &Route, record: &R) -> Result<(), Fate> {
        if route.ignored {
            return Err(Fate::Ignored);
        }
        let plan = self.plan;
        if !route.settles_ignore {
            self.ignore(row, &plan.ignore, record)?;
        }
        let mut any = false;
        let mut fault = None;
        for step in &route.rules {
            any |= self.match_one(row, usize::from(step.rule), step.passes, record, &mut fault);
        }
        self.matched(row, any, fault, record)
    }

    /// Whether a record is meant to be ignored; an error then, or if that cannot be told.
    fn ignore<R: Record>(&mut self, row: RowRef, tests: &[Test], record: &R) -> Result<(), Fate> {
        let plan = self.plan;
        for test in tests {
            match test.holds(record, &plan.blanks) {
                Some(true) => return Err(Fate::Ignored),
                Some(false) => {}
                None => {
                    self.lose_anything(row);
                    let (reason, columns) = undecided(test.doubt(record, &plan.blanks));
                    return Err(self.reject(row, reason, columns));
                }
            }
        }
        Ok(())
    }

    /// Whether a record, or a part of a cell of it, matches a rule. `passes`: its test is known to pass.
    fn match_one<R: Record>(
        &mut self,
        row: RowRef,
        index: usize,
        passes: bool,
        record: &R,
        fault: &mut Option<Fault>,
    ) -> bool {
        match &self.plan.rules[index].trail {
            Some(trail) => self.match_trail(row, index, trail, record, fault),
            None => self.match_rule(index, passes, record, fault),
        }
    }

    /// What a record comes to once all rules have been tried.
    fn matched<R: Record>(
        &mut self,
        row: RowRef,
        any: bool,
        fault: Option<Fault>,
        record: &R,
    ) -> Result<(), Fate> {
        let plan = self.plan;
        if let Some((reason, columns)) = fault {
            return Err(self.reject(row, reason, columns));
        }
        let passes = |test: &Test| test.holds(record, &plan.blanks) != Some(false);
        if !any && !plan.tables.iter().any(|table| table.test.as_ref().is_none_or(passes)) {
            if !record.all_blank() {
                self.account.unmatched += 1;
                self.tally.first_unmatched.get_or_insert(row);
            }
            return Err(Fate::Ignored);
        }
        Ok(())
    }

    /// A record of a file in which a column tells the kind.
    fn match_kind<R: Record>(&mut self, row: RowRef, record: &R) -> Result<(), Fate> {
        let plan = self.plan;
        let Some(kinds) = &plan.kinds else { return Ok(()) };
        let raw = record.get(kinds.slot);
        let name = raw.as_str().filter(|text| !plan.blanks.iter().any(|b| b == text));
        let Some(name) = name else {
            if record.all_blank() {
                return Err(Fate::Ignored);
            }
            self.lose_anything(row);
            let columns = vec![kinds.name.clone()];
            let (reason, entities) = (Reason::BlankKind, Vec::new());
            self.ledger.rejections.push(Rejection { row, reason, columns, entities });
            return Err(Fate::Rejected);
        };
        let Some(rule) = kinds.rules.get(name) else {
            self.tally.unknown(name, row);
            return Err(Fate::Ignored);
        };
        let draft = self.draft(usize::from(*rule), record);
        self.drafts.push(draft);
        Ok(())
    }

    /// Whether a record matches a rule, or may. If so, its event is drafted, unless it has not happened.
    fn match_rule<R: Record>(
        &mut self,
        index: usize,
        passes: bool,
        record: &R,
        fault: &mut Option<Fault>,
    ) -> bool {
        let plan = self.plan;
        let rule = &plan.rules[index];
        if rule.only_with.is_some_and(|slot| !filled(record, slot, &plan.blanks)) {
            return false;
        }
        let test = rule.test.as_ref().filter(|_| !passes);
        let passes = test.map_or(Some(true), |test| test.holds(record, &plan.blanks));
        if passes == Some(false) {
            return false;
        }
        if rule.time.may_be_blank && has_not_happened(rule, record, &plan.blanks) {
            return true;
        }
        if passes.is_none() && fault.is_none() {
            *fault = Some(undecided(rule.test.as_ref().and_then(|test| test.doubt(record, &plan.blanks))));
        }
        let draft = self.draft(index, record);
        self.drafts.push(draft);
        true
    }

    /// Whether a part of a cell matches a rule; each that does is drafted.
    fn match_trail<R: Record>(
        &mut self,
        row: RowRef,
        index: usize,
        trail: &Trail,
        record: &R,
        fault: &mut Option<Fault>,
    ) -> bool {
        let plan = self.plan;
        if !filled(record, trail.slot, &plan.blanks) {
            return false;
        }
        let raw = record.get(trail.slot);
        match trail.parts(raw.as_str().unwrap_or_default()) {
            Ok(parts) => {
                let mut any = false;
                for pieces in &parts {
                    any |= self.match_rule(index, false, &Piecewise { record, pieces }, fault);
                }
                any
            }
            Err(part) => {
                fault.get_or_insert((Reason::UnfitPart { text: clip(part) }, vec![trail.column.clone()]));
                self.lose_part(row, index, record);
                true
            }
        }
    }

    /// Notes that a record could have been an event of a rule, of which only what stands outside the split cell is known.
    fn lose_part<R: Record>(&mut self, row: RowRef, index: usize, record: &R) {
        let plan = self.plan;
        let rule = &plan.rules[index];
        if !rule.read {
            return;
        }
        let at = if rule.time.places.iter().any(Place::is_piece) {
            None
        } else {
            self.draft(index, record).at.ok()
        };
        let kind = self.schema.kind(rule.kind);
        let fields = rule.fields.iter().zip(&kind.fields);
        let cells = fields
            .map(|(at, field)| (!at.source.needs_pieces()).then(|| self.field(at, field, record, |_| {})))
            .collect();
        self.ledger.lost.push(LostRow { row, kind: Some(rule.kind), at, cells });
    }
}

/// Whether the time of an event is blank. A day without a time of day means that nothing happened on it; a time of day
/// without its day is a fault.
fn has_not_happened<R: Record>(rule: &Rule, record: &R, blanks: &[String]) -> bool {
    let slots = rule.time.places.iter().rev().filter_map(|place| match place {
        Place::Slot(slot) => Some(*slot),
        Place::Text(_) => None,
    });
    slots.take(1).any(|slot| !filled(record, slot, blanks))
}

/// A record of which a condition cannot be told.
fn undecided(doubt: Option<(String, String)>) -> Fault {
    let (column, text) = doubt.unwrap_or_default();
    (Reason::UndecidedTest { text: clip(&text) }, vec![column])
}
