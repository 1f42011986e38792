//! Every course of things that the log leaves possible of a state between two events: each row of which it cannot be told whether it
//! counts counts or not, and each rejected row stands wherever it may have stood. What is the same in all of them is certain.

use super::Naive;
use super::between::{Between, Line, known_cell};
use super::expr::{Got, Scope, Truth};
use super::several::{Part, takes_several};
use super::states::{Known, Moment};
use crate::slip::Slip;
use guiju::analysis::model::ExprKind;
use guiju::event::{Event, LostRow};
use guiju::time::{Instant, Precision, Stamp};

/// One change of a state, somewhere between two instants.
#[derive(Clone, Debug)]
struct Change {
    earliest: Instant,
    latest: Instant,
    on: bool,
    /// The row that makes it.
    row: Option<usize>,
    /// Rows that would have made it if it had not been made before: at each of them it is so.
    again: Vec<usize>,
}

/// One course of things.
#[derive(Clone, Debug, Default)]
pub struct Course {
    changes: Vec<Change>,
    /// What the first row of the subject tells of the time before it.
    before: Option<bool>,
    /// The last event in the log began an interval.
    pub fresh: bool,
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

/// What is gone through.
struct Told<'n, 'a> {
    state: &'n Between<'a>,
    line: &'n Line<'a>,
    events: &'n [&'a Event],
}

impl<'a> Naive<'a> {
    /// Whether the state holds. `ever`: nothing can have begun before the log; `told`: an event of the subject tells that there is
    /// nothing of which no event tells; `seen`: the beginnings were observed.
    pub fn in_course(
        &self,
        course: &Course,
        (ever, told): (bool, bool),
        seen: bool,
        moment: Moment,
    ) -> Truth {
        let at = moment.at;
        // Among rows of one instant those before the one that asks have happened.
        let later = |row: Option<usize>| {
            let Some((row, own)) = row.zip(moment.row) else { return false };
            row > own && self.events[row].at.start == at.start && at.precision != Precision::Day
        };
        let (first, last) = (at.start, self.case.zone.last_of(at));
        let last = if at.precision == Precision::Minute { first } else { last };
        let mut holds = match course.before {
            // Nothing began before a log from ever.
            None | Some(false) if ever => Truth::No,
            None if told => Truth::No,
            Some(on) if seen => Truth::of(on && !self.slips(Slip::EndTellsNothing)),
            _ => Truth::Undecided,
        };
        for change in &course.changes {
            let slip = if change.on { Slip::BeginsAfterItsBeginning } else { Slip::HoldsAtItsEnd };
            let late = i64::from(self.slips(slip));
            if later(change.row) {
                continue;
            }
            let own = moment.row.is_some_and(|row| change.row == Some(row) || change.again.contains(&row));
            if own || first >= change.latest.plus_micros(late) {
                holds = Truth::of(change.on);
            } else if last >= change.earliest.plus_micros(late) && holds != Truth::of(change.on) {
                holds = Truth::Undecided;
            }
        }
        holds
    }

    /// Every course of things that the log leaves possible.
    pub fn courses(&self, state: &Between<'a>, line: &Line<'a>, known: Known) -> Vec<Course> {
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
            match (now.open, course.changes.last_mut()) {
                (Open::Untold | Open::No, Some(change)) => change.row = Some(next),
                (Open::By(_) | Open::BySomething, Some(change)) if change.on => change.again.push(next),
                _ => {}
            }
            course.fresh = matches!(now.open, Open::Untold | Open::No) || self.slips(Slip::BeginsAgain);
            let open =
                if let Open::By(_) | Open::BySomething = now.open { now.open } else { Open::By(event) };
            self.go_on(told, next + 1, Now { open, course, ..now.clone() }, all);
        }
        if let Open::No = now.open
            && let Some(part) = self.ends(told, event, Open::BySomething)
            && self.are_enough(told.state.until, &[part]).0
            && let Some(last) = now.course.changes.last_mut().filter(|last| !last.on)
        {
            // Whenever it ended that day: from what would have ended it on, it is certainly over.
            last.latest = last.latest.min(latest).max(last.earliest);
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
        let (certainly, perhaps) = match now.open {
            _ if earlier => (false, true),
            // It may have ended what somebody else had begun before the log.
            Open::Untold if !told.state.names_whose_it_ends() => {
                (false, self.are_enough(told.state.until, &parts).1)
            }
            _ => self.are_enough(told.state.until, &parts),
        };
        if perhaps {
            let mut course = ended(&now, earliest, latest);
            course.changes.last_mut().expect("it was pushed").row = Some(next);
            let now = Now { open: Open::No, course, parts: Vec::new(), ..now.clone() };
            self.go_on(told, next + 1, now, all);
        }
        if let Open::Untold = now.open
            && !earlier
            && !told.state.names_whose_it_ends()
            && self.are_enough(told.state.until, &parts).0
        {
            // If it was nobody else's either, nothing had begun: it would be over.
            let course = Course { before: Some(false), ..now.course.clone() };
            self.go_on(told, next + 1, Now { open: Open::No, course, parts: Vec::new(), ..now }, all);
        } else if !certainly {
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
        let fields = &self.case.model.schema.kind(state.kind).fields;
        let theirs = self.is_of_subject(fields, &event.cells, state.subject, line.whose.as_ref());
        let mut begins = counts.and(theirs);
        // A blank key makes a line of its own.
        if let Some(own) = line.own {
            return begins.and(Truth::of(std::ptr::eq(own, event)));
        }
        if line.of.is_some_and(|of| std::ptr::eq(of, event)) {
            return begins;
        }
        let keys = self.keys_if_theirs(state, event, line.whose.as_ref());
        for (ours, theirs) in line.key.iter().zip(keys) {
            begins = begins.and(self.same(ours.clone(), theirs));
        }
        begins
    }

    /// Whether nothing can be told of an end: one of several, or of nobody knows whom, where nothing can have begun before the log.
    fn tells_nothing(&self, told: &Told<'_, 'a>, open: Open<'a>) -> bool {
        let unsure = self.is_one_of_several(told, open)
            || matches!(open, Open::Untold) && !told.state.names_whose_it_ends();
        unsure && self.observed_from_ever(told.state)
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

fn begun(now: &Now<'_>, earliest: Instant, latest: Instant) -> Course {
    let mut course = now.course.clone();
    match now.open {
        // Whenever it began that day: from what would have begun it on, it holds for certain.
        Open::By(_) | Open::BySomething => {
            if let Some(last) = course.changes.last_mut().filter(|last| last.on) {
                last.latest = last.latest.min(latest).max(last.earliest);
            }
        }
        Open::Untold | Open::No => {
            course.changes.push(Change { earliest, latest, on: true, row: None, again: Vec::new() })
        }
    }
    if let Open::Untold = now.open {
        course.before = Some(false);
    }
    course
}

fn ended(now: &Now<'_>, earliest: Instant, latest: Instant) -> Course {
    let mut course = now.course.clone();
    course.changes.push(Change { earliest, latest, on: false, row: None, again: Vec::new() });
    if let Open::Untold = now.open {
        course.before = Some(true);
    }
    course
}
