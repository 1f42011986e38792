//! What the engine says: findings with their evidence, as data.

use super::states::Interval;
use crate::analysis::model::{ParamId, StateId};
use crate::event::{EntityId, Event, KindId, RowRef, Sym, Value};
use crate::plan::GoalId;
use crate::time::{Date, Due, Instant, Period, Stamp, TimeError};
use std::sync::Arc;

/// The status of an obligation: exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The conduct was seen in the window.
    Fulfilled,
    /// The window closed inside the observed log without it.
    Violated,
    /// Violated, but the reparation was met.
    Repaired,
    /// The excuse held.
    Excused,
    /// A recorded waiver covers it.
    Waived,
    /// What a reward asks for was not done: nobody has broken anything.
    Unearned,
    /// The window is still open at the horizon.
    Pending,
    /// The log cannot tell.
    Unknown,
}

impl Status {
    /// All, in the order of reports.
    pub const ALL: [Status; 8] = [
        Status::Fulfilled,
        Status::Violated,
        Status::Repaired,
        Status::Excused,
        Status::Waived,
        Status::Unearned,
        Status::Pending,
        Status::Unknown,
    ];

    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Status::Fulfilled => "fulfilled",
            Status::Violated => "violated",
            Status::Repaired => "repaired",
            Status::Excused => "excused",
            Status::Waived => "waived",
            Status::Unearned => "unearned",
            Status::Pending => "pending",
            Status::Unknown => "unknown",
        }
    }
}

/// How many obligations of a norm ended how. They always add up to the number of obligations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; 8]);

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        self.0[status as usize] += 1;
    }

    /// Counts so many more.
    pub fn add_many(&mut self, status: Status, more: u64) {
        self.0[status as usize] += more;
    }

    /// Counts one that had a status under another.
    pub fn recount(&mut self, from: Status, to: Status) {
        self.0[from as usize] = self.0[from as usize].saturating_sub(1);
        self.add(to);
    }

    /// How many have a status.
    pub fn of(&self, status: Status) -> u64 {
        self.0[status as usize]
    }

    /// All obligations.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// One run of a plan over a log.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings in the order of norms, then of occasions. Those that need no attention (fulfilled, excused) only if they were
    /// asked for.
    pub findings: Vec<Finding>,
    /// Counts, one for each norm.
    pub counts: Vec<Counts>,
    /// How many obligations of each norm did not arise because a special norm took its place. They are not in the counts.
    pub yielded: Vec<u64>,
    /// The observed range: the earliest and the latest instant.
    pub observed: Option<(Instant, Stamp)>,
    /// How many events of each kind were seen (up to the horizon), by [`KindId`].
    pub seen: Vec<u64>,
    /// Things that the run could not work out, each once: a year that a calendar does not cover.
    pub time_errors: Vec<TimeError>,
}

/// What the engine says of one obligation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Stable across runs over overlapping exports: sixteen hexadecimal digits.
    pub id: String,
    /// Index of the norm in the model and plan.
    pub norm: usize,
    /// The verdict.
    pub status: Status,
    /// What made the norm apply.
    pub occasion: Occasion,
    /// Of an occasion that completes a pattern, the events before it.
    pub earlier: Vec<Arc<Event>>,
    /// Of a norm that lists conditions on the occasion: which of them, by its position.
    pub check: Option<usize>,
    /// Who owes it.
    pub bearer: Bearer,
    /// When it could be done.
    pub window: Option<Window>,
    /// Why the verdict is what it is, where the verdict alone does not say so.
    pub reasons: Vec<Reason>,
    /// What was looked for, and what was found.
    pub goals: Vec<GoalResult>,
    /// Of a norm that asks for an act again and again, or for a state: the gaps.
    pub continuity: Option<Continuity>,
    /// Which excuses were tried, and how each ended.
    pub excuses: Vec<ExcuseResult>,
    /// The reparations that were open, and what was found.
    pub reparations: Vec<Reparation>,
    /// How many stages of `else` are reached: what stands in them is proposed.
    pub stages: usize,
    /// To which time it belongs: the due time that was missed, the act that was forbidden or one too many, or the act that
    /// was asked for; never before the occasion.
    pub happened: Stamp,
    /// When the verdict fell: the first instant at which nothing could change any more. For one that has not fallen, the end
    /// of the log.
    pub decided: Instant,
    /// The figures of the norm, by their position in the plan; those that were not worked out are left out.
    pub figures: Vec<Option<super::Figure>>,
    /// The comparisons in its condition that figures took part in, in the order written.
    pub compared: Vec<super::Compared>,
}

/// What made a norm apply.
#[derive(Clone, Debug)]
pub enum Occasion {
    /// An event.
    Event(Arc<Event>),
    /// A period, and the member who owes it.
    Period {
        /// The period.
        period: Period,
        /// The member's key and entity.
        member: Option<(Sym, EntityId)>,
    },
    /// An interval of a state, or a slot of one.
    Interval {
        /// The interval.
        interval: Arc<Interval>,
        /// When the interval begins, or the slot.
        begins: Stamp,
        /// Which slot.
        slot: Option<SlotSpan>,
    },
}

