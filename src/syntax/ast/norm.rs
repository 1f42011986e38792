//! Norms: six slots, each a clause.

use super::{CalendarUnit, DateRange, Expr, Length, Name, Point, Text, TimeClause};
use crate::source::{Span, Spanned};
use rust_decimal::Decimal;

/// A duty, prohibition or reward.
#[derive(Clone, Debug, PartialEq)]
pub struct Norm {
    /// Which.
    pub kind: NormKind,
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// Its clauses, in the order written.
    pub clauses: Vec<Spanned<Clause>>,
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

/// One clause of a norm.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// `cite`
    Cite(Cite),
    /// `reading`
    Reading(Text),
    /// `effective`
    Effective(DateRange),
    /// `overrides`
    Overrides(Vec<Name>),
    /// `when`, `each`, `during`
    Occasion(Occasion),
    /// `bearer`
    Bearer(Expr),
    /// `must`, `must not`
    Must(Must),
    /// `only x may E`
    Only(Privileged, Act),
    /// `by someone other than …` on a line of its own.
    People(People),
    /// `every 30 minutes` on a line of its own.
    Every(Length),
    /// `within`, `by`, `before`
    Time(TimeClause),
    /// `unless`
    Unless(Unless),
    /// `else`; several form a chain of reparation.
    Else(Vec<Spanned<Consequence>>),
    /// `liable`
    Liable(Liable),
    /// `cap`
    Cap(Cap),
    /// `then reward`
    Then(Reward),
}

/// `cite "regulation" clause 8 "anchor"`
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// The regulation, if not the header's.
    pub source: Option<Text>,
    /// The clause's number or name.
    pub clause: Option<Text>,
    /// A short phrase that occurs in it.
    pub anchor: Option<Text>,
}

/// When the norm applies.
#[derive(Clone, Debug, PartialEq)]
pub enum Occasion {
    /// `when alarm as a where φ during s`
    Event {
        /// The event kind.
        event: Name,
        /// Its name in the norm; the kind's own if absent.
        alias: Option<Name>,
        /// Which events.
        filter: Option<Expr>,
        /// Only while this state holds.
        during: Option<Expr>,
    },
    /// `when φ`: a further condition beside `each`.
    Condition(Expr),
    /// `when violated norm as v where φ`
    Violated {
        /// The other norm.
        norm: Name,
        /// Its name here.
        alias: Option<Name>,
        /// Which violations.
        filter: Option<Expr>,
    },
    /// `when 3 alarm same kind within 7 days`
    Count {
        /// How many.
        n: u32,
        /// The event kind.
        event: Name,
        /// Its name in the norm.
        alias: Option<Name>,
        /// Fields that are equal among them.
        same: Vec<Name>,
        /// Which events.
        filter: Option<Expr>,
        /// How close together.
        within: Length,
    },
    /// `when unfixed as u lasts until end of day`
    Lasts {
        /// The state.
        state: Name,
        /// Its name in the norm.
        alias: Option<Name>,
        /// Which intervals.
        filter: Option<Expr>,
        /// How long.
        until: Lasting,
    },
    /// `each working day for s in staff where φ`
    Each {
        /// The period.
        period: Spanned<Period>,
        /// Whom it concerns.
        member: Option<Member>,
        /// Which members owe a period.
        membership: Option<Membership>,
    },
    /// `each 30 minutes during on_duty as shift`
    EachSlot {
        /// The slots' length.
        length: Length,
        /// The state.
        state: Expr,
        /// Its name in the norm.
        alias: Option<Name>,
    },
    /// `during on_duty as shift`
    During {
        /// The state.
        state: Expr,
        /// Its name in the norm.
        alias: Option<Name>,
        /// Which intervals.
        filter: Option<Expr>,
    },
}

/// How long a state must last to be an occasion.
#[derive(Clone, Debug, PartialEq)]
pub enum Lasting {
    /// Still open at that point.
    Until(Spanned<Point>),
    /// Open for so long.
    For(Length),
}

/// A period of `each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A working day of the calendar.
    WorkingDay,
    /// A calendar period.
    Calendar(CalendarUnit),
}

/// `for s in staff where φ`
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name in the norm.
    pub name: Name,
    /// The entity.
    pub entity: Name,
    /// Which members.
    pub filter: Option<Expr>,
}

/// Which members owe a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Valid on the period's first day.
    AtStart,
    /// Valid on its last day.
    AtEnd,
    /// Valid on all its days: the default.
    Throughout,
    /// Valid on any of its days.
    AtAnyTime,
}

/// `must …`
#[derive(Clone, Debug, PartialEq)]
pub struct Must {
    /// `must not`
    pub not: bool,
    /// What is owed or forbidden.
    pub conduct: Conduct,
}

/// What is owed or forbidden.
#[derive(Clone, Debug, PartialEq)]
pub enum Conduct {
    /// Acts, joined by `then` or `or`.
    Acts(Acts),
    /// `hold S for at least 95%`
    Hold(Expr, Option<Expr>),
    /// A condition on the occasion itself.
    Condition(Expr),
}

/// Who alone may do something.
#[derive(Clone, Debug, PartialEq)]
pub enum Privileged {
    /// One person, or one of a list.
    One(Expr),
    /// `staff where role = "director"`: those members of an entity.
    Members(Name, Expr),
}

