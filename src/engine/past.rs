//! Events that may still be looked back at, by key.

use super::index::{CandidateKey, candidate_key};
use super::obligation::Key;
use crate::event::{Cell, Event, Value};
use crate::plan::Goal;
use crate::time::Instant;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHasher};
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

/// Events for goals that look back, each under the key that it has.
///
/// Where nobody knows how far back will be looked, all of them stay. So a key is kept nowhere: it is read off the first event that has it.
pub(super) struct Past {
    /// The cells in which an event has the parts of its key.
    fields: Box<[usize]>,
    /// By the hashes of their keys, of which the lower half is kept.
    events: HashTable<(u32, Events)>,
    /// Events whose key cannot be told.
    wild: Vec<Arc<Event>>,
    /// Where the look-back is limited: what is to be forgotten next.
    aging: VecDeque<Arc<Event>>,
}

/// Events with one key, in log order.
enum Events {
    /// Nearly always there is only one.
    One(Arc<Event>),
    Many(VecDeque<Arc<Event>>),
}

impl Events {
    fn add(&mut self, event: Arc<Event>) {
        match self {
            Events::Many(all) => all.push_back(event),
            Events::One(first) => *self = Events::Many([Arc::clone(first), event].into()),
        }
    }

    /// Forgets those before an instant; whether none is left.
    fn forget_before(&mut self, limit: Instant) -> bool {
        match self {
            Events::One(event) => event.at.start < limit,
            Events::Many(all) => {
                while all.front().is_some_and(|event| event.at.start < limit) {
                    all.pop_front();
                }
                all.is_empty()
            }
        }
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        let (front, back) = match self {
            Events::One(event) => (std::slice::from_ref(event), &[][..]),
            Events::Many(all) => all.as_slices(),
        };
        front.iter().chain(back)
    }
}

/// The hash of a key, from the values of its parts.
#[inline]
fn hash<'v>(parts: impl Iterator<Item = &'v Value>) -> u32 {
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    parts.for_each(|part| match part {
        Value::Text(text) => text.hash(&mut hasher),
        other => other.hash(&mut hasher),
    });
    hasher.finish() as u32
}

/// The table looks at both ends of a hash.
fn spread(hash: &u32) -> u64 {
    u64::from(*hash) << 32 | u64::from(*hash)
}

/// The values of a key's parts.
fn parts(key: &Key) -> &[Value] {
    match key {
        Key::None => &[],
        Key::One(value) => std::slice::from_ref(value),
        Key::Many(values) => values,
    }
}

impl Past {
    /// Of goals that are like this one.
    pub fn new(goal: &Goal) -> Past {
        Past {
            fields: goal.key.iter().map(|part| part.field).collect(),
            events: HashTable::new(),
            wild: Vec::new(),
            aging: VecDeque::new(),
        }
    }

    /// The parts of an event's key, if all of them are known.
    fn known<'e>(&'e self, event: &'e Event) -> Option<impl Iterator<Item = &'e Value>> {
        let part = |field: &usize| event.cells.get(*field).and_then(Cell::value);
        self.fields.iter().all(|field| part(field).is_some()).then(|| self.fields.iter().filter_map(part))
    }

    /// Remembers an event for so many microseconds, or for ever.
    pub fn remember(&mut self, goal: &Goal, event: Arc<Event>) {
        let Some(hash) = self.known(&event).map(hash) else {
            // It may be that it has none.
            if let CandidateKey::Wild = candidate_key(goal, &event) {
                self.wild.push(event);
            }
            return;
        };
        if let Some(micros) = goal.look_back {
            self.aging.push_back(Arc::clone(&event));
            self.forget_before(event.at.start.plus_micros(-micros));
        }
        let Past { fields, events, .. } = self;
        let same = |other: &(u32, Events)| other.0 == hash && other.1.has(fields, &event);
        match events.entry(spread(&hash), same, |(hash, _)| spread(hash)) {
            Entry::Occupied(mut known) => known.get_mut().1.add(event),
            Entry::Vacant(place) => {
                place.insert((hash, Events::One(event)));
            }
        }
    }

    /// Forgets events that no window can reach any more.
    fn forget_before(&mut self, limit: Instant) {
        while let Some(event) = self.aging.pop_front_if(|event| event.at.start < limit) {
            let Some(hash) = self.known(&event).map(hash) else { continue };
            let Past { fields, events, .. } = self;
            let same = |other: &(u32, Events)| other.0 == hash && other.1.has(fields, &event);
            if let Ok(mut known) = events.find_entry(spread(&hash), same)
                && known.get_mut().1.forget_before(limit)
            {
                known.remove();
            }
        }
    }

    /// Those with a key, in log order.
    pub fn of(&self, key: &Key) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        let values = parts(key);
        let hash = hash(values.iter());
        let same = |other: &(u32, Events)| {
            other.0 == hash
                && other.1.first().and_then(|first| self.known(first)).is_some_and(|own| own.eq(values))
        };
        let known =
            (values.len() == self.fields.len()).then(|| self.events.find(spread(&hash), same)).flatten();
        known.into_iter().flat_map(|(_, events)| events.iter())
    }

    /// Those of which the key cannot be told.
    pub fn wild(&self) -> &[Arc<Event>] {
        &self.wild
    }

    /// All whose key is known, in no order that means anything.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.events.iter().flat_map(|(_, events)| events.iter())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all().count() + self.wild.len()
    }
}

impl Events {
    fn first(&self) -> Option<&Arc<Event>> {
        match self {
            Events::One(event) => Some(event),
            Events::Many(all) => all.front(),
        }
    }

    /// Whether their key is that of an event.
    fn has(&self, fields: &[usize], event: &Event) -> bool {
        let same = |first: &Arc<Event>| {
            fields.iter().all(|field| first.cells.get(*field) == event.cells.get(*field))
        };
        self.first().is_some_and(same)
    }
}
