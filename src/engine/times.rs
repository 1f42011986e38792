//! Calculating with times, three-valued: what the log gives too coarsely is undecided, never guessed.

use super::eval::{Env, Outcome, Tri};
use super::run::Engine;
use super::{Reason, Why};
use crate::analysis::model::{ArithOp, CompareOp};
use crate::event::Value;
use crate::plan::{Expr, Part};
use crate::time::{self, Length, Orders, Precision, Rough, TimeError, Way};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

impl Env<'_> {
    /// `date of x.at`
    pub(super) fn part(&self, part: &Part, of: &Expr) -> Outcome {
        let value = match self.value(of) {
            Outcome::Value(value) => value,
            other => return other,
        };
        let weekday = |date: time::Date, words: &[crate::event::Sym; 7]| {
            let sym = words[date.weekday().to_monday_zero_offset() as usize % 7];
            Outcome::Value(Value::Text(sym))
        };
        match (part, value) {
            (Part::Date, Value::Stamp(at)) => Outcome::Value(Value::Date(self.zone.date(at.start))),
            (Part::Time, Value::Stamp(at)) => match time::clock_of(self.zone, at) {
                Some(clock) => Outcome::Value(Value::Time(clock)),
                None => Outcome::Undecided(Why::TooCoarse),
            },
            (Part::Weekday(words), Value::Stamp(at)) => weekday(self.zone.date(at.start), words),
            (Part::Weekday(words), Value::Date(date)) => weekday(date, words),
            (Part::IsWorkingDay, value) => self.works(&value, true),
            (Part::IsRestDay, value) => self.works(&value, false),
            _ => Outcome::Undecided(Why::Nothing),
        }
    }

    /// Whether the day of a value is a working day, or none.
    fn works(&self, of: &Value, wanted: bool) -> Outcome {
        let date = match of {
            Value::Date(date) => *date,
            Value::Stamp(at) => self.zone.date(at.start),
            _ => return Outcome::Undecided(Why::Nothing),
        };
        match self.calendar.map(|calendar| calendar.is_working_day(date)) {
            Some(Ok(works)) => Outcome::Value(Value::Bool(works == wanted)),
            Some(Err(TimeError::NotCovered { year, .. })) => Outcome::Undecided(Why::NotCovered(year)),
            Some(Err(_)) | None => Outcome::Undecided(Why::NoDate),
        }
    }

    /// `x.at + 3 working days`
    pub(super) fn shifted(&self, of: &Expr, way: Way, length: &Length) -> Outcome {
        let value = match self.value(of) {
            Outcome::Value(value) => value,
            // What is reckoned from a blank is not there, but it is no cell that may be blank.
            Outcome::Blank { why, .. } | Outcome::Undecided(why) => return Outcome::Undecided(why),
        };
        let moved = match value {
            Value::Date(date) => {
                time::shift_date(self.calendar, date, length, way).map(|to| to.map(Value::Date))
            }
            Value::Stamp(at) => {
                time::shift(self.zone, self.calendar, at, length, way).map(|to| to.map(Value::Stamp))
            }
            _ => return Outcome::Undecided(Why::Nothing),
        };
        match moved {
            Ok(Some(value)) => Outcome::Value(value),
            Ok(None) => Outcome::Undecided(Why::TooCoarse),
            Err(TimeError::NotCovered { year, .. }) => Outcome::Undecided(Why::NotCovered(year)),
            Err(_) => Outcome::Undecided(Why::NoDate),
        }
    }

    /// `x in record.list`
    pub(super) fn in_list(&self, value: &Expr, list: &Expr) -> Tri {
        let value = match (self.value(value), self.value(list)) {
            (Outcome::Blank { optional: true, .. }, _) | (_, Outcome::Blank { optional: true, .. }) => {
                return Tri::False;
            }
            // Nothing is in an empty list.
            (_, Outcome::Value(Value::List(items))) if items.is_empty() => return Tri::False,
            (Outcome::Undecided(why) | Outcome::Blank { why, .. }, _)
            | (_, Outcome::Undecided(why) | Outcome::Blank { why, .. }) => return Tri::Undecided(why),
            (Outcome::Value(value), Outcome::Value(Value::List(items))) => (value, items),
            (Outcome::Value(_), Outcome::Value(_)) => return Tri::Undecided(Why::Nothing),
        };
        let mut undecided = None;
        for item in &value.1 {
            match self.compare_values(&value.0, CompareOp::Eq, item) {
                Tri::True => return Tri::True,
                Tri::False => {}
                Tri::Undecided(why) => undecided = undecided.or(Some(why)),
            }
        }
        undecided.map_or(Tri::False, Tri::Undecided)
    }

    /// Arithmetic in which times take part; none if none do.
    pub(super) fn time_arithmetic(
        &self,
        left: &Value,
        op: ArithOp,
        right: &Value,
    ) -> Option<Result<Value, Why>> {
        let whole = |value: Option<i64>| value.ok_or(Why::Arithmetic);
        Some(match (left, op, right) {
            (Value::Stamp(a), ArithOp::Sub, Value::Stamp(b)) => {
                Rough::between(*b, *a, self.zone).map(plain).ok_or(Why::Arithmetic)
            }
            (Value::Stamp(at), ArithOp::Add | ArithOp::Sub, Value::Duration(micros)) => {
                let micros = if op == ArithOp::Sub { micros.saturating_neg() } else { *micros };
                time::shift_elapsed(*at, micros).map(Value::Stamp).ok_or(Why::TooCoarse)
            }
            (Value::Duration(_), ArithOp::Add, Value::Stamp(_)) => {
                return self.time_arithmetic(right, op, left);
            }
            // A point of time that is moved by an uncertain length is not certain to the minute or day.
            (Value::Stamp(_), _, Value::Rough(_)) | (Value::Rough(_), _, Value::Stamp(_)) => {
                Err(Why::TooCoarse)
            }
            (Value::Date(a), ArithOp::Sub, Value::Date(b)) => Ok(Value::Days(time::days_between(*b, *a))),
            (Value::Date(_) | Value::Stamp(_), ArithOp::Add | ArithOp::Sub, Value::Days(days)) => {
                let back = (op == ArithOp::Sub) != (*days < 0);
                let way = if back { Way::Earlier } else { Way::Later };
                let Ok(days) = u32::try_from(days.unsigned_abs()) else { return Some(Err(Why::NoDate)) };
                match self.shifted(&Expr::Const(left.clone()), way, &Length::Days(days)) {
                    Outcome::Value(value) => Ok(value),
                    Outcome::Blank { why, .. } | Outcome::Undecided(why) => Err(why),
                }
            }
            (Value::Days(_), ArithOp::Add, Value::Date(_) | Value::Stamp(_)) => {
                return self.time_arithmetic(right, op, left);
            }
            (Value::Days(a), ArithOp::Add, Value::Days(b)) => whole(a.checked_add(*b)).map(Value::Days),
            (Value::Days(a), ArithOp::Sub, Value::Days(b)) => whole(a.checked_sub(*b)).map(Value::Days),
            (Value::Duration(_) | Value::Rough(_), _, Value::Duration(_) | Value::Rough(_)) => {
                between_lengths(rough(left)?, op, rough(right)?)
            }
            (Value::Duration(_) | Value::Rough(_), ArithOp::Mul, Value::Number(n) | Value::Percent(n))
            | (Value::Number(n) | Value::Percent(n), ArithOp::Mul, Value::Duration(_) | Value::Rough(_)) => {
                let length = rough(left).or_else(|| rough(right))?;
                scaled(length, |micros| Decimal::from(micros).checked_mul(*n))
            }
            (Value::Duration(_) | Value::Rough(_), ArithOp::Div, Value::Number(n) | Value::Percent(n)) => {
                scaled(rough(left)?, |micros| Decimal::from(micros).checked_div(*n))
            }
            _ => return None,
        })
    }
}

