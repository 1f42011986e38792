//! The pass over the log: time moves on, timers fire, events are shown to those who wait.

use super::each::Serves;
use super::eval::{Env, Tri};
use super::figures::{Figure, Store, spelled_out};
use super::index::{CandidateKey, Indexes, candidate_key};
use super::intervals::Runs;
use super::obligation::{Doubt, ExcuseState, Obligation, Phase, Probe, ProbeKey, Seen};
use super::own::{Claim, Given};
use super::pattern::Patterns;
use super::states::States;
use super::timers::{Task, Timers};
use super::ways::span_of;
use super::{Counts, Finding, Miss, MissKind, Occasion, Outcome, Reason, Setup, Status, Why};
use crate::event::{EntityId, Event, Sym};
use crate::plan::{Excuse, Expect, Goal, GoalId, Role, Source};
use crate::time::{Due, Instant, Opening, Period, Stamp, TimeError, Timing};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
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
    /// Times at which something will be looked at again.
    pub timers: usize,
}

/// One pass. Feed it events in time order, then finish it.
pub struct Engine<'a> {
    pub(super) setup: Setup<'a>,
    pub(super) now: Instant,
    pub(super) live: FxHashMap<u64, Box<Obligation>>,
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
    next: u64,
    /// The next period of each periodic norm.
    periods: FxHashMap<usize, Period>,
    /// Events that a window opening now could still include: those at this very instant, and coarse ones.
    recent: Vec<Arc<Event>>,
    pub(super) findings: Vec<((usize, Instant, u64), Finding)>,
    pub(super) counts: Vec<Counts>,
    seen: Vec<u64>,
    /// For one event at a time: norms that it keeps at once, and how many obligations of each.
    pub(super) held: Vec<(usize, u64)>,
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
    first: Option<Instant>,
    last: Option<Stamp>,
}

