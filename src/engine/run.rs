//! The pass over the log: time moves on, timers fire, events are shown to those who wait.

use super::at_hand::AtHand;
use super::at_once::{AtOnce, Told};
use super::eval::{Env, Tri};
use super::figures::{Figure, Store, spelled_out};
use super::finding::{Bare, Further};
use super::haunts::Haunts;
use super::index::Indexes;
use super::intervals::Runs;
use super::light::Plain;
use super::obligation::{Obligation, ProbeKey};
use super::own::Given;
use super::pattern::Patterns;
use super::recent::Recent;
use super::running::Running;
use super::slab::{Place, Slab};
use super::states::States;
use super::timers::{Task, Timers};
use super::waiting::Waiter;
use super::{Counts, Finding, Occasion, Outcome, Reason, Setup, Status};
use crate::analysis::model::{Norm, Overlap};
use crate::event::{EntityId, Event, KindId, Sym};
use crate::plan::{Expect, GoalId, NormPlan, Source};
use crate::time::{DayRange, Instant, Period, Precision, Stamp, TimeError};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// What an engine keeps in mind at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Obligations that are not decided, or still watched for a late act.
    pub obligations: usize,
    /// Entries under which they wait for acts.
    pub waiting: usize,
    /// Events that may still be looked back at.
    pub remembered: usize,
    /// Intervals of states that may still be asked for, and of which slots may still begin.
    pub intervals: usize,
    /// Times at which something will be looked at again.
    pub timers: usize,
    /// Look-ups by key that finding out who waits for an event of the most wanted kind takes.
    pub lookups: usize,
}

/// One pass. Feed it events in time order, then finish it.
pub struct Engine<'a> {
    pub(super) setup: Setup<'a>,
    pub(super) now: Instant,
    pub(super) live: FxHashMap<u64, Box<Obligation>>,
    /// Obligations of which nothing is known but their occasion.
    pub(super) light: Slab,
    /// By norm, what it asks for, if its obligations can be kept like that.
    pub(super) plain: Vec<Option<Plain>>,
    /// By norm, whether its obligations for a period can be kept without their figures.
    pub(super) figured: Vec<bool>,
    /// By norm, the periods for which there may be light obligations of members.
    pub(super) running: Vec<Running>,
    /// By norm, which kinds of events its obligations look for.
    pub(super) sought: Vec<Vec<KindId>>,
    /// By goal, its norm if an act that has the key, and comes in time, is all that an obligation begun swiftly asks for.
    pub(super) enough: Vec<Option<usize>>,
    /// By norm, the days on which it is in force.
    pub(super) effective: Vec<DayRange>,
    /// The same as instants, where that says the same.
    pub(super) spans: Vec<Option<(Instant, Instant)>>,
    pub(super) indexes: Indexes,
    /// What is being counted.
    pub(super) store: Store,
    /// The figures of the obligation at hand.
    pub(super) figures: Vec<Option<Figure>>,
    pub(super) states: States<'a>,
    pub(super) runs: Runs,
    /// Findings that a record logged later would have excused.
    pub(super) late: Vec<super::late::LateWatch>,
    timers: Timers,
    /// The last id that was given.
    pub(super) next: u64,
    /// The next period of each periodic norm.
    periods: FxHashMap<usize, Period>,
    /// Events that a window opening now could still include.
    pub(super) recent: Recent,
    /// For one event at a time: those who wait for it, each with the number of its index.
    pub(super) offers: Vec<(Waiter, usize)>,
    /// For one event at a time: under which keys obligations that it has met still wait for other acts.
    pub(super) others: Vec<(GoalId, u64, ProbeKey)>,
    pub(super) findings: Vec<Finding>,
    /// Of each finding, in which order its obligation was made, and what else is needed to name it.
    about: Vec<(u64, Further)>,
    pub(super) counts: Vec<Counts>,
    pub(super) seen: Vec<u64>,
    /// For one event at a time: norms that it keeps at once, and how many obligations of each.
    pub(super) held: Vec<(usize, u64)>,
    /// For one event at a time: norms that it breaks at once, and which of their conditions.
    pub(super) failed: Vec<(usize, usize)>,
    /// What can be decided as soon as it is read.
    pub(super) at_once: AtOnce,
    /// Whether obligations begin with events of the log and with nothing else that could look back at one.
    only_events_begin: bool,
    /// Counts of like events, by norm and key.
    pub(super) patterns: Patterns,
    /// For one event at a time: the patterns that it completes, or may.
    pub(super) completed: Vec<(usize, Tri)>,
    /// While a pattern is completed: the events before the one that completes it.
    pub(super) earlier: Vec<Arc<Event>>,
    /// Violations that have fallen and not yet been shown to the norms about them.
    pub(super) fallen: VecDeque<Arc<Event>>,
    pub(super) yielded: Vec<u64>,
    pub(super) time_errors: Vec<TimeError>,
    /// Acts that count for one obligation only, and that one has.
    pub(super) given: Given,
    pub(super) haunts: Haunts,
    pub(super) first: Option<Instant>,
    last: Option<Stamp>,
}

