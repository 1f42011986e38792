//! Every disagreement that was found between the two evaluators, as the smallest story that shows it. Where LANGUAGE.md did not
//! settle who was right, `docs/reference/semantics.md` now does.

use crate::build::{self, BOSS, DAY, FAULT, LEVEL, PEOPLE, RANK, ROLE, STAFF};
use crate::story::{
    ALARM, ARRIVE, INFORM, Story, at, by, day_of, level_above, minutes, repair, same_fault, unless,
    when_alarm, within,
};
use guiju::analysis::model::{
    Act, Acts, Check, Conduct, Count, Each, Expr, ExprKind, Limit, Norm, Occasion, Predicate, Quorum, Roster,
    SameKey, Step, Validity, Var, Way,
};
use guiju::engine::{Declared, Status};
use guiju::event::Type;
use guiju::time::{ClockUnit, Precision, Stamp, Unit};

const F1: (usize, &str) = (FAULT, "F1");

fn twice(act: Act) -> Act {
    Act { count: Count { min: 2, max: None }, ..act }
}

fn before(act: Act) -> Vec<guiju::analysis::model::Branch> {
    vec![build::branch(Limit::Before { act: Some(act), at_least: None, at_most: None })]
}

fn looking_back(at_most: Option<i64>) -> Vec<guiju::analysis::model::Branch> {
    vec![build::branch(Limit::Before { act: None, at_least: None, at_most: at_most.map(minutes) })]
}

fn attribute(of: Expr, field: usize, as_of: Var) -> Expr {
    let ty = if field == BOSS { Type::Ref(PEOPLE) } else { Type::Text };
    build::expr(ExprKind::Attribute { of: Box::new(of), entity: PEOPLE, field, as_of }, ty)
}

fn alarm_staff() -> Expr {
    build::of_event(Var::Occasion, ALARM, STAFF)
}

fn each_week(validity: Validity, conduct: Conduct) -> Norm {
    let roster = Roster { entity: PEOPLE, filter: None, validity };
    build::norm(Occasion::Each(Each { unit: Unit::Week, roster: Some(roster), condition: None }), conduct)
}

// -- the horizon

#[test]
fn an_event_after_the_horizon_is_ignored() {
    let norm = Norm { time: within(30), ..when_alarm(Conduct::Must(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 10);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(20), &[F1]).event(ALARM, at(40), &[F1]);
    story.expect(&[Status::Pending]);
}

// -- reparation

#[test]
fn a_reparation_in_the_very_instant_of_the_due_time_counts() {
    let norm = Norm {
        time: within(30),
        stages: repair(same_fault(INFORM), within(10)),
        ..when_alarm(Conduct::Must(same_fault(ARRIVE).into()))
    };
    let mut story = Story::new(norm, 100);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(30), &[F1]);
    story.expect(&[Status::Repaired]);
}

#[test]
fn a_reparation_counts_while_an_excuse_is_still_open() {
    let norm = Norm {
        time: within(30),
        excuses: vec![unless(level_above(same_fault(INFORM), 2), within(90))],
        stages: repair(same_fault(INFORM), within(10)),
        ..when_alarm(Conduct::Must(same_fault(ARRIVE).into()))
    };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(35), &[F1, (LEVEL, "1")]);
    story.event(ARRIVE, at(50), &[(FAULT, "F2")]);
    story.expect(&[Status::Repaired]);
}

#[test]
fn a_reparation_without_a_limit_stays_open_after_the_period() {
    let act = Act { same: vec![SameKey { field: STAFF, value: member() }], ..build::act(ARRIVE) };
    let norm = Norm {
        stages: repair(build::act(INFORM), Vec::new()),
        ..each_week(Validity::Throughout, Conduct::Must(act.into()))
    };
    let mut story = Story::new(norm, 14 * 24 * 60);
    story.staff("li", None, None, &[]);
    story.expect(&[Status::Pending, Status::Pending, Status::Pending]);
}

fn member() -> Expr {
    build::expr(ExprKind::Var(Var::Member), Type::Ref(PEOPLE))
}

#[test]
fn a_reparation_counts_from_the_act_that_was_one_too_many() {
    let act = Act { count: Count { min: 0, max: Some(1) }, ..same_fault(ARRIVE) };
    let norm = Norm {
        time: within(60),
        stages: repair(same_fault(INFORM), within(10)),
        ..when_alarm(Conduct::Must(act.into()))
    };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(10), &[F1]).event(ARRIVE, at(20), &[F1]);
    story.event(INFORM, at(30), &[F1]);
    story.expect(&[Status::Repaired]);
}

