//! Dates in the many ways in which people write them.

use crate::time::Date;

/// A date that is not written as `2024-05-06`.
pub(super) struct Foreign {
    /// How many bytes it takes.
    pub length: usize,
    /// The date, if it is clear which is meant.
    pub date: Option<Date>,
    /// Whether a month is named, so that it can be nothing but a date.
    pub month_name: bool,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A foreign date at the beginning of a text.
pub(super) fn foreign(text: &str) -> Option<Foreign> {
    let text: &str = match text.char_indices().nth(40) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    named(text).or_else(|| numbers(text))
}

/// `6 May 2024`, `May 6, 2024`, `May 6`
fn named(text: &str) -> Option<Foreign> {
    let parts = words(text);
    let number = |i: usize| {
        parts
            .get(i)
            .and_then(|(_, part)| part.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i16>().ok())
    };
    let month = |i: usize| parts.get(i).and_then(|(_, part)| month(part));
    let (month, day) = match (month(0), month(1)) {
        (Some(month), _) => (month, number(1)?),
        (None, Some(month)) => (month, number(0)?),
        _ => return None,
    };
    let year = number(2).filter(|year| *year >= 1000);
    let length = parts.get(if year.is_some() { 2 } else { 1 })?.0;
    let day = i8::try_from(day).ok()?;
    Some(Foreign { length, date: year.and_then(|year| Date::new(year, month, day).ok()), month_name: true })
}

/// The first three words and numbers, each with where it ends.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut end = 0;
    for part in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if !word.is_empty() {
            out.push((end + word.len(), word));
        }
        end += part.len();
        if out.len() == 3 {
            break;
        }
    }
    out
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|month| {
        *month == word || (word.len() >= 3 && word.len() <= 4 && month.starts_with(&word))
    })?;
    i8::try_from(at + 1).ok()
}

/// `2024/5/6`, `2024.5.6`, `2024-5-6`, `2024年5月6日`, `6/5/2024`
fn numbers(text: &str) -> Option<Foreign> {
    let mut at = 0;
    let mut numbers = Vec::new();
    let mut separators = String::new();
    for i in 0..3 {
        let digits = text[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - at);
        numbers.push((digits, text[at..at + digits].parse::<i16>().ok()?));
        at += digits;
        let separator = text[at..].chars().next();
        match separator {
            Some(c @ ('/' | '.' | '-' | '年' | '月')) if i < 2 => {
                separators.push(c);
                at += c.len_utf8();
            }
            Some(c @ ('日' | '号')) if i == 2 => at += c.len_utf8(),
            _ if i < 2 => return None,
            _ => {}
        }
    }
    let same = matches!(separators.as_str(), "//" | ".." | "--" | "年月");
    let [(first, year), (second, month), (third, day)] = numbers[..] else { return None };
    if !same || (separators == "--" && (first, second, third) == (4, 2, 2)) {
        return None;
    }
    let year_first = first == 4 && second <= 2 && third <= 2;
    let year_last = third == 4 && first <= 2 && second <= 2;
    if !(year_first || year_last) {
        return None;
    }
    let date = || Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    Some(Foreign { length: at, date: if year_first { date() } else { None }, month_name: false })
}

#[cfg(test)]
mod tests {
    use super::foreign;

    #[test]
    fn dates_are_recognised_in_the_ways_people_write_them() {
        let read = |text: &str| {
            foreign(text).map(|found| (text[..found.length].to_string(), found.date.map(|d| d.to_string())))
        };
        let clear = |text: &str, rest: &str| {
            assert_eq!(
                read(&format!("{text}{rest}")),
                Some((text.to_string(), Some("2024-05-06".to_string())))
            );
        };
        clear("6 May 2024", " ..");
        clear("6th May 2024", "");
        clear("May 6, 2024", " {");
        clear("2024/5/6", " ..");
        clear("2024.05.06", "");
        clear("2024-5-6", " 9:00");
        clear("2024年5月6日", " ..");
        assert_eq!(read("6/5/2024"), Some(("6/5/2024".to_string(), None)), "day or month first?");
        assert_eq!(read("6 May"), Some(("6 May".to_string(), None)), "which year?");
        for no_date in ["2024-05-06", "30 minutes", "maybe 3", "1.2", "3 / 4"] {
            assert_eq!(read(no_date), None, "{no_date}");
        }
    }
}
