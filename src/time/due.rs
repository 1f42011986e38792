//! A due time, and how acts compare with it at the precision of the log.
//!
//! A due time has a precision of its own, and a deadline *needs* a certain precision to be told exactly: minutes for
//! `within 2 hours` or `by 08:20`, seconds for `within 90 seconds`, days for everything counted in days. As long as occasion and act
//! are given at least that finely, both sides are cut to the coarser of the two precisions, and equality is in time.
//! Where the log is coarser than the deadline needs, only what is certain is said: certainly in time, certainly late, or undecided.

use super::day::{self, MINUTE};
use super::{Instant, Precision, Stamp, Zone};

/// Whether an act at the bound itself is in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// It is: `within 30 minutes`, `by 08:20`.
    Inclusive,
    /// It is not: a day that ends at 24:00.
    Exclusive,
}

/// How an act compares with a due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timing {
    /// It came in time.
    InTime,
    /// It came late.
    Late,
    /// The log is too coarse to tell.
    Undecided,
}

/// How an act compares with a bound before which it must not come (`at most 3 months before`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opening {
    /// It came at the bound or after it.
    Open,
    /// It came too early.
    Early,
    /// The log is too coarse to tell.
    Undecided,
}

/// How far two moments lie apart, in the unit in which people would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Elapsed time, in microseconds.
    Elapsed(i64),
    /// Calendar days.
    Days(u32),
}

/// A due time.
///
/// It is two instants, which are nearly always the same one. They differ where the occasion is given so coarsely that the
/// due time is not certain, and for a clock time that occurs twice because clocks are put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Due {
    /// The due time for the earliest instant that the occasion can mean.
    pub(super) earliest: Instant,
    /// The due time for the latest instant that the occasion can mean.
    pub(super) latest: Instant,
    /// Whether the bound itself is in time.
    pub(super) bound: Bound,
    /// How finely the due time is known.
    pub(super) precision: Precision,
    /// The coarsest precision at which the deadline can be told.
    pub(super) needs: Precision,
}

impl Due {
    /// A due time at which a day ends: the first instant after it.
    pub(super) fn day_end(end: Instant) -> Due {
        Due {
            earliest: end,
            latest: end,
            bound: Bound::Exclusive,
            precision: Precision::Day,
            needs: Precision::Day,
        }
    }

    /// The due time of an occasion given too coarsely to tell which of two is meant.
    pub(super) fn either(first: Due, second: Due, occasion: Precision) -> Due {
        if first == second {
            return first;
        }
        Due {
            earliest: first.certain(first.earliest),
            latest: second.certain(second.latest),
            bound: Bound::Inclusive,
            precision: occasion,
            needs: first.needs.min(second.needs),
        }
    }

    /// The last instant that is in time when the bound is `at`.
    fn certain(&self, at: Instant) -> Instant {
        match (self.bound, self.precision) {
            (Bound::Exclusive, _) => at.plus_micros(-1),
            (Bound::Inclusive, Precision::Minute) => at.plus_micros(MINUTE - 1),
            (Bound::Inclusive, Precision::Exact | Precision::Day) => at,
        }
    }

    /// The last instant of the window (inclusive bound) or the first after it (exclusive bound). Of an uncertain due
    /// time, the latest it can be.
    pub fn last(&self) -> Instant {
        self.latest
    }

    /// The earliest instant that the due time can mean; nearly always the same as [`Due::last`].
    pub fn earliest(&self) -> Instant {
        self.earliest
    }

    /// Whether the bound itself is in time.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// How finely the due time is known: a due time to the minute stands for the whole of that minute.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The coarsest precision of a log at which the deadline can be told exactly.
    pub fn needs(&self) -> Precision {
        self.needs
    }

    /// The precision at which an act is compared; none if the log is too coarse for that.
    fn common(&self, act: Precision) -> Option<Precision> {
        let coarser = self.precision.max(act);
        (coarser <= self.needs).then_some(coarser)
    }

    /// Compares an act with the due time as a deadline.
    pub fn judge(&self, act: Stamp, zone: &Zone) -> Timing {
        match (self.bound, self.common(act.precision)) {
            (Bound::Exclusive, _) if zone.end_of(act) <= self.earliest => Timing::InTime,
            (Bound::Exclusive, _) if act.start >= self.latest => Timing::Late,
            (Bound::Exclusive, _) => Timing::Undecided,
            (Bound::Inclusive, Some(precision)) => {
                if zone.floor(act.start, precision) <= zone.floor(self.latest, precision) {
                    Timing::InTime
                } else {
                    Timing::Late
                }
            }
            (Bound::Inclusive, None) if zone.last_of(act) <= self.earliest => Timing::InTime,
            (Bound::Inclusive, None) if act.start > self.latest => Timing::Late,
            (Bound::Inclusive, None) => Timing::Undecided,
        }
    }

    /// Whether an act was in time however finely it had been noted: for what can only do harm to who is bound. Two times that are
    /// given as finely are compared as they stand.
    pub fn surely_in_time(&self, act: Stamp, zone: &Zone) -> bool {
        let as_fine = act.precision == self.precision;
        let whole = || zone.last_of(act) <= self.earliest;
        self.judge(act, zone) == Timing::InTime && (as_fine || self.bound == Bound::Exclusive || whole())
    }

    /// The same of the earliest permitted time.
    pub fn surely_open(&self, act: Stamp, zone: &Zone) -> bool {
        let as_fine = act.precision == self.precision;
        let last = zone.last_of(Stamp { start: self.latest, precision: self.precision });
        self.judge_from(act, zone) == Opening::Open && (as_fine || act.start >= last)
    }

