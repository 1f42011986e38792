//! JSON arrays of objects, and one object per line.
//!
//! A small scanner finds the bytes of each record, so that every record can be shown and a broken one costs only
//! itself; the record is then read by `serde_json`, which checks it in full. Numbers are kept as they are written.

use super::{MAX_DEPTH, MAX_ROW, RowAt, RowFault};
use crate::ingest::raw::{Raw, Record};
use memchr::{memchr, memchr_iter, memchr2};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// Walks over the records of a text.
pub(in crate::ingest) struct JsonRows<'a> {
    text: &'a str,
    pos: usize,
    counted: usize,
    line: u32,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// One record per line.
    Lines,
    /// Before the opening bracket.
    Before,
    /// Inside the array; `first` before its first record.
    Inside { first: bool },
    /// Nothing more can be read.
    Done,
}

/// What the walk comes upon.
pub(in crate::ingest) enum JsonItem<'a> {
    /// The bytes of one record.
    Row(RowAt, Result<&'a str, RowFault>),
    /// The file as a whole is broken here; nothing after it is read.
    Broken {
        /// What is wrong.
        why: ArrayFault,
        /// Where, in bytes of the text.
        at: usize,
        /// The line of it.
        line: u32,
    },
}

/// How an array of records can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayFault {
    /// The text does not begin with `[`.
    NoArray,
    /// The text ends before the array does.
    CutOff,
    /// Something other than `,` or `]` follows a record.
    NoComma,
    /// Something follows the array.
    Trailing,
}

impl<'a> JsonRows<'a> {
    /// The records of an array.
    pub fn array(text: &'a str) -> Self {
        JsonRows { text, pos: 0, counted: 0, line: 1, state: State::Before }
    }

    /// The records of lines.
    pub fn lines(text: &'a str) -> Self {
        JsonRows { text, pos: 0, counted: 0, line: 1, state: State::Lines }
    }

    /// The next record.
    pub fn next(&mut self) -> Option<JsonItem<'a>> {
        match self.state {
            State::Lines => self.next_line(),
            State::Done => None,
            State::Before => {
                self.space();
                if self.peek() != Some(b'[') {
                    return self.broken(ArrayFault::NoArray);
                }
                self.pos += 1;
                self.state = State::Inside { first: true };
                self.next_element(true)
            }
            State::Inside { first } => self.next_element(first),
        }
    }

    fn next_line(&mut self) -> Option<JsonItem<'a>> {
        loop {
            let bytes = &self.text.as_bytes()[self.pos..];
            if bytes.is_empty() {
                return None;
            }
            let start = self.pos;
            let len = memchr(b'\n', bytes).unwrap_or(bytes.len());
            self.pos += (len + 1).min(bytes.len());
            let line = self.line;
            self.line = line.saturating_add(1);
            let content = self.text.get(start..start + len).unwrap_or_default();
            let lead = content.len() - content.trim_start().len();
            let content = content.trim();
            if content.is_empty() {
                continue;
            }
            let at = RowAt { start: start + lead, end: start + lead + content.len(), line };
            return Some(JsonItem::Row(at, checked(content)));
        }
    }

    fn next_element(&mut self, first: bool) -> Option<JsonItem<'a>> {
        self.space();
        match self.peek() {
            None => return self.broken(ArrayFault::CutOff),
            Some(b']') => return self.end(),
            Some(b',') if !first => {
                self.pos += 1;
                self.space();
            }
            Some(_) if first => {}
            Some(_) => return self.broken(ArrayFault::NoComma),
        }
        self.state = State::Inside { first: false };
        let start = self.pos;
        let bytes = self.text.as_bytes();
        match bytes.get(start) {
            None => return self.broken(ArrayFault::CutOff),
            // A comma or bracket where a record should stand.
            Some(b',' | b']') => return self.broken(ArrayFault::NoComma),
            Some(_) => {}
        }
        let line = self.line_here();
        let Some(end) = value_end(bytes, start) else {
            self.pos = bytes.len();
            let end = start + self.text[start..].trim_end().len();
            return Some(JsonItem::Row(RowAt { start, end, line }, Err(RowFault::CutOff)));
        };
        self.pos = end;
        let content = self.text.get(start..end).unwrap_or_default();
        Some(JsonItem::Row(RowAt { start, end, line }, checked(content)))
    }

    fn end(&mut self) -> Option<JsonItem<'a>> {
        self.pos += 1;
        self.space();
        if self.pos < self.text.len() {
            return self.broken(ArrayFault::Trailing);
        }
        self.state = State::Done;
        None
    }

    fn broken(&mut self, why: ArrayFault) -> Option<JsonItem<'a>> {
        self.state = State::Done;
        if why == ArrayFault::CutOff {
            // Point to the last thing in the file, not to the blank line after it.
            self.pos = self.text.trim_end().len().saturating_sub(1).max(self.counted);
        }
        let line = self.line_here();
        Some(JsonItem::Broken { why, at: self.pos, line })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.pos += 1;
        }
    }

    /// The line of the current byte, counted on from where it was last asked for.
    fn line_here(&mut self) -> u32 {
        let passed = &self.text.as_bytes()[self.counted..self.pos];
        let lines = u32::try_from(memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        self.counted = self.pos;
        self.line
    }
}

