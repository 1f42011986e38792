//! States: the intervals that are known so far, and what follows from them.
//!
//! Intervals come from pairs of events, from records that carry one, from lines of a table, and from the shifts of the
//! calendar. A question names a state, a subject and a moment, and what is known by then: the answer is yes, no or
//! undecided, with the intervals that make it so.

mod between;
mod edges;
mod interval;
mod shifts;
mod spans;
mod stretch;

pub use interval::{Carrier, Interval};
pub(super) use stretch::Whose;

use super::eval::Tri;
use super::{Setup, Why};
use crate::analysis::model::StateId;
use crate::event::{Cell, Event, KindId, LostRow, RowRef, Value};
use crate::plan::{Ending, StateSource, StateUse};
use crate::time::{Instant, Precision, Stamp};
use between::Between;
use spans::Spans;
use std::sync::Arc;

/// When a state is asked for. Among events of the same instant the order of the log decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The time.
    pub at: Stamp,
    /// The row that asks; `None`: whatever happens at that time has happened.
    pub row: Option<RowRef>,
}

/// What is known: everything logged before an instant, and in it up to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Everything before this.
    pub at: Instant,
    /// And in that instant everything up to this row.
    pub row: Option<RowRef>,
}

impl Cut {
    /// Whether an event is known.
    fn knows(&self, event: &Event) -> bool {
        event.at.start < self.at || event.at.start == self.at && self.row.is_some_and(|row| event.row <= row)
    }
}

/// A question about a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'q> {
    pub state: StateId,
    /// Whose; `None`: the state has no subject.
    pub subject: Option<&'q Value>,
    pub moment: Moment,
    pub cut: Cut,
}

/// An answer with the intervals that make it: those that hold, or the nearest that do not.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub tri: Tri,
    pub intervals: Vec<Arc<Interval>>,
}

impl Answer {
    fn undecided(why: Why) -> Answer {
        Answer { tri: Tri::Undecided(why), intervals: Vec::new() }
    }
}

/// What an event did to a state.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// An interval that begins, or that a record carries.
    pub begun: Vec<Arc<Interval>>,
    /// Intervals that may begin, with the reason in them why that cannot be told.
    pub may_begin: Vec<Arc<Interval>>,
    /// Intervals that have ended.
    pub ended: Vec<Arc<Interval>>,
    /// Intervals that may have ended, with the reason why that cannot be told.
    pub doubtful: Vec<(Arc<Interval>, Why)>,
    /// Of those that begin, the ones that an end known to the day only may have followed, with that end.
    pub followed: Vec<(Arc<Interval>, Arc<Event>)>,
}

/// What is known of one state.
enum Track {
    Unused,
    Between(Between),
    Spans(Spans),
    Shift,
}

/// What is known of all states.
pub(super) struct States<'a> {
    pub(super) setup: Setup<'a>,
    tracks: Vec<Track>,
    /// At this many intervals they are cleared out.
    full: usize,
}

/// Fewer intervals than this are not worth clearing out.
const FEW: usize = 1024;

impl<'a> States<'a> {
    /// With the lines of tables; events are still to come.
    pub fn new(setup: Setup<'a>) -> Self {
        let tracks = setup
            .plan
            .states
            .iter()
            .enumerate()
            .map(|(i, state)| match &state.source {
                _ if !state.used => Track::Unused,
                StateSource::Between { .. } => Track::Between(Between::default()),
                StateSource::Record { .. } => Track::Spans(Spans::default()),
                StateSource::Table { .. } => Track::Spans(Spans::of_table(&setup, StateId(i as u16))),
                StateSource::Shift { .. } => Track::Shift,
            })
            .collect();
        States { setup, tracks, full: FEW }
    }

