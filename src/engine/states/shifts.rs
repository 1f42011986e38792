//! Shifts of the calendar: the same span of every day.

use super::interval::{Carrier, Interval};
use super::spans::{Lies, lies};
use super::{Answer, Question, edges};
use crate::analysis::model::StateId;
use crate::engine::eval::Tri;
use crate::engine::{Setup, Why};
use crate::plan::StateSource;
use crate::time::Date;
use std::sync::Arc;

/// The shift that begins on a day.
pub(super) fn on(setup: &Setup<'_>, state: StateId, day: Date) -> Option<Arc<Interval>> {
    let StateSource::Shift { from, until } = &setup.plan.states.get(state.0 as usize)?.source else {
        return None;
    };
    let zone = setup.rules.zone;
    let last = if until.time <= from.time { day.tomorrow().ok()? } else { day };
    Some(Arc::new(Interval {
        state,
        subject: None,
        from: Some(edges::clock(zone, day, *from, false)),
        until: Some(edges::clock(zone, last, *until, true)),
        carrier: Carrier::Shift,
        doubt: None,
        repeats: Vec::new(),
    }))
}

/// Whether a moment lies in a shift.
pub(super) fn ask(setup: &Setup<'_>, question: Question<'_>) -> Answer {
    let today = setup.rules.zone.date(question.moment.at.start);
    let days = [today.yesterday().ok(), Some(today)];
    let shifts: Vec<Arc<Interval>> =
        days.into_iter().flatten().filter_map(|day| on(setup, question.state, day)).collect();
    let held = |shift: &&Arc<Interval>| lies(setup, shift, question.moment.at) == Lies::In;
    let inside: Vec<Arc<Interval>> = shifts.iter().filter(held).cloned().collect();
    if !inside.is_empty() {
        return Answer { tri: Tri::True, intervals: inside };
    }
    let partly = shifts.iter().any(|shift| lies(setup, shift, question.moment.at) == Lies::Partly);
    let tri = if partly { Tri::Undecided(Why::TooCoarse) } else { Tri::False };
    Answer { tri, intervals: shifts }
}
