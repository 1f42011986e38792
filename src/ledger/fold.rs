//! The ledger as a fold: one finding after the other, each booked, then cut off where one act would cost too much, then by caps.

use super::before::{Before, Earlier, Known};
use super::book::Book;
use super::cap::Caps;
use super::overlap::Acts;
use super::posting::{Posting, Steps, Total, sums};
use super::{Ledger, Setup};
use crate::engine::{Finding, Outcome};
use crate::time::{Instant, Stamp};

/// What is remembered between findings, and the postings so far.
pub struct Fold<'a> {
    book: Book<'a>,
    acts: Acts<'a>,
    caps: Caps<'a>,
}

impl<'a> Fold<'a> {
    /// Begins a ledger. `observed`: the range that the log covers.
    pub fn new(setup: Setup<'a>, observed: Option<(Instant, Stamp)>) -> Self {
        Fold { book: Book::new(setup, observed), acts: Acts::new(setup), caps: Caps::new(setup) }
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
    pub fn finding(&mut self, index: usize, finding: &'a Finding, known: Option<&Known>) {
        let from = self.book.postings.len();
        self.book.finding(index, finding);
        let Some(postings) = self.book.postings.get_mut(from..) else { return };
        if postings.is_empty() {
            return;
        }
        let act = self.acts.act(finding);
        for posting in postings {
            let Total::Money(asked) = posting.total else { continue };
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
    }

    /// The postings so far.
    pub fn finish(self) -> Vec<Posting> {
        self.book.postings
    }
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
    let postings = fold.finish();
    let mut of = vec![Vec::new(); outcome.findings.len()];
    for (i, posting) in postings.iter().enumerate() {
        of[posting.finding].push(i);
    }
    Ledger { postings, of }
}
