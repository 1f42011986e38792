//! Lowering of states, and of what holds during them.

use super::super::{Dispatch, During, Ending, Expr, Shift, Slot, StatePlan, StateSource, StateUse};
use super::Lowering;
use crate::analysis::model::{self, CompareOp, Quorum};
use crate::time::Length;

/// Notes what event kinds are read for on behalf of a state.
pub(super) fn dispatch_state(dispatch: &mut [Dispatch], id: model::StateId, state: &StatePlan) {
    if !state.used {
        return;
    }
    match &state.source {
        StateSource::Between { kind, until, .. } => {
            // An event that ends one interval may begin another: the end comes first.
            dispatch[until.kind.0 as usize].states.push(StateUse::Until(id));
            dispatch[kind.0 as usize].states.push(StateUse::From(id));
        }
        StateSource::Record { kind, .. } => dispatch[kind.0 as usize].states.push(StateUse::Record(id)),
        StateSource::Table { .. } | StateSource::Shift { .. } => {}
    }
}

impl Lowering<'_> {
    pub(super) fn during(&mut self, during: &model::During) -> During {
        self.used.push(during.state);
        During {
            state: during.state,
            of: during.of.as_ref().map(|of| self.expr(of)),
            filter: during.filter.as_ref().map(|filter| self.expr(filter)),
            lasts: during.lasts.as_ref().and_then(|limit| {
                let branch = model::Branch {
                    condition: None,
                    limit: limit.as_ref().clone(),
                    span: crate::source::Span::new(crate::source::FileId(0), 0, 0),
                };
                self.branches(&[branch]).pop().map(|branch| branch.limit)
            }),
            slot: during.slot.and_then(|length| match length {
                Length::Elapsed { micros, .. } => Some(micros),
                _ => None,
            }),
        }
    }

    pub(super) fn shift(&mut self, shift: &model::Shift) -> Shift {
        match shift {
            model::Shift::Occasion => Shift::Occasion,
            model::Shift::State(state, subject) => {
                self.used.push(*state);
                Shift::State(*state, subject.as_ref().map(|of| self.expr(of)))
            }
            model::Shift::Calendar(states) => {
                self.used.extend(states);
                Shift::Calendar(states.clone())
            }
        }
    }

    pub(super) fn state(&mut self, state: &model::StateDecl) -> StatePlan {
        let source = match &state.source {
            model::StateSource::Between { kind, filter, subject, ends_subject, until } => {
                StateSource::Between {
                    kind: *kind,
                    filter: filter.as_ref().map(|f| self.expr(f)),
                    subject: *subject,
                    ends_subject: *ends_subject,
                    until: Ending {
                        kind: until.kind,
                        same: until.same.iter().map(|same| (same.field, self.expr(&same.value))).collect(),
                        parts: self.end_parts(until),
                        times: until.count.min,
                        different: until.quorum.iter().fold(0, |most, quorum| match quorum {
                            Quorum::Different(n) => most.max(*n),
                            Quorum::OtherThan(_) => most,
                        }),
                    },
                }
            }
            model::StateSource::Record { kind, subject, from, until, filter } => StateSource::Record {
                kind: *kind,
                subject: *subject,
                from: *from,
                until: *until,
                filter: filter.as_ref().map(|f| self.expr(f)),
            },
            model::StateSource::Table { entity, subject, from, until, filter } => StateSource::Table {
                entity: *entity,
                subject: *subject,
                from: *from,
                until: *until,
                filter: filter.as_ref().map(|f| self.expr(f)),
            },
            model::StateSource::Shift { from, until } => StateSource::Shift { from: *from, until: *until },
        };
        StatePlan { source, used: false }
    }

    /// The conditions of what ends a state, one for each value of `for every`.
    pub(super) fn end_parts(&mut self, until: &model::Act) -> Vec<Option<Expr>> {
        let other = until.quorum.iter().find_map(|quorum| match quorum {
            Quorum::OtherThan(person) => Some(self.expr(person)),
            Quorum::Different(_) => None,
        });
        let actor = self.schema.kind(until.kind).actor;
        let other = other.zip(actor).map(|(person, index)| {
            let field = Expr::Field { slot: Slot::Candidate, kind: until.kind, index, optional: false };
            Expr::Compare(Box::new(field), CompareOp::Ne, Box::new(person))
        });
        let values: Vec<Option<Expr>> = match &until.every_of {
            None => vec![None],
            Some(list) => list.iter().map(|e| Some(self.expr(e))).collect(),
        };
        let parts = values.into_iter().map(|value| {
            self.each = value;
            let filter = until.filter.as_ref().map(|filter| self.expr(filter));
            self.each = None;
            match (filter, other.clone()) {
                (Some(filter), Some(other)) => Some(Expr::And(vec![filter, other])),
                (filter, other) => filter.or(other),
            }
        });
        parts.collect()
    }
}
