//! Walks over the events of a document, trace by trace.

use super::XmlFault;
use super::feed::Feed;
use super::plain::Plain;
use super::sink::{CASE, Draft, Sink};
use crate::ingest::formats::cells::{Cells, Sort};
use crate::ingest::formats::{MAX_DEPTH, MAX_ROW, RowAt, RowFault};
use indexmap::{IndexMap, IndexSet};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::VecDeque;
use std::io::BufRead;

/// What the walk comes upon.
pub(super) enum XesItem {
    /// One event.
    Row(RowAt, Result<Cells, RowFault>),
    /// Nothing more can be read.
    Broken(XmlFault, RowAt),
}

/// Walks over the events of a document.
pub(in crate::ingest) struct XesRows<'a> {
    reader: Reader<Feed<'a>>,
    /// Where the element or text at hand begins, and its line.
    mark: Mark,
    sink: Sink,
    /// Room for what is being read.
    spare: Vec<Vec<u8>>,
    /// Events of the trace that was read last, its attributes included.
    ready: VecDeque<(RowAt, Result<Cells, RowFault>)>,
    broken: Option<Stop>,
    /// Inside the outermost element.
    inside: bool,
    done: bool,
    /// The bytes could not be had, or are no UTF-8.
    odd: bool,
}

/// Why the document cannot be followed any further.
type Stop = (XmlFault, Mark);

/// A byte and its line.
type Mark = (usize, u32);

/// An event of a trace that has not ended yet.
type Waiting = (RowAt, Draft);

impl<'a> XesRows<'a> {
    pub fn new(feed: Feed<'a>, slots: IndexMap<String, usize>, bad: Vec<usize>) -> XesRows<'a> {
        XesRows {
            reader: Reader::from_reader(feed),
            mark: (0, 1),
            sink: Sink::new(slots, bad),
            spare: Vec::new(),
            ready: VecDeque::new(),
            broken: None,
            inside: false,
            done: false,
            odd: false,
        }
    }

    /// Whether everything has been given out.
    pub fn is_done(&self) -> bool {
        self.done && self.ready.is_empty() && self.broken.is_none()
    }

    /// How far the document has been read.
    pub fn reached(&self) -> usize {
        self.at()
    }

    /// Whether it could not be read for a reason that does not lie in the document.
    pub fn is_odd(&self) -> bool {
        self.odd
    }

    /// What was read from, once nothing more is to be read.
    pub fn feed(&mut self) -> &mut Feed<'a> {
        self.reader.get_mut()
    }

