//! Light obligations of members for a period at the end of which alone anything can be said of them: that is when its figures are known.
//!
//! "Each month for each station: at least 80 % of the readings have come." Until the month is over, each of thousands of them would keep
//! room for figures and evidence that it does not have. So only the member is kept ([`super::light`]), and when the period is over the
//! ordinary obligation is made exactly as it would have been at its beginning.

use super::eval::Tri;
use super::figures::Measured;
use super::light::Of;
use super::obligation::Span;
use super::run::Engine;
use super::{Occasion, Reason, Setup};
use crate::plan::{Check, Excuse, Expect, Expr, Source};

/// Whether obligations of a norm can be kept like that: it asks of members for conditions over figures, and of nothing that happens on
/// the way. `asks_later`: whether its obligations ask for states.
pub(super) fn is_figured(setup: &Setup<'_>, norm: usize, asks_later: bool) -> bool {
    let of = &setup.plan.norms[norm];
    let (Source::Each { each, filter }, Expect::Check(checks)) = (&of.source, &of.expect) else {
        return false;
    };
    let asks_state = |expr: &Expr| expr.asks_state();
    let excused = of.excuses.iter().any(|excuse| match excuse {
        Excuse::Condition(condition) => asks_state(condition),
        Excuse::Throughout(_) | Excuse::Act { .. } => true,
    });
    let conditions = checks.iter().map(|check| &check.condition).chain(filter).chain(&of.bearer);
    each.roster.is_some()
        && !asks_later
        && !of.figures.is_empty()
        && of.names.is_empty()
        && of.window.is_empty()
        && of.open_params.is_empty()
        && of.yields_to.is_empty()
        && !excused
        && !conditions.into_iter().any(asks_state)
        && setup.plan.goals.iter().all(|goal| goal.norm != norm)
}

impl Engine<'_> {
    /// Begins an obligation of which nothing can be told before its period is over; false if it must be an ordinary one.
    pub(super) fn begin_figured(
        &mut self,
        norm: usize,
        occasion: &Occasion,
        span: &Span,
        (place, check): (usize, &Check),
    ) -> bool {
        let Occasion::Period { period, member: Some((key, entity)) } = occasion else { return false };
        let none_known = self.figures.iter().all(Option::is_none);
        if !self.figured[norm] || !none_known {
            return false;
        }
        if !self.awaits(&check.condition, self.env(occasion).test(&check.condition)) {
            return false;
        }
        let ends = occasion.ends().map(|due| due.closes(self.setup.rules.zone));
        let Some(ends) = ends.filter(|at| *at > self.now) else { return false };
        let number = self.running[norm].number(period, span, Some(ends), self.now);
        let of = || Of::Figured(number, *key, *entity, place as u32);
        self.keep_light((norm, 0, span), (of, true), None, Some(ends), []);
        true
    }

    /// What such an obligation had to do with figures as it began.
    pub(super) fn measured_then(&mut self, norm: usize, occasion: &Occasion) -> Option<Box<Measured>> {
        let of = &self.setup.plan.norms[norm];
        self.figures = of.figures.iter().map(|_| None).collect();
        let applies = of.source.filter().map_or(Tri::True, |filter| self.env(occasion).test(filter));
        let doubt = match applies {
            Tri::Undecided(why) => Some(Reason::OccasionUndecided(why)),
            Tri::True | Tri::False => None,
        };
        self.measured(norm, occasion, doubt).0
    }

    /// One of the conditions that a norm asks for, with its number.
    pub(super) fn check_of(&self, norm: usize, check: Option<usize>) -> Option<&Check> {
        match &self.setup.plan.norms[norm].expect {
            Expect::Check(checks) => checks.get(check?),
            _ => None,
        }
    }
}
