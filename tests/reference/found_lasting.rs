//! Disagreements that long runs have found of states and gaps.

use crate::build;
use crate::story::{ALARM, ARRIVE, INFORM, Story, at, day_of};
use guiju::engine::Status;

const F1: (usize, &str) = (build::FAULT, "F1");

/// An end that does not say whose it is ends whatever it may have ended: what is asked of the whole window fails there.
#[test]
fn what_an_end_may_have_ended_does_not_last_throughout() {
    let text = "state present of staff: from alarm until arrive same fault
duty n { when inform as o must arrive same staff within 60 minutes unless present of \"li\" throughout else fine 50 CNY }";
    let mut story = Story::written(text, 600);
    story.event(INFORM, at(0), &[(build::STAFF, "zhao")]);
    story.event(ARRIVE, at(20), &[F1, (build::STAFF, "wang")]);
    story.event(ALARM, at(40), &[F1, (build::STAFF, "li")]);
    story.expect(&[Status::Violated]);
}

/// An event of which it cannot be told whether it counts does not tell that nothing had begun under another key before the log.
#[test]
fn a_doubtful_beginning_tells_nothing_of_other_keys() {
    let text = "state present of staff: from alarm where level > 1 until arrive same fault
prohibition n { when inform as o must not inform unless present of o.staff else fine 50 CNY }";
    let story = |level: &str| {
        let mut story = Story::written(text, 600);
        story.case.coverage.kinds.fill(None);
        story.event(ALARM, at(10), &[F1, (build::STAFF, "li"), (build::LEVEL, level)]);
        story.event(ARRIVE, at(20), &[F1, (build::STAFF, "wang")]);
        story.event(INFORM, at(60), &[(build::STAFF, "li")]);
        story
    };
    story("?").expect(&[Status::Unknown]);
    story("2").expect(&[Status::Violated]);
}

/// What may have begun in the instant in which something certainly ended, but stands before that in the log, is over.
#[test]
fn what_may_have_begun_before_an_end_of_the_same_instant_is_over() {
    let text = "state present of staff: from alarm where level > 1 until arrive same staff
prohibition n { when inform as o must not inform unless present of o.staff else fine 50 CNY }";
    let (li, unreadable) = ((build::STAFF, "li"), (build::LEVEL, "?"));
    let mut story = Story::written(text, 600);
    story.event(ARRIVE, at(5), &[li]).event(ALARM, at(10), &[li, unreadable]);
    story.event(ARRIVE, at(10), &[li]).event(INFORM, at(10), &[li]);
    story.expect(&[Status::Violated]);
}

/// Where of the opening only the day is known, the window may have ended a day earlier as well: then the last gap was shorter.
#[test]
fn the_last_gap_is_not_longer_for_certain_than_to_the_earliest_end() {
    let text = "duty n { when alarm must inform every 24 hours within 36 hours else fine 50 CNY }";
    // Midnight is eight hours before eight.
    for (informs, status) in [(240, Status::Unknown), (239, Status::Violated)] {
        let mut story = Story::written(text, 9000);
        story.event(ALARM, day_of(0), &[]).event(INFORM, at(informs), &[]).expect(&[status]);
    }
}

/// An act more does no harm, however coarsely it is dated.
#[test]
fn a_coarse_act_makes_no_gap_longer() {
    let text = "duty n { when alarm must inform every 12 hours by end of day else fine 50 CNY }";
    for (alarm, status) in [(240, Status::Fulfilled), (239, Status::Unknown)] {
        let mut story = Story::written(text, 9000);
        story.event(INFORM, day_of(0), &[]).event(ALARM, at(alarm), &[]).expect(&[status]);
    }
}

/// A window that ends at a time of the day in which it opened may be over as it opens: then it was asked for nothing.
#[test]
fn what_opens_some_time_of_a_day_may_be_over_at_once() {
    let state = "state present of staff: from alarm until arrive same staff";
    for (limit, status) in [("by 12:00", Status::Unknown), ("within 12 hours", Status::Violated)] {
        let text = format!(
            "{state}\nduty n {{ when inform as o must hold present of o.staff\n {limit} else fine 50 CNY }}"
        );
        let mut story = Story::written(&text, 9000);
        story.event(INFORM, day_of(0), &[(build::STAFF, "li")]).expect(&[status]);
    }
}

/// What may have ended before or after something of that day began leaves open whether the next beginning is a further one: it is not left out.
#[test]
fn what_begins_after_a_day_in_which_an_end_may_have_come_last_is_not_left_out() {
    let text = "state present of staff: from alarm until arrive same staff
duty n { during present as o bearer o.staff must o.level > 1 else fine 50 CNY }";
    let li = (build::STAFF, "li");
    let mut story = Story::written(text, 600);
    story.event(ALARM, day_of(0), &[li, (build::LEVEL, "1")]).event(ARRIVE, at(0), &[li]);
    story.event(ALARM, at(40), &[li, (build::LEVEL, "2")]);
    story.says(&[Status::Violated, Status::Unknown]);
}
