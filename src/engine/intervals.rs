//! Occasions that are intervals of a state, or slots of one.

use super::eval::{Env, Tri};
use super::obligation::{Doubt, Obligation};
use super::run::Engine;
use super::states::{Cut, Interval, Moment, Question};
use super::timers::Task;
use super::{Occasion, Reason, SlotSpan, Why};
use crate::analysis::model::StateId;
use crate::event::{Event, RowRef};
use crate::plan::{Branch, Excuse, Expect, Expr, Limit, Source, StateSource, StateUse};
use crate::time::{Date, Due, Instant, Precision, Stamp};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A norm that applies to an interval.
struct Run {
    norm: usize,
    interval: Arc<Interval>,
    begins: Stamp,
    /// Why it cannot be told whether the norm applies.
    doubt: Option<Reason>,
    /// The next slot.
    slot: i64,
    /// Obligations of it that are alive, as far as they wait for its end.
    obligations: Vec<u64>,
    /// When it must not have ended yet to be an occasion, until that is known.
    lasts: Option<Due>,
}

/// All norms that apply to intervals which are not over.
#[derive(Default)]
pub(super) struct Runs {
    runs: FxHashMap<u64, Run>,
    /// Of intervals that end with an event: by the event that began them.
    open: FxHashMap<(StateId, RowRef), Vec<u64>>,
    /// Norms by state.
    norms: Vec<Vec<usize>>,
    /// For each norm about a shift of the calendar: the next day.
    days: FxHashMap<usize, Date>,
    /// By norm: whether its obligations ask for states after they began.
    pub(super) asks_later: Vec<bool>,
    /// Whether an act is looked back at together with a state, so that no interval may be forgotten.
    looks_back: bool,
}

impl Runs {
    /// Whether an interval still has something to wake.
    pub fn contains(&self, id: u64) -> bool {
        self.runs.contains_key(&id)
    }

    /// How many intervals there are of which something may still begin.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// For the norms of a plan.
    pub fn new(plan: &crate::plan::Plan) -> Self {
        let mut norms = vec![Vec::new(); plan.states.len()];
        for (n, norm) in plan.norms.iter().enumerate() {
            if let Source::During(during) = &norm.source {
                norms[during.state.0 as usize].push(n);
            }
        }
        let by_goal = |goal: &crate::plan::Goal| goal.filter.as_ref().is_some_and(Expr::asks_state);
        let asks_later = plan.norms.iter().enumerate().map(|(n, norm)| {
            let excuse = |excuse: &Excuse| match excuse {
                Excuse::Condition(condition) => condition.asks_state(),
                Excuse::Throughout(_) => true,
                Excuse::Act { .. } => false,
            };
            let branch = |branch: &Branch| {
                matches!(branch.limit, Limit::EndOfShift(_))
                    || branch.condition.as_ref().is_some_and(Expr::asks_state)
            };
            let repairs = norm.stages.iter().flat_map(|stage| &stage.reparations);
            matches!(norm.expect, Expect::Hold(_))
                || norm.excuses.iter().any(excuse)
                || repairs.flat_map(|reparation| &reparation.window).any(branch)
                || plan.goals.iter().any(|goal| goal.norm == n && by_goal(goal))
        });
        let asks_later = asks_later.collect();
        let looks_back = plan.goals.iter().any(|goal| goal.backward && by_goal(goal));
        Runs { norms, asks_later, looks_back, ..Runs::default() }
    }
}

