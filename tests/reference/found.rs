//! Disagreements that long runs over all families have found.

use crate::build;
use crate::case::{About, Line};
use crate::regressions::minute_of;
use crate::story::{ALARM, ARRIVE, INFORM, Story, at, day_of, repair, same_fault, when_alarm, within};
use guiju::analysis::model::{
    Act, Acts, Branch, Conduct, Count, Limit, Norm, Pattern, Reparation, Stage, Step, Var, Way,
};
use guiju::engine::{Declared, Status};
use guiju::event::{Cell, Value};
use guiju::time::{ClockUnit, Length, Point, Precision, Stamp};

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

/// What comes after a limit that cannot be worked out may be in time; what never came is missing, whatever the limit is.
#[test]
fn a_limit_that_cannot_be_worked_out_matters_only_to_what_came() {
    let first = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ARRIVE, within(10), Vec::new())];
    let other = vec![step(INFORM, Vec::new(), Vec::new()), step(ARRIVE, Vec::new(), within_working_hours())];
    let ways = vec![Way { steps: first }, Way { steps: other }];
    let story = |inform: i64, arrive: Option<i64>| {
        let norm = Norm { time: within(60), ..when_alarm(Conduct::Must(Acts { ways: ways.clone() })) };
        let mut story = Story::new(norm, 100);
        story.event(ALARM, at(0), &[F1]).event(INFORM, at(inform), &[F1]);
        arrive.into_iter().for_each(|arrive| _ = story.event(ARRIVE, at(arrive), &[F1]));
        story
    };
    expect(story(20, Some(60)), Status::Unknown);
    expect(story(20, Some(61)), Status::Violated);
    expect(story(20, None), Status::Violated);
    expect(story(61, None), Status::Violated);
}

/// A way that has ended says nothing of a row of which it cannot be told what it was: it may serve another way.
#[test]
fn what_was_not_seen_may_serve_another_way() {
    let short = vec![step(ARRIVE, within(1), Vec::new()), step(ARRIVE, Vec::new(), Vec::new())];
    let long = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ARRIVE, Vec::new(), Vec::new())];
    let norm = |ways: Vec<Vec<Step>>| {
        let ways = ways.into_iter().map(|steps| Way { steps }).collect();
        Norm { time: within(60), ..when_alarm(Conduct::Must(Acts { ways })) }
    };
    let mut story = Story::new(norm(vec![short, long]), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(20), &[F1]).lost(ARRIVE, Some(at(10)), &[]);
    expect(story, Status::Unknown);
    let soon = vec![step(ARRIVE, Vec::new(), Vec::new()), step(ARRIVE, Vec::new(), within(1))];
    let thrice = vec![
        step(ARRIVE, Vec::new(), Vec::new()),
        step(ARRIVE, Vec::new(), Vec::new()),
        step(ARRIVE, Vec::new(), Vec::new()),
    ];
    let mut story = Story::new(norm(vec![soon, thrice]), 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(20), &[F1]).lost(ARRIVE, Some(at(20)), &[]);
    expect(story, Status::Unknown);
}

/// Which of two reparations fails first is told only once both are over where one limit is coarser than the other.
#[test]
fn the_next_stage_counts_from_the_reparation_that_fails_first() {
    let due = build::of_event(Var::Occasion, ALARM, build::DUE);
    let within = |from| vec![build::branch(Limit::Within(Length::elapsed(30, ClockUnit::Second), from))];
    let arrive = |time| Reparation { acts: same_fault(ARRIVE).into(), time };
    let stage = |reparations, consequences| Stage { reparations, consequences, span: build::span() };
    let stages = vec![
        stage(vec![arrive(within(Some(due))), arrive(within(None))], Vec::new()),
        stage(vec![arrive(Vec::new())], Vec::new()),
        stage(Vec::new(), vec![build::fine(100)]),
    ];
    let story = |seconds: i64| {
        let mut story = Story::new(Norm { stages: stages.clone(), ..when_alarm(Conduct::Never) }, 100);
        story.event(ALARM, at(3), &[F1]);
        let due = Stamp { precision: Precision::Minute, ..at(2) };
        story.case.events[0].cells[build::DUE] = Cell::Value(Value::Stamp(due));
        story.case.horizon = Some(Stamp::exact(at(3).start.plus_micros(seconds * 1_000_000)));
        story
    };
    // The coarse one ends within 08:03, the other at 08:03:30.
    expect(story(45), Status::Unknown);
    expect(story(60), Status::Pending);
}

