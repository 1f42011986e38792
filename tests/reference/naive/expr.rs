//! What an expression comes to. Three-valued, and nothing is looked up faster than by reading on.

use super::Naive;
use super::intervals::Span;
use super::states::Moment;
use crate::mutation::Mutation;
use guiju::analysis::model::{ArithOp, CompareOp, Expr, ExprKind, FieldRef, Literal, Predicate, Var};
use guiju::event::{Cell, EntityId, EntityRow, Event, Field, Sym, Value};
use guiju::time::{Date, Instant, Length, Stamp};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Kleene's three values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    Yes,
    No,
    Undecided,
    /// More of the log may decide it.
    Open,
}

impl Truth {
    pub fn of(yes: bool) -> Truth {
        if yes { Truth::Yes } else { Truth::No }
    }

    pub fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            other => other,
        }
    }

    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            (Truth::Open, _) | (_, Truth::Open) => Truth::Open,
            _ => Truth::Undecided,
        }
    }

    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }
}

/// What stands in for a name.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    pub occasion: Option<&'a Event>,
    pub member: Option<Member>,
    /// The member who is looked at: of those who benefit, who are asked for, or who have a place.
    pub other: Option<Member>,
    pub candidate: Option<&'a Event>,
    pub each: Option<&'a Expr>,
    /// The line of reference data that carries an interval.
    pub row: Option<&'a EntityRow>,
    /// The interval that is the occasion.
    pub span: Option<Span<'a>>,
    /// The beginning of the period that is the occasion.
    pub period: Option<Instant>,
    /// When states are asked for, where that is not the time of a row.
    pub moment: Option<Moment>,
}

/// A roster member in a period.
#[derive(Clone, Copy)]
pub struct Member {
    /// Its key.
    pub key: Sym,
    /// The first day of the period on which it is valid: its attributes are those of this day.
    pub on: Date,
}

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Got<'a> {
    Text(Cow<'a, str>),
    /// Anything that is not a text.
    Value(Value),
    /// Nothing was entered, where something should be.
    Blank,
    /// Nothing was entered, where nothing need be.
    OptionalBlank,
    /// It cannot be told.
    Unclear,
}

