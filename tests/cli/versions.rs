//! Several versions of one policy side by side.

use super::{Case, both, run_here};

fn version(range: &str, version: &str, minutes: u32) -> String {
    super::POLICY
        .replace(
            "  currency CNY\n",
            &format!("  currency CNY\n  version \"{version}\"\n  effective {range}\n"),
        )
        .replace("within  20 minutes", &format!("within  {minutes} minutes"))
}

/// One call before the change, one on either side of midnight, one after it.
const LOG: &str = "\
time,event,staff
2024-06-01 09:00:00,missed_call,li
2024-06-01 09:15:00,call_back,li
2024-06-30 23:55:00,missed_call,wang
2024-07-01 00:00:00,missed_call,zhao
2024-07-01 00:15:00,call_back,wang
2024-07-01 00:15:00,call_back,zhao
2024-07-02 09:00:00,missed_call,li
2024-07-02 09:10:00,call_back,li
2024-07-03 09:00:00,call_back,li
";

fn case() -> Case {
    Case::new()
        .file("old.guiju", &version(".. 2024-06-30", "2024-01", 20))
        .file("new.guiju", &version("2024-07-01 ..", "2024-07", 10))
        .file("log.csv", LOG)
        .file("staff.csv", "id,wage\nli,\nwang,\nzhao,\n")
}

#[test]
fn the_version_in_force_at_the_occasion_applies() {
    let arguments = &["check", "new.guiju", "old.guiju", "log.csv", "staff.csv", "--lang", "en"];
    let run = case().run(arguments);
    assert_eq!(run.code(), 1, "{}", run.shown());
    insta::assert_snapshot!(run.out());
    let run = case().run(&[arguments.as_slice(), &["--format", "json", "--all"]].concat());
    let report: serde_json::Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(report["schema"], "guiju.versions/1");
    let seen: Vec<String> = report["versions"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|version| {
            let name = version["policy"]["version"].as_str().unwrap();
            let findings = version["findings"].as_array().unwrap();
            findings.iter().map(move |f| {
                format!("{name} {} {}", f["bearer"]["name"].as_str().unwrap(), f["status"].as_str().unwrap())
            })
        })
        .collect();
    assert_eq!(
        seen,
        ["2024-01 li fulfilled", "2024-01 wang fulfilled", "2024-07 zhao violated", "2024-07 li fulfilled"]
    );
}

#[test]
fn versions_that_contradict_each_other_and_policies_that_are_none() {
    let case = case()
        .file("overlap.guiju", &version("2024-06-30 ..", "2024-06", 10))
        .file("other.guiju", &super::POLICY.replace("policy calls", "policy visits"));
    let arguments = &["check", "old.guiju", "overlap.guiju", "other.guiju", "log.csv", "staff.csv"];
    assert_eq!(case.run(arguments).code(), 2);
    insta::assert_snapshot!(both(&case, arguments));
    insta::assert_snapshot!(both(&case, &["check", "old.guiju", "new.guiju"]));
}

#[test]
fn one_policy_is_as_ever() {
    let run = run_here(&[
        "check",
        "examples/first-steps/calls.guiju",
        "examples/first-steps/*.csv",
        "--lang",
        "en",
    ]);
    assert!(!run.out().starts_with("──"), "{}", run.out());
}
