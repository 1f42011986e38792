//! One act for each value that the data give: the names in a list of the occasion, the members of an entity on that day.

use super::answer::{Answer, Answers};
use super::eval::{Env, Outcome, Tri};
use super::obligation::{Obligation, Probe, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::{Occasion, Reason, Why};
use crate::event::{Cell, EntityId, Event, LostRow, Value};
use crate::plan::{EachValues, Expr, Goal};
use crate::time::Stamp;

/// What was seen of each value.
#[derive(Clone, Debug, Default)]
pub(super) struct Each {
    pub parts: Vec<Part>,
    /// Why it cannot be told whether there are others.
    pub others: Option<Reason>,
}

/// What was seen of one value.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub probe: Probe,
    /// Why it cannot be told whether it is one of them.
    pub doubt: Option<Reason>,
}

/// For which values an act counts.
pub(super) enum Serves<'p> {
    /// There are no values: for the goal itself.
    Goal(&'p mut Probe),
    One(&'p mut Probe),
    /// It cannot be told for which.
    Perhaps(Why, &'p mut [Part]),
    Nobody,
}

impl Each {
    /// Whether every value has enough, those included of which it is not certain that they are asked for.
    pub fn is_enough(&self, goal: &Goal) -> bool {
        self.others.is_none() && self.parts.iter().all(|part| part.probe.is_enough(goal))
    }
}

impl Probe {
    /// For which values an act counts.
    pub fn serves(&mut self, goal: &Goal, event: &Event) -> Serves<'_> {
        let (Some(of), true) = (&goal.each_of, self.each.is_some()) else { return Serves::Goal(self) };
        let Some(each) = self.each.as_deref_mut() else { return Serves::Nobody };
        match event.cells.get(of.field) {
            Some(Cell::Value(value)) => {
                let is = |part: &&mut Part| part.probe.of.as_ref().is_some_and(|(.., own)| own == value);
                each.parts.iter_mut().find(is).map_or(Serves::Nobody, |part| Serves::One(&mut part.probe))
            }
            Some(Cell::Unreadable(text)) => {
                let why = Why::Unreadable { row: event.row, kind: event.kind, field: of.field, text: *text };
                Serves::Perhaps(why, &mut each.parts)
            }
            Some(Cell::Blank) | None if of.optional => Serves::Nobody,
            Some(Cell::Blank) | None => {
                let why = Why::Blank { row: event.row, kind: event.kind, field: of.field };
                Serves::Perhaps(why, &mut each.parts)
            }
        }
    }

    /// What was seen: of each value, if there are several.
    pub fn leaves(&self) -> Vec<&Probe> {
        match &self.each {
            None => vec![self],
            Some(each) => each.parts.iter().map(|part| &part.probe).collect(),
        }
    }

    /// The act that settled the matter: the first of all values that are asked for certainly, or the last of all.
    pub fn settled(&self, first: bool) -> Option<Stamp> {
        if first {
            return self.certain().into_iter().filter_map(|probe| probe.settled_at).min();
        }
        self.leaves().into_iter().filter_map(|probe| probe.settled_at).max()
    }

    /// What was seen of each value of which it is certain that it is asked for.
    fn certain(&self) -> Vec<&Probe> {
        match &self.each {
            None => vec![self],
            Some(each) => {
                each.parts.iter().filter(|part| part.doubt.is_none()).map(|part| &part.probe).collect()
            }
        }
    }

    /// Whether nothing that is known of a rejected row's cells speaks against its value.
    pub fn may_be_of(&self, row: &LostRow) -> bool {
        let Some((field, optional, value)) = &self.of else { return true };
        match row.kind.and_then(|_| row.cells.get(*field)).and_then(Option::as_ref) {
            Some(Cell::Value(known)) => known == value,
            Some(Cell::Blank) => !optional,
            Some(Cell::Unreadable(_)) | None => true,
        }
    }
}

impl Engine<'_> {
    /// What is to be seen of a goal for which the data give values.
    pub(super) fn spread(&self, probe: &mut Probe, occasion: &Occasion) {
        let goal = self.setup.plan.goal(probe.goal);
        let Some(of) = &goal.each_of else { return };
        let mut each = Each::default();
        let mut add = |value: Value, doubt: Option<Reason>| {
            let known = each
                .parts
                .iter()
                .any(|part: &Part| part.probe.of.as_ref().is_some_and(|(.., own)| *own == value));
            if !known {
                let mut own = Probe::new(probe.goal, probe.key.clone());
                own.acts.clone_from(&probe.acts);
                own.of = Some((of.field, of.optional, value));
                each.parts.push(Part { probe: own, doubt });
            }
        };
        let others = match &of.values {
            EachValues::List(list) => match self.env(occasion).value(list) {
                Outcome::Value(Value::List(items)) => {
                    items.iter().for_each(|item| add(item.clone(), None));
                    None
                }
                // Nothing was entered where nothing need be: there is nobody.
                Outcome::Blank { optional: true, .. } => None,
                Outcome::Value(_) => Some(Reason::ConditionUndecided(Why::Nothing)),
                Outcome::Blank { why, .. } | Outcome::Undecided(why) => Some(Reason::ConditionUndecided(why)),
            },
            EachValues::Members(entity, filter) => {
                self.each_member(*entity, filter.as_ref(), occasion, &mut add);
                self.setup.tables.lost(*entity).map(Reason::Rejected)
            }
        };
        each.others = others;
        probe.each = Some(Box::new(each));
    }

    /// The members of an entity on the day of an event, or on all days of a period.
    fn each_member(
        &self,
        entity: EntityId,
        filter: Option<&Expr>,
        occasion: &Occasion,
        add: &mut dyn FnMut(Value, Option<Reason>),
    ) {
        let tables = self.setup.tables;
        let at = anchor_of(occasion).start;
        let (first, last) = match occasion {
            Occasion::Period { period, .. } => (period.first, period.last),
            Occasion::Event(_) | Occasion::Interval { .. } => {
                let day = self.setup.rules.zone.date(at);
                (day, day)
            }
        };
        for key in tables.keys(entity) {
            if !tables.validity(entity, *key, first, last).throughout {
                continue;
            }
            let env = Env { beneficiary: Some((*key, at)), ..self.env(occasion) };
            match filter.map_or(Tri::True, |filter| env.test(filter)) {
                Tri::True => add(Value::Text(*key), None),
                Tri::False => {}
                Tri::Undecided(why) => add(Value::Text(*key), Some(Reason::ConditionUndecided(why))),
            }
        }
    }

    /// Whether the act was seen for each value.
    pub(super) fn met_for_each(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        each: &Each,
        span: &Span,
    ) -> Answer {
        let mut answers = Answers::default();
        for part in &each.parts {
            let answer = self.met_by(obligation, &part.probe, span);
            answers.add(match (&part.doubt, answer) {
                (None, answer) => answer,
                (Some(_), answer @ (Answer::Yes | Answer::Open(_))) => answer,
                // If it is none of them, nothing is missing.
                (Some(doubt), Answer::No(_)) => Answer::Unclear(vec![doubt.clone()]),
                (Some(doubt), Answer::Unclear(mut why)) => {
                    why.insert(0, doubt.clone());
                    Answer::Unclear(why)
                }
            });
        }
        answers.add(self.others(probe, each, span));
        answers.all()
    }

    /// Whether the act was done for none of the values: a prohibition.
    pub(super) fn none_of_each(
        &self,
        obligation: &Obligation,
        probe: &Probe,
        each: &Each,
        span: &Span,
    ) -> Answer {
        let mut answers = Answers::default();
        for part in &each.parts {
            let goal = self.setup.plan.goal(part.probe.goal);
            if part.probe.is_enough(goal) {
                match &part.doubt {
                    None => return Answer::No(vec![Reason::Forbidden]),
                    Some(doubt) => answers.add(Answer::Unclear(vec![doubt.clone()])),
                }
                continue;
            }
            match self.met_by(obligation, &part.probe, span) {
                Answer::Yes | Answer::No(_) => {}
                doubt @ (Answer::Unclear(_) | Answer::Open(_)) => answers.add(doubt),
            }
        }
        answers.add(self.others(probe, each, span));
        answers.all()
    }

    /// Values of which it cannot be told whether there are any: were they known, an act could come for them as long as the window is
    /// open.
    fn others(&self, probe: &Probe, each: &Each, span: &Span) -> Answer {
        let Some(reason) = &each.others else { return Answer::Yes };
        match self.why_open(self.setup.plan.goal(probe.goal), span) {
            Some(open) => Answer::Open(vec![open]),
            None => Answer::Unclear(vec![reason.clone()]),
        }
    }
}
