//! Why a due time cannot be worked out. The obligation is then `unknown` for this reason, never guessed.

use std::sync::Arc;

/// Why a due time cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TimeError {
    /// The calendar says nothing about a day that must be looked at.
    NotCovered {
        /// The calendar.
        calendar: Arc<str>,
        /// The year of that day.
        year: i16,
    },
    /// Working days are asked for, but the policy names no calendar.
    NoCalendar,
    /// Opening hours are asked for, but the calendar states none.
    NoOpeningHours {
        /// The calendar.
        calendar: Arc<str>,
    },
    /// The calendar has no working day (or no open hour) where one is looked for.
    NoWorkingDay {
        /// The calendar.
        calendar: Arc<str>,
    },
    /// A unit has no such day, such as the 32nd of a month.
    NoSuchDay,
    /// The result lies beyond the years that can be told (about 9000 BC to AD 9999).
    OutOfRange,
}
