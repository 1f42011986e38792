//! The long run: random cases of every family, as many as one likes.
//!
//! ```sh
//! GUIJU_REFERENCE_CASES=1000000 cargo test --release --test reference -- --ignored long --nocapture
//! ```
//!
//! Batches of ten thousand cases, each of a seed of its own, are shared out among the families by [`FAMILIES`]. A batch goes on after a
//! disagreement, so that one run shows what there is to show; at the end the run fails if there was any.
//!
//! - `GUIJU_REFERENCE_CASES`: how many, a hundred thousand if it is not said;
//! - `GUIJU_REFERENCE_SEED`: the seed of the first batch; the next has the next seed;
//! - `GUIJU_REFERENCE_FAMILY`: only the families named here, separated by commas. Then one that is alone has all cases of a batch, in the same order
//!   as in any other run with that seed.

use crate::random::forms::beyond::{INSIDE, OWN_MORE};
use crate::random::forms::{data::DATA, lead::LEAD, money::MONEY, own::OWN, places::PLACES, texts::TEXTS};
use crate::random::written::Form;
use crate::{
    agrees, figures, forms, inside, knowledge, lasting, ledger, properties, random, relations, try_cases_of,
};
use std::panic;
use std::time::Instant;

/// Random cases of one kind.
struct Family {
    name: &'static str,
    /// Its part of the cases.
    share: u32,
    /// Tries so many cases of a seed.
    run: fn(u32, u64),
}

const fn family(name: &'static str, share: u32, run: fn(u32, u64)) -> Family {
    Family { name, share, run }
}

/// Every family: those that are quick have the larger shares.
const FAMILIES: &[Family] = &[
    family("plain", 30, |n, seed| try_cases_of(random::seeds(), n, seed, agrees)),
    family("figures", 15, |n, seed| try_cases_of(figures::seeds(), n, seed, agrees)),
    family("relations", 15, |n, seed| try_cases_of(relations::seeds(), n, seed, relations::agrees)),
    family("ledger", 10, |n, seed| try_cases_of(ledger::seeds(), n, seed, ledger::agrees)),
    family("lasting", 6, |n, seed| lasting::try_cases(n, seed, lasting::agrees)),
    family("intervals", 6, |n, seed| inside::try_cases(n, seed, inside::all)),
    // A log is cut at each of its events: a run for each.
    family("cuts", 6, |n, seed| {
        try_cases_of(random::seeds(), n.div_ceil(4), seed, properties::check_cuts);
        try_cases_of(figures::seeds(), n.div_ceil(4), seed, properties::check_cuts);
        try_cases_of(relations::seeds(), n.div_ceil(4), seed, relations::check_cuts);
        lasting::try_cases(n.div_ceil(4), seed, |_, case| properties::check_cuts(case));
    }),
    // Something is lost at each event of a log in each way: a hundred runs.
    family("knowledge", 3, |n, seed| {
        try_cases_of(random::seeds(), n.div_ceil(4), seed, knowledge::check);
        try_cases_of(figures::seeds(), n.div_ceil(8), seed, knowledge::check);
        try_cases_of(relations::seeds(), n.div_ceil(8), seed, knowledge::check);
        try_cases_of(ledger::seeds(), n.div_ceil(4), seed, knowledge::check);
        lasting::try_cases(n.div_ceil(4), seed, |_, case| knowledge::check_states(case));
    }),
    family("its_own", 3, |n, seed| form(OWN, n, seed, forms::its_own::all)),
    family("lead", 3, |n, seed| form(LEAD, n, seed, forms::lead_before_an_event::all)),
    family("data", 3, |n, seed| form(DATA, n, seed, forms::for_every_of_data::all)),
    family("texts", 3, |n, seed| form(TEXTS, n, seed, forms::likeness::all)),
    family("places", 3, |n, seed| form(PLACES, n, seed, forms::places::all)),
    family("own_more", 3, |n, seed| form(OWN_MORE, n, seed, forms::beyond::all)),
    family("inside", 3, |n, seed| {
        form(INSIDE, n, seed, forms::beyond::all);
        form(INSIDE, n, seed, forms::beyond::inside);
    }),
    family("money", 3, |n, seed| form(MONEY, n, seed, forms::money::all)),
];

fn form(form: Form, cases: u32, seed: u64, check: fn(&random::written::Seeds) -> Result<(), String>) {
    forms::try_cases(form, cases, seed, check);
}

const BATCH: u32 = 10_000;

#[test]
#[ignore = "as long as one likes"]
fn long_run() {
    let told = |name: &str| std::env::var(name).ok();
    let number = |name: &str, or: u64| told(name).map_or(or, |n| n.parse().expect("a number"));
    let cases = number("GUIJU_REFERENCE_CASES", 100_000);
    let first = number("GUIJU_REFERENCE_SEED", 1_000);
    let named = told("GUIJU_REFERENCE_FAMILY");
    let named: Option<Vec<&str>> = named.as_deref().map(|names| names.split(',').collect());
    let all = FAMILIES.iter().filter(|f| named.as_ref().is_none_or(|names| names.contains(&f.name)));
    let all: Vec<&Family> = all.collect();
    assert!(!all.is_empty(), "there is no such family");
    let shares: u32 = all.iter().map(|family| family.share).sum();
    let (mut done, mut failed) = (0, Vec::new());
    let begun = Instant::now();
    for seed in first..first + cases.div_ceil(BATCH.into()) {
        let batch = (cases - done).min(BATCH.into()) as u32;
        for family in &all {
            let part = (batch * family.share).div_ceil(shares);
            let start = Instant::now();
            if panic::catch_unwind(|| (family.run)(part, seed)).is_err() {
                failed.push(format!("{} with seed {seed}", family.name));
            }
            if seed == first {
                println!("{:10} {part:6} cases in {:.1?}", family.name, start.elapsed());
            }
        }
        done += u64::from(batch);
        println!("{done} cases, {} disagreements, {:.0?}", failed.len(), begun.elapsed());
    }
    assert!(failed.is_empty(), "disagreements: {failed:#?}");
}
