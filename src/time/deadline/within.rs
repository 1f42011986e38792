//! `within LENGTH`: from the occasion on.

use super::days::{checked, end_of_day, list_rest_days, note_irregular, note_uncertain, rolled};
use super::{Silent, Trace};
use crate::time::day::{self, DAY, MINUTE};
use crate::time::due::{Bound, Due};
use crate::time::{
    Calendar, ClockUnit, CountFrom, DayEnd, Instant, Length, Precision, Rules, Stamp, Step, TimeError,
};

/// See [`super::within`].
pub(super) fn within<T: Trace>(
    rules: &Rules<'_>,
    start: Stamp,
    length: &Length,
    trace: &mut T,
) -> Result<Due, TimeError> {
    dated(rules, start.start)?;
    match *length {
        Length::Elapsed { micros, unit } => {
            elapsed(rules, start, length, (micros, needs(micros, unit)), trace)
        }
        Length::WorkingTime { micros, unit } => {
            working_time(rules, start, micros, needs(micros, unit), trace)
        }
        _ => {
            // Only where days end at close of business can the hour decide which day is the first.
            let hour_matters = rules.conventions.day_end == DayEnd::CloseOfBusiness
                && (rules.conventions.count_from == CountFrom::OwnDay || is_zero(length));
            if start.precision < Precision::Day || !hour_matters {
                return counted(rules, start, length, trace);
            }
            let first = counted(rules, Stamp::exact(start.start), length, trace)?;
            let last_instant = rules.zone.last_of(start);
            let second = counted(rules, Stamp::exact(last_instant), length, &mut Silent)?;
            let due = Due::either(first, second, start.precision);
            note_uncertain(rules, start, &due, trace);
            Ok(due)
        }
    }
}

/// See [`super::plainly_within`].
#[inline(always)]
pub(super) fn plainly_within(start: Stamp, length: &Length) -> Option<Due> {
    let Length::Elapsed { micros, unit } = *length else { return None };
    let end = start.start.plus_micros(micros);
    let is_plain =
        start.precision == Precision::Exact && day::surely_in_range(start.start) && day::surely_in_range(end);
    let (bound, precision, needs) = (Bound::Inclusive, start.precision, needs(micros, unit));
    is_plain.then_some(Due { earliest: end, latest: end, bound, precision, needs })
}

/// That an instant lies on a day that can be written.
fn dated(rules: &Rules<'_>, at: Instant) -> Result<(), TimeError> {
    if day::surely_in_range(at) { Ok(()) } else { checked(rules.zone.day(at)).map(drop) }
}

/// How finely a log must be given for a length that was written in a unit: hours and minutes to the minute.
#[inline]
pub(super) fn needs(micros: i64, unit: ClockUnit) -> Precision {
    match unit {
        ClockUnit::Minute | ClockUnit::Hour if micros % MINUTE == 0 => Precision::Minute,
        ClockUnit::Second | ClockUnit::Minute | ClockUnit::Hour => Precision::Exact,
    }
}

/// The due times for the first and the last instant that an occasion can mean; the same one, if the log is fine enough.
pub(super) fn both_ends(
    rules: &Rules<'_>,
    occasion: Stamp,
    needs: Precision,
    mut due: impl FnMut(Instant) -> Result<(Instant, Instant), TimeError>,
) -> Result<Due, TimeError> {
    let (earliest, mut latest) = due(occasion.start)?;
    if occasion.precision > needs {
        latest = due(rules.zone.last_of(occasion))?.1;
    }
    Ok(Due { earliest, latest, bound: Bound::Inclusive, precision: occasion.precision, needs })
}

fn elapsed<T: Trace>(
    rules: &Rules<'_>,
    start: Stamp,
    length: &Length,
    (micros, needs): (i64, Precision),
    trace: &mut T,
) -> Result<Due, TimeError> {
    let due = both_ends(rules, start, needs, |at| {
        let end = at.micros().checked_add(micros).map(Instant::from_micros).ok_or(TimeError::OutOfRange)?;
        dated(rules, end)?;
        Ok((end, end))
    })?;
    let zone = rules.zone;
    trace.note(|| Step::Added {
        from: zone.civil(start.start),
        length: *length,
        to: zone.civil(due.earliest),
    });
    note_clock_change(rules, start.start, due.earliest, trace);
    note_uncertain(rules, start, &due, trace);
    Ok(due)
}

