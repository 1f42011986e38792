//! Patterns: so many like events close together make one occasion, the event that completes them. Each event counts in one
//! pattern only: once it is complete, counting starts anew.

use super::eval::Tri;
use super::index::key_of;
use super::obligation::Key;
use super::run::Engine;
use super::{Occasion, Reason, Why};
use crate::analysis::model::Pattern;
use crate::event::{Cell, Event, LostRow, Value};
use crate::plan::Source;
use crate::time::{self, Instant, Stamp, TimeError, Timing, Zone};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The events that have been counted, by norm and key.
#[derive(Default)]
pub(super) struct Patterns {
    counts: FxHashMap<(usize, Key), Counted>,
    /// The events whose key cannot be told, by norm and what can be told of it: what has been counted under a key that only they
    /// may have.
    unseen: Vec<(usize, Parts, Counted)>,
    /// How many keys were left when those that count no more were last forgotten.
    kept: usize,
}

impl Patterns {
    /// How many events are kept in mind.
    pub fn remembered(&self) -> usize {
        let unseen = self.unseen.iter().map(|(.., counted)| counted);
        self.counts.values().chain(unseen).map(|counted| counted.events.len().max(1)).sum()
    }

    /// What has been counted under a key of which no event has been seen: whatever may have had it.
    fn unseen_under(&self, norm: usize, parts: &[Option<Value>], zone: &Zone) -> Counted {
        let mut all = Counted::default();
        let may_be = self.unseen.iter().filter(|(of, others, _)| *of == norm && may_be_equal(others, parts));
        for (.., counted) in may_be {
            all.events.extend(counted.events.iter().cloned());
            all.last = all.last.into_iter().chain(counted.last).max_by_key(|at| zone.end_of(*at));
            all.spend(counted.spent.iter().flatten());
            all.unsure = all.unsure.or_else(|| counted.unsure.clone());
        }
        all.events.sort_by_key(|event| (event.at, event.row, event.rule));
        all.events.dedup_by_key(|event| (event.row, event.rule));
        all
    }
}

/// What has been counted under one key since the last pattern was complete.
#[derive(Default, Clone)]
struct Counted {
    events: Vec<Arc<Event>>,
    /// Of the events of this key, whatever became of them, the one that may have come last: a coarse one lasts to the end of its day.
    last: Option<Stamp>,
    /// By precision, the last event that was a part of a pattern.
    spent: [Option<Arc<Event>>; 3],
    /// Why it is not certain with which event counting began. It is certain again after a pause as long as a pattern.
    unsure: Option<Reason>,
}

