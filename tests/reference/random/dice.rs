//! Choices read from bytes. Zero is always the simplest choice, so shrinking the bytes shrinks the case.

/// A source of choices; once it has run out, every choice is the simplest.
pub struct Dice<'a> {
    bytes: &'a [u8],
}

impl<'a> Dice<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Dice { bytes }
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        let (first, rest) = self.bytes.split_first().unwrap_or((&0, &[]));
        self.bytes = rest;
        usize::from(*first) % n
    }

    /// Yes in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(256) * 100 >= (100 - percent) * 256
    }

    /// One of some things.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// Something, in so many of a hundred cases.
    pub fn maybe<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }

    /// A part of the choices for one thing, so that the choices of the next do not shift.
    pub fn part(&mut self, len: usize) -> Dice<'a> {
        let (part, rest) = self.bytes.split_at(len.min(self.bytes.len()));
        self.bytes = rest;
        Dice { bytes: part }
    }
}
