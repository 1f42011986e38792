//! Random logs and reference data over small key spaces.

use super::dice::Dice;
use super::grid::Grid;
use crate::build::{self, KINDS, cell, row};
use guiju::engine::{Coverage, Declared};
use guiju::event::{Cell, EntityRow, Event, Interner, KindId, LostRow, Type, Value};
use guiju::time::{ClockUnit, Instant, Stamp};

/// Keys of staff; the last is in no table.
pub const STAFF: [&str; 4] = ["li", "wang", "zhao", "nobody"];
pub const FAULTS: [&str; 2] = ["F1", "F2"];
pub const ADDRESSEES: [&str; 2] = ["platform", "director"];
pub const ROLES: [&str; 2] = ["operator", "manager"];

pub fn event(n: u64, grid: &Grid, dice: &mut Dice<'_>, interner: &mut Interner) -> Event {
    let kind = dice.below(KINDS.len());
    let at = grid.stamp(dice);
    let cells = (0..7).map(|i| cell_of(i, grid, dice, interner)).collect();
    Event { cells, ..build::event(n, kind, at) }
}

fn cell_of(field: usize, grid: &Grid, dice: &mut Dice<'_>, interner: &mut Interner) -> Cell {
    let missing = dice.below(24);
    let pool: &[&str] = match field {
        build::FAULT => &FAULTS,
        build::STAFF => &STAFF,
        _ => &ADDRESSEES,
    };
    match missing {
        22 => Cell::Unreadable(interner.intern("?")),
        20 | 21 => Cell::Blank,
        _ => match build::type_of(field) {
            Type::Number => Cell::Value(Value::Number(dice.below(5).into())),
            Type::Bool => Cell::Value(Value::Bool(dice.below(2) == 1)),
            Type::Instant => Cell::Value(Value::Stamp(grid.stamp(dice))),
            Type::Date => Cell::Value(Value::Date(grid.date(dice))),
            _ => cell(interner, dice.pick(pool)),
        },
    }
}

pub fn lost(n: u64, grid: &Grid, dice: &mut Dice<'_>, interner: &mut Interner) -> LostRow {
    let known = !dice.chance(25);
    let kind = known.then(|| KindId(dice.below(KINDS.len()) as u16));
    let at = dice.maybe(60, |d| grid.stamp(d));
    let cells: Vec<Option<Cell>> =
        (0..7).map(|i| dice.maybe(60, |d| cell_of(i, grid, d, interner))).collect();
    LostRow { row: row(n), kind, at, cells: if known { cells.into() } else { Vec::new().into() } }
}

pub fn person(n: u64, grid: &Grid, dice: &mut Dice<'_>, interner: &mut Interner) -> EntityRow {
    let key = interner.intern(STAFF[dice.below(3)]);
    let dated = dice.chance(50);
    let valid_from = dice.maybe(if dated { 60 } else { 0 }, |d| grid.date(d));
    let valid_to = dice.maybe(if dated { 60 } else { 0 }, |d| grid.date(d));
    let (role, boss) = (dice.pick(&ROLES), dice.pick(&STAFF));
    let mut cells = vec![
        Cell::Value(Value::Text(key)),
        cell(interner, role),
        cell(interner, boss),
        Cell::Value(Value::Bool(dice.below(2) == 1)),
        Cell::Value(Value::Number(dice.below(5).into())),
    ];
    for cell in cells.iter_mut().skip(1) {
        match dice.below(16) {
            14 => *cell = Cell::Blank,
            15 => *cell = Cell::Unreadable(interner.intern("?")),
            _ => {}
        }
    }
    EntityRow { key, valid_from, valid_to, cells: cells.into(), row: row(n) }
}

pub fn coverage(grid: &Grid, dice: &mut Dice<'_>, events: &[Event]) -> Coverage {
    let day = 24 * ClockUnit::Hour.micros();
    let earliest: Option<Instant> = events.iter().map(|e| e.at.start).min();
    let begin = match dice.below(2) {
        0 => Some(earliest.map_or(grid.base, |e| e.min(grid.base)).plus_micros(-3 * day)),
        _ => earliest,
    };
    let kinds = KINDS
        .map(|_| {
            dice.maybe(25, |d| Declared {
                begin: d.maybe(50, |d| grid.instant(d)),
                end: d.maybe(50, |d| grid.stamp(d)),
            })
        })
        .into();
    Coverage { begin, kinds }
}

pub fn horizon(grid: &Grid, dice: &mut Dice<'_>, far: &[i64]) -> Option<Stamp> {
    let day = 24 * ClockUnit::Hour.micros();
    let days = if let [days] = far { *days } else { dice.pick(far) };
    match dice.below(4) {
        // Long after everything, so that most windows are closed.
        0 | 1 => Some(Stamp::exact(grid.base.plus_micros(day * days))),
        2 => None,
        _ => Some(grid.stamp(dice)),
    }
}
