//! Whether a state holds.
//!
//! Of a state between two events every course of things is tried that the log leaves possible: each row of which it cannot be
//! told whether it counts counts or not, and each rejected row stands wherever it may have stood. What is the same in all of them
//! is certain.

use super::Naive;
use super::expr::{Got, Scope, Truth};
use super::several::{Part, takes_several};
use crate::slip::Slip;
use guiju::analysis::model::{Act, CompareOp, Edge, Expr, ExprKind, StateId, StateSource};
use guiju::event::{Cell, EntityRow, Event, KindId, LostRow, Value};
use guiju::time::{ClockTime, Date, Instant, Precision, Stamp};

/// When something is asked, and how much of the log is known then.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub at: Stamp,
    pub known: Known,
    /// The row that asks, if one does.
    pub row: Option<usize>,
}

/// How much of the log is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The first so many rows.
    Rows(usize),
    /// Everything before an instant.
    Before(Instant),
}

/// From when to when something lasts; `None`: from ever, for ever. `Err`: that cannot be told.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub from: Result<Option<Instant>, ()>,
    pub until: Result<Option<Instant>, ()>,
    /// How finely its beginning is known.
    pub begins: Precision,
    /// How finely its end is known.
    pub ends: Precision,
}

/// One change of a state, somewhere between two instants.
#[derive(Clone, Copy, Debug)]
struct Change {
    earliest: Instant,
    latest: Instant,
    on: bool,
    /// The row that makes it.
    row: Option<usize>,
}

/// One course of things.
#[derive(Clone, Debug, Default)]
struct Course {
    changes: Vec<Change>,
    /// What the first row of the subject tells of the time before it.
    before: Option<bool>,
    /// The last event in the log began an interval.
    fresh: bool,
}

/// Where a course of things has come to.
#[derive(Clone)]
struct Now<'a> {
    open: Open<'a>,
    course: Course,
    /// Rejected rows that have not been used.
    left: Vec<&'a LostRow>,
    /// Of several events that end it together, those that have come.
    parts: Vec<Part>,
}

#[derive(Clone, Copy)]
enum Open<'a> {
    /// Nothing has been said of the subject yet.
    Untold,
    No,
    By(&'a Event),
    /// By a rejected row, or by something before the log.
    BySomething,
}

impl<'a> Naive<'a> {
    /// The rows that are known.
    pub fn known(&self, known: Known) -> &[&'a Event] {
        match known {
            Known::Rows(_) if self.slips(Slip::RowsKnownAhead) => &self.events,
            Known::Before(_) if self.slips(Slip::LaterRowsKnown) => &self.events,
            Known::Rows(n) => &self.events[..n],
            Known::Before(instant) => {
                let n = self.events.iter().take_while(|e| e.at.start < instant).count();
                &self.events[..n]
            }
        }
    }

    /// When it is known.
    fn known_at(&self, known: Known) -> Option<Instant> {
        match known {
            Known::Rows(n) => n.checked_sub(1).map(|last| self.events[last].at.start),
            Known::Before(instant) => Some(instant.plus_micros(-1)),
        }
    }

    /// Whether somebody is in a state.
    pub fn in_state(&self, state: StateId, whose: Option<&Got<'a>>, moment: Moment) -> Truth {
        match whose {
            Some(Got::Blank | Got::Unclear) => return Truth::Undecided,
            // Nobody is in no state.
            Some(Got::OptionalBlank) => return Truth::No,
            _ => {}
        }
        match &self.case.model.states[state.0 as usize].source {
            StateSource::Between { kind, filter, subject, until, .. } => {
                let between = Between { kind: *kind, filter: filter.as_ref(), subject: *subject, until };
                self.between(&between, whose, moment)
            }
            StateSource::Record { kind, subject, from, until, filter } => {
                self.recorded(*kind, *subject, (*from, *until), filter.as_ref(), whose, moment)
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                let rows = &self.case.entities[entity.0 as usize];
                let covers = |row: &'a EntityRow| {
                    let scope = Scope { row: Some(row), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let theirs = self.is_subject(subject.map(|s| &row.cells[s]), whose);
                    counts.and(theirs).and(self.covers(
                        self.extent(&row.cells, *from, *until, |f| {
                            self.case.model.schema.entity(*entity).fields[f].optional
                        }),
                        moment.at,
                    ))
                };
                rows.iter().fold(Truth::No, |t, row| t.or(covers(row)))
            }
            StateSource::Shift { from, until } => self
                .shifts(*from, *until, moment.at.start, moment.at.start)
                .into_iter()
                .fold(Truth::No, |t, extent| t.or(self.covers(extent, moment.at))),
        }
    }

