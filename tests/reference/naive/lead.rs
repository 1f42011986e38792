//! So long before an event that comes later: counted back when it comes.

use super::window::{Anchor, NO_WINDOW, Window};
use super::{Naive, Over};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::Act;
use guiju::time::{self, Due, Instant, Length, Stamp};
use std::cmp::Ordering;

/// How long before.
#[derive(Clone, Copy)]
pub struct Lead<'a> {
    pub at_least: Option<&'a Length>,
    pub at_most: Option<&'a Length>,
}

impl<'a> Naive<'a> {
    /// The window that ends, or begins, so long before the first event of a kind.
    pub fn lead_before(
        &self,
        act: &'a Act,
        lead: Lead<'a>,
        anchor: Anchor,
        whole: Window,
        over: &Over<'a>,
    ) -> Option<Window> {
        // An event ends it also where the interval may have ended before; then that did.
        let unended = Window { doubts: Vec::new(), harms: true, ..whole.clone() };
        let seen = self.scan(act, None, &unended, over);
        let closes = whole.due.map(|due| due.closes(&self.case.zone));
        let comes = seen.hits.iter().min().copied();
        let mut doubts = self.ends_in_doubt(act, anchor, &whole, &seen.doubtful, over);
        // What came together with the event leaves nothing open.
        let before = |end: Stamp, comes| end != comes && self.coarsely(end, comes) != Ordering::Greater;
        doubts.retain(|end| comes.is_none_or(|comes| before(*end, comes)));
        let mut plain = whole.doubts.clone();
        plain.retain(|end| comes.is_none_or(|comes| self.coarsely(*end, comes) != Ordering::Greater));
        let window = self.lead_window(lead, anchor, whole, comes, closes)?;
        // So long before it what was asked is missing.
        let missing = |end: &Stamp| {
            let due = self.counted_back(*end, lead, anchor).and_then(|window| window.due);
            due.map_or(Instant::MIN, |due| due.earliest())
        };
        let ends = plain.iter().map(|end| end.start);
        let may_end = window.may_end.iter().copied().chain(doubts.iter().map(missing)).chain(ends).collect();
        let last = doubts.iter().map(|end| self.last_of(*end, lead, anchor)).chain(plain.iter().copied());
        let first = match (doubts.iter().chain(&plain).min_by_key(|end| end.start), lead.at_most) {
            // If it ended earlier, it began earlier.
            (Some(end), Some(length)) if comes.is_some() => {
                time::lead(&self.case.rules(), *end, length).ok().filter(|_| window.lead.is_some())
            }
            _ => window.lead,
        };
        Some(Window {
            doubts: window.doubts.iter().copied().chain(last).collect(),
            may_end,
            lead: first,
            ..window
        })
    }

    /// When the event may have come unseen.
    fn ends_in_doubt(
        &self,
        act: &'a Act,
        anchor: Anchor,
        whole: &Window,
        doubtful: &[Stamp],
        over: &Over<'a>,
    ) -> Vec<Stamp> {
        let mut ends = doubtful.to_vec();
        let lost = self.lost(act, None, whole, over);
        ends.extend(lost.iter().map(|lost| lost.at.map_or(anchor.at, |at| self.stamp(at))));
        ends.extend((!self.observed_from(act.kind, whole)).then_some(anchor.at));
        ends.extend(self.end_of(act.kind));
        ends
    }

    /// After when an act comes too late, if the event comes at a time. Where that leaves no act certain, from ever.
    fn last_of(&self, end: Stamp, lead: Lead<'a>, anchor: Anchor) -> Stamp {
        // What was early enough for a day before is early enough for one on which it cannot be counted.
        let earlier = || self.counted_before(end, lead, anchor);
        let window =
            self.counted_back(end, lead, anchor).or_else(earlier).filter(|window| window.lead.is_none());
        let closes = window.and_then(|window| window.due).map(|due| due.closes(&self.case.zone));
        Stamp::exact(closes.map_or(Instant::MIN, |closes| closes.plus_micros(-1)))
    }

