//! Intervals between two events.
//!
//! Each line holds the intervals of one subject and one key. Whether a subject was in the state before its first event is
//! told by that event: one that ends an interval shows that there was one, one that begins it that there was none.

mod asked;
mod done;

use super::interval::Interval;
use super::stretch::Whose;
use super::{Answer, Changes, Cut, Question, States, before, lost, lost_ends, may_follow, spans};
use crate::analysis::model::StateId;
use crate::engine::eval::{Env, Outcome, Tri};
use crate::engine::{Setup, Why};
use crate::event::{Cell, Event, KindId, Value};
use crate::plan::{Ending, Expr, StateSource};
use crate::time::{Instant, Precision, Stamp};
use asked::Asked;
use done::{Done, count_end, may_be_an_end, part_by_part};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Further beginnings kept for each interval.
const KEPT: usize = 8;

/// What is known of a state between two events.
#[derive(Default)]
pub(super) struct Between {
    lines: Vec<Line>,
    by_subject: FxHashMap<Option<Value>, Vec<usize>>,
    by_key: FxHashMap<Box<[Value]>, Vec<usize>>,
    /// By key, the first end that does not say whose it is: it may have ended what anybody had begun before the log. As long as
    /// none is certain, the last that may be one.
    unnamed: FxHashMap<Box<[Value]>, Unnamed>,
    /// By key, the last end that is known to the day only.
    coarse: FxHashMap<Box<[Value]>, Arc<Event>>,
    /// Events of which it cannot be told whose they are.
    flips: Vec<Flip>,
    /// How many intervals there are.
    kept: usize,
}

/// The intervals of one subject and key.
struct Line {
    subject: Option<Value>,
    /// In order; only the last may be open.
    intervals: Vec<Arc<Interval>>,
    /// An event that ended what began before the log.
    first_end: Option<Arc<Event>>,
    /// What may have done so before there was anything of it: an end that does not say whose it is.
    unnamed: Option<Flip>,
    flips: Vec<Flip>,
    /// Of the open interval: what of its end has come, for each part.
    done: Vec<Done>,
    /// The last event that would certainly have begun an interval: what comes after it cannot be the first again before another end.
    renewed: Option<Arc<Event>>,
    /// The last of those that is known to the day only.
    coarse: Option<Arc<Event>>,
    /// Intervals that may have begun, and that nothing has ended for certain: those of the doubtful beginnings among the flips. Of
    /// each, what of its end has come.
    possible: Vec<(Arc<Interval>, Vec<Done>)>,
    /// Events that certainly ended what may have begun before them, in order.
    overs: Vec<Arc<Event>>,
    /// Why it cannot be told what its end must have in common with its beginning: any end may be its own.
    unkeyed: Option<Why>,
}

/// An event that may have begun or ended an interval.
#[derive(Clone)]
struct Flip {
    event: Arc<Event>,
    begins: bool,
    why: Why,
}

/// An end that does not say whose it is.
#[derive(Clone)]
struct Unnamed {
    flip: Flip,
    /// Whether it ends for certain whatever there is.
    certain: bool,
}

/// The parts of a state between two events.
#[derive(Clone, Copy)]
struct Parts<'p> {
    kind: KindId,
    filter: Option<&'p Expr>,
    subject: Option<usize>,
    ends_subject: Option<usize>,
    until: &'p Ending,
}

fn parts<'p>(setup: &Setup<'p>, state: StateId) -> Option<Parts<'p>> {
    match &setup.plan.states.get(state.0 as usize)?.source {
        StateSource::Between { kind, filter, subject, ends_subject, until } => Some(Parts {
            kind: *kind,
            filter: filter.as_ref(),
            subject: *subject,
            ends_subject: *ends_subject,
            until,
        }),
        StateSource::Record { .. } | StateSource::Table { .. } | StateSource::Shift { .. } => None,
    }
}

