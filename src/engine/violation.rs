//! Violations as occasions: when a verdict falls, it becomes an event for the norms that are about it.

use super::at_hand::AtHand;
use super::finding::{Identity, stable_id};
use super::obligation::{ExcuseState, Obligation};
use super::occasion::anchor_of;
use super::run::Engine;
use super::{Bearer, Occasion};
use crate::analysis::model::ViolationField;
use crate::event::{Cell, Event, InputId, KindId, RowRef, Value};
use crate::plan::Expect;
use crate::time::{Due, Stamp};
use std::sync::Arc;

impl Engine<'_> {
    /// Whether a kind is that of violations, which no log holds.
    pub(super) fn is_violation(&self, kind: KindId) -> bool {
        self.setup.model.violations.iter().any(|violation| violation.kind == kind)
    }

    /// Remembers that the verdict on an obligation is `violated`, if a norm is about that.
    pub(super) fn note_violation(&mut self, id: u64) {
        let Some(obligation) = self.live.get(&id) else { return };
        let plan = self.setup.plan;
        let Some(violation) = &plan.violations[obligation.norm] else { return };
        let finding = stable_id(&self.setup, &Identity::of(obligation));
        let act = self.failing_act(obligation);
        let known = self.setup.interner.get(&finding).unwrap_or(violation.unnamed);
        let cells = violation.fields.iter().map(|field| match field {
            ViolationField::Finding => Cell::Value(Value::Text(known)),
            ViolationField::Norm => Cell::Value(Value::Text(violation.norm)),
            ViolationField::Bearer => match &obligation.bearer {
                Bearer::Named(name) => Cell::Value(Value::Text(*name)),
                Bearer::Unassigned(_) | Bearer::NotStated => Cell::Blank,
            },
            ViolationField::OccasionTime => Cell::Value(Value::Stamp(anchor_of(&obligation.occasion))),
            ViolationField::Occasion(at) => match &obligation.occasion {
                Occasion::Event(event) => event.cells.get(*at).cloned().unwrap_or(Cell::Blank),
                Occasion::Period { .. } | Occasion::Interval { .. } => Cell::Blank,
            },
            ViolationField::Member => match &obligation.occasion {
                Occasion::Period { member: Some((key, _)), .. } => Cell::Value(Value::Text(*key)),
                Occasion::Period { member: None, .. } | Occasion::Event(_) | Occasion::Interval { .. } => {
                    Cell::Blank
                }
            },
            ViolationField::Failed => {
                let name = obligation.check.and_then(|check| *violation.failed.get(check)?);
                name.map_or(Cell::Blank, |name| Cell::Value(Value::Text(name)))
            }
        });
        let (row, rule) = match (&act, &obligation.occasion) {
            (Some(event), _) | (None, Occasion::Event(event)) => (event.row, event.rule),
            (None, Occasion::Period { .. } | Occasion::Interval { .. }) => (nowhere(), 0),
        };
        let event = Event {
            kind: violation.kind,
            at: self.fell_at(obligation, act.as_deref()),
            row,
            rule,
            digest: u64::from_str_radix(&finding, 16).unwrap_or_default(),
            cells: cells.collect(),
        };
        self.fallen.push_back(Arc::new(event));
    }

    /// Shows what has fallen to the norms about it; what falls thereby is shown as well.
    pub(super) fn spread_violations(&mut self) {
        let plan = self.setup.plan;
        while let Some(event) = self.fallen.pop_front() {
            self.count_seen(&event);
            let outer = std::mem::take(&mut self.completed);
            let norms = &plan.dispatch[event.kind.0 as usize].occasions;
            let mut event = AtHand::Kept(event);
            for norm in norms {
                self.occasion_of_event(*norm, &mut event, 0, None);
            }
            self.completed = outer;
        }
    }

    /// The act that was forbidden, or one too many.
    fn failing_act(&self, obligation: &Obligation) -> Option<Arc<Event>> {
        let plan = self.setup.plan;
        let forbidden = matches!(plan.norms[obligation.norm].expect, Expect::MustNot(_));
        let failing = |probe: &super::obligation::Probe| {
            let goal = plan.goal(probe.goal);
            // Acts in order are done with the last of them.
            let done = || obligation.conduct.chains.iter().find_map(|chain| chain.sure.done?.at);
            let at = if goal.place.in_order { done() } else { probe.settled(true) };
            let at = at.filter(|_| forbidden || goal.max.is_some())?;
            let allowed = if forbidden { goal.min.saturating_sub(1) } else { goal.max.unwrap_or(0) } as usize;
            let hits = probe.leaves().into_iter().filter_map(|leaf| {
                // Of acts at the same time it is the one that came after those that were allowed.
                let counted = leaf.hits.get(allowed).filter(|_| goal.different == 0 && !goal.place.in_order);
                counted.or_else(|| leaf.hits.iter().find(|hit| hit.at == at))
            });
            hits.filter(|hit| hit.at == at).min_by_key(|hit| (hit.row, hit.rule)).cloned()
        };
        obligation.conduct.probes.iter().filter_map(failing).min_by_key(|act| act.at.start)
    }

    /// When the verdict falls. What was not done is missing from the first instant after the window; what was done, and what
    /// a record says, counts as finely as its time is known. A verdict waits for excuses and reparations.
    fn fell_at(&self, obligation: &Obligation, act: Option<&Event>) -> Stamp {
        let zone = self.setup.rules.zone;
        let closed = |due: Due| Stamp::exact(due.closes(zone).min(self.now));
        let later = |a: Stamp, b: Stamp| if b.start > a.start { b } else { a };
        let mut at = anchor_of(&obligation.occasion);
        if let Some(act) = act {
            at = later(at, act.at);
        } else if !obligation.conduct.probes.is_empty()
            && let Some(due) = obligation.span.shown.due
        {
            at = later(at, closed(due));
            for own in obligation.conduct.dues() {
                at = later(at, closed(own));
            }
        }
        for excuse in &obligation.excuses {
            if let ExcuseState::Act { span, seen, .. } = excuse {
                for due in span.shown.due.into_iter().chain(seen.dues()) {
                    at = later(at, closed(due));
                }
            }
        }
        let repairs = obligation.repairs.iter().flat_map(|repair| &repair.parts);
        for due in repairs.flat_map(|(span, seen)| span.shown.due.into_iter().chain(seen.dues())) {
            at = later(at, closed(due));
        }
        // A reparation without a limit fails with an act too many.
        if !obligation.repairs.is_empty() {
            at = later(at, self.failed_at(obligation));
        }
        at
    }
}

/// The place of what no row of a log holds.
fn nowhere() -> RowRef {
    RowRef { input: InputId(u32::MAX), row: 0, line: 0, start: 0, len: 0 }
}
