//! Times that a file keeps as counts: they need not be written as text and read again.

use super::plan::Rule;
use super::raw::Moment;
use super::rows::RowReader;
use crate::time::{Date, Instant, Stamp, Zone};

/// A day of which times were counted.
#[derive(Default)]
pub(super) struct CountedDay {
    /// Days since 1970, as clocks there show them, and the instant at which the day begins; none if clocks are put forward or
    /// back about that day.
    known: Option<(i64, Option<Instant>)>,
}

const DAY: i64 = 86_400_000_000;

impl CountedDay {
    /// The timestamp of a moment. `None` where its text tells it, or tells why it is none.
    #[inline]
    pub fn stamp(&mut self, moment: Moment, zone: Option<&Zone>) -> Option<Stamp> {
        let Moment { micros, is_utc } = moment;
        // Other years may be more than instants or texts hold.
        const YEAR_1900: i64 = -2_208_988_800_000_000;
        const YEAR_2100: i64 = 4_102_444_800_000_000;
        if !(YEAR_1900..YEAR_2100).contains(&micros) {
            return None;
        }
        if is_utc {
            return Some(Stamp::exact(Instant::from_micros(micros)));
        }
        let day = micros.div_euclid(DAY);
        let midnight = match self.known {
            Some((known, midnight)) if known == day => midnight,
            _ => {
                let midnight = zone.and_then(|zone| midnight(zone, day));
                self.known = Some((day, midnight));
                midnight
            }
        };
        Some(Stamp::exact(midnight?.plus_micros(micros.rem_euclid(DAY))))
    }
}

/// The day that begins so many days after 1970 began.
pub(super) fn date(days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    Date::new(1970, 1, 1).ok()?.checked_add(span).ok()
}

/// When a day begins, if its hours can be counted on from then.
fn midnight(zone: &Zone, day: i64) -> Option<Instant> {
    let date = date(day)?;
    zone.runs_evenly(date).then(|| zone.start_of_day(date))
}

impl RowReader<'_> {
    /// The timestamp of a moment, unless its text must be looked at.
    #[inline]
    pub(super) fn moment(&mut self, moment: Moment, rule: &Rule) -> Option<Stamp> {
        let plan = self.plan;
        // A long text that means "nothing entered" may be that of a time.
        let may_be_blank = plan.short_blanks.len() < plan.blanks.len();
        if may_be_blank || rule.time.format.is_some() {
            return None;
        }
        self.day.counted.stamp(moment, plan.zone.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::stamp::stamp;

    #[test]
    fn a_count_means_what_its_text_means() {
        let texts = [
            "1899-12-31 23:59:59",
            "1900-01-01 00:00:00",
            "1969-12-31 23:59:59.999999",
            "1986-05-04 12:00:00",
            "2024-03-31 00:30:00",
            "2024-03-31 02:30:00",
            "2024-03-31 12:30:00",
            "2024-05-06 00:00:00",
            "2024-05-06 23:59:59.5",
            "2024-10-27 02:30:00",
            "2099-12-31 23:59:59",
            "2100-01-01 00:00:00",
        ];
        let (mut counted, mut left) = (0, 0);
        for zone in [None, Some("Asia/Shanghai"), Some("Europe/Berlin"), Some("Africa/Cairo")] {
            let zone = zone.and_then(Zone::named);
            let mut day = CountedDay::default();
            for text in texts {
                for is_utc in [true, false] {
                    let written = if is_utc { format!("{text}Z") } else { text.to_string() };
                    let micros = stamp(&format!("{text}Z"), None, None).unwrap().start.micros();
                    match day.stamp(Moment { micros, is_utc }, zone.as_ref()) {
                        None => left += 1,
                        Some(read) => {
                            counted += 1;
                            assert_eq!(Ok(read), stamp(&written, None, zone.as_ref()), "{written} {zone:?}");
                        }
                    }
                }
            }
        }
        assert!(counted > 60 && left > 16, "{counted} {left}");
    }
}
