use super::{Aggregate, MeasureUse, ParamId, Rank, StateId};
use crate::event::{EntityId, KindId, Type};
use crate::money::Currency;
use crate::source::Span;
use crate::syntax::ast::Like;
use crate::time::{ClockTime, Date, Length, Stamp};
use rust_decimal::Decimal;

/// A typed expression. Evaluation is three-valued: a blank or unreadable cell makes a comparison undecided.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

impl Expr {
    /// Of a condition that `must not` makes of another: that other one. Both are written at the same place.
    pub fn forbidden(&self) -> Option<&Expr> {
        match &self.kind {
            ExprKind::Not(inner) if inner.span == self.span => Some(inner),
            _ => None,
        }
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A constant (literals, and parameters that are bound).
    Literal(Literal),
    /// A parameter that is not bound: always undecided, and the verdict says why.
    OpenParam(ParamId),
    /// A variable as a whole: a roster member's key, a `for every` value.
    Var(Var),
    /// A field of an event variable.
    EventField(Var, FieldRef),
    /// When an event happened (`alarm.at`, unless the kind declares a field of that name).
    EventTime(Var),
    /// An attribute of an entity: the expression yields its key; the row valid at the variable's time is meant.
    Attribute {
        /// Yields the key.
        of: Box<Expr>,
        /// The entity.
        entity: EntityId,
        /// The attribute's position.
        field: usize,
        /// As of when: the time of the event (or start of the period) that this variable stands for.
        as_of: Var,
    },
    /// A cell of the line of reference data that carries the occasion's interval.
    RowField(EntityId, usize),
    /// When the occasion's interval begins.
    IntervalStart,
    /// When the occasion's interval ends; undecided while that is not known.
    IntervalEnd,
    /// Whether a state holds.
    InState {
        /// The state.
        state: StateId,
        /// Whose; `None`: it has no subject.
        subject: Option<Box<Expr>>,
        /// When: at the event (or start of the period) that this variable stands for.
        at: Var,
    },
    /// How many subjects are in a state, compared with a number (`count(on_duty) >= 1`).
    CountState {
        /// The state.
        state: StateId,
        /// The comparison, the count on its left.
        op: CompareOp,
        /// The number.
        number: Box<Expr>,
        /// When, as for [`ExprKind::InState`].
        at: Var,
    },
    /// Not; Kleene.
    Not(Box<Expr>),
    /// And; Kleene.
    And(Vec<Expr>),
    /// Or; Kleene.
    Or(Vec<Expr>),
    /// A comparison of two values of one type.
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    /// Whether a value is among others (`in [a, b]`).
    OneOf(Box<Expr>, Vec<Expr>),
    /// Whether a value lies between two others, both included (`in a .. b`).
    Between(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Whether a value is among those of a list that a field holds (`in record.list`).
    InList(Box<Expr>, Box<Expr>),
    /// Whether a text is like another: `x.title contains "draft"`. Letters are told apart by case.
    Like(Box<Expr>, Like, String),
    /// A part of a point of time: `date of x.at`.
    Part(TimePart, Box<Expr>),
    /// Exact arithmetic on numbers, shares, amounts and times. Where a period is added or taken off, it is counted on the
    /// calendar; one that is not a constant is a number of days.
    Arith(Box<Expr>, ArithOp, Box<Expr>),
    /// A question about a cell that is always decided.
    Predicate(Box<Expr>, Predicate),
    /// A figure worked out from many events.
    Aggregate(Box<Aggregate>),
    /// A measure by name.
    Measure(Box<MeasureUse>),
    /// A place among the members of an entity.
    Rank(Box<Rank>),
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A share.
    Percent(Decimal),
    /// An amount.
    Money(Decimal, Currency),
    /// Yes or no.
    Bool(bool),
    /// A date.
    Date(Date),
    /// A time of day, as finely as it was written.
    Time(ClockTime),
    /// A point of time.
    Stamp(Stamp),
    /// A length of time.
    Length(Length),
}

/// What a name in a norm stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Var {
    /// The event that is the occasion (`when alarm as a`).
    Occasion,
    /// The roster member of a period (`each day for s in staff`).
    Member,
    /// The event that is being considered as an act, inside `where` of `must`, `unless`, `else must`; inside an aggregate,
    /// the event that is counted.
    Candidate,
    /// The value of `for every x in […]`; acts have at most one.
    Each,
    /// The member of an entity who may benefit (`to each s in staff where …`).
    Beneficiary,
    /// Inside a rank, the member whose place is looked for or compared.
    Ranked,
}

/// Where a variable's events come from, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// An event kind.
    Kind(KindId),
    /// A roster.
    Entity(EntityId),
}

/// The position of a field in its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// The kind.
    pub kind: KindId,
    /// The position in [`crate::event::KindSchema::fields`].
    pub index: usize,
}

/// A part of a point of time, in the policy's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimePart {
    /// The civil date.
    Date,
    /// What the clock shows.
    Time,
    /// The day of the week: one of [`WEEKDAYS`].
    Weekday,
    /// Whether it is a working day.
    IsWorkingDay,
    /// Whether it is none.
    IsRestDay,
}

/// The words for the days of the week, from Monday.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// Exact arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

/// A question about a cell that is always decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// Something was entered.
    Filled,
    /// It is of the declared type and in the declared range.
    Valid,
    /// Both.
    FilledAndValid,
    /// Nothing was entered.
    Blank,
}
