//! Time: what a clause needs and the header lacks, and clauses that do not fit their norm.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;
use crate::time::Date;

/// Why a time clause does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// `within` beside a condition on the occasion.
    TimeOfCondition,
    /// `before` alone in a period.
    BeforePeriod,
    /// `before` in a reparation.
    BeforeReparation,
    /// `before` where the occasion itself is forbidden.
    TimeOfForbiddenOccasion,
    /// `at least 3 months, at most 1 month before`
    LeadNeverMet,
    /// `before` another event, behind one of several acts.
    BeforeOfStep,
    /// A lead time before another event, of anything but single acts each by itself.
    LeadOfSeveral,
    /// A lead time before another event, where the window may end without it.
    LeadWithoutEvent,
    /// A gap or a state without an end to its window.
    NoEnd,
    /// `when S lasts until end of shift`
    LastsUntilShift,
    /// A gap or a state whose window looks back.
    NoBeginning,
    /// `then by x.deadline …`: a time after `then` that is not counted from the act before.
    NotFromActBefore,
}

/// A problem with time.
#[derive(Clone, Debug, PartialEq)]
pub enum TimeProblem {
    /// Days, dates or clock times without a zone.
    NeedsZone {
        /// Where civil time is needed.
        span: Span,
        /// The header, if there is one.
        header: Option<Span>,
    },
    /// Working days without a calendar.
    NeedsCalendar {
        /// Where working days are needed.
        span: Span,
        /// The header, if there is one.
        header: Option<Span>,
    },
    /// Opening hours are needed, and the calendar states none.
    NeedsHours {
        /// Where they are needed.
        span: Span,
        /// The calendar's name.
        calendar: String,
        /// Where the header names it.
        named: Span,
    },
    /// A time clause that does not fit the occasion or the conduct.
    Misfit {
        /// The time clause.
        span: Span,
        /// What it does not fit.
        other: Option<Span>,
        /// Why.
        why: Misfit,
    },
    /// The 32nd day of a month.
    NoSuchDay {
        /// Where.
        span: Span,
        /// The greatest that there is.
        most: u32,
    },
    /// A reparation without an end.
    EndlessReparation {
        /// Where.
        span: Span,
    },
    /// A range of days whose end comes before its start.
    Backwards {
        /// The later place.
        span: Span,
        /// The earlier one.
        other: Span,
    },
    /// A time of day in a range of whole days.
    NotADay {
        /// Where.
        span: Span,
    },
    /// Opening hours that overlap or run backwards.
    BadHours {
        /// Where.
        span: Span,
    },
    /// Opening hours of certain weekdays only, so that the other days have none.
    HoursOfSomeDays {
        /// The line.
        span: Span,
    },
    /// A line of holidays or working days that is longer than anybody means.
    TooManyDays {
        /// The line.
        span: Span,
        /// How many days a line may have.
        most: u32,
    },
    /// One date is a holiday and a working day.
    HolidayAndWorkday {
        /// The date.
        date: Date,
        /// The later line.
        span: Span,
        /// The earlier line.
        other: Span,
        /// Whether the later line makes it a working day.
        working: bool,
    },
    /// Calendars build on each other in a ring.
    CalendarRing {
        /// Where.
        span: Span,
    },
    /// Too many calendars stand on top of each other.
    CalendarTower {
        /// Where.
        span: Span,
        /// How many may.
        most: usize,
    },
    /// A calendar file that cannot be understood.
    BadCalendarFile {
        /// Where it is named.
        span: Span,
        /// What is wrong with it, already in words: English, then Chinese.
        words: (String, String),
    },
}

impl TimeProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            TimeProblem::NeedsZone { .. } => Code::NeedsZone,
            TimeProblem::NeedsCalendar { .. } => Code::NoCalendar,
            TimeProblem::NeedsHours { .. } => Code::NoOpeningHours,
            TimeProblem::Misfit { .. } => Code::TimeMisfit,
            TimeProblem::NoSuchDay { .. } => Code::NoSuchDay,
            TimeProblem::EndlessReparation { .. } => Code::EndlessReparation,
            TimeProblem::Backwards { .. } | TimeProblem::NotADay { .. } => Code::BadDateRange,
            TimeProblem::BadHours { .. } | TimeProblem::HoursOfSomeDays { .. } => Code::BadCalendar,
            TimeProblem::HolidayAndWorkday { .. } | TimeProblem::TooManyDays { .. } => Code::BadCalendar,
            TimeProblem::CalendarRing { .. } | TimeProblem::CalendarTower { .. } => Code::BadCalendar,
            TimeProblem::BadCalendarFile { .. } => Code::BadCalendar,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
