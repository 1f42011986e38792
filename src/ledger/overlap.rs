//! One act that breaks several norms.
//!
//! With `overlap highest` an act costs a person as much as the norm that asks for the most. What an earlier verdict has proposed
//! stays; a later one adds what is missing, so nothing is ever taken back.

use super::Setup;
use super::before::{Before, whose};
use super::book::Whose;
use super::posting::{Cut, CutWhy, Posting, Range, Sanction, Total, sums};
use crate::analysis::model::Overlap;
use crate::engine::{Finding, Occasion, identity};
use crate::event::{Event, KindId, RowRef};
use crate::money::{Amount, Currency};
use crate::plan::Expect;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::Arc;

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

/// What has been asked so far, act by act.
pub(super) struct Acts<'a> {
    setup: Setup<'a>,
    asked: FxHashMap<(Arc<str>, Whose, Currency), Asked>,
    /// The acts of this run by what identifies them in every run.
    names: FxHashMap<Act, Arc<str>>,
    /// How many acts of this run have the same content.
    alike: FxHashMap<String, u32>,
}

impl<'a> Acts<'a> {
    pub fn new(setup: Setup<'a>) -> Self {
        let (asked, names) = (FxHashMap::default(), FxHashMap::default());
        Acts { setup, asked, names, alike: FxHashMap::default() }
    }

    /// What identifies the act that a finding is about, if one act costs only once.
    pub fn act(&mut self, finding: &Finding) -> Option<Arc<str>> {
        match self.setup.model.header.accounts.overlap {
            Some(Overlap::Highest) => {}
            // Where a norm overrides another, the general one has yielded at its occasion.
            None | Some(Overlap::AddUp | Overlap::Special) => return None,
        }
        let (act, event) = act(&self.setup, finding)?;
        if let Some(name) = self.names.get(&act) {
            return Some(Arc::clone(name));
        }
        let schema = &self.setup.model.schema;
        let field = |at: usize| schema.kind(event.kind).fields.get(at).map(|field| field.name.as_str());
        let what = match act {
            Act::Done(..) => "done".to_string(),
            Act::Defect(.., at) => format!("defect {}", at.and_then(field).unwrap_or_default()),
            Act::Omitted(.., kind) => format!("omitted {}", schema.kind(kind).name),
        };
        let base = format!("{what} {}", identity(self.setup.model, self.setup.interner, event, 0));
        let repeat = self.alike.entry(base.clone()).or_default();
        let mut hash = Sha256::new();
        hash.update(format!("{repeat} {base}"));
        *repeat += 1;
        let name: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name: Arc<str> = name.into();
        self.names.insert(act, Arc::clone(&name));
        Some(name)
    }

    /// Cuts off what one act would cost beyond the highest amount.
    pub fn apply(&mut self, act: Option<&str>, posting: &mut Posting) {
        let (Some(act), Total::Money(amount)) = (act, posting.total) else { return };
        if !matches!(posting.sanction, Sanction::Fine | Sanction::Deduct) {
            return;
        }
        let act: Arc<str> = act.into();
        let whose = Whose::of(&posting.payer, posting.finding);
        let asked = self.asked.entry((Arc::clone(&act), whose, amount.currency)).or_default();
        posting.act = Some(act);
        absorb(asked, posting, amount);
    }

    /// What an earlier run has asked for an act.
    pub fn remember(&mut self, place: usize, old: &Before) {
        for booked in &old.booked {
            let Some(act) = &booked.act else { continue };
            let first = booked.steps.as_ref().and_then(|s| s.sums.first().map(|sums| (s.currency, *sums)));
            let whole = booked.amount.map(|amount| (amount.currency, sums(amount, booked.range)));
            let Some((currency, wanted)) = first.or(whole) else { continue };
            let whose = whose(booked.payer, place);
            let asked = self.asked.entry((act.as_str().into(), whose, currency)).or_default();
            ask(asked, old.norm, wanted);
        }
    }
}

/// Adds what a norm asks for.
fn ask(asked: &mut Asked, norm: usize, wanted: [Decimal; 3]) {
    let place = asked.iter().position(|(other, _)| *other == norm).unwrap_or_else(|| {
        asked.push((norm, [Decimal::ZERO; 3]));
        asked.len() - 1
    });
    for (sum, more) in asked[place].1.iter_mut().zip(wanted) {
        // Too large to add: then it is more than everything before, too.
        *sum = sum.checked_add(more).unwrap_or(Decimal::MAX);
    }
}

fn absorb(asked: &mut Asked, posting: &mut Posting, amount: Amount) {
    let wanted = sums(amount, posting.range);
    let leader = asked.iter().filter(|(norm, _)| *norm != posting.norm).max_by_key(|(_, sums)| sums[1]);
    let leader = leader.map(|(norm, _)| *norm);
    let highest = |asked: &Asked, i: usize| asked.iter().map(|(_, sums)| sums[i]).max().unwrap_or_default();
    let before = [0, 1, 2].map(|i| highest(asked, i));
    ask(asked, posting.norm, wanted);
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
fn act<'f>(setup: &Setup<'_>, finding: &'f Finding) -> Option<(Act, &'f Event)> {
    let norm = &setup.plan.norms[finding.norm];
    let key = |event: &Event| (event.row, event.kind.0, event.rule);
    if let Expect::MustNot(_) = &norm.expect {
        let done = finding.goals.iter().find_map(|goal| {
            let last = usize::try_from(setup.plan.goal(goal.goal).min.max(1) - 1).ok()?;
            goal.hits.get(last)
        })?;
        let (row, kind, rule) = key(done);
        return Some((Act::Done(row, kind, rule), done));
    }
    let Occasion::Event(event) = &finding.occasion else { return None };
    let (row, kind, rule) = key(event);
    let act = match &norm.expect {
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
    };
    act.map(|act| (act, &**event))
}
