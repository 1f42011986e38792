use super::{Act, Branch};
use crate::source::Span;

/// What is looked for: any one of several ways, each one act or several in order. (`then` binds more closely than `or`.)
#[derive(Clone, Debug, PartialEq)]
pub struct Acts {
    /// The ways, as written; at least one.
    pub ways: Vec<Way>,
}

/// Acts in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The acts; at least one.
    pub steps: Vec<Step>,
}

/// One act of a way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The act.
    pub act: Act,
    /// A window of its own, written after it and counted from the occasion; empty: the norm's.
    pub time: Vec<Branch>,
    /// A further limit, written after `then` and counted from the act before; empty: none.
    pub after: Vec<Branch>,
}

impl Acts {
    /// Every act, in the order written.
    pub fn each(&self) -> impl Iterator<Item = &Act> {
        self.steps().map(|step| &step.act)
    }

    /// Every step, in the order written.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.ways.iter().flat_map(|way| &way.steps)
    }

    /// The only act, in the norm's own window; none if there are several.
    pub fn single(&self) -> Option<&Act> {
        match self.ways.as_slice() {
            [way] => match way.steps.as_slice() {
                [step] if step.time.is_empty() => Some(&step.act),
                _ => None,
            },
            _ => None,
        }
    }

    /// Where they stand.
    pub fn span(&self) -> Option<Span> {
        let first = self.each().next()?;
        self.each().last().map(|last| first.span.to(last.span))
    }
}

impl From<Act> for Acts {
    fn from(act: Act) -> Self {
        Acts { ways: vec![Way { steps: vec![Step { act, time: Vec::new(), after: Vec::new() }] }] }
    }
}
