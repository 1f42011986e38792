//! Acts of which one suffices, and acts in order.
//!
//! Of acts in order every choice of events is tried. Each step is one event here: steps that ask for several are left to the
//! behaviour suite.

use super::act::Fate;
use super::expr::Truth;
use super::window::{Anchor, Window};
use super::{Naive, Over};
use crate::mutation::Mutation;
use guiju::analysis::model::{Acts, Step, Way};
use guiju::event::LostRow;
use guiju::time::Stamp;
use std::cmp::Ordering;

/// Something that may be a step, or is it for certain.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Where it stands in the log; a rejected row stands nowhere.
    index: Option<usize>,
    /// When it was, if that is known.
    at: Option<Stamp>,
    /// Which rejected row it is.
    lost: Option<usize>,
    fits: Truth,
}

/// What stands before a step.
#[derive(Clone, Copy)]
enum Previous {
    /// It is the first.
    Nothing,
    /// The step before lies before the beginning of the log.
    BeforeLog,
    /// The step before.
    Was(Candidate),
}

impl<'a> Naive<'a> {
    /// Whether one of the ways was taken.
    pub fn must_acts(&self, acts: &'a Acts, window: &Window, over: &Over<'a>) -> Fate {
        let fates: Vec<Fate> = acts.ways.iter().map(|way| self.way(way, window, over)).collect();
        if fates.contains(&Fate::Met) && !self.wrong(Mutation::EveryWayIsNeeded) {
            return Fate::Met;
        }
        let other = [Fate::Open, Fate::Unclear].into_iter().find(|fate| fates.contains(fate));
        let failed = fates.iter().filter_map(|f| if let Fate::Failed(at) = f { Some(*at) } else { None });
        other.or(failed.max().map(Fate::Failed)).unwrap_or(Fate::Met)
    }

    /// Whether none of the ways was taken: a prohibition.
    pub fn must_not_acts(&self, acts: &'a Acts, window: &Window, over: &Over<'a>) -> Fate {
        let fates = acts.ways.iter().map(|way| match way.steps.as_slice() {
            [step] => match self.step_window(step, window, over) {
                Some(window) => self.must_not(&step.act, &window, over),
                None => Fate::Unclear,
            },
            steps => match self.in_order(steps, window, over) {
                Fate::Met => {
                    let at = self.earliest(steps, window, over);
                    Fate::Failed(at.map(|at| at.max(over.anchor.at)))
                }
                Fate::Failed(_) => Fate::Met,
                other => other,
            },
        });
        let fates: Vec<Fate> = fates.collect();
        let failed = fates.iter().filter_map(|f| if let Fate::Failed(at) = f { Some(*at) } else { None });
        if let Some(at) = failed.min() {
            return Fate::Failed(at);
        }
        [Fate::Open, Fate::Unclear].into_iter().find(|f| fates.contains(f)).unwrap_or(Fate::Met)
    }

    fn way(&self, way: &'a Way, window: &Window, over: &Over<'a>) -> Fate {
        match way.steps.as_slice() {
            [step] => match self.step_window(step, window, over) {
                Some(window) => self.must(&step.act, &window, over),
                None => Fate::Unclear,
            },
            steps => self.in_order(steps, window, over),
        }
    }

    /// The window of a step: its own, else the whole one.
    fn step_window(&self, step: &'a Step, window: &Window, over: &Over<'a>) -> Option<Window> {
        if step.time.is_empty() {
            return Some(window.clone());
        }
        self.window(&step.time, over.anchor, over)
    }

    fn in_order(&self, steps: &'a [Step], window: &Window, over: &Over<'a>) -> Fate {
        let windows: Option<Vec<Window>> = steps.iter().map(|s| self.step_window(s, window, over)).collect();
        let Some(windows) = windows else { return Fate::Unclear };
        let search = Search { naive: self, steps, windows, over };
        match search.best(0, Previous::Nothing, &mut Vec::new()) {
            Truth::Yes => Fate::Met,
            _ if search.can_still_come(0, Previous::Nothing, &mut Vec::new()) => Fate::Open,
            Truth::Undecided => Fate::Unclear,
            Truth::No => Fate::Failed(window.due.map(|due| self.failure(due, over))),
        }
    }

    /// When acts in order were complete for the first time.
    fn earliest(&self, steps: &'a [Step], window: &Window, over: &Over<'a>) -> Option<Stamp> {
        let windows: Option<Vec<Window>> = steps.iter().map(|s| self.step_window(s, window, over)).collect();
        let search = Search { naive: self, steps, windows: windows?, over };
        search.completions(0, Previous::Nothing).into_iter().min()
    }
}

struct Search<'n, 'a> {
    naive: &'n Naive<'a>,
    steps: &'a [Step],
    windows: Vec<Window>,
    over: &'n Over<'a>,
}

