//! Totals by key and calendar period, and events where a range rolls.

use super::super::Setup;
use super::super::Why;
use super::super::eval::{Env, Outcome, Tri};
use super::super::index::key_of;
use super::super::obligation::Key;
use super::super::states::States;
use super::total::{Adds, Total};
use crate::analysis::model::Function;
use crate::event::{Event, Value};
use crate::plan::{Keep, Tally, TallyId};
use crate::time::{Instant, Period, Unit, period_containing};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Everything that is being counted.
#[derive(Default)]
pub(in crate::engine) struct Store(Vec<State>);

/// One tally while the log runs.
#[derive(Default)]
struct State {
    /// The period that is running.
    current: Option<Period>,
    /// By the beginning of their period; those from ever have the earliest instant.
    buckets: BTreeMap<Instant, Bucket>,
    /// Where a range rolls: events by key, and what is to be forgotten next.
    events: FxHashMap<Key, VecDeque<Item>>,
    aging: VecDeque<(Instant, Key)>,
    wild_events: Vec<Wild>,
}

/// The totals of one period.
#[derive(Default)]
pub(super) struct Bucket {
    totals: FxHashMap<Key, Total>,
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

impl Store {
    pub fn new(tallies: usize) -> Self {
        Store((0..tallies).map(|_| State::default()).collect())
    }

    /// Adds an event to the tallies of its kind.
    pub fn add(&mut self, setup: &Setup<'_>, states: &States<'_>, tallies: &[TallyId], event: &Arc<Event>) {
        for id in tallies {
            let tally = setup.plan.tally(*id);
            if let Some(state) = self.0.get_mut(id.0 as usize) {
                state.add(setup, states, tally, event);
            }
        }
    }

    /// The total of a key in the period that begins at an instant, and the events that may belong to it.
    pub(super) fn total(&self, id: TallyId, begin: Instant, values: &[Value]) -> Total {
        let bucket = self.0.get(id.0 as usize).and_then(|state| state.buckets.get(&begin));
        let Some(bucket) = bucket else { return Total::default() };
        bucket.totals.get(&key_of(values.to_vec())).cloned().unwrap_or_default()
    }

    /// The events of a period whose key cannot be told.
    pub(super) fn wild(&self, id: TallyId, begin: Instant) -> &[Wild] {
        let bucket = self.0.get(id.0 as usize).and_then(|state| state.buckets.get(&begin));
        bucket.map_or(&[], |bucket| &bucket.wild)
    }

    /// The events that are kept of a key, in log order, and those whose key cannot be told.
    pub(super) fn events(&self, id: TallyId, values: &[Value]) -> (impl Iterator<Item = &Item>, &[Wild]) {
        let state = self.0.get(id.0 as usize);
        let known = state.and_then(|state| state.events.get(&key_of(values.to_vec())));
        (known.into_iter().flatten(), state.map_or(&[], |state| &state.wild_events))
    }
}

impl State {
    fn add(&mut self, setup: &Setup<'_>, states: &States<'_>, tally: &Tally, event: &Arc<Event>) {
        let env = Env { states: Some(states), ..Env::bare(setup) }.with(event);
        let Some(adds) = adds(tally, &env) else { return };
        let Some((parts, why)) = key_parts(tally, &env) else { return };
        let known: Option<Vec<Value>> = parts.iter().cloned().collect();
        match known {
            Some(values) => self.add_known(setup, tally, key_of(values), event, adds),
            None => {
                let why = why.unwrap_or(Why::Nothing);
                let adds = match adds {
                    Adds::Itself => Adds::Perhaps(why, None),
                    Adds::Value(value) => Adds::Perhaps(why, Some(value)),
                    Adds::Unclear(_) => Adds::Perhaps(why, None),
                    other @ (Adds::Nothing | Adds::Perhaps(..)) => other,
                };
                self.add_wild(setup, tally, Wild { parts, event: Arc::clone(event), adds });
            }
        }
    }

    fn add_known(&mut self, setup: &Setup<'_>, tally: &Tally, key: Key, event: &Arc<Event>, adds: Adds) {
        if let Keep::Events(micros) = tally.keep {
            if let Some(micros) = micros {
                self.aging.push_back((event.at.start, key.clone()));
                self.forget_before(event.at.start.plus_micros(-micros));
            }
            self.events.entry(key).or_default().push_back(Item { event: Arc::clone(event), adds });
            return;
        }
        if let Some(bucket) = self.bucket(setup, tally.keep, event.at.start) {
            bucket.totals.entry(key).or_default().add(tally.function, event, adds);
        }
    }

    fn add_wild(&mut self, setup: &Setup<'_>, tally: &Tally, wild: Wild) {
        if let Keep::Events(_) = tally.keep {
            self.wild_events.push(wild);
        } else if let Some(bucket) = self.bucket(setup, tally.keep, wild.event.at.start) {
            bucket.wild.push(wild);
        }
    }

    /// The totals to which an event at an instant belongs. A period that begins makes an end of those before the last.
    fn bucket(&mut self, setup: &Setup<'_>, keep: Keep, at: Instant) -> Option<&mut Bucket> {
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
                        self.buckets.retain(|begin, _| *begin >= before);
                        period.start
                    }
                }
            }
        };
        Some(self.buckets.entry(begin).or_default())
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
