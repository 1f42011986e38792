//! What excuses.

use super::{Frame, time};
use crate::analysis::checker::Checker;
use crate::analysis::model::Excuse;
use crate::analysis::{Misfit, Nonsense, StructureProblem, Thing, TimeProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// One `unless`, or reports.
    pub(super) fn unless(&mut self, unless: &'a ast::Unless, span: Span, frame: &Frame) -> Option<Excuse> {
        let excuse = self.excuse(unless, span, frame)?;
        match excuse {
            _ if !unless.throughout => Some(excuse),
            Excuse::Condition { condition, span } => {
                let condition = self.asks_state(condition, span)?;
                Some(Excuse::Throughout { condition, span })
            }
            Excuse::Act { .. } | Excuse::Throughout { .. } => {
                self.report(StructureProblem::Senseless { span, other: None, why: Nonsense::NoState });
                None
            }
        }
    }

    fn excuse(&mut self, unless: &'a ast::Unless, span: Span, frame: &Frame) -> Option<Excuse> {
        match &unless.what {
            ast::Excuse::Condition(condition) => {
                self.no_time(unless.time.as_ref(), span, condition.span);
                let condition = self.condition(condition, &frame.scope)?;
                Some(Excuse::Condition { condition, span })
            }
            ast::Excuse::Acts(acts) => {
                if let Some(name) = self.bare_value(acts, frame) {
                    self.no_time(unless.time.as_ref(), span, name.span);
                    let condition = self.condition(&name, &frame.scope)?;
                    return Some(Excuse::Condition { condition, span });
                }
                let acts = self.acts(acts, frame, None, false, time::Place::Excuse);
                let time = unless.time.as_ref().map(|t| self.time_clause(t, frame, time::Place::Excuse));
                let time = time.map_or(Some(Vec::new()), |time| time)?;
                let acts = acts?;
                self.check_leads(&time, Some(&acts), false, frame).then_some(Excuse::Act { acts, time, span })
            }
        }
    }

    /// A bare name reads like an act; where it is no event it may be a yes-or-no field or parameter.
    pub(super) fn bare_value(&self, acts: &ast::Acts, frame: &Frame) -> Option<ast::Expr> {
        let ast::Act { own: false, event, alias: None, parts, .. } = &acts.first else { return None };
        let plain = acts.rest.is_empty() && parts.is_empty();
        let word = self.names.words.get(event.node.as_str()).map(|(thing, _)| *thing);
        let is_event = word == Some(Thing::Event) || self.is_event(&event.node);
        let is_field = frame.scope.bare.is_some_and(|(_, owner)| self.field_of(owner, &event.node).is_some());
        let is_state = word == Some(Thing::State) || self.state_named(&event.node).is_some();
        let is_value = word == Some(Thing::Param) || is_field || is_state;
        let name = || Spanned::new(ast::ExprKind::Name(event.node.clone()), event.span);
        (plain && !is_event && is_value).then(name)
    }

    fn no_time(&mut self, time: Option<&ast::TimeClause>, span: Span, other: Span) {
        if time.is_some() {
            let (other, why) = (Some(other), Misfit::TimeOfCondition);
            self.report(TimeProblem::Misfit { span, other, why });
        }
    }
}