/// Checks a record's limits before it is read.
fn checked(content: &str) -> Result<&str, RowFault> {
    if content.len() > MAX_ROW {
        Err(RowFault::TooLong)
    } else if too_deep(content.as_bytes()) {
        Err(RowFault::TooDeep)
    } else {
        Ok(content)
    }
}

/// One past the end of the JSON value that begins at `start`; `None` if the text ends inside it.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        b'{' | b'[' => {}
        b'"' => return string_end(bytes, start),
        _ => {
            let len = bytes[start..]
                .iter()
                .position(|b| matches!(b, b',' | b']' | b' ' | b'\t' | b'\r' | b'\n'))?;
            return Some(start + len);
        }
    }
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// One past the closing quote of the string that opens at `open`.
fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
}

/// Whether brackets outside strings are nested deeper than the limit.
fn too_deep(bytes: &[u8]) -> bool {
    let opened = memchr::memchr2_iter(b'{', b'[', bytes).take(MAX_DEPTH + 1).count();
    if opened <= MAX_DEPTH {
        return false;
    }
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => match string_end(bytes, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return false,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
        at += 1;
    }
    false
}

/// The names that are needed of each record, and the slot of each. A name may be a path such as `case.id`; a member
/// whose own name has the dot in it is preferred.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Paths {
    children: Vec<Child>,
}

#[derive(Clone, Debug)]
struct Child {
    name: Box<str>,
    slot: Option<usize>,
    below: Paths,
}

/// Paths with more parts than this are looked up by their whole name only.
const MAX_PARTS: usize = 8;

impl Paths {
    /// No path at all.
    pub const NONE: Paths = Paths { children: Vec::new() };

    /// Adds a path to fill a slot.
    pub fn add(&mut self, path: &str, slot: usize) {
        let parts = path.matches('.').count() + 1;
        self.child(path).slot.get_or_insert(slot);
        if parts <= MAX_PARTS {
            for (at, _) in path.match_indices('.') {
                self.child(&path[..at]).below.add(&path[at + 1..], slot);
            }
        }
    }

    fn child(&mut self, name: &str) -> &mut Child {
        let at = self.children.iter().position(|c| &*c.name == name).unwrap_or_else(|| {
            self.children.push(Child { name: name.into(), slot: None, below: Paths::default() });
            self.children.len() - 1
        });
        &mut self.children[at]
    }

    /// Finds a name, looking first where the last one was found: records tend to keep the order of their members.
    fn find(&self, name: &str, last: &mut usize) -> Option<&Child> {
        let count = self.children.len();
        let at = (0..count).map(|i| (*last + i) % count).find(|i| &*self.children[*i].name == name)?;
        *last = at + 1;
        Some(&self.children[at])
    }
}

/// The needed cells of one record.
#[derive(Debug, Default)]
pub(in crate::ingest) struct JsonRow<'a> {
    cells: Vec<Option<Found<'a>>>,
}

#[derive(Clone, Debug)]
struct Found<'a> {
    raw: Raw<'a>,
    token: &'a str,
    /// Found by fewer path steps, so by the more literal name.
    depth: usize,
}

