//! `1 day of bearer.wage`: what so much time is paid with, from a month's pay.

use crate::analysis::AmountFault;
use crate::analysis::checker::Checker;
use crate::analysis::model::{ArithOp, Expr, ExprKind, Literal};
use crate::analysis::scope::Scope;
use crate::analysis::{TypeProblem, TypeWord};
use crate::event::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, TimeUnit};
use rust_decimal::Decimal;

/// Hours that a day's pay is paid for.
const HOURS_A_DAY: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

impl Checker<'_> {
    /// `20% of bearer.wage`: a part of an amount.
    pub(super) fn share_of(
        &mut self,
        share: &Spanned<Decimal>,
        of: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let whole = self.value(of, scope)?;
        let kind = ExprKind::Literal(Literal::Percent(share.node));
        let share = Expr { kind, ty: Type::Percent, span: share.span };
        self.calculate(share, ast::BinaryOp::Mul, whole, span)
    }

    /// A month's pay, times so many days, divided by the days that a month is paid for (hours: by 8 more).
    pub(super) fn pay_for(
        &mut self,
        time: &Spanned<ast::Quantity>,
        of: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let pay = self.value(of, scope)?;
        if !matches!(pay.ty, Type::Money(_)) {
            let found = self.operand(&pay);
            let wanted = vec![TypeWord::Plain(Type::Money(self.header.currency.map(|c| c.node)))];
            self.report(TypeProblem::Expected { wanted, found, hint: None });
            return None;
        }
        let mut whole: Option<Expr> = None;
        for (number, unit) in &time.node {
            let divisors: &[Decimal] = match unit {
                TimeUnit::Day | TimeUnit::WorkingDay => &[self.header.accounts.paid_days()],
                TimeUnit::Hour | TimeUnit::WorkingHour => &[self.header.accounts.paid_days(), HOURS_A_DAY],
                TimeUnit::Month => &[],
                TimeUnit::Second | TimeUnit::Minute | TimeUnit::Week | TimeUnit::Quarter | TimeUnit::Year => {
                    return self.amount_fault(time.span, AmountFault::PayUnit);
                }
            };
            let mut part = pay.clone();
            if *number != Decimal::ONE {
                part = arith(part, ArithOp::Mul, number_at(*number, time.span));
            }
            for divisor in divisors {
                part = arith(part, ArithOp::Div, number_at(*divisor, time.span));
            }
            whole = Some(match whole {
                None => part,
                Some(sum) => arith(sum, ArithOp::Add, part),
            });
        }
        whole.map(|expr| Expr { span, ..expr })
    }
}

fn number_at(number: Decimal, span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Literal::Number(number)), ty: Type::Number, span }
}

/// The type of the left side is kept: money, of which a part is taken.
fn arith(left: Expr, op: ArithOp, right: Expr) -> Expr {
    let (ty, span) = (left.ty.clone(), left.span);
    Expr { kind: ExprKind::Arith(Box::new(left), op, Box::new(right)), ty, span }
}
