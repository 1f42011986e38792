//! Conditions on a record: decided the moment they are read, without an obligation that lives on.
//!
//! Most of a log is records that are as they should be. Nothing can change such a verdict, and nothing of it is shown unless
//! everything is, so it only counts. One that fails is a finding at once. Whatever is not as simple as that goes the ordinary way.

use super::at_hand::AtHand;
use super::eval::{Env, Tri};
use super::finding::Bare;
use super::obligation::Span;
use super::occasion::anchor_of;
use super::quick::Quick;
use super::run::Engine;
use super::states::States;
use super::{Occasion, Options, Reason, Setup, Status, Window};
use crate::analysis::model::Model;
use crate::event::{Event, Passed, Screens, Wanted};
use crate::plan::{Check, Expect, Expr, Plan, Slot, Source};
use crate::time::{Due, Instant, Zone};

/// What can be decided at once, found out before the first event.
pub(super) struct AtOnce {
    /// By norm: what it asks of the event that is its occasion, if that is all, and nothing could keep one that holds from being
    /// met.
    norms: Vec<Option<Asked>>,
    /// By kind: nothing reads it but such norms, so that an event which is as it should be need not be looked at again.
    kinds: Vec<bool>,
}

/// What is told of an event at first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// All that is asked of it holds, and has been counted.
    Kept,
    /// All that is asked of it is told, and some of it certainly fails.
    Failed,
    /// It needs a closer look.
    Unclear,
}

/// An event, and what it is read by.
struct Read<'r> {
    setup: &'r Setup<'r>,
    states: &'r States<'r>,
    event: &'r Event,
}

impl Read<'_> {
    /// Whether a condition holds, which is asked in full only if it cannot be read quickly; none if that cannot be told.
    #[inline]
    fn holds(&self, quick: &Quick, condition: &Expr) -> Option<bool> {
        quick.read(self.setup, self.event).or_else(|| {
            let env = Env { states: Some(self.states), ..Env::bare(self.setup).of_occasion(self.event) };
            match env.test(condition) {
                Tri::True => Some(true),
                Tri::False => Some(false),
                Tri::Undecided(_) => None,
            }
        })
    }
}

/// What a norm asks of the event that is its occasion.
struct Asked {
    filter: Option<Quick>,
    checks: Vec<Quick>,
    /// Nothing can keep one that fails from being violated.
    fails: bool,
}

impl Asked {
    fn of(plan: &Plan, all: bool, norm: usize) -> Option<Asked> {
        let of = &plan.norms[norm];
        let (Source::Event { filter, .. }, Expect::Check(checks)) = (&of.source, &of.expect) else {
            return None;
        };
        let is_simple = !all
            // What is earned is shown.
            && plan.accounts.norms[norm].reward.is_none()
            && of.figures.is_empty()
            && of.open_params.is_empty()
            && of.window.is_empty()
            && of.pattern.is_none();
        let repairs = of.stages.iter().any(|stage| !stage.reparations.is_empty());
        is_simple.then(|| Asked {
            filter: filter.as_ref().map(|filter| Quick::of(filter, Slot::Occasion)),
            checks: checks.iter().map(|check| Quick::of(&check.condition, Slot::Occasion)).collect(),
            fails: of.excuses.is_empty() && !repairs && plan.violations[norm].is_none(),
        })
    }

    /// What it asks of the cells of every event of its kind, if that is all it asks.
    fn wanted(&self) -> Option<Vec<Wanted>> {
        let mut wanted = Vec::new();
        let all = self.filter.is_none() && self.checks.iter().all(|check| check.wanted(&mut wanted));
        all.then_some(wanted)
    }

    /// How many of its obligations an event meets, and, with the norm, which conditions certainly fail; none if not all of that can be told.
    fn kept(&self, read: &Read<'_>, norm: usize, failed: &mut Vec<(usize, usize)>) -> Option<u64> {
        let of = &read.setup.plan.norms[norm];
        let (Source::Event { filter, .. }, Expect::Check(checks)) = (&of.source, &of.expect) else {
            return None;
        };
        if let Some((quick, filter)) = self.filter.as_ref().zip(filter.as_ref())
            && !read.holds(quick, filter)?
        {
            return Some(0);
        }
        let mut kept = 0;
        for (place, (quick, check)) in self.checks.iter().zip(checks).enumerate() {
            match read.holds(quick, &check.condition)? {
                true => kept += 1,
                false if self.fails => failed.push((norm, place)),
                false => return None,
            }
        }
        Some(kept)
    }
}

impl AtOnce {
    /// With `all`, everything is shown.
    pub fn new(plan: &Plan, all: bool) -> AtOnce {
        let norms: Vec<_> = (0..plan.norms.len()).map(|norm| Asked::of(plan, all, norm)).collect();
        let kinds = plan.dispatch.iter().map(|dispatch| {
            let alone =
                dispatch.goals.is_empty() && dispatch.states.is_empty() && dispatch.tallies.is_empty();
            alone
                && dispatch
                    .occasions
                    .iter()
                    .all(|norm| norms[*norm].is_some() && plan.norms[*norm].yields_to.is_empty())
        });
        AtOnce { kinds: kinds.collect(), norms }
    }
}

