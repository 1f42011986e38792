//! Figures over intervals and slots, and up to their beginning: the engine against the second opinion.

use crate::build::{LEVEL, STAFF};
use crate::case::Case;
use crate::lasting::{agrees, notices, tries_of};
use crate::misread::Interval;
use crate::mutation::Mutation;
use crate::properties::check_cuts;
use crate::random::inside::norm;
use crate::random::lasting::{Seeds, seeds_of};
use crate::story::{ALARM, ARRIVE, INFORM, Story, at};
use guiju::engine::Status;
use proptest::strategy::Strategy;

fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_of(norm, 190)
}

/// Tries so many random cases; shows the smallest that fails.
pub fn try_cases(cases: u32, seed: u64, check: impl Fn(&Seeds, &Case) -> Result<(), String>) {
    tries_of(seeds(), cases, seed, check);
}

/// Everything that is asked of one case.
pub fn all(seeds: &Seeds, case: &Case) -> Result<(), String> {
    agrees(seeds, case)?;
    check_cuts(case)
}

#[test]
fn both_say_the_same_of_figures_over_intervals() {
    try_cases(400, 35, agrees);
}

#[test]
fn cutting_the_log_changes_no_verdict_about_figures_over_intervals() {
    try_cases(100, 36, |_, case| check_cuts(case));
}

#[test]
fn every_wrong_reading_of_figures_over_intervals_is_noticed() {
    use Interval::{
        BeginningOfTheLogIgnored, DoubtfulEndEndsIt, DoubtfulEndIgnored, MayCountIsEverySlot, MayCountIsNone,
    };
    let doubts = [
        DoubtfulEndIgnored,
        DoubtfulEndEndsIt,
        MayCountIsNone,
        MayCountIsEverySlot,
        BeginningOfTheLogIgnored,
    ];
    let wrong = Interval::ALL.iter().filter(|wrong| !doubts.contains(wrong));
    notices(seeds(), 37, 6_000, Seeds::is_plain, wrong.copied().map(Mutation::Interval).collect());
    let log = vec![Mutation::Interval(Interval::BeginningOfTheLogIgnored)];
    notices(seeds(), 38, 6_000, |seeds| !seeds.is_plain(), log);
}

const PRESENT: &str = "state present of staff: from alarm until arrive same staff where level > 1\n";
const LI: (usize, &str) = (STAFF, "li");

/// Random logs seldom hold what this needs: something that may have ended the interval, an act, and a certain end.
#[test]
fn what_comes_after_something_that_may_have_ended_an_interval_may_count() {
    let text = format!("{PRESENT}duty n {{ during present as o must count(inform) for o.staff <= 1 }}");
    let story = |first: i64, level: &str| {
        let mut story = Story::written(&text, 100);
        story.event(ALARM, at(0), &[LI]).event(INFORM, at(5), &[LI]);
        story.event(ARRIVE, at(10), &[LI, (LEVEL, level)]).event(INFORM, at(first), &[LI]);
        story.event(ARRIVE, at(30), &[LI, (LEVEL, "3")]);
        story
    };
    story(20, "?").expect(&[Status::Unknown]);
    story(10, "?").expect(&[Status::Violated]);
    story(20, "3").expect(&[Status::Fulfilled]);
    story(20, "?").notices(Mutation::Interval(Interval::DoubtfulEndIgnored));
    story(20, "?").notices(Mutation::Interval(Interval::DoubtfulEndEndsIt));
}

/// However many slots it would have.
#[test]
fn an_interval_that_only_may_count_gives_one_unknown_obligation() {
    let text = "state present of staff: from alarm where level > 1 until arrive same staff
duty n { each 10 minutes during present as o must inform same staff }";
    let story = |level: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI, (LEVEL, level)]).event(ARRIVE, at(30), &[LI]);
        story
    };
    story("?").expect(&[Status::Unknown]);
    story("3").expect(&[Status::Violated; 3]);
    story("1").expect(&[]);
    story("?").notices(Mutation::Interval(Interval::MayCountIsNone));
    story("?").notices(Mutation::Interval(Interval::MayCountIsEverySlot));
}

/// What is too much already can be repaired from the end of the interval on, which nobody knows yet.
#[test]
fn what_is_too_much_in_an_interval_that_goes_on_can_be_repaired_later() {
    let norm = |rest: &str| {
        format!("{PRESENT}duty n {{ during present as o must count(inform) for o.staff <= 1\n{rest} }}")
    };
    let story = |rest: &str, ends: bool| {
        let mut story = Story::written(&norm(rest), 100);
        story.event(ALARM, at(0), &[LI]).event(INFORM, at(5), &[LI]).event(INFORM, at(6), &[LI]);
        if ends {
            story.event(ARRIVE, at(30), &[LI, (LEVEL, "3")]).event(INFORM, at(40), &[LI]);
        }
        story
    };
    let repair = "  else must inform same staff within 20 minutes\n  else fine 10 CNY";
    story("", false).expect(&[Status::Violated]);
    story(repair, false).expect(&[Status::Pending]);
    story(repair, true).expect(&[Status::Repaired]);
    // It may have ended before, and then nobody repaired it.
    let mut doubtful = story(repair, true);
    doubtful.event(ARRIVE, at(10), &[LI, (LEVEL, "?")]).expect(&[Status::Unknown]);
}

/// Whether the norm applies is asked by figures of its own, taken when the interval begins.
#[test]
fn a_condition_on_an_interval_may_ask_for_a_figure_up_to_its_beginning() {
    let text = format!(
        "{PRESENT}duty m {{ during present as o must count(inform) for o.staff <= 1 }}
duty n {{ during present as o where (sum(inform.level) so far) < 2 must arrive same staff within 5 minutes }}"
    );
    let story = |level: &str| {
        let mut story = Story::written(&text, 100);
        story.event(INFORM, at(1), &[LI, (LEVEL, level)]).event(ALARM, at(2), &[LI]);
        story.event(ARRIVE, at(30), &[LI, (LEVEL, "3")]);
        story
    };
    story("1").expect(&[Status::Fulfilled, Status::Violated]);
    story("2").expect(&[Status::Fulfilled]);
    story("?").expect(&[Status::Fulfilled, Status::Unknown]);
}

/// Whether the special norm applies is asked by its own figures, not by those of the one that yields.
#[test]
fn a_norm_yields_by_the_figures_of_the_special_norm() {
    let text = "prohibition n {
  when inform as o where count(alarm) so far >= 1
  must not inform
}
prohibition special {
  overrides n
  when inform as o where count(inform) so far >= 2
  must not inform
}";
    let mut story = Story::written(text, 100);
    story.event(ALARM, at(0), &[LI]).event(ALARM, at(1), &[LI]).event(ALARM, at(2), &[LI]);
    story.event(INFORM, at(5), &[LI]).event(INFORM, at(6), &[LI]);
    let lines = story.expect(&[Status::Violated, Status::Violated]);
    assert_eq!((lines[0].norm, lines[1].norm), (0, 1));
}
