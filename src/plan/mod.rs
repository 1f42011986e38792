//! Norms as a flat, executable plan: occasion source, correlation key, window, expectation, excuse probes, consequence.
//!
//! Comes in: a [`Model`](crate::analysis::model::Model). Goes out: a [`Plan`] in which every text is interned, every
//! `for every` is spread out, and every equality that can serve as a key has been taken out of its condition.

mod accounts;
mod figure;
mod lower;
mod parts;
mod reach;
mod relations;
mod show;
mod show_accounts;
mod states;
mod ways;

pub use accounts::{Accounts, Cap, Charge, Formula, Liable, NormAccounts, Reward, RewardTo, Sanction, Sum};
pub use figure::{Counted, Figure, FigureOf, Keep, Ranking, Tally, TallyId, TallyKey};
pub use lower::lower;
pub use parts::Parts;
pub use states::{During, Ending, Shift, StatePlan, StateSource, StateUse};
pub use ways::{Place, Route, Step, Ways};

use crate::analysis::model::{
    ArithOp, CompareOp, Each, ParamId, Pattern, Predicate, StateId, ViolationField,
};
use crate::event::{EntityId, KindId, Sym, Value};
use crate::source::Span;
use crate::syntax::ast::Like;
use crate::time::{Length, Point, Way};
use rust_decimal::Decimal;

/// All norms of a policy, ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// One for each norm of the model, in its order.
    pub norms: Vec<NormPlan>,
    /// Everything that is looked for, over all norms.
    pub goals: Vec<Goal>,
    /// Everything that is counted, over all norms.
    pub tallies: Vec<Tally>,
    /// What each event kind is read for, by [`KindId`].
    pub dispatch: Vec<Dispatch>,
    /// What is proposed.
    pub accounts: Accounts,
    /// One for each state of the model, in its order.
    pub states: Vec<StatePlan>,
    /// By norm, its violations as events, where they are the occasion of another norm.
    pub violations: Vec<Option<Violation>>,
}

/// The violations of a norm, as events.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Their kind.
    pub kind: KindId,
    /// What the fields of the kind hold.
    pub fields: Vec<ViolationField>,
    /// The norm's name.
    pub norm: Sym,
    /// Of a norm that lists conditions on fields: their names.
    pub failed: Vec<Option<Sym>>,
    /// Stands for the id of a finding that no log names.
    pub unnamed: Sym,
}

/// Index of a goal in [`Plan::goals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoalId(pub u32);

/// What one event kind is read for.
#[derive(Clone, Debug, Default)]
pub struct Dispatch {
    /// Norms whose occasion it can be.
    pub occasions: Vec<usize>,
    /// Goals that it can meet.
    pub goals: Vec<GoalId>,
    /// Tallies that it adds to.
    pub tallies: Vec<TallyId>,
    /// States that it can begin, end or carry.
    pub states: Vec<StateUse>,
}

impl Dispatch {
    /// Whether nothing reads the kind.
    pub fn is_idle(&self) -> bool {
        self.occasions.is_empty()
            && self.goals.is_empty()
            && self.tallies.is_empty()
            && self.states.is_empty()
    }
}

/// One norm, lowered.
#[derive(Clone, Debug)]
pub struct NormPlan {
    /// When it applies.
    pub source: Source,
    /// So many events of that kind close together make the occasion; the last of them.
    pub pattern: Option<Pattern>,
    /// Norms to which this one yields where they apply to the same occasion, by their place in the plan.
    pub yields_to: Vec<usize>,
    /// Who owes it.
    pub bearer: Option<Expr>,
    /// What is asked.
    pub expect: Expect,
    /// By when: branches in order, the last without condition. Empty: no limit of its own.
    pub window: Vec<Branch>,
    /// Alternatives that excuse.
    pub excuses: Vec<Excuse>,
    /// What follows from a violation.
    pub stages: Vec<Stage>,
    /// Open parameters; while there is one, every obligation is unknown.
    pub open_params: Vec<ParamId>,
    /// The figures that it asks for.
    pub figures: Vec<Figure>,
    /// Those of them that amounts need, and people who pay or benefit.
    pub pays: Vec<usize>,
    /// Those of them that name the bearer.
    pub names: Vec<usize>,
    /// The states that it asks for, besides the one whose intervals are its occasions.
    pub states: Vec<StateId>,
}

