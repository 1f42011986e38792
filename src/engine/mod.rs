//! Decides every obligation in one pass over time-ordered events.
//!
//! Comes in: a [`Plan`], reference data, events in time order, rows that could not be read. Goes out: an [`Outcome`]. State is
//! kept per correlation key; forward windows wait on a timer queue; what is decided is forgotten.

mod ahead;
mod answer;
mod at_hand;
mod at_once;
mod bounds;
mod chain;
mod each;
mod ended;
mod eval;
mod every;
mod failed;
mod figured;
mod figures;
mod finding;
mod follows;
mod haunts;
mod hold;
mod index;
mod intervals;
mod late;
mod lead;
mod light;
mod missing;
mod obligation;
mod occasion;
mod offer;
mod outcome;
mod own;
mod packed;
mod parts;
mod past;
mod pattern;
mod quick;
mod reader;
mod recent;
mod rejected;
mod run;
mod running;
mod settle;
mod slab;
mod states;
mod swift;
mod tables;
mod timers;
mod times;
mod values;
mod violation;
mod waiting;
mod ways;
mod weigh;
mod yielding;

pub use at_once::screens;
pub use figures::{Compared, Figure, Side};
pub use finding::identity;
pub use outcome::{
    Bearer, Continuity, Counts, ExcuseResult, ExcuseVerdict, Finding, Gap, GapEdge, GoalResult, Miss,
    MissKind, Occasion, Outcome, Reason, Reparation, SlotSpan, StateResult, Status, Why, Window,
};
pub use parts::joined;
pub use reader::Reader;
pub use run::{Engine, Load};
pub use states::{Carrier, Interval};
pub use tables::{Tables, Validity};

use crate::analysis::model::Model;
use crate::event::{Interner, KindId, LostRow};
use crate::plan::Plan;
use crate::time::{Instant, Rules, Stamp};

/// Everything that a run needs besides the events.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// The policy.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// The texts of plan and log.
    pub interner: &'a Interner,
    /// Reference data.
    pub tables: &'a Tables,
    /// Zone, calendar and conventions.
    pub rules: Rules<'a>,
    /// Rows that could not be read; they taint what they could have decided.
    pub lost: &'a [LostRow],
    /// What the log covers.
    pub coverage: &'a Coverage,
    /// What is asked for.
    pub options: Options,
}

/// What is asked of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Only occasions from this instant on are judged; earlier events still serve as evidence.
    pub from: Option<Instant>,
    /// Keep findings that need no attention (fulfilled, excused) as well.
    pub all: bool,
    /// Only what findings propose is wanted, in sum: those that propose nothing are counted and not kept, and nobody waits for what
    /// would only explain one. So verdicts come in the order in which they fall, and [`Engine::take_fallen`] gives them.
    pub sums: bool,
}

/// The range of time that a log covers, as a whole and kind by kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// The first instant that any source covers: the earliest event, or the declared beginning of a source.
    pub begin: Option<Instant>,
    /// Where sources declare their own range, by [`KindId`].
    pub kinds: Vec<Option<Declared>>,
}

/// A declared range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// From when on; `None`: from ever.
    pub begin: Option<Instant>,
    /// Up to when; `None`: to the horizon.
    pub end: Option<Stamp>,
}

impl Declared {
    /// The range of a kind that no source can hold, or one that could not be read: nothing of it was observed as a whole.
    pub const NOTHING: Declared = Declared { begin: Some(Instant::MAX), end: None };
}

impl Coverage {
    /// From when on a kind of event is observed; `None`: from ever.
    pub fn begin_of(&self, kind: KindId) -> Option<Instant> {
        match self.kinds.get(kind.0 as usize) {
            Some(Some(declared)) => declared.begin,
            Some(None) | None => self.begin,
        }
    }

    /// Up to when a kind of event is observed, if its source says so; else to the horizon.
    pub fn end_of(&self, kind: KindId) -> Option<Stamp> {
        self.kinds.get(kind.0 as usize).copied().flatten().and_then(|declared| declared.end)
    }
}

/// Runs a plan over events in time order.
///
/// `horizon` is the last instant of which the log speaks: `--as-of`, a declared end, else the latest event. Later events
/// are ignored.
pub fn run<'e>(
    setup: Setup<'_>,
    events: impl IntoIterator<Item = &'e crate::event::Event>,
    horizon: Option<Stamp>,
) -> Outcome {
    let mut engine = Engine::new(setup);
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        if horizon.is_none_or(|horizon| event.at.start <= horizon.start) {
            engine.feed(event, events.peek().map(|next| next.at.start), || event.digest);
        }
    }
    engine.finish(horizon)
}
