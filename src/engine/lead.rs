//! Windows that another event ends, with a lead time: `at least 1 week before election`.
//!
//! How long before the event an act came is known only when the event comes. Until then acts are kept, and nothing is said
//! of them that the event could change; then all of them are weighed again.

use super::every::keep_acts;
use super::index::candidate_key;
use super::obligation::{Doubt, End, ExcuseState, Lead, Obligation, Probe, ProbeKey, Seen, Span};
use super::own::Claim;
use super::run::Engine;
use super::weigh::{Content, When, slot_of};
use super::{Occasion, Reason, Why};
use crate::event::Event;
use crate::plan::{GoalId, Role};
use crate::time::{self, Due, Length, Stamp, TimeError, Timing};
use std::sync::Arc;

impl Lead {
    /// None if nothing is asked.
    pub fn of(at_least: Option<Length>, at_most: Option<Length>) -> Option<Lead> {
        (at_least.is_some() || at_most.is_some()).then_some(Lead { at_least, at_most })
    }
}

impl Obligation {
    /// The events that end the windows of its excuses.
    pub fn ends(&self) -> Vec<(GoalId, ProbeKey)> {
        let ends = self.excuses.iter().flat_map(|excuse| match excuse {
            ExcuseState::Act { end: Some(end), .. } => end.probes.as_slice(),
            _ => &[],
        });
        ends.map(|probe| (probe.goal, probe.key.clone())).collect()
    }
}

