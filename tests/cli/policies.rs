//! The policies that ship, over their example logs, and over real logs where a folder with them is at hand.

use super::run_here;
use serde_json::Value;
use std::path::PathBuf;

const MONITORING: &str = "policies/online-monitoring";

fn monitoring(policy: &str, more: &[&str]) -> super::Run {
    let policy = format!("{MONITORING}/{policy}");
    let tables = ["activity", "team", "staff", "enterprise"].map(|n| format!("{MONITORING}/example/{n}.csv"));
    let mut arguments = vec!["check", policy.as_str()];
    arguments.extend(tables.iter().map(String::as_str));
    arguments.extend(more);
    run_here(&arguments)
}

/// The run that the README shows. If this changes, the README changes.
#[test]
fn the_readme_shows_a_real_run() {
    let run = monitoring("online-monitoring.guiju", &["--set", "report_within=1h"]);
    assert_eq!(run.code(), 1);
    insta::assert_snapshot!(run.shown());
    let readme = std::fs::read_to_string("README.md").unwrap();
    let shown = readme.split("```text\n").find(|part| part.contains("online_monitoring")).unwrap();
    let shown = shown.split("```").next().unwrap();
    // The README shows the beginning and the summary; every line of it is a line of the run.
    let out = run.out();
    for line in shown.lines().filter(|line| !line.trim().is_empty() && line.trim() != "…") {
        assert!(
            out.lines().any(|l| l == line),
            "the README shows a line that the run does not print:\n{line}"
        );
    }
}

#[test]
fn the_chinese_policy_says_the_same() {
    let run = monitoring("在线监测.guiju", &["--set", "及时=1h", "--lang", "zh"]);
    insta::assert_snapshot!(run.shown());
    let statuses = |run: super::Run| -> Vec<String> {
        let report: Value = serde_json::from_str(&run.out()).unwrap();
        let findings = report["findings"].as_array().unwrap().clone();
        findings.iter().map(|f| format!("{} {} {}", f["status"], f["bearer"], f["window"]["due"])).collect()
    };
    let json = &["--format", "json", "--all"];
    let en = statuses(monitoring(
        "online-monitoring.guiju",
        &[&["--set", "report_within=1h"], &json[..]].concat(),
    ));
    let zh = statuses(monitoring("在线监测.guiju", &[&["--set", "及时=1h"], &json[..]].concat()));
    assert!(en.len() > 200);
    assert_eq!(en, zh);
}

#[test]
fn every_policy_that_ships_is_valid_and_formatted() {
    let mut found = 0;
    let files = walk("policies").into_iter().chain(walk("examples"));
    for entry in files.filter(|p| p.extension().is_some_and(|e| e == "guiju")) {
        let path = entry.to_str().unwrap().to_string();
        let lint = run_here(&["lint", &path]);
        assert_eq!(lint.code(), 0, "{}", lint.shown());
        let fmt = run_here(&["fmt", "--check", &path]);
        assert_eq!(fmt.code(), 0, "{}", fmt.shown());
        found += 1;
    }
    assert!(found >= 4);
}

