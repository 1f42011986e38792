//! Timestamps of a day already met: only the time of day is read anew, and counted on from midnight.
//!
//! Logs hold thousands of records a day, and what stands around the time of day is the same text in all of them.

use super::moment::CountedDay;
use super::stamp::{StampFault, stamp};
use super::timeformat::TimeFormat;
use crate::event::{packed, same};
use crate::time::{Instant, Precision, Stamp, Zone};

/// The day of the timestamp that was read last.
#[derive(Default)]
pub(super) struct SameDay {
    format: String,
    /// What stands before and after the time of day.
    around: (Vec<u8>, Vec<u8>),
    /// How long the time of day is, if the format says so.
    length: Option<usize>,
    /// Midnight in microseconds; none if clocks are put forward or back about that day.
    midnight: Option<i64>,
    /// The same where the time of day stands as in `2026-05-06T09:03:00+08:00`.
    usual: Option<Usual>,
    /// Which format it is, as they are numbered by whoever reads ([`SameDay::usual`]).
    pub alike: u16,
    /// The same day of times that are counted.
    pub counted: CountedDay,
}

impl SameDay {
    /// Reads a timestamp, as [`stamp`] does. The zone must be the same for all.
    pub fn stamp(
        &mut self,
        text: &str,
        format: Option<&TimeFormat>,
        zone: Option<&Zone>,
    ) -> Result<Stamp, StampFault> {
        let name = format.map_or("", TimeFormat::text);
        if let Some(known) = self.known(text.as_bytes(), name) {
            return Ok(known);
        }
        let read = stamp(text, format, zone)?;
        let Some(parts) = Parts::of(text.as_bytes(), format) else { return Ok(read) };
        let even = |zone: &Zone| zone.runs_evenly(zone.date(read.start));
        let known = !parts.after.is_empty() || zone.is_some_and(even);
        self.midnight = known.then(|| read.start.plus_micros(-parts.clock.micros).micros());
        self.around = (parts.before.to_vec(), parts.after.to_vec());
        self.length = format.map(TimeFormat::clock_at_end);
        let usual = self.midnight.and_then(|midnight| Usual::of(parts.before, parts.after, midnight));
        self.usual = usual.filter(|_| self.length.is_none_or(|length| length == 8));
        self.format.clear();
        self.format.push_str(name);
        Ok(read)
    }

    /// A timestamp of the same day, written in the usual way, in the format of this number: then it is all of these bytes, and they
    /// are no cell in quotes.
    #[inline]
    pub fn usual(&self, bytes: &[u8], alike: u16) -> Option<Stamp> {
        let usual = self.usual.as_ref().filter(|_| self.alike == alike)?;
        usual.seconds(bytes).map(|seconds| usual.stamp(seconds))
    }

    /// A timestamp of the same day, written in the same way.
    fn known(&self, text: &[u8], format: &str) -> Option<Stamp> {
        let midnight = Instant::from_micros(self.midnight?);
        if let Some(usual) = &self.usual
            && let Some(seconds) = usual.seconds(text)
            && same(self.format.as_bytes(), format.as_bytes())
        {
            return Some(usual.stamp(seconds));
        }
        let (before, after) = &self.around;
        let (head, rest) = text.split_at_checked(before.len())?;
        let (clock, tail) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
        let around =
            same(head, before) && same(tail, after) && same(self.format.as_bytes(), format.as_bytes());
        if !around || self.length.is_some_and(|length| length != clock.len()) {
            return None;
        }
        let (clock, rest) = Clock::read(clock)?;
        let start = midnight.plus_micros(clock.micros);
        rest.is_empty().then_some(Stamp { start, precision: clock.precision })
    }
}

/// What stands around a time of day of eight bytes: a date and what parts them, and at most eight bytes after it.
struct Usual {
    /// As [`words`].
    before: (u64, u64),
    /// The last eight bytes of a timestamp, as far as they stand after the time of day, and which bits they are.
    after: (u64, u64),
    length: usize,
    /// In microseconds.
    midnight: i64,
}

