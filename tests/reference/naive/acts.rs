//! Acts of which one suffices, and acts in order.
//!
//! Of acts in order every choice of events is tried. Each step is one event here: steps that ask for several are left to the
//! behaviour suite.

use super::act::{Fate, values};
use super::expr::Truth;
use super::window::{Anchor, Window};
use super::{Naive, Over};
use crate::mutation::Mutation;
use guiju::analysis::model::{Acts, Step, Way};
use guiju::event::LostRow;
use guiju::time::{Due, Instant, Stamp};

/// Something that may be a step, or is it for certain.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Where it stands in the log; a rejected row stands nowhere.
    index: Option<usize>,
    /// When it was, if that is known.
    at: Option<Stamp>,
    fits: Truth,
}

/// From what the end may still be reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hope {
    /// From what is certain.
    Certain,
    /// From what is possible.
    Possible,
    /// The same, with what a source may have held after its end.
    AfterSources,
}

/// What stands before a step.
#[derive(Clone)]
struct Previous {
    step: Before,
    /// The earliest that it can have been.
    from: Option<Instant>,
    /// Everything that was chosen for the steps before.
    chosen: Vec<Candidate>,
    /// A step lies after the end of its source.
    after_source: bool,
}

#[derive(Clone, Copy)]
enum Before {
    /// It is the first.
    Nothing,
    /// The step before is one that was not observed.
    Unobserved,
    /// The step before.
    Was(Candidate),
}

/// Before the first step.
const NOTHING: Previous =
    Previous { step: Before::Nothing, from: None, chosen: Vec::new(), after_source: false };

