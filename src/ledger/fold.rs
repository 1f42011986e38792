//! The ledger as a fold: one finding after the other, each booked, then cut off where one act would cost too much, then by caps.

use super::before::{Before, Earlier, Known};
use super::book::Book;
use super::cap::Caps;
use super::overlap::Acts;
use super::posting::{Posting, Steps, Total, sums};
use super::sums::Sums;
use super::{Ledger, Setup};
use crate::analysis::model::Per;
use crate::engine::{Finding, Outcome};
use crate::plan::{Charge, NormAccounts, Sanction};
use crate::time::{Instant, Stamp};
use std::cmp::Ordering;

/// What is remembered between findings, and the postings so far.
pub struct Fold<'a> {
    book: Book<'a>,
    acts: Acts<'a>,
    caps: Caps<'a>,
    sums: Sums,
    /// How many findings have been booked of which nothing but the sums was wanted.
    summed: usize,
}

impl<'a> Fold<'a> {
    /// Begins a ledger. `observed`: the range that the log covers.
    pub fn new(setup: Setup<'a>, observed: Option<(Instant, Stamp)>) -> Self {
        Fold {
            book: Book::new(setup, observed),
            acts: Acts::new(setup),
            caps: Caps::new(setup),
            sums: Sums::new(setup.plan.norms.len()),
            summed: 0,
        }
    }

    /// Whether the postings of a norm are known when its verdicts fall: none of them grows until an act comes after all.
    pub fn knows_at_once(accounts: &NormAccounts) -> bool {
        let charges = accounts.stages.iter().flatten();
        let liable = accounts.liable.iter().flat_map(|liable| &liable.charges);
        !charges.chain(liable).any(grows)
    }

    /// Takes into account what an earlier run has booked. `place`: a number of its own.
    pub fn remember(&mut self, place: usize, old: &Before) {
        self.book.remember(place, old);
        self.acts.remember(place, old);
    }

    /// Takes from caps what stays as it was booked, before anything else: what is booked anew has what room it leaves.
    pub fn reserve(&mut self, outcome: &Outcome, earlier: &Earlier) {
        for (place, old) in earlier.before.iter().enumerate() {
            self.caps.reserve(place, (old.norm, old.at), &old.booked);
        }
        for (index, known) in earlier.known.iter().filter(|(_, known)| known.fixed) {
            if let Some(finding) = outcome.findings.get(*index) {
                self.caps.reserve(usize::MAX - index, (finding.norm, finding.happened), &known.booked);
            }
        }
    }

    /// Books what a finding proposes. Findings come in the order in which their verdicts fell; of those that fell together, in the order
    /// of norms, then of occasions, then of ids. What an earlier run has booked comes first.
    pub fn finding(&mut self, index: usize, finding: &Finding, known: Option<&Known>) {
        let from = self.book.postings.len();
        self.book.finding(index, finding);
        let Some(postings) = self.book.postings.get_mut(from..) else { return };
        if postings.is_empty() {
            return;
        }
        let act = self.acts.act(finding);
        for posting in postings {
            if let Total::Money(asked) = posting.total {
                let mut steps = Steps { currency: asked.currency, sums: vec![sums(asked, posting.range)] };
                self.acts.apply(act.as_deref(), posting);
                self.caps.apply(finding, posting, &mut steps, known);
                let left = match posting.total {
                    Total::Money(amount) => Some(sums(amount, posting.range)),
                    Total::Points(_) | Total::Act | Total::Untold(_) => None,
                };
                if steps.sums.iter().any(|step| Some(*step) != left) {
                    posting.steps = Some(steps);
                }
            }
            self.sums.add(posting);
        }
    }

    /// Books findings of one time or of several, all of those that fell then, in whatever order they are given, and keeps nothing
    /// of them but the sums.
    pub fn sum_up(&mut self, mut findings: Vec<Finding>) {
        findings.sort_by(in_order);
        for finding in &findings {
            self.finding(self.summed, finding, None);
            self.book.postings.clear();
            self.summed += 1;
        }
    }

    /// The postings so far, and what they come to.
    pub fn finish(self) -> (Vec<Posting>, Sums) {
        (self.book.postings, self.sums)
    }

    /// A ledger of sums alone.
    pub fn into_sums(self) -> Ledger {
        Ledger { postings: Vec::new(), of: Vec::new(), sums: self.sums }
    }
}

/// Whether a consequence counts by how late the act is.
fn grows(charge: &Charge) -> bool {
    let steps = match &charge.sanction {
        Sanction::Escalate { steps, .. } => steps.as_slice(),
        _ => &[],
    };
    charge.per == Per::StartedHourLate || steps.iter().any(|(_, _, charge)| grows(charge))
}

/// The order in which findings are booked.
fn in_order(a: &Finding, b: &Finding) -> Ordering {
    let key = |finding: &Finding| (finding.decided, finding.norm, finding.occasion.begins());
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

/// What comes one after the other.
enum Item<'a> {
    Before(usize, &'a Before),
    Finding(usize, &'a Finding),
}

/// Makes the ledger of a run that goes on where earlier ones ended. What was booked first comes first, then what is new, in the
/// order in which the verdicts fell.
pub fn ledger_after(setup: Setup<'_>, outcome: &Outcome, earlier: &Earlier) -> Ledger {
    let place = |index: &usize| earlier.known.get(index).map_or(u64::MAX, |known| known.place);
    let findings = outcome.findings.iter().enumerate();
    let findings = findings.map(|(index, finding)| {
        let key = (place(&index), finding.decided, finding.norm, Some(finding.occasion.begins()));
        (key, finding.id.as_str(), Item::Finding(index, finding))
    });
    let before = earlier.before.iter().enumerate();
    let before = before.map(|(place, old)| {
        let key = (old.place, old.decided, old.norm, None);
        (key, "", Item::Before(place, old))
    });
    let mut items: Vec<_> = before.chain(findings).collect();
    items.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut fold = Fold::new(setup, outcome.observed);
    fold.reserve(outcome, earlier);
    for (_, _, item) in items {
        match item {
            Item::Before(place, old) => fold.remember(place, old),
            Item::Finding(index, finding) => fold.finding(index, finding, earlier.known.get(&index)),
        }
    }
    let (postings, sums) = fold.finish();
    let mut of = vec![Vec::new(); outcome.findings.len()];
    for (i, posting) in postings.iter().enumerate() {
        of[posting.finding].push(i);
    }
    Ledger { postings, of, sums }
}
