//! Intervals of a state, and their slots, as occasions.

use super::expr::{Got, Scope, Truth};
use super::extents::Extent;
use super::several::Part;
use super::window::{Anchor, Window};
use super::{Naive, Over};
use crate::case::About;
use crate::misread::Interval as Misread;
use crate::mutation::Mutation;
use crate::slip::Slip;
use guiju::analysis::model::{CompareOp, During, Limit, Shift, StateId, StateSource};
use guiju::event::{Cell, EntityRow, Event, LostRow};
use guiju::time::{self, Bound, Due, Instant, Length, Precision, Stamp, Timing};
use std::cmp::Ordering;

/// An interval that is the occasion, or that holds the slot that is.
#[derive(Clone, Copy)]
pub struct Span<'a> {
    /// The state.
    pub state: StateId,
    /// The event that carries or begins it.
    pub event: Option<usize>,
    /// The line that carries it.
    pub row: Option<&'a EntityRow>,
    /// When it begins.
    pub from: Option<Stamp>,
    /// When it ends, if that is known beforehand.
    pub until: Option<Instant>,
    /// Whether an event ends it.
    pub by_event: bool,
    /// The slot.
    pub slot: Option<(Instant, Instant)>,
    /// When the interval or slot begins: its attributes are those of that day.
    pub begins: Option<Instant>,
}

/// One interval.
struct Interval<'a> {
    span: Span<'a>,
    occasion: Option<&'a Event>,
    from: Stamp,
    applies: Truth,
    /// Whether it is one that the norm means, if it is one at all.
    meant: Truth,
    /// Where it begins or ends cannot be told.
    untold: bool,
}

/// How an interval ends with an event.
struct Ending {
    certain: Option<Stamp>,
    doubts: Vec<Stamp>,
}

impl<'a> Naive<'a> {
    /// Every interval of a state that is an occasion, or every slot of it.
    pub fn spans(&self, during: &'a During) -> Vec<Over<'a>> {
        self.spans_meant(during).into_iter().map(|(over, _)| over).collect()
    }

    /// The same, each with whether the norm means it, if it is an interval at all.
    pub fn spans_meant(&self, during: &'a During) -> Vec<(Over<'a>, Truth)> {
        let mut all = Vec::new();
        for interval in self.intervals(during) {
            let mut found = Vec::new();
            let mut meant = interval.meant;
            let begin = self.case.coverage.begin.unwrap_or(Instant::MIN);
            if interval.from.start > self.horizon.start
                || interval.span.until.is_some_and(|end| end <= begin && !self.slips(Slip::OverBeforeTheLog))
            {
                continue;
            }
            let wrong = |misread| self.wrong(Mutation::Interval(misread));
            let may_count = during.slot.is_some() && interval.applies != Truth::Yes;
            if may_count && wrong(Misread::MayCountIsNone) {
                continue;
            }
            let may_count = may_count && !wrong(Misread::MayCountIsEverySlot);
            match (&during.slot, &during.lasts) {
                // Where it begins or ends cannot be told, or whether it counts: one obligation says so.
                // Nor can slots be laid out from a day.
                _ if interval.untold
                    || self.is_from_ever(&interval.span)
                        && (during.slot.is_some() || during.lasts.is_some())
                    || may_count
                    || during.slot.is_some() && interval.from.precision == Precision::Day =>
                {
                    let over = self.over(&interval, interval.from, None, Truth::Undecided);
                    let filter = during.filter.as_ref().filter(|_| during.lasts.is_some());
                    meant = meant.and(filter.map_or(Truth::Yes, |filter| self.asks(filter, &over)));
                    if meant != Truth::No {
                        found.push(over);
                    }
                }
                (Some(length), _) => self.slots(&interval, length, &mut found),
                (None, Some(limit)) => {
                    if let Some(over) = self.lasting(&interval, limit) {
                        let filter = during.filter.as_ref();
                        let passes = filter.map_or(Truth::Yes, |filter| self.asks(filter, &over));
                        meant = meant.and(passes);
                        found.push(Over { applies: over.applies.and(passes), ..over });
                        found.retain(|over| over.applies != Truth::No);
                    }
                }
                (None, None) => found.push(self.over(&interval, interval.from, None, interval.applies)),
            }
            all.extend(found.into_iter().map(|over| (over, meant)));
        }
        all
    }

    fn over(
        &self,
        interval: &Interval<'a>,
        at: Stamp,
        slot: Option<(Instant, Instant)>,
        applies: Truth,
    ) -> Over<'a> {
        // Of an interval that must have lasted, those of the last moment of that time.
        let lasted = if at.start == interval.from.start { at.start } else { at.start.plus_micros(-1) };
        let mut attributes = slot.map_or(lasted, |slot| slot.0);
        if self.slips(Slip::AttributesOfTheBeginning) {
            attributes = interval.from.start;
        }
        let span = Span { slot, begins: Some(attributes), ..interval.span };
        let scope = Scope { occasion: interval.occasion, span: Some(span), ..Scope::default() };
        let row = interval.occasion.map(|e| e.row.row).or(span.row.map(|row| row.row.row));
        let carrier = row.map_or("-".to_string(), |row| row.to_string());
        Over {
            scope,
            index: span.event.filter(|_| !self.slips(Slip::RecordCountsItself)),
            anchor: Anchor { at, period_end: None, from_ever: self.is_from_ever(&span) },
            about: About::Interval(carrier, Some(at.start), slot.map(|slot| slot.0)),
            applies,
            awaits: false,
        }
    }

