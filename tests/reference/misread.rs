//! Deliberately wrong readings of what has a page of its own: figures, norms about norms, the ledger.

wrong_readings! {
    /// Wrong readings of figures.
    Figure {
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
        /// What stands last in the log came last, however coarse its time.
        LastInTheLog,
        /// A condition on a figure that fails, failed when the period began.
        FailsAtTheBeginning,
        /// Lengths between times to the minute or day are as clocks show them.
        LengthsAreAsShown,
        /// What a norm about a figure owes is unknown while the period runs.
        OpenIsUnknown,
    }
}

wrong_readings! {
    /// Wrong readings of figures in norms about intervals and slots.
    Interval {
        /// What begins the interval does not count in it.
        BeginningLeftOut,
        /// What comes together with the event that ends it does not count.
        EndLeftOut,
        /// What comes together with the beginning counts in a figure up to it.
        BeginningCountsBefore,
        /// Of an interval that only may count nothing is owed.
        MayCountIsNone,
        /// Of an interval that only may count every slot may be owed.
        MayCountIsEverySlot,
        /// What may have ended the interval is passed over.
        DoubtfulEndIgnored,
        /// What may have ended the interval has ended it.
        DoubtfulEndEndsIt,
        /// A figure over an interval that goes on is complete.
        ReadBeforeItsEnd,
        /// A figure over a slot runs over its interval.
        SlotIsTheWhole,
        /// `this` day goes on to its end.
        WholeUnitOfTheBeginning,
        /// `the last` length is counted from the end.
        LastBeforeTheEnd,
        /// It can be repaired from the beginning of the interval on.
        RepairedFromTheBeginning,
        /// A condition on a figure that begins before the log is taken for decided.
        BeginningOfTheLogIgnored,
    }
}

wrong_readings! {
    /// Wrong readings of norms about norms and of counts.
    Relation {
        /// No norm gives way.
        NobodyYields,
        /// A norm gives way to those only that name it.
        DirectlyOnly,
        /// It gives way to a norm that is not in force.
        YieldsOutOfForce,
        /// It gives way whatever the other's condition.
        YieldsWhateverTheCondition,
        /// It stays where it cannot be told whether the other applies.
        DoubtDoesNotYield,
        /// Blank keys count together.
        BlankKeysCountTogether,
        /// Keys are not compared.
        AllCountTogether,
        /// Rejected rows are forgotten.
        LostIgnored,
        /// One more is needed than the norm says.
        OneMoreIsNeeded,
        /// What may have counted is not minded.
        DoubtIgnored,
        /// An event counts in several patterns.
        PatternsOverlap,
        /// The last of them must come strictly before the end of the length.
        LengthExcludesItsEnd,
        /// Nothing happened before the log.
        BeginningIgnored,
        /// What was repaired is an occasion as well.
        RepairedIsAnOccasion,
        /// A violation is when its occasion was.
        FallsWithTheOccasion,
        /// A verdict does not wait for excuses.
        FallsBeforeExcuses,
        /// The act by which a norm was violated counts under the norm about that.
        ActCountsAgain,
    }
}

wrong_readings! {
    /// Wrong readings of what is proposed.
    Ledger {
        /// Verdicts count in the order of norms and occasions.
        OrderOfTheLog,
        /// What was repaired makes others liable.
        RepairedMakesLiable,
        /// A table counts everybody's violations.
        EveryoneCounts,
        /// Every field of a record is a time of its own.
        EveryFieldCounts,
        /// A table counts from ever.
        EscalatesForEver,
        /// Everything counts once.
        CountsOnce,
        /// What may have been the act is missing all the same.
        DoubtsAreMissing,
        /// Hours that have only begun do not count.
        WholeHoursOnly,
        /// Hours count on after the period for which something is owed.
        HoursBeyondThePeriod,
        /// Once in a period, whoever it was.
        OnceForAll,
        /// The lower end, whatever the header says.
        AlwaysTheLowest,
        /// Amounts are rounded down, whatever the header says.
        AlwaysRoundsDown,
        /// Rewards are earned as often as one likes.
        EarnedAgain,
        /// Nothing is capped.
        NoCap,
        /// A cap holds for all people together.
        CapForAll,
        /// A cap holds for ever.
        CapForEver,
        /// A cap counts what falls in the period of the verdict.
        CapByTheVerdict,
        /// Hours that come after a verdict take their room from a cap with it.
        HoursAllAtOnce,
        /// One act may cost twice.
        OverlapAddsUp,
    }
}
