//! States, intervals, slots, gaps, what must hold, what lasts: the two evaluators, over random cases of these.

use crate::case::{About, Case, Line};
use crate::mutation::Mutation;
use crate::naive;
use crate::random;
use crate::random::lasting::{Seeds, seeds};
use crate::slip::Slip;
use crate::tries::Tries;
use guiju::engine::Status;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

/// Tries so many random cases; shows the smallest that fails.
pub fn try_cases(cases: u32, seed: u64, check: impl Fn(&Seeds, &Case) -> Result<(), String>) {
    tries_of(seeds(), cases, seed, check);
}

pub fn tries_of(
    seeds: impl Strategy<Value = Seeds>,
    cases: u32,
    seed: u64,
    check: impl Fn(&Seeds, &Case) -> Result<(), String>,
) {
    let tries = Tries { cases, seed, shrinks: 250 };
    tries.all(
        seeds,
        |seeds| check(seeds, &seeds.case()),
        |seeds| format!("{}\n{}", seeds.case(), seeds.text()),
    );
}

/// Intervals are found state by state and subject by subject, so the two orders differ.
fn sorted(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by_key(|line| (line.norm, format!("{:?}", line.about), line.check));
    lines
}

/// Where everything in a log can be told the two say the same. Where something cannot, the engine may leave open what the other
/// evaluator, which tries every course of things, can tell; but it never decides what is not certain.
fn compared(case: &Case, plain: bool, naive: &[Line], said: &[Line]) -> Option<String> {
    if plain {
        let differ = |(ours, theirs): &(&Line, &Line)| !ours.agrees(theirs);
        if let Some((ours, theirs)) = naive.iter().zip(said).find(differ) {
            return Some(format!("\n  naive:  {ours:?}\n  engine: {theirs:?}"));
        }
        let surplus = naive.get(said.len()).or(said.get(naive.len()))?;
        return Some(format!("naive finds {}, the engine {}; one is {surplus:?}", naive.len(), said.len()));
    }
    for theirs in said.iter().filter(|line| is_final(line.status)) {
        let same =
            |ours: &&Line| (ours.norm, &ours.about, ours.check) == (theirs.norm, &theirs.about, theirs.check);
        // What was kept may be left open as well; then its excuse decides.
        let excused = |ours: &Line| {
            (ours.status, theirs.status) == (Status::Fulfilled, Status::Excused)
                && naive::judge(case, Some(Mutation::Lasting(Slip::KeptIsLeftOpen)))
                    .iter()
                    .find(same)
                    .is_some_and(|ours| ours.agrees(theirs))
        };
        match naive.iter().find(same) {
            Some(ours) if ours.agrees(theirs) || excused(ours) => {}
            Some(ours) => return Some(format!("not certain\n  naive:  {ours:?}\n  engine: {theirs:?}")),
            None => return Some(format!("no occasion\n  engine: {theirs:?}")),
        }
    }
    // What is certain may be left open, but not left out. One obligation that is unknown may stand for all slots of an interval.
    let stands_for = |ours: &Line, theirs: &Line| match (&ours.about, &theirs.about) {
        (About::Interval(one, _, Some(_)), About::Interval(other, _, None)) => one == other,
        (one, other) => one == other,
    };
    naive.iter().filter(|line| is_final(line.status)).find_map(|ours| {
        let told = said
            .iter()
            .any(|theirs| (ours.norm, ours.check) == (theirs.norm, theirs.check) && stands_for(ours, theirs));
        (!told).then(|| format!("left out\n  naive:  {ours:?}\n  engine: {said:?}"))
    })
}

fn is_final(status: Status) -> bool {
    !matches!(status, Status::Pending | Status::Unknown)
}

pub fn agrees(seeds: &Seeds, case: &Case) -> Result<(), String> {
    let naive = sorted(naive::judge(case, None));
    let told = compared(case, seeds.is_plain(), &naive, &sorted(case.engine().lines));
    told.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}")))
}

#[test]
fn the_two_evaluators_agree_about_states() {
    try_cases(250, 21, agrees);
}

#[test]
fn every_slip_is_noticed() {
    notices(seeds(), 22, 8_000, |_| true, Slip::ALL.iter().copied().map(Mutation::Lasting).collect());
}

/// Every wrong reading must be noticed within so many cases; those that cannot show it are passed over.
pub fn notices(
    seeds: impl Strategy<Value = Seeds>,
    seed: u64,
    cases: u64,
    shows: impl Fn(&Seeds) -> bool,
    mut unnoticed: Vec<Mutation>,
) {
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(seed));
    for n in 0..cases {
        if unnoticed.is_empty() {
            return;
        }
        let seeds = seeds.new_tree(&mut runner).expect("a tree").current();
        if !shows(&seeds) {
            continue;
        }
        let case = seeds.case();
        let right = sorted(naive::judge(&case, None));
        unnoticed.retain(|wrong| {
            // As if the engine had read it so.
            let told = sorted(naive::judge(&case, Some(*wrong)));
            let noticed = compared(&case, seeds.is_plain(), &right, &told).is_some();
            if noticed {
                println!("after {:5} cases: {wrong:?}", n + 1);
            }
            !noticed
        });
    }
    panic!("not noticed within {cases} cases: {unnoticed:?}");
}

/// The random cases must be worth something: every verdict in many of them.
#[test]
fn random_cases_about_states_end_in_every_way() {
    const CASES: u32 = 300;
    let mut counts = [0u32; 8];
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(23));
    for _ in 0..CASES {
        let case = seeds().new_tree(&mut runner).expect("a tree").current().case();
        let lines = naive::judge(&case, None);
        for status in Status::ALL {
            counts[status as usize] += u32::from(lines.iter().any(|line| line.status == status));
        }
    }
    println!("{:?}", Status::ALL.map(Status::id).iter().zip(counts).collect::<Vec<_>>());
    for status in Status::ALL {
        let (count, expected) = match status {
            Status::Waived | Status::Unearned => continue,
            // These need a failure, and something at the right time besides.
            Status::Repaired => (counts[status as usize], 1),
            Status::Excused => (counts[status as usize], CASES / 50),
            _ => (counts[status as usize], CASES / 20),
        };
        assert!(count >= expected, "{}: in {count} of {CASES} cases", status.id());
    }
}

/// A verdict over a part of the log stays, whatever states, intervals and slots it rests on.
#[test]
fn cutting_the_log_changes_no_verdict_about_states() {
    try_cases(80, 24, |_, case| crate::properties::check_cuts(case));
}
