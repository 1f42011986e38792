//! What is proposed: findings in, exact postings out.
//!
//! Consequences cannot be worked out finding by finding: an escalation counts, a cap adds up, one act may break two norms. So the
//! ledger is made after the engine, from all findings, in the order in which their verdicts fell. Later findings never change an
//! earlier posting, so a longer log leaves the postings of a shorter one as they were.

mod amount;
mod before;
mod book;
mod cap;
mod count;
mod overlap;
mod posting;
mod sums;
mod total;

pub use amount::{Working, WorkingValue};
pub use before::{Before, Booked};
pub use posting::{Cut, CutWhy, Payer, Posting, Range, Role, Sanction, Source, Total};
pub use sums::{Part, Person, Sums};
pub use total::{MoneyTotal, Totals, total};

use crate::analysis::model::{Model, Per};
use crate::engine::{Coverage, Finding, Outcome, Tables};
use crate::event::{Interner, LostRow};
use crate::plan::{Charge, NormAccounts, Plan};
use crate::time::{Rules, Stamp};
use std::cmp::Ordering;

/// What the ledger is made from, besides the findings.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// The policy.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// The texts of plan and log.
    pub interner: &'a Interner,
    /// Reference data.
    pub tables: &'a Tables,
    /// Zone, calendar and conventions.
    pub rules: Rules<'a>,
    /// What the log covers.
    pub coverage: &'a Coverage,
    /// Rows that could not be read.
    pub lost: &'a [LostRow],
}

/// What is proposed.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Every posting, in the order in which the verdicts fell; of those that fell together, in the order of norms, then of
    /// occasions, then of findings' ids; of one finding, as the policy writes them. None where only the sums were wanted.
    pub postings: Vec<Posting>,
    /// By finding, the positions of its postings.
    of: Vec<Vec<usize>>,
    /// What they come to.
    pub sums: Sums,
}

impl Ledger {
    /// The postings of a finding, by its position in [`Outcome::findings`], as the policy writes them.
    pub fn of(&self, finding: usize) -> impl Iterator<Item = &Posting> {
        self.of.get(finding).into_iter().flatten().filter_map(|i| self.postings.get(*i))
    }
}

/// Makes the ledger of a run.
pub fn ledger(setup: Setup<'_>, outcome: &Outcome) -> Ledger {
    ledger_after(setup, outcome, &[])
}

/// Makes the ledger of a run that goes on where earlier ones ended: `before` is what they have booked and this run does not see, in
/// the order in which those verdicts fell.
pub fn ledger_after(setup: Setup<'_>, outcome: &Outcome, before: &[Before]) -> Ledger {
    let mut order: Vec<(usize, &Finding)> = outcome.findings.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| in_order(a, b));
    let mut fold = Fold::new(setup, outcome.observed.map(|(_, horizon)| horizon), before);
    let mut postings = Vec::new();
    for (index, finding) in order {
        postings.append(fold.book(index, finding));
    }
    let mut of = vec![Vec::new(); outcome.findings.len()];
    for (i, posting) in postings.iter().enumerate() {
        of[posting.finding].push(i);
    }
    Ledger { postings, of, sums: fold.sums }
}

/// The order in which findings are booked.
fn in_order(a: &Finding, b: &Finding) -> Ordering {
    let key = |finding: &Finding| (finding.decided, finding.norm, finding.occasion.begins());
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

/// A ledger in the making: findings go in, in the order in which their verdicts fell, and postings come out.
pub struct Fold<'a> {
    setup: Setup<'a>,
    book: book::Book<'a>,
    overlaps: overlap::Overlaps,
    caps: cap::Caps<'a>,
    sums: Sums,
    /// How many findings have been booked of which nothing but the sums was wanted.
    summed: usize,
}

impl<'a> Fold<'a> {
    /// Nothing is booked yet. `horizon`: the last instant of which the log speaks. `before`: see [`ledger_after`].
    pub fn new(setup: Setup<'a>, horizon: Option<Stamp>, before: &[Before]) -> Fold<'a> {
        let mut book = book::Book::new(setup, horizon);
        book.remember(before);
        let sums = Sums::new(setup.plan.norms.len());
        let caps = cap::Caps::new(setup, before);
        Fold { setup, book, overlaps: overlap::Overlaps::default(), caps, sums, summed: 0 }
    }

    /// Whether the postings of a norm are known when its verdicts fall: none of them grows until an act comes after all.
    pub fn knows_at_once(accounts: &NormAccounts) -> bool {
        let charges = accounts.stages.iter().flatten();
        let liable = accounts.liable.iter().flat_map(|liable| &liable.charges);
        !charges.chain(liable).any(grows)
    }

    /// Books findings that fell at one time or at several, all of those that fell then, and keeps their sums only.
    pub fn sum_up(&mut self, mut findings: Vec<Finding>) {
        findings.sort_by(in_order);
        for finding in &findings {
            self.book(self.summed, finding).clear();
            self.summed += 1;
        }
    }

    /// The sums of what was booked.
    pub fn into_ledger(self) -> Ledger {
        Ledger { postings: Vec::new(), of: Vec::new(), sums: self.sums }
    }

    /// What one finding proposes, with what is cut off.
    fn book(&mut self, index: usize, finding: &Finding) -> &mut Vec<Posting> {
        self.book.finding(index, finding);
        for posting in &mut self.book.postings {
            self.overlaps.apply(&self.setup, finding, posting);
            self.caps.apply(finding, posting);
            self.sums.add(posting);
        }
        &mut self.book.postings
    }
}

/// Whether a consequence counts by how late the act is.
fn grows(charge: &Charge) -> bool {
    let steps = match &charge.sanction {
        crate::plan::Sanction::Escalate { steps, .. } => steps.as_slice(),
        _ => &[],
    };
    charge.per == Per::StartedHourLate || steps.iter().any(|(_, _, charge)| grows(charge))
}
