//! When acts in order fail: with the last hope of them. A reparation counts from then.

use crate::build;
use crate::story::{
    ALARM, ARRIVE, INFORM, Story, at, day_of, level_above, repair, same_fault, unless, when_alarm, within,
};
use guiju::analysis::model::{Acts, Branch, Conduct, Limit, Norm, Step, Way};
use guiju::engine::Status;
use guiju::time::Point;

const F1: (usize, &str) = (build::FAULT, "F1");
const LOW: (usize, &str) = (build::LEVEL, "1");
const HIGH: (usize, &str) = (build::LEVEL, "2");

fn step(kind: usize, time: Vec<Branch>) -> Step {
    Step { act: same_fault(kind), time, after: Vec::new() }
}

/// Acts that are owed in order within an hour of an alarm.
fn in_order(steps: Vec<Step>) -> Norm {
    Norm { time: within(60), ..when_alarm(Conduct::Must(Acts { ways: vec![Way { steps }] })) }
}

/// On site within twenty minutes, then a report within thirty minutes of that; else an explanation within ten minutes of the failure.
fn visit(explained: i64) -> Story {
    let text = "duty n {
  when alarm as a
  must arrive same fault within 20 minutes, then within 30 minutes inform same fault where level > 1
  within 120 minutes
  else must inform same fault where level = 1 within 10 minutes else fine 50 CNY }";
    let mut story = Story::written(text, 600);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(10), &[F1]).event(ARRIVE, at(15), &[F1]);
    story.event(INFORM, at(explained), &[F1, LOW]);
    story
}

#[test]
fn the_last_act_that_could_lead_on_tells_when_an_order_fails() {
    visit(44).expect(&[Status::Violated]);
    visit(45).expect(&[Status::Repaired]);
    visit(55).expect(&[Status::Repaired]);
    visit(56).expect(&[Status::Violated]);
}

#[test]
fn a_row_that_may_have_led_on_for_longer_leaves_open_when_an_order_fails() {
    let with_lost = |lost: Option<i64>| {
        let mut story = visit(50);
        story.lost(ARRIVE, lost.map(at), &[F1]);
        story
    };
    with_lost(None).expect(&[Status::Unknown]);
    with_lost(Some(18)).expect(&[Status::Unknown]);
    // What is known led on for longer.
    with_lost(Some(12)).expect(&[Status::Repaired]);
    with_lost(Some(21)).expect(&[Status::Repaired]);
}

/// What comes after the window of the next act was over leads nowhere, also while an excuse is open.
#[test]
fn an_order_fails_once_its_next_act_can_no_longer_come() {
    let excuse = unless(level_above(same_fault(INFORM), 1), Vec::new());
    for (arrives, status) in [(11, Status::Repaired), (12, Status::Violated)] {
        let order = Norm {
            excuses: vec![excuse.clone()],
            stages: repair(same_fault(ARRIVE), within(10)),
            ..in_order(vec![step(INFORM, Vec::new()), step(ARRIVE, within(1))])
        };
        let mut story = Story::new(order, 600);
        story.event(ALARM, at(0), &[F1]).event(INFORM, at(5), &[F1, LOW]).event(ARRIVE, at(arrives), &[F1]);
        story.expect(&[status]);
        story.event(INFORM, at(60), &[F1, HIGH]).expect(&[Status::Excused]);
    }
}

/// Where an event may have ended the window, nothing may have followed for a while.
#[test]
fn an_order_may_have_failed_with_what_may_have_ended_its_window() {
    let text = "duty n {
  when alarm as a
  must arrive same fault within 20 minutes, then arrive same fault
  before inform same fault
  else must inform same fault within 10 minutes else fine 50 CNY }";
    let story = |fault| {
        let mut story = Story::written(text, 600);
        story.event(ALARM, at(0), &[F1]).event(INFORM, at(5), &[(build::FAULT, fault)]);
        story.event(INFORM, at(25), &[F1]);
        story
    };
    story("F2").expect(&[Status::Repaired]);
    story("?").expect(&[Status::Unknown]);
}

/// A step whose window was over before the window of the first one opened is not possible after a row that may have been the first.
#[test]
fn what_was_over_before_the_window_opened_cannot_follow() {
    let early = vec![build::branch(Limit::By(Point::At(at(0))))];
    let steps = vec![step(INFORM, Vec::new()), step(ARRIVE, Vec::new()), step(ARRIVE, early)];
    let forbidden =
        Norm { time: within(1), ..when_alarm(Conduct::MustNot(Acts { ways: vec![Way { steps }] })) };
    let mut story = Story::new(forbidden, 600);
    story.event(ARRIVE, day_of(0), &[F1]).event(ALARM, at(5), &[(build::FAULT, "?")]);
    story.lost(INFORM, None, &[]);
    story.expect(&[Status::Fulfilled]);
}

/// The own limits of a reparation count from the failure, and the last one's is enough.
#[test]
fn a_reparation_may_be_an_order_with_limits_of_its_own() {
    let text = "duty n {
  when alarm as a
  must arrive same fault within 20 minutes
  else must inform same fault within 10 minutes, then arrive same fault within 30 minutes else fine 50 CNY }";
    let story = |informs: i64, arrives: i64| {
        let mut story = Story::written(text, 600);
        story.event(ALARM, at(0), &[F1]);
        story.event(INFORM, at(informs), &[F1]).event(ARRIVE, at(arrives), &[F1]);
        story
    };
    story(30, 50).expect(&[Status::Repaired]);
    story(31, 50).expect(&[Status::Violated]);
    story(30, 51).expect(&[Status::Violated]);
    story(30, 29).expect(&[Status::Violated]);
}

/// One of two reparations of which it cannot be told whether it was made may have failed before the other: also one that is an order.
#[test]
fn an_order_that_may_have_been_done_may_have_failed_first() {
    let text = "duty n {
  when alarm as a
  must arrive same fault within 20 minutes
  else must inform at least 2 times same fault within 20 minutes,
       must inform same fault, then inform same fault within 10 minutes
  else must arrive same fault within 10 minutes
  else fine 50 CNY }";
    let story = |lost: i64| {
        let mut story = Story::written(text, 600);
        story.event(ALARM, at(0), &[F1]).lost(INFORM, Some(at(lost)), &[F1]);
        story
    };
    story(25).expect(&[Status::Unknown]);
    story(19).expect(&[Status::Violated]);
}