/// So many bytes stand before the time of day.
const BEFORE: usize = 11;

/// The bytes before a time of day, as two words that have some of them in common.
#[inline]
fn words(bytes: &[u8]) -> Option<(u64, u64)> {
    let rest = bytes.get(BEFORE - 8..)?;
    Some((u64::from_le_bytes(*bytes.first_chunk()?), u64::from_le_bytes(*rest.first_chunk()?)))
}

impl Usual {
    fn of(before: &[u8], after: &[u8], midnight: i64) -> Option<Usual> {
        let plain = before.first()?.is_ascii_digit() && after.last().is_none_or(u8::is_ascii_alphanumeric);
        if after.len() > 8 || !plain {
            return None;
        }
        let shift = 64 - 8 * after.len() as u32;
        let after_bits = u64::MAX.checked_shl(shift).unwrap_or_default();
        let after_text = packed(after).checked_shl(shift).unwrap_or_default();
        let length = before.len() + 8 + after.len();
        let before: &[u8; BEFORE] = before.try_into().ok()?;
        Some(Usual { before: words(before)?, after: (after_text, after_bits), length, midnight })
    }

    /// The time of day of a text with the same around it, in seconds.
    #[inline]
    fn seconds(&self, text: &[u8]) -> Option<i64> {
        let head: &[u8; BEFORE + 8] = text.first_chunk()?;
        let after = u64::from_le_bytes(*text.last_chunk()?) & self.after.1;
        let same = text.len() == self.length && words(head) == Some(self.before) && self.after.0 == after;
        if same { seconds(*head.last_chunk()?) } else { None }
    }

    #[inline]
    fn stamp(&self, seconds: i64) -> Stamp {
        let start = Instant::from_micros(self.midnight).plus_micros(seconds * 1_000_000);
        Stamp { start, precision: Precision::Exact }
    }
}

/// The seconds since midnight of a time of day as nearly all are written: `09:03:00`.
#[inline]
fn seconds(clock: [u8; 8]) -> Option<i64> {
    const COLONS: u64 = 0x0000_FF00_00FF_0000;
    // All bytes at once, the first lowest: what is left of a digit is its value, of a colon nothing.
    let values = u64::from_le_bytes(clock) ^ u64::from_le_bytes(*b"00:00:00");
    let above_nine = (values | values.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
    if above_nine != 0 || values & COLONS != 0 {
        return None;
    }
    // No byte can exceed 99.
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let (hours, minutes, seconds) = (pairs & 0xFF, pairs >> 24 & 0xFF, pairs >> 48 & 0xFF);
    let all = hours.wrapping_mul(3600).wrapping_add(minutes.wrapping_mul(60)).wrapping_add(seconds);
    (hours < 24 && minutes < 60 && seconds < 60).then_some(all as i64)
}

/// A timestamp taken apart at its time of day.
struct Parts<'t> {
    before: &'t [u8],
    clock: Clock,
    /// The offset, if one is written.
    after: &'t [u8],
}

