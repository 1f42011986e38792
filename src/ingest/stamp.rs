//! Timestamps as logs write them: the text, how finely it was given, and the instant it means.

use super::timeformat::TimeFormat;
use crate::time::{ClockTime, Date, Instant, Irregular, Precision, Stamp, Time, Zone};
use jiff::tz::Offset;

/// Why a text gives no timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StampFault {
    /// It is not a date or a timestamp.
    Unreadable,
    /// It has no offset, and no zone is stated for the file.
    NoZone,
    /// The clock jumped over this local time.
    Gap,
    /// The clock showed this local time twice.
    Fold,
}

/// A date, perhaps a time of day, perhaps an offset: what a text says before any zone is applied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub date: Date,
    pub time: Option<Time>,
    pub precision: Precision,
    pub offset: Option<Offset>,
}

/// Reads a timestamp by a stated format, or in one of the everyday ways.
pub(super) fn stamp(
    text: &str,
    format: Option<&TimeFormat>,
    zone: Option<&Zone>,
) -> Result<Stamp, StampFault> {
    if let Some(format) = format
        && format.is_epoch()
    {
        let start = format.epoch(text).ok_or(StampFault::Unreadable)?;
        return Ok(Stamp::exact(start));
    }
    let written = match format {
        Some(format) => format.read(text),
        None => everyday(text),
    };
    written.ok_or(StampFault::Unreadable)?.stamp(zone)
}

impl Written {
    /// The timestamp this means.
    pub fn stamp(self, zone: Option<&Zone>) -> Result<Stamp, StampFault> {
        let local = self.date.to_datetime(self.time.unwrap_or(Time::midnight()));
        let start = match (self.offset, zone) {
            (Some(offset), _) => {
                let timestamp = offset.to_timestamp(local).map_err(|_| StampFault::Unreadable)?;
                Instant::from_micros(timestamp.as_microsecond())
            }
            (None, None) => return Err(StampFault::NoZone),
            (None, Some(zone)) if self.precision == Precision::Day => zone.start_of_day(self.date),
            (None, Some(zone)) => match zone.instant(local) {
                (start, None) => start,
                (_, Some(Irregular::Gap)) => return Err(StampFault::Gap),
                (_, Some(Irregular::Fold)) => return Err(StampFault::Fold),
            },
        };
        Ok(Stamp { start, precision: self.precision })
    }
}

/// Reads RFC 3339 and what people make of it: a space for the `T`, no seconds, no offset, date only, `/` for `-`,
/// single digits, `2024年5月6日`, the day of the week after the date, and clocks of twelve hours. The year always comes first, so
/// day and month cannot be confused.
pub(super) fn everyday(text: &str) -> Option<Written> {
    let mut read = Reader { rest: text.as_bytes() };
    let date = read.date()?;
    read.weekday(date)?;
    if read.rest.is_empty() {
        return Some(Written { date, time: None, precision: Precision::Day, offset: None });
    }
    if !(read.eat(b'T') || read.eat(b't') || read.spaces()) {
        return None;
    }
    let half = read.half(&[("上午", false), ("下午", true)]);
    read.spaces();
    let (time, precision) = read.time()?;
    read.spaces();
    let after = if half.is_none() { read.half(&HALVES) } else { None };
    let time = twelve(time, half.or(after))?;
    read.spaces();
    let offset = if read.rest.is_empty() { None } else { Some(read.offset()?) };
    read.rest.is_empty().then_some(Written { date, time: Some(time), precision, offset })
}

/// Reads a date: `2024-05-06`, `2024/5/6`, `2024年5月6日`, or one of these with the time of day 00:00, as
/// spreadsheets export dates.
pub(super) fn date(text: &str) -> Option<Date> {
    let written = everyday(text)?;
    let midnight = written.time.is_none_or(|t| t == Time::midnight());
    (midnight && written.offset.is_none()).then_some(written.date)
}

/// Reads a time of day: `8:20`, `08:20:30`, `08:20:30.5`.
pub(super) fn time_of_day(text: &str) -> Option<ClockTime> {
    let mut read = Reader { rest: text.as_bytes() };
    let (time, precision) = read.time()?;
    read.rest.is_empty().then_some(ClockTime { time, precision })
}

/// How the halves of a day are written after a time of day; whether it is the second.
const HALVES: [(&str, bool); 4] = [("AM", false), ("PM", true), ("am", false), ("pm", true)];

