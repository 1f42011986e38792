//! Obligations that wait for one plain act: most are born, see that act in time, and are never heard of again.
//!
//! Of such an obligation only its occasion and its window are kept. The act that certainly meets it ends it: it is counted and
//! nothing of it is shown. Whatever else happens (any other act that concerns it, the end of its window, the end of the log) makes it an
//! ordinary obligation first, exactly as it would have been from the beginning, since nothing has happened to it yet.

use super::index::{CandidateKey, Waiter, candidate_key, matches};
use super::obligation::{ProbeKey, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::slab::{Place, Slab};
use super::swift::Swift;
use super::timers::Task;
use super::{Counts, Occasion, Setup, Status};
use crate::event::Event;
use crate::plan::{Branch, Excuse, Expect, Expr, Goal, GoalId, Limit, NormPlan, Role, Source};
use crate::time::Instant;
use smallvec::SmallVec;
use std::sync::Arc;

/// An obligation of which nothing is known but its occasion.
pub(super) struct Light {
    pub norm: usize,
    pub occasion: Occasion,
    pub repeat: u32,
    pub span: Span,
    /// When it will next be looked at.
    pub wakes: Option<Instant>,
}

/// What a norm asks for whose obligations can be kept like that.
pub(super) struct Plain {
    /// The goals of each way; the acts of one of them are enough.
    ways: Vec<Vec<GoalId>>,
    /// Everything that its obligations wait for, as an ordinary one does: conduct, excuses, reparations.
    pub waits: Vec<GoalId>,
    /// When excuses end that have a window of their own.
    pub excuses: Vec<Vec<Branch>>,
    /// What an event must be to begin one without a closer look, if that can be.
    pub swift: Option<Swift>,
}

/// An act that is shown to light obligations while they are looked up.
pub(super) struct Sight<'e> {
    pub act: &'e Event,
    pub plain: &'e [Option<Plain>],
    pub light: &'e mut Slab,
    pub counts: &'e mut [Counts],
    /// Under which keys those that were met still wait for other acts.
    pub others: SmallVec<[(GoalId, u64, ProbeKey); 2]>,
}

impl Sight<'_> {
    /// Whether the act, which has the key, meets an obligation, so that it is gone. False says nothing.
    pub fn meets(&mut self, waiter: &Waiter) -> bool {
        let (act, id) = (self.act, waiter.id);
        let Some(light) = self.light.get(waiter.place, id) else { return false };
        let Some(plain) = &self.plain[light.norm] else { return false };
        let Some(swift) = plain.swift.as_ref().filter(|swift| swift.is_enough(waiter.goal)) else {
            return false;
        };
        let is_itself =
            matches!(&light.occasion, Occasion::Event(own) if own.row == act.row && own.rule == act.rule);
        if is_itself || !light.span.surely_includes(act.at) {
            return false;
        }
        if plain.waits.len() > 1 {
            let others = swift.keys(&light.occasion).filter(|(goal, _)| *goal != waiter.goal);
            self.others.extend(others.map(|(goal, key)| (goal, id, key)));
        }
        self.counts[light.norm].add(Status::Fulfilled);
        self.light.discard(waiter.place, id);
        true
    }
}

/// What is known of an obligation when it begins.
enum Start {
    /// It is met already.
    Met,
    /// Nothing that concerns it has been seen.
    Quiet(SmallVec<[(GoalId, ProbeKey); 2]>),
    /// It needs a closer look.
    Busy,
}

