//! Who waits for what: obligations by key, and remembered events for windows that look back.
//!
//! Goals that look for events of one kind by the same fields share an index: an event is looked up once, however many norms
//! ask for it.

use super::at_hand::AtHand;
use super::obligation::{Key, ProbeKey};
use super::past::Past;
use super::slab::Place;
use super::waiting::{Waiter, Waiting};
use crate::event::{Cell, Event, KindId, Sym, Value};
use crate::plan::{Goal, GoalId, Plan};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The key of a candidate.
#[derive(Debug)]
pub(super) enum CandidateKey {
    /// All parts are known.
    Exact(Key),
    /// A part cannot be told: it might match anything.
    Wild,
    /// A part is blank where a blank matches nothing.
    Nothing,
}

/// Obligations that wait for goals with one key, and events that may still be looked back at.
struct Index {
    /// One of the goals; all have the same kind and key.
    goal: GoalId,
    /// The cell in which an event has the key, if that is one cell, for goals that do not look back.
    text: Option<usize>,
    waiting: Waiting,
    /// Obligations whose own key cannot be told.
    wild: Vec<Waiter>,
    /// For goals that look back.
    past: Past,
}

/// All indexes of a plan.
pub(super) struct Indexes {
    all: Vec<Index>,
    /// By goal, its index.
    of_goal: Vec<usize>,
    /// By goal, its place among those of its kind.
    ranks: Vec<u32>,
    /// By kind, the indexes of the goals that it can meet.
    of_kind: Vec<Vec<usize>>,
}

/// What goals must have in common to share an index. Those that look back must do so equally far.
type Shared = (KindId, Vec<(usize, bool, bool)>, Option<Option<i64>>);

impl Indexes {
    pub fn new(plan: &Plan) -> Self {
        let mut known: FxHashMap<Shared, usize> = FxHashMap::default();
        let mut ranks = vec![0; plan.goals.len()];
        for list in &plan.dispatch {
            for (rank, goal) in (0..).zip(&list.goals) {
                ranks[goal.0 as usize] = rank;
            }
        }
        let of_kind = vec![Vec::new(); plan.dispatch.len()];
        let mut indexes = Indexes { all: Vec::new(), of_goal: Vec::new(), ranks, of_kind };
        for (id, goal) in (0..).map(GoalId).zip(&plan.goals) {
            let parts = goal.key.iter().map(|part| (part.field, part.same, part.optional)).collect();
            let shared = (goal.kind, parts, goal.backward.then_some(goal.look_back));
            let index = *known.entry(shared).or_insert_with(|| {
                indexes.of_kind[goal.kind.0 as usize].push(indexes.all.len());
                indexes.all.push(Index::new(id, goal));
                indexes.all.len() - 1
            });
            indexes.of_goal.push(index);
        }
        indexes
    }

    /// The number of a goal's index.
    pub fn of(&self, goal: GoalId) -> usize {
        self.of_goal[goal.0 as usize]
    }

    /// The numbers of the indexes for a kind, each with one of its goals.
    pub fn of_kind(&self, kind: KindId) -> impl Iterator<Item = (usize, GoalId)> {
        self.of_kind[kind.0 as usize].iter().map(|index| (*index, self.all[*index].goal))
    }

    /// How many indexes there are for a kind.
    pub fn count(&self, kind: KindId) -> usize {
        self.of_kind[kind.0 as usize].len()
    }

    /// One of the goals of the n-th index of a kind: what it says of kind, key and look-back holds for all of them.
    pub fn goal(&self, kind: KindId, n: usize) -> GoalId {
        self.all[self.of_kind[kind.0 as usize][n]].goal
    }

    /// Adds those whom a candidate with this key concerns, of the n-th index of a kind. Those who wait under the very key are
    /// asked first; of whom `met` says so, they wait no more.
    pub fn waiting_for(
        &mut self,
        kind: KindId,
        n: usize,
        key: &CandidateKey,
        met: impl FnMut(&Waiter) -> bool,
        mut add: impl FnMut(Waiter),
    ) {
        let index = &mut self.all[self.of_kind[kind.0 as usize][n]];
        match key {
            CandidateKey::Nothing => return,
            CandidateKey::Exact(key) => index.waiting.pass(key, met, &mut add),
            CandidateKey::Wild => index.waiting.all().for_each(&mut add),
        }
        index.wild.iter().copied().for_each(add);
    }

    /// In which order an event is shown to waiters: goal by goal as the plan lists them (later steps of an order first), of each the
    /// oldest obligation first.
    pub fn turn(&self, waiter: &Waiter) -> (u32, GoalId, u64, Place) {
        (self.ranks[waiter.goal.0 as usize], waiter.goal, waiter.id, waiter.place)
    }

    /// Whether anybody may wait for acts of the n-th index of a kind.
    pub fn is_awaited(&self, kind: KindId, n: usize) -> bool {
        let index = &self.all[self.of_kind[kind.0 as usize][n]];
        !index.waiting.is_empty() || !index.wild.is_empty()
    }

    /// Remembers an event for those who look back for such a goal, in the n-th index of its kind.
    pub fn remember(&mut self, n: usize, at_hand: &mut AtHand<'_>, goal: &Goal) {
        self.all[self.of_kind[goal.kind.0 as usize][n]].past.remember(goal, at_hand);
    }

    /// Lets an obligation wait for its goal.
    pub fn wait(&mut self, waiter: Waiter, key: ProbeKey) {
        self.all[self.of_goal[waiter.goal.0 as usize]].wait(waiter, key);
    }

    /// The same in the index of a goal that is known already, under a text.
    #[inline]
    pub fn wait_in(&mut self, index: usize, waiter: Waiter, text: Sym) {
        self.all[index].waiting.add_text(text, waiter);
    }

