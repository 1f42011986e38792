//! Days, weeks, months and the like as ranges of the time line.

use super::deadline::unit_range;
use super::{Date, Instant, Rules, TimeError, Unit, Weekday, day};

/// One day, working day, week, month, quarter or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// Of which kind.
    pub unit: Unit,
    /// Its first instant.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
    /// Its first date.
    pub first: Date,
    /// Its last date.
    pub last: Date,
}

impl Period {
    fn new(rules: &Rules<'_>, unit: Unit, first: i64, last: i64) -> Period {
        Period {
            unit,
            start: rules.zone.start_of(first),
            end: rules.zone.start_of(last + 1),
            first: day::date(first),
            last: day::date(last),
        }
    }

    /// A short stable name: `2024-05-06`, `2024-W19`, `2024-05`, `2024-Q2`, `2024`. A week that does not start on a
    /// Monday has no number in ISO 8601; it is named by its first date, `2024-05-05/P1W`.
    pub fn label(&self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        match self.unit {
            Unit::Day | Unit::WorkingDay => self.first.to_string(),
            Unit::Week if self.first.weekday() == Weekday::Monday => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Unit::Week => format!("{}/P1W", self.first),
            Unit::Month => format!("{year:04}-{month:02}"),
            Unit::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Unit::Year => format!("{year:04}"),
        }
    }
}

/// The period of a kind that holds an instant. None: a working day was asked for, and the instant lies on a rest day.
///
/// # Errors
/// A working day was asked for and there is no calendar, or it does not cover the date; or the instant is beyond the
/// years that can be written.
pub fn period_containing(rules: &Rules<'_>, unit: Unit, at: Instant) -> Result<Option<Period>, TimeError> {
    let number = rules.zone.day(at);
    let (first, last) = unit_range(rules, unit, number, 0)?;
    if unit == Unit::WorkingDay && !rules.calendar()?.works(number)? {
        return Ok(None);
    }
    Ok(Some(Period::new(rules, unit, first, last)))
}

/// The first period of a kind that starts at an instant or after it; hand in a period's end to walk on. None: the years
/// that can be written end.
///
/// # Errors
/// A working day was asked for and there is no calendar, or it does not cover a date that must be looked at.
pub fn next_period_after(rules: &Rules<'_>, unit: Unit, from: Instant) -> Result<Option<Period>, TimeError> {
    let mut number = rules.zone.day(from);
    if !day::in_range(number) {
        return Ok(None);
    }
    if unit == Unit::WorkingDay {
        let calendar = rules.calendar()?;
        loop {
            let found = match calendar.nth_after(number, 0) {
                Err(TimeError::OutOfRange) => return Ok(None),
                other => other?,
            };
            let period = Period::new(rules, unit, found, found);
            if period.start >= from && period.start < period.end {
                return Ok(Some(period));
            }
            number = found + 1;
        }
    }
    for later in 0.. {
        let (first, last) = match unit_range(rules, unit, number, later) {
            Err(TimeError::OutOfRange) => return Ok(None),
            other => other?,
        };
        let period = Period::new(rules, unit, first, last);
        // A date that a zone left out altogether is no period.
        if period.start >= from && period.start < period.end {
            return Ok(Some(period));
        }
    }
    Ok(None)
}
