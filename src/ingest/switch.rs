//! Logs of several kinds of event name the kind in a column: its text tells at once which of many rules can apply.

use super::condition::Test;
use super::plan::{FIRST_PART, Place, Plan};
use super::raw::Record;
use crate::event::TestValue;
use rustc_hash::FxHashMap;

/// The cell that tells what can apply.
pub(super) struct Switch {
    pub slot: usize,
    /// By its text.
    texts: FxHashMap<Box<str>, Route>,
    /// For every other text, and none.
    pub otherwise: Route,
}

/// What can apply to a record.
#[derive(Clone, Default)]
pub(super) struct Route {
    /// The record is meant to be ignored.
    pub ignored: bool,
    /// Nothing more need be asked to know whether it is.
    pub settles_ignore: bool,
    /// Rules in their order.
    pub rules: Vec<Step>,
}

/// A rule that can apply.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub rule: u16,
    /// The text settles that its test passes.
    pub passes: bool,
}

/// Fewer rules are tried one after the other just as fast.
const WORTH_IT: usize = 2;

impl Switch {
    /// The switch of a plan whose rules ask for the text of one cell.
    pub fn of(plan: &Plan) -> Option<Switch> {
        let tests = || plan.rules.iter().filter(|rule| rule.trail.is_none()).filter_map(|r| r.test.as_ref());
        let slot = tests().find_map(|test| gate(test).map(|(slot, _)| slot))?;
        let on_slot = |test: &Test| gate(test).is_some_and(|(other, _)| other == slot);
        if tests().filter(|test| on_slot(test)).count() < WORTH_IT || plan.rules.len() > usize::from(u16::MAX)
        {
            return None;
        }
        let settles_ignore = plan.ignore.iter().all(|test| on_slot(test) && is_whole(test));
        let ignored = plan.ignore.iter().filter(|_| settles_ignore);
        let gates = plan.rules.iter().filter_map(|rule| rule.test.as_ref()).chain(ignored.clone());
        let texts =
            gates.filter_map(|test| gate(test).filter(|(other, _)| *other == slot)).flat_map(|(_, v)| v);
        let route = |text: Option<&str>| Route {
            ignored: ignored.clone().any(|test| text.is_some_and(|text| opens(test, text))),
            settles_ignore,
            rules: (0..)
                .zip(&plan.rules)
                .filter_map(|(index, rule)| match rule.test.as_ref().filter(|t| on_slot(t)) {
                    Some(test) if rule.trail.is_none() => {
                        let open = text.is_some_and(|text| opens(test, text));
                        open.then(|| Step { rule: index, passes: is_whole(test) })
                    }
                    Some(_) | None => Some(Step { rule: index, passes: false }),
                })
                .collect(),
        };
        let texts = texts.filter_map(as_text).map(|text| (text.into(), route(Some(text)))).collect();
        Some(Switch { slot, texts, otherwise: route(None) })
    }

    /// What can apply to a record.
    pub fn route<R: Record>(&self, record: &R) -> &Route {
        let route = record.text(self.slot).and_then(|text| self.texts.get(&*text));
        route.unwrap_or(&self.otherwise)
    }

    /// What can apply by each text that is asked for, in no order.
    pub fn routes(&self) -> impl Iterator<Item = (&str, &Route)> {
        self.texts.iter().map(|(text, route)| (&**text, route))
    }
}

/// The cell and the texts without one of which a test fails.
fn gate(test: &Test) -> Option<(usize, &[TestValue])> {
    match test {
        Test::OneOf(Place::Slot(slot), values) if *slot < FIRST_PART => {
            values.iter().all(|value| as_text(value).is_some()).then_some((*slot, values.as_slice()))
        }
        Test::And(first, _) => gate(first),
        _ => None,
    }
}

/// Whether a test asks for nothing but the text of its gate.
fn is_whole(test: &Test) -> bool {
    matches!(test, Test::OneOf(..))
}

fn opens(test: &Test, text: &str) -> bool {
    gate(test).is_some_and(|(_, values)| values.iter().any(|value| as_text(value) == Some(text)))
}

fn as_text(value: &TestValue) -> Option<&str> {
    match value {
        TestValue::Text(text) => Some(text),
        TestValue::Number(_) => None,
    }
}
