//! Dates and times of day as texts. Reports are full of them, so the usual ones are put together digit by digit; whatever is
//! unusual is left to the library, with the same result.

use super::{Date, Time};

/// `2024-05-06`
pub(crate) fn date_text(date: Date) -> String {
    let mut text = String::with_capacity(10);
    push_date(&mut text, date);
    text
}

/// `09:30`, or `09:30:05` with seconds; fractions of a second as far as there are any.
pub(crate) fn clock_text(time: Time, seconds: bool) -> String {
    let mut text = String::with_capacity(8);
    push_clock(&mut text, time, seconds);
    text
}

/// Adds a date, as [`date_text`] gives it.
pub(super) fn push_date(text: &mut String, date: Date) {
    match u16::try_from(date.year()) {
        Ok(year) => {
            two(text, (year / 100) as u8);
            two(text, (year % 100) as u8);
            text.push('-');
            two(text, date.month().unsigned_abs());
            text.push('-');
            two(text, date.day().unsigned_abs());
        }
        Err(_) => text.push_str(&date.strftime("%Y-%m-%d").to_string()),
    }
}

/// Adds a time of day, as [`clock_text`] gives it.
pub(super) fn push_clock(text: &mut String, time: Time, seconds: bool) {
    if seconds && time.subsec_nanosecond() != 0 {
        return text.push_str(&time.strftime("%H:%M:%S%.f").to_string());
    }
    two(text, time.hour().unsigned_abs());
    text.push(':');
    two(text, time.minute().unsigned_abs());
    if seconds {
        text.push(':');
        two(text, time.second().unsigned_abs());
    }
}

fn two(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn texts_are_those_of_the_library() {
        for day in [date(2024, 5, 6), date(999, 12, 31), date(0, 1, 1), date(-5, 2, 3), date(9999, 10, 20)] {
            assert_eq!(date_text(day), day.strftime("%Y-%m-%d").to_string());
        }
        for at in [time(0, 0, 0, 0), time(9, 30, 5, 0), time(23, 59, 59, 120_000_000), time(7, 8, 9, 1_000)] {
            assert_eq!(clock_text(at, false), at.strftime("%H:%M").to_string());
            assert_eq!(clock_text(at, true), at.strftime("%H:%M:%S%.f").to_string());
        }
    }
}