    /// The next event, or where the document breaks.
    pub fn next(&mut self) -> Option<XesItem> {
        loop {
            if let Some((at, record)) = self.ready.pop_front() {
                return Some(XesItem::Row(at, record));
            }
            if let Some((why, (at, line))) = self.broken.take() {
                self.done = true;
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
        let mut room = self.room();
        match self.event(&mut room)? {
            Event::Eof if self.inside => return Err((XmlFault::CutOff, self.last())),
            Event::Eof if !self.done => return Err((XmlFault::NotXes, (0, 1))),
            Event::DocType(text) if text.contains('[') => return Err((XmlFault::DocType, self.mark)),
            Event::Start(tag) if !self.inside => {
                if tag.local_name().as_ref() != "log" {
                    return Err((XmlFault::NotXes, self.mark));
                }
                self.inside = true;
            }
            Event::Empty(tag) if !self.inside => {
                if tag.local_name().as_ref() != "log" {
                    return Err((XmlFault::NotXes, self.mark));
                }
                self.done = true;
            }
            Event::Start(tag) => match tag.local_name().as_ref() {
                "trace" => self.trace()?,
                "event" => {
                    let item = self.log_event()?;
                    self.push(vec![item], &Draft::new(0));
                }
                name => {
                    if name == "classifier" {
                        self.sink.classifier(&tag);
                    }
                    self.skip()?;
                }
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "classifier" => self.sink.classifier(&tag),
                "event" => {
                    let item = self.empty_event();
                    self.push(vec![item], &Draft::new(0));
                }
                _ => {}
            },
            Event::End(_) => self.done = true,
            _ => {}
        }
        self.spare.push(room);
        Ok(())
    }

    /// The rest of a trace. Its attributes may stand after its events, so these wait for its end.
    fn trace(&mut self) -> Result<(), Stop> {
        let mut trace = Draft::new(self.sink.slots.len());
        let mut events = Vec::new();
        let end = self.inside_trace(&mut trace, &mut events);
        // A trace that is cut off may lack attributes, so its events could be anything.
        if end.is_ok() {
            self.push(events, &trace);
        } else {
            let cut_off = events.into_iter().map(|(at, _)| (at, Err(RowFault::NotXml(None))));
            self.ready.extend(cut_off);
        }
        end
    }

    fn inside_trace(&mut self, trace: &mut Draft, events: &mut Vec<Waiting>) -> Result<(), Stop> {
        let mut room = self.room();
        self.plain(CASE, trace);
        loop {
            match self.event(&mut room)? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => break,
                Event::Start(tag) if tag.local_name().as_ref() == "event" => events.push(self.log_event()?),
                Event::Empty(tag) if tag.local_name().as_ref() == "event" => {
                    events.push(self.empty_event());
                }
                Event::Start(tag) => self.attribute(&tag, false, CASE, trace, 1)?,
                Event::Empty(tag) => {
                    self.sink.attribute(&tag, self.mark.0..self.at(), CASE, trace);
                    self.plain(CASE, trace);
                }
                _ => {}
            }
        }
        self.spare.push(room);
        Ok(())
    }

    /// The rest of an event.
    fn log_event(&mut self) -> Result<Waiting, Stop> {
        let (start, line) = self.mark;
        let mut draft = Draft::new(self.sink.slots.len());
        let mut room = self.room();
        self.plain("", &mut draft);
        loop {
            match self.event(&mut room)? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => break,
                Event::Start(tag) => {
                    self.attribute(&tag, false, "", &mut draft, 1)?;
                    self.plain("", &mut draft);
                }
                Event::Empty(tag) => {
                    self.sink.attribute(&tag, self.mark.0..self.at(), "", &mut draft);
                    self.plain("", &mut draft);
                }
                _ => {}
            }
        }
        self.spare.push(room);
        Ok((RowAt { start, end: self.at(), line }, draft))
    }

    /// Attributes of a trace or event that can be read where they stand, right after an element.
    fn plain(&mut self, prefix: &'static str, draft: &mut Draft) {
        if !self.sink.takes_plain() {
            return;
        }
        let XesRows { reader, sink, .. } = self;
        let ahead = reader.get_ref().ahead();
        let mut read = 0;
        while let Some(plain) = Plain::at(&ahead[read..]) {
            sink.plain(&plain, prefix, draft);
            read += plain.length;
        }
        reader.stream().consume(read);
    }

    /// An event without anything in it.
    fn empty_event(&self) -> Waiting {
        let (start, line) = self.mark;
        (RowAt { start, end: self.at(), line }, Draft::new(self.sink.slots.len()))
    }

