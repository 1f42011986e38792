//! Light obligations, each in a place of its own that is used again once it is free.

use super::light::Light;
use crate::event::Event;

/// Where a light obligation is kept. Whoever asks for it names its id too, because the place may have passed to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

impl Place {
    /// Of what is no light obligation.
    pub const NONE: Place = Place(u32::MAX);
}

/// All light obligations.
#[derive(Default)]
pub(super) struct Slab {
    /// What is left there, and in `events`, by one that is gone is overwritten by the next: letting go of it at once would mean fetching it,
    /// long after it was written.
    places: Vec<Light>,
    /// By place, the id of the one that is kept there: whoever only asks whether it still is need not look at it.
    ids: Vec<u64>,
    /// By place, its event, if nobody else has it.
    events: Vec<Event>,
    /// By place, whether what was left there has no memory elsewhere, so that it can be overwritten without being looked at.
    alone: Vec<bool>,
    free: Vec<Place>,
}

/// No obligation has this id.
const NOBODY: u64 = 0;

impl Slab {
    /// Where the next one will be kept.
    #[inline]
    pub fn next_place(&self) -> Place {
        self.free.last().copied().unwrap_or(Place(self.places.len() as u32))
    }

    /// Keeps one more.
    ///
    /// It is part of whoever calls it, and makes the obligation when the place is free, so that it is written where it stays, and not put
    /// together first and then moved. `stands_alone`: it will have no memory elsewhere.
    #[inline(always)]
    pub fn insert(&mut self, id: u64, stands_alone: bool, light: impl FnOnce() -> Light) -> Place {
        match self.free.pop().and_then(|place| Some((place, self.places.get_mut(place.0 as usize)?))) {
            Some((place, kept)) => {
                let at = place.0 as usize;
                if !self.alone[at] {
                    *kept = Light::NONE;
                }
                // It holds nothing that would have to be let go of: that would mean to fetch it first.
                std::mem::forget(std::mem::replace(kept, light()));
                (self.ids[at], self.alone[at]) = (id, stands_alone);
                place
            }
            None => {
                self.places.push(light());
                self.ids.push(id);
                self.alone.push(stands_alone);
                Place(self.places.len() as u32 - 1)
            }
        }
    }

    /// Keeps one more with its event, which it has for itself. What stays behind is of no use to anybody.
    #[inline(always)]
    pub fn insert_own(&mut self, id: u64, light: impl FnOnce() -> Light, event: &mut Event) -> Place {
        let place = self.insert(id, true, light);
        let at = place.0 as usize;
        if self.events.len() <= at {
            self.events.resize_with(self.places.len(), || Event::NONE);
        }
        std::mem::swap(&mut self.events[at], event);
        place
    }

    /// The event that the one at a place has for itself, if it has one.
    pub fn own(&self, place: Place) -> Option<&Event> {
        self.events.get(place.0 as usize)
    }

    /// Whether the one with this id is still there.
    #[inline]
    pub fn has(&self, place: Place, id: u64) -> bool {
        self.ids.get(place.0 as usize) == Some(&id)
    }

    /// The one with this id, if it is still there.
    #[inline]
    pub fn get(&self, place: Place, id: u64) -> Option<&Light> {
        if !self.has(place, id) {
            return None;
        }
        self.places.get(place.0 as usize)
    }

    /// Lets go of it.
    #[inline]
    pub fn discard(&mut self, place: Place, id: u64) {
        if self.has(place, id) {
            self.ids[place.0 as usize] = NOBODY;
            self.free.push(place);
        }
    }

    /// Takes it out. Its own event can be had until another one is kept.
    pub fn remove(&mut self, place: Place, id: u64) -> Option<Light> {
        if !self.has(place, id) {
            return None;
        }
        self.discard(place, id);
        self.places.get_mut(place.0 as usize).map(|kept| std::mem::replace(kept, Light::NONE))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Ids and places of all, in no order that means anything.
    pub fn ids(&self) -> impl Iterator<Item = (u64, Place)> {
        (0..).zip(&self.ids).filter(|(_, id)| **id != NOBODY).map(|(place, id)| (*id, Place(place)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::light::Of;
    use super::*;
    use crate::event::{Cells, InputId, KindId, RowRef};
    use crate::time::{Instant, Stamp};

    #[test]
    fn an_event_of_its_own_can_be_had_until_the_next_one_is_kept() {
        let light = || Light { norm: 0, repeat: 0, surely: Light::UNSURE, of: Of::Own };
        let event = |row: u64| Event {
            kind: KindId(0),
            at: Stamp::exact(Instant::from_micros(0)),
            row: RowRef { input: InputId(0), row, line: 1, start: 0, len: 0 },
            rule: 0,
            digest: 0,
            cells: Cells::default(),
        };
        let mut slab = Slab::default();
        let of_another = Light { of: Of::Event(event(1).into()), ..light() };
        let first = slab.insert(1, false, || of_another);
        let next = slab.next_place();
        assert_eq!(slab.insert_own(2, light, &mut event(2)), next);
        assert!(slab.has(first, 1) && slab.has(next, 2) && !slab.has(next, 1) && !slab.has(Place::NONE, 0));
        assert!(slab.remove(next, 1).is_none());
        assert!(slab.remove(next, 2).is_some() && !slab.has(next, 2) && slab.get(next, 2).is_none());
        assert_eq!(slab.own(next).map(|own| own.row.row), Some(2));
        assert_eq!(slab.insert_own(3, light, &mut event(3)), next);
        assert_eq!(slab.own(next).map(|own| own.row.row), Some(3));
        assert_eq!((slab.len(), slab.ids().count()), (2, 2));
    }

    #[test]
    fn a_light_obligation_takes_one_line_of_a_cache() {
        assert!(size_of::<Light>() <= 64);
    }
}
