//! What is printed reads back as the same tree, in either language, and printing is a fixed point.

use crate::generate;
use guiju::locale::Lang;
use guiju::source::FileId;
use guiju::syntax::{FormatOptions, format, parse};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_tree_survives_being_written_and_read(file in generate::file(), lang in prop::sample::select(&Lang::ALL[..])) {
        let options = FormatOptions { keywords: Some(lang) };
        let text = format(&file, "", options);
        let read = parse(FileId(0), &text);
        prop_assert!(read.problems.is_empty(), "{text}\n{:?}", read.problems);
        for (before, after) in file.items.iter().zip(&read.file.items) {
            prop_assert_eq!(before, after, "{}", text);
        }
        prop_assert_eq!(file.items.len(), read.file.items.len());
        let again = format(&read.file, &text, options);
        prop_assert_eq!(again, text);
    }
}

/// A formatted text with numbered comments at the ends of some lines and on lines of their own.
fn commented(text: &str, where_to: &[u8]) -> (String, usize) {
    let mut out = String::new();
    let mut n = 0;
    for (i, line) in text.lines().enumerate() {
        let choice = where_to.get(i % where_to.len().max(1)).copied().unwrap_or(0);
        if choice & 1 != 0 {
            out.push_str(&format!("\n   # <{n}>\n"));
            n += 1;
        }
        out.push_str(line);
        if choice & 2 != 0 {
            out.push_str(&format!("# <{n}>  "));
            n += 1;
        }
        out.push_str(if choice & 4 != 0 { "\n\n\n" } else { "\n" });
    }
    (out, n)
}

proptest! {
    #[test]
    fn every_comment_survives(
        file in generate::file(),
        where_to in prop::collection::vec(0u8..8, 1..12),
        lang in prop::sample::select(&Lang::ALL[..]),
    ) {
        let options = FormatOptions { keywords: Some(lang) };
        let (text, comments) = commented(&format(&file, "", options), &where_to);
        let read = parse(FileId(0), &text);
        prop_assert!(read.problems.is_empty(), "{text}\n{:?}", read.problems);
        let written = format(&read.file, &text, options);
        for n in 0..comments {
            prop_assert_eq!(written.matches(&format!("# <{n}>")).count(), 1, "comment {}\n{}\n---\n{}", n, text, written);
        }
        let again = parse(FileId(0), &written);
        prop_assert_eq!(&again.file, &read.file);
        prop_assert_eq!(format(&again.file, &written, options), written);
    }
}

#[test]
fn a_chinese_name_needs_no_blank_after_per() {
    let options = FormatOptions { keywords: None };
    let with = |per: &str| {
        format!("义务 甲 {{\n  当      报警\n  应当    到场\n  违者    {per} 每月 罚款 5 元\n}}\n")
    };
    for (written, formatted) in [
        ("每企业", "每企业"),
        ("每 企业", "每企业"),
        ("每enterprise", "每 enterprise"),
        ("每 enterprise", "每 enterprise"),
        ("每月报表", "每月报表"),
        ("每 `月`", "每 `月`"),
    ] {
        let text = with(written);
        let read = parse(FileId(0), &text);
        assert!(read.problems.is_empty(), "{text}\n{:?}", read.problems);
        assert_eq!(format(&read.file, &text, options), with(formatted));
    }
}
