//! When a verdict falls: once nothing in the obligation can change any more.

use super::eval::Tri;
use super::obligation::{ExcuseState, Obligation, Phase, Probe, RepairState, Span};
use super::run::Engine;
use super::{Occasion, Reason, Status};
use crate::plan::{Expect, GoalId, Stage};
use crate::time::{Bound, Due, Instant, Precision, Stamp, Timing};

/// How a question about a window stands.
enum Answer {
    Yes,
    No(Vec<Reason>),
    /// The log cannot tell.
    Unclear(Vec<Reason>),
    /// The window is still open.
    Open(Vec<Reason>),
}

/// What to do with an obligation.
enum Decision {
    Verdict(Status, Vec<Reason>),
    /// Nothing yet; a window closes then.
    Wait,
    /// The conduct has failed and a reparation opens.
    Repair(usize, Vec<Reason>),
}

impl Engine<'_> {
    /// Decides an obligation if it can be decided; at the end of the log, in any case.
    pub(super) fn settle(&mut self, id: u64, last: bool) {
        let Some(obligation) = self.live.get(&id) else { return };
        if obligation.phase == Phase::Watching {
            // The verdict has fallen; a late act, the end of the period or of the log ends the watch.
            if last || self.watch_is_over(obligation) {
                self.end(id, Status::Violated, obligation.failure.clone());
            }
            return;
        }
        match self.decide(obligation, last) {
            Decision::Wait => {
                let already = obligation.wakes.filter(|at| *at > self.now);
                if let Some(at) = self.next_close(obligation)
                    && already.is_none_or(|planned| at < planned)
                {
                    self.wait_until(id, at);
                }
            }
            Decision::Repair(stage, reasons) => self.open_repair(id, stage, reasons, last),
            Decision::Verdict(Status::Violated, reasons) if !last && self.worth_watching(obligation) => {
                let end = match &obligation.occasion {
                    Occasion::Period { period, .. } => Some(period.end),
                    Occasion::Event(_) => None,
                };
                if let Some(obligation) = self.live.get_mut(&id) {
                    obligation.phase = Phase::Watching;
                    obligation.failure = reasons;
                }
                if let Some(end) = end {
                    self.wait_until(id, end);
                }
            }
            Decision::Verdict(status, reasons) => self.end(id, status, reasons),
        }
    }

    fn end(&mut self, id: u64, status: Status, reasons: Vec<Reason>) {
        let Some(obligation) = self.live.remove(&id) else { return };
        self.unwatch(id, &obligation);
        self.book(*obligation, status, reasons);
    }

    /// A late act explains a violation better than silence does.
    fn worth_watching(&self, obligation: &Obligation) -> bool {
        self.asks_for_act(obligation.norm)
            && obligation.span.shown.due.is_some()
            && match &obligation.occasion {
                Occasion::Period { period, .. } => self.now < period.end,
                Occasion::Event(_) => true,
            }
            && !self.watch_is_over(obligation)
    }

    fn watch_is_over(&self, obligation: &Obligation) -> bool {
        let late = |p: &Probe| p.misses.iter().any(|m| m.why == super::MissKind::Late);
        let ended = match &obligation.occasion {
            Occasion::Period { period, .. } => self.now >= period.end,
            Occasion::Event(_) => false,
        };
        let goal_met = |p: &Probe| p.hit_count >= self.setup.plan.goal(p.goal).min;
        ended || obligation.conduct.iter().all(|p| late(p) || goal_met(p))
    }

    fn decide(&self, obligation: &Obligation, last: bool) -> Decision {
        if obligation.phase == Phase::Repairing {
            return self.decide_repair(obligation, last);
        }
        let conduct = self.conduct(obligation);
        let failure = match conduct {
            Answer::Yes => return Decision::Verdict(Status::Fulfilled, Vec::new()),
            Answer::Open(reasons) => {
                return if last { Decision::Verdict(Status::Pending, reasons) } else { Decision::Wait };
            }
            Answer::No(reasons) => (true, reasons),
            Answer::Unclear(reasons) => (false, reasons),
        };
        let (failed, mut reasons) = failure;
        let mut unclear = Vec::new();
        let mut open = None;
        for (i, excuse) in obligation.excuses.iter().enumerate() {
            match self.excuse(excuse) {
                Answer::Yes => return Decision::Verdict(Status::Excused, Vec::new()),
                Answer::No(_) => {}
                Answer::Unclear(why) => unclear.extend(why),
                Answer::Open(_) => open = open.or(Some(i)),
            }
        }
        if let Some(i) = open {
            if !last {
                return Decision::Wait;
            }
            reasons.push(Reason::ExcuseOpen(i));
            return Decision::Verdict(Status::Pending, reasons);
        }
        if !failed || !unclear.is_empty() {
            reasons.extend(unclear);
            return Decision::Verdict(Status::Unknown, reasons);
        }
        match self.stages(obligation).first() {
            Some(stage) if stage.reparation.is_some() => Decision::Repair(0, reasons),
            Some(_) | None => Decision::Verdict(Status::Violated, reasons),
        }
    }

    fn stages(&self, obligation: &Obligation) -> &[Stage] {
        &self.setup.plan.norms[obligation.norm].stages
    }

    /// Whether the conduct was as it should be.
    fn conduct(&self, obligation: &Obligation) -> Answer {
        match &self.setup.plan.norms[obligation.norm].expect {
            Expect::Never => Answer::No(vec![Reason::Forbidden]),
            Expect::Check(_) => match obligation.condition {
                Some(Tri::True) => Answer::Yes,
                Some(Tri::False) => Answer::No(vec![Reason::ConditionFailed]),
                Some(Tri::Undecided(why)) => Answer::Unclear(vec![Reason::ConditionUndecided(why)]),
                None => Answer::Unclear(Vec::new()),
            },
            Expect::Must(_) => {
                let answer = self.all(&obligation.conduct, &obligation.span);
                match (&answer, &obligation.maybe_ended) {
                    // If the window may have ended before, what came after it may have come too late.
                    (Answer::Yes, Some((event, why))) if self.only_after(obligation, event.at.start) => {
                        Answer::Unclear(vec![Reason::Candidate(event.clone(), *why)])
                    }
                    _ => answer,
                }
            }
            Expect::MustNot(_) => self.none(&obligation.conduct, &obligation.span),
        }
    }

    fn only_after(&self, obligation: &Obligation, at: Instant) -> bool {
        obligation.conduct.iter().any(|p| p.hits.first().is_some_and(|e| e.at.start > at))
    }

    fn excuse(&self, excuse: &ExcuseState) -> Answer {
        match excuse {
            ExcuseState::Decided(Tri::True) => Answer::Yes,
            ExcuseState::Decided(Tri::False) => Answer::No(Vec::new()),
            ExcuseState::Decided(Tri::Undecided(why)) => {
                Answer::Unclear(vec![Reason::ConditionUndecided(*why)])
            }
            ExcuseState::NoWindow(reason) => Answer::Unclear(vec![reason.clone()]),
            ExcuseState::Act { span, probes } => self.all(probes, span),
        }
    }

    /// Whether all goals are met in their window.
    fn all(&self, probes: &[Probe], span: &Span) -> Answer {
        let mut no = Vec::new();
        let mut unclear = Vec::new();
        let mut open = Vec::new();
        for probe in probes {
            match self.met(probe, span) {
                Answer::Yes => {}
                Answer::No(why) => no.extend(why),
                Answer::Unclear(why) => unclear.extend(why),
                Answer::Open(why) => open.extend(why),
            }
        }
        // One goal that has failed for good settles the matter, whatever the others do.
        if !no.is_empty() {
            Answer::No(no)
        } else if !open.is_empty() {
            Answer::Open(open)
        } else if !unclear.is_empty() {
            Answer::Unclear(unclear)
        } else {
            Answer::Yes
        }
    }

    /// Whether none of the goals is met: a prohibition.
    fn none(&self, probes: &[Probe], span: &Span) -> Answer {
        let mut unclear = Vec::new();
        let mut open = Vec::new();
        for probe in probes {
            let goal = self.setup.plan.goal(probe.goal);
            if probe.hit_count >= goal.min {
                return Answer::No(vec![Reason::Forbidden]);
            }
            match self.met(probe, span) {
                Answer::Yes | Answer::No(_) => {}
                Answer::Unclear(why) => unclear.extend(why),
                Answer::Open(why) => open.extend(why),
            }
        }
        if !open.is_empty() {
            Answer::Open(open)
        } else if !unclear.is_empty() {
            Answer::Unclear(unclear)
        } else {
            Answer::Yes
        }
    }

    /// Whether one goal is met in its window.
    fn met(&self, probe: &Probe, span: &Span) -> Answer {
        let goal = self.setup.plan.goal(probe.goal);
        let hits = probe.hit_count;
        if let Some(max) = goal.max
            && hits > max
        {
            return Answer::No(vec![Reason::TooMany(hits, max)]);
        }
        if hits >= goal.min && goal.max.is_none() {
            return Answer::Yes;
        }
        let Some(due) = span.shown.due else { return Answer::Open(vec![Reason::WindowOpen]) };
        let zone = self.setup.rules.zone;
        if due.closes(zone) > self.now {
            return Answer::Open(vec![Reason::WindowOpen]);
        }
        if let Some(until) = self.setup.coverage.end_of(goal.kind)
            && due.closes(zone) > until.start
        {
            return Answer::Open(vec![Reason::SourceEnds { kind: goal.kind, until }]);
        }
        let mut doubts: Vec<Reason> =
            probe.maybes.iter().map(|(event, why)| Reason::Candidate(event.clone(), *why)).collect();
        let mut possible = u64::from(hits) + doubts.len() as u64;
        let lost = self.lost(probe, span, due);
        possible += lost.len() as u64;
        doubts.extend(lost.into_iter().map(Reason::Rejected));
        if let Some(reason) = self.before_log(probe, span) {
            possible = u64::MAX;
            doubts.push(reason);
        }
        match goal.max {
            Some(max) if hits >= goal.min => {
                if possible > u64::from(max) {
                    Answer::Unclear(doubts)
                } else {
                    Answer::Yes
                }
            }
            Some(_) | None => {
                if possible >= u64::from(goal.min) {
                    Answer::Unclear(doubts)
                } else {
                    Answer::No(vec![Reason::TooFew(hits, goal.min)])
                }
            }
        }
    }

    /// Rejected rows that could have been what is missing.
    fn lost(&self, probe: &Probe, span: &Span, due: Due) -> Vec<crate::event::RowRef> {
        let goal = self.setup.plan.goal(probe.goal);
        let zone = self.setup.rules.zone;
        let own = match &probe.key {
            super::obligation::ProbeKey::Nothing => return Vec::new(),
            super::obligation::ProbeKey::Exact(key) => Some(key),
            super::obligation::ProbeKey::Wild(_) => None,
        };
        let in_window = |at: Option<Stamp>| {
            let Some(at) = at else { return true };
            let opened = span.shown.opens.is_none_or(|opens| {
                let coarser = opens.precision.max(at.precision);
                zone.floor(at.start, coarser) >= zone.floor(opens.start, coarser)
            });
            opened && due.judge(at, zone) != Timing::Late
        };
        let same_key = |cells: &[Option<crate::event::Cell>]| {
            let Some(own) = own else { return true };
            let values: &[crate::event::Value] = match own {
                super::obligation::Key::None => &[],
                super::obligation::Key::One(value) => std::slice::from_ref(value),
                super::obligation::Key::Many(values) => values,
            };
            goal.key.iter().zip(values).all(|(part, value)| match cells.get(part.field) {
                Some(Some(crate::event::Cell::Value(known))) => known == value,
                Some(Some(crate::event::Cell::Blank)) => !part.same && !part.optional,
                Some(Some(crate::event::Cell::Unreadable(_)) | None) | None => true,
            })
        };
        self.setup
            .lost
            .iter()
            .filter(|row| row.kind.is_none_or(|kind| kind == goal.kind))
            .filter(|row| in_window(row.at) && same_key(&row.cells))
            .map(|row| row.row)
            .collect()
    }

    /// A window that began before the observed log leaves open what happened in it then.
    fn before_log(&self, probe: &Probe, span: &Span) -> Option<Reason> {
        let kind = self.setup.plan.goal(probe.goal).kind;
        let from = self.setup.coverage.begin_of(kind)?;
        let opens = match (span.shown.opens, span.not_before) {
            (Some(opens), _) => Some(opens.start),
            (None, Some(first)) => Some(first.last()),
            (None, None) => None,
        };
        match opens {
            Some(opens) if opens >= from => None,
            Some(_) | None => Some(Reason::BeforeLog { kind, from }),
        }
    }

    /// When the next window of an obligation closes.
    fn next_close(&self, obligation: &Obligation) -> Option<Instant> {
        let zone = self.setup.rules.zone;
        let excuses = obligation.excuses.iter().filter_map(|e| match e {
            ExcuseState::Act { span, .. } => span.shown.due,
            ExcuseState::Decided(_) | ExcuseState::NoWindow(_) => None,
        });
        let repairs = obligation.repairs.iter().filter_map(|r| r.span.shown.due);
        obligation
            .span
            .shown
            .due
            .into_iter()
            .chain(excuses)
            .chain(repairs)
            .map(|due| due.closes(zone))
            .filter(|at| *at > self.now)
            .min()
    }

    fn decide_repair(&self, obligation: &Obligation, last: bool) -> Decision {
        let Some(repair) = obligation.repairs.last() else {
            return Decision::Verdict(Status::Violated, obligation.failure.clone());
        };
        let mut reasons = obligation.failure.clone();
        match self.all(&repair.probes, &repair.span) {
            Answer::Yes => Decision::Verdict(Status::Repaired, reasons),
            Answer::Open(_) if !last => Decision::Wait,
            Answer::Open(_) => {
                reasons.push(Reason::ReparationOpen(repair.stage));
                Decision::Verdict(Status::Pending, reasons)
            }
            Answer::Unclear(why) => {
                reasons.extend(why);
                Decision::Verdict(Status::Unknown, reasons)
            }
            Answer::No(_) => {
                let next = repair.stage + 1;
                match self.stages(obligation).get(next) {
                    Some(stage) if stage.reparation.is_some() => Decision::Repair(next, reasons),
                    Some(_) | None => Decision::Verdict(Status::Violated, reasons),
                }
            }
        }
    }

    /// Opens the reparation of a stage. Its window begins when the conduct (or the reparation before it) failed.
    fn open_repair(&mut self, id: u64, stage: usize, reasons: Vec<Reason>, last: bool) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        let plan = self.setup.plan;
        let Some((goal_ids, branches)) = plan.norms[obligation.norm].stages[stage].reparation.as_ref() else {
            return;
        };
        let anchor = self.failed_at(&obligation);
        let mut goals: Vec<(GoalId, super::obligation::ProbeKey)> = Vec::new();
        let window = self.window(branches, &obligation.occasion, anchor, false);
        let span = match window {
            Ok(span) => span,
            Err(reason) => {
                if let Reason::Time(error) = &reason {
                    self.note_time_error(error.clone());
                }
                self.unwatch(id, &obligation);
                return self.book(*obligation, Status::Unknown, vec![reason]);
            }
        };
        let probes = goal_ids
            .iter()
            .map(|goal| {
                let key = self.probe_key(*goal, self.env(&obligation.occasion));
                goals.push((*goal, key.clone()));
                Probe::new(*goal, key)
            })
            .collect();
        obligation.repairs.push(RepairState { stage, span, probes });
        obligation.phase = Phase::Repairing;
        obligation.failure = reasons;
        self.live.insert(id, obligation);
        self.watch(id, &goals);
        self.settle(id, last);
    }

    /// When the conduct failed: the due time, or the forbidden act.
    fn failed_at(&self, obligation: &Obligation) -> Stamp {
        if let Some(repair) = obligation.repairs.last()
            && let Some(due) = repair.span.shown.due
        {
            return stamp_of(due);
        }
        match self.setup.plan.norms[obligation.norm].expect {
            Expect::MustNot(_) => {
                let act = obligation.conduct.iter().flat_map(|p| p.hits.last()).map(|e| e.at).min();
                act.unwrap_or(obligation.span.shown.anchor)
            }
            Expect::Must(_) => obligation.span.shown.due.map_or(obligation.span.shown.anchor, stamp_of),
            Expect::Never | Expect::Check(_) => obligation.span.shown.anchor,
        }
    }
}

/// The due time as a timestamp from which the next window is counted.
fn stamp_of(due: Due) -> Stamp {
    match due.bound() {
        Bound::Exclusive => Stamp { start: due.last(), precision: Precision::Exact },
        Bound::Inclusive => Stamp { start: due.last(), precision: due.precision() },
    }
}
