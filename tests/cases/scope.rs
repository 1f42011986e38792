//! What a run may withdraw, and what it must leave alone.

use crate::desk::Desk;
use guiju::cases::{Act, State};
use guiju::check::CheckOptions;
use guiju::time::{Instant, Stamp};

const POLICY: &str = r#"
policy calls {
  timezone Asia/Shanghai
  currency CNY
}
event missed_call { call: text, actor staff: text }
event call_back   { call: text, actor staff: text }
event walk        { actor staff: text }
duty call_back_soon {
  when    missed_call as m
  bearer  m.staff
  must    call_back same call
  within  20 minutes
  else    fine 30..50 CNY
}
prohibition no_walks {
  when     walk
  bearer   walk.staff
  must not walk
  else     escalate per bearer per month { 1st: warn  2nd..: fine 10 CNY }
}
"#;

const LOG: &str = "\
time,event,call,staff
2024-05-06 09:00:00,missed_call,a,li
2024-05-06 10:00:00,missed_call,b,wang
2024-05-06 10:05:00,call_back,b,wang
2024-05-06 11:00:00,walk,,li
2024-05-06 18:00:00,call_back,z,li
";

fn states(desk: &Desk) -> Vec<(String, State)> {
    desk.book().cases.values().map(|case| (case.record.norm.clone(), case.state(Desk::on()))).collect()
}

fn kept() -> Desk {
    let mut desk = Desk::new(POLICY);
    assert_eq!(desk.run(&[("log.csv", LOG)]).recorded, 2);
    desk
}

/// The number of the case of a norm.
fn of(desk: &Desk, norm: &str) -> u64 {
    desk.book().cases.values().find(|case| case.record.norm == norm).unwrap().number
}

#[test]
fn evidence_that_comes_late_withdraws_what_nobody_has_decided() {
    let mut desk = kept();
    let late = LOG.replace(
        "09:00:00,missed_call,a,li\n",
        "09:00:00,missed_call,a,li\n2024-05-06 09:10:00,call_back,a,li\n",
    );
    let merged = desk.run(&[("log.csv", &late)]);
    assert_eq!((merged.withdrawn, merged.seen, merged.overturned), (1, 1, 0));
    assert_eq!(states(&desk)[0], ("call_back_soon".into(), State::Withdrawn));
    // Found again, it stands again: one case, not two.
    let merged = desk.run(&[("log.csv", LOG)]);
    assert_eq!((merged.restored, merged.recorded), (1, 0));
    assert_eq!(
        states(&desk),
        [("call_back_soon".into(), State::Proposed), ("no_walks".into(), State::Proposed)]
    );
    let case = of(&desk, "call_back_soon");
    assert_eq!(
        desk.book().cases[&case].history.len(),
        3,
        "recorded, withdrawn, restored: nothing is deleted"
    );
}

#[test]
fn an_occasion_that_was_an_error_of_the_log_is_withdrawn() {
    let mut desk = kept();
    let corrected =
        LOG.replace("2024-05-06 09:00:00,missed_call,a,li\n", "2024-05-06 09:00:00,call_back,y,li\n");
    assert_eq!(desk.run(&[("log.csv", &corrected)]).withdrawn, 1);
    assert_eq!(states(&desk)[0].1, State::Withdrawn);
}

#[test]
fn what_people_have_decided_is_not_withdrawn_by_a_run() {
    let mut desk = kept();
    let case = of(&desk, "call_back_soon");
    desk.deed(Act::Confirmed { case });
    let late = LOG.replace(
        "09:00:00,missed_call,a,li\n",
        "09:00:00,missed_call,a,li\n2024-05-06 09:10:00,call_back,a,li\n",
    );
    let merged = desk.run(&[("log.csv", &late)]);
    assert_eq!((merged.withdrawn, merged.overturned), (0, 1));
    assert_eq!(desk.book().cases[&case].state(Desk::on()), State::Confirmed);
    assert!(desk.book().cases[&case].overturned.is_some());
    // It is said once, not with every run.
    assert_eq!(desk.run(&[("log.csv", &late)]).overturned, 0);
}

#[test]
fn the_export_of_another_office_withdraws_nothing() {
    let mut desk = kept();
    let other = "time,event,call,staff\n2024-05-06 09:00:00,missed_call,q,zhao\n2024-05-06 09:05:00,call_back,q,zhao\n2024-05-06 18:00:00,walk,,zhao\n2024-05-06 18:30:00,call_back,x,zhao\n";
    let merged = desk.run(&[("other.csv", other)]);
    assert_eq!((merged.withdrawn, merged.overturned, merged.missed.len()), (0, 0, 2));
    assert_eq!(states(&desk).iter().filter(|(_, state)| *state == State::Proposed).count(), 3);
}