    /// Those who wait for acts of the n-th index of a kind, and the text by which they look for an event, if everything about that
    /// is plain: the key is one text, nobody's own key is unknown, and nobody will look back.
    #[inline]
    pub fn plainly(&mut self, event: &Event, n: usize) -> Option<(&mut Waiting, Sym)> {
        let index = &mut self.all[self.of_kind[event.kind.0 as usize][n]];
        let text = event.cells.get(index.text?)?.sym()?;
        index.wild.is_empty().then_some((&mut index.waiting, text))
    }

    /// It waits no more.
    pub fn forget(&mut self, goal: GoalId, id: u64, key: &ProbeKey) {
        self.all[self.of_goal[goal.0 as usize]].forget(goal, id, key);
    }

    /// Remembered events that concern an obligation with this key, in log order.
    pub fn past_for(&self, goal: GoalId, key: &ProbeKey) -> Vec<Arc<Event>> {
        self.all[self.of_goal[goal.0 as usize]].past_for(key)
    }

    /// Remembered events with a key that is known, the newest first, and whether there are others of which it cannot be told.
    pub fn past_with(&self, goal: GoalId, key: &Key) -> (impl Iterator<Item = Event>, bool) {
        let past = &self.all[self.of_goal[goal.0 as usize]].past;
        (past.of(key), !past.wild().is_empty())
    }

    /// How many indexes the kind with the most of them has.
    pub fn lookups(&self) -> usize {
        self.of_kind.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Entries of obligations that wait, over all goals.
    pub fn waiting(&self) -> usize {
        let of = |index: &Index| index.waiting.len() + index.wild.len();
        self.all.iter().map(of).sum()
    }

    /// Events that may still be looked back at, over all goals.
    pub fn remembered(&self) -> usize {
        self.all.iter().map(|index| index.past.len()).sum()
    }
}

impl Index {
    fn new(id: GoalId, goal: &Goal) -> Index {
        let text = match goal.key.as_slice() {
            [part] if !goal.backward => Some(part.field),
            _ => None,
        };
        Index { goal: id, text, waiting: Waiting::default(), wild: Vec::new(), past: Past::new(goal) }
    }

    fn wait(&mut self, waiter: Waiter, key: ProbeKey) {
        match key {
            ProbeKey::Exact(key) => self.waiting.add(key, waiter),
            ProbeKey::Wild(_) => self.wild.push(waiter),
            ProbeKey::Nothing => {}
        }
    }

    fn forget(&mut self, goal: GoalId, id: u64, key: &ProbeKey) {
        match key {
            ProbeKey::Exact(key) => self.waiting.forget(key, goal, id),
            ProbeKey::Wild(_) => self.wild.retain(|waiter| !waiter.is(goal, id)),
            ProbeKey::Nothing => {}
        }
    }

    fn past_for(&self, key: &ProbeKey) -> Vec<Arc<Event>> {
        let wild = self.past.wild();
        let mut events: Vec<Arc<Event>> = match key {
            ProbeKey::Nothing => return Vec::new(),
            ProbeKey::Exact(key) => self.past.of(key).map(Arc::new).collect(),
            ProbeKey::Wild(_) => self.past.all().map(Arc::new).collect(),
        };
        if let ProbeKey::Exact(_) = key {
            events.reverse();
        }
        if !wild.is_empty() {
            events.extend(wild.iter().cloned());
            events.sort_by_key(|e| (e.at.start, e.row));
        }
        events
    }
}

/// The key of a candidate for a goal.
pub(super) fn candidate_key(goal: &Goal, event: &Event) -> CandidateKey {
    if let [part] = goal.key.as_slice()
        && let Some(Cell::Value(value)) = event.cells.get(part.field)
    {
        return CandidateKey::Exact(Key::One(value.clone()));
    }
    let mut key = KeyMaker::new(goal.key.len());
    let mut wild = false;
    for part in &goal.key {
        match event.cells.get(part.field) {
            Some(Cell::Value(value)) => key.add(value.clone()),
            Some(Cell::Unreadable(_)) => wild = true,
            Some(Cell::Blank) | None => {
                if part.same || part.optional {
                    return CandidateKey::Nothing;
                }
                wild = true;
            }
        }
    }
    if wild { CandidateKey::Wild } else { CandidateKey::Exact(key.done()) }
}

/// Puts a key together; the usual one, of one part, without a list.
pub(super) struct KeyMaker {
    one: Key,
    many: Vec<Value>,
    parts: usize,
}

impl KeyMaker {
    /// For a key of so many parts.
    pub fn new(parts: usize) -> KeyMaker {
        KeyMaker { one: Key::None, many: Vec::with_capacity(if parts > 1 { parts } else { 0 }), parts }
    }

    /// Adds the next part.
    pub fn add(&mut self, value: Value) {
        if self.parts > 1 {
            self.many.push(value);
        } else {
            self.one = Key::One(value);
        }
    }

    /// The key, once all its parts are there.
    pub fn done(self) -> Key {
        if self.parts > 1 { Key::Many(self.many.into()) } else { self.one }
    }
}

/// Packs the values of a key.
pub(super) fn key_of(values: Vec<Value>) -> Key {
    let mut key = KeyMaker::new(values.len());
    values.into_iter().for_each(|value| key.add(value));
    key.done()
}

/// Whether a candidate's key can match an obligation's.
pub(super) fn matches(own: &ProbeKey, candidate: &CandidateKey) -> bool {
    match (own, candidate) {
        (ProbeKey::Nothing, _) | (_, CandidateKey::Nothing) => false,
        (ProbeKey::Exact(own), CandidateKey::Exact(candidate)) => own == candidate,
        (ProbeKey::Wild(_), _) | (_, CandidateKey::Wild) => true,
    }
}
