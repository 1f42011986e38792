//! Money on its way from what a norm asks for to what is proposed: through what one act may cost, then through caps.
//!
//! Most amounts come at once, when the verdict falls. Hours that are late come one by one, each when it starts: so what a cap has
//! left goes to whoever's time comes first, and a log that ends in between leaves everybody what a longer one leaves them.

use super::before::{Booked, Known, asked_of};
use super::book::{Late, Whose};
use super::cap::{Caps, Gate, left};
use super::overlap::Acts;
use super::posting::{Cut, CutWhy, Posting, Range, Sanction, Steps, Three, Total, add, sums};
use crate::engine::{Finding, Why};
use crate::money::{Amount, Currency};
use crate::time::Instant;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxBuildHasher;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

const HOUR: i64 = 3_600_000_000;

/// One amount on its way.
pub(super) struct Flow<'a> {
    norm: usize,
    whose: Whose,
    currency: Currency,
    act: Option<Arc<str>>,
    gates: Vec<Gate<'a>>,
    /// Why a cap cannot be worked out: then nothing is proposed.
    untold: Option<Why>,
    /// What the norm has asked for so far.
    asked: Three,
    /// What was left because one act costs only so much.
    once: Three,
    /// What each cap has let through.
    through: Vec<Three>,
    /// The norm that asked for more for the same act.
    leader: Option<usize>,
}

/// What was booked before for a line, and whether it stays as it was.
#[derive(Clone, Copy)]
pub(super) struct Kept<'k> {
    booked: &'k Booked,
    fixed: bool,
}

impl<'k> Kept<'k> {
    /// What was booked before for a posting.
    pub fn of(known: Option<&'k Known>, posting: &Posting) -> Option<Kept<'k>> {
        let known = known?;
        let booked = known.booked.iter().find(|booked| booked.is_of(posting))?;
        Some(Kept { booked, fixed: known.fixed })
    }
}

impl<'a> Flow<'a> {
    /// An amount of which nothing has come yet.
    pub fn new(
        caps: &Caps<'a>,
        act: Option<&Arc<str>>,
        finding: &Finding,
        posting: &mut Posting,
        currency: Currency,
    ) -> Flow<'a> {
        let (gates, untold) = caps.gates(finding, posting, currency);
        let act = act.filter(|_| matches!(posting.sanction, Sanction::Fine | Sanction::Deduct));
        posting.act = act.cloned();
        Flow {
            norm: posting.norm,
            whose: Whose::of(&posting.payer, posting.finding),
            currency,
            act: posting.act.clone(),
            through: vec![Three::default(); gates.len()],
            gates,
            untold,
            asked: Three::default(),
            once: Three::default(),
            leader: None,
        }
    }

    /// Whether nothing stands in its way.
    pub fn is_free(&self) -> bool {
        self.act.is_none() && self.gates.iter().all(|gate| gate.limit.is_none())
    }

    /// Whether more of it could take anything from anybody: else no cap has room again.
    fn matters(&self, caps: &Caps<'_>) -> bool {
        let first = self.gates.iter().find(|gate| gate.limit.is_some());
        self.act.is_some() || first.is_some_and(|gate| caps.is_open(gate))
    }

    /// Lets a part of it come.
    pub fn pour(&mut self, acts: &mut Acts<'_>, caps: &mut Caps<'_>, part: Three, kept: Option<Kept<'_>>) {
        add(&mut self.asked, part);
        let mut part = part;
        if let Some(act) = &self.act {
            let before = kept.map(|kept| (kept.booked, kept.fixed));
            let (left, leader) = acts.take((act, self.whose, self.currency), self.norm, part, before);
            self.leader = leader.or(self.leader);
            part = left;
        }
        add(&mut self.once, part);
        let count = self.gates.len();
        for (step, (gate, through)) in self.gates.iter().zip(&mut self.through).enumerate() {
            let before = kept.and_then(|kept| {
                let (currency, left) = left(kept.booked, step, count)?;
                (currency == self.currency).then_some((left, kept.fixed))
            });
            part = caps.pass(gate, part, before);
            add(through, part);
        }
    }

    /// Writes into a posting what has come of it.
    pub fn finish(self, posting: &mut Posting) {
        if self.act.is_none() && self.gates.is_empty() && self.untold.is_none() {
            // Nothing was in its way: it comes to what the norm asks for.
            return;
        }
        let of = |value: Decimal| Amount::new(value, self.currency);
        if let Some(norm) = self.leader
            && self.once[1] < self.asked[1]
        {
            let amount = Some(of(self.asked[1] - self.once[1]));
            posting.cuts.push(Cut { why: CutWhy::Overlap { norm }, amount });
        }
        let mut before = self.once;
        for (gate, through) in self.gates.iter().zip(&self.through) {
            // Of one amount only that is cut which is proposed.
            let less = if posting.range.is_some() { before != *through } else { before[1] != through[1] };
            if let Some(limit) = gate.limit.filter(|_| less) {
                let why = CutWhy::Cap { span: gate.cap.span, limit, policy: gate.is_policy() };
                posting.cuts.push(Cut { why, amount: Some(of(before[1] - through[1])) });
            }
            before = *through;
        }
        posting.total = Total::Money(of(before[1]));
        posting.range = posting.range.map(|_| Range { low: of(before[0]), high: of(before[2]) });
        if let Some(why) = self.untold {
            (posting.total, posting.range) = (Total::Untold(why), None);
        }
        let steps: Vec<Three> = std::iter::once(self.asked).chain(self.through).collect();
        if self.untold.is_some() || steps.iter().any(|step| *step != before) {
            let once = self.act.is_some().then_some(self.once);
            posting.steps = Some(Steps { currency: self.currency, sums: steps, once });
        }
    }
}

