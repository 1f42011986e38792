//! The most that is proposed: postings are let through in order until a cap is reached.

use super::Setup;
use super::amount::Worker;
use super::before::{Before, Booked, whose};
use super::book::Whose;
use super::posting::{Cut, CutWhy, Payer, Posting, Range, Sanction, Total};
use crate::engine::{Finding, Reader};
use crate::money::{Amount, Currency};
use crate::plan::Cap;
use crate::time::{Date, Stamp, period_containing};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// For what a cap has been used: whose, which finding, which period, which currency.
type Room = (Whose, Option<usize>, Option<Date>, Currency);

/// What has been let through: the least, the proposed, the most.
type Used = [Decimal; 3];

/// The same by cap: the norm that has it, if it is not the policy's, and its place.
type AllUsed = FxHashMap<(Option<usize>, usize, Room), Used>;

/// What the caps have let through.
pub(super) struct Caps<'a> {
    setup: Setup<'a>,
    worker: Worker<'a>,
    used: AllUsed,
}

impl<'a> Caps<'a> {
    /// `before` has used its part.
    pub fn new(setup: Setup<'a>, before: &[Before]) -> Caps<'a> {
        let reader = Reader::new(setup.tables, setup.rules, setup.interner);
        let worker = Worker { reader, accounts: &setup.model.header.accounts };
        let mut used: AllUsed = FxHashMap::default();
        remember(&setup, before, &mut used);
        Caps { setup, worker, used }
    }

    /// Cuts off what lies beyond the caps: first those of the norm, then those of the policy, each in the order written.
    pub fn apply(&mut self, finding: &Finding, posting: &mut Posting) {
        let accounts = &self.setup.plan.accounts;
        let reward = posting.sanction == Sanction::Reward;
        let norm = posting.norm;
        let own = accounts.norms.get(norm).map_or(&[][..], |norm| &norm.caps);
        let own = own.iter().enumerate().map(|(i, cap)| (Some(norm), i, cap));
        // A policy's caps are about what people lose.
        let shared = accounts.caps.iter().enumerate().filter(|_| !reward).map(|(i, cap)| (None, i, cap));
        for (owner, index, cap) in own.chain(shared) {
            let Total::Money(amount) = posting.total else { break };
            let room = room(&self.setup, cap, posting, amount.currency);
            match limit(&self.worker, cap, posting, finding) {
                Ok(limit) if limit.currency == amount.currency => {
                    let used = self.used.entry((owner, index, room)).or_default();
                    cut(posting, amount, limit, used, cap, owner.is_none());
                }
                // Amounts of different currencies cannot be compared.
                Ok(_) => {}
                Err(why) => {
                    posting.total = Total::Untold(why);
                    posting.range = None;
                }
            }
        }
    }
}

/// What earlier runs have let through has used up its room.
fn remember(setup: &Setup<'_>, before: &[Before], used: &mut AllUsed) {
    let accounts = &setup.plan.accounts;
    for (place, old) in before.iter().enumerate() {
        let own = accounts.norms.get(old.norm).map_or(&[][..], |norm| &norm.caps);
        for booked in &old.booked {
            let mut take = |owner, index, cap: &Cap, amount: Option<Amount>| {
                let Some(amount) = amount.filter(|_| !cap.per.occurrence) else { return };
                let payer = if cap.per.bearer { whose(booked.payer, place) } else { Whose::Everybody };
                let room = (payer, None, first_day(setup, cap, old.at), amount.currency);
                let used = used.entry((owner, index, room)).or_default();
                for (used, more) in used.iter_mut().zip(sums(booked, amount)) {
                    *used = used.checked_add(more).unwrap_or(Decimal::MAX);
                }
            };
            for (i, cap) in own.iter().enumerate() {
                take(Some(old.norm), i, cap, booked.own);
            }
            for (i, cap) in accounts.caps.iter().enumerate().filter(|_| !booked.reward) {
                take(None, i, cap, booked.amount);
            }
        }
    }
}

fn sums(booked: &Booked, amount: Amount) -> Used {
    booked.range.map_or([amount.value; 3], |range| [range.low.value, amount.value, range.high.value])
}

fn first_day(setup: &Setup<'_>, cap: &Cap, at: Stamp) -> Option<Date> {
    let unit = cap.per.period?;
    period_containing(&setup.rules, unit, at.start).ok().flatten().map(|period| period.first)
}

fn room(setup: &Setup<'_>, cap: &Cap, posting: &Posting, currency: Currency) -> Room {
    let whose = if cap.per.bearer { Whose::of(&posting.payer, posting.finding) } else { Whose::Everybody };
    let finding = cap.per.occurrence.then_some(posting.finding);
    (whose, finding, first_day(setup, cap, posting.at), currency)
}

/// How much a cap allows; its `bearer` is whoever pays.
fn limit(
    worker: &Worker<'_>,
    cap: &Cap,
    posting: &Posting,
    finding: &Finding,
) -> Result<Amount, crate::engine::Why> {
    let payer = match posting.payer {
        Payer::Named(sym) => Some((sym, posting.at.start)),
        Payer::Unassigned(_) | Payer::NotStated => None,
    };
    worker.formula(&cap.amount, &finding.occasion, payer).map(|(amount, _)| amount)
}

fn cut(posting: &mut Posting, amount: Amount, limit: Amount, used: &mut Used, cap: &Cap, policy: bool) {
    let wanted = match posting.range {
        Some(range) => [range.low.value, amount.value, range.high.value],
        None => [amount.value; 3],
    };
    let left = [0, 1, 2].map(|i| {
        let room = limit.value.checked_sub(used[i]).unwrap_or_default().max(Decimal::ZERO);
        wanted[i].min(room)
    });
    for (used, more) in used.iter_mut().zip(left) {
        *used = used.checked_add(more).unwrap_or(Decimal::MAX);
    }
    if left == wanted {
        return;
    }
    let of = |value: Decimal| Amount::new(value, amount.currency);
    let why = CutWhy::Cap { span: cap.span, limit, policy };
    posting.cuts.push(Cut { why, amount: Some(of(wanted[1] - left[1])) });
    posting.total = Total::Money(of(left[1]));
    posting.range = posting.range.map(|_| Range { low: of(left[0]), high: of(left[2]) });
}
