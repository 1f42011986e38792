//! A 64-bit digest of a record's content, the same on every machine and in every release.
//!
//! It tells records without a declared key apart and must never change its meaning, since ids of findings rest on it.
//! So it is written out here instead of taken from a library that reserves the right to change.

use crate::event::{Sym, packed};

/// A digest being made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digest(u64);

const SEED: u64 = 0x6775_696a_755f_7631;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Digest {
    /// Begins with the name of what is digested.
    pub fn new(name: &str) -> Digest {
        let mut digest = Digest(SEED);
        digest.text(name);
        digest
    }

    /// Adds a number.
    #[inline]
    pub fn word(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word).wrapping_mul(u128::from(FACTOR));
        let folded = (product as u64) ^ ((product >> 64) as u64);
        self.0 = folded.wrapping_add(self.0.rotate_left(23));
    }

    /// Adds a text. Its length goes in with its last bytes, so that `ab`,`c` and `a`,`bc` differ.
    #[inline]
    pub fn text(&mut self, text: &str) {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        // At most seven bytes are left, so the eighth is free.
        self.word((text.len() as u64) << 56 | packed(rest));
    }

    /// Adds a text under a name, given by the digest of the name.
    #[inline]
    pub fn named(&mut self, name: u64, text: &str) {
        self.0 = self.0.wrapping_add(name);
        self.text(text);
    }

    /// Adds a text of up to fifteen bytes under a name.
    #[inline]
    pub fn short(&mut self, name: u64, text: Sym) {
        self.0 = self.0.wrapping_add(name);
        let (first, rest) = text.words();
        let is_one = rest >> 56 < 8;
        self.word(if is_one { first | rest } else { first });
        // Whether there is a second word is hard to foresee: to add one in vain takes less than to guess wrong.
        let mut second = *self;
        second.word(rest);
        self.0 = if is_one { self.0 } else { second.0 };
    }

    /// The digest of all that was added.
    pub fn finish(mut self) -> u64 {
        self.word(FACTOR);
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> u64 {
        let mut digest = Digest::new("alarm");
        texts.iter().for_each(|t| digest.text(t));
        digest.finish()
    }

    #[test]
    fn digests_do_not_change_between_machines_or_releases() {
        assert_eq!(of(&["F1", "到场"]), 9_623_002_468_398_079_023);
    }

    #[test]
    fn a_short_text_counts_alike_however_it_is_added() {
        for text in ["", "a", "F1", "1234567", "12345678", "123456789", "123456789012345", "到场"] {
            let (mut one, mut other) = (Digest::new("alarm"), Digest::new("alarm"));
            one.named(7, text);
            other.short(7, Sym::short(text).unwrap());
            assert_eq!(one.finish(), other.finish(), "{text}");
        }
    }

    #[test]
    fn content_and_its_division_into_cells_both_count() {
        let all = [of(&[]), of(&[""]), of(&["ab", "c"]), of(&["a", "bc"]), of(&["abc"]), of(&["abc", ""])];
        let distinct: std::collections::BTreeSet<u64> = all.into_iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
