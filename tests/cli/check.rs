//! `guiju check`: findings, formats, exit codes.

use super::{LOG, both, calls};

const CHECK: &[&str] = &["check", "calls.guiju", "log.csv", "staff.csv"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [CHECK, more].concat()
}

#[test]
fn findings_in_both_languages() {
    insta::assert_snapshot!(both(&calls(), CHECK));
}

#[test]
fn all_obligations() {
    insta::assert_snapshot!(both(&calls(), &with(&["--all"])));
}

#[test]
fn as_json() {
    let run = calls().run(&with(&["--format", "json", "--all"]));
    insta::assert_snapshot!(run.out());
}

#[test]
fn the_exit_code_says_how_it_went() {
    // Violations.
    assert_eq!(calls().run(CHECK).code(), 1);
    // Nothing violated: the log ends before anyone is late.
    let kept: String = LOG.lines().take(5).map(|line| format!("{line}\n")).collect();
    assert_eq!(calls().file("log.csv", &kept).run(CHECK).code(), 0);
    // A bad policy, a bad call.
    assert_eq!(calls().file("calls.guiju", "duty {").run(CHECK).code(), 2);
    assert_eq!(calls().run(&["check"]).code(), 2);
    assert_eq!(calls().run(&["chekc"]).code(), 2);
    // An unreadable or rejected input, even where there are violations as well.
    assert_eq!(calls().run(&["check", "calls.guiju", "nowhere.csv"]).code(), 3);
    let broken = LOG.replace("2024-05-06 09:05:00", "nine o'clock");
    assert_eq!(calls().file("log.csv", &broken).run(CHECK).code(), 3);
}

#[test]
fn as_of_ignores_what_came_later() {
    // At 11:15 li's second call is still open.
    let run = calls().run(&with(&["--as-of", "2024-05-06 11:15", "--format", "json"]));
    assert_eq!(run.code(), 0, "{}", run.out());
    assert!(run.out().contains("\"pending\""));
    // At 11:20 sharp it is still open, because the last instant of the window is in time.
    assert_eq!(calls().run(&with(&["--as-of", "2024-05-06 11:20:00"])).code(), 0);
    assert_eq!(calls().run(&with(&["--as-of", "2024-05-06 11:20:01"])).code(), 1);
}

#[test]
fn from_limits_which_occasions_are_judged() {
    // After noon only zhao's call, which nobody returned, and li's, which is open.
    let run = calls().run(&with(&["--from", "2024-05-06 12:00", "--format", "json", "--all"]));
    assert!(run.out().contains("zhao"));
    assert!(!run.out().contains("wang"));
}

#[test]
fn findings_can_be_counted_only() {
    let full: serde_json::Value =
        serde_json::from_str(&calls().run(&with(&["--format", "json"])).out()).unwrap();
    let run = calls().run(&with(&["--format", "json", "--counts"]));
    assert_eq!(run.code(), 1, "violations are violations, shown or not");
    let counted: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(counted["run"]["counts_only"], true);
    for left_out in [&counted["findings"], &counted["ledger"]["postings"]] {
        assert_eq!(left_out.as_array().map(Vec::len), Some(0));
    }
    assert_eq!(counted["norms"], full["norms"]);
    for sum in ["bearers", "total"] {
        assert_eq!(counted["ledger"][sum], full["ledger"][sum]);
        assert!(full["ledger"][sum] != serde_json::json!([]));
    }
    insta::assert_snapshot!(both(&calls(), &with(&["--counts"])));
    assert_eq!(calls().run(&with(&["--counts", "--all"])).code(), 2);
}

#[test]
fn a_report_goes_to_a_file_whole() {
    let case = calls();
    let run = case.run(&with(&["--output", "report.txt"]));
    assert_eq!(run.out(), "");
    assert_eq!(case.read("report.txt"), calls().run(CHECK).out());
    let run = case.run(&with(&["--output", "nowhere/report.txt"]));
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("GJ707"), "{}", run.err());
}

#[test]
fn colour_is_a_matter_of_choice() {
    let plain = calls().run(CHECK).out();
    assert!(!plain.contains('\u{1b}'), "no colours where nobody looks");
    let coloured = calls().run(&with(&["--color", "always"])).out();
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(plain, calls().run(&with(&["--color", "never"])).out());
}

#[test]
fn the_order_of_files_and_rows_does_not_matter() {
    let sorted = calls().run(&with(&["--format", "json"])).out();
    let mut lines: Vec<&str> = LOG.lines().collect();
    lines[1..].reverse();
    let shuffled: String = lines.iter().map(|l| format!("{l}\n")).collect();
    let run = calls().file("log.csv", &shuffled).run(&with(&["--format", "json"]));
    let ids = |text: &str| -> Vec<String> {
        text.lines().filter(|l| l.trim_start().starts_with("\"id\":")).map(|l| l.trim().to_string()).collect()
    };
    assert_eq!(ids(&sorted), ids(&run.out()));
    assert!(!ids(&sorted).is_empty());
}

#[test]
fn several_files_are_one_log() {
    let (first, second) = LOG.split_at(LOG.find("2024-05-06 11:00").unwrap());
    let case = calls().file("log.csv", first).file("more.csv", &format!("time,event,staff\n{second}"));
    let run = case.run(&["check", "calls.guiju", "*.csv", "--format", "json"]);
    let whole = calls().run(&with(&["--format", "json"]));
    let statuses = |text: &str| text.matches("\"status\": \"violated\"").count();
    assert_eq!(statuses(&run.out()), statuses(&whole.out()));
    assert_eq!(run.code(), 1);
}
