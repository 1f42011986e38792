//! `by POINT`: the first happening of a point that is not over at the occasion.

use super::days::{checked, end_of_day, list_rest_days, note_uncertain, on_day, rolled, unit_range};
use super::{Silent, Trace};
use crate::time::day;
use crate::time::due::{Bound, Due};
use crate::time::{DayEnd, Nth, Point, Precision, Rules, Stamp, Step, TimeError, Unit};

/// How often the next happening of a point is tried. One more than the first is always enough, except that a deadline
/// at close of business may have passed on the next day too.
const TURNS: i64 = 4;

/// See [`super::by`].
pub(super) fn by<T: Trace>(
    rules: &Rules<'_>,
    anchor: Stamp,
    point: &Point,
    trace: &mut T,
) -> Result<Due, TimeError> {
    if let Point::At(at) = point {
        return Ok(fixed(rules, *at, trace));
    }
    checked(rules.zone.day(anchor.start))?;
    if anchor.precision < Precision::Day {
        return first_open(rules, anchor, point, trace);
    }
    // With nothing but the date, the point may have passed at the occasion or not.
    let first = first_open(rules, Stamp::exact(anchor.start), point, trace)?;
    let last_instant = rules.zone.last_of(anchor);
    let second = first_open(rules, Stamp::exact(last_instant), point, &mut Silent)?;
    let due = Due::either(first, second, anchor.precision);
    note_uncertain(rules, anchor, &due, trace);
    Ok(due)
}

/// A fixed date or time: not moved by any convention.
fn fixed<T: Trace>(rules: &Rules<'_>, at: Stamp, trace: &mut T) -> Due {
    if at.precision == Precision::Day {
        trace.note(|| Step::AtMidnight { date: rules.zone.date(at.start) });
        return Due::day_end(rules.zone.end_of(at));
    }
    trace.note(|| Step::AtTime { at: rules.zone.civil(at.start) });
    Due {
        earliest: at.start,
        latest: at.start,
        bound: Bound::Inclusive,
        precision: at.precision,
        needs: Precision::Minute,
    }
}

fn first_open<T: Trace>(
    rules: &Rules<'_>,
    anchor: Stamp,
    point: &Point,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let number = rules.zone.day(anchor.start);
    let mut start = trace.mark();
    for turn in 0..TURNS {
        let due = happening(rules, number, point, turn, trace)?;
        if !due.closed_at(anchor, rules.zone) {
            return Ok(due);
        }
        // Of a happening that had passed only its time is worth telling.
        trace.rewind(start);
        let last = due.last_day(rules.zone);
        trace.note(|| match due.bound {
            Bound::Inclusive => Step::Passed { at: rules.zone.civil(due.latest) },
            Bound::Exclusive => Step::Passed { at: day::civil((last + 1) * day::DAY) },
        });
        start = trace.mark();
    }
    Err(TimeError::OutOfRange)
}

/// The point's happening in or after the unit that holds a day; with `turn`, so many happenings later.
fn happening<T: Trace>(
    rules: &Rules<'_>,
    number: i64,
    point: &Point,
    turn: i64,
    trace: &mut T,
) -> Result<Due, TimeError> {
    match *point {
        Point::TimeOfDay(time) => on_day(rules, number + turn, Some(time), trace),
        Point::Weekday { day: weekday, time } => {
            let ahead =
                (i64::from(weekday.to_monday_zero_offset()) - day::weekday(number) as i64).rem_euclid(7);
            let last = rolled(rules, checked(number + ahead + 7 * turn)?, trace)?;
            on_day(rules, last, time, trace)
        }
        Point::NthDay { n, working, of, next, time } => {
            let range = unit_range(rules, of, number, i64::from(next) + turn)?;
            trace.note(|| Step::InUnit { unit: of, first: day::date(range.0), last: day::date(range.1) });
            let found = nth_day(rules, n, working, of, range, trace)?;
            let last = if working { found } else { rolled(rules, found, trace)? };
            on_day(rules, last, time, trace)
        }
        Point::EndOf { unit, next } => {
            let last = end_of_unit(rules, number, unit, next, turn, trace)?;
            end_of_day(rules, last, trace)
        }
        Point::NextWorkingDay { time } => {
            let calendar = rules.calendar()?;
            let last = calendar.nth_after(number, 1 + turn)?;
            list_rest_days(calendar, number + 1, last, trace);
            on_day(rules, last, time, trace)
        }
        // Handled before, because it does not depend on the occasion.
        Point::At(at) => Ok(fixed(rules, at, trace)),
    }
}

/// The last day of a unit.
fn end_of_unit<T: Trace>(
    rules: &Rules<'_>,
    number: i64,
    unit: Unit,
    next: bool,
    turn: i64,
    trace: &mut T,
) -> Result<i64, TimeError> {
    let later = i64::from(next) + turn;
    match unit {
        // Where days end at close of business, the end of the day is the next close of business: after closing time, and
        // on a day without business, that of the next working day.
        Unit::Day if rules.conventions.day_end == DayEnd::CloseOfBusiness => {
            let calendar = rules.calendar()?;
            let first = calendar.nth_after(number + i64::from(next), 0)?;
            let last = if turn > 0 { calendar.nth_after(first, turn)? } else { first };
            list_rest_days(calendar, number, last, trace);
            Ok(last)
        }
        Unit::Day => Ok(number + later),
        Unit::WorkingDay => {
            let calendar = rules.calendar()?;
            let first = if next { calendar.nth_after(number, 1)? } else { calendar.nth_after(number, 0)? };
            let last = if turn > 0 { calendar.nth_after(first, turn)? } else { first };
            list_rest_days(calendar, number, last, trace);
            Ok(last)
        }
        Unit::Week | Unit::Month | Unit::Quarter | Unit::Year => {
            let (first, last) = unit_range(rules, unit, number, later)?;
            trace.note(|| Step::InUnit { unit, first: day::date(first), last: day::date(last) });
            rolled(rules, last, trace)
        }
    }
}

/// The n-th day or working day of a range, else its last.
fn nth_day<T: Trace>(
    rules: &Rules<'_>,
    n: Nth,
    working: bool,
    of: Unit,
    (first, last): (i64, i64),
    trace: &mut T,
) -> Result<i64, TimeError> {
    let most = match of {
        Unit::Day | Unit::WorkingDay => 1,
        Unit::Week => 7,
        Unit::Month => 31,
        Unit::Quarter => 92,
        Unit::Year => 366,
    };
    if let Nth::Nth(n) = n
        && !(1..=most).contains(&n)
    {
        return Err(TimeError::NoSuchDay { n, first: day::date(first), last: day::date(last) });
    }
    let there_are = match working {
        true => rules.calendar()?.days_between(first, last + 1)?,
        false => last - first + 1,
    };
    let wanted = match n {
        Nth::Nth(n) => i64::from(n),
        Nth::Last => there_are,
    };
    let counted = wanted.min(there_are);
    let found = if working {
        let calendar = rules.calendar()?;
        if there_are == 0 {
            return Err(TimeError::NoWorkingDay { calendar: calendar.name().into() });
        }
        let found = calendar.nth_after(first - 1, counted)?;
        list_rest_days(calendar, first, if n == Nth::Last { last } else { found }, trace);
        found
    } else {
        first + counted - 1
    };
    if wanted > there_are {
        trace.note(|| Step::LastInstead { wanted: wanted as u32, working, date: day::date(found) });
    }
    Ok(found)
}
