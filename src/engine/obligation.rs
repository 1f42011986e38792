//! An obligation while it lives.

use super::{Bearer, Miss, Occasion, Why, Window};
use crate::event::{Event, Value};
use crate::plan::GoalId;
use crate::time::Due;
use std::sync::Arc;

/// Evidence kept for each goal of an obligation; of more, the count goes on.
pub(super) const KEPT: usize = 8;

/// Nearest misses kept for each goal.
pub(super) const KEPT_MISSES: usize = 3;

/// A correlation key: the values of a goal's key parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// The goal has no key: every candidate is considered.
    None,
    /// One part, the usual case.
    One(Value),
    /// Several parts.
    Many(Box<[Value]>),
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
    pub maybes: Vec<(Arc<Event>, Why)>,
    pub misses: Vec<Miss>,
}

impl Probe {
    pub fn new(goal: GoalId, key: ProbeKey) -> Self {
        Probe { goal, key, hits: Vec::new(), hit_count: 0, maybes: Vec::new(), misses: Vec::new() }
    }

    pub fn hit(&mut self, event: &Arc<Event>) {
        self.hit_count = self.hit_count.saturating_add(1);
        if self.hits.len() < KEPT {
            self.hits.push(Arc::clone(event));
        }
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

/// An excuse of an obligation.
#[derive(Clone, Debug)]
pub(super) enum ExcuseState {
    /// Its condition was decided at the occasion.
    Decided(super::eval::Tri),
    /// Its window cannot be told.
    NoWindow(super::Reason),
    /// Acts are being looked for.
    Act { span: Span, probes: Vec<Probe> },
}

/// A reparation of an obligation.
#[derive(Clone, Debug)]
pub(super) struct RepairState {
    pub stage: usize,
    pub span: Span,
    pub probes: Vec<Probe>,
}

/// Where an obligation is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Waiting for the conduct, or for an excuse.
    Open,
    /// The conduct failed; the last of the repairs is open.
    Repairing,
    /// Violated for good; still watching for a late act, for the explanation only.
    Watching,
}

/// An obligation while it lives.
#[derive(Clone, Debug)]
pub(super) struct Obligation {
    /// Order of creation.
    pub seq: u64,
    pub norm: usize,
    pub occasion: Occasion,
    /// Which repetition of the same content at the same instant.
    pub repeat: u32,
    pub check: Option<usize>,
    pub bearer: Bearer,
    pub span: Span,
    pub conduct: Vec<Probe>,
    pub terminators: Vec<Probe>,
    /// An event that might have ended the window.
    pub maybe_ended: Option<(Arc<Event>, Why)>,
    pub excuses: Vec<ExcuseState>,
    pub repairs: Vec<RepairState>,
    pub phase: Phase,
    /// When it will next be looked at.
    pub wakes: Option<crate::time::Instant>,
    /// How the conduct failed, once it has.
    pub failure: Vec<super::Reason>,
    /// For a condition on the occasion: how it came out.
    pub condition: Option<super::eval::Tri>,
}

impl Obligation {
    /// All probes, of every role.
    pub fn probes(&self) -> impl Iterator<Item = &Probe> {
        let excuses = self.excuses.iter().flat_map(|e| match e {
            ExcuseState::Act { probes, .. } => probes.as_slice(),
            ExcuseState::Decided(_) | ExcuseState::NoWindow(_) => &[],
        });
        let repairs = self.repairs.iter().flat_map(|r| r.probes.iter());
        self.conduct.iter().chain(&self.terminators).chain(excuses).chain(repairs)
    }
}
