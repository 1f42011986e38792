//! Reads the phrases of the worked examples, in the words in which policies are written.

use guiju::time::{
    ClockTime, ClockUnit, Date, DateTime, Instant, Length, Nth, Point, Precision, Stamp, Unit, Weekday, Zone,
};

/// Reads `2024-05-06`, `2024-05-06 09:30`, `2024-05-06 09:30:15`, or an exact instant `2024-05-06T01:30:15Z`.
pub fn stamp(text: &str, zone: &Zone) -> Stamp {
    if text.ends_with('Z') {
        let at: jiff::Timestamp = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        return Stamp::exact(Instant::from_micros(at.as_microsecond()));
    }
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        return Stamp { start: zone.start_of_day(date), precision: Precision::Day };
    }
    let civil: DateTime = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
    let precision = if text.len() == 16 { Precision::Minute } else { Precision::Exact };
    Stamp { start: zone.instant(civil).0, precision }
}

/// Reads `30 minutes`, `2 working days`, `1 month`.
pub fn length(text: &str) -> Length {
    let (count, unit) = text.split_once(' ').unwrap_or_else(|| panic!("{text}"));
    let count: i64 = count.parse().unwrap_or_else(|_| panic!("{text}"));
    let few = || u32::try_from(count).unwrap();
    match unit.trim_end_matches('s') {
        "second" => Length::elapsed(count, ClockUnit::Second),
        "minute" => Length::elapsed(count, ClockUnit::Minute),
        "hour" => Length::elapsed(count, ClockUnit::Hour),
        "working minute" => Length::working_time(count, ClockUnit::Minute),
        "working hour" => Length::working_time(count, ClockUnit::Hour),
        "day" => Length::Days(few()),
        "working day" => Length::WorkingDays(few()),
        "week" => Length::Weeks(few()),
        "month" => Length::Months(few()),
        "quarter" => Length::Quarters(few()),
        "year" => Length::Years(few()),
        _ => panic!("{text}"),
    }
}

/// Reads a point in the words in which it is explained.
pub fn point(text: &str, zone: &Zone) -> Point {
    if let Some(rest) = text.strip_suffix(" on the next working day") {
        return Point::NextWorkingDay { time: Some(clock(rest).unwrap()) };
    }
    if text == "end of the next working day" {
        return Point::NextWorkingDay { time: None };
    }
    if let Some(rest) = text.strip_prefix("end of ") {
        let (next, name) = next(rest);
        return Point::EndOf { unit: unit(name), next };
    }
    if let Some(rest) = text.strip_prefix("the ") {
        return nth_day(rest);
    }
    if let Some(time) = clock(text) {
        return Point::TimeOfDay(time);
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Point::At(stamp(text, zone));
    }
    let (name, time) = text.split_once(' ').map_or((text, None), |(name, time)| (name, clock(time)));
    Point::Weekday { day: weekday(name), time }
}

/// Reads `5th working day of the next month 12:00`.
fn nth_day(text: &str) -> Point {
    let (which, rest) = text.split_once(" day of the ").unwrap();
    let (n, working) = which.strip_suffix(" working").map_or((which, false), |n| (n, true));
    let n = match n.trim_end_matches(|c: char| c.is_ascii_alphabetic()) {
        "" => Nth::Last,
        digits => Nth::Nth(digits.parse().unwrap()),
    };
    let (rest, time) = match rest.rsplit_once(' ').map(|(rest, time)| (rest, clock(time))) {
        Some((rest, Some(time))) => (rest, Some(time)),
        _ => (rest, None),
    };
    let (next, name) = match rest.strip_prefix("next ") {
        Some(name) => (true, name),
        None => (false, rest),
    };
    Point::NthDay { n, working, of: unit(name), next, time }
}

fn next(text: &str) -> (bool, &str) {
    text.strip_prefix("the next ").map_or((false, text), |name| (true, name))
}

fn clock(text: &str) -> Option<ClockTime> {
    let parts: Vec<i8> = text.split(':').map(|t| t.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [h, m] => ClockTime::minute(*h, *m),
        [h, m, s] => ClockTime::second(*h, *m, *s),
        _ => None,
    }
}

fn unit(name: &str) -> Unit {
    match name {
        "day" => Unit::Day,
        "working day" => Unit::WorkingDay,
        "week" => Unit::Week,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        _ => panic!("{name}"),
    }
}

fn weekday(name: &str) -> Weekday {
    match name {
        "Monday" => Weekday::Monday,
        "Friday" => Weekday::Friday,
        "Sunday" => Weekday::Sunday,
        _ => panic!("{name}"),
    }
}