    /// Up to when an act whose time is known to the second or finer is in time, if that takes no more than a comparison. None, or a
    /// later act, says nothing: then [`Due::judge`] tells.
    #[inline]
    pub fn surely_until(&self) -> Option<Instant> {
        match (self.bound, self.precision) {
            (Bound::Exclusive, _) => Some(self.earliest.plus_micros(-1)),
            (Bound::Inclusive, Precision::Exact) => Some(self.latest),
            (Bound::Inclusive, Precision::Minute | Precision::Day) => None,
        }
    }

    /// Compares an act with the due time as the earliest permitted one, for `at most 3 months before`.
    pub fn judge_from(&self, act: Stamp, zone: &Zone) -> Opening {
        match (self.bound, self.common(act.precision)) {
            (Bound::Inclusive, Some(precision)) => {
                if zone.floor(act.start, precision) >= zone.floor(self.earliest, precision) {
                    Opening::Open
                } else {
                    Opening::Early
                }
            }
            _ if act.start >= self.latest => Opening::Open,
            _ if zone.end_of(act) <= self.earliest => Opening::Early,
            _ => Opening::Undecided,
        }
    }

    /// Whether no act seen at `horizon` or later can be in time any more. A window that includes its last instant is
    /// closed only beyond it, because another event may share that instant.
    pub fn closed_at(&self, horizon: Stamp, zone: &Zone) -> bool {
        match (self.bound, self.common(horizon.precision)) {
            (Bound::Exclusive, _) => horizon.start >= self.latest,
            (Bound::Inclusive, Some(precision)) => {
                zone.floor(horizon.start, precision) > zone.floor(self.latest, precision)
            }
            (Bound::Inclusive, None) => horizon.start > self.latest,
        }
    }

    /// By how much an act came late; none if it was in time or cannot be told. Counted in days where the deadline or
    /// the log knows no more than the day, else in elapsed time.
    pub fn lateness(&self, act: Stamp, zone: &Zone) -> Option<Amount> {
        (self.judge(act, zone) == Timing::Late).then(|| self.distance(act, zone, self.latest))
    }

    /// How much time was left after an act; none if it came late or cannot be told. Days are counted to the last day
    /// of the window, so an act on that day has 0 days left.
    pub fn margin(&self, act: Stamp, zone: &Zone) -> Option<Amount> {
        (self.judge(act, zone) == Timing::InTime).then(|| self.distance(act, zone, self.earliest))
    }

    /// How much too early an act came for `at most 3 months before`; none if it did not or cannot be told.
    pub fn earliness(&self, act: Stamp, zone: &Zone) -> Option<Amount> {
        (self.judge_from(act, zone) == Opening::Early).then(|| self.distance(act, zone, self.earliest))
    }

    /// Elapsed time by which an act came late, in microseconds, for penalties per started hour; none if it was in time
    /// or cannot be told. From the end of the last day, if the deadline is given or counted in days. An act given to the
    /// minute or day counts from its first instant, and seconds do not count after a due time given to the minute: what is certain,
    /// which favours the person who is bound.
    pub fn overrun(&self, act: Stamp, zone: &Zone) -> Option<i64> {
        if self.judge(act, zone) != Timing::Late {
            return None;
        }
        let at = match (self.bound, self.precision) {
            (Bound::Inclusive, Precision::Minute) => zone.floor(act.start, Precision::Minute),
            _ => act.start,
        };
        Some(at.micros().saturating_sub(self.overrun_from(zone).micros()))
    }

    /// From when on the overrun is counted: the due time, or the end of the day that it is.
    pub fn overrun_from(&self, zone: &Zone) -> Instant {
        self.stated(zone).0
    }

    /// The due time as programs are told it: its instant, and whether that is itself in time. A due time that is a day is told by
    /// the end of that day, like a deadline counted in days.
    pub fn stated(&self, zone: &Zone) -> (Instant, Bound) {
        match (self.bound, self.common(Precision::Day)) {
            (Bound::Inclusive, Some(_)) if self.precision == Precision::Day => {
                (self.closes(zone), Bound::Exclusive)
            }
            _ => (self.latest, self.bound),
        }
    }

    fn distance(&self, act: Stamp, zone: &Zone, due: Instant) -> Amount {
        let coarser = self.precision.max(act.precision);
        if self.ends_a_day(zone) || coarser == Precision::Day {
            let last_day = match self.bound {
                Bound::Exclusive => zone.day(due.plus_micros(-1)),
                Bound::Inclusive => zone.day(due),
            };
            let days = zone.day(act.start).abs_diff(last_day);
            return Amount::Days(u32::try_from(days).unwrap_or(u32::MAX));
        }
        let (a, b) = (zone.floor(act.start, coarser), zone.floor(due, coarser));
        Amount::Elapsed(a.micros().saturating_sub(b.micros()).saturating_abs())
    }

    /// Whether it ends with a day, and not with the end of a slot or shift in the middle of one.
    pub(super) fn ends_a_day(&self, zone: &Zone) -> bool {
        self.bound == Bound::Exclusive && zone.start_of(zone.day(self.latest)) == self.latest
    }

    /// The last day of the window, as a day number.
    pub(super) fn last_day(&self, zone: &Zone) -> i64 {
        day::number(zone.date(self.certain(self.latest)))
    }
}