impl Plain {
    /// What a norm asks for, if it is plain: one act of each goal, no order, nothing that depends on anything but the occasion.
    /// `asks_later`: whether its obligations ask for states.
    pub fn of(setup: &Setup<'_>, norm: usize, asks_later: bool) -> Option<Plain> {
        let plan = setup.plan;
        let of = &plan.norms[norm];
        let Expect::Must(conduct) = &of.expect else { return None };
        let goals = || plan.goals.iter().filter(|goal| goal.norm == norm);
        let single = |goal: &Goal| goal.min == 1 && goal.max.is_none() && goal.different == 0;
        let steps = || conduct.steps();
        let is_plain = !setup.options.all
            && !asks_later
            && plan.accounts.norms[norm].reward.is_none()
            && of.open_params.is_empty()
            && of.figures.is_empty()
            && of.pattern.is_none()
            && !matches!(of.source, Source::During(_))
            && conduct.ways.iter().all(|way| !way.in_order())
            && steps().all(|step| step.window.is_empty() && step.after.is_empty())
            && steps().flat_map(|step| &step.goals).all(|goal| single(plan.goal(*goal)))
            && goals().all(|goal| goal.own.is_none() && goal.each_of.is_none())
            && !expressions(of, goals()).any(Expr::asks_state)
            && !windows(of).any(|branch| matches!(branch.limit, Limit::Until { .. } | Limit::EndOfShift(_)));
        if !is_plain {
            return None;
        }
        let ways =
            conduct.ways.iter().map(|way| way.steps.iter().flat_map(|step| step.goals.clone()).collect());
        let acts = of.excuses.iter().filter_map(Excuse::pattern);
        let repairs = of.stages.iter().flat_map(|stage| &stage.reparations).map(|asked| &asked.acts);
        let waits = std::iter::once(conduct).chain(acts).chain(repairs).flat_map(|pattern| pattern.goals());
        let excuses = of.excuses.iter().filter_map(|excuse| match excuse {
            Excuse::Act { window, .. } if !window.is_empty() => Some(window.clone()),
            Excuse::Act { .. } | Excuse::Condition(_) | Excuse::Throughout(_) => None,
        });
        let mut plain =
            Plain { ways: ways.collect(), waits: waits.collect(), excuses: excuses.collect(), swift: None };
        plain.swift = Swift::of(setup, norm, &plain);
        Some(plain)
    }

    /// Whether one act for a goal is all that is asked for.
    pub fn is_enough(&self, goal: GoalId) -> bool {
        self.ways.iter().any(|way| way.as_slice() == [goal])
    }
}

/// Every time clause of a norm.
fn windows(norm: &NormPlan) -> impl Iterator<Item = &Branch> {
    let excuses = norm.excuses.iter().flat_map(|excuse| match excuse {
        Excuse::Act { window, .. } => window.as_slice(),
        Excuse::Condition(_) | Excuse::Throughout(_) => &[],
    });
    norm.window.iter().chain(excuses)
}

/// Every expression that is read when an obligation begins or an act is weighed.
fn expressions<'a>(
    norm: &'a NormPlan,
    goals: impl Iterator<Item = &'a Goal>,
) -> impl Iterator<Item = &'a Expr> {
    let clauses = windows(norm).flat_map(|branch| {
        let named = match &branch.limit {
            Limit::Within(_, of) => of.as_ref(),
            Limit::ByField(of) | Limit::BeforeField(of) => Some(of),
            Limit::Open(_)
            | Limit::By(_)
            | Limit::EndOfShift(_)
            | Limit::Before { .. }
            | Limit::Until { .. } => None,
        };
        branch.condition.iter().chain(named)
    });
    let excuses = norm.excuses.iter().filter_map(|excuse| match excuse {
        Excuse::Condition(condition) | Excuse::Throughout(condition) => Some(condition),
        Excuse::Act { .. } => None,
    });
    let asked = goals.flat_map(|goal| {
        goal.filter.iter().chain(&goal.other_than).chain(goal.key.iter().map(|part| &part.value))
    });
    norm.bearer.iter().chain(clauses).chain(excuses).chain(asked)
}