impl<'a> JsonRow<'a> {
    /// Reads the needed cells of one record.
    pub fn read(text: &'a str, paths: &Paths, slots: usize) -> Result<JsonRow<'a>, RowFault> {
        let mut row = JsonRow { cells: vec![None; slots] };
        if !text.starts_with('{') {
            let valid = serde_json::from_str::<IgnoredAny>(text);
            return Err(match valid {
                Ok(_) => RowFault::NotAnObject,
                Err(error) => RowFault::NotJson(error_offset(text, &error)),
            });
        }
        row.members(text, paths, 0).map(|()| row)
    }

    fn members(&mut self, text: &'a str, paths: &Paths, depth: usize) -> Result<(), RowFault> {
        let mut twice = None;
        let mut below = Vec::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let visitor = Members { row: self, paths, depth, twice: &mut twice, below: &mut below };
        let read = json.deserialize_map(visitor).and_then(|()| json.end());
        if let Err(error) = read {
            return Err(match twice {
                Some(name) => RowFault::NameTwice(name),
                None if error.is_eof() => RowFault::CutOff,
                None => RowFault::NotJson(error_offset(text, &error)),
            });
        }
        for (inner, paths) in below {
            self.members(inner, paths, depth + 1)?;
        }
        Ok(())
    }

    /// Where the token in a slot stands in the record's text.
    pub fn place(&self, text: &str, slot: usize) -> Option<Range<usize>> {
        let token = self.cells.get(slot)?.as_ref()?.token;
        let start = (token.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        (start + token.len() <= text.len()).then_some(start..start + token.len())
    }

    /// Whether the record has a member in this slot, blank or not.
    pub fn has(&self, slot: usize) -> bool {
        self.cells.get(slot).is_some_and(Option::is_some)
    }
}

impl Record for JsonRow<'_> {
    fn get(&self, slot: usize) -> Raw<'_> {
        self.cells.get(slot).and_then(|c| c.as_ref()).map_or(Raw::Blank, |found| found.raw.clone())
    }

    fn all_blank(&self) -> bool {
        self.cells.iter().flatten().all(|found| found.raw == Raw::Blank)
    }
}

struct Members<'s, 'p, 'a> {
    row: &'s mut JsonRow<'a>,
    paths: &'p Paths,
    depth: usize,
    twice: &'s mut Option<String>,
    below: &'s mut Vec<(&'a str, &'p Paths)>,
}

impl<'a> Visitor<'a> for Members<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut last = 0;
        let mut seen: Vec<*const Child> = Vec::new();
        while let Some(child) = map.next_key_seed(Name { paths: self.paths, last: &mut last })? {
            let Some(child) = child else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen.contains(&std::ptr::from_ref(child)) {
                *self.twice = Some(child.name.to_string());
                return Err(serde::de::Error::custom("name twice"));
            }
            seen.push(child);
            let token = map.next_value::<&RawValue>()?.get();
            if let Some(slot) = child.slot
                && let Some(cell) = self.row.cells.get_mut(slot)
                && cell.as_ref().is_none_or(|found| found.depth > self.depth)
            {
                *cell = Some(Found { raw: classify(token), token, depth: self.depth });
            }
            if !child.below.children.is_empty() && token.starts_with('{') {
                self.below.push((token, &child.below));
            }
        }
        Ok(())
    }
}

struct Name<'p, 's> {
    paths: &'p Paths,
    last: &'s mut usize,
}

impl<'a, 'p> DeserializeSeed<'a> for Name<'p, '_> {
    type Value = Option<&'p Child>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'p> Visitor<'_> for Name<'p, '_> {
    type Value = Option<&'p Child>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.paths.find(name, self.last))
    }
}

/// A token of valid JSON as a cell.
fn classify(token: &str) -> Raw<'_> {
    match token.as_bytes().first() {
        Some(b'"') if !token.contains('\\') => {
            Raw::text(token.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or_default())
        }
        Some(b'"') => match serde_json::from_str::<String>(token) {
            Ok(text) => Raw::owned(text),
            // Half of a surrogate pair: no text, and shown as written.
            Err(_) => Raw::Object(token),
        },
        Some(b'{') => Raw::Object(token),
        Some(b'[') => Raw::Array(token),
        Some(b'n') => Raw::Blank,
        _ => Raw::text(token),
    }
}

/// The items of an array that is valid JSON.
pub(in crate::ingest) fn elements(array: &str) -> Option<Vec<Raw<'_>>> {
    let items: Vec<&RawValue> = serde_json::from_str(array).ok()?;
    Some(items.into_iter().map(|item| classify(item.get())).collect())
}

/// The names in a record, nested ones as paths, for messages about a name that is missing. False if it is no object.
pub(in crate::ingest) fn names(text: &str, names: &mut indexmap::IndexSet<String>) -> bool {
    fn collect(
        object: &serde_json::Map<String, serde_json::Value>,
        path: &str,
        depth: usize,
        names: &mut indexmap::IndexSet<String>,
    ) {
        for (name, value) in object {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match value {
                serde_json::Value::Object(inner) if depth < MAX_PARTS => {
                    collect(inner, &path, depth + 1, names);
                }
                _ => {
                    names.insert(path);
                }
            }
        }
    }
    let object = serde_json::from_str(text);
    if let Ok(object) = &object {
        collect(object, "", 1, names);
    }
    object.is_ok()
}