impl<'a> Naive<'a> {
    pub fn get(&self, expr: &'a Expr, scope: Scope<'a>) -> Got<'a> {
        match &expr.kind {
            ExprKind::Literal(literal) => literal_value(literal),
            ExprKind::OpenParam(_) => Got::Unclear,
            ExprKind::Measure(measure) => self.get(&measure.value, scope),
            ExprKind::Aggregate(_) | ExprKind::Rank(_) => Got::Unclear,
            ExprKind::IntervalStart => stamp_of(scope.span.and_then(|span| span.from)),
            ExprKind::IntervalEnd => stamp_of(scope.span.and_then(|span| span.until.map(Stamp::exact))),
            ExprKind::Var(Var::Each) => scope.each.map_or(Got::Unclear, |e| self.get(e, scope)),
            ExprKind::Var(Var::Member) => scope
                .member
                .map_or(Got::Unclear, |m| Got::Text(self.case.interner.text(&m.key).to_string().into())),
            ExprKind::Var(Var::Beneficiary | Var::Ranked) => scope
                .other
                .map_or(Got::Unclear, |m| Got::Text(self.case.interner.text(&m.key).to_string().into())),
            ExprKind::EventTime(var) => {
                event(*var, scope).map_or(Got::Unclear, |e| Got::Value(Value::Stamp(self.stamp(e.at))))
            }
            ExprKind::EventField(..) | ExprKind::Attribute { .. } | ExprKind::RowField(..) => {
                match self.cell(expr, scope) {
                    Found::Cell(Cell::Value(Value::Text(sym)), _) => {
                        Got::Text(self.case.interner.text(sym).into())
                    }
                    Found::Cell(Cell::Value(Value::Stamp(stamp)), _) => {
                        Got::Value(Value::Stamp(self.stamp(*stamp)))
                    }
                    Found::Cell(Cell::Value(value), _) => Got::Value(value.clone()),
                    Found::Cell(Cell::Blank, field)
                        if field.optional && !self.wrong(Mutation::OptionalBlankIsUndecided) =>
                    {
                        Got::OptionalBlank
                    }
                    Found::Cell(Cell::Blank, _) => Got::Blank,
                    Found::Cell(Cell::Unreadable(_), _) | Found::Unclear => Got::Unclear,
                    Found::NoReference => Got::OptionalBlank,
                }
            }
            ExprKind::Arith(a, op, b) => arithmetic(self.get(a, scope), *op, self.get(b, scope)),
            _ => match self.holds(expr, scope) {
                Truth::Yes => Got::Value(Value::Bool(true)),
                Truth::No => Got::Value(Value::Bool(false)),
                Truth::Undecided | Truth::Open => Got::Unclear,
            },
        }
    }

    /// Whether a condition holds.
    pub fn holds(&self, expr: &'a Expr, scope: Scope<'a>) -> Truth {
        match &expr.kind {
            ExprKind::Not(a) => self.holds(a, scope).not(),
            ExprKind::And(list) => list.iter().fold(Truth::Yes, |t, e| t.and(self.holds(e, scope))),
            ExprKind::Or(list) if self.wrong(Mutation::OrIsStrict) => {
                let all: Vec<Truth> = list.iter().map(|e| self.holds(e, scope)).collect();
                if all.contains(&Truth::Undecided) {
                    Truth::Undecided
                } else {
                    Truth::of(all.contains(&Truth::Yes))
                }
            }
            ExprKind::Or(list) => list.iter().fold(Truth::No, |t, e| t.or(self.holds(e, scope))),
            ExprKind::Compare(a, op, b) => self.compare(&self.get(a, scope), *op, &self.get(b, scope)),
            ExprKind::OneOf(a, list) => {
                let a = self.get(a, scope);
                let equal = |e| self.compare(&a, CompareOp::Eq, &self.get(e, scope));
                list.iter().fold(Truth::No, |t, e| t.or(equal(e)))
            }
            ExprKind::Between(a, low, high) => {
                let a = self.get(a, scope);
                let above = self.compare(&a, CompareOp::Ge, &self.get(low, scope));
                above.and(self.compare(&a, CompareOp::Le, &self.get(high, scope)))
            }
            ExprKind::Predicate(a, predicate) => self.predicate(a, *predicate, scope),
            ExprKind::Like(a, like, text) => self.is_like(&self.get(a, scope), *like, text),
            ExprKind::InList(a, list) => self.is_in_list(&self.get(a, scope), &self.get(list, scope)),
            ExprKind::InState { .. } | ExprKind::CountState { .. } => self.about_state(expr, scope),
            _ => match self.get(expr, scope) {
                Got::Value(Value::Bool(yes)) => Truth::of(yes),
                Got::OptionalBlank => Truth::No,
                _ => self.undecided(),
            },
        }
    }

    pub fn undecided(&self) -> Truth {
        if self.wrong(Mutation::UndecidedIsFalse) { Truth::No } else { Truth::Undecided }
    }

    pub fn compare(&self, a: &Got<'_>, op: CompareOp, b: &Got<'_>) -> Truth {
        let order = match (a, b) {
            // A blank field that may be blank compares false, whatever stands on the other side.
            (Got::OptionalBlank, _) | (_, Got::OptionalBlank) => return Truth::No,
            (Got::Text(a), Got::Text(b)) => Some(a.cmp(b)),
            (Got::Value(a), Got::Value(b)) => self.order(a, b),
            _ => None,
        };
        let Some(order) = order else { return self.undecided() };
        Truth::of(match op {
            CompareOp::Eq => order == Ordering::Equal,
            CompareOp::Ne => order != Ordering::Equal,
            CompareOp::Lt => order == Ordering::Less,
            CompareOp::Le => order != Ordering::Greater,
            CompareOp::Gt => order == Ordering::Greater,
            CompareOp::Ge => order != Ordering::Less,
        })
    }

    fn order(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) | (Value::Percent(a), Value::Percent(b)) => Some(a.cmp(b)),
            (Value::Money(a, x), Value::Money(b, y)) => (x == y).then(|| a.cmp(b)),
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.compare(*b)),
            (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
            (Value::Stamp(a), Value::Stamp(b)) => Some(self.coarsely(*a, *b)),
            _ => None,
        }
    }

    /// How two timestamps compare at the coarser precision of the two.
    pub fn coarsely(&self, a: Stamp, b: Stamp) -> Ordering {
        let precision = a.precision.max(b.precision);
        let zone = &self.case.zone;
        zone.floor(a.start, precision).cmp(&zone.floor(b.start, precision))
    }

    /// A timestamp as the log gives it.
    pub fn stamp(&self, stamp: Stamp) -> Stamp {
        if self.wrong(Mutation::CoarseTimesAreExact) { Stamp::exact(stamp.start) } else { stamp }
    }

    fn predicate(&self, expr: &'a Expr, predicate: Predicate, scope: Scope<'a>) -> Truth {
        let (filled, valid) = match self.cell(expr, scope) {
            Found::Cell(Cell::Value(value), field) => (true, within_range(value, field)),
            // Nothing is not wrong where nothing need be entered.
            Found::Cell(Cell::Blank, field) => (false, field.optional),
            Found::Cell(Cell::Unreadable(_), _) => (true, false),
            Found::NoReference => (false, true),
            Found::Unclear => return Truth::Undecided,
        };
        Truth::of(match predicate {
            Predicate::Filled => filled,
            Predicate::Valid => valid,
            Predicate::FilledAndValid => filled && valid,
            Predicate::Blank => !filled,
        })
    }

    fn cell(&self, expr: &'a Expr, scope: Scope<'a>) -> Found<'a> {
        let schema = &self.case.model.schema;
        match &expr.kind {
            ExprKind::EventField(var, FieldRef { kind, index }) => match event(*var, scope) {
                Some(event) => Found::Cell(&event.cells[*index], &schema.kind(*kind).fields[*index]),
                None => Found::Unclear,
            },
            ExprKind::RowField(entity, field) => match scope.row.or(scope.span.and_then(|span| span.row)) {
                Some(row) => Found::Cell(&row.cells[*field], &schema.entity(*entity).fields[*field]),
                None => Found::Unclear,
            },
            ExprKind::Attribute { of, entity, field, as_of } => {
                let key = match self.get(of, scope) {
                    Got::Text(key) => key,
                    Got::OptionalBlank => return Found::NoReference,
                    _ => return Found::Unclear,
                };
                let on = match as_of {
                    Var::Member => scope.member.map(|m| m.on),
                    Var::Beneficiary | Var::Ranked => scope.other.map(|m| m.on),
                    Var::Occasion if scope.span.is_some() => {
                        scope.span.and_then(|span| span.begins).map(|at| self.case.zone.date(at))
                    }
                    var => event(*var, scope).map(|e| self.case.zone.date(e.at.start)),
                };
                match on.and_then(|on| self.row(*entity, &key, on)) {
                    Some(row) => Found::Cell(&row.cells[*field], &schema.entity(*entity).fields[*field]),
                    None => Found::Unclear,
                }
            }
            _ => Found::Unclear,
        }
    }

    /// The line of a key that holds on a day; of several, the last of the file.
    fn row(&self, entity: EntityId, key: &str, on: Date) -> Option<&'a EntityRow> {
        let text = |row: &EntityRow| self.case.interner.text(&row.key) == key;
        let rows = &self.case.entities[entity.0 as usize];
        if self.wrong(Mutation::FirstLineOfReferenceData) {
            return rows.iter().find(|row| text(row));
        }
        rows.iter().rfind(|row| text(row) && holds_on(row, on))
    }
}

