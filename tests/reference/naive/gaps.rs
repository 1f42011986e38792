//! Again and again: no gap may be too long.

use super::act::Fate;
use super::window::Window;
use super::{Naive, Over};
use crate::slip::Slip;
use guiju::analysis::model::Acts;
use guiju::time::{self, Due, Instant, Length, Stamp, Timing};

/// Whether there is a gap that is too long.
#[derive(Clone, Copy, PartialEq, Eq)]
struct TooLong {
    /// When an act was due in the first that is so for certain.
    gap: Option<Due>,
    /// It cannot be told of one before.
    untold: bool,
}

const NO_GAP: TooLong = TooLong { gap: None, untold: false };

impl<'a> Naive<'a> {
    /// Whether an act was done again and again.
    pub fn every(&self, acts: &'a Acts, length: &Length, window: &Window, over: &Over<'a>) -> Fate {
        let Some(act) = acts.single() else { return Fate::Unclear };
        if !self.closed(window, act.kind) {
            return Fate::Open;
        }
        let (Some(opens), Some(due)) = (window.opens, window.due) else { return Fate::Unclear };
        let (end, latest) = (Stamp::exact(due.last()), self.latest_opening(opens, window));
        let seen = self.scan(act, None, window, over);
        let kept = self.too_long((opens, latest), &seen.hits, end, length, (0, &[]));
        if self.slips(Slip::DoubtsBreakNoGap)
            && let Some(due) = kept.gap
        {
            return Fate::Failed(Some(self.failure(due, over)));
        }
        if kept == NO_GAP {
            return Fate::Met;
        }
        // Whatever may have been an act is taken for one, whatever may have ended the window has ended it.
        let end = window.doubts.iter().map(|doubt| doubt.start).fold(end.start, |a, b| a.min(b));
        let opens = match self.begin_of(act.kind) {
            Some(begin) if begin > opens.start => Stamp::exact(begin),
            _ => opens,
        };
        let lost = self.lost(act, None, window, over);
        let mut possible: Vec<Stamp> = seen.hits.iter().chain(&seen.doubtful).copied().collect();
        possible.extend(lost.iter().filter_map(|lost| lost.at.map(|at| self.stamp(at))));
        possible.sort();
        let anytime = self.anytime(&possible, window.opens);
        possible.retain(|at| at.start >= opens.start && at.start <= end);
        let anywhere = lost.iter().filter(|lost| lost.at.is_none()).count();
        let certain =
            self.too_long((opens, latest), &possible, Stamp::exact(end), length, (anywhere, &anytime));
        match certain.gap {
            None => Fate::Unclear,
            Some(due) if certain == kept && !certain.untold => Fate::Failed(Some(self.failure(due, over))),
            Some(_) => Fate::FailedSometime(None),
        }
    }

    /// Of acts that may have come before or after a finer one, or the opening of the window, when each may have been: the first to
    /// end first.
    fn anytime(&self, acts: &[Stamp], opens: Option<Stamp>) -> Vec<(Instant, Instant)> {
        let zone = &self.case.zone;
        let finer = |one: &Stamp, other: &Stamp| {
            other.precision < one.precision && one.start <= other.start && other.start < zone.end_of(*one)
        };
        let loose = acts.iter().filter(|one| acts.iter().chain(&opens).any(|other| finer(one, other)));
        let mut all: Vec<(Instant, Instant)> = loose.map(|one| (one.start, zone.end_of(*one))).collect();
        all.sort_by_key(|(start, end)| (*end, *start));
        if self.slips(Slip::DoubtsBreakNoGap) { Vec::new() } else { all }
    }

    /// From when on there is a gap after an act for certain: where the opening is known more coarsely the act may have come before it.
    fn certain_from(&self, (opens, last): (Stamp, Instant), from: Stamp) -> Option<Stamp> {
        let may_precede = from.precision < opens.precision && from.start < last;
        (may_precede && !self.slips(Slip::CoarseOpeningIsItsBeginning)).then(|| Stamp::exact(last))
    }

    /// The first gap that is too long even if so many acts lie wherever they help, and those of a range of time where they help in that.
    fn too_long(
        &self,
        (opens, latest): (Stamp, Instant),
        acts: &[Stamp],
        end: Stamp,
        length: &Length,
        (anywhere, anytime): (usize, &[(Instant, Instant)]),
    ) -> TooLong {
        let mut left = anywhere;
        let mut anytime = anytime.to_vec();
        let mut from = opens;
        let mut untold = false;
        if self.slips(Slip::FirstGapIgnored) {
            from = acts.first().copied().unwrap_or(from);
        }
        let last = Some(&end).filter(|_| !self.slips(Slip::LastGapIgnored));
        for at in acts.iter().chain(last) {
            let mut earliest = true;
            loop {
                let Ok(due) = time::within(&self.case.rules(), from, length) else {
                    return TooLong { gap: None, untold: true };
                };
                // Where both end with the same day, an act could have come up to the last instant.
                let ends = std::ptr::eq(at, &end) && due.bound() == time::Bound::Exclusive;
                let at = if ends { &Stamp::exact(at.start.plus_micros(-1)) } else { at };
                let late = i64::from(self.slips(Slip::GapExcludesItsLength));
                let at = Stamp { start: at.start.plus_micros(late), ..*at };
                match due.judge(at, &self.case.zone) {
                    Timing::InTime => break,
                    Timing::Undecided => {
                        untold = true;
                        break;
                    }
                    Timing::Late
                        if earliest && let Some(certain) = self.certain_from((opens, latest), from) =>
                    {
                        earliest = false;
                        untold = true;
                        from = certain.min(at);
                    }
                    Timing::Late => {
                        let helps = if due.bound() == time::Bound::Exclusive { -1 } else { 0 };
                        let last = due.last().plus_micros(helps);
                        let fits = |(start, end): &(Instant, Instant)| *start <= last && *end > from.start;
                        if let Some(found) = anytime.iter().position(fits) {
                            let (_, end) = anytime.remove(found);
                            from = from.max(Stamp::exact(last.min(end.plus_micros(-1))));
                            untold = true;
                        } else if left > 0 {
                            left -= 1;
                            from = Stamp::exact(last);
                        } else {
                            return TooLong { gap: Some(due), untold };
                        }
                    }
                }
            }
            from = *at;
        }
        TooLong { gap: None, untold }
    }
}
