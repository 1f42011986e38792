//! From when to when something lasts that says so itself: a record, a line of a table, a shift.

use super::Naive;
use super::expr::Truth;
use crate::slip::Slip;
use guiju::analysis::model::Edge;
use guiju::event::{Cell, Value};
use guiju::time::{ClockTime, Date, Instant, Precision, Stamp};

/// From when to when something lasts; `None`: from ever, for ever. `Err`: that cannot be told.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub from: Result<Option<Instant>, ()>,
    pub until: Result<Option<Instant>, ()>,
    /// How finely its beginning is known.
    pub begins: Precision,
    /// How finely its end is known.
    pub ends: Precision,
}

impl Naive<'_> {
    /// Whether an instant lies in an extent.
    pub fn covers(&self, extent: Extent, at: Stamp) -> Truth {
        let minute = at.precision == Precision::Minute;
        // Of a minute that is compared with seconds, these are not told apart.
        let last = if minute { at.start } else { self.case.zone.last_of(at) };
        let first = at.start;
        let shown = |edge: Instant| if minute { self.case.zone.floor(edge, Precision::Minute) } else { edge };
        if let (Ok(Some(from)), Ok(Some(until))) = (extent.from, extent.until)
            && until <= from
        {
            return Truth::No;
        }
        let begun = match extent.from {
            Ok(None) => Truth::Yes,
            Ok(Some(from)) => {
                let from = shown(from);
                let from = if self.slips(Slip::BeginsAfterItsBeginning) { from.plus_micros(1) } else { from };
                either(first >= from, last < from)
            }
            Err(()) => Truth::Undecided,
        };
        let lasts = match extent.until {
            Ok(None) => Truth::Yes,
            Ok(Some(until)) => {
                let until = shown(until);
                let until = if self.slips(Slip::HoldsAtItsEnd) { until.plus_micros(1) } else { until };
                either(last < until, first >= until)
            }
            Err(()) => Truth::Undecided,
        };
        begun.and(lasts)
    }

    /// From when to when the edges say.
    pub fn extent(
        &self,
        cells: &[Cell],
        from: Edge,
        until: Edge,
        optional: impl Fn(usize) -> bool,
    ) -> Extent {
        let zone = &self.case.zone;
        let field = |at: usize, end: bool| match &cells[at] {
            Cell::Value(Value::Stamp(stamp)) if end && stamp.precision == Precision::Day => {
                Ok(Some(zone.end_of(*stamp)))
            }
            Cell::Value(Value::Stamp(stamp)) => Ok(Some(stamp.start)),
            Cell::Value(Value::Date(date)) => {
                let start = Stamp { start: zone.start_of_day(*date), precision: Precision::Day };
                let whole = end && !self.slips(Slip::LastDayExcluded);
                Ok(Some(if whole { zone.end_of(start) } else { start.start }))
            }
            Cell::Blank if optional(at) && !self.slips(Slip::BlankBoundIsUnknown) => Ok(None),
            _ => Err(()),
        };
        let clock = |edge: Edge| match edge {
            Edge::Clock { date, time } => match (&cells[date], &cells[time]) {
                (Cell::Value(Value::Date(date)), Cell::Value(Value::Time(time))) => Some((*date, *time)),
                _ => None,
            },
            Edge::Field(_) => None,
        };
        let (first, begins) = match from {
            Edge::Field(at) => (
                field(at, false),
                match &cells[at] {
                    Cell::Value(Value::Stamp(stamp)) if stamp.precision == Precision::Minute => {
                        stamp.precision
                    }
                    _ => Precision::Exact,
                },
            ),
            Edge::Clock { .. } => match clock(from) {
                Some((date, time)) => (Ok(Some(self.at_clock(date, time, false))), time.precision),
                None => (Err(()), Precision::Exact),
            },
        };
        let (last, ends) = match until {
            Edge::Field(at) => (
                field(at, true),
                match &cells[at] {
                    Cell::Value(Value::Stamp(stamp)) => stamp.precision,
                    Cell::Value(Value::Date(_)) => Precision::Day,
                    _ => Precision::Exact,
                },
            ),
            Edge::Clock { .. } => match (clock(from), clock(until)) {
                (Some((day, begins)), Some((date, time))) => {
                    let over = date == day && time.time <= begins.time && !self.slips(Slip::MidnightIgnored);
                    let date = if over { tomorrow(date) } else { date };
                    (Ok(Some(self.at_clock(date, time, true))), time.precision)
                }
                (_, Some((date, time))) => (Ok(Some(self.at_clock(date, time, true))), time.precision),
                (_, None) => (Err(()), Precision::Exact),
            },
        };
        Extent { from: first, until: last, begins, ends }
    }

    fn at_clock(&self, date: Date, time: ClockTime, end: bool) -> Instant {
        let civil = date.to_datetime(time.time);
        let zone = &self.case.zone;
        if end { zone.instant(civil).0 } else { zone.instant_early(civil).0 }
    }

    /// The shifts of all days that touch a stretch of time.
    pub fn shifts(&self, from: ClockTime, until: ClockTime, first: Instant, last: Instant) -> Vec<Extent> {
        let zone = &self.case.zone;
        let mut all = Vec::new();
        let mut day = zone.date(first).yesterday().expect("there is one");
        while zone.start_of_day(day) <= last {
            let over = until.time <= from.time && !self.slips(Slip::MidnightIgnored);
            let ends = if over { tomorrow(day) } else { day };
            let (from_at, until_at) = (self.at_clock(day, from, false), self.at_clock(ends, until, true));
            all.push(Extent {
                from: Ok(Some(from_at)),
                until: Ok(Some(until_at)),
                begins: from.precision,
                ends: until.precision,
            });
            day = tomorrow(day);
        }
        all
    }
}

pub fn either(yes: bool, no: bool) -> Truth {
    match (yes, no) {
        (true, _) => Truth::Yes,
        (_, true) => Truth::No,
        _ => Truth::Undecided,
    }
}

fn tomorrow(date: Date) -> Date {
    date.tomorrow().expect("there is one")
}
