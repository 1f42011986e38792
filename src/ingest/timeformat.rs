//! `strftime` formats stated by a mapping, checked before the first row is read.

use super::decode::decimal;
use super::stamp::Written;
use crate::time::{ClockTime, Date, Instant, Precision};
use jiff::fmt::strtime;

/// A format with which whole timestamps, dates or times of day are read.
#[derive(Clone, Debug)]
pub(super) struct TimeFormat {
    text: Box<str>,
    precision: Precision,
    has_date: bool,
    has_time: bool,
    epoch: bool,
    /// It is nothing but a count since 1970: how many microseconds one is.
    counts: Option<u32>,
    clock_at_end: usize,
}

/// Why a format cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatFault {
    /// It holds a directive that is unknown or cannot be read, such as `%Z`.
    Directive(String),
    /// It does not say year, month and day.
    NoDate,
    /// It does not say the time of day.
    NoTime,
    /// It says the hour but not the minute.
    NoMinute,
    /// It has a 12-hour clock without `%p`.
    NoHalfOfDay,
}

/// What a format must be able to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Timestamp,
    Date,
    TimeOfDay,
}

impl TimeFormat {
    /// Checks a format for a purpose.
    pub fn new(text: &str, purpose: Purpose) -> Result<TimeFormat, FormatFault> {
        let counts = match text {
            "%s" => Some(1_000_000),
            "%Q" => Some(1_000),
            _ => None,
        };
        let parts = match counts {
            Some(_) => Parts { epoch: true, ..Parts::default() },
            None => Parts::of(text)?,
        };
        if parts.hour && !parts.minute {
            return Err(FormatFault::NoMinute);
        }
        if parts.twelve && !parts.half {
            return Err(FormatFault::NoHalfOfDay);
        }
        let has_date = parts.epoch || (parts.year && (parts.ordinal || (parts.month && parts.day)));
        match purpose {
            Purpose::Timestamp | Purpose::Date if !has_date => return Err(FormatFault::NoDate),
            Purpose::TimeOfDay if !parts.hour => return Err(FormatFault::NoTime),
            Purpose::Timestamp | Purpose::Date | Purpose::TimeOfDay => {}
        }
        let precision = match (parts.hour, parts.second) {
            (false, _) => Precision::Day,
            (true, false) => Precision::Minute,
            (true, true) => Precision::Exact,
        };
        let (has_time, epoch, clock_at_end) = (parts.hour, parts.epoch, clock_at_end(text));
        Ok(TimeFormat { text: text.into(), precision, has_date, has_time, epoch, counts, clock_at_end })
    }

    /// The format as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many bytes of a text are its time of day, where the format ends with a plain one (`%H:%M:%S`, `%H:%M`) and names
    /// nothing else but the date; else 0.
    pub fn clock_at_end(&self) -> usize {
        self.clock_at_end
    }

    /// Whether it reads seconds or milliseconds since 1970.
    pub fn is_epoch(&self) -> bool {
        self.epoch
    }

    /// The instant of a text that counts from 1970. What is finer than a microsecond is left out.
    pub fn epoch(&self, text: &str) -> Option<Instant> {
        let timestamp = match self.counts {
            Some(each) => {
                let micros = decimal(text)?.checked_mul(each.into())?.floor();
                jiff::Timestamp::from_microsecond(i64::try_from(micros).ok()?).ok()?
            }
            None => strtime::parse(&*self.text, text).ok()?.to_timestamp().ok()?,
        };
        Some(Instant::from_micros(timestamp.as_microsecond()))
    }

    /// Reads a text written in this format.
    pub fn read(&self, text: &str) -> Option<Written> {
        let parsed = strtime::parse(&*self.text, text).ok()?;
        Some(Written {
            date: parsed.to_date().ok()?,
            time: if self.has_time { Some(parsed.to_time().ok()?) } else { None },
            precision: self.precision,
            offset: parsed.offset(),
        })
    }

    /// Reads a date written in this format.
    pub fn date(&self, text: &str) -> Option<Date> {
        if !self.has_date || self.epoch {
            return None;
        }
        strtime::parse(&*self.text, text).ok()?.to_date().ok()
    }

    /// Reads a time of day written in this format.
    pub fn time_of_day(&self, text: &str) -> Option<ClockTime> {
        let time = strtime::parse(&*self.text, text).ok()?.to_time().ok()?;
        // A format of hours alone names no minute, and is read as the full hour.
        Some(ClockTime { time, precision: self.precision.min(Precision::Minute) })
    }
}

/// The length of the plain time of day with which a format ends; 0 if there is none, or more than a date before it.
fn clock_at_end(format: &str) -> usize {
    let ends = [("%H:%M:%S", 8), ("%T", 8), ("%H:%M", 5), ("%R", 5)];
    let Some((date, length)) = ends.iter().find_map(|(end, n)| Some((format.strip_suffix(end)?, *n))) else {
        return 0;
    };
    let mut letters = date.bytes();
    while let Some(byte) = letters.next() {
        if byte == b'%' && !matches!(letters.next(), Some(b'Y' | b'm' | b'd' | b'e' | b'F' | b'b' | b'B')) {
            return 0;
        }
    }
    length
}