impl<'a> Engine<'a> {
    /// Ready for the first event.
    pub fn new(setup: Setup<'a>) -> Self {
        let norms = setup.plan.norms.len();
        let runs = Runs::new(setup.plan);
        let days = |norm: &Norm| DayRange::new(norm.effective.0, norm.effective.1);
        let effective: Vec<DayRange> = setup.model.norms.iter().map(days).collect();
        let indexes = Indexes::new(setup.plan);
        let plain = (0..norms).map(|norm| Plain::of(&setup, &indexes, norm, runs.asks_later[norm]));
        let plain: Vec<_> = plain.collect();
        let mut engine = Engine {
            now: Instant::MIN,
            live: FxHashMap::default(),
            light: Slab::default(),
            enough: super::light::enough(setup.plan, &plain),
            plain,
            sought: super::ahead::sought(setup.plan),
            figured: (0..norms)
                .map(|norm| super::figured::is_figured(&setup, norm, runs.asks_later[norm]))
                .collect(),
            running: (0..norms).map(|_| Running::default()).collect(),
            spans: effective.iter().map(|days| setup.rules.zone.span(days)).collect(),
            effective,
            indexes,
            store: Store::new(setup.plan),
            figures: Vec::new(),
            states: States::new(setup),
            runs,
            late: Vec::new(),
            timers: Timers::new(norms),
            next: 0,
            periods: FxHashMap::default(),
            recent: Recent::default(),
            offers: Vec::new(),
            others: Vec::new(),
            findings: Vec::new(),
            about: Vec::new(),
            counts: vec![Counts::default(); norms],
            seen: vec![0; setup.model.schema.kinds.len()],
            held: Vec::new(),
            failed: Vec::new(),
            at_once: AtOnce::new(setup.plan, setup.options.all),
            only_events_begin: only_events_begin(&setup),
            patterns: Patterns::default(),
            completed: Vec::new(),
            earlier: Vec::new(),
            fallen: VecDeque::new(),
            yielded: vec![0; norms],
            time_errors: Vec::new(),
            given: Given::default(),
            haunts: Haunts::default(),
            first: None,
            last: None,
            setup,
        };
        if let Some(begin) = engine.setup.coverage.begin {
            engine.start_periods(begin);
            engine.start_intervals(begin);
        }
        engine
    }

    /// The next event. Events must come in the order of their stamps; among equals, in log order.
    ///
    /// `digest` makes [`Event::digest`], whatever the event at hand has there; it is asked only of events whose identity may
    /// be told apart by it. An event that nothing needs any more is not copied. `next`: when the event after it happened, if that is
    /// known already; it may be one that will not come.
    pub fn feed(&mut self, event: &Event, next: Option<Instant>, digest: impl FnOnce() -> u64) {
        if let Some(told) = self.skim(event) {
            let dispatch = &self.setup.plan.dispatch[event.kind.0 as usize];
            let identified =
                !dispatch.occasions.is_empty() || !dispatch.states.is_empty() || self.one_act_once();
            let digest = if identified { digest() } else { 0 };
            let is_alone = next.is_some_and(|next| next > event.at.start);
            let mut event = Event { digest, ..event.clone() };
            self.take(AtHand::Read(&mut event), told, is_alone);
        }
    }

    /// The events of a block that are for this engine, in order; they are given away where something is to be done with them, and stay where
    /// they stand as long as they are only looked at. `until`: the time of the last event of the block, whoever that was for.
    pub fn feed_block(&mut self, events: &mut [Event], until: Stamp) {
        let mut rest = events;
        while let Some((event, later)) = std::mem::take(&mut rest).split_first_mut() {
            if let Some(told) = self.skim(event) {
                let is_alone = self.is_alone(event, later);
                self.take(AtHand::Read(event), told, is_alone);
            }
            rest = later;
        }
        self.last = Some(until);
        self.advance(until.start);
    }

