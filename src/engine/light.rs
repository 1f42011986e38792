//! Obligations that wait for one plain act: most are born, see that act in time, and are never heard of again.
//!
//! Of such an obligation only its occasion and its window are kept. The act that certainly meets it ends it: it is counted and
//! nothing of it is shown. Whatever else happens (any other act that concerns it, the end of its window, the end of the log) makes it an
//! ordinary obligation first, exactly as it would have been from the beginning, since nothing has happened to it yet.

use super::index::{CandidateKey, Indexes, candidate_key, matches};
use super::obligation::{Key, ProbeKey, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::slab::{Place, Slab};
use super::swift::Swift;
use super::waiting::Waiter;
use super::{Counts, Occasion, Setup, Status};
use crate::event::{EntityId, Event, Sym};
use crate::plan::{Branch, Excuse, Expect, Expr, Goal, GoalId, Limit, NormPlan, Plan, Role, Source};
use crate::time::Instant;
use smallvec::SmallVec;
use std::sync::Arc;

/// An obligation of which nothing is known but its occasion.
pub(super) struct Light {
    pub norm: u32,
    pub repeat: u32,
    /// From when and up to when an act that is exactly timed is in its window for certain.
    pub surely: (Instant, Instant),
    pub of: Of,
}

/// Its occasion. Of one that began swiftly the window is worked out again when it is asked for: it comes out as it did then, and
/// hardly anybody asks.
pub(super) enum Of {
    /// An event.
    Event(Arc<Event>),
    /// An event that nobody else has, which is kept beside it. Nothing happened at the same time.
    Own,
    /// A member, for a period of this number ([`super::running`]) whose window is that of all members.
    Member(u32, Sym, EntityId),
    /// The same where a condition with this number is read once the period is over ([`super::figured`]).
    Figured(u32, Sym, EntityId, u32),
    /// Any other, with its window, and when it will next be looked at.
    Other(Box<(Occasion, Span, Option<Instant>)>),
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
    pub swift: Option<Arc<Swift>>,
}

/// An act that is shown to light obligations while they are looked up.
pub(super) struct Sight<'e> {
    /// It is exactly timed.
    pub act: &'e Event,
    /// By goal, its norm if an act that has the key, and comes in time, is all that is asked for.
    pub enough: &'e [Option<usize>],
    pub plain: &'e [Option<Plain>],
    pub light: &'e mut Slab,
    pub counts: &'e mut [Counts],
    /// Under which keys those that were met still wait for other acts.
    pub others: &'e mut Vec<(GoalId, u64, ProbeKey)>,
}

impl Sight<'_> {
    /// Whether the act, which has the key, meets an obligation, so that it is gone. False says nothing.
    pub fn meets(&mut self, waiter: &Waiter) -> bool {
        let Some(norm) = self.enough[waiter.goal.0 as usize] else { return false };
        let (from, until) = waiter.surely;
        if !(from..=until).contains(&self.act.at.start) || !self.light.has(waiter.place, waiter.id) {
            return false;
        }
        if let Some(plain) = self.plain[norm].as_ref().filter(|plain| plain.waits.len() > 1) {
            let Some(light) = self.light.get(waiter.place, waiter.id) else { return false };
            let others =
                plain.swift.iter().flat_map(|swift| swift.keys(&light.of, self.light.own(waiter.place)));
            let others = others.filter(|(goal, _)| *goal != waiter.goal);
            self.others.extend(others.map(|(goal, key)| (goal, waiter.id, key)));
        }
        self.counts[norm].add(Status::Fulfilled);
        self.light.discard(waiter.place, waiter.id);
        true
    }
}

impl Of {
    /// The event that it is, if it is one; `own`: the one that is kept beside it.
    pub fn event<'e>(&'e self, own: Option<&'e Event>) -> Option<&'e Event> {
        match self {
            Of::Event(event) => Some(event),
            Of::Own => own,
            Of::Member(..) | Of::Figured(..) => None,
            Of::Other(whole) => match &whole.0 {
                Occasion::Event(event) => Some(event),
                Occasion::Period { .. } | Occasion::Interval { .. } => None,
            },
        }
    }
}

impl Light {
    /// No act is in its window for certain.
    pub const UNSURE: (Instant, Instant) = (Instant::MAX, Instant::MIN);

    /// What stands where there is none.
    pub const NONE: Light = Light { norm: 0, repeat: 0, surely: Light::UNSURE, of: Of::Own };
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
    pub fn of(setup: &Setup<'_>, indexes: &Indexes, norm: usize, asks_later: bool) -> Option<Plain> {
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
        plain.swift = Swift::of(setup, indexes, norm, &plain).map(Arc::new);
        Some(plain)
    }

    /// Whether one act for a goal is all that is asked for.
    pub fn is_enough(&self, goal: GoalId) -> bool {
        self.ways.iter().any(|way| way.as_slice() == [goal])
    }
}

