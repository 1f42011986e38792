//! Conditions on a record that hold: decided the moment they are read, without an obligation that lives on.
//!
//! Most of a log is records that are as they should be. Nothing can change such a verdict, and nothing of it is shown unless
//! everything is, so it only counts. Whatever is not as simple as that goes the ordinary way.

use super::Status;
use super::eval::{Env, Tri};
use super::run::Engine;
use crate::event::Event;
use crate::plan::{Expect, Source};

impl Engine<'_> {
    /// Counts an event's obligations if every norm that reads it asks for conditions on the event itself, and all of them hold;
    /// false if anything about it needs a closer look.
    pub(super) fn kept_at_once(&mut self, event: &Event) -> bool {
        let plan = self.setup.plan;
        let dispatch = &plan.dispatch[event.kind.0 as usize];
        if self.setup.options.all
            || !dispatch.goals.is_empty()
            || !dispatch.states.is_empty()
            || !dispatch.tallies.is_empty()
        {
            return false;
        }
        let env = Env { states: Some(&self.states), ..Env::bare(&self.setup).of_occasion(event) };
        let holds = |norm: &usize| {
            // What is earned is shown.
            if plan.accounts.norms[*norm].reward.is_some() {
                return None;
            }
            let norm = &plan.norms[*norm];
            let Source::Event { filter, .. } = &norm.source else { return None };
            let Expect::Check(checks) = &norm.expect else { return None };
            if !norm.open_params.is_empty()
                || !norm.window.is_empty()
                || norm.pattern.is_some()
                || !norm.yields_to.is_empty()
            {
                return None;
            }
            match filter.as_ref().map_or(Tri::True, |f| env.test(f)) {
                Tri::False => return Some(0),
                Tri::Undecided(_) => return None,
                Tri::True => {}
            }
            checks.iter().all(|check| env.test(&check.condition) == Tri::True).then_some(checks.len() as u64)
        };
        // All of them first: the event goes one way or the other as a whole.
        self.held.clear();
        for norm in &dispatch.occasions {
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
}
