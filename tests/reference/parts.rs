//! Norms that have nothing to do with one another say the same whether one engine decides them or several do.

use crate::case::Case;
use crate::{figures, lasting, ledger, random, relations, try_cases_of};
use guiju::engine::Options;
use std::cell::Cell;

/// Whether one engine and several say the same, to the letter. Counts the policies that have several parts.
fn same(case: &Case, several: &Cell<u32>) -> Result<(), String> {
    for options in [
        Options { all: true, sums: false, ..case.options },
        Options { all: false, sums: true, ..case.options },
    ] {
        let case = Case { options, ..case.clone() };
        let (apart, parts) = case.in_parts(9, 3);
        if parts == 1 {
            return Ok(());
        }
        let (whole, _) = case.in_parts(1, 3);
        let differs = whole.iter().zip(&apart).find(|(whole, apart)| whole != apart);
        if let Some((whole, apart)) = differs {
            let line = whole.lines().zip(apart.lines()).find(|(a, b)| a != b);
            return Err(format!("in {parts} parts, {:?}: {line:?}", case.options));
        }
    }
    several.set(several.get() + 1);
    Ok(())
}

#[test]
fn one_engine_and_one_for_each_part_say_the_same() {
    let several = Cell::new(0);
    let check = |case: &Case| same(case, &several);
    try_cases_of(random::seeds(), 3000, 51, check);
    try_cases_of(figures::seeds(), 1500, 52, check);
    try_cases_of(relations::seeds(), 1500, 53, check);
    try_cases_of(ledger::seeds(), 1000, 54, check);
    lasting::try_cases(1000, 55, |_, case| check(case));
    assert!(several.get() > 300, "{several:?} policies in several parts");
}
