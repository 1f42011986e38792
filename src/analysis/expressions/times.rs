//! Calculating with times: what may be added to what, and what two periods have in common.
//!
//! Elapsed time and time counted on a calendar never mix. A period that is not a constant is a number of days: the only
//! one there can be is the difference of two dates.

use super::boolean;
use crate::analysis::checker::Checker;
use crate::analysis::model::{ArithOp, Expr, ExprKind, Literal, TimePart, WEEKDAYS};
use crate::analysis::scope::Scope;
use crate::analysis::{TypeProblem, TypeWord, ValueFault};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast;
use crate::time::Length;

/// What stands after `in`, or is named by `for every`.
pub(in crate::analysis) enum Listed {
    /// Values that are written out, or named by a parameter.
    Items(Vec<Expr>),
    /// A list that a field holds.
    Field(Expr),
}

/// The type of a result, where times are calculated with and there is one.
pub(super) fn result(left: &Type, op: ArithOp, right: &Type) -> Option<Type> {
    use ArithOp::{Add, Div, Mul, Sub};
    use Type::{Date, Duration, Instant, Number, Percent, Period};
    match (left, op, right) {
        (Instant, Sub, Instant) => Some(Duration),
        (Date, Sub, Date) => Some(Period),
        (Instant, Add | Sub, Duration | Period) | (Duration | Period, Add, Instant) => Some(Instant),
        (Date, Add | Sub, Period) | (Period, Add, Date) => Some(Date),
        (Duration, Add | Sub, Duration) => Some(Duration),
        (Duration, Mul | Div, Number | Percent) | (Number | Percent, Mul, Duration) => Some(Duration),
        (Duration, Div, Duration) => Some(Number),
        (Period, Add | Sub, Period) => Some(Period),
        _ => None,
    }
}