/// When a norm applies.
#[derive(Clone, Debug)]
pub enum Source {
    /// Once per event of a kind that passes.
    Event {
        /// The kind.
        kind: KindId,
        /// Which events.
        filter: Option<Expr>,
    },
    /// Once per period and member.
    Each {
        /// The periods and the roster, as in the model.
        each: Each,
        /// Which members.
        filter: Option<Expr>,
    },
    /// Once per interval of a state, or per slot of it.
    During(During),
}

impl Source {
    /// Of what it depends whether it applies.
    pub fn filter(&self) -> Option<&Expr> {
        match self {
            Source::Event { filter, .. } | Source::Each { filter, .. } => filter.as_ref(),
            Source::During(during) => during.filter.as_ref(),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Expect {
    /// The pattern is seen.
    Must(Ways),
    /// The pattern is not seen.
    MustNot(Ways),
    /// The occasion itself is the violation.
    Never,
    /// Conditions on the occasion, one obligation each.
    Check(Vec<Check>),
    /// All goals are met again and again, without a gap that is longer.
    Every {
        /// What is looked for: one act.
        acts: Ways,
        /// The longest gap.
        length: Length,
    },
    /// A state holds all over the window.
    Hold(Hold),
}

/// A state that must hold.
#[derive(Clone, Debug)]
pub struct Hold {
    /// A condition over states.
    pub condition: Expr,
    /// For what share of the window; `None`: all of it.
    pub share: Option<Decimal>,
}

/// One condition on the occasion.
#[derive(Clone, Debug)]
pub struct Check {
    /// The condition.
    pub condition: Expr,
    /// The field it is about.
    pub field: Option<usize>,
    /// Where it stands.
    pub span: Span,
}

/// Something that is looked for: events of one kind with one key and a further condition.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The norm it belongs to.
    pub norm: usize,
    /// What it is for.
    pub role: Role,
    /// Where it stands in its slot.
    pub place: Place,
    /// The kind.
    pub kind: KindId,
    /// The correlation key: the candidate's field, and the value that it must equal.
    pub key: Vec<KeyPart>,
    /// What else the candidate must satisfy.
    pub filter: Option<Expr>,
    /// The candidate's actor must not be this person.
    pub other_than: Option<Expr>,
    /// By so many different people at least; 0: that is not asked.
    pub different: u32,
    /// An event that meets it for one obligation meets no goal of this number for another.
    pub own: Option<u32>,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: Option<u32>,
    /// Whether candidates lie before the occasion, so that they must be remembered.
    pub backward: bool,
    /// For a goal that looks back: how long candidates are remembered, in microseconds; `None`: for ever.
    pub look_back: Option<i64>,
    /// The value of `for every`, for words.
    pub each: Option<Value>,
    /// One act for each value that the data give.
    pub each_of: Option<EachOf>,
    /// Where it stands.
    pub span: Span,
}

/// Values that the data give, of which each asks for an act.
#[derive(Clone, Debug)]
pub struct EachOf {
    /// The candidate's field that must equal the value.
    pub field: usize,
    /// The candidate's field is declared `optional`.
    pub optional: bool,
    /// The values.
    pub values: EachValues,
    /// Where they are named.
    pub span: Span,
}

/// Values that the data give.
#[derive(Clone, Debug)]
pub enum EachValues {
    /// Those of a list.
    List(Expr),
    /// The members of an entity that pass; the condition is over [`Expr::Beneficiary`].
    Members(EntityId, Option<Expr>),
}

/// What a goal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The conduct.
    Conduct,
    /// The n-th excuse.
    Excuse(usize),
    /// A reparation of the n-th stage: which.
    Reparation(usize, usize),
    /// The event before which the conduct must come.
    Terminator,
    /// The event before which the n-th excuse must come.
    ExcuseEnd(usize),
}

/// One equality of a correlation key.
#[derive(Clone, Debug)]
pub struct KeyPart {
    /// The candidate's field.
    pub field: usize,
    /// The value it must equal, from the occasion.
    pub value: Expr,
    /// Written `same`: a blank matches nothing. Else written in `where`: a blank leaves the candidate undecided.
    pub same: bool,
    /// The candidate's field is declared `optional`.
    pub optional: bool,
}

/// One branch of a window.
#[derive(Clone, Debug)]
pub struct Branch {
    /// When it applies; `None`: otherwise.
    pub condition: Option<Expr>,
    /// The limit.
    pub limit: Limit,
    /// Where it stands.
    pub span: Span,
}

/// One limit, lowered.
#[derive(Clone, Debug)]
pub enum Limit {
    /// Forward from the occasion, or from an instant that it names.
    Within(Length, Option<Expr>),
    /// The length is an open parameter.
    Open(ParamId),
    /// To a point.
    By(Point),
    /// To what a field holds.
    ByField(Expr),
    /// To the end of a shift.
    EndOfShift(Shift),
    /// To what a field holds, from ever.
    BeforeField(Expr),
    /// Backward from the occasion; lead times narrow it.
    Before {
        /// So long before, or longer.
        at_least: Option<Length>,
        /// Not longer before than this.
        at_most: Option<Length>,
    },
    /// Until another event comes.
    Until {
        /// The event.
        goals: Vec<GoalId>,
        /// So long before it, or longer.
        at_least: Option<Length>,
        /// Not longer before it than this.
        at_most: Option<Length>,
    },
}

/// What excuses.
#[derive(Clone, Debug)]
pub enum Excuse {
    /// The pattern is seen, in the obligation's window or one of its own.
    Act {
        /// The pattern.
        acts: Ways,
        /// A window of its own.
        window: Vec<Branch>,
    },
    /// A condition on the occasion.
    Condition(Expr),
    /// A condition over states that holds all over the window.
    Throughout(Expr),
}

/// One link of the chain after a violation.
#[derive(Clone, Debug)]
pub struct Stage {
    /// What the bearer can still do: all of it. Empty: nothing.
    pub reparations: Vec<Reparation>,
    /// Where it stands.
    pub span: Span,
}

/// What repairs a violation.
#[derive(Clone, Debug)]
pub struct Reparation {
    /// What is to be seen.
    pub acts: Ways,
    /// By when.
    pub window: Vec<Branch>,
}

/// Whose value a lowered expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The occasion's event.
    Occasion,
    /// The roster member.
    Member,
    /// The candidate.
    Candidate,
    /// Whoever may benefit.
    Beneficiary,
}

