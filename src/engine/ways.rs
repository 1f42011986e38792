//! Ways and steps: whether what is asked of an obligation was seen, given what was seen of its goals.

use super::answer::{Answer, Answers};
use super::chain::{Between, Chain, Need, Run, Seat, Took};
use super::eval::Outcome;
use super::follows::{Mark, Part};
use super::obligation::{Obligation, Probe, Seen, Span};
use super::run::Engine;
use super::{Miss, MissKind, Occasion, Reason, Why};
use crate::event::{Event, Value};
use crate::plan::{Expr, Goal, GoalId, Place, Plan, Route, Slot, Step, Ways};
use crate::time::{Due, Instant, Stamp};
use std::sync::Arc;

/// One way with what was seen of it.
pub(super) struct View<'a> {
    pub way: &'a Route,
    pub probes: &'a [Probe],
    pub chain: Option<&'a Chain>,
}

/// The ways of a pattern, each with its probes and its chain.
pub(super) fn views<'a>(pattern: &'a Ways, seen: &'a Seen) -> impl Iterator<Item = View<'a>> {
    let mut probes = seen.probes.as_slice();
    let mut chains = seen.chains.iter();
    pattern.ways.iter().map(move |way| {
        let (own, rest) = probes.split_at(way.goal_count().min(probes.len()));
        probes = rest;
        View { way, probes: own, chain: if way.in_order() { chains.next() } else { None } }
    })
}

/// The ways of acts in order, each with its probes and how far it has come.
pub(super) fn chains_of<'a>(
    pattern: &'a Ways,
    seen: &'a mut Seen,
) -> impl Iterator<Item = (&'a Route, &'a [Probe], &'a mut Chain)> {
    let Seen { probes, chains } = seen;
    let (mut probes, mut chains) = (probes.as_slice(), chains.iter_mut());
    pattern.ways.iter().filter_map(move |way| {
        let (own, rest) = probes.split_at(way.goal_count().min(probes.len()));
        probes = rest;
        if way.in_order() { Some((way, own, chains.next()?)) } else { None }
    })
}

/// Whether a pattern was seen for certain.
pub(super) fn is_seen(plan: &Plan, pattern: &Ways, seen: &Seen) -> bool {
    views(pattern, seen).any(|view| match view.chain {
        Some(chain) => chain.sure.done.is_some(),
        None => view.probes.iter().all(|probe| probe.is_enough(plan.goal(probe.goal))),
    })
}

/// The window of a probe: its own, else that of its slot; none if its own cannot be told.
pub(super) fn span_of<'s>(probe: &'s Probe, slot: &'s Span) -> Option<&'s Span> {
    match probe.window.as_deref() {
        None => Some(slot),
        Some(Ok(own)) => Some(own),
        Some(Err(_)) => None,
    }
}