impl Engine<'_> {
    /// Whether a window with a lead time still waits for the event that ends it, and that event could change something.
    pub(super) fn waits_for_end(
        &self,
        lead: Option<Lead>,
        ended: bool,
        doubts: &[Doubt],
        seen: &Seen,
        span: &Span,
    ) -> bool {
        let Some(lead) = lead.filter(|_| !ended) else { return false };
        let zone = self.setup.rules.zone;
        // A period that is over ends without the event.
        if span.shown.due.is_some_and(|due| due.closes(zone) <= self.now) {
            return false;
        }
        // If the event came now, these acts would be early enough; if it comes later, all the more.
        let enough = |probe: &Probe| {
            let goal = self.setup.plan.goal(probe.goal);
            if lead.at_most.is_some() || goal.max.is_some() || goal.different > 0 {
                return false;
            }
            // Counted on the calendar, a later event may have an earlier limit: noon of Saturday that of Friday noon, Sunday that
            // of Friday's beginning. No event has an earlier one than an event now, or one as tomorrow begins.
            let tomorrow = zone.date(self.now).tomorrow().map(|day| zone.start_of_day(day));
            let Ok(tomorrow) = tomorrow else { return false };
            let now = Stamp::exact(self.now);
            let limits = match (self.lead_due(lead, now), self.lead_due(lead, Stamp::exact(tomorrow))) {
                (Ok(due), Ok(later)) => [due, later],
                // What was early enough for a day before is early enough for one on which it cannot be counted.
                _ => {
                    let opens = span.shown.opens.unwrap_or(now);
                    let last = Stamp::exact(self.last_counted(lead, opens, now).start);
                    match self.lead_due(lead, last) {
                        Ok(due) => [due, due],
                        Err(_) => return false,
                    }
                }
            };
            let early = |act: Stamp| {
                limits.iter().all(|due| due.judge(act, zone) == Timing::InTime)
                    && self.doubt_of_end(doubts, Some(lead), act).is_none()
            };
            let acts = probe.acts.iter().flatten();
            acts.filter(|act| early(act.at)).count() >= goal.min as usize
        };
        let role = seen.probes.first().map(|probe| self.setup.plan.goal(probe.goal));
        let forbidden = role.is_some_and(|goal| {
            goal.role == Role::Conduct
                && matches!(self.setup.plan.norms[goal.norm].expect, crate::plan::Expect::MustNot(_))
        });
        forbidden || !seen.probes.iter().all(enough)
    }

    /// Until when an act is early enough for an event.
    fn lead_due(&self, lead: Lead, event: Stamp) -> Result<Due, TimeError> {
        lead.at_least.map_or(Ok(Due::through(event)), |length| time::lead(&self.setup.rules, event, &length))
    }

    /// A window whose end has come, with its lead times. Of what leaves the end in doubt only what may have come before it
    /// stays; what stands in the way of working the lead times out is added.
    pub(super) fn led(&self, span: Span, lead: Lead, at: Stamp, doubts: &mut Vec<Doubt>) -> Span {
        let mut span = span;
        doubts.retain(|doubt| doubt.at != at && !self.is_after(doubt.at, at));
        span.shown.anchor = at;
        let count = |length: Option<Length>| {
            length.map(|length| time::lead(&self.setup.rules, at, &length)).transpose()
        };
        match (count(lead.at_least), count(lead.at_most)) {
            (Ok(due), Ok(first)) => {
                span.shown.due = Some(due.unwrap_or(Due::through(at)));
                // If it ended earlier, it began earlier: what is too early may then be in time.
                let earliest = doubts.iter().map(|doubt| doubt.at).min_by_key(|at| at.start);
                span.not_before = match (earliest, lead.at_most) {
                    (Some(end), Some(length)) => time::lead(&self.setup.rules, end, &length).ok(),
                    _ => first,
                };
            }
            (Err(error), _) | (_, Err(error)) => {
                span.shown.due = Some(Due::through(at));
                let opens = span.shown.opens.unwrap_or(at);
                // What only has a longest time before the event is missing when that comes, whether that time can be counted or not.
                let at = if lead.at_least.is_some() { self.last_counted(lead, opens, at) } else { at };
                doubts.push(Doubt { at, why: Why::Nothing, reason: Reason::Time(error) });
            }
        }
        span
    }

    /// The last day before an event from the beginning of which the lead time can be counted, else the opening of the window: what was
    /// early enough for that is early enough for the event.
    fn last_counted(&self, lead: Lead, opens: Stamp, at: Stamp) -> Stamp {
        let zone = self.setup.rules.zone;
        let counts = |at: Stamp| self.lead_due(lead, at).is_ok();
        let mut day = zone.date(at.start);
        loop {
            let begins = Stamp::exact(zone.start_of_day(day));
            if begins.start < opens.start {
                return opens;
            }
            if begins.start <= at.start && counts(begins) {
                return begins;
            }
            let Ok(before) = day.yesterday() else { return opens };
            day = before;
        }
    }

    /// Weighs once more what was seen of a slot before its end was known.
    pub(super) fn weigh_again(&self, obligation: &mut Obligation, role: Role) {
        let mut events: Vec<(GoalId, Arc<Event>)> = Vec::new();
        if let Some((_, _, seen)) = slot_of(obligation, role) {
            for probe in &mut seen.probes {
                let mut fresh = vec![Probe::new(probe.goal, probe.key.clone())];
                keep_acts(&mut fresh);
                let Some(fresh) = fresh.pop() else { continue };
                let old = std::mem::replace(probe, fresh);
                let known = old.acts.into_iter().flatten();
                let doubtful = old.maybes.into_iter().map(|(event, _)| event);
                let others = old.misses.into_iter().map(|miss| miss.event);
                events.extend(known.chain(doubtful).chain(others).map(|event| (old.goal, event)));
            }
        }
        events.sort_by_key(|(goal, event)| (event.at.start, event.row, event.rule, *goal));
        for (goal_id, event) in events {
            let goal = self.setup.plan.goal(goal_id);
            self.weigh(obligation, goal_id, goal, &event, &candidate_key(goal, &event), Claim::Free);
        }
    }

    /// An act that was early enough may not have been, now that something may have ended the window. Where the window ends
    /// with the event only, that is asked when it does.
    pub(super) fn doubt_what_was_seen(&self, obligation: &mut Obligation) {
        if obligation.lead.is_none() || matches!(obligation.occasion, Occasion::Event(_)) {
            return;
        }
        self.weigh_again(obligation, Role::Conduct);
        for excuse in 0..obligation.excuses.len() {
            if self.shares_window(obligation.norm, excuse) {
                self.weigh_again(obligation, Role::Excuse(excuse));
            }
        }
    }

    /// Ends the windows of excuses that have none of their own together with the obligation's.
    pub(super) fn end_shared(&self, obligation: &mut Obligation) {
        let led = obligation.span;
        for excuse in 0..obligation.excuses.len() {
            if !self.shares_window(obligation.norm, excuse) {
                continue;
            }
            if let Some(ExcuseState::Act { span, .. }) = obligation.excuses.get_mut(excuse) {
                *span = led;
                self.weigh_again(obligation, Role::Excuse(excuse));
            }
        }
    }

    /// Weighs an event that may end the window of an excuse; true if it does.
    pub(super) fn weigh_excuse_end(
        &self,
        obligation: &mut Obligation,
        excuse: usize,
        event: &Arc<Event>,
        timing: When,
        content: Content,
    ) -> bool {
        let Some(ExcuseState::Act { span, end: Some(end), .. }) = obligation.excuses.get_mut(excuse) else {
            return false;
        };
        let why = match (timing, content) {
            (When::In, Content::Yes) if !end.ended || self.ends_finer(span, end.lead, event) => {
                end.ended = true;
                let Some(lead) = end.lead else {
                    self.end_excuse(obligation, excuse, Due::through(event.at));
                    return true;
                };
                *span = self.led(*span, lead, event.at, &mut end.doubts);
                self.weigh_again(obligation, Role::Excuse(excuse));
                return true;
            }
            // Together with what has ended it for certain it changes nothing.
            (When::In | When::Undecided, Content::Maybe(_))
                if end.ended && end.lead.is_some() && span.shown.anchor == event.at =>
            {
                return false;
            }
            (When::In | When::Undecided, Content::Maybe(why)) => why,
            (When::Undecided, Content::Yes) => Why::TooCoarse,
            _ => return false,
        };
        let reason = Reason::Candidate(Arc::clone(event), why);
        end.doubts.push(Doubt { at: event.at, why, reason });
        if end.lead.is_some() && !matches!(obligation.occasion, Occasion::Event(_)) {
            self.weigh_again(obligation, Role::Excuse(excuse));
        }
        false
    }

    /// What may have ended the windows of excuses unseen.
    pub(super) fn note_end_doubts(&self, obligation: &mut Obligation) {
        let occasion = obligation.occasion.clone();
        for excuse in &mut obligation.excuses {
            if let ExcuseState::Act { span, end: Some(end), .. } = excuse {
                let End { probes, .. } = &**end;
                end.doubts = self.end_doubts(&occasion, probes, span);
            }
        }
    }

    /// Why an act cannot be told to have come before the end of a window: of what may have ended it, the first that matters.
    pub(super) fn doubt_of_end(&self, doubts: &[Doubt], lead: Option<Lead>, at: Stamp) -> Option<Why> {
        let matters = |doubt: &&Doubt| match lead {
            None => self.is_after(at, doubt.at),
            Some(Lead { at_most: Some(_), .. }) => true,
            Some(lead) => {
                // What was early enough for a day before is early enough for one on which it cannot be counted.
                let earlier = || self.lead_due(lead, self.last_counted(lead, at, doubt.at));
                let due = self.lead_due(lead, doubt.at).or_else(|_| earlier());
                due.map_or(true, |due| due.judge(at, self.setup.rules.zone) != Timing::InTime)
            }
        };
        doubts.iter().find(matters).map(|doubt| doubt.why)
    }
}
