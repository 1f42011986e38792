//! What a run adds to a history: nothing is recorded twice, and what is overturned stays visible.

use super::act::{Act, RunFacts, WhyWithdrawn};
use super::book::{Book, Case};
use super::observe::{Reach, RunView};
use super::record::Record;
use super::settled::Settled;
use crate::report::model::Status;
use crate::time::Date;

/// What a run adds, and in how many cases.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The entries, first the run itself.
    pub acts: Vec<Act>,
    /// Cases recorded for the first time.
    pub recorded: usize,
    /// Of those, such as had been pending or unknown.
    pub decided_now: usize,
    /// Cases found again as they are.
    pub seen: usize,
    /// Cases of which the finding says something else now.
    pub revised: usize,
    /// Findings that are about a matter already recorded.
    pub restated: usize,
    /// Cases found again after they had been withdrawn.
    pub restored: usize,
    /// Cases withdrawn.
    pub withdrawn: usize,
    /// Cases that a register of waivers covers.
    pub waived: usize,
    /// Cases that people have decided and that must be looked at again.
    pub overturned: usize,
    /// Cases that were not found again and of which it cannot be told why.
    pub missed: Vec<u64>,
    /// From when on the next logs must reach.
    pub next_from: Option<String>,
    /// Norms that look back without limit.
    pub further: Vec<String>,
}

/// Merges a run with a history. `on`: the day of the run.
pub fn merge(book: &Book, view: &RunView, on: Date) -> Merged {
    let mut merged = Merged {
        next_from: view.facts.next_from.clone(),
        further: view.facts.further.clone(),
        ..Merged::default()
    };
    let mut facts = view.facts.clone();
    let mut acts = overturn(book, view, &mut merged);
    let same = Settled::of(book, view).same;
    for finding in &view.spared {
        facts.seen.extend(book.of_finding(&facts.policy, finding).map(|case| case.number));
    }
    for record in &view.found {
        match book.of_finding(&facts.policy, &record.finding) {
            Some(case) => again(case, record, book, view, on, &mut facts, &mut merged, &mut acts),
            None => match same.get(&record.finding) {
                Some(case) => {
                    merged.restated += 1;
                    let finding = record.finding.clone();
                    acts.push(Act::Restated { case: *case, finding });
                }
                None => {
                    let was = was(book, &facts.policy, &record.finding);
                    merged.recorded += 1;
                    merged.decided_now += usize::from(was.is_some());
                    acts.push(Act::Recorded { record: Box::new(record.clone()), was });
                }
            },
        }
    }
    facts.seen.sort_unstable();
    facts.seen.dedup();
    merged.seen = facts.seen.len();
    facts.missed.clone_from(&merged.missed);
    merged.acts.push(Act::Run(Box::new(facts)));
    merged.acts.append(&mut acts);
    merged
}

/// Cases that come out otherwise now. What nobody has decided is withdrawn; the rest people must look at.
fn overturn(book: &Book, view: &RunView, merged: &mut Merged) -> Vec<Act> {
    let mut acts = Vec::new();
    for (number, reach) in &view.reaches {
        let Some(case) = book.cases.get(number) else { continue };
        let why = match reach {
            Reach::Verdict(status) => WhyWithdrawn::Verdict(*status),
            Reach::Gone => WhyWithdrawn::Gone,
            Reach::Asked | Reach::Missed => {
                merged.missed.push(*number);
                continue;
            }
        };
        if !case.decided() {
            merged.withdrawn += 1;
            acts.push(Act::Withdrawn { case: *number, why: Some(why) });
        } else if case.overturned.is_none() {
            merged.overturned += 1;
            acts.push(Act::Overturned { case: *number, why });
        }
    }
    acts
}

/// A finding that has a case already.
#[expect(clippy::too_many_arguments, reason = "one step of the loop above, with its state")]
fn again(
    case: &Case,
    record: &Record,
    book: &Book,
    view: &RunView,
    on: Date,
    facts: &mut RunFacts,
    merged: &mut Merged,
    acts: &mut Vec<Act>,
) {
    let number = case.number;
    let by_run = case.withdrawn.as_ref().is_some_and(|(_, why)| why.is_some());
    if by_run || case.overturned.is_some() {
        merged.restored += 1;
        // What people have decided they have decided of the finding as it was.
        let record = if case.decided() { &case.record } else { record };
        acts.push(Act::Restored { case: number, record: Box::new(record.clone()) });
        return;
    }
    if may_revise(case, record, book, view, on) {
        merged.revised += 1;
        acts.push(Act::Revised { case: number, record: Box::new(record.clone()) });
        return;
    }
    facts.seen.push(number);
}

/// Whether a finding says something new of a case on which nobody has decided: under the same rule, from a log that reaches as far.
fn may_revise(case: &Case, record: &Record, book: &Book, view: &RunView, on: Date) -> bool {
    let old = &case.record;
    let same_lines = old.lines.len() == record.lines.len()
        && old.lines.iter().zip(&record.lines).all(|(old, new)| old.same(new));
    if old.finding != record.finding || (old.status == record.status && same_lines) {
        return false;
    }
    old.rule == record.rule && is_open(case, book, view.horizon, on)
}

/// Whether a run may say something new of a case: nobody has decided on it, and the log reaches as far as the last one that found it.
pub(super) fn is_open(case: &Case, book: &Book, horizon: Option<i64>, on: Date) -> bool {
    let open = case.state(on) == super::State::Proposed && !case.decided() && case.withdrawn.is_none();
    let reached = book.runs.iter().find(|run| run.number == case.last_seen);
    let reached = reached.and_then(|run| run.facts.observed.as_ref()?.1.parse::<jiff::Timestamp>().ok());
    let reached = reached.map(jiff::Timestamp::as_microsecond);
    open && reached <= horizon
}

/// What a finding was in the last run that had not decided it.
fn was(book: &Book, policy: &str, finding: &str) -> Option<Status> {
    let runs = book.runs.iter().rev().filter(|run| run.facts.policy == policy);
    runs.flat_map(|run| &run.facts.open).find(|open| open.finding == finding).map(|open| open.status)
}
