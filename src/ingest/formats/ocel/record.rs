//! One event or object, as cells.

use super::object;
use crate::ingest::formats::RowFault;
use crate::ingest::formats::cells::{Cells, Sort};
use crate::ingest::formats::json::{JsonItem, JsonRows, classify, error_offset};
use crate::ingest::raw::Raw;
use crate::time::Zone;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::ops::Range;

/// What a record is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Event,
    Object,
}

/// An event or object as it is written. The names are the standard's.
#[derive(Deserialize)]
pub(super) struct Written<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    time: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub attributes: Vec<Attribute<'a>>,
    #[serde(borrow)]
    relationships: Option<&'a RawValue>,
}

/// The value of an attribute, of an object perhaps from some time on.
#[derive(Clone, Deserialize)]
pub(super) struct Attribute<'a> {
    pub name: String,
    #[serde(borrow)]
    pub value: Option<&'a RawValue>,
    pub time: Option<String>,
}

#[derive(Deserialize)]
struct Relationship {
    #[serde(rename = "objectId")]
    object: String,
    qualifier: Option<String>,
}

#[derive(Deserialize)]
struct Declared {
    name: String,
    #[serde(default)]
    attributes: Vec<DeclaredAttribute>,
}

#[derive(Deserialize)]
struct DeclaredAttribute {
    name: String,
}

/// What reading a record needs.
pub(super) struct Reader<'a> {
    pub slots: &'a IndexMap<String, usize>,
    /// The type of each object, by its id.
    pub types: &'a FxHashMap<String, String>,
    /// The zone whose days a validity counts.
    pub zone: Option<&'a Zone>,
}

impl Thing {
    /// The columns of the id and of the type.
    fn columns(self) -> [&'static str; 2] {
        match self {
            Thing::Event => ["ocel:eid", "ocel:activity"],
            Thing::Object => ["ocel:oid", "ocel:type"],
        }
    }
}

impl Reader<'_> {
    /// The records that one event or object gives.
    pub fn read(&self, text: &str, thing: Thing) -> Result<Vec<Cells>, RowFault> {
        let written = parse(text)?;
        let mut cells = Cells::new(self.slots.len());
        for (column, token) in thing.columns().into_iter().zip([written.id, written.kind]) {
            self.fill(&mut cells, column, token)?;
        }
        for (column, ids) in related(&written, self.types)? {
            match ids.as_slice() {
                [one] => self.hold(&mut cells, &column, Sort::Text, one)?,
                several => {
                    let array = serde_json::to_string(several).unwrap_or_default();
                    self.hold(&mut cells, &column, Sort::Array, &array)?;
                }
            }
        }
        match thing {
            Thing::Event => {
                self.fill(&mut cells, "ocel:timestamp", written.time)?;
                for attribute in &written.attributes {
                    self.fill(&mut cells, &attribute.name, attribute.value)?;
                }
                Ok(vec![cells])
            }
            Thing::Object => object::states(&written.attributes, self.zone)
                .into_iter()
                .map(|state| {
                    let mut cells = cells.clone();
                    for (column, day) in [("ocel:valid_from", state.from), ("ocel:valid_to", state.to)] {
                        if let Some(day) = day {
                            self.hold(&mut cells, column, Sort::Text, &day)?;
                        }
                    }
                    for (name, value) in state.values {
                        self.fill(&mut cells, name, value)?;
                    }
                    Ok(cells)
                })
                .collect(),
        }
    }

    fn fill(&self, cells: &mut Cells, column: &str, token: Option<&RawValue>) -> Result<(), RowFault> {
        let Some(token) = token else { return Ok(()) };
        match classify(token.get()) {
            Raw::Blank => Ok(()),
            Raw::Text(text) => self.hold(cells, column, Sort::Text, &text),
            Raw::Array(text) => self.hold(cells, column, Sort::Array, text),
            Raw::Object(text) => self.hold(cells, column, Sort::Other, text),
        }
    }

    fn hold(&self, cells: &mut Cells, column: &str, sort: Sort, text: &str) -> Result<(), RowFault> {
        match self.slots.get(column) {
            Some(slot) if !cells.put(*slot, sort, text) => Err(RowFault::NameTwice(column.to_string())),
            Some(_) => Ok(()),
            None => {
                cells.other = true;
                Ok(())
            }
        }
    }
}

