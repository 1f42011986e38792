//! Events that have only just happened, and those among them that say the same at the same time.

use super::index::{CandidateKey, Indexes, candidate_key};
use super::obligation::{Key, ProbeKey};
use crate::event::{Cell, Event, KindId, Sym};
use crate::plan::{Goal, GoalId, Plan};
use crate::time::{Instant, Precision, Stamp, Zone};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// What makes an event a repetition of another: kind, time, the rule that made it, and the digest of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Content {
    kind: KindId,
    /// When it happened.
    at: Stamp,
    rule: u16,
    digest: u64,
}

impl Content {
    /// That of an event.
    fn of(event: &Event) -> Content {
        Content { kind: event.kind, at: event.at, rule: event.rule, digest: event.digest }
    }
}

/// Events that a window opening now could still include, in log order: those at this very instant, and coarse ones. An event enters
/// once the obligations that it begins have begun: it is never an act for them.
///
/// They are few, unless a log gives only days: then all of a day are among them, and are found by their keys.
#[derive(Default)]
pub(super) struct Recent {
    events: Vec<Arc<Event>>,
    /// By kind, how many there are.
    kinds: Vec<usize>,
    /// How often each content stands among them, once they are no longer few.
    repeats: FxHashMap<Content, u32>,
    /// While they are many: by the number of an index, those that it is about.
    keyed: Option<FxHashMap<usize, Keyed>>,
    /// When they were last looked through for those that are of no more use.
    looked_through: Option<Instant>,
    /// The time of the latest, if each of them is over as soon as its instant is: none is coarse.
    latest: Option<Instant>,
}

/// Fewer are compared just as fast.
const FEW: usize = 16;
/// Fewer are looked through just as fast.
const MANY: usize = 256;

/// Events by what goals look for them by, in log order.
#[derive(Default)]
struct Keyed {
    by_key: FxHashMap<Key, VecDeque<Arc<Event>>>,
    /// Those whose key cannot be told.
    wild: VecDeque<Arc<Event>>,
}

impl Recent {
    /// How many have said the same as an event.
    #[inline]
    pub fn repeats(&self, event: &Event) -> u32 {
        // Nearly always there is none.
        if self.events.is_empty() { 0 } else { self.repeats_among(event) }
    }

    #[inline(never)]
    fn repeats_among(&self, event: &Event) -> u32 {
        let content = Content::of(event);
        if self.repeats.is_empty() {
            self.events.iter().filter(|other| Content::of(other) == content).count() as u32
        } else {
            self.repeats.get(&content).copied().unwrap_or_default()
        }
    }

    /// One more.
    pub fn add(&mut self, event: Arc<Event>, plan: &Plan, indexes: &Indexes) {
        let kind = event.kind.0 as usize;
        if self.kinds.len() <= kind {
            self.kinds.resize(kind + 1, 0);
        }
        self.kinds[kind] += 1;
        let exact =
            event.at.precision == Precision::Exact && (self.events.is_empty() || self.latest.is_some());
        self.latest = exact.then_some(event.at.start);
        if !self.repeats.is_empty() {
            *self.repeats.entry(Content::of(&event)).or_default() += 1;
        }
        match &mut self.keyed {
            Some(keyed) => enter(keyed, &event, plan, indexes),
            None if self.events.len() + 1 >= MANY => {
                let keyed = self.keyed.insert(FxHashMap::default());
                let all = self.events.iter().chain([&event]);
                all.for_each(|event| enter(keyed, event, plan, indexes));
            }
            None => {}
        }
        self.events.push(event);
        if self.events.len() > FEW && self.repeats.is_empty() {
            let contents = self.events.iter().map(|event| Content::of(event));
            contents.for_each(|content| *self.repeats.entry(content).or_default() += 1);
        }
    }

    /// Forgets all of them.
    #[inline(never)]
    fn forget_all(&mut self) {
        // Nearly always there is only one.
        while let Some(event) = self.events.pop() {
            self.kinds[event.kind.0 as usize] = 0;
        }
        if !self.repeats.is_empty() {
            self.repeats.clear();
        }
        self.keyed = None;
        self.latest = None;
    }

    /// Forgets those that are over.
    #[inline]
    pub fn move_on(&mut self, now: Instant, zone: &Zone, plan: &Plan, indexes: &Indexes) {
        if self.events.is_empty() {
        } else if self.latest.is_some_and(|latest| latest < now) {
            self.forget_all();
        } else {
            self.look_through(now, zone, plan, indexes);
        }
    }

