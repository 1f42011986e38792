//! A due time, and how acts compare with it at the precision of the log.

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
    /// The last instant of the window (inclusive bound) or the first after it (exclusive bound).
    pub fn last(&self) -> Instant {
        self.latest
    }

    /// Whether the bound itself is in time.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// How finely the due time is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The coarsest precision of a log at which the deadline can be told exactly.
    pub fn needs(&self) -> Precision {
        self.needs
    }

    /// Compares an act with the due time as a deadline.
    pub fn judge(&self, _candidate: Stamp, _zone: &Zone) -> Timing {
        todo!()
    }

    /// Compares an act with the due time as the earliest permitted one.
    pub fn judge_from(&self, _candidate: Stamp, _zone: &Zone) -> Opening {
        todo!()
    }

    /// Whether no act seen at or after `horizon` can be in time any more.
    pub fn closed_at(&self, _horizon: Stamp, _zone: &Zone) -> bool {
        todo!()
    }

    /// By how much an act came late; none if it was in time or cannot be told.
    pub fn lateness(&self, _candidate: Stamp, _zone: &Zone) -> Option<Amount> {
        todo!()
    }

    /// How much time was left; none if the act came late or cannot be told.
    pub fn margin(&self, _candidate: Stamp, _zone: &Zone) -> Option<Amount> {
        todo!()
    }
}
