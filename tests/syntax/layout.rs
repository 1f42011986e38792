//! How a file looks when it is formatted.

use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax::{FormatOptions, format, format_text, parse};

const SAMPLE: &str = include_str!("sample.guiju");

#[test]
fn a_file_is_laid_out_in_either_language() {
    for (lang, name) in [(Lang::En, "layout_en"), (Lang::Zh, "layout_zh")] {
        let formatted = format_text(SAMPLE, FormatOptions { keywords: Some(lang) }).unwrap();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, formatted);
        });
    }
}

/// There and back again: the Chinese file is the same policy.
#[test]
fn a_translated_file_is_the_same_policy() {
    let original = parse(FileId(0), SAMPLE);
    assert_eq!(original.problems, []);
    let zh = format(&original.file, SAMPLE, FormatOptions { keywords: Some(Lang::Zh) });
    let translated = parse(FileId(0), &zh);
    assert_eq!(translated.problems, []);
    assert_eq!(translated.file, original.file);
}

#[test]
fn each_declaration_keeps_its_own_language_unless_told_otherwise() {
    let text = "duty a {\n  when    b\n}\n\n义务 甲 {\n  当      乙\n}\n";
    assert_eq!(format_text(text, FormatOptions::default()).unwrap(), text);
}

#[test]
fn a_file_with_a_problem_is_not_formatted() {
    assert_eq!(format_text("duty a { wen b }", FormatOptions::default()).unwrap_err().len(), 1);
}

#[test]
fn no_line_is_longer_than_a_hundred_columns_where_it_can_be_broken() {
    for lang in Lang::ALL {
        let formatted = format_text(SAMPLE, FormatOptions { keywords: Some(lang) }).unwrap();
        for line in formatted.lines().filter(|line| !line.contains('#')) {
            assert!(guiju::locale::display_width(line) <= 100, "{line}");
        }
    }
}