/// Notes that clocks were put forward or back between two instants.
pub(super) fn note_clock_change<T: Trace>(rules: &Rules<'_>, from: Instant, to: Instant, trace: &mut T) {
    if !T::ON {
        return;
    }
    let forward = rules.zone.offset(to) - rules.zone.offset(from);
    if forward != 0 {
        trace.note(|| Step::ClocksChanged { forward });
    }
}

fn working_time<T: Trace>(
    rules: &Rules<'_>,
    start: Stamp,
    micros: i64,
    needs: Precision,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let calendar = rules.calendar()?;
    let due = both_ends(rules, start, needs, |at| {
        let (number, of_day) = day::split(rules.zone.local(at));
        let begun = calendar.worked(checked(number)?, of_day)?;
        if micros <= 0 {
            return Ok((at, at));
        }
        let (last, closing) = calendar.worked_until(number, begun.saturating_add(micros))?;
        let resolved = rules.zone.resolve(last * DAY + closing);
        Ok((resolved.earlier, resolved.later))
    })?;
    if T::ON {
        note_working_time(rules, calendar, start.start, due.earliest, trace)?;
    }
    note_uncertain(rules, start, &due, trace);
    Ok(due)
}

/// Notes where working time begins, how much of it each day gives, and which days give none.
pub(super) fn note_working_time<T: Trace>(
    rules: &Rules<'_>,
    calendar: &Calendar,
    from: Instant,
    to: Instant,
    trace: &mut T,
) -> Result<(), TimeError> {
    const LISTED: usize = 10;
    let zone = rules.zone;
    let (first, from_of_day) = day::split(zone.local(from));
    let (last, to_of_day) = day::split(zone.local(to));
    let is_open = calendar.hours_on(first)?.is_some_and(|h| {
        h.intervals().iter().any(|(opens, closes)| *opens <= from_of_day && from_of_day < *closes)
    });
    if !is_open && from < to {
        let begun = calendar.worked(first, from_of_day)?;
        let (number, of_day) = calendar.worked_until(first, begun + 1)?;
        let opens = day::civil(number * DAY + of_day - 1);
        trace.note(|| Step::OutsideHours { at: zone.civil(from), opens });
    }
    list_rest_days(calendar, first, last, trace);
    let mut listed = 0;
    let mut number = first;
    while number <= last && listed < LISTED {
        let begun = calendar.worked(number, if number == first { from_of_day } else { 0 })?;
        let ended = calendar.worked(number, if number == last { to_of_day } else { DAY })?;
        if ended > begun {
            trace.note(|| Step::OpenTime { date: day::date(number), micros: ended - begun });
            listed += 1;
        }
        number += 1;
    }
    trace.note(|| Step::AtTime { at: zone.civil(to) });
    let local = zone.local(to);
    note_irregular(rules, local, zone.resolve(local).irregular, trace);
    Ok(())
}

/// Lengths counted in days, weeks, months and so on.
fn counted<T: Trace>(
    rules: &Rules<'_>,
    start: Stamp,
    length: &Length,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let (own, of_day) = day::split(rules.zone.local(start.start));
    if is_zero(length) {
        return rest_of_day(rules, own, of_day, length, trace);
    }
    let own_day_counts =
        rules.conventions.count_from == CountFrom::OwnDay && !is_after_closing(rules, own, of_day, trace)?;
    if own_day_counts {
        trace.note(|| Step::OwnDayCounted { date: day::date(own) });
    } else {
        trace.note(|| Step::OwnDayNotCounted { date: day::date(own) });
    }
    let last = match *length {
        Length::WorkingDays(n) => working_days(rules.calendar()?, own, n, own_day_counts, trace)?,
        Length::Elapsed { .. } | Length::WorkingTime { .. } => own,
        Length::Days(n) => plain_days(own, i64::from(n), own_day_counts)?,
        Length::Weeks(n) => plain_days(own, 7 * i64::from(n), own_day_counts)?,
        Length::Months(n) => months(own, i64::from(n), own_day_counts, trace)?,
        Length::Quarters(n) => months(own, 3 * i64::from(n), own_day_counts, trace)?,
        Length::Years(n) => months(own, 12 * i64::from(n), own_day_counts, trace)?,
        Length::MonthsDays { months: n, days } => {
            checked(months(own, i64::from(n), own_day_counts, trace)? + i64::from(days))?
        }
    };
    trace.note(|| Step::LastDay { length: *length, date: day::date(last) });
    let last = match length {
        Length::WorkingDays(_) => last,
        _ => rolled(rules, last, trace)?,
    };
    end_of_day(rules, last, trace)
}

