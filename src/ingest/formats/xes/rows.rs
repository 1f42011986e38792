//! Walks over the events of a document, trace by trace.

use super::XmlFault;
use crate::ingest::formats::cells::{Cells, Held};
use crate::ingest::formats::{MAX_DEPTH, MAX_ROW, RowAt, RowFault};
use crate::ingest::raw::Record;
use indexmap::{IndexMap, IndexSet};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::VecDeque;

/// What the walk comes upon.
pub(super) enum XesItem {
    /// One event.
    Row(RowAt, Result<Cells, RowFault>),
    /// Nothing more can be read.
    Broken(XmlFault, RowAt),
}

/// Names that begin a column of a trace's attribute.
const CASE: &str = "case:";
/// Names that begin a column of a classifier.
const CLASSIFIER: &str = "classifier:";

/// Walks over the events of a document.
pub(super) struct XesRows<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    sink: Sink<'a>,
    /// Events of the trace that was read last, its attributes included.
    ready: VecDeque<(RowAt, Result<Cells, RowFault>)>,
    broken: Option<(XmlFault, usize)>,
    /// Inside the outermost element.
    inside: bool,
    done: bool,
    counted: usize,
    line: u32,
}

/// Where the values of attributes go.
struct Sink<'a> {
    slots: &'a IndexMap<String, usize>,
    /// Every name met, if names are wanted.
    names: Option<IndexSet<String>>,
    classifiers: Vec<Classifier>,
    /// Bytes of the text that could not be decoded.
    bad: &'a [usize],
}

struct Classifier {
    name: String,
    keys: Vec<String>,
    slot: Option<usize>,
}

/// One trace or event on its way.
struct Draft {
    cells: Cells,
    /// Values of keys that classifiers join, by key.
    keyed: Vec<(String, String)>,
    fault: Option<RowFault>,
}

/// Why the document cannot be followed any further.
type Stop = (XmlFault, usize);

impl<'a> XesRows<'a> {
    pub fn new(text: &'a str, slots: &'a IndexMap<String, usize>, bad: &'a [usize]) -> XesRows<'a> {
        let sink = Sink { slots, names: None, classifiers: Vec::new(), bad };
        XesRows {
            text,
            reader: Reader::from_str(text),
            sink,
            ready: VecDeque::new(),
            broken: None,
            inside: false,
            done: false,
            counted: 0,
            line: 1,
        }
    }

    /// The next event, or where the document breaks.
    pub fn next(&mut self) -> Option<XesItem> {
        loop {
            if let Some((at, record)) = self.ready.pop_front() {
                return Some(XesItem::Row(at, record));
            }
            if let Some((why, at)) = self.broken.take() {
                self.done = true;
                let line = self.line_at(at);
                return Some(XesItem::Broken(why, RowAt { start: at, end: at, line }));
            }
            if self.done {
                return None;
            }
            if let Err(stop) = self.advance() {
                self.broken = Some(stop);
            }
        }
    }

    /// Reads on until events are ready or the document ends.
    fn advance(&mut self) -> Result<(), Stop> {
        let start = self.at();
        match self.event()? {
            Event::Eof if self.inside => return Err((XmlFault::CutOff, self.last())),
            Event::Eof if !self.done => return Err((XmlFault::NotXes, 0)),
            Event::DocType(text) if text.contains('[') => return Err((XmlFault::DocType, start)),
            Event::Start(tag) if !self.inside => {
                if tag.local_name().as_ref() != "log" {
                    return Err((XmlFault::NotXes, start));
                }
                self.inside = true;
            }
            Event::Empty(tag) if !self.inside => {
                if tag.local_name().as_ref() != "log" {
                    return Err((XmlFault::NotXes, start));
                }
                self.done = true;
            }
            Event::Start(tag) => match tag.local_name().as_ref() {
                "trace" => self.trace()?,
                "event" => {
                    let item = self.log_event(start)?;
                    self.push(vec![item], &Draft::new(0));
                }
                name => {
                    if name == "classifier" {
                        self.sink.classifier(&tag);
                    }
                    self.skip(&tag)?;
                }
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "classifier" => self.sink.classifier(&tag),
                "event" => {
                    let item = (start..self.at(), Draft::new(self.sink.slots.len()));
                    self.push(vec![item], &Draft::new(0));
                }
                _ => {}
            },
            Event::End(_) => self.done = true,
            _ => {}
        }
        Ok(())
    }

    /// The rest of a trace. Its attributes may stand after its events, so these wait for its end.
    fn trace(&mut self) -> Result<(), Stop> {
        let mut trace = Draft::new(self.sink.slots.len());
        let mut events = Vec::new();
        let end = loop {
            let start = self.at();
            match self.event() {
                Err(stop) => break Err(stop),
                Ok(Event::Eof) => break Err((XmlFault::CutOff, self.last())),
                Ok(Event::End(_)) => break Ok(()),
                Ok(Event::Start(tag)) if tag.local_name().as_ref() == "event" => {
                    match self.log_event(start) {
                        Ok(event) => events.push(event),
                        Err(stop) => break Err(stop),
                    }
                }
                Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "event" => {
                    events.push((start..self.at(), Draft::new(self.sink.slots.len())));
                }
                Ok(Event::Start(tag)) => {
                    if let Err(stop) = self.attribute(&tag, start, false, CASE, &mut trace, 1) {
                        break Err(stop);
                    }
                }
                Ok(Event::Empty(tag)) => self.sink.attribute(&tag, start..self.at(), CASE, &mut trace),
                Ok(_) => {}
            }
        };
        // A trace that is cut off may lack attributes, so its events could be anything.
        if end.is_ok() {
            self.push(events, &trace);
        } else {
            for (range, _) in events {
                let at = self.row_at(range);
                self.ready.push_back((at, Err(RowFault::NotXml(None))));
            }
        }
        end
    }

    /// The rest of an event that began at a byte.
    fn log_event(&mut self, start: usize) -> Result<(std::ops::Range<usize>, Draft), Stop> {
        let mut draft = Draft::new(self.sink.slots.len());
        loop {
            let begin = self.at();
            match self.event()? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => return Ok((start..self.at(), draft)),
                Event::Start(tag) => self.attribute(&tag, begin, false, "", &mut draft, 1)?,
                Event::Empty(tag) => self.sink.attribute(&tag, begin..self.at(), "", &mut draft),
                _ => {}
            }
        }
    }

