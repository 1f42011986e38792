//! The small pieces that calendar files are made of.

use super::ProblemKind;
use crate::time::{Date, Weekday};

/// Reads `2024-05-01`, `2024-05-01..2024-05-05` or, for a whole year, `2024`.
pub(super) fn dates(text: &str) -> Result<(Date, Date), ProblemKind> {
    let bad = || ProblemKind::BadDate { text: text.to_string() };
    if text.len() == 4
        && let Ok(year) = text.parse::<u16>()
    {
        return year_range(year as i16).ok_or_else(bad);
    }
    let (first, last) = match text.split_once("..") {
        None => {
            let one = date(text).ok_or_else(bad)?;
            (one, one)
        }
        Some((first, last)) => (date(first).ok_or_else(bad)?, date(last).ok_or_else(bad)?),
    };
    if last < first {
        return Err(ProblemKind::BackwardRange { text: text.to_string() });
    }
    Ok((first, last))
}

/// Reads `2024-05-01`, `2024/5/1` or `20240501`.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let number =
        |t: &str| (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i16>().ok())?;
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|b| b.is_ascii_digit()) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(['-', '/']).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(number(year)?, number(month)?.try_into().ok()?, number(day)?.try_into().ok()?).ok()
}

/// The first and last date of a year.
pub(super) fn year_range(year: i16) -> Option<(Date, Date)> {
    let first = Date::new(year, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

/// Reads the name of a day of the week.
pub(super) fn weekday(text: &str) -> Option<Weekday> {
    const NAMES: [(&str, &str, &str, &str, Weekday); 7] = [
        ("monday", "mon", "周一", "星期一", Weekday::Monday),
        ("tuesday", "tue", "周二", "星期二", Weekday::Tuesday),
        ("wednesday", "wed", "周三", "星期三", Weekday::Wednesday),
        ("thursday", "thu", "周四", "星期四", Weekday::Thursday),
        ("friday", "fri", "周五", "星期五", Weekday::Friday),
        ("saturday", "sat", "周六", "星期六", Weekday::Saturday),
        ("sunday", "sun", "周日", "星期日", Weekday::Sunday),
    ];
    let text = text.trim().to_lowercase();
    NAMES.iter().find(|n| [n.0, n.1, n.2, n.3].contains(&text.as_str())).map(|n| n.4)
}
