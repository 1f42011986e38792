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
    /// `when 1 alarm within 7 days`
    CountOfOne {
        /// The event.
        span: Span,
        /// How many.
        count: u32,
    },
    /// Norms about each other's violations.
    ViolationRing {
        /// Their names, each about the violations of the next.
        ring: Vec<(String, Span)>,
    },
    /// Norms that override each other.
    OverrideRing {
        /// Their names, each overriding the next.
        ring: Vec<(String, Span)>,
    },
    /// A norm overrides another that never applies to the same occasion.
    NeverTogether {
        /// Where the other is named.
        span: Span,
        /// The norm that yields.
        general: String,
        /// Its occasion.
        occasion: Span,
        /// The occasion of the one that overrides it.
        special: Span,
    },
    /// Two norms override the same one, and may apply to the same occasion.
    BothOverride {
        /// The norm that yields.
        general: String,
        /// The one.
        first: (String, Span),
        /// The other.
        second: (String, Span),
    },
    /// A norm demands what another forbids, on the same occasion.
    Conflict {
        /// What demands it, and its conduct.
        duty: (String, Span),
        /// What forbids it, and its conduct.
        prohibition: (String, Span),
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
            RelationProblem::CountOfOne { .. } => Code::Senseless,
            RelationProblem::ViolationRing { .. } => Code::ViolationRing,
            RelationProblem::OverrideRing { .. }
            | RelationProblem::NeverTogether { .. }
            | RelationProblem::BothOverride { .. } => Code::UnclearOverride,
            RelationProblem::Conflict { .. } => Code::NormConflict,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