/// By goal, its norm if an act that has the key, and comes in time, is all that an obligation begun swiftly asks for.
pub(super) fn enough(plan: &Plan, plain: &[Option<Plain>]) -> Vec<Option<usize>> {
    let mut enough = vec![None; plan.goals.len()];
    let swift = plain.iter().flatten().filter_map(|plain| plain.swift.as_deref());
    swift.flat_map(Swift::enough).for_each(|goal| enough[goal.0 as usize] = Some(plan.goal(goal).norm));
    enough
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
                let own = match occasion {
                    Occasion::Event(event) => Some(event.at.start),
                    Occasion::Period { .. } | Occasion::Interval { .. } => None,
                };
                let of = || Of::Other(Box::new((occasion.clone(), *span, wakes)));
                self.keep_light((norm, repeat, span), (of, false), own, wakes, waits);
                true
            }
        }
    }

    /// Keeps a light obligation, which waits under these keys. `of`: makes its occasion, once it is written down, and whether that will have
    /// no memory elsewhere; `own`: when it happened, if it is an event.
    #[inline]
    pub(super) fn keep_light(
        &mut self,
        (norm, repeat, span): (usize, u32, &Span),
        (of, stands_alone): (impl FnOnce() -> Of, bool),
        own: Option<Instant>,
        wakes: Option<Instant>,
        waits: impl IntoIterator<Item = (GoalId, ProbeKey)>,
    ) {
        let id = self.fresh();
        let place = self.light.next_place();
        let surely = span.surely().unwrap_or(Light::UNSURE);
        // Its own occasion, if that is an event at an instant, is no act for it.
        let from = own.map_or(surely.0, |own| surely.0.max(own.plus_micros(1)));
        for (goal, key) in waits {
            self.indexes.wait(Waiter { id, goal, place, surely: (from, surely.1) }, key);
        }
        self.light.insert(id, stands_alone, || Light { norm: norm as u32, repeat, surely, of: of() });
        if let Some(at) = wakes {
            self.schedule_in_turn(norm, at, id, place);
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
            let mut look = |event: &Event, candidate: &CandidateKey| {
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
                let (mut past, unclear) = self.indexes.past_with(*id, exact);
                // Of a candidate's key it is only asked whether it is known.
                let found = past.any(|event| look(&event, &CandidateKey::Exact(Key::None)));
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
        let norm = light.norm as usize;
        let Some(plain) = &self.plain[norm] else { return false };
        let goal = self.setup.plan.goal(waiter.goal);
        if goal.role != Role::Conduct || !plain.is_enough(waiter.goal) {
            return false;
        }
        let Some((occasion, span, _)) = self.spelled_out(light, waiter.place) else { return false };
        if self.is_itself(&occasion, event) || !self.is_plainly(goal, &occasion, &span, event, key) {
            return false;
        }
        let own = |goal: &GoalId| (*goal, self.probe_key(*goal, self.env(&occasion)));
        let keys: SmallVec<[(GoalId, ProbeKey); 2]> = plain.waits.iter().map(own).collect();
        self.counts[norm].add(Status::Fulfilled);
        self.light.discard(waiter.place, waiter.id);
        keys.iter().for_each(|(goal, key)| self.indexes.forget(*goal, waiter.id, key));
        true
    }

    /// The occasion and the window of a light obligation, and when it will next be looked at.
    pub(super) fn spelled_out(
        &self,
        light: &Light,
        place: Place,
    ) -> Option<(Occasion, Span, Option<Instant>)> {
        let closes = |span: &Span| span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        let of_event = |event: Arc<Event>| {
            let at = event.at;
            let occasion = Occasion::Event(event);
            let span = self.swift_span(light.norm as usize, &occasion, at)?;
            Some((occasion, span, closes(&span)))
        };
        Some(match &light.of {
            Of::Event(event) => of_event(Arc::clone(event))?,
            Of::Own => of_event(Arc::new(self.light.own(place)?.clone()))?,
            Of::Member(number, key, entity) | Of::Figured(number, key, entity, _) => {
                let (period, span) = self.running[light.norm as usize].get(*number)?;
                (Occasion::Period { period, member: Some((*key, *entity)) }, span, closes(&span))
            }
            Of::Other(whole) => (**whole).clone(),
        })
    }

    /// Makes an obligation of which only the occasion is kept an ordinary one.
    pub(super) fn thaw(&mut self, id: u64, place: Place) {
        let Some(light) = self.light.remove(place, id) else { return };
        let Some((occasion, span, wakes)) = self.spelled_out(&light, place) else { return };
        let check = match light.of {
            Of::Figured(.., check) => Some(check as usize),
            Of::Event(_) | Of::Own | Of::Member(..) | Of::Other(_) => None,
        };
        let measured = check.and_then(|_| self.measured_then(light.norm as usize, &occasion));
        let mut obligation = self.draft(id, light.norm as usize, occasion, light.repeat, span);
        (obligation.wakes, obligation.check, obligation.measured) = (wakes, check, measured);
        self.furnish(&mut obligation, self.check_of(light.norm as usize, check));
        self.live.insert(id, Box::new(obligation));
        if let Some(at) = wakes.filter(|at| *at > self.now) {
            self.wake_thawed(id, at);
        }
    }
}
