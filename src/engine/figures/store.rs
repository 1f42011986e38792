//! Totals by key and calendar period, and events where a range rolls.

use super::super::Setup;
use super::super::Why;
use super::super::at_hand::AtHand;
use super::super::eval::{Env, Outcome, Tri};
use super::super::index::key_of;
use super::super::obligation::Key;
use super::super::quick::Quick;
use super::super::states::States;
use super::super::waiting::hash;
use super::total::{Adds, Total};
use crate::analysis::model::Function;
use crate::event::{Event, Value};
use crate::plan::{Expr, Keep, Plan, Slot, Tally, TallyId};
use crate::time::{Instant, Period, Unit, period_containing};
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// The key of an event, as far as that can be read quickly.
enum Ready {
    /// It must be worked out.
    Not,
    /// It does not count.
    Nothing,
    Key(Key),
}

/// Everything that is being counted.
#[derive(Default)]
pub(in crate::engine) struct Store {
    groups: Vec<Group>,
    /// By tally, its group and its place in it.
    places: Vec<(usize, usize)>,
    /// By tally, where a range rolls.
    rolling: Vec<Rolling>,
}

/// Tallies of the same events under the same key, kept alike: they only differ in what is done with the values.
#[derive(Default)]
struct Group {
    tallies: Vec<TallyId>,
    /// Which events count, as far as that can be read quickly.
    filter: Option<Quick>,
    /// The cell that is the key, if it is one.
    cell: Option<usize>,
    /// The period that is running.
    current: Option<Period>,
    /// Each with the beginning of its period, in their order; those from ever have the earliest instant. They are the last two at most.
    buckets: Vec<(Instant, Bucket)>,
}

/// The totals of one period.
///
/// In the table of keys stand only their numbers, so that it is small: a key, and its totals, which lie elsewhere, are then fetched at
/// the same time.
#[derive(Default)]
struct Bucket {
    numbers: HashTable<u32>,
    keys: Vec<Key>,
    /// Those of each key one after the other: of each tally of the group one.
    totals: Vec<Total>,
    /// Each with the place of its tally.
    wild: Vec<(usize, Wild)>,
}

/// The events of a tally whose range rolls.
#[derive(Default)]
struct Rolling {
    /// Events by key, and what is to be forgotten next.
    events: FxHashMap<Key, VecDeque<Item>>,
    aging: VecDeque<(Instant, Key)>,
    wild: Vec<Wild>,
}

/// One event that is kept.
pub(super) struct Item {
    pub event: Arc<Event>,
    pub adds: Adds,
}

/// An event whose key cannot be told.
#[derive(Clone)]
pub(super) struct Wild {
    parts: Vec<Option<Value>>,
    pub event: Arc<Event>,
    pub adds: Adds,
}

impl Wild {
    /// Whether nothing that is known of its key speaks against another.
    pub fn may_be(&self, values: &[Value]) -> bool {
        self.parts.iter().zip(values).all(|(part, value)| part.as_ref().is_none_or(|part| part == value))
    }
}

impl Bucket {
    /// The number of a key.
    fn number(&self, key: &Key) -> Option<usize> {
        self.numbers.find(hash(key), |n| self.keys[*n as usize] == *key).map(|n| *n as usize)
    }

    /// The same, of one that is entered if it is new, with totals for so many tallies.
    fn enter(&mut self, key: &Key, tallies: usize) -> usize {
        if let Some(number) = self.number(key) {
            return number;
        }
        let Bucket { numbers, keys, totals, .. } = self;
        let number = keys.len();
        keys.push(key.clone());
        totals.resize_with(totals.len() + tallies, Total::default);
        numbers.insert_unique(hash(key), number as u32, |n| hash(&keys[*n as usize]));
        number
    }
}

