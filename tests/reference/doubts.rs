//! Disagreements about states and acts of one's own where something cannot be told, as policies that are written out.

use crate::build::{FAULT, LEVEL, STAFF, TO};
use crate::regressions::minute_of;
use crate::story::{ALARM, ARRIVE, INFORM, Story, at, day_of};
use guiju::engine::{Declared, Status};
use guiju::time::Stamp;

const LI: (usize, &str) = (STAFF, "li");
const F1: (usize, &str) = (FAULT, "F1");
const F2: (usize, &str) = (FAULT, "F2");

// -- intervals

const PRESENT: &str = "state present of staff: from alarm where level > 1 until arrive same staff, fault\n";

/// If it is an interval at all, the special norm applies to it.
#[test]
fn a_norm_yields_on_an_interval_of_which_it_cannot_be_told_whether_it_is_one() {
    let norms = "duty n { during present as o must inform same staff within 10 minutes }
duty special { overrides n during present as o must inform within 5 minutes }";
    let mut story = Story::written(&format!("{PRESENT}{norms}"), 100);
    story.event(ALARM, at(0), &[LI, F1, (LEVEL, "?")]);
    let lines = story.expect(&[Status::Unknown]);
    assert_eq!(lines[0].norm, 1);
}

const SHIFT: &str = "duty n { during present as o must inform same staff within 5 minutes }";

#[test]
fn what_begins_after_a_beginning_of_which_the_key_cannot_be_told_may_be_the_same_interval() {
    let story = |second: &str| {
        let mut story = Story::written(&format!("{PRESENT}{SHIFT}"), 100);
        story.event(ALARM, at(0), &[LI, (FAULT, "?"), (LEVEL, "3")]);
        story.event(ALARM, at(10), &[(STAFF, second), F1, (LEVEL, "3")]);
        story
    };
    story("li").expect(&[Status::Violated, Status::Unknown]);
    story("wu").expect(&[Status::Violated, Status::Violated]);
}

#[test]
fn a_beginning_of_which_the_key_cannot_be_told_may_be_one_of_an_interval_that_goes_on() {
    let story = |ends: &str| {
        let mut story = Story::written(&format!("{PRESENT}{SHIFT}"), 100);
        story.event(ALARM, at(0), &[LI, F1, (LEVEL, "3")]).event(ARRIVE, at(5), &[LI, (FAULT, ends)]);
        story.event(ALARM, at(10), &[LI, (FAULT, "?"), (LEVEL, "3")]);
        story
    };
    story("F2").expect(&[Status::Violated, Status::Unknown]);
    story("F1").expect(&[Status::Violated, Status::Violated]);
}

const SLOTS: &str = "state present of staff: from alarm until arrive same staff where level > 1
duty n { each 30 minutes during present as o must inform same staff }";

#[test]
fn a_slot_in_which_the_interval_may_have_ended_is_unknown_before_it_is_over() {
    let mut story = Story::written(SLOTS, 20);
    story.event(ALARM, at(0), &[LI]).event(ARRIVE, at(10), &[LI, (LEVEL, "?")]);
    story.expect(&[Status::Unknown]);
    let mut story = Story::written(SLOTS, 20);
    story.event(ALARM, at(0), &[LI]).event(ARRIVE, at(10), &[LI, (LEVEL, "1")]);
    story.expect(&[Status::Pending]);
}

// -- states that several events end

const TWICE: &str = "state present of staff: from alarm until arrive same staff, fault at least 2 times where level > 1
duty n { when inform as o must arrive same fault where to = \"x\" within 5 minutes unless present of o.staff }";

#[test]
fn what_may_count_ends_nothing_as_long_as_it_is_not_enough() {
    let story = |second: Option<&str>| {
        let mut story = Story::written(TWICE, 100);
        story.event(ALARM, at(0), &[LI, F1]).event(ARRIVE, at(5), &[LI, F1, (LEVEL, "?")]);
        if let Some(level) = second {
            story.event(ARRIVE, at(6), &[LI, F1, (LEVEL, level)]);
        }
        story.event(INFORM, at(10), &[LI, F2]);
        story
    };
    story(None).expect(&[Status::Excused]);
    story(Some("1")).expect(&[Status::Excused]);
    story(Some("3")).expect(&[Status::Unknown]);
}

#[test]
fn one_of_several_ends_may_have_ended_what_began_before_the_log() {
    let story = |ever: bool| {
        let mut story = Story::written(TWICE, 100);
        story.event(ALARM, at(0), &[LI, F1]).event(ARRIVE, at(1), &[LI, F1, (LEVEL, "3")]);
        story.event(ARRIVE, at(2), &[LI, F1, (LEVEL, "3")]).event(ARRIVE, at(3), &[LI, F2, (LEVEL, "3")]);
        story.event(INFORM, at(10), &[LI, F2]);
        if !ever {
            story.case.coverage.kinds[ALARM] = None;
            story.case.coverage.kinds[ARRIVE] = None;
        }
        story
    };
    story(true).expect(&[Status::Violated]);
    story(false).expect(&[Status::Unknown]);
}

// -- windows

#[test]
fn an_excuse_without_a_limit_is_asked_once_the_instant_of_the_failure_is_over() {
    let text = "state present of staff: from inform until arrive same staff where level > 1
prohibition n { when alarm as o must not arrive same fault unless present of o.staff }";
    let story = |horizon: i64| {
        let mut story = Story::written(text, horizon);
        story.event(INFORM, at(0), &[LI]).event(ALARM, at(1), &[LI, F1]).event(ARRIVE, at(10), &[LI, F1]);
        story
    };
    story(10).expect(&[Status::Pending]);
    story(11).expect(&[Status::Excused]);
}

#[test]
fn a_share_of_a_window_that_is_known_to_the_day_cannot_be_told() {
    let text = "state present of staff: from inform until arrive same staff
duty n { when alarm as o must hold present of o.staff for at least 50% within 12 hours }";
    let story = |from: i64, until: i64| {
        let mut story = Story::written(text, 3 * 24 * 60);
        story.event(INFORM, at(from), &[LI]).event(ALARM, day_of(24 * 60), &[LI]);
        story.event(ARRIVE, at(until), &[LI]);
        story
    };
    story(0, 24 * 60).expect(&[Status::Unknown]);
    story(0, 60 * 60).expect(&[Status::Fulfilled]);
    story(0, 10).expect(&[Status::Violated]);
}

#[test]
fn a_coarse_act_does_not_hide_a_gap_that_is_certain() {
    let text = "duty n { when alarm as o must arrive same fault every 6 hours within 3 days }";
    let mut story = Story::written(text, 5 * 24 * 60);
    story.event(ALARM, minute_of(at(0)), &[LI, F1]).event(ARRIVE, day_of(24 * 60), &[LI, F1]);
    story.expect(&[Status::Violated]);
}

// -- acts of one's own

const OWN: &str = "duty n {
  when alarm as o
  must its own arrive same fault
  within 1000 working days if o.level > 1 otherwise 30 minutes
}";