impl Engine<'_> {
    /// Whether a pattern is seen: one of its ways.
    pub(super) fn seen(&self, obligation: &Obligation, pattern: &Ways, seen: &Seen, span: &Span) -> Answer {
        if let ([way], []) = (pattern.ways.as_slice(), seen.chains.as_slice())
            && !way.in_order()
        {
            return self.all(obligation, &seen.probes, span);
        }
        let mut answers = Answers::default();
        for view in views(pattern, seen) {
            let answer = match view.chain {
                Some(chain) => self.in_order(obligation, &view, chain, span),
                None => self.all(obligation, view.probes, span),
            };
            match answer {
                Answer::Yes => return Answer::Yes,
                other => answers.add(other),
            }
        }
        answers.any()
    }

    /// Whether a pattern stays unseen: a prohibition. (`Yes`: it was not done.)
    pub(super) fn unseen(&self, obligation: &Obligation, pattern: &Ways, seen: &Seen, span: &Span) -> Answer {
        let mut answers = Answers::default();
        for view in views(pattern, seen) {
            let answer = match view.chain {
                None => self.none(obligation, view.probes, span),
                Some(chain) => match self.in_order(obligation, &view, chain, span) {
                    Answer::Yes => Answer::No(vec![Reason::Forbidden]),
                    Answer::No(_) => Answer::Yes,
                    other @ (Answer::Unclear(_) | Answer::Open(_)) => other,
                },
            };
            match answer {
                no @ Answer::No(_) => return no,
                other => answers.add(other),
            }
        }
        answers.all()
    }

    /// Whether acts were seen in order.
    fn in_order(&self, obligation: &Obligation, view: &View<'_>, chain: &Chain, span: &Span) -> Answer {
        if chain.sure.done.is_some() {
            return Answer::Yes;
        }
        if let Some(reason) = &chain.broken {
            return Answer::Unclear(vec![reason.clone()]);
        }
        let best = chain.best.done.is_none() && self.goes_on(&chain.best, view, span);
        if best || self.goes_on(&chain.sure, view, span) {
            return Answer::Open(vec![Reason::WindowOpen]);
        }
        if chain.best.done.is_some() {
            if let Some(reason) = &chain.best.untold {
                return Answer::Unclear(vec![reason.clone()]);
            }
            let mut doubts = self.doubts_of(&obligation.occasion, view, chain, span);
            if doubts.is_empty() {
                doubts = doubts_of_order(view, chain);
            }
            return Answer::Unclear(doubts);
        }
        // An event may have ended the window meanwhile, before the source did.
        let not_seen = |probe: &Probe| self.not_seen_to_the_end(probe, span_of(probe, span)?);
        if let Some(open) = &chain.open
            && view.probes.iter().any(|probe| not_seen(probe).is_some())
            && (open.done.is_some() || self.goes_on(open, view, span))
        {
            return Answer::Open(self.ended_sources(view, chain, span));
        }
        Answer::No(vec![Reason::InOrder(steps(chain.sure.front), steps(view.way.steps.len()))])
    }

    /// Whether something that is still to come can lead a run on.
    fn goes_on(&self, run: &Run, view: &View<'_>, span: &Span) -> bool {
        let zone = self.setup.rules.zone;
        let open = |due: Due| due.closes(zone) > self.now;
        // Whatever is still to come leads nowhere if a later step is over already.
        let window_open = |step: usize| {
            let probe = first_probe(view, step);
            probe.and_then(|probe| span_of(probe, span)).is_some_and(|s| s.shown.due.is_none_or(open))
        };
        run.threads
            .iter()
            .any(|thread| (thread.step..view.way.steps.len()).all(window_open) && thread.due.is_none_or(open))
    }

    /// What leaves an order in doubt: of the steps that are not certain.
    pub(super) fn doubts_of(
        &self,
        occasion: &Occasion,
        view: &View<'_>,
        chain: &Chain,
        span: &Span,
    ) -> Vec<Reason> {
        let mut doubts = Vec::new();
        for probe in view.probes {
            let goal = self.setup.plan.goal(probe.goal);
            let Some(own) = span_of(probe, span) else { continue };
            if goal.place.step < chain.sure.front && !limited(view.way, goal.place.step + 1) {
                continue;
            }
            doubts.extend(probe.maybes.iter().map(|(event, why)| Reason::Candidate(Arc::clone(event), *why)));
            doubts.extend(self.lost(occasion, probe, own).map(|row| Reason::Rejected(row.row)));
            doubts.extend(self.before_log(goal.kind, own));
        }
        doubts
    }

    /// Of the steps that are missing: sources that were not observed to the end.
    fn ended_sources(&self, view: &View<'_>, chain: &Chain, span: &Span) -> Vec<Reason> {
        let missing = |goal: &&Goal| goal.place.step >= chain.best.front;
        let goals = view.probes.iter().map(|probe| self.setup.plan.goal(probe.goal)).filter(missing);
        let ended = goals.filter_map(|goal| {
            let until = self.setup.coverage.end_of(goal.kind)?;
            let beyond = |due: Due| due.closes(self.setup.rules.zone) > until.start;
            span.shown.due.is_none_or(beyond).then_some(Reason::SourceEnds { kind: goal.kind, until })
        });
        let mut ended: Vec<Reason> = ended.collect();
        if ended.is_empty() {
            ended.push(Reason::WindowOpen);
        }
        ended
    }

    /// The chains of a pattern, one for each way of several steps.
    pub(super) fn chains(
        &self,
        pattern: &Ways,
        probes: &[Probe],
        occasion: &Occasion,
        span: &Span,
    ) -> Vec<Chain> {
        let mut rest = probes;
        let mut chains = Vec::new();
        for way in &pattern.ways {
            let (own, more) = rest.split_at(way.goal_count().min(rest.len()));
            rest = more;
            if way.in_order() {
                chains.push(self.chain(way, own, occasion, span));
            }
        }
        chains
    }

    pub(super) fn chain(&self, way: &Route, probes: &[Probe], occasion: &Occasion, span: &Span) -> Chain {
        let broken = probes.iter().find_map(|probe| match probe.window.as_deref() {
            Some(Err(reason)) => Some(reason.clone()),
            Some(Ok(_)) | None => None,
        });
        let mut ends = false;
        let (mut sure, mut best, mut open) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = probes;
        for step in &way.steps {
            let (own, more) = rest.split_at(step.goals.len().min(rest.len()));
            rest = more;
            let needs = own.iter().map(|probe| {
                let goal = self.setup.plan.goal(probe.goal);
                let due = span_of(probe, span).unwrap_or(span).shown.due;
                let closes = due.map(|due| due.closes(self.setup.rules.zone));
                Need { acts: goal.min, people: goal.different, closes, ..Need::default() }
            });
            let needs: Vec<Need> = needs.collect();
            let unseen: Vec<Need> = needs
                .iter()
                .zip(own)
                .map(|(need, probe)| {
                    self.unseen_acts(*need, probe, occasion, span_of(probe, span).unwrap_or(span))
                })
                .collect();
            let late: Vec<Need> = unseen
                .iter()
                .zip(own)
                .map(|(need, probe)| {
                    let own = span_of(probe, span).unwrap_or(span);
                    let ended = self.not_seen_to_the_end(probe, own);
                    ends |= ended.is_some();
                    let later =
                        |until: Stamp| own.shown.opens.filter(|o| o.start > until.start).unwrap_or(until);
                    ended.map_or(*need, |until| Need {
                        unseen: u32::MAX,
                        since: if need.unseen == 0 { Some(later(until)) } else { need.since },
                        ..*need
                    })
                })
                .collect();
            sure.push(needs);
            best.push(unseen);
            open.push(late);
        }
        let rows = self.rows_of(way, probes, occasion, span);
        let kept = (ends || best.iter().flatten().any(Need::may_be_unseen)).then(Vec::new);
        self.between(way, occasion, |between| Chain {
            sure: Run::new(sure, false, between),
            best: Run::new(best, true, between),
            open: ends.then(|| Run::new(open, true, between)),
            broken,
            rows,
            finest: None,
            coarsest: None,
            kept,
        })
    }

    /// Up to when the source of a goal was observed, if its window goes on after that.
    fn not_seen_to_the_end(&self, probe: &Probe, span: &Span) -> Option<Stamp> {
        let until = self.setup.coverage.end_of(self.setup.plan.goal(probe.goal).kind)?;
        let beyond = |due: Due| due.closes(self.setup.rules.zone) > until.start;
        span.shown.due.is_none_or(beyond).then_some(until)
    }

    /// Calls a function with what lies between the steps of a way.
    pub(super) fn between<T>(
        &self,
        way: &Route,
        occasion: &Occasion,
        with: impl FnOnce(&Between<'_>) -> T,
    ) -> T {
        let after =
            |step: usize| way.steps.get(step).map(|step| step.after.as_slice()).filter(|a| !a.is_empty());
        let due = |step: usize, at: Stamp| {
            let window = self.window(after(step)?, occasion, at, false);
            match window {
                Ok(span) => span.shown.due.map(Ok),
                Err(reason) => Some(Err(reason)),
            }
        };
        let limited = |step: usize| after(step).is_some();
        with(&Between { zone: self.setup.rules.zone, due: &due, limited: &limited })
    }

    /// Weighs an act of an order. `certain`: nothing about the act itself is in doubt. True if the obligation may now be
    /// decided.
    pub(super) fn weigh_step(
        &self,
        occasion: &Occasion,
        pattern: &Ways,
        (span, seen): (&Span, &mut Seen),
        goal_id: GoalId,
        event: &Arc<Event>,
        doubt: Option<Why>,
    ) -> bool {
        let goal = self.setup.plan.goal(goal_id);
        let Some((way, probes, chain)) = chains_of(pattern, seen).nth(chains_before(pattern, goal.place))
        else {
            return false;
        };
        let goals = way.steps.get(goal.place.step).map_or(&[][..], |step| &step.goals);
        let Some(within) = goals.iter().position(|id| *id == goal_id) else { return false };
        let seat: Seat = (goal.place.step, within);
        let person = if goal.different > 0 { self.actor(goal, event) } else { None };
        self.count_rows(way, probes, chain, occasion, span, event.at.start);
        let part = Part::event(event, person.clone());
        chain.note(event.at.precision);
        if let Some(kept) = &mut chain.kept {
            kept.push((seat, part.clone()));
        }
        let was_done = chain.sure.done.is_some();
        let (sure, (best, open)) = self.between(way, occasion, |between| {
            let sure = match doubt {
                None => chain.sure.take(seat, &part, between),
                Some(_) => Took::Needless,
            };
            (sure, chain.may_take(seat, &part, between))
        });
        let done = chain.sure.done.is_some();
        let Some(probe) = seen.probes.iter_mut().find(|p| p.goal == goal_id) else { return false };
        let miss = |why, due| Miss { event: Arc::clone(event), why, due };
        // Where it counts for one obligation only, it is to be known of each act that it may be this one's: also of one that is not needed
        // if something that was not seen served.
        let of_use = |took: Took| matches!(took, Took::Yes | Took::Needless);
        let may_be_its_own = goal.own.is_some() && !was_done && (of_use(best) || open.is_some_and(of_use));
        match (sure, best, doubt) {
            (Took::Yes, _, _) => probe.hit(event, person, goal),
            _ if may_be_its_own => probe.maybes.push((Arc::clone(event), doubt.unwrap_or(Why::Order))),
            (_, Took::Yes, doubt) => probe.maybes.push((Arc::clone(event), doubt.unwrap_or(Why::Order))),
            (_, Took::Late(due), None) => probe.miss(miss(MissKind::Late, Some(due))),
            (_, Took::TooSoon, None) => probe.miss(miss(MissKind::OutOfOrder, None)),
            (_, Took::Late(_) | Took::TooSoon, Some(_)) | (_, Took::Needless, _) => {}
        }
        done
    }

    /// Who acted, if that can be told.
    pub(super) fn actor(&self, goal: &Goal, event: &Event) -> Option<Value> {
        let actor = self.setup.model.schema.kind(goal.kind).actor?;
        event.cells.get(actor).and_then(|cell| cell.value()).cloned()
    }

    /// Where so many different people must act: why it cannot be told who acted.
    pub(super) fn nameless(&self, goal: &Goal, env: super::eval::Env<'_>) -> Option<Why> {
        if goal.different == 0 {
            return None;
        }
        let Some(index) = self.setup.model.schema.kind(goal.kind).actor else { return Some(Why::Nothing) };
        let field = Expr::Field { slot: Slot::Candidate, kind: goal.kind, index, optional: false };
        match env.value(&field) {
            Outcome::Value(_) => None,
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => Some(why),
        }
    }

    /// When a pattern that was owed failed: with the last of its ways.
    pub(super) fn missed_at(&self, pattern: &Ways, seen: &Seen, span: &Span, occasion: Stamp) -> Stamp {
        views(pattern, seen).map(|view| self.missed_way(&view, span, occasion)).max().unwrap_or(occasion)
    }

    /// When one way of such a pattern failed.
    pub(super) fn missed_way(&self, view: &View<'_>, span: &Span, occasion: Stamp) -> Stamp {
        let ends = |due: Due| self.stamp_of(due);
        self.too_many_at(view).or_else(|| self.way_due(view, span).map(ends)).unwrap_or(occasion)
    }

    /// When there was one act too many, which settles the matter before the window closes.
    pub(super) fn too_many_at(&self, view: &View<'_>) -> Option<Stamp> {
        let many = |p: &Probe| p.settled(true).filter(|_| self.setup.plan.goal(p.goal).max.is_some());
        view.probes.iter().filter(|_| view.chain.is_none()).filter_map(many).min()
    }

    /// The limit that a way missed.
    pub(super) fn way_due(&self, view: &View<'_>, span: &Span) -> Option<Due> {
        if let Some(chain) = view.chain {
            return self.order_due(view, chain, span);
        }
        let dues = view.probes.iter().filter_map(|probe| span_of(probe, span)?.shown.due);
        dues.min_by_key(|due| due.closes(self.setup.rules.zone))
    }

    /// When a pattern that was forbidden was complete.
    pub(super) fn done_at(&self, pattern: &Ways, seen: &Seen) -> Option<Stamp> {
        let done = views(pattern, seen).filter_map(|view| match view.chain {
            Some(chain) => chain.sure.done.and_then(|Mark { at, .. }| at),
            None => view.probes.iter().filter_map(|probe| probe.settled(true)).min(),
        });
        done.min()
    }

    /// The limit that was missed by acts in order, with all that may have been: up to then they could have been led to their end.
    fn order_due(&self, view: &View<'_>, chain: &Chain, span: &Span) -> Option<Due> {
        let later = chain.open.as_ref().and_then(|open| self.last_hope(view, open, span));
        let due = [self.last_hope(view, &chain.best, span), later].into_iter().flatten();
        due.max_by_key(|due| self.closing(*due))
    }

    /// The same of one reading of the log: the last of the limits that close what it waits for, none if something never closes. What waits
    /// for a step waits for all after it.
    pub(super) fn last_hope(&self, view: &View<'_>, run: &Run, span: &Span) -> Option<Due> {
        let window = |step: usize| span_of(first_probe(view, step)?, span)?.shown.due;
        let first = |step: usize, counted: Option<Due>| {
            let windows = (step..view.way.steps.len()).filter_map(window);
            windows.chain(counted).min_by_key(|due| self.closing(*due))
        };
        // What may have been complete before anything was seen waited for the first step until then.
        let mut last = if run.threads.is_empty() { first(0, None) } else { None };
        for thread in &run.threads {
            let due = first(thread.step, thread.due)?;
            last = last.into_iter().chain([due]).max_by_key(|due| self.closing(*due));
        }
        last
    }

    /// The limit with which a pattern that is owed is missed: of several ways the last. None if one of them never closes.
    pub(super) fn last_due(&self, pattern: &Ways, seen: &Seen, span: &Span) -> Option<Due> {
        let dues: Option<Vec<Due>> = views(pattern, seen).map(|view| self.way_due(&view, span)).collect();
        dues?.into_iter().max_by_key(|due| self.closing(*due))
    }

    /// In which order limits close: of those that close together, the one that may be over earlier first.
    fn closing(&self, due: Due) -> (Instant, Stamp, Instant) {
        (due.closes(self.setup.rules.zone), self.stamp_of(due), due.earliest())
    }

    /// Whether it cannot be told when acts in order failed: with what is certain alone they would have sooner.
    pub(super) fn may_have_failed_sooner(&self, view: &View<'_>, chain: &Chain, span: &Span) -> bool {
        let at = |due: Option<Due>| due.map(|due| self.stamp_of(due));
        at(self.last_hope(view, &chain.sure, span)) != at(self.order_due(view, chain, span))
    }
}

