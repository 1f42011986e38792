//! Events are shown to those who wait for them, and remembered for those who will look back.

use super::at_hand::AtHand;
use super::index::{CandidateKey, candidate_key, matches};
use super::light::Sight;
use super::obligation::{Obligation, ProbeKey};
use super::run::Engine;
use super::waiting::Waiter;
use crate::event::Event;
use crate::plan::{Goal, GoalId};
use crate::time::Precision;
use std::cmp::Reverse;
use std::sync::Arc;

impl Engine<'_> {
    /// Registers an obligation's probes, and shows them what they may look back at.
    /// Nothing is decided before all of it has been seen.
    pub(super) fn watch(&mut self, id: u64, goals: &[(GoalId, ProbeKey)]) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        // Acts in order are shown in the log's order, whatever they are looked at for.
        let mut in_order: Vec<(GoalId, Arc<Event>, CandidateKey)> = Vec::new();
        for (goal_id, key) in goals {
            self.indexes.wait(Waiter::full(id, *goal_id), key.clone());
            let goal = self.setup.plan.goal(*goal_id);
            let past: Vec<Arc<Event>> = if goal.backward {
                self.indexes.past_for(*goal_id, key)
            } else {
                self.recent.like(*goal_id, goal, key, &self.indexes).into_iter().cloned().collect()
            };
            for event in past {
                let candidate = candidate_key(goal, &event);
                if !matches(key, &candidate) {
                    continue;
                }
                if goal.place.in_order {
                    in_order.push((*goal_id, event, candidate));
                } else {
                    self.weigh_own(&mut obligation, *goal_id, goal, &event, &candidate);
                }
            }
        }
        // One event is shown to the later steps first, as when it comes: it must not be its own follower.
        let step = |goal: GoalId| Reverse(self.setup.plan.goal(goal).place.step);
        in_order.sort_by_key(|(goal, event, _)| (event.at.start, event.row, event.rule, step(*goal)));
        for (goal_id, event, candidate) in in_order {
            let goal = self.setup.plan.goal(goal_id);
            self.weigh_own(&mut obligation, goal_id, goal, &event, &candidate);
        }
        self.live.insert(id, obligation);
    }

    /// Shows an event to all who wait for it, and remembers it for those who will look back.
    pub(super) fn offer(&mut self, at_hand: &mut AtHand<'_>) {
        let plan = self.setup.plan;
        let kind = at_hand.event().kind;
        let count = self.indexes.count(kind);
        if count == 0 {
            return;
        }
        for n in 0..count {
            let event = at_hand.event();
            let exact = event.at.precision == Precision::Exact;
            let mut sight = Sight {
                act: event,
                enough: &self.enough,
                plain: &self.plain,
                light: &mut self.light,
                counts: &mut self.counts,
                others: &mut self.others,
            };
            let met = |waiter: &Waiter| exact && sight.meets(waiter);
            let add = |waiter| self.offers.push((waiter, n));
            if let Some((waiting, text)) = self.indexes.plainly(event, n) {
                waiting.pass_text(text, met, add);
                continue;
            }
            let goal = plan.goal(self.indexes.goal(kind, n));
            if self.indexes.is_awaited(kind, n) {
                let key = candidate_key(goal, event);
                self.indexes.waiting_for(kind, n, &key, met, add);
            }
            if goal.backward {
                self.indexes.remember(n, at_hand, goal);
            }
        }
        if !self.others.is_empty() {
            for (goal, id, key) in self.others.drain(..) {
                self.indexes.forget(goal, id, &key);
            }
        }
        if !self.offers.is_empty() {
            let mut offers = std::mem::take(&mut self.offers);
            self.show(&at_hand.keep(), &mut offers);
            offers.clear();
            self.offers = offers;
        }
    }

    /// Shows an event to those who wait for it, each with the number of its index.
    fn show(&mut self, event: &Arc<Event>, offers: &mut [(Waiter, usize)]) {
        let plan = self.setup.plan;
        offers.sort_unstable_by_key(|(waiter, n)| (self.indexes.turn(waiter), *n));
        for same in offers.chunk_by(|(a, _), (b, _)| a.goal == b.goal) {
            let Some((first, _)) = same.first() else { continue };
            let goal = plan.goal(first.goal);
            let key = candidate_key(goal, event);
            if goal.own.is_some() {
                for id in self.in_turn(goal.role, same.iter().map(|(waiter, _)| waiter.id).collect()) {
                    self.consider(id, first.goal, goal, event, &key);
                }
            } else {
                for (waiter, _) in same {
                    if self.meets(waiter, event, &key) {
                        continue;
                    }
                    self.thaw(waiter.id, waiter.place);
                    self.consider(waiter.id, first.goal, goal, event, &key);
                }
            }
        }
    }

    /// Weighs one candidate for one obligation.
    fn consider(&mut self, id: u64, goal_id: GoalId, goal: &Goal, event: &Arc<Event>, key: &CandidateKey) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        if goal.filter.as_ref().is_some_and(crate::plan::Expr::reads_figure) {
            self.figures = obligation.measured.as_ref().map_or(Vec::new(), |m| m.figures.clone());
        }
        let done = self.weigh_own(&mut obligation, goal_id, goal, event, key);
        self.live.insert(id, obligation);
        if done {
            self.settle(id, false);
        }
    }

    /// Takes an obligation out of every index.
    pub(super) fn unwatch(&mut self, id: u64, obligation: &Obligation) {
        for (goal, key) in obligation.waits() {
            self.indexes.forget(goal, id, key);
        }
    }
}
