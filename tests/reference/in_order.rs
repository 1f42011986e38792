//! Acts in order: disagreements that were found where rows were rejected, sources ended, or it cannot be told which act came first.

use crate::build;
use crate::regressions::{half_a_minute_after, minute_of};
use crate::story::{ALARM, ARRIVE, INFORM, Story, at, level_above, same_fault, when_alarm, within};
use guiju::analysis::model::{Act, Acts, Conduct, Limit, Norm, Step, Way};
use guiju::engine::{Declared, Status};

const F1: (usize, &str) = (build::FAULT, "F1");
const LOW: (usize, &str) = (build::LEVEL, "1");

fn step(act: Act) -> Step {
    Step { act, time: Vec::new(), after: Vec::new() }
}

/// `must …, then …, within 30 minutes`
fn in_order(steps: Vec<Step>) -> Norm {
    let acts = Acts { ways: vec![Way { steps }] };
    Norm { time: within(30), ..when_alarm(Conduct::Must(acts)) }
}

/// `must inform, then within 10 minutes arrive`
fn inform_then_within_ten_minutes_arrive() -> Norm {
    let second = Step { after: within(10), ..step(same_fault(ARRIVE)) };
    Norm { time: within(60), ..in_order(vec![step(same_fault(INFORM)), second]) }
}

fn arrive_then_arrive_high() -> Vec<Step> {
    vec![step(same_fault(ARRIVE)), step(level_above(same_fault(ARRIVE), 2))]
}

// -- rejected rows

#[test]
fn a_limit_counts_from_the_time_of_a_rejected_row() {
    let mut story = Story::new(inform_then_within_ten_minutes_arrive(), 100);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, Some(at(2)), &[F1]).event(ARRIVE, at(13), &[F1]);
    story.expect(&[Status::Violated]);
    let mut story = Story::new(inform_then_within_ten_minutes_arrive(), 100);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, Some(at(3)), &[F1]).event(ARRIVE, at(13), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn no_limit_counts_from_a_rejected_row_without_a_time() {
    let mut story = Story::new(inform_then_within_ten_minutes_arrive(), 100);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, None, &[F1]).event(ARRIVE, at(40), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn a_rejected_row_came_at_its_time_and_not_later() {
    let steps = vec![step(same_fault(ARRIVE)), step(same_fault(INFORM))];
    let mut story = Story::new(in_order(steps.clone()), 100);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, Some(at(5)), &[F1]).event(ARRIVE, at(10), &[F1]);
    story.expect(&[Status::Violated]);
    let mut story = Story::new(in_order(steps), 100);
    story.event(ALARM, at(0), &[F1]).lost(INFORM, Some(at(10)), &[F1]).event(ARRIVE, at(10), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn one_rejected_row_may_stand_for_two_steps() {
    let mut story = Story::new(in_order(arrive_then_arrive_high()), 100);
    story.event(ALARM, at(0), &[F1]).lost(ARRIVE, Some(at(5)), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn a_rejected_row_after_the_event_that_ended_the_window_is_no_doubt() {
    let ended = Limit::Before { act: Some(same_fault(INFORM)), at_least: None, at_most: None };
    let norm = |steps| Norm { time: vec![build::branch(ended.clone())], ..in_order(steps) };
    let mut story = Story::new(norm(arrive_then_arrive_high()), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1, LOW]).event(INFORM, at(10), &[F1]);
    story.lost(ARRIVE, Some(at(11)), &[F1]);
    story.expect(&[Status::Violated]);
    let mut story = Story::new(norm(arrive_then_arrive_high()), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1, LOW]).event(INFORM, at(10), &[F1]);
    story.lost(ARRIVE, Some(at(10)), &[F1]);
    story.expect(&[Status::Unknown]);
}

#[test]
fn what_comes_after_a_rejected_row_without_a_time_still_comes_after_the_act_before_it() {
    let steps = vec![step(same_fault(ARRIVE)), step(same_fault(INFORM)), step(same_fault(ARRIVE))];
    let mut story = Story::new(in_order(steps.clone()), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1]).lost(INFORM, None, &[F1]);
    story.expect(&[Status::Violated]);
    let mut story = Story::new(in_order(steps), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1]).lost(INFORM, None, &[F1]);
    story.event(ARRIVE, at(6), &[F1]);
    story.expect(&[Status::Unknown]);
}

// -- what came first

#[test]
fn an_act_of_a_second_does_not_come_both_before_and_after_one_of_its_minute() {
    let steps = vec![step(same_fault(ARRIVE)), step(same_fault(INFORM)), step(same_fault(ARRIVE))];
    let mut story = Story::new(in_order(steps.clone()), 100);
    story.event(ALARM, at(0), &[F1]).event(INFORM, minute_of(at(2)), &[F1]);
    story.event(ARRIVE, half_a_minute_after(2), &[F1]);
    story.expect(&[Status::Violated]);
    let mut story = Story::new(in_order(steps), 100);
    story.event(ALARM, at(0), &[F1]).event(INFORM, minute_of(at(2)), &[F1]);
    story.event(ARRIVE, half_a_minute_after(2), &[F1]).event(ARRIVE, half_a_minute_after(2), &[F1]);
    story.expect(&[Status::Unknown]);
}

// -- sources that end

#[test]
fn what_was_seen_leads_on_though_its_source_ended_later() {
    let steps =
        vec![step(same_fault(ARRIVE)), step(same_fault(INFORM)), step(level_above(same_fault(ARRIVE), 2))];
    let mut story = Story::new(in_order(steps), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(3), &[F1, LOW]).event(INFORM, at(5), &[F1]);
    story.case.coverage.kinds[ARRIVE] = Some(Declared { begin: None, end: Some(at(10)) });
    story.expect(&[Status::Pending]);
}