impl Store {
    pub fn new(plan: &Plan) -> Self {
        let mut store = Store::default();
        for (id, tally) in (0..).map(TallyId).zip(&plan.tallies) {
            let is_alike = |group: &Group| {
                group.tallies.first().map(|first| plan.tally(*first)).is_some_and(|first| {
                    (first.kind, &first.filter, &first.key, first.keep)
                        == (tally.kind, &tally.filter, &tally.key, tally.keep)
                })
            };
            let group = store.groups.iter().position(is_alike).unwrap_or_else(|| {
                let filter = tally.filter.as_ref().map(|filter| Quick::of(filter, Slot::Candidate));
                let cell = match tally.key.as_slice() {
                    [part] => own_cell(&part.counted),
                    _ => None,
                };
                store.groups.push(Group { filter, cell, ..Group::default() });
                store.groups.len() - 1
            });
            store.places.push((group, store.groups[group].tallies.len()));
            store.groups[group].tallies.push(id);
            store.rolling.push(Rolling::default());
        }
        store
    }

    /// Adds an event to the tallies of its kind.
    pub fn add(
        &mut self,
        setup: &Setup<'_>,
        states: &States<'_>,
        tallies: &[TallyId],
        event: &mut AtHand<'_>,
    ) {
        for id in tallies {
            // The first of a group stands for all of them.
            if let Some((group, 0)) = self.places.get(id.0 as usize).copied() {
                self.groups[group].add(&mut self.rolling, setup, states, event);
            }
        }
    }

    /// The total of a key in the period that begins at an instant, and the events that may belong to it.
    pub(super) fn total(&self, id: TallyId, begin: Instant, values: &[Value]) -> Total {
        let of_key = || {
            let (group, bucket, place) = self.bucket(id, begin)?;
            let first = bucket.number(&key_of(values.to_vec()))? * group.tallies.len();
            bucket.totals.get(first + place).cloned()
        };
        of_key().unwrap_or_default()
    }

    /// The totals of a period, with the group of a tally and its place there.
    fn bucket(&self, id: TallyId, begin: Instant) -> Option<(&Group, &Bucket, usize)> {
        let (group, place) = *self.places.get(id.0 as usize)?;
        let group = self.groups.get(group)?;
        let (_, bucket) = group.buckets.iter().find(|(own, _)| *own == begin)?;
        Some((group, bucket, place))
    }

    /// The events of a period whose key cannot be told.
    pub(super) fn wild(&self, id: TallyId, begin: Instant) -> impl Iterator<Item = &Wild> {
        let bucket = self.bucket(id, begin).into_iter();
        bucket.flat_map(|(_, bucket, place)| {
            bucket.wild.iter().filter(move |(own, _)| *own == place).map(|(_, wild)| wild)
        })
    }

    /// The events that are kept of a key, in log order, and those whose key cannot be told.
    pub(super) fn events(&self, id: TallyId, values: &[Value]) -> (impl Iterator<Item = &Item>, &[Wild]) {
        let rolling = self.rolling.get(id.0 as usize);
        let known = rolling.and_then(|rolling| rolling.events.get(&key_of(values.to_vec())));
        (known.into_iter().flatten(), rolling.map_or(&[], |rolling| &rolling.wild))
    }
}

