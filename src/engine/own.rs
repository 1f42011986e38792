//! `its own`: one act for one obligation, earliest first.
//!
//! Of those who wait for an act, the one whose time ends first has it; of equal ones, the older. An act that may count for
//! one obligation may be left for the next, so there it is in doubt as well.

use super::answer::Answer;
use super::index::CandidateKey;
use super::obligation::{ExcuseState, Obligation, Seen, Span};
use super::run::Engine;
use super::{Reason, Why};
use crate::event::{Event, RowRef};
use crate::plan::{Excuse, Goal, GoalId, Role};
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

/// An obligation of which it cannot be told whether it is one.
#[derive(Clone, Debug)]
pub(super) struct Ghost {
    /// Why.
    pub reason: Reason,
    /// What it has for certain if it is one: of each act the goal.
    has: Vec<GoalId>,
}

impl Ghost {
    pub fn new(reason: Reason) -> Box<Ghost> {
        Box::new(Ghost { reason, has: Vec::new() })
    }

    /// Whether it would have enough for certain.
    fn has_enough(&self, goal_id: GoalId, goal: &Goal) -> bool {
        self.has.iter().filter(|had| **had == goal_id).count() >= goal.min as usize
    }
}

/// What an obligation has seen of a slot that is open, with its window.
fn slot(obligation: &Obligation, role: Role) -> Option<(&Span, &Seen)> {
    match role {
        Role::Conduct => Some((&obligation.span, &obligation.conduct)),
        Role::Excuse(n) => match obligation.excuses.get(n)? {
            ExcuseState::Act { span, seen, .. } => Some((span, seen)),
            ExcuseState::Decided(_) | ExcuseState::Awaits => None,
            ExcuseState::NoWindow(_) | ExcuseState::State(_) => None,
        },
        Role::Reparation(stage, n) => {
            let repair = obligation.repairs.iter().find(|repair| repair.stage == stage)?;
            repair.parts.get(n).map(|(span, seen)| (span, seen))
        }
        Role::Terminator | Role::ExcuseEnd(_) => None,
    }
}

impl Engine<'_> {
    /// Whether a limit is counted from an act of an order, so that a later one may serve better.
    fn counts_on(&self, norm: usize, goal: &Goal) -> bool {
        let plan = &self.setup.plan.norms[norm];
        let pattern = match goal.role {
            Role::Conduct => plan.expect.pattern(),
            Role::Excuse(n) => plan.excuses.get(n).and_then(Excuse::pattern),
            Role::Reparation(stage, n) => {
                plan.stages.get(stage).and_then(|stage| stage.reparations.get(n)).map(|repair| &repair.acts)
            }
            Role::Terminator | Role::ExcuseEnd(_) => None,
        };
        let next = pattern.and_then(|p| p.ways.get(goal.place.way)?.steps.get(goal.place.step + 1));
        goal.place.in_order && next.is_some_and(|step| !step.after.is_empty())
    }

    /// Whether a norm asks for acts of one's own.
    pub(super) fn owns(&self, norm: usize) -> bool {
        let plan = self.setup.plan;
        let norm = &plan.norms[norm];
        let excuses = norm.excuses.iter().filter_map(Excuse::pattern);
        let repairs = norm.stages.iter().flat_map(|stage| &stage.reparations).map(|repair| &repair.acts);
        let mut patterns = norm.expect.pattern().into_iter().chain(excuses).chain(repairs);
        patterns.any(|pattern| pattern.goals().any(|goal| plan.goal(goal).own.is_some()))
    }

    /// Those who wait for an act of their own, in the order in which they may have it.
    pub(super) fn in_turn(&self, role: Role, ids: Vec<u64>) -> Vec<u64> {
        let zone = self.setup.rules.zone;
        let due =
            |id: &u64| self.live.get(id).and_then(|o| slot(o, role)?.0.shown.due).map(|due| due.closes(zone));
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

    /// Whether it may have had acts that were not seen because nobody looked then.
    fn may_have_had_enough(&self, obligation: &Obligation, goal: &Goal) -> bool {
        slot(obligation, goal.role).is_some_and(|(span, _)| self.before_log(goal.kind, span).is_some())
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
        let probe_of = |o: &Obligation| {
            let (_, seen) = slot(o, goal.role)?;
            let probe = seen.probes.iter().find(|probe| probe.goal == goal_id)?;
            Some((probe.hit_count, probe.maybes.len() as u64, probe.maybes.last().map(|(_, why)| *why)))
        };
        let seen = |o: &Obligation| probe_of(o).map_or((0, 0), |(hits, maybes, _)| (hits, maybes));
        let (hits, maybes) = seen(obligation);
        let possible = u64::from(hits) + maybes >= u64::from(goal.min);
        // What has enough takes no more; what may not even apply has enough with what it would have for certain if it does. Where a
        // limit is counted from the act, a later one may serve better.
        let further = hits >= goal.min && self.counts_on(obligation.norm, goal);
        if (hits >= goal.min && !further)
            || obligation.ghost.as_ref().is_some_and(|ghost| ghost.has_enough(goal_id, goal))
        {
            return false;
        }
        let claim = match self.given.claim(pool, event) {
            Claim::Free if self.is_haunted(pool, event) => Claim::Doubt(Why::Given),
            claim => claim,
        };
        let free = claim == Claim::Free;
        let claim = if free && obligation.ghost.is_some() { Claim::Doubt(Why::Given) } else { claim };
        let done = self.weigh(obligation, goal_id, goal, event, key, claim);
        let (hits_now, maybes_now) = seen(obligation);
        let only_in_whose = maybes_now > maybes
            && probe_of(obligation).and_then(|(.., why)| why) == Some(Why::Given)
            // Of a later step it is not certain either whether what comes before it was done.
            && goal.place.step == 0;
        if only_in_whose && free && !goal.place.in_order {
            obligation.ghost.iter_mut().for_each(|ghost| ghost.has.push(goal_id));
        }
        let doubtful_only_in_whose = only_in_whose && obligation.ghost.is_none();
        // An excuse that may turn out needless, or an act of which a later one may serve, may be left for another.
        let needed = match goal.role {
            Role::Excuse(_) => matches!(self.conduct(obligation), Answer::No(_)),
            Role::Conduct | Role::Reparation(..) => !further,
            Role::Terminator | Role::ExcuseEnd(_) => true,
        };
        // If this obligation may have had enough without it, the next one may still need it.
        let possible = possible || self.may_have_had_enough(obligation, goal);
        let given = match (hits_now > hits, maybes_now > maybes) {
            (true, _) if !possible && needed => Claim::Gone,
            (_, true) if doubtful_only_in_whose && !possible && needed => Claim::Gone,
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