impl<'a> Engine<'a> {
    /// Ready for the first event.
    pub fn new(setup: Setup<'a>) -> Self {
        let norms = setup.plan.norms.len();
        let mut engine = Engine {
            now: Instant::MIN,
            live: FxHashMap::default(),
            indexes: Indexes::new(setup.plan.goals.len()),
            store: Store::new(setup.plan.tallies.len()),
            figures: Vec::new(),
            states: States::new(setup),
            runs: Runs::new(setup.plan),
            late: Vec::new(),
            timers: Timers::default(),
            next: 0,
            periods: FxHashMap::default(),
            recent: Vec::new(),
            findings: Vec::new(),
            counts: vec![Counts::default(); norms],
            seen: vec![0; setup.model.schema.kinds.len()],
            held: Vec::new(),
            patterns: Patterns::default(),
            completed: Vec::new(),
            earlier: Vec::new(),
            fallen: VecDeque::new(),
            yielded: vec![0; norms],
            time_errors: Vec::new(),
            given: Given::default(),
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
    /// be told apart by it. An event that nothing needs any more is not copied.
    pub fn feed(&mut self, event: &Event, digest: impl FnOnce() -> u64) {
        if self.skim(event) {
            let dispatch = &self.setup.plan.dispatch[event.kind.0 as usize];
            let identified = !dispatch.occasions.is_empty() || !dispatch.states.is_empty();
            let digest = if identified { digest() } else { 0 };
            self.take(&Arc::new(Event { digest, ..event.clone() }));
        }
    }

    /// Moves on to an event and counts it; whether anything else is to be done with it.
    fn skim(&mut self, event: &Event) -> bool {
        if self.first.is_none() {
            self.first = Some(event.at.start);
        }
        self.last = Some(event.at);
        self.advance(event.at.start);
        self.count_seen(event);
        !self.setup.plan.dispatch[event.kind.0 as usize].is_idle() && !self.kept_at_once(event)
    }

    /// Shows an event to everything that reads its kind.
    fn take(&mut self, event: &Arc<Event>) {
        let plan = self.setup.plan;
        let dispatch = &plan.dispatch[event.kind.0 as usize];
        self.change_states(event, &dispatch.states);
        // An event counts in what is asked about itself.
        self.store.add(&self.setup, &self.states, &dispatch.tallies, event);
        for goal_id in &dispatch.goals {
            let goal = plan.goal(*goal_id);
            let key = candidate_key(goal, event);
            self.offer(*goal_id, goal, event, &key);
            if goal.backward {
                self.indexes.get_mut(*goal_id).remember(event, &key, goal.look_back);
            }
        }
        let repeat = self.repeat_of(event);
        if !dispatch.goals.is_empty() || !dispatch.occasions.is_empty() {
            self.recent.push(Arc::clone(event));
        }
        self.completed.clear();
        for norm in &dispatch.occasions {
            self.occasion_of_event(*norm, event, repeat);
        }
        self.completed.clear();
        self.spread_violations();
    }

    /// Counts an event as seen.
    pub(super) fn count_seen(&mut self, event: &Event) {
        self.seen[event.kind.0 as usize] += 1;
    }

    /// How much is being kept in mind: it follows what is open, not how long the log is.
    pub fn load(&self) -> Load {
        Load {
            obligations: self.live.len(),
            waiting: self.indexes.waiting(),
            remembered: self.indexes.remembered() + self.recent.len() + self.patterns.remembered(),
            timers: self.timers.len(),
        }
    }

    /// Ends the run. `horizon` is the last instant of which the log speaks.
    pub fn finish(mut self, horizon: Option<Stamp>) -> Outcome {
        let horizon = horizon.or(self.last);
        if let Some(horizon) = horizon {
            self.advance(horizon.start);
        }
        while !self.live.is_empty() {
            let mut rest: Vec<u64> = self.live.keys().copied().collect();
            rest.sort_unstable();
            for id in rest {
                self.settle(id, true);
            }
            self.spread_violations();
        }
        self.findings.sort_by_key(|(key, _)| *key);
        let from = self.setup.coverage.begin.or(self.first);
        Outcome {
            findings: self.findings.into_iter().map(|(_, finding)| finding).collect(),
            counts: self.counts,
            yielded: self.yielded,
            observed: from.zip(horizon),
            seen: self.seen,
            time_errors: self.time_errors,
        }
    }

    /// Which repetition of the same content at the same instant an event is: 0 for the first.
    fn repeat_of(&self, event: &Event) -> u32 {
        let same = |other: &&Arc<Event>| {
            other.kind == event.kind
                && other.rule == event.rule
                && other.digest == event.digest
                && other.at == event.at
        };
        self.recent.iter().filter(same).count() as u32
    }

    /// Moves time on: whatever closes or begins up to `to` does so, in order.
    fn advance(&mut self, to: Instant) {
        while let Some((at, task)) = self.timers.next_until(to) {
            self.now = self.now.max(at);
            match task {
                Task::Period(norm) => self.open_period(norm),
                Task::Close(id) => self.settle(id, false),
                Task::Interval(id) => self.start_interval(id),
                Task::Slot(id) => self.open_slot(id),
                Task::Shift(norm) => self.next_shift(norm, None),
            }
            self.spread_violations();
        }
        if to > self.now {
            self.now = to;
        }
        let (now, zone) = (self.now, self.setup.rules.zone);
        self.recent.retain(|e| e.at.start >= now || zone.end_of(e.at) > now);
    }

    pub(super) fn schedule(&mut self, at: Instant, task: Task) {
        let seq = self.fresh();
        let (live, runs) = (&self.live, &self.runs);
        self.timers.push(at, seq, task, |task| match task {
            Task::Period(_) | Task::Shift(_) => true,
            Task::Interval(id) | Task::Slot(id) => runs.contains(*id),
            Task::Close(id) => live.contains_key(id),
        });
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

    /// Registers an obligation's probes, and shows them what they may look back at.
    /// Nothing is decided before all of it has been seen.
    pub(super) fn watch(&mut self, id: u64, goals: &[(GoalId, ProbeKey)]) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        // Acts in order are shown in the log's order, whatever they are looked at for.
        let mut in_order: Vec<(GoalId, Arc<Event>, CandidateKey)> = Vec::new();
        for (goal_id, key) in goals {
            self.indexes.get_mut(*goal_id).wait(id, key);
            let goal = self.setup.plan.goal(*goal_id);
            let past: Vec<Arc<Event>> = if goal.backward {
                self.indexes.get(*goal_id).past_for(key)
            } else {
                self.recent.iter().filter(|e| e.kind == goal.kind).cloned().collect()
            };
            for event in past {
                let candidate = candidate_key(goal, &event);
                if !matches(key, &candidate) {
                    continue;
                }
                if goal.place.in_order {
                    in_order.push((*goal_id, event, candidate));
                } else {
                    self.weigh_own(&mut obligation, *goal_id, goal, &event, &candidate);
                }
            }
        }
        // One event is shown to the later steps first, as when it comes: it must not be its own follower.
        let step = |goal: GoalId| Reverse(self.setup.plan.goal(goal).place.step);
        in_order.sort_by_key(|(goal, event, _)| (event.at.start, event.row, event.rule, step(*goal)));
        for (goal_id, event, candidate) in in_order {
            let goal = self.setup.plan.goal(goal_id);
            self.weigh_own(&mut obligation, goal_id, goal, &event, &candidate);
        }
        self.live.insert(id, obligation);
    }

    /// Shows a candidate to all who wait for it.
    fn offer(&mut self, goal_id: GoalId, goal: &Goal, event: &Arc<Event>, key: &CandidateKey) {
        let mut ids = self.indexes.get(goal_id).waiting_for(key);
        if goal.own.is_some() {
            ids = self.in_turn(goal.role, ids);
        }
        for id in ids {
            self.consider(id, goal_id, goal, event, key);
        }
    }

    /// Weighs one candidate for one obligation.
    fn consider(&mut self, id: u64, goal_id: GoalId, goal: &Goal, event: &Arc<Event>, key: &CandidateKey) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        if goal.filter.as_ref().is_some_and(crate::plan::Expr::reads_figure) {
            self.figures = obligation.measured.as_ref().map_or(Vec::new(), |m| m.figures.clone());
        }
        let done = self.weigh_own(&mut obligation, goal_id, goal, event, key);
        self.live.insert(id, obligation);
        if done {
            self.settle(id, false);
        }
    }

    /// Records a candidate; true if the obligation may now be decided.
    pub(super) fn weigh(
        &self,
        obligation: &mut Obligation,
        goal_id: GoalId,
        goal: &Goal,
        event: &Arc<Event>,
        key: &CandidateKey,
        claim: Claim,
    ) -> bool {
        if let Occasion::Event(occasion) = &obligation.occasion {
            // The occasion cannot discharge itself.
            let violation = self.is_violation(occasion.kind);
            let same_kind = occasion.kind == event.kind || violation;
            if occasion.row == event.row && same_kind && occasion.rule == event.rule {
                return false;
            }
        }
        let Some((span, probe)) = probe_of(obligation, goal_id, goal.role) else {
            if matches!(goal.role, Role::Reparation(..)) {
                obligation.held.push((goal_id, Arc::clone(event)));
            }
            return false;
        };
        let (wild, own) = (matches!(probe.key, ProbeKey::Wild(_)), probe.window.is_some());
        let timing = self.timing(&span, event);
        let content = {
            let env = self.env(&obligation.occasion).with(event);
            self.content(goal, env, wild, key)
        };
        if goal.role == Role::Terminator {
            return self.weigh_end(obligation, event, timing, content);
        }
        if let Role::ExcuseEnd(excuse) = goal.role {
            return self.weigh_excuse_end(obligation, excuse, event, timing, content);
        }
        let content = match (content, self.doubt(obligation, goal.role, event.at).filter(|_| !own)) {
            (Content::Yes, Some(why)) => Content::Maybe(why),
            (content, _) => content,
        };
        let content = match (content, claim) {
            (content, Claim::Free) | (content @ Content::No(_), _) => content,
            (Content::Yes, Claim::Doubt(why)) => Content::Maybe(why),
            (content @ Content::Maybe(_), Claim::Doubt(_)) => content,
            (Content::Yes | Content::Maybe(_), Claim::Gone) => Content::No(MissKind::Given),
        };
        let watching = obligation.phase == Phase::Watching;
        let counts = match (&timing, &content) {
            (When::In, Content::Yes) => Some(None),
            (When::Undecided, Content::Yes) => Some(Some(Why::TooCoarse)),
            (When::In | When::Undecided, Content::Maybe(why)) => Some(Some(*why)),
            (When::In | When::Undecided, Content::No(_)) | (When::Before | When::Early | When::Late, _) => {
                None
            }
        };
        if let Some(doubt) = counts.filter(|_| goal.place.in_order) {
            return self.step_of(obligation, goal_id, event, doubt);
        }
        let person = if goal.different > 0 { self.actor(goal, event) } else { None };
        let due = span.shown.due.filter(|_| own);
        let sight = Sight { event, person, due, watching };
        let Some((_, probe)) = probe_of(obligation, goal_id, goal.role) else { return false };
        match probe.serves(goal, event) {
            Serves::Goal(probe) | Serves::One(probe) => note(probe, goal, &sight, &timing, content),
            Serves::Nobody => false,
            Serves::Perhaps(why, parts) => {
                if !matches!(content, Content::No(_)) {
                    for part in parts {
                        note(&mut part.probe, goal, &sight, &timing, Content::Maybe(why));
                    }
                }
                false
            }
        }
    }

    /// Weighs an act of an order.
    fn step_of(
        &self,
        obligation: &mut Obligation,
        goal_id: GoalId,
        event: &Arc<Event>,
        doubt: Option<Why>,
    ) -> bool {
        let plan = self.setup.plan;
        let (norm, role) = (&plan.norms[obligation.norm], plan.goal(goal_id).role);
        let pattern = match role {
            Role::Conduct => norm.expect.pattern(),
            Role::Excuse(n) => norm.excuses.get(n).and_then(Excuse::pattern),
            Role::Reparation(stage, n) => {
                norm.stages.get(stage).and_then(|stage| stage.reparations.get(n)).map(|r| &r.acts)
            }
            Role::Terminator | Role::ExcuseEnd(_) => None,
        };
        let Some((pattern, (_, occasion, seen))) = pattern.zip(slot_of(obligation, role)) else {
            return false;
        };
        self.weigh_step(occasion, pattern, seen, goal_id, event, doubt)
    }

    /// Weighs an event that may end the window; true if it does.
    fn weigh_end(
        &self,
        obligation: &mut Obligation,
        event: &Arc<Event>,
        timing: When,
        content: Content,
    ) -> bool {
        let why = match (timing, content) {
            (When::In, Content::Yes) if !obligation.ended => {
                if let Some(lead) = obligation.lead {
                    obligation.ended = true;
                    let (span, unclear) = self.led(obligation.span, lead, event.at);
                    obligation.span = span;
                    obligation.doubts.extend(unclear);
                    self.weigh_again(obligation, Role::Conduct);
                    self.end_shared(obligation);
                    return true;
                }
                let due = Some(Due::through(event.at));
                obligation.ended = true;
                obligation.span.shown.due = due;
                for (n, excuse) in obligation.excuses.iter_mut().enumerate() {
                    if let ExcuseState::Act { span, .. } = excuse
                        && self.shares_window(obligation.norm, n)
                    {
                        span.shown.due = due;
                    }
                }
                return true;
            }
            (When::In | When::Undecided, Content::Maybe(why)) => why,
            (When::Undecided, Content::Yes) => Why::TooCoarse,
            (When::In | When::Before | When::Early | When::Late, _) | (When::Undecided, Content::No(_)) => {
                return false;
            }
        };
        let reason = Reason::Candidate(Arc::clone(event), why);
        obligation.doubts.push(Doubt { at: event.at, why, reason });
        false
    }

    /// Whether an excuse is looked for in the obligation's own window.
    pub(super) fn shares_window(&self, norm: usize, excuse: usize) -> bool {
        let excuse = self.setup.plan.norms[norm].excuses.get(excuse);
        matches!(excuse, Some(Excuse::Act { window, .. }) if window.is_empty())
    }

    /// Why an act cannot be told to have come before the event that ends the window.
    pub(super) fn doubt(&self, obligation: &Obligation, role: Role, at: Stamp) -> Option<Why> {
        let concerned = match role {
            Role::Conduct => true,
            Role::Excuse(n) => self.shares_window(obligation.norm, n),
            Role::Reparation(..) | Role::Terminator | Role::ExcuseEnd(_) => false,
        };
        if let Role::Excuse(n) = role
            && let Some(ExcuseState::Act { end: Some(end), .. }) = obligation.excuses.get(n)
        {
            return self.doubt_of_end(&end.doubts, end.lead, at);
        }
        let doubts = if concerned { obligation.doubts.as_slice() } else { &[] };
        self.doubt_of_end(doubts, obligation.lead, at)
    }

    /// Whether a stamp lies after another, at the coarser precision of the two.
    pub(super) fn is_after(&self, at: Stamp, other: Stamp) -> bool {
        let (zone, coarser) = (self.setup.rules.zone, at.precision.max(other.precision));
        zone.floor(at.start, coarser) > zone.floor(other.start, coarser)
    }

    fn timing(&self, span: &super::obligation::Span, event: &Event) -> When {
        let zone = self.setup.rules.zone;
        if let Some(opens) = span.shown.opens {
            let coarser = opens.precision.max(event.at.precision);
            if zone.floor(event.at.start, coarser) < zone.floor(opens.start, coarser) {
                return When::Before;
            }
        }
        let early = match span.not_before {
            None => Opening::Open,
            Some(bound) => bound.judge_from(event.at, zone),
        };
        let late = match span.shown.due {
            None => Timing::InTime,
            Some(due) => due.judge(event.at, zone),
        };
        match (early, late) {
            (Opening::Early, _) => When::Early,
            (_, Timing::Late) => When::Late,
            (Opening::Undecided, _) | (_, Timing::Undecided) => When::Undecided,
            (Opening::Open, Timing::InTime) => When::In,
        }
    }

    fn content(&self, goal: &Goal, env: Env<'_>, wild: bool, key: &CandidateKey) -> Content {
        let mut maybe = None;
        if wild || matches!(key, CandidateKey::Wild) {
            for part in &goal.key {
                let field = crate::plan::Expr::Field {
                    slot: crate::plan::Slot::Candidate,
                    kind: goal.kind,
                    index: part.field,
                    optional: part.optional,
                };
                match env.compare(&part.value, crate::analysis::model::CompareOp::Eq, &field) {
                    Tri::True => {}
                    Tri::False => return Content::No(MissKind::Condition),
                    Tri::Undecided(why) => maybe = maybe.or(Some(why)),
                }
            }
        }
        if let Some(filter) = &goal.filter {
            match env.test(filter) {
                Tri::True => {}
                Tri::False => return Content::No(MissKind::Condition),
                Tri::Undecided(why) => maybe = maybe.or(Some(why)),
            }
        }
        if let Some(why) = self.nameless(goal, env) {
            maybe = maybe.or(Some(why));
        }
        match self.other_person(goal, env) {
            Tri::True => {}
            Tri::False => return Content::No(MissKind::WrongPerson),
            Tri::Undecided(why) => maybe = maybe.or(Some(why)),
        }
        maybe.map_or(Content::Yes, Content::Maybe)
    }

    /// Whether the candidate's actor is someone other than the person named.
    fn other_person(&self, goal: &Goal, env: Env<'_>) -> Tri {
        let (Some(person), Some(candidate)) = (&goal.other_than, env.candidate) else { return Tri::True };
        let Some(actor) = self.setup.model.schema.kind(goal.kind).actor else {
            return Tri::Undecided(Why::Nothing);
        };
        let actor = crate::plan::Expr::Field {
            slot: crate::plan::Slot::Candidate,
            kind: candidate.kind,
            index: actor,
            optional: false,
        };
        // Who must not act is not known, so whether it was somebody else is not.
        if let super::eval::Outcome::Blank { why, .. } = env.value(person) {
            return Tri::Undecided(why);
        }
        env.compare(&actor, crate::analysis::model::CompareOp::Ne, person)
    }

    /// Takes an obligation out of every index.
    pub(super) fn unwatch(&mut self, id: u64, obligation: &Obligation) {
        for (goal, key) in obligation.waits() {
            self.indexes.get_mut(goal).forget(id, key);
        }
    }

    /// Books a verdict.
    pub(super) fn book(&mut self, obligation: Obligation, status: Status, reasons: Vec<Reason>) {
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
        let key = (obligation.norm, obligation.occasion.begins(), obligation.seq);
        let compared = self.compared(&obligation);
        let finding = super::finding::finding(&self.setup, obligation, status, reasons, compared, self.now);
        self.findings.push((key, finding));
        self.watch_for_late_records();
    }

    /// Whether the norm asks for an act (so that a late one is worth watching for).
    pub(super) fn asks_for_act(&self, norm: usize) -> bool {
        matches!(self.setup.plan.norms[norm].expect, Expect::Must(_))
    }
}

/// Where a candidate lies relative to a window.
pub(super) enum When {
    /// Before it opened: of no concern.
    Before,
    /// Earlier than the lead time allows.
    Early,
    In,
    Late,
    Undecided,
}

/// Whether a candidate is what is looked for, its time aside.
pub(super) enum Content {
    Yes,
    No(MissKind),
    Maybe(Why),
}

/// An act as it is noted.
struct Sight<'e> {
    event: &'e Arc<Event>,
    /// Who acted, where different people are asked for.
    person: Option<crate::event::Value>,
    /// The limit of the act's own window.
    due: Option<Due>,
    /// The verdict has fallen, and only a late act is still of interest.
    watching: bool,
}

