//! Visiting every part of an expression.

use super::model::{Expr, ExprKind, Var};
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
        ExprKind::Part(_, of) | ExprKind::Like(of, ..) => each(of, visit),
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
        ExprKind::Rank(rank) => {
            each(&rank.of, visit);
            each(&rank.subject, visit);
        }
    }
}

/// Puts a value in the place of a variable: attributes that were looked up as of that variable are looked up as of another.
pub(super) fn replace(expr: &mut Expr, var: Var, value: &Expr, as_of: Var) {
    let each = |part: &mut Expr| replace(part, var, value, as_of);
    match &mut expr.kind {
        ExprKind::Var(own) if *own == var => *expr = Expr { span: expr.span, ..value.clone() },
        ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Var(_) => {}
        ExprKind::EventField(..) | ExprKind::EventTime(_) | ExprKind::RowField(..) => {}
        ExprKind::IntervalStart | ExprKind::IntervalEnd => {}
        ExprKind::CountState { number, at, .. } => {
            if *at == var {
                *at = as_of;
            }
            each(number);
        }
        ExprKind::InState { subject, at, .. } => {
            if *at == var {
                *at = as_of;
            }
            subject.iter_mut().for_each(|of| each(of));
        }
        ExprKind::Attribute { of, as_of: own, .. } => {
            if *own == var {
                *own = as_of;
            }
            each(of);
        }
        ExprKind::Not(of) | ExprKind::Predicate(of, _) | ExprKind::Part(_, of) | ExprKind::Like(of, ..) => {
            each(of);
        }
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().for_each(each),
        ExprKind::Compare(left, _, right)
        | ExprKind::Arith(left, _, right)
        | ExprKind::InList(left, right) => {
            each(left);
            each(right);
        }
        ExprKind::OneOf(value, list) => {
            each(value);
            list.iter_mut().for_each(each);
        }
        ExprKind::Between(value, low, high) => {
            each(value);
            each(low);
            each(high);
        }
        ExprKind::Aggregate(aggregate) => {
            aggregate.of.iter_mut().chain(&mut aggregate.filter).for_each(each);
            for join in &mut aggregate.by {
                each(&mut join.counted);
                each(&mut join.own);
            }
        }
        ExprKind::Measure(measure) => each(&mut measure.value),
        ExprKind::Rank(rank) => {
            each(&mut rank.of);
            each(&mut rank.subject);
        }
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
        ExprKind::Part(_, of) | ExprKind::Like(of, ..) => place(of, span),
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
