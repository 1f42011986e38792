//! When figures are known: at a moment at once, of a period when it ends.

use super::super::eval::Tri;
use super::super::obligation::{Doubt, ExcuseState, Obligation};
use super::super::occasion::anchor_of;
use super::super::run::Engine;
use super::super::{Occasion, Reason, Status, Why};
use super::{Compared, Figure, compared::compared, take::Taken};
use crate::analysis::model::{CompareOp, Function};
use crate::event::Value;
use crate::plan::{Excuse, Expect, Expr};
use crate::time::{Due, Instant};
use rust_decimal::prelude::ToPrimitive;

/// What an obligation has to do with figures.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Measured {
    /// The figures of its norm; those that are not complete yet are left out.
    pub figures: Vec<Option<Figure>>,
    /// Whether some are not complete yet.
    pub awaits: bool,
    /// Whether it depends on them whether the norm applies at all.
    pub gate: bool,
    /// At a moment: nothing is decided before this, because another event may share the moment.
    pub until: Option<Instant>,
}

impl Engine<'_> {
    /// Takes the figures of a norm at an occasion, so that its conditions can be read.
    pub(in crate::engine) fn begin_figures(&mut self, norm: usize, occasion: &Occasion) {
        self.figures = if self.setup.plan.norms[norm].figures.is_empty() {
            Vec::new()
        } else {
            self.first_figures(norm, occasion)
        };
    }

    /// What a new obligation has to do with figures, and the doubt about its occasion that is not settled by waiting.
    pub(in crate::engine) fn measured(
        &self,
        norm: usize,
        occasion: &Occasion,
        doubt: Option<Reason>,
    ) -> (Option<Box<Measured>>, Option<Reason>) {
        if self.figures.is_empty() {
            return (None, doubt);
        }
        let awaits = self.figures.iter().any(Option::is_none);
        // One figure may never be known, and another one decide all the same.
        let is_awaited = |at: usize| matches!(self.figures.get(at), Some(None));
        let filter = self.setup.plan.norms[norm].source.filter();
        let gate = matches!(doubt, Some(Reason::OccasionUndecided(Why::Figure(_))))
            && filter.is_some_and(|filter| filter.reads_figure_that(&is_awaited));
        let until = match occasion {
            Occasion::Period { .. } | Occasion::Interval { .. } => None,
            Occasion::Event(_) => Some(Due::through(anchor_of(occasion)).closes(self.setup.rules.zone)),
        };
        let measured = Measured { figures: self.figures.clone(), awaits, gate, until };
        (Some(Box::new(measured)), doubt.filter(|_| !gate))
    }

    /// Whether a condition cannot be read before the period ends.
    pub(in crate::engine) fn awaits(&self, condition: &Expr, read: Tri) -> bool {
        matches!(read, Tri::Undecided(_))
            && condition.reads_figure()
            && self.figures.iter().any(Option::is_none)
    }

    /// Works out what was not complete, once the period has ended; at the end of the log, as far as can be told. True if it
    /// turns out that the norm does not apply, and the obligation is gone.
    pub(in crate::engine) fn ripen(&mut self, id: u64, last: bool) -> bool {
        let Some(obligation) = self.live.get(&id) else { return true };
        let Some(measured) = obligation.measured.as_ref().filter(|m| m.awaits) else { return false };
        let closed = self.is_over(&obligation.occasion);
        if !closed && !last {
            return false;
        }
        let gate = measured.gate;
        let Some(mut obligation) = self.live.remove(&id) else { return true };
        let plan = &self.setup.plan.norms[obligation.norm];
        let mut figures = obligation.measured.take().unwrap_or_default();
        let doubts = self.doubtful_ends(&obligation);
        let taken = Taken { occasion: &obligation.occasion, closed, doubts: &doubts };
        for (figure, known) in plan.figures.iter().zip(&mut figures.figures) {
            if known.is_none() {
                *known = Some(self.figure(figure, taken));
            }
        }
        self.figures.clone_from(&figures.figures);
        figures.awaits = !closed;
        obligation.measured = Some(figures);
        if gate {
            let applies =
                plan.source.filter().map_or(Tri::True, |filter| self.env(&obligation.occasion).test(filter));
            match applies {
                Tri::False => {
                    self.unwatch(id, &obligation);
                    return true;
                }
                Tri::True => {
                    if let Some(measured) = &mut obligation.measured {
                        measured.gate = false;
                    }
                }
                Tri::Undecided(why) if closed && !self.is_open(why) => {
                    self.unwatch(id, &obligation);
                    self.book(*obligation, Status::Unknown, vec![Reason::OccasionUndecided(why)]);
                    return true;
                }
                Tri::Undecided(_) => {}
            }
        }
        self.read_conditions(&mut obligation, closed);
        if !plan.names.is_empty() {
            obligation.bearer = self.bearer(obligation.norm, &obligation.occasion);
        }
        self.live.insert(id, obligation);
        false
    }

    /// Takes the figures of an obligation, so that its conditions can be read.
    pub(in crate::engine) fn load_figures(&mut self, id: u64) {
        match self.live.get(&id).and_then(|obligation| obligation.measured.as_ref()) {
            Some(measured) => self.figures.clone_from(&measured.figures),
            None => self.figures.clear(),
        }
    }

    /// Reads the conditions that waited for figures.
    fn read_conditions(&self, obligation: &mut Obligation, closed: bool) {
        let plan = &self.setup.plan.norms[obligation.norm];
        let env = self.env(&obligation.occasion);
        let settled = |tri: Tri| closed || !matches!(tri, Tri::Undecided(_));
        if let (Expect::Check(checks), Some(at), None) =
            (&plan.expect, obligation.check, obligation.condition)
        {
            let read = checks.get(at).map(|check| env.test(&check.condition));
            obligation.condition = read.filter(|tri| settled(*tri));
        }
        for (state, excuse) in obligation.excuses.iter_mut().zip(&plan.excuses) {
            if let (ExcuseState::Awaits, Excuse::Condition(condition)) = (&*state, excuse) {
                let tri = env.test(condition);
                if settled(tri) {
                    *state = ExcuseState::Decided(tri);
                }
            }
        }
    }

    /// Whether a figure is not certain because more may still come.
    fn is_open(&self, why: Why) -> bool {
        let Why::Figure(i) = why else { return false };
        self.figures.get(i).and_then(Option::as_ref).is_some_and(|figure| figure.open)
    }

    /// Why nothing can be decided yet, whatever the conduct: it depends on figures whether the norm applies, or another event
    /// may share the moment.
    pub(in crate::engine) fn too_soon(&self, obligation: &Obligation) -> bool {
        obligation
            .measured
            .as_ref()
            .is_some_and(|measured| measured.gate || measured.until.is_some_and(|until| until > self.now))
    }

    /// When figures will be known.
    pub(in crate::engine) fn ripe_at(&self, obligation: &Obligation) -> Option<Instant> {
        let measured = obligation.measured.as_ref()?;
        match &obligation.occasion {
            Occasion::Event(_) => measured.until,
            occasion @ (Occasion::Period { .. } | Occasion::Interval { .. }) => {
                let end = occasion.ends().map(|due| due.closes(self.setup.rules.zone));
                end.filter(|_| measured.awaits)
            }
        }
    }

    /// Whether a period or interval is over.
    fn is_over(&self, occasion: &Occasion) -> bool {
        occasion.ends().is_some_and(|due| due.closes(self.setup.rules.zone) <= self.now)
    }

    /// What may have ended an interval before its end: what happened after it may not count.
    fn doubtful_ends(&self, obligation: &Obligation) -> Vec<Doubt> {
        let Occasion::Interval { .. } = &obligation.occasion else { return Vec::new() };
        let (ends, zone) = (obligation.occasion.ends(), self.setup.rules.zone);
        let before_end = |at: Instant| ends.is_none_or(|due| at < due.closes(zone));
        obligation.doubts.iter().filter(|doubt| before_end(doubt.at.start)).cloned().collect()
    }

    /// Whether an amount or a name that a verdict needs may still change.
    pub(in crate::engine) fn unpaid(&self, obligation: &Obligation, status: Status) -> Option<Vec<Reason>> {
        let plan = &self.setup.plan.norms[obligation.norm];
        let measured = obligation.measured.as_ref()?;
        let earns = self.setup.plan.accounts.norms[obligation.norm].reward.is_some();
        let pays = match status {
            Status::Violated | Status::Repaired => true,
            Status::Fulfilled => earns,
            Status::Excused | Status::Waived | Status::Unearned => false,
            Status::Pending | Status::Unknown => return None,
        };
        let amounts = plan.pays.iter().filter(|_| pays);
        let mut open = amounts.chain(&plan.names).filter_map(|at| match measured.figures.get(*at) {
            Some(Some(figure)) if figure.open => Some(figure.reasons.clone()),
            Some(Some(_)) => None,
            Some(None) | None => Some(vec![Reason::WindowOpen]),
        });
        open.next()
    }

    /// Whether a condition on a period fails when the period ends: one that asks for figures.
    pub(in crate::engine) fn fails_at_the_end(&self, obligation: &Obligation) -> bool {
        let (Expect::Check(checks), Some(at)) =
            (&self.setup.plan.norms[obligation.norm].expect, obligation.check)
        else {
            return false;
        };
        !matches!(obligation.occasion, Occasion::Event(_))
            && obligation.repairs.is_empty()
            && checks.get(at).is_some_and(|check| check.condition.reads_figure())
    }

    /// Whether a condition that fails can be repaired from the end of an interval on, which is not known yet.
    pub(in crate::engine) fn repaired_later(&self, obligation: &Obligation) -> bool {
        let stages = &self.setup.plan.norms[obligation.norm].stages;
        let goes_on =
            matches!(obligation.occasion, Occasion::Interval { .. }) && obligation.span.shown.due.is_none();
        goes_on
            && stages.iter().any(|stage| !stage.reparations.is_empty())
            && self.fails_at_the_end(obligation)
    }

    /// Of a condition `count(…) >= n` that fails: how many there are and how many are needed.
    pub(in crate::engine) fn short_of(&self, obligation: &Obligation) -> Option<Reason> {
        let plan = self.setup.plan;
        let norm = &plan.norms[obligation.norm];
        let (Expect::Check(checks), Some(measured)) = (&norm.expect, &obligation.measured) else {
            return None;
        };
        let Expr::Compare(figure, CompareOp::Ge | CompareOp::Eq, needed) =
            &checks.get(obligation.check?)?.condition
        else {
            return None;
        };
        let (Expr::Figure(at), Expr::Const(Value::Number(needed))) = (&**figure, &**needed) else {
            return None;
        };
        let whole = plan.tally(norm.figures.get(*at)?.tally()?).function;
        let figure = measured.figures.get(*at)?.as_ref()?;
        // Of what is not certain, what speaks for the bearer.
        let (found, needed) = (figure.high?.to_u32()?, needed.ceil().to_u32()?);
        let counted = matches!(whole, Function::Count | Function::Distinct);
        (counted && found < needed).then_some(Reason::TooFew(found, needed))
    }

    /// The comparisons that figures took part in.
    pub(in crate::engine) fn compared(&mut self, obligation: &Obligation) -> Vec<Compared> {
        let Some(measured) = &obligation.measured else { return Vec::new() };
        self.figures.clone_from(&measured.figures);
        let plan = &self.setup.plan.norms[obligation.norm];
        let env = self.env(&obligation.occasion);
        let mut found = Vec::new();
        if let (Expect::Check(checks), Some(at)) = (&plan.expect, obligation.check)
            && let Some(check) = checks.get(at)
        {
            compared(&env, &check.condition, &mut found);
        }
        found
    }
}

/// Puts in place of a figure that cannot be told why it cannot. The second says whether that is because more may come.
pub(in crate::engine) fn spelled_out(obligation: &Obligation, reasons: Vec<Reason>) -> (Vec<Reason>, bool) {
    let Some(measured) = &obligation.measured else { return (reasons, false) };
    let mut open = false;
    let mut out = Vec::new();
    for reason in reasons {
        let why = match &reason {
            Reason::OccasionUndecided(why)
            | Reason::WindowUndecided(why)
            | Reason::ConditionUndecided(why) => *why,
            _ => Why::Nothing,
        };
        match why {
            Why::Figure(i) => {
                let figure = measured.figures.get(i).and_then(Option::as_ref);
                open |= figure.is_none_or(|figure| figure.open);
                let whys = figure.map_or(&[Reason::WindowOpen][..], |figure| &figure.reasons);
                out.extend(whys.iter().cloned());
            }
            _ => out.push(reason),
        }
    }
    (out, open)
}
