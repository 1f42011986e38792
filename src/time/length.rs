//! How long: elapsed time, or a period counted on a calendar.

use schemars::JsonSchema;
use serde::Serialize;

/// The unit in which an elapsed time was written. It decides how fine a log must be, and how the length is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
}

impl ClockUnit {
    /// Microseconds in one unit.
    pub const fn micros(self) -> i64 {
        match self {
            ClockUnit::Second => 1_000_000,
            ClockUnit::Minute => 60_000_000,
            ClockUnit::Hour => 3_600_000_000,
        }
    }
}

/// A length of time as a policy writes it. `1 month` is not `720 hours`, and `1 day` is not `24 hours`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Elapsed time, whatever the clocks do: `30 minutes`, `24 hours`.
    Elapsed {
        /// How long, in microseconds.
        micros: i64,
        /// The finest unit it was written with.
        unit: ClockUnit,
    },
    /// Time inside the calendar's opening hours: `6 working hours`.
    WorkingTime {
        /// How long, in microseconds.
        micros: i64,
        /// The finest unit it was written with.
        unit: ClockUnit,
    },
    /// Calendar days.
    Days(u32),
    /// Working days of the calendar.
    WorkingDays(u32),
    /// Weeks of seven days.
    Weeks(u32),
    /// Months: to the same-numbered day, else the month's last.
    Months(u32),
    /// Quarters of three months.
    Quarters(u32),
    /// Years of twelve months.
    Years(u32),
    /// Months, and then days: `1 month 15 days`.
    MonthsDays {
        /// How many months; they are counted first.
        months: u32,
        /// How many days after that.
        days: u32,
    },
}

impl Length {
    /// Elapsed time of so many units, such as `30 minutes`; stops at the end of the time line.
    pub const fn elapsed(count: i64, unit: ClockUnit) -> Length {
        Length::Elapsed { micros: count.saturating_mul(unit.micros()), unit }
    }

    /// Working time of so many units, such as `6 working hours`.
    pub const fn working_time(count: i64, unit: ClockUnit) -> Length {
        Length::WorkingTime { micros: count.saturating_mul(unit.micros()), unit }
    }
}
