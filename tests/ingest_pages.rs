//! The examples on the pages of codes about logs do what the pages say.

#[path = "ingest/common.rs"]
mod common;

use common::run;
use guiju::diagnostics::Code;

/// An example of a page: what it shows, the file it is read as, its text.
struct Example {
    bad: bool,
    file: String,
    text: String,
}

/// The logs in a page. The word after the language tells whether it is the fault or its mend; a file name may follow.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    for block in page.split("```").skip(1).step_by(2) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        let (kind, file) = info.split_once(' ').unwrap_or((info, ""));
        let (language, what) = kind.split_once(',').unwrap_or((kind, ""));
        if !matches!(language, "csv" | "json" | "ndjson" | "xes") {
            continue;
        }
        assert!(matches!(what, "bad" | "good"), "`{info}`");
        let file = if file.is_empty() { format!("log.{language}") } else { file.to_string() };
        found.push(Example { bad: what == "bad", file, text: text.to_string() });
    }
    found
}

#[test]
fn examples_show_exactly_their_code_and_mends_nothing() {
    let mut shown = 0;
    for code in Code::ALL.iter().filter(|c| c.id().starts_with("GJ6")) {
        let (en, zh) = code.pages();
        for example in examples(en) {
            let run = run(&[(&example.file, &example.text)]);
            let mut codes = run.codes();
            codes.dedup();
            let expected: &[&str] = if example.bad { &[code.id()] } else { &[] };
            assert_eq!(codes, expected, "{code}: {}", example.text);
            shown += 1;
        }
        let texts = |page| examples(page).into_iter().map(|e| (e.bad, e.file, e.text)).collect::<Vec<_>>();
        assert_eq!(texts(en), texts(zh), "{code}");
    }
    assert!(shown >= 30, "{shown} examples");
}

#[test]
fn every_page_has_its_title_and_a_reason() {
    for code in Code::ALL.iter().filter(|c| c.id().starts_with("GJ6")) {
        for page in [code.pages().0, code.pages().1] {
            assert!(page.starts_with(&format!("# {code}")), "{code}");
            assert!(page.lines().nth(2).is_some_and(|line| line.chars().count() > 20), "{code}");
        }
    }
}
