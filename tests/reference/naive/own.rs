//! Acts that count for one obligation only: who has which.
//!
//! Every obligation of the norm is looked at once more, and every act is given away in the order of the log. An obligation of which
//! it cannot be told when it has its acts, because its calendar ends, has in doubt whatever it may have. Otherwise this is told
//! only of logs in which everything can be told; of others see [`crate::forms`].

use super::act::Fate;
use super::expr::Truth;
use super::window::{Anchor, NO_WINDOW, Window};
use super::{Naive, Over};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::{Act, Acts, Branch, Conduct, Excuse, Limit, Norm};
use guiju::time::{Instant, Stamp};
use std::ptr;

/// Somebody who can use acts.
struct Claim<'a> {
    over: Over<'a>,
    window: Window,
    /// The acts that it could be.
    could: Vec<usize>,
    /// Those that it has.
    has: Vec<usize>,
    /// Those that it has in doubt.
    perhaps: Vec<usize>,
    /// From which row on it is there: an act of its instant that stands before it has only if nobody else has.
    since: usize,
    /// When it opens, as far as that is known.
    opened: Instant,
}

/// What has become of an act.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    /// Nobody has it.
    No,
    /// It may be somebody's.
    Perhaps,
    Yes,
}

impl Claim<'_> {
    /// Takes an act, unless it has enough or somebody has it for certain.
    fn take(&mut self, event: usize, given: &mut Given, needed: usize) {
        if *given == Given::Yes || self.has.len() >= needed {
            return;
        }
        // It may have had enough without it: then the next one has it.
        let enough = self.has.len() + self.perhaps.len() >= needed;
        match given {
            Given::Perhaps => self.perhaps.push(event),
            Given::No | Given::Yes => self.has.push(event),
        }
        *given = if enough { Given::Perhaps } else { Given::Yes };
    }

    /// In which order the time of claims ends; one without an end comes last.
    fn ends(&self, naive: &Naive<'_>) -> Instant {
        self.window.due.map_or(Instant::MAX, |due| due.closes(&naive.case.zone))
    }
}

impl<'a> Naive<'a> {
    /// Whether an event is an obligation's own act, or may be anybody's.
    pub fn is_own(&self, act: &'a Act, event: usize, over: &Over<'a>) -> Truth {
        if !act.own || self.wrong(Mutation::Form(Misread::OwnIsShared)) {
            return Truth::Yes;
        }
        let Some((norm, stage)) = self.place_of(act) else { return Truth::Yes };
        let mut claims: Vec<Claim<'a>> = Vec::new();
        let mut given = vec![Given::No; self.events.len()];
        // What is left when somebody looks back who may have it.
        let mut late: Vec<(usize, Vec<usize>)> = Vec::new();
        for other in self.everyone(norm) {
            let found = match stage {
                None => self.window_of(norm, &other),
                Some(stage) => self.window_of_repair(norm, &other, stage),
            };
            let (window, opened) = match found {
                Found::Window(window) => (window, other.anchor.at.start),
                Found::Opened(window, at) => (window, at),
                Found::None => continue,
                Found::Perhaps(window, known) => {
                    let all = self.could_be(act, None, &window, &other);
                    let could: Vec<usize> = all.into_iter().filter_map(|(index, ..)| index).collect();
                    // What comes before it is there has it only if nobody else has.
                    let since = match (known, other.index) {
                        (Some(at), _) => self.rows_before(at),
                        (None, index) => index.unwrap_or(0),
                    };
                    let after = |event: &&usize| window.opens.is_some() && **event >= since;
                    let now: Vec<usize> = could.iter().filter(after).copied().collect();
                    now.iter().for_each(|event| given[*event] = Given::Perhaps);
                    late.push((since, could));
                    continue;
                }
            };
            let all = self.could_be(act, None, &window, &other);
            let could = all.into_iter().filter(|(_, _, fits)| *fits == Truth::Yes);
            let could = could.filter_map(|(index, ..)| index).collect();
            // What opens with a row is there with it, anything else before the first row of its instant.
            let since = match other.index {
                Some(index) if opened <= self.events[index].at.start => index,
                _ => self.rows_before(opened),
            };
            let (has, perhaps) = (Vec::new(), Vec::new());
            claims.push(Claim { over: other, window, could, has, perhaps, since, opened });
        }
        self.give_away(act, &mut claims, &mut given, &late);
        let of = |has: for<'c> fn(&'c Claim<'a>) -> &'c [usize]| {
            claims.iter().any(|claim| claim.over.about == over.about && has(claim).contains(&event))
        };
        match (of(|claim| &claim.has), of(|claim| &claim.perhaps)) {
            (true, _) => Truth::Yes,
            (false, true) => Truth::Undecided,
            (false, false) => Truth::No,
        }
    }