impl Parts<'_> {
    /// Whether the end must equal the beginning in more than whose it is, so that somebody can be in the state several times over.
    fn is_keyed(&self) -> bool {
        self.until.same.iter().any(|(field, _)| Some(*field) != self.ends_subject)
    }

    /// Whether an end does not say whose interval it ends, though the beginning does.
    fn ends_unnamed(&self) -> bool {
        self.subject.is_some() && self.ends_subject.is_none()
    }

    /// Why nothing is known of what came before the log; none if both sources were watched from ever.
    fn unseen(&self, setup: &Setup<'_>) -> Option<Why> {
        [self.kind, self.until.kind]
            .into_iter()
            .find_map(|kind| setup.coverage.begin_of(kind).map(|from| before(kind, from)))
    }
}

impl Between {
    /// An event that begins an interval.
    pub fn begin(&mut self, states: &States<'_>, state: StateId, event: &Arc<Event>, changes: &mut Changes) {
        let setup = &states.setup;
        let Some(parts) = parts(setup, state) else { return };
        let holds = spans::holds_for(states, event, parts.filter);
        if holds == Tri::False {
            return;
        }
        let subject = match parts.subject.map(|at| event.cells.get(at)) {
            None => None,
            Some(Some(Cell::Value(value))) => Some(value.clone()),
            Some(None) => return,
            Some(Some(cell)) => {
                let field = parts.subject.unwrap_or_default();
                if spans::is_nobody(&setup.model.schema.kind(parts.kind).fields, field, cell) {
                    return;
                }
                let why = spans::cell_why(event, parts.kind, field, cell);
                changes.may_begin.push(Arc::new(Interval::begun(state, None, event, Some(why))));
                return self.flips.push(Flip { event: Arc::clone(event), begins: true, why });
            }
        };
        let env = Env::bare(setup).of_occasion(event);
        let mut unkeyed = None;
        let key: Option<Box<[Value]>> = parts
            .until
            .same
            .iter()
            .map(|(_, value)| match env.value(value) {
                Outcome::Value(value) => Some(value),
                // Nothing ends it.
                Outcome::Blank { .. } => None,
                Outcome::Undecided(why) => {
                    unkeyed = Some(why);
                    None
                }
            })
            .collect();
        let ends = match &key {
            Some(key) => self.coarse.get(key).into_iter().collect(),
            None => self.coarse.values().collect::<Vec<_>>(),
        };
        let followed_by = ends.into_iter().find(|end| may_follow(setup, end, event)).cloned();
        let at = self.line(subject.clone(), key);
        self.lines[at].unkeyed = unkeyed;
        let may_be_same = self.may_be_same(at);
        let line = &mut self.lines[at];
        // What may have begun while another was certainly open has changed nothing.
        let whose = parts.ends_subject.map(|field| (field, subject.as_ref()));
        let open = line.intervals.last().filter(|interval| interval.until.is_none());
        let place = |event: &Event| (event.at, event.row, event.rule);
        let ended = open.map(|_| {
            let since = line.renewed.as_ref();
            let later = |flip: &&Flip| {
                since.is_none_or(|since| {
                    place(since) < place(&flip.event)
                        || may_follow(setup, since, &flip.event)
                        || may_follow(setup, &flip.event, since)
                })
            };
            let flip = line.flips.iter().chain(&self.flips).filter(|flip| !flip.begins).find(later);
            let rows = || lost_ends(setup, parts.until, whose, since.map(|since| since.at), Some(event.at));
            flip.map(|flip| flip.why).or_else(|| rows().first().map(|row| Why::Rejected(row.row)))
        });
        let may_begin = match (holds, ended) {
            (_, Some(None)) => None,
            (Tri::Undecided(why), _) => Some(why),
            (_, Some(ended)) => ended,
            (_, None) => None,
        };
        if let Some(why) = may_begin {
            let interval = Arc::new(Interval::begun(state, subject.clone(), event, Some(why)));
            line.possible.push((Arc::clone(&interval), Vec::new()));
            changes.may_begin.push(interval);
        }
        if let Tri::Undecided(why) = holds {
            return line.flips.push(Flip { event: Arc::clone(event), begins: true, why });
        }
        line.renewed = Some(Arc::clone(event));
        if event.at.precision == Precision::Day {
            line.coarse = Some(Arc::clone(event));
        }
        // Whatever ended that day may have ended it again.
        let why = Why::TooCoarse;
        line.flips.extend(followed_by.clone().map(|event| Flip { event, begins: false, why }));
        if let Some(open) = line.intervals.last_mut().filter(|interval| interval.until.is_none()) {
            if open.repeats.len() < KEPT {
                Arc::make_mut(open).repeats.push(Arc::clone(event));
            }
            return;
        }
        // What may have begun it earlier makes this one a further beginning, which changes nothing.
        let since = line.intervals.last().and_then(|interval| interval.until);
        let goes_on = |flip: &&Flip| {
            let own = |(possible, _): &(Arc<Interval>, Vec<Done>)| {
                possible.event().is_some_and(|event| Arc::ptr_eq(event, &flip.event))
            };
            line.possible.iter().any(own)
        };
        let flips = line.flips.iter().filter(goes_on).chain(&self.flips);
        let mut flips =
            flips.filter(|f| f.begins && since.is_none_or(|since| f.event.at.start >= since.start));
        let whose = parts.subject.map(|field| (field, subject.as_ref()));
        let doubt = flips.next().map(|flip| flip.why).or(may_be_same).or_else(|| {
            let row = lost(setup, parts.kind, whose, since, Some(event.at))?;
            Some(Why::Rejected(row.row))
        });
        let interval = Arc::new(Interval::begun(state, subject, event, doubt));
        changes.begun.push(Arc::clone(&interval));
        changes.followed.extend(followed_by.map(|end| (Arc::clone(&interval), end)));
        line.intervals.push(interval);
        line.done.clear();
        self.kept += 1;
    }