/// Hours that are late, of which some have not come yet.
pub(super) struct Hours<'a> {
    flow: Flow<'a>,
    posting: usize,
    split: Split,
    /// How many there are.
    all: u32,
}

/// How an amount comes by the hour.
#[derive(Clone, Copy)]
pub(super) struct Split {
    /// How many hours have come.
    come: u32,
    /// What each costs.
    each: Three,
    /// From when on they are counted.
    since: Instant,
}

impl Split {
    /// What comes at once.
    pub fn first(&self) -> Three {
        times(self.each, self.come)
    }

    /// When the next one starts.
    fn next(&self) -> Instant {
        self.since.plus_micros(i64::from(self.come).saturating_mul(HOUR).saturating_add(1))
    }
}

impl<'a> Hours<'a> {
    /// Splits an amount into hours, if it is counted by them and something may stand in its way: how many there are when the verdict
    /// falls, or were when an earlier run booked them, and what each costs.
    pub fn split(
        late: Option<&Late>,
        finding: &Finding,
        posting: &Posting,
        amount: Amount,
        kept: Option<Kept<'_>>,
    ) -> Option<Split> {
        let (late, times) = (late?, Decimal::from(posting.times));
        if kept.is_some_and(|kept| kept.fixed) {
            return None;
        }
        let [low, middle, high] = sums(amount, posting.range).map(|sum| sum.checked_div(times));
        let each = [low?, middle?, high?];
        let dearest = each.into_iter().max().filter(|each| !each.is_zero())?;
        let before = kept.and_then(|kept| asked_of(kept.booked)).and_then(|(currency, asked)| {
            let most = asked.into_iter().max().filter(|_| currency == amount.currency)?;
            most.checked_div(dearest)?.floor().to_u32()
        });
        let first = before.unwrap_or_else(|| started(late.since, finding.decided));
        let first = first.max(1);
        (first < posting.times).then_some(Split { come: first, each, since: late.since })
    }

    /// The hours after the first ones.
    pub fn new(flow: Flow<'a>, posting: usize, all: u32, split: Split) -> Hours<'a> {
        Hours { flow, posting, split, all }
    }
}

/// How many hours have started by an instant.
fn started(since: Instant, by: Instant) -> u32 {
    let passed = by.micros().saturating_sub(since.micros());
    if passed <= 0 { 0 } else { u32::try_from((passed - 1) / HOUR + 1).unwrap_or(u32::MAX) }
}

/// So many hours.
fn times(each: Three, hours: u32) -> Three {
    each.map(|each| each.checked_mul(hours.into()).unwrap_or(Decimal::MAX))
}

/// In which order hours come: when they start; of those that start together, in the order of the ledger.
type Turn = (Instant, Instant, usize, Instant, String, usize);

/// Hours that have not come yet, by whoever's they are.
#[derive(Default)]
pub(super) struct Waiting<'a> {
    all: Vec<Hours<'a>>,
    /// Whose next hour comes when. Hours of different people have nothing in common, unless caps hold for all together.
    turns: IndexMap<Whose, BinaryHeap<Reverse<(Turn, usize)>>, FxBuildHasher>,
}

impl<'a> Waiting<'a> {
    /// Puts hours in line.
    pub fn push(&mut self, whose: Whose, finding: &Finding, hours: Hours<'a>) {
        let begins = finding.occasion.begins();
        let turn =
            (hours.split.next(), finding.decided, finding.norm, begins, finding.id.clone(), hours.posting);
        self.turns.entry(whose).or_default().push(Reverse((turn, self.all.len())));
        self.all.push(hours);
    }

    /// Lets the hours come that have started by an instant; without one, all.
    pub fn come(&mut self, whose: Whose, by: Option<Instant>, acts: &mut Acts<'_>, caps: &mut Caps<'_>) {
        let Some(turns) = self.turns.get_mut(&whose) else { return };
        while let Some(Reverse((mut turn, place))) = turns.pop() {
            let Some(hours) = self.all.get_mut(place) else { continue };
            if by.is_some_and(|by| turn.0 > by) {
                turns.push(Reverse((turn, place)));
                break;
            }
            // All that start before anybody else's next one come together.
            let other = turns.peek().map(|Reverse((other, _))| other.0.plus_micros(-1));
            let until = by.into_iter().chain(other).min();
            let to = until.map_or(hours.all, |until| started(hours.split.since, until));
            let to = to.max(hours.split.come.saturating_add(1)).min(hours.all);
            let part = times(hours.split.each, to.saturating_sub(hours.split.come));
            hours.split.come = to;
            hours.flow.pour(acts, caps, part, None);
            if !hours.flow.matters(caps) {
                // The rest is asked for in vain.
                let rest = times(hours.split.each, hours.all.saturating_sub(to));
                hours.flow.pour(acts, caps, rest, None);
            } else if hours.split.come < hours.all {
                turn.0 = hours.split.next();
                turns.push(Reverse((turn, place)));
            }
        }
    }

    /// Lets all come that is left, and writes it into the postings.
    pub fn finish(mut self, acts: &mut Acts<'_>, caps: &mut Caps<'_>, postings: &mut [Posting]) {
        let all: Vec<Whose> = self.turns.keys().copied().collect();
        for whose in all {
            self.come(whose, None, acts, caps);
        }
        for hours in self.all {
            if let Some(posting) = postings.get_mut(hours.posting) {
                hours.flow.finish(posting);
            }
        }
    }
}
