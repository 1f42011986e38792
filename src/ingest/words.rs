//! What short texts mean, found by one look.

use crate::event::Sym;

/// By texts of up to fifteen bytes, what they mean.
pub(super) struct Words<T> {
    /// A text stands where its hash says, or in the next free place after that. There are more places than texts.
    places: Box<[Option<(Sym, T)>]>,
    /// By how many bits hashes are turned, so that as many texts as can be stand where their hashes say.
    turn: u32,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Words { places: Box::default(), turn: 0 }
    }
}

impl<T> Words<T> {
    /// What each text means; of those that are the same, the first counts.
    pub fn new(words: impl IntoIterator<Item = (Sym, T)>) -> Words<T> {
        /// So many times as many places: few texts are not where their hashes say.
        const ROOM: usize = 4;
        let words: Vec<(Sym, T)> = words.into_iter().collect();
        let mut places: Box<[_]> = (0..(words.len() * ROOM).next_power_of_two()).map(|_| None).collect();
        let last = places.len() - 1;
        let crowd = |turn: &u32| {
            let mut taken: Vec<usize> = words.iter().map(|(text, _)| hash(*text, *turn) & last).collect();
            taken.sort_unstable();
            taken.chunk_by(|a, b| a == b).map(|same| same.len() - 1).sum::<usize>()
        };
        let turn = (0..u64::BITS).min_by_key(crowd).unwrap_or_default();
        for (text, meaning) in words {
            let mut at = hash(text, turn) & last;
            while places[at].as_ref().is_some_and(|(other, _)| *other != text) {
                at = (at + 1) & last;
            }
            places[at].get_or_insert((text, meaning));
        }
        Words { places, turn }
    }

    /// What a text means. It is part of loops over all records.
    #[inline(always)]
    pub fn get(&self, text: Sym) -> Option<&T> {
        let last = self.places.len().wrapping_sub(1);
        let mut at = hash(text, self.turn) & last;
        loop {
            match self.places.get(at)? {
                Some((other, meaning)) if *other == text => return Some(meaning),
                Some(_) => at = (at + 1) & last,
                None => return None,
            }
        }
    }
}

/// The hash of a text, turned by so many bits.
#[inline]
fn hash(text: Sym, turn: u32) -> usize {
    text.folded().rotate_right(turn) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_and_no_other() {
        let sym = |n: usize| Sym::short(&format!("word {n}")).unwrap();
        for count in [0, 1, 2, 3, 17, 1000] {
            let again = (0..count).map(|n| (sym(n), usize::MAX));
            let words = Words::new((0..count).map(|n| (sym(n), n)).chain(again));
            for n in 0..2 * count + 1 {
                assert_eq!(words.get(sym(n)).copied(), (n < count).then_some(n));
            }
        }
        assert_eq!(Words::<()>::default().get(sym(0)), None);
    }
}