    fn rows_before(&self, at: Instant) -> usize {
        self.events.iter().filter(|event| event.at.start < at).count()
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

    fn window_of(&self, norm: &'a Norm, over: &Over<'a>) -> Found {
        match self.window(&norm.time, over.anchor, over) {
            Some(window) => Found::Window(window),
            None => Found::Perhaps(widest(&norm.time, over), None),
        }
    }

    /// The window of a reparation, if the obligation has failed.
    fn window_of_repair(&self, norm: &'a Norm, over: &Over<'a>, stage: usize) -> Found {
        let Conduct::Must(acts) = &norm.conduct else { return Found::None };
        let untold = Window { opens: Some(over.anchor.at), ..NO_WINDOW };
        let Some(window) = self.window(&norm.time, over.anchor, over) else {
            return Found::Perhaps(untold, None);
        };
        // When it is known that it has failed.
        let mut known = window.due.map_or(over.anchor.at.start, |due| due.closes(&self.case.zone));
        known = known.max(over.anchor.at.start);
        for excuse in &norm.excuses {
            if let Excuse::Act { time, .. } = excuse
                && let Some(own) = self.window(time, over.anchor, over).filter(|_| !time.is_empty())
            {
                known = own.due.map_or(known, |due| known.max(due.closes(&self.case.zone)));
            }
        }
        let conduct = self.must_acts(acts, &window, over);
        let mut failed = match (conduct, self.excuse(norm, over, &window, conduct)) {
            (Fate::Failed(at), Fate::Failed(_) | Fate::FailedSometime(_)) => at,
            _ if self.wrong(Mutation::Form(Misread::OwnRepairsTheKept)) => Some(over.anchor.at),
            // Open though its time is over: a source has ended.
            (Fate::Open, excuse) | (Fate::Failed(_), excuse @ Fate::Open)
                if excuse == Fate::Met || known > self.horizon.start =>
            {
                return Found::None;
            }
            (Fate::Open, _) | (Fate::Failed(_), Fate::Open) => {
                return self.perhaps_of_repair(norm, over, stage, (Stamp::exact(known), &window));
            }
            (Fate::Unclear | Fate::FailedSometime(_), _) | (Fate::Failed(_), Fate::Unclear) => {
                return self.perhaps_of_repair(norm, over, stage, (over.anchor.at, &window));
            }
            (Fate::Met, _) | (Fate::Failed(_), Fate::Met) => return Found::None,
        };
        for (i, stage_before) in norm.stages.iter().enumerate() {
            let Some(reparation) = stage_before.reparations.first() else { continue };
            let Some(at) = failed else { return Found::None };
            let Some(own) =
                self.window(&reparation.time, Anchor { at, period_end: None, from_ever: false }, over)
            else {
                return Found::Perhaps(Window { opens: Some(at), ..NO_WINDOW }, Some(known));
            };
            if i == stage {
                return Found::Opened(own, known);
            }
            failed = match self.must_acts(&reparation.acts, &own, over) {
                Fate::Failed(at) => at,
                _ => return Found::None,
            };
            known = own.due.map_or(known, |due| known.max(due.closes(&self.case.zone)));
        }
        Found::None
    }

    /// The window that a reparation has if the conduct has failed, of which that cannot be told.
    fn perhaps_of_repair(
        &self,
        norm: &'a Norm,
        over: &Over<'a>,
        stage: usize,
        (opens, window): (Stamp, &Window),
    ) -> Found {
        let due = window.due.and_then(|due| {
            let at = Stamp::exact(due.closes(&self.case.zone));
            let reparation = norm.stages[stage].reparations.first()?;
            self.window(&reparation.time, Anchor { at, period_end: None, from_ever: false }, over)?.due
        });
        Found::Perhaps(Window { opens: Some(opens), due, ..NO_WINDOW }, None)
    }

    fn give_away(
        &self,
        act: &Act,
        claims: &mut [Claim<'a>],
        given: &mut [Given],
        late: &[(usize, Vec<usize>)],
    ) {
        let needed = act.count.min as usize;
        for row in 0..=self.events.len() {
            let comes = late.iter().filter(|(since, _)| *since == row);
            for event in comes.flat_map(|(_, could)| could) {
                if given[*event] == Given::No {
                    given[*event] = Given::Perhaps;
                }
            }
            // Whoever comes now has the earliest acts that nobody has.
            for claim in claims.iter_mut().filter(|claim| claim.window.opens.is_none()) {
                let here = claim.since == row || row >= self.events.len();
                for event in claim.could.clone() {
                    let known = claim.has.contains(&event) || claim.perhaps.contains(&event);
                    if !known && claim.since <= row && (here || event <= row) {
                        claim.take(event, &mut given[event], needed);
                    }
                }
            }
            // Whoever opens now has what nobody has of what came before.
            let mut opening: Vec<&mut Claim<'a>> = claims.iter_mut().filter(|c| c.since == row).collect();
            opening.sort_by_key(|claim| claim.opened);
            for claim in opening.into_iter().filter(|claim| claim.window.opens.is_some()) {
                for event in claim.could.clone().into_iter().filter(|event| *event < row) {
                    claim.take(event, &mut given[event], needed);
                }
            }
            let mut waiting: Vec<&mut Claim<'a>> = claims
                .iter_mut()
                .filter(|claim| claim.window.opens.is_some() && claim.since <= row)
                .filter(|claim| claim.could.contains(&row))
                .filter(|claim| claim.has.len() < needed || self.wrong(Mutation::Form(Misread::OwnTakesMore)))
                .collect();
            // Of equal ones that of the obligation made first.
            waiting.sort_by_key(|claim| claim.ends(self));
            if self.wrong(Mutation::Form(Misread::OwnForTheLatest)) {
                waiting.reverse();
                waiting.sort_by_key(|claim| claim.ends(self));
            }
            if self.wrong(Mutation::Form(Misread::OwnForTheLast)) {
                waiting.reverse();
            }
            let most = if self.wrong(Mutation::Form(Misread::OwnTakesMore)) { usize::MAX } else { needed };
            for claim in waiting {
                claim.take(row, &mut given[row], most);
            }
        }
    }
}

/// When an obligation may have acts of its own.
enum Found {
    Window(Window),
    /// As is known from then on.
    Opened(Window, Instant),
    /// It cannot be told whether, or when: at most then, and if that is known later, as is known from then on.
    Perhaps(Window, Option<Instant>),
    None,
}

/// All that a time clause may mean, where it cannot be told what it does.
fn widest(time: &[Branch], over: &Over<'_>) -> Window {
    let back =
        |branch: &Branch| matches!(branch.limit, Limit::Before { act: None, .. } | Limit::BeforeField(_));
    let opens = Some(over.anchor.at).filter(|_| !time.iter().any(back));
    Window { opens, ..NO_WINDOW }
}
