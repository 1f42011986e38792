//! `test` blocks: tiny logs, and what is expected of them.

use super::{Consequence, Literal};
use crate::event::{EntityId, KindId};
use crate::source::Span;
use crate::time::Stamp;

/// One test.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it shows.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// Its log and reference data, in the order written.
    pub records: Vec<Record>,
    /// The range that its log is declared to cover; open where the test says nothing.
    pub observed: Option<(Option<Stamp>, Option<Stamp>)>,
    /// Parameters that it sets: the name, and where the value is written. The test's model has them bound already only if
    /// it was analysed with them.
    pub set: Vec<(String, Span)>,
    /// What it expects, in the order written.
    pub expected: Vec<Expected>,
}

/// One line of a test's log or reference data.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What it is.
    pub what: Recorded,
    /// By field of the kind or entity, its value; nothing was entered where there is none.
    pub cells: Vec<Option<Given>>,
    /// First and last day on which a line of reference data holds.
    pub valid: (Option<Literal>, Option<Literal>),
    /// Where it stands.
    pub span: Span,
}

/// What a line of a test is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recorded {
    /// An event, and when it happened.
    Event(KindId, Stamp),
    /// Reference data.
    Entity(EntityId),
}

/// What stands in a cell of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// One value.
    One(Literal),
    /// Several.
    Many(Vec<Literal>),
}

/// One expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// Findings of a norm.
    Finding {
        /// Exactly so many; at least one if absent.
        times: Option<u32>,
        /// The verdict.
        status: Verdict,
        /// The norm's name.
        norm: String,
        /// Whose; anybody's if absent.
        by: Option<String>,
        /// What they propose, all of it; not looked at if empty.
        consequences: Vec<Consequence>,
        /// Where it stands.
        span: Span,
    },
    /// No finding of any norm.
    Nothing {
        /// The verdict.
        status: Verdict,
        /// Where it stands.
        span: Span,
    },
}

impl Expected {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Expected::Finding { span, .. } | Expected::Nothing { span, .. } => *span,
        }
    }
}

/// A verdict that a test expects.
pub use crate::syntax::ast::Status as Verdict;
