//! When occasions begin and end, and when the shift does in which one falls.

use super::eval::Env;
use super::eval::Tri;
use super::run::Engine;
use super::states::Interval;
use super::{Occasion, Reason, Why};
use crate::analysis::model::StateId;
use crate::plan::{Expr, Shift, Slot};
use crate::time::{Due, Instant};
use std::sync::Arc;

impl Engine<'_> {
    /// The end of the shift in which an occasion falls.
    pub(super) fn end_of_shift(
        &self,
        shift: &Shift,
        occasion: &Occasion,
        env: Env<'_>,
    ) -> Result<Option<Due>, Reason> {
        let found: Vec<Arc<Interval>> = match shift {
            Shift::Occasion => match occasion {
                Occasion::Interval { interval, .. } if interval.until.is_none() => return Ok(None),
                Occasion::Interval { interval, .. } => vec![Arc::clone(interval)],
                Occasion::Event(_) | Occasion::Period { .. } => Vec::new(),
            },
            Shift::State(state, subject) => self.shift_at(*state, subject.as_ref(), env)?,
            Shift::Calendar(states) => {
                let mut all = Vec::new();
                for state in states {
                    all.extend(self.shift_at(*state, None, env)?);
                }
                all
            }
        };
        let ends = found.iter().map(|interval| interval.until);
        let Some(last) = ends.max_by_key(|until| until.map_or(Instant::MAX, |until| until.start)) else {
            return Err(Reason::NoShift);
        };
        Ok(last.map(|until| {
            let zone = self.setup.rules.zone;
            let midnight = zone.start_of_day(zone.date(until.start)) == until.start;
            if midnight { Due::until(until.start) } else { Due::through(until) }
        }))
    }

    fn shift_at(
        &self,
        state: StateId,
        subject: Option<&Expr>,
        env: Env<'_>,
    ) -> Result<Vec<Arc<Interval>>, Reason> {
        let Some(answer) = env.state(state, subject, Slot::Occasion) else {
            return Err(Reason::WindowUndecided(Why::Nothing));
        };
        match answer.tri {
            // There may be another one, which ends later.
            Tri::True => match self.states.may_also_lie_in(state, answer.subject.as_ref(), answer.at) {
                None => Ok(answer.intervals),
                Some(why) => Err(Reason::WindowUndecided(why)),
            },
            Tri::False => Ok(Vec::new()),
            Tri::Undecided(why) => Err(Reason::WindowUndecided(why)),
        }
    }
}

impl Occasion {
    /// When it begins.
    pub fn begins(&self) -> Instant {
        match self {
            Occasion::Event(event) => event.at.start,
            Occasion::Period { period, .. } => period.start,
            Occasion::Interval { begins, .. } => begins.start,
        }
    }

    /// Of a slot of an interval that may end before it: when the slot ends.
    pub(super) fn may_be_cut_short(&self) -> Option<Instant> {
        match self {
            Occasion::Interval { interval, slot: Some(slot), .. }
                if interval.ends_with_event() && interval.until.is_none() =>
            {
                Some(slot.end)
            }
            Occasion::Interval { .. } | Occasion::Event(_) | Occasion::Period { .. } => None,
        }
    }

    /// When it ends by itself, if it does and that is known.
    pub(super) fn ends(&self) -> Option<Due> {
        match self {
            Occasion::Event(_) => None,
            Occasion::Period { period, .. } => Some(Due::until(period.end)),
            Occasion::Interval { slot: Some(slot), .. } => Some(Due::until(slot.end)),
            Occasion::Interval { interval, slot: None, .. } => {
                let until = interval.until?;
                Some(if interval.ends_with_event() { Due::through(until) } else { Due::until(until.start) })
            }
        }
    }
}