fn walk(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A file of the folder with real logs; none, with a word about it, if the folder is not named.
pub fn real(path: &str) -> Option<String> {
    let Ok(folder) = std::env::var("GUIJU_REAL_DATA") else {
        eprintln!("skipped: GUIJU_REAL_DATA does not name the folder with real logs");
        return None;
    };
    Some(format!("{folder}/{path}"))
}

/// How the same cases come by their deadlines: 1,080 are eight weeks, 58 fourteen.
#[test]
fn the_deadlines_of_the_permit_cases_are_reckoned_from_their_start() {
    let Some(log) = real("logs/receipt-wabo/receipt.csv") else { return };
    let run = run_here(&["check", "policies/permits/deadlines.guiju", &log, "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    let fulfilled = |norm: &str| {
        let norms = report["norms"].as_array().unwrap();
        let counts = &norms.iter().find(|n| n["name"] == norm).unwrap()["counts"];
        assert_eq!(counts["unknown"], 0);
        counts["fulfilled"].clone()
    };
    assert_eq!(fulfilled("eight_weeks"), 1080);
    assert_eq!(fulfilled("fourteen_weeks"), 58);
    assert_eq!(fulfilled("not_before_the_start"), 1434);
}

/// The real log of a municipality: 1,434 cases, each with its own deadline.
#[test]
fn each_permit_case_is_closed_by_its_own_deadline() {
    let Some(log) = real("logs/receipt-wabo/receipt.csv") else { return };
    let run = run_here(&["check", "policies/permits/permits.guiju", &log, "--format", "json", "--all"]);
    assert_eq!(run.code(), 1, "{}", run.err());
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    let counts = |norm: &str| {
        let norms = report["norms"].as_array().unwrap();
        norms.iter().find(|n| n["name"] == norm).unwrap()["counts"].clone()
    };
    let decide = counts("decide_in_time");
    assert_eq!(
        (&decide["violated"], &decide["fulfilled"], &decide["pending"], &decide["unknown"]),
        (&416.into(), &952.into(), &66.into(), &0.into())
    );
    let violated = |f: &&Value| f["norm"] == "decide_in_time" && f["status"] == "violated";
    let findings = report["findings"].as_array().unwrap();
    let late = findings
        .iter()
        .filter(violated)
        .filter(|f| f["happened"].as_array().is_some_and(|h| h.iter().any(|e| e["how"] == "late")))
        .count();
    assert_eq!(late, 377, "closed late; the other 39 were never closed before the log ends");
    // Four eyes: 1,032 of 1,307 confirmations were determined by the only person who had checked them.
    assert_eq!(counts("another_pair_of_eyes")["violated"], 1032);
    assert_eq!(counts("another_pair_of_eyes")["fulfilled"], 1307 - 1032);
    assert_eq!(counts("check_first")["violated"], 0);
    assert_eq!(counts("check_first")["fulfilled"], 1307);
    assert_eq!(counts("determine_first")["violated"], 1);
    assert_eq!(counts("determine_first")["fulfilled"], 1299);
}

/// How often each norm of a report came to a verdict.
fn counts(report: &Value, norm: &str, status: &str) -> u64 {
    let norms = report["norms"].as_array().unwrap();
    norms.iter().find(|n| n["name"] == norm).unwrap()["counts"][status].as_u64().unwrap()
}

/// Two wide tables, a column for each day: 11,824 days at work.
#[test]
fn coming_and_going_is_read_from_a_column_for_each_day() {
    let (Some(come), Some(go)) = (real("logs/attendance/in_time.csv"), real("logs/attendance/out_time.csv"))
    else {
        return;
    };
    let run = run_here(&["check", "policies/attendance/attendance.guiju", &come, &go, "--format", "json"]);
    assert_eq!(run.code(), 1, "{}", run.err());
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    for (norm, violated) in [("come_by_ten", 5673), ("eight_hours", 8173), ("ten_hours", 1644)] {
        assert_eq!(counts(&report, norm, "violated"), violated, "{norm}");
        assert_eq!(counts(&report, norm, "fulfilled"), 11_824 - violated, "{norm}");
    }
}

/// Exports of a punch device and of an approval system, as they come: GB18030, workbooks, a trail in one cell.
#[test]
fn attendance_and_leave_are_read_from_exports_as_they_come() {
    let check = |policy: &str, file: &str| -> Option<Value> {
        let log = real(&format!("logs/attendance-cn/{file}"))?;
        let run = run_here(&["check", &format!("policies/考勤/{policy}.guiju"), &log, "--format", "json"]);
        assert_eq!(run.code(), 1, "{}", run.err());
        Some(serde_json::from_str(&run.out()).unwrap())
    };
    let expect = |report: &Value, norm: &str, violated: u64, fulfilled: u64| {
        assert_eq!(counts(report, norm, "violated"), violated, "{norm}");
        assert_eq!(counts(report, norm, "fulfilled"), fulfilled, "{norm}");
        assert_eq!(counts(report, norm, "unknown"), 0, "{norm}");
    };
    // The device's own lateness, minute by minute; absence by the calendar of the country.
    let Some(report) = check("考勤", "daily-2019-05-06.gbk.csv") else { return };
    expect(&report, "准时上班", 383, 3826 - 383);
    expect(&report, "迟到核对", 0, 383);
    expect(&report, "工作日到岗", 1788, 129 * 40 - 1788);
    // Absence by the company's own calendar.
    let Some(report) = check("考勤-公司日历", "daily-2019-12.xlsx") else { return };
    expect(&report, "准时上班", 341, 2342 - 341);
    expect(&report, "迟到核对", 0, 341);
    expect(&report, "早退核对", 0, 149);
    expect(&report, "工作日到岗", 1958, 179 * 24 - 1958);
    let Some(report) = check("请假", "leave-approvals-2019-12.xlsx") else { return };
    expect(&report, "事先申请", 42, 159 - 42);
    expect(&report, "事先批准", 75, 159 - 75);
    expect(&report, "不得自批", 1, 320);
}

/// One person's first and last punch of each day, and the 36 hours of overtime that a month may have.
#[test]
fn overtime_of_a_month_is_summed_up_by_working_days_and_rest_days() {
    let Some(log) = real("logs/attendance/考勤记录.xlsx") else { return };
    let run = run_here(&["check", "policies/考勤/加班.guiju", &log, "--format", "json"]);
    assert_eq!(run.code(), 1, "{}", run.err());
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    // The first month is not whole, nor is the last; of the others six had more.
    for (status, number) in [("violated", 6), ("fulfilled", 5), ("unknown", 1), ("pending", 1)] {
        assert_eq!(counts(&report, "每月加班限度", status), number, "{status}");
    }
    let findings = report["findings"].as_array().unwrap();
    let months = findings.iter().filter(|f| f["status"] == "violated").map(|f| &f["occasion"]);
    let months: Vec<String> =
        months.map(|occasion| occasion["text"].as_str().unwrap_or_default().into()).collect();
    assert_eq!(
        months,
        ["2018-11", "2018-12", "2019-01", "2019-05", "2019-06", "2019-08"]
            .map(|month| format!("month {month}"))
    );
}

/// What was found, by norm, status, who and by when.
fn found(run: &super::Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let shown = |f: &Value| format!("{} {} {} {}", f["norm"], f["status"], f["bearer"], f["window"]["due"]);
    let mut found: Vec<String> = findings.iter().map(shown).collect();
    found.sort();
    found
}

/// The same export as CSV and as XES, in which the events of a case stand together.
#[test]
fn one_log_as_csv_and_as_xes_gives_the_same_findings() {
    let (Some(csv), Some(xes)) =
        (real("logs/receipt-wabo/receipt.csv"), real("logs/receipt-wabo/receipt.xes"))
    else {
        return;
    };
    let policy = std::fs::read_to_string("policies/permits/permits.guiju").unwrap();
    assert!(policy.contains("log \"receipt.csv\""));
    let case =
        super::Case::new().file("p.guiju", &policy.replace("log \"receipt.csv\"", "log \"receipt.*\""));
    let check = |log: &str| found(&case.run(&["check", "p.guiju", log, "--format", "json", "--all"]));
    let (csv, xes) = (check(&csv), check(&xes));
    assert!(csv.len() > 5000);
    assert!(csv == xes, "{:?}", csv.iter().zip(&xes).find(|(csv, xes)| csv != xes));
}

/// Logs of process mining as they come; what is expected was counted without this program.
#[test]
fn tickets_and_incidents_are_read_from_logs_of_process_mining() {
    let policy = |log: &str, first: &str, then: &str, within: &str| {
        format!(
            "policy tickets {{ timezone UTC }}
event first {{ case: text, actor who: text }}
event follow {{ case: text }}
duty go_on {{ when first  bearer first.who  must follow same case  within {within} }}
log \"{log}\" {{
  observed ..
  time  \"time:timestamp\"
  event first where {first} {{ case: \"case:concept:name\", who: \"org:resource\" }}
  event follow where {then} {{ case: \"case:concept:name\" }}
}}
"
        )
    };
    let is = |column: &str, text: &str| format!("column \"{column}\" = \"{text}\"");
    let name = |text: &str| is("concept:name", text);
    let state = |text: &str| format!("{} and {}", name("Completed"), is("lifecycle:transition", text));
    for (log, first, then, within, expected) in [
        ("helpdesk-it/helpdesk.csv", name("Resolve ticket"), name("Closed"), "400 hours", [3434, 1541, 8]),
        ("helpdesk-it/helpdesk.xes.gz", name("Resolve ticket"), name("Closed"), "400 hours", [3434, 1541, 8]),
        ("incidents-volvo/incidents.xes.gz", name("Queued"), name("Accepted"), "24 hours", [1804, 9740, 0]),
        (
            "incidents-volvo/incidents.xes.gz",
            state("Resolved"),
            state("Closed"),
            "240 hours",
            [221, 5847, 47],
        ),
    ] {
        let Some(path) = real(&format!("logs/{log}")) else { return };
        let file = log.split('/').next_back().unwrap();
        let case = super::Case::new().file("p.guiju", &policy(file, &first, &then, within));
        let run = case.run(&["check", "p.guiju", &path, "--format", "json", "--counts"]);
        let report: Value = serde_json::from_str(&run.out()).unwrap();
        let counts = ["violated", "fulfilled", "pending"].map(|status| counts(&report, "go_on", status));
        assert_eq!(counts, expected, "{log}: {}", run.err());
    }
}
