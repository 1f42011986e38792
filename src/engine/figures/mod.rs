//! Figures worked out from many events.
//!
//! Each event is added once to every tally of its kind; a tally keeps one total for each key and calendar period, or the
//! events themselves where a range rolls. What a norm asks is read off when the occasion happens or its period ends.

mod compared;
mod exact;
mod range;
mod rank;
mod ripen;
mod store;
mod take;
mod total;

pub(super) use exact::exact_order;
pub(super) use range::decide_by_range;
pub(super) use ripen::{Measured, spelled_out};
pub(super) use store::Store;

use super::{Reason, Why};
use crate::event::{Event, Value};
use crate::money::Ratio;
use rust_decimal::Decimal;
use std::sync::Arc;

/// In place of a figure that cannot be told, why it cannot.
pub(super) fn underlying(figures: &[Option<Figure>], why: Why) -> Why {
    let Why::Figure(at) = why else { return why };
    let reasons = figures.get(at).and_then(Option::as_ref).map_or(&[][..], |figure| &figure.reasons);
    reasons.iter().map(why_of).find(|known| *known != Why::Nothing).unwrap_or(why)
}

/// A reason as the reason of something else.
pub(super) fn why_of(reason: &Reason) -> Why {
    match reason {
        Reason::ConditionUndecided(why) | Reason::OccasionUndecided(why) | Reason::Candidate(_, why) => *why,
        Reason::Rejected(row) => Why::Rejected(*row),
        Reason::BeforeLog { kind, from } => Why::BeforeLog { kind: *kind, from: *from },
        Reason::SourceEnds { kind, until } => Why::SourceEnds { kind: *kind, until: *until },
        Reason::NoSource(kind) => Why::NoSource(*kind),
        _ => Why::Nothing,
    }
}

/// How many events are shown of a figure.
const KEPT: usize = 3;

/// One figure of a norm at one occasion.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its value, if it is certain.
    pub value: Option<Value>,
    /// Its value as a fraction, if it is a mean: most have no exact decimal.
    pub mean: Option<Ratio>,
    /// The least that it can be, if that is known.
    pub low: Option<Decimal>,
    /// The most that it can be, if that is known.
    pub high: Option<Decimal>,
    /// How many events are behind it for certain.
    pub events: u64,
    /// The first few of them.
    pub rows: Vec<Arc<Event>>,
    /// Why it is not certain.
    pub reasons: Vec<Reason>,
    /// Whether it is not certain because more may still come.
    pub open: bool,
}

/// What stood on the sides of a comparison that a figure takes part in.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The sides, in the order written.
    pub sides: Vec<Side>,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// What it came to.
    pub value: Option<Value>,
    /// What was calculated with: the leaves of its arithmetic, in the order written.
    pub terms: Vec<Option<Value>>,
}
