//! What is proposed, posting by posting and in sum.

use super::context::Context;
use super::proposal::{money, money_range, posting_of};
use crate::ledger::{self as book, Posting};
use crate::report::model::{BearerTotals, Finding, Ledger, NormTotals, Totals};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Sums as the report holds them.
fn totals(sum: &book::Totals) -> Totals {
    let open = |total: &&book::MoneyTotal| total.range.low != total.range.high;
    Totals {
        money: sum.money.iter().map(|total| money(&total.proposed)).collect(),
        ranges: sum.money.iter().filter(open).map(|t| money_range(&t.range.low, &t.range.high)).collect(),
        rewards: sum.rewards.iter().map(money).collect(),
        points: sum.points.normalize().to_string(),
        warnings: sum.warnings,
        suspensions: sum.suspensions,
        dismissals: sum.dismissals,
        others: sum.others,
        untold: sum.untold,
    }
}

impl Context<'_> {
    /// What is proposed under a norm, in sum.
    pub fn norm_totals(&self, norm: usize) -> Totals {
        let postings = &self.input.ledger.postings;
        totals(&book::total(postings.iter().filter(|posting| posting.norm == norm)))
    }

    /// The ledger, and whether something was too large to add.
    pub fn ledger(&self, findings: &[Finding]) -> (Ledger, bool) {
        let source = &self.input.ledger.postings;
        let mut nth = vec![0_usize; findings.len()];
        let mut postings = Vec::new();
        let mut people: IndexMap<Option<String>, Vec<&Posting>> = IndexMap::new();
        for posting in source {
            people.entry(self.who(posting)).or_default().push(posting);
            let Some(finding) = findings.get(posting.finding) else { continue };
            let place = nth.get_mut(posting.finding);
            let index = place.map_or(0, |place| std::mem::replace(place, *place + 1));
            if let Some(proposal) = finding.proposal.get(index) {
                postings.push(posting_of(self, posting, proposal.clone()));
            }
        }
        let total = book::total(source);
        let bearers = people.into_iter().map(|(bearer, own)| self.person(bearer, &own)).collect();
        (Ledger { postings, bearers, total: totals(&total) }, total.overflow)
    }

    fn person(&self, bearer: Option<String>, own: &[&Posting]) -> BearerTotals {
        let mut norms: IndexMap<usize, Vec<&Posting>> = IndexMap::new();
        for posting in own {
            norms.entry(posting.norm).or_default().push(posting);
        }
        BearerTotals {
            bearer,
            findings: findings_in(own),
            proposed: totals(&book::total(own.iter().copied())),
            norms: norms
                .into_iter()
                .map(|(norm, own)| NormTotals {
                    norm: self.norm(norm).name.clone(),
                    findings: findings_in(&own),
                    proposed: totals(&book::total(own.iter().copied())),
                })
                .collect(),
        }
    }
}

fn findings_in(postings: &[&Posting]) -> u64 {
    postings.iter().map(|posting| posting.finding).collect::<BTreeSet<_>>().len() as u64
}