    /// Why what begins now may be a further beginning of an interval that goes on: of one of them the key cannot be told.
    fn may_be_same(&self, at: usize) -> Option<Why> {
        let line = &self.lines[at];
        let since = line.intervals.last().and_then(|interval| interval.until);
        let goes_on = |other: &Line| {
            let open = other.intervals.last().filter(|interval| interval.until.is_none());
            let possible = other.possible.iter().map(|(interval, _)| interval);
            let mut begun = open.into_iter().chain(possible).filter_map(|interval| interval.from);
            begun.any(|from| since.is_none_or(|since| from.start >= since.start))
        };
        let others = self.by_subject.get(&line.subject)?.iter().filter(|other| **other != at);
        let mut others = others.map(|other| &self.lines[*other]);
        match line.unkeyed {
            Some(why) => others.any(goes_on).then_some(why),
            None => others.find(|other| other.unkeyed.is_some() && goes_on(other))?.unkeyed,
        }
    }

    fn line(&mut self, subject: Option<Value>, key: Option<Box<[Value]>>) -> usize {
        if let Some(key) = &key
            && let Some(lines) = self.by_key.get(key)
            && let Some(at) = lines.iter().find(|at| self.lines[**at].subject == subject)
        {
            return *at;
        }
        let at = self.lines.len();
        self.by_subject.entry(subject.clone()).or_default().push(at);
        let unnamed = key.as_ref().and_then(|key| self.unnamed.get(key)).cloned();
        let over =
            unnamed.as_ref().filter(|unnamed| unnamed.certain).map(|unnamed| unnamed.flip.event.clone());
        if let Some(key) = key {
            self.by_key.entry(key).or_default().push(at);
        }
        self.lines.push(Line {
            subject,
            intervals: Vec::new(),
            first_end: None,
            unnamed: unnamed.map(|unnamed| unnamed.flip),
            flips: Vec::new(),
            done: Vec::new(),
            renewed: None,
            coarse: None,
            possible: Vec::new(),
            overs: over.into_iter().collect(),
            unkeyed: None,
        });
        at
    }

