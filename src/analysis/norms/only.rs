//! `only x may E`: a prohibition for everybody else.

use super::Frame;
use crate::analysis::checker::Checker;
use crate::analysis::expressions::boolean;
use crate::analysis::model::{Act, Check, CompareOp, Conduct, Expr, ExprKind, Occasion, Var};
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{Nonsense, StructureProblem, TypeProblem, TypeWord, walk};
use crate::event::{KindId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ActPart, Privileged};

/// `only x may E` as written.
#[derive(Clone, Copy)]
pub(super) struct Only<'a> {
    pub who: &'a Privileged,
    pub act: &'a ast::Act,
    pub span: Span,
}

impl<'a> Checker<'a> {
    /// The occasion of a norm that names none: whenever somebody does what only some may do.
    pub(super) fn occasion_of_only(&mut self, only: Only<'a>) -> Option<(Option<Occasion>, Frame)> {
        let act = only.act;
        let kind = self.kind(&act.event)?;
        let name = act.alias.as_ref().unwrap_or(&act.event);
        let variable =
            Variable::new(&name.node, name.span, Var::Occasion, What::Event(kind), act.alias.is_some());
        let scope = Scope {
            vars: vec![variable],
            bare: Some((Var::Occasion, Owner::Kind(kind))),
            poisoned: false,
            as_of: Some(Var::Occasion),
            ..Scope::default()
        };
        let (mut filter, mut sound) = (None, !act.own);
        for part in &act.parts {
            match (&part.node, &filter) {
                (ActPart::Where(condition), None) => match self.condition(condition, &scope) {
                    Some(condition) => filter = Some(condition),
                    None => sound = false,
                },
                (_, _) => {
                    self.part_of_only(part.span, only.span);
                    sound = false;
                }
            }
        }
        let frame = Frame::of_event(scope, kind, only.span);
        Some((sound.then_some(Occasion::Event { kind, filter }), frame))
    }

    /// Who did what only some may do: who answers for it if nobody else is named.
    pub(super) fn actor_of_only(&mut self, frame: &Frame) -> Option<Expr> {
        let kind = frame.kind?;
        let actor = self.schema.kind(kind).actor?;
        self.field_at(Var::Occasion, Owner::Kind(kind), actor, frame.span, None)
    }

    /// What is forbidden. `alone`: the act is the occasion, because the norm names none.
    pub(super) fn only(&mut self, only: Only<'a>, frame: &Frame, alone: bool) -> Option<Conduct> {
        let act = only.act;
        let kind = self.kind(&act.event)?;
        let bare = act.parts.is_empty() && act.alias.is_none() && !act.own;
        if alone || (bare && frame.kind == Some(kind)) {
            let scope = frame.scope.clone();
            let allowed = self.allowed(only, kind, Var::Occasion, &scope)?;
            let condition = Expr { span: only.span, ..allowed };
            return Some(Conduct::Check(vec![Check { condition, field: None }]));
        }
        let scope = self.act_scope(act, kind, frame);
        let allowed = self.allowed(only, kind, Var::Candidate, &scope);
        let other = act.parts.iter().find(|p| !matches!(p.node, ActPart::Same(_) | ActPart::Where(_)));
        if let Some(part) = other {
            self.part_of_only(part.span, only.span);
            return None;
        }
        let act = self.act(act, frame, None, true)?;
        // It has no words of its own: what is forbidden is the act.
        let nowhere = Span::new(only.span.file, only.span.start as usize, only.span.start as usize);
        let others = boolean(ExprKind::Not(Box::new(allowed?)), nowhere);
        let filter = match act.filter {
            None => others,
            Some(filter) => {
                let span = filter.span;
                boolean(ExprKind::And(vec![filter, others]), span)
            }
        };
        Some(Conduct::MustNot(Act { filter: Some(filter), ..act }.into()))
    }

    /// Whether whoever acts is one of those who may.
    fn allowed(&mut self, only: Only<'a>, kind: KindId, var: Var, scope: &Scope) -> Option<Expr> {
        let span = only.span;
        let Some(actor) = self.schema.kind(kind).actor else {
            let (event, declared) = (self.schema.kind(kind).name.clone(), self.kind_span(kind));
            self.report(StructureProblem::NoActor { event, span, declared });
            return None;
        };
        let actor = self.field_at(var, Owner::Kind(kind), actor, span, None)?;
        match only.who {
            Privileged::One(list) if matches!(list.node, ast::ExprKind::List(_)) => {
                let values = self.list(list, scope)?;
                let values: Option<Vec<Expr>> = values
                    .into_iter()
                    .map(|value| self.unify(actor.clone(), value).map(|(_, v)| v))
                    .collect();
                Some(boolean(ExprKind::OneOf(Box::new(actor), values?), span))
            }
            Privileged::One(person) => {
                let person = self.value(person, scope)?;
                let (actor, person) = self.unify(actor, person)?;
                Some(boolean(ExprKind::Compare(Box::new(actor), CompareOp::Eq, Box::new(person)), span))
            }
            Privileged::Members(name, filter) => {
                let entity = self.entity(name)?;
                if actor.ty != Type::Ref(entity) {
                    let found = self.operand(&actor);
                    let wanted = vec![TypeWord::Plain(Type::Ref(entity))];
                    self.report(TypeProblem::Expected { wanted, found, hint: None });
                    return None;
                }
                let inner = Scope { bare: Some((Var::Each, Owner::Entity(entity))), ..scope.clone() };
                let mut condition = self.condition(filter, &inner)?;
                walk::replace(&mut condition, Var::Each, &actor, var);
                Some(condition)
            }
        }
    }

    fn part_of_only(&mut self, span: Span, other: Span) {
        let why = Nonsense::PartOfOnly;
        self.report(StructureProblem::Senseless { span, other: Some(other), why });
    }
}
