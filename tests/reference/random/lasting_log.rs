//! Random logs for policies about states.

use super::dice::Dice;
use super::grid::{Grid, Scale};
use super::log::{ADDRESSEES, FAULTS, ROLES, STAFF};
use crate::build::{cell, row};
use guiju::analysis::model::Model;
use guiju::engine::{Coverage, Declared};
use guiju::event::{Cell, EntityRow, Event, Field, Interner, KindId, LostRow, Type, Value};
use guiju::time::{ClockTime, ClockUnit, Precision, Stamp};

fn value(field: &Field, grid: &Grid, dice: &mut Dice<'_>, interner: &mut Interner) -> Cell {
    Cell::Value(match field.ty {
        Type::Number => Value::Number(dice.below(5).into()),
        Type::Bool => Value::Bool(dice.below(4) != 3),
        Type::Instant => Value::Stamp(Stamp::exact(grid.instant(dice))),
        Type::Date => Value::Date(grid.date(dice)),
        Type::TimeOfDay => {
            let civil = grid.zone.civil(grid.instant(dice));
            let time = match grid.scale {
                Scale::Seconds => ClockTime::second(civil.hour(), civil.minute(), civil.second()),
                Scale::Minutes | Scale::Days => ClockTime::minute(civil.hour(), civil.minute()),
            };
            Value::Time(time.expect("a clock shows it"))
        }
        _ => {
            let pool: &[&str] = match field.name.as_str() {
                "fault" => &FAULTS,
                "staff" => &STAFF[..2],
                "role" => &ROLES,
                _ => &ADDRESSEES,
            };
            let word = dice.pick(pool);
            return cell(interner, word);
        }
    })
}

fn cells(
    fields: &[Field],
    grid: &Grid,
    dice: &mut Dice<'_>,
    interner: &mut Interner,
    plain: bool,
) -> Vec<Cell> {
    let mut one = |field: &Field| match dice.below(if plain { 30 } else { 40 }) {
        // A blank that may be is told as well as any value.
        24..=29 if field.optional && field.ty == Type::Instant => Cell::Blank,
        30..=33 if field.optional && field.name == "staff" && !plain => Cell::Blank,
        39 => Cell::Unreadable(interner.intern("?")),
        36..=38 => Cell::Blank,
        _ => value(field, grid, dice, interner),
    };
    fields.iter().map(&mut one).collect()
}

pub fn event(
    n: u64,
    model: &Model,
    grid: &Grid,
    dice: &mut Dice<'_>,
    interner: &mut Interner,
    plain: bool,
) -> Event {
    let kind = KindId(dice.pick(&[0, 1, 2, 0, 1, 3]));
    let at = grid.stamp(dice);
    let mut cells = cells(&model.schema.kind(kind).fields, grid, dice, interner, plain);
    later(&mut cells, 4, 7, grid, dice);
    Event { cells: cells.into(), ..crate::build::event(n, kind.0 as usize, at) }
}

/// Mostly an interval ends after it begins.
fn later(cells: &mut [Cell], from: usize, until: usize, grid: &Grid, dice: &mut Dice<'_>) {
    let (Some(Cell::Value(Value::Stamp(first))), Some(Cell::Value(Value::Stamp(_)))) =
        (cells.get(from), cells.get(until))
    else {
        return;
    };
    if dice.chance(85) {
        let length = (1 + dice.below(5) as i64) * grid.step();
        cells[until] = Cell::Value(Value::Stamp(Stamp::exact(first.start.plus_micros(length))));
    }
}

pub fn lost(
    n: u64,
    model: &Model,
    grid: &Grid,
    dice: &mut Dice<'_>,
    interner: &mut Interner,
    plain: bool,
) -> LostRow {
    let known = !dice.chance(15);
    let kind = known.then(|| KindId(dice.pick(&[0, 1, 2, 3, 1, 0])));
    let at = dice.maybe(60, |d| grid.stamp(d));
    let fields = kind.map_or(&[][..], |kind| &model.schema.kind(kind).fields);
    let cells = cells(fields, grid, dice, interner, plain);
    let cells: Vec<Option<Cell>> = cells.into_iter().map(|c| dice.chance(70).then_some(c)).collect();
    LostRow { row: row(n), kind, at, cells: cells.into() }
}

pub fn line(
    n: u64,
    model: &Model,
    grid: &Grid,
    dice: &mut Dice<'_>,
    interner: &mut Interner,
    plain: bool,
) -> EntityRow {
    let key = interner.intern(&format!("R{n}"));
    let fields = &model.schema.entities[1].fields;
    let mut cells: Vec<Cell> = fields.iter().map(|field| value(field, grid, dice, interner)).collect();
    cells[0] = Cell::Value(Value::Text(key));
    if !plain && dice.chance(10) {
        let blank = dice.below(cells.len() - 1) + 1;
        cells[blank] = Cell::Blank;
    }
    later(&mut cells, 2, 3, grid, dice);
    EntityRow { key, valid_from: None, valid_to: None, cells: cells.into(), row: row(n) }
}

pub fn horizon(grid: &Grid, dice: &mut Dice<'_>) -> Option<Stamp> {
    match dice.below(4) {
        // After everything, but not so long that shifts and slots without end follow.
        0 | 1 => Some(Stamp::exact(grid.base.plus_micros(30 * grid.step()))),
        2 => None,
        _ => Some(Stamp::exact(grid.instant(dice))),
    }
}

pub fn coverage(grid: &Grid, dice: &mut Dice<'_>, model: &Model, events: &[Event], plain: bool) -> Coverage {
    let day = 24 * ClockUnit::Hour.micros();
    let earliest = events.iter().map(|e| e.at.start).min();
    let begin = match dice.below(3) {
        0 | 1 => Some(earliest.map_or(grid.base, |e| e.min(grid.base)).plus_micros(-if grid.scale
            == Scale::Days
        {
            day
        } else {
            3 * grid.step()
        })),
        _ => earliest.or(Some(grid.base)),
    };
    let ever = dice.chance(60);
    let kinds = (0..model.schema.kinds.len()).map(|_| {
        let end =
            dice.maybe(if plain { 0 } else { 5 }, |d| Stamp { precision: Precision::Exact, ..grid.stamp(d) });
        (ever || end.is_some()).then_some(Declared { begin: if ever { None } else { begin }, end })
    });
    Coverage { begin, kinds: kinds.collect() }
}
