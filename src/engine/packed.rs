//! Events that are kept as bytes, in the order in which they came. The oldest can be let go of.
//!
//! Where a norm looks back without a limit, every act that it may find stays: as an event, each would take five times the room.

use crate::event::Event;
use crate::event::codec::{Bytes, number, write};
use crate::time::Instant;
use std::collections::VecDeque;

/// Where an event is kept: on which page, counted from the first there ever was, and which byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot(u64);

/// An event begins on a page as long as it does not take it beyond so many bytes, or the page is empty.
const PAGE: usize = 1 << 16;

/// Events, each with the spot of one that came before it.
#[derive(Default)]
pub(super) struct Packed {
    pages: VecDeque<Page>,
    /// How many pages have been let go of.
    gone: u64,
    /// Where on the first page the oldest event begins, and when it happened.
    oldest: (usize, Instant),
    count: usize,
    /// Room for an event while it is written.
    room: Vec<u8>,
}

struct Page {
    /// Its first event, in relation to which all are written.
    first: Event,
    bytes: Vec<u8>,
}

/// An event that is kept.
pub(super) struct Unpacked {
    pub event: Event,
    /// The one with which it was kept.
    pub before: Option<Spot>,
    /// The byte after it.
    end: usize,
}

impl Spot {
    fn new(page: u64, byte: usize) -> Spot {
        Spot(page * PAGE as u64 + byte as u64)
    }

    /// Its lower bits, by which it is told while it is kept ([`Packed::spot`]): no memory holds events farther apart than that.
    pub fn short(self) -> u64 {
        self.0 & ((1 << Spot::BITS) - 1)
    }

    /// So many bits tell a spot.
    pub const BITS: u32 = 40;
}

impl Packed {
    /// Keeps one more, with the spot of one that came before it.
    pub fn keep(&mut self, event: &Event, before: Option<Spot>) -> Spot {
        if let Some(spot) = self.keep_on_last(event, before, false) {
            return spot;
        }
        if self.pages.is_empty() {
            self.oldest = (0, event.at.start);
        }
        // The first page grows with what it holds: often there is little of it.
        let room = if self.pages.is_empty() { 0 } else { PAGE };
        self.pages.push_back(Page { first: event.clone(), bytes: Vec::with_capacity(room) });
        self.keep_on_last(event, before, true).unwrap_or(Spot::new(self.gone, 0))
    }

    /// The same on the last page, if there is one and it has room.
    fn keep_on_last(&mut self, event: &Event, before: Option<Spot>, empty: bool) -> Option<Spot> {
        let number_of = self.gone + self.pages.len() as u64;
        let page = self.pages.back_mut()?;
        let spot = Spot::new(number_of - 1, page.bytes.len());
        self.room.clear();
        number(before.map_or(0, |before| spot.0 - before.0), &mut self.room);
        write(event, &page.first, &mut self.room);
        if !empty && page.bytes.len() + self.room.len() > PAGE {
            return None;
        }
        page.bytes.extend_from_slice(&self.room);
        self.count += 1;
        Some(spot)
    }

    /// The last spot so far that has some lower bits.
    pub fn spot(&self, short: u64) -> Spot {
        let end = (self.gone + self.pages.len() as u64) * PAGE as u64;
        Spot(end.wrapping_sub(Spot(end.wrapping_sub(short)).short()))
    }

    /// One of them, if it is still kept.
    pub fn get(&self, spot: Spot) -> Option<Unpacked> {
        let (page, byte) = (spot.0 / PAGE as u64, (spot.0 % PAGE as u64) as usize);
        if page == self.gone && byte < self.oldest.0 {
            return None;
        }
        self.read(usize::try_from(page.checked_sub(self.gone)?).ok()?, byte)
    }

