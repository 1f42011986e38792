//! What can be wrong with a text.

use crate::source::Span;

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxProblem {
    /// Something else was expected here.
    Unexpected {
        /// Where.
        span: Span,
    },
    /// A date that no calendar has.
    NoSuchDate {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// A time that no clock shows.
    NoSuchTime {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// An offset from UTC that no zone has.
    NoSuchOffset {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// A number that cannot be held exactly.
    NumberTooLong(Span),
    /// An expression with too many operations inside each other.
    ExpressionTooDeep(Span),
    /// `a < b < c`
    ChainedComparison {
        /// The first comparison.
        first: Span,
        /// The second operator.
        second: Span,
    },
    /// A backslash before something that needs none.
    UnknownEscape {
        /// The backslash and what follows it.
        span: Span,
        /// What follows it.
        found: char,
    },
}
