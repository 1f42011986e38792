//! One cell of a workbook as the text that it would be in a text file.

use calamine::{Data, DataRef, ExcelDateTime, Style};
use jiff::SignedDuration;

/// How finely a number format shows a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shows {
    date: bool,
    minutes: bool,
    seconds: bool,
}

impl Shows {
    /// Times to the second.
    pub const SECONDS: Shows = Shows { date: false, minutes: true, seconds: true };

    /// What the format of a cell shows.
    pub fn of(style: Option<&Style>) -> Shows {
        let Some(format) = style.and_then(|style| style.number_format.as_ref()) else {
            return Shows::default();
        };
        match format.format_id {
            Some(14..=17) => Shows { date: true, ..Shows::default() },
            Some(18 | 20) => Shows { minutes: true, ..Shows::default() },
            Some(19 | 21 | 45..=47) => Shows { minutes: true, seconds: true, date: false },
            Some(22) => Shows { date: true, minutes: true, seconds: false },
            _ => Shows::code(&format.format_code),
        }
    }

    /// What a code such as `yyyy/m/d h:mm` shows.
    fn code(code: &str) -> Shows {
        let mut shows = Shows::default();
        let mut quoted = false;
        let mut bracket = false;
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            match c.to_ascii_lowercase() {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\\' | '_' | '*' => {
                    chars.next();
                }
                '[' => bracket = true,
                ']' => bracket = false,
                _ if bracket => {}
                // Only the format of positive values counts.
                ';' => break,
                'y' | 'd' => shows.date = true,
                'h' => shows.minutes = true,
                's' => (shows.minutes, shows.seconds) = (true, true),
                _ => {}
            }
        }
        shows
    }
}

/// Whether it is a time that is not a whole minute.
pub(super) fn has_seconds(value: &Data) -> bool {
    let Data::DateTime(time) = value else { return false };
    let (.., second, milli) = time.to_ymd_hms_milli();
    second > 0 || milli > 0
}

/// The text of a cell; none if it is empty.
pub(super) fn text(value: &Data, shows: Shows) -> Option<String> {
    match value {
        Data::Empty => None,
        Data::Int(number) => Some(number.to_string()),
        Data::Float(number) => Some(number_text(*number)),
        Data::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Data::Bool(yes) => Some(yes.to_string()),
        Data::DateTime(time) => Some(time_text(time, shows)),
        Data::DateTimeIso(text) => Some(text.replacen('T', " ", 1)),
        Data::DurationIso(text) => Some(duration_text(text)),
        Data::Error(error) => Some(error.to_string()),
    }
}

/// The same for a cell that borrows its text.
pub(super) fn text_ref(value: DataRef<'_>, shows: Shows) -> Option<String> {
    text(&Data::from(value), shows)
}

/// A number as spreadsheets show it: whole numbers in full, others to the 15 digits for which such programs vouch.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 || !number.is_finite() {
        return number.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A date, a time of day, both, or a length of time.
fn time_text(time: &ExcelDateTime, shows: Shows) -> String {
    let serial = time.as_f64();
    if !serial.is_finite() || !(0.0..2_958_466.0).contains(&serial) {
        return number_text(serial);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let seconds = if milli > 0 {
        format!(":{second:02}.{milli:03}")
    } else if second > 0 || shows.seconds {
        format!(":{second:02}")
    } else {
        String::new()
    };
    if time.is_duration() {
        // Days and hours of a length run on.
        let hours = serial.trunc() as u64 * 24 + u64::from(hour);
        return format!("{hours}:{minute:02}{}", if seconds.is_empty() { ":00" } else { &seconds });
    }
    let clock = format!("{hour:02}:{minute:02}{seconds}");
    let midnight = (hour, minute, second, milli) == (0, 0, 0, 0);
    if serial < 1.0 && !shows.date {
        return clock;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if midnight && !shows.minutes { date } else { format!("{date} {clock}") }
}

/// A time of day or a length as OpenDocument writes both: `PT08H59M00S`.
fn duration_text(text: &str) -> String {
    let Ok(duration) = text.parse::<SignedDuration>() else { return text.to_string() };
    let seconds = duration.as_secs();
    if seconds < 0 || duration.subsec_nanos() != 0 {
        return text.to_string();
    }
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    fn show(serial: f64, code: &str) -> String {
        time_text(&ExcelDateTime::new(serial, DateTime, false), Shows::code(code))
    }

    #[test]
    fn times_are_as_fine_as_shown_or_as_they_are() {
        assert_eq!(show(45418.0, "yyyy/m/d"), "2024-05-06");
        assert_eq!(show(45418.0, "yyyy/m/d h:mm"), "2024-05-06 00:00");
        assert_eq!(show(45418.375, "yyyy/m/d h:mm"), "2024-05-06 09:00");
        assert_eq!(show(45418.375, "yyyy-mm-dd hh:mm:ss"), "2024-05-06 09:00:00");
        assert_eq!(show(45_418.375_347_222_22, "yyyy/m/d"), "2024-05-06 09:00:30");
        assert_eq!(show(45_418.375_347_222_22, "General"), "2024-05-06 09:00:30");
        assert_eq!(show(0.375, "h:mm"), "09:00");
        assert_eq!(show(0.375, "h:mm:ss;@"), "09:00:00");
        assert_eq!(show(0.0, "h:mm"), "00:00");
    }

    #[test]
    fn clocks_of_every_second_come_out_whole() {
        for second in 0..86_400_u32 {
            let serial = 45418.0 + f64::from(second) / 86400.0;
            let expected = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
            assert_eq!(show(serial, "yyyy-mm-dd hh:mm:ss"), format!("2024-05-06 {expected}"));
        }
    }

    #[test]
    fn the_other_epoch_is_four_years_later() {
        let time = ExcelDateTime::new(43956.0, DateTime, true);
        assert_eq!(time_text(&time, Shows::code("yyyy-mm-dd")), "2024-05-06");
    }

    #[test]
    fn lengths_run_past_a_day() {
        let length = |serial| time_text(&ExcelDateTime::new(serial, TimeDelta, false), Shows::default());
        assert_eq!(length(1.0625), "25:30:00");
        assert_eq!(duration_text("PT08H59M00S"), "08:59:00");
    }

    #[test]
    fn numbers_have_the_digits_that_programs_show() {
        assert_eq!(number_text(5.0), "5");
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(79.95), "79.95");
        assert_eq!(number_text(9_007_199_254_740_991.0), "9007199254740991");
        assert_eq!(number_text(1e21), "1000000000000000000000");
        assert_eq!(number_text(-0.5), "-0.5");
    }
}
