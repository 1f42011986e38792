//! The most that is proposed: postings are let through in order until a cap is reached.

use super::Setup;
use super::amount::Worker;
use super::before::{Booked, whose};
use super::book::Whose;
use super::posting::{Posting, Sanction, Three, Total, add, least, let_through, sums, take_off};
use crate::analysis::model::CapPer;
use crate::engine::{Finding, Reader, Why};
use crate::money::{Amount, Currency};
use crate::plan::{Cap, Expr, Formula};
use crate::time::{Date, Period, Stamp, period_containing};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// For what a cap has been used: whose, which finding, which period, which currency.
type At = (Whose, Option<usize>, Option<Date>, Currency);

/// A cap that holds for a posting.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// How much it allows.
    pub limit: Amount,
    /// Whether it is the policy's, not the norm's.
    pub of_policy: bool,
    /// For what it holds.
    pub per: CapPer,
    /// The period for which it holds, `2024-05`, if it holds for one.
    pub period: Option<String>,
}

/// The caps that hold for a posting, those of another currency left out.
pub fn rooms(setup: Setup<'_>, finding: &Finding, posting: &Posting) -> Vec<Room> {
    Caps::new(setup).rooms(finding, posting)
}

/// A cap: the norm that has it, if it is not the policy's, and its place.
type Place = (Option<usize>, usize);

/// A cap that an amount has to pass.
pub(super) struct Gate<'a> {
    /// The cap.
    pub cap: &'a Cap,
    /// How much it allows; `None`: it is of another currency, and nothing is compared with it.
    pub limit: Option<Amount>,
    place: Place,
    at: At,
}

impl Gate<'_> {
    /// Whether the policy has it, not the norm.
    pub fn is_policy(&self) -> bool {
        self.place.0.is_none()
    }
}

