//! Expressions: names looked up, types checked, nothing converted.

pub(super) mod arithmetic;
mod compare;
mod like;
mod names;
mod pay;
mod times;

pub(super) use names::EVENT_TIME;
pub(super) use times::Listed;

use super::checker::Checker;
use super::model::{Expr, ExprKind, Literal, Predicate};
use super::scope::Scope;
use super::{Operand, TypeProblem, TypeWord, ValueFault};
use crate::event::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp};
use crate::time::{ClockTime, Precision, Stamp};

impl Checker<'_> {
    /// One value, or reports.
    pub(super) fn value(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let span = expr.span;
        let literal = |literal, ty| Some(Expr { kind: ExprKind::Literal(literal), ty, span });
        match &expr.node {
            ast::ExprKind::Text(text) => literal(Literal::Text(text.clone()), Type::Text),
            ast::ExprKind::Number(number) => literal(Literal::Number(*number), Type::Number),
            ast::ExprKind::Percent(share) => literal(Literal::Percent(*share), Type::Percent),
            ast::ExprKind::Money(amount) => {
                literal(Literal::Money(amount.value, amount.currency), Type::Money(Some(amount.currency)))
            }
            ast::ExprKind::Bool(yes) => literal(Literal::Bool(*yes), Type::Bool),
            ast::ExprKind::Quantity(parts) => {
                let length = self.quantity(parts, span)?;
                literal(Literal::Length(length), super::length::type_of(&length))
            }
            ast::ExprKind::Date(date) => literal(Literal::Date(*date), Type::Date),
            ast::ExprKind::DateTime(time) => {
                let stamp = self.stamp(time, span)?;
                literal(Literal::Stamp(stamp), Type::Instant)
            }
            ast::ExprKind::TimeOfDay(time) if time.next_day => self.refuse(span, ValueFault::Midnight),
            ast::ExprKind::TimeOfDay(time) => {
                let time = ClockTime { time: time.time, precision: time.precision };
                literal(Literal::Time(time), Type::TimeOfDay)
            }
            ast::ExprKind::Weekday(day) => Some(times::weekday(*day, span)),
            ast::ExprKind::PartOf(part, of) => self.part_of(*part, of, span, scope),
            ast::ExprKind::DayIs(of, test) => self.day_is(of, *test, span, scope),
            ast::ExprKind::List(_) | ast::ExprKind::Fields(..) => self.not_one(span, TypeWord::List),
            ast::ExprKind::Range(..) => self.not_one(span, TypeWord::Range),
            ast::ExprKind::Name(name) => self.name(name, span, scope),
            ast::ExprKind::Field(base, name) => self.field(base, name, span, scope),
            ast::ExprKind::Group(inner) => self.value(inner, scope),
            ast::ExprKind::Column(_) | ast::ExprKind::ThisHeader | ast::ExprKind::ThisCell => {
                self.refuse(span, ValueFault::ColumnOutsideLog)
            }
            ast::ExprKind::Like(of, like, text) => self.like(of, *like, text, span, scope),
            ast::ExprKind::Negate(inner) => self.negate(inner, span, scope),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                Some(boolean(ExprKind::Not(Box::new(inner)), span))
            }
            ast::ExprKind::And(parts) => Some(boolean(ExprKind::And(self.conditions(parts, scope)?), span)),
            ast::ExprKind::Or(parts) => Some(boolean(ExprKind::Or(self.conditions(parts, scope)?), span)),
            ast::ExprKind::Predicate(of, predicate) => self.predicate(of, *predicate, span, scope),
            ast::ExprKind::Binary(left, op, right) => self.binary(left, op.node, right, span, scope),
            ast::ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, span, scope),
            ast::ExprKind::Over(inner, over) => self.measure_over(inner, over, span, scope),
            ast::ExprKind::Call(called, arguments) => match &called.node {
                ast::ExprKind::Name(name) => {
                    self.measure(&Spanned::new(name.clone(), called.span), arguments, span, scope)
                }
                _ => self.refuse(span, ValueFault::NotAMeasure),
            },
            ast::ExprKind::StateOf(state, of) => self.in_state(state, Some(of), span, scope),
            ast::ExprKind::PayFor(time, of) => self.pay_for(time, of, span, scope),
            ast::ExprKind::ShareOf(share, of) => self.share_of(share, of, span, scope),
        }
    }

    /// A value that is yes or no, or reports.
    pub(super) fn condition(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        self.measuring.enter();
        let value = self.value(expr, scope);
        self.measuring.leave();
        let value = value?;
        if value.ty == Type::Bool {
            return Some(value);
        }
        let found = self.operand(&value);
        self.report(TypeProblem::NotCondition { found });
        None
    }

    /// All of several conditions; reports the problems of every one.
    fn conditions(&mut self, parts: &[ast::Expr], scope: &Scope) -> Option<Vec<Expr>> {
        let conditions: Vec<Option<Expr>> = parts.iter().map(|part| self.condition(part, scope)).collect();
        conditions.into_iter().collect()
    }

    pub(super) fn binary(
        &mut self,
        left: &ast::Expr,
        op: BinaryOp,
        right: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        if let ast::ExprKind::Fields(base, names) = &left.node {
            // A list of fields: each of them.
            let parts: Vec<Option<Expr>> = names
                .iter()
                .map(|name| self.binary(&field_of_list(base, name), op, right, name.span, scope))
                .collect();
            let parts: Option<Vec<Expr>> = parts.into_iter().collect();
            return Some(boolean(ExprKind::And(parts?), span));
        }
        match op {
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                if let Some(count) =
                    compare::operator(op).and_then(|op| self.count_of_state(left, op, right, span, scope))
                {
                    return count;
                }
                let (left, right) = (self.value(left, scope), self.value(right, scope));
                self.compare(left?, op, right?, span)
            }
            BinaryOp::In | BinaryOp::NotIn => {
                let left = self.value(left, scope);
                let among = self.among(left, right, span, scope)?;
                Some(match op {
                    BinaryOp::NotIn => boolean(ExprKind::Not(Box::new(among)), span),
                    BinaryOp::In | BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le => among,
                    BinaryOp::Gt | BinaryOp::Ge | BinaryOp::Add | BinaryOp::Sub => among,
                    BinaryOp::Mul | BinaryOp::Div => among,
                })
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                let (left, right) = (self.value(left, scope), self.value(right, scope));
                self.calculate(left?, op, right?, span)
            }
        }
    }

    /// `a filled`; of a list of fields, all of them.
    fn predicate(
        &mut self,
        of: &ast::Expr,
        predicate: ast::Predicate,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        if let ast::ExprKind::Fields(base, names) = &of.node {
            let parts: Vec<Option<Expr>> = names
                .iter()
                .map(|name| {
                    let cell = self.field(base, name, name.span, scope)?;
                    self.ask(cell, predicate, name.span)
                })
                .collect();
            let parts: Option<Vec<Expr>> = parts.into_iter().collect();
            return Some(boolean(ExprKind::And(parts?), span));
        }
        let cell = self.value(of, scope)?;
        self.ask(cell, predicate, span)
    }

    /// A question about one cell.
    pub(super) fn ask(&mut self, cell: Expr, predicate: ast::Predicate, span: Span) -> Option<Expr> {
        let is_cell = matches!(
            cell.kind,
            ExprKind::EventField(..) | ExprKind::Attribute { .. } | ExprKind::RowField(..)
        );
        if !is_cell {
            return self.refuse(cell.span, ValueFault::NotACell);
        }
        let predicate = match predicate {
            ast::Predicate::Filled => Predicate::Filled,
            ast::Predicate::Valid => Predicate::Valid,
            ast::Predicate::FilledAndValid => Predicate::FilledAndValid,
            ast::Predicate::Blank => Predicate::Blank,
        };
        Some(boolean(ExprKind::Predicate(Box::new(cell), predicate), span))
    }

    /// A point of time that is written out. Without an offset it is read in the policy's zone.
    pub(super) fn stamp(&mut self, time: &ast::DateTimeLit, span: Span) -> Option<Stamp> {
        let start = match time.offset {
            Some(seconds) => {
                let utc = crate::time::Zone::utc();
                utc.instant(time.civil).0.plus_micros(-i64::from(seconds).saturating_mul(1_000_000))
            }
            None => {
                self.need_zone(span);
                self.header.zone.as_ref()?.instant(time.civil).0
            }
        };
        Some(Stamp { start, precision: time.precision })
    }

    /// A whole day as a point of time, in the policy's zone.
    pub(super) fn day_stamp(&mut self, date: crate::time::Date, span: Span) -> Option<Stamp> {
        self.need_zone(span);
        let start = self.header.zone.as_ref()?.start_of_day(date);
        Some(Stamp { start, precision: Precision::Day })
    }

    /// A value as one side of a message.
    pub(super) fn operand(&self, expr: &Expr) -> Operand {
        Operand { span: expr.span, ty: TypeWord::of(&expr.ty, &self.schema), declared: self.declared(expr) }
    }

    /// Where the field or parameter behind a value is declared.
    fn declared(&self, expr: &Expr) -> Option<Span> {
        if let ExprKind::EventField(_, field) = &expr.kind {
            self.kinds[field.kind.0 as usize].fields.get(field.index).copied()
        } else if let ExprKind::Attribute { entity, field, .. } | ExprKind::RowField(entity, field) =
            &expr.kind
        {
            self.entities[entity.0 as usize].fields.get(*field).copied()
        } else if let ExprKind::OpenParam(id) = &expr.kind {
            Some(self.params[id.0 as usize].span)
        } else {
            None
        }
    }

    /// Reports a value that cannot stand where it does.
    pub(super) fn refuse<T>(&mut self, span: Span, fault: ValueFault) -> Option<T> {
        self.report(TypeProblem::Value { span, fault });
        None
    }

    fn not_one(&mut self, span: Span, ty: TypeWord) -> Option<Expr> {
        self.report(TypeProblem::NotOneValue { found: Operand { span, ty, declared: None } });
        None
    }
}

/// An expression that is yes or no.
pub(super) fn field_of_list(base: &ast::Expr, name: &ast::Name) -> ast::Expr {
    Spanned::new(ast::ExprKind::Field(Box::new(base.clone()), name.clone()), name.span)
}

/// A condition.
pub(super) fn boolean(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Bool, span }
}
