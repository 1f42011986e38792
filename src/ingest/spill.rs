//! Events in order of time from a source that gives them in another: sorted in parts, of which all but the last lie outside
//! memory, and merged when they are taken.

use super::store::{self, Scratch, Store};
use crate::event::Event;
use crate::event::codec;
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

/// Takes events in.
pub(super) struct Sorter<'a> {
    store: &'a dyn Store,
    /// The events of the part at hand.
    part: Vec<Event>,
    /// How many a part holds.
    most: usize,
    scratch: Option<Box<dyn Scratch>>,
    /// Where in the scratch each part ends that was written.
    ends: Vec<u64>,
    bytes: Vec<u8>,
}

/// How much is written and read at a time.
const STEP: usize = 1 << 16;

impl<'a> Sorter<'a> {
    /// Sorts parts of so many events; what does not fit goes to where a store says.
    pub fn new(store: &'a dyn Store, most: usize) -> Self {
        let (part, ends, bytes) = (Vec::new(), Vec::new(), Vec::new());
        Sorter { store, part, most: most.max(1), scratch: None, ends, bytes }
    }

    /// Takes the next events of the source.
    pub fn take(&mut self, events: Vec<Event>) -> io::Result<()> {
        self.part.extend(events);
        if self.part.len() < self.most {
            return Ok(());
        }
        if self.scratch.is_none() {
            self.scratch = self.store.scratch()?;
        }
        let Some(scratch) = &mut self.scratch else {
            // There is no such place, so everything stays where it is.
            self.most = usize::MAX;
            return Ok(());
        };
        sort(&mut self.part);
        let mut end = self.ends.last().copied().unwrap_or(0);
        for event in self.part.drain(..) {
            codec::write(&event, &Event::NONE, &mut self.bytes);
            if self.bytes.len() >= STEP {
                scratch.append(&self.bytes)?;
                end += self.bytes.len() as u64;
                self.bytes.clear();
            }
        }
        scratch.append(&self.bytes)?;
        end += self.bytes.len() as u64;
        self.bytes.clear();
        self.ends.push(end);
        Ok(())
    }

    /// All events that were taken in.
    pub fn sorted(mut self) -> io::Result<Sorted> {
        sort(&mut self.part);
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let parts = begins.zip(&self.ends).map(|(at, end)| Part {
            at,
            end: *end,
            bytes: Vec::new(),
            read: 0,
            events: Vec::new().into_iter(),
        });
        let mut parts: Vec<Part> = parts.collect();
        parts.push(Part { at: 0, end: 0, bytes: Vec::new(), read: 0, events: self.part.into_iter() });
        let mut sorted = Sorted { scratch: self.scratch, parts, heads: BinaryHeap::new() };
        for part in 0..sorted.parts.len() {
            sorted.enter(part)?;
        }
        Ok(sorted)
    }
}

fn sort(events: &mut [Event]) {
    if !events.is_sorted_by_key(|event| event.at.start) {
        // Stable, so that events of one instant keep the order of the source.
        events.sort_by_key(|event| event.at.start);
    }
}

/// Gives events out in order of time; those of one instant in the order of their source.
pub(super) struct Sorted {
    scratch: Option<Box<dyn Scratch>>,
    /// In the order of the source.
    parts: Vec<Part>,
    /// The time of the next event of each part that has one.
    heads: BinaryHeap<Reverse<(Instant, usize)>>,
}

/// A sorted part.
struct Part {
    /// Where in the scratch lies what has not been read yet.
    at: u64,
    end: u64,
    bytes: Vec<u8>,
    /// How much of these bytes has become events.
    read: usize,
    events: std::vec::IntoIter<Event>,
}

impl Sorted {
    /// The next events, about so many; none at the end.
    pub fn some(&mut self, most: usize) -> io::Result<Vec<Event>> {
        let mut some = Vec::with_capacity(most.min(1 << 12));
        while some.len() < most
            && let Some(Reverse((_, at))) = self.heads.pop()
        {
            some.extend(self.parts[at].events.next());
            self.enter(at)?;
        }
        Ok(some)
    }

    /// Enters the next event of a part among those to choose from.
    fn enter(&mut self, at: usize) -> io::Result<()> {
        let part = &mut self.parts[at];
        if part.events.as_slice().is_empty()
            && let Some(scratch) = &self.scratch
        {
            part.fill(&**scratch)?;
        }
        if let Some(head) = part.events.as_slice().first() {
            self.heads.push(Reverse((head.at.start, at)));
        }
        Ok(())
    }
}

impl Part {
    /// Reads on from the scratch.
    fn fill(&mut self, scratch: &dyn Scratch) -> io::Result<()> {
        let mut events = Vec::new();
        while events.is_empty() && (self.at < self.end || self.read < self.bytes.len()) {
            self.bytes.drain(..self.read);
            let held = self.bytes.len();
            let more = usize::try_from(self.end - self.at).unwrap_or(STEP).min(STEP);
            self.bytes.resize(held + more, 0);
            if store::fill(scratch, self.at, &mut self.bytes[held..])? < more {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.at += more as u64;
            let mut rest = codec::Bytes(&self.bytes);
            self.read = 0;
            while let Some(event) = rest.event(&Event::NONE) {
                events.push(event);
                self.read = self.bytes.len() - rest.0.len();
            }
            if events.is_empty() && more == 0 {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        self.events = events.into_iter();
        Ok(())
    }
}
