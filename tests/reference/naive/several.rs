//! A state that several events end: so often, by different people, one for each value.

use super::Naive;
use super::act::values;
use super::expr::{Got, Scope, Truth};
use super::states::asks_for_state;
use crate::slip::Slip;
use guiju::analysis::model::{Act, Expr, Quorum};
use guiju::event::{Cell, Event, Value};

/// One event that may be an act: for which values, and by whom, if that is known.
#[derive(Clone, Debug)]
pub struct Part {
    /// Whether it is one, value by value.
    of: Vec<Truth>,
    who: Option<Value>,
}

impl Part {
    /// It is one, or may be one.
    pub fn counts(&self) -> bool {
        self.of.iter().any(|is| *is != Truth::No)
    }

    /// A rejected row may be an act of anybody, for any value.
    pub fn of_lost(act: &Act) -> Part {
        Part { of: vec![Truth::Undecided; values(act).len()], who: None }
    }
}

/// How many different people are asked for.
fn people(act: &Act) -> usize {
    let asked = act.quorum.iter().map(|quorum| match quorum {
        Quorum::Different(n) => *n as usize,
        Quorum::OtherThan(_) => 0,
    });
    asked.max().unwrap_or(0)
}

/// Whether one event is not enough.
pub fn takes_several(act: &Act) -> bool {
    act.count.min > 1 || act.every_of.is_some() || people(act) > 1
}

impl<'a> Naive<'a> {
    /// What an event is of an act that ends a state; the keys are looked at already. `begun` is known if a row began it.
    pub fn part_of_end(&self, act: &'a Act, event: &'a Event, begun: Option<&'a Event>, keys: Truth) -> Part {
        let actor = self.case.model.schema.kind(act.kind).actor.map(|actor| &event.cells[actor]);
        let who = if let Some(Cell::Value(who)) = actor { Some(who.clone()) } else { None };
        let of = values(act).into_iter().map(|value| {
            let scope = Scope { occasion: begun, candidate: Some(event), each: value, ..Scope::default() };
            let mut is = keys.and(act.filter.as_ref().map_or(Truth::Yes, |filter| self.holds(filter, scope)));
            for quorum in &act.quorum {
                if let Quorum::OtherThan(person) = quorum {
                    let person = if begun.is_some() { self.get(person, scope) } else { Got::Unclear };
                    is = is.and(self.other_than(event, person));
                }
            }
            is
        });
        Part { of: of.collect(), who }
    }

    /// Whether some parts are enough: for certain; perhaps.
    pub fn are_enough(&self, act: &Act, parts: &[Part]) -> (bool, bool) {
        let enough = |perhaps: bool| {
            (0..values(act).len()).all(|value| {
                let counts =
                    |part: &&Part| part.of[value] == Truth::Yes || perhaps && part.of[value] != Truth::No;
                let those: Vec<&Part> = parts.iter().filter(counts).collect();
                let mut named: Vec<&Value> = Vec::new();
                for who in those.iter().filter_map(|part| part.who.as_ref()) {
                    if !named.contains(&who) {
                        named.push(who);
                    }
                }
                let unnamed = those.iter().filter(|part| part.who.is_none()).count();
                let different = named.len() + if perhaps { unnamed } else { 0 };
                // Who cannot be told counts for nobody.
                let acts = if people(act) > 1 && !perhaps { those.len() - unnamed } else { those.len() };
                let often = if self.slips(Slip::OneEventEnds) { 1 } else { act.count.min as usize };
                let many = if self.slips(Slip::OnePersonEnds) { 1 } else { people(act) };
                acts >= often.max(1) && different >= many
            })
        };
        let any = self.slips(Slip::AnyValueEnds) && parts.iter().any(Part::counts);
        (any || enough(false), any || enough(true))
    }

    /// Whether an event or record passes a condition of a state; it may ask for another state.
    pub fn passes(&self, filter: Option<&'a Expr>, scope: Scope<'a>) -> Truth {
        let ignored = self.slips(Slip::OtherStatesIgnored);
        let filter = filter.filter(|filter| !ignored || !asks_for_state(filter));
        filter.map_or(Truth::Yes, |filter| self.holds(filter, scope))
    }
}