    fn intervals(&self, during: &'a During) -> Vec<Interval<'a>> {
        let whose = |cell: Option<&'a Cell>| match (&during.of, cell) {
            (Some(of), Some(cell)) => {
                self.compare(&self.cell_value(cell), CompareOp::Eq, &self.get(of, Scope::default()))
            }
            _ => Truth::Yes,
        };
        let mut all = Vec::new();
        let mut add = |mut interval: Interval<'a>, subject: Option<&'a Cell>, optional: bool| {
            // Of nobody there is no interval.
            if optional && subject == Some(&Cell::Blank) && !self.slips(Slip::NobodyHasIntervals) {
                return;
            }
            let span = Span { begins: Some(interval.from.start), ..interval.span };
            let scope = Scope { occasion: interval.occasion, span: Some(span), ..Scope::default() };
            // Of what must have lasted it is read later.
            let filter = during.filter.as_ref().filter(|_| during.lasts.is_none());
            let over = Over {
                scope,
                index: interval.span.event,
                anchor: Anchor { at: interval.from, period_end: None, from_ever: false },
                about: About::Interval(String::new(), None, None),
                applies: Truth::Yes,
                awaits: false,
            };
            let filter = filter.map_or(Truth::Yes, |f| self.asks(f, &over));
            interval.meant = whose(subject).and(filter);
            interval.applies = interval.applies.and(interval.meant);
            if interval.applies != Truth::No {
                all.push(interval);
            }
        };
        let none = Span {
            state: during.state,
            event: None,
            row: None,
            from: None,
            until: None,
            by_event: false,
            slot: None,
            begins: None,
        };
        match &self.case.model.states[during.state.0 as usize].source {
            StateSource::Between { kind, subject, .. } => {
                for (i, event) in self.events.iter().enumerate().filter(|(_, e)| e.kind == *kind) {
                    let span = Span { event: Some(i), from: Some(event.at), by_event: true, ..none };
                    let applies = self.is_beginning(during.state, i);
                    let interval = Interval {
                        span,
                        occasion: Some(event),
                        from: self.stamp(event.at),
                        applies,
                        meant: Truth::Yes,
                        untold: false,
                    };
                    let fields = &self.case.model.schema.kind(*kind).fields;
                    add(
                        interval,
                        subject.map(|s| &event.cells[s]),
                        subject.is_some_and(|s| fields[s].optional),
                    );
                }
            }
            StateSource::Record { kind, subject, from, until, filter } => {
                let fields = &self.case.model.schema.kind(*kind).fields;
                for (i, event) in self.events.iter().enumerate().filter(|(_, e)| e.kind == *kind) {
                    let scope = Scope { occasion: Some(event), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let extent = self.extent(&event.cells, *from, *until, |f| fields[f].optional);
                    let span = Span { event: Some(i), ..none };
                    let interval = self.known_extent(span, Some(event), extent, counts);
                    let optional = subject.is_some_and(|s| fields[s].optional);
                    interval.into_iter().for_each(|i| add(i, subject.map(|s| &event.cells[s]), optional));
                }
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                let fields = &self.case.model.schema.entity(*entity).fields;
                for row in &self.case.entities[entity.0 as usize] {
                    let scope = Scope { row: Some(row), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let extent = self.extent(&row.cells, *from, *until, |f| fields[f].optional);
                    let interval = self.known_extent(Span { row: Some(row), ..none }, None, extent, counts);
                    let optional = subject.is_some_and(|s| fields[s].optional);
                    interval.into_iter().for_each(|i| add(i, subject.map(|s| &row.cells[s]), optional));
                }
            }
            StateSource::Shift { from, until } => {
                let begin = self.case.coverage.begin.unwrap_or(self.horizon.start);
                for extent in self.shifts(*from, *until, begin, self.horizon.start) {
                    self.known_extent(none, None, extent, Truth::Yes)
                        .into_iter()
                        .for_each(|i| add(i, None, false));
                }
            }
        }
        all
    }

    fn known_extent(
        &self,
        span: Span<'a>,
        occasion: Option<&'a Event>,
        extent: Extent,
        counts: Truth,
    ) -> Option<Interval<'a>> {
        let untold = extent.from.is_err() || extent.until.is_err();
        let (from, until) = (extent.from.ok().flatten(), extent.until.ok().flatten());
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            return None;
        }
        let at = from.or(self.case.coverage.begin).unwrap_or(self.horizon.start);
        let begins = Stamp { start: at, precision: extent.begins };
        let span = Span { from: from.map(|_| begins), until, ..span };
        Some(Interval { span, occasion, from: begins, applies: counts, meant: Truth::Yes, untold })
    }

