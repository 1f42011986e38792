use super::{ElapsedUnit, just_after, local, parts, split_elapsed};
use crate::locale::Lang;
use crate::time::due::Amount;
use crate::time::{
    ClockTime, ClockUnit, Date, DateTime, DayReason, Length, Nth, Point, Precision, Step, Unit, Weekday, Zone,
};

fn plural(count: i64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

fn elapsed(micros: i64) -> String {
    let parts: Vec<String> = split_elapsed(micros)
        .into_iter()
        .map(|(count, unit)| {
            plural(
                count,
                match unit {
                    ElapsedUnit::Hour => "hour",
                    ElapsedUnit::Minute => "minute",
                    ElapsedUnit::Second => "second",
                    ElapsedUnit::Microsecond => "microsecond",
                },
            )
        })
        .collect();
    parts.join(" ")
}

/// In the written unit if it comes out even, else in several.
fn clock_length(micros: i64, unit: ClockUnit, working: &str) -> String {
    let name = match unit {
        ClockUnit::Second => "second",
        ClockUnit::Minute => "minute",
        ClockUnit::Hour => "hour",
    };
    match micros % unit.micros() {
        0 => plural(micros / unit.micros(), &format!("{working}{name}")),
        _ if working.is_empty() => elapsed(micros),
        _ => format!("{} of working time", elapsed(micros)),
    }
}

pub(super) fn length(length: &Length) -> String {
    match *length {
        Length::Elapsed { micros, unit } => clock_length(micros, unit, ""),
        Length::WorkingTime { micros, unit } => clock_length(micros, unit, "working "),
        Length::Days(n) => plural(n.into(), "day"),
        Length::WorkingDays(n) => plural(n.into(), "working day"),
        Length::Weeks(n) => plural(n.into(), "week"),
        Length::Months(n) => plural(n.into(), "month"),
        Length::Quarters(n) => plural(n.into(), "quarter"),
        Length::Years(n) => plural(n.into(), "year"),
        Length::MonthsDays { months, days } => {
            format!("{} {}", plural(months.into(), "month"), plural(days.into(), "day"))
        }
    }
}

pub(super) fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Elapsed(micros) => elapsed(*micros),
        Amount::Days(n) => plural((*n).into(), "day"),
    }
}

pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::WorkingDay => "working day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn clock_time(time: ClockTime) -> String {
    let format = if time.precision == Precision::Minute { "%H:%M" } else { "%H:%M:%S" };
    time.time.strftime(format).to_string()
}

pub(super) fn point(point: &Point, zone: &Zone) -> String {
    let then = |time: Option<ClockTime>| time.map(|t| format!(" {}", clock_time(t))).unwrap_or_default();
    let the = |next: bool| if next { "the next" } else { "the" };
    match *point {
        Point::TimeOfDay(time) => clock_time(time),
        Point::Weekday { day, time } => format!("{}{}", weekday(day), then(time)),
        Point::NthDay { n, working, of, next, time } => {
            let n = match n {
                Nth::Nth(n) => ordinal(n),
                Nth::Last => "last".into(),
            };
            let day = if working { "working day" } else { "day" };
            format!("the {n} {day} of {} {}{}", the(next), unit(of), then(time))
        }
        Point::EndOf { unit: of, next: false } => format!("end of {}", unit(of)),
        Point::EndOf { unit: of, next: true } => format!("end of the next {}", unit(of)),
        Point::NextWorkingDay { time: Some(time) } => format!("{} on the next working day", clock_time(time)),
        Point::NextWorkingDay { time: None } => "end of the next working day".into(),
        Point::At(stamp) => zone.text(stamp),
    }
}

fn date(date: Date) -> String {
    date.strftime("%a %Y-%m-%d").to_string()
}

pub(super) fn moment(local: i64, ends_a_day: bool) -> String {
    if just_after(local) {
        return format!("{} (just after)", moment(local - 1, ends_a_day));
    }
    let (day, time) = parts(local, ends_a_day);
    format!("{} {time}", date(day))
}

fn at(civil: DateTime) -> String {
    moment(local(civil), false)
}

pub(super) fn reason(reason: &DayReason) -> String {
    let named =
        |what: &str, name: &str| if name.is_empty() { what.into() } else { format!("{what} ({name})") };
    match reason {
        DayReason::WorkingDay => "working day".into(),
        DayReason::Weekend => "weekly rest".into(),
        DayReason::Holiday(name) => named("rest day", name),
        DayReason::MakeUp(name) | DayReason::Named(name) => named("working day", name),
    }
}