/// Where in a record `serde_json` stopped, as a byte offset.
fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (before + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(mut rows: JsonRows<'_>) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(item) = rows.next() {
            out.push(match item {
                JsonItem::Row(at, Ok(text)) => format!("{}:{}-{} {text}", at.line, at.start, at.end),
                JsonItem::Row(at, Err(fault)) => format!("{}:{}-{} {fault:?}", at.line, at.start, at.end),
                JsonItem::Broken { why, at, line } => format!("{line}:{at} {why:?}"),
            });
        }
        out
    }

    fn cells(text: &str, wanted: &[&str]) -> String {
        let mut paths = Paths::default();
        wanted.iter().enumerate().for_each(|(slot, path)| paths.add(path, slot));
        match JsonRow::read(text, &paths, wanted.len()) {
            Ok(row) => (0..wanted.len())
                .map(|slot| row.get(slot).as_str().unwrap_or("-").to_string())
                .collect::<Vec<_>>()
                .join("|"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn records_of_an_array_know_their_bytes_and_lines() {
        let text = "[\n  {\"a\": 1},\n  {\"a\": {\"b\": \"}]\\\"\"}}\n]\n";
        assert_eq!(
            items(JsonRows::array(text)),
            ["2:4-12 {\"a\": 1}", "3:16-36 {\"a\": {\"b\": \"}]\\\"\"}}"]
        );
        assert_eq!(items(JsonRows::array(" [ ] ")), [""; 0]);
    }

    #[test]
    fn a_broken_array_says_where() {
        assert_eq!(items(JsonRows::array("{}")), ["1:0 NoArray"]);
        assert_eq!(items(JsonRows::array("[{},\n{\"a\":")), ["1:1-3 {}", "2:5-10 CutOff", "2:9 CutOff"]);
        assert_eq!(items(JsonRows::array("[{}\n{}]")), ["1:1-3 {}", "2:4 NoComma"]);
        assert_eq!(items(JsonRows::array("[{},]")), ["1:1-3 {}", "1:4 NoComma"]);
        assert_eq!(items(JsonRows::array("[] x")), ["1:3 Trailing"]);
    }

    #[test]
    fn records_of_lines() {
        assert_eq!(items(JsonRows::lines("{}\r\n\n {\"a\":1} \n")), ["1:0-2 {}", "3:6-13 {\"a\":1}"]);
    }

    #[test]
    fn deep_nesting_is_refused_but_not_brackets_in_texts() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
        assert!(items(JsonRows::lines(&deep))[0].ends_with("TooDeep"));
        let text = format!("{{\"a\":\"{}\"}}", "[".repeat(100));
        assert!(!items(JsonRows::lines(&text))[0].ends_with("TooDeep"));
    }

    #[test]
    fn cells_are_taken_as_written() {
        let text = r#"{"n": 1.50, "t": " li\u00e9 ", "b": true, "z": null, "o": {"x": [1, 2]}, "s": ""}"#;
        assert_eq!(
            cells(text, &["n", "t", "b", "z", "o", "o.x", "s", "none"]),
            "1.50|lié|true|-|{\"x\": [1, 2]}|[1, 2]|-|-"
        );
        assert_eq!(elements("[1.0, \"a\"]").unwrap(), [Raw::text("1.0"), Raw::text("a")]);
    }

    #[test]
    fn paths_lead_into_objects_and_literal_names_win() {
        assert_eq!(cells(r#"{"a": {"b": {"c": 1}}}"#, &["a.b.c"]), "1");
        assert_eq!(cells(r#"{"a.b": {"c": 1}}"#, &["a.b.c"]), "1");
        assert_eq!(cells(r#"{"a": {"b.c": 2}, "a.b.c": 1}"#, &["a.b.c"]), "1");
        assert_eq!(cells(r#"{"a.b.c": 1, "a": {"b.c": 2}}"#, &["a.b.c"]), "1");
    }

    #[test]
    fn faults_of_records_say_where() {
        assert_eq!(cells(r#"{"a": 1,, "b": 2}"#, &["a"]), "NotJson(8)");
        assert_eq!(cells(r#"{"a": 1"#, &["a"]), "CutOff");
        assert_eq!(cells("[1]", &["a"]), "NotAnObject");
        assert_eq!(cells("nope", &["a"]), "NotJson(1)");
        assert_eq!(cells(r#"{"a": 1, "a": 2}"#, &["a"]), "NameTwice(\"a\")");
        assert_eq!(cells(r#"{"a": 1} x"#, &["a"]), "NotJson(9)");
    }

    #[test]
    fn tokens_are_found_for_underlining() {
        let text = r#"{"a": 1, "b": {"c": "x y"}}"#;
        let mut paths = Paths::default();
        paths.add("b.c", 0);
        let row = JsonRow::read(text, &paths, 1).unwrap();
        assert_eq!(&text[row.place(text, 0).unwrap()], "\"x y\"");
    }
}
