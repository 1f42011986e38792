//! Reading calendar files. Every format ends in the same entries, which are checked once, here.

mod csv;
mod field;
mod ics;
mod json;

pub(super) use json::json;

use super::{Calendar, CalendarProblem, Covers, DayOverride, Layer, ProblemKind};
use crate::source::{FileId, Span};
use crate::time::Date;
use std::collections::BTreeMap;

/// What a file says, before it is checked as a whole.
struct Entries {
    file: FileId,
    days: Vec<(DayOverride, Span)>,
    covers: Option<Covers>,
    problems: Vec<CalendarProblem>,
}

impl Entries {
    fn new(file: FileId) -> Self {
        Entries { file, days: Vec::new(), covers: None, problems: Vec::new() }
    }

    fn problem(&mut self, span: Span, kind: ProblemKind) {
        self.problems.push(CalendarProblem { span, kind });
    }

    /// Adds every date of a range as a day of one kind.
    fn add(&mut self, (first, last): (Date, Date), day: &DayOverride, span: Span) {
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
            self.days.push((DayOverride { date, ..day.clone() }, span));
        }
    }

    /// Adds a range to the covered dates.
    fn cover(&mut self, range: (Date, Date)) {
        match &mut self.covers {
            Some(Covers::Ranges(ranges)) => ranges.push(range),
            Some(Covers::AnyDate) => {}
            None => self.covers = Some(Covers::Ranges(vec![range])),
        }
    }

    /// Checks the entries against each other and builds the calendar on top of `base`.
    fn finish(mut self, name: &str, base: &Calendar, layer: Layer) -> Result<Calendar, Vec<CalendarProblem>> {
        if self.covers.is_none() {
            let start = Span::new(self.file, 0, 0);
            self.problem(start, ProblemKind::NoCoverage);
        }
        let mut days: BTreeMap<Date, (DayOverride, Span)> = BTreeMap::new();
        for (day, span) in std::mem::take(&mut self.days) {
            let date = day.date;
            if !self.covers.as_ref().is_none_or(|covers| covers.contains(date)) {
                self.problem(span, ProblemKind::OutsideCovers { date });
            }
            match days.get_mut(&date) {
                None => drop(days.insert(date, (day, span))),
                // Two festivals may share a day; then it has both names.
                Some((known, _)) if known.working == day.working && known.hours == day.hours => {
                    if !known.name.split('、').any(|name| name == day.name) {
                        known.name = format!("{}、{}", known.name, day.name);
                    }
                }
                Some((_, first)) => {
                    let first = *first;
                    self.problem(span, ProblemKind::Contradiction { date, first });
                }
            }
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|p| (p.span.start, p.span.end));
            return Err(self.problems);
        }
        let days = days.into_values().map(|(day, _)| day).collect();
        Ok(Calendar::layered(name, base, Layer { days, covers: self.covers, ..layer }))
    }
}

impl Covers {
    /// Whether a date is among them.
    pub fn contains(&self, date: Date) -> bool {
        match self {
            Covers::AnyDate => true,
            Covers::Ranges(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&date)),
        }
    }
}

impl Calendar {
    /// Reads the JSON layout of `data/calendars/cn.json`; see the guide to calendars.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text; a text that is not JSON at all is one problem.
    pub fn from_json(name: &str, file: FileId, text: &str) -> Result<Calendar, Vec<CalendarProblem>> {
        json(name, file, text)
    }

    /// Reads lines of `date,kind,name,hours`; see the guide to calendars. `covers` says for which dates the file is
    /// complete, besides its own `covers` lines. Days of the week are Monday to Friday.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text.
    pub fn from_csv(
        name: &str,
        file: FileId,
        text: &str,
        covers: Option<Covers>,
    ) -> Result<Calendar, Vec<CalendarProblem>> {
        csv::csv(name, file, text, covers)
    }

    /// Reads the all-day events of an iCalendar file; see the guide to calendars. `covers` says for which dates it is
    /// complete, which the format itself cannot say. Days of the week are Monday to Friday.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the text.
    pub fn from_ics(
        name: &str,
        file: FileId,
        text: &str,
        covers: Option<Covers>,
    ) -> Result<Calendar, Vec<CalendarProblem>> {
        ics::ics(name, file, text, covers)
    }
}
