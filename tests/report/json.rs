//! The report for programs, and its published schema.

use crate::page::a_day;
use guiju::locale::Lang;
use guiju::report::{Report, json, schema};

const PUBLISHED: &str = "docs/schema/report-1.json";

#[test]
fn the_published_schema_is_current() {
    if std::env::var_os("GUIJU_BLESS").is_some() {
        std::fs::write(PUBLISHED, schema()).unwrap();
    }
    let published = std::fs::read_to_string(PUBLISHED).unwrap_or_default().replace("\r\n", "\n");
    assert!(published == schema(), "{PUBLISHED} is not current; run with GUIJU_BLESS=1 to write it anew");
}

#[test]
fn a_report_obeys_the_schema_in_both_languages() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for lang in Lang::ALL {
        let mut report: serde_json::Value = serde_json::from_str(&json(&a_day().report(lang))).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        // The schema does not simply accept everything.
        report["findings"][0]["status"] = "guilty".into();
        assert!(!validator.is_valid(&report));
    }
}

#[test]
fn what_was_written_can_be_read_back() {
    let report = a_day().report(Lang::Zh);
    let back: Report = serde_json::from_str(&json(&report)).unwrap();
    assert_eq!(back, report);
}

#[test]
fn ids_and_keys_are_the_same_in_both_languages() {
    let [en, zh] = Lang::ALL.map(|lang| a_day().report(lang));
    assert_eq!(en.findings.len(), zh.findings.len());
    for (a, b) in en.findings.iter().zip(&zh.findings) {
        assert_eq!((&a.id, &a.norm, a.status), (&b.id, &b.norm, b.status));
        let ids =
            |f: &guiju::report::model::Finding| f.reasons.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(a), ids(b));
    }
    assert_eq!(en.ledger.total, zh.ledger.total);
}

#[test]
fn labels_lie_inside_their_texts() {
    let report = a_day().report(Lang::En);
    let mut seen = 0;
    for finding in &report.findings {
        let norm = report.norms.iter().find(|n| n.name == finding.norm).unwrap();
        for label in &finding.labels {
            let text = match label.evidence {
                None => &norm.text.text,
                Some(i) => finding.evidence[i].excerpt.as_ref().unwrap(),
            };
            let range = label.start as usize..(label.start + label.len) as usize;
            assert!(text.get(range).is_some(), "{label:?}");
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn one_finding_in_full() {
    let report = a_day().report(Lang::En);
    let text = serde_json::to_string_pretty(&report.findings[0]).unwrap();
    insta::assert_snapshot!("finding.json", text);
}

#[test]
fn all_but_the_findings() {
    let mut report = a_day().report(Lang::En);
    report.findings.clear();
    report.ledger.postings.truncate(1);
    report.norms.truncate(1);
    report.tool.version = "x".into();
    insta::assert_snapshot!("report.json", json(&report));
}
