//! Over which time a figure is worked out, and when that is over.

use super::act::Fate;
use super::expr::Truth;
use super::figures::asks_for_figure;
use super::intervals::Span;
use super::window::{NO_WINDOW, Window};
use super::{Naive, Over};
use crate::misread::{Figure as Misread, Interval as Inside};
use crate::mutation::Mutation;
use guiju::analysis::model::{Aggregate, Conduct, Excuse, Expr, ExprKind, Norm, Occasion, Over as Time};
use guiju::time::{self, Due, Instant, Period, Stamp, Unit};

/// The time of a figure.
pub(super) struct Stretch {
    pub window: Window,
    /// Up to this event of the log, itself included.
    pub up_to: Option<usize>,
    /// The first instant after it.
    pub ends: Instant,
}

/// Every time over which a norm asks for figures.
pub fn figures_of(norm: &Norm) -> Vec<Time> {
    let mut conditions: Vec<&Expr> =
        norm.time.iter().filter_map(|branch| branch.condition.as_ref()).collect();
    match &norm.occasion {
        Occasion::Event { filter, .. } => conditions.extend(filter),
        Occasion::Each(each) => {
            conditions.extend(each.roster.iter().filter_map(|roster| roster.filter.as_ref()));
            conditions.extend(&each.condition);
        }
        Occasion::During(during) => conditions.extend(&during.filter),
    }
    if let Conduct::Check(checks) = &norm.conduct {
        conditions.extend(checks.iter().map(|check| &check.condition));
    }
    conditions.extend(norm.excuses.iter().filter_map(|excuse| match excuse {
        Excuse::Condition { condition, .. } => Some(condition),
        Excuse::Act { .. } | Excuse::Throughout { .. } => None,
    }));
    let of_acts = match &norm.conduct {
        Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => Some(acts),
        Conduct::Check(_) | Conduct::Never | Conduct::Hold(_) => None,
    };
    let of_excuses = norm.excuses.iter().filter_map(|excuse| match excuse {
        Excuse::Act { acts, .. } => Some(acts),
        Excuse::Condition { .. } | Excuse::Throughout { .. } => None,
    });
    let acts = of_acts.into_iter().chain(of_excuses).flat_map(|acts| acts.each());
    conditions.extend(acts.filter_map(|act| act.filter.as_ref()));
    let mut times = Vec::new();
    conditions.into_iter().for_each(|condition| times_of(condition, &mut times));
    times
}

fn times_of(expr: &Expr, times: &mut Vec<Time>) {
    match &expr.kind {
        ExprKind::Aggregate(figure) => times.push(figure.over),
        ExprKind::Measure(measure) => times_of(&measure.value, times),
        ExprKind::Rank(rank) => times_of(&rank.of, times),
        ExprKind::Not(a) => times_of(a, times),
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().for_each(|e| times_of(e, times)),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) => {
            times_of(a, times);
            times_of(b, times);
        }
        ExprKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|e| times_of(e, times)),
        _ => {}
    }
}

/// Whether a norm about a period, or an interval, asks for a figure that is not complete when that begins.
pub fn awaits(norm: &Norm) -> bool {
    let over_it = |time: &Time| match norm.occasion {
        Occasion::During(_) => *time == Time::Period,
        Occasion::Event { .. } | Occasion::Each(_) => !matches!(time, Time::Previous(_)),
    };
    figures_of(norm).iter().any(over_it)
}

impl<'a> Naive<'a> {
    /// Whether a condition holds that may ask for figures; `Open` if that is not settled before more of the log is there.
    /// In a norm about a period or interval it is read when that ends, or at the horizon if it is decided by then.
    pub fn asks(&self, expr: &'a Expr, over: &Over<'a>) -> Truth {
        let runs = over.awaits && !self.is_complete(over);
        match self.weighs(expr, over) {
            Truth::Undecided if runs && asks_for_figure(expr) && !self.misreads(Misread::OpenIsUnknown) => {
                Truth::Open
            }
            told => told,
        }
    }

    /// Over which time a figure is worked out; none if that cannot be worked out.
    pub(super) fn stretch(&self, figure: &Aggregate, over: &Over<'a>) -> Option<Stretch> {
        if over.scope.span.is_some() {
            return self.stretch_of_interval(figure, over);
        }
        let rules = self.case.rules();
        let at = over.anchor.at;
        // The moment up to which, and a moment in the last unit.
        let (end, inside, up_to) = match (over.index, over.anchor.period_end) {
            (Some(index), _) => (Due::through(at), at.start, Some(index)),
            (None, Some(end)) => (Due::until(end), end.plus_micros(-1), None),
            (None, None) => return None,
        };
        let containing = |unit: Unit, at: Instant| time::period_containing(&rules, unit, at).ok().flatten();
        let open = |opens: Option<Instant>| Window { opens: opens.map(Stamp::exact), ..NO_WINDOW };
        let zone = &self.case.zone;
        let (window, end, up_to) = match figure.over {
            Time::Period => (open(Some(at.start)), end, None),
            Time::SoFar => (open(None), end, up_to),
            Time::This(unit) => {
                let unit = containing(unit, if up_to.is_some() { at.start } else { inside })?;
                let first = match self.misreads(Misread::ThisIsThePeriod) {
                    true => at.start,
                    false => unit.start,
                };
                (open(Some(first)), end, up_to)
            }
            Time::Previous(unit) => {
                let this = containing(unit, at.start)?;
                let before: Period = containing(unit, this.start.plus_micros(-1))?;
                let before = if self.misreads(Misread::PreviousIsThis) { this } else { before };
                (open(Some(before.start)), Due::until(before.end), None)
            }
            Time::Last(length) => {
                let from = if up_to.is_some() { at } else { Stamp::exact(inside.plus_micros(1)) };
                let lead = time::lead(&rules, from, &length).ok()?;
                (Window { lead: Some(lead), ..NO_WINDOW }, end, up_to)
            }
        };
        let due = up_to.is_none().then_some(end);
        let up_to = up_to.filter(|_| !self.misreads(Misread::WholeTimeOfTheEvent));
        Some(Stretch { window: Window { due, ..window }, up_to, ends: end.closes(zone) })
    }

