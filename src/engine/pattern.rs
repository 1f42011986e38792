//! Patterns: so many like events close together make one occasion, the event that completes them. Each event counts in one
//! pattern only: once it is complete, counting starts anew.

use super::eval::Tri;
use super::index::key_of;
use super::obligation::Key;
use super::run::Engine;
use super::{Occasion, Reason, Why};
use crate::analysis::model::Pattern;
use crate::event::{Cell, Event, LostRow};
use crate::plan::Source;
use crate::time::{self, Instant, Stamp, TimeError, Timing};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The events that have been counted, by norm and key.
#[derive(Default)]
pub(super) struct Patterns {
    counts: FxHashMap<(usize, Key), Counted>,
    /// By norm, the last event whose key cannot be told.
    wild: FxHashMap<usize, (Stamp, Reason)>,
    /// How many keys were left when those that count no more were last forgotten.
    kept: usize,
}

impl Patterns {
    /// How many events are kept in mind.
    pub fn remembered(&self) -> usize {
        self.counts.values().map(|counted| counted.events.len().max(1)).sum()
    }
}

/// What has been counted under one key since the last pattern was complete.
#[derive(Default)]
struct Counted {
    events: Vec<Arc<Event>>,
    /// The last event of this key, whatever became of it.
    last: Option<Stamp>,
    /// Why it is not certain with which event counting began. It is certain again after a pause as long as a pattern.
    unsure: Option<Reason>,
}

impl Engine<'_> {
    /// Counts an event, and makes the occasion if it completes a pattern.
    pub(super) fn part_of_pattern(&mut self, norm: usize, event: &Arc<Event>, repeat: u32) {
        let plan = self.setup.plan;
        let (Some(pattern), Source::Event { filter, .. }) =
            (&plan.norms[norm].pattern, &plan.norms[norm].source)
        else {
            return;
        };
        if !self.in_force(norm, event.at.start) {
            return;
        }
        let occasion = Occasion::Event(Arc::clone(event));
        let mut doubt = match filter.as_ref().map_or(Tri::True, |f| self.env(&occasion).test(f)) {
            Tri::False => return,
            Tri::True => None,
            Tri::Undecided(why) => Some(Reason::OccasionUndecided(why)),
        };
        let key = match key_in(pattern, event) {
            PatternKey::Known(key) => key,
            PatternKey::Nothing => return,
            PatternKey::Unknown(why) => {
                return self.wild_part(norm, pattern, event, Reason::OccasionUndecided(why));
            }
        };
        let mut counted = self.patterns.counts.remove(&(norm, key.clone())).unwrap_or_default();
        match self.bring_up_to(norm, pattern, &mut counted, event) {
            Ok(()) => {}
            Err(error) => {
                self.note_time_error(error.clone());
                doubt = doubt.or(Some(Reason::Time(error)));
            }
        }
        counted.unsure = counted.unsure.or(doubt);
        counted.last = Some(event.at);
        counted.events.push(Arc::clone(event));
        let complete = counted.events.len() >= pattern.count as usize;
        let doubt = counted.unsure.clone();
        let mut earlier = Vec::new();
        if complete {
            earlier = std::mem::take(&mut counted.events);
            earlier.pop();
        }
        self.patterns.counts.insert((norm, key), counted);
        self.forget_patterns(event);
        match &doubt {
            Some(reason) => self.completed.push((norm, Tri::Undecided(super::figures::why_of(reason)))),
            None if complete => self.completed.push((norm, Tri::True)),
            None => {}
        }
        if complete && self.is_judged(norm, event.at.start) {
            self.earlier = earlier;
            self.oblige(norm, &occasion, repeat, doubt);
            self.earlier = Vec::new();
        }
    }

    /// Forgets keys whose last event lies too far back to count any more; now and then, so that it costs little.
    fn forget_patterns(&mut self, event: &Event) {
        const FEW: usize = 64;
        if self.patterns.counts.len() < FEW.max(self.patterns.kept.saturating_mul(2)) {
            return;
        }
        let (plan, rules) = (self.setup.plan, self.setup.rules);
        self.patterns.counts.retain(|(norm, _), counted| {
            let (Some(pattern), Some(last)) = (&plan.norms[*norm].pattern, counted.last) else {
                return false;
            };
            let judged =
                time::within(&rules, last, &pattern.within).map(|due| due.judge(event.at, rules.zone));
            judged != Ok(Timing::Late)
        });
        self.patterns.kept = self.patterns.counts.len();
    }

    /// Drops what lies too far back, and finds out whether it is certain what has been counted.
    fn bring_up_to(
        &self,
        norm: usize,
        pattern: &Pattern,
        counted: &mut Counted,
        event: &Arc<Event>,
    ) -> Result<(), TimeError> {
        let too_far = |from: Stamp| -> Result<Timing, TimeError> {
            let due = time::within(&self.setup.rules, from, &pattern.within)?;
            Ok(due.judge(event.at, self.setup.rules.zone))
        };
        match counted.last {
            Some(last) if too_far(last)? == Timing::Late => *counted = Counted::default(),
            Some(_) => {}
            None => {
                if let Some(begin) = self.unseen_before(norm, event)
                    && too_far(Stamp::exact(begin.plus_micros(-1)))? != Timing::Late
                {
                    counted.unsure = Some(Reason::BeforeLog { kind: event.kind, from: begin });
                }
            }
        }
        let mut kept = Vec::with_capacity(counted.events.len());
        for earlier in std::mem::take(&mut counted.events) {
            match too_far(earlier.at)? {
                Timing::Late => {}
                Timing::InTime => kept.push(earlier),
                Timing::Undecided => {
                    let reason = Reason::Candidate(Arc::clone(&earlier), Why::TooCoarse);
                    counted.unsure = counted.unsure.take().or(Some(reason));
                    kept.push(earlier);
                }
            }
        }
        counted.events = kept;
        if counted.unsure.is_none() {
            if let Some((at, reason)) = self.patterns.wild.get(&norm)
                && too_far(*at)? != Timing::Late
            {
                counted.unsure = Some(reason.clone());
            }
            let mut lost = self.setup.lost.iter().filter(|row| may_be_part(row, pattern, event));
            let near = lost.find(|row| row.at.is_none_or(|at| too_far(at) != Ok(Timing::Late)));
            if let Some(row) = near {
                counted.unsure = Some(Reason::Rejected(row.row));
            }
        }
        Ok(())
    }

    /// From when on all events of the kind are known; none: from ever, or ever since the norm came into force.
    fn unseen_before(&self, norm: usize, event: &Event) -> Option<Instant> {
        let begin = self.setup.coverage.begin_of(event.kind)?;
        let since = self.setup.model.norms[norm].effective.0;
        let since = since.map(|day| self.setup.rules.zone.start_of_day(day));
        (since.is_none_or(|since| since < begin) && begin != Instant::MAX).then_some(begin)
    }

    /// An event whose key cannot be told may belong to any pattern.
    fn wild_part(&mut self, norm: usize, pattern: &Pattern, event: &Arc<Event>, reason: Reason) {
        self.completed.push((norm, Tri::Undecided(super::figures::why_of(&reason))));
        self.patterns.wild.insert(norm, (event.at, reason.clone()));
        let rules = self.setup.rules;
        let near = |at: Stamp| {
            time::within(&rules, at, &pattern.within).map(|due| due.judge(event.at, rules.zone))
                != Ok(Timing::Late)
        };
        let mut completes = false;
        for ((other, _), counted) in &mut self.patterns.counts {
            if *other == norm && counted.last.is_some_and(near) {
                counted.unsure = counted.unsure.take().or(Some(reason.clone()));
                let count = counted.events.iter().filter(|earlier| near(earlier.at)).count();
                completes |= count + 1 >= pattern.count as usize;
            }
        }
        if completes && self.is_judged(norm, event.at.start) {
            self.oblige(norm, &Occasion::Event(Arc::clone(event)), 0, Some(reason));
        }
    }
}

