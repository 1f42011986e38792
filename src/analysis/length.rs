//! Lengths of time: from parts as written to one length.

use super::checker::{Checker, ParamValue};
use super::model::{Expr, ExprKind, Literal, ParamId};
use super::{Hint, Operand, Thing, TypeProblem, TypeWord, ValueFault};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast::{self, TimeUnit};
use crate::time::{ClockUnit, Length};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A length, or the open parameter that stands for one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LengthOrOpen {
    Length(Length),
    Open(ParamId),
}

/// The type of a length: elapsed time, or counted on a calendar.
pub(super) fn type_of(length: &Length) -> Type {
    match length {
        Length::Elapsed { .. } => Type::Duration,
        Length::WorkingTime { .. } | Length::Days(_) | Length::WorkingDays(_) | Length::Weeks(_) => {
            Type::Period
        }
        Length::Months(_) | Length::Quarters(_) | Length::Years(_) => Type::Period,
        Length::MonthsDays { .. } => Type::Period,
    }
}

/// Two lengths in the same unit, by size; `None`: they cannot be compared without a date.
pub(super) fn compare(left: &Length, right: &Length) -> Option<std::cmp::Ordering> {
    fn size(length: &Length) -> (u8, (i64, i64)) {
        let one = |sort, n: i64| (sort, (n, 0));
        match length {
            Length::Elapsed { micros, .. } => one(0, *micros),
            Length::WorkingTime { micros, .. } => one(1, *micros),
            Length::Days(n) => one(2, i64::from(*n)),
            Length::Weeks(n) => one(2, i64::from(*n) * 7),
            Length::WorkingDays(n) => one(3, i64::from(*n)),
            Length::Months(n) => one(4, i64::from(*n)),
            Length::Quarters(n) => one(4, i64::from(*n) * 3),
            Length::Years(n) => one(4, i64::from(*n) * 12),
            Length::MonthsDays { months, days } => (4, (i64::from(*months), i64::from(*days))),
        }
    }
    let (left, right) = (size(left), size(right));
    let (months, days) = (left.1.0.cmp(&right.1.0), left.1.1.cmp(&right.1.1));
    // More months and fewer days may be longer or shorter.
    (left.0 == right.0 && (months == days || months.is_eq() || days.is_eq())).then(|| months.then(days))
}

impl Checker<'_> {
    /// A length that is written out or named, or a report. Notes what it needs.
    pub(super) fn length(&mut self, length: &ast::Length) -> Option<LengthOrOpen> {
        match length {
            ast::Length::Quantity(quantity) => {
                let length = self.quantity(&quantity.node, quantity.span)?;
                self.length_needs(&length, quantity.span);
                Some(LengthOrOpen::Length(length))
            }
            ast::Length::Param(name) => self.length_param(name),
        }
    }

    fn length_param(&mut self, name: &ast::Name) -> Option<LengthOrOpen> {
        let Some(id) = self.param_named(&name.node) else {
            self.unknown_name(name, Thing::Param);
            return None;
        };
        let param = &mut self.params[id.0 as usize];
        param.used = true;
        let (ty, value, declared) = (param.ty.clone()?, param.value.clone(), param.span);
        if !matches!(ty, Type::Duration | Type::Period) {
            let found =
                Operand { span: name.span, ty: TypeWord::of(&ty, &self.schema), declared: Some(declared) };
            let wanted = vec![TypeWord::Plain(Type::Duration), TypeWord::Plain(Type::Period)];
            let hint = match ty {
                Type::Number => match value {
                    ParamValue::One(Expr { kind: ExprKind::Literal(Literal::Number(number)), .. }) => {
                        Some(Hint::WriteUnit(number.normalize().to_string()))
                    }
                    _ => None,
                },
                Type::Date | Type::Instant | Type::TimeOfDay => Some(Hint::UseBy),
                Type::Text | Type::Money(_) | Type::Percent | Type::Bool => None,
                Type::Duration | Type::Period | Type::Enum(_) | Type::Ref(_) | Type::List(_) => None,
            };
            self.report(TypeProblem::Expected { wanted, found, hint });
            return None;
        }
        self.needs.open.extend(self.params[id.0 as usize].opens.iter().copied());
        match value {
            ParamValue::One(expr) => {
                if let ExprKind::Literal(Literal::Length(length)) = expr.kind {
                    self.length_needs(&length, name.span);
                    Some(LengthOrOpen::Length(length))
                } else if let ExprKind::OpenParam(id) = expr.kind {
                    Some(LengthOrOpen::Open(id))
                } else {
                    // Lengths cannot be calculated with, so there is nothing else; it has been reported.
                    None
                }
            }
            ParamValue::Open => Some(LengthOrOpen::Open(id)),
            ParamValue::Many(_) | ParamValue::Broken | ParamValue::Pending | ParamValue::Busy => None,
        }
    }

    /// Notes the zone and the calendar that a length needs.
    pub(super) fn length_needs(&mut self, length: &Length, span: Span) {
        match length {
            Length::Elapsed { .. } => {}
            Length::WorkingTime { .. } => {
                self.need_zone(span);
                self.need_hours(span);
            }
            Length::WorkingDays(_) => {
                self.need_zone(span);
                self.need_calendar(span);
            }
            Length::Days(_) | Length::Weeks(_) | Length::Months(_) => self.need_zone(span),
            Length::Quarters(_) | Length::Years(_) | Length::MonthsDays { .. } => self.need_zone(span),
        }
    }

    /// The length of one or more parts, or a report.
    pub(super) fn quantity(&mut self, parts: &ast::Quantity, span: Span) -> Option<Length> {
        match quantity(parts) {
            Ok(length) => Some(length),
            Err(Fault::Value(fault)) => {
                self.report(TypeProblem::Value { span, fault });
                None
            }
            Err(Fault::Sorts(left, right)) => {
                self.report(TypeProblem::LengthParts { span, left, right });
                None
            }
        }
    }
}

