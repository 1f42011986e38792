//! The longest gap: an act is due again and again, so long after the one before, from the beginning of the window to its end.
//!
//! The beginning and the end of the window bound a gap like an act does. A gap is too long if the act that ends it (or the end)
//! comes after the due time counted from its beginning. Whatever may have happened in between, though that cannot be
//! told, is taken to have happened before a gap is called too long.

use super::obligation::{Obligation, Probe};
use super::run::Engine;
use super::{Gap, GapEdge, Reason, Why};
use crate::event::Event;
use crate::plan::Expect;
use crate::time::{self, Bound, Due, Instant, Length, Precision, Stamp, TimeError, Timing};
use std::sync::Arc;

/// More missing acts than this are not counted one by one.
const COUNTED: u32 = 100_000;

/// Gaps kept for each obligation; of more, only the number is.
const KEPT: usize = 64;

/// What became of the gaps of an obligation.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    /// Those that are too long, in order; the first of them if they are many.
    pub too_long: Vec<Gap>,
    /// How many are too long.
    pub count: u32,
    /// The longest of all, too long or not.
    pub longest: Option<Gap>,
    /// How many acts are missing at least.
    pub missing: u32,
    /// When the first act was due that did not come.
    pub failed_at: Option<Stamp>,
    /// Why that may have been another time.
    pub unsure: Option<Reason>,
    /// Why it cannot be told whether some gap is too long.
    pub doubts: Vec<Reason>,
}

/// Something that may have been an act.
struct Possible {
    /// When; `None`: at any time.
    at: Option<Stamp>,
    reason: Reason,
}

/// What may have come between the acts that were seen.
struct Between {
    /// What may have been acts, in order of time.
    possible: Vec<Possible>,
    /// Acts, and what may have been, of which it cannot be told whether they came before or after a finer one: when each was at
    /// the earliest, the first instant after it, and why.
    anytime: Vec<(Instant, Instant, Reason)>,
}

