//! When: a point in time that a policy names.

use super::{Precision, Stamp, Time, Weekday};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// A time of day as a policy writes it. `08:20` stands for the whole minute, `08:20:00` for the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClockTime {
    /// The time of day.
    pub time: Time,
    /// [`Precision::Minute`] if written without seconds, else [`Precision::Exact`].
    pub precision: Precision,
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.precision == Precision::Minute { "%H:%M" } else { "%H:%M:%S%.f" };
        write!(f, "{}", self.time.strftime(format))
    }
}

impl ClockTime {
    /// How two times of day compare at the coarser precision of the two.
    pub fn compare(self, other: ClockTime) -> std::cmp::Ordering {
        let minute = |time: Time| (time.hour(), time.minute());
        match self.precision.max(other.precision) {
            Precision::Exact => self.time.cmp(&other.time),
            Precision::Minute | Precision::Day => minute(self.time).cmp(&minute(other.time)),
        }
    }

    /// A time written to the minute, such as `08:20`. None if there is no such time.
    pub fn minute(hour: i8, minute: i8) -> Option<ClockTime> {
        Some(ClockTime { time: Time::new(hour, minute, 0, 0).ok()?, precision: Precision::Minute })
    }

    /// A time written to the second, such as `08:20:00`. None if there is no such time.
    pub fn second(hour: i8, minute: i8, second: i8) -> Option<ClockTime> {
        Some(ClockTime { time: Time::new(hour, minute, second, 0).ok()?, precision: Precision::Exact })
    }
}

/// A unit of the calendar, both for `each month` and for `by end of month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A day.
    Day,
    /// A working day of the calendar.
    WorkingDay,
    /// A week, from the convention's first weekday.
    Week,
    /// A month.
    Month,
    /// A quarter: January to March, and so on.
    Quarter,
    /// A calendar year.
    Year,
}

/// Which day of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nth {
    /// The n-th, from 1.
    Nth(u32),
    /// The last.
    Last,
}

/// A point in time that a policy names, relative to an occasion or to the start of a period.
///
/// A point means its first happening that is not over at the occasion: `by Friday 18:00` on a Friday at 19:00 is the
/// Friday after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// `by 08:20`.
    TimeOfDay(ClockTime),
    /// `by Friday`, `by Friday 18:00`.
    Weekday {
        /// The day of the week.
        day: Weekday,
        /// The time; without it, the end of the day.
        time: Option<ClockTime>,
    },
    /// `by the 5th working day of the next month`, `by the last day of the quarter 12:00`.
    NthDay {
        /// Which day.
        n: Nth,
        /// Whether only working days are counted.
        working: bool,
        /// In which unit: week, month, quarter or year.
        of: Unit,
        /// Whether the next unit is meant rather than the one that holds the occasion.
        next: bool,
        /// The time; without it, the end of the day.
        time: Option<ClockTime>,
    },
    /// `by end of day`, `by end of the next month`.
    EndOf {
        /// Of which unit.
        unit: Unit,
        /// Whether the next unit is meant rather than the one that holds the occasion.
        next: bool,
    },
    /// `by 10:00 on the next working day`, `by end of the next working day`.
    NextWorkingDay {
        /// The time; without it, the end of the day.
        time: Option<ClockTime>,
    },
    /// A fixed date or time.
    At(Stamp),
}
