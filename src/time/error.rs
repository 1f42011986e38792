//! Why a due time cannot be worked out. The obligation is then `unknown` for this reason, never guessed.

use super::Date;
use crate::diagnostics::Code;
use crate::locale::Lang;
use std::sync::Arc;

/// Why a due time cannot be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeError {
    /// The calendar says nothing about a day that must be looked at.
    NotCovered {
        /// The calendar.
        calendar: Arc<str>,
        /// The year of that day.
        year: i16,
    },
    /// Working days are asked for, but the policy names no calendar.
    NoCalendar,
    /// Opening hours are asked for, but the calendar states none.
    NoOpeningHours {
        /// The calendar.
        calendar: Arc<str>,
    },
    /// The calendar has no working day (or no open hour) where one is looked for.
    NoWorkingDay {
        /// The calendar.
        calendar: Arc<str>,
    },
    /// A unit can never have a day of that number, such as the 32nd of a month.
    NoSuchDay {
        /// The number asked for.
        n: u32,
        /// The first date of the unit.
        first: Date,
        /// The last date of the unit.
        last: Date,
    },
    /// The result lies beyond the years that can be written (-9999 to 9999).
    OutOfRange,
}

impl TimeError {
    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            TimeError::NotCovered { .. } => Code::NotCovered,
            TimeError::NoCalendar => Code::NoCalendar,
            TimeError::NoOpeningHours { .. } => Code::NoOpeningHours,
            TimeError::NoWorkingDay { .. } => Code::NoWorkingDay,
            TimeError::NoSuchDay { .. } => Code::NoSuchDay,
            TimeError::OutOfRange => Code::TimeOutOfRange,
        }
    }

    /// The reason in words.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Zh => self.chinese(),
        }
    }

    /// What to do about it.
    pub fn help(&self, lang: Lang) -> String {
        let (en, zh) = match self {
            TimeError::NotCovered { .. } => (
                "add the year to a calendar file and build on it; a year that is not covered is never guessed",
                "请在日历文件中补上该年份；未覆盖的年份绝不猜测",
            ),
            TimeError::NoCalendar => {
                ("name one in the header, for example `calendar cn`", "请在文件头中指定日历，例如 `日历 cn`")
            }
            TimeError::NoOpeningHours { .. } => (
                "state them in the calendar, for example `hours 09:00..12:00, 13:30..18:00`",
                "请在日历中写明办公时间，例如 `09:00..12:00, 13:30..18:00`",
            ),
            TimeError::NoWorkingDay { .. } => {
                ("check the week and the holidays of the calendar", "请检查日历中的每周工作日和节假日")
            }
            TimeError::NoSuchDay { .. } => ("check the number of the day", "请检查是第几天"),
            TimeError::OutOfRange => (
                "check the length of the deadline and the date of the occasion",
                "请检查期限长度和触发事件的日期",
            ),
        };
        lang.pick(en, zh).to_string()
    }

    fn english(&self) -> String {
        match self {
            TimeError::NotCovered { calendar, year } => {
                format!("calendar `{calendar}` does not cover the year {year}")
            }
            TimeError::NoCalendar => "working days are counted here, but the policy names no calendar".into(),
            TimeError::NoOpeningHours { calendar } => {
                format!("calendar `{calendar}` states no opening hours")
            }
            TimeError::NoWorkingDay { calendar } => {
                format!("calendar `{calendar}` has no working day where one is needed")
            }
            TimeError::NoSuchDay { n, first, last } => {
                format!("there is no day {n} between {first} and {last}")
            }
            TimeError::OutOfRange => "the due time lies beyond the year 9999".into(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            TimeError::NotCovered { calendar, year } => format!("日历 `{calendar}` 未覆盖 {year} 年"),
            TimeError::NoCalendar => "此处按工作日计算，但规则文件没有指定日历".into(),
            TimeError::NoOpeningHours { calendar } => format!("日历 `{calendar}` 没有写明办公时间"),
            TimeError::NoWorkingDay { calendar } => format!("日历 `{calendar}` 在所需之处没有工作日"),
            TimeError::NoSuchDay { n, first, last } => format!("{first} 至 {last} 之间没有第 {n} 天"),
            TimeError::OutOfRange => "截止时间超出 9999 年".into(),
        }
    }
}

impl crate::diagnostics::Problem for TimeError {
    fn diagnostic(&self, lang: Lang) -> crate::diagnostics::Diagnostic {
        crate::diagnostics::Diagnostic::new(self.code(), self.words(lang)).help(self.help(lang))
    }
}
