use super::{Acts, Consequence, During, Expr, ParamId, Shift, Terms};
use crate::event::{EntityId, KindId};
use crate::source::Span;
use crate::time::{Date, Length, Point, Unit};

/// One norm: six slots.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    /// Its name, unique in the model.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// Duty, prohibition or reward.
    pub kind: NormKind,
    /// Where it comes from.
    pub cite: Option<Cite>,
    /// How an ambiguous clause is read.
    pub reading: Option<String>,
    /// First and last day on which occasions count; the header's where the norm states none.
    pub effective: (Option<Date>, Option<Date>),
    /// When it applies.
    pub occasion: Occasion,
    /// The occasion is not each such event, but the one that completes a pattern of several.
    pub pattern: Option<Pattern>,
    /// The norms that yield to this one where it applies (`overrides`), by name.
    pub overrides: Vec<(String, Span)>,
    /// Who owes it; `None`: nobody is named, findings are unassigned.
    pub bearer: Option<Expr>,
    /// What is owed or forbidden.
    pub conduct: Conduct,
    /// By when; empty: no limit of its own (a period's end; for an event, the whole rest of the log, so never violated by
    /// absence). Branches in order, the last without condition.
    pub time: Vec<Branch>,
    /// Alternatives that excuse.
    pub excuses: Vec<Excuse>,
    /// What follows from a violation: a chain of stages, each but the last with a reparation.
    pub stages: Vec<Stage>,
    /// Who else is liable, caps, and what is earned.
    pub terms: Terms,
    /// Parameters it needs that are not bound: every obligation is `unknown` while there is one.
    pub open_params: Vec<ParamId>,
    /// Where its parts stand.
    pub spans: Spans,
}

/// Which kind of norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormKind {
    /// Something must be done.
    Duty,
    /// Something must not be done.
    Prohibition,
    /// Something earns a reward.
    Reward,
}

/// Where the parts of a norm stand, for the labels of findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    /// Its name.
    pub name: Span,
    /// The whole norm.
    pub whole: Span,
    /// The citation.
    pub cite: Option<Span>,
    /// The occasion clause.
    pub occasion: Span,
    /// The bearer clause.
    pub bearer: Option<Span>,
    /// The conduct clause.
    pub conduct: Span,
    /// The time clause.
    pub time: Option<Span>,
}

/// Where a norm comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// The regulation's title (the header's first source if the norm names none).
    pub source: Option<String>,
    /// The clause's number or name.
    pub clause: Option<String>,
    /// A short phrase that occurs in it.
    pub anchor: Option<String>,
}

/// When a norm applies.
#[derive(Clone, Debug, PartialEq)]
pub enum Occasion {
    /// Once per event.
    Event {
        /// The kind.
        kind: KindId,
        /// Which events, over [`super::Var::Occasion`].
        filter: Option<Expr>,
    },
    /// Once per period, and per roster member if there is a roster.
    Each(Each),
    /// Once per interval of a state, or per slot of it.
    During(During),
}

/// So many events of the occasion's kind close together (`when 3 alarm same kind within 7 days`). The one that completes them
/// is the occasion; then counting starts anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// How many.
    pub count: u32,
    /// Fields in which they are equal. A blank one is equal to nothing.
    pub same: Vec<usize>,
    /// How long after the first the last may come.
    pub within: Length,
}

/// Once per period and member.
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// Which periods.
    pub unit: Unit,
    /// Whom it concerns.
    pub roster: Option<Roster>,
    /// In which periods (`when φ` beside `each`).
    pub condition: Option<Expr>,
}

impl Occasion {
    /// The same with a condition beside `each`; none if that is not sound.
    pub(in crate::analysis) fn with_condition(self, condition: Option<Option<Expr>>) -> Option<Occasion> {
        match (self, condition) {
            (occasion, None) => Some(occasion),
            (_, Some(None)) => None,
            (Occasion::Each(each), condition) => {
                Some(Occasion::Each(Each { condition: condition.flatten(), ..each }))
            }
            (occasion, Some(Some(_))) => Some(occasion),
        }
    }
}

/// The members of an entity that owe a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// The entity.
    pub entity: EntityId,
    /// Which members, over [`super::Var::Member`]; attributes as of the period's start.
    pub filter: Option<Expr>,
    /// How much of the period they must be valid.
    pub validity: Validity,
}

/// How much of a period a member must be valid to owe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// On its first day.
    AtStart,
    /// On its last day.
    AtEnd,
    /// On all its days.
    Throughout,
    /// On any of its days.
    AtAnyTime,
}

/// What is owed or forbidden.
#[derive(Clone, Debug, PartialEq)]
pub enum Conduct {
    /// The acts must be seen in the window.
    Must(Acts),
    /// The acts must not be seen in the window. Where the occasion is the forbidden event itself (`when publish as p …
    /// must not publish`), this is [`Conduct::Never`].
    MustNot(Acts),
    /// The occasion itself is the violation, unless excused.
    Never,
    /// Conditions on the occasion itself, each decided alone: a list of fields gives one check per field.
    Check(Vec<Check>),
    /// The act must be seen again and again: no gap in the window, its ends included, may be longer.
    Every(Acts, Length),
    /// A state must hold all over the window.
    Hold(Hold),
}

