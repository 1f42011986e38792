//! Where the values of attributes go: the cells of a trace or event.

use super::known::Known;
use super::plain::{Column, Plain};
use crate::ingest::formats::cells::{Cells, Sort};
use crate::ingest::formats::{MAX_ROW, RowFault};
use crate::ingest::raw::{Raw, Record};
use indexmap::{IndexMap, IndexSet};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

/// Names that begin a column of a trace's attribute.
pub(super) const CASE: &str = "case:";
/// Names that begin a column of a classifier.
const CLASSIFIER: &str = "classifier:";

/// Where the values of attributes go.
pub(super) struct Sink {
    pub slots: IndexMap<String, usize>,
    /// Every name met, if names are wanted.
    pub names: Option<IndexSet<String>>,
    classifiers: Vec<Classifier>,
    /// Bytes of the text that could not be decoded.
    bad: Vec<usize>,
    /// The keys that events and traces had so far.
    events: Known<Column>,
    traces: Known<Column>,
}

struct Classifier {
    name: String,
    keys: Vec<String>,
    slot: Option<usize>,
}

/// One trace or event on its way.
pub(super) struct Draft {
    pub cells: Cells,
    /// Values of keys that classifiers join, by key.
    keyed: Vec<(String, String)>,
    pub fault: Option<RowFault>,
}

impl Draft {
    pub fn new(slots: usize) -> Draft {
        Draft { cells: Cells::new(slots), keyed: Vec::new(), fault: None }
    }

    pub fn fail(&mut self, fault: RowFault) {
        self.fault.get_or_insert(fault);
    }

    /// Fills the cell of a name, if anybody asks for it.
    fn put(&mut self, slot: Option<usize>, sort: Sort, text: &str, name: impl FnOnce() -> String) {
        if self.cells.size() > MAX_ROW {
            return self.fail(RowFault::TooLong);
        }
        match slot {
            Some(slot) if !self.cells.put(slot, sort, text) => self.fail(RowFault::NameTwice(name())),
            Some(_) => {}
            None => self.cells.other = true,
        }
    }
}

impl Sink {
    pub fn new(slots: IndexMap<String, usize>, bad: Vec<usize>) -> Sink {
        let (events, traces) = (Known::default(), Known::default());
        Sink { slots, names: None, classifiers: Vec::new(), bad, events, traces }
    }

    /// Whether attributes may be read where they stand.
    pub fn takes_plain(&self) -> bool {
        self.names.is_none() && self.bad.is_empty()
    }

    /// An attribute that was read where it stands: of the trace, or of an event.
    pub fn plain(&mut self, plain: &Plain<'_>, prefix: &'static str, draft: &mut Draft) {
        let Plain { key, value, .. } = plain;
        let Sink { slots, classifiers, events, traces, .. } = self;
        let known = if prefix == CASE { traces } else { events };
        let column = known.meaning(key, |key| column(slots, classifiers, &format!("{prefix}{key}")));
        if column.is_keyed {
            draft.keyed.push((format!("{prefix}{key}"), (*value).to_string()));
        }
        draft.put(column.slot, Sort::Text, value, || format!("{prefix}{key}"));
    }

    /// The key of an attribute; an error is the byte at fault, if it can be told.
    pub fn key(&self, tag: &BytesStart<'_>) -> Result<String, Option<usize>> {
        text_of(tag, "key").and_then(|key| key.ok_or(None))
    }

    /// An attribute's own value.
    pub fn attribute(
        &mut self,
        tag: &BytesStart<'_>,
        range: std::ops::Range<usize>,
        prefix: &str,
        draft: &mut Draft,
    ) {
        let bad = self.bad.partition_point(|at| *at < range.start);
        if let Some(at) = self.bad.get(bad).copied().filter(|at| *at < range.end) {
            draft.fail(RowFault::Undecodable(Some(at)));
        }
        let (key, value) = match (self.key(tag), text_of(tag, "value")) {
            (Ok(key), Ok(value)) => (key, value),
            (Err(_), _) | (_, Err(_)) => return draft.fail(RowFault::NotXml(Some(range.start))),
        };
        let name = format!("{prefix}{key}");
        if column(&self.slots, &self.classifiers, &name).is_keyed {
            draft.keyed.push((name.clone(), value.clone().unwrap_or_default()));
        }
        // Containers have no value of their own.
        if let Some(value) = value {
            self.fill(&name, Sort::Text, &value, draft);
        }
    }

    pub fn fill(&mut self, name: &str, sort: Sort, text: &str, draft: &mut Draft) {
        if let Some(names) = &mut self.names {
            names.insert(name.to_string());
        }
        draft.put(self.slots.get(name).copied(), sort, text, || name.to_string());
    }

    /// One item of a list.
    pub fn item(&self, tag: &BytesStart<'_>, items: &mut Vec<String>, draft: &mut Draft) {
        match text_of(tag, "value") {
            Ok(value) => items.extend(value),
            Err(at) => draft.fail(RowFault::NotXml(at)),
        }
    }

    pub fn classifier(&mut self, tag: &BytesStart<'_>) {
        let (Ok(Some(name)), Ok(Some(keys))) = (text_of(tag, "name"), text_of(tag, "keys")) else { return };
        let name = format!("{CLASSIFIER}{name}");
        let prefix = match text_of(tag, "scope") {
            Ok(Some(scope)) if scope == "trace" => CASE,
            _ => "",
        };
        let keys = keys_of(&keys).into_iter().map(|key| format!("{prefix}{key}")).collect();
        let slot = self.slots.get(&name).copied();
        if let Some(names) = &mut self.names {
            names.insert(name.clone());
        }
        self.classifiers.push(Classifier { name, keys, slot });
        // What was known of keys no longer holds.
        (self.events, self.traces) = (Known::default(), Known::default());
    }

    /// Joins the values that classifiers ask for. Without all of them there is no value.
    pub fn classify(&self, event: &mut Draft, trace: &Draft) {
        for classifier in &self.classifiers {
            let Some(slot) = classifier.slot else { continue };
            let value = |key: &String| {
                event.keyed.iter().chain(&trace.keyed).find(|(name, _)| name == key).map(|(_, v)| v.as_str())
            };
            let values: Option<Vec<&str>> = classifier.keys.iter().map(value).collect();
            if let Some(values) = values.filter(|_| event.cells.get(slot) == Raw::Blank) {
                let joined = values.join("+");
                event.cells.put(slot, Sort::Text, &joined);
            }
        }
        debug_assert!(self.classifiers.iter().all(|c| c.name.starts_with(CLASSIFIER)));
    }
}

/// Where the value of an attribute goes.
fn column(slots: &IndexMap<String, usize>, classifiers: &[Classifier], name: &str) -> Column {
    let joins = |c: &Classifier| c.slot.is_some() && c.keys.iter().any(|key| key == name);
    Column { slot: slots.get(name).copied(), is_keyed: classifiers.iter().any(joins) }
}

/// The keys of a classifier: words, or names in single quotes if they hold spaces.
fn keys_of(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        keys.push(key.to_string());
        rest = after.trim_start();
    }
    keys
}

/// The text of an XML attribute. An error if it cannot be read, for example for an entity of its own.
fn text_of(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Option<usize>> {
    match tag.try_get_attribute(name) {
        Ok(None) => Ok(None),
        Ok(Some(attribute)) => match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => Ok(Some(value.into_owned())),
            Err(_) => Err(None),
        },
        Err(_) => Err(None),
    }
}