    /// Over which time a figure of an interval or slot is worked out: over that itself, or up to its beginning.
    fn stretch_of_interval(&self, figure: &Aggregate, over: &Over<'a>) -> Option<Stretch> {
        let rules = self.case.rules();
        let at = over.anchor.at;
        let containing = |unit: Unit, at: Instant| time::period_containing(&rules, unit, at).ok().flatten();
        let wrong = |misread| self.wrong(Mutation::Interval(misread));
        let begins = match wrong(Inside::BeginningCountsBefore) {
            true => at.start.plus_micros(1),
            false => at.start,
        };
        let zone = &self.case.zone;
        let before = |opens: Option<Instant>, end: Instant| Window {
            opens: opens.map(Stamp::exact),
            due: Some(Due::until(end)),
            ..NO_WINDOW
        };
        let window = match figure.over {
            Time::Period => self.over_interval(over)?,
            Time::SoFar => before(None, begins),
            Time::This(unit) => {
                let unit = containing(unit, at.start)?;
                let whole = wrong(Inside::WholeUnitOfTheBeginning);
                before(Some(unit.start), if whole { unit.end } else { begins })
            }
            Time::Previous(unit) => {
                let this = containing(unit, at.start)?;
                let unit = containing(unit, this.start.plus_micros(-1))?;
                before(Some(unit.start), unit.end)
            }
            Time::Last(length) => {
                let end = self.interval_window(over)?.due.filter(|_| wrong(Inside::LastBeforeTheEnd));
                let until = end.map_or(begins, |due| due.last());
                let from = end.map_or(at, |due| Stamp::exact(due.last()));
                let lead = time::lead(&rules, from, &length).ok()?;
                Window { lead: Some(lead), ..before(None, until) }
            }
        };
        let ends = window.due.map_or(Instant::MAX, |due| due.closes(zone));
        let ends = if wrong(Inside::ReadBeforeItsEnd) { ends.min(self.horizon.start) } else { ends };
        Some(Stretch { window, up_to: None, ends })
    }

    /// The time of a figure over an interval or slot, as its acts would count.
    fn over_interval(&self, over: &Over<'a>) -> Option<Window> {
        let wrong = |misread| self.wrong(Mutation::Interval(misread));
        let mut scope = over.scope;
        scope.span = scope.span.map(|span| match wrong(Inside::SlotIsTheWhole) {
            true => Span { slot: None, ..span },
            false => span,
        });
        let mut window = self.interval_window(&Over { scope, ..over.clone() })?;
        if wrong(Inside::BeginningLeftOut) {
            window.opens = window.opens.map(|opens| Stamp::exact(opens.start.plus_micros(1)));
        }
        if wrong(Inside::EndLeftOut) && window.ended {
            window.due = window.due.map(|due| Due::until(due.last()));
        }
        if let Some(first) = window.doubts.iter().min().filter(|_| wrong(Inside::DoubtfulEndEndsIt)) {
            window.due = Some(Due::through(*first));
            window.ended = true;
            window.doubts.clear();
        }
        if wrong(Inside::DoubtfulEndIgnored) {
            window.doubts.clear();
        }
        Some(window)
    }

    /// Whether the period or interval that an obligation is about is over.
    fn is_complete(&self, over: &Over<'a>) -> bool {
        if self.wrong(Mutation::Interval(Inside::ReadBeforeItsEnd)) && over.scope.span.is_some() {
            return true;
        }
        match (over.anchor.period_end, over.scope.span) {
            (Some(end), _) => end <= self.horizon.start,
            (None, Some(_)) => self.interval_window(over).is_some_and(|window| self.is_over(&window)),
            (None, None) => true,
        }
    }

    /// What has become of a condition that does not hold: one on a figure of a period failed when the period ended, one on a figure
    /// over an interval when that did.
    pub fn failed_condition(&self, norm: &Norm, condition: &Expr, window: &Window, over: &Over<'a>) -> Fate {
        if !asks_for_figure(condition) || self.misreads(Misread::FailsAtTheBeginning) {
            return Fate::Failed(Some(over.anchor.at));
        }
        let repaired = norm.stages.iter().any(|stage| !stage.reparations.is_empty());
        match (over.anchor.period_end, over.scope.span, window.due) {
            (Some(end), ..) => Fate::Failed(Some(Stamp::exact(end))),
            (None, Some(_), _) if self.wrong(Mutation::Interval(Inside::RepairedFromTheBeginning)) => {
                Fate::Failed(Some(over.anchor.at))
            }
            (None, Some(_), Some(_)) => self.missed(window, over),
            // From when on it can be repaired is not known yet.
            (None, Some(_), None) if repaired => Fate::Open,
            (None, ..) => Fate::Failed(Some(over.anchor.at)),
        }
    }
}