/// The calendar does not reach so far: of a grave alarm it cannot be told when its window closes.
#[test]
fn who_has_an_act_cannot_be_told_where_one_of_them_may_have_any() {
    let story = |arrives: i64| {
        let mut story = Story::written(OWN, 100);
        story.event(ALARM, at(0), &[F1, (LEVEL, "1")]).event(ARRIVE, at(arrives), &[F1]);
        story.event(ALARM, at(5), &[F1, (LEVEL, "3")]);
        story
    };
    story(10).expect(&[Status::Unknown, Status::Unknown]);
    story(3).expect(&[Status::Fulfilled, Status::Unknown]);
}

/// It is the first one's or that of the one of which nothing can be told: never the second one's.
#[test]
fn an_act_that_somebody_may_have_goes_no_further_than_who_needs_it() {
    let mut story = Story::written(OWN, 100);
    story.event(ALARM, at(0), &[F1, (LEVEL, "3")]).event(ALARM, at(1), &[F1, (LEVEL, "1")]);
    story.event(ALARM, at(2), &[F1, (LEVEL, "1")]).event(ARRIVE, at(10), &[F1]);
    story.expect(&[Status::Unknown, Status::Unknown, Status::Violated]);
}

#[test]
fn of_one_instant_the_order_of_rows_decides_whose_an_act_is() {
    let text = "duty n { when alarm as o must its own arrive same fault within 5 minutes if o.level > 1 otherwise 30 minutes }";
    let story = |act_first: bool| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[F1, (LEVEL, "1")]);
        if act_first {
            story.event(ARRIVE, at(5), &[F1]).event(ALARM, at(5), &[F1, (LEVEL, "3")]);
        } else {
            story.event(ALARM, at(5), &[F1, (LEVEL, "3")]).event(ARRIVE, at(5), &[F1]);
        }
        story
    };
    story(true).expect(&[Status::Fulfilled, Status::Violated]);
    story(false).expect(&[Status::Violated, Status::Fulfilled]);
}

/// Both failures are certain in one instant: that of the obligation made first has the act.
#[test]
fn of_reparations_that_open_together_that_of_the_first_obligation_has_the_act() {
    let text = "duty n {
  when alarm as o
  bearer o.staff
  must its own arrive same fault
  within 5 minutes if o.level > 1 otherwise 2 minutes
  unless inform where to = \"platform\" within 10 minutes
  else must its own inform where to = \"director\" within 60 minutes
  else fine 10 CNY
}";
    let mut story = Story::written(text, 200);
    story.event(ALARM, at(0), &[F1, (LEVEL, "3")]).event(ALARM, at(0), &[F2, (LEVEL, "1")]);
    story.event(INFORM, at(6), &[(TO, "director")]);
    story.expect(&[Status::Repaired, Status::Violated]);
}

/// The arrivals end before it can be told whether the second alarm was met: if it was not, the word given is its own.
#[test]
fn what_an_ended_source_leaves_open_may_have_acts_of_its_own_in_reparation() {
    let text = "duty n {
  when alarm as o
  must arrive same fault
  within 5 minutes
  else must its own inform within 20 minutes if o.level > 1 otherwise 60 minutes
  else fine 10 CNY
}";
    let story = |informs: i64| {
        let mut story = Story::written(text, 100);
        story.case.coverage.kinds[ARRIVE] = Some(Declared { begin: None, end: Some(at(10)) });
        story.event(ALARM, at(0), &[LI, F1, (LEVEL, "1")]).event(ALARM, at(8), &[LI, F2, (LEVEL, "3")]);
        story.event(INFORM, at(informs), &[LI]);
        story
    };
    story(12).expect(&[Status::Repaired, Status::Pending]);
    story(20).expect(&[Status::Unknown, Status::Pending]);
    story(40).expect(&[Status::Repaired, Status::Pending]);
}

