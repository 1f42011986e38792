//! States that must hold: what a condition over states comes to at every instant of a window.
//!
//! Between the instants at which some interval begins or ends, or the log begins or stops to tell, nothing changes. So the
//! condition is asked once for each stretch between two of them.

use super::answer::Answer;
use super::eval::{Env, Tri};
use super::obligation::Obligation;
use super::run::Engine;
use super::states::{Cut, Whose};
use super::{Continuity, Gap, GapEdge, Occasion, Reason, Why, Window};
use crate::plan::{Expect, Expr, GoalId, Hold, Limit};
use crate::time::{Bound, Due, Instant, Stamp};
use rust_decimal::Decimal;

/// Gaps kept for each obligation.
const KEPT: usize = 64;

/// A stretch of time over which a condition does not change.
struct Stretch {
    from: Instant,
    to: Instant,
    tri: Tri,
}

/// What a state that must hold came to.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// For how long it held for certain, in microseconds.
    pub held: i64,
    /// For how long that cannot be told.
    pub unclear: i64,
    /// How long the window is.
    pub total: i64,
    /// Stretches in which it did not hold, in order; the first of them if they are many.
    pub gaps: Vec<Gap>,
    /// How many there are.
    pub count: u32,
    /// The longest of them.
    pub longest: Option<Gap>,
    /// Why something cannot be told.
    pub doubts: Vec<Reason>,
    /// When the answer changed.
    changes: Vec<Instant>,
    /// Of a window of which it cannot be told when it ends: from the latest beginning to the earliest end.
    pub core: Option<(Instant, Instant)>,
}

/// The verdict about a state that must hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Yes,
    No,
    Unclear,
}

