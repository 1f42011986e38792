//! Sums of postings: exact, and never over different currencies.

use super::posting::{Posting, Range, Sanction, Total};
use crate::money::{Amount, Currency};
use rust_decimal::Decimal;

/// Sums of postings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Fines and deductions, one sum for each currency in the order in which they first appear.
    pub money: Vec<MoneyTotal>,
    /// Rewards, likewise.
    pub rewards: Vec<Amount>,
    /// Demerit points.
    pub points: Decimal,
    /// Warnings.
    pub warnings: u64,
    /// Suspensions.
    pub suspensions: u64,
    /// Dismissals.
    pub dismissals: u64,
    /// Sanctions by name, and people to be told.
    pub others: u64,
    /// Postings whose amount cannot be worked out.
    pub untold: u64,
    /// Whether something was too large to be added exactly; it is left out.
    pub overflow: bool,
}

/// Fines and deductions of one currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyTotal {
    /// What is proposed.
    pub proposed: Amount,
    /// The least and the most that the norms allow; the same where they leave no range.
    pub range: Range,
}

/// Adds postings up.
pub fn total<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Totals {
    let mut totals = Totals::default();
    for posting in postings {
        totals.add(posting);
    }
    totals
}

impl Totals {
    pub(super) fn add(&mut self, posting: &Posting) {
        match posting.total {
            Total::Untold(_) => self.untold += 1,
            Total::Money(amount) if posting.sanction == Sanction::Reward => self.add_reward(amount),
            Total::Money(amount) => self.add_money(amount, posting.range),
            Total::Points(points) => self.add_points(points),
            // A second one in a period that is proposed once only.
            Total::Act if !posting.cuts.is_empty() => {}
            Total::Act => match posting.sanction {
                Sanction::Warn => self.warnings += 1,
                Sanction::Suspend => self.suspensions += 1,
                Sanction::Dismiss => self.dismissals += 1,
                Sanction::Notify(_) | Sanction::Named(_) => self.others += 1,
                Sanction::Fine | Sanction::Deduct | Sanction::Demerit | Sanction::Reward => {}
            },
        }
    }

    pub(super) fn add_points(&mut self, points: Decimal) {
        match self.points.checked_add(points) {
            Some(sum) => self.points = sum,
            None => self.overflow = true,
        }
    }

    fn add_money(&mut self, amount: Amount, range: Option<Range>) {
        let range = range.unwrap_or(Range { low: amount, high: amount });
        let sum = self.money.iter_mut().find(|sum| sum.proposed.currency == amount.currency);
        let Some(sum) = sum else {
            self.money.push(MoneyTotal { proposed: amount, range });
            return;
        };
        let added = (
            sum.proposed.checked_add(amount),
            sum.range.low.checked_add(range.low),
            sum.range.high.checked_add(range.high),
        );
        match added {
            (Some(proposed), Some(low), Some(high)) => {
                *sum = MoneyTotal { proposed, range: Range { low, high } };
            }
            _ => self.overflow = true,
        }
    }

    fn add_reward(&mut self, amount: Amount) {
        let same = |sum: &&mut Amount, currency: Currency| sum.currency == currency;
        match self.rewards.iter_mut().find(|sum| same(sum, amount.currency)) {
            None => self.rewards.push(amount),
            Some(sum) => match sum.checked_add(amount) {
                Some(added) => *sum = added,
                None => self.overflow = true,
            },
        }
    }
}
