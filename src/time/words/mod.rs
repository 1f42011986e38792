//! Dates, times, lengths, points and steps in words.

mod en;
mod zh;

use super::day::{self, DAY};
use super::due::{Amount, Due};
use super::{DateTime, DayReason, Length, Point, Step, Unit, Zone, written};
use crate::locale::Lang;

impl Length {
    /// The length in words, in the unit in which the policy wrote it: `30 minutes`, `2 working days`.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::length(self),
            Lang::Zh => zh::length(self),
        }
    }
}

impl Point {
    /// The point in words, to follow `by`: `08:20`, `the 5th working day of the next month`. A fixed one is shown in
    /// the zone.
    pub fn words(&self, zone: &Zone, lang: Lang) -> String {
        match lang {
            Lang::En => en::point(self, zone),
            Lang::Zh => zh::point(self, zone),
        }
    }
}

impl Unit {
    /// The unit in words: `working day`, `工作日`.
    pub fn words(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => en::unit(self),
            Lang::Zh => zh::unit(self),
        }
    }
}

impl Amount {
    /// The amount in words: `31 minutes`, `2 days`.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::amount(self),
            Lang::Zh => zh::amount(self),
        }
    }
}

impl Due {
    /// The due time in words, with its date: `Mon 2024-05-06 09:30`, `Wed 2024-05-08 24:00`.
    pub fn words(&self, zone: &Zone, lang: Lang) -> String {
        let ends_a_day = self.ends_a_day(zone);
        let local = if ends_a_day { (self.last_day(zone) + 1) * DAY } else { zone.local(self.latest) };
        match lang {
            Lang::En => en::moment(local, ends_a_day),
            Lang::Zh => zh::moment(local, ends_a_day),
        }
    }
}

impl Step {
    /// The step in words, as one line without a full stop.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::step(self),
            Lang::Zh => zh::step(self),
        }
    }
}

impl DayReason {
    /// The reason in words: `weekly rest`, `holiday (春节)`.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::reason(self),
            Lang::Zh => zh::reason(self),
        }
    }
}

/// Whether this is the instant right after a full second: a violation falls when a window has closed, not in its last instant.
fn just_after(local: i64) -> bool {
    local.rem_euclid(1_000_000) == 1
}

/// The parts of a moment: its date, and its time as short as it can be told. Midnight at the end of a day is its 24:00.
fn parts(local: i64, ends_a_day: bool) -> (super::Date, String) {
    let (number, of_day) = day::split(local);
    if ends_a_day && of_day == 0 {
        return (day::date(number - 1), "24:00".into());
    }
    let time = day::time(of_day);
    let whole = time.second() == 0 && time.subsec_nanosecond() == 0;
    (day::date(number), written::clock_text(time, !whole))
}

/// Elapsed time as whole numbers of units, coarsest first, in microseconds a unit; hours at most, unless `days`.
fn split_elapsed(micros: i64) -> Vec<(i64, ElapsedUnit)> {
    let total = micros.saturating_abs();
    let mut parts = vec![
        (total / 3_600_000_000, ElapsedUnit::Hour),
        (total / 60_000_000 % 60, ElapsedUnit::Minute),
        (total / 1_000_000 % 60, ElapsedUnit::Second),
    ];
    if total < 1_000_000 && total > 0 {
        parts.push((total, ElapsedUnit::Microsecond));
    }
    parts.retain(|(count, _)| *count > 0);
    if parts.is_empty() {
        parts.push((0, ElapsedUnit::Minute));
    }
    parts
}

/// A unit in which elapsed time is told.
#[derive(Clone, Copy)]
enum ElapsedUnit {
    Hour,
    Minute,
    Second,
    Microsecond,
}

/// Microseconds since the epoch as clocks show them, for a civil time.
fn local(civil: DateTime) -> i64 {
    day::local(civil)
}

impl Zone {
    /// An instant in RFC 3339 with the zone's offset; without fraction where there is none.
    pub fn rfc3339(&self, at: super::Instant) -> String {
        let civil = self.civil(at);
        let minutes = self.offset(at) / 60_000_000;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        let mut text = String::with_capacity(25);
        written::push_date(&mut text, civil.date());
        text.push('T');
        written::push_clock(&mut text, civil.time(), true);
        text.push_str(&format!("{sign}{hours:02}:{rest:02}"));
        text
    }
}
