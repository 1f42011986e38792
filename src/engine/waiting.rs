//! Who waits under which key.

use super::light::Light;
use super::obligation::Key;
use super::slab::Place;
use crate::event::{Sym, Value};
use crate::plan::GoalId;
use crate::time::Instant;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;
use std::hash::{BuildHasher, Hash};

/// An obligation that waits for a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiter {
    pub id: u64,
    pub goal: GoalId,
    /// Where it is kept, if it is a light one.
    pub place: Place,
    /// From when and up to when an act that is exactly timed is in its window for certain, and is not its own occasion. It stands here
    /// because here it is at hand when an act comes: the obligation itself would have to be fetched.
    pub surely: (Instant, Instant),
}

impl Waiter {
    /// An obligation that is no light one.
    pub fn full(id: u64, goal: GoalId) -> Waiter {
        Waiter { id, goal, place: Place::NONE, surely: Light::UNSURE }
    }

    /// Whether it is the obligation with an id, waiting for a goal.
    pub fn is(&self, goal: GoalId, id: u64) -> bool {
        self.id == id && self.goal == goal
    }
}

/// Those who wait under one key.
type Waiters = SmallVec<[Waiter; 1]>;

/// Waiters by key.
///
/// Nearly all keys are one text. They stand in a table of their own, where a key takes a quarter of the room, and is compared and
/// hashed without asking what it is.
#[derive(Default)]
pub(super) struct Waiting {
    texts: Table<Sym>,
    others: Table<Key>,
}

/// Waiters by keys of one sort.
///
/// Many a key is waited under again as soon as somebody has done so in vain or with success: people sign in and in again. So a key
/// stays for a while once nobody waits under it, and the one that was looked up last is found again without looking. Keys under
/// which nobody waits are cleared out together once they are half of all.
///
/// Others never come again, such as numbers of faults. Where nearly all were like that, the next ones go at once, while they are at hand:
/// to clear them out means to fetch all that are there.
struct Table<K> {
    keys: HashTable<(K, Waiters)>,
    /// Under how many of them nobody waits.
    vacant: usize,
    /// Since the last time that keys were cleared out: how many were left by all who waited, and under how many of these somebody waited
    /// again.
    left: usize,
    again: usize,
    /// So many keys more go at once; then it is tried anew whether they come again.
    at_once: usize,
    /// The place of the one looked up last.
    last: usize,
}

/// Fewer vacant keys than this are not worth clearing out.
const FEW: usize = 64;

/// The hash of a key in tables that are made by hand.
#[inline]
pub(super) fn hash(key: &impl Hash) -> u64 {
    FxBuildHasher.hash_one(key)
}

impl Waiting {
    /// Adds a waiter.
    pub fn add(&mut self, key: Key, waiter: Waiter) {
        match key {
            Key::One(Value::Text(text)) => self.texts.add(text, waiter),
            other => self.others.add(other, waiter),
        }
    }

    /// The same under a text.
    #[inline]
    pub fn add_text(&mut self, text: Sym, waiter: Waiter) {
        self.texts.add(text, waiter);
    }

    /// Looks at those who wait under a key: first come those of whom `gone` says that they wait no more, all others are added.
    pub fn pass(&mut self, key: &Key, gone: impl FnMut(&Waiter) -> bool, add: impl FnMut(Waiter)) {
        match key {
            Key::One(Value::Text(text)) => self.texts.pass(text, gone, add),
            other => self.others.pass(other, gone, add),
        }
    }

    /// The same with a text.
    #[inline]
    pub fn pass_text(&mut self, text: Sym, gone: impl FnMut(&Waiter) -> bool, add: impl FnMut(Waiter)) {
        self.texts.pass(&text, gone, add);
    }

    /// One of those who wait under a key waits no more.
    pub fn forget(&mut self, key: &Key, goal: GoalId, id: u64) {
        match key {
            Key::One(Value::Text(text)) => self.texts.forget(text, goal, id),
            other => self.others.forget(other, goal, id),
        }
    }

    /// All of them, in no order that means anything.
    pub fn all(&self) -> impl Iterator<Item = Waiter> {
        self.texts.all().chain(self.others.all())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len() + self.others.len()
    }

    /// Whether there is certainly none.
    pub fn is_empty(&self) -> bool {
        self.texts.keys.is_empty() && self.others.keys.is_empty()
    }
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Table { keys: HashTable::new(), vacant: 0, left: 0, again: 0, at_once: 0, last: 0 }
    }
}

impl<K: Eq + Hash> Table<K> {
    /// Where the key is the one looked up last, this is part of whoever adds: so the waiter is written where it stays.
    #[inline(always)]
    fn add(&mut self, key: K, waiter: Waiter) {
        if let Some((_, waiters)) = self.keys.get_bucket_mut(self.last).filter(|(known, _)| *known == key) {
            let again = usize::from(waiters.is_empty());
            (self.vacant, self.again) = (self.vacant - again, self.again + again);
            waiters.push(waiter);
            return;
        }
        self.add_elsewhere(key, waiter);
    }

