//! `guiju test`.

use super::{Case, both, calls};

const TESTS: &str = r#"
test "returned in time" {
  staff { id: "li" }
  2024-05-06 09:00:00 missed_call { staff: "li" }
  2024-05-06 09:20:00 call_back   { staff: "li" }
  expect fulfilled call_back_soon by li
  expect nothing violated
}
"#;

const FAILING: &str = r#"
test "a second late is still in time" {
  2024-05-06 09:00:00 missed_call { staff: "li" }
  2024-05-06 09:20:01 call_back   { staff: "li" }
  expect 2 times fulfilled call_back_soon
  expect violated call_back_soon by li, fine 5 CNY
  expect nothing violated
}
"#;

fn with(tests: &[&str]) -> Case {
    calls().file("calls.guiju", &format!("{}{}", super::POLICY, tests.concat()))
}

#[test]
fn what_passes_and_what_no_test_exercises() {
    let case = with(&[TESTS]);
    assert_eq!(case.run(&["test", "calls.guiju"]).code(), 0);
    insta::assert_snapshot!(both(&case, &["test", "calls.guiju"]));
    assert_eq!(case.run(&["test", "calls.guiju", "--deny-gaps"]).code(), 1);
}

#[test]
fn a_failure_shows_what_the_log_gets_instead() {
    let case = with(&[TESTS, FAILING]);
    assert_eq!(case.run(&["test", "calls.guiju"]).code(), 1);
    insta::assert_snapshot!(both(&case, &["test", "calls.guiju"]));
}

#[test]
fn for_programs() {
    let case = with(&[FAILING]);
    insta::assert_snapshot!(case.run(&["test", "calls.guiju", "--format", "json", "--lang", "en"]).shown());
    insta::assert_snapshot!(case.run(&["test", "calls.guiju", "--format", "junit", "--lang", "en"]).shown());
    let run = case.run(&["test", "calls.guiju", "--format", "junit", "--output", "results.xml"]);
    assert_eq!((run.code(), run.out().as_str()), (1, ""));
    assert!(case.read("results.xml").contains("failures=\"1\""));
}

#[test]
fn a_policy_that_is_broken_or_has_no_tests() {
    let case = calls().file("broken.guiju", "duty nothing { }\n");
    let run = case.run(&["test", "calls.guiju", "broken.guiju", "--lang", "en"]);
    assert_eq!(run.code(), 2);
    insta::assert_snapshot!(run.out());
}

#[test]
fn a_test_that_makes_no_sense() {
    let tests = r#"
test "nothing" { }
test "odd" {
  set arrival = 3
  2024-05-06 staff { id: "li" }
  missed_call { staff: "li" }
  2024-05-06 09:00 missed_call { staf: "li" }
  2024-05-06 09:00 missed_call { staff: 3, staff: "li" }
  expect violated call_back_son by li, else must call_back within 3 hours
}
"#;
    let tests = tests.replace(", else must call_back within 3 hours", "");
    insta::assert_snapshot!(both(&with(&[&tests]), &["lint", "calls.guiju"]));
}
