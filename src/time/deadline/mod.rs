//! Due times: `within 3 days`, `by 08:20`, `at least 1 month before`.
//!
//! Every computation is written once, over a [`Trace`]. The plain functions run it with a trace that keeps nothing and
//! never allocates; the explaining ones collect the steps. So an explanation cannot differ from the verdict.

mod by;
mod days;
mod lead;
mod within;

pub(super) use days::unit_range;

use super::{ClockTime, Due, Instant, Length, Point, Rules, Stamp, Step, TimeError};

/// The due time of `within LENGTH` for an occasion.
///
/// # Errors
/// A calendar is needed and there is none, or it does not cover a day that must be looked at, or it lacks opening
/// hours; or the result is beyond the year 9999.
pub fn within(rules: &Rules<'_>, start: Stamp, length: &Length) -> Result<Due, TimeError> {
    within::within(rules, start, length, &mut Silent)
}

/// The same where it takes no more than an addition: for an occasion that is known exactly, and elapsed time. None says nothing. It is part of
/// whoever asks: mostly not all that it tells is wanted.
#[inline(always)]
pub fn plainly_within(start: Stamp, length: &Length) -> Option<Due> {
    within::plainly_within(start, length)
}

/// The due time of `by POINT` for an occasion, or for a period (whose first instant is then the anchor).
///
/// # Errors
/// As for [`within`]; also if a unit can have no such day.
pub fn by(rules: &Rules<'_>, anchor: Stamp, point: &Point) -> Result<Due, TimeError> {
    by::by(rules, anchor, point, &mut Silent)
}

/// The due time at a clock time on the day of an occasion, even if it has passed: `by x.start_time`.
///
/// # Errors
/// The day is beyond the years that can be written.
pub fn on_day_of(rules: &Rules<'_>, at: Instant, time: ClockTime) -> Result<Due, TimeError> {
    days::on_day(rules, rules.zone.day(at), Some(time), &mut Silent)
}

/// The bound of `at least LENGTH before` (use [`Due::judge`]) or `at most LENGTH before` (use [`Due::judge_from`]): the
/// occasion less the length, at the same clock time, the bound itself included.
///
/// # Errors
/// As for [`within`].
pub fn lead(rules: &Rules<'_>, occasion: Stamp, length: &Length) -> Result<Due, TimeError> {
    lead::lead(rules, occasion, length, &mut Silent)
}

/// [`within`], with the steps that led there.
///
/// # Errors
/// As for [`within`].
pub fn explain_within(
    rules: &Rules<'_>,
    start: Stamp,
    length: &Length,
) -> Result<(Due, Vec<Step>), TimeError> {
    let mut steps = Vec::new();
    within::within(rules, start, length, &mut steps).map(|due| (due, steps))
}

/// [`by`], with the steps that led there.
///
/// # Errors
/// As for [`by`].
pub fn explain_by(rules: &Rules<'_>, anchor: Stamp, point: &Point) -> Result<(Due, Vec<Step>), TimeError> {
    let mut steps = Vec::new();
    by::by(rules, anchor, point, &mut steps).map(|due| (due, steps))
}

/// [`lead`], with the steps that led there.
///
/// # Errors
/// As for [`within`].
pub fn explain_lead(
    rules: &Rules<'_>,
    occasion: Stamp,
    length: &Length,
) -> Result<(Due, Vec<Step>), TimeError> {
    let mut steps = Vec::new();
    lead::lead(rules, occasion, length, &mut steps).map(|due| (due, steps))
}

/// Where the steps of a computation go.
trait Trace {
    /// Whether steps are kept, so that work for them alone can be left out.
    const ON: bool;
    /// Keeps a step.
    fn note(&mut self, step: impl FnOnce() -> Step);
    /// How many steps there are.
    fn mark(&self) -> usize;
    /// Drops the steps after a mark.
    fn rewind(&mut self, mark: usize);
}

/// Keeps nothing.
struct Silent;

impl Trace for Silent {
    const ON: bool = false;
    fn note(&mut self, _step: impl FnOnce() -> Step) {}
    fn mark(&self) -> usize {
        0
    }
    fn rewind(&mut self, _mark: usize) {}
}

impl Trace for Vec<Step> {
    const ON: bool = true;
    fn note(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
    fn mark(&self) -> usize {
        self.len()
    }
    fn rewind(&mut self, mark: usize) {
        self.truncate(mark);
    }
}