    /// Gives out findings to which none can be added that fell at the same time or before. Only for
    /// [`Options::sums`](super::Options::sums): else a finding may wait for what explains it.
    pub fn take_fallen(&mut self) -> Vec<Finding> {
        let fallen = self.findings.partition_point(|finding| finding.decided < self.now);
        // They are large, and nearly all: they go as they stand. There will be about as many again.
        let mut rest = Vec::with_capacity(self.findings.len());
        rest.extend(self.findings.drain(fallen..));
        let mut fallen = std::mem::replace(&mut self.findings, rest);
        super::finding::name_equals(&self.setup, &mut fallen, &self.about);
        self.about.drain(..fallen.len());
        fallen
    }

    /// Whether what is forbidden is told apart by its content: one act that breaks several norms costs as much as one of them.
    fn one_act_once(&self) -> bool {
        self.setup.model.header.accounts.overlap == Some(Overlap::Highest)
    }

    /// Moves on to an event and counts it; what is told of it, if anything else is to be done with it.
    #[inline]
    fn skim(&mut self, event: &Event) -> Option<Told> {
        if self.first.is_none() {
            self.first = Some(event.at.start);
        }
        self.last = Some(event.at);
        self.advance(event.at.start);
        self.count_seen(event);
        if self.setup.plan.dispatch[event.kind.0 as usize].is_idle() {
            return None;
        }
        Some(self.tell_at_once(event)).filter(|told| *told != Told::Kept)
    }

    /// Shows an event to everything that reads its kind. `is_alone`: no event that happened together with it can look back at it.
    fn take(&mut self, mut event: AtHand<'_>, told: Told, is_alone: bool) {
        let plan = self.setup.plan;
        let at = event.event().at;
        // Nothing that begins now will look back at it.
        let is_over = self.only_events_begin && at.precision == Precision::Exact && is_alone;
        if told == Told::Failed && is_over {
            let repeat = self.recent.repeats(event.event());
            return self.fail_at_once(&mut event, repeat);
        }
        let dispatch = &plan.dispatch[event.event().kind.0 as usize];
        if !dispatch.states.is_empty() {
            self.change_states(&event.keep(), &dispatch.states);
        }
        // An event counts in what is asked about itself.
        if !dispatch.tallies.is_empty() {
            self.store.add(&self.setup, &self.states, &dispatch.tallies, &mut event);
        }
        self.offer(&mut event);
        if !dispatch.goals.is_empty() || !dispatch.occasions.is_empty() {
            let repeat = self.recent.repeats(event.event());
            self.completed.clear();
            let mut norms = dispatch.occasions.as_slice();
            while let Some((norm, later)) = norms.split_first() {
                let is_gone = self.occasion_of_event(*norm, &mut event, repeat, is_over.then_some(later));
                norms = if is_gone { &[] } else { later };
            }
            self.completed.clear();
            if !is_over {
                self.recent.add(event.give(), plan, &self.indexes);
            }
        }
        if !self.fallen.is_empty() {
            self.spread_violations();
        }
    }

    /// Counts an event as seen.
    pub(super) fn count_seen(&mut self, event: &Event) {
        self.seen[event.kind.0 as usize] += 1;
    }

    /// How much is being kept in mind: it follows what is open, not how long the log is.
    pub fn load(&self) -> Load {
        Load {
            obligations: self.live.len() + self.light.len(),
            waiting: self.indexes.waiting(),
            remembered: self.indexes.remembered() + self.recent.len() + self.patterns.remembered(),
            intervals: self.states.len() + self.runs.len(),
            timers: self.timers.len(),
            lookups: self.indexes.lookups(),
        }
    }

    /// Ends the run. `horizon` is the last instant of which the log speaks.
    pub fn finish(mut self, horizon: Option<Stamp>) -> Outcome {
        let horizon = horizon.or(self.last);
        if let Some(horizon) = horizon {
            self.advance(horizon.start);
        }
        while !self.live.is_empty() || self.light.len() > 0 {
            let full = self.live.keys().map(|id| (*id, Place::NONE));
            let mut rest: Vec<(u64, Place)> = full.chain(self.light.ids()).collect();
            rest.sort_unstable();
            for (id, place) in rest {
                self.thaw(id, place);
                self.settle(id, true);
            }
            self.spread_violations();
        }
        if self.setup.options.sums {
            super::finding::name_equals(&self.setup, &mut self.findings, &self.about);
        }
        let mut findings: Vec<_> = self.findings.into_iter().zip(self.about).collect();
        findings.sort_by_key(|(finding, (seq, _))| (finding.norm, finding.occasion.begins(), *seq));
        // Whether several engines come upon them or one, and which first, does not matter.
        self.time_errors.sort();
        let from = self.setup.coverage.begin.or(self.first);
        Outcome {
            findings: findings.into_iter().map(|(finding, _)| finding).collect(),
            counts: self.counts,
            yielded: self.yielded,
            observed: from.zip(horizon),
            seen: self.seen,
            time_errors: self.time_errors,
        }
    }