impl Group {
    fn add(
        &mut self,
        rolling: &mut [Rolling],
        setup: &Setup<'_>,
        states: &States<'_>,
        shown: &mut AtHand<'_>,
    ) {
        let event = shown.event();
        let Some(first) = self.tallies.first().map(|first| setup.plan.tally(*first)) else { return };
        let keep = first.keep;
        let ready = match self.ready(setup, event) {
            Ready::Nothing => return,
            Ready::Not => None,
            Ready::Key(key) => Some(key),
        };
        let totals = match (&ready, keep) {
            (Some(key), Keep::Ever | Keep::Periods(_)) => self.totals(setup, keep, event.at.start, key),
            (None, _) | (_, Keep::Events(_)) => None,
        };
        for place in 0..self.tallies.len() {
            let id = self.tallies[place];
            let tally = setup.plan.tally(id);
            let event = shown.event();
            if let Some((bucket, first)) = totals.filter(|_| setup.options.sums)
                && let Some(total) = self.buckets[bucket].1.totals.get_mut(first + place)
                && adds_plainly(tally, event, total)
            {
                continue;
            }
            let at_hand = ready.is_some().then(|| adds_at_hand(tally, event)).flatten();
            let (key, adds) = match (at_hand, &ready, totals) {
                (Some(adds), Some(_), Some((bucket, first))) => {
                    self.add_to((bucket, first + place), setup, tally, shown, adds);
                    continue;
                }
                (Some(adds), Some(key), None) => (Ok(key.clone()), adds),
                _ => {
                    let env = Env { states: Some(states), ..Env::bare(setup) }.with(event);
                    let Some(adds) = adds(tally, &env) else { continue };
                    let Some((parts, why)) = key_parts(tally, &env) else { continue };
                    let known: Option<Vec<Value>> = parts.iter().cloned().collect();
                    (known.map(key_of).ok_or((parts, why)), adds)
                }
            };
            let at = event.at.start;
            match (key, keep) {
                (Ok(key), Keep::Ever | Keep::Periods(_)) => {
                    if let Some((bucket, first)) = self.totals(setup, keep, at, &key) {
                        self.add_to((bucket, first + place), setup, tally, shown, adds);
                    }
                }
                (Ok(key), Keep::Events(micros)) => {
                    rolling[id.0 as usize].add(key, shown.keep(), adds, micros)
                }
                (Err((parts, why)), _) => {
                    let wild = Wild { parts, event: shown.keep(), adds: adds.perhaps(why) };
                    if let Keep::Events(_) = keep {
                        rolling[id.0 as usize].wild.push(wild);
                    } else if let Some(bucket) = self.bucket(setup, keep, at) {
                        self.buckets[bucket].1.wild.push((place, wild));
                    }
                }
            }
        }
    }

    fn add_to(
        &mut self,
        (bucket, total): (usize, usize),
        setup: &Setup<'_>,
        tally: &Tally,
        event: &mut AtHand<'_>,
        adds: Adds,
    ) {
        // Of what only the sum is wanted, no evidence is shown.
        let shown = !setup.options.sums;
        if let Some(total) = self.buckets[bucket].1.totals.get_mut(total) {
            let at = (event.event().at, setup.rules.zone);
            total.add(tally.function, at, || event.keep(), shown, adds);
        }
    }

    /// The key of an event, where it stands ready in its cells.
    fn ready(&self, setup: &Setup<'_>, event: &Event) -> Ready {
        match self.filter.as_ref().map_or(Some(true), |filter| filter.read(setup, event)) {
            Some(true) => {}
            Some(false) => return Ready::Nothing,
            None => return Ready::Not,
        }
        let key = self.cell.and_then(|cell| event.cells.get(cell)?.value());
        key.map_or(Ready::Not, |key| Ready::Key(Key::One(key.clone())))
    }

    /// The bucket to which an event at an instant belongs, and there the first of the totals of a key.
    fn totals(&mut self, setup: &Setup<'_>, keep: Keep, at: Instant, key: &Key) -> Option<(usize, usize)> {
        let bucket = self.bucket(setup, keep, at)?;
        let tallies = self.tallies.len();
        Some((bucket, self.buckets[bucket].1.enter(key, tallies) * tallies))
    }

    /// The totals to which an event at an instant belongs. A period that begins makes an end of those before the last.
    fn bucket(&mut self, setup: &Setup<'_>, keep: Keep, at: Instant) -> Option<usize> {
        let begin = match keep {
            Keep::Ever | Keep::Events(_) => Instant::MIN,
            Keep::Periods(unit) => {
                let running = self.current.filter(|period| period.start <= at && at < period.end);
                match running {
                    Some(period) => period.start,
                    None => {
                        let period = period_containing(&setup.rules, unit, at).ok().flatten()?;
                        self.current = Some(period);
                        let before = before(setup, unit, &period).map_or(Instant::MIN, |p| p.start);
                        self.buckets.retain(|(begin, _)| *begin >= before);
                        period.start
                    }
                }
            }
        };
        // Nearly always it is the last.
        match self.buckets.iter().rposition(|(own, _)| *own <= begin) {
            Some(at) if self.buckets[at].0 == begin => Some(at),
            before => {
                let at = before.map_or(0, |before| before + 1);
                self.buckets.insert(at, (begin, Bucket::default()));
                Some(at)
            }
        }
    }
}

