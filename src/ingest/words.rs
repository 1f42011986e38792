//! What short texts mean, found by one look.

use crate::event::Sym;

/// By texts of up to fifteen bytes, what they mean.
pub(super) struct Words<T> {
    /// A text stands where its hash says, or in the next free place after that. There are more places than texts.
    places: Box<[Option<(Sym, T)>]>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Words { places: Box::default() }
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
        for (text, meaning) in words {
            let mut at = text.folded() as usize & last;
            while places[at].as_ref().is_some_and(|(other, _)| *other != text) {
                at = (at + 1) & last;
            }
            places[at].get_or_insert((text, meaning));
        }
        Words { places }
    }

    /// What a text means.
    #[inline]
    pub fn get(&self, text: Sym) -> Option<&T> {
        let last = self.places.len().wrapping_sub(1);
        let mut at = text.folded() as usize & last;
        loop {
            match self.places.get(at)? {
                Some((other, meaning)) if *other == text => return Some(meaning),
                Some(_) => at = (at + 1) & last,
                None => return None,
            }
        }
    }
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