/// An act too many may have come before the other reparation failed.
#[test]
fn a_reparation_that_has_failed_may_have_failed_before_the_other() {
    let once = Act { count: Count { min: 1, max: Some(1) }, ..same_fault(ARRIVE) };
    let inform = Reparation { acts: same_fault(INFORM).into(), time: within(5) };
    let arrive = Reparation { acts: once.into(), time: within(10) };
    let stage = |reparations| Stage { reparations, consequences: Vec::new(), span: build::span() };
    let stages = vec![
        stage(vec![arrive, inform]),
        stage(vec![repair(same_fault(INFORM), Vec::new())[0].reparations[0].clone()]),
    ];
    let story = |arrivals: &[(i64, &str)]| {
        let mut story = Story::new(Norm { stages: stages.clone(), ..when_alarm(Conduct::Never) }, 100);
        story.event(ALARM, at(0), &[F1]);
        arrivals
            .iter()
            .for_each(|(minute, fault)| _ = story.event(ARRIVE, at(*minute), &[(build::FAULT, fault)]));
        story
    };
    expect(story(&[(1, "F1"), (2, "?"), (7, "F1")]), Status::Unknown);
    expect(story(&[(1, "F1"), (6, "?"), (7, "F1")]), Status::Pending);
}

/// Of forbidden acts that begin together, one dated to the minute and one to the second, the one that was logged first is the first.
#[test]
fn of_acts_that_begin_together_the_first_in_the_log_is_the_violation() {
    let text = "prohibition a { when alarm as o must not arrive same fault within 60 minutes }
duty b { when violated a must inform within 5 minutes }";
    let mut story = Story::written(text, 100);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, minute_of(at(3)), &[F1]).event(ARRIVE, at(3), &[F1]);
    story.expect(&[Status::Violated, Status::Violated]);
}

/// That one figure of a condition may never be known is no reason to wait for ever once another one has decided it.
#[test]
fn a_condition_is_read_again_when_its_last_figure_is_known() {
    let text = "duty n {
  each day for s in staff where count(alarm) over the previous day > 1 or count(alarm) != 0 must arrive
}";
    let mut story = Story::written(text, 3 * 24 * 60);
    story.staff("li", None, None, &[]).event(ALARM, at(24 * 60), &[F1]);
    until(ALARM, &mut story, 0);
    story.expect(&[Status::Pending, Status::Violated, Status::Pending, Status::Pending]);
}

/// What may have ended a window together with what certainly did says nothing of when it began.
#[test]
fn an_end_in_doubt_together_with_a_certain_one_moves_no_lead_time() {
    let text = "prohibition n {
  when alarm as o must not arrive same fault at most 60 seconds before inform where level > 1 else fine 10 CNY
}";
    let story = |doubt: i64| {
        let mut story = Story::written(text, 100);
        story.event(INFORM, at(2), &[(build::LEVEL, "3")]).event(ALARM, at(doubt), &[F1]);
        story.event(INFORM, at(doubt), &[]).event(ARRIVE, at(2), &[F1]);
        story
    };
    expect(story(2), Status::Violated);
    expect(story(1), Status::Unknown);
}

