//! Random cases, tried one after another.

use crate::random;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// How many cases are tried, and which.
#[derive(Clone, Copy, Debug)]
pub struct Tries {
    /// So many.
    pub cases: u32,
    /// The same cases each time for the same seed.
    pub seed: u64,
    /// A case that fails is made smaller in so many attempts.
    pub shrinks: u32,
}

impl Tries {
    /// Tries them all; shows the smallest that fails.
    pub fn all<S: Strategy>(
        self,
        seeds: S,
        check: impl Fn(&S::Value) -> Result<(), String>,
        show: impl Fn(&S::Value) -> String,
    ) {
        let config = Config {
            cases: self.cases,
            failure_persistence: None,
            max_shrink_iters: self.shrinks,
            ..Config::default()
        };
        let mut runner = TestRunner::new_with_rng(config, random::rng(self.seed));
        match runner.run(&seeds, |seeds| check(&seeds).map_err(TestCaseError::fail)) {
            Ok(()) => {}
            Err(TestError::Fail(_, seeds)) => {
                panic!("{}\n{}", check(&seeds).expect_err("it failed before"), show(&seeds));
            }
            Err(TestError::Abort(why)) => panic!("{why}"),
        }
    }
}
