//! A few words found in a text, whatever blanks and widths of characters it is written with.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// Where words occur in a part of a text.
pub(super) fn occurrences(text: &str, part: &Range<usize>, words: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = plain(words).map(|(_, c)| c).collect();
    let Some(within) = text.get(part.clone()).filter(|_| !wanted.is_empty()) else { return Vec::new() };
    let held: Vec<(Range<usize>, char)> = plain(within).collect();
    let starts = held.windows(wanted.len()).filter(|window| window.iter().map(|(_, c)| c).eq(&wanted));
    let place = |window: &[(Range<usize>, char)]| {
        let (first, last) = (window.first()?, window.last()?);
        Some(part.start + first.0.start..part.start + last.0.end)
    };
    starts.filter_map(place).collect()
}

/// The characters of a text, compatible ones as one, without blanks.
fn plain(text: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    let place = |(at, c): (usize, char)| {
        let range = at..at + c.len_utf8();
        c.nfkc().map(move |c| (range.clone(), c))
    };
    text.char_indices().flat_map(place).filter(|(_, c)| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::occurrences;

    #[test]
    fn blanks_and_widths_do_not_matter() {
        let text = "报警后，３０分钟 内到达。30分钟内说明。";
        let found = occurrences(text, &(0..text.len()), "30 分钟内");
        assert_eq!(found.len(), 2);
        assert_eq!(&text[found[0].clone()], "３０分钟 内");
        assert!(occurrences(text, &(0..text.len()), " ").is_empty());
        assert!(occurrences(text, &(0..9), "30 分钟内").is_empty());
    }
}