/// One act, several in order, or several of which one suffices.
#[derive(Clone, Debug, PartialEq)]
pub struct Acts {
    /// The first.
    pub first: Act,
    /// The others.
    pub rest: Vec<NextAct>,
}

/// An act after the first.
#[derive(Clone, Debug, PartialEq)]
pub struct NextAct {
    /// What joins it to the one before.
    pub joiner: Joiner,
    /// `then within 2 hours fix`: a time counted from the act before.
    pub after: Option<Box<TimeClause>>,
    /// The act.
    pub act: Act,
}

/// What joins two acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joiner {
    /// In that order.
    Then,
    /// Either.
    Or,
}

/// One event with what is asked of it. Its place does not take part in equality.
#[derive(Clone, Debug)]
pub struct Act {
    /// `its own`
    pub own: bool,
    /// The event kind (or, in `unless`, a state).
    pub event: Name,
    /// Its name in the norm.
    pub alias: Option<Name>,
    /// Its parts, in the order written.
    pub parts: Vec<Spanned<ActPart>>,
    /// Its place.
    pub span: Span,
}

impl PartialEq for Act {
    fn eq(&self, other: &Act) -> bool {
        (self.own, &self.event, &self.alias, &self.parts)
            == (other.own, &other.event, &other.alias, &other.parts)
    }
}

/// One part of an act.
#[derive(Clone, Debug, PartialEq)]
pub enum ActPart {
    /// `same fault`
    Same(Vec<Name>),
    /// `where φ`
    Where(Expr),
    /// `at least 2 times`
    Count(Bound, u32),
    /// `for every to in […]`
    Everyone(Name, Expr),
    /// `for every s in (staff where …)`
    Members(Name, Name, Expr),
    /// `by someone other than …`
    People(People),
    /// `every 30 minutes`
    Every(Length),
    /// A time of its own, where there are alternatives.
    Time(Box<TimeClause>),
}

/// Which way a number bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Not fewer.
    AtLeast,
    /// Not more.
    AtMost,
    /// Neither.
    Exactly,
}

/// Who must have acted.
#[derive(Clone, Debug, PartialEq)]
pub enum People {
    /// Anyone but this person.
    OtherThan(Expr),
    /// So many different people.
    Different(u32),
}

/// `unless …`
#[derive(Clone, Debug, PartialEq)]
pub struct Unless {
    /// What excuses.
    pub what: Excuse,
    /// A state must cover the whole window.
    pub throughout: bool,
    /// A time of its own.
    pub time: Option<TimeClause>,
}

/// What excuses.
#[derive(Clone, Debug, PartialEq)]
pub enum Excuse {
    /// An act (or a state by its bare name).
    Acts(Acts),
    /// A condition, or a state of somebody.
    Condition(Expr),
}

/// One consequence.
#[derive(Clone, Debug, PartialEq)]
pub enum Consequence {
    /// `must inform same fault within 30 minutes`
    Reparation(Box<Acts>, Option<Box<TimeClause>>),
    /// `fine 50 CNY per field`
    Fine(Expr, Vec<Spanned<Per>>),
    /// `deduct 1 day of bearer.wage`
    Deduct(Expr, Vec<Spanned<Per>>),
    /// `demerit 2 points`
    Demerit(Decimal, Vec<Spanned<Per>>),
    /// `warn`
    Warn,
    /// `suspend`
    Suspend,
    /// `dismiss`
    Dismiss,
    /// `notify x`
    Notify(Expr),
    /// `sanction "…"`
    Sanction(Text),
    /// `escalate per bearer per month { … }`, `escalate per bearer within 12 months { … }`
    Escalate(Vec<Spanned<Per>>, Option<Length>, Vec<Step>),
}

/// One line of an escalation table.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// From which violation on.
    pub from: u32,
    /// Up to which; `None` is open.
    pub to: Option<u32>,
    /// What then.
    pub consequence: Spanned<Consequence>,
}

/// What a consequence or cap counts by.
#[derive(Clone, Debug, PartialEq)]
pub enum Per {
    /// Each field that fails.
    Field,
    /// Each occasion.
    Occurrence,
    /// Each one too few.
    Missing,
    /// Each slot.
    Slot,
    /// Each hour begun after the due time.
    StartedHourLate,
    /// Each bearer.
    Bearer,
    /// Each calendar period.
    Period(CalendarUnit),
    /// Each member of a reference table.
    Entity(Name),
}

/// `liable x: …`
#[derive(Clone, Debug, PartialEq)]
pub struct Liable {
    /// Who.
    pub who: Expr,
    /// Instead of the bearer, not besides.
    pub instead: bool,
    /// For what.
    pub consequences: Vec<Spanned<Consequence>>,
}

/// `cap 500 CNY per bearer per month`
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// How much.
    pub amount: Expr,
    /// Counted by what.
    pub per: Vec<Spanned<Per>>,
}

/// `then reward 50 CNY to each s in staff, at most once per month`
#[derive(Clone, Debug, PartialEq)]
pub struct Reward {
    /// How much.
    pub amount: Expr,
    /// To whom; the bearer if absent.
    pub to: Option<RewardTo>,
    /// How often in which period.
    pub at_most: Option<(u32, CalendarUnit)>,
}

/// Who benefits.
#[derive(Clone, Debug, PartialEq)]
pub enum RewardTo {
    /// One.
    One(Expr),
    /// Each of a group.
    Each(Member),
}
