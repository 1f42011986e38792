//! Whatever stands in a policy, its analysis ends with messages, never with a panic, and the messages can be drawn.
//!
//! Real policies and the pages' examples are cut up and put together again with a fixed seed, so a failure can be repeated.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dice;
mod pages;

use dice::Dice;
use guiju::diagnostics::{Severity, in_source_order};
use guiju::locale::Lang;
use pages::{Example, Found, pages};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// How many texts are tried.
const CASES: usize = 3_000;

fn policies(folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            policies(&path, found);
        } else if path.extension().is_some_and(|e| e == "guiju") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Words, texts, runs of blanks, and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let sort = |c: char| match c {
        '_' => 0,
        c if c.is_alphanumeric() => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = 3;
    for (at, c) in text.char_indices() {
        if at > 0 && (sort(c) != last || last == 2) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = sort(c);
    }
    tokens.push(&text[start..]);
    tokens
}

/// The text with one to three accidents.
fn mangled(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut text = text.to_string();
    for _ in 0..=dice.below(3) {
        let by_line = dice.below(4) == 0;
        let split = |text: &str| -> Vec<String> {
            if by_line {
                text.split_inclusive('\n').map(String::from).collect()
            } else {
                tokens(text).into_iter().map(String::from).collect()
            }
        };
        let (mut parts, donors) = (split(&text), split(other));
        if parts.is_empty() {
            continue;
        }
        let (a, b) = (dice.below(parts.len()), dice.below(parts.len()));
        match dice.below(6) {
            0 => drop(parts.remove(a)),
            1 => parts.insert(a, parts[b].clone()),
            2 => parts.swap(a, b),
            3 => parts[a] = parts[b].clone(),
            4 => parts[a] = donors[dice.below(donors.len())].clone(),
            _ => {
                let extremes =
                    ["0", "99999999999999999999", "0.5", "9999", "24:00", "2024-02-30", "9999-12-31"];
                parts[a] = extremes[dice.below(extremes.len())].to_string();
            }
        }
        text = parts.concat();
    }
    text
}

/// What holds of every analysis.
fn examine(example: &Example) {
    let found: Found = example.check();
    for lang in Lang::ALL {
        let mut all = found.diagnostics(lang);
        in_source_order(&mut all);
        for diagnostic in &all {
            assert!(!diagnostic.message.is_empty());
            for label in &diagnostic.labels {
                let text = &found.sources.get(label.span.file).text;
                let (start, end) = (label.span.start as usize, label.span.end as usize);
                assert!(start <= end && text.get(start..end).is_some(), "{label:?}");
            }
        }
        let errors = all.iter().any(|d| d.severity == Severity::Error);
        assert_eq!(found.model, !errors, "a policy runs if and only if it has no error: {all:?}");
    }
    assert!(found.problems.is_empty() || !found.drawn(Lang::En).is_empty());
}

#[test]
fn mangled_policies_never_make_the_analysis_panic() {
    let mut texts = Vec::new();
    policies(Path::new("policies"), &mut texts);
    assert!(texts.len() >= 3, "the policies are found");
    texts.extend(pages().flat_map(|(_, _, page)| page.examples).map(|example| example.text));
    let mut dice = Dice::new(0x5EED_2024);
    for case in 0..CASES {
        // Every tenth text is one of the long ones.
        let at = if case % 10 == 0 { dice.below(3) } else { dice.below(texts.len()) };
        let donor = dice.below(texts.len());
        let text = mangled(&texts[at], &texts[donor], &mut dice);
        let example = Example { bad: true, text, bindings: Vec::new(), files: Vec::new() };
        let outcome = catch_unwind(AssertUnwindSafe(|| examine(&example)));
        assert!(outcome.is_ok(), "case {case} fails:\n{}", example.text);
    }
}