fn parse(text: &str) -> Result<Written<'_>, RowFault> {
    if !text.starts_with('{') {
        return Err(RowFault::NotAnObject);
    }
    serde_json::from_str(text).map_err(|error| RowFault::NotJson(error_offset(text, &error)))
}

/// The ids of related objects by column, in the order in which they are written.
fn related(
    written: &Written<'_>,
    types: &FxHashMap<String, String>,
) -> Result<IndexMap<String, Vec<String>>, RowFault> {
    let mut columns: IndexMap<String, Vec<String>> = IndexMap::new();
    let Some(raw) = written.relationships else { return Ok(columns) };
    let relationships: Option<Vec<Relationship>> =
        serde_json::from_str(raw.get()).map_err(|_| RowFault::NotJson(0))?;
    let mut add = |column: String, id: &String| {
        let ids = columns.entry(column).or_default();
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    };
    for Relationship { object, qualifier } in relationships.into_iter().flatten() {
        add("ocel:objects".into(), &object);
        if let Some(kind) = types.get(&object) {
            add(format!("ocel:type:{kind}"), &object);
        }
        if let Some(qualifier) = qualifier {
            add(format!("ocel:qualifier:{qualifier}"), &object);
        }
    }
    Ok(columns)
}

/// The type of each object, by its id.
pub(super) fn types(mut rows: JsonRows<'_>) -> FxHashMap<String, String> {
    let mut types = FxHashMap::default();
    while let Some(JsonItem::Row(_, record)) = rows.next() {
        let Ok(text) = record else { continue };
        if let Ok(Written { id: Some(id), kind: Some(kind), .. }) = parse(text)
            && let (Raw::Text(id), Raw::Text(kind)) = (classify(id.get()), classify(kind.get()))
        {
            types.insert(id.into_owned(), kind.into_owned());
        }
    }
    types
}

/// Adds the names in a record; false if it cannot be read.
pub(super) fn names(
    text: &str,
    thing: Thing,
    types: &FxHashMap<String, String>,
    names: &mut IndexSet<String>,
) -> bool {
    let Ok(written) = parse(text) else { return false };
    names.extend(thing.columns().map(str::to_string));
    if thing == Thing::Event {
        names.insert("ocel:timestamp".into());
    }
    names.extend(written.attributes.iter().map(|a| a.name.clone()));
    names.extend(related(&written, types).unwrap_or_default().into_keys());
    if thing == Thing::Object {
        names.extend(["ocel:valid_from", "ocel:valid_to"].map(str::to_string));
    }
    true
}

/// Adds the names that a declared type brings.
pub(super) fn declared(text: &str, is_object: bool, names: &mut IndexSet<String>) {
    let Ok(declared) = serde_json::from_str::<Declared>(text) else { return };
    if is_object {
        names.insert(format!("ocel:type:{}", declared.name));
    }
    names.extend(declared.attributes.into_iter().map(|a| a.name));
}

/// Where a column stands in the text of an event or object.
pub(in crate::ingest) fn place(text: &str, column: &str) -> Option<Range<usize>> {
    let written = parse(text).ok()?;
    let token = match column {
        "ocel:eid" | "ocel:oid" => written.id?,
        "ocel:activity" | "ocel:type" => written.kind?,
        "ocel:timestamp" => written.time?,
        name if name == "ocel:objects"
            || name.starts_with("ocel:type:")
            || name.starts_with("ocel:qualifier:") =>
        {
            written.relationships?
        }
        name => written.attributes.iter().rev().find(|a| a.name == name)?.value?,
    };
    let start = (token.get().as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (start + token.get().len() <= text.len()).then_some(start..start + token.get().len())
}
