//! Windows whose end becomes known: with the event, or the interval, that ends them.

use super::obligation::{Doubt, ExcuseState, Obligation, Seen, Span};
use super::run::Engine;
use super::states::{Interval, lost_ends};
use super::ways::chains_of;
use super::{Occasion, Reason, Why};
use crate::plan::{Branch, Excuse, Limit, Shift, StateSource, Ways};
use crate::time::{Due, Stamp};
use std::sync::Arc;

impl Engine<'_> {
    /// Ends the window of an obligation, and of the excuses that share it.
    pub(super) fn end_window(&self, obligation: &mut Obligation, due: Due) {
        let norm = obligation.norm;
        obligation.span.shown.due = Some(due);
        let Obligation { occasion, span, conduct, .. } = obligation;
        if let Some(pattern) = self.setup.plan.norms[norm].expect.pattern() {
            self.read_again(pattern, conduct, occasion, span);
        }
        for excuse in 0..obligation.excuses.len() {
            if self.shares_window(norm, excuse) {
                self.end_excuse(obligation, excuse, due);
            }
        }
    }

    /// Ends the window of one excuse.
    pub(super) fn end_excuse(&self, obligation: &mut Obligation, excuse: usize, due: Due) {
        let asked = self.setup.plan.norms[obligation.norm].excuses.get(excuse);
        let Obligation { occasion, excuses, .. } = obligation;
        let Some(ExcuseState::Act { span, seen, .. }) = excuses.get_mut(excuse) else { return };
        span.shown.due = Some(due);
        if let Some(pattern) = asked.and_then(Excuse::pattern) {
            self.read_again(pattern, seen, occasion, span);
        }
    }

    /// Asks anew how far acts in order can have come: before the end of the window was known, more was possible than is now.
    fn read_again(&self, pattern: &Ways, seen: &mut Seen, occasion: &Occasion, span: &Span) {
        for (way, probes, chain) in chains_of(pattern, seen) {
            let Some(kept) = chain.kept.take() else { continue };
            let fresh = self.chain(way, probes, occasion, span);
            (chain.best, chain.open, chain.rows) = (fresh.best, fresh.open, fresh.rows);
            for (seat, part) in &kept {
                self.count_rows(way, probes, chain, occasion, span, part.at.start);
                self.between(way, occasion, |between| chain.may_take(*seat, part, between));
            }
        }
    }

    /// The interval of an obligation has ended with an event.
    pub(super) fn obligation_ends(&mut self, id: u64, interval: &Arc<Interval>, until: Stamp) {
        let Some(obligation) = self.live.get_mut(&id) else { return };
        let whole = obligation.holds_until.is_none_or(|end| end <= until.start);
        if !whole {
            // The slot was cut short, so it was not owed.
            if let Some(obligation) = self.live.remove(&id) {
                self.unwatch(id, &obligation);
            }
            return;
        }
        if let Occasion::Interval { interval: own, .. } = &mut obligation.occasion {
            *own = Arc::clone(interval);
        }
        let Some(mut obligation) = self.live.remove(&id) else { return };
        let norm = &self.setup.plan.norms[obligation.norm];
        let due = Due::through(until);
        if obligation.span.shown.due.is_none() && ends_with_interval(&norm.window, &obligation.span) {
            self.end_window(&mut obligation, due);
        }
        for (n, excuse) in norm.excuses.iter().enumerate() {
            if let (Excuse::Act { window, .. }, Some(ExcuseState::Act { span, .. })) =
                (excuse, obligation.excuses.get(n))
                && span.shown.due.is_none()
                && !window.is_empty()
                && ends_with_interval(window, span)
            {
                self.end_excuse(&mut obligation, n, due);
            }
        }
        self.live.insert(id, obligation);
        self.settle(id, false);
    }

    /// Notes of an obligation about an interval that this may have ended.
    pub(super) fn may_end(&self, obligation: &mut Obligation, doubt: Doubt) {
        for excuse in &mut obligation.excuses {
            if let ExcuseState::Act { end: Some(end), .. } = excuse {
                end.doubts.push(doubt.clone());
            }
        }
        let window = &self.setup.plan.norms[obligation.norm].window;
        let in_slot = obligation.holds_until.is_some_and(|end| doubt.at.start < end);
        if in_slot || ends_with_interval(window, &obligation.span) {
            obligation.doubts.push(doubt);
        }
    }

    /// Of a slot that is over: why it cannot be told whether its interval was.
    pub(super) fn may_be_cut_short(&self, obligation: &Obligation) -> Option<Reason> {
        let end = obligation.holds_until?;
        let Occasion::Interval { interval, slot: Some(slot), .. } = &obligation.occasion else { return None };
        let StateSource::Between { until, ends_subject, .. } =
            &self.setup.plan.states[interval.state.0 as usize].source
        else {
            return None;
        };
        let whose = ends_subject.map(|field| (field, interval.subject.as_ref()));
        let start = Some(Stamp::exact(slot.start));
        let lost = lost_ends(&self.setup, until, whose, start, None);
        let mut lost = lost.iter().filter(|row| row.at.is_none_or(|at| at.start < end));
        let lost = lost.next().map(|row| Reason::Rejected(row.row));
        let doubt = || obligation.doubts.iter().find(|doubt| doubt.at.start < end).map(|d| d.reason.clone());
        let source = || {
            let until_at = self.setup.coverage.end_of(until.kind).filter(|at| at.start < end)?;
            Some(Reason::SourceEnds { kind: until.kind, until: until_at })
        };
        lost.or_else(doubt).or_else(source)
    }

    /// Notes what may have ended an interval unseen: acts after that may have come too late, where the window ends with the interval.
    pub(super) fn note_interval_doubts(&self, obligation: &mut Obligation) {
        let doubts = self.interval_doubts(obligation);
        for excuse in &mut obligation.excuses {
            if let ExcuseState::Act { end: Some(end), .. } = excuse {
                end.doubts.extend(doubts.iter().cloned());
            }
        }
        if ends_with_interval(&self.setup.plan.norms[obligation.norm].window, &obligation.span) {
            obligation.doubts.extend(doubts);
        }
    }

    fn interval_doubts(&self, obligation: &Obligation) -> Vec<Doubt> {
        let Occasion::Interval { interval, slot: None, begins } = &obligation.occasion else {
            return Vec::new();
        };
        let StateSource::Between { until, ends_subject, .. } =
            &self.setup.plan.states[interval.state.0 as usize].source
        else {
            return Vec::new();
        };
        let whose = ends_subject.map(|field| (field, interval.subject.as_ref()));
        let mut doubts = Vec::new();
        for row in lost_ends(&self.setup, until, whose, Some(*begins), None) {
            let (at, reason) = (row.at.unwrap_or(*begins), Reason::Rejected(row.row));
            doubts.push(Doubt { at, why: Why::Rejected(row.row), reason });
        }
        if let Some(end) = self.setup.coverage.end_of(until.kind) {
            let reason = Reason::SourceEnds { kind: until.kind, until: end };
            doubts.push(Doubt { at: end, why: Why::Nothing, reason });
        }
        doubts
    }
}

/// Whether a window ends with the interval that is the occasion, if nothing ends it before: one without a limit of its own.
fn ends_with_interval(window: &[Branch], span: &Span) -> bool {
    let branch = span.shown.branch.and_then(|branch| window.get(branch));
    branch.is_none_or(|b| matches!(b.limit, Limit::EndOfShift(Shift::Occasion) | Limit::Until { .. }))
}
