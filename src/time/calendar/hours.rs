//! Opening hours: when on a working day doors are open.

use super::super::day::{self, DAY};
use super::super::{Time, Weekday};

/// The opening hours of one day: intervals in order, none overlapping another. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hours {
    /// Opening and closing time in microseconds of the day.
    intervals: Box<[(i64, i64)]>,
}

impl Hours {
    /// From pairs of opening and closing time, in order; a closing time of 00:00 means 24:00. None if there are no
    /// intervals, or if one runs backwards, is empty, or begins before the one before it has ended.
    pub fn new(intervals: &[(Time, Time)]) -> Option<Hours> {
        let mut open_until = 0;
        let mut all = Vec::with_capacity(intervals.len());
        for (opens, closes) in intervals {
            let opens = day::of_day(*opens);
            let closes = match day::of_day(*closes) {
                0 => DAY,
                micros => micros,
            };
            if opens < open_until || closes <= opens {
                return None;
            }
            open_until = closes;
            all.push((opens, closes));
        }
        (!all.is_empty()).then(|| Hours { intervals: all.into() })
    }

    /// Reads `09:00-12:00, 13:30-18:00`. Commas, semicolons and the Chinese `，` `、` separate; `-`, `–`, `~` and `..` join.
    pub fn parse(text: &str) -> Option<Hours> {
        let mut intervals = Vec::new();
        for part in text.split([',', ';', '，', '、', '；']).map(str::trim) {
            let (opens, closes) = part.split_once("..").or_else(|| part.split_once(['-', '–', '~', '～']))?;
            let closes = match closes.trim() {
                "24:00" => Time::midnight(),
                other => clock(other)?,
            };
            intervals.push((clock(opens.trim())?, closes));
        }
        Hours::new(&intervals)
    }

    /// The intervals, as microseconds of the day.
    pub(in super::super) fn intervals(&self) -> &[(i64, i64)] {
        &self.intervals
    }

    /// How long doors are open in all, in microseconds.
    pub(in super::super) fn total(&self) -> i64 {
        self.intervals.iter().map(|(opens, closes)| closes - opens).sum()
    }

    /// When doors close for the day, in microseconds of the day.
    pub(in super::super) fn closing(&self) -> i64 {
        self.intervals.last().map_or(DAY, |(_, closes)| *closes)
    }

    /// How long doors have been open by a time of day.
    pub(in super::super) fn open_before(&self, of_day: i64) -> i64 {
        self.intervals.iter().map(|(opens, closes)| (of_day.min(*closes) - opens).max(0)).sum()
    }

    /// The first time of day by which doors have been open for so long; it must be more than 0 and no more than [`Hours::total`].
    pub(in super::super) fn time_of(&self, mut worked: i64) -> i64 {
        for (opens, closes) in &self.intervals {
            if worked <= closes - opens {
                return opens + worked;
            }
            worked -= closes - opens;
        }
        self.closing()
    }
}

/// Reads `9:00` or `09:00`, no seconds.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// When doors are open on working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// On any working day that has no hours of its own, make-up days included.
    pub ordinary: Hours,
    /// On certain days of the week.
    pub weekdays: Vec<(Weekday, Hours)>,
}

impl OpeningHours {
    /// The same hours on every working day.
    pub fn every_day(hours: Hours) -> OpeningHours {
        OpeningHours { ordinary: hours, weekdays: Vec::new() }
    }

    /// The hours of a working day that falls on a day of the week.
    pub fn on(&self, weekday: Weekday) -> &Hours {
        self.weekdays.iter().find(|(day, _)| *day == weekday).map_or(&self.ordinary, |(_, hours)| hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000_000;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let lunch = Hours::parse("9:00-12:00, 13:30-18:00").unwrap();
        assert_eq!(Hours::parse("09:00..12:00，13：30～18:00"), Some(lunch.clone()));
        assert_eq!(lunch.total(), 7 * HOUR + HOUR / 2);
        assert_eq!(Hours::parse("20:00-24:00").unwrap().closing(), DAY);
        for bad in
            ["", "9", "9:00", "9:00-9:00", "18:00-9:00", "9:00-25:00", "9:00-12:00,11:00-13:00", "9:0-10:00"]
        {
            assert_eq!(Hours::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn work_stops_over_lunch() {
        let lunch = Hours::parse("9:00-12:00, 13:30-18:00").unwrap();
        assert_eq!(lunch.open_before(8 * HOUR), 0);
        assert_eq!(lunch.open_before(13 * HOUR), 3 * HOUR);
        assert_eq!(lunch.open_before(DAY), lunch.total());
        assert_eq!(lunch.time_of(3 * HOUR), 12 * HOUR);
        assert_eq!(lunch.time_of(3 * HOUR + 1), 13 * HOUR + HOUR / 2 + 1);
    }
}