/// The calendar ends with 2026: until when the second has acts cannot be told, but what stands before it is the first one's.
#[test]
fn an_obligation_of_which_it_cannot_be_told_until_when_has_nothing_of_its_instant_that_somebody_has() {
    const LAST: i64 = 965 * 24 * 60;
    let text = "duty n { when alarm as o must its own arrive same staff within 1 hour if o.level > 1 otherwise 1 working day }";
    let story = |first: bool| {
        let mut story = Story::written(text, LAST + 24 * 60);
        story.event(ALARM, at(LAST - 10), &[LI, (LEVEL, "3")]);
        if first {
            story.event(ARRIVE, at(LAST), &[LI]).event(ALARM, at(LAST), &[LI, (LEVEL, "1")]);
        } else {
            story.event(ALARM, at(LAST), &[LI, (LEVEL, "1")]).event(ARRIVE, at(LAST), &[LI]);
        }
        story
    };
    story(true).expect(&[Status::Fulfilled, Status::Unknown]);
    story(false).expect(&[Status::Unknown, Status::Unknown]);
}

/// The calendar ends with 2026: until when the second may be repaired cannot be told, but it is not known to have failed before its
/// instant is over, and what comes in that is had by the first.
#[test]
fn a_reparation_of_which_it_cannot_be_told_until_when_has_nothing_before_the_failure_is_known() {
    let text = "duty n {
  when alarm as o
  must its own arrive same fault
  before
  else must its own inform within 1 working day
  else fine 10 CNY
}";
    const DAY: i64 = 24 * 60;
    // 30 December 2026.
    const FIRST: i64 = 964 * DAY;
    let story = |informs: i64| {
        let mut story = Story::written(text, FIRST + 5 * DAY);
        story.event(ALARM, at(FIRST), &[LI, F1]).event(ALARM, at(FIRST + DAY), &[LI, F2]);
        story.event(INFORM, at(FIRST + DAY + informs), &[LI]);
        story
    };
    story(0).expect(&[Status::Repaired, Status::Unknown]);
    story(1).expect(&[Status::Unknown, Status::Unknown]);
}

// -- violations

#[test]
fn a_reparation_that_fails_by_one_act_too_many_of_a_value_falls_with_it() {
    let text = "duty n {
  when alarm as o
  bearer o.staff
  must arrive same fault within 10 minutes
  else must inform same fault at most 1 times for every to in [\"platform\", \"director\"] within 60 minutes
  else fine 100 CNY
}
duty handled { when violated n as v must arrive same fault within 10 minutes }";
    let mut story = Story::written(text, 200);
    story.event(ALARM, at(0), &[LI, F1]).event(INFORM, at(20), &[F1, (TO, "platform")]);
    story.event(INFORM, at(30), &[F1, (TO, "platform")]);
    let lines = story.expect(&[Status::Violated, Status::Violated]);
    assert_eq!(lines[1].due.map(|due| due.last()), Some(at(40).start));
}

// -- what was certain must stay so

const GRAVE: &str = "duty n { when alarm as o where o.level > 1 must its own arrive same staff";

/// The first alarm, if it is grave, has the second act unless it has the first.
#[test]
fn what_may_not_apply_takes_in_doubt_more_than_what_it_may_have() {
    let story = |first: &str, who: &str| {
        let mut story = Story::written(&format!("{GRAVE} within 60 minutes }}"), 200);
        story.event(ALARM, at(0), &[LI, (LEVEL, first)]).event(ARRIVE, at(1), &[(STAFF, who)]);
        story.event(ARRIVE, at(10), &[LI]).event(ALARM, at(10), &[LI, (LEVEL, "3")]);
        story
    };
    story("?", "?").says(&[Status::Unknown, Status::Unknown]);
    story("3", "wu").expect(&[Status::Fulfilled, Status::Violated]);
    story("3", "li").expect(&[Status::Fulfilled, Status::Fulfilled]);
}

/// Looking back, the second has the second act if the first has the first.
#[test]
fn what_may_not_apply_takes_in_doubt_what_another_leaves() {
    let story = |level: &str| {
        let mut story = Story::written(&format!("{GRAVE} before }}"), 200);
        story.event(ARRIVE, at(0), &[LI]).event(ALARM, at(5), &[LI, (LEVEL, level)]);
        story.event(ARRIVE, at(10), &[LI]).event(ALARM, at(12), &[LI, (LEVEL, level)]);
        story.event(ALARM, at(13), &[LI, (LEVEL, "3")]);
        story
    };
    story("?").says(&[Status::Unknown, Status::Unknown, Status::Unknown]);
    story("3").expect(&[Status::Fulfilled, Status::Fulfilled, Status::Violated]);
}

/// Whatever was rejected may have been all that the first asked for: what was seen may be its own all the same.
#[test]
fn an_act_in_order_that_is_not_needed_may_still_be_anothers() {
    let text = "duty n {
  when alarm as o
  must inform same fault, then its own arrive same fault
  before inform where level > 2
}";
    let mut story = Story::written(text, 100);
    story.lost(ARRIVE, None, &[F1]).lost(INFORM, None, &[]);
    story.event(ALARM, at(0), &[F1]).event(INFORM, at(10), &[F1, (LEVEL, "3")]);
    story.event(ARRIVE, at(10), &[F1]).event(ALARM, at(10), &[F1]);
    story.says(&[Status::Unknown, Status::Unknown]);
}

/// That the second informed is in doubt, so whether it has the act is, even if the first is none: it is not taken from the third.
#[test]
fn an_act_in_order_is_nobodys_for_certain_as_long_as_what_comes_before_it_is_in_doubt() {
    let text = "duty n {
  when alarm as o where o.level > 1
  must inform where to = o.to, then its own arrive same fault within 60 minutes
}";
    let story = |level: &str, to: &str| {
        let mut story = Story::written(text, 200);
        story.event(ALARM, at(0), &[F1, (TO, "director"), (LEVEL, level)]);
        story.event(ALARM, at(1), &[F1, (TO, "director"), (LEVEL, "3")]);
        story.event(ALARM, at(2), &[F1, (TO, "platform"), (LEVEL, "3")]);
        story.event(INFORM, at(3), &[(TO, to)]).event(INFORM, at(4), &[(TO, "platform")]);
        story.event(ARRIVE, at(10), &[F1]);
        story
    };
    story("?", "?").says(&[Status::Unknown, Status::Unknown, Status::Unknown]);
    story("3", "platform").says(&[Status::Violated, Status::Violated, Status::Fulfilled]);
    story("3", "director").says(&[Status::Fulfilled, Status::Violated, Status::Violated]);
}