/// Which parts of a timestamp a format names.
#[derive(Default)]
struct Parts {
    year: bool,
    month: bool,
    day: bool,
    ordinal: bool,
    hour: bool,
    twelve: bool,
    half: bool,
    minute: bool,
    second: bool,
    epoch: bool,
}

impl Parts {
    fn of(format: &str) -> Result<Parts, FormatFault> {
        let mut parts = Parts::default();
        let mut rest = format;
        while let Some(at) = rest.find('%') {
            let directive = &rest[at..];
            let len = directive_len(directive);
            let unknown = || FormatFault::Directive(directive[..len].to_string());
            let letter = directive[..len].chars().last().filter(|_| len > 1).ok_or_else(unknown)?;
            parts.note(letter).ok_or_else(unknown)?;
            rest = &directive[len..];
        }
        Ok(parts)
    }

    /// Notes one directive; `None` if a timestamp cannot be read by it.
    fn note(&mut self, letter: char) -> Option<()> {
        match letter {
            'Y' | 'y' => self.year = true,
            'm' | 'B' | 'b' | 'h' => self.month = true,
            'd' | 'e' => self.day = true,
            'j' => self.ordinal = true,
            'F' | 'D' => (self.year, self.month, self.day) = (true, true, true),
            'H' | 'k' => self.hour = true,
            'I' | 'l' => (self.hour, self.twelve) = (true, true),
            'p' | 'P' => self.half = true,
            'M' => self.minute = true,
            'S' => self.second = true,
            'R' => (self.hour, self.minute) = (true, true),
            'T' => (self.hour, self.minute, self.second) = (true, true, true),
            's' => self.epoch = true,
            'f' | 'N' | 'z' | 'A' | 'a' | 'n' | 't' | '%' => {}
            _ => return None,
        }
        Some(())
    }
}

/// The length in bytes of the directive at the start of a text: `%`, flags, width, dots and colons, and one letter.
fn directive_len(text: &str) -> usize {
    let mut len = 1;
    for c in text[1..].chars() {
        len += c.len_utf8();
        if !matches!(c, '-' | '_' | '^' | '#' | '.' | ':' | '0'..='9') {
            break;
        }
    }
    len
}

#[cfg(test)]
mod tests {
    use super::super::stamp::stamp;
    use super::*;
    use crate::time::Zone;

    fn read(format: &str, text: &str) -> String {
        let format = TimeFormat::new(format, Purpose::Timestamp).unwrap();
        let zone = Zone::named("Asia/Shanghai").unwrap();
        match stamp(text, Some(&format), Some(&zone)) {
            Ok(stamp) => format!("{stamp:?}"),
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn formats_are_read_with_their_precision() {
        assert_eq!(read("%d/%m/%Y %H:%M", "06/05/2024 09:00"), "2024-05-06T01:00:00Z(minute)");
        assert_eq!(read("%d.%m.%y", "6.5.24"), "2024-05-05T16:00:00Z(day)");
        assert_eq!(read("%Y-%m-%d %H:%M:%S%.f", "2024-05-06 09:00:00.5"), "2024-05-06T01:00:00.5Z");
        assert_eq!(read("%m/%d/%Y %I:%M %p", "05/06/2024 09:00 PM"), "2024-05-06T13:00:00Z(minute)");
        assert_eq!(read("%Y-%m-%dT%H:%M:%S%z", "2024-05-06T09:00:00+0200"), "2024-05-06T07:00:00Z");
        assert_eq!(read("%Y年%m月%d日 %H时%M分", "2024年05月06日 09时00分"), "2024-05-06T01:00:00Z(minute)");
        assert_eq!(read("%s", "1714957200"), "2024-05-06T01:00:00Z");
        assert_eq!(read("%s", "1714957200.25"), "2024-05-06T01:00:00.25Z");
        assert_eq!(read("%s", "-0.0000001"), "1969-12-31T23:59:59.999999Z");
        assert_eq!(read("%Q", "1714957200123"), "2024-05-06T01:00:00.123Z");
        assert_eq!(read("%Q", "1.714957200123E12"), "2024-05-06T01:00:00.123Z");
        assert_eq!(read("%Q", "99999999999999999999"), "Unreadable");
        assert_eq!(read("%Q", "2024-05-06"), "Unreadable");
        assert_eq!(read("%d/%m/%Y", "2024-05-06"), "Unreadable");
    }

    #[test]
    fn formats_that_cannot_give_a_timestamp_are_refused() {
        let fault = |format| TimeFormat::new(format, Purpose::Timestamp).unwrap_err();
        assert_eq!(fault("%H:%M"), FormatFault::NoDate);
        assert_eq!(fault("%m-%d %H:%M"), FormatFault::NoDate);
        assert_eq!(fault("%Y-%m-%d %H"), FormatFault::NoMinute);
        assert_eq!(fault("%Y-%m-%d %I:%M"), FormatFault::NoHalfOfDay);
        assert_eq!(fault("%Y-%m-%d %Z"), FormatFault::Directive("%Z".into()));
        assert_eq!(fault("%Y-%m-%d %Q"), FormatFault::Directive("%Q".into()));
        assert_eq!(fault("%Y-%m-%d %"), FormatFault::Directive("%".into()));
        assert_eq!(TimeFormat::new("%Y-%m-%d", Purpose::TimeOfDay).unwrap_err(), FormatFault::NoTime);
    }
}
