//! Long log rows on narrow pages: what no remark points at is left out.

use crate::locale::display_width;
use std::ops::Range;

/// A row cut to a width, and the ranges where they now stand. Around each range some text is kept; what is left out becomes
/// `…`. A row that fits, or that spans several lines, stays as it is.
pub(super) fn fit(text: &str, ranges: &[Range<usize>], width: usize) -> (String, Vec<Range<usize>>) {
    let text = text.trim_end();
    let whole = ranges.iter().map(|r| r.start.min(text.len())..r.end.min(text.len())).collect::<Vec<_>>();
    if text.contains('\n') || display_width(text) <= width {
        return (text.to_string(), whole);
    }
    let mut cut = None;
    for around in [60, 40, 24, 12, 6, 0] {
        let candidate = keep(text, &whole, around);
        let fits = display_width(&candidate.0) <= width;
        cut = Some(candidate);
        if fits {
            break;
        }
    }
    cut.unwrap_or_else(|| (text.to_string(), whole))
}

/// Keeps so many bytes around each range, and at least the beginning.
fn keep(text: &str, ranges: &[Range<usize>], around: usize) -> (String, Vec<Range<usize>>) {
    let mut kept: Vec<Range<usize>> = ranges
        .iter()
        .cloned()
        .chain((ranges.is_empty()).then_some(0..0))
        .map(|r| {
            text.floor_char_boundary(r.start.saturating_sub(around))
                ..text.ceil_char_boundary((r.end + around).min(text.len()))
        })
        .collect();
    kept.sort_by_key(|r| (r.start, r.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in kept {
        match merged.last_mut() {
            Some(last) if range.start <= last.end + "…".len() => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    let mut out = String::new();
    let mut moved = vec![0..0; ranges.len()];
    let mut end = 0;
    for part in &merged {
        if part.start > end {
            out.push('…');
        }
        for (new, old) in moved.iter_mut().zip(ranges) {
            if part.start <= old.start && old.end <= part.end {
                *new = out.len() + old.start - part.start..out.len() + old.end - part.start;
            }
        }
        out.push_str(&text[part.clone()]);
        end = part.end;
    }
    if end < text.len() {
        out.push('…');
    }
    (out, moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_fits_stays() {
        let last = 2..3;
        let (row, ranges) = fit("a,b\n", std::slice::from_ref(&last), 10);
        assert_eq!((row.as_str(), &ranges[0]), ("a,b", &last));
    }

    #[test]
    fn a_long_row_keeps_what_is_pointed_at() {
        let row = format!("{},here,{}", "x".repeat(100), "中".repeat(40));
        let here = 101..105;
        let (cut, ranges) = fit(&row, std::slice::from_ref(&here), 30);
        assert_eq!(&cut[ranges[0].clone()], "here");
        assert!(cut.starts_with('…') && cut.ends_with('…'), "{cut}");
        assert!(display_width(&cut) <= 30, "{cut}");
    }

    #[test]
    fn two_places_far_apart_are_both_kept() {
        let row = format!("first,{},last", "x".repeat(200));
        let last = row.len() - 4..row.len();
        let (cut, ranges) = fit(&row, &[0..5, last], 40);
        assert_eq!((&cut[ranges[0].clone()], &cut[ranges[1].clone()]), ("first", "last"));
        assert_eq!(cut.matches('…').count(), 1, "{cut}");
    }
}