#[test]
fn an_act_was_early_enough_only_if_nothing_may_have_ended_the_period_too_soon_after_it() {
    let text = "duty n {
  each day for o in staff
  must arrive at least 30 minutes before inform where level > 2
}";
    let story = |level: &str, after: i64| {
        let mut story = Story::written(text, 24 * 60);
        story.staff("li", None, None, &[]);
        story.event(ARRIVE, at(5), &[LI]).event(INFORM, at(after), &[(LEVEL, level)]);
        story
    };
    story("?", 10).expect(&[Status::Unknown, Status::Pending]);
    story("3", 10).expect(&[Status::Violated, Status::Pending]);
    story("1", 10).expect(&[Status::Fulfilled, Status::Pending]);
    story("?", 35).expect(&[Status::Fulfilled, Status::Pending]);
}

/// Whether the second is meant cannot be told; the first may still act.
#[test]
fn a_prohibition_for_every_value_is_open_as_long_as_one_of_them_is() {
    let text = "prohibition n {
  when alarm
  must not arrive for every x in (staff where rank > 1) where staff = x
  within 30 minutes
}";
    let story = |horizon: i64| {
        let mut story = Story::written(text, horizon);
        story.staff("wu", None, None, &[(4, "3")]).staff("li", None, None, &[(4, "?")]);
        story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(1), &[LI]);
        story
    };
    story(10).expect(&[Status::Pending]);
    story(31).expect(&[Status::Unknown]);
}

// -- when a conduct failed

/// What came since it failed may have been the reparation, had the window ended earlier.
#[test]
fn a_reparation_is_in_doubt_where_the_window_may_have_ended_earlier() {
    let text = "duty n {
  when alarm
  must arrive before inform where level > 2
  else must inform where to = \"x\" within 5 minutes
  else fine 10 CNY
}";
    let story = |level: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[]).event(INFORM, at(10), &[(LEVEL, level), (TO, "y")]);
        story.event(INFORM, at(12), &[(LEVEL, "1"), (TO, "x")]);
        story.event(INFORM, at(30), &[(LEVEL, "3"), (TO, "y")]);
        story
    };
    story("1").expect(&[Status::Violated]);
    story("3").expect(&[Status::Repaired]);
    story("?").expect(&[Status::Unknown]);
}

#[test]
fn a_reparation_is_in_doubt_where_something_earlier_may_have_been_forbidden() {
    let text = "prohibition n {
  when alarm
  must not arrive where level > 2 within 30 minutes
  else must inform within 5 minutes
  else fine 10 CNY
}";
    let story = |level: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[]).event(ARRIVE, at(10), &[(LEVEL, level)]);
        story.event(INFORM, at(12), &[]).event(ARRIVE, at(20), &[(LEVEL, "3")]);
        story
    };
    story("1").expect(&[Status::Violated]);
    story("3").expect(&[Status::Repaired]);
    story("?").expect(&[Status::Unknown]);
}

/// The second of two at once is the one too many, so the first may be what excuses.
#[test]
fn of_two_acts_at_once_the_later_row_is_one_too_many() {
    let text = "duty n { when alarm must arrive at most 1 time within 30 minutes }
duty m { when violated n must inform within 1 minute unless arrive where level > 2 within 5 minutes }";
    let story = |first: &str, second: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[]).event(ARRIVE, at(10), &[(LEVEL, first)]);
        story.event(ARRIVE, at(10), &[(LEVEL, second)]);
        story
    };
    story("3", "1").expect(&[Status::Violated, Status::Excused]);
    story("1", "3").expect(&[Status::Violated, Status::Violated]);
}

// -- states under several keys

/// What a rejected row may have begun for another fault has not ended with this one.
#[test]
fn a_row_that_may_have_begun_the_state_under_another_key_goes_on() {
    let text = "state present of staff: from alarm until arrive same staff, fault
duty n { when inform as o must arrive within 5 minutes unless present of o.staff }";
    let story = |staff: &str| {
        let mut story = Story::written(text, 100);
        story.lost(ALARM, Some(at(1)), &[(STAFF, staff), F2]);
        story.event(ALARM, at(0), &[LI, F1]).event(ARRIVE, at(2), &[LI, F1]).event(INFORM, at(10), &[LI, F1]);
        story
    };
    story("li").expect(&[Status::Unknown]);
    story("wu").expect(&[Status::Violated]);
}

// -- ends of states and of the windows in them

/// An excuse that is looked for until an event comes is looked for no longer than the interval lasts.
#[test]
fn an_excuse_before_an_event_ends_with_the_interval_at_the_latest() {
    let norm = "state present of staff: from alarm until arrive same staff
duty n {
  during present as o
  must inform same staff where level > 1
  unless inform same staff where level < 1 before inform same fault where level = 1
}";
    let story = |late: i64| {
        let mut story = Story::written(norm, 100);
        story.event(ALARM, at(0), &[LI, F1]).event(ARRIVE, at(10), &[LI]);
        story.event(INFORM, at(late), &[LI, F1, (LEVEL, "0")]);
        story
    };
    story(10).expect(&[Status::Excused]);
    story(11).expect(&[Status::Violated]);
}