/// A time of day on a clock of twelve hours, if it says which half of the day is meant. Midnight and noon are 12 there; 0 is what
/// some programs write in the first half.
fn twelve(time: Time, second_half: Option<bool>) -> Option<Time> {
    let Some(second_half) = second_half else { return Some(time) };
    let hour = match (time.hour(), second_half) {
        (12, false) => 0,
        (12, true) => 12,
        (hour @ 0..12, false) => hour,
        (hour @ 1..12, true) => hour + 12,
        _ => return None,
    };
    Time::new(hour, time.minute(), time.second(), time.subsec_nanosecond()).ok()
}

/// Takes a text apart from the left.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn eat_text(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn spaces(&mut self) -> bool {
        let mut any = false;
        while self.eat(b' ') {
            any = true;
        }
        any
    }

    /// A number of `min` to `max` digits; the digit after it must not be another one.
    fn number(&mut self, min: usize, max: usize) -> Option<u32> {
        let mut value = 0;
        let mut digits = 0;
        while let Some((first, rest)) = self.rest.split_first()
            && first.is_ascii_digit()
        {
            value = value * 10 + u32::from(first - b'0');
            digits += 1;
            self.rest = rest;
            if digits > max {
                return None;
            }
        }
        (digits >= min).then_some(value)
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.number(4, 4)?;
        let chinese = self.eat_text("年");
        let separator = if chinese {
            0
        } else {
            let separator = *self.rest.first().filter(|b| matches!(b, b'-' | b'/'))?;
            self.eat(separator);
            separator
        };
        let month = self.number(1, 2)?;
        if !(if chinese { self.eat_text("月") } else { self.eat(separator) }) {
            return None;
        }
        let day = self.number(1, 2)?;
        if chinese && !self.eat_text("日") {
            return None;
        }
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// ` 星期一`, ` 周一` or ` Mon`, where it is the right one; nothing if there is none.
    fn weekday(&mut self, date: Date) -> Option<()> {
        const NAMES: [(&str, &str); 7] = [
            ("一", "Mon"),
            ("二", "Tue"),
            ("三", "Wed"),
            ("四", "Thu"),
            ("五", "Fri"),
            ("六", "Sat"),
            ("日", "Sun"),
        ];
        let before = self.rest;
        self.spaces();
        let number = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
        let (chinese, english) = NAMES.get(number)?;
        let in_chinese = self.eat_text("星期") || self.eat_text("周");
        if in_chinese {
            return (self.eat_text(chinese) || *chinese == "日" && self.eat_text("天")).then_some(());
        }
        if !self.eat_text(english) {
            self.rest = before;
        }
        Some(())
    }

    /// Which half of the day is named.
    fn half(&mut self, names: &[(&str, bool)]) -> Option<bool> {
        names.iter().find(|(name, _)| self.eat_text(name)).map(|(_, half)| *half)
    }

    fn time(&mut self) -> Option<(Time, Precision)> {
        let hour = self.number(1, 2)?;
        if !self.eat(b':') {
            return None;
        }
        let minute = self.number(2, 2)?;
        let mut second = 0;
        let mut nanos = 0;
        let mut precision = Precision::Minute;
        if self.eat(b':') {
            second = self.number(2, 2)?;
            precision = Precision::Exact;
            if self.eat(b'.') || self.eat(b',') {
                nanos = self.fraction()?;
            }
        }
        let time = Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second).ok()?,
            i32::try_from(nanos).ok()?,
        )
        .ok()?;
        Some((time, precision))
    }

    /// One to nine digits after the point, as nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let before = self.rest.len();
        let value = self.number(1, 9)?;
        let digits = before - self.rest.len();
        Some(value * 10_u32.pow(9 - u32::try_from(digits).ok()?))
    }

    /// `Z`, `+08:00`, `+0800` or `+08`.
    fn offset(&mut self) -> Option<Offset> {
        if self.eat(b'Z') || self.eat(b'z') {
            return Some(Offset::UTC);
        }
        let sign = if self.eat(b'+') {
            1
        } else if self.eat(b'-') {
            -1
        } else {
            return None;
        };
        let before = self.rest.len();
        let first = self.number(2, 4)?;
        let (hours, minutes) = match before - self.rest.len() {
            4 => (first / 100, first % 100),
            2 if self.eat(b':') => (first, self.number(2, 2)?),
            2 => (first, 0),
            _ => return None,
        };
        if hours > 23 || minutes > 59 {
            return None;
        }
        Offset::from_seconds(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let zone = Zone::named("Asia/Shanghai");
        match stamp(text, None, zone.as_ref()) {
            Ok(stamp) => format!("{stamp:?}"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn precision_follows_what_was_written() {
        assert_eq!(read("2024-05-06"), "2024-05-05T16:00:00Z(day)");
        assert_eq!(read("2024-05-06 09:00"), "2024-05-06T01:00:00Z(minute)");
        assert_eq!(read("2024-05-06T09:00:00"), "2024-05-06T01:00:00Z");
        assert_eq!(read("2024-05-06T09:00:00.250Z"), "2024-05-06T09:00:00.25Z");
        assert_eq!(read("2024-05-06 09:00Z"), "2024-05-06T09:00:00Z(minute)");
    }

    #[test]
    fn everyday_spellings_mean_the_same() {
        for text in [
            "2024-05-06 09:03:00",
            "2024/5/6 9:03:00",
            "2024-05-06T09:03:00+08:00",
            "2024-05-06 09:03:00 +0800",
            "2024-05-06 01:03:00.000-00:00",
            "2024年5月6日 09:03:00",
            "2024-05-06t01:03:00z",
        ] {
            assert_eq!(read(text), "2024-05-06T01:03:00Z", "{text}");
        }
    }

    #[test]
    fn days_of_the_week_and_clocks_of_twelve_hours() {
        for (text, instant) in [
            ("2024-05-06 星期一", "2024-05-05T16:00:00Z(day)"),
            ("2024-05-06 Mon", "2024-05-05T16:00:00Z(day)"),
            ("2024/5/12 周日 09:03", "2024-05-12T01:03:00Z(minute)"),
            ("2024/5/12 星期天 09:03:00", "2024-05-12T01:03:00Z"),
            ("2024年5月6日 上午9:03", "2024-05-06T01:03:00Z(minute)"),
            ("2024年5月6日 星期一 下午 3:03", "2024-05-06T07:03:00Z(minute)"),
            ("2024/5/6 下午 12:00:01", "2024-05-06T04:00:01Z"),
            ("2024/5/6 上午 12:00:01", "2024-05-05T16:00:01Z"),
            ("2024/5/6 上午 0:30", "2024-05-05T16:30:00Z(minute)"),
            ("2024-05-06 11:59:59 PM", "2024-05-06T15:59:59Z"),
            ("2024-05-06 12:30 am", "2024-05-05T16:30:00Z(minute)"),
            ("2024-05-06 01:30 PM +0800", "2024-05-06T05:30:00Z(minute)"),
        ] {
            assert_eq!(read(text), instant, "{text}");
        }
        for text in [
            "2024-05-06 星期二",
            "2024-05-06 Tue",
            "2024-05-06 星期",
            "2024-05-06 下午13:00",
            "2024-05-06 下午0:30",
            "2024-05-06 上午13:00",
            "2024-05-06 15:00 PM",
            "2024-05-06 下午3:00 PM",
            "2024-05-06 3:00 P",
        ] {
            assert_eq!(read(text), "Unreadable", "{text}");
        }
    }

    #[test]
    fn what_could_be_misread_is_not_read() {
        for text in [
            "06/05/2024 09:00",
            "20240506",
            "2024-05-06 9",
            "2024-05-06 09:60",
            "2024-05-06 24:00",
            "2024-02-30",
            "2024-05/06",
            "2024-05-06T09:00+8",
            "2024-05-06T09:00 Shanghai",
            "12024-05-06",
            "1714957200",
            "",
        ] {
            assert_eq!(read(text), "Unreadable", "{text}");
        }
    }

    #[test]
    fn skipped_and_repeated_local_times_are_not_guessed() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let read = |text| stamp(text, None, Some(&berlin));
        assert_eq!(read("2024-03-31 02:30"), Err(StampFault::Gap));
        assert_eq!(read("2024-10-27 02:30"), Err(StampFault::Fold));
        assert!(read("2024-10-27 02:30+02:00").is_ok());
        assert!(read("2024-10-27").is_ok());
        assert_eq!(stamp("2024-10-27", None, None), Err(StampFault::NoZone));
    }

    #[test]
    fn a_day_without_midnight_still_begins() {
        let cairo = Zone::named("Africa/Cairo").unwrap();
        let day = stamp("2024-04-26", None, Some(&cairo)).unwrap();
        assert_eq!(format!("{day:?}"), "2024-04-25T22:00:00Z(day)");
    }
}