    /// How many are in a state at least, and at most; `None`: nobody can tell how many.
    pub fn count_state(&self, state: StateId, moment: Moment) -> (usize, Option<usize>) {
        let decl = &self.case.model.states[state.0 as usize];
        let mut subjects: Vec<&'a Cell> = Vec::new();
        let mut unnamed = 0;
        let mut add = |cell: Option<&'a Cell>| match cell {
            Some(cell @ Cell::Value(_)) if !subjects.contains(&cell) => subjects.push(cell),
            Some(Cell::Value(_) | Cell::Blank) => {}
            Some(Cell::Unreadable(_)) | None => unnamed += 1,
        };
        let mut bounded = true;
        match &decl.source {
            StateSource::Between { kind, subject, until, ends_subject, .. } => {
                for event in self.known(moment.known).to_vec() {
                    if event.kind == *kind {
                        add(subject.map(|s| &event.cells[s]));
                    }
                    if let Some(Cell::Value(_)) = ends_subject.map(|s| &event.cells[s])
                        && event.kind == until.kind
                    {
                        add(ends_subject.map(|s| &event.cells[s]));
                    }
                }
                for lost in &self.case.lost {
                    if lost.kind.is_none_or(|k| k == *kind) && self.lost_by(lost, moment) {
                        add(subject.and_then(|s| lost.cells.get(s)?.as_ref()));
                    }
                }
                bounded = [*kind, until.kind].into_iter().all(|k| self.begin_of(k).is_none());
            }
            StateSource::Record { kind, subject, from, until, .. } => {
                let fields = &self.case.model.schema.kind(*kind).fields;
                for event in self.known(moment.known).to_vec() {
                    let optional = |field: usize| fields[field].optional;
                    let covers = |event: &Event| {
                        self.covers(self.extent(&event.cells, *from, *until, optional), moment.at)
                    };
                    if event.kind == *kind && covers(event) != Truth::No {
                        add(subject.map(|s| &event.cells[s]));
                    }
                }
                for lost in &self.case.lost {
                    if lost.kind.is_none_or(|k| k == *kind) && self.lost_by(lost, moment) {
                        add(subject.and_then(|s| lost.cells.get(s)?.as_ref()));
                    }
                }
                bounded = self.begin_of(*kind).is_none();
            }
            StateSource::Table { entity, subject, from, until, .. } => {
                let fields = &self.case.model.schema.entity(*entity).fields;
                for row in &self.case.entities[entity.0 as usize] {
                    let extent = self.extent(&row.cells, *from, *until, |field| fields[field].optional);
                    if self.covers(extent, moment.at) != Truth::No {
                        add(subject.map(|s| &row.cells[s]));
                    }
                }
            }
            StateSource::Shift { .. } => {}
        }
        let truths: Vec<Truth> =
            subjects.iter().map(|cell| self.in_state(state, Some(&self.cell_value(cell)), moment)).collect();
        let least = truths.iter().filter(|t| **t == Truth::Yes).count();
        let most = truths.iter().filter(|t| **t != Truth::No).count() + unnamed;
        (least, (bounded || self.slips(Slip::NobodyElse)).then_some(most))
    }

    fn lost_by(&self, lost: &LostRow, moment: Moment) -> bool {
        lost.at.is_none_or(|at| self.known_at(moment.known).is_some_and(|known| at.start <= known))
    }

    fn is_subject(&self, cell: Option<&'a Cell>, whose: Option<&Got<'a>>) -> Truth {
        match (cell, whose) {
            (Some(cell), Some(whose)) => self.same(self.cell_value(cell), whose.clone()),
            _ => Truth::Yes,
        }
    }

    /// Whether an instant lies in an extent.
    pub fn covers(&self, extent: Extent, at: Stamp) -> Truth {
        let (first, last) = (at.start, self.case.zone.end_of(at).plus_micros(-1));
        if let (Ok(Some(from)), Ok(Some(until))) = (extent.from, extent.until)
            && until <= from
        {
            return Truth::No;
        }
        let begun = match extent.from {
            Ok(None) => Truth::Yes,
            Ok(Some(from)) => {
                let from = if self.slips(Slip::BeginsAfterItsBeginning) { from.plus_micros(1) } else { from };
                either(first >= from, last < from)
            }
            Err(()) => Truth::Undecided,
        };
        let lasts = match extent.until {
            Ok(None) => Truth::Yes,
            Ok(Some(until)) => {
                let until = if self.slips(Slip::HoldsAtItsEnd) { until.plus_micros(1) } else { until };
                either(last < until, first >= until)
            }
            Err(()) => Truth::Undecided,
        };
        begun.and(lasts)
    }

    // -- a record's own interval, lines of a table, shifts

    fn recorded(
        &self,
        kind: KindId,
        subject: Option<usize>,
        (from, until): (Edge, Edge),
        filter: Option<&'a Expr>,
        whose: Option<&Got<'a>>,
        moment: Moment,
    ) -> Truth {
        let fields = &self.case.model.schema.kind(kind).fields;
        let mut holds = Truth::No;
        for event in self.known(moment.known).to_vec().into_iter().filter(|e| e.kind == kind) {
            let scope = Scope { occasion: Some(event), ..Scope::default() };
            let counts = self.passes(filter, scope);
            let theirs = self.is_subject(subject.map(|s| &event.cells[s]), whose);
            let extent = self.extent(&event.cells, from, until, |f| fields[f].optional);
            holds = holds.or(counts.and(theirs).and(self.covers(extent, moment.at)));
        }
        for lost in self.case.lost.iter().filter(|l| l.kind.is_none_or(|k| k == kind)) {
            let cell = subject.and_then(|s| lost.cells.get(s)?.as_ref()).filter(|_| lost.kind.is_some());
            let theirs = cell.map_or(Truth::Undecided, |cell| self.is_subject(Some(cell), whose));
            if self.lost_by(lost, moment) && theirs != Truth::No {
                holds = holds.or(Truth::Undecided);
            }
        }
        let before = self.begin_of(kind).is_some();
        let after =
            self.end_of(kind).is_some_and(|end| self.known_at(moment.known).is_some_and(|k| k > end.start));
        if (before && !self.slips(Slip::UncoveredIsNo)) || after { holds.or(Truth::Undecided) } else { holds }
    }

    /// From when to when the edges say.
    pub fn extent(
        &self,
        cells: &[Cell],
        from: Edge,
        until: Edge,
        optional: impl Fn(usize) -> bool,
    ) -> Extent {
        let zone = &self.case.zone;
        let field = |at: usize, end: bool| match &cells[at] {
            Cell::Value(Value::Stamp(stamp)) if end && stamp.precision == Precision::Day => {
                Ok(Some(zone.end_of(*stamp)))
            }
            Cell::Value(Value::Stamp(stamp)) => Ok(Some(stamp.start)),
            Cell::Value(Value::Date(date)) => {
                let start = Stamp { start: zone.start_of_day(*date), precision: Precision::Day };
                let whole = end && !self.slips(Slip::LastDayExcluded);
                Ok(Some(if whole { zone.end_of(start) } else { start.start }))
            }
            Cell::Blank if optional(at) && !self.slips(Slip::BlankBoundIsUnknown) => Ok(None),
            _ => Err(()),
        };
        let clock = |edge: Edge| match edge {
            Edge::Clock { date, time } => match (&cells[date], &cells[time]) {
                (Cell::Value(Value::Date(date)), Cell::Value(Value::Time(time))) => Some((*date, *time)),
                _ => None,
            },
            Edge::Field(_) => None,
        };
        let (first, begins) = match from {
            Edge::Field(at) => (
                field(at, false),
                match &cells[at] {
                    Cell::Value(Value::Stamp(stamp)) if stamp.precision == Precision::Minute => {
                        stamp.precision
                    }
                    _ => Precision::Exact,
                },
            ),
            Edge::Clock { .. } => match clock(from) {
                Some((date, time)) => (Ok(Some(self.at_clock(date, time, false))), time.precision),
                None => (Err(()), Precision::Exact),
            },
        };
        let (last, ends) = match until {
            Edge::Field(at) => (
                field(at, true),
                match &cells[at] {
                    Cell::Value(Value::Stamp(stamp)) => stamp.precision,
                    Cell::Value(Value::Date(_)) => Precision::Day,
                    _ => Precision::Exact,
                },
            ),
            Edge::Clock { .. } => match (clock(from), clock(until)) {
                (Some((day, begins)), Some((date, time))) => {
                    let over = date == day && time.time <= begins.time && !self.slips(Slip::MidnightIgnored);
                    let date = if over { tomorrow(date) } else { date };
                    (Ok(Some(self.at_clock(date, time, true))), time.precision)
                }
                (_, Some((date, time))) => (Ok(Some(self.at_clock(date, time, true))), time.precision),
                (_, None) => (Err(()), Precision::Exact),
            },
        };
        Extent { from: first, until: last, begins, ends }
    }

    fn at_clock(&self, date: Date, time: ClockTime, end: bool) -> Instant {
        let civil = date.to_datetime(time.time);
        let zone = &self.case.zone;
        if end { zone.instant(civil).0 } else { zone.instant_early(civil).0 }
    }

    /// The shifts of all days that touch a stretch of time.
    pub fn shifts(&self, from: ClockTime, until: ClockTime, first: Instant, last: Instant) -> Vec<Extent> {
        let zone = &self.case.zone;
        let mut all = Vec::new();
        let mut day = zone.date(first).yesterday().expect("there is one");
        while zone.start_of_day(day) <= last {
            let over = until.time <= from.time && !self.slips(Slip::MidnightIgnored);
            let ends = if over { tomorrow(day) } else { day };
            let (from_at, until_at) = (self.at_clock(day, from, false), self.at_clock(ends, until, true));
            all.push(Extent {
                from: Ok(Some(from_at)),
                until: Ok(Some(until_at)),
                begins: from.precision,
                ends: until.precision,
            });
            day = tomorrow(day);
        }
        all
    }

    // -- between two events

    fn between(&self, state: &Between<'a>, whose: Option<&Got<'a>>, moment: Moment) -> Truth {
        let ever = self.observed_from_ever(state);
        let lines = self.lines(state, whose, moment);
        let mut holds = if lines.is_empty() && !ever && !self.slips(Slip::SilenceIsNo) {
            Truth::Undecided
        } else {
            Truth::No
        };
        for line in &lines {
            let courses = self.courses(state, line, moment.known);
            let seen = self.begin_of(state.kind).is_none_or(|begin| begin <= moment.at.start);
            let said: Vec<Truth> = courses.iter().map(|c| self.in_course(c, ever, seen, moment)).collect();
            holds = holds.or(agreed(&said));
        }
        let perhaps = self.case.lost.iter().any(|lost| {
            let subject = state.subject.and_then(|s| known_cell(lost, s));
            lost.kind.is_none_or(|kind| kind == state.kind)
                && self.lost_by(lost, moment)
                && lost.at.is_none_or(|at| at.start <= self.case.zone.end_of(moment.at))
                && subject.is_none_or(|cell| self.is_subject(Some(cell), whose) != Truth::No)
                && self.key_of_lost(state, lost).is_none()
                && state.until.same.len() > 1
        });
        if perhaps {
            holds = holds.or(Truth::Undecided);
        }
        // After the end of a source there may have been more.
        let unseen = |kind| self.end_of(kind).is_some_and(|end| end.start <= moment.at.start);
        match holds {
            Truth::No if unseen(state.kind) => Truth::Undecided,
            Truth::Yes if unseen(state.until.kind) => Truth::Undecided,
            other => other,
        }
    }

    fn observed_from_ever(&self, state: &Between<'a>) -> bool {
        [state.kind, state.until.kind].into_iter().all(|kind| self.begin_of(kind).is_none())
    }

    /// Whether a row begins an interval: it counts, and nothing of the same keys is open.
    pub fn is_beginning(&self, state: StateId, index: usize) -> Truth {
        let StateSource::Between { kind, filter, subject, until, .. } =
            &self.case.model.states[state.0 as usize].source
        else {
            return Truth::No;
        };
        let state = Between { kind: *kind, filter: filter.as_ref(), subject: *subject, until };
        let event = self.events[index];
        let key = self.keys_begun(&state, event);
        let own = key.iter().any(|got| matches!(got, Got::Blank | Got::OptionalBlank)).then_some(event);
        let whose = subject.map(|s| self.cell_value(&event.cells[s]));
        let said: Vec<Truth> = self
            .possible_keys(&state, key)
            .into_iter()
            .flat_map(|key| {
                let line = Line { whose: whose.clone(), key, own, of: Some(event) };
                self.courses(&state, &line, Known::Rows(index + 1))
            })
            .map(|course| Truth::of(course.fresh))
            .collect();
        agreed(&said)
    }

    /// A key of which a part cannot be told is any that others have, or one of its own.
    fn possible_keys(&self, state: &Between<'a>, key: Vec<Got<'a>>) -> Vec<Vec<Got<'a>>> {
        let mut all = vec![key];
        for (part, same) in state.until.same.iter().enumerate() {
            if all[0][part] != Got::Unclear {
                continue;
            }
            let mut values = vec![Got::Text("\u{0}".into())];
            for event in &self.events {
                if event.kind == state.kind {
                    values.push(self.keys_begun(state, event)[part].clone());
                }
                if event.kind == state.until.kind {
                    values.push(self.cell_value(&event.cells[same.field]));
                }
            }
            values.retain(|value| matches!(value, Got::Text(_) | Got::Value(_)));
            values.dedup();
            let with = |key: &Vec<Got<'a>>, value: &Got<'a>| {
                let mut key = key.clone();
                key[part] = value.clone();
                key
            };
            all = all.iter().flat_map(|key| values.iter().map(|value| with(key, value))).collect();
        }
        all
    }

    /// What the event that ends an interval must have, of one that begins it.
    fn keys_begun(&self, state: &Between<'a>, begun: &'a Event) -> Vec<Got<'a>> {
        let scope = Scope { occasion: Some(begun), ..Scope::default() };
        state.until.same.iter().map(|key| self.get(&key.value, scope)).collect()
    }

    /// The same of a rejected row, if all of it is known.
    fn key_of_lost(&self, state: &Between<'a>, lost: &'a LostRow) -> Option<Vec<Got<'a>>> {
        let value = |key: &guiju::analysis::model::SameKey| match &key.value.kind {
            ExprKind::EventField(_, field) => Some(self.cell_value(known_cell(lost, field.index)?)),
            _ => None,
        };
        state.until.same.iter().map(value).collect()
    }

    /// The different keys under which somebody has intervals.
    fn lines(&self, state: &Between<'a>, whose: Option<&Got<'a>>, moment: Moment) -> Vec<Line<'a>> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut add = |key: Vec<Got<'a>>, own: Option<&'a Event>| {
            let blank = key.iter().any(|got| matches!(got, Got::Blank | Got::OptionalBlank));
            if blank || !lines.iter().any(|line| line.key == key) {
                lines.push(Line { whose: whose.cloned(), key, own: own.filter(|_| blank), of: own });
            }
        };
        for event in self.known(moment.known).to_vec() {
            if event.kind == state.kind {
                let scope = Scope { occasion: Some(event), ..Scope::default() };
                let counts = state.filter.map_or(Truth::Yes, |f| self.holds(f, scope));
                let theirs = self.is_subject(state.subject.map(|s| &event.cells[s]), whose);
                if counts.and(theirs) != Truth::No {
                    add(self.keys_begun(state, event), Some(event));
                }
            }
            if event.kind == state.until.kind {
                let mut ours = Truth::Yes;
                for key in &state.until.same {
                    if is_subject(&key.value, state.subject) {
                        ours = ours.and(self.is_subject(Some(&event.cells[key.field]), whose));
                    } else if event.cells[key.field] == Cell::Blank {
                        ours = Truth::No;
                    }
                }
                if ours == Truth::Yes {
                    add(
                        state.until.same.iter().map(|k| self.cell_value(&event.cells[k.field])).collect(),
                        None,
                    );
                }
            }
        }
        for lost in self.case.lost.iter().filter(|lost| lost.kind == Some(state.kind)) {
            if let Some(key) = self.key_of_lost(state, lost).filter(|_| self.lost_by(lost, moment)) {
                let subject = state.subject.and_then(|s| known_cell(lost, s));
                if self.is_subject(subject, whose) != Truth::No {
                    add(key, None);
                }
            }
        }
        lines
    }

    fn in_course(&self, course: &Course, ever: bool, seen: bool, moment: Moment) -> Truth {
        let at = moment.at;
        // Among rows of one instant those before the one that asks have happened.
        let later = |row: Option<usize>| {
            let Some((row, own)) = row.zip(moment.row) else { return false };
            row > own && self.events[row].at.start == at.start && at.precision != Precision::Day
        };
        let (first, last) = (at.start, self.case.zone.end_of(at).plus_micros(-1));
        let last = if at.precision == Precision::Minute { first } else { last };
        let mut holds = match course.before {
            None if ever => Truth::No,
            Some(on) if seen => Truth::of(on && !self.slips(Slip::EndTellsNothing)),
            _ => Truth::Undecided,
        };
        for change in &course.changes {
            let slip = if change.on { Slip::BeginsAfterItsBeginning } else { Slip::HoldsAtItsEnd };
            let late = i64::from(self.slips(slip));
            if later(change.row) {
                continue;
            }
            let own = change.row.is_some() && change.row == moment.row;
            if own || first >= change.latest.plus_micros(late) {
                holds = Truth::of(change.on);
            } else if last >= change.earliest.plus_micros(late) && holds != Truth::of(change.on) {
                holds = Truth::Undecided;
            }
        }
        holds
    }

    /// Every course of things that the log leaves possible.
    fn courses(&self, state: &Between<'a>, line: &Line<'a>, known: Known) -> Vec<Course> {
        let known_at = self.known_at(known);
        let left = self.case.lost.iter().filter(|lost| {
            !self.slips(Slip::LostRowsChangeNothing)
                && lost.at.is_none_or(|at| known_at.is_some_and(|known| at.start <= known))
        });
        let start =
            Now { open: Open::Untold, course: Course::default(), left: left.collect(), parts: Vec::new() };
        let mut all = Vec::new();
        self.go_on(&Told { state, line, events: self.known(known) }, 0, start, &mut all);
        all
    }

    fn go_on(&self, told: &Told<'_, 'a>, next: usize, now: Now<'a>, all: &mut Vec<Course>) {
        let events = told.events;
        // A rejected row may stand here, with any that are left after it.
        for i in 0..now.left.len() {
            let mut left = now.left.clone();
            let lost = left.remove(i);
            let low = next.checked_sub(1).map(|n| events[n].at.start);
            let high = events.get(next).map(|e| e.at.start);
            let fits = |at: Stamp| {
                low.is_none_or(|low| self.case.zone.end_of(at) > low)
                    && high.is_none_or(|high| at.start <= high)
            };
            if lost.at.is_some_and(|at| !fits(at)) {
                continue;
            }
            let earliest = lost.at.map(|at| at.start).max(low).unwrap_or(Instant::MIN);
            let latest = lost.at.map(|at| at.start).or(high).unwrap_or(Instant::MAX);
            if self.lost_begins(told, lost) {
                let course = begun(&now, earliest, latest);
                let open = if let Open::By(_) = now.open { now.open } else { Open::BySomething };
                self.go_on(told, next, Now { open, course, left: left.clone(), ..now.clone() }, all);
            }
            // Nothing can have begun before a log from ever.
            let begun = !matches!(now.open, Open::Untold) || !self.observed_from_ever(told.state);
            if begun && self.lost_ends(told, lost, now.open) {
                let mut parts = now.parts.clone();
                parts.push(Part::of_lost(told.state.until));
                let earlier = self.is_one_of_several(told, now.open);
                if earlier || self.are_enough(told.state.until, &parts).1 {
                    let course = ended(&now, earliest, latest);
                    let now = Now { open: Open::No, course, left: left.clone(), parts: Vec::new() };
                    self.go_on(told, next, now, all);
                }
                if takes_several(told.state.until) && !earlier {
                    self.go_on(told, next, Now { left, parts, ..now.clone() }, all);
                }
            }
        }
        let Some(event) = events.get(next) else {
            all.push(now.course);
            return;
        };
        let (earliest, latest) = match event.at.precision {
            Precision::Day => (event.at.start, self.case.zone.end_of(event.at)),
            Precision::Exact | Precision::Minute => (event.at.start, event.at.start),
        };
        let begins = self.begins(told, event);
        let part = if begins == Truth::Yes { None } else { self.ends(told, event, now.open) };
        let mut now = now;
        now.course.fresh = false;
        if begins != Truth::No {
            let mut course = begun(&now, earliest, latest);
            if let (Open::Untold | Open::No, Some(change)) = (now.open, course.changes.last_mut()) {
                change.row = Some(next);
            }
            course.fresh = matches!(now.open, Open::Untold | Open::No) || self.slips(Slip::BeginsAgain);
            let open =
                if let Open::By(_) | Open::BySomething = now.open { now.open } else { Open::By(event) };
            self.go_on(told, next + 1, Now { open, course, ..now.clone() }, all);
        }
        let Some(part) = part else {
            if begins != Truth::Yes {
                self.go_on(told, next + 1, now, all);
            }
            return;
        };
        let mut parts = now.parts.clone();
        parts.push(part);
        let earlier = self.is_one_of_several(told, now.open);
        let (certainly, perhaps) =
            if earlier { (false, true) } else { self.are_enough(told.state.until, &parts) };
        if perhaps {
            let mut course = ended(&now, earliest, latest);
            course.changes.last_mut().expect("it was pushed").row = Some(next);
            let now = Now { open: Open::No, course, parts: Vec::new(), ..now.clone() };
            self.go_on(told, next + 1, now, all);
        }
        if !certainly {
            let goes_on = takes_several(told.state.until) && !earlier;
            let parts = if goes_on { parts } else { Vec::new() };
            self.go_on(told, next + 1, Now { parts, ..now }, all);
        }
    }

    /// Whether an event begins an interval of a line.
    fn begins(&self, told: &Told<'_, 'a>, event: &'a Event) -> Truth {
        let (state, line) = (told.state, told.line);
        if event.kind != state.kind {
            return Truth::No;
        }
        let scope = Scope { occasion: Some(event), ..Scope::default() };
        let filter = state.filter.filter(|_| !self.slips(Slip::BeginningUnfiltered));
        let counts = self.passes(filter, scope);
        let theirs = self.is_subject(state.subject.map(|s| &event.cells[s]), line.whose.as_ref());
        let mut begins = counts.and(theirs);
        // A blank key makes a line of its own.
        if let Some(own) = line.own {
            return begins.and(Truth::of(std::ptr::eq(own, event)));
        }
        if line.of.is_some_and(|of| std::ptr::eq(of, event)) {
            return begins;
        }
        for (ours, theirs) in line.key.iter().zip(self.keys_begun(state, event)) {
            begins = begins.and(self.same(ours.clone(), theirs));
        }
        begins
    }

    /// Whether nothing can be told of an end: one of several, where nothing can have begun before the log.
    fn tells_nothing(&self, told: &Told<'_, 'a>, open: Open<'a>) -> bool {
        self.is_one_of_several(told, open) && self.observed_from_ever(told.state)
    }

    /// Whether an end is one of several of which others may have come before the log.
    fn is_one_of_several(&self, told: &Told<'_, 'a>, open: Open<'a>) -> bool {
        matches!(open, Open::Untold) && takes_several(told.state.until)
    }

    /// What an event is of what ends it; none if it certainly has no part in that.
    fn ends(&self, told: &Told<'_, 'a>, event: &'a Event, open: Open<'a>) -> Option<Part> {
        let (state, line) = (told.state, told.line);
        let begun = match open {
            _ if event.kind != state.until.kind || self.tells_nothing(told, open) => return None,
            Open::No => return None,
            Open::By(begun) => Some(begun),
            Open::Untold | Open::BySomething => None,
        };
        let mut ends = Truth::Yes;
        for (ours, key) in line.key.iter().zip(&state.until.same) {
            if self.slips(Slip::EndOfAnybody) {
                break;
            }
            ends = ends.and(self.same(ours.clone(), self.cell_value(&event.cells[key.field])));
        }
        Some(self.part_of_end(state.until, event, begun, ends)).filter(Part::counts)
    }

    fn lost_begins(&self, told: &Told<'_, 'a>, lost: &'a LostRow) -> bool {
        let (state, line) = (told.state, told.line);
        let subject = state.subject.and_then(|s| known_cell(lost, s));
        let keys = state.until.same.iter().zip(&line.key).all(|(key, ours)| match &key.value.kind {
            ExprKind::EventField(_, field) => known_cell(lost, field.index)
                .is_none_or(|cell| self.same(self.cell_value(cell), ours.clone()) != Truth::No),
            _ => true,
        });
        lost.kind.is_none_or(|kind| kind == state.kind)
            && subject.is_none_or(|cell| self.is_subject(Some(cell), line.whose.as_ref()) != Truth::No)
            && keys
    }

    fn lost_ends(&self, told: &Told<'_, 'a>, lost: &'a LostRow, open: Open<'a>) -> bool {
        let (state, line) = (told.state, told.line);
        if let Open::No = open {
            return false;
        }
        lost.kind.is_none_or(|kind| kind == state.until.kind)
            && state.until.same.iter().zip(&line.key).all(|(key, ours)| match known_cell(lost, key.field) {
                Some(cell) => self.same(self.cell_value(cell), ours.clone()) != Truth::No,
                None => !matches!(ours, Got::Blank | Got::OptionalBlank),
            })
    }
}

