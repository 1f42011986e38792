//! What stood on the sides of the comparisons that figures take part in, for the explanation.

use super::super::eval::{Env, Outcome};
use super::exact::sharpened;
use super::{Compared, Side};
use crate::plan::Expr;

/// The comparisons of a condition that a figure takes part in, in the order written.
pub(super) fn compared(env: &Env<'_>, expr: &Expr, found: &mut Vec<Compared>) {
    let sides: Vec<&Expr> = match expr {
        Expr::Not(a) => return compared(env, a, found),
        Expr::And(list) | Expr::Or(list) => {
            return list.iter().for_each(|part| compared(env, part, found));
        }
        Expr::Compare(a, _, b) => vec![a, b],
        Expr::OneOf(a, list) => std::iter::once(&**a).chain(list).collect(),
        Expr::Between(a, low, high) => vec![a, low, high],
        Expr::Const(_) | Expr::Open(_) | Expr::Member | Expr::Field { .. } | Expr::Time(_) => return,
        Expr::RowField { .. } | Expr::IntervalStart | Expr::IntervalEnd | Expr::InState { .. } => return,
        Expr::CountState { .. } => return,
        Expr::Like(..) => return,
        Expr::InList(..) | Expr::Part(..) | Expr::Shift(..) | Expr::Beneficiary | Expr::Ranked => return,
        Expr::Attribute { .. } | Expr::Arith(..) | Expr::Predicate(..) | Expr::Figure(_) => return,
    };
    if expr.reads_figure() {
        found.push(Compared { sides: sides.into_iter().map(|side| shown(env, side)).collect() });
    }
}

fn shown(env: &Env<'_>, expr: &Expr) -> Side {
    let mut terms = Vec::new();
    leaves(env, expr, &mut terms);
    Side { value: value(env, expr), terms }
}

fn leaves(env: &Env<'_>, expr: &Expr, found: &mut Vec<Option<crate::event::Value>>) {
    match expr {
        Expr::Arith(a, _, b) => {
            leaves(env, a, found);
            leaves(env, b, found);
        }
        _ => found.push(value(env, expr)),
    }
}

fn value(env: &Env<'_>, expr: &Expr) -> Option<crate::event::Value> {
    match env.value(expr) {
        Outcome::Value(value) => Some(sharpened(env, expr, value)),
        Outcome::Blank { .. } | Outcome::Undecided(_) => None,
    }
}
