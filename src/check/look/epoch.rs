//! Numbers that count seconds or milliseconds since 1970.

use super::{Sense, Written};
use rust_decimal::Decimal;

/// Parts of the names of columns that tend to hold points of time.
const NAMES: [&str; 11] =
    ["date", "time", "when", "stamp", "epoch", "created", "updated", "modified", "日期", "时间", "时刻"];
/// Whole names of such columns, or the last words of them.
const WORDS: [&str; 3] = ["ts", "at", "on"];
/// The seconds that are taken for times: from the beginning of 2000 to the end of 2049.
const SECONDS: std::ops::Range<i64> = 946_684_800..2_524_608_000;

/// What a column holds if it is named after time and all of its numbers count from 1970 to times of ours.
pub(super) fn counted(name: &str, texts: &[&str]) -> Option<Sense> {
    let lower = name.to_lowercase();
    let last = lower.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if !NAMES.iter().any(|part| lower.contains(part)) && !WORDS.contains(&last) {
        return None;
    }
    let numbers: Option<Vec<i64>> = texts.iter().map(|text| whole(text)).collect();
    let numbers = numbers.filter(|numbers| !numbers.is_empty())?;
    let all = |each: i64| numbers.iter().all(|number| SECONDS.contains(&(number / each)));
    let format = match (all(1), all(1_000)) {
        (true, _) => "%s",
        (_, true) => "%Q",
        (false, false) => return None,
    };
    let evidence = texts.first().map(|text| (*text).to_string());
    Some(Sense::Instant(Written { format: Some(format), rival: None, evidence }))
}

fn whole(text: &str) -> Option<i64> {
    i64::try_from(text.parse::<Decimal>().ok()?.trunc()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(name: &str, texts: &[&str]) -> Option<&'static str> {
        match counted(name, texts)? {
            Sense::Instant(written) => written.format,
            _ => None,
        }
    }

    #[test]
    fn counts_of_our_times_in_columns_named_after_time() {
        assert_eq!(format("ts", &["1714957200", "1714957201"]), Some("%s"));
        assert_eq!(format("Event Time", &["1714957200.25"]), Some("%s"));
        assert_eq!(format("@timestamp", &["1714957200123"]), Some("%Q"));
        assert_eq!(format("created_at", &["1714957200123", "1714957200124"]), Some("%Q"));
        for (name, texts) in [
            ("phone", &["1714957200"][..]),
            ("units", &["1714957200"]),
            ("ts", &["1714957200", "7"]),
            ("ts", &["1714957200", "1714957200123"]),
            ("ts", &["2024-05-06"]),
            ("time", &[]),
        ] {
            assert_eq!(format(name, texts), None, "{name}");
        }
    }
}
