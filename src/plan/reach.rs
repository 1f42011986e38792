//! How far before its occasion a norm may look: what a log must hold for its obligations to come out as in a log without beginning.

use super::lower::generous;
use super::{FigureOf, GoalId, Limit, Plan, Source, StateSource};
use crate::analysis::model::{Model, Over, StateId};
use crate::event::KindId;
use crate::time::{Length, Point, Unit};

/// So many microseconds, or more; `None`: without limit.
type Far = Option<i64>;

impl Plan {
    /// How far before the beginning of an obligation its norm may look, in microseconds; a little more than is needed. `None`: without
    /// limit. What the obligation itself spans is not counted.
    pub fn reach(&self, model: &Model, norm: usize) -> Option<i64> {
        let Some(plan) = self.norms.get(norm) else { return Some(0) };
        let own = (0..).map(GoalId).zip(&self.goals).filter(|(_, goal)| goal.norm == norm);
        let goals = own.map(|(_, goal)| match (goal.own, goal.backward) {
            // Which act is whose depends on everything that came before.
            (Some(_), _) => None,
            (None, true) => goal.look_back,
            (None, false) => Some(0),
        });
        let figures = plan.figures.iter().map(|figure| self.figure_reach(model, plan, &figure.of));
        let states = plan.states.iter().map(|state| self.state_reach(*state));
        let occasion = match &plan.source {
            // Which events make one pattern depends on all that came before.
            Source::Event { .. } if plan.pattern.is_some() => None,
            Source::Event { .. } => Some(0),
            Source::Each { .. } => Some(0),
            Source::During(during) => {
                match self.states.get(during.state.0 as usize).map(|state| &state.source) {
                    // A record may be written long before its interval begins.
                    Some(StateSource::Record { .. }) => None,
                    Some(StateSource::Between { .. }) => during.lasts.as_ref().map_or(Some(0), limit),
                    Some(StateSource::Table { .. } | StateSource::Shift { .. }) | None => Some(0),
                }
            }
        };
        goals.chain(figures).chain(states).chain([occasion]).try_fold(0, |far, next| Some(far.max(next?)))
    }

    fn figure_reach(&self, model: &Model, norm: &super::NormPlan, figure: &FigureOf) -> Far {
        match figure {
            FigureOf::Counted(counted) => {
                let tally = self.tally(counted.tally);
                if is_violation(model, tally.kind) {
                    return None;
                }
                match (&counted.over, &norm.source) {
                    (Over::Period, Source::Each { .. } | Source::During(_)) => Some(0),
                    (Over::Period, Source::Event { .. }) | (Over::SoFar, _) => None,
                    (Over::This(unit), _) => units(*unit, 1),
                    (Over::Previous(unit), _) => units(*unit, 2),
                    (Over::Last(length), _) => generous(length),
                }
            }
            FigureOf::Rank(rank) => rank
                .figures
                .iter()
                .try_fold(0, |far: i64, figure| Some(far.max(self.figure_reach(model, norm, &figure.of)?))),
        }
    }

    /// Whether a state holds is known from what began it, however long ago that was.
    fn state_reach(&self, state: StateId) -> Far {
        match self.states.get(state.0 as usize).map(|state| &state.source) {
            Some(StateSource::Between { .. } | StateSource::Record { .. }) => None,
            Some(StateSource::Table { .. } | StateSource::Shift { .. }) | None => Some(0),
        }
    }
}

fn is_violation(model: &Model, kind: KindId) -> bool {
    model.violations.iter().any(|violation| violation.kind == kind)
}

/// How long a state may have lasted before it is an occasion.
fn limit(limit: &Limit) -> Far {
    match limit {
        Limit::Within(length, None) => generous(length),
        Limit::By(point) => match point {
            Point::TimeOfDay(_) => units(Unit::Day, 2),
            Point::Weekday { .. } => units(Unit::Week, 2),
            Point::NthDay { of, .. } => units(*of, 2),
            Point::EndOf { unit, .. } => units(*unit, 2),
            Point::NextWorkingDay { .. } | Point::At(_) => None,
        },
        Limit::Within(_, Some(_))
        | Limit::Open(_)
        | Limit::ByField(_)
        | Limit::EndOfShift(_)
        | Limit::BeforeField(_)
        | Limit::Before { .. }
        | Limit::Until { .. } => None,
    }
}

/// So many units of the calendar; how many days lie between two working days only a calendar can tell.
fn units(unit: Unit, n: u32) -> Far {
    match unit {
        Unit::Day => generous(&Length::Days(n)),
        Unit::WorkingDay => None,
        Unit::Week => generous(&Length::Weeks(n)),
        Unit::Month => generous(&Length::Months(n)),
        Unit::Quarter => generous(&Length::Quarters(n)),
        Unit::Year => generous(&Length::Years(n)),
    }
}
