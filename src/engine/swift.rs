//! Light obligations that begin where everything can be read as it stands: with an event, or with a period.
//!
//! "When an alarm is raised by an operator, its owner must arrive within 30 minutes at the same fault": the condition compares cells
//! with texts, the keys are texts of the event, nothing has happened at the same instant. Such an obligation is made from its
//! pieces, without asking what a condition, a key or the past may come to. Whatever is not as simple goes the ordinary way.

use super::at_hand::AtHand;
use super::eval::{Env, Tri};
use super::finding::Bare;
use super::index::Indexes;
use super::light::{Light, Of, Plain};
use super::obligation::{Key, ProbeKey, Span};
use super::occasion::anchor_of;
use super::quick::Quick;
use super::run::Engine;
use super::slab::Place;
use super::waiting::Waiter;
use super::{Occasion, Setup, Window};
use crate::analysis::model::Per;
use crate::event::{Cell, EntityId, Event, KindId, Sym, Value};
use crate::plan::{Branch, Charge, Expr, Goal, GoalId, Limit, Role, Sanction, Slot, Source};
use crate::time::{self, Instant, Length, Period, Stamp};
use smallvec::SmallVec;

/// What an event must be to begin an obligation of a norm like that.
pub(super) struct Swift {
    filter: Option<Quick>,
    /// What is waited for.
    waits: SmallVec<[Wait; 2]>,
    /// Until when, if that depends on nothing but the time at which it begins.
    limit: Option<Limit>,
    /// Whether the window is that of all members of a period.
    shared: bool,
    /// Whether it fails for good once its window has closed over it as it began.
    fails: bool,
}

/// An act that is waited for.
struct Wait {
    goal: GoalId,
    kind: KindId,
    /// The number of the goal's index, and the cell in which an act has the key.
    index: usize,
    field: usize,
    key: Own,
    /// Whether an act that has the key, and comes in time, is all that is asked for.
    is_enough: bool,
}

/// The text of the occasion that the act must have.
#[derive(Clone, Copy, PartialEq)]
enum Own {
    /// What a cell holds.
    Cell(usize),
    /// The member's key.
    Member,
}

impl Swift {
    pub fn of(setup: &Setup<'_>, indexes: &Indexes, norm: usize, plain: &Plain) -> Option<Swift> {
        let of = &setup.plan.norms[norm];
        let (kind, filter) = match &of.source {
            Source::Event { kind, filter } => (Some(*kind), filter),
            Source::Each { filter: filter @ None, .. } => (None, filter),
            Source::Each { filter: Some(_), .. } | Source::During(_) => return None,
        };
        let made_up = setup.model.violations.iter().any(|violation| Some(violation.kind) == kind);
        if !of.yields_to.is_empty() || made_up || !plain.excuses.is_empty() {
            return None;
        }
        let wait = |id: &GoalId| {
            let goal = setup.plan.goal(*id);
            let [part] = goal.key.as_slice() else { return None };
            let key = match part.value {
                Expr::Field { slot: Slot::Occasion, index, .. } => Own::Cell(index),
                Expr::Member => Own::Member,
                _ => return None,
            };
            let is_enough = goal.role == Role::Conduct && plain.is_enough(*id) && !goal.asks_more();
            let (index, field) = (indexes.of(*id), part.field);
            (!goal.backward).then_some(Wait { goal: *id, kind: goal.kind, index, field, key, is_enough })
        };
        let limit = match of.window.as_slice() {
            [Branch { condition: None, limit: limit @ (Limit::By(_) | Limit::Within(_, None)), .. }] => {
                Some(limit.clone())
            }
            _ => None,
        };
        Some(Swift {
            fails: fails_alone(setup, norm),
            filter: filter.as_ref().map(|filter| Quick::of(filter, Slot::Occasion)),
            waits: plain.waits.iter().map(wait).collect::<Option<_>>()?,
            shared: limit.is_some() || of.window.is_empty(),
            limit,
        })
    }
}

/// Whether an obligation of which nothing has been seen when its window closes is violated, without another look: nothing excuses or
/// repairs it, nobody is told of it, everything was observed, and only the sum of what is proposed is wanted, which does not ask what
/// was missing.
fn fails_alone(setup: &Setup<'_>, norm: usize) -> bool {
    let (of, accounts) = (&setup.plan.norms[norm], &setup.plan.accounts.norms[norm]);
    let observed = |goal: &Goal| {
        let declared = setup.coverage.kinds.get(goal.kind.0 as usize).copied().flatten();
        declared.is_none_or(|declared| declared.begin.is_none() && declared.end.is_none())
    };
    let liable = accounts.liable.iter().flat_map(|liable| &liable.charges);
    setup.options.sums
        && of.excuses.is_empty()
        && of.stages.iter().all(|stage| stage.reparations.is_empty())
        && setup.plan.violations[norm].is_none()
        && setup.lost.is_empty()
        && setup.plan.goals.iter().filter(|goal| goal.norm == norm).all(observed)
        && accounts.stages.iter().flatten().chain(liable).all(counts_once)
}

