//! Names, texts and other literals as they are written.

use crate::locale::Lang;
use crate::money::Amount;
use crate::syntax::ast::{CalendarUnit, DateRange, DateTimeLit, Quantity, TimeOfDay, TimeUnit, When};
use crate::syntax::explain::in_digits;
use crate::syntax::grammar::{Rule, is};
use crate::time::{Date, Precision, Weekday};
use rust_decimal::Decimal;

/// Words that are not reserved but mean something else in some place where a name may stand.
const AMBIGUOUS: &[&str] = &[
    "最近",
    "近",
    "filled",
    "已填",
    "valid",
    "有效",
    "blank",
    "为空",
    "reward",
    "奖励",
    "violated",
    "违反",
    "hold",
    "保持",
    "money",
    "金额",
    "field",
    "项",
    "occurrence",
    "次",
    "missing",
    "缺",
    "slot",
    "时段",
    "逾期小时",
    "day",
    "日",
    "天",
    "week",
    "周",
    "星期",
    "month",
    "月",
    "quarter",
    "季度",
    "year",
    "年",
    "expect",
    "预期",
    "set",
    "设定",
    "observed",
    "观测",
    "Monday",
    "周一",
    "星期一",
    "Tuesday",
    "周二",
    "星期二",
    "Wednesday",
    "周三",
    "星期三",
    "Thursday",
    "周四",
    "星期四",
    "Friday",
    "周五",
    "星期五",
    "Saturday",
    "周六",
    "星期六",
    "Sunday",
    "周日",
    "星期日",
    "星期天",
    "该表头",
    "该单元格",
];

/// A name where keywords can stand as well: in backticks if need be.
pub(super) fn name(name: &str) -> String {
    // `本月`, `下月末`, `上周` are points and periods.
    let calendar = name.starts_with(['本', '下', '上', '当'])
        && (is(Rule::which_period, name) || is(Rule::end_of, name) || is(Rule::over_previous, name));
    let bare = is(Rule::plain_name, name)
        && !is(Rule::reserved, name)
        && !AMBIGUOUS.contains(&name)
        && !calendar
        && !is(Rule::weekday, name)
        && in_digits(name).is_none();
    if bare { name.to_string() } else { format!("`{name}`") }
}

/// A field that must be the same: after a comma, `fine` would begin a consequence.
pub(super) fn same_field(field: &str) -> String {
    if is(Rule::consequence_word, field) { format!("`{field}`") } else { name(field) }
}

/// A name after a dot or before a colon, where no keyword can stand.
pub(super) fn free_name(name: &str) -> String {
    if is(Rule::plain_name, name) { name.to_string() } else { format!("`{name}`") }
}

/// A text in quotes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `30 minutes`, `30 分钟`
pub(super) fn quantity(quantity: &Quantity, lang: Lang) -> String {
    let parts: Vec<String> =
        quantity.iter().map(|(n, unit)| format!("{n} {}", time_unit(*unit, *n, lang))).collect();
    parts.join(" ")
}

fn time_unit(unit: TimeUnit, n: Decimal, lang: Lang) -> &'static str {
    let (one, many, zh) = match unit {
        TimeUnit::Second => ("second", "seconds", "秒"),
        TimeUnit::Minute => ("minute", "minutes", "分钟"),
        TimeUnit::Hour => ("hour", "hours", "小时"),
        TimeUnit::WorkingHour => ("working hour", "working hours", "个工作小时"),
        TimeUnit::Day => ("day", "days", "天"),
        TimeUnit::WorkingDay => ("working day", "working days", "个工作日"),
        TimeUnit::Week => ("week", "weeks", "周"),
        TimeUnit::Month => ("month", "months", "个月"),
        TimeUnit::Quarter => ("quarter", "quarters", "个季度"),
        TimeUnit::Year => ("year", "years", "年"),
    };
    lang.pick(if n == Decimal::ONE { one } else { many }, zh)
}

pub(super) fn calendar_unit(unit: CalendarUnit, lang: Lang) -> &'static str {
    match unit {
        CalendarUnit::Day => lang.pick("day", "日"),
        CalendarUnit::Week => lang.pick("week", "周"),
        CalendarUnit::Month => lang.pick("month", "月"),
        CalendarUnit::Quarter => lang.pick("quarter", "季度"),
        CalendarUnit::Year => lang.pick("year", "年"),
    }
}

pub(super) fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match day {
        Weekday::Monday => lang.pick("Monday", "周一"),
        Weekday::Tuesday => lang.pick("Tuesday", "周二"),
        Weekday::Wednesday => lang.pick("Wednesday", "周三"),
        Weekday::Thursday => lang.pick("Thursday", "周四"),
        Weekday::Friday => lang.pick("Friday", "周五"),
        Weekday::Saturday => lang.pick("Saturday", "周六"),
        Weekday::Sunday => lang.pick("Sunday", "周日"),
    }
}

/// `100 CNY`, `100 元`
pub(super) fn money(amount: &Amount, lang: Lang) -> String {
    match lang {
        Lang::Zh if amount.currency == crate::money::Currency::CNY => format!("{} 元", amount.value),
        _ => format!("{} {}", amount.value, amount.currency),
    }
}

/// 0.80 as `80%`, with the digits it was written with.
pub(super) fn percent(share: Decimal) -> String {
    let mut value = share;
    if value.scale() >= 2 && value.set_scale(share.scale() - 2).is_ok() {
        return format!("{value}%");
    }
    format!("{}%", share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share))
}

pub(super) fn date(date: Date) -> String {
    date.to_string()
}

pub(super) fn time_of_day(time: TimeOfDay) -> String {
    let hour = if time.next_day { 24 } else { time.time.hour() };
    clock(hour, time.time.minute(), time.time.second(), time.precision)
}

fn clock(hour: i8, minute: i8, second: i8, precision: Precision) -> String {
    match precision {
        Precision::Exact => format!("{hour:02}:{minute:02}:{second:02}"),
        Precision::Minute | Precision::Day => format!("{hour:02}:{minute:02}"),
    }
}

pub(super) fn date_time(at: &DateTimeLit) -> String {
    let time = at.civil.time();
    let clock = clock(time.hour(), time.minute(), time.second(), at.precision);
    let offset = match at.offset {
        None => String::new(),
        Some(0) => "Z".to_string(),
        Some(seconds) => {
            let sign = if seconds < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
        }
    };
    format!("{} {clock}{offset}", at.civil.date())
}

pub(super) fn when(when: &When) -> String {
    match when {
        When::Date(day) => date(*day),
        When::DateTime(at) => date_time(at),
    }
}

/// `2024-01-01 .. 2024-12-31`
pub(super) fn date_range(range: &DateRange) -> String {
    let from = range.from.as_ref().map(|w| format!("{} ", when(w))).unwrap_or_default();
    let to = range.to.as_ref().map(|w| format!(" {}", when(w))).unwrap_or_default();
    format!("{from}..{to}")
}

/// `2nd`
pub(super) fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