impl Counted {
    /// Events that have made up a pattern.
    fn spend<'e>(&mut self, events: impl Iterator<Item = &'e Arc<Event>>) {
        for event in events {
            let last = &mut self.spent[event.at.precision as usize];
            if last.as_ref().is_none_or(|last| last.at <= event.at) {
                *last = Some(Arc::clone(event));
            }
        }
    }

    /// If one of the events that have made up a pattern may have come after this one, it is not certain with which event the
    /// pattern was complete, nor with which counting begins.
    fn doubt_order(&mut self, event: &Event, zone: &Zone) {
        let overlaps = |other: &&Arc<Event>| {
            other.at.precision != event.at.precision && zone.end_of(other.at) > event.at.start
        };
        let other = self.spent.iter().flatten().find(overlaps);
        let reason = other.map(|other| Reason::Candidate(Arc::clone(other), Why::TooCoarse));
        self.unsure = self.unsure.take().or(reason);
    }
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
        let parts = match key_in(pattern, event) {
            PatternKey::Nothing => return,
            PatternKey::Unknown(parts, why) => {
                return self.wild_part(norm, pattern, event, &parts, Reason::OccasionUndecided(why));
            }
            PatternKey::Known(parts) => parts,
        };
        let key = key_of(parts.iter().flatten().cloned().collect());
        let known = self.patterns.counts.remove(&(norm, key.clone()));
        let mut counted =
            known.unwrap_or_else(|| self.patterns.unseen_under(norm, &parts, self.setup.rules.zone));
        let earlier = self.count(norm, pattern, &mut counted, &parts, event, doubt.take());
        let (complete, earlier) = (earlier.is_some(), earlier.unwrap_or_default());
        let doubt = counted.unsure.clone();
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

    /// Counts an event under one key. If that completes a pattern: the events before it.
    fn count(
        &mut self,
        norm: usize,
        pattern: &Pattern,
        counted: &mut Counted,
        parts: &[Option<Value>],
        event: &Arc<Event>,
        mut doubt: Option<Reason>,
    ) -> Option<Vec<Arc<Event>>> {
        if let Err(error) = self.bring_up_to(norm, pattern, counted, parts, event) {
            self.note_time_error(error.clone());
            doubt = doubt.or(Some(Reason::Time(error)));
        }
        let zone = self.setup.rules.zone;
        counted.unsure = counted.unsure.take().or(doubt);
        counted.last = counted.last.into_iter().chain([event.at]).max_by_key(|at| zone.end_of(*at));
        counted.events.push(Arc::clone(event));
        let complete = counted.events.len() >= pattern.count as usize;
        let earlier = complete.then(|| {
            let mut earlier = std::mem::take(&mut counted.events);
            counted.spend(earlier.iter());
            earlier.pop();
            earlier
        });
        counted.doubt_order(event, zone);
        earlier
    }

    /// Forgets keys whose last event lies too far back to count any more; now and then, so that it costs little.
    fn forget_patterns(&mut self, event: &Event) {
        const FEW: usize = 64;
        let patterns = &mut self.patterns;
        if patterns.counts.len() + patterns.unseen.len() < FEW.max(patterns.kept.saturating_mul(2)) {
            return;
        }
        let (plan, rules) = (self.setup.plan, self.setup.rules);
        let counts_on = |norm: usize, counted: &Counted| {
            let (Some(pattern), Some(last)) = (&plan.norms[norm].pattern, counted.last) else {
                return false;
            };
            let judged =
                time::within(&rules, last, &pattern.within).map(|due| due.judge(event.at, rules.zone));
            judged != Ok(Timing::Late)
        };
        patterns.counts.retain(|(norm, _), counted| counts_on(*norm, counted));
        patterns.unseen.retain(|(norm, _, counted)| counts_on(*norm, counted));
        patterns.kept = patterns.counts.len() + patterns.unseen.len();
    }

    /// Drops what lies too far back, and finds out whether it is certain what has been counted.
    fn bring_up_to(
        &self,
        norm: usize,
        pattern: &Pattern,
        counted: &mut Counted,
        parts: &[Option<Value>],
        event: &Arc<Event>,
    ) -> Result<(), TimeError> {
        let too_far = |from: Stamp| -> Result<Timing, TimeError> {
            let due = time::within(&self.setup.rules, from, &pattern.within)?;
            Ok(due.judge(event.at, self.setup.rules.zone))
        };
        // What is too far away for certain goes, also where a limit cannot be worked out for the rest.
        let mut untold = None;
        match counted.last.map(too_far) {
            Some(Ok(Timing::Late)) => *counted = Counted::default(),
            Some(Err(error)) => untold = Some(error),
            Some(Ok(Timing::InTime | Timing::Undecided)) | None => {}
        }
        // Also after a pause: a source may say that it was observed only later.
        if counted.last.is_none()
            && let Some(begin) = self.unseen_before(norm, event)
            && too_far(Stamp::exact(begin.plus_micros(-1)))? != Timing::Late
        {
            counted.unsure = Some(Reason::BeforeLog { kind: event.kind, from: begin });
        }
        let mut kept = Vec::with_capacity(counted.events.len());
        for earlier in std::mem::take(&mut counted.events) {
            match too_far(earlier.at) {
                Ok(Timing::Late) => {}
                Ok(Timing::InTime) => kept.push(earlier),
                Err(error) => {
                    untold = untold.or(Some(error));
                    kept.push(earlier);
                }
                Ok(Timing::Undecided) => {
                    let reason = Reason::Candidate(Arc::clone(&earlier), Why::TooCoarse);
                    counted.unsure = counted.unsure.take().or(Some(reason));
                    kept.push(earlier);
                }
            }
        }
        counted.events = kept;
        if counted.unsure.is_none() {
            let mut lost = self.setup.lost.iter().filter(|row| may_be_part(row, pattern, parts, event));
            let counts = |at: Stamp| self.in_force(norm, at.start) && too_far(at) != Ok(Timing::Late);
            let near = lost.find(|row| row.at.is_none_or(counts));
            if let Some(row) = near {
                counted.unsure = Some(Reason::Rejected(row.row));
            }
        }
        untold.map_or(Ok(()), Err)
    }

    /// From when on all events of the kind are known; none: from ever, or ever since the norm came into force.
    fn unseen_before(&self, norm: usize, event: &Event) -> Option<Instant> {
        let begin = self.setup.coverage.begin_of(event.kind)?;
        let since = self.setup.model.norms[norm].effective.0;
        let since = since.map(|day| self.setup.rules.zone.start_of_day(day));
        (since.is_none_or(|since| since < begin) && begin != Instant::MAX).then_some(begin)
    }

    /// An event whose key cannot be told counts under every key that it may have.
    fn wild_part(
        &mut self,
        norm: usize,
        pattern: &Pattern,
        event: &Arc<Event>,
        parts: &Parts,
        reason: Reason,
    ) {
        self.completed.push((norm, Tri::Undecided(super::figures::why_of(&reason))));
        let doubt = || Some(reason.clone());
        let mut completes = false;
        let mut unseen = std::mem::take(&mut self.patterns.unseen);
        if !unseen.iter().any(|(of, others, _)| *of == norm && others == parts) {
            unseen.push((norm, parts.clone(), Counted::default()));
        }
        for (_, others, counted) in
            unseen.iter_mut().filter(|(of, others, _)| *of == norm && may_be_equal(others, parts))
        {
            completes |= self.count(norm, pattern, counted, others, event, doubt()).is_some();
        }
        self.patterns.unseen = unseen;
        let mut counts = std::mem::take(&mut self.patterns.counts);
        for ((_, key), counted) in counts.iter_mut().filter(|((of, _), _)| *of == norm) {
            let own = parts_of(key);
            if may_be_equal(&own, parts) {
                completes |= self.count(norm, pattern, counted, &own, event, doubt()).is_some();
            }
        }
        self.patterns.counts = counts;
        self.forget_patterns(event);
        if completes && self.is_judged(norm, event.at.start) {
            self.oblige(norm, &Occasion::Event(Arc::clone(event)), 0, Some(reason));
        }
    }
}

