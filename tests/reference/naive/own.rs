//! Acts that count for one obligation only: who has which.
//!
//! Every obligation of the norm is looked at once more, and every act is given away in the order of the log. This is told only of
//! logs in which everything can be told; of others see [`crate::forms`].

use super::act::Fate;
use super::expr::Truth;
use super::window::{Anchor, Window};
use super::{Naive, Over};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::{Act, Acts, Conduct, Norm};
use guiju::time::Instant;
use std::ptr;

/// Somebody who can use acts.
struct Claim<'a> {
    over: Over<'a>,
    window: Window,
    /// The acts that it could be.
    could: Vec<usize>,
    /// Those that it has.
    has: Vec<usize>,
    /// From which row on it is there.
    since: usize,
}

impl Claim<'_> {
    /// In which order the time of claims ends; one without an end comes last.
    fn ends(&self, naive: &Naive<'_>) -> Instant {
        self.window.due.map_or(Instant::MAX, |due| due.closes(&naive.case.zone))
    }
}

impl<'a> Naive<'a> {
    /// Whether an event is an obligation's own act, or may be anybody's.
    pub fn is_own(&self, act: &'a Act, event: usize, over: &Over<'a>) -> bool {
        if !act.own || self.wrong(Mutation::Form(Misread::OwnIsShared)) {
            return true;
        }
        let Some((norm, stage)) = self.place_of(act) else { return true };
        let mut claims: Vec<Claim<'a>> = Vec::new();
        for other in self.everyone(norm) {
            let window = match stage {
                None => self.window_of(norm, &other),
                Some(stage) => self.window_of_repair(norm, &other, stage),
            };
            let Some(window) = window else { continue };
            let all = self.could_be(act, None, &window, &other);
            let could = all.into_iter().filter(|(_, _, fits)| *fits == Truth::Yes);
            let could = could.filter_map(|(index, ..)| index).collect();
            let since = if stage.is_none() { other.index.unwrap_or(0) } else { 0 };
            claims.push(Claim { over: other, window, could, has: Vec::new(), since });
        }
        self.give_away(act, &mut claims);
        claims.iter().any(|claim| claim.over.about == over.about && claim.has.contains(&event))
    }

    /// The norm that asks for an act, and in which stage of `else`, if it does so there.
    fn place_of(&self, act: &Act) -> Option<(&'a Norm, Option<usize>)> {
        let holds = |acts: &Acts| acts.each().any(|other| ptr::eq(other, act));
        self.case.model.norms.iter().find_map(|norm| match &norm.conduct {
            Conduct::Must(acts) if holds(acts) => Some((norm, None)),
            _ => {
                let mut stages = norm.stages.iter().enumerate();
                let stage = stages.find(|(_, stage)| stage.reparations.iter().any(|r| holds(&r.acts)))?;
                Some((norm, Some(stage.0)))
            }
        })
    }

    /// Every occasion of a norm, those before `--from` included.
    fn everyone(&self, norm: &'a Norm) -> Vec<Over<'a>> {
        let mut all = self.occasions_ever(norm, &[]);
        all.retain(|over| self.is_in_force(norm, over));
        if self.wrong(Mutation::Form(Misread::OwnFromIgnored)) {
            all.retain(|over| self.is_judged(norm, over));
        }
        all
    }

    fn window_of(&self, norm: &'a Norm, over: &Over<'a>) -> Option<Window> {
        self.window(&norm.time, over.anchor, over)
    }

    /// The window of a reparation, if the obligation has failed.
    fn window_of_repair(&self, norm: &'a Norm, over: &Over<'a>, stage: usize) -> Option<Window> {
        let Conduct::Must(acts) = &norm.conduct else { return None };
        let window = self.window_of(norm, over)?;
        let conduct = self.must_acts(acts, &window, over);
        let mut failed = match conduct {
            Fate::Failed(at) if !matches!(self.excuse(norm, over, &window, conduct), Fate::Met) => at?,
            _ if self.wrong(Mutation::Form(Misread::OwnRepairsTheKept)) => over.anchor.at,
            _ => return None,
        };
        for (i, stage_before) in norm.stages.iter().enumerate() {
            let Some(reparation) = stage_before.reparations.first() else { continue };
            let own = self.window(&reparation.time, Anchor { at: failed, period_end: None }, over)?;
            if i == stage {
                return Some(own);
            }
            failed = match self.must_acts(&reparation.acts, &own, over) {
                Fate::Failed(at) => at?,
                _ => return None,
            };
        }
        None
    }

    fn give_away(&self, act: &Act, claims: &mut [Claim<'a>]) {
        let needed = act.count.min as usize;
        let mut taken = vec![false; self.events.len()];
        for row in 0..self.events.len() {
            // Whoever comes now has the earliest acts that nobody has.
            for claim in claims.iter_mut().filter(|claim| claim.window.opens.is_none()) {
                let here = claim.since == row || row + 1 == self.events.len();
                for event in claim.could.clone() {
                    let free = !taken[event] && claim.has.len() < needed && claim.since <= row;
                    if free && (here || event <= row) {
                        taken[event] = true;
                        claim.has.push(event);
                    }
                }
            }
            let mut waiting: Vec<&mut Claim<'a>> = claims
                .iter_mut()
                .filter(|claim| claim.window.opens.is_some() && claim.could.contains(&row))
                .filter(|claim| claim.has.len() < needed || self.wrong(Mutation::Form(Misread::OwnTakesMore)))
                .collect();
            let first = match self.wrong(Mutation::Form(Misread::OwnForTheLast)) {
                true => waiting.iter_mut().max_by_key(|claim| (claim.ends(self), claim.since)),
                false => waiting.iter_mut().min_by_key(|claim| (claim.ends(self), claim.since)),
            };
            if let Some(claim) = first.filter(|_| !taken[row]) {
                taken[row] = true;
                claim.has.push(row);
            }
        }
    }
}