    fn read(&self, place: usize, byte: usize) -> Option<Unpacked> {
        let page = self.pages.get(place)?;
        let mut bytes = Bytes(page.bytes.get(byte..)?);
        let back = bytes.number()?;
        let event = bytes.event(&page.first)?;
        let spot = Spot::new(self.gone + place as u64, byte);
        let before = (back > 0).then(|| Spot(spot.0.saturating_sub(back)));
        Some(Unpacked { event, before, end: page.bytes.len() - bytes.0.len() })
    }

    /// All of them, in the order in which they came.
    pub fn all(&self) -> impl Iterator<Item = Event> {
        let mut next = (0, self.oldest.0);
        std::iter::from_fn(move || {
            let read = self.read(next.0, next.1).or_else(|| {
                next = (next.0 + 1, 0);
                self.read(next.0, 0)
            })?;
            next.1 = read.end;
            Some(read.event)
        })
    }

    /// The oldest and where it is kept, taken out if it happened before an instant.
    pub fn pop_before(&mut self, limit: Instant) -> Option<(Spot, Event)> {
        if self.oldest.1 >= limit {
            return None;
        }
        let Unpacked { event, end, .. } = self.read(0, self.oldest.0)?;
        let spot = Spot::new(self.gone, self.oldest.0);
        self.count -= 1;
        self.oldest.0 = end;
        if self.pages.front().is_some_and(|page| end >= page.bytes.len()) {
            self.pages.pop_front();
            self.gone += 1;
            self.oldest.0 = 0;
        }
        self.oldest.1 = self.read(0, self.oldest.0).map_or(Instant::MAX, |next| next.event.at.start);
        Some((spot, event))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Cell, InputId, KindId, RowRef, Sym, Value};
    use crate::time::Stamp;

    fn event(row: u64) -> Event {
        let cell = |text: String| Cell::Value(Value::Text(Sym::short(&text).unwrap()));
        // Now and then one takes more than a page.
        let list = |len: u64| Cell::Value(Value::List((0..len).map(|n| Value::Days(n as i64)).collect()));
        Event {
            kind: KindId(3),
            at: Stamp::exact(Instant::from_micros(row as i64 / 2)),
            row: RowRef { input: InputId(0), row, line: 1, start: row * 7, len: 5 },
            rule: 0,
            digest: 0,
            cells: vec![cell(format!("key{}", row % 5)), list(if row % 4000 == 7 { 10_000 } else { 0 })]
                .into(),
        }
    }

    #[test]
    fn what_is_kept_is_found_until_it_is_let_go_of() {
        let mut packed = Packed::default();
        let mut spots: Vec<Spot> = Vec::new();
        for row in 0..20_000 {
            let before = (row as usize).checked_sub(5).map(|before| spots[before]);
            spots.push(packed.keep(&event(row), before));
            assert_eq!(packed.spot(spots[row as usize].short()), spots[row as usize]);
            if row % 1000 == 0 {
                let limit = Instant::from_micros(row as i64 / 4);
                let gone = std::iter::from_fn(|| packed.pop_before(limit));
                assert!(gone.into_iter().all(|(spot, event)| spots[event.row.row as usize] == spot));
            }
        }
        assert!(packed.pages.len() < 20, "{}", packed.pages.len());
        let rows: Vec<u64> = packed.all().map(|event| event.row.row).collect();
        assert_eq!(rows, (9500..20_000).collect::<Vec<_>>());
        assert_eq!(packed.len(), rows.len());
        for (row, spot) in (0..).zip(&spots) {
            let found = packed.get(*spot);
            assert_eq!(found.is_some(), row >= 9500, "{row}");
            if let Some(found) = found {
                assert_eq!(found.event, event(row));
                assert_eq!(found.before, Some(spots[row as usize - 5]));
            }
        }
        while packed.pop_before(Instant::MAX).is_some() {}
        assert_eq!((packed.len(), packed.pages.len(), packed.all().count()), (0, 0, 0));
        let again = packed.keep(&event(1), Some(spots[0]));
        assert_eq!(packed.get(again).map(|found| found.event), Some(event(1)));
        assert!(packed.get(spots[19_999]).is_none());
    }
}