    #[inline(never)]
    fn add_elsewhere(&mut self, key: K, waiter: Waiter) {
        match self.keys.entry(hash(&key), |(known, _)| *known == key, |(known, _)| hash(known)) {
            Entry::Occupied(mut known) => {
                let (_, waiters) = known.get_mut();
                let again = usize::from(waiters.is_empty());
                (self.vacant, self.again) = (self.vacant - again, self.again + again);
                waiters.push(waiter);
            }
            Entry::Vacant(place) => {
                place.insert((key, SmallVec::from_buf([waiter])));
            }
        }
    }

    #[inline]
    fn pass(&mut self, key: &K, gone: impl FnMut(&Waiter) -> bool, add: impl FnMut(Waiter)) {
        if self.keys.is_empty() {
            return;
        }
        let Some(place) = self.keys.find_bucket_index(hash(key), |(known, _)| known == key) else { return };
        self.last = place;
        let Some((_, waiters)) = self.keys.get_bucket_mut(place).filter(|(_, all)| !all.is_empty()) else {
            return;
        };
        let (mut gone, mut add) = (gone, add);
        // Nearly always there is only one.
        if let [only] = waiters.as_slice() {
            let only = *only;
            if !gone(&only) {
                return add(only);
            }
            waiters.clear();
        } else {
            waiters.retain(|waiter| !gone(waiter));
            waiters.iter().copied().for_each(add);
        }
        if waiters.is_empty() {
            self.leave(place);
        }
    }

    fn forget(&mut self, key: &K, goal: GoalId, id: u64) {
        let Some(place) = self.keys.find_bucket_index(hash(key), |(known, _)| known == key) else { return };
        let Some((_, waiters)) = self.keys.get_bucket_mut(place) else { return };
        let before = waiters.len();
        waiters.retain(|waiter| !waiter.is(goal, id));
        if before > 0 && waiters.is_empty() {
            self.leave(place);
        }
    }

    /// Nobody waits any more under the key at a place.
    #[inline]
    fn leave(&mut self, place: usize) {
        if self.at_once > 0 {
            self.at_once -= 1;
            if let Ok(known) = self.keys.get_bucket_entry(place) {
                known.remove();
            }
            return;
        }
        (self.vacant, self.left) = (self.vacant + 1, self.left + 1);
        if self.vacant >= FEW && self.vacant > self.keys.len() / 2 {
            self.clear_out();
        }
    }

    #[cold]
    fn clear_out(&mut self) {
        /// Keys are tried this seldom.
        const SELDOM: usize = 16;
        self.keys.retain(|(_, waiters)| !waiters.is_empty());
        self.at_once = if self.again < self.left / 4 { SELDOM * self.left } else { 0 };
        (self.vacant, self.left, self.again) = (0, 0, 0);
    }

    fn all(&self) -> impl Iterator<Item = Waiter> {
        self.keys.iter().flat_map(|(_, waiters)| waiters.iter().copied())
    }

    fn len(&self) -> usize {
        self.keys.iter().map(|(_, waiters)| waiters.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: usize) -> Key {
        Key::One(Value::Text(Sym::short(&format!("k{n}")).unwrap()))
    }

    fn waiter(id: u64) -> Waiter {
        Waiter::full(id, GoalId(0))
    }

    fn ids(waiting: &mut Waiting, n: usize, gone: impl Fn(u64) -> bool) -> Vec<u64> {
        let mut found = Vec::new();
        waiting.pass(&key(n), |waiter| gone(waiter.id), |waiter| found.push(waiter.id));
        found
    }

    #[test]
    fn keys_are_found_again_after_others_have_been_cleared_out() {
        let mut waiting = Waiting::default();
        for n in 0..1000 {
            waiting.add(key(n), waiter(n as u64));
            assert_eq!(ids(&mut waiting, n, |_| false), [n as u64]);
            waiting.add(key(n), waiter(2000 + n as u64));
            assert_eq!(ids(&mut waiting, n, |id| id < 2000), [2000 + n as u64]);
            if n % 3 > 0 {
                assert_eq!(ids(&mut waiting, n, |_| true), Vec::<u64>::new());
            }
        }
        assert_eq!(waiting.len(), 334);
        let Table { keys, vacant, .. } = &waiting.texts;
        assert!(*vacant <= FEW.max(keys.len() / 2 + 1), "{vacant}");
        for n in 0..1000 {
            let expected = if n % 3 == 0 { vec![2000 + n as u64] } else { Vec::new() };
            assert_eq!(ids(&mut waiting, n, |_| false), expected);
            waiting.forget(&key(n), GoalId(0), 2000 + n as u64);
            waiting.add(key(n), waiter(n as u64));
            assert_eq!(ids(&mut waiting, n, |_| false), [n as u64]);
        }
        assert_eq!(waiting.all().count(), 1000);
        assert_eq!(waiting.texts.vacant, 0);
    }

    #[test]
    fn keys_of_every_sort_are_told_apart() {
        let keys = [key(1), Key::One(Value::Days(1)), Key::None, Key::Many([Value::Days(1)].into())];
        let mut waiting = Waiting::default();
        for (id, key) in (0..).zip(&keys) {
            waiting.add(key.clone(), waiter(id));
        }
        assert_eq!((waiting.len(), waiting.all().count()), (4, 4));
        for (id, key) in (0..).zip(&keys) {
            let mut found = Vec::new();
            waiting.pass(key, |_| false, |waiter| found.push(waiter.id));
            assert_eq!(found, [id]);
            waiting.forget(key, GoalId(0), id);
        }
        assert_eq!(waiting.len(), 0);
    }
}
