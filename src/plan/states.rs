//! States in the plan: where their intervals come from, with every text interned.

use super::Expr;
use crate::analysis::model::{Edge, StateId};
use crate::event::{EntityId, KindId};
use crate::time::ClockTime;

/// A state, lowered.
#[derive(Clone, Debug)]
pub struct StatePlan {
    /// Where its intervals come from.
    pub source: StateSource,
    /// Whether any norm asks for it; of others nothing is kept.
    pub used: bool,
}

/// Where the intervals of a state come from.
#[derive(Clone, Debug)]
pub enum StateSource {
    /// Between two events.
    Between {
        /// The kind that begins it.
        kind: KindId,
        /// Which of its events do; they are the occasion.
        filter: Option<Expr>,
        /// The field of the beginning event that holds the subject.
        subject: Option<usize>,
        /// The field of the ending event that holds the subject.
        ends_subject: Option<usize>,
        /// What ends it; the beginning event is the occasion.
        until: Ending,
    },
    /// A record's own interval.
    Record {
        /// The kind.
        kind: KindId,
        /// The field that holds the subject.
        subject: Option<usize>,
        /// Where the interval begins.
        from: Edge,
        /// Where it ends.
        until: Edge,
        /// Which records count; they are the occasion.
        filter: Option<Expr>,
    },
    /// The lines of a table.
    Table {
        /// The entity.
        entity: EntityId,
        /// The attribute that holds the subject.
        subject: Option<usize>,
        /// Where the interval begins.
        from: Edge,
        /// Where it ends.
        until: Edge,
        /// Which lines count.
        filter: Option<Expr>,
    },
    /// A shift of the calendar.
    Shift {
        /// When it begins.
        from: ClockTime,
        /// When it ends; not later than its beginning: on the day after.
        until: ClockTime,
    },
}

/// The event that ends an interval.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The kind.
    pub kind: KindId,
    /// The fields that must equal values of the beginning event.
    pub same: Vec<(usize, Expr)>,
    /// What else it must satisfy: once, or once for each value of `for every`. All are needed.
    pub parts: Vec<Option<Expr>>,
    /// How often each.
    pub times: u32,
    /// By how many different people each; 0: that is not asked.
    pub different: u32,
}

impl Ending {
    /// Whether one event is not enough.
    pub fn takes_several(&self) -> bool {
        self.times > 1 || self.different > 1 || self.parts.len() > 1
    }
}

/// Once for each interval, or for each slot of it.
#[derive(Clone, Debug)]
pub struct During {
    /// The state.
    pub state: StateId,
    /// Whose; `None`: everybody's.
    pub of: Option<Expr>,
    /// Which intervals.
    pub filter: Option<Expr>,
    /// The length of its slots, in microseconds.
    pub slot: Option<i64>,
    /// How long it must last to be an occasion.
    pub lasts: Option<super::Limit>,
}

/// Whose shift ends.
#[derive(Clone, Debug)]
pub enum Shift {
    /// The interval that is the occasion.
    Occasion,
    /// The interval of a state in which the occasion falls.
    State(StateId, Option<Expr>),
    /// The shift of the calendar in which the occasion falls.
    Calendar(Vec<StateId>),
}

/// What an event kind is read for on behalf of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateUse {
    /// It may begin an interval.
    From(StateId),
    /// It may end one.
    Until(StateId),
    /// It may carry one.
    Record(StateId),
}

impl StatePlan {
    /// The states that its conditions ask for.
    pub(super) fn builds_on(&self) -> Vec<StateId> {
        let mut found = Vec::new();
        let mut look = |expr: &Expr| {
            expr.states(&mut |state, _, _| found.push(state));
            expr.counted_states(&mut |state| found.push(state));
        };
        match &self.source {
            StateSource::Between { filter, until, .. } => {
                filter.iter().chain(until.parts.iter().flatten()).for_each(&mut look);
            }
            StateSource::Record { filter, .. } | StateSource::Table { filter, .. } => {
                filter.iter().for_each(&mut look);
            }
            StateSource::Shift { .. } => {}
        }
        found
    }
}

/// The states, those first on which others build.
pub(super) fn in_order(states: &[StatePlan]) -> Vec<StateId> {
    fn add(states: &[StatePlan], id: StateId, order: &mut Vec<StateId>) {
        let Some(state) = states.get(id.0 as usize).filter(|_| !order.contains(&id)) else { return };
        // There are no rings: the analysis refuses them.
        state.builds_on().into_iter().for_each(|other| add(states, other, order));
        order.push(id);
    }
    let mut order = Vec::new();
    for at in 0..states.len() {
        add(states, StateId(at as u16), &mut order);
    }
    order
}

impl Expr {
    /// Calls a function for every state that an expression asks for of somebody, or of nobody.
    pub fn states(&self, visit: &mut dyn FnMut(StateId, Option<&Expr>, super::Slot)) {
        match self {
            Expr::CountState { number, .. } => number.states(visit),
            Expr::InState { state, subject, at } => {
                visit(*state, subject.as_deref(), *at);
                subject.iter().for_each(|subject| subject.states(visit));
            }
            Expr::Figure(_)
            | Expr::Const(_)
            | Expr::Open(_)
            | Expr::Member
            | Expr::Beneficiary
            | Expr::Ranked
            | Expr::Field { .. }
            | Expr::Time(_) => {}
            Expr::RowField { .. } | Expr::IntervalStart | Expr::IntervalEnd => {}
            Expr::Attribute { of, .. } | Expr::Not(of) | Expr::Predicate(of, ..) => of.states(visit),
            Expr::Part(_, of) | Expr::Shift(of, ..) | Expr::Like(of, ..) => of.states(visit),
            Expr::And(list) | Expr::Or(list) => list.iter().for_each(|e| e.states(visit)),
            Expr::Compare(a, _, b) | Expr::Arith(a, _, b) | Expr::InList(a, b) => {
                a.states(visit);
                b.states(visit);
            }
            Expr::OneOf(a, list) => {
                a.states(visit);
                list.iter().for_each(|e| e.states(visit));
            }
            Expr::Between(a, b, c) => [a, b, c].into_iter().for_each(|e| e.states(visit)),
        }
    }

    /// Calls a function for every state of which an expression counts the subjects.
    pub fn counted_states(&self, visit: &mut dyn FnMut(StateId)) {
        match self {
            Expr::CountState { state, .. } => visit(*state),
            Expr::Not(of) => of.counted_states(visit),
            Expr::And(list) | Expr::Or(list) => list.iter().for_each(|e| e.counted_states(visit)),
            _ => {}
        }
    }

    /// Whether it asks for a state.
    pub fn asks_state(&self) -> bool {
        let mut asks = false;
        self.counted_states(&mut |_| asks = true);
        self.states(&mut |_, _, _| asks = true);
        asks
    }
}
