//! What must hold of the engine alone, whatever a verdict should be.

use crate::case::{About, Case, Line, Said};
use crate::try_cases;
use guiju::analysis::model::{Conduct, Excuse, Limit, Norm};
use guiju::engine::Status;
use guiju::event::Event;
use std::collections::{HashMap, HashSet};

/// What names an obligation across runs.
pub type Key = (usize, String, Option<usize>);

pub fn key(line: &Line) -> Key {
    let about = match &line.about {
        About::Event(row, kind) => format!("{row} {kind:?}"),
        About::Period(label, member) => format!("{label} {member:?}"),
        About::Interval(carrier, begins, slot) => format!("{carrier} {begins:?} {slot:?}"),
    };
    (line.norm, about, line.check)
}

fn by_key(said: &Said) -> HashMap<Key, (&Line, &str)> {
    said.lines.iter().zip(&said.ids).map(|(line, id)| (key(line), (line, id.as_str()))).collect()
}

pub fn is_final(status: Status) -> bool {
    !matches!(status, Status::Pending | Status::Unknown)
}

/// Nobody is accused, or cleared, because an export was cut short: a verdict over a part of the log stays, with its id.
#[test]
fn cutting_the_log_anywhere_never_gives_a_verdict_that_the_whole_log_does_not_have() {
    try_cases(1500, 11, check_cuts);
}

/// A verdict over a part of the log stays, wherever it is cut.
pub fn check_cuts(case: &Case) -> Result<(), String> {
    let whole = case.engine();
    let whole = by_key(&whole);
    for event in &case.events {
        if case.horizon.is_some_and(|horizon| event.at.start > horizon.start) {
            continue;
        }
        let cut = Case { horizon: Some(event.at), ..case.clone() }.engine();
        for (line, id) in cut.lines.iter().zip(&cut.ids).filter(|(line, _)| is_final(line.status)) {
            let Some((later, later_id)) = whole.get(&key(line)) else {
                return Err(format!("cut at {:?}: not in the whole log: {line:?}", event.at));
            };
            if later.status != line.status || later.postings != line.postings || later_id != id {
                return Err(format!("cut at {:?}: {line:?}\nwhole: {later:?}", event.at));
            }
        }
    }
    Ok(())
}

#[test]
fn counts_add_up() {
    try_cases(1500, 12, |case| {
        let said = case.engine();
        for (norm, (counts, total)) in said.counts.iter().zip(&said.totals).enumerate() {
            let findings = said.lines.iter().filter(|line| line.norm == norm).count() as u64;
            if counts.iter().sum::<u64>() != *total || findings != *total {
                return Err(format!("norm {norm}: {counts:?}, total {total}, findings {findings}"));
            }
        }
        Ok(())
    });
}

/// Findings that need no attention are counted even where they are not kept.
#[test]
fn counts_do_not_depend_on_what_is_kept() {
    try_cases(500, 13, |case| {
        let all = case.engine();
        let mut few = case.clone();
        few.options.all = false;
        let few = few.engine();
        let kept = all.lines.iter().filter(|l| !matches!(l.status, Status::Fulfilled | Status::Excused));
        if few.counts == all.counts && kept.eq(few.lines.iter()) {
            Ok(())
        } else {
            Err(format!("{} of {} kept: {:?}", few.lines.len(), all.lines.len(), few.counts))
        }
    });
}

/// What is kept of a run in which everything is shown is the same as what is found where most obligations are kept in mind by
/// their occasion only: the same evidence, the same reasons, the same misses.
#[test]
fn evidence_does_not_depend_on_what_is_kept() {
    try_cases(2000, 17, |case| {
        let mut few = case.clone();
        few.options.all = false;
        let (all, few) = (case.pressing(), few.pressing());
        match all.iter().zip(&few).find(|(all, few)| all != few) {
            Some((all, few)) => Err(format!("with everything kept:\n{all}\nelse:\n{few}")),
            None if all.len() == few.len() => Ok(()),
            None => Err(format!("{} findings with everything kept, else {}", all.len(), few.len())),
        }
    });
}

/// The order of rows with the same timestamp means nothing, except where acts are asked for in order.
#[test]
fn ties_in_any_order_of_rows_give_the_same_verdicts() {
    try_cases(1500, 14, |case| {
        if case.model.norms.iter().any(in_order) {
            return Ok(());
        }
        let straight = case.engine();
        let straight = by_key(&straight);
        let turned = Case { events: turn_ties(&case.events), ..case.clone() }.engine();
        for (key, (line, _)) in by_key(&turned) {
            let Some((other, _)) = straight.get(&key) else { return Err(format!("only turned: {line:?}")) };
            // Of several events at the instant that ends a window, any may be named as the one that ended it.
            let ends = case.model.norms[line.norm].time.iter();
            let line = Line {
                ends_with_event: ends.clone().any(|b| matches!(b.limit, Limit::Before { .. })),
                ..line.clone()
            };
            if !line.agrees(other) {
                return Err(format!("as read: {other:?}\nturned:  {line:?}"));
            }
        }
        Ok(())
    });
}

fn in_order(norm: &Norm) -> bool {
    let excuses = norm.excuses.iter().filter_map(|excuse| match excuse {
        Excuse::Act { acts, .. } => Some(acts),
        Excuse::Condition { .. } | Excuse::Throughout { .. } => None,
    });
    let conduct = match &norm.conduct {
        Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => Some(acts),
        Conduct::Never | Conduct::Check(_) | Conduct::Hold(_) => None,
    };
    let repairs = norm.stages.iter().flat_map(|stage| &stage.reparations).map(|reparation| &reparation.acts);
    excuses.chain(conduct).chain(repairs).flat_map(|acts| &acts.ways).any(|way| way.steps.len() > 1)
}

/// Runs of events with one timestamp, each turned around.
pub fn turn_ties(events: &[Event]) -> Vec<Event> {
    let ties = events.chunk_by(|a, b| a.at == b.at);
    ties.flat_map(|run| run.iter().rev().cloned()).collect()
}

#[test]
fn the_same_case_gives_the_same_findings() {
    try_cases(500, 15, |case| {
        let (one, two) = (case.engine(), case.engine());
        if one.lines == two.lines && one.ids == two.ids { Ok(()) } else { Err("two runs differ".to_string()) }
    });
}

/// An id names one obligation.
#[test]
fn no_two_findings_share_an_id() {
    try_cases(1500, 16, |case| {
        let said = case.engine();
        let mut seen = HashSet::new();
        match said.ids.iter().zip(&said.lines).find(|(id, _)| !seen.insert(*id)) {
            None => Ok(()),
            Some((id, line)) => Err(format!("{id} again: {line:?}")),
        }
    });
}
