//! What can be wrong in a calendar file.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;
use crate::source::Span;
use crate::time::Date;

/// Something wrong in a calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarProblem {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ProblemKind,
}

/// What can be wrong in a calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is not of the format.
    Malformed {
        /// The format: `JSON`, `CSV` or `iCalendar`.
        format: &'static str,
        /// What the reader of the format says, in English.
        detail: String,
    },
    /// A CSV line lacks its kind.
    NoKind,
    /// A date or range of dates cannot be read, or does not exist.
    BadDate {
        /// As written.
        text: String,
    },
    /// A range of dates ends before it begins.
    BackwardRange {
        /// As written.
        text: String,
    },
    /// A CSV line has a kind that is not known.
    BadKind {
        /// As written.
        text: String,
    },
    /// A day of the week is not known.
    BadWeekday {
        /// As written.
        text: String,
    },
    /// Opening hours cannot be read.
    BadHours {
        /// As written.
        text: String,
    },
    /// Opening hours are stated for certain days of the week only.
    NoOrdinaryHours,
    /// A date is listed under another year.
    OutsideYear {
        /// The date.
        date: Date,
        /// The year it stands under.
        year: i16,
    },
    /// A date lies outside the dates that the file covers.
    OutsideCovers {
        /// The date.
        date: Date,
    },
    /// A date is both a rest day and a working day, or has two opening hours.
    Contradiction {
        /// The date.
        date: Date,
        /// Where it is listed first.
        first: Span,
    },
    /// The file does not say for which dates it is complete.
    NoCoverage,
    /// The calendar to build on is not known.
    UnknownBase {
        /// As written.
        text: String,
    },
    /// An iCalendar event that repeats by a rule.
    Recurring,
    /// An iCalendar event that does not last whole days.
    NotAllDay,
}

impl ProblemKind {
    fn code(&self) -> Code {
        match self {
            ProblemKind::Malformed { .. } | ProblemKind::NoKind => Code::CalendarMalformed,
            ProblemKind::BadDate { .. } | ProblemKind::BackwardRange { .. } => Code::CalendarDate,
            ProblemKind::BadKind { .. } | ProblemKind::BadWeekday { .. } => Code::CalendarWord,
            ProblemKind::BadHours { .. } | ProblemKind::NoOrdinaryHours => Code::CalendarHours,
            ProblemKind::OutsideYear { .. } | ProblemKind::OutsideCovers { .. } => Code::CalendarOutside,
            ProblemKind::Contradiction { .. } => Code::CalendarContradiction,
            ProblemKind::NoCoverage => Code::CalendarNoCoverage,
            ProblemKind::UnknownBase { .. } => Code::UnknownCalendar,
            ProblemKind::Recurring | ProblemKind::NotAllDay => Code::CalendarEvent,
        }
    }
}

impl Problem for CalendarProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, help, first_label) = match lang {
            Lang::En => (en::message(&self.kind), en::help(&self.kind), "listed here first"),
            Lang::Zh => (zh::message(&self.kind), zh::help(&self.kind), "首次列出于此"),
        };
        let diagnostic = Diagnostic::new(self.kind.code(), message).label(self.span, "").maybe_help(help);
        match &self.kind {
            ProblemKind::Contradiction { first, .. } => diagnostic.label(*first, first_label),
            _ => diagnostic,
        }
    }
}
