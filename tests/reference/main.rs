//! A second opinion on every verdict: a deliberately naive evaluator, written from the language's definition alone, must agree
//! with the engine on random policies and logs.
//!
//! Both say the same, verdict by verdict, also where something in a log cannot be told, with two exceptions:
//!
//! - **States and intervals** where rows are rejected or cells cannot be read. Here the naive evaluator tries every course of things that the log
//!   leaves possible, so it knows more than an engine in one pass can. The engine may leave open what the other can tell, but every verdict
//!   that it gives must be the other's, and nothing that is certain may be left out ([`lasting`], [`inside`]).
//! - **Acts of one's own** in such logs. Who has which act depends on all obligations before, each of which may or may not have needed what may or
//!   may not have been an act: a naive reading is a search through all of that, and what is the same in every branch is not what one
//!   obligation after another can say. So there it is asked that what is certain stays so when the log is filled in at random, and told fillings
//!   are compared ([`forms`]). So it is with `its own` in orders and in excuses, which the naive evaluator does not read.
//!
//! `cargo test --test reference` compares some thousand cases. For a long run, of all kinds of cases or of some, see [`long`].

#![cfg(test)]

#[macro_use]
mod wrong;

mod build;
mod case;
mod doubts;
mod fails;
mod figures;
mod forms;
mod found;
mod found_lasting;
mod in_order;
mod inside;
mod knowledge;
mod lasting;
mod ledger;
mod long;
mod misform;
mod misread;
mod mutation;
mod naive;
mod parts;
mod properties;
mod random;
mod regressions;
mod relations;
mod show;
mod slip;
mod story;
mod tries;

use case::{Case, difference};
use guiju::engine::Status;
use mutation::Mutation;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use tries::Tries;

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
    let tries = Tries { cases, seed, shrinks: 30_000 };
    tries.all(seeds, |seeds| check(&seeds.case()), |seeds| seeds.case().to_string());
}

fn agrees(case: &Case) -> Result<(), String> {
    let told = difference(&naive::judge(case, None), &case.engine());
    told.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}")))
}

#[test]
fn the_engine_and_the_naive_evaluator_agree() {
    try_cases(3000, 1, agrees);
}

/// Every wrong reading must be noticed within so many cases, or the comparison would not notice it in the engine either.
#[test]
fn every_wrong_reading_is_noticed() {
    notices(random::seeds(), 2, 12_000, Mutation::ALL.to_vec());
}

fn notices(seeds: impl Strategy<Value = random::Seeds>, seed: u64, cases: u64, mutations: Vec<Mutation>) {
    notices_by(seeds, seed, cases, mutations, |case, engine, mutation| {
        difference(&naive::judge(case, mutation), engine).is_some()
    });
}

fn notices_by(
    seeds: impl Strategy<Value = random::Seeds>,
    seed: u64,
    cases: u64,
    mut unnoticed: Vec<Mutation>,
    differs: impl Fn(&Case, &case::Said, Option<Mutation>) -> bool,
) {
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(seed));
    for n in 0..cases {
        if unnoticed.is_empty() {
            return;
        }
        let case = seeds.new_tree(&mut runner).expect("a tree").current().case();
        let engine = case.engine();
        // Where the two differ anyway, no wrong reading is noticed by that.
        if differs(&case, &engine, None) {
            continue;
        }
        unnoticed.retain(|mutation| {
            let noticed = differs(&case, &engine, Some(*mutation));
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
