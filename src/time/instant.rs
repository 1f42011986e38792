use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// A point on the time line: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Instant(i64);

impl Instant {
    /// The earliest representable instant.
    pub const MIN: Instant = Instant(i64::MIN);
    /// The latest representable instant.
    pub const MAX: Instant = Instant(i64::MAX);

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Instant(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant so many microseconds later (or earlier, if negative); stops at the ends of the time line.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Instant(self.0.saturating_add(micros))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp}"),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

/// How finely a timestamp was given. A coarser one stands for the whole of its minute or day.
///
/// The order goes from fine to coarse, so the coarser of two is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second or finer: a point.
    #[default]
    Exact,
    /// To the minute.
    Minute,
    /// To the day.
    Day,
}

/// A timestamp as a log gives it: the first instant it can mean, and how finely it was given.
///
/// Ordered by the first instant, so a stable sort keeps log order among equals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stamp {
    /// The first instant of the second, minute or day that the timestamp names (in the zone it was read in).
    pub start: Instant,
    /// How finely it was given.
    pub precision: Precision,
}

impl Stamp {
    /// A timestamp given to the second or finer.
    pub const fn exact(start: Instant) -> Self {
        Stamp { start, precision: Precision::Exact }
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.start)?;
        match self.precision {
            Precision::Exact => Ok(()),
            Precision::Minute => f.write_str("(minute)"),
            Precision::Day => f.write_str("(day)"),
        }
    }
}