impl<'t> Parts<'t> {
    /// `None` for everything that is written in an unusual way.
    fn of(text: &'t [u8], format: Option<&TimeFormat>) -> Option<Parts<'t>> {
        let begin = match format.map(TimeFormat::clock_at_end) {
            Some(0) => return None,
            Some(length) => text.len().checked_sub(length)?,
            None => memchr::memchr(b':', text)?.checked_sub(2)?,
        };
        let (before, clock) = text.split_at(begin);
        // Digits would belong to the date as much as to the hour. Clocks of twelve hours do not count from midnight.
        let tells_half = || before.ends_with("午".as_bytes()) || before.ends_with("午 ".as_bytes());
        if before.last().is_none_or(u8::is_ascii_digit) || tells_half() {
            return None;
        }
        let (clock, after) = Clock::read(clock)?;
        if after.iter().any(|byte| matches!(byte, b'M' | b'm')) {
            return None;
        }
        if format.is_some() && (!after.is_empty() || clock.has_fraction) {
            return None;
        }
        Some(Parts { before, clock, after })
    }
}

/// A time of day.
struct Clock {
    /// Since midnight.
    micros: i64,
    precision: Precision,
    has_fraction: bool,
}

impl Clock {
    /// Reads `09:03`, `09:03:00` or `09:03:00.250`; with it, what follows. Nothing finer than a microsecond is read.
    fn read(text: &[u8]) -> Option<(Clock, &[u8])> {
        if let Some(seconds) = text.try_into().ok().and_then(seconds) {
            let micros = seconds * 1_000_000;
            return Some((Clock { micros, precision: Precision::Exact, has_fraction: false }, &[]));
        }
        let (hour, minute) = (two(text, 0, 23)?, two(text, 3, 59)?);
        if text[2] != b':' {
            return None;
        }
        let minutes = (hour * 60 + minute) * 60_000_000;
        let (clock, rest) = match text.get(5) {
            Some(b':') => {
                let seconds = minutes + two(text, 6, 59)? * 1_000_000;
                let (fraction, rest) = fraction(&text[8..])?;
                let (micros, has_fraction) = (seconds + fraction, rest.len() < text.len() - 8);
                (Clock { micros, precision: Precision::Exact, has_fraction }, rest)
            }
            _ => {
                let clock = Clock { micros: minutes, precision: Precision::Minute, has_fraction: false };
                (clock, &text[5..])
            }
        };
        let goes_on = matches!(rest, [b'.' | b',' | b'0'..=b'9', ..]);
        (!goes_on).then_some((clock, rest))
    }
}

/// What is written after the point of a number of seconds, in microseconds; with it, what follows. `None` if it is finer.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.' | b',', after @ ..] = text else { return Some((0, text)) };
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = after.split_at(digits);
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(6);
    let micros = padded.fold(0, |micros, digit| micros * 10 + i64::from(digit - b'0'));
    (1..=6).contains(&digits.len()).then_some((micros, rest))
}

