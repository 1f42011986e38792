//! What one act means to one obligation that looks for it: whether it is in time, and whether it is what is asked for.

use super::each::Serves;
use super::eval::{Env, Tri};
use super::index::CandidateKey;
use super::obligation::{Doubt, ExcuseState, Lead, Obligation, Phase, Probe, ProbeKey, Seen, Span};
use super::own::Claim;
use super::run::Engine;
use super::ways::span_of;
use super::{Miss, MissKind, Occasion, Reason, Why};
use crate::event::Event;
use crate::plan::{Excuse, Expect, Goal, GoalId, Role};
use crate::time::{Due, Instant, Opening, Precision, Stamp, Timing};
use std::sync::Arc;

impl Engine<'_> {
    /// Whether an act is the occasion itself, or the record that carries it, which cannot discharge itself.
    pub(super) fn is_itself(&self, occasion: &Occasion, act: &Event) -> bool {
        let event = match occasion {
            Occasion::Event(event) => Some(event),
            Occasion::Interval { interval, .. } => interval.event(),
            Occasion::Period { .. } => None,
        };
        let Some(event) = event else { return false };
        event.row == act.row
            && event.rule == act.rule
            && (event.kind == act.kind || self.is_violation(event.kind))
    }

    /// Whether an act certainly meets a goal in its window: nothing about it is in doubt.
    pub(super) fn is_plainly(
        &self,
        goal: &Goal,
        occasion: &Occasion,
        span: &Span,
        act: &Event,
        key: &CandidateKey,
    ) -> bool {
        matches!(key, CandidateKey::Exact(_))
            && matches!(self.timing(goal, occasion, span, act), When::In)
            && (!goal.asks_more()
                || matches!(self.content(goal, self.env(occasion).with(act), false, key), Content::Yes))
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
        if self.is_itself(&obligation.occasion, event) {
            return false;
        }
        let Some((span, probe)) = probe_of(obligation, goal_id, goal.role) else {
            if matches!(goal.role, Role::Reparation(..)) {
                obligation.held.push((goal_id, Arc::clone(event)));
            }
            return false;
        };
        let (wild, own) = (matches!(probe.key, ProbeKey::Wild(_)), probe.window.is_some());
        let timing = self.timing(goal, &obligation.occasion, &span, event);
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
        let watching = matches!(obligation.phase, Phase::Watching(_));
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
        let Some((pattern, (span, occasion, seen))) = pattern.zip(slot_of(obligation, role)) else {
            return false;
        };
        self.weigh_step(occasion, pattern, (&span, seen), goal_id, event, doubt)
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
            (When::In, Content::Yes)
                if !obligation.ended || self.ends_finer(&obligation.span, obligation.lead, event) =>
            {
                if let Some(lead) = obligation.lead {
                    obligation.ended = true;
                    obligation.span = self.led(obligation.span, lead, event.at, &mut obligation.doubts);
                    self.weigh_again(obligation, Role::Conduct);
                    self.end_shared(obligation);
                    return true;
                }
                obligation.ended = true;
                self.end_window(obligation, Due::through(event.at));
                return true;
            }
            // Together with what has ended it for certain it changes nothing.
            (When::In | When::Undecided, Content::Maybe(_))
                if obligation.ended
                    && obligation.lead.is_some()
                    && obligation.span.shown.anchor == event.at =>
            {
                return false;
            }
            (When::In | When::Undecided, Content::Maybe(why)) => why,
            (When::Undecided, Content::Yes) => Why::TooCoarse,
            (When::In | When::Before | When::Early | When::Late, _) | (When::Undecided, Content::No(_)) => {
                return false;
            }
        };
        let reason = Reason::Candidate(Arc::clone(event), why);
        obligation.doubts.push(Doubt { at: event.at, why, reason });
        self.doubt_what_was_seen(obligation);
        false
    }

    /// Whether a window that has ended was ended by an event that starts together with this one, and is coarser.
    pub(super) fn ends_finer(&self, span: &Span, lead: Option<Lead>, event: &Event) -> bool {
        let end = match (lead, span.shown.due) {
            (None, Some(due)) => self.stamp_of(due),
            _ => span.shown.anchor,
        };
        end.start == event.at.start && event.at.precision < end.precision
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

    /// Where an act lies relative to a window. What can only do harm to who is bound lies in it only if it does for certain.
    fn timing(&self, goal: &Goal, occasion: &Occasion, span: &Span, event: &Event) -> When {
        let zone = self.setup.rules.zone;
        if span.shown.opens.is_some_and(|opens| self.is_after(opens, event.at)) {
            return When::Before;
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
            (Opening::Open, Timing::InTime) => {
                let harms = self.harms(goal) && !self.surely_in(occasion, span, event.at);
                if harms { When::Undecided } else { When::In }
            }
        }
    }

    /// Whether an act can only do harm to who is bound: it is forbidden, or one too many, or ends the window.
    fn harms(&self, goal: &Goal) -> bool {
        match goal.role {
            Role::Terminator | Role::ExcuseEnd(_) => true,
            Role::Conduct if matches!(self.setup.plan.norms[goal.norm].expect, Expect::MustNot(_)) => true,
            Role::Conduct | Role::Reparation(..) | Role::Excuse(_) => goal.max.is_some(),
        }
    }

    /// The latest instant at which a window may have opened: what was noted with its day or minute stands for any instant of that, what a
    /// record or the plan of shifts says for the first one.
    pub(super) fn latest_opening(&self, occasion: &Occasion, opens: Stamp) -> Instant {
        match occasion {
            Occasion::Interval { interval, .. } if !interval.ends_with_event() => opens.start,
            _ => self.setup.rules.zone.last_of(opens),
        }
    }

    /// Whether an act lies in a window however finely it had been noted. What a field or an event says ends it at the coarser precision.
    fn surely_in(&self, occasion: &Occasion, span: &Span, at: Stamp) -> bool {
        let zone = self.setup.rules.zone;
        let needs = span.shown.due.map_or(Precision::Day, |due| due.needs());
        let opened = |opens: Stamp| {
            let as_fine = opens.precision == at.precision && at.precision <= needs;
            as_fine || at.start >= self.latest_opening(occasion, opens)
        };
        let in_time = |due: Due| needs == Precision::Day || due.surely_in_time(at, zone);
        span.shown.opens.is_none_or(opened)
            && span.not_before.is_none_or(|bound| bound.surely_open(at, zone))
            && span.shown.due.is_none_or(in_time)
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

/// What an obligation has seen of a goal, with the window in which it counts.
fn probe_of(obligation: &mut Obligation, goal: GoalId, role: Role) -> Option<(Span, &mut Probe)> {
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
pub(super) fn slot_of(obligation: &mut Obligation, role: Role) -> Option<(Span, &Occasion, &mut Seen)> {
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
