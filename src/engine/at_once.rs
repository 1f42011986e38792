//! Conditions on a record that hold: decided the moment they are read, without an obligation that lives on.
//!
//! Most of a log is records that are as they should be. Nothing can change such a verdict, and nothing of it is shown unless
//! everything is, so it only counts. Whatever is not as simple as that goes the ordinary way.

use super::eval::{Env, Tri};
use super::run::Engine;
use super::{Occasion, Setup, Status};
use crate::event::Event;
use crate::plan::{Check, Expect, Source};

/// What can be decided at once, found out before the first event.
pub(super) struct AtOnce {
    /// By norm: it asks for conditions on the occasion itself, with nothing that could keep one that holds from being met.
    norms: Vec<bool>,
    /// By kind: nothing reads it but such norms, so that an event which is as it should be need not be looked at again.
    kinds: Vec<bool>,
}

impl AtOnce {
    pub fn new(setup: &Setup<'_>) -> AtOnce {
        let plan = setup.plan;
        let plain = |(i, norm): (usize, &crate::plan::NormPlan)| {
            !setup.options.all
                // What is earned is shown.
                && plan.accounts.norms[i].reward.is_none()
                && matches!(norm.source, Source::Event { .. })
                && matches!(norm.expect, Expect::Check(_))
                && norm.figures.is_empty()
                && norm.open_params.is_empty()
                && norm.window.is_empty()
                && norm.pattern.is_none()
        };
        let norms: Vec<bool> = plan.norms.iter().enumerate().map(plain).collect();
        let kinds = plan.dispatch.iter().map(|dispatch| {
            let alone =
                dispatch.goals.is_empty() && dispatch.states.is_empty() && dispatch.tallies.is_empty();
            alone
                && dispatch
                    .occasions
                    .iter()
                    .all(|norm| norms[*norm] && plan.norms[*norm].yields_to.is_empty())
        });
        AtOnce { kinds: kinds.collect(), norms }
    }
}

impl Engine<'_> {
    /// Counts an event's obligations if every norm that reads it asks for conditions on the event itself, and all of them hold;
    /// false if anything about it needs a closer look.
    pub(super) fn kept_at_once(&mut self, event: &Event) -> bool {
        if !self.at_once.kinds[event.kind.0 as usize] {
            return false;
        }
        let plan = self.setup.plan;
        let env = Env { states: Some(&self.states), ..Env::bare(&self.setup).of_occasion(event) };
        let holds = |norm: &usize| {
            let norm = &plan.norms[*norm];
            let (Source::Event { filter, .. }, Expect::Check(checks)) = (&norm.source, &norm.expect) else {
                return None;
            };
            match filter.as_ref().map_or(Tri::True, |f| env.test(f)) {
                Tri::False => return Some(0),
                Tri::Undecided(_) => return None,
                Tri::True => {}
            }
            checks.iter().all(|check| env.test(&check.condition) == Tri::True).then_some(checks.len() as u64)
        };
        // All of them first: the event goes one way or the other as a whole.
        self.held.clear();
        for norm in &plan.dispatch[event.kind.0 as usize].occasions {
            let Some(kept) = holds(norm) else { return false };
            self.held.push((*norm, kept));
        }
        for i in 0..self.held.len() {
            let (norm, kept) = self.held[i];
            if self.is_judged(norm, event.at.start) {
                self.counts[norm].add_many(Status::Fulfilled, kept);
            }
        }
        true
    }

    /// Counts one condition of an occasion that certainly applies, if it holds and that is all there is to it.
    pub(super) fn holds_at_once(&mut self, norm: usize, occasion: &Occasion, check: &Check) -> bool {
        let holds = self.at_once.norms[norm] && self.env(occasion).test(&check.condition) == Tri::True;
        if holds {
            self.counts[norm].add(Status::Fulfilled);
        }
        holds
    }
}