const PRESENT_WHEN_TOLD: &str =
    "state present of staff: from alarm until arrive same staff where level > 1\n";

/// What may have ended a state leaves open what was between it and the event that certainly ended it.
#[test]
fn an_end_in_doubt_before_a_certain_one_leaves_open_what_was_between_them() {
    let norm = "duty n { when inform as i must alarm within 20 minutes unless present of i.staff }";
    let story = |level: &str, asked: i64| {
        let mut story = Story::written(&format!("{PRESENT_WHEN_TOLD}{norm}"), 100);
        story.event(ARRIVE, at(5), &[LI, (LEVEL, level)]).event(INFORM, at(asked), &[LI]);
        story.event(ARRIVE, at(10), &[LI, (LEVEL, "3")]);
        story
    };
    story("1", 7).expect(&[Status::Excused]);
    story("?", 3).expect(&[Status::Excused]);
    story("?", 7).expect(&[Status::Unknown]);
    story("3", 7).expect(&[Status::Violated]);
}

/// Whether it had ended or not, what begins it for certain makes it certain again.
#[test]
fn a_state_whose_end_is_in_doubt_is_certain_once_it_begins_again() {
    let norm = "prohibition n { when inform as i must not present of i.staff }";
    let story = |again: i64| {
        let mut story = Story::written(&format!("{PRESENT_WHEN_TOLD}{norm}"), 100);
        story.event(ALARM, at(0), &[LI]).event(ARRIVE, at(5), &[LI, (LEVEL, "?")]);
        story.event(INFORM, at(9), &[LI]).event(ALARM, at(again), &[LI]);
        story
    };
    story(8).expect(&[Status::Violated]);
    story(12).expect(&[Status::Unknown]);
}

/// Somebody is away from one minute to another and present from one to another, unless a rejected row ended that earlier.
fn away_and_present(norm: &str, away: [i64; 2], present: [i64; 2], lost: i64) -> Story {
    let states = "state present of staff: from alarm until arrive same staff
state away of staff: from inform where level > 1 until inform same staff where level < 1\n";
    let mut story = Story::written(&format!("{states}{norm}"), 100);
    let mut told = [
        (away[0], INFORM, vec![LI, (LEVEL, "3")]),
        (away[1], INFORM, vec![LI, (LEVEL, "0")]),
        (present[0], ALARM, vec![LI]),
        (present[1], ARRIVE, vec![LI]),
    ];
    told.sort_by_key(|(minute, ..)| *minute);
    for (minute, kind, cells) in &told {
        story.event(*kind, at(*minute), cells);
    }
    story.lost(ARRIVE, Some(at(lost)), &[]);
    story
}

/// If the interval ended before the state did, the state lasted throughout.
#[test]
fn a_state_that_ended_inside_an_interval_may_have_lasted_throughout_if_that_may_have_ended_earlier() {
    let norm = "duty n { during present as o bearer o.staff must inform where level > 7 unless away of o.staff throughout }";
    let story = |lost: i64| away_and_present(norm, [0, 20], [1, 30], lost);
    story(10).expect(&[Status::Unknown]);
    story(25).expect(&[Status::Violated]);
}

/// A rejected beginning tells nothing of the time before it: in a log from ever nothing had begun.
#[test]
fn a_rejected_beginning_leaves_no_doubt_about_the_time_before_it() {
    let text = "state present of staff: from alarm until arrive same staff
prohibition n { during present as o must not hold count(present) < 2 within 10 minutes of o.start }";
    let story = |lost: i64| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI]).lost(ALARM, Some(at(lost)), &[]);
        story
    };
    story(20).expect(&[Status::Violated]);
    story(5).expect(&[Status::Violated]);
}

/// Whenever somebody's began that day: from the minute on at which it would begin it holds.
#[test]
fn a_state_that_may_have_begun_some_time_of_a_day_is_certain_from_what_would_begin_it_on() {
    let text = "state present of staff: from alarm until arrive same staff
prohibition n { when inform as i must not present of i.staff }";
    let story = |asked: i64| {
        let mut story = Story::written(text, 3 * 24 * 60);
        story.event(ALARM, day_of(0), &[]).event(ALARM, at(10), &[LI]).event(INFORM, at(asked), &[LI]);
        story
    };
    story(20).expect(&[Status::Violated]);
    story(5).expect(&[Status::Unknown]);
}

/// If it held for its share whenever the interval ended, it held.
#[test]
fn a_share_is_asked_of_each_time_at_which_the_interval_may_have_ended() {
    let norm = "duty n { during present as o bearer o.staff must hold away of o.staff for at least 50% }";
    let story = |lost: i64| away_and_present(norm, [4, 40], [0, 50], lost);
    story(9).expect(&[Status::Fulfilled]);
    story(7).expect(&[Status::Unknown]);
}

/// Of a period in which the log begins, what is known from then on counts.
#[test]
fn a_state_is_asked_from_the_beginning_of_the_log_on() {
    let text = "state present of staff: from alarm until arrive same staff
duty n { each day must hold count(present) < 1 }";
    let mut story = Story::written(text, 17 * 60);
    story.event(ARRIVE, at(30), &[LI]).event(ALARM, at(17 * 60 - 10), &[LI]);
    story.case.coverage.kinds.fill(None);
    story.expect(&[Status::Violated, Status::Pending]);
}

