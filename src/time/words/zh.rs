use super::{ElapsedUnit, just_after, local, parts, split_elapsed};
use crate::time::due::Amount;
use crate::time::{
    ClockTime, ClockUnit, Date, DateTime, DayReason, Length, Nth, Point, Precision, Step, Unit, Weekday, Zone,
};

fn elapsed(micros: i64) -> String {
    let parts: Vec<String> = split_elapsed(micros)
        .into_iter()
        .map(|(count, unit)| match unit {
            ElapsedUnit::Hour => format!("{count} 小时"),
            ElapsedUnit::Minute => format!("{count} 分钟"),
            ElapsedUnit::Second => format!("{count} 秒"),
            ElapsedUnit::Microsecond => format!("{count} 微秒"),
        })
        .collect();
    parts.join(" ")
}

/// In the written unit if it comes out even, else in several.
fn clock_length(micros: i64, unit: ClockUnit, working: bool) -> String {
    let name = match (unit, working) {
        (ClockUnit::Second, false) => "秒",
        (ClockUnit::Minute, false) => "分钟",
        (ClockUnit::Hour, false) => "小时",
        (ClockUnit::Second, true) => "工作秒",
        (ClockUnit::Minute, true) => "工作分钟",
        (ClockUnit::Hour, true) => "工作小时",
    };
    match micros % unit.micros() {
        0 => format!("{} {name}", micros / unit.micros()),
        _ if !working => elapsed(micros),
        _ => format!("{}工作时间", elapsed(micros)),
    }
}

pub(super) fn length(length: &Length) -> String {
    match *length {
        Length::Elapsed { micros, unit } => clock_length(micros, unit, false),
        Length::WorkingTime { micros, unit } => clock_length(micros, unit, true),
        Length::Days(n) => format!("{n} 日"),
        Length::WorkingDays(n) => format!("{n} 个工作日"),
        Length::Weeks(n) => format!("{n} 周"),
        Length::Months(n) => format!("{n} 个月"),
        Length::Quarters(n) => format!("{n} 个季度"),
        Length::Years(n) => format!("{n} 年"),
        Length::MonthsDays { months, days } => format!("{months} 个月 {days} 日"),
    }
}

pub(super) fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Elapsed(micros) => elapsed(*micros),
        Amount::Days(n) => format!("{n} 天"),
    }
}

pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "日",
        Unit::WorkingDay => "工作日",
        Unit::Week => "周",
        Unit::Month => "月",
        Unit::Quarter => "季度",
        Unit::Year => "年",
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

fn clock_time(time: ClockTime) -> String {
    let format = if time.precision == Precision::Minute { "%H:%M" } else { "%H:%M:%S" };
    time.time.strftime(format).to_string()
}

/// The unit that holds the occasion, or the next one: `本月`, `下月`, `下一季度`.
fn this_or_next(of: Unit, next: bool) -> &'static str {
    match (of, next) {
        (Unit::Day, false) => "当日",
        (Unit::Day, true) => "次日",
        (Unit::WorkingDay, false) => "当个工作日",
        (Unit::WorkingDay, true) => "下一工作日",
        (Unit::Week, false) => "本周",
        (Unit::Week, true) => "下周",
        (Unit::Month, false) => "本月",
        (Unit::Month, true) => "下月",
        (Unit::Quarter, false) => "本季度",
        (Unit::Quarter, true) => "下一季度",
        (Unit::Year, false) => "本年",
        (Unit::Year, true) => "下一年",
    }
}

pub(super) fn point(point: &Point, zone: &Zone) -> String {
    let then = |time: Option<ClockTime>| time.map(|t| format!(" {}", clock_time(t))).unwrap_or_default();
    match *point {
        Point::TimeOfDay(time) => clock_time(time),
        Point::Weekday { day, time } => format!("{}{}", weekday(day), then(time)),
        Point::NthDay { n, working, of, next, time } => {
            let day = match (n, working) {
                (Nth::Nth(n), true) => format!("第 {n} 个工作日"),
                (Nth::Nth(n), false) => format!("第 {n} 日"),
                (Nth::Last, true) => "最后一个工作日".into(),
                (Nth::Last, false) => "最后一日".into(),
            };
            format!("{}{day}{}", this_or_next(of, next), then(time))
        }
        Point::EndOf { unit, next } => format!("{}结束", this_or_next(unit, next)),
        Point::NextWorkingDay { time: Some(time) } => format!("下一工作日 {}", clock_time(time)),
        Point::NextWorkingDay { time: None } => "下一工作日结束".into(),
        Point::At(stamp) => zone.text(stamp),
    }
}

fn date(date: Date) -> String {
    format!("{date}（{}）", weekday(date.weekday()))
}

