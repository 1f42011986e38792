//! Who knows less accuses nobody, and clears nobody: what is said of a log of which something was lost must be what is said of the whole
//! log, or that it cannot be told. For this no second opinion is needed, so it also finds what both evaluators read wrongly; but of what it
//! finds, a few things are as they should be ([`may_be_lost`], [`contradicts`]).

use crate::case::{Case, Line};
use crate::mutation::Mutation;
use crate::properties::{Key, is_final, key};
use crate::{figures, inside, lasting, ledger, naive, random, relations, try_cases_of};
use guiju::engine::{Declared, Status};
use guiju::event::{Cell, LostRow};
use guiju::time::{Precision, Stamp};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use std::collections::HashMap;

/// How something of a log is lost, at one of its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// The row is rejected: its time cannot be read.
    Time,
    /// The row is rejected: only its kind and time can be read.
    Cells,
    /// The row is rejected, and nothing of it can be read.
    Row,
    /// A cell of it cannot be read.
    Cell(usize),
    /// It is known to the minute, or the day, only.
    To(Precision),
    /// The log begins with it.
    Before,
    /// The source of its kind ends with it.
    After,
}

impl Loss {
    fn all() -> impl Iterator<Item = Loss> {
        let coarser = [Precision::Minute, Precision::Day].map(Loss::To);
        let rows = [Loss::Time, Loss::Cells, Loss::Row, Loss::Before, Loss::After];
        rows.into_iter().chain(coarser).chain((0..7).map(Loss::Cell))
    }

    /// The case without what is lost at an event; nothing where that would lose nothing.
    fn of(self, case: &Case, index: usize) -> Option<Case> {
        let mut less = case.clone();
        let last = case.events.iter().map(|event| event.at).max_by_key(|at| at.start)?;
        less.horizon = Some(case.horizon.unwrap_or(last));
        let event = &case.events[index];
        match self {
            Loss::Time => less.reject(index, LostRow { at: None, ..whole_row(case, index) }),
            Loss::Cells => {
                let row = whole_row(case, index);
                let cells = row.cells.iter().map(|_| None).collect();
                less.reject(index, LostRow { cells, ..row });
            }
            Loss::Row => {
                let row = whole_row(case, index);
                less.reject(index, LostRow { kind: None, at: None, cells: Vec::new().into(), ..row });
            }
            Loss::Cell(field) => {
                let mut cells = event.cells.to_vec();
                if !matches!(cells[field], Cell::Value(_)) {
                    return None;
                }
                cells[field] = Cell::Unreadable(less.interner.intern("?"));
                less.events[index].cells = cells.into();
            }
            Loss::To(precision) => {
                if event.at.precision >= precision {
                    return None;
                }
                less.events[index].at =
                    Stamp { start: case.zone.floor(event.at.start, precision), precision };
                less.events.sort_by_key(|event| event.at.start);
            }
            Loss::Before => {
                let begin = event.at.start;
                // Of what is too coarse to tell it is not said that it came before.
                if case.events.iter().any(|e| e.at.start < begin && case.zone.end_of(e.at) > begin) {
                    return None;
                }
                less.events.retain(|event| event.at.start >= begin);
                less.coverage.begin = less.coverage.begin.max(Some(begin));
                for kind in less.coverage.kinds.iter_mut().flatten() {
                    kind.begin = kind.begin.max(Some(begin));
                }
            }
            Loss::After => {
                let (kind, end) = (event.kind, event.at);
                less.events.retain(|event| event.kind != kind || event.at.start <= end.start);
                let whole = Declared { begin: case.coverage.begin, end: None };
                let declared = less.coverage.kinds[kind.0 as usize].get_or_insert(whole);
                if declared.end.is_none_or(|known| known.start > end.start) {
                    declared.end = Some(end);
                }
            }
        }
        Some(less)
    }
}

impl Case {
    fn reject(&mut self, index: usize, row: LostRow) {
        self.events.remove(index);
        self.lost.push(row);
    }
}

/// A rejected row of which everything is known.
fn whole_row(case: &Case, index: usize) -> LostRow {
    let event = &case.events[index];
    let cells = event.cells.iter().cloned().map(Some).collect();
    LostRow { row: event.row, kind: Some(event.kind), at: Some(event.at), cells }
}

