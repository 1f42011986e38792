//! Figures worked out from many events: the engine against the second opinion.

use crate::misread::Figure;
use crate::mutation::Mutation;
use crate::properties::check_cuts;
use crate::random::{Seeds, figures::norm, seeds_of};
use crate::{agrees, notices, shares, try_cases_of};
use proptest::strategy::Strategy;

const FAR: &[i64] = &[6, 9, 42];

/// Choices for cases with figures.
pub fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_of(norm, FAR)
}

#[test]
fn both_say_the_same_of_figures() {
    try_cases_of(seeds(), 1500, 31, agrees);
}

#[test]
fn cutting_the_log_never_changes_what_is_said_of_figures() {
    try_cases_of(seeds(), 300, 32, check_cuts);
}

#[test]
fn every_wrong_reading_of_figures_is_noticed() {
    notices(seeds(), 33, 6000, Figure::ALL.iter().copied().map(Mutation::Figure).collect());
}

#[test]
fn random_figures_end_in_every_way() {
    shares(seeds(), 34, 500);
}
