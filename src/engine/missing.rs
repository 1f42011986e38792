//! Whether what is missing is really missing: rejected rows, and what lies outside the observed log.

use super::eval::Outcome;
use super::obligation::{Doubt, Obligation, Probe, Span};
use super::occasion::anchor_of;
use super::run::Engine;
use super::ways::span_of;
use super::{Occasion, Reason, Why};
use crate::event::{Cell, KindId, LostRow};
use crate::plan::{Goal, KeyPart};
use crate::time::{Instant, Opening, Stamp, Timing};

impl<'a> Engine<'a> {
    /// Rejected rows that could have been what is missing.
    pub(super) fn lost<'e>(
        &'e self,
        occasion: &'e Occasion,
        probe: &'e Probe,
        span: &'e Span,
    ) -> impl Iterator<Item = &'a LostRow> + 'e {
        let goal = self.setup.plan.goal(probe.goal);
        self.setup.lost.iter().filter(move |row| {
            row.kind.is_none_or(|kind| kind == goal.kind)
                && row.at.is_none_or(|at| self.may_lie_in(span, at) || self.may_free(goal, span, at))
                && self.may_have_key(occasion, goal, row)
                && probe.may_be_of(row)
        })
    }

    /// Notes of each act how many rejected rows may have been it.
    pub(super) fn note_lost(&self, obligation: &mut Obligation) {
        if self.setup.lost.is_empty() {
            return;
        }
        let Obligation { conduct, occasion, span, .. } = obligation;
        for probe in &mut conduct.probes {
            self.note_lost_of(occasion, probe, span);
            let Some(mut each) = probe.each.take() else { continue };
            each.parts.iter_mut().for_each(|part| self.note_lost_of(occasion, &mut part.probe, span));
            probe.each = Some(each);
        }
    }

    fn note_lost_of(&self, occasion: &Occasion, probe: &mut Probe, span: &Span) {
        let rows = span_of(probe, span).map_or(0, |span| self.lost(occasion, probe, span).count());
        probe.lost = u32::try_from(rows).unwrap_or(u32::MAX);
    }

    pub(super) fn may_lie_in(&self, span: &Span, at: Stamp) -> bool {
        let zone = self.setup.rules.zone;
        !span.shown.opens.is_some_and(|opens| self.is_after(opens, at))
            && !span.not_before.is_some_and(|bound| bound.judge_from(at, zone) == Opening::Early)
            && !span.shown.due.is_some_and(|due| due.judge(at, zone) == Timing::Late)
    }

    /// Where an act counts for one obligation only: a row that served an earlier one would have left another act for this.
    fn may_free(&self, goal: &Goal, span: &Span, at: Stamp) -> bool {
        let late = |due: crate::time::Due| due.judge(at, self.setup.rules.zone) == Timing::Late;
        goal.own.is_some() && !span.shown.due.is_some_and(late)
    }

    /// Whether nothing that is known of a rejected row's key speaks against it.
    fn may_have_key(&self, occasion: &Occasion, goal: &Goal, row: &LostRow) -> bool {
        let env = self.env(occasion);
        goal.key.iter().all(|part| {
            let known = row.kind.and_then(|_| row.cells.get(part.field)).and_then(Option::as_ref);
            may_equal(part, known, &env.value(&part.value))
        })
    }

    /// Why an act may still come in a window, if it may: the window is open, or its source was not observed to its end.
    pub(super) fn why_open(&self, goal: &Goal, span: &Span) -> Option<Reason> {
        let Some(due) = span.shown.due else { return Some(Reason::WindowOpen) };
        let closes = due.closes(self.setup.rules.zone);
        if closes > self.now {
            return Some(Reason::WindowOpen);
        }
        let until = self.setup.coverage.end_of(goal.kind).filter(|until| closes > until.start)?;
        Some(Reason::SourceEnds { kind: goal.kind, until })
    }

    /// A window that began before the observed log leaves open what happened in it then.
    pub(super) fn before_log(&self, kind: KindId, span: &Span) -> Option<Reason> {
        let from = self.setup.coverage.begin_of(kind)?;
        let opens = match (span.shown.opens, span.not_before) {
            (Some(opens), _) => Some(opens.start),
            (None, Some(first)) => Some(first.earliest()),
            (None, None) => None,
        };
        match opens {
            _ if from == Instant::MAX => Some(Reason::NoSource(kind)),
            Some(opens) if opens >= from => None,
            Some(_) | None => Some(Reason::BeforeLog { kind, from }),
        }
    }

    /// What may have ended a window unseen, where another event ends it.
    pub(super) fn doubts(&self, obligation: &Obligation) -> Vec<Doubt> {
        self.end_doubts(&obligation.occasion, &obligation.terminators, &obligation.span)
    }

    /// The same for the events that end one window.
    pub(super) fn end_doubts(&self, occasion: &Occasion, ends: &[Probe], span: &Span) -> Vec<Doubt> {
        let anchor = anchor_of(occasion);
        let mut doubts = Vec::new();
        let mut doubt = |at, reason| doubts.push(Doubt { at, why: Why::Nothing, reason });
        for probe in ends {
            let kind = self.setup.plan.goal(probe.goal).kind;
            for row in self.lost(occasion, probe, span) {
                doubt(row.at.unwrap_or(anchor), Reason::Rejected(row.row));
            }
            if let Some(reason) = self.before_log(kind, span) {
                doubt(anchor, reason);
            }
            if let Some(until) = self.setup.coverage.end_of(kind) {
                doubt(until, Reason::SourceEnds { kind, until });
            }
        }
        doubts
    }
}

/// Whether a cell of which perhaps nothing is known may equal one part of a key.
fn may_equal(part: &KeyPart, known: Option<&Cell>, own: &Outcome) -> bool {
    match own {
        Outcome::Blank { .. } if part.same => false,
        Outcome::Blank { optional: true, .. } => false,
        Outcome::Blank { optional: false, .. } | Outcome::Undecided(_) => {
            !(matches!(known, Some(Cell::Blank)) && (part.same || part.optional))
        }
        Outcome::Value(own) => match known {
            Some(Cell::Value(known)) => known == own,
            Some(Cell::Blank) => !part.same && !part.optional,
            Some(Cell::Unreadable(_)) | None => true,
        },
    }
}
