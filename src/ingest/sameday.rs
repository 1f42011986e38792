//! Timestamps of a day already met: only the time of day is read anew, and counted on from midnight.
//!
//! Logs hold thousands of records a day, and what stands around the time of day is the same text in all of them.

use super::stamp::{StampFault, stamp};
use super::timeformat::TimeFormat;
use crate::time::{Instant, Precision, Stamp, Zone};

/// The day of the timestamp that was read last.
#[derive(Default)]
pub(super) struct SameDay {
    format: String,
    /// What stands before and after the time of day.
    around: (Vec<u8>, Vec<u8>),
    /// Midnight in microseconds; none if clocks are put forward or back about that day.
    midnight: Option<i64>,
}

impl SameDay {
    /// Reads a timestamp, as [`stamp`] does. The zone must be the same for all.
    pub fn stamp(
        &mut self,
        text: &str,
        format: Option<&TimeFormat>,
        zone: Option<&Zone>,
    ) -> Result<Stamp, StampFault> {
        let Some(parts) = Parts::of(text.as_bytes(), format) else { return stamp(text, format, zone) };
        let name = format.map_or("", TimeFormat::text);
        if let Some(midnight) = self.midnight
            && self.around.0 == parts.before
            && self.around.1 == parts.after
            && self.format == name
        {
            let start = Instant::from_micros(midnight).plus_micros(parts.micros);
            return Ok(Stamp { start, precision: parts.precision });
        }
        let read = stamp(text, format, zone)?;
        let even = |zone: &Zone| zone.runs_evenly(zone.date(read.start));
        let known = !parts.after.is_empty() || zone.is_some_and(even);
        self.midnight = known.then(|| read.start.plus_micros(-parts.micros).micros());
        self.around = (parts.before.to_vec(), parts.after.to_vec());
        self.format.clear();
        self.format.push_str(name);
        Ok(read)
    }
}

/// A timestamp taken apart at its time of day.
struct Parts<'t> {
    before: &'t [u8],
    /// The offset, if one is written.
    after: &'t [u8],
    micros: i64,
    precision: Precision,
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
        // Digits would belong to the date as much as to the hour.
        if before.last().is_none_or(u8::is_ascii_digit) {
            return None;
        }
        let (hour, minute) = (two(clock, 0, 23)?, two(clock, 3, 59)?);
        if clock.get(2) != Some(&b':') {
            return None;
        }
        let (second, precision, after) = if clock.get(5) == Some(&b':') {
            (two(clock, 6, 59)?, Precision::Exact, clock.get(8..)?)
        } else {
            (0, Precision::Minute, clock.get(5..)?)
        };
        if matches!(after, [b'.' | b',' | b'0'..=b'9', ..]) || (format.is_some() && !after.is_empty()) {
            return None;
        }
        let micros = ((hour * 60 + minute) * 60 + second) * 1_000_000;
        Some(Parts { before, after, micros, precision })
    }
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
            "2024-05-06",
            "",
            ":",
        ];
        agree(&everyday, None, Some("Asia/Shanghai"));
        agree(&everyday, None, None);
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
        let texts = ["06/05/2024 09:00:00", "06/05/2024 09:00:59", "06/05/2024 09:00", "06/05/2024 9:00:00"];
        agree(&texts, Some("%d/%m/%Y %H:%M:%S"), Some("Asia/Shanghai"));
        agree(&texts, Some("%d/%m/%Y %H:%M"), Some("Asia/Shanghai"));
        agree(&["09:00:00 06/05/2024", "09:00:01 06/05/2024"], Some("%H:%M:%S %d/%m/%Y"), Some("UTC"));
        agree(&["20240506090000", "20240506090001"], Some("%Y%m%d%H%M%S"), Some("UTC"));
        agree(&["2024050609:00:00", "2024050609:00:01"], Some("%Y%m%d%H:%M:%S"), Some("UTC"));
    }
}
