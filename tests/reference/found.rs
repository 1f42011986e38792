//! Disagreements that long runs over all families have found.

use crate::build;
use crate::case::Line;
use crate::story::{ALARM, ARRIVE, INFORM, Story, at, day_of, same_fault, when_alarm, within};
use guiju::analysis::model::{Acts, Branch, Conduct, Limit, Norm, Pattern, Step, Way};
use guiju::engine::{Declared, Status};
use guiju::time::{ClockUnit, Length, Point, Stamp};

const F1: (usize, &str) = (build::FAULT, "F1");

fn step(kind: usize, time: Vec<Branch>, after: Vec<Branch>) -> Step {
    Step { act: same_fault(kind), time, after }
}

fn in_order(time: Vec<Branch>, steps: Vec<Step>) -> Norm {
    Norm { time, ..when_alarm(Conduct::Must(Acts { ways: vec![Way { steps }] })) }
}

fn until(kind: usize, story: &mut Story, end: i64) {
    story.case.coverage.kinds[kind] = Some(Declared { begin: None, end: Some(at(end)) });
}

fn expect(mut story: Story, status: Status) -> Vec<Line> {
    story.expect(&[status])
}

/// The source of the second act was observed beyond the event that ended the window: nothing may have come after it.
#[test]
fn a_window_that_has_ended_leaves_no_hope_for_what_its_sources_may_hold_later() {
    let ended = Limit::Before { act: Some(same_fault(INFORM)), at_least: None, at_most: None };
    let steps = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ALARM, Vec::new(), Vec::new())];
    let mut story = Story::new(in_order(vec![build::branch(ended)], steps), 100);
    story.event(ALARM, at(0), &[F1]).lost(ARRIVE, None, &[F1]).event(INFORM, at(5), &[F1]);
    until(ALARM, &mut story, 10);
    expect(story, Status::Violated);
}

/// A step whose window was over before what the source of the first may hold is not possible, however coarsely it is dated.
#[test]
fn a_coarse_act_does_not_follow_what_came_after_its_window() {
    let steps = vec![step(INFORM, within(5), Vec::new()), step(ARRIVE, Vec::new(), Vec::new())];
    let mut story = Story::new(in_order(within(2), steps), 3 * 24 * 60);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, day_of(0), &[F1]);
    until(INFORM, &mut story, 3);
    expect(story, Status::Violated);
}

/// A coarse act may have come before the window of the next one was over, though what was not seen cannot have.
#[test]
fn what_was_seen_may_lead_on_where_what_was_not_seen_does_not() {
    let early = vec![build::branch(Limit::By(Point::At(at(0))))];
    let steps = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ARRIVE, early, Vec::new())];
    let mut story = Story::new(in_order(within(1), steps), 3 * 24 * 60);
    story.event(ARRIVE, day_of(0), &[(build::FAULT, "F2")]).event(ALARM, at(1), &[(build::FAULT, "?")]);
    story.lost(ARRIVE, None, &[]);
    expect(story, Status::Unknown);
}

fn within_working_hours() -> Vec<Branch> {
    // The calendar of these stories has no hours.
    vec![build::branch(Limit::Within(Length::working_time(6, ClockUnit::Hour), None))]
}

#[test]
fn a_limit_that_cannot_be_worked_out_is_found_out_though_the_acts_before_may_have_come_unseen() {
    let steps = vec![
        step(INFORM, Vec::new(), Vec::new()),
        step(ARRIVE, Vec::new(), Vec::new()),
        step(ARRIVE, Vec::new(), within_working_hours()),
    ];
    let mut story = Story::new(in_order(within(30), steps), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1]);
    for kind in [INFORM, ARRIVE] {
        story.case.coverage.kinds[kind] = Some(Declared { begin: Some(at(50).start), end: None });
    }
    expect(story, Status::Unknown);
}