impl Rolling {
    fn add(&mut self, key: Key, event: Arc<Event>, adds: Adds, micros: Option<i64>) {
        if let Some(micros) = micros {
            self.aging.push_back((event.at.start, key.clone()));
            self.forget_before(event.at.start.plus_micros(-micros));
        }
        self.events.entry(key).or_default().push_back(Item { event, adds });
    }

    /// Forgets events that no range can reach any more.
    fn forget_before(&mut self, limit: Instant) {
        while self.aging.front().is_some_and(|(at, _)| *at < limit) {
            let Some((_, key)) = self.aging.pop_front() else { return };
            if let Some(events) = self.events.get_mut(&key) {
                while events.front().is_some_and(|item| item.event.at.start < limit) {
                    events.pop_front();
                }
                if events.is_empty() {
                    self.events.remove(&key);
                }
            }
        }
    }
}

/// The cell of an event, where that is all that is asked.
fn own_cell(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Field { slot: Slot::Candidate, index, .. } => Some(*index),
        _ => None,
    }
}

/// Adds an event that counts to a total of which no evidence is shown, if it only counts as one more, or a number is added to others;
/// else false, and nothing has been added.
#[inline]
fn adds_plainly(tally: &Tally, event: &Event, total: &mut Total) -> bool {
    match &tally.of {
        None => total.add_itself(),
        Some(of) => {
            let value = own_cell(of).and_then(|cell| event.cells.get(cell)?.value());
            return value.is_some_and(|value| total.add_plainly(tally.function, value));
        }
    }
    true
}

/// What an event that counts adds, where that stands ready in its cells.
fn adds_at_hand(tally: &Tally, event: &Event) -> Option<Adds> {
    match &tally.of {
        None => Some(Adds::Itself),
        Some(of) => own_cell(of)
            .and_then(|cell| event.cells.get(cell)?.value())
            .filter(|value| !matches!(value, Value::Rough(_)))
            .cloned()
            .map(Adds::Value),
    }
}

/// The calendar period before another.
pub(super) fn before(setup: &Setup<'_>, unit: Unit, period: &Period) -> Option<Period> {
    period_containing(&setup.rules, unit, period.start.plus_micros(-1)).ok().flatten()
}

/// What an event adds; none if it does not count.
fn adds(tally: &Tally, env: &Env<'_>) -> Option<Adds> {
    let counts = tally.filter.as_ref().map_or(Tri::True, |filter| env.test(filter));
    if counts == Tri::False {
        return None;
    }
    let value = match &tally.of {
        None => Adds::Itself,
        Some(of) => match env.value(of) {
            // A length between timestamps that are too coarse is no certain number; of a sum of them the bounds are known.
            Outcome::Value(Value::Rough(_)) if tally.function != Function::Sum => {
                Adds::Unclear(Why::TooCoarse)
            }
            Outcome::Value(value) => Adds::Value(value),
            Outcome::Blank { optional: true, .. } => Adds::Nothing,
            Outcome::Blank { optional: false, why } | Outcome::Undecided(why) => Adds::Unclear(why),
        },
    };
    Some(match (counts, value) {
        (Tri::True | Tri::False, value) => value,
        (Tri::Undecided(_), Adds::Nothing) => Adds::Nothing,
        (Tri::Undecided(why), Adds::Value(value)) => Adds::Perhaps(why, Some(value)),
        (Tri::Undecided(why), Adds::Itself | Adds::Unclear(_) | Adds::Perhaps(..)) => {
            Adds::Perhaps(why, None)
        }
    })
}

/// The parts of an event's key; a part that cannot be told is none, with the reason. None at all: it matches nothing.
fn key_parts(tally: &Tally, env: &Env<'_>) -> Option<(Vec<Option<Value>>, Option<Why>)> {
    let mut parts = Vec::with_capacity(tally.key.len());
    let mut unclear = None;
    for part in &tally.key {
        match env.value(&part.counted) {
            Outcome::Value(value) => parts.push(Some(value)),
            Outcome::Blank { optional: true, .. } => return None,
            Outcome::Blank { .. } if part.same => return None,
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => {
                unclear = unclear.or(Some(why));
                parts.push(None);
            }
        }
    }
    Some((parts, unclear))
}
