//! Damaged files: whatever is done to a text, reading it ends in a tree or in messages with sensible places.

use guiju::diagnostics::Problem;
use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax::{FormatOptions, format, format_text, parse};
use proptest::prelude::*;

const SAMPLE: &str = include_str!("sample.guiju");

/// Cuts something out of a text and puts something else in its place.
fn damage(text: &str, at: usize, length: usize, instead: &str) -> String {
    let boundary = |mut i: usize| {
        while !text.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let start = boundary(at % text.len());
    let end = boundary((start + length).min(text.len())).max(start);
    format!("{}{instead}{}", &text[..start], &text[end..])
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused_with_sensible_places(
        cuts in prop::collection::vec((any::<usize>(), 0usize..40, "[ -~\n。“”（）{}\"`且当每第３元\u{301}]{0,6}"), 1..4),
        zh in any::<bool>(),
    ) {
        let options = FormatOptions { keywords: Some(if zh { Lang::Zh } else { Lang::En }) };
        let mut text = format_text(SAMPLE, options).unwrap();
        for (at, length, instead) in &cuts {
            text = damage(&text, *at, *length, instead);
        }
        let parsed = parse(FileId(0), &text);
        for problem in &parsed.problems {
            for lang in Lang::ALL {
                let said = problem.diagnostic(lang);
                prop_assert!(!said.message.is_empty() && !said.labels.is_empty());
                for label in said.labels {
                    let (start, end) = (label.span.start as usize, label.span.end as usize);
                    prop_assert!(text.get(start..end).is_some(), "{:?} is not a place in\n{}", problem, text);
                }
            }
        }
        let places: Vec<u32> = parsed.problems.iter().map(|p| p.diagnostic(Lang::En).labels[0].span.start).collect();
        prop_assert!(places.is_sorted(), "{:?}", parsed.problems);
        if parsed.problems.is_empty() {
            let written = format(&parsed.file, &text, FormatOptions::default());
            prop_assert_eq!(parse(FileId(0), &written).file, parsed.file, "{}\n---\n{}", text, written);
        }
    }
}

#[test]
fn an_empty_file_is_an_empty_policy() {
    for text in ["", "\u{FEFF}", "\r\n", "# only a comment", "\u{3000}"] {
        let parsed = parse(FileId(0), text);
        assert!(parsed.problems.is_empty() && parsed.file.items.is_empty(), "{text:?}");
    }
    assert_eq!(format_text("# only a comment \r\n", FormatOptions::default()).unwrap(), "# only a comment\n");
}