impl Engine<'_> {
    /// Whether a state held as it should, once its window is over.
    pub(super) fn answer_hold(&self, obligation: &Obligation, hold: &Hold) -> Answer {
        if let Some(open) = self.still_open(obligation, &[]) {
            return open;
        }
        let Some(held) = self.held_over(obligation, &hold.condition) else {
            return Answer::Unclear(vec![Reason::WindowUndecided(Why::NoBeginning)]);
        };
        // After the interval may have ended, nothing is asked for any more.
        let ended = obligation.doubts.iter().map(|doubt| doubt.at.start).min();
        let certain = |gap: &Gap| ended.is_none_or(|ended| gap.from.at.start < ended);
        let coarse = || vec![Reason::WindowUndecided(Why::TooCoarse)];
        match self.kept(obligation, hold, &held) {
            // Of a shorter time, a share may be another.
            Kept::Yes if hold.share.is_none() || self.held_whenever_it_ended(obligation, hold) => Answer::Yes,
            Kept::Unclear if held.doubts.is_empty() && (held.core.is_some() || ended.is_none()) => {
                Answer::Unclear(coarse())
            }
            Kept::No if ended.is_none() || hold.share.is_none() && held.gaps.iter().any(certain) => {
                Answer::No(vec![Reason::NotHeld(held.count)])
            }
            Kept::Yes | Kept::No | Kept::Unclear => {
                let ends = |reason: &Reason| matches!(reason, Reason::SourceEnds { .. });
                if held.doubts.iter().any(ends) {
                    return Answer::Open(held.doubts.into_iter().filter(ends).collect());
                }
                let doubts = obligation.doubts.iter().map(|doubt| doubt.reason.clone());
                Answer::Unclear(held.doubts.iter().cloned().chain(doubts).collect())
            }
        }
    }

    /// Whether acts came again and again as they should, once the window is over.
    pub(super) fn answer_gaps(&self, obligation: &Obligation) -> Answer {
        let goals: Vec<GoalId> = obligation.conduct.probes.iter().map(|probe| probe.goal).collect();
        if let Some(open) = self.still_open(obligation, &goals) {
            return open;
        }
        match self.gaps_of(obligation, true) {
            None => Answer::Unclear(Vec::new()),
            Some(Err(error)) => Answer::Unclear(vec![Reason::Time(error)]),
            Some(Ok(gaps)) if gaps.count > 0 => Answer::No(vec![Reason::GapsTooLong(gaps.count)]),
            Some(Ok(gaps)) if !gaps.doubts.is_empty() => Answer::Unclear(gaps.doubts),
            Some(Ok(_)) => Answer::Yes,
        }
    }

    /// Why nothing can be said yet: the window is open, or what is looked for was not observed to its end.
    fn still_open(&self, obligation: &Obligation, goals: &[GoalId]) -> Option<Answer> {
        let closes = obligation.span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        let Some(closes) = closes.filter(|closes| *closes <= self.now) else {
            return Some(Answer::Open(vec![Reason::WindowOpen]));
        };
        goals.iter().find_map(|goal| {
            let kind = self.setup.plan.goal(*goal).kind;
            let until = self.setup.coverage.end_of(kind).filter(|until| closes > until.start)?;
            Some(Answer::Open(vec![Reason::SourceEnds { kind, until }]))
        })
    }

    /// The gaps of a verdict, for the finding.
    pub(super) fn continuity(&self, obligation: &Obligation) -> Option<Continuity> {
        let closes = obligation.span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        let closed = closes.is_some_and(|closes| closes <= self.now);
        match &self.setup.plan.norms[obligation.norm].expect {
            Expect::Every { .. } => {
                let gaps = self.gaps_of(obligation, closed)?.ok()?;
                Some(Continuity {
                    gaps: gaps.too_long,
                    count: gaps.count,
                    longest: gaps.longest,
                    missing: gaps.missing,
                    held: None,
                })
            }
            Expect::Hold(hold) if closed => {
                let held = self.held_over(obligation, &hold.condition)?;
                Some(Continuity {
                    gaps: held.gaps,
                    count: held.count,
                    longest: held.longest,
                    missing: 0,
                    held: Some((held.held, held.total)),
                })
            }
            Expect::Hold(_) | Expect::Must(_) | Expect::MustNot(_) | Expect::Never | Expect::Check(_) => None,
        }
    }

    /// Whether a condition over states held all over the window; none if there is no window.
    pub(super) fn throughout(&self, obligation: &Obligation, condition: &Expr) -> Option<Tri> {
        let span = &obligation.span.shown;
        if span.opens.is_none() && span.due.is_some() {
            return Some(Tri::Undecided(Why::NoBeginning));
        }
        let held = self.held_over(obligation, condition)?;
        // The interval may have ended before it failed.
        let ended = obligation.doubts.iter().min_by_key(|doubt| doubt.at.start);
        let ended = ended.filter(|doubt| held.gaps.iter().all(|gap| gap.from.at.start >= doubt.at.start));
        Some(match (held.count, held.doubts.first()) {
            (1.., _) if held.core.is_some() && !held.fails_in_core() => Tri::Undecided(Why::TooCoarse),
            (1.., _) if !self.opened_later(obligation, condition, &held).all(|later| later.count > 0) => {
                Tri::Undecided(Why::TooCoarse)
            }
            (1.., _) => ended.map_or(Tri::False, |doubt| Tri::Undecided(why_of(&doubt.reason))),
            (0, None) => Tri::True,
            (0, Some(reason)) => Tri::Undecided(why_of(reason)),
        })
    }

    /// Whether a state held as it should, at whatever instant of its day or minute the window opened.
    fn kept(&self, obligation: &Obligation, hold: &Hold, held: &Held) -> Kept {
        let kept = held.kept(hold.share);
        let mut later = self.opened_later(obligation, &hold.condition, held);
        if later.all(|later| later.kept(hold.share) == kept) { kept } else { Kept::Unclear }
    }

    /// What a condition came to in the windows that open later, where of the opening only the day or minute is known: at each instant at
    /// which something changes, and at the last one. Between these a share only rises or only falls.
    fn opened_later(
        &self,
        obligation: &Obligation,
        condition: &Expr,
        held: &Held,
    ) -> impl Iterator<Item = Held> {
        let span = obligation.span.shown;
        let last = span.opens.filter(|_| held.core.is_none()).and_then(|opens| {
            let last = self.latest_opening(&obligation.occasion, opens);
            (opens.start < last).then_some(last)
        });
        let changes = held.changes.iter().copied().filter(|at| last.is_some_and(|last| *at < last));
        let opens: Vec<Instant> = changes.chain(last).collect();
        opens.into_iter().filter_map(move |at| {
            let later = Window { opens: Some(Stamp::exact(at)), ..span };
            self.held_in(&later, &obligation.occasion, condition)
        })
    }

    /// Whether a state held for its share up to each instant at which the interval may have ended.
    fn held_whenever_it_ended(&self, obligation: &Obligation, hold: &Hold) -> bool {
        let Some(due) = obligation.span.shown.due else { return false };
        let ends = obligation.doubts.iter().map(|doubt| doubt.at.start).filter(|end| *end < due.last());
        let mut held = ends.filter_map(|end| {
            let shorter = Window { due: Some(Due::until(end)), ..obligation.span.shown };
            self.held_in(&shorter, &obligation.occasion, &hold.condition)
        });
        held.all(|held| matches!(held.kept(hold.share), Kept::Yes))
    }

    /// What a condition over states came to in the window of an obligation.
    pub(super) fn held_over(&self, obligation: &Obligation, condition: &Expr) -> Option<Held> {
        let span = &obligation.span.shown;
        let mut held = self.held_in(span, &obligation.occasion, condition)?;
        // One that ends at a time of the day in which it opened may be over as it opens: then nothing is asked.
        let branches = &self.setup.plan.norms[obligation.norm].window;
        let limit = span.branch.and_then(|branch| branches.get(branch)).map(|branch| &branch.limit);
        if let (Some((opened, ends)), Some(Limit::By(_))) = (held.core, limit)
            && ends <= opened
        {
            held.core = Some(NOWHERE);
        }
        Some(held)
    }

    fn held_in(&self, span: &Window, occasion: &Occasion, condition: &Expr) -> Option<Held> {
        let (opens, due) = (span.opens?, span.due?);
        let cut = Cut { at: due.closes(self.setup.rules.zone), row: None };
        let zone = self.setup.rules.zone;
        let core = (due.earliest() != due.last()).then(|| (zone.end_of(opens), due.earliest()));
        let to = match due.bound() {
            Bound::Inclusive if core.is_none() => self.stamp_of(due).start,
            Bound::Exclusive | Bound::Inclusive => due.last(),
        };
        let env = self.env(occasion);
        let mut held = Held {
            held: 0,
            unclear: 0,
            total: 0,
            gaps: Vec::new(),
            count: 0,
            longest: None,
            doubts: Vec::new(),
            changes: Vec::new(),
            core,
        };
        for stretch in self.stretches(condition, env, (opens.start, to), cut) {
            let micros = stretch.to.micros().saturating_sub(stretch.from.micros());
            held.total = held.total.saturating_add(micros);
            held.changes.push(stretch.from);
            match stretch.tri {
                Tri::True => held.held = held.held.saturating_add(micros),
                Tri::False => {
                    let edge = |at| GapEdge { at: Stamp::exact(at), event: None };
                    let gap = Gap { from: edge(stretch.from), to: edge(stretch.to), missing: 0 };
                    if held.longest.as_ref().is_none_or(|longest| gap.micros() > longest.micros()) {
                        held.longest = Some(gap.clone());
                    }
                    held.count = held.count.saturating_add(1);
                    if held.gaps.len() < KEPT {
                        held.gaps.push(gap);
                    }
                }
                Tri::Undecided(why) => {
                    held.unclear = held.unclear.saturating_add(micros);
                    let reason = match why {
                        Why::SourceEnds { kind, until } => Reason::SourceEnds { kind, until },
                        why => Reason::ConditionUndecided(why),
                    };
                    if !held.doubts.contains(&reason) {
                        held.doubts.push(reason);
                    }
                }
            }
        }
        Some(held)
    }

    /// The stretches of a range, neighbours with the same answer joined.
    fn stretches(
        &self,
        condition: &Expr,
        env: Env<'_>,
        (from, to): (Instant, Instant),
        cut: Cut,
    ) -> Vec<Stretch> {
        let mut edges = vec![from];
        condition.states(&mut |state, subject, _| {
            // Of whom nothing is known, everything may change at any time; one answer then says why.
            let whose = match subject.map(|subject| env.value(subject)) {
                None => None,
                Some(super::eval::Outcome::Value(value)) => Some(value),
                Some(_) => return,
            };
            self.states.edges(state, Whose::Of(whose.as_ref()), (from, to), &mut edges);
        });
        condition.counted_states(&mut |state| {
            self.states.edges(state, Whose::All, (from, to), &mut edges);
        });
        edges.retain(|at| from <= *at && *at < to);
        edges.sort_unstable();
        edges.dedup();
        let mut stretches: Vec<Stretch> = Vec::new();
        for (n, at) in edges.iter().enumerate() {
            let end = edges.get(n + 1).copied().unwrap_or(to.max(*at));
            let asked = (Some(Stamp::exact(*at)), cut);
            let tri = Env { asked: Some(&asked), ..env }.test(condition);
            match stretches.last_mut() {
                Some(last) if last.tri == tri => last.to = end,
                _ => stretches.push(Stretch { from: *at, to: end, tri }),
            }
        }
        stretches
    }
}

