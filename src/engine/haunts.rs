//! Acts that count for one obligation only, where it cannot be told of one of those who may have them when they may: its window is
//! not known, or whether it has failed. Whatever it may have is then in doubt for all others.

use super::answer::Answer;
use super::eval::Tri;
use super::index::{CandidateKey, candidate_key};
use super::obligation::{ExcuseState, Key, Obligation, Phase, Probe, ProbeKey, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::{Occasion, Reason};
use crate::event::Event;
use crate::plan::{Branch, Excuse, GoalId, Limit, Ways};
use crate::time::{Instant, Stamp};
use rustc_hash::FxHashMap;

/// When somebody may have an act.
#[derive(Clone, Copy, Debug)]
struct Range {
    /// None: from ever.
    opens: Option<Stamp>,
    /// The first instant after it; none: for ever.
    closes: Option<Instant>,
}

impl Range {
    fn union(self, other: Range) -> Range {
        Range {
            opens: self.opens.zip(other.opens).map(|(a, b)| a.min(b)),
            closes: self.closes.zip(other.closes).map(|(a, b)| a.max(b)),
        }
    }
}

/// Who may have an act of their own, it cannot be told when.
#[derive(Debug, Default)]
pub(super) struct Haunts {
    /// By goal and key, for all together.
    by_key: FxHashMap<(GoalId, Key), Range>,
    /// By goal, those of whom the key is not known either.
    wild: FxHashMap<GoalId, Range>,
    /// By pool, the goals of which there are any.
    goals: FxHashMap<u32, Vec<GoalId>>,
    /// At this many, those that are over are cleared out.
    full: usize,
}

impl Haunts {
    fn add(&mut self, pool: u32, goal: GoalId, key: &ProbeKey, range: Range, now: Instant) {
        if self.by_key.len() >= self.full.max(1024) {
            self.by_key.retain(|_, range| range.closes.is_none_or(|closes| closes > now));
            self.full = self.by_key.len() * 2;
        }
        let join = |known: &mut Range| *known = known.union(range);
        match key {
            ProbeKey::Nothing => return,
            ProbeKey::Exact(key) => {
                self.by_key.entry((goal, key.clone())).and_modify(join).or_insert(range);
            }
            ProbeKey::Wild(_) => {
                self.wild.entry(goal).and_modify(join).or_insert(range);
            }
        }
        let goals = self.goals.entry(pool).or_default();
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
}

impl Engine<'_> {
    /// Whether somebody may have an act of whom it cannot be told when.
    pub(super) fn is_haunted(&self, pool: u32, event: &Event) -> bool {
        let may_be = |range: &Range| {
            range.opens.is_none_or(|opens| !self.is_after(opens, event.at))
                && range.closes.is_none_or(|closes| event.at.start < closes)
        };
        self.haunts.goals.get(&pool).into_iter().flatten().any(|goal| {
            let known = &self.haunts.by_key;
            let by_key = match candidate_key(self.setup.plan.goal(*goal), event) {
                CandidateKey::Nothing => return false,
                CandidateKey::Exact(key) => known.get(&(*goal, key)).is_some_and(may_be),
                // Several may have it: that is as doubtful.
                CandidateKey::Wild => known.iter().any(|((other, _), range)| other == goal && may_be(range)),
            };
            by_key || self.haunts.wild.get(goal).is_some_and(may_be)
        })
    }

    /// Notes of a new obligation the acts of which it cannot be told when it may have them.
    pub(super) fn haunt_unknown_windows(&mut self, obligation: &Obligation) {
        let no_window = |excuse: &ExcuseState| matches!(excuse, ExcuseState::NoWindow(_));
        let is_untold = |probe: &Probe| matches!(probe.window.as_deref(), Some(Err(_)));
        let known = !obligation.excuses.iter().any(no_window)
            && !obligation.seen().flat_map(|seen| &seen.probes).any(is_untold);
        if known || !self.owns(obligation.norm) {
            return;
        }
        let plan = self.setup.plan;
        let norm = &plan.norms[obligation.norm];
        let (occasion, anchor) = (&obligation.occasion, anchor_of(&obligation.occasion));
        let excuses = norm.excuses.iter().zip(&obligation.excuses);
        let untold = excuses.filter(|(_, state)| matches!(state, ExcuseState::NoWindow(_)));
        let mut all: Vec<(&Ways, Range)> = Vec::new();
        for (excuse, _) in untold {
            if let Excuse::Act { acts, window } = excuse {
                all.push((acts, self.widest(window, occasion, Some(anchor))));
            }
        }
        for (acts, range) in all {
            self.haunt_all(occasion, acts, range);
        }
        let excuses = norm.excuses.iter().filter_map(Excuse::pattern);
        for acts in norm.expect.pattern().into_iter().chain(excuses) {
            self.haunt_steps(obligation, acts);
        }
    }

    /// Single acts whose own window cannot be told.
    fn haunt_steps(&mut self, obligation: &Obligation, acts: &Ways) {
        let anchor = anchor_of(&obligation.occasion);
        let untold = |goal: &GoalId| {
            let mut probes = obligation.seen().flat_map(|seen| &seen.probes);
            probes.any(|probe| probe.goal == *goal && matches!(probe.window.as_deref(), Some(Err(_))))
        };
        for step in acts.steps().filter(|step| !step.window.is_empty() && step.goals.iter().any(untold)) {
            let range = self.widest(&step.window, &obligation.occasion, Some(anchor));
            step.goals.iter().for_each(|goal| self.haunt(&obligation.occasion, *goal, range));
        }
    }

    /// Whether a conduct or an excuse whose time is over stays open because a source of its acts ends before: the obligation may have
    /// failed, and have acts of its own in reparation.
    pub(super) fn may_have_failed_unseen(&self, obligation: &Obligation) -> bool {
        let norm = &self.setup.plan.norms[obligation.norm];
        if norm.stages.is_empty() || !self.owns(obligation.norm) {
            return false;
        }
        let is_over =
            |span: &Span| span.shown.due.is_some_and(|due| due.closes(self.setup.rules.zone) <= self.now);
        let unseen = |answer: Answer| match answer {
            Answer::Open(reasons) => reasons.iter().any(|reason| matches!(reason, Reason::SourceEnds { .. })),
            Answer::Yes | Answer::No(_) | Answer::Unclear(_) => false,
        };
        match obligation.phase {
            Phase::Open => match self.conduct(obligation) {
                Answer::No(_) => obligation.excuses.iter().enumerate().any(|(at, excuse)| {
                    matches!(excuse, ExcuseState::Act { span, .. } if is_over(span))
                        && unseen(self.excuse(obligation, at, excuse))
                }),
                answer => is_over(&obligation.span) && unseen(answer),
            },
            Phase::Repairing => obligation.repairs.last().is_some_and(|repair| {
                repair.parts.iter().any(|(span, _)| is_over(span))
                    && unseen(self.repaired(obligation, repair))
            }),
            Phase::Watching(_) => false,
        }
    }

    /// Notes of such an obligation which acts it may have in reparation.
    pub(super) fn haunt_repairs(&mut self, id: u64) {
        let Some(obligation) = self.live.remove(&id) else { return };
        self.haunt_unknown(&obligation);
        self.live.insert(id, obligation);
    }

    /// Notes of an obligation of which nothing can be told which acts it may have all the same.
    pub(super) fn haunt_unknown(&mut self, obligation: &Obligation) {
        if !self.owns(obligation.norm) {
            return;
        }
        let plan = self.setup.plan;
        let norm = &plan.norms[obligation.norm];
        let (occasion, anchor) = (&obligation.occasion, anchor_of(&obligation.occasion));
        let mut closes = Some(self.now);
        // Has it looked for acts, it has had those of its conduct and its excuses.
        let has_looked = !obligation.conduct.probes.is_empty();
        if !has_looked {
            let own = self.widest(&norm.window, occasion, Some(anchor));
            closes = own.closes;
            if let Some(acts) = norm.expect.pattern() {
                self.haunt_all(occasion, acts, own);
            }
            for excuse in &norm.excuses {
                let Excuse::Act { acts, window } = excuse else { continue };
                let range = if window.is_empty() { own } else { self.widest(window, occasion, Some(anchor)) };
                self.haunt_all(occasion, acts, range);
            }
        }
        for stage in &norm.stages {
            let mut last = closes;
            for repair in &stage.reparations {
                let range = self.widest(&repair.window, occasion, closes.map(Stamp::exact));
                let closes = range.closes.filter(|_| !repair.window.is_empty());
                self.haunt_all(occasion, &repair.acts, Range { opens: Some(anchor), closes });
                last = last.zip(closes).map(|(a, b)| a.max(b));
            }
            closes = last;
        }
    }

    fn haunt_all(&mut self, occasion: &Occasion, acts: &Ways, range: Range) {
        acts.goals().for_each(|goal| self.haunt(occasion, goal, range));
    }

    fn haunt(&mut self, occasion: &Occasion, goal: GoalId, range: Range) {
        let Some(pool) = self.setup.plan.goal(goal).own else { return };
        let key = self.probe_key(goal, self.env(occasion));
        let now = self.now;
        self.haunts.add(pool, goal, &key, range, now);
    }

    /// All that a time clause may mean for an occasion; counted from a time that is not known, without an end.
    fn widest(&self, branches: &[Branch], occasion: &Occasion, anchor: Option<Stamp>) -> Range {
        let begin = anchor_of(occasion);
        let from = anchor.unwrap_or(begin);
        let env = self.env(occasion);
        let of = |limit: &[Branch]| match self.window(limit, occasion, from, false) {
            Ok(span) => {
                let due = span.shown.due.filter(|_| anchor.is_some());
                let closes = due.map(|due| due.closes(self.setup.rules.zone));
                Range { opens: span.shown.opens, closes }
            }
            Err(_) => {
                let back = |b: &Branch| matches!(b.limit, Limit::Before { .. } | Limit::BeforeField(_));
                Range { opens: Some(begin).filter(|_| !limit.iter().any(back)), closes: None }
            }
        };
        let mut range: Option<Range> = None;
        for branch in branches {
            let applies = branch.condition.as_ref().map_or(Tri::True, |condition| env.test(condition));
            if applies == Tri::False {
                continue;
            }
            let own = of(&[Branch { condition: None, ..branch.clone() }]);
            range = Some(range.map_or(own, |range| range.union(own)));
            if applies == Tri::True {
                return range.unwrap_or(own);
            }
        }
        range.map_or_else(|| of(&[]), |range| range.union(of(&[])))
    }
}
