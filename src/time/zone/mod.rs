//! Civil time in a zone.
//!
//! Every event is turned into civil time, so a zone is flattened once into a table of offset changes. The table reaches
//! to the year 2500; later instants are moved back by whole cycles of 400 years, after which both the Gregorian calendar and the
//! rules of daylight saving repeat.

use super::day::{self, DAY, MINUTE};
use super::{Date, DateTime, Instant, Precision, Stamp, written};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use std::fmt;
use std::sync::Arc;

/// A local time that does not occur exactly once, because clocks are put forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Irregular {
    /// It does not occur: clocks were put forward over it.
    Gap,
    /// It occurs twice: clocks were put back over it.
    Fold,
}

/// A time zone. Cheap to clone.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    /// Offset changes in order; the first reaches back to the beginning of time.
    changes: Arc<[Change]>,
}

/// The days from one date to another, both included: asked of many instants, without making a date of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    first: i64,
    last: i64,
}

impl DayRange {
    /// An end that is not stated leaves the range open.
    pub fn new(first: Option<Date>, last: Option<Date>) -> DayRange {
        DayRange { first: first.map_or(i64::MIN, day::number), last: last.map_or(i64::MAX, day::number) }
    }
}

/// From when on which offset holds, both in microseconds.
#[derive(Clone, Copy)]
struct Change {
    from: i64,
    offset: i64,
}

/// Where a local time lies on the time line.
#[derive(Clone, Copy)]
pub(super) struct Resolved {
    /// The first instant that shows it.
    pub earlier: Instant,
    /// The last instant that shows it.
    pub later: Instant,
    /// Whether it occurs not at all or twice.
    pub irregular: Option<Irregular>,
    /// In a fold, the instant at which clocks are put back.
    change: i64,
}

/// Where the table ends: 2500-01-01T00:00:00Z.
const HORIZON: i64 = 16_725_225_600_000_000;
/// 400 Gregorian years: 146,097 days, a whole number of weeks.
const CYCLE: i64 = 146_097 * DAY;
/// More than any offset from UTC.
const SLACK: i64 = 26 * 60 * MINUTE;

