//! Deliberately wrong readings of what is said about states, intervals and gaps. As with [`crate::mutation`], the comparison must
//! notice each of them.

wrong_readings! {
    /// One wrong reading.
    Slip {
        /// A state does not hold yet at its first instant.
        BeginsAfterItsBeginning,
        /// A state still holds at the instant at which it ends.
        HoldsAtItsEnd,
        /// Whatever ends the state of somebody ends everybody's.
        EndOfAnybody,
        /// Whatever stands in an event, it begins the state.
        BeginningUnfiltered,
        /// A beginning while the state holds is an interval of its own.
        BeginsAgain,
        /// An end without a beginning does not tell that the state held before.
        EndTellsNothing,
        /// Who has no event is not in the state.
        SilenceIsNo,
        /// Rejected rows begin and end nothing.
        LostRowsChangeNothing,
        /// A condition on an event knows what was logged after it.
        RowsKnownAhead,
        /// What was logged after the close of a window is known.
        LaterRowsKnown,
        /// Of what was kept it cannot be told whether it was.
        KeptIsLeftOpen,
        /// The excuse of an event is asked at the end of the window.
        AskedAtTheEnd,
        /// The excuse of a period is asked at its beginning.
        PeriodAskedAtItsBeginning,
        /// The last day of a record does not belong to its interval.
        LastDayExcluded,
        /// An end that is not after the beginning is not one of the next day.
        MidnightIgnored,
        /// A bound that may be blank, and is, cannot be told.
        BlankBoundIsUnknown,
        /// An interval that says no beginning begins with the log.
        FromEverIsFromTheLog,
        /// A record whose subject is blank, and may be, is an interval of somebody.
        NobodyHasIntervals,
        /// What no record covers does not hold, whatever may lie before the log.
        UncoveredIsNo,
        /// An interval that was over when the log began is an occasion.
        OverBeforeTheLog,
        /// The last piece of an interval is owed, however short.
        ShortSlotOwed,
        /// A slot is decided before it is over.
        SlotDecidedEarly,
        /// An act at the end of an interval or slot is in time.
        IntervalIncludesItsEnd,
        /// An act together with the event that ends an interval is late.
        EndingEventIsLate,
        /// A window opens as the day or minute begins on which it does.
        CoarseOpeningIsItsBeginning,
        /// What ends exactly at the limit has outlasted it.
        LastsAtItsLimit,
        /// A norm about what lasts applies from the beginning of the interval.
        LastsFromItsBeginning,
        /// The attributes of a slot, or of what has lasted, are those of the beginning of the interval.
        AttributesOfTheBeginning,
        /// The record that carries an interval counts as an act in it.
        RecordCountsItself,
        /// The first gap begins with the first act.
        FirstGapIgnored,
        /// The last gap ends with the last act.
        LastGapIgnored,
        /// A gap of exactly the length is too long.
        GapExcludesItsLength,
        /// What may have been an act breaks no gap.
        DoubtsBreakNoGap,
        /// What must hold must hold at the last instant of the window as well.
        HoldIncludesTheEnd,
        /// What must hold for a share must hold all the time.
        ShareIgnored,
        /// What must hold is asked at the first instant only.
        FirstInstantOnly,
        /// A window of which it cannot be told when it ends, ends as early as it may.
        CoarseEndIsTheEarliest,
        /// Where it cannot be told, it holds.
        UndecidedHolds,
        /// Only those of whom something is known can be in a state.
        NobodyElse,
        /// Of shifts that overlap the first one ends the shift.
        FirstShiftEnds,
        /// The end of the shift itself is too late.
        ShiftEndIsLate,
        /// Of several events that end a state together, the first one ends it.
        OneEventEnds,
        /// Of several people who end a state together, the first one ends it.
        OnePersonEnds,
        /// Of several values of which each must have been reported, the first one ends it.
        AnyValueEnds,
        /// What a state asks of another is not asked.
        OtherStatesIgnored,
        /// A window that another event ends does not end with its interval.
        EventEndsBeyondTheInterval,
        /// A limit that nobody has set is no limit.
        UnsetLimitIgnored,
        /// An interval counts for every version of a policy.
        VersionsIgnored,
        /// A special norm about an interval leaves the general one alone.
        SpecialIntervalIgnored,
    }
}
