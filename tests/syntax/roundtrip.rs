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
