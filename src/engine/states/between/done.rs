//! What ends an interval: an event, or several, of each of which it is counted what has come.

use super::Parts;
use crate::engine::Why;
use crate::engine::eval::{Env, Tri};
use crate::engine::states::States;
use crate::event::{Cell, Event, Value};
use crate::plan::Ending;

/// What of one part of an end has come.
#[derive(Default)]
pub(super) struct Done {
    times: u32,
    people: Vec<Value>,
    /// Who did what may count as well, if that is known.
    perhaps: Vec<Option<Value>>,
    /// Why it cannot be told whether that counts: of the first.
    why: Option<Why>,
}

impl Done {
    fn count(&mut self, person: Value) {
        self.times = self.times.saturating_add(1);
        if !self.people.contains(&person) {
            self.people.push(person);
        }
    }

    fn may_count(&mut self, person: Option<Value>, why: Why) {
        self.perhaps.push(person);
        self.why = self.why.or(Some(why));
    }

    /// Whether it may be enough with so many more of which nobody knows who it was.
    pub fn may_be_full(&self, more: usize, until: &Ending) -> bool {
        let more = more + self.perhaps.len();
        self.times as usize + more >= until.times as usize
            && self.people.len() + more >= until.different as usize
    }

    /// Whether it is enough: yes, or perhaps if that counts of which it cannot be told.
    fn is_full(&self, until: &Ending) -> Tri {
        let enough =
            |times: usize, people: usize| times >= until.times as usize && people >= until.different as usize;
        let times = self.times as usize;
        if enough(times, self.people.len()) {
            return Tri::True;
        }
        let mut people: Vec<&Value> = self.people.iter().collect();
        for person in self.perhaps.iter().flatten() {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let nobody = self.perhaps.iter().filter(|person| person.is_none()).count();
        match self.why {
            Some(why) if enough(times + self.perhaps.len(), people.len() + nobody) => Tri::Undecided(why),
            Some(_) | None => Tri::False,
        }
    }
}

/// Counts an event towards the end of an interval: yes if it ends it, undecided if it may, no if more is needed; none if it does not
/// count.
pub(super) fn count_end(
    env: Env<'_>,
    until: &Ending,
    person: Option<&Cell>,
    done: &mut [Done],
) -> Option<Tri> {
    let named = person.and_then(Cell::value);
    let mut counts = false;
    for (part, done) in until.parts.iter().zip(done.iter_mut()) {
        match (part.as_ref().map_or(Tri::True, |filter| env.test(filter)), named) {
            (Tri::False, _) => continue,
            (Tri::Undecided(why), _) => done.may_count(named.cloned(), why),
            (Tri::True, Some(person)) if until.different > 0 => done.count(person.clone()),
            // Who acted cannot be told.
            (Tri::True, None) if until.different > 0 => done.may_count(None, Why::Nothing),
            (Tri::True, _) => done.times = done.times.saturating_add(1),
        }
        counts = true;
    }
    if !counts {
        return None;
    }
    let mut full = Tri::True;
    for done in done.iter() {
        match done.is_full(until) {
            Tri::False => return Some(Tri::False),
            undecided @ Tri::Undecided(_) if full == Tri::True => full = undecided,
            Tri::True | Tri::Undecided(_) => {}
        }
    }
    Some(full)
}

/// Whether an event may have a part in an end, whatever began.
pub(super) fn may_be_an_end(states: &States<'_>, parts: Parts<'_>, event: &Event) -> bool {
    part_by_part(states, parts, event).any(|test| test != Tri::False)
}

/// Part by part, whether an event is one of what ends an interval of which nothing is known.
pub(super) fn part_by_part<'a>(
    states: &'a States<'_>,
    parts: Parts<'a>,
    event: &'a Event,
) -> impl Iterator<Item = Tri> {
    let env = Env { states: Some(states), ..Env::bare(&states.setup).with(event) };
    parts.until.parts.iter().map(move |part| part.as_ref().map_or(Tri::True, |part| env.test(part)))
}
