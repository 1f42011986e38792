//! States between two events: under which keys somebody has intervals, and whether one of them goes on.

use super::Naive;
use super::expr::{Got, Scope, Truth};
use super::states::{Known, Moment};
use crate::slip::Slip;
use guiju::analysis::model::{Act, Expr, ExprKind, SameKey, StateId, StateSource};
use guiju::event::{Cell, Event, KindId, LostRow};

/// A state between two events.
pub struct Between<'a> {
    pub kind: KindId,
    pub filter: Option<&'a Expr>,
    pub subject: Option<usize>,
    pub until: &'a Act,
}

impl Between<'_> {
    /// Whether an interval has a key besides whose it is.
    fn is_keyed(&self) -> bool {
        self.until.same.iter().any(|same| !is_subject(&same.value, self.subject))
    }

    /// Whether the end of an interval says whose it is.
    pub fn names_whose_it_ends(&self) -> bool {
        let names = |same: &SameKey| is_subject(&same.value, self.subject);
        self.subject.is_none() || self.until.same.iter().any(names)
    }
}

/// The intervals of one key.
pub struct Line<'a> {
    pub whose: Option<Got<'a>>,
    pub key: Vec<Got<'a>>,
    /// The only event that begins one, if a key is blank.
    pub own: Option<&'a Event>,
    /// The event that the key was taken from.
    pub of: Option<&'a Event>,
    /// Whether an event is of it for certain.
    pub certain: bool,
}

impl<'a> Naive<'a> {
    pub fn between(&self, state: &Between<'a>, whose: Option<&Got<'a>>, moment: Moment) -> Truth {
        let ever = self.observed_from_ever(state);
        let lines = self.lines(state, whose, moment);
        // If an event of somebody's is certain, it tells that there was none but what others tell of. Without a key that is not
        // somebody's there is nothing else to tell of.
        let told = lines.iter().any(|line| line.certain);
        let untold = if state.is_keyed() { !told } else { lines.is_empty() };
        let mut holds =
            if untold && !ever && !self.slips(Slip::SilenceIsNo) { Truth::Undecided } else { Truth::No };
        for line in &lines {
            let courses = self.courses(state, line, moment.known);
            let seen = self.begin_of(state.kind).is_none_or(|begin| begin <= moment.at.start);
            let said: Vec<Truth> = courses
                .iter()
                .map(|c| self.in_course(c, (ever, told && !line.certain), seen, moment))
                .collect();
            holds = holds.or(agreed(&said));
        }
        let perhaps = self.case.lost.iter().any(|lost| {
            let subject = state.subject.and_then(|s| known_cell(lost, s));
            lost.kind.is_none_or(|kind| kind == state.kind)
                && self.lost_by(lost, moment)
                && lost.at.is_none_or(|at| at.start <= self.case.zone.end_of(moment.at))
                && subject.is_none_or(|cell| self.is_subject(Some(cell), whose) != Truth::No)
                && self.key_of_lost(state, lost).is_none()
                // One that begins it under the only key is one of that key's courses.
                && (state.until.same.len() > 1 || lines.is_empty())
        });
        if perhaps {
            holds = holds.or(Truth::Undecided);
        }
        // After the end of a source there may have been more.
        let unseen = |kind| self.end_of(kind).is_some_and(|end| end.start <= moment.at.start);
        match holds {
            Truth::No if unseen(state.kind) => Truth::Undecided,
            Truth::Yes if unseen(state.until.kind) => Truth::Undecided,
            other => other,
        }
    }

    pub fn observed_from_ever(&self, state: &Between<'a>) -> bool {
        [state.kind, state.until.kind].into_iter().all(|kind| self.begin_of(kind).is_none())
    }

    /// Whether a row begins an interval: it counts, and nothing of the same keys is open.
    pub fn is_beginning(&self, state: StateId, index: usize) -> Truth {
        let StateSource::Between { kind, filter, subject, until, .. } =
            &self.case.model.states[state.0 as usize].source
        else {
            return Truth::No;
        };
        let state = Between { kind: *kind, filter: filter.as_ref(), subject: *subject, until };
        let event = self.events[index];
        let key = self.keys_begun(&state, event);
        let own = key.iter().any(|got| matches!(got, Got::Blank | Got::OptionalBlank)).then_some(event);
        let whose = subject.map(|s| self.cell_value(&event.cells[s]));
        let said: Vec<Truth> = self
            .possible_keys(&state, key)
            .into_iter()
            .flat_map(|key| {
                let line = Line { whose: whose.clone(), key, own, of: Some(event), certain: true };
                self.courses(&state, &line, Known::Rows(index + 1))
            })
            .map(|course| Truth::of(course.fresh))
            .collect();
        agreed(&said)
    }

