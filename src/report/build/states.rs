//! States in a finding: the interval that is the occasion, and the states that excuses asked for.

use super::context::Context;
use super::rows::Rows;
use crate::analysis::model::{Norm, StateId, StateSource};
use crate::engine::{Carrier, Interval, SlotSpan, StateResult};
use crate::event::KindId;
use crate::report::Part;
use crate::report::model::{self as report, EvidenceRole, LabelRole, OccasionKind};
use crate::report::words::{Span, StatePhrase};
use crate::time::{Precision, Stamp};

impl Context<'_> {
    pub fn state_name(&self, state: crate::analysis::model::StateId) -> String {
        self.input.model.states.get(state.0 as usize).map_or_else(String::new, |state| state.name.clone())
    }

    fn span_of(&self, interval: &Interval) -> Span {
        Span {
            state: self.state_name(interval.state),
            subject: interval.subject.as_ref().map(|subject| self.value_text(subject)),
            from: interval.from.map(|from| self.stamp_text(from)),
            until: interval.until.map(|until| self.stamp_text(until)),
        }
    }

    fn phrase(&self, phrase: &StatePhrase) -> String {
        phrase.words(self.lang())
    }

    /// The rows that an interval was made from.
    fn interval_rows(&self, interval: &Interval, role: EvidenceRole, label: LabelRole, rows: &mut Rows) {
        let remark = |span: &Span| self.phrase(&StatePhrase::Interval(span.clone()));
        let text = remark(&self.span_of(interval));
        match &interval.carrier {
            Carrier::Events { from, until } => {
                for event in from.iter().chain(until) {
                    let of_event = Span { until: None, from: None, ..self.span_of(interval) };
                    rows.event(event, role, Part::Time, (label, remark(&of_event)));
                }
            }
            Carrier::Record(event) => {
                rows.event(event, role, Part::Time, (label, text));
            }
            Carrier::Row(_, row) => {
                rows.line(&row.row, role, (label, text));
            }
            Carrier::Shift => {}
        }
    }

    /// An interval, or a slot of it, as the occasion.
    pub fn interval_occasion(
        &self,
        interval: &Interval,
        begins: Stamp,
        slot: Option<SlotSpan>,
        rows: &mut Rows,
    ) -> report::Occasion {
        self.interval_rows(interval, EvidenceRole::Occasion, LabelRole::Occasion, rows);
        let span = self.span_of(interval);
        let name = span.state.clone();
        let fine = |start| self.stamp_text(shortest(Stamp::exact(start)));
        let mut text = self.phrase(&match slot {
            None => StatePhrase::Interval(span),
            Some(slot) => StatePhrase::Slot {
                of: span,
                number: slot.number,
                from: fine(slot.start),
                until: fine(slot.end),
            },
        });
        let joint = self.lang().pick("; ", "；");
        // A state that lasts until a time is the occasion from then on.
        if slot.is_none() && interval.from.is_some_and(|from| from.start < begins.start) {
            let still = self.phrase(&StatePhrase::Still { at: self.stamp_text(shortest(begins)) });
            text = format!("{text}{joint}{still}");
        }
        if !interval.repeats.is_empty() {
            let begun = self.phrase(&StatePhrase::Begun { number: interval.repeats.len() });
            text = format!("{text}{joint}{begun}");
        }
        let declared = self.input.model.states.get(interval.state.0 as usize);
        let field = declared.and_then(|state| state.subject.as_ref()).map(|subject| subject.field.clone());
        let value = interval.subject.as_ref().map(|subject| self.value_text(subject));
        let until = match slot {
            Some(slot) => Some(Stamp::exact(slot.end)),
            None => interval.until,
        };
        report::Occasion {
            kind: if slot.is_some() { OccasionKind::Slot } else { OccasionKind::Interval },
            name,
            at: self.moment(begins),
            until: until.map(|until| self.moment(until)),
            text,
            key: field.map(|field| report::Cell { field, value }).into_iter().collect(),
        }
    }

    /// What was found of the states that an excuse asked for; `until`, if it asked for all of the time up to this and did not
    /// get it.
    pub fn state_lines(&self, results: &[StateResult], until: Option<&str>, rows: &mut Rows) -> Vec<String> {
        let mut lines = Vec::new();
        for result in results {
            let at = self.stamp_text(shortest(result.at));
            for interval in &result.intervals {
                self.interval_rows(interval, EvidenceRole::Excuse, LabelRole::Excuse, rows);
                let span = self.span_of(interval);
                lines.push(self.phrase(&match (result.held, until) {
                    (Some(true), Some(until)) => StatePhrase::Partly { span, until: until.to_string() },
                    (Some(true), None) => StatePhrase::Held { span, at: at.clone() },
                    (Some(false), _) => StatePhrase::Missed { span, at: at.clone() },
                    (None, _) => StatePhrase::Perhaps { span },
                }));
            }
            for interval in &result.too_late {
                self.interval_rows(interval, EvidenceRole::Excuse, LabelRole::Excuse, rows);
                let logged = interval.event().map(|event| self.stamp_text(event.at));
                let span = self.span_of(interval);
                lines.push(self.phrase(&StatePhrase::TooLate { span, at: at.clone(), logged }));
            }
            if result.intervals.is_empty() && result.too_late.is_empty() && result.held == Some(false) {
                let state = self.state_name(result.state);
                let subject = result.subject.as_ref().map(|subject| self.value_text(subject));
                lines.push(self.phrase(&StatePhrase::None { state, subject, at }));
            }
        }
        lines
    }

    /// The end of the interval that is the occasion.
    pub fn interval_ends(&self, interval: &Interval, slot: Option<SlotSpan>) -> String {
        let span = self.span_of(interval);
        self.phrase(&match slot {
            None => StatePhrase::Ends { span },
            Some(slot) => StatePhrase::Slot {
                of: span,
                number: slot.number,
                from: self.stamp_text(shortest(Stamp::exact(slot.start))),
                until: self.stamp_text(shortest(Stamp::exact(slot.end))),
            },
        })
    }

    /// Whether a norm depends on a kind of event through a state.
    pub fn state_reads(&self, norm: &Norm, kind: usize) -> bool {
        let is = |other: KindId| usize::from(other.0) == kind;
        let reads = |state: &StateId| match self.input.model.states.get(state.0 as usize).map(|s| &s.source) {
            Some(StateSource::Between { kind, until, .. }) => is(*kind) || is(until.kind),
            Some(StateSource::Record { kind, .. }) => is(*kind),
            Some(StateSource::Table { .. } | StateSource::Shift { .. }) | None => false,
        };
        let mut states = norm.states();
        let mut at = 0;
        while let Some(state) = states.get(at).and_then(|id| self.input.model.states.get(id.0 as usize)) {
            at += 1;
            for id in state.builds_on() {
                if !states.contains(&id) {
                    states.push(id);
                }
            }
        }
        states.iter().any(reads)
    }

    /// The end of a shift.
    pub fn shift_ends(&self, due: &str) -> String {
        self.phrase(&StatePhrase::ShiftEnds { due: due.to_string() })
    }
}

/// A time without the seconds that it does not have.
fn shortest(stamp: Stamp) -> Stamp {
    const MINUTE: i64 = 60_000_000;
    match stamp.precision {
        Precision::Exact if stamp.start.micros().rem_euclid(MINUTE) == 0 => {
            Stamp { precision: Precision::Minute, ..stamp }
        }
        Precision::Exact | Precision::Minute | Precision::Day => stamp,
    }
}
