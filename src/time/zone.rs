//! Civil time in a zone.

use super::{Date, DateTime, Instant, Precision, Stamp};

/// A local time that does not occur exactly once, because clocks are put forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Irregular {
    /// It does not occur: clocks were put forward over it.
    Gap,
    /// It occurs twice: clocks were put back over it.
    Fold,
}

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
}

impl Zone {
    /// The zone with an IANA name, `UTC`, or a fixed offset such as `+08:00`.
    pub fn named(_name: &str) -> Option<Zone> {
        todo!()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clocks show at an instant.
    pub fn civil(&self, _at: Instant) -> DateTime {
        todo!()
    }

    /// The date at an instant.
    pub fn date(&self, _at: Instant) -> Date {
        todo!()
    }

    /// The instant at which clocks show a time. One that does not occur moves forward to the first that does; of two, the later.
    pub fn instant(&self, _civil: DateTime) -> (Instant, Option<Irregular>) {
        todo!()
    }

    /// The first instant of a date.
    pub fn start_of_day(&self, _date: Date) -> Instant {
        todo!()
    }

    /// The first instant after everything that a stamp can mean.
    pub fn end_of(&self, _stamp: Stamp) -> Instant {
        todo!()
    }

    /// The first instant of the minute or day that holds an instant.
    pub fn floor(&self, _at: Instant, _precision: Precision) -> Instant {
        todo!()
    }
}