/// A part of a point of time.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// The civil date.
    Date,
    /// What the clock shows.
    Time,
    /// The day of the week: the words for them, from Monday.
    Weekday([Sym; 7]),
    /// Whether it is a working day.
    IsWorkingDay,
    /// Whether it is none.
    IsRestDay,
}

/// A lowered expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant, interned.
    Const(Value),
    /// An open parameter.
    Open(ParamId),
    /// The roster member's key.
    Member,
    /// The key of whoever may benefit from a reward.
    Beneficiary,
    /// Inside a ranking, the key of the member at hand.
    Ranked,
    /// A cell of an event.
    Field {
        /// Whose.
        slot: Slot,
        /// The kind.
        kind: KindId,
        /// The field.
        index: usize,
        /// A blank compares as false.
        optional: bool,
    },
    /// When an event happened; for a member, the start of the period.
    Time(Slot),
    /// An attribute of an entity.
    Attribute {
        /// Yields the key.
        of: Box<Expr>,
        /// The entity.
        entity: EntityId,
        /// The attribute.
        index: usize,
        /// A blank compares as false.
        optional: bool,
        /// As of when.
        as_of: Slot,
    },
    /// A cell of the line of reference data that carries the occasion's interval.
    RowField {
        /// The entity.
        entity: EntityId,
        /// The attribute.
        index: usize,
        /// A blank compares as false.
        optional: bool,
    },
    /// When the occasion's interval begins.
    IntervalStart,
    /// When the occasion's interval ends.
    IntervalEnd,
    /// Whether a state holds.
    InState {
        /// The state.
        state: StateId,
        /// Whose.
        subject: Option<Box<Expr>>,
        /// When.
        at: Slot,
    },
    /// How many subjects are in a state.
    CountState {
        /// The state.
        state: StateId,
        /// The comparison, the count on its left.
        op: CompareOp,
        /// The number.
        number: Box<Expr>,
        /// When.
        at: Slot,
    },
    /// Kleene not.
    Not(Box<Expr>),
    /// Kleene and.
    And(Vec<Expr>),
    /// Kleene or.
    Or(Vec<Expr>),
    /// A comparison.
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    /// Membership.
    OneOf(Box<Expr>, Vec<Expr>),
    /// Between two values, both included.
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Membership in a list that is itself a value.
    InList(Box<Expr>, Box<Expr>),
    /// Whether a text is like another.
    Like(Box<Expr>, Like, Box<str>),
    /// A part of a point of time.
    Part(Part, Box<Expr>),
    /// A date or point of time moved by a length that is counted on the calendar.
    Shift(Box<Expr>, Way, Length),
    /// Exact arithmetic.
    Arith(Box<Expr>, ArithOp, Box<Expr>),
    /// A question about a cell; the declared range decides `valid`.
    Predicate(Box<Expr>, Predicate, Option<(Decimal, Decimal)>),
    /// A figure of the norm, by its position.
    Figure(usize),
}

