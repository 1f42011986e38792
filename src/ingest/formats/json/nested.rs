//! Where the records stand in a JSON document that is one object: for those who look at a file before anything is said about it.

use super::{Members, value_end};

/// How far below the document the records may stand.
const DEPTH: u8 = 4;

/// The path of the largest array of several objects in a document that is one object. The end of the document may be cut off. None
/// if there is no such array, or more follows: then each object is a record.
pub(in crate::ingest) fn records_path(text: &str) -> Option<String> {
    let begin = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    if !text[begin..].starts_with('{') {
        return None;
    }
    let end = value_end(text.as_bytes(), begin).unwrap_or(text.len());
    if !text[end..].trim().is_empty() {
        return None;
    }
    let mut found = None;
    arrays(text, begin, "", DEPTH, &mut found);
    found.map(|(_, path)| path)
}

/// Notes the largest of all arrays in an object.
fn arrays(text: &str, at: usize, above: &str, depth: u8, found: &mut Option<(usize, String)>) {
    let mut members = Members::of(text, at);
    while let Some((name, value)) = members.next_name() {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let end = members.skip_value().map(|range| range.end);
        let size = end.unwrap_or(text.len()) - value;
        let is_larger = |found: &Option<(usize, String)>| found.as_ref().is_none_or(|(most, _)| size > *most);
        // A path is parted at its points.
        if !name.contains('.') {
            match text.as_bytes().get(value) {
                Some(b'{') if depth > 0 => arrays(text, value, &path, depth - 1, found),
                Some(b'[') if is_larger(found) && holds_objects(text, value) => *found = Some((size, path)),
                _ => {}
            }
        }
        if end.is_none() {
            return;
        }
    }
}

/// Whether an array begins with two objects, or with one that is cut off.
fn holds_objects(text: &str, at: usize) -> bool {
    let space = |at: usize| at + text[at..].len() - text[at..].trim_start().len();
    let bytes = text.as_bytes();
    let first = space(at + 1);
    if bytes.get(first) != Some(&b'{') {
        return false;
    }
    let Some(end) = value_end(bytes, first) else { return true };
    let comma = space(end);
    bytes.get(comma) == Some(&b',') && bytes.get(space(comma + 1)) == Some(&b'{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<String> {
        records_path(text)
    }

    #[test]
    fn the_largest_array_of_objects_holds_the_records() {
        let some = |path: &str| Some(path.to_string());
        assert_eq!(path(r#"{"Records":[{"a":1},{"a":2}]}"#), some("Records"));
        assert_eq!(
            path("\u{feff}{\n \"n\": 2,\n \"value\": [\n {\"a\":[]},\n {\"a\":1} ] }\n"),
            some("value")
        );
        assert_eq!(
            path(r#"{"log":{"x":[1,2],"items":[{"a":1},{"a":2}]},"tags":[{"b":1},{}]}"#),
            some("log.items")
        );
        // The end may be cut off.
        assert_eq!(path(r#"{"Records":[{"a":1},{"a"#), some("Records"));
        assert_eq!(path(r#"{"Records":[{"a":"x"#), some("Records"));
        for text in [
            "",
            "[{},{}]",
            r#"{"a":1}"#,
            r#"{"a":[{"b":1}]}"#,
            r#"{"a":[1,2]}"#,
            r#"{"a":[{},{}]}{"a":[{},{}]}"#,
            r#"{"a.b":[{},{}]}"#,
            r#"{"a":"#,
        ] {
            assert_eq!(path(text), None, "{text}");
        }
    }
}