/// A coarse act that follows a finer one was not before that, so what follows it was not before the log.
#[test]
fn what_follows_a_coarse_act_was_not_before_what_that_follows() {
    let text = "duty n {
  when arrive as o
  must not arrive where level > 1 then alarm same fault then alarm same fault within 2 minutes
}";
    let story = |begin: i64| {
        let mut story = Story::written(text, 100);
        story.case.coverage.kinds[ALARM] = Some(Declared { begin: Some(at(begin).start), end: None });
        story.event(ALARM, day_of(0), &[F1]).event(ARRIVE, at(0), &[F1]).event(
            ARRIVE,
            at(1),
            &[(LEVEL, "?")],
        );
        story
    };
    story(1).expect(&[Status::Fulfilled, Status::Fulfilled]);
    story(2).expect(&[Status::Unknown, Status::Fulfilled]);
}

const BY_FAULT: &str = "state present of staff: from alarm until arrive same fault";
const UNLESS_PRESENT: &str =
    "duty n { when inform as i must inform where level > 9 within 20 minutes unless present of i.staff }";

/// Before the log somebody's may have begun, but it is not said whose.
#[test]
fn an_end_that_names_nobody_may_have_ended_what_anybody_had_begun_before_the_log() {
    let story = |state: &str, fault: &str| {
        let mut story = Story::written(&format!("{BY_FAULT}{state}\n{UNLESS_PRESENT}"), 100);
        story.case.coverage.kinds.fill(None);
        story.event(INFORM, at(0), &[LI]).event(
            ARRIVE,
            at(5),
            &[(STAFF, "wang"), (FAULT, fault), (TO, "office")],
        );
        story.event(ALARM, at(10), &[LI, F1]);
        story
    };
    for state in ["", " where to = \"office\"", " by at least 2 different people"] {
        story(state, "F1").expect(&[Status::Unknown]);
        story(state, "F2").expect(&[Status::Violated]);
    }
    story(" where to = \"platform\"", "F1").expect(&[Status::Violated]);
}

const UNLESS_ABSENT: &str =
    "duty n { when inform as i must inform where level > 9 within 20 minutes unless not present of i.staff }";

/// Whosever it was, it is over then. (Both sources are whole from ever: else something may have begun under another key before the log.)
#[test]
fn an_end_that_names_nobody_ends_what_may_have_begun() {
    let state = "state present of staff: from alarm where level > 1 until arrive same fault";
    let asked = |at_minute: i64| {
        let mut story = Story::written(&format!("{state}\n{UNLESS_ABSENT}"), 100);
        story.event(ALARM, at(0), &[LI, F1, (LEVEL, "?")]).event(INFORM, at(at_minute), &[LI]);
        story.event(ARRIVE, at(5), &[(STAFF, "wang"), F1]);
        story.case.events.sort_by_key(|event| event.at);
        story
    };
    asked(3).expect(&[Status::Unknown]);
    asked(10).expect(&[Status::Excused]);
}

/// What may be another's of another key tells nothing of somebody of whom something is certain.
#[test]
fn what_may_be_anybodys_does_not_make_doubtful_what_was_before_somebodys_first_event() {
    let state = "state present of staff: from alarm until arrive same staff, fault";
    let mut story = Story::written(&format!("{state}\n{UNLESS_ABSENT}"), 100);
    story.case.coverage.kinds.fill(None);
    story.event(INFORM, at(0), &[LI]).event(ALARM, at(10), &[LI, F2]);
    story.event(ALARM, at(12), &[(STAFF, "?"), F1]);
    story.expect(&[Status::Excused]);
}

/// A slot that was over is not shorter for what may have ended the interval after it.
#[test]
fn a_slot_that_was_over_is_met_though_the_interval_may_have_ended_since() {
    let text = "state present of staff: from alarm until arrive same staff where level > 1
duty n { each 10 minutes during present as o must inform same staff by end of day }";
    let mut story = Story::written(text, 29);
    story.event(ALARM, at(0), &[LI]).event(ARRIVE, at(25), &[LI, (LEVEL, "?")]).event(INFORM, at(27), &[LI]);
    story.expect(&[Status::Fulfilled, Status::Fulfilled, Status::Unknown]);
}

/// One obligation stands for its slots, also for those alone in which the norm is in force.
#[test]
fn slots_of_what_may_be_no_interval_are_owed_from_the_day_on_which_the_norm_comes_into_force() {
    let norm = "duty n { effective 2024-05-11 .. each 6 hours during present as o must inform same staff }";
    let mut story = Story::written(&format!("{PRESENT}{norm}"), 2_000);
    story.event(ALARM, at(0), &[LI, (FAULT, "?"), (LEVEL, "3")]);
    story.event(ALARM, at(10), &[LI, F1, (LEVEL, "3")]);
    story.says(&[Status::Unknown, Status::Violated, Status::Violated, Status::Pending]);
}

/// At the instant at which it began it tells nothing of the time before.
#[test]
fn what_may_have_ended_a_state_after_its_first_beginning_leaves_open_nothing_before() {
    let state = "state present of staff: from alarm until arrive same staff where level > 1";
    let story = |end_first: bool| {
        let mut story = Story::written(&format!("{state}\n{UNLESS_PRESENT}"), 100);
        story.case.coverage.kinds.fill(None);
        story.event(INFORM, at(0), &[LI]);
        if end_first {
            story.event(ARRIVE, at(10), &[LI, (LEVEL, "?")]).event(ALARM, at(10), &[LI]);
        } else {
            story.event(ALARM, at(10), &[LI]).event(ARRIVE, at(10), &[LI, (LEVEL, "?")]);
        }
        story
    };
    story(false).expect(&[Status::Violated]);
    story(true).expect(&[Status::Unknown]);
}

