//! Intervals that one record or one line carries as a whole.

use super::interval::{Carrier, Interval};
use super::stretch::Whose;
use super::{Answer, Changes, Cut, Question, States, before, edges, ended, lost};
use crate::analysis::model::{Edge, StateId};
use crate::engine::eval::{Env, Tri};
use crate::engine::{Setup, Why};
use crate::event::{Cell, Event, Field, KindId, Value};
use crate::plan::{Expr, StateSource};
use crate::time::{Instant, Precision, Stamp};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Intervals shown where none holds.
const NEAREST: usize = 3;

/// The intervals of a state that records or lines carry.
#[derive(Default)]
pub(super) struct Spans {
    by_subject: FxHashMap<Option<Value>, Vec<Arc<Interval>>>,
    /// Its keys, in the order of the log.
    subjects: Vec<Option<Value>>,
    /// Those of whom it cannot be told whose they are.
    wild: Vec<Arc<Interval>>,
    /// Of a table: all, in the order of its file.
    listed: Vec<Arc<Interval>>,
    /// How many there are.
    kept: usize,
}

/// What a record says.
struct Read<'r> {
    subject: Option<usize>,
    edges: (Edge, Edge),
    cells: &'r [Cell],
    fields: &'r [Field],
    holds: Tri,
}

impl Spans {
    /// The lines of a table.
    pub fn of_table(setup: &Setup<'_>, state: StateId) -> Self {
        let mut spans = Spans::default();
        let StateSource::Table { entity, subject, from, until, filter } =
            &setup.plan.states[state.0 as usize].source
        else {
            return spans;
        };
        let fields = &setup.model.schema.entity(*entity).fields;
        for row in setup.tables.all(*entity) {
            let why = |field: usize| Why::Attribute { entity: *entity, key: row.key, field };
            let carrier = Carrier::Row(*entity, row.clone());
            let edges = (*from, *until);
            let mut interval = Interval {
                state,
                subject: None,
                from: None,
                until: None,
                carrier,
                doubt: None,
                repeats: Vec::new(),
            };
            let read = Read { subject: *subject, edges, cells: &row.cells, fields, holds: Tri::True };
            let Some(wild) = fill(setup, &mut interval, read, |field, _| why(field)) else { continue };
            match holds(setup, &interval, None, filter.as_ref()) {
                Tri::True => {}
                Tri::False => continue,
                Tri::Undecided(why) => interval.doubt = interval.doubt.or(Some(why)),
            }
            let interval = Arc::new(interval);
            spans.listed.push(Arc::clone(&interval));
            spans.keep(interval, wild);
        }
        spans
    }

    /// A record that carries an interval.
    pub fn record(&mut self, states: &States<'_>, state: StateId, event: &Arc<Event>, changes: &mut Changes) {
        let setup = &states.setup;
        let StateSource::Record { kind, subject, from, until, filter } =
            &setup.plan.states[state.0 as usize].source
        else {
            return;
        };
        let holds = holds_for(states, event, filter.as_ref());
        if holds == Tri::False {
            return;
        }
        let fields = &setup.model.schema.kind(*kind).fields;
        let mut interval = Interval {
            state,
            subject: None,
            from: None,
            until: None,
            carrier: Carrier::Record(Arc::clone(event)),
            doubt: None,
            repeats: Vec::new(),
        };
        let read = Read { subject: *subject, edges: (*from, *until), cells: &event.cells, fields, holds };
        let Some(wild) = fill(setup, &mut interval, read, |field, cell| cell_why(event, *kind, field, cell))
        else {
            return;
        };
        let interval = Arc::new(interval);
        changes.begun.push(Arc::clone(&interval));
        self.keep(interval, wild);
    }

    /// When intervals begin and end.
    pub fn stamps(&self, whose: Whose<'_>, stamps: &mut Vec<Stamp>) {
        let mut add = |interval: &Arc<Interval>| {
            stamps.extend(interval.from);
            stamps.extend(interval.until);
        };
        self.wild.iter().for_each(&mut add);
        match whose {
            Whose::All => self.subjects.iter().for_each(|subject| {
                self.by_subject.get(subject).into_iter().flatten().for_each(&mut add);
            }),
            Whose::Of(subject) => {
                self.by_subject.get(&subject.cloned()).into_iter().flatten().for_each(&mut add);
            }
        }
    }

    /// Everybody of whom there is an interval, in the order of the log.
    pub fn subjects(&self) -> Vec<Option<Value>> {
        self.subjects.clone()
    }

    fn keep(&mut self, interval: Arc<Interval>, wild: bool) {
        if !wild && !self.by_subject.contains_key(&interval.subject) {
            self.subjects.push(interval.subject.clone());
        }
        self.kept += 1;
        if wild {
            self.wild.push(interval);
        } else {
            self.by_subject.entry(interval.subject.clone()).or_default().push(interval);
        }
    }

