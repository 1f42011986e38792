//! Who waits for what: obligations by goal and key, and remembered events for windows that look back.

use super::obligation::{Key, ProbeKey};
use crate::event::{Cell, Event, Value};
use crate::plan::{Goal, GoalId};
use crate::time::Instant;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// Obligations that wait for a goal, and events that may still be looked back at.
#[derive(Default)]
pub(super) struct GoalIndex {
    waiting: FxHashMap<Key, Vec<u64>>,
    /// Obligations whose own key cannot be told.
    wild: Vec<u64>,
    /// For goals that look back: events by key.
    past: FxHashMap<Key, Vec<Arc<Event>>>,
    /// For goals that look back: events whose key cannot be told.
    past_wild: Vec<Arc<Event>>,
    /// For goals with a limited look-back: what is to be forgotten next.
    aging: VecDeque<(Instant, Key)>,
}

/// The key of a candidate.
pub(super) enum CandidateKey {
    /// All parts are known.
    Exact(Key),
    /// A part cannot be told: it might match anything.
    Wild,
    /// A part is blank where a blank matches nothing.
    Nothing,
}

impl GoalIndex {
    pub fn wait(&mut self, id: u64, key: &ProbeKey) {
        match key {
            ProbeKey::Exact(key) => self.waiting.entry(key.clone()).or_default().push(id),
            ProbeKey::Wild(_) => self.wild.push(id),
            ProbeKey::Nothing => {}
        }
    }

    pub fn forget(&mut self, id: u64, key: &ProbeKey) {
        match key {
            ProbeKey::Exact(key) => {
                if let Some(list) = self.waiting.get_mut(key) {
                    list.retain(|other| *other != id);
                    if list.is_empty() {
                        self.waiting.remove(key);
                    }
                }
            }
            ProbeKey::Wild(_) => self.wild.retain(|other| *other != id),
            ProbeKey::Nothing => {}
        }
    }

    /// Obligations that a candidate with this key concerns, oldest first.
    pub fn waiting_for(&self, key: &CandidateKey) -> Vec<u64> {
        let mut ids = match key {
            CandidateKey::Nothing => return Vec::new(),
            CandidateKey::Exact(key) => {
                let known = self.waiting.get(key).map_or(&[][..], Vec::as_slice);
                if self.wild.is_empty() {
                    return known.to_vec();
                }
                known.iter().chain(&self.wild).copied().collect::<Vec<u64>>()
            }
            CandidateKey::Wild => self.waiting.values().flatten().chain(&self.wild).copied().collect(),
        };
        ids.sort_unstable();
        ids
    }

    /// Remembers an event for so many microseconds, or for ever.
    pub fn remember(&mut self, event: &Arc<Event>, key: &CandidateKey, look_back: Option<i64>) {
        match key {
            CandidateKey::Exact(key) => {
                self.past.entry(key.clone()).or_default().push(Arc::clone(event));
                if let Some(micros) = look_back {
                    self.aging.push_back((event.at.start, key.clone()));
                    self.forget_before(event.at.start.plus_micros(-micros));
                }
            }
            CandidateKey::Wild => self.past_wild.push(Arc::clone(event)),
            CandidateKey::Nothing => {}
        }
    }

    /// Forgets remembered events that no window can reach any more.
    fn forget_before(&mut self, limit: Instant) {
        while self.aging.front().is_some_and(|(at, _)| *at < limit) {
            let Some((_, key)) = self.aging.pop_front() else { return };
            if let Some(events) = self.past.get_mut(&key) {
                events.retain(|event| event.at.start >= limit);
                if events.is_empty() {
                    self.past.remove(&key);
                }
            }
        }
    }

    /// Remembered events that concern an obligation with this key, in log order.
    pub fn past_for(&self, key: &ProbeKey) -> Vec<Arc<Event>> {
        let mut events: Vec<Arc<Event>> = match key {
            ProbeKey::Nothing => return Vec::new(),
            ProbeKey::Exact(key) => {
                self.past.get(key).into_iter().flatten().chain(&self.past_wild).cloned().collect()
            }
            ProbeKey::Wild(_) => self.past.values().flatten().chain(&self.past_wild).cloned().collect(),
        };
        if !self.past_wild.is_empty() || matches!(key, ProbeKey::Wild(_)) {
            events.sort_by_key(|e| (e.at.start, e.row));
        }
        events
    }
}

/// The key of a candidate for a goal.
pub(super) fn candidate_key(goal: &Goal, event: &Event) -> CandidateKey {
    let mut values = Vec::with_capacity(goal.key.len());
    let mut wild = false;
    for part in &goal.key {
        match event.cells.get(part.field) {
            Some(Cell::Value(value)) => values.push(value.clone()),
            Some(Cell::Unreadable(_)) => wild = true,
            Some(Cell::Blank) | None => {
                if part.same || part.optional {
                    return CandidateKey::Nothing;
                }
                wild = true;
            }
        }
    }
    if wild { CandidateKey::Wild } else { CandidateKey::Exact(key_of(values)) }
}

/// Packs the values of a key.
pub(super) fn key_of(mut values: Vec<Value>) -> Key {
    match values.len() {
        0 => Key::None,
        1 => values.pop().map_or(Key::None, Key::One),
        _ => Key::Many(values.into()),
    }
}

/// One index for each goal.
pub(super) struct Indexes(Vec<GoalIndex>);

impl Indexes {
    pub fn new(goals: usize) -> Self {
        Indexes((0..goals).map(|_| GoalIndex::default()).collect())
    }

    pub fn get(&self, goal: GoalId) -> &GoalIndex {
        &self.0[goal.0 as usize]
    }

    /// Entries of obligations that wait, over all goals.
    pub fn waiting(&self) -> usize {
        self.0
            .iter()
            .map(|index| index.waiting.values().map(Vec::len).sum::<usize>() + index.wild.len())
            .sum()
    }

    /// Events that may still be looked back at, over all goals.
    pub fn remembered(&self) -> usize {
        let of = |index: &GoalIndex| index.past.values().map(Vec::len).sum::<usize>() + index.past_wild.len();
        self.0.iter().map(of).sum()
    }

    pub fn get_mut(&mut self, goal: GoalId) -> &mut GoalIndex {
        &mut self.0[goal.0 as usize]
    }
}
