//! Case files: what is kept after a run, what people decide, what people are told.

use super::{Case, Run, calls};
use serde_json::Value;

/// Later calls, and one that was returned after all.
const LATER: &str = "\
time,event,staff
2024-05-06 10:59:00,call_back,wang
2024-05-06 11:00:00,missed_call,li
2024-05-06 11:15:00,call_back,li
2024-05-06 11:31:00,call_back,li
2024-05-06 12:00:00,missed_call,zhao
2024-05-06 15:00:00,missed_call,li
2024-05-06 16:00:00,call_back,li
";

/// The policy leaves a range.
fn office() -> Case {
    let policy = super::POLICY.replace("fine 50 CNY", "fine 30..50 CNY");
    calls().file("calls.guiju", &policy).file("later.csv", LATER)
}

/// Runs a call on the file, at a time of May 2024.
fn at(case: &Case, time: &str, arguments: &[&str]) -> Run {
    let time = format!("2024-05-{time}");
    let mut all = arguments.to_vec();
    all.extend(["--case-file", "c.db", "--at", &time]);
    case.run(&all)
}

const CHECK: &[&str] = &["check", "calls.guiju", "log.csv", "staff.csv", "--lang", "en"];
const CHECK_LATER: &[&str] = &["check", "calls.guiju", "later.csv", "staff.csv", "--lang", "en"];

/// An office with a history: withdrawn by later evidence, imposed, waived.
fn history() -> Case {
    let case = office();
    assert_eq!(at(&case, "07", CHECK).code(), 1);
    assert_eq!(at(&case, "08", CHECK_LATER).code(), 1);
    let who = ["--by", "chen", "--reason", "no excuse was given"];
    let run = at(&case, "09", &[&["cases", "impose", "3", "--amount", "40 CNY"][..], &who].concat());
    assert_eq!(run.code(), 0, "{}", run.shown());
    let waive = ["cases", "waive", "6", "--by", "chen", "--approver", "director", "--reason", "a long day"];
    let run = at(&case, "10", &[&waive[..], &["--expires", "2024-05-20"]].concat());
    assert_eq!(run.code(), 0, "{}", run.shown());
    case
}

/// Digests cover the version of the program.
fn plain(text: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_hex) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_hex(c)).unwrap_or(from.len());
        out += before;
        out += if end == 64 { "[digest]" } else { &from[..end] };
        rest = &from[end..];
    }
    out + rest
}

fn both(case: &Case, time: &str, arguments: &[&str]) -> String {
    let with = |lang: &'static str| {
        let mut all = arguments.to_vec();
        all.extend(["--lang", lang]);
        at(case, time, &all).shown()
    };
    plain(&format!("{}\n{}", with("en"), with("zh")))
}

#[test]
fn a_run_says_what_it_has_changed() {
    let case = office();
    let first = at(&case, "07", CHECK);
    let later = at(&case, "08", CHECK_LATER);
    let again = at(&case, "08", &["check", "calls.guiju", "later.csv", "staff.csv", "--lang", "zh"]);
    insta::assert_snapshot!(format!("{}\n{}\n{}", first.err(), later.err(), again.err()));
    // Whatever the user wants to see, everything is kept.
    let other = office();
    let counted = at(&other, "07", &[CHECK, &["--counts"]].concat());
    assert_eq!(counted.err(), first.err());
    let counted = at(&other, "08", &[CHECK_LATER, &["--counts"]].concat());
    assert_eq!(counted.err(), later.err());
    // Without a case file nothing is kept and nothing is said.
    let run = case.run(CHECK);
    assert!(run.err().is_empty() && first.out() == run.out());
}