/// What is enough to know of events, for a run under the same options that is shown events up to an instant.
pub fn screens(model: &Model, plan: &Plan, zone: &Zone, options: Options, up_to: Option<Instant>) -> Screens {
    let AtOnce { kinds, norms } = AtOnce::new(plan, options.all);
    let asked = kinds.iter().zip(&plan.dispatch).map(|(alone, dispatch)| {
        let asked = dispatch.occasions.iter().map(|norm| norms[*norm].as_ref()?.wanted());
        let wanted: Vec<Vec<Wanted>> = asked.collect::<Option<_>>().filter(|_| *alone)?;
        Some(wanted.concat().into_boxed_slice()).filter(|wanted| !wanted.is_empty())
    });
    // Between these, a norm judges all that happens or nothing.
    let in_force = model.norms.iter().flat_map(|norm| {
        let (first, last) = norm.effective;
        first.into_iter().chain(last.and_then(|last| last.tomorrow().ok()))
    });
    let cuts = in_force.map(|date| zone.start_of_day(date)).chain(options.from);
    let cuts = cuts.chain(up_to.map(|last| last.plus_micros(1)));
    Screens::new(asked.collect(), cuts.collect())
}

impl Engine<'_> {
    /// Reads an event if every norm that reads it asks for conditions on the event itself, and counts its obligations if all of them hold.
    #[inline]
    pub(super) fn tell_at_once(&mut self, event: &Event) -> Told {
        if self.at_once.kinds[event.kind.0 as usize] { self.tell_by_conditions(event) } else { Told::Unclear }
    }

    #[inline(never)]
    fn tell_by_conditions(&mut self, event: &Event) -> Told {
        // All of them first: the event goes one way or the other as a whole.
        self.held.clear();
        self.failed.clear();
        for norm in &self.setup.plan.dispatch[event.kind.0 as usize].occasions {
            let read = Read { setup: &self.setup, states: &self.states, event };
            let Some(asked) = self.at_once.norms[*norm].as_ref() else { return Told::Unclear };
            let Some(kept) = asked.kept(&read, *norm, &mut self.failed) else { return Told::Unclear };
            self.held.push((*norm, kept));
        }
        if !self.failed.is_empty() {
            return Told::Failed;
        }
        self.count_held(event.at.start);
        Told::Kept
    }

    /// Counts the obligations of an event at an instant that were met as it was read.
    fn count_held(&mut self, at: Instant) {
        for i in 0..self.held.len() {
            let (norm, kept) = self.held[i];
            if kept > 0 && self.is_judged(norm, at) {
                self.counts[norm].add_many(Status::Fulfilled, kept);
            }
        }
    }

    /// Books all that was told of the event that was read last: some of its conditions certainly fail.
    pub(super) fn fail_at_once(&mut self, at_hand: &mut AtHand<'_>, repeat: u32) {
        let at = at_hand.event().at.start;
        self.count_held(at);
        let occasion = Occasion::Event(at_hand.keep());
        for i in 0..self.failed.len() {
            let (norm, check) = self.failed[i];
            if self.is_judged(norm, at) {
                self.fails_at_once(norm, &occasion, repeat, check);
            }
        }
    }

    /// Counts what was told while it was read: events of which every norm that reads them asks for conditions that all hold.
    /// Those after an instant are not shown to it.
    pub fn count_passed(&mut self, passed: &Passed, up_to: Option<Instant>) {
        let is_shown = |at: &Instant| up_to.is_none_or(|last| *at <= last);
        self.first = self.first.into_iter().chain(passed.first().filter(is_shown)).min();
        for (kind, from, count) in passed.counts().filter(|(_, from, _)| is_shown(from)) {
            self.seen[kind.0 as usize] += count;
            for norm in &self.setup.plan.dispatch[kind.0 as usize].occasions {
                let checks = self.at_once.norms[*norm].as_ref().map_or(0, |asked| asked.checks.len() as u64);
                if self.is_judged(*norm, from) {
                    self.counts[*norm].add_many(Status::Fulfilled, checks * count);
                }
            }
        }
    }

    /// Decides one condition of an occasion that certainly applies, if that can be done at once.
    pub(super) fn decided_at_once(
        &mut self,
        norm: usize,
        occasion: &Occasion,
        repeat: u32,
        (place, check): (usize, &Check),
    ) -> bool {
        let (Some(asked), Occasion::Event(event)) = (&self.at_once.norms[norm], occasion) else {
            return false;
        };
        let quickly = asked.checks.get(place).and_then(|check| check.read(&self.setup, event));
        let told = match quickly {
            Some(true) => Tri::True,
            Some(false) => Tri::False,
            None => self.env(occasion).test(&check.condition),
        };
        match told {
            Tri::True => self.counts[norm].add(Status::Fulfilled),
            Tri::False if asked.fails => self.fails_at_once(norm, occasion, repeat, place),
            Tri::False | Tri::Undecided(_) => return false,
        }
        true
    }

    /// Books the violation of a condition on an event, which nothing can excuse or repair.
    fn fails_at_once(&mut self, norm: usize, occasion: &Occasion, repeat: u32, check: usize) {
        let anchor = anchor_of(occasion);
        let due = Some(Due::through(anchor));
        let shown = Window { opens: Some(anchor), due, anchor, branch: None };
        let seq = self.fresh();
        let span = Span { shown, not_before: None };
        if self.setup.options.sums {
            let bare = Bare { seq, norm, occasion: occasion.clone(), repeat, check: Some(check), span };
            return self.book_bare(bare);
        }
        let mut obligation = self.draft(seq, norm, occasion.clone(), repeat, span);
        obligation.check = Some(check);
        obligation.condition = Some(Tri::False);
        self.book(obligation, Status::Violated, vec![Reason::ConditionFailed]);
    }
}
