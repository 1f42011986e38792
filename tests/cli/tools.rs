//! The other commands.

use super::{Case, both, calls};
use guiju::diagnostics::Code;

#[test]
fn lint_says_what_ci_wants_to_hear() {
    let run = calls().run(&["lint", "calls.guiju"]);
    assert_eq!(run.code(), 0, "{}", run.shown());
    insta::assert_snapshot!(both(&calls(), &["lint", "calls.guiju"]));
    let broken = super::broken("fine 50 CNY", "fine 50 EUR");
    let run = broken.run(&["lint", "calls.guiju", "--format", "json"]);
    assert_eq!(run.code(), 2);
    insta::assert_snapshot!(run.out());
}

#[test]
fn fmt_formats_checks_and_translates() {
    let messy =
        super::POLICY.replace("  when    missed_call as call\n", "when missed_call   as call # why\n");
    let case = calls().file("calls.guiju", &messy);
    let run = case.run(&["fmt", "--check", "calls.guiju"]);
    assert_eq!(run.code(), 1, "{}", run.shown());
    assert_eq!(case.read("calls.guiju"), messy, "a check changes nothing");
    assert_eq!(case.run(&["fmt", "calls.guiju"]).code(), 0);
    assert_eq!(case.run(&["fmt", "--check", "calls.guiju"]).code(), 0);
    assert!(case.read("calls.guiju").contains("# why"));
    assert_eq!(case.run(&["fmt", "--keywords", "zh", "calls.guiju"]).code(), 0);
    insta::assert_snapshot!(case.read("calls.guiju"));
    // The same policy in other words.
    let check = &["check", "calls.guiju", "log.csv", "staff.csv", "--format", "json"];
    let ids = |text: String| -> Vec<String> {
        text.lines().filter(|l| l.trim_start().starts_with("\"id\":")).map(str::to_string).collect()
    };
    assert_eq!(ids(case.run(check).out()), ids(calls().run(check).out()));
}

#[test]
fn plan_shows_what_a_policy_becomes() {
    insta::assert_snapshot!(calls().run(&["plan", "calls.guiju"]).shown());
}

#[test]
fn explain_prints_the_page_of_every_code_in_both_languages() {
    let case = Case::new();
    for code in Code::ALL {
        for lang in ["en", "zh"] {
            let run = case.run(&["explain", code.id(), "--lang", lang]);
            assert_eq!(run.code(), 0);
            assert!(run.out().starts_with(&format!("# {}", code.id())), "{}", run.shown());
        }
    }
    assert_eq!(case.run(&["explain", "gj101"]).code(), 0, "letter case does not matter");
    insta::assert_snapshot!(both(&case, &["explain", "GJ1O1"]));
    let list = case.run(&["explain"]).out();
    assert_eq!(list.lines().count(), Code::ALL.len());
}

#[test]
fn help_names_commands_and_exit_codes() {
    insta::assert_snapshot!(Case::new().run(&["--help"]).shown());
}

#[test]
fn completions_man_page_and_schema_are_printed() {
    let case = Case::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(case.run(&["completions", shell]).out().contains("guiju"));
    }
    assert!(case.run(&["man"]).out().contains(".TH guiju"));
    let schema: serde_json::Value = serde_json::from_str(&case.run(&["schema"]).out()).unwrap();
    assert!(schema.get("$schema").is_some());
}

#[test]
fn a_calendar_is_shown_and_a_year_that_it_does_not_cover_is_an_error() {
    insta::assert_snapshot!(both(&Case::new(), &["calendar", "show", "cn", "2024"]));
    insta::assert_snapshot!(both(&Case::new(), &["calendar", "show", "cn", "2027"]));
}

#[test]
fn a_deadline_is_worked_out_step_by_step() {
    let case = Case::new();
    let shown = |arguments: &[&str]| both(&case, &[&["deadline"], arguments].concat());
    // Mid-Autumn and the weekend are skipped.
    insta::assert_snapshot!(shown(&["2 working days", "--from", "2026-09-24T14:00", "--calendar", "cn"]));
    insta::assert_snapshot!(shown(&["at least 1 month before", "--from", "2026-03-31T10:00"]));
    insta::assert_snapshot!(shown(&["下月末", "--from", "2026-01-31"]));
    insta::assert_snapshot!(shown(&["6 hours", "--from", "2026-03-29T00:30", "--timezone", "Europe/Berlin"]));
    insta::assert_snapshot!(
        case.run(&["deadline", "Friday 18:00", "--from", "2026-09-24", "--format", "json"]).out()
    );
    insta::assert_snapshot!(shown(&["soon", "--from", "2026-09-24"]));
    insta::assert_snapshot!(shown(&["2 working days", "--from", "2027-01-04", "--calendar", "cn"]));
    insta::assert_snapshot!(shown(&["1 month", "--from", "2026-01-31", "--timezone", "Mars/Olympus"]));
}