    /// How an interval ends: the first event that ends it, and those before it that may have.
    fn ending(&self, span: Span<'a>) -> Option<Ending> {
        let StateSource::Between { until, .. } = &self.case.model.states[span.state.0 as usize].source else {
            return None;
        };
        let index = span.event?;
        let begun = self.events[index];
        let mut ending = Ending { certain: None, doubts: Vec::new() };
        let (mut parts, mut seen): (Vec<Part>, Vec<(Stamp, Part)>) = (Vec::new(), Vec::new());
        // A row that was rejected before it began is no part of its end.
        let since = |lost: &LostRow| lost.at.is_none_or(|at| self.case.zone.end_of(at) > begun.at.start);
        for event in &self.events[index + 1..] {
            if event.kind != until.kind {
                continue;
            }
            let scope = Scope { occasion: Some(begun), candidate: Some(event), ..Scope::default() };
            let keys = until.same.iter().fold(Truth::Yes, |truth, key| {
                let own = self.get(&key.value, scope);
                truth.and(self.same(self.cell_value(&event.cells[key.field]), own))
            });
            let part = self.part_of_end(until, event, Some(begun), keys);
            if !part.counts() {
                continue;
            }
            seen.push((self.stamp(event.at), part.clone()));
            parts.push(part);
            let mut possible = parts.clone();
            // A row that was rejected later has not ended it by then.
            let by_then = |lost: &&LostRow| {
                lost.kind.is_none_or(|kind| kind == until.kind)
                    && since(lost)
                    && lost.at.is_none_or(|at| at.start <= self.case.zone.end_of(event.at))
                    && self.keys_allow(until, lost, scope)
            };
            possible.extend(self.case.lost.iter().filter(by_then).map(|_| Part::of_lost(until)));
            if self.are_enough(until, &parts).0 {
                ending.certain = Some(self.stamp(event.at));
                break;
            } else if self.are_enough(until, &possible).1 {
                ending.doubts.push(self.stamp(event.at));
            }
        }
        let scope = Scope { occasion: Some(begun), ..Scope::default() };
        for lost in &self.case.lost {
            let kind = lost.kind.is_none_or(|kind| kind == until.kind);
            let at = lost.at.map_or(begun.at, |at| self.stamp(at));
            if !kind || !since(lost) || !self.keys_allow(until, lost, scope) {
                continue;
            }
            // Alone it ends nothing where several are needed.
            let before =
                |(event, _): &&(Stamp, Part)| lost.at.is_some() && event.start <= self.case.zone.end_of(at);
            let mut possible: Vec<Part> = seen.iter().filter(before).map(|(_, part)| part.clone()).collect();
            let rows = self.case.lost.iter().filter(|row| {
                row.kind.is_none_or(|kind| kind == until.kind)
                    && since(row)
                    && row.at.is_none_or(|row| lost.at.is_some() && row.start <= self.case.zone.end_of(at))
                    && self.keys_allow(until, row, scope)
            });
            possible.extend(rows.map(|_| Part::of_lost(until)));
            if self.are_enough(until, &possible).1 {
                ending.doubts.push(at);
            }
        }
        ending.doubts.extend(self.end_of(until.kind));
        Some(ending)
    }

