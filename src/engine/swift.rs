//! Light obligations that begin where everything can be read as it stands: with an event, or with a period.
//!
//! "When an alarm is raised by an operator, its owner must arrive within 30 minutes at the same fault": the condition compares cells
//! with texts, the keys are texts of the event, nothing has happened at the same instant. Such an obligation is made from its
//! pieces, without asking what a condition, a key or the past may come to. Whatever is not as simple goes the ordinary way.

use super::eval::{Env, Tri};
use super::light::{Light, Plain};
use super::obligation::{Key, ProbeKey, Span};
use super::occasion::anchor_of;
use super::quick::Quick;
use super::run::Engine;
use super::{Occasion, Setup, Window};
use crate::event::{Cell, EntityId, Event, KindId, Sym, Value};
use crate::plan::{Branch, Expr, GoalId, Limit, Role, Slot, Source};
use crate::time::{self, Length, Period};
use smallvec::SmallVec;
use std::sync::Arc;

/// What an event must be to begin an obligation of a norm like that.
pub(super) struct Swift {
    filter: Option<Quick>,
    /// What is waited for.
    waits: SmallVec<[Wait; 2]>,
    /// For how long, if that is always the same time.
    length: Option<Length>,
    /// Whether the window is that of all members of a period.
    shared: bool,
}

/// An act that is waited for.
struct Wait {
    goal: GoalId,
    kind: KindId,
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
    pub fn of(setup: &Setup<'_>, norm: usize, plain: &Plain) -> Option<Swift> {
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
            (!goal.backward).then_some(Wait { goal: *id, kind: goal.kind, key, is_enough })
        };
        let shared = matches!(
            of.window.as_slice(),
            [] | [Branch { condition: None, limit: Limit::By(_) | Limit::Within(_, None), .. }]
        );
        let length = match of.window.as_slice() {
            [
                Branch {
                    condition: None, limit: Limit::Within(length @ Length::Elapsed { .. }, None), ..
                },
            ] => Some(*length),
            _ => None,
        };
        Some(Swift {
            filter: filter.as_ref().map(|filter| Quick::of(filter, Slot::Occasion)),
            waits: plain.waits.iter().map(wait).collect::<Option<_>>()?,
            length,
            shared,
        })
    }
}

impl Swift {
    /// Whether an act that has the key for a goal, and comes in time, is all that is asked for.
    pub fn is_enough(&self, goal: GoalId) -> bool {
        self.waits.iter().any(|wait| wait.goal == goal && wait.is_enough)
    }

    /// Under which keys an obligation waits that was begun like that.
    pub fn keys(&self, occasion: &Occasion) -> impl Iterator<Item = (GoalId, ProbeKey)> {
        self.waits.iter().filter_map(move |wait| {
            let value = match (wait.key, occasion) {
                (Own::Cell(cell), Occasion::Event(event)) => event.cells.get(cell)?.value()?.clone(),
                (Own::Member, Occasion::Period { member: Some((key, _)), .. }) => Value::Text(*key),
                _ => return None,
            };
            Some((wait.goal, ProbeKey::Exact(Key::One(value))))
        })
    }
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

    /// Begins the obligation of an event, or finds that there is none, if everything about it is plain; else false.
    pub(super) fn begin_swiftly(&mut self, norm: usize, event: &Arc<Event>, repeat: u32) -> bool {
        let Some(swift) = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref()) else {
            return false;
        };
        match swift.filter.as_ref().map_or(Some(true), |filter| filter.read(event)) {
            Some(true) => {}
            Some(false) => return true,
            None => match self.is_occasion(norm, event) {
                Tri::True => {}
                Tri::False => return true,
                Tri::Undecided(_) => return false,
            },
        }
        let mut keys: SmallVec<[(GoalId, Sym); 2]> = SmallVec::new();
        for wait in &swift.waits {
            let Own::Cell(cell) = wait.key else { return false };
            let Some(Cell::Value(Value::Text(text))) = event.cells.get(cell) else { return false };
            keys.push((wait.goal, *text));
        }
        if swift.waits.iter().any(|wait| self.recent.has(wait.kind, Some(event))) {
            return false;
        }
        let occasion = Occasion::Event(Arc::clone(event));
        let Some(span) = self.swift_span(norm, swift, &occasion, event) else { return false };
        let wakes = span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        if wakes.is_some_and(|at| at <= self.now) {
            return false;
        }
        let keys = keys.iter().map(|(goal, text)| (*goal, ProbeKey::Exact(Key::One(Value::Text(*text)))));
        self.keep_light(Light { norm, occasion, repeat, span, wakes }, keys);
        true
    }

    /// Begins the obligations of members for a period, if everything about them is plain; else false.
    pub(super) fn begin_period_swiftly(&mut self, norm: usize, period: Period, members: &[Member]) -> bool {
        let Some(swift) = self.plain[norm].as_ref().and_then(|plain| plain.swift.as_ref()) else {
            return false;
        };
        let keyed = swift.waits.iter().all(|wait| wait.key == Own::Member);
        if !swift.shared || !keyed || swift.waits.iter().any(|wait| self.recent.has(wait.kind, None)) {
            return false;
        }
        let Some(first) = members.first() else { return true };
        let goals: SmallVec<[GoalId; 2]> = swift.waits.iter().map(|wait| wait.goal).collect();
        let occasion = Occasion::Period { period, member: Some(*first) };
        let window = self.window(&self.setup.plan.norms[norm].window, &occasion, anchor_of(&occasion), false);
        let Ok(span) = window else { return false };
        let wakes = span.shown.due.map(|due| due.closes(self.setup.rules.zone));
        if wakes.is_some_and(|at| at <= self.now) {
            return false;
        }
        for member in members {
            let occasion = Occasion::Period { period, member: Some(*member) };
            let key = || ProbeKey::Exact(Key::One(Value::Text(member.0)));
            let light = Light { norm, occasion, repeat: 0, span, wakes };
            self.keep_light(light, goals.iter().map(|goal| (*goal, key())));
        }
        true
    }

    /// The window of an obligation, if there is nothing to be said against it.
    fn swift_span(&self, norm: usize, swift: &Swift, occasion: &Occasion, event: &Event) -> Option<Span> {
        let anchor = event.at;
        match &swift.length {
            Some(length) => {
                let due = time::within(&self.setup.rules, anchor, length).ok()?;
                let shown = Window { opens: Some(anchor), due: Some(due), anchor, branch: Some(0) };
                Some(Span { shown, not_before: None })
            }
            None => self.window(&self.setup.plan.norms[norm].window, occasion, anchor, false).ok(),
        }
    }
}