    /// An event that ends intervals.
    pub fn end(&mut self, states: &States<'_>, state: StateId, event: &Arc<Event>, changes: &mut Changes) {
        let setup = &states.setup;
        let Some(parts) = parts(setup, state) else { return };
        let mut key = Vec::with_capacity(parts.until.same.len());
        for (field, _) in &parts.until.same {
            match event.cells.get(*field) {
                Some(Cell::Value(value)) => key.push(value.clone()),
                Some(Cell::Unreadable(text)) => {
                    let why =
                        Why::Unreadable { row: event.row, kind: event.kind, field: *field, text: *text };
                    for line in &self.lines {
                        let open = line.intervals.last().filter(|interval| interval.until.is_none());
                        changes.doubtful.extend(open.map(|interval| (Arc::clone(interval), why)));
                    }
                    return self.flips.push(Flip { event: Arc::clone(event), begins: false, why });
                }
                Some(Cell::Blank) | None => return,
            }
        }
        self.may_end_unkeyed(parts, event, changes);
        let key: Box<[Value]> = key.into();
        if event.at.precision == Precision::Day && may_be_an_end(states, parts, event) {
            self.coarse.insert(key.clone(), Arc::clone(event));
        }
        let lines = self.by_key.get(&key).cloned().unwrap_or_default();
        if lines.is_empty() && !parts.ends_unnamed() {
            return self.end_of_earlier(states, parts, key, event);
        }
        for at in lines {
            self.may_have_held_before(states, parts, at, event);
            self.end_line(states, parts, at, event, changes);
        }
        let known = |known: &Unnamed| known.certain;
        if parts.ends_unnamed()
            && !self.unnamed.get(&key).is_some_and(known)
            && let Some(unnamed) = may_have_ended_earlier(states, parts, event)
        {
            self.unnamed.insert(key, unnamed);
        }
    }

    /// An event that may end intervals of which it cannot be told what ends them.
    fn may_end_unkeyed(&mut self, parts: Parts<'_>, event: &Arc<Event>, changes: &mut Changes) {
        let whose = parts.ends_subject.and_then(|at| event.cells.get(at)).and_then(|cell| cell.value());
        for line in self.lines.iter_mut().filter(|line| line.unkeyed.is_some()) {
            let Some(open) = line.intervals.last().filter(|interval| interval.until.is_none()) else {
                continue;
            };
            if let Some(why) = line.unkeyed
                && whose.zip(line.subject.as_ref()).is_none_or(|(whose, own)| whose == own)
            {
                changes.doubtful.push((Arc::clone(open), why));
                line.flips.push(Flip { event: Arc::clone(event), begins: false, why });
            }
        }
    }

    fn end_line(
        &mut self,
        states: &States<'_>,
        parts: Parts<'_>,
        at: usize,
        event: &Arc<Event>,
        changes: &mut Changes,
    ) {
        let until = parts.until;
        let line = &mut self.lines[at];
        let test = |begun: Option<&Event>, done: &mut Vec<Done>| {
            let env = Env { states: Some(states), ..Env::bare(&states.setup) };
            let env = begun.map_or(env, |begun| env.of_occasion(begun));
            done.resize_with(until.parts.len(), Done::default);
            let actor = states.setup.model.schema.kind(until.kind).actor;
            let person = actor.and_then(|actor| event.cells.get(actor));
            count_end(env.with(event), until, person, done)
        };
        let had_possible = !line.possible.is_empty();
        line.possible.retain_mut(|(possible, done)| {
            let goes_on = test(possible.event().map(Arc::as_ref), done) != Some(Tri::True);
            if !goes_on {
                Arc::make_mut(possible).end_with(event);
                changes.ended.push(Arc::clone(possible));
            }
            goes_on
        });
        let Some(open) = line.intervals.last_mut().filter(|interval| interval.until.is_none()) else {
            let last = line.overs.last().map(|over| (over.at.start, over.row));
            let new = |flip: &Flip| flip.begins && last < Some((flip.event.at.start, flip.event.row));
            let begun = |flips: &[Flip]| flips.iter().any(new);
            let over = if until.takes_several() {
                had_possible && line.possible.is_empty() && !begun(&self.flips)
            } else {
                (begun(&line.flips) || begun(&self.flips)) && test(None, &mut Vec::new()) == Some(Tri::True)
            };
            if over {
                line.overs.push(Arc::clone(event));
            }
            // What may have begun, in the log or before it, is over.
            let tells = !until.takes_several() && !parts.ends_unnamed();
            if tells && line.intervals.is_empty() && line.first_end.is_none() {
                match test(None, &mut Vec::new()) {
                    Some(Tri::True) => line.first_end = Some(Arc::clone(event)),
                    Some(Tri::Undecided(why)) => {
                        line.flips.push(Flip { event: Arc::clone(event), begins: false, why });
                    }
                    Some(Tri::False) | None => {}
                }
            }
            return;
        };
        // If it may have begun before, it cannot be told with what its end is compared.
        let begun = open.event().filter(|_| open.doubt.is_none());
        let ends = match (test(begun.map(Arc::as_ref), &mut line.done), open.doubt) {
            // Nor whether the others had come before.
            (Some(Tri::False | Tri::Undecided(Why::Nothing)), Some(why)) => Tri::Undecided(why),
            (ends, _) => ends.unwrap_or(Tri::False),
        };
        // It may have begun, or begun again, later that day.
        let why = Why::TooCoarse;
        let follows = |begun: &&Arc<Event>| may_follow(&states.setup, begun, event);
        let again = line.coarse.as_ref().filter(follows).cloned();
        let ends = match ends {
            Tri::True if [open.event(), line.renewed.as_ref()].iter().flatten().all(follows) => {
                Tri::Undecided(why)
            }
            ends => ends,
        };
        match ends {
            Tri::False => {}
            Tri::True => {
                line.done.clear();
                Arc::make_mut(open).end_with(event);
                changes.ended.push(Arc::clone(open));
                line.flips.extend(again.map(|event| Flip { event, begins: true, why }));
            }
            Tri::Undecided(why) => {
                changes.doubtful.push((Arc::clone(open), why));
                line.flips.push(Flip { event: Arc::clone(event), begins: false, why });
            }
        }
    }