#[test]
fn a_reparation_counts_from_the_first_forbidden_act_though_an_excuse_was_still_open() {
    let norm = Norm {
        time: within(60),
        excuses: vec![unless(level_above(same_fault(INFORM), 2), within(60))],
        stages: repair(same_fault(INFORM), within(10)),
        ..when_alarm(Conduct::MustNot(same_fault(ARRIVE).into()))
    };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(10), &[F1]).event(ARRIVE, at(40), &[F1]);
    story.event(INFORM, at(45), &[F1, (LEVEL, "1")]);
    let lines = story.expect(&[Status::Violated]);
    assert_eq!(lines[0].postings.len(), 1);
}

#[test]
fn nothing_fails_before_its_occasion_so_a_reparation_never_counts_from_before() {
    let at_least = Limit::Before { act: None, at_least: Some(minutes(60)), at_most: None };
    let norm = Norm {
        time: vec![build::branch(at_least)],
        stages: repair(same_fault(INFORM), within(10)),
        ..when_alarm(Conduct::Must(same_fault(ARRIVE).into()))
    };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(5), &[F1]);
    story.expect(&[Status::Repaired]);
}

// -- looking back

#[test]
fn looking_back_all_acts_are_seen_before_a_verdict_falls() {
    let at_least = Limit::Before { act: None, at_least: Some(minutes(10)), at_most: None };
    let norm = Norm {
        time: vec![build::branch(at_least)],
        ..when_alarm(Conduct::Must(twice(same_fault(ARRIVE)).into()))
    };
    let mut story = Story::new(norm, 100);
    story.event(ARRIVE, at(0), &[F1]).event(ARRIVE, at(5), &[F1]).event(ALARM, at(30), &[F1]);
    story.expect(&[Status::Fulfilled]);
}

