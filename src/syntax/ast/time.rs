//! Lengths, points and limits of time.

use super::{Act, Expr, Name, TimeOfDay};
use crate::source::Spanned;
use crate::time::Weekday;
use rust_decimal::Decimal;

/// `1 hour 30 minutes`: one or more parts.
pub type Quantity = Vec<(Decimal, TimeUnit)>;

/// A unit of time after a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeUnit {
    /// Elapsed seconds.
    Second,
    /// Elapsed minutes.
    Minute,
    /// Elapsed hours.
    Hour,
    /// Hours in which the office is open.
    WorkingHour,
    /// Calendar days.
    Day,
    /// Working days.
    WorkingDay,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

/// A length, written out or by parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// `30 minutes`
    Quantity(Spanned<Quantity>),
    /// `timely`
    Param(Name),
}

/// A calendar period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

/// A due point.
#[derive(Clone, Debug, PartialEq)]
pub enum Point {
    /// `08:20`
    TimeOfDay(TimeOfDay),
    /// `Friday 18:00`
    Weekday(Weekday, Option<TimeOfDay>),
    /// `the 5th working day of the next month 18:00`
    NthDay {
        /// Which; `None` is the last.
        n: Option<u32>,
        /// Working days only.
        working: bool,
        /// Of which period.
        unit: CalendarUnit,
        /// The next one instead of the current one.
        next: bool,
        /// At what time of that day; its end if absent.
        time: Option<TimeOfDay>,
    },
    /// `end of month`, `end of next week`
    EndOf {
        /// Of which period.
        unit: CalendarUnit,
        /// The next one instead of the current one.
        next: bool,
    },
    /// `end of shift`
    EndOfShift,
    /// `10:00 on the next working day`; without a time, the end of that day.
    NextWorkingDay(Option<TimeOfDay>),
    /// A field of the record.
    Field(Expr),
}

/// `limit if φ otherwise limit if φ otherwise limit`
#[derive(Clone, Debug, PartialEq)]
pub struct TimeClause {
    /// The branches in order. Every branch but the last has a condition.
    pub branches: Vec<TimeBranch>,
}

/// One branch of a time clause.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeBranch {
    /// The limit.
    pub limit: Spanned<Limit>,
    /// When it applies; the last branch applies otherwise.
    pub condition: Option<Expr>,
}

/// One limit in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// `within 30 minutes of x.occurred`
    Within(Length, Option<Expr>),
    /// `by 08:20`
    By(Point),
    /// `before x.deadline`: any time up to what a field holds, also before the occasion.
    BeforeField(Expr),
    /// `before comparison`; without an act: before the occasion. Lead times say how long before.
    Before {
        /// The event that must not have come yet.
        act: Option<Box<Act>>,
        /// `at least 1 month before`
        at_least: Option<Length>,
        /// `at most 3 months before`
        at_most: Option<Length>,
    },
}
