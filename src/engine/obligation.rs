//! An obligation while it lives.

use super::chain::Chain;
use super::{Bearer, Miss, Occasion, Status, Why, Window};
use crate::event::{Event, Value};
use crate::plan::{Goal, GoalId};
use crate::time::{Due, Instant, Length, Precision, Stamp};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Evidence kept for each goal of an obligation; of more, the count goes on.
pub(super) const KEPT: usize = 8;

/// Nearest misses kept for each goal.
pub(super) const KEPT_MISSES: usize = 3;

/// A correlation key: the values of a goal's key parts.
#[derive(Clone, Debug, Eq)]
pub(super) enum Key {
    /// The goal has no key: every candidate is considered.
    None,
    /// One part, the usual case.
    One(Value),
    /// Several parts.
    Many(Box<[Value]>),
}

// Nearly all keys are one text, which is compared and hashed where it stands.
impl PartialEq for Key {
    #[inline]
    fn eq(&self, other: &Key) -> bool {
        match (self, other) {
            (Key::One(Value::Text(a)), Key::One(Value::Text(b))) => a == b,
            (Key::One(a), Key::One(b)) => a == b,
            (Key::Many(a), Key::Many(b)) => a == b,
            (Key::None, Key::None) => true,
            _ => false,
        }
    }
}

impl Hash for Key {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::None => {}
            Key::One(Value::Text(text)) => text.hash(state),
            Key::One(value) => value.hash(state),
            Key::Many(values) => values.hash(state),
        }
    }
}

impl From<&Key> for Key {
    fn from(key: &Key) -> Key {
        key.clone()
    }
}

/// The key of one obligation for one goal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ProbeKey {
    /// All parts are known.
    Exact(Key),
    /// A part cannot be told: every candidate might match.
    Wild(Why),
    /// A part is blank: nothing matches.
    Nothing,
}

/// What one obligation has seen of one goal.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub goal: GoalId,
    pub key: ProbeKey,
    pub hits: Vec<Arc<Event>>,
    pub hit_count: u32,
    /// When the hit came that settled the matter: the last one needed, or the first one too many.
    pub settled_at: Option<Stamp>,
    /// Where so many different people must act: who did.
    pub people: Vec<Value>,
    pub maybes: Vec<(Arc<Event>, Why)>,
    pub misses: Vec<Miss>,
    /// All hits in order, where the gaps between them count.
    pub acts: Option<Vec<Arc<Event>>>,
    /// When something came too late that may have been the act.
    pub doubtful_after: Option<Stamp>,
    /// Once the verdict has fallen: how many rows that could not be read may have been the act.
    pub lost: u32,
    /// Where the data give values of which each asks for an act: what was seen of each.
    pub each: Option<Box<super::each::Each>>,
    /// Of one of them: the field that must equal the value, and whether it may be blank.
    pub of: Option<(usize, bool, Value)>,
    /// Its own window, if it has one, or why that cannot be told.
    pub window: Option<Box<Result<Span, super::Reason>>>,
}

/// What one obligation has seen of one slot.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// By goal, in the order of the pattern.
    pub probes: Vec<Probe>,
    /// Of ways whose steps must follow one another: how far they have come.
    pub chains: Vec<Chain>,
}

impl Probe {
    pub fn new(goal: GoalId, key: ProbeKey) -> Self {
        Probe {
            goal,
            key,
            hits: Vec::new(),
            hit_count: 0,
            settled_at: None,
            people: Vec::new(),
            each: None,
            of: None,
            window: None,
            maybes: Vec::new(),
            misses: Vec::new(),
            acts: None,
            doubtful_after: None,
            lost: 0,
        }
    }

    /// Counts a hit. `person` is who acted, where different people are asked for.
    pub fn hit(&mut self, event: &Arc<Event>, person: Option<Value>, goal: &Goal) {
        let before = self.is_settled(goal);
        self.hit_count = self.hit_count.saturating_add(1);
        self.people.extend(person.filter(|person| !self.people.contains(person)));
        if self.is_settled(goal) && !before {
            self.settled_at = Some(event.at);
        }
        if let Some(acts) = &mut self.acts {
            acts.push(Arc::clone(event));
        }
        if self.hits.len() < KEPT {
            self.hits.push(Arc::clone(event));
        }
    }

    /// Whether what was seen is enough.
    pub fn is_enough(&self, goal: &Goal) -> bool {
        if let Some(each) = &self.each {
            return each.is_enough(goal);
        }
        goal.enough(self.hit_count, self.people())
    }

    /// By how many different people it was done, as far as that is asked.
    pub fn people(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    /// Whether enough, or one too many, was seen.
    fn is_settled(&self, goal: &Goal) -> bool {
        goal.max.map_or(self.is_enough(goal), |max| self.hit_count > max)
    }

    pub fn miss(&mut self, miss: Miss) {
        if self.misses.len() < KEPT_MISSES {
            self.misses.push(miss);
        }
    }
}

/// A window with what the report need not know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub shown: Window,
    /// For `at most 3 months before`: candidates before this are too early.
    pub not_before: Option<Due>,
}

impl Span {
    /// From when and up to when an act whose time is known exactly is in the window, if that takes no more than comparisons. None,
    /// or another time, says nothing.
    pub fn surely(&self) -> Option<(Instant, Instant)> {
        let opens = match self.shown.opens {
            None => Instant::MIN,
            Some(opens) if opens.precision == Precision::Exact => opens.start,
            Some(_) => return None,
        };
        let until = self.shown.due.map_or(Some(Instant::MAX), |due| due.surely_until())?;
        self.not_before.is_none().then_some((opens, until))
    }
}