    /// Takes an event in.
    pub fn feed(&mut self, event: &Arc<Event>, uses: &[StateUse]) -> Changes {
        let mut changes = Changes::default();
        for usage in uses {
            let (StateUse::From(id) | StateUse::Until(id) | StateUse::Record(id)) = usage;
            let Some(place) = self.tracks.get_mut(id.0 as usize) else { continue };
            // Its conditions may ask for other states, never for itself.
            let mut track = std::mem::replace(place, Track::Unused);
            match (usage, &mut track) {
                (StateUse::From(_), Track::Between(track)) => {
                    track.begin(self, *id, event, &mut changes);
                }
                (StateUse::Until(_), Track::Between(track)) => {
                    track.end(self, *id, event, &mut changes);
                }
                (StateUse::Record(_), Track::Spans(track)) => {
                    track.record(self, *id, event, &mut changes);
                }
                (StateUse::From(_) | StateUse::Until(_) | StateUse::Record(_), _) => {}
            }
            if let Some(place) = self.tracks.get_mut(id.0 as usize) {
                *place = track;
            }
        }
        changes
    }

    /// How many intervals are kept, besides those of tables.
    pub fn len(&self) -> usize {
        let of = |track: &Track| match track {
            Track::Between(track) => track.len(),
            Track::Spans(track) => track.len(),
            Track::Unused | Track::Shift => 0,
        };
        self.tracks.iter().map(of).sum()
    }

    /// Whether so many intervals are kept that it is time to forget some.
    pub fn is_full(&self) -> bool {
        self.len() >= self.full
    }

    /// Forgets what ended before an instant that nobody asks behind any more.
    pub fn forget_before(&mut self, since: Instant) {
        for track in &mut self.tracks {
            match track {
                Track::Between(track) => track.forget_before(since),
                Track::Spans(track) => track.forget_before(since),
                Track::Unused | Track::Shift => {}
            }
        }
        self.full = (self.len() * 2).max(FEW);
    }

    /// Answers a question.
    pub fn ask(&self, question: Question<'_>) -> Answer {
        match self.tracks.get(question.state.0 as usize) {
            Some(Track::Between(track)) => track.ask(&self.setup, question),
            Some(Track::Spans(track)) => track.ask(&self.setup, question),
            Some(Track::Shift) => shifts::ask(&self.setup, question),
            Some(Track::Unused) | None => Answer::undecided(Why::Nothing),
        }
    }

    /// Why it cannot be told whether a moment lies in other intervals of somebody than those that are known.
    pub fn may_also_lie_in(&self, state: StateId, subject: Option<&Value>, at: Stamp) -> Option<Why> {
        match self.tracks.get(state.0 as usize)? {
            Track::Spans(track) => track.doubt_at(&self.setup, subject, at),
            Track::Between(_) | Track::Unused | Track::Shift => None,
        }
    }

    /// The intervals of a table, in the order of its file.
    pub fn table(&self, state: StateId) -> &[Arc<Interval>] {
        match self.tracks.get(state.0 as usize) {
            Some(Track::Spans(spans)) => spans.listed(),
            Some(Track::Between(_) | Track::Unused | Track::Shift) | None => &[],
        }
    }

    /// The shift of the calendar that begins on a day.
    pub fn shift_on(&self, state: StateId, day: crate::time::Date) -> Option<Arc<Interval>> {
        shifts::on(&self.setup, state, day)
    }
}

/// How a moment lies to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// At it or after it.
    Reached,
    /// Before it.
    NotYet,
    /// The log is too coarse to tell.
    Unclear,
}

/// Whether an event has happened at a moment.
fn happened(setup: &Setup<'_>, event: &Event, moment: &Moment) -> Order {
    if moment.row == Some(event.row) && moment.at == event.at {
        return Order::Reached;
    }
    let zone = setup.rules.zone;
    if event.at.precision.max(moment.at.precision) == Precision::Day {
        let (event, moment) = (zone.date(event.at.start), zone.date(moment.at.start));
        return match event.cmp(&moment) {
            std::cmp::Ordering::Less => Order::Reached,
            std::cmp::Ordering::Equal => Order::Unclear,
            std::cmp::Ordering::Greater => Order::NotYet,
        };
    }
    let reached = event.at.start < moment.at.start
        || event.at.start == moment.at.start && moment.row.is_none_or(|row| event.row <= row);
    if reached { Order::Reached } else { Order::NotYet }
}