/// If it began with the rejected row, its end is compared with that, and the third alarm begins nothing.
#[test]
fn of_what_may_have_begun_earlier_it_cannot_be_told_with_what_its_end_is_compared() {
    let text = "state present of staff: from alarm until arrive same staff where level >= alarm.level
duty n { during present as o must inform same staff within 5 minutes }";
    let story = |lost: &[(usize, &str)]| {
        let mut story = Story::written(text, 100);
        story.lost(ALARM, Some(at(0)), lost);
        story.event(ALARM, at(10), &[LI, (LEVEL, "1")]).event(ARRIVE, at(20), &[LI, (LEVEL, "2")]);
        story.event(ALARM, at(30), &[LI, (LEVEL, "1")]);
        story
    };
    story(&[]).expect(&[Status::Unknown, Status::Unknown]);
    story(&[(STAFF, "wang")]).expect(&[Status::Violated, Status::Violated]);
}

/// Whenever that day the first alarm came, and whoever's it was: at the second one the state holds.
#[test]
fn at_what_would_begin_it_a_state_holds() {
    let text = "state present of staff: from alarm until arrive same staff
duty n { when alarm as o during present of o.staff must inform same staff by end of day }";
    let mut story = Story::written(text, 3 * 24 * 60);
    story.event(ALARM, day_of(0), &[F1]).event(ALARM, day_of(0), &[LI]);
    story.expect(&[Status::Unknown, Status::Violated]);
}

/// An end equals the beginning in whose it is: a row that names nobody ends nothing.
#[test]
fn a_rejected_row_without_a_name_is_nobodys_end() {
    let text = "state present of staff: from alarm until arrive same staff
prohibition n { when inform as i must not present of i.staff }";
    let story = |staff: Option<&str>| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI]);
        let named: Vec<(usize, &str)> = staff.map(|name| (STAFF, name)).into_iter().collect();
        story.lost(ARRIVE, Some(at(10)), &named).event(INFORM, at(20), &[LI]);
        story
    };
    story(Some("")).expect(&[Status::Violated]);
    story(Some("wang")).expect(&[Status::Violated]);
    story(Some("li")).expect(&[Status::Unknown]);
    story(None).expect(&[Status::Unknown]);
}

/// What two events end together, one rejected row does not end.
#[test]
fn one_rejected_row_does_not_end_what_takes_two_events() {
    let text = "state present of staff: from alarm until arrive same staff at least 2 times
prohibition n { when inform as i must not present of i.staff }";
    let story = |arrived: i64| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI]).event(ARRIVE, at(arrived), &[LI]).event(INFORM, at(10), &[LI]);
        story.lost(ARRIVE, None, &[LI]);
        story
    };
    story(20).expect(&[Status::Violated]);
    story(5).expect(&[Status::Unknown]);
    let mut story = Story::written(text, 100);
    story.event(ALARM, at(0), &[LI]).event(INFORM, at(10), &[LI]).lost(ARRIVE, None, &[LI]);
    story.expect(&[Status::Violated]);
    story.lost(ARRIVE, None, &[LI]).expect(&[Status::Unknown]);
}

/// What has failed before the event that ends the window is not put off until it comes.
#[test]
fn a_state_is_asked_when_the_conduct_has_failed_before_the_event_that_ends_the_window() {
    let text = "state present of staff: from alarm until arrive same staff where level > 9
prohibition n { when inform as i must not inform same staff where level > 1 before arrive same staff unless present of i.staff }";
    let story = |arrived: i64| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI]).event(INFORM, at(5), &[LI]);
        story.event(INFORM, at(10), &[LI, (LEVEL, "3")]).event(ARRIVE, at(arrived), &[LI]);
        story
    };
    story(99).expect(&[Status::Excused, Status::Fulfilled]);
    story(100).expect(&[Status::Excused, Status::Pending]);
}

/// Whenever somebody's ended that day: from the minute on at which it would have ended it is over.
#[test]
fn a_state_that_may_have_ended_some_time_of_a_day_is_over_from_what_would_end_it_on() {
    let text = "state present of staff: from alarm until arrive same staff
prohibition n { when inform as i must not present of i.staff }";
    let mut story = Story::written(text, 3 * 24 * 60);
    story.event(ARRIVE, day_of(0), &[(STAFF, "?")]).event(ARRIVE, at(10), &[LI]);
    story.event(INFORM, at(20), &[LI]);
    story.expect(&[Status::Fulfilled]);
}

/// If it began earlier, what came before may have been the first of the two that end it.
#[test]
fn of_the_ends_of_a_state_that_may_have_begun_earlier_some_may_have_come_before() {
    let text = "state present of staff: from alarm until arrive same staff at least 2 times
prohibition n { when inform as i must not present of i.staff }";
    let story = |first: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[(STAFF, first)]).event(ARRIVE, at(5), &[LI]);
        story.event(ALARM, at(10), &[LI]).event(ARRIVE, at(20), &[LI]).event(INFORM, at(30), &[LI]);
        story
    };
    story("?").expect(&[Status::Unknown]);
    story("wu").expect(&[Status::Violated]);
    story("li").expect(&[Status::Fulfilled]);
}

/// What may have begun and has certainly ended leaves no doubt of what begins after it.
#[test]
fn what_may_have_begun_is_over_once_all_its_ends_have_come() {
    let text = "state present of staff: from alarm where level > 1 until arrive same staff for every to in [\"platform\", \"office\"]
duty n { during present as o must inform same staff within 5 minutes }";
    let story = |to: &str| {
        let mut story = Story::written(text, 100);
        story.event(ALARM, at(0), &[LI, (LEVEL, "?")]).event(ARRIVE, at(5), &[LI, (6, "platform")]);
        story.event(ARRIVE, at(6), &[LI, (6, to)]).event(ALARM, at(10), &[LI, (LEVEL, "3")]);
        story
    };
    story("office").expect(&[Status::Unknown, Status::Violated]);
    story("platform").expect(&[Status::Unknown, Status::Unknown]);
}

