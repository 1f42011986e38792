//! Deliberately wrong readings of what has a page of its own: figures, norms about norms, the ledger.

/// Wrong readings of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// An uncertain figure says nothing, though it is at least so much.
    BoundsIgnored,
    /// A figure up to an event is decided with the event, though another may share its moment.
    DecidesAtTheEvent,
    /// `this` unit begins with the norm's own period.
    ThisIsThePeriod,
    /// `the previous` unit is the one at hand.
    PreviousIsThis,
    /// Rows after the event at hand count.
    WholeTimeOfTheEvent,
    /// The event at hand does not count.
    EventItselfLeftOut,
    /// What lies after the end of a source is taken for observed.
    EndOfSourceIgnored,
    /// What lies before the log is taken for observed.
    BeginningIgnored,
    /// An event that may belong to a figure is left out.
    DoubtfulLeftOut,
    /// Events of anybody count.
    ForIgnored,
    /// Events that fail the condition count.
    WhereIgnored,
    /// A blank that may be is zero.
    BlankIsZero,
    /// A cell that cannot be read is left out.
    UnreadableLeftOut,
    /// Rejected rows are forgotten.
    LostIgnored,
    /// Rejected rows count whatever their keys say.
    LostKeysIgnored,
    /// The mean, the least and the greatest of nothing are zero.
    EmptyIsZero,
    /// Equal values count as different ones.
    DistinctCountsAll,
    /// The earliest value is the last.
    LastIsFirst,
    /// A condition on a figure that fails, failed when the period began.
    FailsAtTheBeginning,
    /// What a norm about a figure owes is unknown while the period runs.
    OpenIsUnknown,
}

impl Figure {
    pub const ALL: [Figure; 20] = {
        use Figure::*;
        [
            BoundsIgnored,
            DecidesAtTheEvent,
            ThisIsThePeriod,
            PreviousIsThis,
            WholeTimeOfTheEvent,
            EventItselfLeftOut,
            EndOfSourceIgnored,
            BeginningIgnored,
            DoubtfulLeftOut,
            ForIgnored,
            WhereIgnored,
            BlankIsZero,
            UnreadableLeftOut,
            LostIgnored,
            LostKeysIgnored,
            EmptyIsZero,
            DistinctCountsAll,
            LastIsFirst,
            FailsAtTheBeginning,
            OpenIsUnknown,
        ]
    };
}