/// Whether a consequence counts once for a finding, whatever that says.
fn counts_once(charge: &Charge) -> bool {
    let steps = match &charge.sanction {
        Sanction::Escalate { steps, .. } => steps.as_slice(),
        _ => &[],
    };
    matches!(charge.per, Per::Occurrence | Per::Period(_))
        && steps.iter().all(|(_, _, charge)| counts_once(charge))
}

impl Wait {
    /// The text of an occasion that an act must have.
    #[inline]
    fn text(&self, event: &Event) -> Option<Sym> {
        match self.key {
            Own::Cell(cell) => event.cells.get(cell)?.sym(),
            Own::Member => None,
        }
    }
}

impl Swift {
    /// The goals of which an act that has the key, and comes in time, is all that is asked for.
    pub fn enough(&self) -> impl Iterator<Item = GoalId> {
        self.waits.iter().filter(|wait| wait.is_enough).map(|wait| wait.goal)
    }

    /// Whether an obligation that begins with an event, like that or not, may look for an act.
    pub fn may_seek(&self, occasion: &Event, act: &Event) -> bool {
        let of = |field| act.cells.get(field).and_then(Cell::sym);
        self.waits
            .iter()
            .filter(|wait| wait.kind == act.kind)
            .any(|wait| wait.text(occasion).zip(of(wait.field)).is_none_or(|(sought, found)| sought == found))
    }

    /// Under which keys an obligation waits that was begun like that; `own`: the event that is kept beside it.
    pub fn keys(&self, of: &Of, own: Option<&Event>) -> impl Iterator<Item = (GoalId, ProbeKey)> {
        self.waits.iter().filter_map(move |wait| {
            let value = match (wait.key, of) {
                (Own::Cell(cell), of) => of.event(own)?.cells.get(cell)?.value()?.clone(),
                (Own::Member, Of::Member(_, key, _)) => Value::Text(*key),
                (Own::Member, Of::Other(whole)) => match whole.0 {
                    Occasion::Period { member: Some((key, _)), .. } => Value::Text(key),
                    _ => return None,
                },
                (Own::Member, Of::Event(_) | Of::Own | Of::Figured(..)) => return None,
            };
            Some((wait.goal, ProbeKey::Exact(Key::One(value))))
        })
    }
}

/// What has come of an event that may be an occasion.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Begun {
    /// Nothing yet: it needs a closer look.
    Not,
    /// Everything is done that is to be done.
    Done,
    /// The same, and the event is gone: nobody else would have looked at it.
    WithIt,
}

/// Who owes something for a period.
pub(super) type Member = (Sym, EntityId);