/// A reparation without a limit fails with the act that is one too many, and the violation falls then.
#[test]
fn a_violation_falls_with_the_act_too_many_of_a_reparation_without_a_limit() {
    let text = "duty answer { when alarm as a must arrive within 1 minute else must inform at most 1 time within 1 hour else fine 100 CNY }
duty n { when violated answer must arrive within 5 minutes }";
    let story = |arrived: i64| {
        let mut story = Story::written(text, 100);
        // The language asks for a limit; the meaning of one without is no other.
        story.case.model.norms[0].stages[0].reparations[0].time.clear();
        story.event(ALARM, at(0), &[F1]).event(INFORM, at(10), &[]).event(INFORM, at(20), &[]);
        story.event(ARRIVE, at(arrived), &[]);
        story
    };
    story(25).expect(&[Status::Violated, Status::Fulfilled]);
    story(26).expect(&[Status::Violated, Status::Violated]);
    story(19).expect(&[Status::Violated, Status::Violated]);
}

/// Once the act has come for certain no more hours are added, though what may have been it came first and its source fell silent.
#[test]
fn hours_late_run_no_further_once_the_act_has_come() {
    let text = "duty n { when alarm as a bearer a.staff must arrive within 1 minute else fine 10 CNY per started hour late }";
    let mut story = Story::written(text, 100);
    until(ARRIVE, &mut story, 30);
    story.event(ALARM, at(0), &[F1]).event(ARRIVE, at(60), &[]).lost(ARRIVE, Some(at(40)), &[]);
    story.expect(&[Status::Violated]);
    assert_eq!(crate::ledger::agrees(&story.case), Ok(()));
}

/// Of an act known to the day only, no more hours count than it was late for certain, whatever comes after it.
#[test]
fn hours_late_of_an_act_known_to_the_day_end_when_that_day_begins() {
    let text = "duty n { when alarm as a bearer a.staff must arrive by a.due else fine 10 CNY per started hour late }";
    // The evening of 10 May; the act is noted on 11 May.
    const EVENING: i64 = 15 * 60 + 40;
    let mut story = Story::written(text, EVENING + 6000);
    story.event(ALARM, at(EVENING - 60), &[]);
    let mut cells = story.case.events[0].cells.to_vec();
    cells[build::DUE] = Cell::Value(Value::Stamp(at(EVENING)));
    story.case.events[0].cells = cells.into();
    story.event(ARRIVE, day_of(EVENING + 20), &[]).event(ARRIVE, at(EVENING + 90), &[]);
    story.expect(&[Status::Violated]);
    assert_eq!(crate::ledger::agrees(&story.case), Ok(()));
    assert_eq!(story.case.engine().entries[0].times, 1);
}

/// Once the period is over no more hours are added either, whether what comes at its end is the next one's or nothing comes.
#[test]
fn hours_late_run_no_further_once_the_period_is_over() {
    let text = "duty n { each day for s in staff bearer s must arrive where staff = s by 12:00 else fine 10 CNY per started hour late }";
    // 11 May, eight hours before the log would begin that day.
    const MIDNIGHT: i64 = 16 * 60;
    for comes in [None, Some(MIDNIGHT + 24 * 60)] {
        let mut story = Story::written(text, MIDNIGHT + 30 * 60);
        story.staff("li", None, None, &[]).event(ALARM, at(MIDNIGHT), &[]);
        comes.map(|comes| story.event(ARRIVE, at(comes), &[(build::STAFF, "li")]));
        story.lost(ARRIVE, None, &[(build::STAFF, "wang")]);
        let second = if comes.is_some() { Status::Fulfilled } else { Status::Pending };
        // Nobody came on 10 May either.
        story.expect(&[Status::Violated, Status::Violated, second]);
        assert_eq!(crate::ledger::agrees(&story.case), Ok(()));
        assert!(story.case.engine().entries.iter().all(|entry| !entry.running));
    }
}