/// What is known of a key, part by part.
type Parts = Vec<Option<Value>>;

/// Under which key an event counts.
enum PatternKey {
    Known(Parts),
    /// A cell is blank, and a blank is equal to nothing.
    Nothing,
    Unknown(Parts, Why),
}

fn key_in(pattern: &Pattern, event: &Event) -> PatternKey {
    let mut parts = Vec::with_capacity(pattern.same.len());
    let mut unknown = None;
    for field in &pattern.same {
        parts.push(match event.cells.get(*field) {
            Some(Cell::Value(value)) => Some(value.clone()),
            Some(Cell::Unreadable(text)) => {
                let (row, kind, field, text) = (event.row, event.kind, *field, *text);
                unknown = unknown.or(Some(Why::Unreadable { row, kind, field, text }));
                None
            }
            Some(Cell::Blank) | None => return PatternKey::Nothing,
        });
    }
    match unknown {
        None => PatternKey::Known(parts),
        Some(why) => PatternKey::Unknown(parts, why),
    }
}

fn parts_of(key: &Key) -> Parts {
    match key {
        Key::None => Vec::new(),
        Key::One(value) => vec![Some(value.clone())],
        Key::Many(values) => values.iter().cloned().map(Some).collect(),
    }
}

/// Whether nothing that is known of two keys differs.
fn may_be_equal(one: &[Option<Value>], other: &[Option<Value>]) -> bool {
    one.iter().zip(other).all(|pair| !matches!(pair, (Some(one), Some(other)) if one != other))
}

/// Whether a rejected row may have been a part of the pattern that an event belongs to.
fn may_be_part(row: &LostRow, pattern: &Pattern, parts: &[Option<Value>], event: &Event) -> bool {
    row.kind.is_none_or(|kind| kind == event.kind)
        && row.at.is_none_or(|at| at.start <= event.at.start)
        && pattern.same.iter().zip(parts).all(|(field, own)| {
            let known = row.kind.and_then(|_| row.cells.get(*field)).and_then(Option::as_ref);
            match (known, own) {
                (Some(Cell::Value(known)), Some(own)) => known == own,
                (Some(Cell::Blank), _) => false,
                _ => true,
            }
        })
}