impl Engine<'_> {
    /// A year that the calendar does not cover is an error of the run, also where only a value needed it.
    pub(super) fn note_uncovered(&mut self, reasons: &[Reason]) {
        let Some(calendar) = self.setup.rules.calendar else { return };
        let years: Vec<i16> = reasons
            .iter()
            .filter_map(|reason| match reason {
                Reason::OccasionUndecided(why)
                | Reason::WindowUndecided(why)
                | Reason::ConditionUndecided(why)
                | Reason::Candidate(_, why) => Some(why),
                _ => None,
            })
            .filter_map(|why| if let Why::NotCovered(year) = why { Some(*year) } else { None })
            .collect();
        for year in years {
            self.note_time_error(TimeError::NotCovered { calendar: calendar.name().into(), year });
        }
    }
}

/// How two lengths compare, as far as can be told; none if they are none.
pub(super) fn compare_lengths(left: &Value, op: CompareOp, right: &Value) -> Option<Tri> {
    if let (Value::Days(a), Value::Days(b)) = (left, right) {
        let order = a.cmp(b);
        let orders = Orders { less: order.is_lt(), equal: order.is_eq(), greater: order.is_gt() };
        return Some(decided(orders, op));
    }
    Some(decided(rough(left)?.orders(rough(right)?), op))
}