pub(super) fn moment(local: i64, ends_a_day: bool) -> String {
    if just_after(local) {
        return format!("{}（刚过）", moment(local - 1, ends_a_day));
    }
    let (day, time) = parts(local, ends_a_day);
    format!("{}{time}", date(day))
}

fn at(civil: DateTime) -> String {
    moment(local(civil), false)
}

pub(super) fn reason(reason: &DayReason) -> String {
    let named =
        |what: &str, name: &str| if name.is_empty() { what.into() } else { format!("{what}（{name}）") };
    match reason {
        DayReason::WorkingDay => "工作日".into(),
        DayReason::Weekend => "每周休息日".into(),
        DayReason::Holiday(name) => named("休息日", name),
        DayReason::MakeUp(name) | DayReason::Named(name) => named("工作日", name),
    }
}

pub(super) fn step(step: &Step) -> String {
    match step {
        Step::Added { from, length: l, to } => format!("{} 加 {}，为 {}", at(*from), length(l), at(*to)),
        Step::TakenOff { from, length: l, to } => format!("{} 之前 {}，为 {}", at(*from), length(l), at(*to)),
        Step::ClocksChanged { forward } => {
            let way = if *forward > 0 { "拨快" } else { "拨慢" };
            format!("期间时钟{way} {}", elapsed(*forward))
        }
        Step::OutsideHours { at: occasion, opens } => {
            format!("{} 不在办公时间内，自 {} 起算", at(*occasion), at(*opens))
        }
        Step::OpenTime { date: day, micros } => format!("{}：计入办公时间 {}", date(*day), elapsed(*micros)),
        Step::OwnDayNotCounted { date: day } => format!("事由发生当日 {}不计入", date(*day)),
        Step::OwnDayCounted { date: day } => format!("自事由发生当日 {}起算", date(*day)),
        Step::AfterClosing { at: occasion } => format!("{} 已过下班时间，当日不再计算", at(*occasion)),
        Step::RestDays { first, last, reason: why } if first == last => {
            format!("{}：{}", date(*first), reason(why))
        }
        Step::RestDays { first, last, reason: why } => {
            format!("{}至 {}：{}", date(*first), date(*last), reason(why))
        }
        Step::MakeUpDay { date: day, name } => {
            format!("{}：{}", date(*day), reason(&DayReason::MakeUp(name.clone())))
        }
        Step::MoreRestDays { days } => format!("另有 {days} 个休息日"),
        Step::LastDay { length, date: day } => last_day(length, *day),
        Step::LastInstead { wanted, working: true, date: day } => {
            format!("没有第 {wanted} 个工作日，以最后一个工作日为准：{}", date(*day))
        }
        Step::LastInstead { wanted, working: false, date: day } => {
            format!("没有第 {wanted} 日，以最后一日为准：{}", date(*day))
        }
        Step::Moved { from, reason: why, to } => {
            format!("最后一日 {}是{}，顺延至 {}", date(*from), reason(why), date(*to))
        }
        Step::Stays { date: day, reason: why } => {
            format!("最后一日 {}是{}，但期限不顺延", date(*day), reason(why))
        }
        Step::InUnit { unit: of, first, last } => format!("该{}：{first} 至 {last}", unit(*of)),
        Step::Passed { at: point } => {
            format!("{} 在事由发生时已过，以下一次为准", moment(local(*point), true))
        }
        Step::AtTime { at: point } => format!("截止于 {}", at(*point)),
        Step::AtMidnight { date: day } => format!("截止于 {}24:00", date(*day)),
        Step::AtClosing { at: closing } => format!("截止于下班时间 {}", at(*closing)),
        Step::NoClosing { date: day } => format!("{}没有办公时间，截止于 24:00", date(*day)),
        Step::Gap { asked, used } => {
            format!("{} 因时钟拨快而不存在，以 {} 为准", at(*asked), at(*used))
        }
        Step::Fold { at: point } => format!("{} 因时钟拨慢而出现两次，以较晚的一次为准", at(*point)),
        Step::Uncertain { precision, earliest, latest } => {
            let fine = match precision {
                Precision::Exact => "秒",
                Precision::Minute => "分钟",
                Precision::Day => "日",
            };
            format!("日志中事由的时间只精确到{fine}，截止时间在 {} 与 {} 之间", at(*earliest), at(*latest))
        }
    }
}

fn last_day(length: &Length, day: Date) -> String {
    let day = date(day);
    match *length {
        Length::Days(n) => format!("第 {n} 日：{day}"),
        Length::WorkingDays(n) => format!("第 {n} 个工作日：{day}"),
        Length::Elapsed { .. }
        | Length::WorkingTime { .. }
        | Length::Weeks(_)
        | Length::Months(_)
        | Length::Quarters(_)
        | Length::Years(_)
        | Length::MonthsDays { .. } => format!("{}后：{day}", self::length(length)),
    }
}