#[test]
fn the_list_in_every_form() {
    let case = history();
    insta::assert_snapshot!("cases_list", both(&case, "11", &["cases", "list"]));
    insta::assert_snapshot!(
        "cases_list_csv",
        plain(&at(&case, "11", &["cases", "list", "--format", "csv", "--lang", "en"]).out())
    );
    insta::assert_snapshot!(
        "cases_list_json",
        plain(
            &at(&case, "11", &["cases", "list", "--format", "json", "--lang", "en", "--bearer", "zhao"])
                .out()
        )
    );
    let count = |more: &[&str]| {
        let run = at(&case, "11", &[&["cases", "list", "--format", "json"], more].concat());
        let list: Value = serde_json::from_str(&run.out()).unwrap();
        list["cases"].as_array().unwrap().len()
    };
    assert_eq!(count(&["--state", "waived"]), 1);
    assert_eq!(count(&["--month", "2024-05"]), 3);
    assert_eq!(count(&["--month", "2024-06"]), 0);
    assert_eq!(count(&["--norm", "call_back_soon", "--bearer", "li"]), 2);
    // After its last day a waiver is over.
    let run = at(&case, "21", &["cases", "list", "--state", "waived", "--lang", "en"]);
    assert_eq!(run.out(), "no cases\n");
}

#[test]
fn a_case_with_its_history() {
    let case = history();
    insta::assert_snapshot!("cases_show", both(&case, "11", &["cases", "show", "#2"]));
    let run = at(&case, "11", &["cases", "show", "3", "--format", "json", "--lang", "zh"]);
    insta::assert_snapshot!("cases_show_json", plain(&run.out()));
}

#[test]
fn statements_propose_and_do_not_condemn() {
    let case = history();
    insta::assert_snapshot!(
        "statement",
        both(&case, "11", &["statement", "--month", "2024-05", "--bearer", "li"])
    );
    let json =
        at(&case, "11", &["statement", "--month", "2024-05", "--format", "json", "--lang", "en"]).out();
    insta::assert_snapshot!("statement_json", plain(&json));
    let none = at(&case, "11", &["statement", "--month", "2024-07", "--bearer", "li", "--lang", "zh"]).out();
    assert_eq!(none, "# 对账单：li，2024-07\n\n本月没有记录。\n");
    for lang in ["en", "zh"] {
        let text = at(&case, "11", &["statement", "--month", "2024-05", "--lang", lang]).out().to_lowercase();
        for harsh in ["guilty", "offender", "culprit", "punish", "有罪", "惩罚", "违法", "罪"] {
            assert!(!text.contains(harsh), "{harsh}: {text}");
        }
    }
}