/// The intervals of one key.
struct Line<'a> {
    whose: Option<Got<'a>>,
    key: Vec<Got<'a>>,
    /// The only event that begins one, if a key is blank.
    own: Option<&'a Event>,
    /// The event that the key was taken from.
    of: Option<&'a Event>,
}

/// What is gone through.
struct Told<'n, 'a> {
    state: &'n Between<'a>,
    line: &'n Line<'a>,
    events: &'n [&'a Event],
}

/// A cell of a rejected row, if it is known.
fn known_cell(lost: &LostRow, field: usize) -> Option<&Cell> {
    lost.kind.and_then(|_| lost.cells.get(field)?.as_ref())
}

/// A state between two events.
struct Between<'a> {
    kind: KindId,
    filter: Option<&'a Expr>,
    subject: Option<usize>,
    until: &'a Act,
}

fn is_subject(value: &Expr, subject: Option<usize>) -> bool {
    use guiju::analysis::model::Var;
    matches!(&value.kind, ExprKind::EventField(Var::Occasion, field) if Some(field.index) == subject)
}

fn begun(now: &Now<'_>, earliest: Instant, latest: Instant) -> Course {
    let mut course = now.course.clone();
    match now.open {
        Open::By(_) | Open::BySomething => {}
        Open::Untold | Open::No => course.changes.push(Change { earliest, latest, on: true, row: None }),
    }
    if let Open::Untold = now.open {
        course.before = Some(false);
    }
    course
}