    /// The first event of a subject ends what began before the log.
    fn end_of_earlier(
        &mut self,
        states: &States<'_>,
        parts: Parts<'_>,
        key: Box<[Value]>,
        event: &Arc<Event>,
    ) {
        let subject = match parts.ends_subject.map(|at| event.cells.get(at)) {
            None => None,
            Some(Some(Cell::Value(value))) => Some(value.clone()),
            Some(_) => return,
        };
        if parts.until.takes_several() {
            if parts.unseen(&states.setup).is_some() {
                let at = self.line(subject, Some(key));
                self.may_have_held_before(states, parts, at, event);
            }
            return;
        }
        match part_by_part(states, parts, event).next() {
            Some(Tri::True) => {
                let at = self.line(subject, Some(key));
                self.lines[at].first_end = Some(Arc::clone(event));
            }
            Some(Tri::Undecided(why)) => {
                let at = self.line(subject, Some(key));
                self.lines[at].flips.push(Flip { event: Arc::clone(event), begins: false, why });
            }
            Some(Tri::False) | None => {}
        }
    }

    /// Notes what may have ended what began before the log, as long as nothing has begun in it: one of several that are needed,
    /// or an end that does not say whose it is.
    fn may_have_held_before(&mut self, states: &States<'_>, parts: Parts<'_>, at: usize, event: &Arc<Event>) {
        let line = &mut self.lines[at];
        if (parts.until.takes_several() || parts.ends_unnamed()) && line.intervals.is_empty() {
            line.flips.extend(may_have_ended_earlier(states, parts, event).map(|unnamed| unnamed.flip));
        }
    }

    /// When intervals begin, end, or may do so.
    pub fn stamps(&self, whose: Whose<'_>, stamps: &mut Vec<Stamp>) {
        let lines: Vec<&Line> = match whose {
            Whose::All => self.lines.iter().collect(),
            Whose::Of(subject) => {
                let own = self.by_subject.get(&subject.cloned()).map_or(&[][..], Vec::as_slice);
                own.iter().map(|at| &self.lines[*at]).collect()
            }
        };
        stamps.extend(self.flips.iter().map(|flip| flip.event.at));
        for line in lines {
            stamps.extend(line.first_end.iter().map(|event| event.at));
            stamps.extend(line.flips.iter().chain(&line.unnamed).map(|flip| flip.event.at));
            stamps.extend(line.overs.iter().map(|event| event.at));
            for interval in &line.intervals {
                stamps.extend(interval.from);
                stamps.extend(interval.until);
            }
        }
    }

