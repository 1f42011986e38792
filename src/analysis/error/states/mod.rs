//! States, their intervals and slots.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A problem with a state or with how it is used.
#[derive(Clone, Debug, PartialEq)]
pub enum StateProblem {
    /// Whose state is meant cannot be told: several things, or none, could be its subject.
    Subject {
        /// The state.
        state: String,
        /// Where it is used.
        span: Span,
        /// What could be meant, as it would be written.
        candidates: Vec<String>,
        /// Where the state is declared.
        declared: Option<Span>,
    },
    /// `of x` with a state that belongs to nobody.
    NoSubject {
        /// The state.
        state: String,
        /// Where somebody is named.
        span: Span,
        /// Where the state is declared.
        declared: Span,
    },
    /// `over … .. …` with bounds that are not fields of one record.
    Bounds {
        /// The bound.
        span: Span,
        /// The other one.
        other: Option<Span>,
    },
    /// Something else than the name of a state after `during`.
    NotAState {
        /// Where.
        span: Span,
    },
    /// `during` a state of somebody who is not written out.
    Variable {
        /// Where somebody is named.
        span: Span,
    },
    /// Slots of a length that is counted on a calendar, or of none.
    Slot {
        /// The length.
        span: Span,
    },
    /// `end of shift`, and it cannot be told which shift.
    Shift {
        /// Where.
        span: Span,
        /// States that could be meant.
        candidates: Vec<String>,
    },
    /// A state that builds on itself.
    Ring {
        /// The state.
        state: String,
        /// Where it is asked for.
        span: Span,
    },
    /// A state in the condition of the lines of a table.
    InTable {
        /// The condition.
        span: Span,
    },
    /// When the interval ends is not known while it lasts.
    EndUnknown {
        /// Where it is asked for.
        span: Span,
        /// Where the state is declared.
        declared: Span,
    },
}

impl StateProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            StateProblem::Subject { .. } | StateProblem::NoSubject { .. } => Code::StateSubject,
            StateProblem::Ring { .. } => Code::NotConstant,
            StateProblem::Bounds { .. } | StateProblem::InTable { .. } => Code::StateBounds,
            StateProblem::NotAState { .. } | StateProblem::Variable { .. } => Code::NotAState,
            StateProblem::Slot { .. } => Code::SlotLength,
            StateProblem::Shift { .. } | StateProblem::EndUnknown { .. } => Code::NoShift,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}

/// Names in backticks, for a help line.
fn ticked(names: &[String], joint: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(joint)
}