    fn lead_window(
        &self,
        lead: Lead<'a>,
        anchor: Anchor,
        whole: Window,
        comes: Option<Stamp>,
        closes: Option<Instant>,
    ) -> Option<Window> {
        match comes {
            Some(at) => self.counted_back(at, lead, anchor).or_else(|| {
                // How long before cannot be counted: whatever came before the event may have come too late.
                // What was early enough for a day before it is early enough for it.
                let before = self.last_counted(at, lead, anchor);
                let doubts = vec![
                    before.map_or(Stamp::exact(Instant::MIN), |begins| self.last_of(begins, lead, anchor)),
                ];
                // Without a least time before it nothing is missing until it comes.
                let may_end = lead.at_least.map(|_| Instant::MIN).into_iter().collect();
                Some(Window {
                    opens: Some(anchor.at),
                    due: Some(Due::through(at)),
                    doubts,
                    may_end,
                    ended: true,
                    ..NO_WINDOW
                })
            }),
            None if closes.is_some_and(|closes| closes <= self.horizon.start) => Some(whole),
            None if self.wrong(Mutation::Form(Misread::LeadWithoutEventFails)) => {
                self.counted_back(self.horizon, lead, anchor)
            }
            // It may still come. What would be early enough now is early enough then, but may then be too early.
            None => {
                let waits = Some(lead.at_most.is_none());
                // Whenever it comes: now, or as any of the next days begins. The earliest limit of all counts.
                let zone = &self.case.zone;
                let mut days = Vec::new();
                let mut day = zone.date(self.horizon.start);
                for _ in 0..40 {
                    day = day.tomorrow().ok()?;
                    days.push(Stamp::exact(zone.start_of_day(day)));
                }
                let then: Vec<Option<Window>> =
                    days.into_iter().map(|at| self.counted_back(at, lead, anchor)).collect();
                // Of a day on which it cannot be counted no more is certain than of the last one before.
                let last = || self.counted_before(self.horizon, lead, anchor);
                let now = self.counted_back(self.horizon, lead, anchor).or_else(last);
                let last = if then.iter().any(Option::is_none) { last() } else { None };
                let then = then.into_iter().chain([last]).flatten();
                let closes = |window: &Window| window.due.map(|due| due.closes(zone));
                let first = now.iter().cloned().chain(then).min_by_key(|window| closes(window));
                // What cannot be counted now can perhaps be counted then.
                let waits = waits.map(|early| early && now.is_some());
                let first = first.filter(|_| now.is_some()).unwrap_or(NO_WINDOW);
                Some(Window { waits, opens: Some(anchor.at), ..first })
            }
        }
    }

    /// The last day up to a time from the beginning of which the lead can be counted.
    fn last_counted(&self, at: Stamp, lead: Lead<'a>, anchor: Anchor) -> Option<Stamp> {
        let zone = &self.case.zone;
        let mut day = zone.date(at.start);
        while zone.start_of_day(day) >= anchor.at.start {
            let begins = Stamp::exact(zone.start_of_day(day));
            if self.counted_back(begins, lead, anchor).is_some() {
                return Some(begins);
            }
            day = day.yesterday().expect("there is one");
        }
        None
    }

    /// The window, if the event came as the last day began on which the lead can be counted.
    fn counted_before(&self, at: Stamp, lead: Lead<'a>, anchor: Anchor) -> Option<Window> {
        self.counted_back(self.last_counted(at, lead, anchor)?, lead, anchor)
    }

    /// The window, if the event comes at a time.
    pub fn counted_back(&self, at: Stamp, lead: Lead<'a>, anchor: Anchor) -> Option<Window> {
        let rules = self.case.rules();
        let wrong = |misread| self.wrong(Mutation::Form(misread));
        let from = if wrong(Misread::LeadFromTheOccasion) { anchor.at } else { at };
        let due = match lead.at_least {
            Some(length) if !wrong(Misread::LeadOfEventIgnored) => time::lead(&rules, from, length).ok()?,
            _ => Due::through(at),
        };
        let first = match lead.at_most {
            Some(length) => Some(time::lead(&rules, from, length).ok()?),
            None => None,
        };
        Some(Window { opens: Some(anchor.at), lead: first, due: Some(due), ended: true, ..NO_WINDOW })
    }
}
