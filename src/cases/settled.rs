//! What a run settles of the cases that are known, before its ledger is final: what it withdraws no longer counts, and a matter that is
//! recorded already is not a second one.

use super::book::{Book, Case};
use super::observe::{Reach, RunView};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What a run settles of known cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Cases that it withdraws.
    pub gone: BTreeSet<u64>,
    /// Findings of a matter that has a case under another id.
    pub same: BTreeMap<String, u64>,
}

impl Settled {
    /// What a run settles.
    pub fn of(book: &Book, view: &RunView) -> Settled {
        let gone = view.reaches.iter().filter(|(_, reach)| speaks_against(reach)).map(|(number, _)| *number);
        let undecided = |number: &u64| book.cases.get(number).is_some_and(|case| !case.decided());
        Settled { gone: gone.filter(undecided).collect(), same: same(book, view) }
    }

    /// Whether nothing that was known stands otherwise now.
    pub fn is_nothing(&self) -> bool {
        self.gone.is_empty() && self.same.is_empty()
    }
}

/// Whether a case does not hold.
fn speaks_against(reach: &Reach) -> bool {
    match reach {
        Reach::Verdict(_) | Reach::Gone => true,
        Reach::Asked | Reach::Missed => false,
    }
}

/// The findings whose matter is recorded under another id that this run does not find.
fn same(book: &Book, view: &RunView) -> BTreeMap<String, u64> {
    let policy = &view.facts.policy;
    let mut matters: FxHashMap<&str, Vec<&Case>> = FxHashMap::default();
    for case in book.cases.values() {
        let against = view.reaches.get(&case.number).is_some_and(speaks_against);
        if &case.record.policy == policy && case.withdrawn.is_none() && !against {
            matters.entry(&case.record.matter).or_default().push(case);
        }
    }
    let ids: FxHashSet<&str> = view.found.iter().map(|record| record.finding.as_str()).collect();
    let new = view.found.iter().filter(|record| book.of_finding(policy, &record.finding).is_none());
    new.filter_map(|record| {
        let cases = matters.get(record.matter.as_str())?;
        let case = cases.iter().find(|case| !ids.contains(case.record.finding.as_str()))?;
        Some((record.finding.clone(), case.number))
    })
    .collect()
}
