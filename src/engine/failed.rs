//! When a conduct failed, and whether that can be told: a reparation counts from then.

use super::answer::Answer;
use super::each::Part;
use super::obligation::{Obligation, Probe, Seen, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::ways::{View, span_of, views};
use super::{Occasion, Reason, Why};
use crate::plan::{Expect, Limit, Ways};
use crate::time::{self, Stamp};
use std::sync::Arc;

impl Engine<'_> {
    /// When the conduct (or the reparation before) failed: at the due time, or with the act that was forbidden or one too
    /// many. Nothing fails before there is an occasion.
    pub(super) fn failed_at(&self, obligation: &Obligation) -> Stamp {
        let occasion = anchor_of(&obligation.occasion);
        if let Some(at) = self.gap_failed_at(obligation).filter(|_| obligation.repairs.is_empty()) {
            return at.max(occasion);
        }
        let norm = &self.setup.plan.norms[obligation.norm];
        if let Some(repair) = obligation.repairs.last() {
            let asked = norm.stages.get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
            let failed = asked.iter().zip(&repair.parts).filter(|(asked, (span, seen))| {
                matches!(self.seen(obligation, &asked.acts, seen, span), Answer::No(_))
            });
            let missed =
                failed.map(|(asked, (span, seen))| self.missed_at(&asked.acts, seen, span, occasion));
            return missed.min().map_or(occasion, |at| at.max(occasion));
        }
        let (conduct, span) = (&obligation.conduct, &obligation.span);
        let at = match &norm.expect {
            Expect::Must(pattern) => self.missed_at(pattern, conduct, span, occasion),
            Expect::MustNot(pattern) => self.done_at(pattern, conduct).unwrap_or(occasion),
            Expect::Never | Expect::Check(_) | Expect::Every { .. } | Expect::Hold(_) => {
                let due = span.shown.due.filter(|_| self.fails_at_the_end(obligation));
                due.map_or(occasion, |due| self.stamp_of(due))
            }
        };
        at.max(occasion)
    }

    /// When the first gap became too long, or the state first did not hold.
    pub(super) fn gap_failed_at(&self, obligation: &Obligation) -> Option<Stamp> {
        match &self.setup.plan.norms[obligation.norm].expect {
            Expect::Every { .. } => self.gaps_of(obligation, true)?.ok()?.failed_at,
            Expect::Hold(hold) => {
                self.held_over(obligation, &hold.condition)?.gaps.first().map(|gap| gap.from.at)
            }
            Expect::Must(_) | Expect::MustNot(_) | Expect::Never | Expect::Check(_) => None,
        }
    }

    /// Why it cannot be told when the conduct, or the reparation before, failed: then nothing counts from there.
    /// `failed`: when it certainly had ([`Engine::failed_at`]).
    pub(super) fn unsure_when(&self, obligation: &Obligation, failed: Stamp) -> Option<Reason> {
        let norm = &self.setup.plan.norms[obligation.norm];
        let at_once = failed.start <= anchor_of(&obligation.occasion).start;
        if let Some(repair) = obligation.repairs.last() {
            let asked = norm.stages.get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
            let mut parts = asked.iter().zip(&repair.parts).filter(|_| !at_once);
            let occasion = anchor_of(&obligation.occasion);
            return parts.find_map(|(asked, (span, seen))| {
                // One of which it cannot be told may have failed before the one that did.
                let reasons = match self.seen(obligation, &asked.acts, seen, span) {
                    Answer::Unclear(reasons) | Answer::Open(reasons) => reasons,
                    Answer::No(_) => {
                        return self.missed_before(&asked.acts, (seen, span), &obligation.occasion, failed);
                    }
                    Answer::Yes => return None,
                };
                // One that never closes fails only with an act too many.
                let closes = self.last_due(&asked.acts, seen, span).is_some();
                if closes && self.missed_at(&asked.acts, seen, span, occasion) < failed {
                    return reasons.into_iter().next();
                }
                let mut ways = views(&asked.acts, seen);
                let (way, others) = (ways.next()?, ways.next());
                let alone = others.is_none() && way.chain.is_none();
                let too_many =
                    || self.reached_before(&way, span, &obligation.occasion, failed, Number::TooMany);
                alone.then(too_many)?
            });
        }
        let (conduct, span, occasion) = (&obligation.conduct, &obligation.span, &obligation.occasion);
        match &norm.expect {
            // Nothing fails before there is an occasion.
            Expect::Must(_) | Expect::MustNot(_) | Expect::Check(_) if at_once => None,
            Expect::Must(pattern) => self
                .missed_before(pattern, (conduct, span), occasion, failed)
                .or_else(|| self.ended_before(obligation, failed)),
            Expect::MustNot(pattern) => views(pattern, conduct)
                .find_map(|view| self.reached_before(&view, span, occasion, failed, Number::Forbidden)),
            Expect::Check(_) => self.ended_before(obligation, failed),
            Expect::Every { .. } => self.gaps_of(obligation, true)?.ok()?.unsure,
            Expect::Hold(hold) => {
                let held = self.held_over(obligation, &hold.condition)?;
                let opens = span.shown.opens.map(|opens| self.latest_opening(occasion, opens));
                let coarse = held.core.is_some() || opens.is_some_and(|latest| failed.start < latest);
                let coarse = coarse.then_some(Reason::WindowUndecided(Why::TooCoarse));
                held.doubts.into_iter().next().or(coarse)
            }
            Expect::Never => None,
        }
    }

    /// What may have ended the window earlier, if the conduct failed with its end.
    fn ended_before(&self, obligation: &Obligation, failed: Stamp) -> Option<Reason> {
        let (occasion, span) = (anchor_of(&obligation.occasion), &obligation.span);
        let end = span.shown.due.map(|due| self.stamp_of(due).max(occasion));
        let with_the_end = match &self.setup.plan.norms[obligation.norm].expect {
            Expect::Must(pattern) => views(pattern, &obligation.conduct).any(|view| match view.chain {
                // Nothing follows an act in order once the window has ended, whichever limit is missed.
                Some(_) => self.missed_way(&view, span, occasion).max(occasion) == failed,
                None => {
                    let shared = || view.probes.iter().any(|probe| probe.window.is_none());
                    end == Some(failed) && shared() && self.too_many_at(&view).is_none()
                }
            }),
            _ => end == Some(failed),
        };
        // A limit of the norm's own does not move with what may have ended.
        let branches = &self.setup.plan.norms[obligation.norm].window;
        let branch = obligation.span.shown.branch.and_then(|branch| branches.get(branch));
        let moves = branch.is_none_or(|b| matches!(b.limit, Limit::Until { .. } | Limit::EndOfShift(_)));
        if !(with_the_end && moves) {
            return None;
        }
        let ends = |at: Stamp| match obligation.lead.and_then(|lead| lead.at_least) {
            Some(length) => time::lead(&self.setup.rules, at, &length).map(|due| due.earliest()),
            None => Ok(at.start),
        };
        let earlier = obligation.doubts.iter().find(|doubt| {
            // What cannot be counted may be earlier.
            ends(doubt.at).map_or(true, |at| at.max(occasion.start) < failed.start)
        });
        earlier.map(|doubt| doubt.reason.clone())
    }

    /// Why something that was owed may have failed before it certainly had: one act too many may have come earlier, or the limit, counted
    /// from an occasion of which only the day is known, may have been earlier.
    fn missed_before(
        &self,
        pattern: &Ways,
        (seen, span): (&Seen, &Span),
        occasion: &Occasion,
        failed: Stamp,
    ) -> Option<Reason> {
        let anchor = anchor_of(occasion);
        // It failed with the last of its ways.
        let last =
            views(pattern, seen).filter(|view| self.missed_way(view, span, anchor).max(anchor) == failed);
        let coarse = |view: &View<'_>| {
            let due = self.way_due(view, span).filter(|_| self.too_many_at(view).is_none())?;
            (due.earliest() != due.last()).then_some(Reason::WindowUndecided(Why::TooCoarse))
        };
        let mut earlier = last.map(|view| {
            let sooner = self.reached_before(&view, span, occasion, failed, Number::TooMany);
            sooner.or_else(|| coarse(&view))
        });
        earlier.find_map(|reason| reason)
    }

    /// Why acts may have come to a number earlier than they certainly had.
    fn reached_before(
        &self,
        view: &View<'_>,
        span: &Span,
        occasion: &Occasion,
        failed: Stamp,
        limit: Number,
    ) -> Option<Reason> {
        if let Some(chain) = view.chain {
            if chain.broken.is_some() {
                return chain.broken.clone();
            }
            let earlier = |at: Option<Stamp>| at.is_none_or(|at| at.start < failed.start);
            let done =
                limit == Number::Forbidden && chain.best.done.is_some_and(|mark| earlier(mark.earliest()));
            let stuck = limit == Number::TooMany && self.may_have_failed_sooner(view, chain, span);
            let doubt = || self.doubts_of(occasion, view, chain, span).into_iter().next();
            return (done || stuck).then(|| doubt().unwrap_or(Reason::WindowUndecided(Why::Order)));
        }
        view.probes.iter().find_map(|probe| {
            let goal = self.setup.plan.goal(probe.goal);
            let number = match limit {
                Number::Forbidden => goal.min,
                Number::TooMany => goal.max?.saturating_add(1),
            };
            if let Some(Err(untold)) = probe.window.as_deref() {
                return Some(untold.clone());
            }
            let span = span_of(probe, span)?;
            let reached = |leaf: &Probe| self.leaf_reached_before(leaf, number, (span, occasion), failed);
            // Of a value of which it cannot be told whether it is one, an act that came counts as one that may have.
            let came = |part: &Part| hits_before(&part.probe, failed) >= number as usize;
            let of = |part: &Part| part.doubt.clone().filter(|_| came(part));
            match &probe.each {
                None => reached(probe),
                Some(each) => {
                    let mut parts = each.parts.iter();
                    each.others
                        .clone()
                        .or_else(|| parts.find_map(|part| of(part).or_else(|| reached(&part.probe))))
                }
            }
        })
    }

    /// The same of one act, or of one of the values for which it is asked.
    fn leaf_reached_before(
        &self,
        leaf: &Probe,
        number: u32,
        (span, occasion): (&Span, &Occasion),
        failed: Stamp,
    ) -> Option<Reason> {
        let earlier = |at: Stamp| at.start < failed.start;
        let before = hits_before(leaf, failed);
        // Those that were not kept as evidence came last.
        let others = (leaf.hit_count as usize).saturating_sub(leaf.hits.len());
        let certain = (before + others).min(number.saturating_sub(1) as usize);
        let missing = (number as usize).saturating_sub(certain);
        let maybes = leaf.maybes.iter().filter(|(event, _)| earlier(event.at));
        let maybes = maybes.map(|(event, why)| Reason::Candidate(Arc::clone(event), *why));
        let lost = self.lost(occasion, leaf, span).filter(|row| row.at.is_none_or(earlier));
        let mut perhaps = maybes.chain(lost.map(|row| Reason::Rejected(row.row)));
        let kind = self.setup.plan.goal(leaf.goal).kind;
        // Between the end of its source and the failure there may have been more.
        let until = self.setup.coverage.end_of(kind).filter(|until| until.start < failed.start);
        let unseen = until.map(|until| Reason::SourceEnds { kind, until });
        self.before_log(kind, span).or(unseen).or_else(|| perhaps.nth(missing.checked_sub(1)?))
    }
}

/// How many acts came before it failed.
fn hits_before(leaf: &Probe, failed: Stamp) -> usize {
    leaf.hits.iter().filter(|hit| hit.at.start < failed.start).count()
}

/// How many acts of a kind are too many.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    /// As many as are forbidden.
    Forbidden,
    /// One more than are allowed.
    TooMany,
}
