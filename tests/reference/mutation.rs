//! Deliberately wrong readings. Each can be switched on in the naive evaluator; the comparison with the engine must then
//! notice, or it would not notice the same mistake in the engine either.

wrong_readings! {
    /// One wrong reading.
    Mutation {
        /// An act at the due time itself is late.
        DueExcludesItself,
        /// A window is closed as soon as the horizon reaches its last instant.
        ClosesAtItsLastInstant,
        /// An act at the same instant as the occasion does not count.
        OpensAfterTheOccasion,
        /// An act before the occasion counts.
        OpensFromEver,
        /// What is forbidden on the day on which a window opens or ends lies in it.
        CoarseBoundHarms,
        /// Of acts at the same instant as the occasion, only those in later rows count.
        TiesByRowOrder,
        /// The occasion's own event counts as an act.
        OccasionCountsItself,
        /// A look back does not include the occasion's own instant.
        LookBackExcludesTheOccasion,
        /// Lead times are not asked for.
        LeadIgnored,
        /// The event that ends a window must come strictly after the act.
        TerminatorExcludesItself,
        /// An event that may or may not have ended the window is passed over.
        DoubtfulTerminatorIgnored,
        /// The first key of `same` is not compared.
        KeyIgnored,
        /// A blank key equals another blank key.
        BlankKeysEqual,
        /// Anybody may act.
        ActorIgnored,
        /// Whoever acted unnamed was somebody else.
        UnnamedIsSomebodyElse,
        /// One addressee of `for every` is enough.
        OneAddresseeIsEnough,
        /// Once is enough.
        CountIgnored,
        /// There is no upper limit.
        MaxIgnored,
        /// What may have been the act counts as the act.
        DoubtfulActCounts,
        /// What may have been the act counts as nothing.
        DoubtfulActIgnored,
        /// An undecided comparison is false.
        UndecidedIsFalse,
        /// `or` is undecided if one side is, even if the other is true.
        OrIsStrict,
        /// A blank optional field compares as undecided.
        OptionalBlankIsUndecided,
        /// A timestamp given to the minute or day stands for its first instant.
        CoarseTimesAreExact,
        /// Rejected rows are forgotten.
        LostRowsIgnored,
        /// Rejected rows taint whatever their keys say.
        LostKeysIgnored,
        /// What lies before the log is taken for observed.
        BeginningIgnored,
        /// What lies after the end of a source is taken for observed.
        EndOfSourceIgnored,
        /// What is missing at the horizon is taken for missing for ever.
        PendingIsViolated,
        /// A forbidden act that has not come yet is taken for one that never comes.
        AbsenceIsFinal,
        /// An occasion that is undecided is passed over.
        UndecidedOccasionPassedOver,
        /// A parameter that is not bound is passed over.
        OpenParameterIgnored,
        /// Nothing excuses.
        NoExcuse,
        /// Only the first `unless` is looked at.
        FirstExcuseOnly,
        /// An excuse decides before the window of the conduct is closed.
        ExcuseDecidesEarly,
        /// An excuse that is still open counts as failed.
        OpenExcuseFails,
        /// An excuse that cannot be told counts as failed.
        UnclearExcuseFails,
        /// Nothing can be repaired.
        NoReparation,
        /// The first stage's consequences only.
        FirstStageOnly,
        /// A reparation counts from the occasion.
        ReparationFromOccasion,
        /// A reparation in the very instant of the failure does not count.
        ReparationOpensLate,
        /// What was done once too often failed at the due time only.
        ExcessFailsAtDue,
        /// A repaired violation has no consequences.
        RepairedIsFree,
        /// Reference data as of its first line, whatever the day.
        FirstLineOfReferenceData,
        /// A member's attributes as of the period's first day, even if not valid then.
        MemberReadAtPeriodStart,
        /// A member owes a period if valid on any day of it.
        ValidAtAnyTime,
        /// The first instant after a period belongs to it.
        PeriodIncludesItsEnd,
        /// The first branch of a time clause, whatever its condition.
        FirstBranchOnly,
        /// Occasions before `--from` are judged as well.
        FromIgnored,
        /// The effective range is not looked at.
        EffectiveIgnored,
        /// Events after the horizon count.
        HorizonKeepsEvents,
        /// Of alternatives, all are needed.
        EveryWayIsNeeded,
        /// Acts in order count in any order.
        AnyOrder,
        /// Rejected rows among acts in order may have come at any time.
        LostInOrderAnyTime,
        /// Rejected rows are no acts in order.
        LostInOrderIgnored,
        /// What failed at a time that cannot be told failed at the latest time for certain, and can be repaired since then.
        FailsAtTheLatest,
        /// A time that counts from the act before is not asked for.
        TimeAfterIgnored,
        /// Of several people, one is enough.
        OnePersonIsEnough,
        /// Of several reparations, one is enough.
        OneReparationIsEnough,
    }
    and those with a page of their own {
        /// One of those about states.
        Lasting(crate::slip::Slip),
        /// Of figures.
        Figure(crate::misread::Figure),
        /// Of figures in norms about intervals.
        Interval(crate::misread::Interval),
        /// Of norms about norms and of counts.
        Relation(crate::misread::Relation),
        /// Of what is proposed.
        Ledger(crate::misread::Ledger),
        /// Of forms that have random policies of their own.
        Form(crate::misform::Form),
    }
}
