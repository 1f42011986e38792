//! What goes wrong with policies and logs, and how it is said, in both languages.

use super::{Case, LOG, both, broken, calls};

const CHECK: &[&str] = &["check", "calls.guiju", "log.csv", "staff.csv"];

/// The line of the summary that does not belong to the message would only repeat other snapshots.
macro_rules! snapshot {
    ($case:expr, $arguments:expr) => {
        insta::assert_snapshot!(both(&$case, $arguments))
    };
}

#[test]
fn a_syntax_error() {
    snapshot!(broken("within  20 minutes", "witin   20 minutes"), &["lint", "calls.guiju"]);
}

#[test]
fn several_syntax_errors_at_once() {
    let case = broken("within  20 minutes", "within  20").file(
        "calls.guiju",
        &super::POLICY
            .replace("within  20 minutes", "within  20")
            .replace("bearer  call.staff", "bearer  call..staff")
            .replace("fine 50 CNY", "fine 50"),
    );
    snapshot!(case, &["lint", "calls.guiju"]);
}

#[test]
fn an_unknown_field() {
    snapshot!(broken("bearer  call.staff", "bearer  call.staf"), &["lint", "calls.guiju"]);
}

#[test]
fn an_unknown_event() {
    snapshot!(
        broken("must    call_back same staff", "must    call_bak same staff"),
        &["lint", "calls.guiju"]
    );
}

#[test]
fn a_unit_that_does_not_fit() {
    snapshot!(broken("within  20 minutes", "within  20 CNY"), &["lint", "calls.guiju"]);
}

#[test]
fn a_comparison_of_an_amount_with_a_length_of_time() {
    snapshot!(
        broken(
            "when    missed_call as call",
            "when    missed_call as call where call.staff.wage > 20 minutes"
        ),
        &["lint", "calls.guiju"]
    );
}

#[test]
fn a_currency_that_is_not_the_policy_s() {
    snapshot!(broken("fine 50 CNY", "fine 50 EUR"), &["lint", "calls.guiju"]);
}

#[test]
fn a_log_with_a_broken_date() {
    let log = LOG.replace("2024-05-06 10:20:00", "2024-05-36 10:20:00");
    let case = calls().file("log.csv", &log);
    assert_eq!(case.run(CHECK).code(), 3);
    snapshot!(case, CHECK);
}

#[test]
fn a_log_that_is_not_there() {
    let case = calls();
    assert_eq!(case.run(&["check", "calls.guiju", "lgo.csv"]).code(), 3);
    snapshot!(case, &["check", "calls.guiju", "lgo.csv"]);
}

#[test]
fn a_policy_that_is_not_there() {
    snapshot!(Case::new(), &["lint", "calls.guiju"]);
}

#[test]
fn an_empty_log() {
    snapshot!(calls().file("log.csv", ""), CHECK);
}

#[test]
fn a_log_with_a_header_only() {
    snapshot!(calls().file("log.csv", "time,event,staff\n"), CHECK);
}

#[test]
fn reference_data_that_no_input_holds() {
    let case = broken("bearer  call.staff", "bearer  call.staff").file(
        "calls.guiju",
        &super::POLICY.replace(
            "when    missed_call as call",
            "when    missed_call as call where call.staff.wage filled",
        ),
    );
    snapshot!(case, &["check", "calls.guiju", "log.csv"]);
}

#[test]
fn flags_that_make_no_sense() {
    snapshot!(
        calls(),
        &["check", "calls.guiju", "log.csv", "staff.csv", "--from", "yesterday", "--as-of", "2024-13-01"]
    );
    snapshot!(calls(), &["lint", "calls.guiju", "--set", "arrival"]);
    snapshot!(calls(), &["lint", "calls.guiju", "--set", "arrival=45m"]);
}

#[test]
fn a_path_may_not_leave_its_root() {
    let case = calls().file("calls.guiju", &format!("use \"../secret.guiju\"\n{}", super::POLICY));
    snapshot!(case, &["lint", "calls.guiju"]);
}
