//! Times on the command line.

use crate::time::{Date, DateTime, Instant, Stamp, Zone};

/// Reads a date, a date with a time of day, or either with an offset. Without an offset the zone is meant; a date alone
/// means its first instant.
pub fn read(text: &str, zone: &Zone) -> Option<Stamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Some(Stamp::exact(Instant::from_micros(timestamp.as_microsecond())));
    }
    // A date would also be read from a text that goes on with a time of day.
    if text.len() == "2024-05-06".len() {
        return Some(Stamp::exact(zone.start_of_day(text.parse::<Date>().ok()?)));
    }
    let civil = text.replace(' ', "T").parse::<DateTime>().ok()?;
    let (instant, _) = zone.instant(civil);
    Some(Stamp::exact(instant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_the_policy_s_zone_unless_it_says_otherwise() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let read = |text: &str| read(text, &zone).map(|stamp| format!("{:?}", stamp.start));
        assert_eq!(read("2024-05-06").as_deref(), Some("2024-05-05T16:00:00Z"));
        assert_eq!(read("2024-05-06 09:00").as_deref(), Some("2024-05-06T01:00:00Z"));
        assert_eq!(read("2024-05-06T09:00:00").as_deref(), Some("2024-05-06T01:00:00Z"));
        assert_eq!(read("2024-05-06T09:00:00Z").as_deref(), Some("2024-05-06T09:00:00Z"));
        assert_eq!(read("tomorrow"), None);
        assert_eq!(read("2024-02-30"), None);
    }
}