#[test]
fn json_obeys_the_published_schemas() {
    let case = history();
    let documents = [
        ("cases", at(&case, "11", &["cases", "list", "--format", "json"]).out()),
        ("statement", at(&case, "11", &["statement", "--month", "2024-05", "--format", "json"]).out()),
    ];
    for (name, document) in documents {
        let schema = case.run(&["schema", name]).out();
        let path = format!("{}/docs/schema/{name}-1.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("GUIJU_BLESS").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(published == schema, "{path} is not current; run with GUIJU_BLESS=1 to write it anew");
        let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        let document: Value = serde_json::from_str(&document).unwrap();
        let errors: Vec<String> = validator.iter_errors(&document).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        assert!(!validator.is_valid(&serde_json::json!({ "schema": "guiju.cases/1" })));
    }
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_written() {
    let case = history();
    let verify = || case.run(&["cases", "verify", "--case-file", "c.db"]).out();
    let before = verify();
    let who = ["--by", "chen", "--reason", "r"];
    let refused = |arguments: &[&str]| both(&case, "12", &[arguments, &who].concat());
    let shown = [
        refused(&["cases", "impose", "2", "--amount", "40 CNY"]),
        refused(&["cases", "answer", "3", "--answer", "upheld"]),
        refused(&["cases", "confirm", "99"]),
        both(&case, "12", &["cases", "confirm", "3", "--by", "  ", "--reason", "r"]),
        both(&case, "08", &[&["cases", "close", "3"][..], &who].concat()),
        both(&case, "12", &["cases", "publish", "--month", "May", "--by", "chen"]),
    ];
    insta::assert_snapshot!("cases_refused", shown.join("\n"));
    let case = office();
    at(&case, "07", CHECK);
    let range = both(&case, "08", &[&["cases", "impose", "2", "--amount", "60 CNY"][..], &who].concat());
    insta::assert_snapshot!("cases_outside", range);
    let run = case.run(&["cases", "list", "--case-file", "none.db", "--lang", "en"]);
    assert_eq!(run.code(), 3, "{}", run.shown());
    assert!(run.err().contains("there is no case file `none.db`"));
    let run = case.run(&["cases", "confirm", "2", "--case-file", "log.csv", "--by", "chen", "--reason", "r"]);
    assert_eq!(run.code(), 3, "{}", run.shown());
    assert_eq!(case.read("log.csv"), super::LOG, "another file is left as it is");
    drop(case);
    assert_eq!(verify(), before);
}

#[test]
fn a_register_of_waivers_with_the_run_and_by_hand() {
    let register =
        "case,norm,bearer,from,to,approver,reason,expires\n,,zhao,2024-05-01,2024-05-31,director,on loan,\n";
    let case = office().file("w.csv", register);
    let run = at(&case, "07", &[CHECK, &["--waivers", "w.csv", "--format", "json"]].concat());
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!((&report["totals"]["waived"], &report["totals"]["violated"]), (&1.into(), &1.into()));
    assert!(run.err().contains("1 waived by register"), "{}", run.err());
    // The next run finds it waived already.
    let run = at(&case, "08", &[CHECK, &["--waivers", "w.csv"]].concat());
    assert!(run.err().contains("2 seen again") && !run.err().contains("by register"), "{}", run.err());
    let case = case.file("bad.csv", "case,approver,reason,expires\n#77,director,,soon\n");
    let arguments = &["cases", "waive", "--register", "bad.csv", "--by", "chen"];
    let shown = both(&case, "09", arguments);
    assert!(shown.contains("exit code 3"));
    insta::assert_snapshot!("cases_bad_register", shown);
}

#[test]
fn an_appeal_that_lifts_what_was_imposed() {
    let case = history();
    let who = ["--by", "chen", "--reason", "heard"];
    let step = |time, arguments: &[&str]| {
        let run = at(&case, time, &[arguments, &who].concat());
        assert_eq!(run.code(), 0, "{}", run.shown());
    };
    step("11", &["cases", "appeal", "3", "--appellant", "zhao", "--evidence", "log.csv"]);
    step("12", &["cases", "answer", "3", "--answer", "lifted"]);
    // The finding is found again, and proposes nothing any more.
    let run = at(&case, "13", &[CHECK_LATER, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&run.out()).unwrap();
    assert_eq!(report["totals"]["violated"], 0, "li's is waived, zhao's lifted");
    assert_eq!(run.code(), 0);
    let text = at(&case, "14", &["cases", "show", "3", "--lang", "en"]).out();
    assert!(text.contains("state     closed") && text.contains("appealed by zhao"), "{text}");
}

#[test]
fn the_history_is_a_log() {
    let case = history();
    insta::assert_snapshot!("cases_export", case.run(&["cases", "export", "--case-file", "c.db"]).out());
    at(&case, "11", &["cases", "publish", "--month", "2024-05", "--by", "chen"]);
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/casework/casework.guiju");
    let run = case.run(&["check", policy, "c.db", "--format", "json", "--all", "--lang", "en"]);
    let report: Value = serde_json::from_str(&run.out()).unwrap_or_else(|_| panic!("{}", run.shown()));
    let statuses: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}", f["norm"].as_str().unwrap(), f["status"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!("cases_as_a_log", statuses.join("\n"));
    assert_eq!(run.code(), 0, "{}", run.shown());
}
