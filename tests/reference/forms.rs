//! Forms of norms that have random policies of their own: the engine against the second opinion, form by form.
//!
//! The two say the same, also where something cannot be told, but for acts of one's own: of these see [`crate`]. Besides, whatever may lie
//! behind what a log lacks is filled in: what was certain before must then still be so, and the two must say the same of what has become of
//! it.

use crate::case::{Case, Line, Said, difference, difference_in_any_order};
use crate::misform::Form as Misform;
use crate::mutation::Mutation;
use crate::properties::check_cuts;
use crate::random::forms::beyond::{INSIDE, OWN_MORE};
use crate::random::forms::{data::DATA, lead::LEAD, money::MONEY, own::OWN, places::PLACES, texts::TEXTS};
use crate::random::written::{Form, Seeds, seeds};
use crate::tries::Tries;
use crate::{naive, random};
use guiju::engine::Status;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

/// Tries so many random cases of a form; shows the smallest that fails.
pub fn try_cases(form: Form, cases: u32, seed: u64, check: impl Fn(&Seeds) -> Result<(), String>) {
    let tries = Tries { cases, seed, shrinks: 400 };
    tries.all(seeds(form), check, |seeds| format!("{}\n{}", seeds.case(), seeds.text()));
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
            let noticed = difference_in_any_order(&said, &engine).is_some();
            if noticed {
                println!("after {:5} cases: {wrong:?}", n + 1);
            }
            !noticed
        });
    }
    panic!("not noticed within {cases} cases: {unnoticed:?}");
}

/// The two ledgers differ in this.
fn ledgers(case: &Case) -> Option<String> {
    let said = case.engine();
    let decided = naive::ledger::decided(case);
    let ours = naive::ledger::ledger(case, &said.ids, &decided, None);
    let differ = ours.iter().zip(&said.entries).find(|(ours, theirs)| ours != theirs);
    if let Some((ours, theirs)) = differ {
        return Some(format!("\n  naive:  {ours:?}\n  engine: {theirs:?}"));
    }
    let (count, other) = (ours.len(), said.entries.len());
    (count != other).then(|| format!("naive has {count} entries, the engine {other}"))
}

pub mod money {
    use super::*;

    fn agrees(seeds: &Seeds) -> Result<(), String> {
        agrees_on(seeds.case())?;
        agrees_on(told(seeds))
    }

    fn agrees_on(case: Case) -> Result<(), String> {
        let (ours, said) = (naive::judge(&case, None), case.engine());
        let differs =
            ours.iter().zip(&said.lines).find(|(a, b)| a.status != b.status || a.bearer != b.bearer);
        if let Some((a, b)) = differs {
            return Err(format!("the two evaluators disagree:\n  naive:  {a:?}\n  engine: {b:?}"));
        }
        let told = |text: String| Err(format!("the two ledgers differ: {text}\nof {case}"));
        ledgers(&case).map_or(Ok(()), told)
    }

    /// Everything that is asked of one case.
    pub fn all(seeds: &Seeds) -> Result<(), String> {
        agrees(seeds)?;
        check_cuts(&seeds.case())
    }

    #[test]
    fn both_propose_the_same() {
        try_cases(MONEY, 120, 150, agrees);
    }

    #[test]
    fn cutting_the_log_changes_no_verdict() {
        try_cases(MONEY, 40, 151, |seeds| check_cuts(&seeds.case()));
    }

    #[test]
    fn every_wrong_reading_is_noticed() {
        use Misform::{
            CapByNorm, CapExcludesItself, EntityOnce, EntityWhoever, EverybodyBenefits, FiguresAreOne,
            SpecialAddsUp,
        };
        let mut unnoticed = vec![
            FiguresAreOne,
            EverybodyBenefits,
            CapByNorm,
            CapExcludesItself,
            EntityOnce,
            EntityWhoever,
            SpecialAddsUp,
        ];
        let mut runner = TestRunner::new_with_rng(Config::default(), random::rng(152));
        for n in 0..1000 {
            let case = told(&seeds(MONEY).new_tree(&mut runner).expect("a tree").current());
            let said = case.engine();
            let decided = naive::ledger::decided(&case);
            unnoticed.retain(|wrong| {
                let wrong = Mutation::Form(*wrong);
                let noticed = match wrong {
                    Mutation::Form(SpecialAddsUp) => {
                        difference(&naive::judge(&case, Some(wrong)), &said).is_some()
                    }
                    _ => naive::ledger::ledger(&case, &said.ids, &decided, Some(wrong)) != said.entries,
                };
                if noticed {
                    println!("after {:5} cases: {wrong:?}", n + 1);
                }
                !noticed
            });
            if unnoticed.is_empty() {
                return;
            }
        }
        panic!("not noticed: {unnoticed:?}");
    }
}

/// Acts of one's own in orders and excuses, which only the engine reads, and figures in what an act must be.
pub mod beyond {
    use super::*;

    /// Everything that is asked of one case.
    pub fn all(seeds: &Seeds) -> Result<(), String> {
        stands(seeds)?;
        check_cuts(&seeds.case())
    }

    /// Of figures in what an act must be, and over intervals, the second opinion is asked as well.
    pub fn inside(seeds: &Seeds) -> Result<(), String> {
        agrees_on(&told(seeds))?;
        // Of a state the engine may leave open what the second opinion can tell.
        let of_state = seeds.text().contains("during present");
        if of_state { Ok(()) } else { agrees_on(&seeds.case()) }
    }

    fn agrees_on(case: &Case) -> Result<(), String> {
        let differs = difference_in_any_order(&naive::judge(case, None), &case.engine());
        differs.map_or(Ok(()), |text| Err(format!("the two evaluators disagree: {text}\nof {case}")))
    }

    #[test]
    fn both_say_the_same_of_figures_inside_acts() {
        try_cases(INSIDE, 150, 171, inside);
    }

    #[test]
    fn a_figure_of_the_act_is_noticed() {
        notices(INSIDE, 172, 3_000, &[Misform::FigureOfTheAct]);
    }

    #[test]
    fn what_was_certain_about_acts_of_ones_own_stays_so() {
        try_cases(OWN_MORE, 150, 160, all);
    }

    #[test]
    fn what_was_certain_about_figures_inside_acts_and_intervals_stays_so() {
        try_cases(INSIDE, 150, 170, all);
    }
}

macro_rules! forms {
    ($($name:ident: $form:expr, $agrees:expr, $seed:expr, [$($wrong:ident),* $(,)?];)*) => {$(
        pub mod $name {
            use super::*;

            /// Everything that is asked of one case.
            pub fn all(seeds: &Seeds) -> Result<(), String> {
                $agrees(seeds)?;
                stands(seeds)?;
                check_cuts(&seeds.case())
            }

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
    its_own: OWN, agrees, 100, [OwnIsShared, OwnForTheLast, OwnForTheLatest, OwnFromIgnored, OwnTakesMore, OwnRepairsTheKept];
    lead_before_an_event: LEAD, agrees_in_doubt, 110, [LeadOfEventIgnored, LeadFromTheOccasion, LeadWithoutEventFails];
    for_every_of_data: DATA, agrees_in_doubt, 120,
        [FirstValueIsEnough, MembersOfAllDays, MembersWhoever, NobodyIsMissed];
    likeness: TEXTS, agrees_in_doubt, 130, [LettersOfAnyCase, ContainsAtItsBeginning];
    places: PLACES, agrees_in_doubt, 140, [EqualsShareTheWorse, LeastIsFirst, NothingIsLast, PlacesOfAllDays];
}
