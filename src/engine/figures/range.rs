//! What can be told of a comparison although a figure in it is not certain: seven alarms are more than three, whatever else
//! may have been lost.

use super::super::eval::{Env, Outcome, Tri};
use super::total::magnitude;
use crate::analysis::model::{ArithOp, CompareOp};
use crate::event::Value;
use crate::money::Currency;
use crate::plan::Expr;
use rust_decimal::Decimal;

/// What a value can be.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
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
    let above = |low: Option<Decimal>, high: Option<Decimal>, strictly: bool| match (low, high) {
        (Some(low), Some(high)) => low > high || (!strictly && low == high),
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
        let size = magnitude(&value)?;
        let currency = if let Value::Money(_, currency) = value { Some(currency) } else { None };
        return Some(Range { low: Some(size), high: Some(size), currency });
    }
    match expr {
        Expr::Figure(at) => {
            let figure = env.figures.get(*at)?.as_ref()?;
            Some(Range { low: figure.low, high: figure.high, currency: None })
        }
        Expr::Arith(a, op, b) => {
            let (a, b) = (range(env, a)?, range(env, b)?);
            if let (Some(a), Some(b)) = (a.currency, b.currency)
                && a != b
            {
                return None;
            }
            let currency = a.currency.or(b.currency);
            let both = |x: Option<Decimal>,
                        y: Option<Decimal>,
                        f: fn(Decimal, Decimal) -> Option<Decimal>| { f(x?, y?) };
            let (low, high) = match op {
                ArithOp::Add => {
                    (both(a.low, b.low, Decimal::checked_add), both(a.high, b.high, Decimal::checked_add))
                }
                ArithOp::Sub => {
                    (both(a.low, b.high, Decimal::checked_sub), both(a.high, b.low, Decimal::checked_sub))
                }
                // Only by a certain factor above zero, which keeps the order.
                ArithOp::Mul if positive(&b) => {
                    (both(a.low, b.low, Decimal::checked_mul), both(a.high, b.high, Decimal::checked_mul))
                }
                ArithOp::Mul if positive(&a) => {
                    (both(a.low, b.low, Decimal::checked_mul), both(a.high, b.high, Decimal::checked_mul))
                }
                ArithOp::Div if positive(&b) => {
                    (both(a.low, b.low, Decimal::checked_div), both(a.high, b.high, Decimal::checked_div))
                }
                ArithOp::Mul | ArithOp::Div => return None,
            };
            Some(Range { low, high, currency })
        }
        _ => None,
    }
}

fn positive(range: &Range) -> bool {
    range.low == range.high && range.low.is_some_and(|n| n > Decimal::ZERO)
}
