//! The ledger as a fold: one finding after the other, each booked, then cut off where one act would cost too much, then by caps.

use super::before::{Before, Earlier, Known};
use super::book::{Book, Whose};
use super::cap::Caps;
use super::flow::{Flow, Hours, Kept, Waiting};
use super::overlap::Acts;
use super::posting::{Posting, Total, sums};
use super::sums::{Sums, whole};
use super::{Ledger, Setup};
use crate::analysis::model::{NormKind, Per};
use crate::engine::{Finding, Outcome, Status};
use crate::plan::{Charge, NormAccounts, Sanction};
use crate::time::{Instant, Stamp};
use std::cmp::Ordering;

/// What is remembered between findings, and the postings so far.
pub struct Fold<'a> {
    book: Book<'a>,
    acts: Acts<'a>,
    caps: Caps<'a>,
    /// Hours that are late and have not come yet.
    hours: Waiting<'a>,
    /// Caps hold for several people together.
    joined: bool,
    sums: Sums,
    /// By norm, the points that each violation comes to, if they are all that it comes to and always as many.
    plain: Vec<Option<i64>>,
    /// How many findings have been booked of which nothing but the sums was wanted.
    summed: usize,
}

impl<'a> Fold<'a> {
    /// Begins a ledger. `observed`: the range that the log covers.
    pub fn new(setup: Setup<'a>, observed: Option<(Instant, Stamp)>) -> Self {
        let caps = Caps::new(setup);
        Fold {
            book: Book::new(setup, observed),
            acts: Acts::new(setup),
            joined: caps.join_people(),
            caps,
            hours: Waiting::default(),
            sums: Sums::new(setup.plan.norms.len()),
            plain: (0..setup.plan.norms.len()).map(|norm| plain_points(&setup, norm)).collect(),
            summed: 0,
        }
    }

    /// Whether the postings of a norm are known when its verdicts fall: none of them grows until an act comes after all.
    pub fn knows_at_once(accounts: &NormAccounts) -> bool {
        !accounts.grows()
    }

    /// Takes into account what an earlier run has booked. `place`: a number of its own.
    pub fn remember(&mut self, place: usize, old: &Before) {
        self.book.remember(place, old);
    }

    /// Takes from caps and acts what was booked before, ahead of anything else: what is booked anew has what room it leaves.
    pub fn reserve(&mut self, outcome: &Outcome, earlier: &Earlier) {
        for (place, old) in earlier.before.iter().enumerate() {
            self.caps.reserve(place, (old.norm, old.at), &old.booked);
            self.acts.reserve(place, old.norm, &old.booked);
        }
        for (index, known) in &earlier.known {
            if let Some(finding) = outcome.findings.get(*index) {
                let place = usize::MAX - index;
                self.caps.reserve(place, (finding.norm, finding.happened), &known.booked);
                self.acts.reserve(place, finding.norm, &known.booked);
            }
        }
    }

    /// Books what a finding proposes. Findings come in the order in which their verdicts fell; of those that fell together, in the order
    /// of norms, then of occasions, then of ids. What an earlier run has booked comes first.
    pub fn finding(&mut self, index: usize, finding: &Finding, known: Option<&Known>) {
        let from = self.book.postings.len();
        self.book.finding(index, finding);
        let Some(postings) = self.book.postings.get_mut(from..) else { return };
        for booked in known.iter().filter(|known| !known.fixed).flat_map(|known| &known.booked) {
            let is_asked =
                |posting: &Posting| matches!(posting.total, Total::Money(_)) && booked.is_of(posting);
            if !postings.iter().any(is_asked) {
                let place = usize::MAX - index;
                self.caps.release(place, (finding.norm, finding.happened), std::slice::from_ref(booked));
                self.acts.release(place, finding.norm, std::slice::from_ref(booked));
            }
        }
        if postings.is_empty() {
            return;
        }
        let act = self.acts.act(finding);
        for (place, posting) in (from..).zip(postings) {
            let Total::Money(amount) = posting.total else { continue };
            let own = Whose::of(&posting.payer, posting.finding);
            let whose = if self.joined { Whose::Everybody } else { own };
            if known.is_none() {
                self.hours.come(whose, Some(finding.decided), &mut self.acts, &mut self.caps);
            }
            let kept = Kept::of(known, posting);
            let mut flow = Flow::new(&self.caps, act.as_ref(), finding, posting, amount.currency);
            let late = self.book.late.iter().find(|late| late.posting == place).filter(|_| !flow.is_free());
            match Hours::split(late, finding, posting, amount, kept) {
                None => {
                    flow.pour(&mut self.acts, &mut self.caps, sums(amount, posting.range), kept);
                    flow.finish(posting);
                }
                Some(split) => {
                    flow.pour(&mut self.acts, &mut self.caps, split.first(), kept);
                    self.hours.push(whose, finding, Hours::new(flow, place, posting.times, split));
                }
            }
        }
    }

    /// Books findings of one time or of several, all of those that fell then, in whatever order they are given, and keeps nothing
    /// of them but the sums.
    pub fn sum_up(&mut self, findings: &[Vec<Finding>]) {
        // They are large, so they stay where they are.
        let mut findings: Vec<&Finding> = findings.iter().flatten().collect();
        findings.sort_by(|a, b| in_order(a, b));
        for finding in findings {
            if !self.sum_up_plainly(finding) {
                self.finding(self.summed, finding, None);
                self.book.postings.drain(..).for_each(|posting| self.sums.add(&posting));
            }
            self.summed += 1;
        }
    }

    /// Adds what a violation comes to without a posting; false if that takes a closer look.
    fn sum_up_plainly(&mut self, finding: &Finding) -> bool {
        let points = self.plain.get(finding.norm).copied().flatten();
        let Some(points) = points.filter(|_| finding.status == Status::Violated) else { return false };
        self.sums.add_points((finding.bearer.name(), finding.norm), self.summed, points)
    }

    /// The postings so far, and what they come to.
    pub fn finish(mut self) -> (Vec<Posting>, Sums) {
        let mut postings = self.book.postings;
        self.hours.finish(&mut self.acts, &mut self.caps, &mut postings);
        postings.iter().for_each(|posting| self.sums.add(posting));
        (postings, self.sums.done())
    }

    /// A ledger of sums alone.
    pub fn into_sums(self) -> Ledger {
        Ledger { postings: Vec::new(), of: Vec::new(), sums: self.sums.done() }
    }
}

/// The points that each violation of a norm comes to, if they are all that it comes to, always as many, whoever it is. No cap and no
/// other act takes anything from points.
fn plain_points(setup: &Setup<'_>, norm: usize) -> Option<i64> {
    let accounts = setup.plan.accounts.norms.get(norm)?;
    let duty = setup.model.norms.get(norm).is_some_and(|norm| norm.kind != NormKind::Reward);
    let all_stages = setup.plan.norms.get(norm)?.stages.len() == accounts.stages.len();
    let points = |charge: &Charge| match (&charge.sanction, charge.per) {
        (Sanction::Demerit(points), Per::Occurrence | Per::Field | Per::Slot) => whole(*points),
        _ => None,
    };
    let each: Vec<i64> = accounts.stages.iter().flatten().map(points).collect::<Option<_>>()?;
    (duty && all_stages && accounts.liable.is_empty() && !each.is_empty()).then(|| each.iter().sum())
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
