//! What ties the counted events to the norm: equalities, which become the key under which a figure is kept.

use crate::analysis::expressions::boolean;
use crate::analysis::model::{CompareOp, Expr, ExprKind, Join, Var};
use crate::analysis::walk;
use crate::event::Type;
use crate::source::Span;

/// Whether an expression reads anything but the counted event.
pub(super) fn outside(expr: &Expr) -> bool {
    reads(expr, |var| var != Var::Candidate)
}

/// Whether an expression reads the counted event.
fn counted(expr: &Expr) -> bool {
    reads(expr, |var| var == Var::Candidate)
}

fn reads(expr: &Expr, wanted: impl Fn(Var) -> bool) -> bool {
    let mut found = false;
    walk::each(expr, &mut |part| {
        found |= match &part.kind {
            ExprKind::Var(var) | ExprKind::EventField(var, _) | ExprKind::EventTime(var) => wanted(*var),
            ExprKind::Attribute { as_of, .. } => wanted(*as_of),
            _ => false,
        };
    });
    found
}

/// Divides a condition into what concerns the counted event alone, and equalities with what the norm knows. The error is the
/// place of something that is neither.
pub(super) fn split(filter: Expr) -> Result<(Option<Expr>, Vec<Join>), Span> {
    let span = filter.span;
    let mut own = Vec::new();
    let mut joins = Vec::new();
    for part in conjuncts(filter) {
        if outside(&part) {
            joins.push(join(part)?);
        } else {
            own.push(part);
        }
    }
    let own = match own.len() {
        0 | 1 => own.pop(),
        _ => Some(boolean(ExprKind::And(own), span)),
    };
    Ok((own, joins))
}

fn conjuncts(expr: Expr) -> Vec<Expr> {
    match expr.kind {
        ExprKind::And(parts) => parts.into_iter().flat_map(conjuncts).collect(),
        _ => vec![expr],
    }
}

fn join(part: Expr) -> Result<Join, Span> {
    let span = part.span;
    let ExprKind::Compare(left, CompareOp::Eq, right) = part.kind else { return Err(span) };
    let (inner, own) = match (counted(&left), counted(&right)) {
        (true, false) => (*left, *right),
        (false, true) => (*right, *left),
        (true, true) | (false, false) => return Err(span),
    };
    // Timestamps are compared at the coarser precision of both, so equality is not identity.
    if outside(&inner) || matches!(inner.ty, Type::Instant | Type::List(_)) {
        return Err(span);
    }
    Ok(Join { counted: inner, own, same: false })
}