/// A slot of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotSpan {
    /// Its number in the interval, from 1.
    pub number: u32,
    /// Its first instant.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
}

/// Who owes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A key or name.
    Named(Sym),
    /// It could not be resolved; the finding stands.
    Unassigned(Why),
    /// The norm names nobody.
    NotStated,
}

impl Bearer {
    /// Who it is, if that can be told.
    pub fn name(&self) -> Option<Sym> {
        match self {
            Bearer::Named(sym) => Some(*sym),
            Bearer::Unassigned(_) | Bearer::NotStated => None,
        }
    }
}

/// When it could be done.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// From when on; `None`: from ever.
    pub opens: Option<Stamp>,
    /// Until when; `None`: no limit.
    pub due: Option<Due>,
    /// What the limit was counted from.
    pub anchor: Stamp,
    /// Which branch of the norm's time clause applied; `None` if it has none (the whole period, the instant).
    pub branch: Option<usize>,
}

/// What was looked for, and what was found.
#[derive(Clone, Debug)]
pub struct GoalResult {
    /// The goal.
    pub goal: GoalId,
    /// For which of the values that the data give.
    pub each: Option<Value>,
    /// Why it cannot be told whether it was asked for that value at all.
    pub each_doubt: Option<Reason>,
    /// Events that met it, in log order; of many, the first few.
    pub hits: Vec<Arc<Event>>,
    /// How many met it.
    pub hit_count: u32,
    /// By how many different people, where that is asked.
    pub people: u32,
    /// Events that might have met it, and why that cannot be told.
    pub maybes: Vec<(Arc<Event>, Why)>,
    /// The nearest things that did happen.
    pub misses: Vec<Miss>,
    /// How many rows that could not be read might have met it.
    pub lost: u32,
    /// When something first came too late of which it cannot be told whether it was the act.
    pub doubtful_after: Option<Stamp>,
}

/// Something that happened and did not count.
#[derive(Clone, Debug)]
pub struct Miss {
    /// What.
    pub event: Arc<Event>,
    /// Why it did not count.
    pub why: MissKind,
    /// The limit that it missed, if that is not the one of the finding's window.
    pub due: Option<Due>,
}

/// Why something that happened did not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissKind {
    /// It came after the due time.
    Late,
    /// It came too early.
    Early,
    /// It had the right key, but failed the further condition.
    Condition,
    /// It was done by the person who must not do it.
    WrongPerson,
    /// What must come before it had not come.
    OutOfOrder,
    /// It counted for another obligation.
    Given,
}

/// How an excuse ended.
#[derive(Clone, Debug)]
pub struct ExcuseResult {
    /// Which excuse of the norm.
    pub excuse: usize,
    /// How it ended.
    pub verdict: ExcuseVerdict,
    /// What was looked for, if it is an act.
    pub goals: Vec<GoalResult>,
    /// Why it is unclear.
    pub reasons: Vec<Reason>,
    /// Of a condition: the states that it asks for.
    pub states: Vec<StateResult>,
}

/// A state that was asked for, and what was found.
#[derive(Clone, Debug)]
pub struct StateResult {
    /// The state.
    pub state: StateId,
    /// Whose; `None`: it has no subject, or it cannot be told.
    pub subject: Option<Value>,
    /// When.
    pub at: Stamp,
    /// Whether it held; `None`: that cannot be told.
    pub held: Option<bool>,
    /// The intervals that make it so: those that cover the time, or the nearest.
    pub intervals: Vec<Arc<Interval>>,
    /// Records that would have covered it, logged only after the matter was decided.
    pub too_late: Vec<Arc<Interval>>,
}

/// How an excuse ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcuseVerdict {
    /// It held.
    Held,
    /// It did not.
    Failed,
    /// The log cannot tell.
    Unclear,
    /// Its window is still open.
    Open,
}

