//! Why something cannot be told, is still open, or failed: one sentence for each reason.

mod en;
mod zh;

use super::Names;
use crate::engine::{Reason, Why};
use crate::event::Type;
use crate::money::Currency;

/// The sentences of one language.
pub trait Reasons {
    /// A reason.
    fn reason(&self, names: &Names<'_>, reason: &Reason) -> String;
    /// What leaves something undecided.
    fn why(&self, names: &Names<'_>, why: &Why) -> String;
    /// What a type asks for.
    fn type_name(&self, ty: Option<&Type>) -> String;
}

/// The declared currency, if a cell says an amount in another one.
fn other_currency(ty: Option<&Type>, text: &str) -> Option<Currency> {
    let Some(Type::Money(Some(declared))) = ty else { return None };
    let (number, written) = Currency::written(text.trim())?;
    let is_number = number.trim().parse::<rust_decimal::Decimal>().is_ok();
    (is_number && written.is_some_and(|written| written != *declared)).then_some(*declared)
}

/// The stable name of a reason.
pub fn reason_id(reason: &Reason) -> &'static str {
    match reason {
        Reason::OpenParam(_) => "open_param",
        Reason::OccasionUndecided(_) => "occasion_undecided",
        Reason::WindowUndecided(_) => "window_undecided",
        Reason::ConditionUndecided(_) => "condition_undecided",
        Reason::Time(_) => "time",
        Reason::Candidate(..) => "candidate",
        Reason::Rejected(_) => "rejected",
        Reason::BeforeLog { .. } => "before_log",
        Reason::NoSource(_) => "no_source",
        Reason::NoShift => "no_shift",
        Reason::WindowOpen => "window_open",
        Reason::SourceEnds { .. } => "source_ends",
        Reason::ExcuseOpen(_) => "excuse_open",
        Reason::ReparationOpen(_) => "reparation_open",
        Reason::TooFew(..) => "too_few",
        Reason::TooFewPeople(..) => "too_few_people",
        Reason::InOrder(..) => "in_order",
        Reason::TooMany(..) => "too_many",
        Reason::GapsTooLong(_) => "gaps_too_long",
        Reason::NotHeld(_) => "not_held",
        Reason::ConditionFailed => "condition_failed",
        Reason::Forbidden => "forbidden",
    }
}
