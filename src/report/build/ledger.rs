//! What is proposed, posting by posting and in sum.

use super::context::Context;
use super::proposal::{money, money_range, posting_of};
use crate::event::Sym;
use crate::ledger as book;
use crate::report::model::{BearerTotals, Finding, Ledger, NormTotals, Totals};

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
        self.input.ledger.sums.norms.get(norm).map(totals).unwrap_or_default()
    }

    /// The ledger, and whether something was too large to add.
    pub fn ledger(&self, findings: &[Finding]) -> (Ledger, bool) {
        let source = &self.input.ledger.postings;
        let mut nth = vec![0_usize; findings.len()];
        let mut postings = Vec::new();
        for posting in source {
            let Some(finding) = findings.get(posting.finding) else { continue };
            let place = nth.get_mut(posting.finding);
            let index = place.map_or(0, |place| std::mem::replace(place, *place + 1));
            if let Some(proposal) = finding.proposal.get(index) {
                postings.push(posting_of(self, posting, proposal.clone()));
            }
        }
        let sums = &self.input.ledger.sums;
        let bearers = sums.people.iter().map(|(bearer, person)| self.person(*bearer, person)).collect();
        (Ledger { postings, bearers, total: totals(&sums.total) }, sums.total.overflow)
    }

    fn person(&self, bearer: Option<Sym>, person: &book::Person) -> BearerTotals {
        BearerTotals {
            bearer: bearer.map(|sym| self.names.text(&sym).to_string()),
            findings: person.all.findings,
            proposed: totals(&person.all.total),
            norms: person
                .norms
                .iter()
                .map(|(norm, part)| NormTotals {
                    norm: self.norm(*norm).name.clone(),
                    findings: part.findings,
                    proposed: totals(&part.total),
                })
                .collect(),
        }
    }
}