/// Whether a loss takes knowledge away from a case, and adds none.
fn may_be_lost(loss: Loss, case: &Case) -> bool {
    let written = format!("{:?} {:?}", case.model.norms, case.model.states);
    match loss {
        // That a cell is filled, or valid, is told by the cell itself.
        Loss::Cell(_) => !written.contains("Predicate("),
        // Two times, and the end of a window that a field, an event or the occasion itself says, are compared at the coarser precision, figures
        // up to a moment go by the order of the log, and a violation happens once its time is over, however long that is.
        Loss::To(_) => {
            let reads = |what: &str| written.contains(what);
            let as_given = ["EventTime(", "Aggregate(", "Before {", "ByField("];
            !as_given.into_iter().any(reads) && case.model.violations.is_empty()
        }
        _ => true,
    }
}

/// Whether what is said of a part of what is known must not be said, given what is said of the whole.
fn contradicts(loss: Loss, less: Status, whole: Status) -> bool {
    let coarser = matches!(loss, Loss::To(_));
    let favours = |status| matches!(status, Status::Fulfilled | Status::Excused | Status::Repaired);
    match (less, whole) {
        (_, Status::Pending | Status::Unknown) => false,
        // What certainly excuses does so also where the conduct is not certain.
        (Status::Excused, Status::Fulfilled) => false,
        // At the coarser precision, what came some seconds late came in time.
        (less, _) if coarser && favours(less) => whole == Status::Fulfilled && less == Status::Repaired,
        (less, whole) => less != whole,
    }
}

/// Verdicts by obligation. One event may stand for several violations: these cannot be told apart.
fn by_key(lines: &[Line]) -> HashMap<Key, Option<&Line>> {
    let mut all = HashMap::new();
    for line in lines {
        all.entry(key(line)).and_modify(|known| *known = None).or_insert(Some(line));
    }
    all
}

/// Whether verdicts hold however something is lost.
fn holds(case: &Case, judge: &dyn Fn(&Case) -> Vec<Line>) -> Result<(), String> {
    let whole = judge(case);
    let whole = by_key(&whole);
    for loss in Loss::all().filter(|loss| may_be_lost(*loss, case)) {
        for index in 0..case.events.len() {
            let Some(less) = loss.of(case, index) else { continue };
            let said = judge(&less);
            for (key, line) in by_key(&said) {
                let (Some(line), Some(Some(known))) = (line, whole.get(&key)) else { continue };
                if is_final(line.status) && contradicts(loss, line.status, known.status) {
                    return Err(format!(
                        "{loss:?} of event {index}: {line:?}\nwhole: {known:?}\nless: {less}"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// What the engine says holds however something is lost.
pub fn check(case: &Case) -> Result<(), String> {
    holds(case, &|case| case.engine().lines)
}

/// The same about states. A log that is said to be whole from ever and lacks a beginning is not whole: of it less may tell more.
pub fn check_states(case: &Case) -> Result<(), String> {
    let from_ever = |declared: &Option<Declared>| declared.is_some_and(|declared| declared.begin.is_none());
    if case.coverage.kinds.iter().any(from_ever) { Ok(()) } else { check(case) }
}

#[test]
fn who_knows_less_accuses_and_clears_nobody() {
    try_cases_of(random::seeds(), 300, 71, check);
    try_cases_of(figures::seeds(), 200, 72, check);
    try_cases_of(relations::seeds(), 200, 73, check);
    try_cases_of(ledger::seeds(), 200, 74, check);
}

#[test]
fn who_knows_less_of_states_accuses_and_clears_nobody() {
    lasting::try_cases(300, 75, |_, case| check_states(case));
    inside::try_cases(100, 76, |_, case| check_states(case));
}

/// Readings that forget what was lost.
#[test]
fn readings_that_forget_what_was_lost_are_noticed() {
    let forgetful = [
        Mutation::LostRowsIgnored,
        Mutation::DoubtfulActIgnored,
        Mutation::DoubtfulActCounts,
        Mutation::BeginningIgnored,
        Mutation::EndOfSourceIgnored,
    ];
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(77));
    let mut unnoticed = forgetful.to_vec();
    for _ in 0..600 {
        let case = random::seeds().new_tree(&mut runner).expect("a case").current().case();
        unnoticed.retain(|mutation| holds(&case, &|case| naive::judge(case, Some(*mutation))).is_ok());
    }
    assert_eq!(unnoticed, []);
}