fn ended(now: &Now<'_>, earliest: Instant, latest: Instant) -> Course {
    let mut course = now.course.clone();
    course.changes.push(Change { earliest, latest, on: false, row: None });
    if let Open::Untold = now.open {
        course.before = Some(true);
    }
    course
}

fn agreed(said: &[Truth]) -> Truth {
    if said.iter().all(|t| *t == said[0]) { said[0] } else { Truth::Undecided }
}

fn either(yes: bool, no: bool) -> Truth {
    match (yes, no) {
        (true, _) => Truth::Yes,
        (_, true) => Truth::No,
        _ => Truth::Undecided,
    }
}

fn tomorrow(date: Date) -> Date {
    date.tomorrow().expect("there is one")
}

/// A comparison with a number that lies between two others.
pub fn compare_count(least: usize, most: Option<usize>, op: CompareOp, number: usize) -> Truth {
    let most = most.unwrap_or(usize::MAX);
    match op {
        CompareOp::Ge => either(least >= number, most < number),
        CompareOp::Gt => either(least > number, most <= number),
        CompareOp::Le => either(most <= number, least > number),
        CompareOp::Lt => either(most < number, least >= number),
        CompareOp::Eq => either(least == number && most == number, most < number || least > number),
        CompareOp::Ne => either(most < number || least > number, least == number && most == number),
    }
}