/// An act of which only the day is known may lie in the gap after a finer one of that day.
#[test]
fn a_coarse_act_may_have_come_after_a_finer_one_that_it_stands_before() {
    let text = "duty n { when alarm as o must arrive same fault every 12 hours within 16 hours }";
    let story = |coarse: bool| {
        let mut story = Story::written(text, 3 * 24 * 60);
        story.event(ALARM, at(0), &[F1]);
        if coarse {
            story.event(ARRIVE, day_of(0), &[F1]);
        }
        story.event(ARRIVE, at(1), &[F1]);
        story
    };
    story(false).expect(&[Status::Violated]);
    story(true).expect(&[Status::Unknown]);
}

/// What may have begun is over with what would certainly have ended it.
#[test]
fn what_may_have_begun_is_over_with_what_would_have_ended_it() {
    let text = "state present of staff: from alarm where level > 1 until arrive same staff
prohibition n { when inform as i must not present of i.staff }";
    let story = |arrived: i64| {
        let mut story = Story::written(text, 100);
        story.event(ARRIVE, at(1), &[LI]).event(ALARM, at(5), &[LI, (LEVEL, "?")]);
        story.event(ARRIVE, at(arrived), &[LI]).event(INFORM, at(20), &[LI]);
        story
    };
    story(10).expect(&[Status::Fulfilled]);
    story(30).expect(&[Status::Unknown]);
}

/// What may not come too early is missing when the event comes, whichever days before it work.
#[test]
fn what_only_has_a_longest_time_before_an_event_is_missing_when_that_comes() {
    let story = |lead: &str| {
        let text = format!(
            "duty n {{
  when alarm
  must arrive same fault {lead} 1 working day before inform same fault
  else must inform where level > 1 within 1 hour
  else fine 10 CNY
}}"
        );
        // In 2027, of which no calendar tells the working days.
        let then = |minutes: i64| at(1000 * 24 * 60 + minutes);
        let mut story = Story::written(&text, 1010 * 24 * 60);
        story.event(ALARM, then(0), &[F1]).event(INFORM, then(60), &[F1]);
        story.event(INFORM, then(70), &[(LEVEL, "3")]);
        story
    };
    story("at most").expect(&[Status::Repaired]);
    story("at least").expect(&[Status::Unknown]);
}

/// An act of which only the day is known may have come after a window opened on that day.
#[test]
fn a_coarse_act_of_the_day_on_which_a_window_opens_may_fill_a_gap() {
    let text = "duty n { when alarm as o must arrive same fault every 12 hours within 16 hours }";
    let story = |day: i64| {
        let mut story = Story::written(text, 3 * 24 * 60);
        story.event(ALARM, at(0), &[F1]).event(ARRIVE, day_of(day), &[F1]);
        story
    };
    story(0).expect(&[Status::Unknown]);
    story(-24 * 60).expect(&[Status::Violated]);
}

// -- some times known to the day only, others more closely: what stands before another that day may have come after it. The second
// -- evaluator takes them in their order, which is less careful.

const PRESENT_OF: &str = "state present of staff: from alarm until arrive same staff
prohibition n { when inform as i must not present of i.staff }";

const NEXT_DAY: i64 = 24 * 60;

#[test]
fn what_ended_a_state_some_time_of_the_day_on_which_it_began_may_have_come_after() {
    let story = |arrived: Stamp| {
        let mut story = Story::written(PRESENT_OF, 2 * NEXT_DAY);
        story.event(ARRIVE, arrived, &[LI]).event(ALARM, at(60), &[LI]).event(INFORM, at(NEXT_DAY), &[LI]);
        story
    };
    story(day_of(0)).says(&[Status::Unknown]);
    story(at(30)).says(&[Status::Violated]);
    story(day_of(-NEXT_DAY)).says(&[Status::Violated]);
}

#[test]
fn what_began_a_state_some_time_of_the_day_on_which_it_ended_may_have_come_after() {
    let story = |began: &[i64], arrived: i64| {
        let mut story = Story::written(PRESENT_OF, 4 * NEXT_DAY);
        for began in began {
            story.event(ALARM, day_of(*began), &[LI]);
        }
        story.event(ARRIVE, at(arrived), &[LI]).event(INFORM, at(3 * NEXT_DAY), &[LI]);
        story.case.events.sort_by_key(|event| event.at);
        story
    };
    story(&[0], 60).says(&[Status::Unknown]);
    story(&[0], NEXT_DAY).says(&[Status::Fulfilled]);
    story(&[0, NEXT_DAY], NEXT_DAY).says(&[Status::Unknown]);
    story(&[0, NEXT_DAY], 2 * NEXT_DAY).says(&[Status::Fulfilled]);
}

#[test]
fn an_interval_that_began_on_the_day_of_an_end_may_have_been_over_before_what_was_done_in_it() {
    let story = |conduct: &str, arrived: Stamp| {
        let present = "state present of staff: from alarm until arrive same staff";
        let norm = format!("duty n {{ during present as o must {conduct} same staff }}");
        let mut story = Story::written(&format!("{present}\n{norm}"), 100);
        story.event(ARRIVE, arrived, &[LI]).event(ALARM, at(0), &[LI]).event(INFORM, at(10), &[LI]);
        story.event(ARRIVE, at(40), &[LI]);
        story
    };
    story("inform", day_of(0)).says(&[Status::Unknown]);
    story("inform", day_of(-NEXT_DAY)).says(&[Status::Fulfilled]);
    story("not inform", day_of(0)).says(&[Status::Unknown]);
    story("not inform", day_of(-NEXT_DAY)).says(&[Status::Violated]);
}
