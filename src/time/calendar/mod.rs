//! Which days are working days, and when doors are open.

use super::{Date, Time, TimeError, Weekday};
use crate::locale::Lang;
use crate::source::{FileId, Span};

/// Working days, holidays, make-up days and opening hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    name: std::sync::Arc<str>,
}

/// The opening hours of one day: intervals in order, none overlapping another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hours {}

impl Hours {
    /// From pairs of opening and closing time; a closing time of 00:00 means 24:00. None if they overlap or run backwards.
    pub fn new(_intervals: &[(Time, Time)]) -> Option<Hours> {
        todo!()
    }
}

/// When doors are open on working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    /// On any working day that has no hours of its own, make-up days included.
    pub ordinary: Hours,
    /// On certain days of the week.
    pub weekdays: Vec<(Weekday, Hours)>,
}

/// What a calendar says about one date, over what the week says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOverride {
    /// The date.
    pub date: Date,
    /// Whether it is a working day.
    pub working: bool,
    /// The holiday's or make-up day's name.
    pub name: String,
    /// Opening hours of this day alone, such as a half day.
    pub hours: Option<Hours>,
}

/// The dates of which a calendar speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covers {
    /// All.
    AnyDate,
    /// These ranges, ends included.
    Ranges(Vec<(Date, Date)>),
}

/// Why a day is or is not a working day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DayReason {
    /// An ordinary working day of the week.
    WorkingDay,
    /// The weekly rest.
    Weekend,
    /// A holiday.
    Holiday(String),
    /// A working day in place of another.
    MakeUp(String),
}

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
pub enum ProblemKind {}

impl Calendar {
    /// A calendar that comes with the program: `cn` or `weekdays`.
    pub fn builtin(_name: &str) -> Option<&'static Calendar> {
        todo!()
    }
    /// The names of the calendars that come with the program.
    pub const BUILTIN: [&'static str; 2] = ["cn", "weekdays"];
    /// Reads the JSON layout that `data/calendars/cn.json` shows.
    pub fn from_json(_name: &str, _file: FileId, _text: &str) -> Result<Calendar, Vec<CalendarProblem>> {
        todo!()
    }
    /// Reads lines of date, kind, name and hours.
    pub fn from_csv(_name: &str, _file: FileId, _text: &str) -> Result<Calendar, Vec<CalendarProblem>> {
        todo!()
    }
    /// Reads all-day events of an iCalendar file; `covers` says for which dates they are complete.
    pub fn from_ics(
        _name: &str,
        _file: FileId,
        _text: &str,
        _covers: Option<Covers>,
    ) -> Result<Calendar, Vec<CalendarProblem>> {
        todo!()
    }
    /// A calendar on top of another: dates that differ, opening hours, and (if given) narrower dates.
    pub fn layered(
        _name: &str,
        _base: &Calendar,
        _overrides: Vec<DayOverride>,
        _hours: Option<OpeningHours>,
        _covers: Option<Covers>,
    ) -> Calendar {
        todo!()
    }
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Whether a date is a working day.
    pub fn is_working_day(&self, _date: Date) -> Result<bool, TimeError> {
        todo!()
    }
    /// The n-th working day after a date (before it, if negative).
    pub fn add_working_days(&self, _date: Date, _n: i64) -> Result<Date, TimeError> {
        todo!()
    }
    /// Working days from `from` on and before `to`.
    pub fn working_days_between(&self, _from: Date, _to: Date) -> Result<i64, TimeError> {
        todo!()
    }
    /// Why a date is or is not a working day.
    pub fn why(&self, _date: Date) -> Result<DayReason, TimeError> {
        todo!()
    }
}

impl DayReason {
    /// The reason in words.
    pub fn words(&self, _lang: Lang) -> String {
        todo!()
    }
}
