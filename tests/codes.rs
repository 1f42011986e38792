//! Every code has a page in both languages, and the examples on the pages do what the pages say.
//!
//! A page shows a policy that has exactly this problem, fenced as `guiju,bad`, and its mend, fenced as `guiju,good`. After
//! that word may stand `--set name=value`. A block `guiju,file NAME` is another file beside the policy.

mod pages;

use guiju::diagnostics::{Code, Problem};
use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax;
use pages::{Page, pages};
use std::collections::BTreeSet;

/// Codes whose pages are about text that is not a policy at all; their examples are only parsed.
fn is_syntax(code: Code) -> bool {
    code.id() < "GJ120"
}

/// Codes without a policy that shows them, and why.
fn without_example(code: Code) -> Option<&'static str> {
    match code.id() {
        "GJ401" | "GJ404" | "GJ406" => Some("told of single findings while logs are checked"),
        "GJ214" => Some("the policy would be too long for a page; see tests/analysis/speed.rs"),
        id if ("GJ410".."GJ420").contains(&id) => Some("about calendar files; see tests/time/calendars.rs"),
        id if ("GJ600".."GJ700").contains(&id) => Some("about logs; see tests/ingest_pages.rs"),
        id if id >= "GJ700" => Some("about the call: files, flags and outputs"),
        _ => None,
    }
}

fn codes_of(example: &pages::Example) -> Vec<Code> {
    let found = example.check();
    found.diagnostics(Lang::En).into_iter().map(|d| d.code).collect()
}

#[test]
fn every_page_has_a_title_and_says_why() {
    for (code, lang, page) in pages() {
        let start = format!("# {code}{}", lang.pick(": ", "："));
        let title = page.text.lines().next().and_then(|line| line.strip_prefix(&start));
        let title = title.unwrap_or_else(|| panic!("{code}.{lang} begins with `{start}`"));
        assert!(title.chars().count() >= 4 && !title.ends_with(['.', '。']), "{code}.{lang}: `{title}`");
        let prose: String = page.text.split("```").step_by(2).flat_map(|part| part.lines().skip(1)).collect();
        let least = lang.pick(60, 20);
        assert!(prose.chars().count() > least, "{code}.{lang} says too little: {prose}");
        let chinese = title.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
        assert_eq!(chinese, lang == Lang::Zh, "{code}.{lang} is in the wrong language");
    }
}

#[test]
fn a_page_has_an_example_or_a_reason_to_have_none() {
    for (code, lang, page) in pages().filter(|(code, ..)| !is_syntax(*code)) {
        let shown = |bad| page.examples.iter().any(|example| example.bad == bad);
        if without_example(code).is_none() {
            assert!(shown(true) && shown(false), "{code}.{lang} needs an example and its mend");
        }
    }
}

#[test]
fn a_bad_example_has_exactly_the_problem_of_its_page() {
    let mut wrong = Vec::new();
    for (code, lang, page) in pages().filter(|(code, ..)| !is_syntax(*code)) {
        for example in page.examples.iter().filter(|example| example.bad && without_example(code).is_none()) {
            let found: BTreeSet<Code> = codes_of(example).into_iter().collect();
            if found != BTreeSet::from([code]) {
                wrong.push(format!("---- {code}.{lang}\n{}\n{}", example.text, example.drawn(lang)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mend_has_no_problem_at_all_and_can_run() {
    let mut wrong = Vec::new();
    for (code, lang, page) in pages().filter(|(code, ..)| !is_syntax(*code)) {
        for example in page.examples.iter().filter(|example| !example.bad) {
            if !codes_of(example).is_empty() || !example.check().model {
                wrong.push(format!("---- {code}.{lang}\n{}\n{}", example.text, example.drawn(lang)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_syntax_pages_are_told_by_the_parser() {
    for (code, lang, page) in pages().filter(|(code, ..)| is_syntax(*code)) {
        for example in &page.examples {
            let problems = syntax::parse(FileId(0), &example.text).problems;
            let found: BTreeSet<Code> = problems.iter().map(|p| p.diagnostic(lang).code).collect();
            let expected = if example.bad { BTreeSet::from([code]) } else { BTreeSet::new() };
            assert_eq!(found, expected, "{code}.{lang}: {}", example.text);
        }
    }
}

/// The list of all codes in `docs/reference/codes.md` is made from the pages' titles.
/// With `GUIJU_UPDATE=1` in the environment this test writes it anew.
#[test]
fn the_list_of_codes_is_up_to_date() {
    const PATH: &str = "docs/reference/codes.md";
    let mut list = String::from(
        "# Codes\n\nEvery message has a code that never changes its meaning. `guiju explain CODE` prints its page.\n",
    );
    let mut hundred = "";
    for code in Code::ALL.iter().map(|code| code.id()).collect::<BTreeSet<_>>() {
        let Some(code) = Code::parse(code) else { continue };
        if code.id()[..3] != *hundred {
            hundred = &code.id()[..3];
            list += &format!(
                "\n## {}\n\n| code | severity | title | 标题 |\n| --- | --- | --- | --- |\n",
                heading(hundred)
            );
        }
        let (en, zh) = code.pages();
        let title = |page: &str, colon: &str| {
            let line = page.lines().next().unwrap_or_default().to_string();
            line.split_once(colon).map_or(String::new(), |(_, title)| title.replace('|', "\\|"))
        };
        let [id, severity] = [code.id(), code.severity().id()];
        let link = format!("[{id}](../codes/{id}.en.md)");
        let link_zh = format!("[{}](../codes/{id}.zh.md)", title(zh, "："));
        list += &format!("| {link} | {severity} | {} | {link_zh} |\n", title(en, ": "));
    }
    if std::env::var_os("GUIJU_UPDATE").is_some() {
        std::fs::write(PATH, &list).unwrap();
    }
    let stored = std::fs::read_to_string(PATH).unwrap_or_default();
    assert_eq!(stored, list, "{PATH} is out of date; run this test with GUIJU_UPDATE=1");
}

fn heading(hundred: &str) -> &'static str {
    match hundred {
        "GJ1" => "GJ1xx: the text of a policy",
        "GJ2" => "GJ2xx: names and structure",
        "GJ3" => "GJ3xx: types and units",
        "GJ4" => "GJ4xx: time, and what cannot be checked yet",
        "GJ5" => "GJ5xx: probably not meant",
        "GJ6" => "GJ6xx: logs and reference data",
        "GJ7" => "GJ7xx: the call",
        _ => "GJ8xx: tests of a policy",
    }
}

#[test]
fn no_code_is_declared_twice() {
    let ids: BTreeSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(ids.len(), Code::ALL.len());
}

#[test]
fn both_languages_show_the_same_number_of_examples() {
    for code in Code::ALL {
        let (en, zh) = code.pages();
        let shape = |text| Page::read(text).examples.iter().map(|e| e.bad).collect::<Vec<_>>();
        assert_eq!(shape(en), shape(zh), "{code}");
    }
}

#[test]
fn an_example_that_names_another_file_finds_it() {
    let page =
        Page::read("```guiju,file a.guiju\nevent e { x: text }\n```\n```guiju,good\nuse \"a.guiju\"\n```\n");
    assert!(page.examples[0].check().problems.is_empty());
}