    /// Everybody of whom something is known, in the order of the log.
    pub fn subjects(&self) -> Vec<Option<Value>> {
        let mut found: Vec<Option<Value>> = Vec::new();
        for line in &self.lines {
            if !found.contains(&line.subject) {
                found.push(line.subject.clone());
            }
        }
        found
    }

    /// How many intervals are kept.
    pub fn len(&self) -> usize {
        self.kept
    }

    /// Forgets what ended before an instant that nobody asks behind any more. Of every subject the last of it is kept: it
    /// tells that the state did not hold after it.
    pub fn forget_before(&mut self, since: Instant) {
        for line in &mut self.lines {
            let over = |interval: &Arc<Interval>| interval.until.is_some_and(|until| until.start < since);
            let old = line.intervals.iter().take_while(|interval| over(interval)).count();
            line.intervals.drain(..old.saturating_sub(1));
        }
        self.kept = self.lines.iter().map(|line| line.intervals.len()).sum();
    }

    /// Whether the state holds.
    pub fn ask(&self, setup: &Setup<'_>, question: Question<'_>) -> Answer {
        let Some(parts) = parts(setup, question.state) else { return Answer::undecided(Why::Nothing) };
        let asked = Asked { setup, parts, question, flips: &self.flips };
        let lines = self.by_subject.get(&question.subject.cloned()).map_or(&[][..], Vec::as_slice);
        let known: Vec<&Line> =
            lines.iter().map(|at| &self.lines[*at]).filter(|line| line.known(&question.cut)).collect();
        if known.is_empty() {
            let why = asked.untold().or_else(|| asked.may_have_held(None));
            let tri = why.map_or(Tri::False, Tri::Undecided);
            return Answer { tri, intervals: Vec::new() };
        }
        let mut result = Answer { tri: Tri::False, intervals: Vec::new() };
        for line in known {
            let answer = asked.line(line);
            match (result.tri, answer.tri) {
                (Tri::True, Tri::True) => result.intervals.extend(answer.intervals),
                (_, Tri::True) => result = answer,
                (Tri::True, _) => {}
                (Tri::Undecided(_), _) => result.intervals.extend(answer.intervals),
                (Tri::False, tri) => {
                    result.tri = tri;
                    result.intervals.extend(answer.intervals);
                }
            }
        }
        // What may not count tells nothing of other keys.
        let tells = || lines.iter().any(|at| self.lines[*at].tells(&question.cut));
        if result.tri == Tri::False
            && parts.is_keyed()
            && let Some(why) = asked.untold().filter(|_| !tells())
        {
            result.tri = Tri::Undecided(why);
        }
        result
    }
}

impl Line {
    /// The event that began its first interval.
    fn first(&self) -> Option<&Event> {
        self.intervals.first().and_then(|interval| interval.event()).map(Arc::as_ref)
    }

    /// Whether an event of it was known by then that certainly began or ended an interval.
    fn tells(&self, cut: &Cut) -> bool {
        let begun = self.intervals.iter().filter(|interval| interval.doubt.is_none());
        let begun = begun.filter_map(|interval| interval.event());
        // Of one whose key cannot be read it is not known of which key it tells.
        self.unkeyed.is_none() && begun.chain(&self.first_end).any(|event| cut.knows(event))
    }

    /// Whether anything of it was known by then.
    fn known(&self, cut: &Cut) -> bool {
        let flips = self.flips.iter().map(|flip| &flip.event);
        let first = self.first_end.iter().chain(flips).map(Arc::as_ref).chain(self.first());
        first.into_iter().any(|event| cut.knows(event))
    }
}

/// What an event leaves open that may have ended what began before the log.
fn may_have_ended_earlier(states: &States<'_>, parts: Parts<'_>, event: &Arc<Event>) -> Option<Unnamed> {
    let why = parts.unseen(&states.setup).filter(|_| may_be_an_end(states, parts, event))?;
    let certain =
        !parts.until.takes_several() && part_by_part(states, parts, event).all(|test| test == Tri::True);
    Some(Unnamed { flip: Flip { event: Arc::clone(event), begins: false, why }, certain })
}
