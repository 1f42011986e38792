//! `at least LENGTH before`, `at most LENGTH before`: looking back from the occasion.
//!
//! The conventions about the first day, the end of days and rest days speak of periods that run forward; looking back
//! keeps the clock time and is not moved.

use super::Trace;
use super::days::{checked, list_rest_days, note_irregular, note_uncertain};
use super::within::{both_ends, needs, note_clock_change, note_working_time};
use crate::time::day::{self, DAY};
use crate::time::due::{Bound, Due};
use crate::time::{Instant, Length, Precision, Rules, Stamp, Step, TimeError};

/// See [`super::lead`].
pub(super) fn lead<T: Trace>(
    rules: &Rules<'_>,
    occasion: Stamp,
    length: &Length,
    trace: &mut T,
) -> Result<Due, TimeError> {
    checked(rules.zone.day(occasion.start))?;
    let due = match *length {
        Length::Elapsed { micros, unit } => both_ends(rules, occasion, needs(micros, unit), |at| {
            let bound = at.micros().checked_sub(micros).map(Instant::from_micros);
            let bound = bound.ok_or(TimeError::OutOfRange)?;
            checked(rules.zone.day(bound))?;
            Ok((bound, bound))
        })?,
        Length::WorkingTime { micros, unit } => {
            both_ends(rules, occasion, needs(micros, unit), |at| working_time(rules, at, micros))?
        }
        _ => counted(rules, occasion, length, trace)?,
    };
    let zone = rules.zone;
    if T::ON && matches!(length, Length::WorkingTime { .. }) {
        note_working_time(rules, rules.calendar()?, due.latest, occasion.start, trace)?;
    }
    trace.note(|| Step::TakenOff {
        from: zone.civil(occasion.start),
        length: *length,
        to: zone.civil(if due.precision > due.needs { due.earliest } else { due.latest }),
    });
    if matches!(length, Length::Elapsed { .. }) {
        note_clock_change(rules, due.earliest, occasion.start, trace);
    }
    note_uncertain(rules, occasion, &due, trace);
    Ok(due)
}

/// The first and the last moment from which so much working time is left until an instant.
fn working_time(rules: &Rules<'_>, at: Instant, micros: i64) -> Result<(Instant, Instant), TimeError> {
    let calendar = rules.calendar()?;
    let (number, of_day) = day::split(rules.zone.local(at));
    let left = calendar.worked(checked(number)?, of_day)?.saturating_sub(micros);
    if micros <= 0 {
        return Ok((at, at));
    }
    let (first, closing) = calendar.worked_until(number, left)?;
    // The next microsecond of open doors begins where the last such moment is.
    let (last, opening) = calendar.worked_until(number, left + 1)?;
    let earlier = rules.zone.resolve(first * DAY + closing).earlier;
    let later = rules.zone.resolve(last * DAY + opening - 1).later;
    Ok((earlier, later))
}

/// Lengths counted in days, months and so on: the same clock time on an earlier day.
fn counted<T: Trace>(
    rules: &Rules<'_>,
    occasion: Stamp,
    length: &Length,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let (own, of_day) = day::split(rules.zone.local(occasion.start));
    let back = |months: i64| day::add_months(day::date(own), -months).map(day::number);
    let number = match *length {
        Length::Days(n) => Some(own - i64::from(n)),
        Length::Weeks(n) => Some(own - 7 * i64::from(n)),
        Length::Months(n) => back(i64::from(n)),
        Length::Quarters(n) => back(3 * i64::from(n)),
        Length::Years(n) => back(12 * i64::from(n)),
        Length::MonthsDays { months, days } => back(i64::from(months)).map(|to| to - i64::from(days)),
        Length::WorkingDays(0) | Length::Elapsed { .. } | Length::WorkingTime { .. } => Some(own),
        Length::WorkingDays(n) => {
            let calendar = rules.calendar()?;
            let first = calendar.nth_after(own, -i64::from(n))?;
            list_rest_days(calendar, first, own - 1, trace);
            Some(first)
        }
    };
    let number = checked(number.ok_or(TimeError::OutOfRange)?)?;
    let local = number * DAY + of_day;
    let resolved = rules.zone.resolve(local);
    note_irregular(rules, local, resolved.irregular, trace);
    Ok(Due {
        earliest: resolved.earlier,
        latest: resolved.later,
        bound: Bound::Inclusive,
        precision: occasion.precision,
        needs: Precision::Day,
    })
}
