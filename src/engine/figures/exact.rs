//! Comparisons without rounding: a third has no exact decimal, but three thirds are one.

use super::super::eval::{Env, Outcome};
use crate::analysis::model::ArithOp;
use crate::event::Value;
use crate::money::Ratio;
use crate::plan::Expr;
use std::cmp::Ordering;

/// How two numbers compare, where one of them is calculated and may have been rounded.
pub(in crate::engine) fn exact_order(
    env: &Env<'_>,
    (a, left): (&Expr, &Value),
    (b, right): (&Expr, &Value),
) -> Option<Ordering> {
    let comparable = match (left, right) {
        (Value::Number(_), Value::Number(_)) | (Value::Percent(_), Value::Percent(_)) => true,
        (Value::Money(_, a), Value::Money(_, b)) => a == b,
        _ => false,
    };
    let calculated = |expr: &Expr| matches!(expr, Expr::Arith(..) | Expr::Figure(_));
    if !comparable || !(calculated(a) || calculated(b)) {
        return None;
    }
    exact(env, a)?.compare(exact(env, b)?)
}

/// A number, share or amount as a fraction.
pub(super) fn exact(env: &Env<'_>, expr: &Expr) -> Option<Ratio> {
    match expr {
        Expr::Arith(a, op, b) => {
            let (a, b) = (exact(env, a)?, exact(env, b)?);
            match op {
                ArithOp::Add => a.plus(b),
                ArithOp::Sub => a.minus(b),
                ArithOp::Mul => a.times(b),
                ArithOp::Div => a.over(b),
            }
        }
        Expr::Figure(at) => {
            let figure = env.figures.get(*at)?.as_ref()?;
            figure.mean.or_else(|| fraction(figure.value.as_ref()?))
        }
        _ => match env.value(expr) {
            Outcome::Value(value) => fraction(&value),
            Outcome::Blank { .. } | Outcome::Undecided(_) => None,
        },
    }
}

fn fraction(value: &Value) -> Option<Ratio> {
    value.number().and_then(Ratio::of)
}

/// The value with the number that it really is, if that is a decimal.
pub(super) fn sharpened(env: &Env<'_>, expr: &Expr, value: Value) -> Value {
    let calculated = matches!(expr, Expr::Arith(..));
    let Some(number) = calculated.then(|| exact(env, expr)).flatten().and_then(Ratio::exact) else {
        return value;
    };
    match value {
        Value::Number(_) => Value::Number(number),
        Value::Percent(_) => Value::Percent(number),
        Value::Money(_, currency) => Value::Money(number, currency),
        other => other,
    }
}
