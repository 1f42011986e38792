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
mod flow;
mod fold;
mod overlap;
mod posting;
mod sums;
mod total;

pub use amount::{Working, WorkingValue};
pub use before::{Before, Booked, Earlier, Known};
pub use cap::{Room, rooms};
pub use fold::{Fold, ledger_after};
pub use posting::{Cut, CutWhy, Payer, Posting, Range, Role, Sanction, Source, Steps, Total};
pub use sums::{Part, Person, Sums};
pub use total::{MoneyTotal, Totals, total};

use crate::analysis::model::Model;
use crate::engine::{Coverage, Outcome, Tables};
use crate::event::{Interner, LostRow};
use crate::plan::Plan;
use crate::time::Rules;

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
    ledger_after(setup, outcome, &Earlier::default())
}