    /// An attribute with others inside.
    fn attribute(
        &mut self,
        tag: &BytesStart<'_>,
        start: usize,
        listed: bool,
        prefix: &str,
        draft: &mut Draft,
        depth: usize,
    ) -> Result<(), Stop> {
        if depth > MAX_DEPTH {
            draft.fail(RowFault::TooDeep);
            return self.skip(tag);
        }
        let is_list = tag.local_name().as_ref() == "list";
        if !is_list {
            self.sink.attribute(tag, start..self.at(), prefix, draft);
        }
        let name = match self.sink.key(tag) {
            _ if listed => prefix.to_string(),
            Ok(key) => format!("{prefix}{key}"),
            Err(at) => {
                draft.fail(RowFault::NotXml(at));
                return self.skip(tag);
            }
        };
        let inner = format!("{name}.");
        let mut items = Vec::new();
        loop {
            let begin = self.at();
            match self.event()? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => break,
                Event::Start(values) if is_list && values.local_name().as_ref() == "values" => {
                    self.values(&mut items, draft, depth)?;
                }
                Event::Start(tag) => self.attribute(&tag, begin, false, &inner, draft, depth + 1)?,
                // Older logs hold the items of a list right inside it.
                Event::Empty(tag) if is_list && tag.local_name().as_ref() != "values" => {
                    self.sink.item(&tag, &mut items, draft);
                }
                Event::Empty(tag) => self.sink.attribute(&tag, begin..self.at(), &inner, draft),
                _ => {}
            }
        }
        if is_list {
            let array = serde_json::to_string(&items).unwrap_or_default();
            self.sink.fill(&name, Held::Array(array), draft);
        }
        Ok(())
    }

    /// The items of a list.
    fn values(&mut self, items: &mut Vec<String>, draft: &mut Draft, depth: usize) -> Result<(), Stop> {
        loop {
            match self.event()? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => return Ok(()),
                Event::Empty(tag) => self.sink.item(&tag, items, draft),
                Event::Start(tag) => {
                    self.sink.item(&tag, items, draft);
                    if depth > MAX_DEPTH {
                        draft.fail(RowFault::TooDeep);
                    }
                    self.skip(&tag)?;
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, events: Vec<(std::ops::Range<usize>, Draft)>, trace: &Draft) {
        for (range, mut event) in events {
            let at = self.row_at(range);
            if at.end - at.start > MAX_ROW {
                event.fail(RowFault::TooLong);
            }
            self.sink.classify(&mut event, trace);
            event.cells.inherit(&trace.cells);
            let fault = event.fault.or_else(|| trace.fault.clone().map(|fault| fault.elsewhere()));
            self.ready.push_back((at, fault.map_or(Ok(event.cells), |fault| Err(fault.within(at.start)))));
        }
    }

    fn skip(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let end = tag.to_end().into_owned();
        match self.reader.read_to_end(end.name()) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.stop(&error)),
        }
    }

    fn event(&mut self) -> Result<Event<'a>, Stop> {
        match self.reader.read_event() {
            Ok(event) => Ok(event),
            Err(error) => Err(self.stop(&error)),
        }
    }

    fn stop(&self, error: &quick_xml::Error) -> Stop {
        let at = usize::try_from(self.reader.error_position()).unwrap_or(0).min(self.text.len());
        let cut = match error {
            quick_xml::Error::Syntax(_) => true,
            quick_xml::Error::IllFormed(fault) => {
                matches!(fault, quick_xml::errors::IllFormedError::MissingEndTag(_))
            }
            _ => false,
        };
        // An element that the end of the text cuts through was not written wrongly.
        let cut = cut && self.at() >= self.text.len();
        if cut { (XmlFault::CutOff, self.last()) } else { (XmlFault::Malformed, at) }
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len())
    }

    /// The last character that is not white space.
    fn last(&self) -> usize {
        let text = self.text.trim_end();
        text.char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn row_at(&mut self, range: std::ops::Range<usize>) -> RowAt {
        let line = self.line_at(range.start);
        RowAt { start: range.start, end: range.end, line }
    }

    /// The line of a byte, counted on from where it was last asked for.
    fn line_at(&mut self, at: usize) -> u32 {
        let at = at.min(self.text.len());
        if at < self.counted {
            (self.counted, self.line) = (0, 1);
        }
        let passed = &self.text.as_bytes()[self.counted..at];
        let lines = u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.line = self.line.saturating_add(lines);
        self.counted = at;
        self.line
    }
}