    /// How many intervals of records are kept.
    pub fn len(&self) -> usize {
        if self.listed.is_empty() { self.kept } else { 0 }
    }

    /// Forgets intervals of records that ended before an instant that nobody asks behind any more.
    pub fn forget_before(&mut self, since: Instant) {
        if !self.listed.is_empty() {
            return;
        }
        let needed = |interval: &Arc<Interval>| interval.until.is_none_or(|until| until.start >= since);
        for list in self.by_subject.values_mut() {
            list.retain(needed);
        }
        self.by_subject.retain(|_, list| !list.is_empty());
        self.wild.retain(needed);
        self.kept = self.by_subject.values().map(Vec::len).sum::<usize>() + self.wild.len();
    }

    /// Of a table: all intervals.
    pub fn listed(&self) -> &[Arc<Interval>] {
        &self.listed
    }

    /// Of intervals of somebody that may hold a moment, the first of which that cannot be told.
    pub fn doubt_at(&self, setup: &Setup<'_>, subject: Option<&Value>, at: Stamp) -> Option<Why> {
        let own = self.by_subject.get(&subject.cloned()).map_or(&[][..], Vec::as_slice);
        let all = own.iter().chain(&self.wild).filter(|interval| lies(setup, interval, at) != Lies::Out);
        all.filter_map(|interval| interval.doubt).next()
    }

    /// Whether the state holds.
    pub fn ask(&self, setup: &Setup<'_>, question: Question<'_>) -> Answer {
        let own = self.by_subject.get(&question.subject.cloned()).map_or(&[][..], Vec::as_slice);
        let known: Vec<&Arc<Interval>> =
            own.iter().chain(&self.wild).filter(|interval| knows(&question.cut, interval)).collect();
        let at = question.moment.at;
        let mut inside = Vec::new();
        let mut partly = Vec::new();
        let mut doubt = None;
        for interval in &known {
            match (lies(setup, interval, at), interval.doubt) {
                (Lies::Out, _) => {}
                (_, Some(why)) => doubt = doubt.or(Some(why)),
                (Lies::In, None) => inside.push(Arc::clone(interval)),
                (Lies::Partly, None) => partly.push(Arc::clone(interval)),
            }
        }
        if !inside.is_empty() {
            return Answer { tri: Tri::True, intervals: inside };
        }
        if covers(setup, &partly, at) {
            return Answer { tri: Tri::True, intervals: partly };
        }
        let why = if partly.is_empty() { doubt } else { Some(Why::TooCoarse) };
        let why = why.or_else(|| missing(setup, question));
        let tri = why.map_or(Tri::False, Tri::Undecided);
        Answer { tri, intervals: nearest(known, at.start) }
    }
}

/// Whether a record is known by then. Lines of a table always are.
fn knows(cut: &Cut, interval: &Interval) -> bool {
    match &interval.carrier {
        Carrier::Record(event) => cut.knows(event),
        Carrier::Row(..) | Carrier::Shift | Carrier::Events { .. } => true,
    }
}

/// Fills in whose an interval is and where it lies; true if it cannot be told whose, none if it is nobody's.
fn fill(
    setup: &Setup<'_>,
    interval: &mut Interval,
    read: Read<'_>,
    why: impl Fn(usize, &Cell) -> Why,
) -> Option<bool> {
    let mut wild = false;
    if let Some(at) = read.subject {
        match read.cells.get(at) {
            Some(Cell::Value(value)) => interval.subject = Some(value.clone()),
            None => return None,
            Some(cell) if is_nobody(read.fields, at, cell) => return None,
            Some(cell @ (Cell::Blank | Cell::Unreadable(_))) => {
                wild = true;
                interval.doubt = Some(why(at, cell));
            }
        }
    }
    if let Tri::Undecided(why) = read.holds {
        interval.doubt = interval.doubt.or(Some(why));
    }
    let ends = edges::ends(setup.rules.zone, read.fields, read.cells, read.edges, why);
    for (end, slot) in [(ends.from, &mut interval.from), (ends.until, &mut interval.until)] {
        match end {
            Ok(stamp) => *slot = stamp,
            Err(why) => interval.doubt = interval.doubt.or(Some(why)),
        }
    }
    Some(wild)
}

/// Whether a cell says that something is nobody's: a blank, where it may be left blank. Else a blank may be anybody.
pub(super) fn is_nobody(fields: &[Field], at: usize, cell: &Cell) -> bool {
    matches!(cell, Cell::Blank) && fields.get(at).is_some_and(|field| field.optional)
}

/// What makes a cell of a record undecided.
pub(super) fn cell_why(event: &Event, kind: KindId, field: usize, cell: &Cell) -> Why {
    match cell {
        Cell::Unreadable(text) => Why::Unreadable { row: event.row, kind, field, text: *text },
        Cell::Blank | Cell::Value(_) => Why::Blank { row: event.row, kind, field },
    }
}

