//! Deliberately wrong readings of forms that have random policies of their own.

/// One wrong reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Whoever could use an act has it, though it is asked to be each one's own.
    OwnIsShared,
    /// Of those who wait, the one whose time ends last has the act.
    OwnForTheLast,
    /// Of those whose time ends together, the one that was made last has the act.
    OwnForTheLatest,
    /// Obligations before `--from` have no acts of their own.
    OwnFromIgnored,
    /// Who has enough takes more.
    OwnTakesMore,
    /// An act repairs what has not failed.
    OwnRepairsTheKept,
    /// An act counts up to the event that ends the window, however long before it should have been.
    LeadOfEventIgnored,
    /// The lead time is counted from the occasion.
    LeadFromTheOccasion,
    /// What has not been done when the event has not come is missing.
    LeadWithoutEventFails,
    /// Of a list that the data give, the first value is enough.
    FirstValueIsEnough,
    /// All members are asked for, whatever day it is.
    MembersOfAllDays,
    /// All members are asked for, whatever the condition.
    MembersWhoever,
    /// Of an empty list something is missing.
    NobodyIsMissed,
    /// Letters are not told apart by case.
    LettersOfAnyCase,
    /// A text contains what it begins with.
    ContainsAtItsBeginning,
    /// Equals share the worse place.
    EqualsShareTheWorse,
    /// The least has the first place.
    LeastIsFirst,
    /// Who has no value has the last place.
    NothingIsLast,
    /// Members of any day have a place.
    PlacesOfAllDays,
    /// A figure in what an act must be is worked out for the act.
    FigureOfTheAct,
    /// A figure in an amount counts once.
    FiguresAreOne,
    /// A cap of the header holds for each norm by itself.
    CapByNorm,
    /// What reaches a cap is cut off as well.
    CapExcludesItself,
    /// A special norm is owed beside the general one.
    SpecialAddsUp,
    /// For each member who was left out something is owed once, however many they are.
    EntityOnce,
    /// Something is owed for each member, whoever was left out.
    EntityWhoever,
    /// Members of any day benefit.
    EverybodyBenefits,
}