impl Engine<'_> {
    /// Takes an event into the states it can change, and lets intervals begin and end.
    pub(super) fn change_states(&mut self, event: &Arc<Event>, uses: &[StateUse]) {
        if uses.is_empty() {
            return;
        }
        self.forget_states();
        let changes = self.states.feed(event, uses);
        for (interval, why) in changes.doubtful {
            self.interval_may_end(&interval, (event, event.at), why);
        }
        for interval in changes.ended {
            self.interval_ends(&interval);
        }
        for interval in changes.begun {
            self.note_late_record(&interval);
            for norm in self.runs.norms[interval.state.0 as usize].clone() {
                self.plan_interval(norm, &interval);
            }
        }
        for (interval, end) in changes.followed {
            self.interval_may_end(&interval, (&end, event.at), Why::TooCoarse);
        }
        for interval in changes.may_begin {
            for norm in self.runs.norms[interval.state.0 as usize].clone() {
                self.plan_interval(norm, &interval);
            }
        }
    }

    /// Forgets intervals that no open obligation can ask for any more.
    fn forget_states(&mut self) {
        // A coarse timestamp stands for a whole day, so a little more is kept.
        const MARGIN: i64 = 3 * 24 * 3_600_000_000;
        if self.runs.looks_back || !self.states.is_full() {
            return;
        }
        let asks = |obligation: &Obligation| self.runs.asks_later[obligation.norm];
        let earliest = self.live.values().filter(|o| asks(o)).map(|o| o.occasion.begins()).min();
        let since = earliest.map_or(self.now, |at| at.min(self.now));
        self.states.forget_before(since.plus_micros(-MARGIN));
    }

    /// Plans the intervals that are known before the first event.
    pub(super) fn start_intervals(&mut self, begin: Instant) {
        let plan = self.setup.plan;
        for (norm, norm_plan) in plan.norms.iter().enumerate() {
            let Source::During(during) = &norm_plan.source else { continue };
            match &plan.states[during.state.0 as usize].source {
                StateSource::Table { .. } => {
                    for interval in self.states.table(during.state).to_vec() {
                        if interval.lasts_beyond(begin) {
                            self.plan_interval(norm, &interval);
                        }
                    }
                }
                StateSource::Shift { .. } => {
                    let today = self.setup.rules.zone.date(begin);
                    let first = today.yesterday().unwrap_or(today);
                    self.runs.days.insert(norm, first);
                    self.next_shift(norm, Some(begin));
                }
                StateSource::Between { .. } | StateSource::Record { .. } => {}
            }
        }
    }

    /// Plans the next shift of the calendar that is not over at the beginning of the log.
    pub(super) fn next_shift(&mut self, norm: usize, begin: Option<Instant>) {
        let Source::During(during) = &self.setup.plan.norms[norm].source else { return };
        while let Some(day) = self.runs.days.remove(&norm) {
            let Some(shift) = self.states.shift_on(during.state, day) else { return };
            if let Ok(next) = day.tomorrow() {
                self.runs.days.insert(norm, next);
            }
            let over = shift.until.zip(begin).is_some_and(|(until, begin)| until.start <= begin);
            if !over {
                if let Some(from) = shift.from {
                    self.schedule(from.start, Task::Shift(norm));
                }
                return self.plan_interval(norm, &shift);
            }
        }
    }

    /// Lets a norm apply to an interval as soon as it begins.
    fn plan_interval(&mut self, norm: usize, interval: &Arc<Interval>) {
        let Source::During(during) = &self.setup.plan.norms[norm].source else { return };
        // Nor what was over when the log began, even if it was recorded in it.
        let over =
            interval.until.zip(self.setup.coverage.begin).is_some_and(|(until, begin)| until.start <= begin);
        if interval.is_empty() || over && !interval.ends_with_event() {
            return;
        }
        if let Some(of) = &during.of {
            let env = Env::bare(&self.setup);
            if let super::eval::Outcome::Value(value) = env.value(of)
                && interval.subject.as_ref() != Some(&value)
                && !(interval.subject.is_none() && interval.doubt.is_some())
            {
                return;
            }
        }
        let fallback = self.setup.coverage.begin.unwrap_or(self.now);
        let begins = interval.from.unwrap_or(Stamp::exact(fallback));
        let doubt = interval.doubt.map(Reason::OccasionUndecided);
        let mut run = Run {
            norm,
            interval: Arc::clone(interval),
            begins,
            doubt,
            slot: 0,
            obligations: Vec::new(),
            lasts: None,
        };
        if interval.from.is_none() && (during.slot.is_some() || during.lasts.is_some()) {
            run.doubt = run.doubt.or(Some(Reason::WindowUndecided(Why::NoBeginning)));
        }
        let starts = self.must_last(&mut run);
        let id = self.fresh();
        self.runs.runs.insert(id, run);
        if let (true, Some(event)) = (interval.ends_with_event(), interval.event()) {
            self.runs.open.entry((interval.state, event.row)).or_default().push(id);
        }
        if starts > self.now {
            self.schedule(starts, Task::Interval(id));
        } else {
            self.start_interval(id);
        }
    }

    /// An interval begins.
    pub(super) fn start_interval(&mut self, id: u64) {
        let Some(mut run) = self.runs.runs.remove(&id) else { return };
        if !self.has_lasted(&mut run) {
            return;
        }
        let norm = run.norm;
        let Source::During(during) = &self.setup.plan.norms[norm].source else { return };
        let occasion =
            Occasion::Interval { interval: Arc::clone(&run.interval), begins: run.begins, slot: None };
        self.begin_figures(norm, &occasion);
        match during.filter.as_ref().map_or(Tri::True, |filter| self.env(&occasion).test(filter)) {
            Tri::False => return,
            Tri::True => {}
            Tri::Undecided(why) => run.doubt = run.doubt.or(Some(Reason::OccasionUndecided(why))),
        }
        if let Some(length) = during.slot {
            // Slots cannot be laid out from a day.
            if run.begins.precision == Precision::Day {
                run.doubt = run.doubt.or(Some(Reason::WindowUndecided(Why::TooCoarse)));
            }
            if run.doubt.is_none() {
                if let Some(begin) = self.setup.coverage.begin
                    && length > 0
                {
                    let before = begin.micros().saturating_sub(run.begins.start.micros());
                    run.slot = before.max(0) / length;
                }
                self.runs.runs.insert(id, run);
                return self.open_slot(id);
            }
        }
        // What stands for all slots waits for the first that may be owed.
        let begun = run.begins.start.max(self.now);
        if let Some(first) = self.first_in_force(&run, begun).filter(|_| during.slot.is_some()) {
            self.runs.runs.insert(id, run);
            return self.schedule(first, Task::Interval(id));
        }
        self.apply(id, run, occasion, None);
    }

    /// The next slot of an interval begins.
    pub(super) fn open_slot(&mut self, id: u64) {
        let Some(mut run) = self.runs.runs.remove(&id) else { return };
        let Source::During(during) = &self.setup.plan.norms[run.norm].source else { return };
        let Some(length) = during.slot else { return };
        let start = run.begins.start.plus_micros(length.saturating_mul(run.slot));
        let end = start.plus_micros(length);
        // A slot that the interval does not hold as a whole is not owed.
        let ended = run.interval.until.filter(|_| !run.interval.ends_with_event());
        if ended.is_some_and(|until| end > until.start) {
            return;
        }
        if start > self.now {
            self.schedule(start, Task::Slot(id));
            self.runs.runs.insert(id, run);
            return;
        }
        let number = u32::try_from(run.slot.saturating_add(1)).unwrap_or(u32::MAX);
        let slot = SlotSpan { number, start, end };
        let doubt = self.still_lasts(&run, start);
        run.slot += 1;
        let occasion = Occasion::Interval {
            interval: Arc::clone(&run.interval),
            begins: Stamp::exact(start),
            slot: Some(slot),
        };
        self.schedule(end, Task::Slot(id));
        self.apply(id, run, occasion, doubt);
    }

    /// Why it cannot be told whether an interval lasts at the beginning of a slot.
    fn still_lasts(&self, run: &Run, start: Instant) -> Option<Reason> {
        if !run.interval.ends_with_event() || run.slot == 0 {
            return None;
        }
        let question = Question {
            state: run.interval.state,
            subject: run.interval.subject.as_ref(),
            moment: Moment { at: Stamp::exact(start), row: None },
            cut: Cut { at: start, row: None },
        };
        match self.states.ask(question).tri {
            Tri::Undecided(why) => Some(Reason::OccasionUndecided(why)),
            Tri::True | Tri::False => self.may_be_another(&run.interval, start),
        }
    }

    /// The state holds, but it may have ended unseen and begun again: then it is not that interval any more.
    fn may_be_another(&self, interval: &Interval, start: Instant) -> Option<Reason> {
        let StateSource::Between { until, ends_subject, .. } =
            &self.setup.plan.states[interval.state.0 as usize].source
        else {
            return None;
        };
        let whose = ends_subject.map(|field| (field, interval.subject.as_ref()));
        let (from, to) = (interval.from, Some(Stamp::exact(start)));
        let lost = super::states::lost_ends(&self.setup, until, whose, from, to);
        let ended = self.setup.coverage.end_of(until.kind).filter(|end| end.start < start);
        let why = match (lost.first(), ended) {
            (Some(row), _) => Why::Rejected(row.row),
            (None, Some(end)) => Why::SourceEnds { kind: until.kind, until: end },
            (None, None) => return None,
        };
        Some(Reason::OccasionUndecided(why))
    }

    /// When the norm of an interval comes into force, if that is after an instant and the interval is not known to be over by then.
    fn first_in_force(&self, run: &Run, after: Instant) -> Option<Instant> {
        self.comes_into_force(run.norm, after).filter(|first| run.interval.lasts_beyond(*first))
    }

    /// Makes the obligations of an interval or slot, and keeps those that wait for its end.
    fn apply(&mut self, id: u64, run: Run, occasion: Occasion, doubt: Option<Reason>) {
        let from = self.setup.options.from;
        // What stands for all slots of an interval is judged if any of them would be.
        let slots = matches!(&self.setup.plan.norms[run.norm].source, Source::During(during) if during.slot.is_some())
            && matches!(&occasion, Occasion::Interval { slot: None, .. });
        let lasts = |from| slots && run.interval.lasts_beyond(from);
        let begins = occasion.begins();
        let in_force = self.in_force(run.norm, begins)
            || slots && self.first_in_force(&run, begins).is_some_and(|first| first <= self.now);
        let judged = in_force && from.is_none_or(|from| begins >= from || lasts(from));
        let before = self.last_id();
        let (norm, doubt) = (run.norm, run.doubt.clone().or(doubt));
        let open = run.interval.ends_with_event() && run.interval.until.is_none();
        // It must be known while timers are set, or its own would be taken for useless.
        self.runs.runs.insert(id, run);
        if judged {
            self.oblige(norm, &occasion, 0, doubt);
        }
        let made: Vec<u64> = (before + 1..=self.last_id()).filter(|id| self.live.contains_key(id)).collect();
        let live = &self.live;
        match self.runs.runs.get_mut(&id) {
            Some(run) if open => {
                run.obligations.retain(|id| live.contains_key(id));
                run.obligations.extend(made);
            }
            // Slots go on; of an interval as a whole nothing is left to do.
            Some(_) if matches!(occasion, Occasion::Interval { slot: None, .. }) => {
                self.runs.runs.remove(&id);
            }
            Some(_) | None => {}
        }
    }

    /// When a norm about an interval starts: with the interval, or once it has lasted as long as the norm says.
    fn must_last(&mut self, run: &mut Run) -> Instant {
        let Source::During(during) = &self.setup.plan.norms[run.norm].source else { return run.begins.start };
        let Some(limit) = during.lasts.as_ref().filter(|_| run.interval.from.is_some()) else {
            return run.begins.start;
        };
        let occasion =
            Occasion::Interval { interval: Arc::clone(&run.interval), begins: run.begins, slot: None };
        let rules = &self.setup.rules;
        let due = match limit {
            Limit::Within(length, _) => crate::time::within(rules, run.begins, length).map_err(Reason::Time),
            Limit::By(point) => crate::time::by(rules, run.begins, point).map_err(Reason::Time),
            Limit::ByField(field) => self.field_due(self.env(&occasion), field, run.begins),
            _ => Err(Reason::WindowUndecided(Why::Nothing)),
        };
        match due {
            Ok(due) => {
                run.lasts = Some(due);
                due.closes(rules.zone)
            }
            Err(reason) => {
                if let Reason::Time(error) = &reason {
                    self.note_time_error(error.clone());
                }
                run.doubt = run.doubt.take().or(Some(reason));
                run.begins.start
            }
        }
    }

    /// Whether an interval has lasted as long as its norm says, or may have; the norm then applies from that time on.
    fn has_lasted(&self, run: &mut Run) -> bool {
        let Some(due) = run.lasts.take() else { return true };
        let begun = run.begins;
        run.begins = self.stamp_of(due);
        match run.interval.until.map(|until| due.judge(until, self.setup.rules.zone)) {
            Some(crate::time::Timing::InTime) => return false,
            Some(crate::time::Timing::Undecided) => {
                run.doubt = run.doubt.take().or(Some(Reason::OccasionUndecided(Why::TooCoarse)));
            }
            Some(crate::time::Timing::Late) | None => {}
        }
        let state = &self.setup.plan.states[run.interval.state.0 as usize];
        if let StateSource::Between { until, ends_subject, .. } = &state.source {
            let whose = ends_subject.map(|field| (field, run.interval.subject.as_ref()));
            let lost = super::states::lost_ends(&self.setup, until, whose, Some(begun), Some(run.begins));
            let closes = due.closes(self.setup.rules.zone);
            let ended = self.setup.coverage.end_of(until.kind).filter(|end| end.start < closes);
            let why = match (lost.first(), ended) {
                (Some(row), _) => Some(Why::Rejected(row.row)),
                (None, Some(end)) => Some(Why::SourceEnds { kind: until.kind, until: end }),
                (None, None) => None,
            };
            run.doubt = run.doubt.take().or(why.map(Reason::OccasionUndecided));
        }
        true
    }

    fn runs_of(&self, interval: &Interval) -> Vec<u64> {
        let Some(event) = interval.event() else { return Vec::new() };
        self.runs.open.get(&(interval.state, event.row)).cloned().unwrap_or_default()
    }

    /// An interval has ended with an event.
    fn interval_ends(&mut self, interval: &Arc<Interval>) {
        let Some(until) = interval.until else { return };
        for id in self.runs_of(interval) {
            let Some(mut run) = self.runs.runs.remove(&id) else { continue };
            if run.lasts.is_some() {
                run.interval = Arc::clone(interval);
                self.runs.runs.insert(id, run);
                self.start_interval(id);
                continue;
            }
            for obligation in run.obligations {
                self.obligation_ends(obligation, interval, until);
            }
        }
        if let Some(event) = interval.event() {
            self.runs.open.remove(&(interval.state, event.row));
        }
    }

    /// An interval may have ended with an event, at some time from a stamp on.
    fn interval_may_end(&mut self, interval: &Interval, (event, at): (&Arc<Event>, Stamp), why: Why) {
        for id in self.runs_of(interval) {
            // Slots that begin later may not be slots of that interval any more.
            let plan = self.setup.plan;
            let slots = |norm: usize| matches!(&plan.norms[norm].source, Source::During(during) if during.slot.is_some());
            let waits = self.runs.runs.get_mut(&id).filter(|run| run.lasts.is_some() || slots(run.norm));
            if let Some(run) = waits {
                run.doubt = run.doubt.take().or(Some(Reason::OccasionUndecided(why)));
            }
        }
        let ids: Vec<u64> = self
            .runs_of(interval)
            .iter()
            .filter_map(|id| self.runs.runs.get(id))
            .flat_map(|run| run.obligations.iter().copied())
            .collect();
        for id in ids {
            let Some(mut obligation) = self.live.remove(&id) else { continue };
            let reason = Reason::Candidate(Arc::clone(event), why);
            self.may_end(&mut obligation, Doubt { at, why, reason });
            self.live.insert(id, obligation);
        }
    }
}