/// Two fields of a record of some time of a day are one time, also where twelve hours are counted, which a day leaves open.
#[test]
fn fields_of_one_record_are_one_time_whatever_its_precision() {
    let text = "duty n { when arrive as a bearer a.staff must a.[level, due] filled and valid
  else escalate within 12 hours { 1st: warn 2nd: fine 50 CNY } }";
    let mut story = Story::written(text, 9000);
    story.event(ARRIVE, day_of(0), &[(build::STAFF, "li")]);
    story.event(ARRIVE, at(0), &[(build::STAFF, "li"), (build::LEVEL, "0")]);
    story.says(&[Status::Violated, Status::Violated, Status::Fulfilled, Status::Violated]);
    assert_eq!(crate::ledger::agrees(&story.case), Ok(()));
    let times: Vec<Option<u32>> = story.case.engine().entries.iter().map(|entry| entry.time).collect();
    assert_eq!(times, [Some(1), Some(1), Some(2)]);
}

/// Where it cannot be told whether somebody is one of those for whom an act is forbidden, it may have failed with theirs: then no
/// reparation counts from what certainly was one.
#[test]
fn a_prohibition_for_each_may_have_failed_with_somebody_who_may_be_one() {
    let text = "prohibition n { each day for o in staff bearer o
  must not arrive for every x in (staff where boss = o) where staff = x
  else must inform within 10 minutes
  else fine 10 CNY }";
    let story = |first: &str, second: &str| {
        let mut story = Story::written(text, 30 * 60);
        story.event(ARRIVE, at(20), &[(build::STAFF, first)]).event(
            ARRIVE,
            at(40),
            &[(build::STAFF, second)],
        );
        story.staff("zhao", None, None, &[]).staff("wang", None, None, &[(build::BOSS, "zhao")]);
        story
    };
    let zhao = |story: &Story| {
        let said = story.case.engine();
        let of_that_day =
            |line: &&Line| line.about == About::Period("2024-05-10".into(), Some("zhao".into()));
        said.lines.iter().find(of_that_day).expect("a period").status
    };
    assert_eq!(zhao(&story("zhao", "wang")), Status::Unknown);
    assert_eq!(zhao(&story("wang", "zhao")), Status::Violated);
    assert_eq!(crate::agrees(&story("zhao", "wang").case), Ok(()));
    assert_eq!(crate::agrees(&story("wang", "zhao").case), Ok(()));
}

/// What was early enough whatever happened by then stays so when something that may be the event comes in a year that no calendar covers.
#[test]
fn what_was_early_enough_stays_so_when_the_event_may_come_in_an_uncovered_year() {
    let text = "duty n { when alarm as a must arrive same fault at least 1 working day before inform same fault else fine 10 CNY }";
    // 29 December 2026, eight o'clock.
    let december = |minutes: i64| at(minutes + (963 * 24) * 60);
    let mut story = Story::written(text, 0);
    story.event(ALARM, december(0), &[F1]).event(ARRIVE, december(60), &[F1]);
    story.event(INFORM, december(4 * 24 * 60), &[(build::FAULT, "?")]);
    for days in [3, 5] {
        story.case.horizon = Some(december(days * 24 * 60));
        story.expect(&[Status::Fulfilled]);
    }
}

/// A rejected row that may have ended what lasts, with the act that is asked for again and again, leaves nothing to ask for after it.
#[test]
fn what_may_have_been_the_last_act_of_an_interval_may_have_ended_it() {
    let text = "state present of staff: from alarm until arrive same staff
duty n { during present as o bearer o.staff must arrive same staff every 90 minutes else fine 50 CNY }";
    let story = |lost: i64| {
        let mut story = Story::written(text, 1800);
        story.event(ALARM, at(100), &[(build::STAFF, "li")]).event(ARRIVE, at(280), &[(build::STAFF, "li")]);
        story.lost(ARRIVE, Some(at(lost)), &[]);
        story
    };
    story(160).expect(&[Status::Unknown]);
    story(190).expect(&[Status::Unknown]);
    story(191).expect(&[Status::Violated]);
    story(99).expect(&[Status::Violated]);
}

