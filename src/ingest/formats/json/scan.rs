//! Finds the members of an object in a text without reading their values.

use super::{ArrayFault, string_end, value_end};
use std::ops::Range;

/// Walks over the members of the object that begins at a byte of a text: each name, and where its value stands. Stops
/// where the text is no JSON any more; the value of the last member may be cut off.
pub(in crate::ingest) struct Members<'a> {
    text: &'a str,
    pos: usize,
    first: bool,
}

impl<'a> Members<'a> {
    /// The members of an object; none if no object begins there.
    pub fn of(text: &'a str, at: usize) -> Members<'a> {
        let mut members = Members { text, pos: at, first: true };
        members.space();
        if text.as_bytes().get(members.pos) == Some(&b'{') {
            members.pos += 1
        } else {
            members.pos = text.len()
        }
        members
    }

    /// The next name, and the first byte of its value.
    pub fn next_name(&mut self) -> Option<(String, usize)> {
        self.space();
        if !self.first && !self.eat(b',') {
            return None;
        }
        self.first = false;
        self.space();
        let start = self.pos;
        if self.text.as_bytes().get(start) != Some(&b'"') {
            return None;
        }
        let end = string_end(self.text.as_bytes(), start)?;
        let name = serde_json::from_str(self.text.get(start..end)?).ok()?;
        self.pos = end;
        self.space();
        if !self.eat(b':') {
            return None;
        }
        self.space();
        Some((name, self.pos))
    }

    /// Moves past the value of the member that was named last; gives where it stands.
    pub fn skip_value(&mut self) -> Option<Range<usize>> {
        let start = self.pos;
        self.pos = value_end(self.text.as_bytes(), start)?;
        Some(start..self.pos)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.text.as_bytes().get(self.pos) == Some(&byte);
        self.pos += usize::from(there);
        there
    }

    fn space(&mut self) {
        while matches!(self.text.as_bytes().get(self.pos), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.pos += 1;
        }
    }
}

/// Where the array of records begins that a path names; a name that holds dots itself goes before a path.
pub(in crate::ingest) fn find_array(text: &str, path: &str) -> Result<usize, ArrayFault> {
    let begin = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let at = find(text, begin, path, 8).ok_or(ArrayFault::NotThere)?;
    if text.as_bytes().get(at) == Some(&b'[') { Ok(at) } else { Err(ArrayFault::NotThere) }
}

fn find(text: &str, at: usize, path: &str, depth: u8) -> Option<usize> {
    let mut members = Members::of(text, at);
    let mut below = None;
    while let Some((name, value)) = members.next_name() {
        if name == path {
            return Some(value);
        }
        if let Some(rest) = path.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('.'))
            && depth > 0
            && below.is_none()
        {
            below = find(text, value, rest, depth - 1);
        }
        if members.skip_value().is_none() {
            break;
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_found_by_path() {
        let text = r#" {"a": {"x": "[{", "b.c": [1], "b": {"c": [2]}}, "Records": [3]}"#;
        let found = |path| find_array(text, path).map(|at| &text[at..at + 3]);
        assert_eq!(found("Records"), Ok("[3]"));
        assert_eq!(found("a.b.c"), Ok("[1]"));
        assert_eq!(found("a.b"), Err(ArrayFault::NotThere));
        assert_eq!(found("b"), Err(ArrayFault::NotThere));
        assert_eq!(find_array("{\"Records\": [{\"a\": 1", "Records"), Ok(12));
        assert_eq!(find_array("[1]", "Records"), Err(ArrayFault::NotThere));
    }
}