/// Whether nothing at all is counted, as in `within 0 days`.
fn is_zero(length: &Length) -> bool {
    match *length {
        Length::Elapsed { micros, .. } | Length::WorkingTime { micros, .. } => micros == 0,
        Length::Days(n)
        | Length::WorkingDays(n)
        | Length::Weeks(n)
        | Length::Months(n)
        | Length::Quarters(n)
        | Length::Years(n) => n == 0,
        Length::MonthsDays { months, days } => months == 0 && days == 0,
    }
}

/// `within 0 days`: what is left of the occasion's own day. Where days end at close of business, or a working day is
/// asked for, a day that is over or no working day gives way to the next working day.
fn rest_of_day<T: Trace>(
    rules: &Rules<'_>,
    own: i64,
    of_day: i64,
    length: &Length,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let at_closing = rules.conventions.day_end == DayEnd::CloseOfBusiness;
    if !at_closing && !matches!(length, Length::WorkingDays(_)) {
        return end_of_day(rules, rolled(rules, own, trace)?, trace);
    }
    let calendar = rules.calendar()?;
    let is_over = is_after_closing(rules, own, of_day, trace)?;
    let last = calendar.nth_after(own, i64::from(is_over))?;
    list_rest_days(calendar, own, last, trace);
    end_of_day(rules, last, trace)
}

/// Whether the occasion's own day is over, because days end at close of business. The closing minute itself is not.
fn is_after_closing<T: Trace>(
    rules: &Rules<'_>,
    own: i64,
    of_day: i64,
    trace: &mut T,
) -> Result<bool, TimeError> {
    if rules.conventions.day_end != DayEnd::CloseOfBusiness {
        return Ok(false);
    }
    let closing = rules.calendar()?.hours_on(own)?.map_or(DAY, |hours| hours.closing());
    let after = of_day - of_day % MINUTE > closing;
    if after {
        trace.note(|| Step::AfterClosing { at: day::civil(own * DAY + of_day) });
    }
    Ok(after)
}

fn plain_days(own: i64, n: i64, own_day_counts: bool) -> Result<i64, TimeError> {
    checked(own + n - i64::from(own_day_counts))
}

/// The n-th working day.
fn working_days<T: Trace>(
    calendar: &Calendar,
    own: i64,
    n: u32,
    own_day_counts: bool,
    trace: &mut T,
) -> Result<i64, TimeError> {
    let left_out = own - i64::from(own_day_counts);
    let last = calendar.nth_after(left_out, i64::from(n))?;
    list_rest_days(calendar, left_out + 1, last, trace);
    Ok(last)
}

/// The same-numbered day, else the month's last. Counted from the own day, the period ends a day earlier, unless that
/// day is missing already.
fn months<T: Trace>(own: i64, n: i64, own_day_counts: bool, trace: &mut T) -> Result<i64, TimeError> {
    let from = day::date(own);
    let to = day::add_months(from, n).ok_or(TimeError::OutOfRange)?;
    if to.day() < from.day() {
        trace.note(|| Step::LastInstead {
            wanted: from.day().unsigned_abs().into(),
            working: false,
            date: to,
        });
        return Ok(day::number(to));
    }
    Ok(day::number(to) - i64::from(own_day_counts))
}