/// What a comparison comes to: yes if it holds however the two are ordered, no if it never does.
fn decided(orders: Orders, op: CompareOp) -> Tri {
    let Orders { less, equal, greater } = orders;
    let (holds, fails) = match op {
        CompareOp::Eq => (equal, less || greater),
        CompareOp::Ne => (less || greater, equal),
        CompareOp::Lt => (less, equal || greater),
        CompareOp::Le => (less || equal, greater),
        CompareOp::Gt => (greater, equal || less),
        CompareOp::Ge => (greater || equal, less),
    };
    match (holds, fails) {
        (true, false) => Tri::True,
        (false, true) => Tri::False,
        _ => Tri::Undecided(Why::TooCoarse),
    }
}

/// A length of elapsed time with what is uncertain about it.
fn rough(value: &Value) -> Option<Rough> {
    match value {
        Value::Duration(micros) => Some(Rough::exact(*micros)),
        Value::Rough(rough) => Some(**rough),
        _ => None,
    }
}

/// A length that is known exactly is an ordinary one.
fn plain(rough: Rough) -> Value {
    if rough.precision == Precision::Exact {
        Value::Duration(rough.nominal)
    } else {
        Value::Rough(Box::new(rough))
    }
}

fn between_lengths(a: Rough, op: ArithOp, b: Rough) -> Result<Value, Why> {
    match op {
        ArithOp::Add => a.plus(b).map(plain).ok_or(Why::Arithmetic),
        ArithOp::Sub => b.negated().and_then(|b| a.plus(b)).map(plain).ok_or(Why::Arithmetic),
        ArithOp::Div if a.precision.max(b.precision) != Precision::Exact => Err(Why::TooCoarse),
        ArithOp::Div => {
            let quotient = Decimal::from(a.nominal).checked_div(Decimal::from(b.nominal));
            quotient.map(Value::Number).ok_or(Why::Arithmetic)
        }
        ArithOp::Mul => Err(Why::Arithmetic),
    }
}

/// A multiple or part of a length; what is finer than a microsecond is cut off.
fn scaled(length: Rough, scale: impl Fn(i64) -> Option<Decimal>) -> Result<Value, Why> {
    let micros = |micros: i64| scale(micros).and_then(|n| n.trunc().to_i64()).ok_or(Why::Arithmetic);
    if length.precision == Precision::Exact {
        return micros(length.nominal).map(Value::Duration);
    }
    let (a, b) = (micros(length.least)?, micros(length.most)?);
    // A part of a minute is not known to the minute any more: only what is certain is said of it.
    let precision = Precision::Day;
    let (least, most) = (a.min(b), a.max(b));
    Ok(Value::Rough(Box::new(Rough { nominal: micros(length.nominal)?, least, most, precision })))
}
