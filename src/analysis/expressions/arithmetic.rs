//! Exact arithmetic: which types go together, and constants worked out at once.

use super::times;
use crate::analysis::checker::Checker;
use crate::analysis::model::{ArithOp, Expr, ExprKind, Literal};
use crate::analysis::scope::Scope;
use crate::analysis::{Operand, TypeProblem, TypeWord, ValueFault};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp};
use rust_decimal::Decimal;

impl Checker<'_> {
    pub(super) fn calculate(&mut self, left: Expr, op: BinaryOp, right: Expr, span: Span) -> Option<Expr> {
        let op = match op {
            BinaryOp::Add => ArithOp::Add,
            BinaryOp::Sub => ArithOp::Sub,
            BinaryOp::Mul => ArithOp::Mul,
            BinaryOp::Div => ArithOp::Div,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt => return None,
            BinaryOp::Ge | BinaryOp::In | BinaryOp::NotIn => return None,
        };
        if let (Type::Money(Some(a)), Type::Money(Some(b))) = (&left.ty, &right.ty)
            && a != b
        {
            let (found, wanted) = ((right.span, *b), (left.span, *a));
            self.report(TypeProblem::Currencies { found, wanted });
            return None;
        }
        let Some(ty) = result(&left.ty, op, &right.ty) else {
            let problem = self.times_apart(&left, &right).unwrap_or_else(|| {
                let (left, right) = (self.operand(&left), self.operand(&right));
                TypeProblem::Calculate { left, right }
            });
            self.report(problem);
            return None;
        };
        self.check_times(&left, &right, &ty)?;
        match fold(&left.kind, op, &right.kind) {
            Folded::Value(number) => Some(Expr { kind: ExprKind::Literal(typed(number, &ty)?), ty, span }),
            Folded::ByZero => self.refuse(span, ValueFault::ByZero),
            Folded::Overflow => self.refuse(span, ValueFault::Overflow),
            Folded::Not => {
                Some(Expr { kind: ExprKind::Arith(Box::new(left), op, Box::new(right)), ty, span })
            }
        }
    }

    /// `-x`; the model has no sign, so it is taken from zero.
    pub(super) fn negate(&mut self, inner: &ast::Expr, span: Span, scope: &Scope) -> Option<Expr> {
        let value = self.value(inner, scope)?;
        let Some(zero) = typed(Decimal::ZERO, &value.ty) else {
            let found: Operand = self.operand(&value);
            let wanted = vec![TypeWord::Plain(Type::Number)];
            self.report(TypeProblem::Expected { wanted, found, hint: None });
            return None;
        };
        let zero = Expr { kind: ExprKind::Literal(zero), ty: value.ty.clone(), span: value.span };
        self.calculate(zero, BinaryOp::Sub, value, span)
    }
}

/// The type of a result, where there is one.
fn result(left: &Type, op: ArithOp, right: &Type) -> Option<Type> {
    use Type::{Money, Number, Percent};
    match (left, op, right) {
        (Number, _, Number) => Some(Number),
        (Percent, ArithOp::Add | ArithOp::Sub | ArithOp::Mul, Percent) => Some(Percent),
        (Percent, ArithOp::Div, Percent) => Some(Number),
        (Number, ArithOp::Mul, Percent) | (Percent, ArithOp::Mul, Number) => Some(Number),
        (Percent, ArithOp::Div, Number) => Some(Percent),
        (Money(a), ArithOp::Add | ArithOp::Sub, Money(b)) => Some(Money(a.or(*b))),
        (Money(_), ArithOp::Div, Money(_)) => Some(Number),
        (Money(a), ArithOp::Mul | ArithOp::Div, Number | Percent) => Some(Money(*a)),
        (Number | Percent, ArithOp::Mul, Money(a)) => Some(Money(*a)),
        _ => times::result(left, op, right),
    }
}

enum Folded {
    Value(Decimal),
    /// Not constant, or a quotient: of two like quantities it is a share as well, which a number alone is not.
    Not,
    Overflow,
    ByZero,
}

fn fold(left: &ExprKind, op: ArithOp, right: &ExprKind) -> Folded {
    let by_zero = |right: &Literal| op == ArithOp::Div && number(right).is_some_and(|n| n.is_zero());
    if matches!(right, ExprKind::Literal(right) if by_zero(right)) {
        return Folded::ByZero;
    }
    let (ExprKind::Literal(left), ExprKind::Literal(right)) = (left, right) else { return Folded::Not };
    let (Some(a), Some(b)) = (number(left), number(right)) else { return Folded::Not };
    let result = match op {
        ArithOp::Add => a.checked_add(b),
        ArithOp::Sub => a.checked_sub(b),
        ArithOp::Mul => a.checked_mul(b),
        ArithOp::Div => return Folded::Not,
    };
    result.map_or(Folded::Overflow, Folded::Value)
}

/// Works out a value that names no parameter and no field, as the engine would.
pub(in crate::analysis) fn worked_out(expr: Expr) -> Expr {
    match constant(&expr).and_then(|number| typed(number, &expr.ty)) {
        Some(literal) => Expr { kind: ExprKind::Literal(literal), ..expr },
        None => expr,
    }
}

fn constant(expr: &Expr) -> Option<Decimal> {
    if let ExprKind::Literal(literal) = &expr.kind {
        return number(literal);
    }
    let ExprKind::Arith(left, op, right) = &expr.kind else { return None };
    let (left, right) = (constant(left)?, constant(right)?);
    match op {
        ArithOp::Add => left.checked_add(right),
        ArithOp::Sub => left.checked_sub(right),
        ArithOp::Mul => left.checked_mul(right),
        ArithOp::Div => left.checked_div(right),
    }
}

fn number(literal: &Literal) -> Option<Decimal> {
    match literal {
        Literal::Number(value) | Literal::Percent(value) | Literal::Money(value, _) => Some(*value),
        Literal::Text(_) | Literal::Bool(_) | Literal::Date(_) | Literal::Time(_) => None,
        Literal::Stamp(_) | Literal::Length(_) => None,
    }
}

fn typed(number: Decimal, ty: &Type) -> Option<Literal> {
    match ty {
        Type::Number => Some(Literal::Number(number)),
        Type::Percent => Some(Literal::Percent(number)),
        Type::Money(Some(currency)) => Some(Literal::Money(number, *currency)),
        Type::Money(None) | Type::Text | Type::Bool | Type::Date | Type::TimeOfDay | Type::Instant => None,
        Type::Duration | Type::Period | Type::Enum(_) | Type::Ref(_) | Type::List(_) => None,
    }
}
