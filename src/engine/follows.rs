//! What comes after what: acts that are dated to the second, the minute or the day.
//!
//! Of two acts that are dated equally finely the earlier is known, of equal times the one that stands earlier in the log. If one is
//! coarser, they may overlap: then either may have come first. So of the acts before, the last of each precision is kept: an act
//! may follow all of them only if it may follow each.

use crate::event::{Event, RowRef, Value};
use crate::time::{Instant, Precision, Stamp, Zone};

/// An act as it is counted: an event, or a rejected row that may have been one.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub at: Stamp,
    /// Where it stands in the log. A rejected row stands nowhere: of equal times it may come first or last.
    place: Option<Place>,
    /// Who acted, where different people are asked for.
    pub person: Option<Value>,
}

type Place = (RowRef, u16);

impl Part {
    pub fn event(event: &Event, person: Option<Value>) -> Part {
        Part { at: event.at, place: Some((event.row, event.rule)), person }
    }

    pub fn row(at: Stamp, person: Option<Value>) -> Part {
        Part { at, place: None, person }
    }
}

/// A time and, of an event, its place in the log.
type Moment = (Instant, Option<Place>);

/// How far acts in order have come: what completed a step, and everything that came before that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// When the step was complete; of what was not seen, when at the earliest.
    pub at: Option<Stamp>,
    /// Whether what completed it was not seen.
    is_unseen: bool,
    /// By precision, the last act that was counted.
    last: [Option<Moment>; 3],
    /// The latest of what was not seen.
    unseen: Option<Instant>,
}

impl Mark {
    const NOTHING: Mark = Mark { at: None, is_unseen: true, last: [None; 3], unseen: None };

    /// An act after what was before it.
    pub fn after(before: Option<Mark>, part: &Part) -> Mark {
        let mut mark = before.unwrap_or(Mark::NOTHING);
        let last = &mut mark.last[part.at.precision as usize];
        *last = (*last).max(Some((part.at.start, part.place)));
        mark.is_unseen = false;
        mark.at = Some(part.at);
        mark
    }

    /// Acts that were not seen after what was before them; at the earliest then.
    pub fn unseen(before: Option<Mark>, at: Option<Stamp>) -> Mark {
        let before = before.unwrap_or(Mark::NOTHING);
        let unseen = before.unseen.max(at.map(|at| at.start));
        Mark { at, is_unseen: true, unseen, ..before }
    }

    /// Both: what comes after the two.
    pub fn and(self, other: Mark, zone: &Zone) -> Mark {
        let ends = |mark: Mark| mark.at.map(|at| zone.end_of(at));
        let later = if ends(self) > ends(other) { self } else { other };
        let of = |precision: Precision| self.last[precision as usize].max(other.last[precision as usize]);
        let last = [of(Precision::Exact), of(Precision::Minute), of(Precision::Day)];
        Mark { last, unseen: self.unseen.max(other.unseen), ..later }
    }

    /// From when a limit is counted. Of an act whose time is not known none can be.
    pub fn counts_from(self) -> Option<Stamp> {
        self.at.filter(|_| !self.is_unseen)
    }

    /// When all of it can have been at the earliest: a coarse act that follows a finer one, or something unseen, was not before that.
    pub fn earliest(self) -> Option<Stamp> {
        let seen =
            [Precision::Exact, Precision::Minute, Precision::Day].into_iter().filter_map(|precision| {
                self.last[precision as usize].map(|(start, _)| Stamp { start, precision })
            });
        let unseen = self.unseen.map(Stamp::exact);
        self.at.into_iter().chain(seen).chain(unseen).max_by_key(|at| at.start)
    }

    /// Whether whatever comes after another comes after this as well.
    pub fn is_no_later(self, other: Mark) -> bool {
        self.unseen <= other.unseen && self.last.iter().zip(&other.last).all(|(own, theirs)| own <= theirs)
    }

    /// Whether an act comes after all that, for certain or (`tolerant`) perhaps.
    pub fn allows(self, part: &Part, tolerant: bool, zone: &Zone) -> bool {
        let (at, end) = (part.at, zone.end_of(part.at));
        let moments =
            [Precision::Exact, Precision::Minute, Precision::Day].map(|p| (p, self.last[p as usize]));
        let after = moments.into_iter().all(|(precision, moment)| match moment {
            None => true,
            Some((start, place)) if precision == at.precision => match place.zip(part.place) {
                Some((before, own)) => (start, before) < (at.start, own),
                None => start <= at.start,
            },
            Some((start, _)) if tolerant => end > start,
            Some((start, _)) => at.start >= zone.end_of(Stamp { start, precision }),
        });
        after && self.unseen.is_none_or(|unseen| end > unseen)
    }
}