/// Notes an act for a goal, or for one value of it; true if the obligation may now be decided.
fn note(probe: &mut Probe, goal: &Goal, sight: &Sight<'_>, timing: &When, content: Content) -> bool {
    let event = sight.event;
    let miss = |why| Miss { event: Arc::clone(event), why, due: sight.due };
    match (timing, content) {
        (When::Before, _) => false,
        (When::Early, Content::Yes) => {
            probe.miss(miss(MissKind::Early));
            false
        }
        (When::Early, Content::No(_) | Content::Maybe(_)) => false,
        (When::Late, Content::Yes) => {
            // The first late act explains the finding; later ones say nothing more.
            if probe.misses.iter().all(|m| m.why != MissKind::Late) {
                probe.misses.insert(0, miss(MissKind::Late));
            }
            sight.watching
        }
        (When::Late, Content::Maybe(_)) => {
            probe.doubtful_after.get_or_insert(event.at);
            false
        }
        (When::Late, Content::No(_)) => false,
        (_, Content::No(why)) => {
            if !sight.watching {
                probe.miss(miss(why));
            }
            false
        }
        (When::In, Content::Yes) => {
            probe.hit(event, sight.person.clone(), goal);
            true
        }
        (When::Undecided, Content::Yes) => {
            probe.maybes.push((Arc::clone(event), Why::TooCoarse));
            false
        }
        (When::In | When::Undecided, Content::Maybe(why)) => {
            probe.maybes.push((Arc::clone(event), why));
            false
        }
    }
}