/// A rest day with its reason, in the midst of a sentence.
fn rest_day(why: &DayReason) -> String {
    match why {
        DayReason::Weekend => "a rest day (weekly rest)".into(),
        other => format!("a {}", reason(other)),
    }
}

pub(super) fn step(step: &Step) -> String {
    match step {
        Step::Added { from, length, to } => {
            format!("{} plus {} is {}", at(*from), length.words(Lang::En), at(*to))
        }
        Step::TakenOff { from, length, to } => {
            format!("{} before {} is {}", length.words(Lang::En), at(*from), at(*to))
        }
        Step::ClocksChanged { forward } => {
            let way = if *forward > 0 { "forward" } else { "back" };
            format!("clocks were put {way} by {} in between", elapsed(*forward))
        }
        Step::OutsideHours { at: occasion, opens } => {
            format!("{} is outside opening hours: counting starts {}", at(*occasion), at(*opens))
        }
        Step::OpenTime { date: day, micros } => {
            format!("{}: {} of opening hours", date(*day), elapsed(*micros))
        }
        Step::OwnDayNotCounted { date: day } => {
            format!("the day of the occasion ({}) is not counted", date(*day))
        }
        Step::OwnDayCounted { date: day } => {
            format!("counted from the day of the occasion itself ({})", date(*day))
        }
        Step::AfterClosing { at: occasion } => {
            format!("{} is after closing time: that day is over", at(*occasion))
        }
        Step::RestDays { first, last, reason: why } if first == last => {
            format!("{}: {}", date(*first), reason(why))
        }
        Step::RestDays { first, last, reason: why } => {
            format!("{} to {}: {}", date(*first), date(*last), reason(why))
        }
        Step::MakeUpDay { date: day, name } => {
            format!("{}: {}", date(*day), reason(&DayReason::MakeUp(name.clone())))
        }
        Step::MoreRestDays { days } => format!("and {} more", plural(*days, "rest day")),
        Step::LastDay { length, date: day } => last_day(length, *day),
        Step::LastInstead { wanted, working, date: day } => {
            let what = if *working { "working day" } else { "day" };
            format!("there is no {} {what}: the last one counts, {}", ordinal(*wanted), date(*day))
        }
        Step::Moved { from, reason: why, to } => {
            format!("{} is {}: the deadline moves to {}", date(*from), rest_day(why), date(*to))
        }
        Step::Stays { date: day, reason: why } => {
            format!("{} is {}, but the deadline stays", date(*day), rest_day(why))
        }
        Step::InUnit { unit: of, first, last } => format!("the {}: {first} to {last}", unit(*of)),
        Step::Passed { at: point } => {
            format!("{} had passed at the occasion: the next one counts", moment(local(*point), true))
        }
        Step::AtTime { at: point } => format!("due {}", at(*point)),
        Step::AtMidnight { date: day } => format!("ends {} 24:00", date(*day)),
        Step::AtClosing { at: closing } => format!("ends at close of business, {}", at(*closing)),
        Step::NoClosing { date: day } => format!("{} has no closing time: ends at 24:00", date(*day)),
        Step::Gap { asked, used } => {
            format!("{} does not exist, because clocks are put forward: {} counts", at(*asked), at(*used))
        }
        Step::Fold { at: point } => {
            format!("{} occurs twice, because clocks are put back: the later one counts", at(*point))
        }
        Step::Uncertain { precision, earliest, latest } => {
            let fine = match precision {
                Precision::Exact => "second",
                Precision::Minute => "minute",
                Precision::Day => "day",
            };
            format!(
                "the log gives the occasion only to the {fine}: due between {} and {}",
                at(*earliest),
                at(*latest)
            )
        }
    }
}

fn last_day(length: &Length, day: Date) -> String {
    let day = date(day);
    match *length {
        Length::Days(n) => format!("{} day: {day}", ordinal(n)),
        Length::WorkingDays(n) => format!("{} working day: {day}", ordinal(n)),
        Length::Elapsed { .. }
        | Length::WorkingTime { .. }
        | Length::Weeks(_)
        | Length::Months(_)
        | Length::Quarters(_)
        | Length::Years(_)
        | Length::MonthsDays { .. } => format!("{} on: {day}", self::length(length)),
    }
}