#[test]
fn a_limit_that_would_be_counted_from_what_a_source_may_hold_later_is_no_obstacle_yet() {
    let steps = vec![
        step(INFORM, Vec::new(), Vec::new()),
        step(ARRIVE, Vec::new(), Vec::new()),
        step(INFORM, Vec::new(), within_working_hours()),
    ];
    let mut story = Story::new(in_order(within(30), steps), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(5), &[F1]);
    until(INFORM, &mut story, 2);
    expect(story, Status::Pending);
}

/// After a pause counting is certain only where nothing can have been missed in it.
#[test]
fn a_pause_that_was_not_observed_leaves_a_count_in_doubt() {
    let norm = twice_within_ten_minutes();
    let story = |begin: i64| {
        let mut story = Story::new(norm.clone(), 200);
        story.event(ALARM, at(0), &[F1]).event(ALARM, at(30), &[F1]).event(ALARM, at(35), &[F1]);
        story.case.coverage.kinds[ALARM] = Some(Declared { begin: Some(at(begin).start), end: None });
        story
    };
    expect(story(40), Status::Unknown);
    expect(story(20), Status::Violated);
}

fn twice_within_ten_minutes() -> Norm {
    let pattern = Pattern { count: 2, same: Vec::new(), within: Length::elapsed(10, ClockUnit::Minute) };
    let acts = Conduct::Must(same_fault(ARRIVE).into());
    Norm { pattern: Some(pattern), time: within(5), ..when_alarm(acts) }
}

/// The one that is given to the day may have come at any time of it, also just before the last two.
#[test]
fn a_pause_is_certain_only_where_no_coarse_event_may_lie_in_it() {
    let story = |alarms: &[Stamp]| {
        let mut story = Story::new(twice_within_ten_minutes(), 3 * 24 * 60);
        for alarm in alarms {
            story.event(ALARM, *alarm, &[F1]);
        }
        story
    };
    expect(story(&[at(0), at(60), at(65)]), Status::Violated);
    let next = |minutes: i64| at(24 * 60 + minutes);
    // The coarse one may lie beside the first of that day, or beside the last two.
    let mut all = story(&[day_of(24 * 60), next(0), next(60), next(65)]);
    all.expect(&[Status::Unknown, Status::Unknown]);
    expect(story(&[day_of(24 * 60), next(24 * 60), next(24 * 60 + 5)]), Status::Violated);
}

/// Of two events of a day of which one is given to the minute, either may have completed the count.
#[test]
fn which_event_completes_a_count_is_certain_only_where_their_order_is() {
    let pattern = Pattern { count: 2, same: Vec::new(), within: Length::Days(3) };
    let norm = Norm { pattern: Some(pattern), ..twice_within_ten_minutes() };
    let story = |first: Stamp, second: Stamp| {
        let mut story = Story::new(norm.clone(), 3 * 24 * 60);
        story.event(ALARM, first, &[F1]).event(ALARM, second, &[F1]);
        story
    };
    let next = 24 * 60;
    expect(story(day_of(next), at(next)), Status::Unknown);
    expect(story(at(0), at(next)), Status::Violated);
    expect(story(at(0), day_of(next)), Status::Violated);
}

/// That a step of another way is over changes nothing about it.
#[test]
fn a_limit_that_cannot_be_worked_out_is_found_out_though_another_way_is_over() {
    let first = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ARRIVE, within(10), Vec::new())];
    let other = vec![step(INFORM, Vec::new(), Vec::new()), step(ARRIVE, Vec::new(), within_working_hours())];
    let ways = vec![Way { steps: first }, Way { steps: other }];
    let story = |inform: i64| {
        let norm = Norm { time: within(60), ..when_alarm(Conduct::Must(Acts { ways: ways.clone() })) };
        let mut story = Story::new(norm, 100);
        story.event(ALARM, at(0), &[F1]).event(INFORM, at(inform), &[F1]);
        story
    };
    expect(story(20), Status::Unknown);
    expect(story(61), Status::Violated);
}