impl<'a> Naive<'a> {
    /// Whether one of the ways was taken.
    pub fn must_acts(&self, acts: &'a Acts, window: &Window, over: &Over<'a>) -> Fate {
        let fates: Vec<Fate> = acts.ways.iter().map(|way| self.way(way, window, over)).collect();
        if fates.contains(&Fate::Met) && !self.wrong(Mutation::EveryWayIsNeeded) {
            return Fate::Met;
        }
        let other = [Fate::Open, Fate::Unclear].into_iter().find(|fate| fates.contains(fate));
        let failed = fates.iter().filter_map(|fate| fate.failed()).max().map(|at| {
            if fates.contains(&Fate::FailedSometime(at)) {
                Fate::FailedSometime(at)
            } else {
                Fate::Failed(at)
            }
        });
        other.or(failed).unwrap_or(Fate::Met)
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
            let earlier = acts.ways.iter().any(|way| self.may_be_done(way, at, window, over));
            return if earlier { Fate::FailedSometime(at) } else { Fate::Failed(at) };
        }
        [Fate::Open, Fate::Unclear].into_iter().find(|f| fates.contains(f)).unwrap_or(Fate::Met)
    }

    /// Whether a way may have been taken before a time.
    fn may_be_done(&self, way: &'a Way, before: Option<Stamp>, window: &Window, over: &Over<'a>) -> bool {
        let before = before.filter(|at| at.start > over.anchor.at.start);
        let steps = way.steps.as_slice();
        if let [step] = steps {
            let often = step.act.count.min as usize;
            let window = self.step_window(step, window, over);
            return match window {
                Some(window) => self.may_have_come(&step.act, often, before, &window, over),
                None => before.is_some(),
            };
        }
        let Some(before) = before else { return false };
        let windows: Option<Vec<Window>> = steps.iter().map(|s| self.step_window(s, window, over)).collect();
        let Some(windows) = windows else { return true };
        let search = Search { naive: self, steps, windows, over };
        let possible = search.completions(0, &NOTHING, true);
        possible.into_iter().any(|(_, from)| from.is_none_or(|from| from < before.start))
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
        let own = self.window(&step.time, window.since.unwrap_or(over.anchor), over);
        own.map(|own| Window { harms: window.harms, since: window.since, ..own })
    }

    fn in_order(&self, steps: &'a [Step], window: &Window, over: &Over<'a>) -> Fate {
        let windows: Option<Vec<Window>> = steps.iter().map(|s| self.step_window(s, window, over)).collect();
        let Some(windows) = windows else { return Fate::Unclear };
        let search = Search { naive: self, steps, windows, over };
        match search.best(0, &NOTHING) {
            Truth::Yes => Fate::Met,
            _ if search.can_still_come(Hope::Certain) => Fate::Open,
            Truth::Undecided | Truth::Open => Fate::Unclear,
            Truth::No if search.can_still_come(Hope::Possible) => Fate::Open,
            Truth::No if search.can_still_come(Hope::AfterSources) => Fate::Open,
            Truth::No => {
                // It fails once nothing can lead it to its end any more.
                let last = search.last_hope(Hope::AfterSources);
                let missed = self.missed(&Window { due: last, ..window.clone() }, over);
                let failure = |due: Option<Due>| due.map(|due| self.failure(due, over));
                let sooner = failure(search.last_hope(Hope::Certain)) != failure(last);
                match missed {
                    Fate::Failed(Some(at)) if sooner && at.start > over.anchor.at.start => {
                        Fate::FailedSometime(Some(at))
                    }
                    missed => missed,
                }
            }
        }
    }

    /// The first instant at which it is known that none of the ways was taken: with the last of them.
    pub fn closing(&self, acts: &'a Acts, window: &Window, over: &Over<'a>) -> Option<Instant> {
        let of = |way: &'a Way| {
            // One act too many is known before the window closes.
            let excess = match way.steps.as_slice() {
                [step] => step.act.count.max.and_then(|max| {
                    let window = self.step_window(step, window, over)?;
                    let nth = |each| {
                        self.scan(&step.act, each, &window, over).hits.get(max as usize).map(|at| at.start)
                    };
                    values(&step.act).into_iter().filter_map(nth).min()
                }),
                _ => None,
            };
            let closes = self.way_due(way, window, over).map(|due| due.closes(&self.case.zone));
            [excess, closes].into_iter().flatten().min()
        };
        acts.ways.iter().filter_map(of).max()
    }

    /// When it was missed that one of the ways was to be taken; none if that never comes.
    pub fn missed_at(&self, acts: &'a Acts, window: &Window, over: &Over<'a>) -> Option<Stamp> {
        let dues = acts.ways.iter().map(|way| self.way_due(way, window, over));
        dues.map(|due| Some(self.failure(due?, over))).collect::<Option<Vec<Stamp>>>()?.into_iter().max()
    }

    /// Until when a way could be taken.
    fn way_due(&self, way: &'a Way, window: &Window, over: &Over<'a>) -> Option<Due> {
        let windows: Option<Vec<Window>> =
            way.steps.iter().map(|step| self.step_window(step, window, over)).collect();
        let windows = windows?;
        match windows.as_slice() {
            [window] => window.due,
            _ => Search { naive: self, steps: &way.steps, windows, over }.last_hope(Hope::AfterSources),
        }
    }

    /// When acts in order were complete for the first time.
    fn earliest(&self, steps: &'a [Step], window: &Window, over: &Over<'a>) -> Option<Stamp> {
        let windows: Option<Vec<Window>> = steps.iter().map(|s| self.step_window(s, window, over)).collect();
        let search = Search { naive: self, steps, windows: windows?, over };
        search.completions(0, &NOTHING, false).into_iter().filter_map(|(at, _)| at).min()
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
        // One rejected row may stand for several steps: nobody is accused for the sake of a few rows fewer.
        let seen = |row: &&LostRow| row.at.is_none_or(|at| at.start <= naive.horizon.start);
        let lost = naive.lost(act, None, window, self.over).into_iter().filter(seen);
        let lost = lost.filter(|_| !naive.wrong(Mutation::LostInOrderIgnored));
        let known = |_: &Stamp| !naive.wrong(Mutation::LostInOrderAnyTime);
        all.extend(lost.map(|row| (None, row.at.filter(known).map(|at| naive.stamp(at)), Truth::Undecided)));
        all.into_iter().map(|(index, at, fits)| Candidate { index, at, fits }).collect()
    }

    /// Whether a candidate comes after the step before it, and in time if that counts from there.
    fn follows(&self, step: usize, previous: &Previous, next: &Candidate) -> Truth {
        let naive = self.naive;
        // It comes after all of them: that it comes after the last is not enough where what came first cannot be told.
        let order =
            previous.chosen.iter().map(|seen| self.comes_after(seen, next)).fold(Truth::Yes, Truth::and);
        let over = next.at.zip(previous.from).is_some_and(|(at, from)| naive.case.zone.end_of(at) <= from);
        let over = over || self.is_over_by(step, previous);
        let order = order.and(Truth::of(!over));
        let limit = self.steps[step].after.as_slice();
        let limit = if naive.wrong(Mutation::TimeAfterIgnored) { &[] } else { limit };
        match previous.step {
            Before::Nothing => Truth::Yes,
            Before::Unobserved => order.and(if limit.is_empty() { Truth::Yes } else { Truth::Undecided }),
            Before::Was(_) if order == Truth::No || limit.is_empty() => order,
            Before::Was(before) => {
                let (Some(first), Some(second)) = (before.at, next.at) else { return Truth::Undecided };
                let window =
                    naive.window(limit, Anchor { at: first, period_end: None, from_ever: false }, self.over);
                // Which came first has been asked.
                let window = window.map(|window| Window { opens: None, ..window });
                window.map_or(Truth::Undecided, |window| order.and(naive.inside(second, &window)))
            }
        }
    }

    /// Whether one came after another.
    fn comes_after(&self, before: &Candidate, next: &Candidate) -> Truth {
        let naive = self.naive;
        if before.index.is_some() && before.index == next.index {
            return Truth::No;
        }
        match (before.at, next.at) {
            _ if naive.wrong(Mutation::AnyOrder) => Truth::Yes,
            (Some(first), Some(second)) if first.precision == second.precision => {
                // Times that tie keep the log's order; a rejected row stands nowhere.
                let in_log = before.index.zip(next.index).is_none_or(|(a, b)| a < b);
                Truth::of(first.start < second.start || first.start == second.start && in_log)
            }
            // One is coarser: which came first can be told only if they lie apart.
            (Some(first), Some(second)) => {
                let zone = &naive.case.zone;
                match (second.start >= zone.end_of(first), zone.end_of(second) > first.start) {
                    (true, _) => Truth::Yes,
                    (_, true) => Truth::Undecided,
                    (_, false) => Truth::No,
                }
            }
            _ => Truth::Yes,
        }
    }

    /// The best that can be said of the steps from one on.
    fn best(&self, step: usize, previous: &Previous) -> Truth {
        if step == self.steps.len() {
            return Truth::Yes;
        }
        let mut best = Truth::No;
        for next in self.candidates(step) {
            let here = next.fits.and(self.follows(step, previous, &next));
            if here == Truth::No {
                continue;
            }
            best = best.or(here.and(self.best(step + 1, &self.after(step, previous, next))));
        }
        if self.may_lie_before_log(step, previous) {
            best = best.or(Truth::Undecided
                .and(self.best(step + 1, &Previous { step: Before::Unobserved, ..previous.clone() })));
        }
        best
    }

    /// Whether a step may have been taken before its kind was observed.
    fn may_lie_before_log(&self, step: usize, previous: &Previous) -> bool {
        let (kind, window) = (self.steps[step].act.kind, &self.windows[step]);
        !self.is_over_by(step, previous)
            && !self.naive.observed_from(kind, window)
            && self.naive.begin_of(kind).is_some_and(|begin| previous.from.is_none_or(|from| from < begin))
    }

    /// Whether the window of a step was closed before what stands before it.
    fn is_over_by(&self, step: usize, previous: &Previous) -> bool {
        let closes = self.windows[step].due.map(|due| due.closes(&self.naive.case.zone));
        closes.zip(previous.from).is_some_and(|(closes, from)| closes <= from)
    }

    /// What stands before the next step, once this one was taken.
    fn after(&self, step: usize, previous: &Previous, taken: Candidate) -> Previous {
        let at = taken.at.or(self.windows[step].opens).map(|at| at.start);
        let chosen = [previous.chosen.as_slice(), &[taken]].concat();
        Previous { step: Before::Was(taken), from: at.max(previous.from), chosen, ..*previous }
    }

    /// Whether events that are still to come can lead it to its end.
    fn can_still_come(&self, hope: Hope) -> bool {
        self.stands(0, &NOTHING, hope).iter().any(|(step, previous)| {
            let rest_is_open = (*step..self.steps.len()).all(|s| !self.naive.is_over(&self.windows[s]));
            match *step == self.steps.len() {
                true => previous.after_source,
                false => rest_is_open && self.limit_is_open(*step, previous, hope),
            }
        })
    }

    /// For which step it may wait, and after what: for the first one, and for the one after each choice of events.
    fn stands(&self, step: usize, previous: &Previous, hope: Hope) -> Vec<(usize, Previous)> {
        let mut all = vec![(step, previous.clone())];
        if step == self.steps.len() {
            return all;
        }
        if let Some(end) = self.naive.end_of(self.steps[step].act.kind).filter(|_| hope == Hope::AfterSources)
            && !self.naive.closed(&self.windows[step], self.steps[step].act.kind)
            && !self.is_over_by(step, previous)
        {
            let opens = self.windows[step].opens.map(|opens| opens.start);
            let from = Some(end.start).max(opens).max(previous.from);
            let unseen = Previous { step: Before::Unobserved, from, after_source: true, ..previous.clone() };
            all.extend(self.stands(step + 1, &unseen, hope));
        }
        for next in self.candidates(step) {
            let here = next.fits.and(self.follows(step, previous, &next));
            if here != Truth::No && (here != Truth::Undecided || hope != Hope::Certain) {
                all.extend(self.stands(step + 1, &self.after(step, previous, next), hope));
            }
        }
        if hope != Hope::Certain && self.may_lie_before_log(step, previous) {
            let unobserved = Previous { step: Before::Unobserved, ..previous.clone() };
            all.extend(self.stands(step + 1, &unobserved, hope));
        }
        all
    }

    /// The last moment up to which it could have been led to its end; none if it never closes.
    fn last_hope(&self, hope: Hope) -> Option<Due> {
        let zone = &self.naive.case.zone;
        let order = |due: &Due| (due.closes(zone), self.naive.failure(*due, self.over), due.earliest());
        let stands = self.stands(0, &NOTHING, hope);
        let waits = stands.iter().filter(|(step, _)| *step < self.steps.len());
        let ends = waits.filter_map(|(step, previous)| {
            let own = match self.limit_after(*step, previous) {
                // Nothing is certain after one that cannot be worked out.
                Err(()) if hope == Hope::Certain => return None,
                limit => limit.ok().flatten(),
            };
            let windows = self.windows[*step..].iter().chain(&own);
            let dues: Vec<Due> = windows.filter_map(|window| window.due).collect();
            self.naive.instants.borrow_mut().extend(dues.iter().map(|due| due.closes(zone)));
            Some(dues.into_iter().min_by_key(order))
        });
        // One that never closes is none.
        ends.collect::<Option<Vec<Due>>>()?.into_iter().max_by_key(order)
    }

    /// Whether the limit that counts from the step before is open still. Nothing is certain after one that cannot be worked out.
    fn limit_is_open(&self, step: usize, previous: &Previous, hope: Hope) -> bool {
        match self.limit_after(step, previous) {
            Ok(limit) => limit.is_none_or(|limit| !self.naive.is_over(&limit)),
            Err(()) => hope != Hope::Certain,
        }
    }

    /// The window that counts from the step before, if that is known; an error if it cannot be worked out.
    fn limit_after(&self, step: usize, previous: &Previous) -> Result<Option<Window>, ()> {
        let (Before::Was(Candidate { at: Some(at), .. }), limit @ [_, ..]) =
            (previous.step, self.steps[step].after.as_slice())
        else {
            return Ok(None);
        };
        if self.naive.wrong(Mutation::TimeAfterIgnored) {
            return Ok(None);
        }
        let anchor = Anchor { at, period_end: None, from_ever: false };
        self.naive.window(limit, anchor, self.over).map(Some).ok_or(())
    }

    /// When the last step was, for every choice of events that is certain, or possible, and when it can have been at the earliest; it may
    /// not be known.
    fn completions(
        &self,
        step: usize,
        previous: &Previous,
        possible: bool,
    ) -> Vec<(Option<Stamp>, Option<Instant>)> {
        if step == self.steps.len() {
            return match previous.step {
                Before::Was(last) => vec![(last.at, previous.from)],
                Before::Nothing | Before::Unobserved => vec![(None, previous.from)],
            };
        }
        let counts = |next: &Candidate| match next.fits.and(self.follows(step, previous, next)) {
            Truth::Yes => true,
            Truth::No => false,
            Truth::Undecided | Truth::Open => possible,
        };
        let candidates = self.candidates(step).into_iter().filter(counts);
        let mut all: Vec<_> = candidates
            .flat_map(|next| self.completions(step + 1, &self.after(step, previous, next), possible))
            .collect();
        if possible && self.may_lie_before_log(step, previous) {
            let unobserved = Previous { step: Before::Unobserved, ..previous.clone() };
            all.extend(self.completions(step + 1, &unobserved, possible));
        }
        all
    }
}
