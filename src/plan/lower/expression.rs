//! Lowering of expressions: names become places in records, texts become symbols.

use super::super::{Expr, Part, Slot};
use super::Lowering;
use crate::analysis::model::{self, ArithOp, ExprKind, Literal, TimePart, Var, WEEKDAYS};
use crate::event::{Type, Value};
use crate::time::{Length, Way};

impl Lowering<'_> {
    pub(in crate::plan) fn expr(&mut self, expr: &model::Expr) -> Expr {
        match &expr.kind {
            ExprKind::Literal(literal) => Expr::Const(self.literal(literal)),
            ExprKind::OpenParam(param) => Expr::Open(*param),
            ExprKind::Var(Var::Each) => match &self.each {
                Some(value) => value.clone(),
                None => Expr::Member,
            },
            ExprKind::Var(Var::Member | Var::Occasion | Var::Candidate) => Expr::Member,
            ExprKind::Var(Var::Beneficiary) => Expr::Beneficiary,
            ExprKind::Var(Var::Ranked) => Expr::Ranked,
            ExprKind::EventField(var, field) => Expr::Field {
                slot: slot(*var),
                kind: field.kind,
                index: field.index,
                optional: self.schema.kind(field.kind).fields[field.index].optional,
            },
            ExprKind::EventTime(var) => Expr::Time(slot(*var)),
            ExprKind::Attribute { of, entity, field, as_of } => Expr::Attribute {
                of: Box::new(self.expr(of)),
                entity: *entity,
                index: *field,
                optional: self.schema.entity(*entity).fields[*field].optional,
                as_of: slot(*as_of),
            },
            ExprKind::RowField(entity, index) => Expr::RowField {
                entity: *entity,
                index: *index,
                optional: self.schema.entity(*entity).fields[*index].optional,
            },
            ExprKind::IntervalStart => Expr::IntervalStart,
            ExprKind::IntervalEnd => Expr::IntervalEnd,
            ExprKind::CountState { state, op, number, at } => {
                self.used.push(*state);
                Expr::CountState { state: *state, op: *op, number: self.boxed(number), at: slot(*at) }
            }
            ExprKind::InState { state, subject, at } => {
                self.used.push(*state);
                let subject = subject.as_ref().map(|of| self.boxed(of));
                Expr::InState { state: *state, subject, at: slot(*at) }
            }
            ExprKind::Not(a) => Expr::Not(self.boxed(a)),
            ExprKind::And(list) => {
                let mut flat = Vec::new();
                for item in list {
                    match self.expr(item) {
                        Expr::And(inner) => flat.extend(inner),
                        other => flat.push(other),
                    }
                }
                Expr::And(flat)
            }
            ExprKind::Or(list) => Expr::Or(list.iter().map(|e| self.expr(e)).collect()),
            ExprKind::Compare(a, op, b) => Expr::Compare(self.boxed(a), *op, self.boxed(b)),
            ExprKind::OneOf(a, list) => {
                Expr::OneOf(self.boxed(a), list.iter().map(|e| self.expr(e)).collect())
            }
            ExprKind::Between(a, low, high) => {
                Expr::Between(self.boxed(a), self.boxed(low), self.boxed(high))
            }
            ExprKind::InList(a, list) => Expr::InList(self.boxed(a), self.boxed(list)),
            ExprKind::Like(a, like, text) => Expr::Like(self.boxed(a), *like, text.as_str().into()),
            ExprKind::Part(part, a) => {
                let part = match part {
                    TimePart::Date => Part::Date,
                    TimePart::Time => Part::Time,
                    TimePart::Weekday => Part::Weekday(WEEKDAYS.map(|word| self.interner.intern(word))),
                    TimePart::IsWorkingDay => Part::IsWorkingDay,
                    TimePart::IsRestDay => Part::IsRestDay,
                };
                Expr::Part(part, self.boxed(a))
            }
            ExprKind::Arith(a, op, b) => self.arith(a, *op, b),
            ExprKind::Predicate(a, predicate) => {
                let range = self.range(a);
                Expr::Predicate(self.boxed(a), *predicate, range)
            }
            ExprKind::Measure(measure) => self.expr(&measure.value),
            ExprKind::Aggregate(aggregate) => Expr::Figure(self.figure(aggregate, &expr.ty, expr.span)),
            ExprKind::Rank(rank) => Expr::Figure(self.ranking(rank, expr.span)),
        }
    }

    /// A length on the calendar moves a date or point of time; what else there is is arithmetic of values.
    fn arith(&mut self, a: &model::Expr, op: ArithOp, b: &model::Expr) -> Expr {
        let moves = |length: &model::Expr, of: &model::Expr| match &length.kind {
            ExprKind::Literal(Literal::Length(length))
                if matches!(of.ty, Type::Date | Type::Instant)
                    && !matches!(length, Length::Elapsed { .. }) =>
            {
                Some(*length)
            }
            _ => None,
        };
        match (moves(b, a), moves(a, b), op) {
            (Some(length), _, ArithOp::Add) => Expr::Shift(self.boxed(a), Way::Later, length),
            (Some(length), _, ArithOp::Sub) => Expr::Shift(self.boxed(a), Way::Earlier, length),
            (None, Some(length), ArithOp::Add) => Expr::Shift(self.boxed(b), Way::Later, length),
            _ => Expr::Arith(self.boxed(a), op, self.boxed(b)),
        }
    }

    fn boxed(&mut self, expr: &model::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    /// The declared range of the field that a predicate asks about.
    fn range(&self, expr: &model::Expr) -> Option<(rust_decimal::Decimal, rust_decimal::Decimal)> {
        match &expr.kind {
            ExprKind::EventField(_, field) => self.schema.kind(field.kind).fields[field.index].range,
            ExprKind::Attribute { entity, field, .. } | ExprKind::RowField(entity, field) => {
                self.schema.entity(*entity).fields[*field].range
            }
            _ => None,
        }
    }

    fn literal(&mut self, literal: &Literal) -> Value {
        match literal {
            Literal::Text(text) => Value::Text(self.interner.intern(text)),
            Literal::Number(n) => Value::Number(*n),
            Literal::Percent(n) => Value::Percent(*n),
            Literal::Money(n, currency) => Value::Money(*n, *currency),
            Literal::Bool(b) => Value::Bool(*b),
            Literal::Date(date) => Value::Date(*date),
            Literal::Time(time) => Value::Time(*time),
            Literal::Stamp(stamp) => Value::Stamp(*stamp),
            Literal::Length(Length::Elapsed { micros, .. }) => Value::Duration(*micros),
            Literal::Length(Length::Days(n)) => Value::Days(i64::from(*n)),
            Literal::Length(Length::Weeks(n)) => Value::Days(i64::from(*n) * 7),
            // These move a date, or are compared when the policy is checked; they never reach a value.
            Literal::Length(_) => Value::List(Box::default()),
        }
    }
}

fn slot(var: Var) -> Slot {
    match var {
        Var::Occasion => Slot::Occasion,
        Var::Member | Var::Each | Var::Ranked => Slot::Member,
        Var::Beneficiary => Slot::Beneficiary,
        Var::Candidate => Slot::Candidate,
    }
}