    /// When what an event began has certainly ended, if an event ends it.
    pub fn ends_for_certain(&self, span: Span<'a>) -> Option<Instant> {
        Some(self.ending(span)?.certain?.start)
    }

    /// The window of an interval without a time clause.
    pub fn interval_window(&self, over: &Over<'a>) -> Option<Window> {
        let span = over.scope.span?;
        let includes = self.slips(Slip::IntervalIncludesItsEnd);
        let until = |end| if includes { Due::through(Stamp::exact(end)) } else { Due::until(end) };
        if let Some((start, end)) = span.slot {
            return Some(self.of_interval(Stamp::exact(start), Some(until(end)), Vec::new(), false));
        }
        if let Some(ending) = self.ending(span) {
            let excludes = self.slips(Slip::EndingEventIsLate);
            let end = |at: Stamp| if excludes { Due::until(at.start) } else { Due::through(at) };
            let due = ending.certain.map(end);
            return Some(self.of_interval(over.anchor.at, due, ending.doubts, due.is_some()));
        }
        let due = span.until.map(until);
        let window = self.of_interval(over.anchor.at, due, Vec::new(), false);
        let window = Window { stated: true, ..window };
        Some(Window { opens: window.opens.filter(|_| !over.anchor.from_ever), ..window })
    }

    /// Whether an interval says no beginning.
    fn is_from_ever(&self, span: &Span<'a>) -> bool {
        span.from.is_none() && span.slot.is_none() && !self.slips(Slip::FromEverIsFromTheLog)
    }

    /// Whole slots, laid out from the beginning.
    fn slots(&self, interval: &Interval<'a>, length: &Length, all: &mut Vec<Over<'a>>) {
        let Length::Elapsed { micros, .. } = length else { return };
        let ending = self.ending(interval.span);
        let until = ending.as_ref().map_or(interval.span.until, |e| e.certain.map(|at| at.start));
        let mut start = interval.from.start;
        loop {
            let end = start.plus_micros(*micros);
            if start > self.horizon.start
                || until.is_some_and(|until| {
                    if self.slips(Slip::ShortSlotOwed) { start >= until } else { end > until }
                })
            {
                return;
            }
            let doubts = ending.as_ref().map_or(&[][..], |e| &e.doubts);
            let cut_short = doubts.iter().any(|doubt| doubt.start < end);
            let applies = if cut_short { Truth::Undecided } else { Truth::Yes };
            let over =
                self.over(interval, Stamp::exact(start), Some((start, end)), interval.applies.and(applies));
            if end > self.case.coverage.begin.unwrap_or(end) {
                all.push(over);
            }
            start = end;
        }
    }

