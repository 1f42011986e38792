//! Two values: their order, and arithmetic with them.

use super::Why;
use crate::analysis::model::{ArithOp, CompareOp};
use crate::event::Value;
use crate::time::Zone;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Whether a comparison holds between two values in that order.
pub(super) fn holds(op: CompareOp, order: Ordering) -> bool {
    match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
    }
}

/// How two values of one type are ordered; none if the type has no order.
pub(super) fn order(left: &Value, right: &Value, zone: &Zone) -> Result<Option<Ordering>, Why> {
    Ok(Some(match (left, right) {
        // A quotient of like quantities is a number and a share alike.
        (Value::Number(a) | Value::Percent(a), Value::Number(b) | Value::Percent(b)) => a.cmp(b),
        (Value::Money(a, ca), Value::Money(b, cb)) => {
            if ca != cb {
                return Err(Why::Currency);
            }
            a.cmp(b)
        }
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.compare(*b),
        (Value::Stamp(a), Value::Stamp(b)) => {
            let coarser = a.precision.max(b.precision);
            zone.floor(a.start, coarser).cmp(&zone.floor(b.start, coarser))
        }
        _ => return Ok(None),
    }))
}

/// Whether a number lies in a declared range; what is no number does.
pub(super) fn in_range(value: &Value, (low, high): (Decimal, Decimal)) -> bool {
    value.number().is_none_or(|number| low <= number && number <= high)
}

/// Arithmetic with two values, exact.
pub(super) fn arithmetic(left: &Value, op: ArithOp, right: &Value) -> Result<Value, Why> {
    let apply = |a: Decimal, b: Decimal| {
        if op == ArithOp::Div && b.is_zero() {
            return Err(Why::ByZero);
        }
        match op {
            ArithOp::Add => a.checked_add(b),
            ArithOp::Sub => a.checked_sub(b),
            ArithOp::Mul => a.checked_mul(b),
            ArithOp::Div => a.checked_div(b),
        }
        .ok_or(Why::Arithmetic)
    };
    Ok(match (left, right) {
        (Value::Number(a), Value::Number(b)) => Value::Number(apply(*a, *b)?),
        (Value::Percent(a), Value::Percent(b)) => match op {
            ArithOp::Add | ArithOp::Sub => Value::Percent(apply(*a, *b)?),
            ArithOp::Mul => Value::Percent(apply(*a, *b)?),
            ArithOp::Div => Value::Number(apply(*a, *b)?),
        },
        (Value::Number(a), Value::Percent(b)) => Value::Number(apply(*a, *b)?),
        (Value::Percent(a), Value::Number(b)) => match op {
            ArithOp::Div => Value::Percent(apply(*a, *b)?),
            ArithOp::Add | ArithOp::Sub | ArithOp::Mul => Value::Number(apply(*a, *b)?),
        },
        (Value::Money(a, ca), Value::Money(b, cb)) => {
            if ca != cb {
                return Err(Why::Currency);
            }
            match op {
                ArithOp::Div => Value::Number(apply(*a, *b)?),
                ArithOp::Add | ArithOp::Sub | ArithOp::Mul => Value::Money(apply(*a, *b)?, *ca),
            }
        }
        (Value::Money(a, c), Value::Number(b) | Value::Percent(b)) => Value::Money(apply(*a, *b)?, *c),
        (Value::Number(a) | Value::Percent(a), Value::Money(b, c)) => Value::Money(apply(*a, *b)?, *c),
        _ => return Err(Why::Nothing),
    })
}