    /// A key of which a part cannot be told is any that others have, or one of its own.
    fn possible_keys(&self, state: &Between<'a>, key: Vec<Got<'a>>) -> Vec<Vec<Got<'a>>> {
        let mut all = vec![key];
        for (part, same) in state.until.same.iter().enumerate() {
            if all[0][part] != Got::Unclear {
                continue;
            }
            let mut values = vec![Got::Text("\u{0}".into())];
            for event in &self.events {
                if event.kind == state.kind {
                    values.push(self.keys_begun(state, event)[part].clone());
                }
                if event.kind == state.until.kind {
                    values.push(self.cell_value(&event.cells[same.field]));
                }
            }
            values.retain(|value| matches!(value, Got::Text(_) | Got::Value(_)));
            values.dedup();
            let with = |key: &Vec<Got<'a>>, value: &Got<'a>| {
                let mut key = key.clone();
                key[part] = value.clone();
                key
            };
            all = all.iter().flat_map(|key| values.iter().map(|value| with(key, value))).collect();
        }
        all
    }

    /// What the event that ends an interval must have, of one that begins it.
    pub fn keys_begun(&self, state: &Between<'a>, begun: &'a Event) -> Vec<Got<'a>> {
        let scope = Scope { occasion: Some(begun), ..Scope::default() };
        state.until.same.iter().map(|key| self.get(&key.value, scope)).collect()
    }

    /// The same, if it is somebody's: then so is that part of the key.
    pub fn keys_if_theirs(
        &self,
        state: &Between<'a>,
        begun: &'a Event,
        whose: Option<&Got<'a>>,
    ) -> Vec<Got<'a>> {
        let optional =
            state.subject.is_some_and(|s| self.case.model.schema.kind(state.kind).fields[s].optional);
        let keys = state.until.same.iter().zip(self.keys_begun(state, begun));
        let known = keys.map(|(same, got)| match (&got, whose) {
            (Got::Unclear, Some(whose)) if is_subject(&same.value, state.subject) => whose.clone(),
            (Got::Blank, Some(whose)) if !optional && is_subject(&same.value, state.subject) => whose.clone(),
            _ => got,
        });
        known.collect()
    }

    /// The same of a rejected row, if all of it is known.
    pub fn key_of_lost(&self, state: &Between<'a>, lost: &'a LostRow) -> Option<Vec<Got<'a>>> {
        let value = |key: &SameKey| match &key.value.kind {
            ExprKind::EventField(_, field) => Some(self.cell_value(known_cell(lost, field.index)?)),
            _ => None,
        };
        state.until.same.iter().map(value).collect()
    }

    /// The different keys under which somebody has intervals.
    fn lines(&self, state: &Between<'a>, whose: Option<&Got<'a>>, moment: Moment) -> Vec<Line<'a>> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        let mut add = |key: Vec<Got<'a>>, own: Option<&'a Event>, certain: bool| {
            let blank = key.iter().any(|got| matches!(got, Got::Blank | Got::OptionalBlank));
            match lines.iter_mut().find(|line| !blank && line.key == key) {
                Some(line) => line.certain |= certain,
                None => {
                    lines.push(Line {
                        whose: whose.cloned(),
                        key,
                        own: own.filter(|_| blank),
                        of: own,
                        certain,
                    });
                }
            }
        };
        for event in self.known(moment.known).to_vec() {
            if event.kind == state.kind {
                let scope = Scope { occasion: Some(event), ..Scope::default() };
                let counts = state.filter.map_or(Truth::Yes, |f| self.holds(f, scope));
                let fields = &self.case.model.schema.kind(state.kind).fields;
                let theirs = self.is_of_subject(fields, &event.cells, state.subject, whose);
                if counts.and(theirs) != Truth::No {
                    let key = self.keys_if_theirs(state, event, whose);
                    let certain = counts.and(theirs) == Truth::Yes && !key.contains(&Got::Unclear);
                    add(key, Some(event), certain);
                }
            }
            if event.kind == state.until.kind {
                let mut ours = Truth::Yes;
                for key in &state.until.same {
                    if is_subject(&key.value, state.subject) {
                        ours = ours.and(self.is_subject(Some(&event.cells[key.field]), whose));
                    } else if event.cells[key.field] == Cell::Blank {
                        ours = Truth::No;
                    }
                }
                // Whose it is must be known; what ends nothing tells nothing of its key, nor what ends nobody knows what.
                let named = state.names_whose_it_ends();
                let known = |same: &SameKey| !matches!(event.cells[same.field], Cell::Unreadable(_));
                let part = self.part_of_end(state.until, event, None, ours);
                if ours == Truth::Yes && named && state.until.same.iter().all(known) && part.counts() {
                    let key = state.until.same.iter().map(|k| self.cell_value(&event.cells[k.field]));
                    add(key.collect(), None, true);
                }
            }
        }
        for lost in self.case.lost.iter().filter(|lost| lost.kind == Some(state.kind)) {
            if let Some(key) = self.key_of_lost(state, lost).filter(|_| self.lost_by(lost, moment)) {
                let subject = state.subject.and_then(|s| known_cell(lost, s));
                if self.is_subject(subject, whose) != Truth::No {
                    add(key, None, false);
                }
            }
        }
        lines
    }
}

/// A cell of a rejected row, if it is known.
pub fn known_cell(lost: &LostRow, field: usize) -> Option<&Cell> {
    lost.kind.and_then(|_| lost.cells.get(field)?.as_ref())
}

fn is_subject(value: &Expr, subject: Option<usize>) -> bool {
    use guiju::analysis::model::Var;
    matches!(&value.kind, ExprKind::EventField(Var::Occasion, field) if Some(field.index) == subject)
}

fn agreed(said: &[Truth]) -> Truth {
    if said.iter().all(|t| *t == said[0]) { said[0] } else { Truth::Undecided }
}