impl Engine<'_> {
    /// Begins an obligation that needs nothing but an act; false if it must be an ordinary one.
    pub(super) fn begin_light(&mut self, norm: usize, occasion: &Occasion, repeat: u32, span: &Span) -> bool {
        let zone = self.setup.rules.zone;
        match self.start(norm, occasion, span) {
            Start::Busy => false,
            Start::Met => {
                self.counts[norm].add(Status::Fulfilled);
                true
            }
            Start::Quiet(_) if span.shown.due.is_some_and(|due| due.closes(zone) <= self.now) => false,
            Start::Quiet(waits) => {
                let wakes = self.first_close(norm, occasion, span);
                let light = Light { norm, occasion: occasion.clone(), repeat, span: *span, wakes };
                self.keep_light(light, waits);
                true
            }
        }
    }

    /// Keeps a light obligation, which waits under these keys.
    #[inline]
    pub(super) fn keep_light(&mut self, light: Light, waits: impl IntoIterator<Item = (GoalId, ProbeKey)>) {
        let (norm, wakes) = (light.norm, light.wakes);
        let id = self.fresh();
        let place = self.light.insert(id, light);
        for (goal, key) in waits {
            self.indexes.wait(goal, (id, place), key);
        }
        if let Some(at) = wakes {
            self.schedule_in_turn(norm, at, Task::CloseLight(id, place));
        }
    }

    /// What the past says of an obligation that begins now.
    fn start(&self, norm: usize, occasion: &Occasion, span: &Span) -> Start {
        let Some(plain) = &self.plain[norm] else { return Start::Busy };
        let plan = self.setup.plan;
        let env = self.env(occasion);
        let mut quiet = true;
        let mut waits = SmallVec::new();
        let mut met: SmallVec<[GoalId; 4]> = SmallVec::new();
        for id in &plain.waits {
            let goal = plan.goal(*id);
            let key = self.probe_key(*id, env);
            let ProbeKey::Exact(exact) = &key else { return Start::Busy };
            let mut look = |event: &Arc<Event>, candidate: &CandidateKey| {
                if !self.is_itself(occasion, event) {
                    quiet = false;
                    if goal.role == Role::Conduct && self.is_plainly(goal, occasion, span, event, candidate) {
                        met.push(*id);
                        return true;
                    }
                }
                false
            };
            if goal.backward {
                let (past, unclear) = self.indexes.past_with(*id, exact);
                let candidate = CandidateKey::Exact(exact.clone());
                let found = past.rev().any(|event| look(event, &candidate));
                quiet &= found || !unclear;
            } else {
                for event in self.recent.like(*id, goal, &key, &self.indexes) {
                    let candidate = candidate_key(goal, event);
                    if matches(&key, &candidate) && look(event, &candidate) {
                        break;
                    }
                }
            }
            waits.push((*id, key));
        }
        if plain.ways.iter().any(|way| way.iter().all(|goal| met.contains(goal))) {
            Start::Met
        } else if quiet {
            Start::Quiet(waits)
        } else {
            Start::Busy
        }
    }

    /// When the first of its windows closes.
    fn first_close(&self, norm: usize, occasion: &Occasion, span: &Span) -> Option<Instant> {
        let zone = self.setup.rules.zone;
        let excuses = self.plain[norm].iter().flat_map(|plain| &plain.excuses);
        let excuses = excuses.filter_map(|branches| {
            self.window(branches, occasion, anchor_of(occasion), false).ok()?.shown.due
        });
        let dues = span.shown.due.into_iter().chain(excuses);
        dues.map(|due| due.closes(zone)).filter(|at| *at > self.now).min()
    }

    /// Shows an act to an obligation of which nothing is known but its occasion. True if it is met, and gone.
    pub(super) fn meets(&mut self, waiter: &Waiter, event: &Event, key: &CandidateKey) -> bool {
        let Some(light) = self.light.get(waiter.place, waiter.id) else { return false };
        let Some(plain) = &self.plain[light.norm] else { return false };
        let goal = self.setup.plan.goal(waiter.goal);
        if goal.role != Role::Conduct
            || !plain.is_enough(waiter.goal)
            || self.is_itself(&light.occasion, event)
            || !self.is_plainly(goal, &light.occasion, &light.span, event, key)
        {
            return false;
        }
        let own = |goal: &GoalId| (*goal, self.probe_key(*goal, self.env(&light.occasion)));
        let keys: SmallVec<[(GoalId, ProbeKey); 2]> = plain.waits.iter().map(own).collect();
        self.counts[light.norm].add(Status::Fulfilled);
        self.light.discard(waiter.place, waiter.id);
        keys.iter().for_each(|(goal, key)| self.indexes.forget(*goal, waiter.id, key));
        true
    }

    /// Makes an obligation of which only the occasion is kept an ordinary one.
    pub(super) fn thaw(&mut self, id: u64, place: Place) {
        let Some(light) = self.light.remove(place, id) else { return };
        let mut obligation = self.draft(id, light.norm, light.occasion, light.repeat, light.span);
        obligation.wakes = light.wakes;
        self.furnish(&mut obligation, None);
        self.live.insert(id, Box::new(obligation));
    }
}