    /// Of a slot nothing is decided before it is over and still inside its interval.
    pub fn is_open_slot(&self, over: &Over<'a>) -> bool {
        over.scope.span.is_some_and(|span| {
            !self.slips(Slip::SlotDecidedEarly)
                && span.by_event
                && span.slot.is_some_and(|(_, end)| end > self.horizon.start)
        })
    }

    /// An interval that has not ended in time.
    fn lasting(&self, interval: &Interval<'a>, limit: &'a Limit) -> Option<Over<'a>> {
        let rules = self.case.rules();
        let due = match limit {
            Limit::Within(length, None) => time::within(&rules, interval.from, length).ok()?,
            Limit::By(point) => time::by(&rules, interval.from, point).ok()?,
            _ => return None,
        };
        let zone = &self.case.zone;
        if due.closes(zone) > self.horizon.start {
            return None;
        }
        let mut applies = interval.applies;
        if let Some(ending) = self.ending(interval.span) {
            for (at, otherwise) in ending
                .certain
                .iter()
                .map(|at| (*at, Truth::No))
                .chain(ending.doubts.iter().map(|at| (*at, Truth::Undecided)))
            {
                applies = applies.and(match due.judge(self.past_limit(at), zone) {
                    Timing::Late => Truth::Yes,
                    Timing::InTime => otherwise,
                    Timing::Undecided => Truth::Undecided,
                });
            }
        } else if let Some(end) = interval.span.until {
            let end = Stamp { start: end, precision: Precision::Exact };
            applies = applies.and(Truth::of(due.judge(self.past_limit(end), zone) == Timing::Late));
        }
        let precision = due.precision();
        let at = match due.bound() {
            Bound::Exclusive => Stamp::exact(due.last()),
            Bound::Inclusive => Stamp { start: zone.floor(due.last(), precision), precision },
        };
        let at = if self.slips(Slip::LastsFromItsBeginning) { interval.from } else { at };
        (applies != Truth::No).then(|| self.over(interval, at, None, applies))
    }

    /// What ends exactly at the limit has not outlasted it.
    fn past_limit(&self, at: Stamp) -> Stamp {
        let late = i64::from(self.slips(Slip::LastsAtItsLimit));
        Stamp { start: at.start.plus_micros(late), ..at }
    }

    /// When the shift ends in which the occasion falls.
    #[expect(clippy::option_option, reason = "untold, without end, and one are three answers")]
    pub fn end_of_shift(&self, shift: &'a Shift, anchor: Anchor, over: &Over<'a>) -> Option<Option<Due>> {
        let zone = &self.case.zone;
        // A shift that ends at midnight ends with the day.
        let through = |end: Instant, precision: Precision| {
            if zone.start_of_day(zone.date(end)) == end || self.slips(Slip::ShiftEndIsLate) {
                Due::until(end)
            } else {
                Due::through(Stamp { start: end, precision })
            }
        };
        match shift {
            Shift::Occasion => {
                let span = over.scope.span?;
                match self.ending(span) {
                    Some(_) => None,
                    None => {
                        let extent = self.extents_of(span.state, None, Some(span), anchor.at, None)?.pop()?;
                        Some(extent.until.ok()?.map(|until| through(until, extent.ends)))
                    }
                }
            }
            Shift::State(state, subject) => {
                let whose = subject.as_ref().map(|subject| self.get(subject, over.scope));
                self.last_end(
                    self.extents_of(*state, whose.as_ref(), None, anchor.at, over.index)?,
                    anchor.at,
                    through,
                )
            }
            Shift::Calendar(states) => {
                let mut all = Vec::new();
                for state in states {
                    all.extend(self.extents_of(*state, None, None, anchor.at, over.index)?);
                }
                self.last_end(all, anchor.at, through)
            }
        }
    }

    #[expect(clippy::option_option, reason = "untold, without end, and one are three answers")]
    fn last_end(
        &self,
        all: Vec<Extent>,
        at: Stamp,
        through: impl Fn(Instant, Precision) -> Due,
    ) -> Option<Option<Due>> {
        let mut last: Option<(Instant, Precision)> = None;
        let mut endless = false;
        for extent in all {
            // As finely as both are given.
            let compared = |edge, precision| self.coarsely(Stamp { start: edge, precision }, at);
            let begun =
                !matches!(extent.from, Ok(Some(from)) if compared(from, extent.begins) == Ordering::Greater);
            let over =
                matches!(extent.until, Ok(Some(until)) if compared(until, extent.ends) != Ordering::Greater);
            if !begun || over {
                continue;
            }
            extent.from.ok()?;
            let until = extent.until.ok()?;
            let Some(until) = until else {
                endless = true;
                continue;
            };
            let end = (until, extent.ends);
            let first = self.slips(Slip::FirstShiftEnds);
            last = Some(last.map_or(end, |last| if first { last.min(end) } else { last.max(end) }));
        }
        let last = last.map(|(end, precision)| Some(through(end, precision)));
        if endless { Some(None) } else { last }
    }

    /// The extents of a state of somebody, or of one interval; `None`: that cannot be told.
    fn extents_of(
        &self,
        state: StateId,
        whose: Option<&Got<'a>>,
        only: Option<Span<'a>>,
        at: Stamp,
        // What is logged after the occasion is not known when its limit is set.
        known: Option<usize>,
    ) -> Option<Vec<Extent>> {
        let theirs = |cell: Option<&'a Cell>| match (cell, whose) {
            (Some(cell), Some(whose)) => self.same(self.cell_value(cell), whose.clone()),
            _ => Truth::Yes,
        };
        let mut all = Vec::new();
        match &self.case.model.states[state.0 as usize].source {
            StateSource::Between { .. } => return None,
            StateSource::Record { kind, subject, from, until, filter } => {
                let fields = &self.case.model.schema.kind(*kind).fields;
                let records = self.events.iter().enumerate().filter(|(_, e)| e.kind == *kind);
                for (i, event) in records.filter(|(i, _)| known.is_none_or(|known| *i <= known)) {
                    let scope = Scope { occasion: Some(event), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let ours = only.is_none_or(|span| span.event == Some(i));
                    let extent = self.extent(&event.cells, *from, *until, |f| fields[f].optional);
                    let outside = only.is_none() && self.covers(extent, at) == Truth::No;
                    match counts.and(theirs(subject.map(|s| &event.cells[s]))) {
                        _ if !ours || outside => {}
                        Truth::No => {}
                        Truth::Undecided | Truth::Open => return None,
                        Truth::Yes => all.push(extent),
                    }
                }
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                let fields = &self.case.model.schema.entity(*entity).fields;
                for row in &self.case.entities[entity.0 as usize] {
                    let scope = Scope { row: Some(row), ..Scope::default() };
                    let counts = filter.as_ref().map_or(Truth::Yes, |f| self.holds(f, scope));
                    let ours = only.is_none_or(|span| span.row.is_some_and(|r| std::ptr::eq(r, row)));
                    let extent = self.extent(&row.cells, *from, *until, |f| fields[f].optional);
                    let outside = only.is_none() && self.covers(extent, at) == Truth::No;
                    match counts.and(theirs(subject.map(|s| &row.cells[s]))) {
                        _ if !ours || outside => {}
                        Truth::No => {}
                        Truth::Undecided | Truth::Open => return None,
                        Truth::Yes => all.push(extent),
                    }
                }
            }
            StateSource::Shift { from, until } => {
                let mut found = self.shifts(*from, *until, at.start, at.start);
                if let Some(span) = only {
                    let at = span.from.unwrap_or(at).start;
                    found = self.shifts(*from, *until, at, at);
                    found.retain(|extent| extent.from == Ok(Some(at)));
                }
                all.extend(found);
            }
        }
        Some(all)
    }
}
