//! A second opinion on every verdict: a deliberately naive evaluator, written from the language's definition alone, must agree
//! with the engine on random policies and logs.
//!
//! `cargo test --test reference` compares some thousand cases. For a long run, say how many:
//! `GUIJU_REFERENCE_CASES=1000000 cargo test --release --test reference -- --ignored long`.

#![cfg(test)]

#[macro_use]
mod wrong;

mod build;
mod case;
mod figures;
mod forms;
mod in_order;
mod lasting;
mod ledger;
mod misform;
mod misread;
mod mutation;
mod naive;
mod properties;
mod random;
mod regressions;
mod relations;
mod show;
mod slip;
mod story;

use case::{Case, difference};
use guiju::engine::Status;
use mutation::Mutation;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// Tries so many random cases, the same ones each time for the same seed; shows the smallest that fails.
fn try_cases(cases: u32, seed: u64, check: impl Fn(&Case) -> Result<(), String>) {
    try_cases_of(random::seeds(), cases, seed, check);
}

fn try_cases_of(
    seeds: impl Strategy<Value = random::Seeds>,
    cases: u32,
    seed: u64,
    check: impl Fn(&Case) -> Result<(), String>,
) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 30_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, random::rng(seed));
    let run = runner.run(&seeds, |seeds| check(&seeds.case()).map_err(TestCaseError::fail));
    match run {
        Ok(()) => {}
        Err(TestError::Fail(_, seeds)) => {
            let case = seeds.case();
            panic!("{}\n{case}", check(&case).expect_err("it failed before"));
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

fn agrees(case: &Case) -> Result<(), String> {
    let told = difference(&naive::judge(case, None), &case.engine());
    told.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}")))
}

#[test]
fn the_engine_and_the_naive_evaluator_agree() {
    try_cases(3000, 1, agrees);
}

/// As many as `GUIJU_REFERENCE_CASES` says, in batches with a seed each.
#[test]
#[ignore = "as long as one likes"]
fn long_run() {
    let number = |name: &str, or: u64| std::env::var(name).map_or(or, |n| n.parse().expect("a number"));
    let cases = number("GUIJU_REFERENCE_CASES", 100_000);
    let first = number("GUIJU_REFERENCE_SEED", 1_000);
    for batch in 0..cases.div_ceil(10_000) {
        try_cases(10_000, first + batch, agrees);
        println!("{} cases agree", (batch + 1) * 10_000);
    }
}

/// Every wrong reading must be noticed within so many cases, or the comparison would not notice it in the engine either.
#[test]
fn every_wrong_reading_is_noticed() {
    notices(random::seeds(), 2, 12_000, Mutation::ALL.to_vec());
}

fn notices(seeds: impl Strategy<Value = random::Seeds>, seed: u64, cases: u64, mutations: Vec<Mutation>) {
    notices_by(seeds, seed, cases, mutations, |case, engine, mutation| {
        difference(&naive::judge(case, Some(mutation)), engine).is_some()
    });
}

fn notices_by(
    seeds: impl Strategy<Value = random::Seeds>,
    seed: u64,
    cases: u64,
    mut unnoticed: Vec<Mutation>,
    differs: impl Fn(&Case, &case::Said, Mutation) -> bool,
) {
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(seed));
    for n in 0..cases {
        if unnoticed.is_empty() {
            return;
        }
        let case = seeds.new_tree(&mut runner).expect("a tree").current().case();
        let engine = case.engine();
        unnoticed.retain(|mutation| {
            let noticed = differs(&case, &engine, *mutation);
            if noticed {
                println!("after {:5} cases: {mutation:?}", n + 1);
            }
            !noticed
        });
    }
    panic!("not noticed within {cases} cases: {unnoticed:?}");
}

/// The random cases must be worth something: every status, often.
#[test]
fn random_cases_end_in_every_way() {
    shares(random::seeds(), 3, 250);
}

/// Of a thousand cases, at least one obligation in so many must have each status.
fn shares(seeds: impl Strategy<Value = random::Seeds>, seed: u64, one_in: u32) {
    let mut counts = [0u32; 8];
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(seed));
    for _ in 0..1000 {
        let case = seeds.new_tree(&mut runner).expect("a tree").current().case();
        naive::judge(&case, None).iter().for_each(|line| counts[line.status as usize] += 1);
    }
    println!("{:?}", Status::ALL.map(Status::id).iter().zip(counts).collect::<Vec<_>>());
    let all: u32 = counts.iter().sum();
    for (status, count) in Status::ALL.iter().zip(counts) {
        // Waivers are recorded outside the log; the engine does not know them yet. No random norm is a reward.
        let expected = if matches!(status, Status::Waived | Status::Unearned) { 0 } else { all / one_in };
        assert!(count >= expected, "{}: {count} of {all}", status.id());
    }
}