    /// Forgets those that are over where others stay.
    #[inline(never)]
    fn look_through(&mut self, now: Instant, zone: &Zone, plan: &Plan, indexes: &Indexes) {
        if self.looked_through.is_some_and(|then| now <= then) {
            return;
        }
        self.looked_through = Some(now);
        let coarse = |at: Stamp| at.precision != Precision::Exact && zone.end_of(at) > now;
        let Recent { events, kinds, repeats, keyed, .. } = self;
        events.retain(|event| {
            let kept = event.at.start >= now || coarse(event.at);
            if !kept {
                kinds[event.kind.0 as usize] -= 1;
                // All that say the same are over at the same time.
                if !repeats.is_empty() {
                    repeats.remove(&Content::of(event));
                }
                if let Some(keyed) = keyed {
                    remove(keyed, event, plan, indexes);
                }
            }
            kept
        });
        if events.len() < FEW {
            repeats.clear();
        }
        if events.len() < MANY {
            *keyed = None;
        }
    }

    /// Whether there is one of a kind.
    pub fn has(&self, kind: KindId) -> bool {
        self.kinds.get(kind.0 as usize).is_some_and(|count| *count > 0)
    }

    /// Whether one of a kind may have a text in a cell.
    pub fn may_have(&self, kind: KindId, field: usize, text: Sym) -> bool {
        let may_be =
            |event: &Arc<Event>| event.cells.get(field).and_then(Cell::sym).is_none_or(|other| other == text);
        let is_one = |event: &&Arc<Event>| event.kind == kind;
        self.has(kind) && (self.events.len() >= MANY || self.events.iter().filter(is_one).any(may_be))
    }

    /// Those that may concern an obligation which looks for a goal by a key, in log order; others may be among them.
    pub fn like(&self, id: GoalId, goal: &Goal, key: &ProbeKey, indexes: &Indexes) -> Vec<&Arc<Event>> {
        let all = || self.events.iter().filter(|event| event.kind == goal.kind).collect();
        match (&self.keyed, key) {
            (_, ProbeKey::Nothing) => Vec::new(),
            (None, _) | (_, ProbeKey::Wild(_)) => all(),
            (Some(keyed), ProbeKey::Exact(key)) => {
                let Some(keyed) = keyed.get(&indexes.of(id)) else { return Vec::new() };
                let known = keyed.by_key.get(key).into_iter().flatten();
                let mut found: Vec<&Arc<Event>> = known.chain(&keyed.wild).collect();
                if !keyed.wild.is_empty() {
                    found.sort_by_key(|event| (event.at.start, event.row, event.rule));
                }
                found
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }
}

/// Enters an event under what goals look for it by.
fn enter(all: &mut FxHashMap<usize, Keyed>, event: &Arc<Event>, plan: &Plan, indexes: &Indexes) {
    for (index, goal) in indexes.of_kind(event.kind) {
        let keyed = all.entry(index).or_default();
        match candidate_key(plan.goal(goal), event) {
            CandidateKey::Exact(key) => keyed.by_key.entry(key).or_default().push_back(Arc::clone(event)),
            CandidateKey::Wild => keyed.wild.push_back(Arc::clone(event)),
            CandidateKey::Nothing => {}
        }
    }
}

fn remove(all: &mut FxHashMap<usize, Keyed>, event: &Arc<Event>, plan: &Plan, indexes: &Indexes) {
    for (index, goal) in indexes.of_kind(event.kind) {
        let Some(keyed) = all.get_mut(&index) else { continue };
        match candidate_key(plan.goal(goal), event) {
            CandidateKey::Exact(key) => {
                if let Some(events) = keyed.by_key.get_mut(&key) {
                    take_out(events, event);
                    if events.is_empty() {
                        keyed.by_key.remove(&key);
                    }
                }
            }
            CandidateKey::Wild => take_out(&mut keyed.wild, event),
            CandidateKey::Nothing => {}
        }
    }
}

/// Takes an event out, which tends to be the first.
fn take_out(events: &mut VecDeque<Arc<Event>>, event: &Arc<Event>) {
    if events.front().is_some_and(|first| Arc::ptr_eq(first, event)) {
        events.pop_front();
    } else {
        events.retain(|other| !Arc::ptr_eq(other, event));
    }
}
