//! Excuses that ask for a state. They are asked once the window has closed, with what was logged by then, so that a verdict
//! does not change when a record is logged later.

use super::answer::Answer;
use super::eval::{Env, StateAnswer, Tri};
use super::obligation::{ExcuseState, Obligation};
use super::run::Engine;
use super::states::Cut;
use super::{Interval, Occasion, StateResult, Status};
use crate::plan::{Excuse, Expr};
use crate::time::{Bound, Instant, Stamp};
use std::sync::Arc;

/// A record that would have excused, had it been logged in time.
pub(super) struct LateWatch {
    /// The position of the finding.
    finding: usize,
    /// Its excuse, and the state in it.
    place: (usize, usize),
    result: StateResult,
}

impl Engine<'_> {
    /// Asks for the states of excuses if the window of the obligation has closed.
    pub(super) fn ask_excuses(&mut self, id: u64) {
        let Some(obligation) = self.live.get(&id) else { return };
        let waiting = |e: &ExcuseState| matches!(e, ExcuseState::State(None));
        if !obligation.excuses.iter().any(waiting) {
            return;
        }
        let Some(closes) = self.asked_at(obligation).filter(|at| *at <= self.now) else { return };
        let answers: Vec<(usize, (Tri, Vec<StateAnswer>))> = obligation
            .excuses
            .iter()
            .enumerate()
            .filter(|(_, excuse)| waiting(excuse))
            .filter_map(|(n, _)| Some((n, self.answer(obligation, n, closes)?)))
            .collect();
        let Some(obligation) = self.live.get_mut(&id) else { return };
        for (n, answer) in answers {
            obligation.excuses[n] = ExcuseState::State(Some(answer));
        }
    }

    /// When the states of excuses are asked for: when the window closes; if it never does, when the conduct has failed.
    pub(super) fn asked_at(&self, obligation: &Obligation) -> Option<Instant> {
        let zone = self.setup.rules.zone;
        match (obligation.span.shown.due, &obligation.occasion) {
            (Some(due), _) => Some(due.closes(zone)),
            // The event that ends the interval closes the window, and may still come.
            (None, Occasion::Interval { interval, slot: None, .. })
                if interval.ends_with_event() && interval.until.is_none() =>
            {
                None
            }
            (None, _) => match self.conduct(obligation) {
                // It may still fail.
                Answer::Open(_) => None,
                Answer::Yes | Answer::No(_) | Answer::Unclear(_) => {
                    Some(zone.end_of(self.failed_at(obligation)))
                }
            },
        }
    }

    fn answer(&self, obligation: &Obligation, n: usize, closes: Instant) -> Option<(Tri, Vec<StateAnswer>)> {
        let condition = match self.setup.plan.norms[obligation.norm].excuses.get(n)? {
            Excuse::Condition(condition) => condition,
            Excuse::Throughout(condition) => {
                let asked = (None, Cut { at: closes, row: None });
                let env = Env { asked: Some(&asked), ..self.env(&obligation.occasion) };
                let tri = self.throughout(obligation, condition).unwrap_or_else(|| env.test(condition));
                return Some((tri, answers(condition, env)));
            }
            Excuse::Act { .. } => return None,
        };
        // Of a period, the state is asked for at the last instant at which the conduct could have come.
        let at = match (&obligation.occasion, obligation.span.shown.due) {
            (Occasion::Period { .. }, Some(due)) => Some(match due.bound() {
                Bound::Exclusive => Stamp::exact(due.last().plus_micros(-1)),
                Bound::Inclusive => self.stamp_of(due),
            }),
            (Occasion::Period { .. }, None) | (Occasion::Event(_) | Occasion::Interval { .. }, _) => None,
        };
        let asked = (at, Cut { at: closes, row: None });
        let env = Env { asked: Some(&asked), ..self.env(&obligation.occasion) };
        Some((env.test(condition), answers(condition, env)))
    }

    /// Notes what would have excused a finding that was just booked, had it been logged in time.
    pub(super) fn watch_for_late_records(&mut self) {
        let Some(finding) = self.findings.last() else { return };
        if finding.status != Status::Violated {
            return;
        }
        let at = self.findings.len() - 1;
        for (e, excuse) in finding.excuses.iter().enumerate() {
            for (s, result) in excuse.states.iter().enumerate() {
                let by_record = matches!(
                    self.setup.plan.states[result.state.0 as usize].source,
                    crate::plan::StateSource::Record { .. }
                );
                if by_record && result.held == Some(false) {
                    self.late.push(LateWatch { finding: at, place: (e, s), result: result.clone() });
                }
            }
        }
    }

    /// Shows a record that was just logged to the findings that it would have excused.
    pub(super) fn note_late_record(&mut self, interval: &Arc<Interval>) {
        for watch in &self.late {
            let asked = &watch.result;
            let covers = interval.doubt.is_none()
                && asked.state == interval.state
                && asked.subject == interval.subject
                && super::states::covers(&self.setup, interval, asked.at);
            if !covers {
                continue;
            }
            let (e, s) = watch.place;
            let finding = self.findings.get_mut(watch.finding);
            let result = finding.and_then(|f| f.excuses.get_mut(e)).and_then(|e| e.states.get_mut(s));
            if let Some(result) = result.filter(|result| result.too_late.is_empty()) {
                result.too_late.push(Arc::clone(interval));
            }
        }
    }
}

/// Every state that a condition asks for, with what was found.
fn answers(condition: &Expr, env: Env<'_>) -> Vec<StateAnswer> {
    let mut found = Vec::new();
    condition.states(&mut |state, subject, at| found.extend(env.state(state, subject, at)));
    found
}

/// As the report wants it.
pub(super) fn results(answers: Vec<StateAnswer>) -> Vec<StateResult> {
    answers
        .into_iter()
        .map(|answer| StateResult {
            state: answer.state,
            subject: answer.subject,
            at: answer.at,
            held: match answer.tri {
                Tri::True => Some(true),
                Tri::False => Some(false),
                Tri::Undecided(_) => None,
            },
            intervals: answer.intervals,
            too_late: Vec::new(),
        })
        .collect()
}
