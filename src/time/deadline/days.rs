//! What all deadlines share: the end of a day, a clock time on a day, rest days, and units of the calendar.

use super::Trace;
use crate::time::day::{self, DAY};
use crate::time::due::{Bound, Due};
use crate::time::zone::Irregular;
use crate::time::{
    Calendar, ClockTime, DayEnd, DayReason, OnRestDay, Precision, Rules, Stamp, Step, TimeError, Unit,
};

/// How many groups of rest days an explanation lists one by one.
const LISTED: usize = 12;
/// How many days an explanation walks at most.
const WALKED: i64 = 400;

/// That a day number stands for a date that can be written.
pub(super) fn checked(number: i64) -> Result<i64, TimeError> {
    if day::in_range(number) { Ok(number) } else { Err(TimeError::OutOfRange) }
}

/// A deadline at the end of a day, as the policy's convention ends it.
pub(super) fn end_of_day<T: Trace>(rules: &Rules<'_>, number: i64, trace: &mut T) -> Result<Due, TimeError> {
    checked(number)?;
    if rules.conventions.day_end == DayEnd::CloseOfBusiness {
        match rules.calendar()?.hours_on(number)?.map(|hours| hours.closing()) {
            Some(DAY..) => {}
            Some(closing) => {
                trace.note(|| Step::AtClosing { at: day::civil(number * DAY + closing) });
                return Ok(clock(rules, number, closing, Precision::Minute, trace));
            }
            None => {
                trace.note(|| Step::NoClosing { date: day::date(number) });
                return Ok(Due::day_end(rules.zone.start_of(number + 1)));
            }
        }
    }
    trace.note(|| Step::AtMidnight { date: day::date(number) });
    Ok(Due::day_end(rules.zone.start_of(number + 1)))
}

/// A deadline on a day: at a clock time, or at its end.
pub(super) fn on_day<T: Trace>(
    rules: &Rules<'_>,
    number: i64,
    time: Option<ClockTime>,
    trace: &mut T,
) -> Result<Due, TimeError> {
    let Some(time) = time else { return end_of_day(rules, number, trace) };
    let (number, of_day) = (checked(number)?, day::of_day(time.time));
    trace.note(|| Step::AtTime { at: day::civil(number * DAY + of_day) });
    Ok(clock(rules, number, of_day, time.precision, trace))
}

/// A deadline at a clock time. A time that occurs twice is kept twice: the later counts for deadlines.
pub(super) fn clock<T: Trace>(
    rules: &Rules<'_>,
    number: i64,
    of_day: i64,
    precision: Precision,
    trace: &mut T,
) -> Due {
    let local = number * DAY + of_day;
    let resolved = rules.zone.resolve(local);
    note_irregular(rules, local, resolved.irregular, trace);
    Due {
        earliest: resolved.earlier,
        latest: resolved.later,
        bound: Bound::Inclusive,
        precision,
        needs: Precision::Minute,
    }
}

/// Notes that a local time does not occur, or occurs twice.
pub(super) fn note_irregular<T: Trace>(
    rules: &Rules<'_>,
    local: i64,
    irregular: Option<Irregular>,
    trace: &mut T,
) {
    match irregular {
        None => {}
        Some(Irregular::Gap) => trace.note(|| Step::Gap {
            asked: day::civil(local),
            used: rules.zone.civil(rules.zone.resolve(local).later),
        }),
        Some(Irregular::Fold) => trace.note(|| Step::Fold { at: day::civil(local) }),
    }
}

/// Notes that the occasion is given too coarsely for the deadline, if it is.
pub(super) fn note_uncertain<T: Trace>(rules: &Rules<'_>, occasion: Stamp, due: &Due, trace: &mut T) {
    if due.precision > due.needs {
        trace.note(|| Step::Uncertain {
            precision: occasion.precision,
            earliest: rules.zone.civil(due.earliest),
            latest: rules.zone.civil(due.latest),
        });
    }
}

/// Moves a last day off a rest day, if the policy says so.
pub(super) fn rolled<T: Trace>(rules: &Rules<'_>, number: i64, trace: &mut T) -> Result<i64, TimeError> {
    match rules.conventions.on_rest_day {
        OnRestDay::Keep => {
            if T::ON
                && let Some(reason) = rules.calendar.and_then(|c| c.why(day::date(number)).ok())
                && !reason.is_working()
            {
                trace.note(|| Step::Stays { date: day::date(number), reason });
            }
            Ok(number)
        }
        OnRestDay::NextWorkingDay => {
            let calendar = rules.calendar()?;
            checked(number)?;
            if calendar.works(number)? {
                return Ok(number);
            }
            let next = calendar.nth_after(number, 1)?;
            if T::ON {
                let (from, to) = (day::date(number), day::date(next));
                let reason = calendar.why(from)?;
                trace.note(|| Step::Moved { from, reason, to });
            }
            Ok(next)
        }
    }
}

/// Lists the rest days and make-up days of a range of days, ends included.
pub(super) fn list_rest_days<T: Trace>(calendar: &Calendar, first: i64, last: i64, trace: &mut T) {
    if !T::ON {
        return;
    }
    let mut run: Option<(i64, i64, DayReason)> = None;
    let mut listed = 0;
    let mut number = first;
    while number <= last && number - first < WALKED && listed < LISTED {
        let Ok(reason) = calendar.why(day::date(number)) else { break };
        match &mut run {
            Some((_, end, known)) if *known == reason => *end = number,
            _ => {
                listed += flush(run.take(), trace);
                run = Some((number, number, reason));
            }
        }
        number += 1;
    }
    if listed < LISTED {
        flush(run.take(), trace);
    } else if let Some((start, _, _)) = run {
        number = start;
    }
    if let Ok(working) = calendar.days_between(number, (last + 1).max(number)) {
        let days = (last + 1 - number).max(0) - working;
        if days > 0 {
            trace.note(|| Step::MoreRestDays { days });
        }
    }
}

/// Notes a run of days with one reason, if it is worth a line: how many lines.
fn flush<T: Trace>(run: Option<(i64, i64, DayReason)>, trace: &mut T) -> usize {
    let Some((first, last, reason)) = run else { return 0 };
    let (first, last) = (day::date(first), day::date(last));
    match reason {
        DayReason::WorkingDay | DayReason::Named(_) => return 0,
        DayReason::Weekend | DayReason::Holiday(_) => trace.note(|| Step::RestDays { first, last, reason }),
        DayReason::MakeUp(name) => trace.note(|| Step::MakeUpDay { date: first, name }),
    }
    1
}

/// The first and last day number of the unit that holds a day, or of the one so many units later.
pub(in crate::time) fn unit_range(
    rules: &Rules<'_>,
    unit: Unit,
    number: i64,
    later: i64,
) -> Result<(i64, i64), TimeError> {
    let months = |length: i64| {
        let index = day::month_index(day::date(number)).div_euclid(length) * length + later * length;
        let first = day::month_start(index).map(day::number);
        let next = day::month_start(index + length - 1).map(|d| day::number(d.last_of_month()));
        first.zip(next).ok_or(TimeError::OutOfRange)
    };
    let (first, last) = match unit {
        Unit::Day | Unit::WorkingDay => (number + later, number + later),
        Unit::Week => {
            let start = rules.conventions.week_start.to_monday_zero_offset() as i64;
            let into = (day::weekday(number) as i64 - start).rem_euclid(7);
            (number - into + 7 * later, number - into + 7 * later + 6)
        }
        Unit::Month => months(1)?,
        Unit::Quarter => months(3)?,
        Unit::Year => months(12)?,
    };
    Ok((checked(first)?, checked(last)?))
}
