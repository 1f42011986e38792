//! Whether a state between two events holds: a question to the lines of a subject.

use super::super::{Answer, Moment, Order, Question, ended, happened, lost, lost_ends, unobserved};
use super::{Done, Flip, Line, Parts};
use crate::engine::eval::Tri;
use crate::engine::states::{Carrier, Interval};
use crate::engine::{Setup, Why};
use crate::event::{Event, LostRow};
use crate::time::{Precision, Stamp};
use std::sync::Arc;

/// A question to the lines of a subject.
pub(super) struct Asked<'q, 's> {
    pub(super) setup: &'q Setup<'s>,
    pub(super) parts: Parts<'q>,
    pub(super) question: Question<'q>,
    pub(super) flips: &'q [Flip],
}

/// What came before a gap.
#[derive(Clone, Copy)]
enum Since<'l> {
    /// Nothing that tells.
    Unknown,
    /// Nothing, and the first event told that the state did not hold.
    Never,
    /// An event that ended an interval.
    Event(&'l Event),
}

impl Asked<'_, '_> {
    fn moment(&self) -> &Moment {
        &self.question.moment
    }

    /// Why nothing is known of a subject without a known event; none if it was watched from ever.
    pub(super) fn untold(&self) -> Option<Why> {
        self.parts.unseen(self.setup).or_else(|| self.may_begin(&[], None))
    }

    pub(super) fn line(&self, line: &Line) -> Answer {
        let cut = &self.question.cut;
        let mut since = match &line.first_end {
            Some(end) if cut.knows(end) => match happened(self.setup, end, self.moment()) {
                Order::NotYet => return self.since_before_log(line, end),
                Order::Unclear => return Answer::undecided(Why::TooCoarse),
                Order::Reached => Since::Event(end),
            },
            Some(_) | None => Since::Unknown,
        };
        let mut near = None;
        for interval in &line.intervals {
            let Carrier::Events { from: Some(from), until } = &interval.carrier else { continue };
            if !cut.knows(from) {
                break;
            }
            match happened(self.setup, from, self.moment()) {
                Order::Unclear => return Answer::undecided(Why::TooCoarse),
                Order::NotYet => {
                    if matches!(since, Since::Unknown) {
                        since = Since::Never;
                    }
                    return self.outside(line, since, vec![Arc::clone(interval)]);
                }
                Order::Reached => {}
            }
            match until.as_ref().filter(|until| cut.knows(until)) {
                None => return self.inside(line, from, interval),
                Some(until) => match happened(self.setup, until, self.moment()) {
                    Order::Unclear => return Answer::undecided(Why::TooCoarse),
                    Order::NotYet => return self.inside(line, from, interval),
                    Order::Reached => since = Since::Event(until),
                },
            }
            near = Some(Arc::clone(interval));
        }
        self.outside(line, since, near.into_iter().collect())
    }

    /// In an interval, unless something may have ended it since an event last began one for certain.
    fn inside(&self, line: &Line, from: &Event, interval: &Arc<Interval>) -> Answer {
        let begun = |event: &&Event| {
            self.question.cut.knows(event) && happened(self.setup, event, self.moment()) == Order::Reached
        };
        let since = interval.repeats.iter().map(Arc::as_ref).rev().find(begun).unwrap_or(from);
        let rows = self.rows_may_end(line, from, interval);
        let tri = self.may_end(&line.flips, since, rows).map_or(Tri::True, Tri::Undecided);
        Answer { tri, intervals: vec![Arc::clone(interval)] }
    }

    /// Before the event that ended what had begun before the log.
    fn since_before_log(&self, line: &Line, end: &Arc<Event>) -> Answer {
        let moment = self.moment().at;
        let flips = line.flips.iter().chain(self.flips);
        let begun = flips
            .filter(|flip| flip.begins && self.question.cut.knows(&flip.event))
            .find(|flip| happened(self.setup, &flip.event, self.moment()) != Order::Reached)
            .map(|flip| flip.why);
        let whose = self.parts.subject.map(|field| (field, self.question.subject));
        // What may have ended it before leaves nothing for this one to end.
        let flips: Vec<&Flip> = line.flips.iter().chain(self.flips).collect();
        let ended = || self.may(&flips, false, None, || self.row_ends(None, Some(moment)));
        let why = begun
            .or_else(|| unobserved(self.setup, self.parts.kind, moment))
            .or_else(|| {
                let row = lost(self.setup, self.parts.kind, whose, Some(moment), Some(end.at))?;
                Some(Why::Rejected(row.row))
            })
            .or_else(ended);
        let interval = Interval {
            state: self.question.state,
            subject: line.subject.clone(),
            from: None,
            until: Some(end.at),
            carrier: Carrier::Events { from: None, until: Some(Arc::clone(end)) },
            doubt: None,
            repeats: Vec::new(),
        };
        Answer { tri: why.map_or(Tri::True, Tri::Undecided), intervals: vec![Arc::new(interval)] }
    }

    /// The last event that certainly ended whatever may have begun before, if it came after what is known to have ended.
    fn last_over<'l>(&self, line: &'l Line, since: Since<'_>) -> Option<&'l Event> {
        let reached = |event: &&Event| {
            self.question.cut.knows(event) && happened(self.setup, event, self.moment()) == Order::Reached
        };
        let over = line.overs.iter().rev().map(Arc::as_ref).find(reached)?;
        let earlier =
            matches!(since, Since::Event(end) if (over.at.start, over.row) <= (end.at.start, end.row));
        (!earlier).then_some(over)
    }