/// What caps have let through so far: first those of the norm, then those of the policy, each in the order written.
pub(super) struct Caps<'a> {
    setup: Setup<'a>,
    worker: Worker<'a>,
    used: FxHashMap<(Place, At), Three>,
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

    /// Whether a cap holds for several people together.
    pub fn join_people(&self) -> bool {
        let accounts = &self.setup.plan.accounts;
        let mut all = accounts.norms.iter().flat_map(|norm| &norm.caps).chain(&accounts.caps);
        all.any(|cap| !cap.per.bearer && !cap.per.occurrence)
    }

    /// The caps that an amount has to pass, in order. They end where one cannot be worked out: then nothing is proposed.
    pub fn gates(
        &self,
        finding: &Finding,
        posting: &Posting,
        currency: Currency,
    ) -> (Vec<Gate<'a>>, Option<Why>) {
        let mut gates = Vec::new();
        for (place, cap) in self.all(posting.norm, posting.sanction == Sanction::Reward) {
            match self.limit(cap, posting, finding) {
                // A share of a wage in another currency says nothing of this amount; a stated cap of another one is about others.
                Ok(limit) if limit.currency != currency && !is_stated(cap) => {
                    return (gates, Some(Why::Currency));
                }
                Ok(limit) => {
                    let limit = Some(limit).filter(|limit| limit.currency == currency);
                    gates.push(Gate { cap, limit, place, at: self.room(cap, posting, currency) });
                }
                Err(why) => return (gates, Some(why)),
            }
        }
        (gates, None)
    }

    /// Lets through what a cap leaves of a part of an amount, and notes it. `before`: what an earlier run has let through, which it
    /// has again; and whether that stays as it is and has its room already.
    pub fn pass(&mut self, gate: &Gate<'_>, part: Three, before: Option<(Three, bool)>) -> Three {
        let Some(limit) = gate.limit else { return part };
        let kept = match before {
            Some((kept, true)) => return least(part, kept),
            // One finding by itself has nothing to keep from others.
            Some((kept, false)) if !gate.cap.per.occurrence => kept,
            Some(_) | None => Three::default(),
        };
        let used = self.used.entry((gate.place, gate.at)).or_default();
        let_through(used, [limit.value.max(Decimal::ZERO); 3], part, kept)
    }

    /// The caps of its own currency that hold for a posting; of several that hold for the same, the least.
    pub fn rooms(&self, finding: &Finding, posting: &Posting) -> Vec<Room> {
        let Total::Money(amount) = posting.total else { return Vec::new() };
        let mut rooms: Vec<Room> = Vec::new();
        for gate in self.gates(finding, posting, amount.currency).0 {
            let Some(limit) = gate.limit else { continue };
            let (of_policy, per) = (gate.is_policy(), gate.cap.per);
            match rooms.iter_mut().find(|room| (room.of_policy, room.per) == (of_policy, per)) {
                Some(room) if limit.value < room.limit.value => room.limit = limit,
                Some(_) => {}
                None => {
                    let period = self.period(gate.cap, posting.at).map(|period| period.label());
                    rooms.push(Room { limit, of_policy, per, period });
                }
            }
        }
        rooms
    }

    /// Whether a cap has any room left.
    pub fn is_open(&self, gate: &Gate<'_>) -> bool {
        let used = self.used.get(&(gate.place, gate.at)).copied().unwrap_or_default();
        gate.limit.is_none_or(|limit| used.into_iter().any(|used| used < limit.value))
    }

    /// What an earlier run has let through has used up its room. `place`: a number of its own.
    pub fn reserve(&mut self, place: usize, of: (usize, Stamp), booked: &[Booked]) {
        self.booked(place, of, booked, add);
    }

    /// What an earlier run has let through gives its room back.
    pub fn release(&mut self, place: usize, of: (usize, Stamp), booked: &[Booked]) {
        self.booked(place, of, booked, take_off);
    }

    fn booked(
        &mut self,
        place: usize,
        (norm, at): (usize, Stamp),
        booked: &[Booked],
        change: impl Fn(&mut Three, Three),
    ) {
        for booked in booked {
            let caps: Vec<_> = self.all(norm, booked.reward).collect();
            for (step, (owner, cap)) in caps.iter().enumerate().filter(|(_, (_, cap))| !cap.per.occurrence) {
                let Some((currency, left)) = left(booked, step, caps.len()) else { continue };
                let payer = if cap.per.bearer { whose(booked.payer, place) } else { Whose::Everybody };
                let room = (payer, None, self.first_day(cap, at), currency);
                change(self.used.entry((*owner, room)).or_default(), booked.taking(left));
            }
        }
    }

    fn first_day(&self, cap: &Cap, at: Stamp) -> Option<Date> {
        self.period(cap, at).map(|period| period.first)
    }

    fn period(&self, cap: &Cap, at: Stamp) -> Option<Period> {
        period_containing(&self.setup.rules, cap.per.period?, at.start).ok().flatten()
    }

    fn room(&self, cap: &Cap, posting: &Posting, currency: Currency) -> At {
        let bearer = || Whose::of(&posting.payer, posting.finding);
        let whose = if cap.per.bearer { bearer() } else { Whose::Everybody };
        let finding = cap.per.occurrence.then_some(posting.finding);
        (whose, finding, self.first_day(cap, posting.at), currency)
    }

    /// How much a cap allows; its `bearer` is whoever pays.
    fn limit(&self, cap: &Cap, posting: &Posting, finding: &Finding) -> Result<Amount, Why> {
        let payer = posting.payer.name().map(|sym| (sym, posting.at.start));
        self.worker.formula(&cap.amount, &finding.occasion, payer).map(|(amount, _)| amount)
    }
}

/// What one of so many caps had let through. Where the policy had other caps then, what is known is what was left in the end.
pub(super) fn left(booked: &Booked, step: usize, caps: usize) -> Option<(Currency, Three)> {
    match &booked.steps {
        Some(steps) if booked.amount.is_none() || steps.sums.len() == caps + 1 => {
            steps.sums.get(step + 1).map(|left| (steps.currency, *left))
        }
        Some(_) | None => booked.amount.map(|amount| (amount.currency, sums(amount, booked.range))),
    }
}

/// Whether the policy states an amount as it is.
fn is_stated(cap: &Cap) -> bool {
    matches!(cap.amount, Formula::Leaf(Expr::Const(_), _))
}