/// Whether a condition asks for a state.
pub fn asks_for_state(expr: &Expr) -> bool {
    use guiju::analysis::model::ExprKind::{And, CountState, InState, Not, Or};
    match &expr.kind {
        InState { .. } | CountState { .. } => true,
        Not(a) => asks_for_state(a),
        And(list) | Or(list) => list.iter().any(asks_for_state),
        _ => false,
    }
}

impl<'a> Naive<'a> {
    /// Whether somebody is in a state, or so many are, at the moment that the condition means.
    pub fn about_state(&self, expr: &'a Expr, scope: Scope<'a>) -> Truth {
        use guiju::analysis::model::Literal;
        let (state, at) = match &expr.kind {
            ExprKind::InState { state, at, .. } | ExprKind::CountState { state, at, .. } => (*state, *at),
            _ => return Truth::Undecided,
        };
        let Some(moment) = scope.moment.or_else(|| self.moment_of(at, scope)) else {
            return Truth::Undecided;
        };
        match &expr.kind {
            ExprKind::InState { subject, .. } => {
                let whose = subject.as_ref().map(|subject| self.get(subject, scope));
                self.in_state(state, whose.as_ref(), moment)
            }
            ExprKind::CountState { op, number, .. } => {
                let ExprKind::Literal(Literal::Number(number)) = &number.kind else {
                    return Truth::Undecided;
                };
                let (least, most) = self.count_state(state, moment);
                compare_count(least, most, *op, usize::try_from(*number).expect("a small number"))
            }
            _ => Truth::Undecided,
        }
    }

    /// When a condition is asked that stands at an event, or at a member of a period.
    fn moment_of(&self, var: guiju::analysis::model::Var, scope: Scope<'a>) -> Option<Moment> {
        if let Some(event) = super::expr::event(var, scope) {
            let index = self.events.iter().position(|e| std::ptr::eq(*e, event))?;
            let known = Known::Rows(index + 1);
            return Some(Moment { at: self.stamp(event.at), known, row: Some(index) });
        }
        let start = scope.period?;
        Some(Moment { at: Stamp::exact(start), known: Known::Before(start), row: None })
    }
}
