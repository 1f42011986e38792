//! Instants, civil time, calendars and deadline arithmetic.
//!
//! A *duration* is elapsed time (`30 minutes`); a *period* is counted on a calendar (`3 days`, `1 month`). They never
//! mix. Comes in: a stamp, a [`Length`] or a [`Point`], and the [`Rules`] of the policy. Goes out: a [`Due`] that can
//! judge candidates, and on request the [`Step`]s by which it was worked out.

mod calendar;
mod day;
mod deadline;
mod due;
mod error;
mod instant;
mod length;
mod named;
mod period;
mod plain;
mod point;
mod rough;
mod rules;
mod shift;
mod step;
mod words;
mod written;
mod zone;

pub use calendar::{
    Calendar, CalendarProblem, Covers, DayOverride, DayReason, Hours, Layer, OpeningHours, ProblemKind,
};
pub use deadline::{by, explain_by, explain_lead, explain_within, lead, on_day_of, plainly_within, within};
pub use due::{Amount, Bound, Due, Opening, Timing};
pub use error::TimeError;
pub use instant::{Instant, Precision, Stamp};
pub use jiff::civil::{Date, DateTime, Time, Weekday};
pub use length::{ClockUnit, Length};
pub use named::elapsed_unit;
pub use period::{Period, next_period_after, period_containing};
pub use point::{ClockTime, Nth, Point, Unit};
pub use rough::{Orders, Rough};
pub use rules::{Conventions, CountFrom, DayEnd, OnRestDay, Rules};
pub use shift::{Way, clock_of, days_between, shift, shift_date, shift_elapsed};
pub use step::Step;
pub(crate) use written::{clock_text, date_text};
pub use zone::{DayRange, Irregular, Zone};
