//! Dates as numbers of days, so that counting is integer arithmetic.

use super::{Date, DateTime, Time, Weekday};
use jiff::SignedDuration;

/// Microseconds in a civil day of 24 hours.
pub(super) const DAY: i64 = 86_400_000_000;
/// Microseconds in a minute.
pub(super) const MINUTE: i64 = 60_000_000;
/// The day number of a Monday from which weeks are counted (1969-12-29).
pub(super) const MONDAY: i64 = -3;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1970-01-01.
pub(super) fn number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_secs() / 86_400
}

/// The date with a day number; beyond the years that can be written, the first or last date.
pub(super) fn date(number: i64) -> Date {
    number
        .checked_mul(24)
        .and_then(SignedDuration::try_from_hours)
        .and_then(|days| EPOCH.checked_add(days).ok())
        .unwrap_or(if number < 0 { Date::MIN } else { Date::MAX })
}

/// Whether a day number stands for a date that can be written.
pub(super) fn in_range(number: i64) -> bool {
    // -9999-01-01 and 9999-12-31.
    (-4_371_587..=2_932_896).contains(&number)
}

/// The same of an instant, which no offset from UTC puts out of range. False says nothing.
#[inline]
pub(super) fn surely_in_range(at: super::Instant) -> bool {
    (-4_371_580 * DAY..=2_932_890 * DAY).contains(&at.micros())
}

/// The weekday of a day number, Monday being 0.
pub(super) fn weekday(number: i64) -> usize {
    (number - MONDAY).rem_euclid(7) as usize
}

/// The weekday with an index, Monday being 0.
pub(super) fn weekday_at(index: usize) -> Weekday {
    Weekday::from_monday_zero_offset((index % 7) as i8).unwrap_or(Weekday::Monday)
}

/// Splits microseconds since the epoch, as clocks show them, into the day number and the time of day.
pub(super) fn split(local: i64) -> (i64, i64) {
    (local.div_euclid(DAY), local.rem_euclid(DAY))
}

/// The time of day after so many microseconds of the day; 24:00 and later is the last microsecond.
pub(super) fn time(of_day: i64) -> Time {
    let micros = of_day.clamp(0, DAY - 1);
    let seconds = micros / 1_000_000;
    Time::new(
        (seconds / 3600) as i8,
        (seconds / 60 % 60) as i8,
        (seconds % 60) as i8,
        (micros % 1_000_000 * 1000) as i32,
    )
    .unwrap_or(Time::MAX)
}

/// Microseconds from midnight to a time of day; what is finer is cut off.
pub(super) fn of_day(time: Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond()) / 1000
}

/// Microseconds since the epoch as clocks show them.
pub(super) fn local(civil: DateTime) -> i64 {
    number(civil.date()) * DAY + of_day(civil.time())
}

/// What clocks show so many microseconds after the epoch.
pub(super) fn civil(local: i64) -> DateTime {
    let (day, of_day) = split(local);
    date(day).to_datetime(time(of_day))
}

/// Months since year 0: `2024-03` is `2024 * 12 + 2`.
pub(super) fn month_index(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// The first date of a month. None beyond the years that can be written.
pub(super) fn month_start(index: i64) -> Option<Date> {
    let year = i16::try_from(index.div_euclid(12)).ok()?;
    Date::new(year, index.rem_euclid(12) as i8 + 1, 1).ok()
}

/// The same-numbered day so many months later (earlier, if negative), else the last day of that month.
pub(super) fn add_months(from: Date, months: i64) -> Option<Date> {
    let first = month_start(month_index(from) + months)?;
    Date::new(first.year(), first.month(), from.day().min(first.days_in_month())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_agree_at_the_ends_of_the_calendar() {
        for date in [Date::MIN, EPOCH, Date::constant(2024, 2, 29), Date::MAX] {
            assert_eq!(super::date(number(date)), date);
            assert!(in_range(number(date)));
        }
        assert!(!in_range(number(Date::MIN) - 1) && !in_range(number(Date::MAX) + 1));
        assert_eq!(super::date(i64::MIN), Date::MIN);
        assert_eq!(super::date(i64::MAX), Date::MAX);
    }

    #[test]
    fn weekdays_follow_from_day_numbers() {
        for days in -400..400 {
            assert_eq!(weekday_at(weekday(days)), super::date(days).weekday());
        }
    }

    #[test]
    fn a_missing_day_of_the_month_is_the_last() {
        assert_eq!(add_months(Date::constant(2024, 1, 31), 1), Some(Date::constant(2024, 2, 29)));
        assert_eq!(add_months(Date::constant(2024, 3, 31), -1), Some(Date::constant(2024, 2, 29)));
        assert_eq!(add_months(Date::MAX, 1), None);
    }
}
