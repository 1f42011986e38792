//! One act that breaks several norms.
//!
//! With `overlap highest` an act costs a person as much as the norm that asks for the most. What an earlier verdict has proposed
//! stays; a later one adds what is missing, so nothing is ever taken back.

use super::Setup;
use super::book::Whose;
use super::posting::{Cut, CutWhy, Posting, Range, Sanction, Total};
use crate::analysis::model::Overlap;
use crate::engine::{Finding, Occasion};
use crate::event::{Event, KindId, RowRef};
use crate::money::{Amount, Currency};
use crate::plan::Expect;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// One act or omission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Act {
    /// An event that is itself forbidden.
    Done(RowRef, u16, u16),
    /// A defect of a record: of one field, or as a whole.
    Defect(RowRef, u16, u16, Option<usize>),
    /// What an event called for was not done.
    Omitted(RowRef, u16, u16, KindId),
}

/// What has been asked for one act so far, norm by norm: the least, the proposed, and the most.
type Asked = Vec<(usize, [Decimal; 3])>;

/// What has been asked for each act.
#[derive(Default)]
pub(super) struct Overlaps(FxHashMap<(Act, Whose, Currency), Asked>);

impl Overlaps {
    /// Cuts off what one act would cost beyond the highest amount.
    pub fn apply(&mut self, setup: &Setup<'_>, finding: &Finding, posting: &mut Posting) {
        match setup.model.header.accounts.overlap {
            Some(Overlap::Highest) => {}
            // Where a norm overrides another, the general one has yielded at its occasion.
            None | Some(Overlap::AddUp | Overlap::Special) => return,
        }
        let Total::Money(amount) = posting.total else { return };
        if !matches!(posting.sanction, Sanction::Fine | Sanction::Deduct) {
            return;
        }
        let Some(act) = act(setup, finding) else { return };
        let whose = Whose::of(&posting.payer, posting.finding);
        let asked = self.0.entry((act, whose, amount.currency)).or_default();
        absorb(asked, posting, amount);
    }
}

fn absorb(asked: &mut Asked, posting: &mut Posting, amount: Amount) {
    let wanted = match posting.range {
        Some(range) => [range.low.value, amount.value, range.high.value],
        None => [amount.value; 3],
    };
    let leader = asked.iter().filter(|(norm, _)| *norm != posting.norm).max_by_key(|(_, sums)| sums[1]);
    let leader = leader.map(|(norm, _)| *norm);
    let highest = |asked: &Asked, i: usize| asked.iter().map(|(_, sums)| sums[i]).max().unwrap_or_default();
    let before = [0, 1, 2].map(|i| highest(asked, i));
    let place = match asked.iter().position(|(norm, _)| *norm == posting.norm) {
        Some(place) => place,
        None => {
            asked.push((posting.norm, [Decimal::ZERO; 3]));
            asked.len() - 1
        }
    };
    for (sum, more) in asked[place].1.iter_mut().zip(wanted) {
        // Too large to add: then it is more than everything before, too.
        *sum = sum.checked_add(more).unwrap_or(Decimal::MAX);
    }
    let left = [0, 1, 2].map(|i| highest(asked, i) - before[i]);
    let currency = amount.currency;
    let own = |i: usize| Amount::new(left[i].min(wanted[i]), currency);
    if let Some(norm) = leader
        && left[1] < wanted[1]
    {
        let cut = Amount::new(wanted[1] - left[1], currency);
        posting.cuts.push(Cut { why: CutWhy::Overlap { norm }, amount: Some(cut) });
    }
    posting.total = Total::Money(own(1));
    posting.range = posting.range.map(|_| Range { low: own(0), high: own(2) });
}

/// The act or omission that a finding is about. What is owed for a period has none.
fn act(setup: &Setup<'_>, finding: &Finding) -> Option<Act> {
    let norm = &setup.plan.norms[finding.norm];
    let key = |event: &Event| (event.row, event.kind.0, event.rule);
    if let Expect::MustNot(_) = &norm.expect {
        let done = finding.goals.iter().find_map(|goal| {
            let last = usize::try_from(setup.plan.goal(goal.goal).min.max(1) - 1).ok()?;
            goal.hits.get(last)
        })?;
        let (row, kind, rule) = key(done);
        return Some(Act::Done(row, kind, rule));
    }
    let Occasion::Event(event) = &finding.occasion else { return None };
    let (row, kind, rule) = key(event);
    match &norm.expect {
        Expect::Never => Some(Act::Done(row, kind, rule)),
        Expect::Check(checks) => {
            let field = finding.check.and_then(|check| checks.get(check)).and_then(|check| check.field);
            Some(Act::Defect(row, kind, rule, field))
        }
        Expect::Must(_) => {
            let goal = finding.goals.first().map(|goal| setup.plan.goal(goal.goal).kind)?;
            Some(Act::Omitted(row, kind, rule, goal))
        }
        // What is owed again and again, or all the time, is no single act.
        Expect::Every { .. } | Expect::Hold(_) | Expect::MustNot(_) => None,
    }
}
