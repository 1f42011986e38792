//! Conditions on the cells of one event, read where they stand: nothing is copied, and no reason is given.
//!
//! Nearly every condition of nearly every event compares a text with a few others, or asks whether a cell is filled and in range.
//! Anything else (a cell that is blank or unreadable, another kind of condition) is left to [`Env::test`](super::eval::Env::test),
//! which gives reasons and knows everything.

use super::Setup;
use crate::analysis::model::{CompareOp, Predicate};
use crate::event::{Cell, EntityId, Event, MILLIONTHS, Sym, Value, Wanted};
use crate::plan::{Expr, Slot};
use rust_decimal::Decimal;
use smallvec::SmallVec;

/// A condition on the cells of one event.
#[derive(Clone, Debug)]
pub(super) enum Quick {
    /// The text of a cell is one of these, or none of them.
    Text { cell: usize, texts: SmallVec<[Sym; 2]>, is: bool },
    /// A cell is filled, and in range if it has one.
    Filled(usize, Option<Bounds>),
    /// What reference data say of a cell's key on the day of the event is yes.
    Flag { cell: usize, entity: EntityId, attribute: usize },
    /// All of them hold.
    All(Vec<Quick>),
    /// One of them holds.
    Any(Vec<Quick>),
    /// It does not hold.
    Not(Box<Quick>),
    /// What has to be asked in full.
    Asked,
}

/// The least and the most that a number can be, in millionths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    low: i64,
    high: i64,
}

/// A number in millionths, if it is a whole number of them, and not too large.
#[inline]
fn millionths(number: &Decimal) -> Option<i64> {
    let ten = MILLIONTHS.get(number.scale() as usize)?;
    i64::try_from(number.mantissa()).ok()?.checked_mul(*ten)
}

impl Quick {
    /// What can be read of a condition at the event in a slot.
    pub fn of(condition: &Expr, slot: Slot) -> Quick {
        let cell = |expr: &Expr| match expr {
            Expr::Field { slot: own, index, .. } if *own == slot => Some(*index),
            _ => None,
        };
        let text = |expr: &Expr| match expr {
            Expr::Const(Value::Text(sym)) => Some(*sym),
            _ => None,
        };
        let list = |list: &[Expr]| list.iter().map(|item| Quick::of(item, slot)).collect();
        match condition {
            Expr::And(items) => Quick::All(list(items)),
            Expr::Or(items) => Quick::Any(list(items)),
            Expr::Not(inner) => Quick::Not(Box::new(Quick::of(inner, slot))),
            Expr::Compare(a, op @ (CompareOp::Eq | CompareOp::Ne), b) => {
                match (cell(a).or(cell(b)), text(a).or(text(b))) {
                    (Some(cell), Some(sym)) => {
                        Quick::Text { cell, texts: [sym].into_iter().collect(), is: *op == CompareOp::Eq }
                    }
                    _ => Quick::Asked,
                }
            }
            Expr::OneOf(a, items) => match (cell(a), items.iter().map(text).collect()) {
                (Some(cell), Some(texts)) => Quick::Text { cell, texts, is: true },
                _ => Quick::Asked,
            },
            Expr::Attribute { of, entity, index, as_of, .. } if *as_of == slot => match cell(of) {
                Some(cell) => Quick::Flag { cell, entity: *entity, attribute: *index },
                None => Quick::Asked,
            },
            Expr::Predicate(a, predicate, range) => match (cell(a), predicate, range) {
                (Some(cell), Predicate::Filled, _) | (Some(cell), _, None)
                    if *predicate != Predicate::Blank =>
                {
                    Quick::Filled(cell, None)
                }
                (Some(cell), Predicate::Valid | Predicate::FilledAndValid, Some((low, high))) => {
                    match (millionths(low), millionths(high)) {
                        (Some(low), Some(high)) => Quick::Filled(cell, Some(Bounds { low, high })),
                        _ => Quick::Asked,
                    }
                }
                _ => Quick::Asked,
            },
            _ => Quick::Asked,
        }
    }

    /// What it asks of cells, if it asks of each only to be filled and in range.
    pub fn wanted(&self, all: &mut Vec<Wanted>) -> bool {
        match self {
            Quick::Filled(field, bounds) => {
                let range = bounds.as_ref().map(|bounds| (bounds.low, bounds.high));
                all.push(Wanted { field: *field, range });
                true
            }
            Quick::All(list) => list.iter().all(|item| item.wanted(all)),
            Quick::Text { .. } | Quick::Flag { .. } => false,
            Quick::Any(_) | Quick::Not(_) | Quick::Asked => false,
        }
    }

    /// Whether it holds at an event; none if that must be asked in full.
    #[inline]
    pub fn read(&self, setup: &Setup<'_>, event: &Event) -> Option<bool> {
        match self {
            // Nearly all are like that, or several like that.
            Quick::Text { cell, texts, is } => is_one(event, *cell, texts).map(|found| found == *is),
            Quick::All(list) => decide(list, setup, event, false),
            other => other.read_on(setup, event),
        }
    }

    #[inline(never)]
    fn read_on(&self, setup: &Setup<'_>, event: &Event) -> Option<bool> {
        match self {
            Quick::Text { cell, texts, is } => is_one(event, *cell, texts).map(|found| found == *is),
            Quick::Filled(cell, bounds) => {
                let value = event.cells.get(*cell)?.value()?;
                bounds.as_ref().map_or(Some(true), |bounds| bounds.hold(value))
            }
            Quick::Flag { cell, entity, attribute } => {
                let key = event.cells.get(*cell)?.sym()?;
                if let Some(yes) = setup.tables.flag(*entity, key, *attribute) {
                    return Some(yes);
                }
                let row = setup.tables.row_on(*entity, key, || setup.rules.zone.date(event.at.start))?;
                match row.cells.get(*attribute) {
                    Some(Cell::Value(Value::Bool(yes))) => Some(*yes),
                    _ => None,
                }
            }
            Quick::All(list) => decide(list, setup, event, false),
            Quick::Any(list) => decide(list, setup, event, true),
            Quick::Not(inner) => inner.read(setup, event).map(|holds| !holds),
            Quick::Asked => None,
        }
    }
}

impl Bounds {
    #[inline]
    fn hold(&self, value: &Value) -> Option<bool> {
        let (Value::Number(number) | Value::Percent(number) | Value::Money(number, _)) = value else {
            return None;
        };
        millionths(number).map(|number| self.low <= number && number <= self.high)
    }
}

/// Whether the text of a cell is one of these; none if it holds no text.
#[inline]
fn is_one(event: &Event, cell: usize, texts: &[Sym]) -> Option<bool> {
    match event.cells.get(cell)? {
        // It is compared with all of them: which one it is is hard to foresee.
        Cell::Value(Value::Text(text)) => {
            Some(texts.iter().fold(false, |found, other| found | (other == text)))
        }
        _ => None,
    }
}

/// `or` (decisive: yes) or `and` (decisive: no); one decisive answer settles the matter.
#[inline]
fn decide(list: &[Quick], setup: &Setup<'_>, event: &Event, decisive: bool) -> Option<bool> {
    let mut asked = false;
    for item in list {
        let told = match item {
            Quick::Text { cell, texts, is } => is_one(event, *cell, texts).map(|found| found == *is),
            other => other.read_on(setup, event),
        };
        match told {
            Some(holds) if holds == decisive => return Some(decisive),
            Some(_) => {}
            None => asked = true,
        }
    }
    (!asked).then_some(!decisive)
}