/// A state that must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// What must hold: a condition over states, asked at every instant of the window.
    pub condition: Expr,
    /// For what share of the window; `None`: all of it.
    pub share: Option<rust_decimal::Decimal>,
}

/// One condition on the occasion.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The condition.
    pub condition: Expr,
    /// The field it is about, if it is about one (`record.[ph, flow] filled`).
    pub field: Option<usize>,
}

/// One event with what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The kind.
    pub kind: KindId,
    /// Fields that must equal: written `same fault`. A blank on either side matches nothing.
    pub same: Vec<SameKey>,
    /// A further condition, over [`super::Var::Candidate`] and the occasion's variables.
    pub filter: Option<Expr>,
    /// How many.
    pub count: Count,
    /// `for every x in […]`: one act for each value of [`super::Var::Each`].
    pub every_of: Option<Vec<Expr>>,
    /// `for every x in record.list`, `for every s in staff`: one act for each value that the data give.
    pub each_of: Option<Box<EachOf>>,
    /// Who must have acted: each kind of demand at most once.
    pub quorum: Vec<Quorum>,
    /// `its own`: an event that discharges one obligation of the norm discharges no other.
    pub own: bool,
    /// Where it stands.
    pub span: Span,
}

/// One act for each value that the data give.
#[derive(Clone, Debug, PartialEq)]
pub struct EachOf {
    /// The act's field that must equal the value.
    pub field: usize,
    /// The values.
    pub values: EachValues,
    /// Where they are named.
    pub span: Span,
}

/// Values that the data give.
#[derive(Clone, Debug, PartialEq)]
pub enum EachValues {
    /// Those of a list that a field holds.
    List(Expr),
    /// The members of an entity that pass; the condition is over [`super::Var::Beneficiary`].
    Members(EntityId, Option<Expr>),
}

/// One equality of `same`.
#[derive(Clone, Debug, PartialEq)]
pub struct SameKey {
    /// The candidate's field.
    pub field: usize,
    /// The occasion's value.
    pub value: Expr,
}

/// How many acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: Option<u32>,
}

/// Who must have acted.
#[derive(Clone, Debug, PartialEq)]
pub enum Quorum {
    /// The candidate's actor is not this person.
    OtherThan(Expr),
    /// So many different people among the actors.
    Different(u32),
}

/// One branch of a time clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// When it applies; `None`: otherwise.
    pub condition: Option<Expr>,
    /// The limit.
    pub limit: Limit,
    /// Where it stands.
    pub span: Span,
}

/// One limit in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// From the occasion (or from another instant of it), so long.
    Within(Length, Option<Expr>),
    /// The length is an open parameter.
    WithinOpen(ParamId),
    /// From the occasion (or the period's start) to a point.
    By(Point),
    /// To the instant, date or (for a date: its end) that a field holds.
    ByField(Expr),
    /// Any time up to the instant, date or (for a date: its end) that a field holds, also before the occasion.
    BeforeField(Expr),
    /// To the end of the shift in which the occasion falls.
    EndOfShift(Shift),
    /// Before the occasion itself (or, in a period, before the event), with lead times.
    Before {
        /// The event that must not have come yet; `None`: the occasion.
        act: Option<Act>,
        /// So long before, or longer.
        at_least: Option<Length>,
        /// Not longer before than this.
        at_most: Option<Length>,
    },
}

/// What excuses.
#[derive(Clone, Debug, PartialEq)]
pub enum Excuse {
    /// Acts, in the obligation's own window or in one of their own.
    Act {
        /// The acts.
        acts: Acts,
        /// A window of its own; empty: the obligation's.
        time: Vec<Branch>,
        /// Where it stands.
        span: Span,
    },
    /// A condition on the occasion.
    Condition {
        /// The condition.
        condition: Expr,
        /// Where it stands.
        span: Span,
    },
    /// A state holds all over the obligation's window (`unless S throughout`).
    Throughout {
        /// A condition over states.
        condition: Expr,
        /// Where it stands.
        span: Span,
    },
}

impl Excuse {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Excuse::Act { span, .. } | Excuse::Condition { span, .. } | Excuse::Throughout { span, .. } => {
                *span
            }
        }
    }
}

/// One link of the chain after a violation.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// What the bearer can still do: all of it. Empty on the last stage.
    pub reparations: Vec<Reparation>,
    /// What is proposed if this stage is reached and not repaired.
    pub consequences: Vec<Consequence>,
    /// Where it stands.
    pub span: Span,
}

/// What repairs a violation.
#[derive(Clone, Debug, PartialEq)]
pub struct Reparation {
    /// What is to be done.
    pub acts: Acts,
    /// By when, counted from the failure.
    pub time: Vec<Branch>,
}