#[test]
fn an_export_that_is_cut_off_withdraws_nothing() {
    for (from, to) in
        [("2024-05-06 09:00:01", "2024-05-06 18:00:00"), ("2024-05-06 09:00:00", "2024-05-06 09:20:00")]
    {
        let mut desk = kept();
        // Without the occasion, from a log that begins after it or ends before its window does.
        let part: Vec<&str> = LOG
            .lines()
            .skip(1)
            .filter(|line| &line[..19] >= from && &line[..19] <= to && !line.contains(",a,"))
            .collect();
        let log = format!(
            "time,event,call,staff\n{}\n{}\n",
            format_args!("{from},call_back,y,li"),
            part.join("\n")
        );
        let merged = desk.run(&[("log.csv", &log)]);
        let case = of(&desk, "call_back_soon");
        assert_eq!(merged.withdrawn, 0, "{log}");
        assert_eq!(desk.book().cases[&case].state(Desk::on()), State::Proposed);
    }
}

#[test]
fn a_rejected_row_or_a_later_from_withdraws_nothing() {
    let mut desk = kept();
    // The row that cannot be read may be the very occasion.
    let broken = LOG.replace(
        "2024-05-06 09:00:00,missed_call,a,li\n",
        "2024-05-06 09:00:00,call_back,y,li\n2024-05-06 nine,missed_call,a,li\n",
    );
    assert_eq!(desk.run(&[("log.csv", &broken)]).withdrawn, 0);
    let corrected =
        LOG.replace("2024-05-06 09:00:00,missed_call,a,li\n", "2024-05-06 09:00:00,call_back,y,li\n");
    // 09:30 in Shanghai.
    let from = Instant::from_micros(1_714_959_000_000_000);
    let options = CheckOptions { from: Some(from), ..CheckOptions::default() };
    assert_eq!(desk.run_with(&[("log.csv", &corrected)], options).0.withdrawn, 0);
    let as_of = CheckOptions {
        as_of: Some(Stamp::exact(Instant::from_micros(1_714_957_260_000_000))),
        ..CheckOptions::default()
    };
    assert_eq!(desk.run_with(&[("log.csv", &corrected)], as_of).0.withdrawn, 0);
}

#[test]
fn a_new_rule_neither_withdraws_nor_fines_again() {
    let longer = POLICY.replace("within  20 minutes", "within  15 minutes");
    let mut desk = kept().amended(&longer);
    let merged = desk.run(&[("log.csv", LOG)]);
    assert_eq!((merged.restated, merged.recorded, merged.withdrawn), (1, 0, 0));
    assert_eq!(desk.book().cases.len(), 2, "one matter, one case");
    // With the new limit it would have been kept: the old finding stands until people look at it.
    let generous = POLICY.replace("within  20 minutes", "within  10 hours");
    let mut desk = kept().amended(&generous);
    let merged = desk.run(&[("log.csv", LOG)]);
    assert_eq!((merged.withdrawn, merged.missed.len()), (0, 1));
    // A comment or another norm changes no rule.
    let same = POLICY.replace("duty call_back_soon {", "# why\n\nduty call_back_soon {");
    let mut desk = kept().amended(&same);
    let late = LOG.replace(
        "09:00:00,missed_call,a,li\n",
        "09:00:00,missed_call,a,li\n2024-05-06 09:10:00,call_back,a,li\n",
    );
    assert_eq!(desk.run(&[("log.csv", &late)]).withdrawn, 1);
}

#[test]
fn what_is_waived_proposes_nothing_and_does_not_count() {
    let mut desk = kept();
    let case = of(&desk, "no_walks");
    desk.deed(Act::Waived { case, approver: "director".into(), expires: None });
    let more = format!("{LOG}2024-05-07 11:00:00,walk,,li\n2024-05-07 12:00:00,call_back,z,li\n");
    let (_, report) = desk.run_with(&[("log.csv", &more)], CheckOptions::default());
    assert_eq!((report.totals.waived, report.totals.violated), (1, 2));
    let waived = report.findings.iter().find(|f| f.status.id() == "waived").unwrap();
    assert!(waived.proposal.is_empty());
    assert_eq!(waived.reasons.last().unwrap().text, "waived, approved by director: seen");
    // The second walk is the first that counts.
    let walks: Vec<Option<u32>> = desk
        .book()
        .cases
        .values()
        .filter(|case| case.record.norm == "no_walks")
        .map(|case| case.record.lines[0].nth)
        .collect();
    assert_eq!(walks, [Some(1), Some(1)]);
}

