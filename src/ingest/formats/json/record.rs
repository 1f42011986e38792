//! The needed cells of one JSON record, found by paths.

use crate::ingest::formats::RowFault;
use crate::ingest::raw::{Raw, Record};
use crate::ingest::walk::Member;
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::ops::Range;

/// The names that are needed of each record, and the slot of each. A name may be a path such as `case.id`; a member
/// whose own name has the dot in it is preferred.
#[derive(Clone, Debug, Default)]
pub(in crate::ingest) struct Paths {
    children: Vec<Child>,
    /// Where each name stands among the children. Never iterated.
    index: FxHashMap<Box<str>, usize>,
}

/// A name, what it fills, and names of members of its own.
#[derive(Clone, Debug)]
pub(super) struct Child {
    name: Box<str>,
    pub slot: Option<usize>,
    below: Paths,
}

/// Paths with more parts than this are looked up by their whole name only.
const MAX_PARTS: usize = 8;

impl Paths {
    /// No path at all.
    pub const NONE: Paths = Paths { children: Vec::new(), index: FxHashMap::with_hasher(FxBuildHasher) };

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

    /// All names that are asked for, or have members of their own that are.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.children.iter().map(|child| &*child.name)
    }

    fn child(&mut self, name: &str) -> &mut Child {
        let at = *self.index.entry(name.into()).or_insert_with(|| {
            self.children.push(Child { name: name.into(), slot: None, below: Paths::default() });
            self.children.len() - 1
        });
        &mut self.children[at]
    }

    /// Finds a name, looking first where the last one was found: records tend to keep the order of their members.
    #[inline]
    pub(super) fn find(&self, name: &str, last: &mut usize) -> Option<&Child> {
        if self.children.get(*last).is_none_or(|child| *child.name != *name) {
            *last = *self.index.get(name)?;
        }
        let child = self.children.get(*last);
        *last += 1;
        child
    }
}

/// The needed cells of one record.
#[derive(Debug, Default)]
pub(in crate::ingest) struct JsonRow<'a> {
    cells: Vec<Found<'a>>,
    /// Something is filled that nobody asks for.
    other: bool,
}

/// A value as it is written; an empty text if there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Found<'a> {
    token: &'a str,
    /// Found by fewer path steps, so by the more literal name.
    depth: usize,
}

impl<'a> JsonRow<'a> {
    /// A record in which nothing has been found yet.
    fn empty(slots: usize) -> JsonRow<'a> {
        JsonRow { cells: vec![Found::default(); slots], other: false }
    }

    fn token(&self, slot: usize) -> Option<&'a str> {
        self.cells.get(slot).map(|found| found.token).filter(|token| !token.is_empty())
    }

    /// Reads the needed cells of one record.
    pub fn read(text: &'a str, paths: &Paths, slots: usize) -> Result<JsonRow<'a>, RowFault> {
        let mut row = JsonRow::empty(slots);
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
        let token = self.token(slot)?;
        let start = (token.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        (start + token.len() <= text.len()).then_some(start..start + token.len())
    }
}

impl Member for JsonRow<'_> {
    fn has(&self, slot: usize) -> bool {
        self.token(slot).is_some()
    }
}

impl Record for JsonRow<'_> {
    fn get(&self, slot: usize) -> Raw<'_> {
        self.token(slot).map_or(Raw::Blank, classify)
    }

    #[inline]
    fn plain(&self, slot: usize) -> Option<&str> {
        let token = self.token(slot)?;
        let bytes = token.as_bytes();
        match bytes {
            [b'0'..=b'9' | b'-', ..] => Some(token),
            [b'"', first, .., last, b'"'] | [b'"', first @ last, b'"']
                if first.is_ascii_graphic() && last.is_ascii_graphic() && !bytes.contains(&b'\\') =>
            {
                token.get(1..token.len() - 1)
            }
            _ => None,
        }
    }

    fn all_blank(&self) -> bool {
        !self.other && self.cells.iter().all(|found| found.token.is_empty() || is_blank(found.token))
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
                if self.row.other {
                    map.next_value::<IgnoredAny>()?;
                } else {
                    let token = map.next_value::<&RawValue>()?.get();
                    self.row.other = !is_blank(token);
                }
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
                && (cell.token.is_empty() || cell.depth > self.depth)
            {
                *cell = Found { token, depth: self.depth };
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
pub(in crate::ingest) fn classify(token: &str) -> Raw<'_> {
    match token.as_bytes().first() {
        Some(b'"') if memchr::memchr(b'\\', token.as_bytes()).is_none() => {
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

/// Whether a token of valid JSON leaves its cell blank.
fn is_blank(token: &str) -> bool {
    classify(token) == Raw::Blank
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
pub(in crate::ingest) fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (before + error.column().saturating_sub(1)).min(text.len().saturating_sub(1));
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
