//! `test` blocks: a tiny log and what is expected of it.

use super::{Consequence, DateRange, Expr, Name, Text, When};
use crate::source::Spanned;

/// `test "…" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it shows.
    pub title: Text,
    /// Its lines.
    pub entries: Vec<Spanned<TestEntry>>,
}

/// One line of a test.
#[derive(Clone, Debug, PartialEq)]
pub enum TestEntry {
    /// A line of reference data, or of the log if it has a time.
    Record {
        /// When it happened.
        at: Option<Spanned<When>>,
        /// The event or entity.
        name: Name,
        /// Its cells.
        cells: Vec<(Name, Expr)>,
    },
    /// `expect violated norm by x, fine 100 CNY`
    Expect {
        /// How often; at least once if absent.
        times: Option<u32>,
        /// The verdict.
        status: Status,
        /// The norm.
        norm: Name,
        /// The bearer.
        by: Option<Expr>,
        /// What the finding proposes.
        consequences: Vec<Spanned<Consequence>>,
    },
    /// `expect nothing violated`
    ExpectNothing(Status),
    /// `set arrival = 45 minutes`
    Set(Name, Expr),
    /// `observed a .. b`
    Observed(DateRange),
}

/// A verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The conduct was seen in the window.
    Fulfilled,
    /// The window closed inside the log without it.
    Violated,
    /// Violated, but the reparation was met.
    Repaired,
    /// The excuse held.
    Excused,
    /// A recorded waiver covers it.
    Waived,
    /// A reward was not earned.
    Unearned,
    /// The window is still open.
    Pending,
    /// The log cannot tell.
    Unknown,
}
