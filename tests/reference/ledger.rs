//! What is proposed: the engine's ledger against the second opinion, and what must hold of any ledger.

use crate::case::{Case, Entry, Said};
use crate::misread::Ledger;
use crate::mutation::Mutation;
use crate::properties::turn_ties;
use crate::random::{Seeds, ledger, seeds_dressed};
use crate::{naive, notices_by, try_cases_of};
use guiju::analysis::model::{ExprKind, Literal};
use guiju::engine::Bearer;
use guiju::ledger::{Role, Total, total};
use proptest::strategy::Strategy;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_dressed(ledger::norm, ledger::dress, &[6])
}

/// The first entry in which two ledgers differ.
fn differs(case: &Case, said: &Said, mutation: Option<Mutation>) -> Option<String> {
    let decided = said.decided.get_or_init(|| naive::ledger::decided(case));
    let ours = naive::ledger::ledger(case, &said.ids, decided, mutation);
    for (i, (one, other)) in ours.iter().zip(&said.entries).enumerate() {
        if one != other {
            let finding = said.lines.get(other.finding);
            return Some(format!("entry {i}\n  naive:  {one:?}\n  engine: {other:?}\n  of {finding:?}"));
        }
    }
    let (count, other) = (ours.len(), said.entries.len());
    let surplus = ours.get(other).or(said.entries.get(count));
    (count != other)
        .then(|| format!("naive has {count} entries, the engine {other}; one of them: {surplus:?}"))
}

/// Both must say the same of the obligations first.
pub fn agrees(case: &Case) -> Result<(), String> {
    let said = case.engine();
    let lines = naive::judge(case, None);
    let same = lines.len() == said.lines.len()
        && lines.iter().zip(&said.lines).all(|(a, b)| a.status == b.status && a.about == b.about);
    if !same {
        return Err("they differ in obligations".to_string());
    }
    differs(case, &said, None).map_or(Ok(()), |text| Err(format!("the two ledgers differ: {text}")))
}

#[test]
fn both_propose_the_same() {
    try_cases_of(seeds(), 250, 51, agrees);
}

#[test]
fn every_wrong_reading_of_the_ledger_is_noticed() {
    let noticed = |case: &Case, said: &Said, mutation| differs(case, said, mutation).is_some();
    notices_by(seeds(), 53, 5000, Ledger::ALL.iter().copied().map(Mutation::Ledger).collect(), noticed);
}

/// The order of rows that share a timestamp proposes nothing else.
#[test]
fn ties_in_any_order_of_rows_give_the_same_ledger() {
    try_cases_of(seeds(), 100, 54, |case| {
        let turned = Case { events: turn_ties(&case.events), ..case.clone() };
        let plain = |said: &Said| -> Vec<String> {
            let entries = said.entries.iter().map(|entry| {
                let id = &said.ids[entry.finding];
                format!("{id} {:?}", Entry { finding: 0, ..entry.clone() })
            });
            entries.collect()
        };
        let (one, other) = (plain(&case.engine()), plain(&turned.engine()));
        if one == other { Ok(()) } else { Err(format!("as read: {one:#?}\nturned: {other:#?}")) }
    });
}

/// What is proposed under a cap never adds up to more than it, whatever else cuts.
#[test]
fn no_cap_is_ever_exceeded() {
    try_cases_of(seeds(), 300, 55, |case| {
        let said = case.engine();
        let norms = case.model.norms.iter().enumerate();
        let of_norms = norms.flat_map(|(i, norm)| norm.terms.caps.iter().map(move |cap| (Some(i), cap)));
        let all = of_norms.chain(case.model.header.accounts.caps.iter().map(|cap| (None, cap)));
        for (norm, cap) in all {
            let ExprKind::Literal(Literal::Money(limit, of)) = &cap.amount.kind else { continue };
            let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
            for posting in &said.ledger.postings {
                let Total::Money(amount) = posting.total else { continue };
                let concerned = match norm {
                    Some(norm) => norm == posting.norm,
                    None => posting.role != Role::Beneficiary,
                };
                if !concerned || amount.currency != *of {
                    continue;
                }
                let rules = case.rules();
                let period = |unit| guiju::time::period_containing(&rules, unit, posting.at.start);
                let stranger = !matches!(posting.payer, Bearer::Named(_));
                let who = format!("{:?} {}", posting.payer, if stranger { posting.finding } else { 0 });
                let key = [
                    cap.per.occurrence.then(|| posting.id.clone()),
                    cap.per.bearer.then_some(who),
                    cap.per.period.map(|unit| format!("{:?}", period(unit))),
                ];
                *sums.entry(format!("{key:?}")).or_default() += amount.value;
            }
            if let Some((key, sum)) = sums.iter().find(|(_, sum)| *sum > limit) {
                return Err(format!("{sum} under a cap of {limit}: {key}"));
            }
        }
        Ok(())
    });
}

/// The sums are those of the postings, added here once more; no currency is added to another, and nothing is below zero.
#[test]
fn sums_are_those_of_the_postings() {
    try_cases_of(seeds(), 300, 56, |case| {
        let said = case.engine();
        let totals = total(&said.ledger.postings);
        let mut money: BTreeMap<(bool, String), Decimal> = BTreeMap::new();
        let mut points = Decimal::ZERO;
        for posting in &said.ledger.postings {
            match posting.total {
                Total::Money(amount) if amount.value < Decimal::ZERO => return Err(format!("{posting:?}")),
                Total::Money(amount) => {
                    let key = (posting.role == Role::Beneficiary, amount.currency.to_string());
                    *money.entry(key).or_default() += amount.value;
                }
                Total::Points(more) => points += more,
                Total::Act | Total::Untold(_) => {}
            }
        }
        let fines =
            totals.money.iter().map(|sum| ((false, sum.proposed.currency.to_string()), sum.proposed.value));
        let rewards = totals.rewards.iter().map(|sum| ((true, sum.currency.to_string()), sum.value));
        let told: Vec<((bool, String), Decimal)> = fines.chain(rewards).collect();
        let told_once: BTreeMap<(bool, String), Decimal> = told.iter().cloned().collect();
        if told_once.len() == told.len() && told_once == money && totals.points == points {
            Ok(())
        } else {
            Err(format!("told {told:?}, {}; added {money:?}, {points}", totals.points))
        }
    });
}

/// A posting stays as it is, whatever is added to the log, but for hours that were still counted.
#[test]
fn cutting_the_log_never_changes_what_was_proposed() {
    try_cases_of(seeds(), 80, 57, |case| {
        let whole = case.engine();
        let plain = |said: &Said| -> Vec<String> {
            let settled = said.entries.iter().filter(|entry| !entry.running);
            settled
                .map(|e| format!("{} {:?}", said.ids[e.finding], Entry { finding: 0, ..e.clone() }))
                .collect()
        };
        let all = plain(&whole);
        for event in &case.events {
            if case.horizon.is_some_and(|horizon| event.at.start > horizon.start) {
                continue;
            }
            let cut = Case { horizon: Some(event.at), ..case.clone() }.engine();
            if let Some(lost) = plain(&cut).into_iter().find(|entry| !all.contains(entry)) {
                return Err(format!("cut at {:?}: {lost}\nwhole: {all:#?}", event.at));
            }
        }
        Ok(())
    });
}