impl Seen {
    /// When the windows close that are not the slot's: those of single acts, and those counted from the act before.
    pub fn dues(&self) -> impl Iterator<Item = Due> + '_ {
        let own = self.probes.iter().filter_map(|probe| match probe.window.as_deref() {
            Some(Ok(span)) => span.shown.due,
            Some(Err(_)) | None => None,
        });
        let runs =
            self.chains.iter().flat_map(|chain| [Some(&chain.sure), Some(&chain.best), chain.open.as_ref()]);
        own.chain(runs.flatten().flat_map(|run| run.threads.iter().filter_map(|thread| thread.due)))
    }
}

/// Whether a late act was seen, or everything that a way asks for: then nothing better explains that it failed.
pub(super) fn explained(plan: &Plan, pattern: &Ways, seen: &Seen) -> bool {
    let late = |p: &Probe| p.leaves().iter().any(|p| p.misses.iter().any(|m| m.why == MissKind::Late));
    views(pattern, seen).any(|view| view.probes.iter().all(|p| late(p) || p.is_enough(plan.goal(p.goal))))
}

/// What leaves an order in doubt where each act is certain, only not which came first.
fn doubts_of_order(view: &View<'_>, chain: &Chain) -> Vec<Reason> {
    let misses = view.probes.iter().flat_map(|probe| &probe.misses);
    let early = misses.filter(|miss| miss.why == MissKind::OutOfOrder);
    let mut doubts: Vec<Reason> =
        early.map(|miss| Reason::Candidate(Arc::clone(&miss.event), Why::Order)).collect();
    if doubts.is_empty() {
        doubts.push(Reason::InOrder(steps(chain.sure.front), steps(view.way.steps.len())));
    }
    doubts
}

fn first_probe<'a>(view: &View<'a>, step: usize) -> Option<&'a Probe> {
    let before: usize = view.way.steps.iter().take(step).map(|step| step.goals.len()).sum();
    view.probes.get(before)
}

fn limited(way: &Route, step: usize) -> bool {
    way.steps.get(step).is_some_and(|step: &Step| !step.after.is_empty())
}

/// How many of the ways before the one of a place are in order.
fn chains_before(pattern: &Ways, place: Place) -> usize {
    pattern.ways.iter().take(place.way).filter(|way| way.in_order()).count()
}

fn steps(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
