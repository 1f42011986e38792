use super::{Branch, Excuse, Expect, GoalId};

/// What is looked for in one slot: any one of several ways.
#[derive(Clone, Debug)]
pub struct Ways {
    /// The ways; at least one.
    pub ways: Vec<Route>,
}

/// Steps in order.
#[derive(Clone, Debug)]
pub struct Route {
    /// The steps; at least one.
    pub steps: Vec<Step>,
}

/// One step: all its goals, in any order among themselves.
#[derive(Clone, Debug)]
pub struct Step {
    /// The goals; several where `for every` spread them out.
    pub goals: Vec<GoalId>,
    /// A window of its own, counted from the occasion; empty: the slot's.
    pub window: Vec<Branch>,
    /// A further limit, counted from the step before; empty: none.
    pub after: Vec<Branch>,
}

/// Where a goal stands in its slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The way.
    pub way: usize,
    /// The step of the way.
    pub step: usize,
    /// Whether the way has other steps, so that their order counts.
    pub in_order: bool,
}

impl Expect {
    /// What is looked for, if acts are.
    pub fn pattern(&self) -> Option<&Ways> {
        match self {
            Expect::Must(pattern) | Expect::MustNot(pattern) => Some(pattern),
            Expect::Every { acts, .. } => Some(acts),
            Expect::Never | Expect::Check(_) | Expect::Hold(_) => None,
        }
    }
}

impl Excuse {
    /// What is looked for, if acts are.
    pub fn pattern(&self) -> Option<&Ways> {
        match self {
            Excuse::Act { acts, .. } => Some(acts),
            Excuse::Condition(_) | Excuse::Throughout(_) => None,
        }
    }
}

impl Ways {
    /// All goals, in the order in which an obligation keeps what it has seen of them.
    pub fn goals(&self) -> impl Iterator<Item = GoalId> + '_ {
        self.steps().flat_map(|step| step.goals.iter().copied())
    }

    /// All steps.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.ways.iter().flat_map(|way| &way.steps)
    }
}

impl Route {
    /// How many goals it has.
    pub fn goal_count(&self) -> usize {
        self.steps.iter().map(|step| step.goals.len()).sum()
    }

    /// Whether its steps must follow one another.
    pub fn in_order(&self) -> bool {
        self.steps.len() > 1
    }
}
