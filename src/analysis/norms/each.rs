//! `for every to in record.addressees`, `for every s in staff`: one act for each value that the data give.

use super::Frame;
use super::time::Place;
use crate::analysis::checker::Checker;
use crate::analysis::expressions::{Listed, boolean};
use crate::analysis::model::{Acts, CompareOp, EachOf, EachValues, Expr, ExprKind, FieldRef, Var};
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::walk;
use crate::analysis::{Nonsense, Part, StructureProblem};
use crate::event::{KindId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// Values that the data give, until the act says which of its fields must equal them.
pub(super) struct Given {
    name: String,
    /// `None`: it has been reported.
    values: Option<(EachValues, Type)>,
    span: Span,
}

type Values = Option<(EachValues, Type)>;

impl<'a> Checker<'a> {
    /// What the data give under a name of an entity or field; none if the list is written out or named by a parameter.
    pub(super) fn each_of_data(&mut self, list: &'a ast::Expr, frame: &Frame) -> Option<Values> {
        match &list.node {
            ast::ExprKind::Group(inner) => self.each_of_data(inner, frame),
            ast::ExprKind::Name(entity)
                if frame.scope.var(entity).is_none()
                    && self.schema.entity_named(entity).is_some()
                    && frame.scope.bare.is_none_or(|(_, owner)| self.field_of(owner, entity).is_none()) =>
            {
                Some(self.each_member(&ast::Name::new(entity.clone(), list.span), None, frame))
            }
            ast::ExprKind::Name(name) if self.is_list_of_occasion(name, frame) => {
                Some(self.listed(list, &frame.scope).and_then(given_by))
            }
            ast::ExprKind::Field(..) => Some(self.listed(list, &frame.scope).and_then(given_by)),
            _ => None,
        }
    }

    fn is_list_of_occasion(&self, name: &str, frame: &Frame) -> bool {
        let field = frame.scope.bare.and_then(|(_, owner)| Some((owner, self.field_of(owner, name)?)));
        field.is_some_and(|(owner, at)| matches!(self.field_type_of(owner, at), Type::List(_)))
    }

    /// The members of an entity that pass.
    pub(super) fn each_member(
        &mut self,
        name: &ast::Name,
        filter: Option<&'a ast::Expr>,
        frame: &Frame,
    ) -> Values {
        let entity = self.entity(name)?;
        self.need_zone(name.span);
        let filter = filter.map(|filter| {
            let bare = Some((Var::Beneficiary, Owner::Entity(entity)));
            let scope = Scope { bare, as_of: Some(Var::Beneficiary), ..frame.scope.clone() };
            self.condition(filter, &scope)
        });
        let filter = filter.map_or(Some(None), |filter| filter.map(Some))?;
        Some((EachValues::Members(entity, filter), Type::Ref(entity)))
    }

    /// Notes what is given, and lets `where` name a value of it.
    pub(super) fn given(
        &mut self,
        name: &ast::Name,
        values: Values,
        span: Span,
        scope: Scope,
        given: &mut Option<Given>,
    ) -> Scope {
        if let Some(first) = given {
            let first = first.span;
            self.report(StructureProblem::Repeated { part: Part::ForEvery, first, second: span });
            return scope;
        }
        let ty = values.as_ref().map(|(_, ty)| ty.clone());
        *given = Some(Given { name: name.node.clone(), values, span });
        let what = ty.map_or(What::Unknown, What::Value);
        if scope.bare.is_some_and(|(_, owner)| self.field_of(owner, &name.node).is_some()) {
            return scope;
        }
        scope.with(Variable::new(&name.node, name.span, Var::Each, what, true))
    }

    /// The field of the act that must equal each value: the one of the name, else the one that `where` compares with it.
    pub(super) fn tie_each(
        &mut self,
        given: Given,
        kind: KindId,
        filter: Option<(Expr, Span)>,
        act: Span,
    ) -> (Option<(Expr, Span)>, Option<EachOf>) {
        let Some((values, ty)) = given.values else { return (filter, None) };
        if let Some(at) = self.field_of(Owner::Kind(kind), &given.name) {
            let own = self.field_at(Var::Candidate, Owner::Kind(kind), at, given.span, None);
            let value = Expr { kind: ExprKind::Var(Var::Each), ty, span: given.span };
            let fits = own.and_then(|own| self.unify(own, value));
            return (filter, fits.map(|_| EachOf { field: at, values, span: given.span }));
        }
        let mut field = None;
        let mut rest = Vec::new();
        for part in filter.iter().flat_map(|(filter, _)| conjuncts(filter)) {
            match tied(&part) {
                Some(at) if field.is_none() => field = Some(at),
                Some(_) | None => rest.push(part),
            }
        }
        let elsewhere = rest.iter().any(reads_each);
        let (Some(field), false) = (field, elsewhere) else {
            let event = self.schema.kind(kind).name.clone();
            let why = Nonsense::EachNotTied { name: given.name, event };
            self.report(StructureProblem::Senseless { span: given.span, other: Some(act), why });
            return (filter, None);
        };
        let span = filter.map_or(given.span, |(_, span)| span);
        let rest = match rest.len() {
            0 | 1 => rest.pop(),
            _ => Some(boolean(ExprKind::And(rest), span)),
        };
        (rest.map(|rest| (rest, span)), Some(EachOf { field, values, span: given.span }))
    }

    /// What the data give can be asked for by a single act only.
    pub(super) fn check_each_of(&mut self, acts: &Acts, place: Place) -> bool {
        let mut sound = true;
        for way in &acts.ways {
            for step in &way.steps {
                let Some(each) = &step.act.each_of else { continue };
                if way.steps.len() > 1 || step.act.own || (self.needs.gaps && place == Place::Norm) {
                    let (span, other) = (each.span, Some(step.act.span));
                    self.report(StructureProblem::Senseless { span, other, why: Nonsense::EachOfData });
                    sound = false;
                }
            }
        }
        sound
    }
}

/// The values of a list that a field holds.
fn given_by(list: Listed) -> Values {
    match list {
        Listed::Field(list) => match list.ty.clone() {
            Type::List(item) => Some((EachValues::List(list), *item)),
            _ => None,
        },
        // A field holds a list or one value, and one value has been reported.
        Listed::Items(_) => None,
    }
}

fn conjuncts(expr: &Expr) -> Vec<Expr> {
    match &expr.kind {
        ExprKind::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        _ => vec![expr.clone()],
    }
}

/// The field of the act in `field = x`.
fn tied(part: &Expr) -> Option<usize> {
    let ExprKind::Compare(left, CompareOp::Eq, right) = &part.kind else { return None };
    match (&left.kind, &right.kind) {
        (ExprKind::EventField(Var::Candidate, FieldRef { index, .. }), ExprKind::Var(Var::Each))
        | (ExprKind::Var(Var::Each), ExprKind::EventField(Var::Candidate, FieldRef { index, .. })) => {
            Some(*index)
        }
        _ => None,
    }
}

fn reads_each(expr: &Expr) -> bool {
    let mut found = false;
    walk::each(expr, &mut |part| found |= part.kind == ExprKind::Var(Var::Each));
    found
}