impl Engine<'_> {
    /// The gaps of an obligation whose norm asks for an act again and again; none of any other. `closed`: the window is over,
    /// so that its end counts as well.
    pub(super) fn gaps_of(&self, obligation: &Obligation, closed: bool) -> Option<Result<Gaps, TimeError>> {
        let Expect::Every { length, .. } = &self.setup.plan.norms[obligation.norm].expect else {
            return None;
        };
        let mut all = Gaps::default();
        for probe in &obligation.conduct.probes {
            if let Err(error) = self.gaps_of_goal(obligation, probe, length, closed, &mut all) {
                return Some(Err(error));
            }
        }
        Some(Ok(all))
    }

    fn gaps_of_goal(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        length: &Length,
        closed: bool,
        all: &mut Gaps,
    ) -> Result<(), TimeError> {
        let Some(opens) = obligation.span.shown.opens else {
            all.doubts.push(Reason::WindowUndecided(Why::NoBeginning));
            return Ok(());
        };
        let acts: Vec<&Arc<Event>> = probe.acts.iter().flatten().collect();
        let exact: Vec<&Arc<Event>> =
            acts.iter().copied().filter(|act| act.at.precision == Precision::Exact).collect();
        // An act does no harm: what is enough without those that are dated too coarsely to tell is enough with them.
        if exact.len() < acts.len() {
            let mut without = all.clone();
            self.gaps_between(obligation, probe, length, (opens, &exact, closed), &mut without)?;
            if without.count == all.count && without.doubts.len() == all.doubts.len() {
                *all = without;
                return Ok(());
            }
        }
        self.gaps_between(obligation, probe, length, (opens, &acts, closed), all)
    }

    /// The gaps between acts.
    fn gaps_between(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        length: &Length,
        (opens, acts, closed): (Stamp, &[&Arc<Event>], bool),
        all: &mut Gaps,
    ) -> Result<(), TimeError> {
        let between = self.between_acts(obligation, probe);
        let mut from = GapEdge { at: opens, event: None };
        for act in acts.iter().copied() {
            let to = GapEdge { at: act.at, event: Some(Arc::clone(act)) };
            self.gap(obligation, probe, length, (&from, &to), &between, all)?;
            from = to;
        }
        if let Some(due) = obligation.span.shown.due.filter(|_| closed) {
            // A window that does not include its end has nothing left at its last instant but one.
            let at = match due.bound() {
                Bound::Exclusive => Stamp::exact(due.last()),
                Bound::Inclusive => self.stamp_of(due),
            };
            self.gap(obligation, probe, length, (&from, &GapEdge { at, event: None }), &between, all)?;
        }
        Ok(())
    }

    /// Weighs one gap.
    fn gap(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        length: &Length,
        (from, to): (&GapEdge, &GapEdge),
        between: &Between,
        all: &mut Gaps,
    ) -> Result<(), TimeError> {
        let due = time::within(&self.setup.rules, from.at, length)?;
        let gap = Gap { from: from.clone(), to: to.clone(), missing: 0 };
        if all.longest.as_ref().is_none_or(|longest| gap.micros() > longest.micros()) {
            all.longest = Some(gap.clone());
        }
        let mut reached = self.reached(due, to);
        // If the window opened earlier it ended earlier, and the act before its end came in it.
        let shortest = self.earliest_end(obligation, from, to).map(|end| (from, end));
        if let Some((_, end)) = &shortest
            && reached == Timing::Late
            && self.reached(due, end) != Timing::Late
        {
            reached = Timing::Undecided;
        }
        let certain = self.certain_from(obligation, from, to).filter(|_| reached == Timing::Late);
        let (from, due) = match &certain {
            Some(certain) => (certain, time::within(&self.setup.rules, certain.at, length)?),
            None => (from, due),
        };
        if certain.is_some() && self.reached(due, to) != Timing::Late {
            reached = Timing::Undecided;
        }
        match reached {
            Timing::InTime => return Ok(()),
            Timing::Undecided => {
                all.doubts.push(Reason::ConditionUndecided(Why::TooCoarse));
                return Ok(());
            }
            Timing::Late => {}
        }
        let mut doubts = self.bridged(obligation, probe, length, (from, to), between)?;
        if let Some((from, end)) = shortest.as_ref().filter(|_| doubts.is_empty()) {
            doubts = self.bridged(obligation, probe, length, (from, end), between)?;
        }
        if !doubts.is_empty() {
            all.doubts.extend(doubts);
            return Ok(());
        }
        let mut missing = self.missing_acts(length, from, to)?;
        if let Some((from, end)) = &shortest {
            missing = missing.min(self.missing_acts(length, from, end)?);
        }
        let gap = Gap { missing, ..gap };
        if all.failed_at.is_none() {
            all.failed_at = Some(self.stamp_of(due));
            let coarse = || certain.as_ref().map(|_| Reason::ConditionUndecided(Why::TooCoarse));
            let unsure = || self.unsure(obligation, probe, (from, to), between).or_else(coarse);
            all.unsure = all.doubts.first().cloned().or_else(unsure);
        }
        all.count = all.count.saturating_add(1);
        all.missing = all.missing.saturating_add(gap.missing);
        if all.too_long.len() < KEPT {
            all.too_long.push(gap);
        }
        Ok(())
    }

    /// From when on a gap after an act is one for certain, if the opening of the window is known more coarsely: the act may have come before
    /// it.
    fn certain_from(&self, obligation: &Obligation, from: &GapEdge, to: &GapEdge) -> Option<GapEdge> {
        let opens = obligation.span.shown.opens?;
        let last = self.latest_opening(&obligation.occasion, opens);
        let may_precede = from.at.precision < opens.precision && from.at.start < last;
        let at = Stamp::exact(last.min(to.at.start));
        may_precede.then(|| GapEdge { at, event: from.event.clone() })
    }

    /// When the window ended at the earliest, of a gap between an act and its end, where of its opening only the day or minute is known.
    fn earliest_end(&self, obligation: &Obligation, from: &GapEdge, to: &GapEdge) -> Option<GapEdge> {
        let due = obligation.span.shown.due.filter(|due| due.earliest() != due.last())?;
        let last_gap = from.event.is_some() && to.event.is_none();
        let at = Stamp::exact(due.earliest().max(from.at.start));
        last_gap.then_some(GapEdge { at, event: None })
    }

    /// Whether the end of a gap comes by the due time. At the end of a window that excludes its end, an act could still have
    /// come the instant before.
    fn reached(&self, due: Due, to: &GapEdge) -> Timing {
        let zone = self.setup.rules.zone;
        match (&to.event, due.bound()) {
            (None, Bound::Exclusive) if to.at.precision == Precision::Exact => {
                due.judge(Stamp::exact(to.at.start.plus_micros(-1)), zone)
            }
            _ => due.judge(to.at, zone),
        }
    }

    /// Why a gap that is too long may have become so at another time than its beginning says.
    fn unsure(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        (from, to): (&GapEdge, &GapEdge),
        between: &Between,
    ) -> Option<Reason> {
        let kind = self.setup.plan.goal(probe.goal).kind;
        let unseen = self.setup.coverage.begin_of(kind).is_some_and(|begin| begin > from.at.start);
        let before = || self.before_log(kind, &obligation.span).filter(|_| unseen);
        let inside = |at: Stamp| at.start >= from.at.start && at.start <= to.at.start;
        let act = between.possible.iter().find(|act| act.at.is_none_or(inside)).map(|act| &act.reason);
        let reaches =
            |(start, end, _): &&(Instant, Instant, Reason)| *start <= to.at.start && *end > from.at.start;
        let anytime = || between.anytime.iter().find(reaches).map(|(.., reason)| reason);
        act.or_else(anytime).cloned().or_else(before)
    }

    /// Why a gap that looks too long may not be one: acts that may have come in between. Empty if it is too long whatever
    /// they were.
    fn bridged(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        length: &Length,
        (from, to): (&GapEdge, &GapEdge),
        between: &Between,
    ) -> Result<Vec<Reason>, TimeError> {
        let mut doubts = Vec::new();
        let mut at = from.at;
        let mut end = to.clone();
        let kind = self.setup.plan.goal(probe.goal).kind;
        if let Some(begin) = self.setup.coverage.begin_of(kind)
            && begin > at.start
        {
            doubts.extend(self.before_log(kind, &obligation.span));
            if begin == Instant::MAX {
                return Ok(doubts);
            }
            // The last moment that nobody observed may have seen an act.
            at = Stamp::exact(begin.min(end.at.start));
        }
        for doubt in &obligation.doubts {
            if doubt.at.start < end.at.start && doubt.at.start >= from.at.start {
                doubts.push(doubt.reason.clone());
                end = GapEdge { at: doubt.at, event: None };
            }
        }
        let zone = self.setup.rules.zone;
        let mut anytime: Vec<&(Instant, Instant, Reason)> = between.anytime.iter().collect();
        // Goes on as far as it helps with acts of which it cannot be told when they were: each with the last time that is in time.
        let mut go_on = |at: &mut Stamp, is_late: &dyn Fn(Due) -> bool, doubts: &mut Vec<Reason>| loop {
            let due = time::within(&self.setup.rules, *at, length)?;
            if !is_late(due) {
                return Ok(true);
            }
            let last = match due.bound() {
                Bound::Exclusive => due.last().plus_micros(-1),
                Bound::Inclusive => due.last(),
            };
            let helps = |(start, end, _): &&(Instant, Instant, Reason)| *start <= last && *end > at.start;
            let Some(found) = anytime.iter().position(helps) else { return Ok(false) };
            let (_, end, reason) = anytime.remove(found);
            doubts.push(reason.clone());
            *at = (*at).max(Stamp::exact(last.min(end.plus_micros(-1))));
        };
        // After what may have ended the window nothing is asked for any more.
        let inside = |other: Stamp| other.start >= from.at.start && other.start <= end.at.start;
        for act in &between.possible {
            match act.at {
                None => return Ok(vec![act.reason.clone()]),
                Some(other) if inside(other) => {
                    let is_late = |due: Due| due.judge(other, zone) == Timing::Late;
                    if !go_on(&mut at, &is_late, &mut doubts)? {
                        return Ok(Vec::new());
                    }
                    doubts.push(act.reason.clone());
                    at = at.max(other);
                }
                Some(_) => {}
            }
        }
        let whole = go_on(&mut at, &|due| self.reached(due, &end) == Timing::Late, &mut doubts)?;
        Ok(if whole { doubts } else { Vec::new() })
    }

    /// What may have been an act, in order of time.
    fn possible_acts(&self, obligation: &Obligation, probe: &Probe) -> Vec<Possible> {
        let mut possible: Vec<Possible> = probe
            .maybes
            .iter()
            .map(|(event, why)| Possible {
                at: Some(event.at),
                reason: Reason::Candidate(Arc::clone(event), *why),
            })
            .collect();
        let lost = self.lost(&obligation.occasion, probe, &obligation.span);
        possible.extend(lost.map(|row| Possible { at: row.at, reason: Reason::Rejected(row.row) }));
        possible.sort_by_key(|act| act.at);
        possible
    }

    /// What may have come between the acts that were seen.
    fn between_acts(&self, obligation: &Obligation, probe: &Probe) -> Between {
        let possible = self.possible_acts(obligation, probe);
        let zone = self.setup.rules.zone;
        let seen = || probe.acts.iter().flatten();
        let dated = || seen().map(|act| act.at).chain(possible.iter().filter_map(|act| act.at));
        if dated().all(|at| at.precision == Precision::Exact) {
            return Between { possible, anytime: Vec::new() };
        }
        // One that may have come before the window opened may have come any time after.
        let mut fine: Vec<Stamp> = dated().chain(obligation.span.shown.opens).collect();
        fine.sort_unstable_by_key(|at| (at.precision, at.start));
        let holds_finer = |at: Stamp, end: Instant| {
            [Precision::Exact, Precision::Minute].into_iter().filter(|finer| *finer < at.precision).any(
                |finer| {
                    let next =
                        fine.partition_point(|other| (other.precision, other.start) < (finer, at.start));
                    fine.get(next).is_some_and(|other| other.precision == finer && other.start < end)
                },
            )
        };
        let loose = |at: Stamp| {
            let end = zone.end_of(at);
            holds_finer(at, end).then_some((at.start, end))
        };
        let of_seen = seen().filter_map(|act| {
            let (start, end) = loose(act.at)?;
            Some((start, end, Reason::Candidate(Arc::clone(act), Why::TooCoarse)))
        });
        let of_possible = possible.iter().filter_map(|act| {
            let (start, end) = loose(act.at?)?;
            Some((start, end, act.reason.clone()))
        });
        let mut anytime: Vec<(Instant, Instant, Reason)> = of_seen.chain(of_possible).collect();
        anytime.sort_by_key(|(start, end, _)| (*end, *start));
        Between { possible, anytime }
    }

    /// How many acts would have had to come at least.
    fn missing_acts(&self, length: &Length, from: &GapEdge, to: &GapEdge) -> Result<u32, TimeError> {
        let mut at = from.at;
        for missing in 0..COUNTED {
            let due = time::within(&self.setup.rules, at, length)?;
            if self.reached(due, to) != Timing::Late {
                return Ok(missing);
            }
            let next = match due.bound() {
                Bound::Exclusive => Stamp::exact(due.last().plus_micros(-1)),
                Bound::Inclusive => self.stamp_of(due),
            };
            if next.start <= at.start {
                return Ok(missing);
            }
            at = next;
        }
        Ok(COUNTED)
    }
}

impl Gap {
    /// How long it is, in microseconds.
    pub fn micros(&self) -> i64 {
        self.to.at.start.micros().saturating_sub(self.from.at.start.micros())
    }
}

/// Keeps the acts of an obligation whose gaps are asked for.
pub(super) fn keep_acts(probes: &mut [Probe]) {
    for probe in probes {
        probe.acts = Some(Vec::<Arc<Event>>::new());
    }
}