/// Where of the opening of a window only the day is known, an act on that day may have come before it: then it begins no gap.
#[test]
fn an_act_on_the_day_of_the_opening_begins_no_gap_for_certain() {
    let text =
        "duty n { when alarm must arrive every 60 minutes by end of next day else fine 50 CNY per missing }";
    // The day is over at midnight, 16 hours after eight.
    let story = |last: i64| {
        let mut story = Story::written(text, 9000);
        story.event(ALARM, day_of(0), &[]);
        for minutes in (20..last).step_by(60).filter(|minutes| *minutes == 20 || *minutes >= 900) {
            story.event(ARRIVE, at(minutes), &[]);
        }
        story
    };
    story(40 * 60).says(&[Status::Unknown]);
    let mut late = story(36 * 60);
    late.says(&[Status::Violated]);
    // From 19:20 of the second day to its end, and none between 8:20 and 23:20 of the first.
    assert_eq!(late.case.engine().entries[0].times, 4);
}

/// What is forbidden until an event comes has failed before that: whether a state lasted as long as the window cannot be asked then, so it is
/// asked as without the word, and the verdict stays when the event comes.
#[test]
fn what_has_failed_does_not_wait_for_the_event_that_ends_the_window_of_its_excuse() {
    let text = "state present of staff: from alarm where level > 1 until arrive same staff
prohibition n { when alarm as o where o.level = 1 bearer o.staff must not inform same fault before arrive same staff
  unless not present of o.staff throughout else fine 50 CNY }";
    for comes in [None, Some(180)] {
        let mut story = Story::written(text, 900);
        let who = |level| [(build::STAFF, "li"), F1, (build::LEVEL, level)];
        story.event(ALARM, at(0), &who("1")).event(INFORM, at(60), &[F1]).event(ALARM, at(90), &who("2"));
        comes.map(|comes| story.event(ARRIVE, at(comes), &[(build::STAFF, "li")]));
        story.expect(&[Status::Excused]);
    }
}

/// Of acts of one's own in order it is certain when they failed where everything is known: others take nothing of the reparation.
#[test]
fn who_has_failed_first_has_the_reparation() {
    let text = "duty n {
  when alarm as o
  bearer o.staff
  must its own inform where level > 1, then within 30 minutes its own arrive same fault
  within 90 minutes
  else must its own inform same fault within 90 minutes
  else fine 10 CNY }";
    let mut story = Story::written(text, 600);
    let high = (build::LEVEL, "2");
    story.event(ALARM, at(0), &[F1, (build::STAFF, "wang")]).event(
        ALARM,
        at(30),
        &[F1, (build::STAFF, "zhao")],
    );
    story.event(INFORM, at(60), &[(build::FAULT, "F2"), high]).event(INFORM, at(60), &[F1, high]);
    story.event(INFORM, at(150), &[F1]).event(ARRIVE, at(180), &[F1]);
    story.says(&[Status::Repaired, Status::Violated]);
}

/// Of which it cannot be told whether it counts does not matter to what came last if it certainly came before.
#[test]
fn what_may_count_before_the_last_changes_nothing_of_it() {
    let text = "duty n { when inform as o must (last(alarm.level) for o.staff so far) > 1 else fine 50 CNY }";
    let (li, low, high) = ((build::STAFF, "li"), (build::LEVEL, "1"), (build::LEVEL, "2"));
    for (doubtful, status) in [(9, Status::Fulfilled), (10, Status::Unknown), (15, Status::Unknown)] {
        let mut story = Story::written(text, 600);
        story.event(ALARM, at(10), &[li, high]).event(ALARM, at(doubtful), &[(build::STAFF, "?"), low]);
        story.event(INFORM, at(20), &[li]).case.events.sort_by_key(|event| event.at);
        story.expect(&[status]);
    }
}
