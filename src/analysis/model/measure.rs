use super::Expr;
use crate::event::{EntityId, KindId};
use crate::time::{Length, Unit};

/// `sum(reading.received where …) for e over the previous month`: one figure worked out from many events.
///
/// Inside, [`super::Var::Candidate`] stands for the event that is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// What is done with the values.
    pub function: Function,
    /// The kind of event that is counted.
    pub kind: KindId,
    /// What is aggregated of each event; `None`: the event itself (`count`).
    pub of: Option<Expr>,
    /// Which events count.
    pub filter: Option<Expr>,
    /// For whom.
    pub by: Vec<Join>,
    /// Over which time.
    pub over: Over,
}

/// An equality between a counted event and what the norm knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// What of the event.
    pub counted: Expr,
    /// What of the norm.
    pub own: Expr,
    /// Written `for e`: a blank matches nothing. Else written in `where`: a blank leaves it undecided.
    pub same: bool,
}

/// What is done with the values of many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Their sum; of none, zero.
    Sum,
    /// How many events there are.
    Count,
    /// Their mean.
    Average,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many different ones there are.
    Distinct,
    /// That of the latest event, in the order of the log.
    Last,
}

/// The time over which is aggregated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The period of the norm.
    Period,
    /// The calendar period before the one in which the occasion lies, or in which the norm's period begins.
    Previous(Unit),
    /// The calendar period in which the occasion lies, from its beginning up to the occasion; in a norm about a period, up
    /// to its end.
    This(Unit),
    /// So long before the occasion (or the end of the norm's period), up to it.
    Last(Length),
    /// From ever up to the occasion (or the end of the norm's period).
    SoFar,
}

/// `rate(e)`: a measure that is used.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureUse {
    /// Its name.
    pub name: String,
    /// Its value, with what it is taken for put in.
    pub value: Expr,
}

/// `rank(score(s)) among staff`: the place of a member, 1 for the greatest value; equals share the better place.
#[derive(Clone, Debug, PartialEq)]
pub struct Rank {
    /// What is compared, over [`super::Var::Ranked`].
    pub of: Expr,
    /// Whose place is asked for.
    pub subject: Expr,
    /// Whose places are compared.
    pub entity: EntityId,
}
