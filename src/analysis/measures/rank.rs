//! `rank(sales(s)) among staff`: a place among the members of an entity.

use super::super::walk;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Expr, ExprKind, Rank, Var};
use crate::analysis::scope::Scope;
use crate::analysis::{Fault, TypeProblem, TypeWord};
use crate::event::{EntityId, Type};
use crate::source::{FileId, Span};
use crate::syntax::ast;

impl Checker<'_> {
    /// A rank, or reports.
    pub(super) fn rank(&mut self, rank: &ast::Aggregate, span: Span, scope: &Scope) -> Option<Expr> {
        if let Some(filter) = &rank.filter {
            return self.no_figure(filter.span, Fault::RankWhere);
        }
        let entity = match &rank.among {
            Some(name) => self.entity(name),
            None => self.no_figure(span, Fault::RankWithoutAmong),
        };
        let (mut of, entity) = (self.value(&rank.of, scope)?, entity?);
        if !matches!(of.ty, Type::Number | Type::Money(_) | Type::Percent | Type::Duration) {
            let found = self.operand(&of);
            let wanted = [Type::Number, Type::Money(None), Type::Percent, Type::Duration];
            let wanted = wanted.into_iter().map(TypeWord::Plain).collect();
            self.report(TypeProblem::Expected { wanted, found, hint: None });
            return None;
        }
        let mut subject = None;
        if !put_in(&mut of, entity, &mut subject) {
            return self.no_figure(rank.of.span, Fault::RankOfWhom);
        }
        let Some(subject) = subject else {
            return self.no_figure(rank.of.span, Fault::RankOfWhom);
        };
        let kind = ExprKind::Rank(Box::new(Rank { of, subject, entity }));
        Some(Expr { kind, ty: Type::Number, span })
    }
}

/// Puts the member at hand in the place of the one member that an expression names; false if it names several.
fn put_in(expr: &mut Expr, entity: EntityId, subject: &mut Option<Expr>) -> bool {
    if expr.ty == Type::Ref(entity) {
        let (mut own, mut known) = (expr.clone(), subject.clone());
        for placed in known.iter_mut().chain([&mut own]) {
            walk::place(placed, Span::new(FileId(0), 0, 0));
        }
        if known.is_some_and(|known| known != own) {
            return false;
        }
        let span = expr.span;
        let ranked = Expr { kind: ExprKind::Var(Var::Ranked), ty: expr.ty.clone(), span };
        let found = std::mem::replace(expr, ranked);
        subject.get_or_insert(found);
        return true;
    }
    match &mut expr.kind {
        ExprKind::Arith(left, _, right) => put_in(left, entity, subject) && put_in(right, entity, subject),
        ExprKind::Attribute { of, .. } => put_in(of, entity, subject),
        ExprKind::Measure(measure) => put_in(&mut measure.value, entity, subject),
        // What is counted is the same for all; for whom it is counted differs.
        ExprKind::Aggregate(aggregate) => {
            aggregate.by.iter_mut().all(|join| put_in(&mut join.own, entity, subject))
        }
        _ => true,
    }
}
