//! Forms of norms that have random policies of their own: the engine against the second opinion, form by form.
//!
//! Where everything in a log can be told, the two say the same. Where something cannot, whatever may lie behind it is filled in:
//! what was certain before must then still be so, and the two must say the same of what has become of it.

use crate::case::{Case, Line, Said, difference};
use crate::misform::Form as Misform;
use crate::mutation::Mutation;
use crate::properties::check_cuts;
use crate::random::forms::{data::DATA, lead::LEAD, own::OWN, places::PLACES, texts::TEXTS};
use crate::random::written::{Form, Seeds, seeds};
use crate::{naive, random};
use guiju::engine::Status;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// Tries so many random cases of a form; shows the smallest that fails.
fn try_cases(form: Form, cases: u32, seed: u64, check: impl Fn(&Seeds) -> Result<(), String>) {
    let more = |name: &str, or: u64| std::env::var(name).map_or(or, |n| n.parse().expect("a number"));
    let cases = u32::try_from(more("GUIJU_REFERENCE_FORMS", cases.into())).expect("a small number");
    let seed = more("GUIJU_REFERENCE_SEED", seed);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, random::rng(seed));
    match runner.run(&seeds(form), |seeds: Seeds| check(&seeds).map_err(TestCaseError::fail)) {
        Ok(()) => {}
        Err(TestError::Fail(_, seeds)) => {
            let why = check(&seeds).expect_err("it failed before");
            panic!("{why}\n{}\n{}", seeds.case(), seeds.text());
        }
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// A case in which everything can be told.
fn told(seeds: &Seeds) -> Case {
    if seeds.is_plain() { seeds.case() } else { seeds.filled() }
}

fn agrees(seeds: &Seeds) -> Result<(), String> {
    let case = told(seeds);
    let differs = difference(&naive::judge(&case, None), &case.engine());
    let filled = if seeds.is_plain() { String::new() } else { format!("\nfilled in: {case}") };
    differs.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}{filled}")))
}

/// Where three values are told as well.
fn agrees_in_doubt(seeds: &Seeds) -> Result<(), String> {
    let case = seeds.case();
    let differs = difference(&naive::judge(&case, None), &case.engine());
    differs.map_or(agrees(seeds), |text| Err(format!("the two evaluators disagree: {text}")))
}

fn is_final(line: &Line) -> bool {
    !matches!(line.status, Status::Pending | Status::Unknown)
}

/// What is certain stays so, whatever lies behind what the log lacks.
fn stands(seeds: &Seeds) -> Result<(), String> {
    if seeds.is_plain() {
        return Ok(());
    }
    let filled = seeds.filled();
    let (before, after): (Said, Said) = (seeds.case().engine(), filled.engine());
    for line in before.lines.iter().filter(|line| is_final(line)) {
        let same =
            |other: &&Line| (other.norm, &other.about, other.check) == (line.norm, &line.about, line.check);
        let found = after.lines.iter().find(same);
        // Who is excused although it cannot be told whether it was done may have done it.
        let done = |other: &Line| (line.status, other.status) == (Status::Excused, Status::Fulfilled);
        if found.is_none_or(|other| other.status != line.status && !done(other)) {
            return Err(format!("it was not certain\n  {line:?}\n  {found:?}\nfilled in: {filled}"));
        }
    }
    Ok(())
}

/// Each wrong reading must be noticed.
fn notices(form: Form, seed: u64, cases: u32, wrong: &[Misform]) {
    let mut unnoticed = wrong.to_vec();
    let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(seed));
    for n in 0..cases {
        if unnoticed.is_empty() {
            return;
        }
        let case = told(&seeds(form).new_tree(&mut runner).expect("a tree").current());
        let engine = case.engine();
        unnoticed.retain(|wrong| {
            let said = naive::judge(&case, Some(Mutation::Form(*wrong)));
            let noticed = difference(&said, &engine).is_some();
            if noticed {
                println!("after {:5} cases: {wrong:?}", n + 1);
            }
            !noticed
        });
    }
    panic!("not noticed within {cases} cases: {unnoticed:?}");
}

macro_rules! forms {
    ($($name:ident: $form:expr, $agrees:expr, $seed:expr, [$($wrong:ident),* $(,)?];)*) => {$(
        mod $name {
            use super::*;

            #[test]
            fn both_say_the_same() {
                try_cases($form, 150, $seed, $agrees);
            }

            #[test]
            fn what_was_certain_stays_so_when_the_rest_is_known() {
                try_cases($form, 200, $seed + 1, stands);
            }

            #[test]
            fn cutting_the_log_changes_no_verdict() {
                try_cases($form, 40, $seed + 2, |seeds| check_cuts(&seeds.case()));
            }

            #[test]
            fn every_wrong_reading_is_noticed() {
                notices($form, $seed + 3, 3_000, &[$(Misform::$wrong),*]);
            }
        }
    )*};
}

forms! {
    its_own: OWN, agrees, 100, [OwnIsShared, OwnForTheLast, OwnFromIgnored, OwnTakesMore, OwnRepairsTheKept];
    lead_before_an_event: LEAD, agrees, 110, [LeadOfEventIgnored, LeadFromTheOccasion, LeadWithoutEventFails];
    for_every_of_data: DATA, agrees_in_doubt, 120,
        [FirstValueIsEnough, MembersOfAllDays, MembersWhoever, NobodyIsMissed];
    likeness: TEXTS, agrees_in_doubt, 130, [LettersOfAnyCase, ContainsAtItsBeginning];
    places: PLACES, agrees, 140, [EqualsShareTheWorse, LeastIsFirst, NothingIsLast, PlacesOfAllDays];
}
