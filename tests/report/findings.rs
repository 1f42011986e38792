//! One story for each way in which an obligation can end.

use crate::assert_report;
use crate::scene::{Policy, Run};
use guiju::check::CheckOptions;

const ALARMS: &str = "time,event,fault,owner,national,drill,staff,to\n";

fn alarms(rows: &str) -> Run {
    let log = format!("{ALARMS}{rows}");
    Run::new(Policy::monitoring().only(&["arrive_on_site"]), &[("alarms.csv", &log)])
}

#[test]
fn late_with_one_of_two_explanations() {
    let run = alarms(
        "2024-05-06 09:00,alarm,F1,li,true,,,\n\
         2024-05-06 09:25,inform,F1,,,,,platform\n\
         2024-05-06 09:31,arrive,F1,,,,li,\n\
         2024-05-06 18:00,arrive,F0,,,,li,\n",
    );
    assert_report!("late", run);
}

#[test]
fn never_done() {
    let run = alarms(
        "2024-05-06 09:00,alarm,F1,li,false,,,\n\
         2024-05-06 18:00,arrive,F0,,,,li,\n",
    );
    assert_report!("never", run);
}

#[test]
fn still_open_when_the_log_ends() {
    let run = alarms(
        "2024-05-06 09:00,arrive,F0,,,,li,\n\
         2024-05-06 17:50,alarm,F1,li,true,,,\n\
         2024-05-06 18:00,inform,F1,,,,,platform\n",
    );
    assert_report!("pending", run);
}

#[test]
fn excused_and_fulfilled_are_shown_when_asked_for() {
    let log = format!(
        "{ALARMS}2024-05-06 09:00,alarm,F1,li,true,yes,,\n\
         2024-05-06 10:00,alarm,F2,li,true,,,\n\
         2024-05-06 10:12,arrive,F2,,,,li,\n\
         2024-05-06 18:00,arrive,F0,,,,li,\n",
    );
    let options = CheckOptions { all: true, ..CheckOptions::default() };
    let run = Run::with(Policy::monitoring().only(&["arrive_on_site"]), &[("alarms.csv", &log)], options);
    assert_report!("all_well", run);
}

#[test]
fn cells_that_fail_a_condition() {
    let run = Run::new(
        Policy::monitoring().only(&["complete_records"]),
        &[(
            "records.csv",
            "time,event,staff,ph,flow\n\
             2024-05-06 09:00:30,record,li,,412.5\n\
             2024-05-06 10:00:00,record,li,7.1,很多\n\
             2024-05-06 11:00:00,record,wang,15,380\n",
        )],
    );
    assert_report!("records", run);
}

#[test]
fn something_forbidden_was_done() {
    let run = Run::new(
        Policy::monitoring().only(&["no_shutdown"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner\n\
             2024-05-06 09:00:00,alarm,F1,li\n\
             2024-05-06 10:15:20,shutdown,F1,\n\
             2024-05-07 09:00:00,shutdown,F0,\n",
        )],
    );
    assert_report!("forbidden", run);
}

#[test]
fn the_occasion_itself_is_forbidden_and_nobody_is_named() {
    let run = Run::new(
        Policy::monitoring().only(&["never_delete"]),
        &[(
            "deletes.csv",
            "time,event,staff,approved\n\
             2024-05-06 09:00,delete,li,no\n\
             2024-05-06 10:00,delete,,\n",
        )],
    );
    assert_report!("never_allowed", run);
}

#[test]
fn made_good_too_late_or_not_yet() {
    let run = Run::new(
        Policy::monitoring().only(&["report_in_the_morning"]),
        &[
            ("staff.csv", "id\nli\nwang\nzhao\n"),
            (
                "mornings.csv",
                "time,event,staff\n\
                 2024-05-06 00:00,explain,nobody\n\
                 2024-05-06 08:15,check_in,zhao\n\
                 2024-05-06 08:40,check_in,li\n\
                 2024-05-06 09:00,explain,wang\n\
                 2024-05-07 08:00,check_in,li\n\
                 2024-05-07 08:01,check_in,zhao\n\
                 2024-05-07 08:02,check_in,wang\n\
                 2024-05-08 08:00,check_in,li\n\
                 2024-05-08 08:01,check_in,zhao\n\
                 2024-05-08 12:00,explain,nobody\n",
            ),
        ],
    );
    assert_report!("repair", run);
}

#[test]
fn looking_back_from_the_occasion() {
    let run = Run::new(
        Policy::monitoring().only(&["plan_a_month_ahead"]),
        &[(
            "plans.csv",
            "time,event,enterprise,subject\n\
             2024-01-01 00:00,plan,E0,comparison\n\
             2024-01-10 09:00,plan,E2,comparison\n\
             2024-05-01 09:00,plan,E3,inspection\n\
             2024-05-20 09:00,plan,E1,comparison\n\
             2024-06-15 09:00,comparison,E1,\n\
             2024-06-15 10:00,comparison,E2,\n\
             2024-06-15 11:00,comparison,E3,\n\
             2024-06-20 11:00,plan,E0,comparison\n",
        )],
    );
    assert_report!("lead", run);
}

#[test]
fn done_by_the_wrong_person() {
    let run = Run::new(
        Policy::monitoring().only(&["review_by_another"]),
        &[(
            "drafts.csv",
            "time,event,doc,author,staff\n\
             2024-05-06,draft,D1,li,\n\
             2024-05-07,review,D1,,li\n\
             2024-05-20,review,D0,,wang\n",
        )],
    );
    assert_report!("wrong_person", run);
}

#[test]
fn fewer_than_needed_in_a_period() {
    let run = Run::new(
        Policy::monitoring().only(&["two_trainings"]),
        &[(
            "trainings.csv",
            "time,event,subject\n\
             2024-04-01 00:00,training,safety\n\
             2024-06-10 09:00,training,safety\n",
        )],
    );
    assert_report!("too_few", run);
}

#[test]
fn chinese_names_from_policy_and_log() {
    let run = Run::new(
        Policy::chinese(),
        &[(
            "报警记录.csv",
            "时间,事件,故障号,负责人,员工\n\
             2024-05-06 09:00,报警,F-甲,李工,\n\
             2024-05-06 11:05,到场,F-甲,,李工\n\
             2024-05-06 18:00,到场,F-乙,,王工\n",
        )],
    );
    assert_report!("chinese", run);
}
