//! Dues that need no arithmetic: the end of a period, an event that has come.

use super::{Bound, Due, Instant, Precision, Stamp, Zone};

impl Due {
    /// Everything before an instant, which itself is too late: the end of a period.
    pub fn until(end: Instant) -> Due {
        Due {
            earliest: end,
            latest: end,
            bound: Bound::Exclusive,
            precision: Precision::Exact,
            needs: Precision::Day,
        }
    }

    /// Everything up to a timestamp, which itself is in time, at the precision it was given in.
    pub fn through(stamp: Stamp) -> Due {
        Due {
            earliest: stamp.start,
            latest: stamp.start,
            bound: Bound::Inclusive,
            precision: stamp.precision,
            needs: Precision::Day,
        }
    }

    /// The first instant at which [`Due::closed_at`] holds for an exact horizon; never earlier than a coarser horizon's start
    /// at which it holds. Timers wait for it.
    #[inline]
    pub fn closes(&self, zone: &Zone) -> Instant {
        match self.bound {
            Bound::Exclusive => self.latest,
            Bound::Inclusive => match self.precision {
                Precision::Exact => self.latest.plus_micros(1),
                Precision::Minute | Precision::Day => {
                    let start = zone.floor(self.latest, self.precision);
                    zone.end_of(Stamp { start, precision: self.precision })
                }
            },
        }
    }
}
