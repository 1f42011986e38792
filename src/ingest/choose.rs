//! Which `log` block is for which file.

use super::problem::IngestProblem;
use crate::event::LogMapping;
use unicode_normalization::UnicodeNormalization;

/// The mapping for a file, if any is. A pattern without `/` is held against the file's name, one with `/` against the
/// end of its path; `*` stands for any characters within a name, `?` for one, `**` also for `/`. A compressed file may be
/// named with or without `.gz` or `.zst`. A block whose pattern is the name itself goes before those with wildcards.
///
/// # Errors
///
/// [`IngestProblem::AmbiguousMapping`] if several blocks are for the file.
pub fn choose<'m>(
    mappings: &'m [LogMapping],
    name: &str,
) -> Result<Option<&'m LogMapping>, Box<IngestProblem>> {
    let matching: Vec<&LogMapping> =
        mappings.iter().filter(|mapping| name_fits(&mapping.pattern, name)).collect();
    let exact: Vec<&LogMapping> =
        matching.iter().copied().filter(|m| !m.pattern.contains(['*', '?'])).collect();
    match (exact.as_slice(), matching.as_slice()) {
        ([one], _) | ([], [one]) => Ok(Some(*one)),
        ([], []) => Ok(None),
        ([], several) | (several, _) => Err(Box::new(IngestProblem::AmbiguousMapping {
            name: name.to_string(),
            spans: several.iter().map(|m| m.span).collect(),
        })),
    }
}

/// Whether the pattern of a `log` block would be for a file of this name.
pub fn name_fits(pattern: &str, name: &str) -> bool {
    let (pattern, path): (String, String) =
        (pattern.replace('\\', "/").nfc().collect(), name.replace('\\', "/").nfc().collect());
    let pattern = pattern.strip_prefix("./").unwrap_or(&pattern);
    is_for(pattern, &path) || is_for(pattern, super::formats::unpacked_name(&path))
}

/// Whether a name (of a sheet) fits a pattern.
pub(super) fn fits_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (String, String) = (pattern.nfc().collect(), name.nfc().collect());
    glob(pattern.as_bytes(), name.as_bytes())
}

fn is_for(pattern: &str, path: &str) -> bool {
    let (pattern_bytes, path) = (pattern.as_bytes(), path.as_bytes());
    let mut starts = std::iter::once(0).chain(memchr::memchr_iter(b'/', path).map(|at| at + 1));
    if pattern.contains('/') {
        starts.any(|at| glob(pattern_bytes, &path[at..])) || glob(pattern_bytes, path)
    } else {
        starts.last().is_some_and(|at| glob(pattern_bytes, &path[at..]))
    }
}

/// Matches with backtracking to the last `*` and the last `**` only, so that no pattern takes long.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    let mut deep: Option<(usize, usize)> = None;
    loop {
        match pattern.get(p) {
            Some(b'*') if pattern.get(p + 1) == Some(&b'*') => {
                p += 2;
                // `a/**/b` is also for `a/b`.
                if pattern.get(p) == Some(&b'/') {
                    p += 1;
                }
                deep = Some((p, t));
                star = None;
                continue;
            }
            Some(b'*') => {
                p += 1;
                star = Some((p, t));
                continue;
            }
            Some(b'?') if t < text.len() && text[t] != b'/' => {
                p += 1;
                t += char_len(text[t]);
                continue;
            }
            Some(byte) if text.get(t) == Some(byte) => {
                p += 1;
                t += 1;
                continue;
            }
            None if t >= text.len() => return true,
            Some(_) | None => {}
        }
        match (star, deep) {
            (Some((after, from)), _) if text.get(from).is_some_and(|b| *b != b'/') => {
                star = Some((after, from + 1));
                (p, t) = (after, from + 1);
            }
            (_, Some((after, from))) if from < text.len() => {
                deep = Some((after, from + 1));
                star = None;
                (p, t) = (after, from + 1);
            }
            _ => return false,
        }
    }
}

/// The bytes of the character that begins with this byte.
fn char_len(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn mapping(pattern: &str) -> LogMapping {
        LogMapping::new(pattern, Span::new(FileId(0), 0, pattern.len()))
    }

    fn fits(pattern: &str, name: &str) -> bool {
        choose(&[mapping(pattern)], name).unwrap().is_some()
    }

    #[test]
    fn patterns_without_a_slash_are_for_file_names() {
        assert!(fits("attendance.csv", "data/attendance.csv"));
        assert!(fits("*.csv", "C:\\data\\a.csv"));
        assert!(fits("考勤-?月.csv", "考勤-五月.csv"));
        assert!(fits("*.csv", "a.csv.gz"));
        assert!(fits("*.csv.gz", "a.csv.gz"));
        assert!(!fits("*.csv", "a.csv.zip"));
        assert!(!fits("tendance.csv", "attendance.csv"));
    }

    #[test]
    fn patterns_with_a_slash_are_for_ends_of_paths() {
        assert!(fits("attendance/*.csv", "attendance/may.csv"));
        assert!(fits("./attendance/*.csv", "/srv/attendance/may.csv"));
        assert!(!fits("attendance/*.csv", "attendance/2024/may.csv"));
        assert!(fits("attendance/**/*.csv", "attendance/2024/05/may.csv"));
        assert!(fits("attendance/**/*.csv", "attendance/may.csv"));
        assert!(!fits("dance/*.csv", "attendance/may.csv"));
    }

    #[test]
    fn many_stars_do_not_take_long() {
        let name = "a".repeat(2000);
        assert!(!fits(&"*a".repeat(500).replace("aa", "a*"), &format!("{name}b")));
    }

    #[test]
    fn an_exact_name_goes_before_wildcards_and_two_equals_are_refused() {
        let both = [mapping("*.csv"), mapping("a.csv")];
        assert_eq!(choose(&both, "a.csv").unwrap().unwrap().pattern, "a.csv");
        assert!(choose(&[mapping("*.csv"), mapping("a.*")], "a.csv").is_err());
        assert!(choose(&[mapping("*.csv")], "a.json").unwrap().is_none());
    }
}
