//! Norms above, about and beside other norms, and about counts: the engine against the second opinion.

use crate::case::{Case, Said, difference_in_any_order};
use crate::misread::Relation;
use crate::mutation::Mutation;
use crate::random::{Seeds, relations, seeds_dressed};
use crate::{naive, notices_by, shares, try_cases_of};
use guiju::analysis::model::Occasion;
use guiju::engine::Status;
use guiju::event::Cell;
use proptest::strategy::Strategy;

pub fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_dressed(relations::norm, relations::dress, &[6, 9])
}

/// Keys of several parts of which one cannot be read are left to the behaviour suite.
fn is_readable(case: &Case) -> bool {
    case.model.norms.iter().filter_map(|norm| Some((norm.pattern.as_ref()?, &norm.occasion))).all(
        |(pattern, occasion)| {
            let Occasion::Event { kind, .. } = occasion else { return true };
            if pattern.same.len() < 2 {
                return true;
            }
            let events = case.events.iter().filter(|event| event.kind == *kind);
            let cells = events.flat_map(|event| pattern.same.iter().map(|field| &event.cells[*field]));
            cells.into_iter().all(|cell| !matches!(cell, Cell::Unreadable(_)))
        },
    )
}

pub fn agrees(case: &Case) -> Result<(), String> {
    if !is_readable(case) {
        return Ok(());
    }
    let told = difference_in_any_order(&naive::judge(case, None), &case.engine());
    told.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}")))
}

/// What stands in a part of the log stays. Violations are told apart by their ids.
pub fn check_cuts(case: &Case) -> Result<(), String> {
    let whole = case.engine();
    for event in &case.events {
        if case.horizon.is_some_and(|horizon| event.at.start > horizon.start) {
            continue;
        }
        let cut = Case { horizon: Some(event.at), ..case.clone() }.engine();
        for (line, id) in cut.lines.iter().zip(&cut.ids) {
            if matches!(line.status, Status::Pending | Status::Unknown) {
                continue;
            }
            let later = whole.ids.iter().position(|other| other == id).map(|at| &whole.lines[at]);
            if later.is_none_or(|later| later.status != line.status || later.postings != line.postings) {
                return Err(format!("cut at {:?}: {line:?}\nwhole: {later:?}", event.at));
            }
        }
    }
    Ok(())
}

#[test]
fn both_say_the_same_of_norms_about_norms() {
    try_cases_of(seeds(), 1500, 41, agrees);
}

#[test]
fn cutting_the_log_never_changes_what_is_said_of_norms_about_norms() {
    try_cases_of(seeds(), 300, 42, check_cuts);
}

#[test]
fn every_wrong_reading_of_norms_about_norms_is_noticed() {
    let differs = |case: &Case, engine: &Said, mutation| {
        is_readable(case) && difference_in_any_order(&naive::judge(case, mutation), engine).is_some()
    };
    notices_by(seeds(), 43, 8_000, Relation::ALL.iter().copied().map(Mutation::Relation).collect(), differs);
}

#[test]
fn random_norms_about_norms_end_in_every_way() {
    shares(seeds(), 44, 500);
}