impl<'a> Search<'_, 'a> {
    /// What may be a step, events before rejected rows.
    fn candidates(&self, step: usize) -> Vec<Candidate> {
        let (naive, act, window) = (self.naive, &self.steps[step].act, &self.windows[step]);
        let mut all = naive.look_through(act, None, window, self.over);
        let lost: Vec<&LostRow> = naive.lost(act, None, window, self.over);
        let place = |row: &LostRow| naive.case.lost.iter().position(|other| std::ptr::eq(other, row));
        all.extend(lost.into_iter().map(|row| (None, row.at.map(|at| naive.stamp(at)), place(row), Truth::Undecided)));
        all.into_iter().map(|(index, at, lost, fits)| Candidate { index, at, lost, fits }).collect()
    }

    /// Whether a candidate comes after the step before it, and in time if that counts from there.
    fn follows(&self, step: usize, previous: Previous, next: &Candidate) -> Truth {
        let naive = self.naive;
        let before = match previous {
            Previous::Nothing => return Truth::Yes,
            Previous::BeforeLog => return if self.steps[step].after.is_empty() { Truth::Yes } else { Truth::Undecided },
            Previous::Was(before) => before,
        };
        let order = match (before.index, next.index) {
            (Some(first), Some(second)) => Truth::of(first < second || naive.wrong(Mutation::AnyOrder) && first != second),
            _ => match (before.at, next.at) {
                (Some(first), Some(second)) if naive.coarsely(second, first) == Ordering::Less => Truth::No,
                _ => Truth::Yes,
            },
        };
        if order == Truth::No || self.steps[step].after.is_empty() || naive.wrong(Mutation::TimeAfterIgnored) {
            return order;
        }
        let (Some(first), Some(second)) = (before.at, next.at) else { return Truth::Undecided };
        let anchor = Anchor { at: first, period_end: None };
        let limit = naive.window(&self.steps[step].after, anchor, self.over);
        limit.map_or(Truth::Undecided, |limit| order.and(naive.inside(second, &limit)))
    }

    /// The best that can be said of the steps from one on.
    fn best(&self, step: usize, previous: Previous, used: &mut Vec<usize>) -> Truth {
        if step == self.steps.len() {
            return Truth::Yes;
        }
        let mut best = Truth::No;
        for next in self.candidates(step) {
            if next.lost.is_some_and(|lost| used.contains(&lost)) {
                continue;
            }
            let here = next.fits.and(self.follows(step, previous, &next));
            if here == Truth::No {
                continue;
            }
            used.extend(next.lost);
            best = best.or(here.and(self.best(step + 1, Previous::Was(next), used)));
            if next.lost.is_some() {
                used.pop();
            }
        }
        if self.may_lie_before_log(step, previous) {
            best = best.or(Truth::Undecided.and(self.best(step + 1, Previous::BeforeLog, used)));
        }
        best
    }

    fn may_lie_before_log(&self, step: usize, previous: Previous) -> bool {
        matches!(previous, Previous::Nothing | Previous::BeforeLog)
            && !self.naive.observed_from(self.steps[step].act.kind, &self.windows[step])
    }

    /// Whether events that are still to come can lead it to its end.
    fn can_still_come(&self, step: usize, previous: Previous, used: &mut Vec<usize>) -> bool {
        if step == self.steps.len() {
            return false;
        }
        let rest_is_open = (step..self.steps.len())
            .all(|s| !self.naive.closed(&self.windows[s], self.steps[s].act.kind));
        if rest_is_open && self.limit_is_open(step, previous) {
            return true;
        }
        self.candidates(step).into_iter().any(|next| {
            if next.lost.is_some_and(|lost| used.contains(&lost)) {
                return false;
            }
            if next.fits.and(self.follows(step, previous, &next)) == Truth::No {
                return false;
            }
            used.extend(next.lost);
            let can = self.can_still_come(step + 1, Previous::Was(next), used);
            if next.lost.is_some() {
                used.pop();
            }
            can
        }) || self.may_lie_before_log(step, previous) && self.can_still_come(step + 1, Previous::BeforeLog, used)
    }

    /// Whether the limit that counts from the step before is open still.
    fn limit_is_open(&self, step: usize, previous: Previous) -> bool {
        let Previous::Was(Candidate { at: Some(at), .. }) = previous else { return true };
        if self.steps[step].after.is_empty() {
            return true;
        }
        let limit = self.naive.window(&self.steps[step].after, Anchor { at, period_end: None }, self.over);
        limit.is_none_or(|limit| !self.naive.closed(&limit, self.steps[step].act.kind))
    }

    /// When the last step was, for every certain choice of events.
    fn completions(&self, step: usize, previous: Previous) -> Vec<Stamp> {
        if step == self.steps.len() {
            return match previous {
                Previous::Was(last) => last.at.into_iter().collect(),
                Previous::Nothing | Previous::BeforeLog => Vec::new(),
            };
        }
        let certain = |next: &Candidate| next.fits.and(self.follows(step, previous, next)) == Truth::Yes;
        let candidates = self.candidates(step).into_iter().filter(certain);
        candidates.flat_map(|next| self.completions(step + 1, Previous::Was(next))).collect()
    }
}
