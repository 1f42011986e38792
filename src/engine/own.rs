//! `its own`: one act for one obligation, earliest first.
//!
//! Of those who wait for an act, the one whose time ends first has it; of equal ones, the older. An act that may count for
//! one obligation may be left for the next, so there it is in doubt as well.

use super::Why;
use super::index::CandidateKey;
use super::obligation::Obligation;
use super::run::Engine;
use crate::event::{Event, RowRef};
use crate::plan::{Goal, GoalId};
use crate::time::{Instant, Precision};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How an act stands to an obligation before it is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is free.
    Free,
    /// It may be another's.
    Doubt(Why),
    /// It is another's.
    Gone,
}

/// Acts that were given to an obligation, or may have been.
#[derive(Debug, Default)]
pub(super) struct Given {
    acts: FxHashMap<(u32, RowRef, u16), (Claim, Option<Instant>)>,
    /// At this many, those that nobody can ask for any more are cleared out.
    full: usize,
}

impl Given {
    fn claim(&self, pool: u32, event: &Event) -> Claim {
        self.acts.get(&(pool, event.row, event.rule)).map_or(Claim::Free, |(claim, _)| *claim)
    }

    /// `until`: up to when somebody can ask for it; none: for ever.
    fn give(&mut self, pool: u32, event: &Event, claim: Claim, until: Option<Instant>, now: Instant) {
        if self.acts.len() >= self.full.max(1024) {
            self.acts.retain(|_, (_, until)| until.is_none_or(|until| until >= now));
            self.full = self.acts.len() * 2;
        }
        self.acts.insert((pool, event.row, event.rule), (claim, until));
    }
}

impl Engine<'_> {
    /// Whether a norm asks for acts of one's own.
    pub(super) fn owns(&self, norm: usize) -> bool {
        let plan = self.setup.plan;
        let pattern = plan.norms[norm].expect.pattern();
        pattern.is_some_and(|pattern| pattern.goals().any(|goal| plan.goal(goal).own.is_some()))
    }

    /// Those who wait for an act of their own, in the order in which they may have it.
    pub(super) fn in_turn(&self, ids: Vec<u64>) -> Vec<u64> {
        let zone = self.setup.rules.zone;
        let due = |id: &u64| self.live.get(id).and_then(|o| o.span.shown.due).map(|due| due.closes(zone));
        let mut turns: Vec<(bool, Option<Instant>, u64)> = ids
            .into_iter()
            .map(|id| {
                let due = due(&id);
                (due.is_none(), due, id)
            })
            .collect();
        turns.sort_unstable();
        turns.into_iter().map(|(_, _, id)| id).collect()
    }

    /// Weighs an act that can count for one obligation only.
    pub(super) fn weigh_own(
        &mut self,
        obligation: &mut Obligation,
        goal_id: GoalId,
        goal: &Goal,
        event: &Arc<Event>,
        key: &CandidateKey,
    ) -> bool {
        let Some(pool) = goal.own else {
            return self.weigh(obligation, goal_id, goal, event, key, Claim::Free);
        };
        let seen = |o: &Obligation| {
            let probe = o.conduct.probes.iter().find(|probe| probe.goal == goal_id);
            probe.map_or((0, 0), |probe| (probe.hit_count, probe.maybes.len() as u64))
        };
        let (hits, maybes) = seen(obligation);
        let possible = u64::from(hits) + maybes >= u64::from(goal.min);
        // What has enough takes no more; what may not even apply has enough with what may be.
        if hits >= goal.min || (possible && obligation.ghost.is_some()) {
            return false;
        }
        let claim = match (self.given.claim(pool, event), &obligation.ghost) {
            (Claim::Free, Some(_)) => Claim::Doubt(Why::Given),
            (claim, _) => claim,
        };
        let done = self.weigh(obligation, goal_id, goal, event, key, claim);
        let (hits_now, maybes_now) = seen(obligation);
        let doubtful_only_in_whose =
            obligation.conduct.probes.iter().find(|probe| probe.goal == goal_id).is_some_and(|probe| {
                probe.maybes.last().is_some_and(|(_, why)| *why == Why::Given) && obligation.ghost.is_none()
            });
        // If this obligation may have had enough without it, the next one may still need it.
        let given = match (hits_now > hits, maybes_now > maybes) {
            (true, _) if !possible => Claim::Gone,
            (_, true) if doubtful_only_in_whose && !possible => Claim::Gone,
            (true, _) | (_, true) => Claim::Doubt(Why::Given),
            (false, false) => return done,
        };
        let until = match (goal.backward, goal.look_back) {
            (true, None) => None,
            (true, Some(micros)) => Some(event.at.start.plus_micros(micros)),
            (false, _) if event.at.precision == Precision::Exact => Some(event.at.start),
            (false, _) => Some(self.setup.rules.zone.end_of(event.at)),
        };
        let now = self.now;
        self.given.give(pool, event, given, until, now);
        done
    }
}
