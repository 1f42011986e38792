//! Visiting every part of an expression.

use super::model::{Expr, ExprKind};
use crate::source::Span;

/// Calls a function for an expression and for everything inside it.
pub(super) fn each(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Var(_) => {}
        ExprKind::EventField(..) | ExprKind::EventTime(_) | ExprKind::RowField(..) => {}
        ExprKind::IntervalStart | ExprKind::IntervalEnd => {}
        ExprKind::InState { subject, .. } => subject.iter().for_each(|of| each(of, visit)),
        ExprKind::CountState { number, .. } => each(number, visit),
        ExprKind::Attribute { of, .. } | ExprKind::Not(of) | ExprKind::Predicate(of, _) => each(of, visit),
        ExprKind::Part(_, of) => each(of, visit),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| each(part, visit)),
        ExprKind::Compare(left, _, right)
        | ExprKind::Arith(left, _, right)
        | ExprKind::InList(left, right) => {
            each(left, visit);
            each(right, visit);
        }
        ExprKind::OneOf(value, list) => {
            each(value, visit);
            list.iter().for_each(|part| each(part, visit));
        }
        ExprKind::Between(value, low, high) => {
            each(value, visit);
            each(low, visit);
            each(high, visit);
        }
        ExprKind::Aggregate(aggregate) => {
            aggregate.of.iter().chain(&aggregate.filter).for_each(|part| each(part, visit));
            aggregate.by.iter().for_each(|join| {
                each(&join.counted, visit);
                each(&join.own, visit);
            });
        }
        ExprKind::Measure(measure) => each(&measure.value, visit),
        ExprKind::Rank(rank) => each(&rank.of, visit),
    }
}

/// Gives an expression and everything inside it one place.
pub(super) fn place(expr: &mut Expr, span: Span) {
    expr.span = span;
    match &mut expr.kind {
        ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Var(_) => {}
        ExprKind::EventField(..) | ExprKind::EventTime(_) | ExprKind::RowField(..) => {}
        ExprKind::IntervalStart | ExprKind::IntervalEnd => {}
        ExprKind::InState { subject, .. } => subject.iter_mut().for_each(|of| place(of, span)),
        ExprKind::CountState { number, .. } => place(number, span),
        ExprKind::Attribute { of, .. } | ExprKind::Not(of) | ExprKind::Predicate(of, _) => place(of, span),
        ExprKind::Part(_, of) => place(of, span),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().for_each(|part| place(part, span)),
        ExprKind::Compare(left, _, right)
        | ExprKind::Arith(left, _, right)
        | ExprKind::InList(left, right) => {
            place(left, span);
            place(right, span);
        }
        ExprKind::OneOf(value, list) => {
            place(value, span);
            list.iter_mut().for_each(|part| place(part, span));
        }
        ExprKind::Between(value, low, high) => {
            place(value, span);
            place(low, span);
            place(high, span);
        }
        // They keep the places at which they were declared.
        ExprKind::Aggregate(_) | ExprKind::Measure(_) | ExprKind::Rank(_) => {}
    }
}
