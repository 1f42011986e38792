//! Rejected rows that may have been acts in order. One whose time is known is counted at its time, with the events; one whose time
//! is not known may have been at any time of the window.

use super::Occasion;
use super::chain::{Chain, Need, Seat};
use super::follows::Part;
use super::obligation::{ExcuseState, Obligation, Probe, Seen, Span};
use super::run::Engine;
use super::ways::{chains_of, span_of};
use crate::event::{LostRow, Value};
use crate::plan::{Excuse, Goal, Route, Ways};
use crate::time::{Instant, Stamp};

/// Whether it can be told when a row would have counted. Where acts count for one obligation only, it may have left another act.
fn has_its_time(goal: &Goal, row: &LostRow) -> bool {
    row.at.is_some() && goal.own.is_none()
}

/// The probes of a way with their seats.
fn seats<'a>(way: &'a Route, probes: &'a [Probe]) -> impl Iterator<Item = (Seat, &'a Probe)> {
    let steps = way.steps.iter().enumerate();
    let seats = steps.flat_map(|(step, asked)| (0..asked.goals.len()).map(move |within| (step, within)));
    seats.zip(probes)
}

impl Engine<'_> {
    /// What may have been done of a goal without being seen, it is not known when: rejected rows, and what came before the log.
    pub(super) fn unseen_acts(&self, need: Need, probe: &Probe, occasion: &Occasion, span: &Span) -> Need {
        let goal = self.setup.plan.goal(probe.goal);
        let before_log = self.before_log(goal.kind, span).map(|reason| match reason {
            super::Reason::BeforeLog { from, .. } => from,
            // No source can hold it, so it may have been at any time.
            _ => Instant::MAX,
        });
        let rows = self.lost(occasion, probe, span).filter(|row| !has_its_time(goal, row));
        let rows: Vec<Option<Stamp>> = rows.map(|row| row.at).collect();
        let since = if rows.contains(&None) {
            span.shown.opens
        } else {
            rows.iter().flatten().min_by_key(|at| at.start).copied()
        };
        let unseen = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Need { unseen, since, before_log, ..need }
    }

    /// The rejected rows that are counted at their time, the first one last.
    pub(super) fn rows_of(
        &self,
        way: &Route,
        probes: &[Probe],
        occasion: &Occasion,
        span: &Span,
    ) -> Vec<(Seat, Part)> {
        let mut rows = Vec::new();
        for (seat, probe) in seats(way, probes) {
            let goal = self.setup.plan.goal(probe.goal);
            let lost = self.lost(occasion, probe, span_of(probe, span).unwrap_or(span));
            let part = |row: &LostRow| Some((seat, Part::row(row.at?, self.actor_in(goal, row))));
            rows.extend(lost.filter(|row| has_its_time(goal, row)).filter_map(part));
        }
        rows.sort_by_key(|(_, part)| std::cmp::Reverse(part.at));
        rows
    }

    /// Who acted according to a rejected row, where different people are asked for and that is known.
    pub(super) fn actor_in(&self, goal: &Goal, row: &LostRow) -> Option<Value> {
        let actor = self.setup.model.schema.kind(goal.kind).actor.filter(|_| goal.different > 0)?;
        row.kind?;
        row.cells.get(actor)?.as_ref()?.value().cloned()
    }

    /// Counts the rejected rows up to an instant.
    pub(super) fn count_rows(
        &self,
        way: &Route,
        probes: &[Probe],
        chain: &mut Chain,
        occasion: &Occasion,
        span: &Span,
        until: Instant,
    ) {
        while let Some((seat, part)) = chain.rows.pop_if(|(_, part)| part.at.start <= until) {
            let probe = seats(way, probes).find(|(other, _)| *other == seat).map(|(_, probe)| probe);
            let own = probe.and_then(|probe| span_of(probe, span)).unwrap_or(span);
            // An event may have ended the window meanwhile.
            if !self.may_lie_in(own, part.at) {
                continue;
            }
            self.between(way, occasion, |between| chain.may_take(seat, &part, between));
        }
    }

    fn count_rows_of(
        &self,
        pattern: &Ways,
        seen: &mut Seen,
        occasion: &Occasion,
        span: &Span,
        until: Instant,
    ) {
        for (way, probes, chain) in chains_of(pattern, seen) {
            self.count_rows(way, probes, chain, occasion, span, until);
        }
    }

    /// Counts the rejected rows of an obligation up to now, before it is decided.
    pub(super) fn count_rejected(&mut self, id: u64) {
        let now = self.now;
        let waits = |seen: &Seen| {
            let mut next = seen.chains.iter().filter_map(|chain| chain.rows.last());
            next.any(|(_, part)| part.at.start <= now)
        };
        if !self.live.get(&id).is_some_and(|obligation| obligation.seen().any(waits)) {
            return;
        }
        let Some(mut obligation) = self.live.remove(&id) else { return };
        self.count_all_rows(&mut obligation, now);
        self.live.insert(id, obligation);
    }

    fn count_all_rows(&self, obligation: &mut Obligation, until: Instant) {
        let norm = &self.setup.plan.norms[obligation.norm];
        let Obligation { occasion, span, conduct, excuses, repairs, .. } = obligation;
        if let Some(pattern) = norm.expect.pattern() {
            self.count_rows_of(pattern, conduct, occasion, span, until);
        }
        for (excuse, state) in norm.excuses.iter().zip(excuses) {
            if let (Some(pattern), ExcuseState::Act { span, seen, .. }) = (Excuse::pattern(excuse), state) {
                self.count_rows_of(pattern, seen, occasion, span, until);
            }
        }
        for repair in repairs {
            let asked = norm.stages.get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
            for (asked, (span, seen)) in asked.iter().zip(&mut repair.parts) {
                self.count_rows_of(&asked.acts, seen, occasion, span, until);
            }
        }
    }
}