impl Draft {
    fn new(slots: usize) -> Draft {
        Draft { cells: Cells::new(slots), keyed: Vec::new(), fault: None }
    }

    fn fail(&mut self, fault: RowFault) {
        self.fault.get_or_insert(fault);
    }
}

impl RowFault {
    /// The same fault, counted from the record's first byte instead of the text's.
    fn within(self, start: usize) -> RowFault {
        let inside = |at: Option<usize>| at.and_then(|at| at.checked_sub(start));
        match self {
            RowFault::NotXml(at) => RowFault::NotXml(inside(at)),
            RowFault::Undecodable(at) => RowFault::Undecodable(inside(at)),
            other => other,
        }
    }

    /// The same fault in what several records share.
    fn elsewhere(self) -> RowFault {
        match self {
            RowFault::NotXml(_) => RowFault::NotXml(None),
            RowFault::Undecodable(_) => RowFault::Undecodable(None),
            other => other,
        }
    }
}

impl Sink<'_> {
    /// The key of an attribute; an error is the byte at fault, if it can be told.
    fn key(&self, tag: &BytesStart<'_>) -> Result<String, Option<usize>> {
        text_of(tag, "key").and_then(|key| key.ok_or(None))
    }

    /// An attribute's own value.
    fn attribute(
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
        if self.classifiers.iter().any(|c| c.slot.is_some() && c.keys.contains(&name)) {
            draft.keyed.push((name.clone(), value.clone().unwrap_or_default()));
        }
        // Containers have no value of their own.
        if let Some(value) = value {
            self.fill(&name, Held::Text(value), draft);
        }
    }

    fn fill(&mut self, name: &str, held: Held, draft: &mut Draft) {
        if let Some(names) = &mut self.names {
            names.insert(name.to_string());
        }
        match self.slots.get(name) {
            Some(slot) if !draft.cells.fill(*slot, held) => draft.fail(RowFault::NameTwice(name.to_string())),
            Some(_) => {}
            None => draft.cells.other = true,
        }
    }

    /// One item of a list.
    fn item(&self, tag: &BytesStart<'_>, items: &mut Vec<String>, draft: &mut Draft) {
        match text_of(tag, "value") {
            Ok(value) => items.extend(value),
            Err(at) => draft.fail(RowFault::NotXml(at)),
        }
    }

    fn classifier(&mut self, tag: &BytesStart<'_>) {
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
    }

    /// Joins the values that classifiers ask for. Without all of them there is no value.
    fn classify(&self, event: &mut Draft, trace: &Draft) {
        for classifier in &self.classifiers {
            let Some(slot) = classifier.slot else { continue };
            let value = |key: &String| {
                event.keyed.iter().chain(&trace.keyed).find(|(name, _)| name == key).map(|(_, v)| v.as_str())
            };
            let values: Option<Vec<&str>> = classifier.keys.iter().map(value).collect();
            if let Some(values) = values.filter(|_| event.cells.get(slot) == crate::ingest::raw::Raw::Blank) {
                let joined = values.join("+");
                event.cells.fill(slot, Held::Text(joined));
            }
        }
        debug_assert!(self.classifiers.iter().all(|c| c.name.starts_with(CLASSIFIER)));
    }
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

/// The names in the first events of a document, those of their traces included.
pub(super) fn names(text: &str, events: usize) -> IndexSet<String> {
    let none = IndexMap::new();
    let mut rows = XesRows::new(text, &none, &[]);
    rows.sink.names = Some(IndexSet::new());
    let mut read = 0;
    while read < events
        && let Some(XesItem::Row(..)) = rows.next()
    {
        read += 1;
    }
    rows.sink.names.take().unwrap_or_default()
}