impl Checker<'_> {
    /// What calculating with times needs besides fitting types; reports what does not go.
    pub(super) fn check_times(&mut self, left: &Expr, right: &Expr, ty: &Type) -> Option<()> {
        match (&left.ty, &right.ty) {
            (Type::Period, Type::Period) => {
                self.whole_days(left)?;
                self.whole_days(right)?;
            }
            (Type::Date, Type::Period) | (Type::Period, Type::Date) => {
                let period = if left.ty == Type::Period { left } else { right };
                if let ExprKind::Literal(Literal::Length(Length::WorkingTime { .. })) = period.kind {
                    return self.refuse(period.span, ValueFault::HoursOfDate);
                }
            }
            _ => {}
        }
        for side in [left, right] {
            if let (Type::Period, ExprKind::Literal(Literal::Length(length))) = (&side.ty, &side.kind) {
                self.length_needs(length, side.span);
            }
        }
        if *ty == Type::Instant && [&left.ty, &right.ty].contains(&&Type::Period) {
            self.need_zone(left.span.to(right.span));
        }
        Some(())
    }

    /// Why two types of time do not go together, if that can be said better than by naming both.
    pub(super) fn times_apart(&self, left: &Expr, right: &Expr) -> Option<TypeProblem> {
        match (&left.ty, &right.ty) {
            (Type::Duration, Type::Period | Type::Date) | (Type::Period | Type::Date, Type::Duration) => {
                let (left, right) = (self.operand(left), self.operand(right));
                let (span, ty, other) = (right.span, Some(right.ty), Some((left.span, left.ty)));
                Some(TypeProblem::Lengths { span, ty, other })
            }
            _ => None,
        }
    }

    /// Two periods that are compared: both in days, or both constants in the same unit.
    pub(super) fn comparable_periods(&mut self, left: Expr, right: Expr) -> Option<(Expr, Expr)> {
        if let (ExprKind::Literal(Literal::Length(a)), ExprKind::Literal(Literal::Length(b))) =
            (&left.kind, &right.kind)
            && !matches!((a, b), (Length::Days(_) | Length::Weeks(_), Length::Days(_) | Length::Weeks(_)))
            && let Some(order) = crate::analysis::length::compare(a, b)
        {
            // Both are known, so only their order matters.
            let days = |n: u32, expr: &Expr| Expr {
                kind: ExprKind::Literal(Literal::Length(Length::Days(n))),
                ..expr.clone()
            };
            let (a, b) = match order {
                std::cmp::Ordering::Less => (0, 1),
                std::cmp::Ordering::Equal => (0, 0),
                std::cmp::Ordering::Greater => (1, 0),
            };
            return Some((days(a, &left), days(b, &right)));
        }
        self.whole_days(&left)?;
        self.whole_days(&right)?;
        Some((left, right))
    }

    /// Whether a period is a number of days; reports if not.
    fn whole_days(&mut self, period: &Expr) -> Option<()> {
        match &period.kind {
            ExprKind::Literal(Literal::Length(Length::Days(_) | Length::Weeks(_))) => Some(()),
            ExprKind::Literal(Literal::Length(_)) => self.refuse(period.span, ValueFault::NoDays),
            _ => Some(()),
        }
    }

    /// `date of x.at`, `time of x.at`, `weekday of x.at`.
    pub(super) fn part_of(
        &mut self,
        part: ast::TimePart,
        of: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let value = self.value(of, scope)?;
        let (part, ty) = match part {
            ast::TimePart::Date => (TimePart::Date, Type::Date),
            ast::TimePart::Time => (TimePart::Time, Type::TimeOfDay),
            ast::TimePart::Weekday => (TimePart::Weekday, weekdays()),
        };
        match (&value.ty, part) {
            (Type::Instant, _) => self.need_zone(span),
            (Type::Date, TimePart::Weekday) => {}
            _ => {
                let mut wanted = vec![TypeWord::Plain(Type::Instant)];
                if part == TimePart::Weekday {
                    wanted.push(TypeWord::Plain(Type::Date));
                }
                let found = self.operand(&value);
                self.report(TypeProblem::Expected { wanted, found, hint: None });
                return None;
            }
        }
        Some(Expr { kind: ExprKind::Part(part, Box::new(value)), ty, span })
    }

    /// `x.day is a working day`.
    pub(super) fn day_is(
        &mut self,
        of: &ast::Expr,
        test: ast::DayTest,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let value = self.value(of, scope)?;
        match &value.ty {
            Type::Instant => self.need_zone(span),
            Type::Date => {}
            _ => {
                let wanted = [Type::Date, Type::Instant].map(TypeWord::Plain).to_vec();
                let found = self.operand(&value);
                self.report(TypeProblem::Expected { wanted, found, hint: None });
                return None;
            }
        }
        self.need_calendar(span);
        let part = match test {
            ast::DayTest::Working => TimePart::IsWorkingDay,
            ast::DayTest::Rest => TimePart::IsRestDay,
        };
        Some(boolean(ExprKind::Part(part, Box::new(value)), span))
    }

    /// `x in record.list`.
    pub(super) fn in_list(&mut self, value: Expr, list: Expr, span: Span) -> Option<Expr> {
        let Type::List(item) = &list.ty else { return None };
        // An item of the list stands in for all of them.
        let sample = Expr { ty: item.as_ref().clone(), ..list.clone() };
        let (value, _) = self.unify(value, sample)?;
        Some(boolean(ExprKind::InList(Box::new(value), Box::new(list)), span))
    }
}

/// `Friday`
pub(super) fn weekday(day: crate::time::Weekday, span: Span) -> Expr {
    let word = WEEKDAYS[day.to_monday_zero_offset() as usize % 7];
    Expr { kind: ExprKind::Literal(Literal::Text(word.into())), ty: weekdays(), span }
}

/// The type of a day of the week: one of seven words.
fn weekdays() -> Type {
    Type::Enum(WEEKDAYS.map(String::from).to_vec())
}