impl Engine<'_> {
    /// Whether an event is the occasion of a norm whose condition asks for no figure.
    pub(super) fn is_occasion(&self, norm: usize, event: &Event) -> Tri {
        let Source::Event { filter, .. } = &self.setup.plan.norms[norm].source else { return Tri::False };
        let env = Env { states: Some(&self.states), ..Env::bare(&self.setup).of_occasion(event) };
        filter.as_ref().map_or(Tri::True, |filter| env.test(filter))
    }

    /// Begins the obligation of an event, or finds that there is none, if everything about it is plain. `later`: if nobody else looks at it
    /// after them, the norms that do so after this one.
    #[inline]
    pub(super) fn begin_swiftly(
        &mut self,
        norm: usize,
        at_hand: &mut AtHand<'_>,
        repeat: u32,
        later: Option<&[usize]>,
    ) -> Begun {
        let Some(swift) = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref()) else {
            return Begun::Not;
        };
        let event = at_hand.event();
        match swift.filter.as_ref().map_or(Some(true), |filter| filter.read(&self.setup, event)) {
            Some(true) => {}
            Some(false) => return Begun::Done,
            None => match self.is_occasion(norm, event) {
                Tri::True => {}
                Tri::False => return Begun::Done,
                Tri::Undecided(_) => return Begun::Not,
            },
        }
        for wait in &swift.waits {
            let Some(text) = wait.text(event) else { return Begun::Not };
            if self.recent.may_have(wait.kind, wait.field, text) {
                return Begun::Not;
            }
        }
        let at = event.at;
        let plainly = match &swift.limit {
            Some(Limit::Within(length @ Length::Elapsed { .. }, _)) => time::plainly_within(at, length),
            _ => None,
        };
        let (due, surely) = match plainly {
            Some(due) => (Some(due), due.surely_until().map(|until| (at.start, until))),
            None => {
                let span = self.span_from(swift, at);
                let in_full = || self.swift_span(norm, &Occasion::Event(at_hand.keep()), at);
                let Some(span) = span.or_else(in_full) else { return Begun::Not };
                (span.shown.due, span.surely())
            }
        };
        let wakes = due.map(|due| due.closes(self.setup.rules.zone));
        if wakes.is_some_and(|at| at <= self.now) {
            return Begun::Not;
        }
        let passes_by = |norm: &usize| self.passes_by(*norm, at_hand.event());
        let is_last = later.is_some_and(|later| later.is_empty() || later.iter().all(passes_by));
        self.next += 1;
        let id = self.next;
        let place = self.light.next_place();
        let surely = surely.unwrap_or(Light::UNSURE);
        // Its own occasion is no act for it.
        let from = surely.0.max(at.start.plus_micros(1));
        for wait in &swift.waits {
            if let Some(text) = wait.text(at_hand.event()) {
                let waiter = Waiter { id, goal: wait.goal, place, surely: (from, surely.1) };
                self.indexes.wait_in(wait.index, waiter, text);
            }
        }
        let own = if is_last { at_hand.own() } else { None };
        let begun = if own.is_some() { Begun::WithIt } else { Begun::Done };
        match own {
            Some(event) => {
                let light = || Light { norm: norm as u32, repeat, surely, of: Of::Own };
                self.light.insert_own(id, light, event)
            }
            None => {
                let of = Of::Event(at_hand.keep());
                self.light.insert(id, false, || Light { norm: norm as u32, repeat, surely, of })
            }
        };
        if let Some(at) = wakes {
            self.schedule_in_turn(norm, at, id, place);
        }
        begun
    }

    /// Whether an event is certainly no occasion of a norm, and nothing to it otherwise.
    fn passes_by(&self, norm: usize, event: &Event) -> bool {
        let swift = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref());
        let filter = swift.and_then(|swift| swift.filter.as_ref());
        filter.is_some_and(|filter| filter.read(&self.setup, event) == Some(false))
    }

    /// Begins the obligations of members for a period, if everything about them is plain; else false.
    pub(super) fn begin_period_swiftly(&mut self, norm: usize, period: Period, members: &[Member]) -> bool {
        let Some(swift) = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref()) else {
            return false;
        };
        let keyed = swift.waits.iter().all(|wait| wait.key == Own::Member);
        if !swift.shared || !keyed || swift.waits.iter().any(|wait| self.recent.has(wait.kind)) {
            return false;
        }
        let Some(first) = members.first() else { return true };
        let waits: SmallVec<[(usize, GoalId); 2]> =
            swift.waits.iter().map(|wait| (wait.index, wait.goal)).collect();
        let occasion = Occasion::Period { period, member: Some(*first) };
        let window = self.window(&self.setup.plan.norms[norm].window, &occasion, anchor_of(&occasion), false);
        let Ok(span) = window else { return false };
        let wakes = span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        if wakes.is_some_and(|at| at <= self.now) {
            return false;
        }
        let number = self.running[norm].number(&period, &span, wakes, self.now);
        let surely = span.surely().unwrap_or(Light::UNSURE);
        for (member, entity) in members {
            let (id, place) = (self.fresh(), self.light.next_place());
            for (index, goal) in &waits {
                self.indexes.wait_in(*index, Waiter { id, goal: *goal, place, surely }, *member);
            }
            let of = || Of::Member(number, *member, *entity);
            self.light.insert(id, true, || Light { norm: norm as u32, repeat: 0, surely, of: of() });
            if let Some(at) = wakes {
                self.schedule_in_turn(norm, at, id, place);
            }
        }
        true
    }

    /// The window of a light obligation has closed, and it is violated for certain; false if that needs a closer look.
    pub(super) fn fails_swiftly(&mut self, id: u64, place: Place) -> bool {
        let Some(light) = self.light.get(place, id) else { return false };
        let norm = light.norm as usize;
        let swift = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref());
        let Some(swift) = swift.filter(|swift| swift.fails) else { return false };
        let begin = self.setup.coverage.begin.unwrap_or(Instant::MIN);
        if light.surely.0 < begin || light.surely == Light::UNSURE {
            return false;
        }
        let Some((occasion, span, _)) = self.spelled_out(light, place) else { return false };
        let keys: SmallVec<[(GoalId, ProbeKey); 2]> = swift.keys(&light.of, self.light.own(place)).collect();
        let bare = Bare { seq: id, norm, occasion, repeat: light.repeat, check: None, span };
        self.light.discard(place, id);
        keys.iter().for_each(|(goal, key)| self.indexes.forget(*goal, id, key));
        self.book_bare(bare);
        true
    }

    /// The window of an obligation that begins with an event, if there is nothing to be said against it.
    pub(super) fn swift_span(&self, norm: usize, occasion: &Occasion, anchor: Stamp) -> Option<Span> {
        let swift = self.plain[norm].as_ref()?.swift.as_ref()?;
        let in_full = || self.window(&self.setup.plan.norms[norm].window, occasion, anchor, false).ok();
        self.span_from(swift, anchor).or_else(in_full)
    }

    /// The same where it depends on nothing but the time at which the obligation begins.
    fn span_from(&self, swift: &Swift, anchor: Stamp) -> Option<Span> {
        let due = match swift.limit.as_ref()? {
            Limit::Within(length, _) => time::within(&self.setup.rules, anchor, length).ok()?,
            Limit::By(point) => time::by(&self.setup.rules, anchor, point).ok()?,
            _ => return None,
        };
        let shown = Window { opens: Some(anchor), due: Some(due), anchor, branch: Some(0) };
        Some(Span { shown, not_before: None })
    }
}