    /// An attribute with others inside.
    fn attribute(
        &mut self,
        tag: &BytesStart<'_>,
        listed: bool,
        prefix: &str,
        draft: &mut Draft,
        depth: usize,
    ) -> Result<(), Stop> {
        if depth > MAX_DEPTH {
            draft.fail(RowFault::TooDeep);
            return self.skip();
        }
        let is_list = tag.local_name().as_ref() == "list";
        if !is_list {
            self.sink.attribute(tag, self.mark.0..self.at(), prefix, draft);
        }
        let name = match self.sink.key(tag) {
            _ if listed => prefix.to_string(),
            Ok(key) => format!("{prefix}{key}"),
            Err(at) => {
                draft.fail(RowFault::NotXml(at));
                return self.skip();
            }
        };
        let inner = format!("{name}.");
        let mut items = Vec::new();
        let mut room = self.room();
        loop {
            match self.event(&mut room)? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => break,
                Event::Start(values) if is_list && values.local_name().as_ref() == "values" => {
                    self.values(&mut items, draft, depth)?;
                }
                Event::Start(tag) => self.attribute(&tag, false, &inner, draft, depth + 1)?,
                // Older logs hold the items of a list right inside it.
                Event::Empty(tag) if is_list && tag.local_name().as_ref() != "values" => {
                    self.sink.item(&tag, &mut items, draft);
                }
                Event::Empty(tag) => self.sink.attribute(&tag, self.mark.0..self.at(), &inner, draft),
                _ => {}
            }
        }
        self.spare.push(room);
        if is_list {
            let array = serde_json::to_string(&items).unwrap_or_default();
            self.sink.fill(&name, Sort::Array, &array, draft);
        }
        Ok(())
    }

    /// The items of a list.
    fn values(&mut self, items: &mut Vec<String>, draft: &mut Draft, depth: usize) -> Result<(), Stop> {
        let mut room = self.room();
        loop {
            match self.event(&mut room)? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::End(_) => break,
                Event::Empty(tag) => self.sink.item(&tag, items, draft),
                Event::Start(tag) => {
                    self.sink.item(&tag, items, draft);
                    if depth > MAX_DEPTH {
                        draft.fail(RowFault::TooDeep);
                    }
                    self.skip()?;
                }
                _ => {}
            }
        }
        self.spare.push(room);
        Ok(())
    }

    fn push(&mut self, events: Vec<Waiting>, trace: &Draft) {
        for (at, mut event) in events {
            self.sink.classify(&mut event, trace);
            event.cells.inherit(&trace.cells);
            if at.end - at.start > MAX_ROW || event.cells.size() > MAX_ROW {
                event.fail(RowFault::TooLong);
            }
            let fault = event.fault.or_else(|| trace.fault.clone().map(|fault| fault.elsewhere()));
            self.ready.push_back((at, fault.map_or(Ok(event.cells), |fault| Err(fault.within(at.start)))));
        }
    }

    /// Passes over what is left of an element.
    fn skip(&mut self) -> Result<(), Stop> {
        let mut room = self.room();
        let mut inside = 1_usize;
        while inside > 0 {
            match self.event(&mut room)? {
                Event::Eof => return Err((XmlFault::CutOff, self.last())),
                Event::Start(_) => inside += 1,
                Event::End(_) => inside -= 1,
                _ => {}
            }
        }
        self.spare.push(room);
        Ok(())
    }

    /// Room for an element or text.
    fn room(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// The next element or text, in a room of its own.
    fn event<'r>(&mut self, room: &'r mut Vec<u8>) -> Result<Event<'r>, Stop> {
        room.clear();
        let at = self.at();
        let feed = self.reader.get_mut();
        self.mark = (at, feed.line_at(at));
        feed.stop_after(at.saturating_add(MAX_ROW));
        let event = match self.reader.read_event_into(room) {
            Ok(event) => event,
            Err(error) => return Err(Self::stop(&mut self.reader, &mut self.odd, self.mark, &error)),
        };
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        if at - self.mark.0 > MAX_ROW { Err((XmlFault::TooLong, self.mark)) } else { Ok(event) }
    }

    fn stop(reader: &mut Reader<Feed<'a>>, odd: &mut bool, mark: Mark, error: &quick_xml::Error) -> Stop {
        use quick_xml::Error;
        let cut = match error {
            Error::Syntax(_) => true,
            Error::IllFormed(fault) => {
                matches!(fault, quick_xml::errors::IllFormedError::MissingEndTag(_))
            }
            Error::Io(_) if reader.get_ref().is_stopped() => return (XmlFault::TooLong, mark),
            Error::Io(_) | Error::Encoding(_) => {
                *odd = true;
                false
            }
            _ => false,
        };
        // An element that the end of the text cuts through was not written wrongly.
        if cut && reader.get_mut().is_at_end() {
            return (XmlFault::CutOff, reader.get_mut().last());
        }
        let most = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX).min(most);
        (XmlFault::Malformed, (at, mark.1))
    }

    fn at(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The last character that is not white space.
    fn last(&mut self) -> Mark {
        self.reader.get_mut().last()
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

/// The names in the first events of a document, those of their traces included.
pub(super) fn names(feed: Feed<'_>, events: usize) -> IndexSet<String> {
    let mut rows = XesRows::new(feed, IndexMap::new(), Vec::new());
    rows.sink.names = Some(IndexSet::new());
    let mut read = 0;
    while read < events
        && let Some(XesItem::Row(..)) = rows.next()
    {
        read += 1;
    }
    rows.sink.names.take().unwrap_or_default()
}