/// Whether a record passes the condition of its state.
pub(super) fn holds_for(states: &States<'_>, event: &Event, filter: Option<&Expr>) -> Tri {
    let env = Env { states: Some(states), ..Env::bare(&states.setup).of_occasion(event) };
    filter.map_or(Tri::True, |filter| env.test(filter))
}

/// Whether the line that carries an interval passes the condition of its state.
fn holds(setup: &Setup<'_>, interval: &Interval, event: Option<&Event>, filter: Option<&Expr>) -> Tri {
    let env = Env { occasion: event, ..Env::bare(setup).of_interval(interval, interval.from) };
    filter.map_or(Tri::True, |filter| env.test(filter))
}

/// How a moment lies to an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    In,
    Out,
    /// A day of which the interval covers a part.
    Partly,
}

/// How a moment lies to an interval; compared at the coarser precision, a whole day as the span that it is.
pub(super) fn lies(setup: &Setup<'_>, interval: &Interval, at: Stamp) -> Lies {
    if interval.is_empty() {
        return Lies::Out;
    }
    let zone = setup.rules.zone;
    let day = at.precision == Precision::Day;
    let end = zone.end_of(at);
    let floors = |edge: Stamp| {
        let coarser = edge.precision.max(at.precision);
        (zone.floor(edge.start, coarser), zone.floor(at.start, coarser))
    };
    let begun = match interval.from {
        None => Lies::In,
        Some(from) if day && from.start <= at.start => Lies::In,
        Some(from) if day && from.start >= end => Lies::Out,
        Some(_) if day => Lies::Partly,
        Some(from) => {
            let (from, at) = floors(from);
            if from <= at { Lies::In } else { Lies::Out }
        }
    };
    let over = match interval.until {
        None => Lies::In,
        Some(until) if day && until.start >= end => Lies::In,
        Some(until) if day && until.start <= at.start => Lies::Out,
        Some(_) if day => Lies::Partly,
        Some(until) => {
            let (until, at) = floors(until);
            if at < until { Lies::In } else { Lies::Out }
        }
    };
    match (begun, over) {
        (Lies::Out, _) | (_, Lies::Out) => Lies::Out,
        (Lies::In, Lies::In) => Lies::In,
        (Lies::Partly, _) | (_, Lies::Partly) => Lies::Partly,
    }
}

/// Whether several intervals together cover a day.
fn covers(setup: &Setup<'_>, partly: &[Arc<Interval>], at: Stamp) -> bool {
    let end = setup.rules.zone.end_of(at);
    let mut spans: Vec<(Instant, Instant)> = partly
        .iter()
        .map(|i| {
            let from = i.from.map_or(Instant::MIN, |from| from.start);
            (from, i.until.map_or(Instant::MAX, |until| until.start))
        })
        .collect();
    spans.sort_unstable();
    let mut reached = at.start;
    for (from, until) in spans {
        if from > reached {
            return false;
        }
        reached = reached.max(until);
    }
    reached >= end
}

/// Why an interval may be missing: a rejected record, or one that was logged when nobody watched.
fn missing(setup: &Setup<'_>, question: Question<'_>) -> Option<Why> {
    let (kind, subject) = match &setup.plan.states[question.state.0 as usize].source {
        StateSource::Record { kind, subject, .. } => (kind, subject),
        StateSource::Table { entity, .. } => return setup.tables.lost(*entity).map(Why::Rejected),
        StateSource::Between { .. } | StateSource::Shift { .. } => return None,
    };
    // What is logged in the instant itself is known only up to a row.
    let Cut { at, row } = question.cut;
    let upto = Stamp::exact(if row.is_some() { at } else { at.plus_micros(-1) });
    let whose = subject.map(|field| (field, question.subject));
    if let Some(row) = lost(setup, *kind, whose, None, Some(upto)) {
        return Some(Why::Rejected(row.row));
    }
    if let Some(from) = setup.coverage.begin_of(*kind) {
        return Some(before(*kind, from));
    }
    ended(setup, *kind, question.cut.at)
}

/// The intervals nearest to a moment, in the order of their beginnings.
fn nearest(known: Vec<&Arc<Interval>>, at: Instant) -> Vec<Arc<Interval>> {
    let distance = |interval: &Interval| {
        let from = interval.from.map_or(Instant::MIN, |from| from.start);
        let until = interval.until.map_or(Instant::MAX, |until| until.start);
        let apart = |a: Instant, b: Instant| a.micros().abs_diff(b.micros());
        if at < from {
            apart(from, at)
        } else if until <= at {
            apart(at, until)
        } else {
            0
        }
    };
    let mut list: Vec<&Arc<Interval>> = known;
    list.sort_by_key(|interval| distance(interval));
    list.truncate(NEAREST);
    list.sort_by_key(|interval| interval.from.map(|from| from.start));
    list.into_iter().cloned().collect()
}