/// A number of two digits that is not above `most`.
fn two(text: &[u8], at: usize, most: i64) -> Option<i64> {
    match text.get(at..at + 2)? {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            let number = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
            (number <= most).then_some(number)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::timeformat::Purpose;

    /// Reads texts one after the other, and each for itself.
    fn agree(texts: &[&str], format: Option<&str>, zone: Option<&str>) {
        let format = format.map(|f| TimeFormat::new(f, Purpose::Timestamp).unwrap());
        let zone = zone.map(|name| Zone::named(name).unwrap());
        let mut day = SameDay::default();
        for text in texts {
            if let Some(usual) = day.usual(text.as_bytes(), 0) {
                assert_eq!(Ok(usual), stamp(text, format.as_ref(), zone.as_ref()), "{text}");
            }
            assert_eq!(day.usual(text.as_bytes(), 1), None);
            let quick = day.stamp(text, format.as_ref(), zone.as_ref());
            assert_eq!(quick, stamp(text, format.as_ref(), zone.as_ref()), "{text}");
        }
    }

    #[test]
    fn the_same_is_read_as_one_by_one() {
        let everyday = [
            "2024-05-06T09:00:00+08:00",
            "2024-05-06T23:59:59+08:00",
            "2024-05-06T09:00:00+09:00",
            "2024-05-06T09:00:00.5+09:00",
            "2024-05-06T09:00:00,25+09:00",
            "2024-05-06T09:00:59.123456+09:00",
            "2024-05-06T09:00:59.1234567+09:00",
            "2024-05-06T09:00:59.1234567899+09:00",
            "2024-05-06T09:00:59.+09:00",
            "2024-05-06T09:00:59.5.5+09:00",
            "1969-05-06T09:00:59.123456+09:00",
            "1969-05-06T09:00:59.999999+09:00",
            "1969-05-06T09:00:59.999999999+09:00",
            "2024-05-06T09:00:01+09:00",
            "2024-05-06T09:60:01+09:00",
            "2024-05-06T24:00:00+09:00",
            "2024-05-06T9:00:01+09:00",
            "2024-05-06T09:00:00 +0900",
            "2024-05-06T09:00:02 +0900",
            "2024-05-06 09:00",
            "2024-05-06 09:01",
            "2024-05-06 09:01:30",
            "2024-05-06 09:01:301",
            "2024-05-06 09:01Z",
            "2024-05-06 09:02Z",
            "2024-05-07 09:02Z",
            "2024年5月6日 09:03:00",
            "2024年5月6日 09:03:01",
            "2024-05-06 下午03:03:01",
            "2024-05-06 下午12:03:01",
            "2024-05-06 上午 12:03:01",
            "2024-05-06 上午 11:03:01",
            "2024-05-06 03:03:01 PM",
            "2024-05-06 12:03:01 PM",
            "2024-05-06 03:03:01PM +0900",
            "2024-05-06 12:03:01PM +0900",
            "2024-05-06 星期一 03:03:01",
            "2024-05-06 星期一 12:03:01",
            "2024-05-06",
            "",
            ":",
        ];
        agree(&everyday, None, Some("Asia/Shanghai"));
        agree(&everyday, None, None);
    }

    #[test]
    fn the_usual_way_is_met_at_once() {
        let zone = Zone::named("Asia/Shanghai");
        let mut day = SameDay::default();
        for (known, next) in [
            ("2024-05-06T09:00:00+08:00", "2024-05-06T23:59:59+08:00"),
            ("2024-05-06T09:00:00Z", "2024-05-06T00:00:00Z"),
            ("2024-05-06 09:00:00", "2024-05-06 10:11:12"),
        ] {
            let _ = day.stamp(known, None, zone.as_ref());
            assert_eq!(day.usual(next.as_bytes(), 0), stamp(next, None, zone.as_ref()).ok(), "{next}");
            assert!(day.usual(next.as_bytes(), 0).is_some(), "{next}");
            for other in
                [format!("{next} "), format!("\"{next}\""), next.replace('4', "5"), next.replace(':', "-")]
            {
                assert_eq!(day.usual(other.as_bytes(), 0), None, "{other}");
            }
        }
    }

    #[test]
    fn days_on_which_clocks_change_are_read_with_care() {
        let mut texts = Vec::new();
        for day in ["2024-03-30", "2024-03-31", "2024-04-01", "2024-10-26", "2024-10-27", "2024-10-28"] {
            for hour in 0..24 {
                texts.push(format!("{day} {hour:02}:30:00"));
                texts.push(format!("{day} {hour:02}:45"));
            }
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        agree(&texts, None, Some("Europe/Berlin"));
        agree(&texts, None, Some("Africa/Cairo"));
    }

    #[test]
    fn formats_may_end_with_the_time_of_day() {
        let texts = [
            "06/05/2024 09:00:00",
            "06/05/2024 09:00:59",
            "06/05/2024 09:00",
            "06/05/2024 9:00:00",
            "06/05/2024 09:00:00.5",
            "06/05/2024 09:00:01",
        ];
        agree(&texts, Some("%d/%m/%Y %H:%M:%S"), Some("Asia/Shanghai"));
        agree(&texts, Some("%d/%m/%Y %H:%M"), Some("Asia/Shanghai"));
        agree(&["09:00:00 06/05/2024", "09:00:01 06/05/2024"], Some("%H:%M:%S %d/%m/%Y"), Some("UTC"));
        agree(&["20240506090000", "20240506090001"], Some("%Y%m%d%H%M%S"), Some("UTC"));
        agree(&["2024050609:00:00", "2024050609:00:01"], Some("%Y%m%d%H:%M:%S"), Some("UTC"));
    }
}
