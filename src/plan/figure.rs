//! Figures that are worked out from many events: what is counted once for all, and what one norm asks of it.

use super::{Expr, Plan};
use crate::analysis::model::{Function, Over};
use crate::event::{EntityId, KindId, Value};
use crate::source::Span;
use crate::time::Unit;

/// Index of a tally in [`Plan::tallies`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TallyId(pub u32);

/// What is counted of one kind of event, by key. Norms that ask for the same share it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// What is done with the values.
    pub function: Function,
    /// The kind.
    pub kind: KindId,
    /// What is aggregated, over [`super::Slot::Candidate`]; `None`: the event itself.
    pub of: Option<Expr>,
    /// Which events count.
    pub filter: Option<Expr>,
    /// The key under which it is kept.
    pub key: Vec<TallyKey>,
    /// How it is kept.
    pub keep: Keep,
    /// The sum of nothing; `None`: an amount whose currency is not known.
    pub zero: Option<Value>,
}

/// One part of the key under which a figure is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct TallyKey {
    /// What of the event.
    pub counted: Expr,
    /// Written `for e`: a blank matches nothing. Else a blank leaves it undecided.
    pub same: bool,
}

/// How a figure is kept while the log runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// One figure for each calendar period: the running one and the one before.
    Periods(Unit),
    /// One figure from ever.
    Ever,
    /// Every event, for at least so many microseconds; `None`: for ever.
    Events(Option<i64>),
}

/// A figure that one norm asks for. [`Expr::Figure`] is an index into [`super::NormPlan::figures`].
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub of: FigureOf,
    /// Where it stands.
    pub span: Span,
}

/// What a figure is.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureOf {
    /// Read off a tally.
    Counted(Counted),
    /// A place among the members of an entity.
    Rank(Box<Ranking>),
}

/// A figure that is read off a tally.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Of which tally.
    pub tally: TallyId,
    /// The values that the key must have.
    pub key: Vec<Expr>,
    /// Over which time.
    pub over: Over,
}

/// The place of a member among the members of an entity: 1 for the greatest value; equals share the better place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// What is compared, over [`Expr::Ranked`]; [`Expr::Figure`] is an index into the figures of this ranking.
    pub of: Expr,
    /// The figures that are worked out for each member.
    pub figures: Vec<Figure>,
    /// Whose place is asked for.
    pub subject: Expr,
    /// Among whom.
    pub entity: EntityId,
}

impl Figure {
    /// Whether, in a norm about a period, it is complete when the period begins.
    pub fn at_start(&self) -> bool {
        match &self.of {
            FigureOf::Counted(counted) => matches!(counted.over, Over::Previous(_)),
            FigureOf::Rank(ranking) => ranking.figures.iter().all(Figure::at_start),
        }
    }

    /// Whether, in a norm about an interval, it is complete when the interval begins.
    pub fn before_interval(&self) -> bool {
        match &self.of {
            FigureOf::Counted(counted) => counted.over != Over::Period,
            FigureOf::Rank(ranking) => ranking.figures.iter().all(Figure::before_interval),
        }
    }

    /// The tally that it is read off, if it is a figure by itself.
    pub fn tally(&self) -> Option<TallyId> {
        match &self.of {
            FigureOf::Counted(counted) => Some(counted.tally),
            FigureOf::Rank(_) => None,
        }
    }

    /// All tallies that it needs.
    pub fn tallies(&self) -> Vec<TallyId> {
        match &self.of {
            FigureOf::Counted(counted) => vec![counted.tally],
            FigureOf::Rank(ranking) => ranking.figures.iter().flat_map(Figure::tallies).collect(),
        }
    }
}

impl Plan {
    /// The tally behind an id of this plan.
    pub fn tally(&self, id: TallyId) -> &Tally {
        &self.tallies[id.0 as usize]
    }
}

/// How a figure over a time is kept, in a norm about periods of a unit or about moments.
pub(super) fn keep(over: &Over, period: Option<Unit>) -> Keep {
    match over {
        Over::Period => period.map_or(Keep::Ever, |unit| Keep::Periods(day_at_least(unit))),
        Over::Previous(unit) | Over::This(unit) => Keep::Periods(*unit),
        Over::SoFar => Keep::Ever,
        Over::Last(length) => Keep::Events(super::lower::generous(length)),
    }
}

/// How a figure is kept in a norm about an interval. Of a slot, events of its length and a little more are enough.
pub(super) fn keep_for_interval(over: &Over, slot: Option<i64>) -> Keep {
    match over {
        Over::Period => Keep::Events(slot),
        Over::Last(length) if slot.is_some() => Keep::Events(super::lower::generous(length)),
        Over::Last(_) | Over::Previous(_) | Over::This(_) | Over::SoFar => Keep::Events(None),
    }
}

/// The figures of a working day are kept as those of the day.
fn day_at_least(unit: Unit) -> Unit {
    if unit == Unit::WorkingDay { Unit::Day } else { unit }
}

impl Expr {
    /// Whether it asks for a figure.
    pub fn reads_figure(&self) -> bool {
        self.reads_figure_that(&|_| true)
    }

    /// Whether it asks for one of certain figures, by their positions.
    pub fn reads_figure_that(&self, is_one: &dyn Fn(usize) -> bool) -> bool {
        let reads = |expr: &Expr| expr.reads_figure_that(is_one);
        match self {
            Expr::Figure(at) => is_one(*at),
            Expr::Const(_) | Expr::Open(_) | Expr::Member | Expr::Field { .. } | Expr::Time(_) => false,
            Expr::Attribute { of: a, .. } | Expr::Not(a) | Expr::Predicate(a, ..) => reads(a),
            Expr::RowField { .. }
            | Expr::IntervalStart
            | Expr::IntervalEnd
            | Expr::Beneficiary
            | Expr::Ranked => false,
            Expr::CountState { number, .. } => reads(number),
            Expr::InState { subject, .. } => subject.as_ref().is_some_and(|of| reads(of)),
            Expr::Part(_, a) | Expr::Shift(a, ..) | Expr::Like(a, ..) => reads(a),
            Expr::InList(a, b) => reads(a) || reads(b),
            Expr::And(list) | Expr::Or(list) => list.iter().any(reads),
            Expr::Compare(a, _, b) | Expr::Arith(a, _, b) => reads(a) || reads(b),
            Expr::OneOf(a, list) => reads(a) || list.iter().any(reads),
            Expr::Between(a, b, c) => reads(a) || reads(b) || reads(c),
        }
    }
}