impl Expr {
    /// Whether it reads the candidate.
    pub fn reads_candidate(&self) -> bool {
        match self {
            Expr::Const(_) | Expr::Open(_) | Expr::Member | Expr::Beneficiary | Expr::Figure(_) => false,
            Expr::RowField { .. } | Expr::IntervalStart | Expr::IntervalEnd | Expr::Ranked => false,
            Expr::CountState { number, at, .. } => *at == Slot::Candidate || number.reads_candidate(),
            Expr::InState { subject, at, .. } => {
                *at == Slot::Candidate || subject.as_ref().is_some_and(|of| of.reads_candidate())
            }
            Expr::Field { slot, .. } | Expr::Time(slot) => *slot == Slot::Candidate,
            Expr::Attribute { of, as_of, .. } => *as_of == Slot::Candidate || of.reads_candidate(),
            Expr::Not(a) | Expr::Predicate(a, ..) => a.reads_candidate(),
            Expr::Part(_, a) | Expr::Shift(a, ..) | Expr::Like(a, ..) => a.reads_candidate(),
            Expr::And(list) | Expr::Or(list) => list.iter().any(Expr::reads_candidate),
            Expr::Compare(a, _, b) | Expr::Arith(a, _, b) | Expr::InList(a, b) => {
                a.reads_candidate() || b.reads_candidate()
            }
            Expr::OneOf(a, list) => a.reads_candidate() || list.iter().any(Expr::reads_candidate),
            Expr::Between(a, b, c) => a.reads_candidate() || b.reads_candidate() || c.reads_candidate(),
        }
    }
}

impl Goal {
    /// Whether an act with the right key must satisfy anything else.
    pub fn asks_more(&self) -> bool {
        self.filter.is_some() || self.other_than.is_some() || self.different > 0
    }

    /// Whether so many acts, by so many different people, are enough.
    pub fn enough(&self, acts: u32, people: u32) -> bool {
        acts >= self.min && people >= self.different
    }
}

impl Plan {
    /// The goal behind an id of this plan.
    pub fn goal(&self, id: GoalId) -> &Goal {
        &self.goals[id.0 as usize]
    }
}
