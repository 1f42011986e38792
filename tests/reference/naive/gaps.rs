//! Again and again: no gap may be too long.

use super::act::Fate;
use super::window::Window;
use super::{Naive, Over};
use crate::slip::Slip;
use guiju::analysis::model::Acts;
use guiju::time::{self, Due, Instant, Length, Precision, Stamp, Timing};

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
        let ends = |end: Stamp| (end, due.earliest());
        let kept = self.too_long((opens, latest), &seen.hits, ends(end), length, (0, &[]));
        if self.slips(Slip::DoubtsBreakNoGap)
            && let Some(due) = kept.gap
        {
            return Fate::Failed(Some(self.failure(due, over)));
        }
        // An act does no harm: what is enough without those that are dated too coarsely to tell is enough with them.
        let exact: Vec<Stamp> =
            seen.hits.iter().copied().filter(|at| at.precision == Precision::Exact).collect();
        let without = || self.too_long((opens, latest), &exact, ends(end), length, (0, &[]));
        if kept == NO_GAP || without() == NO_GAP {
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
            self.too_long((opens, latest), &possible, ends(Stamp::exact(end)), length, (anywhere, &anytime));
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

    /// Whether so long after an act it is not too late yet.
    fn is_soon_enough(&self, act: Stamp, at: Instant, length: &Length) -> bool {
        let due = time::within(&self.case.rules(), act, length);
        let at = Stamp::exact(at.max(act.start));
        due.is_ok_and(|due| due.judge(at, &self.case.zone) != Timing::Late)
            && !self.slips(Slip::CoarseOpeningIsItsBeginning)
    }

    /// The first gap that is too long even if so many acts lie wherever they help, and those of a range of time where they help in that.
    fn too_long(
        &self,
        (opens, latest): (Stamp, Instant),
        acts: &[Stamp],
        (end, earliest): (Stamp, Instant),
        length: &Length,
        (anywhere, anytime): (usize, &[(Instant, Instant)]),
    ) -> TooLong {
        let mut left = anywhere;
        let mut anytime = anytime.to_vec();
        let mut from = opens;
        let (mut untold, mut is_opening) = (false, true);
        if self.slips(Slip::FirstGapIgnored) {
            from = acts.first().copied().unwrap_or(from);
        }
        let last = Some(&end).filter(|_| !self.slips(Slip::LastGapIgnored));
        for at in acts.iter().chain(last) {
            let (mut before, mut as_it_stands) = (from, true);
            loop {
                let Ok(due) = time::within(&self.case.rules(), from, length) else {
                    return TooLong { gap: None, untold: true };
                };
                // Where both end with the same day, an act could have come up to the last instant.
                let is_end = std::ptr::eq(at, &end);
                let ends = is_end && due.bound() == time::Bound::Exclusive;
                let at = if ends { &Stamp::exact(at.start.plus_micros(-1)) } else { at };
                let late = i64::from(self.slips(Slip::GapExcludesItsLength));
                let at = Stamp { start: at.start.plus_micros(late), ..*at };
                match due.judge(at, &self.case.zone) {
                    Timing::InTime => break,
                    Timing::Undecided => {
                        untold = true;
                        break;
                    }
                    // If the window opened earlier it ended earlier, and the act before its end came in it.
                    Timing::Late
                        if is_end
                            && !is_opening
                            && earliest < end.start
                            && self.is_soon_enough(before, earliest, length) =>
                    {
                        untold = true;
                        break;
                    }
                    Timing::Late
                        if as_it_stands && let Some(certain) = self.certain_from((opens, latest), from) =>
                    {
                        as_it_stands = false;
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
                            (before, untold) = (from, true);
                        } else if left > 0 {
                            left -= 1;
                            from = Stamp::exact(last);
                            before = from;
                        } else {
                            return TooLong { gap: Some(due), untold };
                        }
                    }
                }
            }
            (from, is_opening) = (*at, false);
        }
        TooLong { gap: None, untold }
    }
}
