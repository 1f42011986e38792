//! When a verdict falls: once nothing in the obligation can change any more.

use super::answer::{Answer, Answers};
use super::eval::Tri;
use super::figures::spelled_out;
use super::index::candidate_key;
use super::obligation::{Doubt, ExcuseState, Obligation, Phase, Probe, RepairState, Seen, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::ways::{explained, span_of};
use super::{Occasion, Reason, Status};
use crate::event::{LostRow, Value};
use crate::plan::{Excuse, Expect, Goal, GoalId, Role, Stage};
use crate::time::{Bound, Due, Instant, Stamp};

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
        if !self.live.contains_key(&id) || self.ripen(id, last) {
            return;
        }
        self.load_figures(id);
        self.ask_excuses(id);
        self.count_rejected(id);
        let Some(obligation) = self.live.get(&id) else { return };
        if obligation.holds_until.is_some_and(|at| at > self.now) {
            // Whether the slot is owed is not known before it is over.
            if last {
                let doubt = obligation.doubt.clone().or_else(|| self.may_be_cut_short(obligation));
                let (status, reason) = match doubt {
                    None => (Status::Pending, Reason::WindowOpen),
                    Some(doubt) => (Status::Unknown, doubt),
                };
                self.end(id, status, vec![reason]);
            }
            return;
        }
        if let Some(doubt) = obligation.doubt.clone().or_else(|| self.may_be_cut_short(obligation)) {
            let reasons = vec![doubt];
            return self.end(id, Status::Unknown, reasons);
        }
        if let Phase::Watching(status) = obligation.phase {
            // A late act, the end of the period or of the log ends the watch.
            if last || self.watch_is_over(obligation) {
                self.end(id, status, obligation.failure.clone());
            }
            return;
        }
        let decision = match self.decide(obligation, last) {
            Decision::Verdict(status, reasons) => match self.unpaid(obligation, status) {
                Some(open) if last => Decision::Verdict(Status::Pending, open),
                Some(_) => Decision::Wait,
                None => Decision::Verdict(status, reasons),
            },
            other @ (Decision::Wait | Decision::Repair(..)) => other,
        };
        if let Decision::Verdict(Status::Violated, _) = &decision {
            self.note_violation(id);
        }
        let Some(obligation) = self.live.get(&id) else { return };
        match decision {
            Decision::Wait => {
                if self.may_have_failed_unseen(obligation) {
                    self.haunt_repairs(id);
                }
                let Some(obligation) = self.live.get(&id) else { return };
                let already = obligation.wakes.filter(|at| *at > self.now);
                if let Some(at) = self.next_close(obligation)
                    && already.is_none_or(|planned| at < planned)
                {
                    self.wait_until(id, at);
                }
            }
            Decision::Repair(stage, reasons) => self.open_repair(id, stage, reasons, last),
            Decision::Verdict(status, reasons) if !last && self.worth_watching(obligation, status) => {
                let end = self.watch_ends(&obligation.occasion);
                let now = self.now;
                if let Some(obligation) = self.live.get_mut(&id) {
                    obligation.phase = Phase::Watching(status);
                    obligation.decided = Some(now);
                    obligation.failure = reasons;
                }
                if let Some(end) = end {
                    self.wait_until(id, end);
                }
            }
            Decision::Verdict(status, reasons) => self.end(id, status, reasons),
        }
    }

    fn end(&mut self, id: u64, status: Status, mut reasons: Vec<Reason>) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        obligation.continuity = self.continuity(&obligation);
        // The conduct and an excuse may fail for one and the same reason.
        let mut known: Vec<Reason> = Vec::new();
        reasons.retain(|reason| {
            let new = !known.contains(reason);
            known.push(reason.clone());
            new
        });
        self.unwatch(id, &obligation);
        self.book(*obligation, status, reasons);
    }

    /// A late act explains a violation better than silence does, and where hours are counted they end with it, repaired or not.
    fn worth_watching(&self, obligation: &Obligation, status: Status) -> bool {
        let told = match status {
            Status::Violated => true,
            Status::Repaired => self.setup.plan.accounts.norms[obligation.norm].grows(),
            _ => false,
        };
        told && !self.setup.options.sums
            && self.asks_for_act(obligation.norm)
            && obligation.span.shown.due.is_some()
            && self.watch_ends(&obligation.occasion).is_none_or(|end| self.now < end)
            && !self.watch_is_over(obligation)
    }

    /// When nobody waits for a late act any more: with the end of the period or interval.
    fn watch_ends(&self, occasion: &Occasion) -> Option<Instant> {
        occasion.ends().map(|due| due.closes(self.setup.rules.zone))
    }

    fn watch_is_over(&self, obligation: &Obligation) -> bool {
        let ended = self.watch_ends(&obligation.occasion).is_some_and(|end| self.now >= end);
        let plan = self.setup.plan;
        let pattern = plan.norms[obligation.norm].expect.pattern();
        ended || pattern.is_none_or(|pattern| explained(plan, pattern, &obligation.conduct))
    }

    fn decide(&self, obligation: &Obligation, last: bool) -> Decision {
        if let Some(ghost) = &obligation.ghost {
            let closed =
                obligation.span.shown.due.is_some_and(|due| due.closes(self.setup.rules.zone) <= self.now);
            return if last || closed {
                Decision::Verdict(Status::Unknown, vec![ghost.reason.clone()])
            } else {
                Decision::Wait
            };
        }
        if obligation.phase == Phase::Repairing {
            return self.decide_repair(obligation, last);
        }
        if self.too_soon(obligation) {
            let open = vec![Reason::WindowOpen];
            return if last { Decision::Verdict(Status::Pending, open) } else { Decision::Wait };
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
        let mut unclear: Option<Vec<Reason>> = None;
        let mut open = None;
        for (i, excuse) in obligation.excuses.iter().enumerate() {
            match self.excuse(obligation, i, excuse) {
                Answer::Yes => return Decision::Verdict(Status::Excused, Vec::new()),
                Answer::No(_) => {}
                Answer::Unclear(why) => unclear.get_or_insert_default().extend(why),
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
        if !failed || unclear.is_some() {
            reasons.extend(unclear.into_iter().flatten());
            return Decision::Verdict(Status::Unknown, reasons);
        }
        match self.stages(obligation).first() {
            Some(stage) if !stage.reparations.is_empty() => Decision::Repair(0, reasons),
            Some(_) | None => Decision::Verdict(Status::Violated, reasons),
        }
    }

    fn stages(&self, obligation: &Obligation) -> &[Stage] {
        &self.setup.plan.norms[obligation.norm].stages
    }

    /// Whether the conduct was as it should be.
    pub(super) fn conduct(&self, obligation: &Obligation) -> Answer {
        let (seen, span) = (&obligation.conduct, &obligation.span);
        if self.waits_for_end(obligation.lead, obligation.ended, &obligation.doubts, seen, span) {
            return Answer::Open(vec![Reason::WindowOpen]);
        }
        match &self.setup.plan.norms[obligation.norm].expect {
            Expect::Never => Answer::No(vec![Reason::Forbidden]),
            Expect::Every { .. } => self.answer_gaps(obligation),
            Expect::Hold(hold) => self.answer_hold(obligation, hold),
            Expect::Check(_) => match obligation.condition {
                Some(Tri::True) => Answer::Yes,
                Some(Tri::False) if self.repaired_later(obligation) => Answer::Open(vec![Reason::WindowOpen]),
                Some(Tri::False) => {
                    let short = self.short_of(obligation);
                    Answer::No(std::iter::once(Reason::ConditionFailed).chain(short).collect())
                }
                Some(Tri::Undecided(why)) => {
                    let (reasons, open) = spelled_out(obligation, vec![Reason::ConditionUndecided(why)]);
                    if open { Answer::Open(reasons) } else { Answer::Unclear(reasons) }
                }
                None => Answer::Open(vec![Reason::WindowOpen]),
            },
            Expect::Must(pattern) => {
                let answer = self.seen(obligation, pattern, &obligation.conduct, &obligation.span);
                self.doubted(obligation, answer)
            }
            Expect::MustNot(pattern) => {
                let answer = self.unseen(obligation, pattern, &obligation.conduct, &obligation.span);
                self.doubted(obligation, answer)
            }
        }
    }

    /// Adds what may have ended the window before an act that then came too late.
    fn doubted(&self, obligation: &Obligation, answer: Answer) -> Answer {
        let Answer::Unclear(mut reasons) = answer else { return answer };
        let acts: Vec<Stamp> = obligation
            .conduct
            .probes
            .iter()
            .flat_map(Probe::leaves)
            .flat_map(|p| &p.maybes)
            .map(|(act, _)| act.at)
            .collect();
        let concerns = |doubt: &Doubt| {
            let one = std::slice::from_ref(doubt);
            acts.iter().any(|act| self.doubt_of_end(one, obligation.lead, *act).is_some())
        };
        let doubts = obligation.doubts.iter().filter(|doubt| concerns(doubt));
        reasons.extend(doubts.map(|doubt| doubt.reason.clone()));
        Answer::Unclear(reasons)
    }

    pub(super) fn excuse(&self, obligation: &Obligation, at: usize, excuse: &ExcuseState) -> Answer {
        match excuse {
            ExcuseState::Decided(Tri::True) => Answer::Yes,
            ExcuseState::Decided(Tri::False) => Answer::No(Vec::new()),
            ExcuseState::Decided(Tri::Undecided(why)) => {
                let (reasons, open) = spelled_out(obligation, vec![Reason::ConditionUndecided(*why)]);
                if open { Answer::Open(reasons) } else { Answer::Unclear(reasons) }
            }
            ExcuseState::Awaits => Answer::Open(vec![Reason::WindowOpen]),
            ExcuseState::State(None) => Answer::Open(Vec::new()),
            ExcuseState::State(Some((Tri::True, _))) => Answer::Yes,
            ExcuseState::State(Some((Tri::False, _))) => Answer::No(Vec::new()),
            ExcuseState::State(Some((Tri::Undecided(why), _))) => {
                let (reasons, open) = spelled_out(obligation, vec![Reason::ConditionUndecided(*why)]);
                if open { Answer::Open(reasons) } else { Answer::Unclear(reasons) }
            }
            ExcuseState::NoWindow(reason) => Answer::Unclear(vec![reason.clone()]),
            ExcuseState::Act { end: Some(end), span, seen }
                if self.waits_for_end(end.lead, end.ended, &end.doubts, seen, span) =>
            {
                Answer::Open(vec![Reason::WindowOpen])
            }
            ExcuseState::Act { span, seen, .. } => {
                let asked = self.setup.plan.norms[obligation.norm].excuses.get(at);
                match asked.and_then(Excuse::pattern) {
                    Some(pattern) => self.seen(obligation, pattern, seen, span),
                    None => Answer::No(Vec::new()),
                }
            }
        }
    }

    /// Whether all goals are met in their window.
    pub(super) fn all(&self, obligation: &Obligation, probes: &[Probe], span: &Span) -> Answer {
        let mut answers = Answers::default();
        probes.iter().for_each(|probe| answers.add(self.met(obligation, probe, span)));
        answers.all()
    }

    /// Whether none of the goals is met: a prohibition.
    pub(super) fn none(&self, obligation: &Obligation, probes: &[Probe], span: &Span) -> Answer {
        let mut answers = Answers::default();
        for probe in probes {
            if let (Some(each), Some(span)) = (&probe.each, span_of(probe, span)) {
                match self.none_of_each(obligation, probe, each, span) {
                    no @ Answer::No(_) => return no,
                    other => answers.add(other),
                }
                continue;
            }
            if probe.is_enough(self.setup.plan.goal(probe.goal)) {
                return Answer::No(vec![Reason::Forbidden]);
            }
            match self.met(obligation, probe, span) {
                Answer::Yes | Answer::No(_) => {}
                doubt @ (Answer::Unclear(_) | Answer::Open(_)) => answers.add(doubt),
            }
        }
        answers.all()
    }

    /// Whether one goal is met in its window.
    fn met(&self, obligation: &Obligation, probe: &Probe, span: &Span) -> Answer {
        let span = match probe.window.as_deref() {
            None => span,
            Some(Ok(own)) => own,
            Some(Err(reason)) => return Answer::Unclear(vec![reason.clone()]),
        };
        match &probe.each {
            Some(each) => self.met_for_each(obligation, probe, each, span),
            None => self.met_by(obligation, probe, span),
        }
    }

    /// Whether one goal, or one value of it, is met in a window.
    pub(super) fn met_by(&self, obligation: &Obligation, probe: &Probe, span: &Span) -> Answer {
        let goal = self.setup.plan.goal(probe.goal);
        let hits = probe.hit_count;
        if let Some(max) = goal.max
            && hits > max
        {
            return Answer::No(vec![Reason::TooMany(hits, max)]);
        }
        if probe.is_enough(goal) && goal.max.is_none() {
            return Answer::Yes;
        }
        if let Some(open) = self.why_open(goal, span) {
            return Answer::Open(vec![open]);
        }
        let mut doubts: Vec<Reason> =
            probe.maybes.iter().map(|(event, why)| Reason::Candidate(event.clone(), *why)).collect();
        let mut possible = u64::from(hits) + doubts.len() as u64;
        let before = doubts.len();
        doubts.extend(self.lost(&obligation.occasion, probe, span).map(|row| Reason::Rejected(row.row)));
        possible += (doubts.len() - before) as u64;
        if let Some(reason) = self.before_log(goal.kind, span) {
            possible = u64::MAX;
            doubts.push(reason);
        }
        let rows = self.lost(&obligation.occasion, probe, span);
        let people = if possible == u64::MAX { possible } else { self.possible_people(goal, probe, rows) };
        match goal.max {
            Some(max) if probe.is_enough(goal) => {
                if possible > u64::from(max) {
                    Answer::Unclear(doubts)
                } else {
                    Answer::Yes
                }
            }
            Some(_) | None => {
                if possible >= u64::from(goal.min) && people >= u64::from(goal.different) {
                    Answer::Unclear(doubts)
                } else if hits >= goal.min && probe.people() < goal.different {
                    Answer::No(vec![Reason::TooFewPeople(probe.people(), goal.different)])
                } else {
                    Answer::No(vec![Reason::TooFew(hits, goal.min)])
                }
            }
        }
    }

    /// How many different people may have acted at most: those who did, those who may have, and whoever is not named.
    fn possible_people<'r>(
        &self,
        goal: &Goal,
        probe: &Probe,
        rows: impl Iterator<Item = &'r LostRow>,
    ) -> u64 {
        if goal.different == 0 {
            return 0;
        }
        let maybes = probe.maybes.iter().map(|(event, _)| self.actor(goal, event));
        let mut people: Vec<Value> = Vec::new();
        let mut nameless = 0;
        for person in maybes.chain(rows.map(|row| self.actor_in(goal, row))) {
            match person {
                None => nameless += 1,
                Some(person) if probe.people.contains(&person) || people.contains(&person) => {}
                Some(person) => people.push(person),
            }
        }
        u64::from(probe.people()) + people.len() as u64 + nameless
    }

    /// When the next window of an obligation closes.
    fn next_close(&self, obligation: &Obligation) -> Option<Instant> {
        let zone = self.setup.rules.zone;
        let excuses = obligation.excuses.iter().filter_map(|e| match e {
            ExcuseState::Act { span, seen, .. } => Some((span, seen)),
            ExcuseState::Decided(_)
            | ExcuseState::Awaits
            | ExcuseState::NoWindow(_)
            | ExcuseState::State(_) => None,
        });
        let asks = obligation.excuses.iter().any(|e| matches!(e, ExcuseState::State(None)));
        let asked = self.asked_at(obligation).filter(|_| asks);
        let repairs = obligation.repairs.iter().flat_map(|r| &r.parts).map(|(span, seen)| (span, seen));
        let others =
            excuses.chain(repairs).flat_map(|(span, seen)| span.shown.due.into_iter().chain(seen.dues()));
        obligation
            .span
            .shown
            .due
            .into_iter()
            .chain(obligation.conduct.dues())
            .chain(others)
            .map(|due| due.closes(zone))
            .chain(self.ripe_at(obligation))
            .chain(asked)
            .filter(|at| *at > self.now)
            .min()
    }

    fn decide_repair(&self, obligation: &Obligation, last: bool) -> Decision {
        let Some(repair) = obligation.repairs.last() else {
            return Decision::Verdict(Status::Violated, obligation.failure.clone());
        };
        let mut reasons = obligation.failure.clone();
        match self.repaired(obligation, repair) {
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
                    Some(stage)
                        if !stage.reparations.is_empty() && !last && self.another_fails_first(obligation) =>
                    {
                        Decision::Wait
                    }
                    Some(stage) if !stage.reparations.is_empty() => Decision::Repair(next, reasons),
                    Some(_) | None => Decision::Verdict(Status::Violated, reasons),
                }
            }
        }
    }

    /// Whether a reparation that is open still fails, if it does, before the one that has: of its limit, which is coarser, it can be
    /// told only later that it is over. The next stage counts from the first.
    fn another_fails_first(&self, obligation: &Obligation) -> bool {
        let Some(repair) = obligation.repairs.last() else { return false };
        let asked = self.stages(obligation).get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
        let (failed, occasion) = (self.failed_at(obligation), anchor_of(&obligation.occasion));
        asked.iter().zip(&repair.parts).any(|(asked, (span, seen))| {
            let due = self.last_due(&asked.acts, seen, span);
            due.is_some_and(|due| due.closes(self.setup.rules.zone) > self.now)
                && self.missed_at(&asked.acts, seen, span, occasion) < failed
                && matches!(self.seen(obligation, &asked.acts, seen, span), Answer::Open(_))
        })
    }

    /// Whether all reparations of a stage are made.
    pub(super) fn repaired(&self, obligation: &Obligation, repair: &RepairState) -> Answer {
        let asked = self.stages(obligation).get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
        let mut answers = Answers::default();
        for (asked, (span, seen)) in asked.iter().zip(&repair.parts) {
            match self.seen(obligation, &asked.acts, seen, span) {
                no @ Answer::No(_) => return no,
                other => answers.add(other),
            }
        }
        answers.all()
    }

    /// Opens the reparation of a stage. Its window begins when the conduct (or the reparation before it) failed.
    fn open_repair(&mut self, id: u64, stage: usize, reasons: Vec<Reason>, last: bool) {
        let Some(mut obligation) = self.live.remove(&id) else { return };
        let anchor = self.failed_at(&obligation);
        if let Some(reason) = self.unsure_when(&obligation, anchor) {
            self.unwatch(id, &obligation);
            return self.book(*obligation, Status::Unknown, vec![reason]);
        }
        let plan = self.setup.plan;
        let mut parts = Vec::new();
        for reparation in &plan.norms[obligation.norm].stages[stage].reparations {
            let span = match self.window(&reparation.window, &obligation.occasion, anchor, false) {
                // Without a limit of its own a reparation may still come; the period has passed already.
                Ok(mut span) => {
                    span.shown.due = span.shown.due.filter(|_| !reparation.window.is_empty());
                    span
                }
                Err(reason) => {
                    self.unwatch(id, &obligation);
                    return self.book(*obligation, Status::Unknown, vec![reason]);
                }
            };
            let key_of = |goal: GoalId| obligation.repair_keys.iter().find(|(other, _)| *other == goal);
            let keys = reparation.acts.goals().filter_map(key_of);
            let mut probes: Vec<Probe> = keys.map(|(goal, key)| Probe::new(*goal, key.clone())).collect();
            probes.iter_mut().for_each(|probe| self.spread(probe, &obligation.occasion));
            self.own_windows(&reparation.acts, &mut probes, |limit| {
                self.window(limit, &obligation.occasion, anchor, false)
            });
            let chains = self.chains(&reparation.acts, &probes, &obligation.occasion, &span);
            parts.push((span, Seen { probes, chains }));
        }
        obligation.repairs.push(RepairState { stage, parts });
        obligation.phase = Phase::Repairing;
        obligation.failure = reasons;
        // What came since the failure, while the excuses were still open or in the very instant of the due time.
        let of_stage = |goal: GoalId| matches!(plan.goal(goal).role, Role::Reparation(n, _) if n == stage);
        let (now, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut obligation.held).into_iter().partition(|(goal, _)| of_stage(*goal));
        obligation.held = later;
        for (goal_id, event) in now {
            let goal = plan.goal(goal_id);
            self.weigh_own(&mut obligation, goal_id, goal, &event, &candidate_key(goal, &event));
        }
        self.live.insert(id, obligation);
        self.settle(id, last);
    }

    /// The due time as a timestamp from which the next window is counted.
    pub(super) fn stamp_of(&self, due: Due) -> Stamp {
        match due.bound() {
            Bound::Exclusive => Stamp::exact(due.last()),
            Bound::Inclusive => {
                let precision = due.precision();
                Stamp { start: self.setup.rules.zone.floor(due.last(), precision), precision }
            }
        }
    }
}