#[test]
fn a_later_export_counts_on_where_the_earlier_one_ended() {
    let mut desk = kept();
    let later = "time,event,call,staff\n2024-05-20 09:00:00,walk,,li\n2024-05-20 10:00:00,call_back,z,li\n";
    desk.run(&[("later.csv", later)]);
    let book = desk.book();
    let second = book.cases.values().last().unwrap();
    assert_eq!(
        (second.record.lines[0].nth, second.record.lines[0].amount.as_ref().unwrap().value.as_str()),
        (Some(2), "10")
    );
    // In another month it is the first again.
    let june = later.replace("2024-05", "2024-06");
    desk.run(&[("june.csv", &june)]);
    assert_eq!(desk.book().cases.values().last().unwrap().record.lines[0].nth, Some(1));
}

/// Which time each walk was, and how it stands, in the order in which they were recorded.
fn walks(desk: &Desk) -> Vec<(Option<u32>, State)> {
    let book = desk.book();
    let walks = book.cases.values().filter(|case| case.record.norm == "no_walks");
    walks.map(|case| (case.record.lines[0].nth, case.state(Desk::on()))).collect()
}

#[test]
fn what_the_run_itself_withdraws_does_not_count_in_it() {
    let second = LOG.replace("18:00:00,call_back,z", "17:00:00,walk,,li\n2024-05-06 18:00:00,call_back,z");
    let mut desk = Desk::new(POLICY);
    desk.run(&[("log.csv", &second)]);
    assert_eq!(walks(&desk), [(Some(1), State::Proposed), (Some(2), State::Proposed)]);
    // The first was an error of the log; a third comes to light.
    let corrected = second.replace("11:00:00,walk,,li", "11:00:00,call_back,y,li");
    let third = format!("{corrected}2024-05-07 11:00:00,walk,,li\n2024-05-07 12:00:00,call_back,z,li\n");
    let merged = desk.run(&[("log.csv", &third)]);
    assert_eq!((merged.withdrawn, merged.revised, merged.recorded), (1, 1, 1));
    let expected = [(Some(1), State::Withdrawn), (Some(1), State::Proposed), (Some(2), State::Proposed)];
    assert_eq!(walks(&desk), expected);
    // Again, and nothing changes.
    let again = desk.run(&[("log.csv", &third)]);
    assert_eq!((again.revised, again.recorded, walks(&desk)), (0, 0, expected.to_vec()));
}

#[test]
fn a_matter_under_a_new_limit_is_counted_once() {
    let table = "escalate per bearer per month { 1st: warn 2nd..: fine 10 CNY }";
    let policy = POLICY.replace("fine 30..50 CNY", table);
    let mut desk = Desk::new(&policy);
    desk.run(&[("log.csv", LOG)]);
    let mut desk = desk.amended(&policy.replace("within  20 minutes", "within  15 minutes"));
    let more = format!("{LOG}2024-05-07 09:00:00,missed_call,c,li\n2024-05-07 18:00:00,call_back,z,li\n");
    let merged = desk.run(&[("log.csv", &more)]);
    assert_eq!((merged.restated, merged.recorded), (1, 1));
    let book = desk.book();
    let last = book.cases.values().last().unwrap();
    assert_eq!((last.record.norm.as_str(), last.record.lines[0].nth), ("call_back_soon", Some(2)));
}

#[test]
fn a_run_says_how_far_back_norms_look() {
    let policy = format!(
        "{POLICY}
event permit {{ actor staff: text }}
state in_office of staff: from call_back until walk same staff
prohibition no_strolls {{
  when     walk
  bearer   walk.staff
  must not walk
  unless   permit same staff before at most 2 days
}}
duty stay {{
  when    missed_call as m
  bearer  m.staff
  must    in_office of m.staff
}}
"
    );
    let mut desk = Desk::new(&policy);
    let merged = desk.run(&[("log.csv", LOG)]);
    let back: jiff::Timestamp = merged.next_from.unwrap().parse().unwrap();
    let end: jiff::Timestamp = "2024-05-06T18:00:00+08:00".parse().unwrap();
    // A timestamp may stand for a day, and so may a permit: a little more than two days.
    let days = end.duration_since(back).as_hours() / 24;
    assert!((2..=5).contains(&days), "{days} days");
    assert_eq!(merged.further, ["stay"]);
}

#[test]
fn what_was_open_is_remembered() {
    let mut desk = Desk::new(POLICY);
    let open =
        "time,event,call,staff\n2024-05-06 09:00:00,missed_call,a,li\n2024-05-06 09:05:00,call_back,z,li\n";
    let merged = desk.run(&[("log.csv", open)]);
    assert_eq!((merged.recorded, merged.next_from.as_deref()), (0, Some("2024-05-06T09:00:00+08:00")));
    let merged = desk.run(&[("log.csv", LOG)]);
    assert_eq!((merged.recorded, merged.decided_now), (2, 1));
}
