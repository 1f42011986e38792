//! Norms that yield: where a special norm applies to the same occasion, the general one makes no obligation.

use super::Occasion;
use super::Why;
use super::eval::{Outcome, Tri};
use super::figures::underlying;
use super::run::Engine;
use crate::analysis::model::Validity;
use crate::plan::{Expect, Source};

impl Engine<'_> {
    /// Whether a norm yields on an occasion; if so, that is counted.
    pub(super) fn yields(&mut self, norm: usize, occasion: &Occasion) -> Tri {
        let plan = self.setup.plan;
        let mut undecided = None;
        for special in &plan.norms[norm].yields_to {
            match self.applies(*special, occasion) {
                Tri::True => {
                    let obligations = match &plan.norms[norm].expect {
                        Expect::Check(checks) => checks.len() as u64,
                        _ => 1,
                    };
                    self.yielded[norm] = self.yielded[norm].saturating_add(obligations);
                    return Tri::True;
                }
                Tri::False => {}
                Tri::Undecided(why) => undecided = undecided.or(Some(why)),
            }
        }
        undecided.map_or(Tri::False, Tri::Undecided)
    }

    /// Whether a norm applies to the occasion of another, by figures of its own.
    fn applies(&mut self, norm: usize, occasion: &Occasion) -> Tri {
        let figures = std::mem::take(&mut self.figures);
        self.begin_figures(norm, occasion);
        let told = match self.applies_to(norm, occasion) {
            // The figures of the other norm mean nothing beside those of the one that yields.
            Tri::Undecided(why) => Tri::Undecided(match underlying(&self.figures, why) {
                Why::Figure(_) => Why::Nothing,
                why => why,
            }),
            told => told,
        };
        self.figures = figures;
        told
    }

    fn applies_to(&self, norm: usize, occasion: &Occasion) -> Tri {
        if self.setup.plan.norms[norm].pattern.is_some() {
            let complete = self.completed.iter().find(|(other, _)| *other == norm);
            return complete.map_or(Tri::False, |(_, told)| *told);
        }
        match (&self.setup.plan.norms[norm].source, occasion) {
            (Source::Event { kind, filter }, Occasion::Event(event)) if *kind == event.kind => {
                if !self.in_force(norm, event.at.start) {
                    return Tri::False;
                }
                filter.as_ref().map_or(Tri::True, |f| self.env(occasion).test(f))
            }
            (Source::Each { each, filter }, Occasion::Period { period, member })
                if each.unit == period.unit =>
            {
                if !self.in_force(norm, period.start) {
                    return Tri::False;
                }
                let test = || filter.as_ref().map_or(Tri::True, |f| self.env(occasion).test(f));
                let (Some(roster), Some((key, entity))) = (&each.roster, member) else {
                    return if each.roster.is_none() && member.is_none() { test() } else { Tri::False };
                };
                let validity = self.setup.tables.validity(*entity, *key, period.first, period.last);
                let owes = match roster.validity {
                    Validity::AtStart => validity.first_valid == Some(period.first),
                    Validity::AtEnd => validity.at_end,
                    Validity::Throughout => validity.throughout,
                    Validity::AtAnyTime => validity.first_valid.is_some(),
                };
                if !owes || roster.entity != *entity {
                    return Tri::False;
                }
                test()
            }
            (Source::During(during), Occasion::Interval { interval, begins, .. })
                if during.state == interval.state =>
            {
                if !self.in_force(norm, begins.start) {
                    return Tri::False;
                }
                let whose = during.of.as_ref().map(|of| self.env(occasion).value(of));
                if let Some(Outcome::Value(value)) = whose
                    && interval.subject.as_ref() != Some(&value)
                {
                    return Tri::False;
                }
                during.filter.as_ref().map_or(Tri::True, |f| self.env(occasion).test(f))
            }
            _ => Tri::False,
        }
    }
}
