//! Days, weeks, months and the like as ranges of the time line.

use super::{Date, Instant, Rules, TimeError, Unit, Weekday};

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
    /// A short stable name: `2024-05-06`, `2024-W19`, `2024-05`, `2024-Q2`, `2024`.
    pub fn label(&self) -> String {
        let _ = Weekday::Monday;
        todo!()
    }
}

/// The period of a kind that holds an instant. None: the instant lies on a rest day, and a working day was asked for.
pub fn period_containing(_rules: &Rules<'_>, _unit: Unit, _at: Instant) -> Result<Option<Period>, TimeError> {
    todo!()
}

/// The first period of a kind that starts at `from` or after it; hand in a period's end to walk on. None: the time line ends.
pub fn next_period_after(
    _rules: &Rules<'_>,
    _unit: Unit,
    _from: Instant,
) -> Result<Option<Period>, TimeError> {
    todo!()
}
