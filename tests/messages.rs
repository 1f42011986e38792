//! What people read: every message about a policy, drawn in both languages, as the pages' bad examples bring it about.
//!
//! Review a change line by line: lower case start, no full stop, the places labelled, the remedy in the help.

mod pages;

use guiju::locale::Lang;
use pages::pages;

/// The messages of all codes of one hundred, the English and the Chinese example of each.
fn messages(hundred: &str) -> String {
    let mut out = String::new();
    for (code, lang, page) in pages().filter(|(code, ..)| code.id().starts_with(hundred)) {
        for example in page.examples.iter().filter(|example| example.bad) {
            let drawn = example.drawn(lang);
            if !drawn.is_empty() {
                out += &format!("──── {code}.{lang}\n{drawn}\n");
            }
        }
    }
    out
}

#[test]
fn about_names_and_structure() {
    insta::assert_snapshot!(messages("GJ2"));
}

#[test]
fn about_types_and_units() {
    insta::assert_snapshot!(messages("GJ3"));
}

#[test]
fn about_time() {
    insta::assert_snapshot!(messages("GJ4"));
}

#[test]
fn about_what_is_probably_not_meant() {
    insta::assert_snapshot!(messages("GJ5"));
}

#[test]
fn messages_keep_the_house_style() {
    for (code, _, page) in pages() {
        for example in page.examples.iter().filter(|example| example.bad) {
            for lang in Lang::ALL {
                for diagnostic in example.check().diagnostics(lang) {
                    let texts = diagnostic.labels.iter().map(|label| label.text.clone());
                    let texts = texts.chain([diagnostic.message.clone()]).chain(diagnostic.help.clone());
                    for text in texts {
                        let full_stop = text.ends_with(['.', '。']) && !text.ends_with("..");
                        assert!(!full_stop, "{code}: no full stop: {text}");
                        let first = text.chars().next().unwrap_or('x');
                        assert!(!first.is_ascii_uppercase(), "{code}: lower case start: {text}");
                        assert!(!text.contains("  "), "{code}: two blanks: {text}");
                        assert!(
                            !text.ends_with(' ') && !text.starts_with(' '),
                            "{code}: blank at an end: {text}"
                        );
                    }
                }
            }
        }
    }
}
