//! Events that may still be looked back at, by key.

use super::at_hand::AtHand;
use super::index::{CandidateKey, candidate_key};
use super::obligation::Key;
use super::packed::{Packed, Spot, Unpacked};
use crate::event::{Cell, Event, Value};
use crate::plan::Goal;
use crate::time::Instant;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHasher};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

/// Events for goals that look back, each under the key that it has.
///
/// Where nobody knows how far back will be looked, all of them stay. So they are kept packed, and a key is kept nowhere: it is read off the
/// newest event that has it, from which the way leads back to the others.
pub(super) struct Past {
    /// The cells in which an event has the parts of its key.
    fields: Box<[usize]>,
    newest: HashTable<Newest>,
    kept: Packed,
    /// Events whose key cannot be told.
    wild: Vec<Arc<Event>>,
}

/// The hash of a key, and below it where the newest event is kept that has it.
struct Newest(u64);

/// The hash of a key, from the values of its parts.
#[inline]
fn hash<'v>(parts: impl Iterator<Item = &'v Value>) -> u32 {
    let mut hasher: FxHasher = FxBuildHasher.build_hasher();
    parts.for_each(|part| match part {
        Value::Text(text) => text.hash(&mut hasher),
        other => other.hash(&mut hasher),
    });
    // As many bits as have room beside a spot.
    (hasher.finish() as u32) >> (Spot::BITS - u32::BITS)
}

/// The table looks at both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << Spot::BITS | u64::from(hash)
}

/// The values of a key's parts.
fn parts(key: &Key) -> &[Value] {
    match key {
        Key::None => &[],
        Key::One(value) => std::slice::from_ref(value),
        Key::Many(values) => values,
    }
}

/// The parts of an event's key, if all of them are known.
fn known<'e>(fields: &'e [usize], event: &'e Event) -> Option<impl Iterator<Item = &'e Value>> {
    let part = |field: &usize| event.cells.get(*field).and_then(Cell::value);
    fields.iter().all(|field| part(field).is_some()).then(|| fields.iter().filter_map(part))
}

impl Newest {
    fn new(hash: u32, spot: Spot) -> Newest {
        Newest(u64::from(hash) << Spot::BITS | spot.short())
    }

    fn hash(&self) -> u32 {
        (self.0 >> Spot::BITS) as u32
    }

    fn spot(&self, kept: &Packed) -> Spot {
        kept.spot(self.0)
    }
}

impl Past {
    /// Of goals that are like this one.
    pub fn new(goal: &Goal) -> Past {
        Past {
            fields: goal.key.iter().map(|part| part.field).collect(),
            newest: HashTable::new(),
            kept: Packed::default(),
            wild: Vec::new(),
        }
    }

    /// Remembers an event for as long as the goal says, or for ever.
    pub fn remember(&mut self, goal: &Goal, at_hand: &mut AtHand<'_>) {
        let event = at_hand.event();
        let Some(hash) = known(&self.fields, event).map(hash) else {
            // It may be that it has none.
            if let CandidateKey::Wild = candidate_key(goal, event) {
                self.wild.push(at_hand.keep());
            }
            return;
        };
        if let Some(micros) = goal.look_back {
            self.forget_before(event.at.start.plus_micros(-micros));
        }
        let Past { fields, newest, kept, .. } = self;
        let alike =
            |other: &Event| fields.iter().all(|field| other.cells.get(*field) == event.cells.get(*field));
        let same = |other: &Newest| {
            other.hash() == hash && kept.get(other.spot(kept)).is_some_and(|known| alike(&known.event))
        };
        match newest.entry(spread(hash), same, |newest| spread(newest.hash())) {
            Entry::Occupied(mut known) => {
                let before = known.get().spot(kept);
                *known.get_mut() = Newest::new(hash, kept.keep(event, Some(before)));
            }
            Entry::Vacant(place) => {
                place.insert(Newest::new(hash, kept.keep(event, None)));
            }
        }
    }

    /// Forgets events that no window can reach any more.
    fn forget_before(&mut self, limit: Instant) {
        while let Some((spot, event)) = self.kept.pop_before(limit) {
            let Some(hash) = known(&self.fields, &event).map(hash) else { continue };
            let last = Newest::new(hash, spot);
            let same = |newest: &Newest| newest.0 == last.0;
            if let Ok(known) = self.newest.find_entry(spread(hash), same) {
                known.remove();
            }
        }
    }

    /// Those with a key, the newest first.
    pub fn of(&self, key: &Key) -> impl Iterator<Item = Event> {
        let values = parts(key);
        let hash = hash(values.iter());
        let mut next = None;
        let mut before = None;
        if values.len() == self.fields.len() {
            self.newest.find(spread(hash), |newest| {
                let found = (newest.hash() == hash).then(|| self.kept.get(newest.spot(&self.kept))).flatten();
                let is_it =
                    |found: &Unpacked| known(&self.fields, &found.event).is_some_and(|own| own.eq(values));
                next = found.filter(is_it);
                next.is_some()
            });
        }
        std::iter::from_fn(move || {
            let found = next.take().or_else(|| self.kept.get(before?))?;
            before = found.before;
            Some(found.event)
        })
    }

    /// Those of which the key cannot be told.
    pub fn wild(&self) -> &[Arc<Event>] {
        &self.wild
    }

    /// All whose key is known, in log order.
    pub fn all(&self) -> impl Iterator<Item = Event> {
        self.kept.all()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.kept.len() + self.wild.len()
    }
}
