use super::{Act, Branch, Conduct, Excuse, Expr, ExprKind, Limit, Norm, Occasion};
use crate::event::{EntityId, KindId, Type};
use crate::source::Span;
use crate::time::{ClockTime, Length};

/// Index of a state in [`super::Model::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateId(pub u16);

/// A state: something that holds over intervals of time, of one subject or of the office as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct StateDecl {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// Whose state it is: the name of the subject's field, and its type. `None`: it has no subject.
    pub subject: Option<Subject>,
    /// Where its intervals come from.
    pub source: StateSource,
}

impl StateDecl {
    /// The states that its conditions ask for.
    pub fn builds_on(&self) -> Vec<StateId> {
        let mut exprs: Vec<&Expr> = Vec::new();
        match &self.source {
            StateSource::Between { filter, until, .. } => exprs.extend(filter.iter().chain(&until.filter)),
            StateSource::Record { filter, .. } | StateSource::Table { filter, .. } => exprs.extend(filter),
            StateSource::Shift { .. } => {}
        }
        let mut found = Vec::new();
        for expr in exprs {
            crate::analysis::walk::each(expr, &mut |part| {
                if let ExprKind::InState { state, .. } | ExprKind::CountState { state, .. } = &part.kind {
                    found.push(*state);
                }
            });
        }
        found
    }
}

/// Whose state it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// The name of the field that holds it.
    pub field: String,
    /// Its type.
    pub ty: Type,
}

/// Where the intervals of a state come from.
#[derive(Clone, Debug, PartialEq)]
pub enum StateSource {
    /// Between two events.
    Between {
        /// The kind that begins it.
        kind: KindId,
        /// Which of its events do, over [`super::Var::Occasion`].
        filter: Option<Expr>,
        /// The field of the beginning event that holds the subject.
        subject: Option<usize>,
        /// The field of the ending event that holds the subject, if one does.
        ends_subject: Option<usize>,
        /// What ends it, over [`super::Var::Candidate`]; the beginning event is [`super::Var::Occasion`].
        until: Box<Act>,
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
        /// Which records count, over [`super::Var::Occasion`].
        filter: Option<Expr>,
    },
    /// The lines of a table of reference data.
    Table {
        /// The entity.
        entity: EntityId,
        /// The attribute that holds the subject.
        subject: Option<usize>,
        /// Where the interval begins.
        from: Edge,
        /// Where it ends.
        until: Edge,
        /// Which lines count, over [`super::ExprKind::RowField`].
        filter: Option<Expr>,
    },
    /// A shift of the calendar, on every day. It may pass midnight.
    Shift {
        /// When it begins.
        from: ClockTime,
        /// When it ends; not later than its beginning: on the day after.
        until: ClockTime,
    },
}

/// Where an interval begins or ends: one field, or a date and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// A timestamp, or a date that stands for its whole day.
    Field(usize),
    /// The time of day on the date.
    Clock {
        /// The field with the date.
        date: usize,
        /// The field with the time of day.
        time: usize,
    },
}

/// Once for each interval of a state, or once for each of its slots.
#[derive(Clone, Debug, PartialEq)]
pub struct During {
    /// The state.
    pub state: StateId,
    /// Whose: `during on_duty of x`; `None`: everybody's.
    pub of: Option<Expr>,
    /// Which intervals, over [`super::Var::Occasion`].
    pub filter: Option<Expr>,
    /// The length of its slots; `None`: the interval as a whole.
    pub slot: Option<Length>,
    /// How long it must last to be an occasion, counted from its beginning; the norm applies from then on.
    pub lasts: Option<Box<Limit>>,
}

/// Whose shift ends with `end of shift`.
#[derive(Clone, Debug, PartialEq)]
pub enum Shift {
    /// The interval that is the occasion.
    Occasion,
    /// The interval of a state in which the occasion falls.
    State(StateId, Option<Expr>),
    /// The shift of the calendar in which the occasion falls, of these.
    Calendar(Vec<StateId>),
}

impl Norm {
    /// The states that it depends on, each once.
    pub fn states(&self) -> Vec<StateId> {
        let mut found = Vec::new();
        let mut add = |state: StateId| {
            if !found.contains(&state) {
                found.push(state);
            }
        };
        if let Occasion::During(during) = &self.occasion {
            add(during.state);
        }
        let mut branches: Vec<&Branch> = self.time.iter().collect();
        for excuse in &self.excuses {
            if let Excuse::Act { acts, time, .. } = excuse {
                branches.extend(time);
                branches.extend(acts.steps().flat_map(|step| step.time.iter().chain(&step.after)));
            }
        }
        if let Conduct::Must(acts) | Conduct::MustNot(acts) = &self.conduct {
            branches.extend(acts.steps().flat_map(|step| step.time.iter().chain(&step.after)));
        }
        for branch in &branches {
            match &branch.limit {
                Limit::EndOfShift(Shift::State(state, _)) => add(*state),
                Limit::EndOfShift(Shift::Calendar(states)) => states.iter().copied().for_each(&mut add),
                _ => {}
            }
        }
        let mut exprs: Vec<&Expr> = branches.iter().filter_map(|branch| branch.condition.as_ref()).collect();
        match &self.occasion {
            Occasion::Event { filter, .. } => exprs.extend(filter),
            Occasion::Each(each) => {
                exprs.extend(each.roster.iter().filter_map(|r| r.filter.as_ref()));
                exprs.extend(&each.condition);
            }
            Occasion::During(during) => exprs.extend(&during.filter),
        }
        match &self.conduct {
            Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => {
                exprs.extend(acts.each().flat_map(|act| &act.filter))
            }
            Conduct::Hold(hold) => exprs.push(&hold.condition),
            Conduct::Check(checks) => exprs.extend(checks.iter().map(|check| &check.condition)),
            Conduct::Never => {}
        }
        for excuse in &self.excuses {
            match excuse {
                Excuse::Condition { condition, .. } | Excuse::Throughout { condition, .. } => {
                    exprs.push(condition);
                }
                Excuse::Act { acts, .. } => exprs.extend(acts.each().flat_map(|act| &act.filter)),
            }
        }
        for expr in exprs {
            crate::analysis::walk::each(expr, &mut |part| {
                if let ExprKind::InState { state, .. } | ExprKind::CountState { state, .. } = &part.kind {
                    add(*state);
                }
            });
        }
        found
    }
}