/// Something that may have ended a window.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    /// The earliest that it can have been.
    pub at: Stamp,
    /// Why an act after that cannot be told to be in time.
    pub why: Why,
    /// What the finding says of it.
    pub reason: super::Reason,
}

/// An excuse of an obligation.
#[derive(Clone, Debug)]
pub(super) enum ExcuseState {
    /// Its condition was decided at the occasion.
    Decided(super::eval::Tri),
    /// Its condition waits for figures.
    Awaits,
    /// It asks for a state; the answer is given when the window has closed.
    State(Option<(super::eval::Tri, Vec<super::eval::StateAnswer>)>),
    /// Its window cannot be told.
    NoWindow(super::Reason),
    /// Acts are being looked for.
    Act { span: Span, seen: Seen, end: Option<Box<End>> },
}

/// An event that ends the window of an excuse.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    pub probes: Vec<Probe>,
    pub ended: bool,
    pub doubts: Vec<Doubt>,
    pub lead: Option<Lead>,
}

/// How long before the event that ends a window an act must come, and how long at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead {
    pub at_least: Option<Length>,
    pub at_most: Option<Length>,
}

/// A reparation of an obligation.
#[derive(Clone, Debug)]
pub(super) struct RepairState {
    pub stage: usize,
    /// All of them are asked.
    pub parts: Vec<(Span, Seen)>,
}

/// Where an obligation is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waiting for the conduct, or for an excuse.
    Open,
    /// The conduct failed; the last of the repairs is open.
    Repairing,
    /// The verdict has fallen; still watching for a late act, for the explanation and for how late it was.
    Watching(Status),
}

/// An obligation while it lives.
#[derive(Clone, Debug)]
pub(super) struct Obligation {
    /// Order of creation.
    pub seq: u64,
    pub norm: usize,
    pub occasion: Occasion,
    /// Of an occasion that completes a pattern, the events before it.
    pub earlier: Vec<Arc<Event>>,
    /// Which repetition of the same content at the same instant.
    pub repeat: u32,
    pub check: Option<usize>,
    /// Where acts count for one obligation only: set if it cannot be told whether this is one.
    pub ghost: Option<Box<super::own::Ghost>>,
    pub bearer: Bearer,
    pub span: Span,
    pub conduct: Seen,
    pub terminators: Vec<Probe>,
    /// Whether an event has ended the window.
    pub ended: bool,
    /// How long before that event the act must come.
    pub lead: Option<Lead>,
    /// When an event may have ended the window: acts after that may have come too late.
    pub doubts: Vec<Doubt>,
    pub excuses: Vec<ExcuseState>,
    pub repairs: Vec<RepairState>,
    /// Under which keys the reparations of all stages are looked for.
    pub repair_keys: Vec<(GoalId, ProbeKey)>,
    /// Events that may be a reparation whose window is not known yet.
    pub held: Vec<(GoalId, Arc<Event>)>,
    pub phase: Phase,
    /// When it will next be looked at.
    pub wakes: Option<crate::time::Instant>,
    /// When the verdict fell, if the obligation lives on only to see a late act.
    pub decided: Option<crate::time::Instant>,
    /// How the conduct failed, once it has.
    pub failure: Vec<super::Reason>,
    /// The gaps, once the verdict has fallen.
    pub continuity: Option<super::Continuity>,
    /// What it has to do with figures.
    pub measured: Option<Box<super::figures::Measured>>,
    /// For a condition on the occasion: how it came out; none while it waits for figures.
    pub condition: Option<super::eval::Tri>,
    /// Of a slot of an interval that may end earlier: nothing is decided before.
    pub holds_until: Option<crate::time::Instant>,
    /// Of such a slot: why nothing can be said of it once it is over.
    pub doubt: Option<super::Reason>,
}

impl Obligation {
    /// What it has seen: of its conduct, its excuses, its reparations.
    pub fn seen(&self) -> impl Iterator<Item = &Seen> {
        let excuses = self.excuses.iter().filter_map(|excuse| match excuse {
            ExcuseState::Act { seen, .. } => Some(seen),
            ExcuseState::Decided(_)
            | ExcuseState::Awaits
            | ExcuseState::NoWindow(_)
            | ExcuseState::State(_) => None,
        });
        let repairs = self.repairs.iter().flat_map(|repair| &repair.parts).map(|(_, seen)| seen);
        std::iter::once(&self.conduct).chain(excuses).chain(repairs)
    }

    /// Under which keys it waits for which goals.
    pub fn waits(&self) -> impl Iterator<Item = (GoalId, &ProbeKey)> {
        let excuses = self.excuses.iter().flat_map(|e| match e {
            ExcuseState::Act { seen, .. } => seen.probes.as_slice(),
            ExcuseState::Decided(_)
            | ExcuseState::Awaits
            | ExcuseState::NoWindow(_)
            | ExcuseState::State(_) => &[],
        });
        let ends = self.excuses.iter().flat_map(|excuse| match excuse {
            ExcuseState::Act { end: Some(end), .. } => end.probes.as_slice(),
            _ => &[],
        });
        let probes = self.conduct.probes.iter().chain(&self.terminators).chain(excuses).chain(ends);
        probes.map(|p| (p.goal, &p.key)).chain(self.repair_keys.iter().map(|(goal, key)| (*goal, key)))
    }
}
