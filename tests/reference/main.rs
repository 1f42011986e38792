//! A second opinion on every verdict: a deliberately naive evaluator, written from the language's definition alone, must agree
//! with the engine on random policies and logs.
//!
//! `cargo test --test reference` compares some thousand cases. For a long run, say how many:
//! `GUIJU_REFERENCE_CASES=1000000 cargo test --release --test reference -- --ignored long`.

#![cfg(test)]

mod build;
mod case;
mod mutation;
mod naive;
mod random;
mod show;

use case::difference;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Compares so many random cases; the same ones each time for the same seed.
fn compare(cases: u32, seed: u8) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let found = runner.run(&random::seeds(), |seeds| {
        let case = seeds.case();
        match difference(&naive::judge(&case, None), &case.engine()) {
            None => Ok(()),
            Some(text) => Err(TestCaseError::fail(format!("{text}\n{case}"))),
        }
    });
    if let Err(proptest::test_runner::TestError::Fail(why, _)) = found {
        panic!("the two evaluators disagree: {why}");
    }
}

#[test]
fn the_engine_and_the_naive_evaluator_agree() {
    compare(3000, 1);
}