    /// Moves time on: whatever closes or begins up to `to` does so, in order.
    #[inline]
    fn advance(&mut self, to: Instant) {
        if self.timers.next().is_some_and(|at| at <= to) {
            self.fire(to);
        }
        if to > self.now {
            self.now = to;
        }
        self.recent.move_on(self.now, self.setup.rules.zone, self.setup.plan, &self.indexes);
    }

    /// Does what is due up to `to`. A function of its own, so that moving on where nothing is due is a small one.
    #[inline(never)]
    fn fire(&mut self, to: Instant) {
        while let Some((at, task)) = self.timers.next_until(to, needed(&self.live, &self.light, &self.runs)) {
            self.now = self.now.max(at);
            match task {
                Task::Period(norm) => self.open_period(norm),
                Task::Close(id) => self.settle(id, false),
                Task::CloseLight(id, place) if self.fails_swiftly(id, place) => {}
                Task::CloseLight(id, place) => {
                    self.thaw(id, place);
                    self.settle(id, false);
                }
                Task::Interval(id) => self.start_interval(id),
                Task::Slot(id) => self.open_slot(id),
                Task::Shift(norm) => self.next_shift(norm, None),
                // Of a queue, the timer itself is given.
                Task::Queue(_) => {}
            }
            if !self.fallen.is_empty() {
                self.spread_violations();
            }
        }
    }

    pub(super) fn schedule(&mut self, at: Instant, task: Task) {
        let seq = self.fresh();
        self.timers.push((at, seq, task), needed(&self.live, &self.light, &self.runs));
    }

    /// The same for the window of a light obligation that has just been given its id, of a norm of which most close in the order in
    /// which they open.
    #[inline]
    pub(super) fn schedule_in_turn(&mut self, norm: usize, at: Instant, id: u64, place: Place) {
        // Its turn; see `timers`.
        self.next += 1;
        self.timers.queue(norm, at, id, place, needed(&self.live, &self.light, &self.runs));
    }

    /// Wakes the obligation again when the earliest of its windows that are still open closes.
    pub(super) fn wait_until(&mut self, id: u64, at: Instant) {
        let Some(obligation) = self.live.get_mut(&id) else { return };
        obligation.wakes = Some(at);
        let norm = obligation.norm;
        // Of windows that close together that of the obligation made first goes first: it has what another could have as well.
        let seq = if self.owns(norm) { id } else { self.fresh() };
        self.timers.push((at, seq, Task::Close(id)), needed(&self.live, &self.light, &self.runs));
    }

    /// The same for one that was a light obligation until now. Among others of that time it has the turn that it had as such: its
    /// timer was set together with it.
    pub(super) fn wake_thawed(&mut self, id: u64, at: Instant) {
        self.timers.push((at, id + 1, Task::Close(id)), needed(&self.live, &self.light, &self.runs));
    }

    pub(super) fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// The last id that was given.
    pub(super) fn last_id(&self) -> u64 {
        self.next
    }

    fn start_periods(&mut self, begin: Instant) {
        let plan = self.setup.plan;
        for (i, norm) in plan.norms.iter().enumerate() {
            let Source::Each { each, .. } = &norm.source else { continue };
            let found =
                crate::time::period_containing(&self.setup.rules, each.unit, begin).and_then(|p| match p {
                    Some(period) => Ok(Some(period)),
                    None => crate::time::next_period_after(&self.setup.rules, each.unit, begin),
                });
            self.plan_period(i, found);
        }
    }

    fn plan_period(&mut self, norm: usize, found: Result<Option<Period>, TimeError>) {
        match found {
            Ok(Some(period)) => {
                self.periods.insert(norm, period);
                self.schedule(period.start, Task::Period(norm));
            }
            Ok(None) => {}
            Err(error) => self.note_time_error(error),
        }
    }

    pub(super) fn note_time_error(&mut self, error: TimeError) {
        if !self.time_errors.contains(&error) {
            self.time_errors.push(error);
        }
    }

    fn open_period(&mut self, norm: usize) {
        let Some(period) = self.periods.remove(&norm) else { return };
        let Source::Each { each, .. } = &self.setup.plan.norms[norm].source else { return };
        let next = crate::time::next_period_after(&self.setup.rules, each.unit, period.end);
        self.plan_period(norm, next);
        self.occasion_of_period(norm, period);
    }

