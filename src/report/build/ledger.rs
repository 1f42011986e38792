//! What is proposed, posting by posting and in sum.

use super::context::Context;
use crate::analysis::model;
use crate::engine::{Posting, Total};
use crate::money::Amount;
use crate::report::model::{
    self as report, BearerTotals, Finding, Ledger, Money, Per, Proposal, ProposalKind, Totals,
};
use indexmap::IndexMap;
use rust_decimal::Decimal;

impl Context<'_> {
    pub fn proposal(&self, norm: usize, posting: &Posting, field: Option<&str>) -> Proposal {
        let norm = self.norm(norm);
        let words = self.words;
        let (kind, single) = match &posting.penalty {
            model::Penalty::Fine(amount) => (ProposalKind::Fine, words.money(amount)),
            model::Penalty::Demerit(points) => (ProposalKind::Demerit, words.points(points)),
            model::Penalty::Warn => (ProposalKind::Warn, words.warn().to_string()),
        };
        let (amount, points, total, text) = match posting.total {
            Total::Money(amount) => {
                let text = words.money(&amount);
                (Some(money(&amount)), None, text.clone(), words.fine(&text))
            }
            Total::Points(points) => {
                let text = words.points(&points);
                (None, Some(points.normalize().to_string()), text.clone(), words.demerit(&text))
            }
            Total::Act => (None, None, words.warn().to_string(), words.warn().to_string()),
        };
        let per = match posting.per {
            model::Per::Occurrence => Per::Occurrence,
            model::Per::Field => Per::Field,
        };
        let counted = field.filter(|_| per == Per::Field);
        Proposal {
            kind,
            amount,
            points,
            per,
            times: posting.times,
            arithmetic: words.arithmetic(&single, posting.times, counted, &total),
            text: words.under(&text, norm.cite.as_ref()),
        }
    }
}

fn money(amount: &Amount) -> Money {
    let text = amount.to_string();
    let value = text.split(' ').next().unwrap_or_default().to_string();
    Money { value, currency: amount.currency.code().to_string() }
}

/// Sums that stay exact; what is too large to add is left out and said so.
#[derive(Default)]
pub(super) struct Sum {
    money: IndexMap<String, Decimal>,
    points: Decimal,
    warnings: u64,
    pub overflow: bool,
}

impl Sum {
    pub fn add(&mut self, proposal: &Proposal) {
        if let Some(money) = &proposal.amount {
            let sum = self.money.entry(money.currency.clone()).or_default();
            let value = money.value.parse::<Decimal>().ok();
            match value.and_then(|value| sum.checked_add(value)) {
                Some(new) => *sum = new,
                None => self.overflow = true,
            }
        }
        if let Some(points) = &proposal.points {
            match points.parse::<Decimal>().ok().and_then(|p| self.points.checked_add(p)) {
                Some(new) => self.points = new,
                None => self.overflow = true,
            }
        }
        self.warnings += u64::from(proposal.kind == ProposalKind::Warn);
    }

    pub fn totals(self) -> Totals {
        let money = self.money.into_iter().filter_map(|(code, value)| {
            Some(money(&Amount::new(value, crate::money::Currency::parse(&code)?)))
        });
        Totals {
            money: money.collect(),
            points: self.points.normalize().to_string(),
            warnings: self.warnings,
        }
    }
}

/// The ledger of all findings, and whether something was too large to add.
pub(super) fn ledger(findings: &[Finding]) -> (Ledger, bool) {
    let mut postings = Vec::new();
    let mut bearers: IndexMap<Option<String>, (u64, Sum)> = IndexMap::new();
    let mut total = Sum::default();
    for finding in findings.iter().filter(|f| !f.proposal.is_empty()) {
        let (count, sum) = bearers.entry(finding.bearer.name.clone()).or_default();
        *count += 1;
        for proposal in &finding.proposal {
            sum.add(proposal);
            total.add(proposal);
            postings.push(report::Posting {
                finding: finding.id.clone(),
                norm: finding.norm.clone(),
                bearer: finding.bearer.name.clone(),
                proposal: proposal.clone(),
            });
        }
    }
    let overflow = total.overflow;
    let bearers = bearers
        .into_iter()
        .map(|(bearer, (findings, sum))| BearerTotals { bearer, findings, proposed: sum.totals() })
        .collect();
    (Ledger { postings, bearers, total: total.totals() }, overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(value: &str, currency: &str) -> Proposal {
        Proposal {
            kind: ProposalKind::Fine,
            amount: Some(Money { value: value.into(), currency: currency.into() }),
            points: None,
            per: Per::Occurrence,
            times: 1,
            arithmetic: String::new(),
            text: String::new(),
        }
    }

    #[test]
    fn currencies_stay_apart_and_cents_stay_exact() {
        let mut sum = Sum::default();
        for (value, currency) in [("0.10", "CNY"), ("5", "EUR"), ("0.20", "CNY")] {
            sum.add(&proposal(value, currency));
        }
        assert!(!sum.overflow);
        let money: Vec<String> =
            sum.totals().money.into_iter().map(|m| format!("{} {}", m.value, m.currency)).collect();
        assert_eq!(money, ["0.30 CNY", "5 EUR"]);
    }

    #[test]
    fn what_cannot_be_added_exactly_is_said_and_left_out() {
        let mut sum = Sum::default();
        sum.add(&proposal(&Decimal::MAX.to_string(), "CNY"));
        sum.add(&proposal("1", "CNY"));
        assert!(sum.overflow);
        assert_eq!(sum.totals().money[0].value, Decimal::MAX.to_string());
    }
}
