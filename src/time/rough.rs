//! Elapsed time between timestamps that are given to the minute or the day.

use super::day::MINUTE;
use super::{Precision, Stamp, Zone};
use std::cmp::Ordering;

/// Elapsed time that is known only as finely as the timestamps between which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rough {
    /// Between the beginnings of the two minutes or days, in microseconds.
    pub nominal: i64,
    /// The least it can be, in microseconds.
    pub least: i64,
    /// The most it can be, in microseconds.
    pub most: i64,
    /// The coarser precision of the two.
    pub precision: Precision,
}

/// How two lengths may be ordered, as far as can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// The first may be the shorter.
    pub less: bool,
    /// They may be equal.
    pub equal: bool,
    /// The first may be the longer.
    pub greater: bool,
}

impl Rough {
    /// From one timestamp to another. None beyond the ends of the time line.
    pub fn between(from: Stamp, to: Stamp, zone: &Zone) -> Option<Rough> {
        let precision = from.precision.max(to.precision);
        let last = |stamp: Stamp| zone.last_of(stamp).micros();
        let begin = |stamp: Stamp| zone.floor(stamp.start, precision).micros();
        Some(Rough {
            nominal: begin(to).checked_sub(begin(from))?,
            least: to.start.micros().checked_sub(last(from))?,
            most: last(to).checked_sub(from.start.micros())?,
            precision,
        })
    }

    /// Elapsed time that is known exactly.
    pub fn exact(micros: i64) -> Rough {
        Rough { nominal: micros, least: micros, most: micros, precision: Precision::Exact }
    }

    /// One after the other. None beyond the ends of the time line.
    pub fn plus(self, other: Rough) -> Option<Rough> {
        Some(Rough {
            nominal: self.nominal.checked_add(other.nominal)?,
            least: self.least.checked_add(other.least)?,
            most: self.most.checked_add(other.most)?,
            precision: self.precision.max(other.precision),
        })
    }

    /// The other way round.
    pub fn negated(self) -> Option<Rough> {
        Some(Rough {
            nominal: self.nominal.checked_neg()?,
            least: self.most.checked_neg()?,
            most: self.least.checked_neg()?,
            precision: self.precision,
        })
    }

    /// How it is ordered against another length. To the minute, whole minutes are told apart as clocks show them: from
    /// 09:00 to 09:30 are 30 minutes. Otherwise only what is certain is said.
    pub fn orders(self, other: Rough) -> Orders {
        let whole_minutes = |rough: Rough| match rough.precision {
            Precision::Exact => rough.nominal % MINUTE == 0,
            Precision::Minute => true,
            Precision::Day => false,
        };
        if whole_minutes(self) && whole_minutes(other) {
            let order = self.nominal.cmp(&other.nominal);
            return Orders {
                less: order == Ordering::Less,
                equal: order == Ordering::Equal,
                greater: order == Ordering::Greater,
            };
        }
        Orders {
            less: self.least < other.most,
            equal: self.least <= other.most && other.least <= self.most,
            greater: self.most > other.least,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    fn stamp(minutes: i64, seconds: i64, precision: Precision) -> Stamp {
        Stamp { start: Instant::from_micros((minutes * 60 + seconds) * 1_000_000), precision }
    }

    #[test]
    fn to_the_minute_whole_minutes_are_decided_and_parts_are_not() {
        let zone = Zone::utc();
        let half_an_hour =
            Rough::between(stamp(0, 0, Precision::Minute), stamp(30, 0, Precision::Minute), &zone).unwrap();
        let decided = |minutes: i64, seconds: i64| {
            half_an_hour.orders(Rough::exact((minutes * 60 + seconds) * 1_000_000))
        };
        assert_eq!(decided(30, 0), Orders { less: false, equal: true, greater: false });
        assert_eq!(decided(31, 0), Orders { less: true, equal: false, greater: false });
        assert_eq!(decided(30, 30), Orders { less: true, equal: true, greater: true });
        assert_eq!(decided(31, 30), Orders { less: true, equal: false, greater: false });
    }

    #[test]
    fn an_exact_end_is_cut_to_the_minute_of_the_other() {
        let zone = Zone::utc();
        let rough =
            Rough::between(stamp(0, 0, Precision::Minute), stamp(30, 59, Precision::Exact), &zone).unwrap();
        assert_eq!(rough.nominal, 30 * MINUTE);
    }

    #[test]
    fn days_tell_only_what_is_certain() {
        let zone = Zone::utc();
        let same_day =
            Rough::between(stamp(0, 0, Precision::Day), stamp(0, 0, Precision::Day), &zone).unwrap();
        let hour = Rough::exact(60 * MINUTE);
        assert_eq!(same_day.orders(hour), Orders { less: true, equal: true, greater: true });
        let two_days_on =
            Rough::between(stamp(0, 0, Precision::Day), stamp(2 * 1440, 0, Precision::Day), &zone).unwrap();
        assert_eq!(two_days_on.orders(hour), Orders { less: false, equal: false, greater: true });
    }
}