/// Under which key an event counts.
enum PatternKey {
    Known(Key),
    /// A cell is blank, and a blank is equal to nothing.
    Nothing,
    Unknown(Why),
}

fn key_in(pattern: &Pattern, event: &Event) -> PatternKey {
    let mut values = Vec::with_capacity(pattern.same.len());
    for field in &pattern.same {
        match event.cells.get(*field) {
            Some(Cell::Value(value)) => values.push(value.clone()),
            Some(Cell::Unreadable(text)) => {
                let (row, kind, field, text) = (event.row, event.kind, *field, *text);
                return PatternKey::Unknown(Why::Unreadable { row, kind, field, text });
            }
            Some(Cell::Blank) | None => return PatternKey::Nothing,
        }
    }
    PatternKey::Known(key_of(values))
}

/// Whether a rejected row may have been a part of the pattern that an event belongs to.
fn may_be_part(row: &LostRow, pattern: &Pattern, event: &Event) -> bool {
    row.kind.is_none_or(|kind| kind == event.kind)
        && row.at.is_none_or(|at| at.start <= event.at.start)
        && pattern.same.iter().all(|field| {
            let known = row.kind.and_then(|_| row.cells.get(*field)).and_then(Option::as_ref);
            match (known, event.cells.get(*field)) {
                (Some(Cell::Value(known)), Some(Cell::Value(own))) => known == own,
                (Some(Cell::Blank), _) => false,
                _ => true,
            }
        })
}
