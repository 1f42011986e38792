//! What an amount comes to, exactly.

use super::super::Over;
use super::super::expr::{Got, Scope};
use super::super::fraction::Fraction;
use super::{Book, Ended, Misread};
use crate::case::Sum;
use guiju::analysis::model::{Discretion, Expr, ExprKind, Literal, Penalty};
use guiju::event::Value;
use guiju::money::{Currency, Round};
use rust_decimal::Decimal;

#[derive(Clone, Copy, PartialEq)]
pub enum Worth {
    Money(Fraction, Currency),
    Number(Fraction),
}

impl<'a> Book<'_, 'a> {
    /// A single amount, and its range.
    pub fn single(
        &self,
        penalty: &'a Penalty,
        ended: &Ended<'a>,
    ) -> Option<(Sum, Option<(Decimal, Decimal)>)> {
        let accounts = &self.naive.case.model.header.accounts;
        Some(match penalty {
            Penalty::Fine(amount) => (Sum::Money(amount.value, amount.currency), None),
            Penalty::FineRange(low, high) => {
                let range = (low.value, high.value);
                let proposed = match accounts.discretion {
                    _ if self.wrong(Misread::AlwaysTheLowest) => low.value,
                    Discretion::Lowest => low.value,
                    Discretion::Highest => high.value,
                    Discretion::Middle => {
                        let two = Fraction::whole(2);
                        let sum = Fraction::of(low.value).plus(Fraction::of(high.value));
                        self.round(sum.divided(two)?, low.currency)
                    }
                };
                (Sum::Money(proposed, low.currency), Some(range))
            }
            Penalty::FineOf(expr) | Penalty::Deduct(expr) => {
                let Worth::Money(worth, currency) = self.worth_over(expr, &ended.fallen.over)? else {
                    return None;
                };
                let worth = if worth.is_negative() { Fraction::ZERO } else { worth };
                (Sum::Money(self.round(worth, currency), currency), None)
            }
            Penalty::Demerit(points) => (Sum::Points(*points), None),
            _ => (Sum::Act, None),
        })
    }

    /// The same, where figures may stand in it.
    pub fn worth_over(&self, expr: &'a Expr, over: &Over<'a>) -> Option<Worth> {
        let expr = self.naive.with_figures(expr, over);
        self.worth(expr, over.scope)
    }

    /// What an expression is worth, exactly.
    pub fn worth(&self, expr: &'a Expr, scope: Scope<'a>) -> Option<Worth> {
        use guiju::analysis::model::ArithOp::{Add, Div, Mul, Sub};
        match &expr.kind {
            ExprKind::Literal(Literal::Money(n, currency)) => Some(Worth::Money(Fraction::of(*n), *currency)),
            ExprKind::Literal(Literal::Number(n) | Literal::Percent(n)) => {
                Some(Worth::Number(Fraction::of(*n)))
            }
            ExprKind::Arith(a, op, b) => match (self.worth(a, scope)?, op, self.worth(b, scope)?) {
                (Worth::Money(a, x), Add, Worth::Money(b, y)) if x == y => Some(Worth::Money(a.plus(b), x)),
                (Worth::Money(a, x), Sub, Worth::Money(b, y)) if x == y => Some(Worth::Money(a.minus(b), x)),
                (Worth::Money(a, x), Mul, Worth::Number(b)) | (Worth::Number(b), Mul, Worth::Money(a, x)) => {
                    Some(Worth::Money(a.times(b), x))
                }
                (Worth::Money(a, x), Div, Worth::Number(b)) => Some(Worth::Money(a.divided(b)?, x)),
                (Worth::Number(a), Add, Worth::Number(b)) => Some(Worth::Number(a.plus(b))),
                (Worth::Number(a), Mul, Worth::Number(b)) => Some(Worth::Number(a.times(b))),
                _ => None,
            },
            _ => match self.naive.get(expr, scope) {
                Got::Value(Value::Number(n)) => Some(Worth::Number(Fraction::of(n))),
                Got::Value(Value::Money(n, currency)) => Some(Worth::Money(Fraction::of(n), currency)),
                _ => None,
            },
        }
    }

    /// An amount as the header has it rounded.
    pub fn round(&self, worth: Fraction, currency: Currency) -> Decimal {
        let rounding = self.naive.case.model.header.accounts.rounding;
        let unit = rounding.to.unwrap_or(currency.smallest());
        let in_units = worth.divided(Fraction::of(unit)).unwrap_or(Fraction::ZERO);
        let floor = in_units.floor();
        let rest = in_units.minus(Fraction::whole(floor as usize));
        let half = Fraction::whole(1).divided(Fraction::whole(2)).unwrap_or(Fraction::ZERO);
        let up = match rounding.mode {
            _ if rest == Fraction::ZERO || self.wrong(Misread::AlwaysRoundsDown) => false,
            Round::Down => false,
            Round::Up => true,
            Round::HalfUp => rest >= half,
            Round::HalfEven => rest > half || rest == half && floor % 2 == 1,
        };
        Decimal::from(floor + i128::from(up)) * unit
    }
}