#[test]
fn a_rejected_row_from_before_a_limited_look_back_is_no_doubt() {
    let norm = Norm { time: looking_back(Some(20)), ..when_alarm(Conduct::Must(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 100);
    story.lost(ARRIVE, Some(at(0)), &[F1]).event(ALARM, at(30), &[F1]);
    story.expect(&[Status::Violated]);
}

#[test]
fn a_look_back_from_a_whole_day_begins_with_the_earliest_moment_that_may_be_meant() {
    let norm = Norm { time: looking_back(Some(60)), ..when_alarm(Conduct::Must(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 3 * 24 * 60);
    story.event(ALARM, day_of(0), &[F1]);
    story.case.coverage.kinds[ARRIVE] = Some(Declared { begin: Some(day_of(0).start), end: None });
    story.expect(&[Status::Unknown]);
}

// -- windows that another event ends

#[test]
fn nobody_is_blamed_for_an_act_after_an_event_that_may_have_lifted_the_prohibition() {
    let lifted = level_above(same_fault(INFORM), 2);
    let norm = Norm { time: before(lifted), ..when_alarm(Conduct::MustNot(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(10), &[F1]).event(ARRIVE, at(20), &[F1]);
    story.event(INFORM, at(30), &[F1, (LEVEL, "3")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn a_rejected_row_may_have_lifted_the_prohibition_too() {
    let norm =
        Norm { time: before(same_fault(INFORM)), ..when_alarm(Conduct::MustNot(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, None, &[F1]).event(ARRIVE, at(20), &[F1]);
    story.event(INFORM, at(30), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn the_event_may_have_come_unseen_after_its_source_fell_silent() {
    let norm =
        Norm { time: before(same_fault(INFORM)), ..when_alarm(Conduct::MustNot(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(20), &[F1]).event(INFORM, at(30), &[F1]);
    story.case.coverage.kinds[INFORM] = Some(Declared { begin: None, end: Some(at(10)) });
    story.expect(&[Status::Unknown]);
}

#[test]
fn of_two_acts_the_second_may_have_come_too_late() {
    let ended = level_above(same_fault(INFORM), 2);
    let norm = Norm { time: before(ended), ..when_alarm(Conduct::Must(twice(same_fault(ARRIVE)).into())) };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1]).event(INFORM, at(10), &[F1]);
    story.event(ARRIVE, at(20), &[F1]).event(INFORM, at(30), &[F1, (LEVEL, "3")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn an_excuse_ends_with_the_window_that_it_shares() {
    let excuse = level_above(same_fault(ARRIVE), 2);
    let norm = Norm {
        time: before(same_fault(INFORM)),
        excuses: vec![unless(excuse, Vec::new())],
        ..when_alarm(Conduct::Must(level_above(same_fault(ARRIVE), 0).into()))
    };
    let mut story = Story::new(norm, 200);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(10), &[F1]).event(ARRIVE, at(20), &[F1, (LEVEL, "3")]);
    story.expect(&[Status::Violated]);
}

// -- keys

#[test]
fn a_rejected_row_with_another_known_key_is_no_doubt_though_the_occasion_s_other_key_is_unreadable() {
    let act = Act { same: vec![build::same(FAULT, ALARM), build::same(STAFF, ALARM)], ..build::act(ARRIVE) };
    let norm = Norm { time: within(30), ..when_alarm(Conduct::Must(act.into())) };
    let mut story = Story::new(norm, 100);
    story.event(ALARM, at(0), &[F1, (STAFF, "?")]).lost(ARRIVE, Some(at(10)), &[(FAULT, "F2")]);
    story.expect(&[Status::Violated]);
}

#[test]
fn an_act_with_another_known_key_is_no_doubt_though_the_occasion_s_other_key_is_unreadable() {
    let act = Act { same: vec![build::same(FAULT, ALARM), build::same(STAFF, ALARM)], ..build::act(ARRIVE) };
    let norm = Norm { time: within(30), ..when_alarm(Conduct::Must(act.into())) };
    let mut story = Story::new(norm, 100);
    story.event(ALARM, at(0), &[F1, (STAFF, "?")]).event(ARRIVE, at(10), &[(FAULT, "F2"), (STAFF, "li")]);
    story.expect(&[Status::Violated]);
}

#[test]
fn the_superior_of_somebody_unnamed_is_not_known_rather_than_nobody() {
    let boss = attribute(alarm_staff(), BOSS, Var::Occasion);
    let act = Act { same: vec![SameKey { field: STAFF, value: boss }], ..build::act(ARRIVE) };
    let norm = Norm { time: within(30), ..when_alarm(Conduct::Must(act.into())) };
    let mut story = Story::new(norm, 100);
    story.staff("li", None, None, &[(BOSS, "wang")]);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(10), &[F1, (STAFF, "wang")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn where_the_person_who_must_not_act_is_not_named_nobody_is_the_wrong_one() {
    let act = Act { quorum: vec![Quorum::OtherThan(alarm_staff())], ..same_fault(ARRIVE) };
    let norm = Norm { time: within(30), ..when_alarm(Conduct::Must(act.into())) };
    let staff_may_be_blank = [1 << STAFF, 0, 0, 0];
    let mut story = Story::with(norm, 100, staff_may_be_blank);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(10), &[F1, (STAFF, "wang")]);
    story.expect(&[Status::Unknown]);
}

// -- reference data

#[test]
fn a_member_who_joins_during_the_period_is_read_as_of_the_first_day() {
    let norm = Norm {
        bearer: Some(attribute(member(), BOSS, Var::Member)),
        ..each_week(Validity::AtEnd, Conduct::Must(build::act(ARRIVE).into()))
    };
    let mut story = Story::new(norm, 60);
    story.staff("li", Some(9), None, &[(BOSS, "wang")]);
    let lines = story.expect(&[Status::Pending]);
    assert_eq!(lines[0].bearer, by("wang"));
}

#[test]
fn a_line_that_ends_before_it_begins_holds_on_no_day() {
    let norm = each_week(Validity::AtAnyTime, Conduct::Must(build::act(ARRIVE).into()));
    let mut story = Story::new(norm, 60);
    story.staff("li", Some(11), Some(9), &[]);
    story.expect(&[]);
}

fn filled(of: Expr) -> Norm {
    let condition = build::condition(ExprKind::Predicate(Box::new(of), Predicate::Filled));
    when_alarm(Conduct::Check(vec![Check { condition, field: None }]))
}

#[test]
fn an_attribute_of_an_unreadable_reference_can_be_asked_nothing() {
    let mut story = Story::new(filled(attribute(alarm_staff(), ROLE, Var::Occasion)), 60);
    story.event(ALARM, at(0), &[(STAFF, "?")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn an_unreadable_attribute_is_filled() {
    let mut story = Story::new(filled(attribute(alarm_staff(), RANK, Var::Occasion)), 60);
    story.staff("li", None, None, &[(RANK, "?")]).event(ALARM, at(0), &[(STAFF, "li")]);
    story.expect(&[Status::Fulfilled]);
}

// -- limits

#[test]
fn a_length_can_be_counted_from_a_date() {
    let day = build::of_event(Var::Occasion, ALARM, DAY);
    let limit = Limit::Within(guiju::time::Length::Days(1), Some(day));
    let norm =
        Norm { time: vec![build::branch(limit)], ..when_alarm(Conduct::Must(same_fault(ARRIVE).into())) };
    let mut story = Story::new(norm, 3 * 24 * 60);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(24 * 60), &[F1]);
    let on = story.case.zone.date(at(0).start);
    story.case.events[0].cells[DAY] = guiju::event::Cell::Value(guiju::event::Value::Date(on));
    story.expect(&[Status::Fulfilled]);
}

// -- acts in order

/// The whole minute of that moment.
pub fn minute_of(at: Stamp) -> Stamp {
    Stamp { precision: Precision::Minute, ..at }
}

pub fn half_a_minute_after(minutes: i64) -> Stamp {
    Stamp::exact(at(minutes).start.plus_micros(30 * ClockUnit::Second.micros()))
}

fn one_then(first: Act, second: Act) -> Acts {
    let step = |act| Step { act, time: Vec::new(), after: Vec::new() };
    Acts { ways: vec![Way { steps: vec![step(first), step(second)] }] }
}

fn arrive_then_arrive_above_two() -> Norm {
    let acts = one_then(same_fault(ARRIVE), level_above(same_fault(ARRIVE), 2));
    Norm { time: within(30), ..when_alarm(Conduct::Must(acts)) }
}

#[test]
fn an_act_given_to_the_minute_that_began_an_order_may_have_come_after_another() {
    let mut story = Story::new(arrive_then_arrive_above_two(), 100);
    story.event(ALARM, at(0), &[F1]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "3")]);
    story.event(ARRIVE, half_a_minute_after(2), &[F1, (LEVEL, "1")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn an_act_given_to_the_minute_comes_before_one_of_the_next_minute() {
    let mut story = Story::new(arrive_then_arrive_above_two(), 100);
    story.event(ALARM, at(0), &[F1]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "3")]);
    story.event(ARRIVE, at(3), &[F1, (LEVEL, "1")]);
    story.expect(&[Status::Violated]);
}

#[test]
fn acts_of_the_same_minute_keep_the_order_of_the_log() {
    let mut story = Story::new(arrive_then_arrive_above_two(), 100);
    story.event(ALARM, at(0), &[F1]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "3")]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "1")]);
    story.expect(&[Status::Violated]);
}

#[test]
fn after_a_coarse_first_act_a_finer_one_of_its_minute_makes_the_order_certain() {
    let mut story = Story::new(arrive_then_arrive_above_two(), 100);
    story.event(ALARM, at(0), &[F1]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "1")]);
    story.event(ARRIVE, half_a_minute_after(2), &[F1, (LEVEL, "1")]);
    story.event(ARRIVE, half_a_minute_after(2), &[F1, (LEVEL, "3")]);
    story.expect(&[Status::Fulfilled]);
}

#[test]
fn an_exact_act_may_come_after_one_given_to_the_minute_that_begins_with_it() {
    let acts = one_then(same_fault(INFORM), same_fault(ARRIVE));
    let mut story = Story::new(Norm { time: within(30), ..when_alarm(Conduct::Must(acts)) }, 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(2), &[F1]).event(INFORM, minute_of(at(2)), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn an_act_given_to_the_minute_may_have_come_before_an_exact_one_at_its_beginning() {
    let mut story = Story::new(arrive_then_arrive_above_two(), 100);
    story.event(ALARM, at(0), &[F1]);
    story.event(ARRIVE, at(2), &[F1, (LEVEL, "3")]);
    story.event(ARRIVE, minute_of(at(2)), &[F1, (LEVEL, "1")]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn the_limit_after_an_act_may_be_counted_from_a_coarse_one_though_a_finer_one_came_later() {
    let first = Step { act: same_fault(INFORM), time: Vec::new(), after: Vec::new() };
    let second = Step { act: same_fault(ARRIVE), time: Vec::new(), after: within(10) };
    let acts = Acts { ways: vec![Way { steps: vec![first, second] }] };
    let mut story = Story::new(Norm { time: within(60), ..when_alarm(Conduct::Must(acts)) }, 3 * 24 * 60);
    story.event(ALARM, day_of(0), &[F1]).event(INFORM, day_of(0), &[F1]);
    story.event(INFORM, at(5), &[F1]).event(ARRIVE, at(40), &[F1]);
    story.expect(&[Status::Unknown]);
}