/// A stretch in which nothing lies.
const NOWHERE: (Instant, Instant) = (Instant::MAX, Instant::MIN);

/// Why something is in doubt.
fn why_of(reason: &Reason) -> Why {
    match reason {
        Reason::ConditionUndecided(why) | Reason::Candidate(_, why) => *why,
        Reason::Rejected(row) => Why::Rejected(*row),
        Reason::SourceEnds { kind, until } => Why::SourceEnds { kind: *kind, until: *until },
        _ => Why::Nothing,
    }
}

impl Held {
    /// Whether it failed at some instant that lies in the window whenever that began and ended.
    fn fails_in_core(&self) -> bool {
        let inside = |gap: &Gap, (from, to)| gap.from.at.start < to && from < gap.to.at.start;
        self.core.is_some_and(|core| self.gaps.iter().any(|gap| inside(gap, core)))
    }

    /// Whether it held: all the time, or for the share that is asked for.
    pub fn kept(&self, share: Option<Decimal>) -> Kept {
        if self.core.is_some() {
            let asked = self.core != Some(NOWHERE);
            let never = asked && share.is_some() && self.held == 0 && self.unclear == 0;
            return match (self.count, self.doubts.is_empty()) {
                (0, true) => Kept::Yes,
                _ if never || share.is_none() && self.fails_in_core() => Kept::No,
                _ => Kept::Unclear,
            };
        }
        let (least, most) = match share {
            None => {
                return match (self.count, self.doubts.is_empty()) {
                    (0, true) => Kept::Yes,
                    (0, false) => Kept::Unclear,
                    _ => Kept::No,
                };
            }
            Some(_) => (self.held, self.held.saturating_add(self.unclear)),
        };
        let wanted = share.and_then(|share| Decimal::from(self.total).checked_mul(share));
        match wanted {
            Some(wanted) if Decimal::from(least) >= wanted => Kept::Yes,
            Some(wanted) if Decimal::from(most) < wanted => Kept::No,
            _ => Kept::Unclear,
        }
    }
}
