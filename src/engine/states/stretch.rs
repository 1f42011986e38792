//! When what is known of a state changes, and how many subjects are in it.

use super::{Question, States, Track};
use crate::analysis::model::{CompareOp, StateId};
use crate::engine::Why;
use crate::engine::eval::Tri;
use crate::event::{Cell, KindId, Value};
use crate::plan::StateSource;
use crate::time::{Instant, Precision, Stamp};

/// Whose intervals are meant.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) enum Whose<'v> {
    /// Everybody's.
    All,
    /// Those of one subject, or of a state without one.
    Of(Option<&'v Value>),
}

impl States<'_> {
    /// The instants in a range at which the answer to a question about a state may change. More than necessary does no harm.
    pub fn edges(
        &self,
        state: StateId,
        whose: Whose<'_>,
        (from, to): (Instant, Instant),
        edges: &mut Vec<Instant>,
    ) {
        let zone = self.setup.rules.zone;
        let mut stamps: Vec<Stamp> = Vec::new();
        match self.tracks.get(state.0 as usize) {
            Some(Track::Between(track)) => track.stamps(whose, &mut stamps),
            Some(Track::Spans(track)) => track.stamps(whose, &mut stamps),
            Some(Track::Shift) => {
                let mut day = zone.date(from);
                day = day.yesterday().unwrap_or(day);
                while zone.start_of_day(day) <= to {
                    if let Some(shift) = self.shift_on(state, day) {
                        stamps.extend(shift.from);
                        stamps.extend(shift.until);
                    }
                    let Ok(next) = day.tomorrow() else { break };
                    day = next;
                }
            }
            Some(Track::Unused) | None => {}
        }
        for kind in self.kinds(state) {
            edges.extend(self.setup.coverage.begin_of(kind));
            stamps.extend(self.setup.coverage.end_of(kind));
            let lost = self.setup.lost.iter().filter(|row| row.kind.is_none_or(|other| other == kind));
            stamps.extend(lost.filter_map(|row| row.at));
        }
        for stamp in stamps {
            edges.push(stamp.start);
            if stamp.precision == Precision::Day {
                edges.push(zone.end_of(stamp));
            }
        }
    }

    /// Adds those whom a rejected row names who may have begun to be in a state.
    fn lost_subjects(&self, state: StateId, subjects: &mut Vec<Option<Value>>) {
        let source = self.setup.plan.states.get(state.0 as usize).map(|state| &state.source);
        let Some(
            StateSource::Between { kind, subject: Some(field), .. }
            | StateSource::Record { kind, subject: Some(field), .. },
        ) = source
        else {
            return;
        };
        for row in self.setup.lost.iter().filter(|row| row.kind == Some(*kind)) {
            if let Some(Some(Cell::Value(value))) = row.cells.get(*field)
                && !subjects.iter().any(|known| known.as_ref() == Some(value))
            {
                subjects.push(Some(value.clone()));
            }
        }
    }

    /// The kinds of event that a state is made from.
    fn kinds(&self, state: StateId) -> Vec<KindId> {
        match self.setup.plan.states.get(state.0 as usize).map(|state| &state.source) {
            Some(StateSource::Between { kind, until, .. }) => vec![*kind, until.kind],
            Some(StateSource::Record { kind, .. }) => vec![*kind],
            Some(StateSource::Table { .. } | StateSource::Shift { .. }) | None => Vec::new(),
        }
    }

    /// Whether so many subjects are in a state. Those of whom it cannot be told count as possible, and so does somebody of whom
    /// nothing was ever logged, where that can be.
    pub fn count(&self, question: Question<'_>, op: CompareOp, number: rust_decimal::Decimal) -> Tri {
        let subjects = match self.tracks.get(question.state.0 as usize) {
            Some(Track::Between(track)) => track.subjects(),
            Some(Track::Spans(track)) => track.subjects(),
            Some(Track::Shift) => vec![None],
            Some(Track::Unused) | None => return Tri::Undecided(Why::Nothing),
        };
        let mut subjects = subjects;
        self.lost_subjects(question.state, &mut subjects);
        let (mut certain, mut possible, mut why) = (0_u32, 0_u32, None);
        for subject in &subjects {
            match self.ask(Question { subject: subject.as_ref(), ..question }).tri {
                Tri::True => {
                    certain += 1;
                    possible += 1;
                }
                Tri::False => {}
                Tri::Undecided(undecided) => {
                    possible += 1;
                    why = why.or(Some(undecided));
                }
            }
        }
        // A value that no cell can hold stands for somebody unknown.
        let stranger = Value::List(Box::default());
        let has_subject = subjects.iter().any(Option::is_some) || subjects.is_empty();
        if has_subject
            && let Tri::Undecided(undecided) = self.ask(Question { subject: Some(&stranger), ..question }).tri
        {
            possible = u32::MAX;
            why = why.or(Some(undecided));
        }
        let (least, most) = (rust_decimal::Decimal::from(certain), rust_decimal::Decimal::from(possible));
        let (holds, fails) = match op {
            CompareOp::Ge => (least >= number, most < number),
            CompareOp::Gt => (least > number, most <= number),
            CompareOp::Le => (most <= number, least > number),
            CompareOp::Lt => (most < number, least >= number),
            CompareOp::Eq => (least == number && most == number, number < least || most < number),
            CompareOp::Ne => (number < least || most < number, least == number && most == number),
        };
        match (holds, fails) {
            (true, _) => Tri::True,
            (_, true) => Tri::False,
            _ => Tri::Undecided(why.unwrap_or(Why::Nothing)),
        }
    }
}
