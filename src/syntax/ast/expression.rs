//! Expressions.

use super::{Name, Quantity, Text};
use crate::money::Amount;
use crate::source::Spanned;
use crate::time::{Date, DateTime, Precision, Time, Weekday};
use rust_decimal::Decimal;

/// An expression with its place.
pub type Expr = Spanned<ExprKind>;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A share: `80%` is held as 0.80.
    Percent(Decimal),
    /// An amount.
    Money(Amount),
    /// Yes or no.
    Bool(bool),
    /// A length of time: one or more parts.
    Quantity(Quantity),
    /// `1 day of bearer.wage`: what so much time is paid with.
    PayFor(Spanned<Quantity>, Box<Expr>),
    /// `20% of bearer.wage`: a part of an amount.
    ShareOf(Spanned<Decimal>, Box<Expr>),
    /// A date.
    Date(Date),
    /// A date and time of day.
    DateTime(DateTimeLit),
    /// A time of day.
    TimeOfDay(TimeOfDay),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A name.
    Name(String),
    /// `a.b`
    Field(Box<Expr>, Name),
    /// `a.[b, c]`
    Fields(Box<Expr>, Vec<Name>),
    /// `rate(e)`
    Call(Box<Expr>, Vec<Expr>),
    /// `Friday`
    Weekday(Weekday),
    /// `date of x.at`
    PartOf(TimePart, Box<Expr>),
    /// `on_leave of s`
    StateOf(Name, Box<Expr>),
    /// `sum(…)`
    Aggregate(Box<Aggregate>),
    /// `rate(e) over the previous month`: a measure over a time of its own.
    Over(Box<Expr>, Over),
    /// `column "类型"`, in log mappings.
    Column(Text),
    /// `the header`, in log mappings: the name of the column at hand.
    ThisHeader,
    /// `the cell`, in log mappings: what stands in the column at hand.
    ThisCell,
    /// `a filled`
    Predicate(Box<Expr>, Predicate),
    /// `a contains "x"`
    Like(Box<Expr>, Like, Text),
    /// `x.day is a working day`
    DayIs(Box<Expr>, DayTest),
    /// `not a`
    Not(Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a and b and …`, two or more.
    And(Vec<Expr>),
    /// `a or b or …`, two or more.
    Or(Vec<Expr>),
    /// `a < b`; the operator's own place is kept for messages.
    Binary(Box<Expr>, Spanned<BinaryOp>, Box<Expr>),
    /// `a .. b`
    Range(Box<Expr>, Box<Expr>),
    /// `( a )`: kept, because it shows what the author meant.
    Group(Box<Expr>),
}

/// A part of a point of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimePart {
    /// The civil date.
    Date,
    /// What the clock shows.
    Time,
    /// The day of the week.
    Weekday,
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
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
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

impl BinaryOp {
    /// Whether the result is yes or no.
    pub fn compares(self) -> bool {
        use BinaryOp::*;
        matches!(self, Eq | Ne | Lt | Le | Gt | Ge | In | NotIn)
    }
}

/// A question about a cell that is always decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// Something was entered.
    Filled,
    /// It is of the declared type and in range.
    Valid,
    /// Both.
    FilledAndValid,
    /// Nothing was entered.
    Blank,
}

/// A question about a day, by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayTest {
    /// It is a working day.
    Working,
    /// It is none.
    Rest,
}

/// What a text is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// It has the other somewhere in it.
    Contains,
    /// It begins with the other.
    StartsWith,
    /// It ends with the other.
    EndsWith,
}

/// `sum(reading.received where …) for e over the previous month`
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub kind: AggregateKind,
    /// What is aggregated: an event, or a field of it.
    pub of: Expr,
    /// Which events count.
    pub filter: Option<Expr>,
    /// The subjects it is split by.
    pub by: Vec<Expr>,
    /// Of a rank: the entity whose places are compared.
    pub among: Option<Name>,
    /// Over which time; the norm's period if absent.
    pub over: Option<Over>,
}

/// Which aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggregateKind {
    /// The sum.
    Sum,
    /// How many.
    Count,
    /// The mean.
    Average,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many different ones.
    Distinct,
    /// The latest.
    Last,
    /// The place in the order.
    Rank,
}

/// The time an aggregate runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// From the beginning up to now.
    SoFar,
    /// The calendar period before the current one.
    Previous(super::CalendarUnit),
    /// The calendar period that is running, up to now.
    This(super::CalendarUnit),
    /// A rolling length.
    Rolling(super::Length),
}

/// A time of day with the precision it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay {
    /// The time. `24:00` is held as 00:00 with `next_day` set.
    pub time: Time,
    /// `08:20` is given to the minute, `08:20:00` to the second.
    pub precision: Precision,
    /// Whether it was written as `24:00`.
    pub next_day: bool,
}

/// A date and time of day, with an offset if one was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTimeLit {
    /// The civil part.
    pub civil: DateTime,
    /// To the minute or to the second.
    pub precision: Precision,
    /// Seconds east of UTC.
    pub offset: Option<i32>,
}
