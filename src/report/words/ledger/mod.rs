//! The words of the ledger.

mod en;
mod zh;

use crate::analysis::model::Per;
use crate::locale::Lang;
use crate::report::model::{Part, ProposalKind};
use crate::time::Unit;

/// Something the ledger says. Amounts, names and times are words already.
#[derive(Clone, Debug)]
pub(in crate::report) enum Phrase<'a> {
    /// What is proposed: a kind with its amount, points or name.
    Proposed(ProposalKind, &'a str),
    /// A kind whose amount cannot be worked out.
    Untold(ProposalKind, &'a str),
    /// The amount chosen within a range.
    Within { amount: &'a str, low: &'a str, high: &'a str },
    /// At least so much: the count goes on.
    AtLeast(&'a str),
    /// For whom, where it is not the bearer.
    For { proposal: &'a str, who: Option<&'a str>, part: Part },
    /// So many times an amount.
    Times { single: &'a str, times: u32, per: Per, entity: Option<&'a str>, total: &'a str, running: bool },
    /// Which time it was.
    Nth { nth: u32, stretch: Option<&'a str> },
    /// A figure that was read, with the policy's text for it.
    Figure { value: &'a str, text: &'a str },
    /// An amount that was rounded.
    Rounded { working: &'a str, total: &'a str },
    /// A cap cut something off.
    Capped { policy: bool, limit: &'a str, cut: &'a str },
    /// The same act costs as much under another norm already.
    Overlapped { norm: &'a str, cut: &'a str },
    /// It is proposed once in a period only.
    Once(Unit),
    /// It is earned so often at most in a period.
    AtMost(u32, Unit),
    /// So many of what is not added up.
    Counted(Counted, u64),
    /// Sums with their range.
    RangeOf { sum: &'a str, low: &'a str, high: &'a str },
    /// What is earned, in sum.
    Earned(&'a str),
}

/// What is counted and not added up.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) enum Counted {
    Suspensions,
    Dismissals,
    Others,
    Untold,
}

/// The words of a phrase.
pub(in crate::report) fn phrase(lang: Lang, phrase: &Phrase<'_>) -> String {
    match lang {
        Lang::En => en::words(phrase),
        Lang::Zh => zh::words(phrase),
    }
}