enum Fault {
    Value(ValueFault),
    /// Two that cannot be added, such as elapsed time and days, or working days and days.
    Sorts(Length, Length),
}

fn quantity(parts: &ast::Quantity) -> Result<Length, Fault> {
    // A single part keeps its unit, because the unit is how the length is worded and counted.
    if let [(count, unit)] = parts.as_slice() {
        return single(*count, *unit);
    }
    let mut lengths = parts.iter().map(|(count, unit)| single(*count, *unit));
    let Some(first) = lengths.next() else { return Err(Fault::Value(ValueFault::TooLong)) };
    lengths.try_fold(first?, |sum, next| add(sum, next?))
}

fn single(count: Decimal, unit: TimeUnit) -> Result<Length, Fault> {
    let whole = || -> Result<u32, Fault> {
        if !count.fract().is_zero() {
            return Err(Fault::Value(ValueFault::PartOfUnit(count.normalize().to_string())));
        }
        count.to_u32().ok_or(Fault::Value(ValueFault::TooLong))
    };
    Ok(match unit {
        TimeUnit::Second => elapsed(count, ClockUnit::Second)?,
        TimeUnit::Minute => elapsed(count, ClockUnit::Minute)?,
        TimeUnit::Hour => elapsed(count, ClockUnit::Hour)?,
        TimeUnit::WorkingHour => match elapsed(count, ClockUnit::Hour)? {
            Length::Elapsed { micros, unit } => Length::WorkingTime { micros, unit },
            other => other,
        },
        TimeUnit::Day => Length::Days(whole()?),
        TimeUnit::WorkingDay => Length::WorkingDays(whole()?),
        TimeUnit::Week => Length::Weeks(whole()?),
        TimeUnit::Month => Length::Months(whole()?),
        TimeUnit::Quarter => Length::Quarters(whole()?),
        TimeUnit::Year => Length::Years(whole()?),
    })
}

/// `1.5 hours` is 90 minutes, told to the minute.
fn elapsed(count: Decimal, unit: ClockUnit) -> Result<Length, Fault> {
    let too_long = || Fault::Value(ValueFault::TooLong);
    let micros = count.checked_mul(Decimal::from(unit.micros())).ok_or_else(too_long)?;
    let micros = micros.trunc().to_i64().ok_or_else(too_long)?;
    let finest = [unit, ClockUnit::Minute, ClockUnit::Second];
    let unit = finest.into_iter().find(|unit| micros % unit.micros() == 0).unwrap_or(ClockUnit::Second);
    Ok(Length::Elapsed { micros, unit })
}

fn add(left: Length, right: Length) -> Result<Length, Fault> {
    let days = |n: u32| Ok(Length::Days(n));
    let too_long = Fault::Value(ValueFault::TooLong);
    match (sort(&left), sort(&right)) {
        (Sort::Clock(a, x), Sort::Clock(b, y)) => {
            Ok(Length::Elapsed { micros: a.checked_add(b).ok_or(too_long)?, unit: x.min(y) })
        }
        (Sort::Working(a, x), Sort::Working(b, y)) => {
            Ok(Length::WorkingTime { micros: a.checked_add(b).ok_or(too_long)?, unit: x.min(y) })
        }
        // `6 working hours 30 minutes`: the minutes are of the same opening hours.
        (Sort::Working(a, x), Sort::Clock(b, y)) => {
            Ok(Length::WorkingTime { micros: a.checked_add(b).ok_or(too_long)?, unit: x.min(y) })
        }
        (Sort::Days(a), Sort::Days(b)) => days(a.checked_add(b).ok_or(too_long)?),
        (Sort::WorkingDays(a), Sort::WorkingDays(b)) => {
            Ok(Length::WorkingDays(a.checked_add(b).ok_or(too_long)?))
        }
        (Sort::Months(a), Sort::Months(b)) => Ok(Length::Months(a.checked_add(b).ok_or(too_long)?)),
        (Sort::Months(months), Sort::Days(days)) => Ok(Length::MonthsDays { months, days }),
        (Sort::MonthsDays(months, days), Sort::Days(more)) => {
            Ok(Length::MonthsDays { months, days: days.checked_add(more).ok_or(too_long)? })
        }
        (Sort::Clock(..) | Sort::Working(..) | Sort::Days(_) | Sort::WorkingDays(_), _)
        | (Sort::Months(_) | Sort::MonthsDays(..), _) => Err(Fault::Sorts(left, right)),
    }
}

/// Lengths that can be added to each other.
enum Sort {
    Clock(i64, ClockUnit),
    Working(i64, ClockUnit),
    Days(u32),
    WorkingDays(u32),
    Months(u32),
    MonthsDays(u32, u32),
}

fn sort(length: &Length) -> Sort {
    match length {
        Length::Elapsed { micros, unit } => Sort::Clock(*micros, *unit),
        Length::WorkingTime { micros, unit } => Sort::Working(*micros, *unit),
        Length::Days(n) => Sort::Days(*n),
        Length::Weeks(n) => Sort::Days(n.saturating_mul(7)),
        Length::WorkingDays(n) => Sort::WorkingDays(*n),
        Length::Months(n) => Sort::Months(*n),
        Length::Quarters(n) => Sort::Months(n.saturating_mul(3)),
        Length::Years(n) => Sort::Months(n.saturating_mul(12)),
        Length::MonthsDays { months, days } => Sort::MonthsDays(*months, *days),
    }
}
