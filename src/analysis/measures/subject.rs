//! For whom a figure is: `for e` means the events whose field is `e`, or leads to it.

use crate::analysis::checker::Checker;
use crate::analysis::model::{Expr, ExprKind, Join, Var};
use crate::analysis::scope::{Owner, Scope, Variable};
use crate::analysis::{MeasureProblem, TypeWord};
use crate::event::{EntityId, KindId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// How many references a path follows at most.
const FAR: usize = 3;

impl Checker<'_> {
    /// For whom an aggregate is: those that it names, else (in a measure) all parameters that its condition does not name.
    pub(super) fn counted_for(
        &mut self,
        aggregate: &ast::Aggregate,
        kind: KindId,
        span: Span,
        scope: &Scope,
        filter: &Scope,
    ) -> Option<Vec<Join>> {
        let mut joins = Vec::new();
        let mut sound = true;
        for subject in &aggregate.by {
            let join = self.value(subject, scope).and_then(|own| {
                let name = last_name(subject);
                self.join(own, name.as_deref(), kind, subject.span)
            });
            sound &= join.is_some();
            joins.extend(join);
        }
        if aggregate.by.is_empty() && !self.measuring.busy.is_empty() {
            let params: Vec<Variable> =
                filter.vars.iter().filter(|v| v.var == Var::Each && !v.used.get()).cloned().collect();
            for param in params {
                let Some(outer) = scope.var(&param.name) else { continue };
                outer.used.set(true);
                let crate::analysis::scope::What::Value(ty) = outer.what.clone() else { continue };
                let own = self.measuring.variable(outer, ty, span);
                let join = self.join(own, Some(&param.name), kind, span);
                sound &= join.is_some();
                joins.extend(join);
            }
        }
        sound.then_some(joins)
    }

    /// The part of the counted event that must equal a subject.
    fn join(&mut self, own: Expr, name: Option<&str>, kind: KindId, span: Span) -> Option<Join> {
        let mut paths = match &own.ty {
            Type::Ref(entity) => self.paths(kind, *entity),
            ty => {
                let fields = self.schema.kind(kind).fields.iter().enumerate();
                let same = fields.filter(|(_, field)| field.ty == *ty && Some(field.name.as_str()) == name);
                same.map(|(at, _)| vec![at]).collect()
            }
        };
        if paths.len() > 1 {
            // Of several fields, the one that bears the subject's own name.
            let named = |path: &Vec<usize>| {
                path.len() == 1
                    && path
                        .first()
                        .is_some_and(|at| Some(self.schema.kind(kind).fields[*at].name.as_str()) == name)
            };
            if let Some(path) = paths.iter().find(|path| named(path)).cloned() {
                paths = vec![path];
            }
        }
        let [path] = paths.as_slice() else {
            let paths = paths.iter().map(|path| self.path_text(kind, path)).collect();
            let event = self.schema.kind(kind).name.clone();
            let declared = self.kind_span(kind);
            let subject = TypeWord::of(&own.ty, &self.schema);
            self.report(MeasureProblem::NoSubject { span, subject, event, declared, paths });
            return None;
        };
        let counted = self.follow(kind, path, span)?;
        Some(Join { counted, own, same: true })
    }

    /// The shortest ways from an event to an entity: its fields, else attributes of what its fields refer to.
    fn paths(&self, kind: KindId, entity: EntityId) -> Vec<Vec<usize>> {
        let mut level: Vec<(Owner, Vec<usize>)> = vec![(Owner::Kind(kind), Vec::new())];
        for _ in 0..=FAR {
            let mut found = Vec::new();
            let mut next = Vec::new();
            for (owner, path) in &level {
                for at in 0..self.fields_of(*owner).len() {
                    let Type::Ref(to) = self.field_type_of(*owner, at) else { continue };
                    let mut longer = path.clone();
                    longer.push(at);
                    if to == entity {
                        found.push(longer);
                    } else {
                        next.push((Owner::Entity(to), longer));
                    }
                }
            }
            if !found.is_empty() {
                return found;
            }
            level = next;
        }
        Vec::new()
    }

    fn path_text(&self, kind: KindId, path: &[usize]) -> String {
        let mut text = self.schema.kind(kind).name.clone();
        let mut owner = Owner::Kind(kind);
        for at in path {
            text.push('.');
            text.push_str(self.fields_of(owner)[*at]);
            if let Type::Ref(to) = self.field_type_of(owner, *at) {
                owner = Owner::Entity(to);
            }
        }
        text
    }

    fn follow(&mut self, kind: KindId, path: &[usize], span: Span) -> Option<Expr> {
        let (first, rest) = path.split_first()?;
        let mut value = self.field_at(Var::Candidate, Owner::Kind(kind), *first, span, None)?;
        for at in rest {
            let Type::Ref(entity) = value.ty else { return None };
            value = self.attribute(value, entity, *at, Var::Candidate, span)?;
        }
        Some(value)
    }
}

/// `card` of `w.card`.
fn last_name(subject: &ast::Expr) -> Option<String> {
    match &subject.node {
        ast::ExprKind::Name(name) => Some(name.clone()),
        ast::ExprKind::Field(_, name) => Some(name.node.clone()),
        ast::ExprKind::Group(inner) => last_name(inner),
        _ => None,
    }
}

/// Whether a value is a member of an entity.
pub(super) fn is_member(value: &Expr, entity: EntityId) -> bool {
    value.ty == Type::Ref(entity) || matches!(value.kind, ExprKind::Literal(_)) && value.ty == Type::Text
}
