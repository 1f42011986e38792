//! Dates and points of time moved by a length: plain counting on the calendar.
//!
//! The conventions of a policy (which day counts first, when a day ends, rest days) speak of deadlines. They have no part
//! in this: the date 3 days after the 6th is the 9th, whatever a deadline of 3 days would be.

use super::day::{self, DAY};
use super::{Calendar, Date, Due, Instant, Length, Precision, Rules, Stamp, TimeError, Zone};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// Later.
    Later,
    /// Earlier.
    Earlier,
}

/// The date so long after another or before it; of `1 month 15 days`, the months are counted first.
///
/// None if the length is not counted in days, weeks, months and so on.
///
/// # Errors
/// Working days are asked for and there is no calendar, or it does not cover a day that must be looked at; or the result
/// is beyond the years that can be written.
pub fn shift_date(
    calendar: Option<&Calendar>,
    from: Date,
    length: &Length,
    way: Way,
) -> Result<Option<Date>, TimeError> {
    let signed = |n: u32| match way {
        Way::Later => i64::from(n),
        Way::Earlier => -i64::from(n),
    };
    let own = day::number(from);
    let months = |n: i64| day::add_months(from, n).map(day::number).ok_or(TimeError::OutOfRange);
    let number = match *length {
        Length::Elapsed { .. } | Length::WorkingTime { .. } => return Ok(None),
        Length::Days(n) => own + signed(n),
        Length::Weeks(n) => own + 7 * signed(n),
        Length::WorkingDays(0) => own,
        Length::WorkingDays(n) => calendar.ok_or(TimeError::NoCalendar)?.nth_after(own, signed(n))?,
        Length::Months(n) => months(signed(n))?,
        Length::Quarters(n) => months(3 * signed(n))?,
        Length::Years(n) => months(12 * signed(n))?,
        Length::MonthsDays { months: n, days } => months(signed(n))? + signed(days),
    };
    if day::in_range(number) { Ok(Some(day::date(number))) } else { Err(TimeError::OutOfRange) }
}

/// The point of time so long after another or before it. Elapsed and working time are added as such; days, months and
/// so on keep the time on the clock (one that does not occur moves forward, of a doubled one the later is meant).
///
/// None where the point is given too coarsely for the length: a minute or a day moved by a part of it is no minute or day.
///
/// # Errors
/// As for [`shift_date`]; also if opening hours are asked for and there are none.
pub fn shift(
    zone: &Zone,
    calendar: Option<&Calendar>,
    from: Stamp,
    length: &Length,
    way: Way,
) -> Result<Option<Stamp>, TimeError> {
    if let Length::Elapsed { micros, .. } = *length {
        return Ok(shift_elapsed(from, if way == Way::Later { micros } else { micros.saturating_neg() }));
    }
    if let Length::WorkingTime { .. } = length {
        if from.precision == Precision::Day {
            return Ok(None);
        }
        let rules = Rules::new(zone, calendar);
        let due: Due = match way {
            Way::Later => super::within(&rules, from, length)?,
            Way::Earlier => super::lead(&rules, from, length)?,
        };
        return Ok(Some(Stamp { start: due.last(), precision: from.precision }));
    }
    let Some(date) = shift_date(calendar, zone.date(from.start), length, way)? else { return Ok(None) };
    let start = match from.precision {
        Precision::Day => zone.start_of_day(date),
        Precision::Exact | Precision::Minute => {
            let (_, of_day) = day::split(zone.local(from.start));
            zone.resolve(day::number(date) * DAY + of_day).later
        }
    };
    Ok(Some(Stamp { start, precision: from.precision }))
}

/// The point of time so many microseconds later (earlier, if negative); none if that is a part of its minute or day.
pub fn shift_elapsed(from: Stamp, micros: i64) -> Option<Stamp> {
    let whole = match from.precision {
        Precision::Exact => true,
        Precision::Minute => micros % day::MINUTE == 0,
        Precision::Day => micros == 0,
    };
    let start = from.start.micros().checked_add(micros).map(Instant::from_micros)?;
    whole.then_some(Stamp { start, precision: from.precision })
}

/// Days from one date to another; negative if it lies before.
pub fn days_between(from: Date, to: Date) -> i64 {
    day::number(to) - day::number(from)
}

/// The time of day that the clocks show, as finely as the point of time is given; none of a mere day.
pub fn clock_of(zone: &Zone, at: Stamp) -> Option<super::ClockTime> {
    let precision = match at.precision {
        Precision::Day => return None,
        other => other,
    };
    let (_, of_day) = day::split(zone.local(at.start));
    Some(super::ClockTime { time: day::time(of_day), precision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::ClockUnit;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_come_before_days() {
        let mixed = Length::MonthsDays { months: 1, days: 15 };
        let moved = |from, way| shift_date(None, date(from), &mixed, way).unwrap().unwrap().to_string();
        // 31 January, the last of February, and 15 days: not 15 days from the 3rd of March.
        assert_eq!(moved("2024-01-31", Way::Later), "2024-03-15");
        assert_eq!(moved("2024-03-31", Way::Earlier), "2024-02-14");
    }

    #[test]
    fn the_calendar_keeps_the_clock_and_elapsed_time_does_not() {
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        // Noon on the eve of the change.
        let noon = Stamp::exact(zone.instant("2024-03-30T12:00:00".parse().unwrap()).0);
        let moved = |length| {
            let to = shift(&zone, None, noon, &length, Way::Later).unwrap().unwrap();
            zone.text(to)
        };
        assert_eq!(moved(Length::Days(1)), "2024-03-31 12:00:00");
        assert_eq!(moved(Length::elapsed(24, ClockUnit::Hour)), "2024-03-31 13:00:00");
    }

    #[test]
    fn a_part_of_a_minute_is_no_minute() {
        let minute = Stamp { start: Instant::from_micros(0), precision: Precision::Minute };
        assert_eq!(shift_elapsed(minute, 90_000_000), None);
        assert_eq!(shift_elapsed(minute, 120_000_000).map(|to| to.start.micros()), Some(120_000_000));
        let day = Stamp { precision: Precision::Day, ..minute };
        assert_eq!(shift_elapsed(day, DAY), None);
    }

    #[test]
    fn a_year_that_is_not_covered_is_named() {
        let cn = Calendar::builtin("cn").unwrap();
        let moved = shift_date(Some(cn), date("1990-05-06"), &Length::WorkingDays(2), Way::Later);
        assert!(matches!(moved, Err(TimeError::NotCovered { year: 1990, .. })), "{moved:?}");
    }
}
