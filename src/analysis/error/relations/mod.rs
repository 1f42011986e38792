//! How norms relate to each other, and what tests say of them.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A problem between norms, or with a test of them.
#[derive(Clone, Debug, PartialEq)]
pub enum RelationProblem {
    /// An event of a test without a time.
    EventWithoutTime {
        /// The event.
        event: String,
        /// Where it is named.
        span: Span,
    },
    /// A line of reference data with a time.
    ReferenceWithTime {
        /// The entity.
        entity: String,
        /// The time.
        at: Span,
        /// Where the entity is named.
        span: Span,
    },
    /// A value that a test must write out.
    NotWrittenOut {
        /// The value.
        span: Span,
    },
    /// A reparation where a test expects what is proposed.
    ReparationExpected {
        /// Where.
        span: Span,
    },
    /// A test that expects nothing.
    NothingExpected {
        /// Its title.
        span: Span,
    },
}

impl RelationProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            RelationProblem::EventWithoutTime { .. }
            | RelationProblem::ReferenceWithTime { .. }
            | RelationProblem::NotWrittenOut { .. }
            | RelationProblem::ReparationExpected { .. }
            | RelationProblem::NothingExpected { .. } => Code::TestForm,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
