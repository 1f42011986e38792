//! Where the interval of a record or of a line begins and ends.

use crate::analysis::model::Edge;
use crate::engine::Why;
use crate::event::{Cell, Field, Value};
use crate::time::{ClockTime, Date, DateTime, Precision, Stamp, Zone};

/// The two ends of an interval; `Err`: what stands in the way of knowing one.
pub(super) struct Ends {
    pub from: Result<Option<Stamp>, Why>,
    pub until: Result<Option<Stamp>, Why>,
}

/// Reads the ends from the cells of a record. A day is meant as a whole, the last one included. A time of day that comes
/// no later than the one at which the interval begins, on the same date, is one of the day after.
pub(super) fn ends(
    zone: &Zone,
    fields: &[Field],
    cells: &[Cell],
    (from, until): (Edge, Edge),
    why: impl Fn(usize, &Cell) -> Why,
) -> Ends {
    let first = read(zone, fields, cells, from, false, 0, &why);
    let mut last = read(zone, fields, cells, until, true, 0, &why);
    if let (Edge::Clock { date: one, .. }, Edge::Clock { date: other, .. }) = (from, until)
        && one == other
        && let (Ok(Some(first)), Ok(Some(end))) = (&first, &last)
        && end.start <= first.start
    {
        last = read(zone, fields, cells, until, true, 1, &why);
    }
    Ends { from: first, until: last }
}

fn read(
    zone: &Zone,
    fields: &[Field],
    cells: &[Cell],
    edge: Edge,
    end: bool,
    days: i8,
    why: &impl Fn(usize, &Cell) -> Why,
) -> Result<Option<Stamp>, Why> {
    let value = |at: usize| match cells.get(at) {
        Some(Cell::Value(value)) => Ok(Some(value.clone())),
        Some(Cell::Blank) | None if fields.get(at).is_some_and(|field| field.optional) => Ok(None),
        Some(cell) => Err(why(at, cell)),
        None => Err(why(at, &Cell::Blank)),
    };
    match edge {
        Edge::Field(at) => Ok(match value(at)? {
            Some(Value::Date(date)) => Some(day(zone, date, end)),
            Some(Value::Stamp(stamp)) if stamp.precision == Precision::Day => {
                Some(day(zone, zone.date(stamp.start), end))
            }
            Some(Value::Stamp(stamp)) => Some(stamp),
            Some(_) => return Err(Why::Nothing),
            None => None,
        }),
        Edge::Clock { date, time } => match (value(date)?, value(time)?) {
            (Some(Value::Date(date)), Some(Value::Time(time))) => {
                let mut date = date;
                for _ in 0..days {
                    date = date.tomorrow().map_err(|_| Why::Nothing)?;
                }
                Ok(Some(clock(zone, date, time, end)))
            }
            (None, _) | (_, None) => Ok(None),
            (Some(_), Some(_)) => Err(Why::Nothing),
        },
    }
}

/// The beginning of a day, or its end: the beginning of the next.
fn day(zone: &Zone, date: Date, end: bool) -> Stamp {
    let date = if end { date.tomorrow().unwrap_or(Date::MAX) } else { date };
    Stamp::exact(zone.start_of_day(date))
}

/// A time of day on a date. Of a time that occurs twice because clocks are put back, the interval takes both.
pub(super) fn clock(zone: &Zone, date: Date, clock: ClockTime, end: bool) -> Stamp {
    let civil = DateTime::from_parts(date, clock.time);
    let (start, _) = if end { zone.instant(civil) } else { zone.instant_early(civil) };
    Stamp { start, precision: clock.precision }
}