    /// The environment in which an obligation's expressions are read.
    pub(super) fn env<'e>(&'e self, occasion: &'e Occasion) -> Env<'e> {
        let base = Env { states: Some(&self.states), figures: &self.figures, ..Env::bare(&self.setup) };
        match occasion {
            Occasion::Event(event) => Env { occasion: Some(event), ..base },
            Occasion::Period { period, member } => {
                let member = member.map(|(key, entity)| (key, self.read_at(period, key, entity)));
                Env { member, begins: Some(Stamp::exact(period.start)), ..base }
            }
            Occasion::Interval { interval, begins, slot } => base.of_span(interval, *begins, slot.is_some()),
        }
    }

    /// When a member's attributes are read: on the first day of the period on which the member is valid.
    pub(super) fn read_at(&self, period: &Period, key: Sym, entity: EntityId) -> Instant {
        super::Reader::new(self.setup.tables, self.setup.rules, self.setup.interner)
            .read_at(period, key, entity)
    }

    /// Books a verdict.
    pub(super) fn book(&mut self, mut obligation: Obligation, status: Status, reasons: Vec<Reason>) {
        if status == Status::Unknown {
            self.haunt_unknown(&obligation);
        }
        for reason in &reasons {
            if let Reason::Time(error) = reason {
                self.note_time_error(error.clone());
            }
        }
        // Obligations before `--from` are kept only for acts that count for one of them alone.
        let at = super::occasion::anchor_of(&obligation.occasion).start;
        if self.setup.options.from.is_some_and(|from| at < from) && self.owns(obligation.norm) {
            return;
        }
        let earns = self.setup.plan.accounts.norms[obligation.norm].reward.is_some();
        let status = if earns && status == Status::Violated { Status::Unearned } else { status };
        let (reasons, open) = spelled_out(&obligation, reasons);
        let status = if open && status == Status::Unknown { Status::Pending } else { status };
        self.counts[obligation.norm].add(status);
        self.note_uncovered(&reasons);
        // What is earned is shown.
        let kept = status == Status::Fulfilled && !earns;
        let routine = kept || matches!(status, Status::Excused | Status::Unearned);
        if routine && !self.setup.options.all {
            return;
        }
        if self.setup.options.sums
            && !matches!(status, Status::Violated | Status::Repaired | Status::Fulfilled)
        {
            return;
        }
        let compared = self.compared(&obligation);
        if matches!(status, Status::Violated | Status::Repaired) {
            self.note_lost(&mut obligation);
        }
        self.about.push((obligation.seq, Further::of(&obligation)));
        self.findings.push(super::finding::finding(
            &self.setup,
            obligation,
            status,
            reasons,
            compared,
            self.now,
        ));
        if !self.setup.options.sums {
            self.watch_for_late_records();
        }
    }

    /// Books a violation of which only the sum is wanted, of a norm that asks for no figures, as [`Engine::book`] would.
    pub(super) fn book_bare(&mut self, bare: Bare) {
        self.counts[bare.norm].add(Status::Violated);
        let bearer = self.bearer(bare.norm, &bare.occasion);
        self.about.push((bare.seq, bare.further()));
        self.findings.push(bare.finding(&self.setup, bearer, self.now));
    }

    /// Whether the norm asks for an act (so that a late one is worth watching for).
    pub(super) fn asks_for_act(&self, norm: usize) -> bool {
        matches!(self.setup.plan.norms[norm].expect, Expect::Must(_))
    }
}

/// Whether obligations begin with events of the log alone: neither with violations nor with intervals. The window of a period that
/// begins after an event does not include it, but may name it as an act that came too early.
fn only_events_begin(setup: &Setup<'_>) -> bool {
    let by_event = |norm: &NormPlan| match &norm.source {
        Source::Event { .. } => norm.pattern.is_none(),
        Source::Each { .. } => setup.options.sums,
        Source::During(_) => false,
    };
    setup.plan.violations.iter().all(Option::is_none) && setup.plan.norms.iter().all(by_event)
}

/// Whether a timer still has something to wake.
fn needed<'e>(
    live: &'e FxHashMap<u64, Box<Obligation>>,
    light: &'e Slab,
    runs: &'e Runs,
) -> impl Fn(&Task) -> bool + 'e {
    |task| match task {
        Task::Period(_) | Task::Shift(_) | Task::Queue(_) => true,
        Task::Interval(id) | Task::Slot(id) => runs.contains(*id),
        Task::Close(id) => live.contains_key(id),
        Task::CloseLight(id, place) => light.has(*place, *id),
    }
}
