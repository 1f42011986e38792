//! Amounts, exactly, with every figure that went into them.

use crate::analysis::model::{Accounts, ArithOp, Discretion};
use crate::engine::{Occasion, Reader, Why};
use crate::event::{Sym, Value};
use crate::ledger::posting::Range;
use crate::money::{Amount, Currency, Ratio};
use crate::plan::{Expr, Formula, Sum};
use crate::source::Span;
use crate::time::Instant;
use rust_decimal::Decimal;

/// How an amount was worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// The figures, joined as the policy joins them.
    pub value: WorkingValue,
    /// Whether the exact result had to be rounded.
    pub rounded: bool,
}

/// A figure, or two joined.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkingValue {
    /// One figure.
    Figure {
        /// The policy's text for it.
        span: Span,
        /// What it is.
        value: Value,
        /// Whether the policy states it (else it was read).
        stated: bool,
    },
    /// Two joined.
    Arith(Box<WorkingValue>, ArithOp, Box<WorkingValue>),
}

/// An exact figure: an amount if it has a currency, else a number or share.
#[derive(Clone, Copy)]
struct Figure {
    ratio: Ratio,
    currency: Option<Currency>,
}

/// Works amounts out.
#[derive(Clone, Copy)]
pub(super) struct Worker<'a> {
    pub reader: Reader<'a>,
    pub accounts: &'a Accounts,
}

/// A single amount, with its range and its working.
pub(super) type Single = (Amount, Option<Range>, Option<Working>);

impl Worker<'_> {
    /// What a sum comes to once.
    pub fn sum(&self, sum: &Sum, occasion: &Occasion) -> Result<Single, Why> {
        match sum {
            Sum::Range(low, high) => {
                let amount = match self.accounts.discretion {
                    Discretion::Lowest => *low,
                    Discretion::Highest => *high,
                    Discretion::Middle => self.middle(*low, *high).ok_or(Why::Arithmetic)?,
                };
                Ok((amount, Some(Range { low: *low, high: *high }), None))
            }
            Sum::Of(formula) => {
                let (amount, working) = self.formula(formula, occasion, None)?;
                Ok((amount, None, working))
            }
        }
    }

    /// What a formula comes to; one that the policy states as it is has no working.
    pub fn formula(
        &self,
        formula: &Formula,
        occasion: &Occasion,
        payer: Option<(Sym, Instant)>,
    ) -> Result<(Amount, Option<Working>), Why> {
        if let Formula::Leaf(Expr::Const(Value::Money(value, currency)), _) = formula {
            return Ok((Amount::new(*value, *currency), None));
        }
        let (figure, value) = self.figure(formula, occasion, payer)?;
        let currency = figure.currency.ok_or(Why::Nothing)?;
        // Nobody is paid for breaking a norm.
        let ratio = if figure.ratio.is_negative() {
            Ratio::of(Decimal::ZERO).ok_or(Why::Arithmetic)?
        } else {
            figure.ratio
        };
        let amount = self.round(ratio, currency).ok_or(Why::Arithmetic)?;
        let rounded = Ratio::of(amount.value) != Some(ratio);
        Ok((amount, Some(Working { value, rounded })))
    }

    fn middle(&self, low: Amount, high: Amount) -> Option<Amount> {
        let sum = Ratio::of(low.value)?.plus(Ratio::of(high.value)?)?;
        self.round(sum.over(Ratio::of(Decimal::TWO)?)?, low.currency)
    }

    fn round(&self, ratio: Ratio, currency: Currency) -> Option<Amount> {
        let rounding = self.accounts.rounding;
        let unit = rounding.to.unwrap_or_else(|| currency.smallest());
        Some(Amount::new(ratio.round_to(unit, rounding.mode)?.normalize(), currency))
    }

    fn figure(
        &self,
        formula: &Formula,
        occasion: &Occasion,
        payer: Option<(Sym, Instant)>,
    ) -> Result<(Figure, WorkingValue), Why> {
        match formula {
            Formula::Leaf(expr, span) => {
                let value = self.reader.value(occasion, expr, payer)?;
                let number = value.number().ok_or(Why::Nothing)?;
                let currency = match &value {
                    Value::Money(_, currency) => Some(*currency),
                    _ => None,
                };
                let ratio = Ratio::of(number).ok_or(Why::Arithmetic)?;
                let stated = matches!(expr, Expr::Const(_));
                Ok((Figure { ratio, currency }, WorkingValue::Figure { span: *span, value, stated }))
            }
            Formula::Arith(left, op, right) => {
                let (a, left) = self.figure(left, occasion, payer)?;
                let (b, right) = self.figure(right, occasion, payer)?;
                let figure = join(a, *op, b)?;
                Ok((figure, WorkingValue::Arith(Box::new(left), *op, Box::new(right))))
            }
        }
    }
}

fn join(a: Figure, op: ArithOp, b: Figure) -> Result<Figure, Why> {
    if let (Some(one), Some(other)) = (a.currency, b.currency)
        && one != other
    {
        return Err(Why::Currency);
    }
    let ratio = match op {
        ArithOp::Add => a.ratio.plus(b.ratio),
        ArithOp::Sub => a.ratio.minus(b.ratio),
        ArithOp::Mul => a.ratio.times(b.ratio),
        ArithOp::Div => a.ratio.over(b.ratio),
    };
    let currency = match op {
        ArithOp::Div if b.currency.is_some() => None,
        ArithOp::Add | ArithOp::Sub | ArithOp::Mul | ArithOp::Div => a.currency.or(b.currency),
    };
    Ok(Figure { ratio: ratio.ok_or(Why::Arithmetic)?, currency })
}
