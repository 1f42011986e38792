//! Several acts: ways of which one suffices, acts in order, and times of their own.

use super::time::Place;
use super::{At, Frame};
use crate::analysis::checker::Checker;
use crate::analysis::model::{Acts, Branch, Limit, Step, Way};
use crate::analysis::{Misfit, Nonsense, StructureProblem, TimeProblem};
use crate::source::Span;
use crate::syntax::ast::{self, ActPart, Joiner};

impl<'a> Checker<'a> {
    /// The acts of a conduct, excuse or reparation, or reports. `people` is who must have acted, if it stands on a line of
    /// its own: it concerns each of them.
    pub(super) fn acts(
        &mut self,
        acts: &'a ast::Acts,
        frame: &Frame,
        people: Option<&At<'a, ast::People>>,
        forbidden: bool,
        place: Place,
    ) -> Option<Acts> {
        let mut ways: Vec<Option<Way>> = Vec::new();
        let first = self.step(&acts.first, None, frame, people, forbidden, place);
        let mut steps: Option<Vec<Step>> = first.map(|step| vec![step]);
        for next in &acts.rest {
            let step = self.step(&next.act, next.after.as_deref(), frame, people, forbidden, place);
            match next.joiner {
                Joiner::Then => {
                    steps = steps.zip(step).map(|(mut steps, step)| {
                        steps.push(step);
                        steps
                    });
                }
                Joiner::Or => {
                    ways.push(steps.map(|steps| Way { steps }));
                    steps = step.map(|step| vec![step]);
                }
            }
        }
        ways.push(steps.map(|steps| Way { steps }));
        let acts = Acts { ways: ways.into_iter().collect::<Option<_>>()? };
        (self.check_ways(&acts) && self.check_each_of(&acts, place)).then_some(acts)
    }

    fn step(
        &mut self,
        act: &'a ast::Act,
        after: Option<&'a ast::TimeClause>,
        frame: &Frame,
        people: Option<&At<'a, ast::People>>,
        forbidden: bool,
        place: Place,
    ) -> Option<Step> {
        let own = act.parts.iter().find_map(|part| match &part.node {
            ActPart::Time(time) => Some(time),
            _ => None,
        });
        // A window that another act ends belongs to the whole norm.
        let within = if place == Place::Reparation { place } else { Place::Step };
        let time = own.map(|time| self.time_clause(time, frame, within));
        let after = after.map(|after| {
            let branches = self.time_clause(after, frame, Place::Excuse)?;
            let fits = branches.iter().all(|branch| self.counts_from_act(branch));
            fits.then_some(branches)
        });
        let act = self.act(act, frame, people, forbidden)?;
        Some(Step { act, time: time.unwrap_or(Some(Vec::new()))?, after: after.unwrap_or(Some(Vec::new()))? })
    }

    /// Whether a limit can be counted from the act before; else a report.
    fn counts_from_act(&mut self, branch: &Branch) -> bool {
        let fits = match &branch.limit {
            Limit::Within(_, of) => of.is_none(),
            Limit::WithinOpen(_) | Limit::By(_) => true,
            Limit::ByField(_) | Limit::BeforeField(_) | Limit::Before { .. } | Limit::EndOfShift(_) => false,
        };
        if !fits {
            let why = Misfit::NotFromActBefore;
            self.report(TimeProblem::Misfit { span: branch.span, other: None, why });
        }
        fits
    }

    /// What cannot be said of acts in order.
    fn check_ways(&mut self, acts: &Acts) -> bool {
        let mut sound = true;
        for way in &acts.ways {
            for step in way.steps.iter().filter(|_| way.steps.len() > 1) {
                if step.act.count.max.is_some() {
                    let (span, why) = (step.act.span, Nonsense::MostInOrder);
                    self.report(StructureProblem::Senseless { span, other: None, why });
                    sound = false;
                }
            }
        }
        sound
    }

    /// Reports `its own` where nothing is discharged.
    pub(super) fn check_own_of_forbidden(&mut self, acts: &Acts, span: Span) -> bool {
        let owned = acts.each().find(|act| act.own).map(|act| act.span);
        if let Some(own) = owned {
            let why = Nonsense::OwnForbidden;
            self.report(StructureProblem::Senseless { span: own, other: Some(span), why });
        }
        owned.is_none()
    }
}
