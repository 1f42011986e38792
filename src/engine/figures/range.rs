//! What can be told of a comparison although a figure in it is not certain: seven alarms are more than three, whatever else
//! may have been lost.

use super::super::eval::{Env, Outcome, Tri};
use super::exact::exact;
use super::total::magnitude;
use crate::analysis::model::{ArithOp, CompareOp};
use crate::event::Value;
use crate::money::{Currency, Ratio};
use crate::plan::Expr;
use rust_decimal::Decimal;

/// What a value can be.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub low: Option<Ratio>,
    pub high: Option<Ratio>,
    pub currency: Option<Currency>,
}

/// Decides a comparison by what its sides can be, if that is enough.
pub(in crate::engine) fn decide_by_range(env: &Env<'_>, a: &Expr, op: CompareOp, b: &Expr) -> Option<Tri> {
    if env.figures.is_empty() || !(a.reads_figure() || b.reads_figure()) {
        return None;
    }
    let (a, b) = (range(env, a)?, range(env, b)?);
    if let (Some(a), Some(b)) = (a.currency, b.currency)
        && a != b
    {
        return None;
    }
    let above = |low: Option<Ratio>, high: Option<Ratio>, strictly: bool| match (low, high) {
        (Some(low), Some(high)) => match low.compare(high) {
            Some(order) => order.is_gt() || !strictly && order.is_eq(),
            None => false,
        },
        _ => false,
    };
    // Whether a is certainly greater (or equal), and certainly less (or equal).
    let greater = above(a.low, b.high, true);
    let not_less = above(a.low, b.high, false);
    let less = above(b.low, a.high, true);
    let not_greater = above(b.low, a.high, false);
    let tri = |yes: bool, no: bool| match (yes, no) {
        (true, _) => Some(Tri::True),
        (false, true) => Some(Tri::False),
        (false, false) => None,
    };
    match op {
        CompareOp::Gt => tri(greater, not_greater),
        CompareOp::Ge => tri(not_less, less),
        CompareOp::Lt => tri(less, not_less),
        CompareOp::Le => tri(not_greater, greater),
        CompareOp::Eq => tri(not_less && not_greater, greater || less),
        CompareOp::Ne => tri(greater || less, not_less && not_greater),
    }
}

/// What an expression can be, as far as that is known of its figures.
pub(super) fn range(env: &Env<'_>, expr: &Expr) -> Option<Range> {
    if let Outcome::Value(value) = env.value(expr) {
        let size = exact(env, expr).or_else(|| Ratio::of(magnitude(&value)?))?;
        let currency = if let Value::Money(_, currency) = value { Some(currency) } else { None };
        return Some(Range { low: Some(size), high: Some(size), currency });
    }
    match expr {
        Expr::Figure(at) => {
            let figure = env.figures.get(*at)?.as_ref()?;
            let ratio = |bound: Option<Decimal>| Ratio::of(bound?);
            Some(Range { low: ratio(figure.low), high: ratio(figure.high), currency: None })
        }
        Expr::Arith(a, op, b) => {
            let (a, b) = (range(env, a)?, range(env, b)?);
            if let (Some(a), Some(b)) = (a.currency, b.currency)
                && a != b
            {
                return None;
            }
            let currency = a.currency.or(b.currency);
            let both = |x: Option<Ratio>, y: Option<Ratio>, f: fn(Ratio, Ratio) -> Option<Ratio>| f(x?, y?);
            let (low, high) = match op {
                ArithOp::Add => (both(a.low, b.low, Ratio::plus), both(a.high, b.high, Ratio::plus)),
                ArithOp::Sub => (both(a.low, b.high, Ratio::minus), both(a.high, b.low, Ratio::minus)),
                // Only by a certain factor above zero, which keeps the order.
                ArithOp::Mul if positive(&b) => {
                    (both(a.low, b.low, Ratio::times), both(a.high, b.high, Ratio::times))
                }
                ArithOp::Mul if positive(&a) => {
                    (both(a.low, b.low, Ratio::times), both(a.high, b.high, Ratio::times))
                }
                ArithOp::Div if positive(&b) => {
                    (both(a.low, b.low, Ratio::over), both(a.high, b.high, Ratio::over))
                }
                ArithOp::Mul | ArithOp::Div => return None,
            };
            Some(Range { low, high, currency })
        }
        _ => None,
    }
}

pub(super) fn positive(range: &Range) -> bool {
    range.low == range.high && range.low.is_some_and(Ratio::is_positive)
}