/// A reparation that was open.
#[derive(Clone, Debug)]
pub struct Reparation {
    /// Which stage of the norm.
    pub stage: usize,
    /// Which reparation of the stage.
    pub part: usize,
    /// When it could be done.
    pub window: Window,
    /// What was looked for, and what was found.
    pub goals: Vec<GoalResult>,
    /// Whether it was met.
    pub met: bool,
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A parameter is not bound.
    OpenParam(ParamId),
    /// Whether the norm applies cannot be told.
    OccasionUndecided(Why),
    /// Which limit applies, or what it is counted from, cannot be told.
    WindowUndecided(Why),
    /// A condition of the conduct cannot be told.
    ConditionUndecided(Why),
    /// The due time cannot be worked out.
    Time(TimeError),
    /// An event might have been the one, but that cannot be told.
    Candidate(Arc<Event>, Why),
    /// A rejected row might have been the one.
    Rejected(RowRef),
    /// The window began before the observed log.
    BeforeLog {
        /// The kind that is missing.
        kind: KindId,
        /// Where the observed log begins.
        from: Instant,
    },
    /// No source can hold events of this kind, or one that may could not be read.
    NoSource(KindId),
    /// The occasion falls in no shift.
    NoShift,
    /// The window is open at the horizon.
    WindowOpen,
    /// The window has passed, but the source of this kind was not observed to its end.
    SourceEnds {
        /// The kind that is missing.
        kind: KindId,
        /// Up to when it was observed.
        until: Stamp,
    },
    /// The conduct failed, but an excuse can still be met.
    ExcuseOpen(usize),
    /// The conduct failed, but the reparation of this stage is still open.
    ReparationOpen(usize),
    /// Too few: found and needed.
    TooFew(u32, u32),
    /// Too few different people: found and needed.
    TooFewPeople(u32, u32),
    /// Acts in order: how many were seen in their place, and of how many.
    InOrder(u32, u32),
    /// Too many: found and allowed.
    TooMany(u32, u32),
    /// So many gaps are too long.
    GapsTooLong(u32),
    /// So often the state did not hold.
    NotHeld(u32),
    /// The condition on the occasion does not hold.
    ConditionFailed,
    /// The occasion itself is forbidden.
    Forbidden,
}

/// A stretch of time in which what was asked for again and again did not come, or in which a state did not hold.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Its beginning.
    pub from: GapEdge,
    /// Its end.
    pub to: GapEdge,
    /// How many acts would have had to come in it at least.
    pub missing: u32,
}

/// The beginning or end of a gap.
#[derive(Clone, Debug)]
pub struct GapEdge {
    /// When.
    pub at: Stamp,
    /// The act that bounds it; `None`: the window, or a state, does.
    pub event: Option<Arc<Event>>,
}

/// Of a norm that asks for an act again and again, or for a state: what was found in the window.
#[derive(Clone, Debug)]
pub struct Continuity {
    /// The gaps that are too long, or in which the state did not hold, in order; the first of them if they are many.
    pub gaps: Vec<Gap>,
    /// How many there are.
    pub count: u32,
    /// The longest gap; of acts also if it is not too long.
    pub longest: Option<Gap>,
    /// How many acts are missing at least.
    pub missing: u32,
    /// Of a state: for how many microseconds it held for certain, and how many the window has.
    pub held: Option<(i64, i64)>,
}

/// Why something is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// A cell is blank.
    Blank {
        /// Its record.
        row: RowRef,
        /// Its kind.
        kind: KindId,
        /// Its field.
        field: usize,
    },
    /// A cell cannot be read as the declared type.
    Unreadable {
        /// Its record.
        row: RowRef,
        /// Its kind.
        kind: KindId,
        /// Its field.
        field: usize,
        /// What it says.
        text: Sym,
    },
    /// An attribute of reference data is blank or unreadable.
    Attribute {
        /// The entity.
        entity: EntityId,
        /// The line's key.
        key: Sym,
        /// The attribute.
        field: usize,
    },
    /// A cell of reference data cannot be read as the declared type.
    UnreadableLine {
        /// Its line.
        row: RowRef,
        /// The entity.
        entity: EntityId,
        /// The attribute.
        field: usize,
        /// What it says.
        text: Sym,
    },
    /// There is no such line of reference data, or none valid on that day.
    NoEntity {
        /// The entity.
        entity: EntityId,
        /// The key.
        key: Sym,
        /// The day.
        on: Date,
    },
    /// A parameter is not bound.
    OpenParam(ParamId),
    /// The calendar does not cover this year.
    NotCovered(i16),
    /// A date or point of time that is reckoned from the log cannot be worked out.
    NoDate,
    /// The log is too coarse to tell.
    TooCoarse,
    /// An interval says no beginning: it began before the log, nobody can tell when.
    NoBeginning,
    /// Whether it came after what must come before it cannot be told.
    Order,
    /// Whether it counted for another obligation cannot be told.
    Given,
    /// A number is too large to hold.
    Arithmetic,
    /// A divisor is zero.
    ByZero,
    /// There is no event to work a figure out from.
    Empty(KindId),
    /// A figure of the norm, by its position, is not certain.
    Figure(usize),
    /// Amounts of different currencies.
    Currency,
    /// A rejected row may have decided it.
    Rejected(RowRef),
    /// What would decide it may have happened before the observed log.
    BeforeLog {
        /// The kind that is missing.
        kind: KindId,
        /// Where the observed log begins.
        from: Instant,
    },
    /// No source can hold events of this kind, or one that may could not be read.
    NoSource(KindId),
    /// The source of this kind was not observed up to then.
    SourceEnds {
        /// The kind that is missing.
        kind: KindId,
        /// Up to when it was observed.
        until: Stamp,
    },
    /// Nothing is known of it.
    Nothing,
}
