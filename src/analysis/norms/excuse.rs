//! What excuses.

use super::{Frame, time};
use crate::analysis::checker::Checker;
use crate::analysis::model::Excuse;
use crate::analysis::{Construct, Misfit, Thing, TimeProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// One `unless`, or reports.
    pub(super) fn unless(&mut self, unless: &'a ast::Unless, span: Span, frame: &Frame) -> Option<Excuse> {
        if unless.throughout {
            self.not_yet(span, Construct::Throughout);
        }
        match &unless.what {
            ast::Excuse::Condition(condition) => {
                self.no_time(unless.time.as_ref(), span, condition.span);
                let condition = self.condition(condition, &frame.scope)?;
                Some(Excuse::Condition { condition, span })
            }
            ast::Excuse::Acts(acts) => {
                let event = &acts.first.event;
                let plain = acts.rest.is_empty() && acts.first.parts.is_empty() && acts.first.alias.is_none();
                let word = self.names.words.get(event.node.as_str()).map(|(thing, _)| *thing);
                let is_event = word == Some(Thing::Event) || self.schema.kind_named(&event.node).is_some();
                let is_value = word == Some(Thing::Param) || self.is_bare_field(&event.node, frame);
                // A bare name that is no event may be a yes-or-no field or parameter.
                if plain && !is_event && is_value {
                    self.no_time(unless.time.as_ref(), span, event.span);
                    let name = Spanned::new(ast::ExprKind::Name(event.node.clone()), event.span);
                    let condition = self.condition(&name, &frame.scope)?;
                    return Some(Excuse::Condition { condition, span });
                }
                let act = self.acts(acts, frame, None, false);
                let time = unless.time.as_ref().map(|t| self.time_clause(t, frame, time::Place::Excuse));
                let time = time.map_or(Some(Vec::new()), |time| time)?;
                Some(Excuse::Act { act: act?, time, span })
            }
        }
    }

    fn is_bare_field(&self, name: &str, frame: &Frame) -> bool {
        frame.scope.bare.is_some_and(|(_, owner)| self.field_of(owner, name).is_some())
    }

    fn no_time(&mut self, time: Option<&ast::TimeClause>, span: Span, other: Span) {
        if time.is_some() {
            let (other, why) = (Some(other), Misfit::TimeOfCondition);
            self.report(TimeProblem::Misfit { span, other, why });
        }
    }
}
