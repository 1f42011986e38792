//! Whatever is given, checking ends with a model or with errors that have a place and words in both languages.

#[path = "../pages/mod.rs"]
#[allow(clippy::panic, reason = "a helper of a test may fail the test")]
mod pages;
#[path = "../syntax/generate.rs"]
mod trees;

use super::WORDS;
use guiju::analysis::{self, Analysis, Loaded, LoadedFile};
use guiju::diagnostics::{Problem, Severity};
use guiju::locale::Lang;
use guiju::source::{FileId, Sources};
use guiju::world::Memory;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Texts to damage: every example on the pages of codes, and whole policies.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts: Vec<String> = pages::pages()
        .filter(|(code, ..)| code.id() >= "GJ200" && code.id() < "GJ600")
        .flat_map(|(_, _, page)| page.examples.into_iter().map(|example| example.text))
        .collect();
    texts.push(include_str!("../../policies/online-monitoring/online-monitoring.guiju").into());
    texts.push(include_str!("../../policies/permits/permits.guiju").into());
    texts.push(format!("{WORDS}{EVERY_SLOT}"));
    texts
});

/// A norm with all its slots, so that damage reaches each of them.
const EVERY_SLOT: &str = r#"
param grace: duration
param most = 3 * 5
param to_whom = ["platform", "director"]
duty d "title" {
  cite clause 1 "x"
  reading "y"
  effective 2024-01-01 ..
  when alarm as a where a.level = "low" and a.owner.team.leader != "x"
  bearer a.owner
  must arrive same fault, level where note filled at least 2 times
  by someone other than a.owner
  within 30 minutes if a.easy otherwise by end of the next working day
  unless inform same fault for every to in to_whom within 1 hour
  unless a.owner.wage >= 5 CNY * most
  else must inform same fault within 30 minutes
  else fine 20 CNY, demerit 2 points, warn
}
prohibition p { when record bearer record.staff must not record unless record.ph in 3 .. 5 else fine 5 CNY }
duty c { when record as r bearer r.staff must r.[ph, flow, signed] filled and valid else fine 5 CNY per field }
duty e {
  each month for s in staff where role = "op" valid at start
  bearer s
  must arrive where staff = s and note != "x"
  before inform where staff = s
}
log "a/*.csv" {
  time "t" as "%Y"
  event arrive where column "k" = "in" or not column "n" filled { staff: "s", note: constant "x" }
  entity staff distinct by "s" { id: "s" }
  ignore where column "k" in ["x", "y"]
}
"#;

/// The promises of an analysis.
fn holds(loaded: &Loaded, analysis: &Analysis, sources: &Sources) {
    let mut errors = !loaded.complete();
    for problem in loaded.problems.iter().chain(&analysis.problems) {
        for lang in Lang::ALL {
            let diagnostic = problem.diagnostic(lang);
            assert!(!diagnostic.message.is_empty());
            errors |= diagnostic.severity == Severity::Error;
            for label in diagnostic.labels {
                let text = &sources.get(label.span.file).text;
                assert!(text.get(label.span.start as usize..label.span.end as usize).is_some());
            }
        }
    }
    assert_eq!(analysis.model.is_none(), errors, "a policy runs exactly if it has no errors");
    // What is sound can be planned, and the plan can be shown.
    if let Some(model) = &analysis.model {
        let mut interner = guiju::event::Interner::default();
        let plan = guiju::plan::lower(model, &mut interner);
        assert!(model.norms.is_empty() || !plan.show(model, &interner).is_empty());
    }
    let places: Vec<_> = analysis.problems.iter().map(|p| (p.span().is_none(), p.span())).collect();
    assert!(places.is_sorted(), "in source order");
}

fn check(text: &str, bindings: &[(String, String)]) {
    let world = Memory::new().with("main.guiju", text);
    let mut sources = Sources::default();
    let loaded = analysis::load(&world, "main.guiju", &mut sources);
    let analysis = analysis::analyze(&loaded, bindings, &world);
    holds(&loaded, &analysis, &sources);
}

/// Cuts a text into words, texts in quotes, signs and blanks; together they are the text again.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first == '"' {
            rest[1..].find('"').map_or(rest.len(), |at| at + 2)
        } else if first.is_alphanumeric() {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[test]
fn the_texts_to_damage_are_whole() {
    let all: String = tokens(&TEXTS[0]).concat();
    assert_eq!(all, TEXTS[0]);
    assert!(TEXTS.len() > 80);
    check(TEXTS.last().unwrap(), &[]);
    let sound = super::policy(TEXTS.last().unwrap()).errors();
    assert_eq!(sound, [], "the norm with all slots is sound");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_policies(
        which in any::<prop::sample::Index>(),
        damage in prop::collection::vec((0..4_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..4),
    ) {
        let text = which.get(&TEXTS[..]);
        let mut tokens: Vec<&str> = tokens(text);
        for (how, a, b) in damage {
            // Blanks are no damage; the next word is.
            let words: Vec<usize> = (0..tokens.len()).filter(|at| !tokens[*at].trim().is_empty()).collect();
            if words.is_empty() {
                break;
            }
            let (a, b) = (words[a.index(words.len())], words[b.index(words.len())]);
            match how {
                0 => drop(tokens.remove(a)),
                1 => tokens.insert(a, tokens[a]),
                2 => tokens.swap(a, b),
                _ => tokens[a] = tokens[b],
            }
        }
        check(&tokens.concat(), &[]);
    }

    #[test]
    fn values_from_outside(name in "most|grace|to_whom|nobody", value in "[0-9a-z .*/+\\[\\]\",%]{0,12}|[0-9]{1,3}(m|h|d|wd| CNY|%|/0|/3)") {
        check(TEXTS.last().unwrap(), &[(name, value)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Trees of the whole language, most of which mean nothing.
    #[test]
    fn random_trees(file in trees::file()) {
        let mut sources = Sources::default();
        let id = sources.add("main.guiju", "");
        prop_assert_eq!(id, FileId(0));
        let files = vec![LoadedFile { id, path: "main.guiju".into(), file }];
        let loaded = Loaded { files, ..Loaded::default() };
        let world = Memory::new();
        holds(&loaded, &analysis::analyze(&loaded, &[], &world), &sources);
    }
}