impl Zone {
    /// The zone with an IANA name (letter case ignored), `UTC`, `Z`, or a fixed offset such as `+08:00`.
    pub fn named(name: &str) -> Option<Zone> {
        let name = name.trim();
        if name == "Z" || name.eq_ignore_ascii_case("UTC") {
            return Some(Zone::utc());
        }
        if name.starts_with(['+', '-']) {
            return Zone::fixed(name);
        }
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).into();
        Some(Zone { name, changes: changes(&zone).into() })
    }

    /// Coordinated universal time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".into(), changes: Arc::new([Change { from: i64::MIN, offset: 0 }]) }
    }

    /// A fixed offset: `+08:00`, `-0330` or `+08`.
    fn fixed(text: &str) -> Option<Zone> {
        let (sign, digits) = text.split_at_checked(1)?;
        let (hours, minutes) = match digits.len() {
            2 => (digits, "00"),
            4 => digits.split_at_checked(2)?,
            5 => digits.split_once(':')?,
            _ => return None,
        };
        let two =
            |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse().ok())?;
        let (hours, minutes): (i32, i32) = (two(hours)?, two(minutes)?);
        let seconds = (hours * 60 + minutes) * 60 * if sign == "-" { -1 } else { 1 };
        // The library knows which offsets exist; minutes past 59 do not.
        let offset = Offset::from_seconds(seconds).ok().filter(|_| minutes < 60)?;
        let offset_micros = i64::from(offset.seconds()) * 1_000_000;
        let name = format!("{sign}{hours:02}:{minutes:02}").into();
        Some(Zone { name, changes: Arc::new([Change { from: i64::MIN, offset: offset_micros }]) })
    }

    /// Its name: the IANA name in its usual spelling, `UTC`, or the offset.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clocks show at an instant. Instants beyond the years that can be written show the first or last one.
    pub fn civil(&self, at: Instant) -> DateTime {
        day::civil(self.local(at))
    }

    /// The date at an instant.
    pub fn date(&self, at: Instant) -> Date {
        day::date(self.day(at))
    }

    /// Whether the date at an instant lies in a range.
    pub fn is_within(&self, at: Instant, days: &DayRange) -> bool {
        let day = self.day(at);
        days.first <= day && day <= days.last
    }

    /// From which instant on, and up to before which, the date lies in a range, if clocks are not put forward or back any more.
    pub fn span(&self, days: &DayRange) -> Option<(Instant, Instant)> {
        let last = self.last();
        let starts = |day: i64| day.saturating_mul(DAY).saturating_sub(last.offset);
        let (first, end) = (starts(days.first), starts(days.last.saturating_add(1)));
        let evenly = first.saturating_sub(2 * SLACK) > last.from || self.changes.len() == 1;
        evenly.then_some((Instant::from_micros(first), Instant::from_micros(end)))
    }

    /// The instant at which clocks show a time, for a deadline: one that does not occur moves forward to the first
    /// instant after the gap; of a doubled one the later is meant, which favours the person who is bound.
    pub fn instant(&self, civil: DateTime) -> (Instant, Option<Irregular>) {
        let resolved = self.resolve(day::local(civil));
        (resolved.later, resolved.irregular)
    }

    /// The instant at which clocks show a time, for the start of something: as [`Zone::instant`], but of a doubled time
    /// the earlier is meant.
    pub fn instant_early(&self, civil: DateTime) -> (Instant, Option<Irregular>) {
        let resolved = self.resolve(day::local(civil));
        (resolved.earlier, resolved.irregular)
    }

    /// The first instant of a date. Days follow each other without gap or overlap: where clocks are put back over
    /// midnight, the day starts when its date appears for good.
    pub fn start_of_day(&self, date: Date) -> Instant {
        self.start_of(day::number(date))
    }

    /// Whether clocks are not put forward or back anywhere near a date, so that what they show on it can be counted on from
    /// one of its instants. In doubt, no.
    pub fn runs_evenly(&self, date: Date) -> bool {
        let midnight = day::number(date).saturating_mul(DAY);
        let near = midnight.saturating_sub(SLACK)..midnight.saturating_add(DAY + SLACK);
        self.changes.len() == 1
            || near.end < HORIZON && !self.changes.iter().any(|change| near.contains(&change.from))
    }

    /// The first instant after everything that a stamp can mean: an exact one means a single microsecond.
    pub fn end_of(&self, stamp: Stamp) -> Instant {
        match stamp.precision {
            Precision::Exact => stamp.start.plus_micros(1),
            Precision::Minute => stamp.start.plus_micros(MINUTE),
            Precision::Day => self.start_of(self.day(stamp.start).saturating_add(1)),
        }
    }

    /// The last instant that a stamp can mean: of an exact one, itself.
    pub fn last_of(&self, stamp: Stamp) -> Instant {
        self.end_of(stamp).plus_micros(-1)
    }

    /// The first instant of the minute or day that holds an instant.
    pub fn floor(&self, at: Instant, precision: Precision) -> Instant {
        match precision {
            Precision::Exact => at,
            Precision::Minute => at.plus_micros(-self.local(at).rem_euclid(MINUTE)),
            Precision::Day => self.start_of(self.day(at)),
        }
    }

    /// A stamp as people write it, as fine as it is known: `2024-05-06 09:30`, `2024-05-06`.
    pub fn text(&self, stamp: Stamp) -> String {
        let civil = self.civil(stamp.start);
        let mut text = String::with_capacity(19);
        written::push_date(&mut text, civil.date());
        if stamp.precision != Precision::Day {
            text.push(' ');
            written::push_clock(&mut text, civil.time(), stamp.precision == Precision::Exact);
        }
        text
    }

    /// What the clocks show, in microseconds since the epoch as clocks show it.
    pub(super) fn local(&self, at: Instant) -> i64 {
        at.micros().saturating_add(self.offset(at))
    }

    /// The day number at an instant.
    pub(super) fn day(&self, at: Instant) -> i64 {
        self.local(at).div_euclid(DAY)
    }

    /// The offset from UTC at an instant, in microseconds.
    pub(super) fn offset(&self, at: Instant) -> i64 {
        let last = self.last();
        let at = if at.micros() >= HORIZON { into_table(at.micros()).0 } else { at.micros() };
        if at >= last.from { last.offset } else { self.changes[self.index(at)].offset }
    }

    /// The first instant of a day.
    pub(super) fn start_of(&self, number: i64) -> Instant {
        let resolved = self.resolve(number.saturating_mul(DAY));
        // Clocks put back from beyond midnight show yesterday's date once more; its day ends only after that.
        let yesterday_again =
            resolved.irregular == Some(Irregular::Fold) && resolved.later.micros() > resolved.change;
        if yesterday_again { resolved.later } else { resolved.earlier }
    }

    /// Where a local time lies on the time line.
    pub(super) fn resolve(&self, local: i64) -> Resolved {
        let last = self.last();
        let once = |micros: i64| {
            let at = Instant::from_micros(micros);
            Resolved { earlier: at, later: at, irregular: None, change: i64::MIN }
        };
        if self.changes.len() == 1 {
            return once(local.saturating_sub(last.offset));
        }
        if local >= HORIZON {
            let (inside, shift) = into_table(local);
            let found = self.resolve(inside);
            return Resolved {
                earlier: found.earlier.plus_micros(shift),
                later: found.later.plus_micros(shift),
                change: found.change.saturating_add(shift),
                ..found
            };
        }
        if local.saturating_sub(SLACK) >= last.from {
            return once(local.saturating_sub(last.offset));
        }
        let mut found: Option<Resolved> = None;
        let first = self.index(local.saturating_sub(SLACK));
        for (i, change) in self.changes.iter().enumerate().skip(first) {
            let at = local.saturating_sub(change.offset);
            if at < change.from {
                // Skipped by the previous offset and not reached by this one: clocks jumped over it here.
                return found.unwrap_or(Resolved { irregular: Some(Irregular::Gap), ..once(change.from) });
            }
            let end = self.changes.get(i + 1).map_or(i64::MAX, |next| next.from);
            if at < end {
                found = Some(match found {
                    None => once(at),
                    Some(first) => Resolved {
                        later: Instant::from_micros(at),
                        irregular: Some(Irregular::Fold),
                        change: change.from,
                        ..first
                    },
                });
                if end.saturating_sub(at) > SLACK {
                    break;
                }
            }
        }
        found.unwrap_or_else(|| once(local.saturating_sub(last.offset)))
    }

    fn last(&self) -> Change {
        self.changes.last().copied().unwrap_or(Change { from: i64::MIN, offset: 0 })
    }

    fn index(&self, at: i64) -> usize {
        self.changes.partition_point(|change| change.from <= at).saturating_sub(1)
    }
}

/// Moves microseconds past the horizon back into the last cycle of the table, and says by how much.
fn into_table(micros: i64) -> (i64, i64) {
    let shift = ((micros - HORIZON) / CYCLE + 1) * CYCLE;
    (micros - shift, shift)
}

/// Every change of the offset up to the horizon.
fn changes(zone: &TimeZone) -> Vec<Change> {
    let micros = |offset: Offset| i64::from(offset.seconds()) * 1_000_000;
    let mut offset = micros(zone.to_offset(Timestamp::MIN));
    let mut changes = vec![Change { from: i64::MIN, offset }];
    for transition in zone.following(Timestamp::MIN) {
        let from = transition.timestamp().as_microsecond();
        if from >= HORIZON {
            break;
        }
        if micros(transition.offset()) != offset {
            offset = micros(transition.offset());
            changes.push(Change { from, offset });
        }
    }
    changes
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests;