/// Whether a candidate's key can match an obligation's.
fn matches(own: &ProbeKey, candidate: &CandidateKey) -> bool {
    match (own, candidate) {
        (ProbeKey::Nothing, _) | (_, CandidateKey::Nothing) => false,
        (ProbeKey::Exact(own), CandidateKey::Exact(candidate)) => own == candidate,
        (ProbeKey::Wild(_), _) | (_, CandidateKey::Wild) => true,
    }
}

/// What an obligation has seen of a goal, with the window in which it counts.
fn probe_of(
    obligation: &mut Obligation,
    goal: GoalId,
    role: Role,
) -> Option<(super::obligation::Span, &mut Probe)> {
    let (span, probes) = match role {
        Role::Terminator => (obligation.span, &mut obligation.terminators),
        Role::ExcuseEnd(n) => match obligation.excuses.get_mut(n)? {
            ExcuseState::Act { span, end: Some(end), .. } => (*span, &mut end.probes),
            _ => return None,
        },
        Role::Conduct | Role::Excuse(_) | Role::Reparation(..) => {
            let (span, _, seen) = slot_of(obligation, role)?;
            (span, &mut seen.probes)
        }
    };
    let probe = probes.iter_mut().find(|p| p.goal == goal)?;
    let span = span_of(probe, &span).copied();
    span.map(|span| (span, probe))
}

/// What an obligation has seen of a slot, with the slot's window and the obligation's occasion.
pub(super) fn slot_of(
    obligation: &mut Obligation,
    role: Role,
) -> Option<(super::obligation::Span, &Occasion, &mut Seen)> {
    let Obligation { occasion, span, conduct, excuses, repairs, .. } = obligation;
    let (span, seen) = match role {
        Role::Conduct => (*span, conduct),
        Role::Excuse(n) => match excuses.get_mut(n)? {
            ExcuseState::Act { span, seen, .. } => (*span, seen),
            ExcuseState::Decided(_)
            | ExcuseState::Awaits
            | ExcuseState::NoWindow(_)
            | ExcuseState::State(_) => return None,
        },
        Role::Reparation(stage, n) => {
            let repair = repairs.iter_mut().find(|r| r.stage == stage)?;
            repair.parts.get_mut(n).map(|(span, seen)| (*span, seen))?
        }
        Role::Terminator | Role::ExcuseEnd(_) => return None,
    };
    Some((span, occasion, seen))
}
