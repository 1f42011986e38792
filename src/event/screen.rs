//! What is enough to know of records that are as they should be.

use super::KindId;
use crate::time::Instant;

/// By kind of event: what is enough to know of it, if there is such a thing.
///
/// Most of many a log is records of which norms ask only that cells are filled and in range. Whether they are can be told from the
/// text while it is read. Of a record that passes no event is made: it is counted ([`Passed`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screens {
    kinds: Vec<Option<Box<[Wanted]>>>,
    /// From when on other norms may ask, ascending.
    cuts: Vec<Instant>,
}

/// What a cell of a record has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which of the kind's fields is to be filled with what can be read.
    pub field: usize,
    /// The least and the most that its number may be, in millionths.
    pub range: Option<(i64, i64)>,
}

impl Screens {
    /// For those who want to know all.
    pub const NONE: &'static Screens = &Screens { kinds: Vec::new(), cuts: Vec::new() };

    /// By kind, in the order of the schema. Records before and after each of some instants are counted apart.
    pub fn new(kinds: Vec<Option<Box<[Wanted]>>>, mut cuts: Vec<Instant>) -> Screens {
        cuts.sort_unstable();
        cuts.dedup();
        Screens { kinds, cuts }
    }

    /// What is wanted of a kind's cells, if nothing else need be known of them.
    pub fn of(&self, kind: KindId) -> Option<&[Wanted]> {
        self.kinds.get(kind.0 as usize)?.as_deref()
    }
}

/// How many records have passed their screens.
#[derive(Clone, Debug)]
pub struct Passed {
    cuts: Vec<Instant>,
    /// By kind, how many between one cut and the next, those before the first in front.
    counts: Vec<Vec<u64>>,
    /// When the first of them happened.
    first: Option<Instant>,
    /// Between which instants the one before stands, the second excluded, and which part that is.
    last: (Instant, Instant, usize),
}

impl Default for Passed {
    fn default() -> Self {
        // Between these is nothing.
        let last = (Instant::MAX, Instant::MIN, 0);
        Passed { cuts: Vec::new(), counts: Vec::new(), first: None, last }
    }
}

impl Passed {
    /// None yet.
    pub fn new(screens: &Screens) -> Passed {
        Passed { cuts: screens.cuts.clone(), ..Passed::default() }
    }

    /// One more.
    #[inline(always)]
    pub fn add(&mut self, kind: KindId, at: Instant) {
        if !(self.last.0 <= at && at < self.last.1) {
            self.last = self.around(at);
        }
        let part = self.last.2;
        if self.first.is_none_or(|first| at < first) {
            self.first = Some(at);
        }
        match self.counts.get_mut(kind.0 as usize).and_then(|counts| counts.get_mut(part)) {
            Some(count) => *count += 1,
            None => self.add_first(kind, part),
        }
    }

    #[cold]
    fn around(&self, at: Instant) -> (Instant, Instant, usize) {
        let part = self.cuts.iter().take_while(|cut| **cut <= at).count();
        let from = part.checked_sub(1).and_then(|before| self.cuts.get(before));
        let to = self.cuts.get(part);
        (from.copied().unwrap_or(Instant::MIN), to.copied().unwrap_or(Instant::MAX), part)
    }

    #[cold]
    fn add_first(&mut self, kind: KindId, part: usize) {
        let parts = self.cuts.len() + 1;
        let kinds = self.counts.len().max(kind.0 as usize + 1);
        self.counts.resize_with(kinds, Vec::new);
        self.counts[kind.0 as usize].resize(parts, 0);
        self.counts[kind.0 as usize][part] += 1;
    }

    /// Adds others, which were counted by the same screens.
    pub fn append(&mut self, other: &Passed) {
        if self.cuts.is_empty() {
            self.cuts.clone_from(&other.cuts);
            self.last = Passed::default().last;
        }
        self.first = self.first.into_iter().chain(other.first).min();
        if self.counts.len() < other.counts.len() {
            self.counts.resize_with(other.counts.len(), Vec::new);
        }
        for (own, more) in self.counts.iter_mut().zip(&other.counts) {
            own.resize(own.len().max(more.len()), 0);
            own.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
    }

    /// When the first of them happened.
    pub fn first(&self) -> Option<Instant> {
        self.first
    }

    /// Of each kind, from one cut on up to before the next: how many there are. Whatever norms ask of their times, the cut's answer
    /// is that of all of them.
    pub fn counts(&self) -> impl Iterator<Item = (KindId, Instant, u64)> {
        let froms = || std::iter::once(Instant::MIN).chain(self.cuts.iter().copied());
        let of = move |(kind, counts): (u16, &Vec<u64>)| {
            let parts: Vec<_> =
                froms().zip(counts).map(|(from, count)| (KindId(kind), from, *count)).collect();
            parts
        };
        (0..).zip(&self.counts).flat_map(of).filter(|(_, _, count)| *count > 0)
    }
}

/// How many millionths a unit of a number with so many decimal places is.
pub(crate) const MILLIONTHS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_counted_between_cuts() {
        let at = Instant::from_micros;
        let mut one = Passed::new(&Screens::new(Vec::new(), vec![at(20), at(10), at(20)]));
        for (kind, time) in [(2, 10), (2, 9), (2, 25), (0, 19), (2, 20), (2, 11)] {
            one.add(KindId(kind), at(time));
        }
        assert_eq!(one.first(), Some(at(9)));
        let mut all = Passed::default();
        all.append(&one);
        all.append(&Passed::default());
        all.append(&one);
        let counts: Vec<_> = all.counts().map(|(kind, from, count)| (kind.0, from, count)).collect();
        assert_eq!(counts, [(0, at(10), 2), (2, Instant::MIN, 2), (2, at(10), 4), (2, at(20), 4)]);
    }
}