    /// In a gap, unless something may have begun an interval.
    fn outside(&self, line: &Line, since: Since<'_>, intervals: Vec<Arc<Interval>>) -> Answer {
        let since = self.last_over(line, since).map_or(since, Since::Event);
        let why = match since {
            Since::Unknown => self
                .untold()
                .or_else(|| self.may_begin(&line.flips, None))
                .or_else(|| self.may_have_held(Some(line))),
            Since::Never => unobserved(self.setup, self.parts.kind, self.moment().at)
                .or_else(|| self.may_begin(&line.flips, None))
                .or_else(|| self.may_have_held(Some(line))),
            // What may have begun under another key has not ended with this line's.
            Since::Event(end) => self
                .may_begin(&line.flips, Some(end))
                .or_else(|| self.may_begin(&[], None).filter(|_| self.parts.is_keyed())),
        };
        Answer { tri: why.map_or(Tri::False, Tri::Undecided), intervals }
    }

    /// An event before the first interval of a line, if there is any, that may have ended one, and so may tell that the state held
    /// before.
    pub(super) fn may_have_held(&self, line: Option<&Line>) -> Option<Why> {
        let first = line.and_then(Line::first);
        let of_line = line.into_iter().flat_map(|line| line.unnamed.iter().chain(&line.flips));
        let until = |first: &Event, event: &Event| {
            event.at.start < first.at.start || event.at.start == first.at.start && !comes_after(event, first)
        };
        let mut ends = of_line.chain(self.flips).filter(|flip| {
            !flip.begins
                && self.question.cut.knows(&flip.event)
                && first.is_none_or(|first| until(first, &flip.event))
                && happened(self.setup, &flip.event, self.moment()) != Order::Reached
        });
        ends.next().map(|flip| flip.why).or_else(|| {
            // Nothing can have begun before a log from ever.
            self.parts.unseen(self.setup)?;
            self.row_ends(Some(self.moment().at), first.map(|first| first.at))
                .map(|row| Why::Rejected(row.row))
        })
    }

    /// What may have begun an interval, after an event if one ended what was before.
    fn may_begin(&self, flips: &[Flip], end: Option<&Event>) -> Option<Why> {
        let whose = self.parts.subject.map(|field| (field, self.question.subject));
        let since = end.map(|end| end.at);
        let later = |flip: &&Flip| end.is_none_or(|end| is_later(&flip.event, end));
        let flips: Vec<&Flip> = flips.iter().chain(self.flips).filter(later).collect();
        let row = || lost(self.setup, self.parts.kind, whose, since, Some(self.moment().at));
        self.may(&flips, true, since, row)
    }

    /// The rejected rows that could have ended an interval between two times.
    fn rows_that_end(&self, since: Option<Stamp>, upto: Option<Stamp>) -> Vec<&LostRow> {
        let whose = self.parts.ends_subject.map(|field| (field, self.question.subject));
        lost_ends(self.setup, self.parts.until, whose, since, upto)
    }

    /// The first of them.
    fn row_ends(&self, since: Option<Stamp>, upto: Option<Stamp>) -> Option<&LostRow> {
        self.rows_that_end(since, upto).first().copied()
    }

    /// Whether there are rejected rows enough to end an interval that takes several events, together with those that have come.
    fn rows_may_end(&self, line: &Line, from: &Event, interval: &Interval) -> bool {
        let until = self.parts.until;
        // What may have begun before has had events before as well; of an interval that is over it is not kept how many.
        if !until.takes_several() || interval.until.is_some() || interval.doubt.is_some() {
            return true;
        }
        let rows = self.rows_that_end(Some(from.at), Some(self.moment().at)).len();
        let none = Done::default();
        (0..until.parts.len()).all(|part| line.done.get(part).unwrap_or(&none).may_be_full(rows, until))
    }

    /// What may have ended an interval after the event that began it. Among events of one instant the order of the log decides.
    /// `rows`: whether rejected rows may be enough.
    fn may_end(&self, flips: &[Flip], from: &Event, rows: bool) -> Option<Why> {
        let later = |flip: &&Flip| is_later(&flip.event, from);
        let flips: Vec<&Flip> = flips.iter().chain(self.flips).filter(later).collect();
        let row = || self.row_ends(Some(from.at), Some(self.moment().at)).filter(|_| rows);
        self.may(&flips, false, Some(from.at), row)
    }

    /// What may have begun or ended an interval after a time: an event that cannot be judged, a rejected row, or, after the end of
    /// the source, anything.
    fn may<'r>(
        &self,
        flips: &[&Flip],
        begins: bool,
        since: Option<Stamp>,
        row: impl FnOnce() -> Option<&'r LostRow>,
    ) -> Option<Why> {
        let (setup, moment) = (self.setup, self.moment());
        let kind = if begins { self.parts.kind } else { self.parts.until.kind };
        // Of the day of something it may have come after it.
        let after = |at: Stamp, since: Stamp| {
            at.start >= since.start
                || at.precision == Precision::Day && setup.rules.zone.end_of(at) > since.start
        };
        let flip = flips.iter().find(|flip| {
            flip.begins == begins
                && self.question.cut.knows(&flip.event)
                && since.is_none_or(|since| after(flip.event.at, since))
                && happened(setup, &flip.event, moment) != Order::NotYet
        });
        flip.map(|flip| flip.why)
            .or_else(|| row().map(|row| Why::Rejected(row.row)))
            .or_else(|| ended(setup, kind, moment.at.start))
    }
}

/// Whether the order of the log leaves it possible that an event came after another: of one time, it does if it stands after it.
fn is_later(event: &Event, other: &Event) -> bool {
    event.at != other.at || comes_after(event, other)
}

/// Whether of two events of one time the order of the log says that one came after the other.
fn comes_after(event: &Event, other: &Event) -> bool {
    let place = |event: &Event| (event.row, event.rule);
    event.at == other.at && place(event) > place(other)
}
