//! What caps, and one act under several norms, leave of an amount that people want to impose.
//!
//! The ends of a range are cut by themselves: each is as if it were proposed every time. So the upper ends of two cases may together be
//! more than a cap allows, and what one of them takes the other cannot have. Everything that stands takes its room: what is imposed, and
//! what is proposed until people decide. So whatever is proposed can be imposed, in any order.

use super::act::ImposedLine;
use super::book::{Book, Case};
use super::prior::amount_of;
use super::record::{Line, Room};
use crate::money::{Amount, Currency};
use crate::report::model::Money;
use crate::time::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What is left for an amount where others have taken the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// How much.
    pub amount: Amount,
    /// How much there is in all.
    pub limit: Amount,
    /// Whether it is one act that costs only so much; else it is a cap.
    pub act: bool,
    /// How much of it other cases have, by their numbers.
    pub taken: BTreeMap<u64, Amount>,
}

/// One line of a proposal.
#[derive(Clone, Copy)]
pub(super) struct Claim<'b> {
    pub case: &'b Case,
    /// Its number, from 1.
    pub number: usize,
    pub line: &'b Line,
}

/// A line that takes part of what there is.
struct Share {
    case: u64,
    is_own: bool,
    takes: Decimal,
    /// How much there is for all up to it.
    limit: Decimal,
}

/// What is left on a day for a line, if anything limits it. `beside`: what is imposed of other lines of its case at the same time.
pub(super) fn left(book: &Book, on: Date, own: Claim<'_>, beside: &[ImposedLine]) -> Option<Left> {
    let currency = amount_of(own.line.amount.as_ref()?)?.currency;
    let code = currency.to_string();
    let policy = &own.case.record.policy;
    let cases = book.cases.values().filter(|case| &case.record.policy == policy);
    let claims: Vec<Claim<'_>> = cases
        .flat_map(|case| case.lines().map(move |(number, line, _)| Claim { case, number, line }))
        .filter(|claim| claim.line.amount.as_ref().is_some_and(|amount| amount.currency == code))
        .collect();
    let share = |claim: &Claim<'_>, limit| {
        let same_case = claim.case.number == own.case.number;
        let is_own = same_case && claim.number == own.number;
        let takes = match same_case {
            true => beside.iter().find(|line| line.line == claim.number && !is_own).and_then(imposed),
            false => stands(claim, on),
        };
        Share { case: claim.case.number, is_own, takes: takes.unwrap_or_default(), limit }
    };
    let caps = own.line.rooms.iter().filter_map(|room| {
        let same = key(&own, room);
        let shares = claims.iter().filter_map(|claim| {
            let its = claim.line.rooms.iter().find(|its| key(claim, its) == same)?;
            Some(share(claim, value(&its.limit)?))
        });
        least(&shares.collect::<Vec<_>>(), false, currency)
    });
    let act = own.line.act.as_ref().and_then(|act| {
        let mut asked: BTreeMap<&str, Decimal> = BTreeMap::new();
        let same = claims.iter().filter(|claim| {
            let whose = claim.line.who == own.line.who
                && (own.line.who.is_some() || claim.case.number == own.case.number);
            claim.line.act.as_ref() == Some(act) && whose
        });
        let shares = same.filter_map(|claim| {
            let norm = asked.entry(&claim.case.record.norm).or_default();
            *norm = norm.checked_add(most_asked(claim.line)?)?;
            Some(share(claim, asked.values().max().copied()?))
        });
        least(&shares.collect::<Vec<_>>(), true, currency)
    });
    caps.chain(act).min_by_key(|left| left.amount.value)
}

/// What is left for one's own line: whoever's turn comes with it or after it must still have what they take. A cap may be a share of a
/// wage that changes, so there may be more for one than for another.
fn least(shares: &[Share], act: bool, currency: Currency) -> Option<Left> {
    let of = |value| Amount::new(value, currency);
    let mut sum = Decimal::ZERO;
    let mut reached = false;
    let mut found: Option<(Decimal, usize)> = None;
    for (at, share) in shares.iter().enumerate() {
        sum = sum.checked_add(share.takes)?;
        reached |= share.is_own;
        let room = share.limit.checked_sub(sum)?.max(Decimal::ZERO);
        let concerned = reached && (share.is_own || !share.takes.is_zero());
        if concerned && found.is_none_or(|(least, _)| room < least) {
            found = Some((room, at));
        }
    }
    let (room, at) = found?;
    let mut taken: BTreeMap<u64, Amount> = BTreeMap::new();
    for share in shares.iter().take(at + 1).filter(|share| !share.is_own && !share.takes.is_zero()) {
        let sum = taken.entry(share.case).or_insert(of(Decimal::ZERO));
        *sum = sum.checked_add(of(share.takes))?;
    }
    Some(Left { amount: of(room), limit: of(shares.get(at)?.limit), act, taken })
}

/// What identifies a room: of which norm or policy, for whom, and for which time.
fn key(claim: &Claim<'_>, room: &Room) -> String {
    let record = &claim.case.record;
    let of = |is: bool, text: &str| if is { text.to_string() } else { String::new() };
    let stranger = format!("#{}", claim.case.number);
    let who = claim.line.who.as_deref().map_or(stranger, |who| format!("={who}"));
    let parts = [
        of(!room.of_policy, &record.norm),
        of(room.per_bearer, &who),
        of(room.per_occurrence, &claim.case.number.to_string()),
        room.period.clone().unwrap_or_default(),
        room.limit.currency.clone(),
        room.of_policy.to_string(),
    ];
    format!("{parts:?}")
}

/// What a line takes of what there is, as long as its case stands so.
fn stands(claim: &Claim<'_>, on: Date) -> Option<Decimal> {
    let case = claim.case;
    let decided = case.imposed.iter().find(|line| line.line == claim.number);
    if case.withdrawn.is_some() || case.lifted() {
        return None;
    }
    // A waiver that runs out leaves what was imposed as it was.
    if let Some(waiver) = case.waiver(on) {
        return decided.filter(|_| waiver.expires.is_some()).and_then(imposed);
    }
    match case.imposed.is_empty() {
        false => decided.and_then(imposed),
        true if case.closed.is_some() => None,
        true => claim.line.amount.as_ref().and_then(value),
    }
}

/// The most that a norm asks for in a line, before anything is cut off.
fn most_asked(line: &Line) -> Option<Decimal> {
    let asked = line.steps.as_ref().and_then(|steps| steps.sums.first());
    let most = asked.and_then(|sums| sums.iter().filter_map(|sum| sum.parse().ok()).max());
    let high = || line.range.as_ref().and_then(|range| range.high.parse().ok());
    most.or_else(high).or_else(|| line.amount.as_ref().and_then(value))
}

fn imposed(line: &ImposedLine) -> Option<Decimal> {
    line.amount.as_ref().and_then(value)
}

fn value(money: &Money) -> Option<Decimal> {
    Some(amount_of(money)?.value)
}
