//! Numbers that may be dates, as spreadsheet programs count them.

use super::{ColumnLook, Sense};
use crate::time::{Date, Time};
use jiff::Span;
use rust_decimal::Decimal;

/// Parts of the names of columns that tend to hold points of time.
const NAMES: [&str; 8] = ["date", "time", "when", "day", "日期", "时间", "时刻", "日"];
/// The days that are taken for dates: from the beginning of 2000 to the end of 2049.
const DAYS: std::ops::Range<i64> = 36_526..54_789;
const SECONDS: i64 = 86_400;

/// The first of the numbers of a column and the time that it would be, if all of them may be serial dates: they are days of our
/// times, and the column is named after time or they have parts of a day.
pub(super) fn serial(column: &ColumnLook, texts: &[String]) -> Option<(String, String)> {
    if column.sense != Sense::Number {
        return None;
    }
    let name = column.name.to_lowercase();
    let numbers: Option<Vec<Decimal>> = texts.iter().map(|text| text.parse().ok()).collect();
    let numbers = numbers?;
    let are_days = numbers.iter().all(|number| days(*number).is_some_and(|day| DAYS.contains(&day)));
    let named = NAMES.iter().any(|part| name.contains(part));
    let parted = || numbers.iter().any(|number| !number.fract().is_zero());
    if !are_days || !(named || parted()) {
        return None;
    }
    Some((texts.first()?.clone(), shown(*numbers.first()?)?))
}

fn days(number: Decimal) -> Option<i64> {
    i64::try_from(number.trunc()).ok()
}

/// The time that a serial date stands for.
fn shown(number: Decimal) -> Option<String> {
    let whole = Span::new().try_days(days(number)?).ok()?;
    let date = Date::new(1899, 12, 30).ok()?.checked_add(whole).ok()?;
    let seconds = number.fract().checked_mul(SECONDS.into())?.round();
    let seconds = i64::try_from(seconds).ok()?;
    if seconds == 0 {
        return Some(date.to_string());
    }
    let clock = Time::midnight().checked_add(Span::new().try_seconds(seconds).ok()?).ok()?;
    Some(format!("{date} {clock}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::look::column;

    fn of(name: &str, texts: &[&str]) -> Option<String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_string()).collect();
        serial(&column::look(name, name, &texts, &[]), &texts).map(|(_, shown)| shown)
    }

    #[test]
    fn days_of_our_times_may_be_dates() {
        assert_eq!(of("打卡时间", &["45292.5", "45293"]).as_deref(), Some("2024-01-01 12:00:00"));
        assert_eq!(of("Date", &["45292", "45293"]).as_deref(), Some("2024-01-01"));
        assert_eq!(of("x", &["45292.3472222222"]).as_deref(), Some("2024-01-01 08:20:00"));
        for (name, texts) in [
            ("amount", &["45292", "45293"][..]),
            ("time", &["45292", "7"]),
            ("date", &["20240101"]),
            ("date", &["2024-01-01"]),
            ("date", &[]),
        ] {
            assert_eq!(of(name, texts), None, "{name}");
        }
    }
}
