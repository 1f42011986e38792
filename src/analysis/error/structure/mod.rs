//! How a norm, a header or a record is put together.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A part of a policy that may be missing or written twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `cite`
    Cite,
    /// `reading`
    Reading,
    /// `effective`
    Effective,
    /// `when`, `each`, `during`
    Occasion,
    /// `bearer`
    Bearer,
    /// `must`, `must not`, `only`
    Conduct,
    /// `by someone other than`
    People,
    /// `within`, `by`, `before`
    Time,
    /// `where` of an act
    Where,
    /// `at least n times`, `exactly n times`
    AtLeast,
    /// `at most n times`
    AtMost,
    /// `for every`
    ForEvery,
    /// A field in `same`
    Same(String),
    /// A field of a record, a cell of a mapping
    Field(String),
    /// A norm in `overrides`
    Override(String),
    /// `per`
    Per,
    /// `then reward`
    Reward,
    /// `version`
    Version,
    /// `timezone`
    Timezone,
    /// `calendar`
    Calendar,
    /// `currency`
    Currency,
    /// `days count from`
    CountFrom,
    /// `days end at`
    DaysEnd,
    /// `deadlines on rest days`
    RestDays,
    /// `weeks start on`
    WeekStart,
    /// `overlap`
    Overlap,
    /// `round amounts`
    Rounding,
    /// `paid days per month`
    PaidDays,
    /// `discretion`
    Discretion,
    /// `format` of a log
    Format,
    /// `delimiter` of a log
    Delimiter,
    /// `skip` of a log
    Skip,
    /// `observed` of a log
    Observed,
    /// `time` of a log
    LogTime,
    /// `encoding` of a log
    Encoding,
    /// `records at` of a log
    Records,
    /// `sheet`
    Sheet,
    /// `week` of a calendar
    Week,
    /// `valid` of a calendar
    Valid,
    /// `file` of a calendar
    File,
    /// `hours` of a calendar
    Hours,
}

/// A slot that no norm can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// `when`, `each`, `during`
    Occasion,
    /// `must`, `must not`
    Conduct,
}

/// A side of `same`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// The event of the act.
    Act(String),
    /// The event of the occasion.
    Occasion(String),
    /// The roster's entity.
    Member(String),
    /// There is nothing on the other side: a period without a roster.
    Nothing,
}

/// Why two parts contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nonsense {
    /// `at least 3 times at most 2 times`
    CountNeverMet,
    /// `must not E at least 2 times`
    CountOfForbidden,
    /// `else fine …` after an `else` that cannot be repaired.
    ElseAfterEnd,
    /// `when φ` with an event occasion.
    ConditionWithoutEach,
    /// `must not hold … for at least 50%`.
    ShareOfForbidden,
    /// `by someone other than` with a condition.
    PeopleOfCondition,
    /// `per field` where no list of fields is checked.
    PerFieldWithoutFields,
    /// `for every x in` where x is neither a field nor used.
    EachNotTied {
        /// The variable.
        name: String,
        /// The act.
        event: String,
    },
    /// Beside the event that begins a state: more than `where`.
    PartOfBeginning,
    /// Beside the event that ends a state: a greatest number, `its own`, or a list that only the data give.
    PartOfEnd,
    /// A list that only the data give, in an order, for `its own`, or for an act that is asked again and again.
    EachOfData,
    /// A variable of `for every` that nothing uses.
    EachUnused {
        /// The variable.
        name: String,
        /// The event.
        event: String,
    },
    /// A branch before the last has no condition, or the last one has.
    BranchWithoutCondition,
    /// `for every` over no values.
    NothingToIterate,
    /// `at most` among acts in order
    MostInOrder,
    /// `must not its own E`
    OwnForbidden,
    /// A number, people or a time beside the act that only some may do.
    PartOfOnly,
    /// `valid at start` without a roster.
    MembershipWithoutRoster,
    /// `every` beside anything but an act that a duty demands once.
    EveryElsewhere,
    /// Something that must hold, or holds throughout, and is no state.
    NoState,
}

/// A problem with how something is put together.
#[derive(Clone, Debug, PartialEq)]
pub enum StructureProblem {
    /// A norm lacks a slot.
    Missing {
        /// The norm.
        norm: String,
        /// Its name's place.
        span: Span,
        /// What is missing.
        slot: Slot,
    },
    /// A part that may be written once is written again.
    Repeated {
        /// Which.
        part: Part,
        /// The first.
        first: Span,
        /// The other.
        second: Span,
    },
    /// Two headers.
    TwoHeaders {
        /// The first.
        first: Span,
        /// The other.
        second: Span,
    },
    /// Two fields of one record are its key, or its actor.
    TwoRoles {
        /// Whether it is about the key; otherwise about the actor.
        key: bool,
        /// The first.
        first: Span,
        /// The other.
        second: Span,
    },
    /// An entity has no key.
    NoKey {
        /// The entity.
        entity: String,
        /// Its name's place.
        span: Span,
    },
    /// An event has no actor, but someone other than a person must have acted.
    NoActor {
        /// The event.
        event: String,
        /// Where people are named.
        span: Span,
        /// Where the event is declared.
        declared: Option<Span>,
    },
    /// `same k` and one side has no `k`.
    NotShared {
        /// The field.
        field: String,
        /// Where it is named.
        span: Span,
        /// The side that lacks it.
        side: Side,
        /// Where that side is declared.
        declared: Option<Span>,
        /// Fields of that side that come close.
        near: Vec<String>,
    },
    /// Parts that contradict each other.
    Senseless {
        /// Where.
        span: Span,
        /// Against what.
        other: Option<Span>,
        /// Why.
        why: Nonsense,
    },
}

impl StructureProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            StructureProblem::Missing { .. } => Code::MissingSlot,
            StructureProblem::Repeated { .. } => Code::RepeatedPart,
            StructureProblem::TwoHeaders { .. } => Code::TwoHeaders,
            StructureProblem::TwoRoles { .. } => Code::TwoRoles,
            StructureProblem::NoKey { .. } => Code::NoKey,
            StructureProblem::NoActor { .. } => Code::NoActor,
            StructureProblem::NotShared { .. } => Code::NotShared,
            StructureProblem::Senseless { .. } => Code::Senseless,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
