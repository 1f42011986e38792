//! What ties the grammar, the table of keywords and the tree together.

use super::grammar::{Rule, is};
use super::words::Word;
use super::{FormatOptions, format, parse};
use crate::locale::Lang;
use crate::source::FileId;

const GRAMMAR: &str = include_str!("../../grammar/policy.pest");

/// The lines of the grammar that define a rule, with the line before each.
fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    GRAMMAR.lines().zip(GRAMMAR.lines().skip(1)).filter(|(_, line)| {
        line.split_once('=').is_some_and(|(name, _)| {
            let name = name.trim_end();
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    })
}

#[test]
fn every_rule_says_what_it_is() {
    assert!(rules().count() > 400);
    for (before, rule) in rules() {
        assert!(before.starts_with("/// "), "no comment above: {rule}");
    }
}

#[test]
fn every_keyword_is_in_the_table_and_reads_as_itself_in_both_languages() {
    for rule in Rule::all_rules().iter().filter(|rule| format!("{rule:?}").starts_with("w_")) {
        let units = matches!(rule, Rule::w_unit_days | Rule::w_unit_working_days);
        assert!(units || Word::ALL.iter().any(|word| word.rule() == *rule), "{rule:?} is not in the table");
    }
    for word in Word::ALL {
        // Some end only before certain words: `本` before a period, `最后一` before a unit.
        let glued = matches!(word.rule(), Rule::w_this | Rule::w_zuihouyi);
        for lang in Lang::ALL {
            assert!(glued || is(word.rule(), word.text(lang)), "{word:?}: {}", word.text(lang));
        }
    }
}

/// A longer spelling must stand before its own beginning, or it can never be read.
#[test]
fn every_spelling_of_every_keyword_can_be_read() {
    for (_, line) in rules() {
        let Some((name, spellings)) = line.split_once(" = @{ (\"") else { continue };
        let Some(rule) = Rule::all_rules().iter().find(|rule| format!("{rule:?}") == name.trim()) else {
            continue;
        };
        let Some((spellings, ending)) = spellings.split_once("\") ~ ") else { continue };
        if ending != "!name_char }" || spellings.contains('~') {
            continue;
        }
        for spelling in spellings.split("\" | \"") {
            assert!(is(*rule, spelling), "{name} does not read `{spelling}`");
        }
    }
}

#[test]
fn every_reserved_word_is_refused_as_a_name() {
    let start = GRAMMAR.find("\nreserved = @{").unwrap();
    let body = &GRAMMAR[start..start + GRAMMAR[start..].find("\n}").unwrap()];
    let words: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 80);
    for word in words {
        assert!(is(Rule::reserved, word) && !is(Rule::name, word), "`{word}` is not reserved");
    }
}

/// The whole-file rule, which is what the reference shows, agrees with reading declaration by declaration.
#[test]
fn cutting_into_declarations_changes_nothing() {
    use pest::Parser;
    let text = "use \"x\" param a = 1; param event = 2 state s of log: from test until use\nduty reward { when policy }";
    let whole = super::grammar::PolicyGrammar::parse(Rule::file, text).unwrap().next().unwrap();
    let items = whole.into_inner().filter(|pair| pair.as_rule() != Rule::EOI).count();
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.file.items.len(), items);
}

#[test]
fn names_are_compared_in_normal_form_c() {
    let parsed = parse(FileId(0), "use \"a\"\nparam Gro\u{308}ße = 1\nparam `Gr\u{f6}ße` = 1");
    let names: Vec<String> = parsed
        .file
        .items
        .iter()
        .filter_map(|item| match &item.node {
            super::ast::Item::Param(param) => Some(param.name.node.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["Gr\u{f6}ße", "Gr\u{f6}ße"]);
}

#[test]
fn translating_keywords_touches_neither_names_nor_texts_nor_comments() {
    let text = "duty within_limits \"must not fail\" {\n  # when in doubt\n  when    alarm\n  must    arrive same fault\n}\n";
    let parsed = parse(FileId(0), text);
    let zh = format(&parsed.file, text, FormatOptions { keywords: Some(Lang::Zh) });
    assert_eq!(
        zh,
        "义务 within_limits \"must not fail\" {\n  # when in doubt\n  当      alarm\n  应当    arrive 同 fault\n}\n"
    );
    let back = parse(FileId(0), &zh);
    assert_eq!(format(&back.file, &zh, FormatOptions { keywords: Some(Lang::En) }), text);
}
