//! Instants, civil time, calendars and deadline arithmetic.
//!
//! A *duration* is elapsed time (`30 minutes`); a *period* is counted on a calendar (`3 days`, `1 month`). They are two
//! types and never mix. Every due time carries the steps by which it was worked out.

mod instant;

pub use instant::{Instant, Precision, Stamp};
pub use jiff::civil::{Date, DateTime, Time, Weekday};
