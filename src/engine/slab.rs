//! Light obligations, each in a place of its own that is used again once it is free.

use super::light::Light;

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
    places: Vec<Option<(u64, Light)>>,
    free: Vec<Place>,
}

impl Slab {
    /// Keeps one more.
    #[inline]
    pub fn insert(&mut self, id: u64, light: Light) -> Place {
        match self.free.pop().and_then(|place| Some((place, self.places.get_mut(place.0 as usize)?))) {
            Some((place, kept)) => {
                *kept = Some((id, light));
                place
            }
            None => {
                self.places.push(Some((id, light)));
                Place(self.places.len() as u32 - 1)
            }
        }
    }

    /// The one with this id, if it is still there.
    #[inline]
    pub fn get(&self, place: Place, id: u64) -> Option<&Light> {
        match self.places.get(place.0 as usize)? {
            Some((own, light)) if *own == id => Some(light),
            Some(_) | None => None,
        }
    }

    /// Lets go of it.
    #[inline]
    pub fn discard(&mut self, place: Place, id: u64) {
        if let Some(kept) =
            self.places.get_mut(place.0 as usize).filter(|kept| matches!(kept, Some((own, _)) if *own == id))
        {
            *kept = None;
            self.free.push(place);
        }
    }

    /// Takes it out.
    pub fn remove(&mut self, place: Place, id: u64) -> Option<Light> {
        let kept = self.places.get_mut(place.0 as usize)?;
        if kept.as_ref().is_none_or(|(own, _)| *own != id) {
            return None;
        }
        self.free.push(place);
        kept.take().map(|(_, light)| light)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Ids and places of all, in no order that means anything.
    pub fn ids(&self) -> impl Iterator<Item = (u64, Place)> {
        let ids = (0..).zip(&self.places);
        ids.filter_map(|(place, kept)| kept.as_ref().map(|(id, _)| (*id, Place(place))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_obligation_takes_one_line_of_a_cache() {
        assert!(size_of::<Option<(u64, Light)>>() <= 64);
    }
}
