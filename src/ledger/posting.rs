//! One line of the ledger, as data.

use super::Working;
use crate::analysis::model::Per;
use crate::engine::{Bearer, Why};
use crate::event::Sym;
use crate::money::{Amount, Currency};
use crate::source::Span;
use crate::time::{Instant, Stamp, Unit};
use rust_decimal::Decimal;
use std::sync::Arc;

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// The finding, by its position in [`crate::engine::Outcome::findings`].
    pub finding: usize,
    /// The finding's stable id.
    pub id: String,
    /// The norm, by its position in the model.
    pub norm: usize,
    /// Which consequence of the norm.
    pub source: Source,
    /// Where that consequence stands in the policy.
    pub span: Span,
    /// Which time it was, where a table of escalation decides.
    pub time: Option<u32>,
    /// Who pays, answers or benefits.
    pub payer: Payer,
    /// In which part.
    pub role: Role,
    /// What.
    pub sanction: Sanction,
    /// Counted by what.
    pub per: Per,
    /// How many times.
    pub times: u32,
    /// Whether the count goes on: the act that would end it has not been seen, so it is at least so many.
    pub running: bool,
    /// What it comes to, after all that was cut off.
    pub total: Total,
    /// What this adds to the sums of the lower and of the upper ends, where the norm leaves a range; after all that was cut
    /// off. Each end is cut by itself, so the upper one may have less left than the lower one; see [`Posting::between`].
    pub range: Option<Range>,
    /// How a single amount was worked out, unless the norm states it.
    pub working: Option<Working>,
    /// What was cut off, in order.
    pub cuts: Vec<Cut>,
    /// What was left after each step, if anything was cut off by a cap or because one act broke several norms.
    pub steps: Option<Steps>,
    /// Which act it is for, the same in every run that sees it, where one act costs as much as one norm asks for.
    pub act: Option<Arc<str>>,
    /// When the conduct failed, or was seen: this decides to which period it belongs.
    pub at: Stamp,
    /// When the verdict fell.
    pub decided: Instant,
}

/// Who pays, answers or benefits.
pub type Payer = Bearer;

/// Which consequence of a norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Of `else`: the stage, and the consequence in it.
    Else(usize, usize),
    /// Of `liable`: the clause, and the consequence in it.
    Liable(usize, usize),
    /// The reward.
    Reward,
}

/// In which part somebody appears in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who owes the duty.
    Bearer,
    /// Who is liable besides the bearer.
    Besides,
    /// Who is liable instead of the bearer.
    Instead,
    /// Who is rewarded.
    Beneficiary,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Sanction {
    /// A fine.
    Fine,
    /// A deduction from pay.
    Deduct,
    /// Demerit points.
    Demerit,
    /// A warning.
    Warn,
    /// A suspension.
    Suspend,
    /// A dismissal.
    Dismiss,
    /// Somebody is told.
    Notify(Option<Sym>),
    /// A sanction by name.
    Named(String),
    /// A reward.
    Reward,
}

impl Posting {
    /// Between which amounts this is, where the norm leaves a range: the smaller one first.
    #[must_use]
    pub fn between(&self) -> Option<Range> {
        self.range.map(|Range { low, high }| match low.value <= high.value {
            true => Range { low, high },
            false => Range { low: high, high: low },
        })
    }
}

/// What a posting comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Total {
    /// Money; never negative.
    Money(Amount),
    /// Demerit points.
    Points(Decimal),
    /// Nothing that is counted.
    Act,
    /// It cannot be worked out, so nothing is proposed.
    Untold(Why),
}

/// Between which amounts, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub low: Amount,
    /// The most.
    pub high: Amount,
}

/// What was left of an amount, step by step. Later postings are measured by it, also those of later runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// In what all of it is counted.
    pub currency: Currency,
    /// The least, the proposed and the most: first what the norm asks for, then what was left after each cap, those of the norm
    /// first, then those of the policy. Where a cap cannot be worked out, the steps end.
    pub sums: Vec<[Decimal; 3]>,
    /// What one act left before any cap, where it costs as much as one norm asks for.
    pub once: Option<[Decimal; 3]>,
}

/// The least, the proposed and the most.
pub(super) type Three = [Decimal; 3];

/// An amount and its range.
pub(super) fn sums(amount: Amount, range: Option<Range>) -> Three {
    range.map_or([amount.value; 3], |range| [range.low.value, amount.value, range.high.value])
}

/// The smaller of each.
pub(super) fn least(a: Three, b: Three) -> Three {
    [0, 1, 2].map(|i| a[i].min(b[i]))
}

/// Takes something off; nothing falls below zero.
pub(super) fn take_off(sum: &mut Three, less: Three) {
    for (sum, less) in sum.iter_mut().zip(less) {
        *sum = sum.checked_sub(less).unwrap_or_default().max(Decimal::ZERO);
    }
}

/// What is let through of a part of an amount. `used`: what of `most` has been let through already; `kept`: what of that an earlier
/// run let through of the very part, which it has again, and more only where there is room.
pub(super) fn let_through(used: &mut Three, most: Three, part: Three, kept: Three) -> Three {
    let mut through = least(part, kept);
    let less = |from: Three, by: Three| {
        let mut rest = from;
        take_off(&mut rest, by);
        rest
    };
    take_off(used, less(kept, through));
    let more = least(less(most, *used), less(part, through));
    add(used, more);
    add(&mut through, more);
    through
}

/// Adds more to a sum. What is too large to add is more than any limit.
pub(super) fn add(sum: &mut Three, more: Three) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum = sum.checked_add(more).unwrap_or(Decimal::MAX);
    }
}

/// What was cut off.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// Why.
    pub why: CutWhy,
    /// How much of the proposed amount; `None` if the posting has none.
    pub amount: Option<Amount>,
}

/// Why something was cut off.
#[derive(Clone, Debug, PartialEq)]
pub enum CutWhy {
    /// A cap.
    Cap {
        /// Where it stands in the policy.
        span: Span,
        /// How much is allowed in all.
        limit: Amount,
        /// Whether it is the policy's, not the norm's.
        policy: bool,
    },
    /// The same act broke another norm, whose amount is higher.
    Overlap {
        /// That norm.
        norm: usize,
    },
    /// It is proposed once in a period only.
    Once(Unit),
    /// It is earned so often at most in a period.
    AtMost(u32, Unit),
}
