//! Visiting every part of an expression.

use super::model::{Expr, ExprKind};

/// Calls a function for an expression and for everything inside it.
pub(super) fn each(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Var(_) => {}
        ExprKind::EventField(..) | ExprKind::EventTime(_) => {}
        ExprKind::Attribute { of, .. } | ExprKind::Not(of) | ExprKind::Predicate(of, _) => each(of, visit),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| each(part, visit)),
        ExprKind::Compare(left, _, right) | ExprKind::Arith(left, _, right) => {
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
    }
}
