//! The most that is proposed: postings are let through in order until a cap is reached.

use super::Setup;
use super::amount::Worker;
use super::before::{Booked, Known, whose};
use super::book::Whose;
use super::posting::{Cut, CutWhy, Payer, Posting, Range, Sanction, Steps, Total, sums};
use crate::engine::{Finding, Reader, Why};
use crate::money::{Amount, Currency};
use crate::plan::Cap;
use crate::time::{Date, Stamp, period_containing};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// For what a cap has been used: whose, which finding, which period, which currency.
type Room = (Whose, Option<usize>, Option<Date>, Currency);

/// What has been let through: the least, the proposed, the most.
type Used = [Decimal; 3];

/// A cap: the norm that has it, if it is not the policy's, and its place.
type Place = (Option<usize>, usize);

/// What caps have let through so far: first those of the norm, then those of the policy, each in the order written.
pub(super) struct Caps<'a> {
    setup: Setup<'a>,
    worker: Worker<'a>,
    used: FxHashMap<(Place, Room), Used>,
}

impl<'a> Caps<'a> {
    pub fn new(setup: Setup<'a>) -> Self {
        let reader = Reader::new(setup.tables, setup.rules, setup.interner);
        let worker = Worker { reader, accounts: &setup.model.header.accounts };
        Caps { setup, worker, used: FxHashMap::default() }
    }

    /// The caps that hold for a norm, in order. A policy's caps are about what people lose.
    fn all(&self, norm: usize, reward: bool) -> impl Iterator<Item = (Place, &'a Cap)> + use<'a> {
        let accounts = &self.setup.plan.accounts;
        let own = accounts.norms.get(norm).map_or(&[][..], |norm| &norm.caps);
        let own = own.iter().enumerate().map(move |(i, cap)| ((Some(norm), i), cap));
        let shared = accounts.caps.iter().enumerate().filter(move |_| !reward);
        own.chain(shared.map(|(i, cap)| ((None, i), cap)))
    }

    /// Cuts off what lies beyond the caps, and notes what each has let through. What was booked before is not cut anew.
    pub fn apply(
        &mut self,
        finding: &Finding,
        posting: &mut Posting,
        steps: &mut Steps,
        known: Option<&Known>,
    ) {
        let caps: Vec<_> = self.all(posting.norm, posting.sanction == Sanction::Reward).collect();
        let booked = known.and_then(|known| known.booked.iter().find(|booked| is_of(booked, posting)));
        for (step, (place, cap)) in caps.iter().enumerate() {
            let Total::Money(amount) = posting.total else { break };
            let room = self.room(cap, posting, amount.currency);
            match self.limit(cap, posting, finding) {
                Ok(limit) if limit.currency == amount.currency => {
                    let before = booked.and_then(|booked| left(booked, step, caps.len()));
                    let before = before.filter(|(currency, _)| *currency == amount.currency);
                    let before = before.map(|(_, left)| left);
                    let used = self.used.entry((*place, room)).or_default();
                    // What stays as it was booked has taken its room already.
                    let fixed = before.filter(|_| known.is_some_and(|known| known.fixed));
                    let left = fixed.unwrap_or_else(|| room_left(limit, used, before));
                    let through = cut(posting, amount, limit, left, cap, place.0.is_none());
                    if fixed.is_none() {
                        add(used, through);
                    }
                    steps.sums.push(through);
                    continue;
                }
                // Amounts of different currencies cannot be compared.
                Ok(_) => {}
                Err(why) => {
                    posting.total = Total::Untold(why);
                    posting.range = None;
                }
            }
            if let Total::Money(left) = posting.total {
                steps.sums.push(sums(left, posting.range));
            }
        }
    }

    /// What an earlier run has let through has used up its room. `place`: a number of its own.
    pub fn reserve(&mut self, place: usize, (norm, at): (usize, Stamp), booked: &[Booked]) {
        for booked in booked {
            let caps: Vec<_> = self.all(norm, booked.reward).collect();
            for (step, (owner, cap)) in caps.iter().enumerate().filter(|(_, (_, cap))| !cap.per.occurrence) {
                let Some((currency, left)) = left(booked, step, caps.len()) else { continue };
                let payer = if cap.per.bearer { whose(booked.payer, place) } else { Whose::Everybody };
                let room = (payer, None, self.first_day(cap, at), currency);
                add(self.used.entry((*owner, room)).or_default(), left);
            }
        }
    }

    fn first_day(&self, cap: &Cap, at: Stamp) -> Option<Date> {
        let unit = cap.per.period?;
        period_containing(&self.setup.rules, unit, at.start).ok().flatten().map(|period| period.first)
    }

    fn room(&self, cap: &Cap, posting: &Posting, currency: Currency) -> Room {
        let bearer = || Whose::of(&posting.payer, posting.finding);
        let whose = if cap.per.bearer { bearer() } else { Whose::Everybody };
        let finding = cap.per.occurrence.then_some(posting.finding);
        (whose, finding, self.first_day(cap, posting.at), currency)
    }

    /// How much a cap allows; its `bearer` is whoever pays.
    fn limit(&self, cap: &Cap, posting: &Posting, finding: &Finding) -> Result<Amount, Why> {
        let payer = match posting.payer {
            Payer::Named(sym) => Some((sym, posting.at.start)),
            Payer::Unassigned(_) | Payer::NotStated => None,
        };
        self.worker.formula(&cap.amount, &finding.occasion, payer).map(|(amount, _)| amount)
    }
}

/// What one of so many caps had let through. Where the policy had other caps then, what is known is what was left in the end.
fn left(booked: &Booked, step: usize, caps: usize) -> Option<(Currency, Used)> {
    match &booked.steps {
        Some(steps) if booked.amount.is_none() || steps.sums.len() == caps + 1 => {
            steps.sums.get(step + 1).map(|left| (steps.currency, *left))
        }
        Some(_) | None => booked.amount.map(|amount| (amount.currency, sums(amount, booked.range))),
    }
}

fn add(used: &mut Used, more: Used) {
    for (used, more) in used.iter_mut().zip(more) {
        *used = used.checked_add(more).unwrap_or(Decimal::MAX);
    }
}

/// Whether a line that was booked is the one that a posting is about.
fn is_of(booked: &Booked, posting: &Posting) -> bool {
    let payer = match posting.payer {
        Payer::Named(sym) => Some(sym),
        Payer::Unassigned(_) | Payer::NotStated => None,
    };
    booked.source == posting.source && booked.payer == payer
}

/// How much a cap leaves, or has left when it was booked before.
fn room_left(limit: Amount, used: &Used, before: Option<Used>) -> Used {
    let before = before.unwrap_or_default();
    [0, 1, 2].map(|i| {
        let room = limit.value.checked_sub(used[i]).unwrap_or_default().max(Decimal::ZERO);
        room.max(before[i])
    })
}

/// Cuts a posting to what is left. Returns what is let through.
fn cut(posting: &mut Posting, amount: Amount, limit: Amount, left: Used, cap: &Cap, policy: bool) -> Used {
    let wanted = sums(amount, posting.range);
    let left = [0, 1, 2].map(|i| wanted[i].min(left[i]));
    if left != wanted {
        let of = |value: Decimal| Amount::new(value, amount.currency);
        let why = CutWhy::Cap { span: cap.span, limit, policy };
        posting.cuts.push(Cut { why, amount: Some(of(wanted[1] - left[1])) });
        posting.total = Total::Money(of(left[1]));
        posting.range = posting.range.map(|_| Range { low: of(left[0]), high: of(left[2]) });
    }
    left
}