/// Whether an event known to the day only may have come after one of that day that is known more closely, though it stands before it.
fn may_follow(setup: &Setup<'_>, coarse: &Event, event: &Event) -> bool {
    coarse.at.precision == Precision::Day
        && event.at.precision != Precision::Day
        && setup.rules.zone.date(coarse.at.start) == setup.rules.zone.date(event.at.start)
}

/// The first rejected row that could have been an event of a kind and a subject between two times.
fn lost<'a>(
    setup: &Setup<'a>,
    kind: KindId,
    subject: Option<(usize, Option<&Value>)>,
    since: Option<Stamp>,
    upto: Option<Stamp>,
) -> Option<&'a LostRow> {
    lost_all(setup, kind, subject, since, upto).first().copied()
}

/// Rejected rows that could have been such an event: all of them.
fn lost_all<'a>(
    setup: &Setup<'a>,
    kind: KindId,
    subject: Option<(usize, Option<&Value>)>,
    since: Option<Stamp>,
    upto: Option<Stamp>,
) -> Vec<&'a LostRow> {
    let zone = setup.rules.zone;
    let after = |a: Stamp, b: Stamp| {
        let coarser = a.precision.max(b.precision);
        zone.floor(a.start, coarser) > zone.floor(b.start, coarser)
    };
    let possible = |row: &&'a LostRow| {
        let own = row.kind.is_none_or(|other| other == kind);
        let inside = row.at.is_none_or(|at| {
            !since.is_some_and(|since| after(since, at)) && !upto.is_some_and(|upto| after(at, upto))
        });
        let whose = match (row.kind, subject) {
            (Some(_), Some((field, Some(subject)))) => match row.cells.get(field).and_then(Option::as_ref) {
                Some(Cell::Value(value)) => value == subject,
                Some(cell @ Cell::Blank) => {
                    !spans::is_nobody(&setup.model.schema.kind(kind).fields, field, cell)
                }
                Some(Cell::Unreadable(_)) | None => true,
            },
            (_, _) => true,
        };
        own && inside && whose
    };
    setup.lost.iter().filter(possible).collect()
}

/// Rejected rows that could have ended an interval of somebody between two times. A blank in what an end must have in common with
/// the beginning equals nothing.
pub(super) fn lost_ends<'a>(
    setup: &Setup<'a>,
    until: &Ending,
    subject: Option<(usize, Option<&Value>)>,
    since: Option<Stamp>,
    upto: Option<Stamp>,
) -> Vec<&'a LostRow> {
    let blank = |row: &LostRow, field: usize| matches!(row.cells.get(field), Some(Some(Cell::Blank)));
    let mut rows = lost_all(setup, until.kind, subject, since, upto);
    rows.retain(|row| row.kind.is_none() || !until.same.iter().any(|(field, _)| blank(row, *field)));
    rows
}

/// Whether an interval covers a time as a whole.
pub(super) fn covers(setup: &Setup<'_>, interval: &Interval, at: Stamp) -> bool {
    spans::lies(setup, interval, at) == spans::Lies::In
}

/// Why nothing can be said about events of a kind at a time: the source had not begun, or had ended.
fn unobserved(setup: &Setup<'_>, kind: KindId, at: Stamp) -> Option<Why> {
    if let Some(from) = setup.coverage.begin_of(kind)
        && at.start < from
    {
        return Some(before(kind, from));
    }
    ended(setup, kind, at.start)
}

/// Why events of a kind before an instant are missing: its source ended earlier.
fn ended(setup: &Setup<'_>, kind: KindId, at: Instant) -> Option<Why> {
    let until = setup.coverage.end_of(kind)?;
    (until.start <= at).then_some(Why::SourceEnds { kind, until })
}

/// What is said of a kind that was not observed from ever.
fn before(kind: KindId, from: Instant) -> Why {
    if from == Instant::MAX { Why::NoSource(kind) } else { Why::BeforeLog { kind, from } }
}