/// Whether a line of reference data holds on a day.
pub fn holds_on(row: &EntityRow, on: Date) -> bool {
    row.valid_from.is_none_or(|from| from <= on) && row.valid_to.is_none_or(|to| on <= to)
}

enum Found<'a> {
    Cell(&'a Cell, &'a Field),
    /// It is an attribute of something that need not be named, and is not.
    NoReference,
    Unclear,
}

fn stamp_of<'a>(at: Option<Stamp>) -> Got<'a> {
    at.map_or(Got::Unclear, |at| Got::Value(Value::Stamp(at)))
}

pub fn event<'a>(var: Var, scope: Scope<'a>) -> Option<&'a Event> {
    match var {
        Var::Occasion => scope.occasion,
        Var::Candidate => scope.candidate,
        Var::Member | Var::Each | Var::Beneficiary | Var::Ranked => None,
    }
}

fn within_range(value: &Value, field: &Field) -> bool {
    let number = match value {
        Value::Number(n) | Value::Percent(n) | Value::Money(n, _) => *n,
        _ => return true,
    };
    field.range.is_none_or(|(low, high)| low <= number && number <= high)
}

fn literal_value(literal: &Literal) -> Got<'_> {
    Got::Value(match literal {
        Literal::Text(text) => return Got::Text(text.into()),
        Literal::Number(n) => Value::Number(*n),
        Literal::Percent(n) => Value::Percent(*n),
        Literal::Money(n, currency) => Value::Money(*n, *currency),
        Literal::Bool(yes) => Value::Bool(*yes),
        Literal::Date(date) => Value::Date(*date),
        Literal::Time(time) => Value::Time(*time),
        Literal::Stamp(stamp) => Value::Stamp(*stamp),
        Literal::Length(Length::Elapsed { micros, .. }) => Value::Duration(*micros),
        Literal::Length(_) => return Got::Unclear,
    })
}

fn arithmetic<'a>(a: Got<'a>, op: ArithOp, b: Got<'a>) -> Got<'a> {
    let (a, b) = match (a, b) {
        (Got::Value(a), Got::Value(b)) => (a, b),
        _ => return Got::Unclear,
    };
    let result = match (a, b) {
        (Value::Number(a), Value::Number(b)) => exact(a, op, b).map(Value::Number),
        (Value::Money(a, x), Value::Money(b, y)) if x == y => exact(a, op, b).map(|n| Value::Money(n, x)),
        (Value::Money(a, x), Value::Number(b)) => exact(a, op, b).map(|n| Value::Money(n, x)),
        _ => None,
    };
    result.map_or(Got::Unclear, Got::Value)
}

fn exact(a: Decimal, op: ArithOp, b: Decimal) -> Option<Decimal> {
    match op {
        ArithOp::Add => a.checked_add(b),
        ArithOp::Sub => a.checked_sub(b),
        ArithOp::Mul => a.checked_mul(b),
        ArithOp::Div => a.checked_div(b),
    }
}
