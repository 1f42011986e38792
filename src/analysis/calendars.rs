//! Calendars: built in, or declared in the policy on top of another.

use super::checker::Checker;
use super::names::near;
use super::{NameProblem, Part, StructureProblem, Thing, TimeProblem};
use crate::diagnostics::Problem;
use crate::locale::Lang;
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, CalendarEntry};
use crate::time::{Calendar, Covers, Date, DayOverride, Hours, Layer, OpeningHours, Time, Weekday};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many calendars may stand on top of each other.
const TOWER: usize = 16;

/// How many days a line of holidays or working days may have: ten years.
const LINE: u32 = 3_660;

/// What the lines of a `calendar` block say, line by line.
#[derive(Default)]
struct Lines<'a> {
    file: Option<(&'a ast::Text, Span)>,
    week: Option<(Vec<Weekday>, Span)>,
    covers: Option<(Covers, Span)>,
    /// Hours of all days that have none of their own.
    ordinary: Option<(Hours, Span)>,
    /// Hours of certain days of the week.
    weekdays: Vec<(Weekday, Hours, Span)>,
    days: BTreeMap<Date, (DayOverride, Span)>,
}

impl<'a> Checker<'a> {
    /// Checks calendars that the header does not name, so that a mistake in one is never overlooked.
    pub(super) fn check_calendars(&mut self) {
        let names: Vec<&'a str> = self.names.calendars.keys().copied().collect();
        for name in names {
            self.declared_calendar(name, 0);
        }
    }

    /// The calendar of a name, or reports.
    pub(super) fn calendar(&mut self, name: &ast::Name) -> Option<Arc<Calendar>> {
        self.calendar_at(name, 0)
    }

    fn calendar_at(&mut self, name: &ast::Name, height: usize) -> Option<Arc<Calendar>> {
        if let Some((known, _)) = self.names.calendars.get_key_value(name.node.as_str()) {
            if height > TOWER {
                self.report(TimeProblem::CalendarTower { span: name.span, most: TOWER });
                return None;
            }
            if self.building.contains(known) {
                self.report(TimeProblem::CalendarRing { span: name.span });
                return None;
            }
            return self.declared_calendar(known, height);
        }
        if let Some(calendar) = Calendar::builtin(&name.node) {
            return Some(Arc::new(calendar.clone()));
        }
        // A calendar cannot build on itself, so its own name is no help.
        let others = self.names.calendars.keys().copied().filter(|other| !self.building.contains(other));
        let near = near(&name.node, Calendar::BUILTIN.into_iter().chain(others));
        let (thing, name, span) = (Thing::Calendar, name.node.clone(), name.span);
        self.unknown(NameProblem::Unknown { thing, name, span, near, but: None });
        None
    }

    /// A calendar of the policy, built once however often it is named.
    fn declared_calendar(&mut self, name: &'a str, height: usize) -> Option<Arc<Calendar>> {
        if let Some(built) = self.calendars.get(name) {
            return built.clone();
        }
        let (declared, _) = *self.names.calendars.get(name)?;
        self.building.push(name);
        let built = self.build_calendar(declared, height);
        self.building.pop();
        self.calendars.insert(name, built.clone());
        built
    }

    fn build_calendar(&mut self, declared: &'a ast::CalendarDecl, height: usize) -> Option<Arc<Calendar>> {
        let base = match &declared.extends {
            Some(base) => self.calendar_at(base, height + 1),
            None => Calendar::builtin("weekdays").map(|calendar| Arc::new(calendar.clone())),
        };
        let lines = self.calendar_lines(declared);
        let covers = lines.covers.map(|(covers, _)| covers);
        let file = lines.file.map(|(path, _)| self.calendar_file(declared, path, covers.clone()));
        let base = match file {
            None => base?,
            Some(top) => {
                let (below, top) = (base?, top?);
                Arc::new(Calendar::stacked(&declared.name.node, &below, &top))
            }
        };
        let hours = self.opening_hours(lines.ordinary, lines.weekdays, base.hours());
        let days = lines.days.into_values().map(|(day, _)| day).collect();
        let layer = Layer { week: lines.week.map(|(week, _)| week), days, hours, covers };
        Some(Arc::new(Calendar::layered(&declared.name.node, &base, layer)))
    }

    fn calendar_lines(&mut self, declared: &'a ast::CalendarDecl) -> Lines<'a> {
        let mut lines = Lines::default();
        for entry in &declared.entries {
            let span = entry.span;
            match &entry.node {
                CalendarEntry::File(path) => self.once(&mut lines.file, path, span, Part::File),
                CalendarEntry::Week(first, last) => {
                    self.once(&mut lines.week, week(*first, *last), span, Part::Week);
                }
                CalendarEntry::Hours(intervals, on) => self.hours(intervals, on, span, &mut lines),
                CalendarEntry::Holiday(from, to, name) => {
                    self.named_days((*from, *to), false, name.as_ref(), span, &mut lines.days);
                }
                CalendarEntry::Workday(from, to, name) => {
                    self.named_days((*from, *to), true, name.as_ref(), span, &mut lines.days);
                }
                // Shifts become states.
                CalendarEntry::Shift(..) => {}
                CalendarEntry::Valid(range) => {
                    let (from, to) = self.days(range);
                    let range = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
                    self.once(&mut lines.covers, Covers::Ranges(vec![range]), span, Part::Valid);
                }
            }
        }
        lines
    }

    fn once<T>(&mut self, slot: &mut Option<(T, Span)>, value: T, span: Span, part: Part) {
        match slot {
            Some((_, first)) => {
                self.report(StructureProblem::Repeated { part, first: *first, second: span });
            }
            None => *slot = Some((value, span)),
        }
    }

    fn hours(
        &mut self,
        intervals: &[(ast::TimeOfDay, ast::TimeOfDay)],
        on: &[Weekday],
        span: Span,
        lines: &mut Lines<'a>,
    ) {
        let pairs: Vec<(Time, Time)> = intervals.iter().map(|(from, to)| (from.time, to.time)).collect();
        let Some(own) = Hours::new(&pairs) else {
            self.report(TimeProblem::BadHours { span });
            return;
        };
        if on.is_empty() {
            return self.once(&mut lines.ordinary, own, span, Part::Hours);
        }
        for day in on {
            match lines.weekdays.iter().find(|(known, ..)| known == day) {
                Some((_, _, first)) => {
                    let first = *first;
                    self.report(StructureProblem::Repeated { part: Part::Hours, first, second: span });
                    return;
                }
                None => lines.weekdays.push((*day, own.clone(), span)),
            }
        }
    }

    /// The hours of a calendar: what it says itself, and for the rest what the one below says.
    fn opening_hours(
        &mut self,
        ordinary: Option<(Hours, Span)>,
        weekdays: Vec<(Weekday, Hours, Span)>,
        below: Option<&OpeningHours>,
    ) -> Option<OpeningHours> {
        let mut hours = match (ordinary, below, weekdays.first()) {
            (Some((ordinary, _)), ..) => OpeningHours::every_day(ordinary),
            (None, Some(below), _) => below.clone(),
            (None, None, Some((_, _, span))) => {
                self.report(TimeProblem::HoursOfSomeDays { span: *span });
                return None;
            }
            (None, None, None) => return None,
        };
        for (day, own, _) in weekdays {
            hours.weekdays.retain(|(known, _)| *known != day);
            hours.weekdays.push((day, own));
        }
        Some(hours)
    }

    fn named_days(
        &mut self,
        (from, to): (Date, Option<Date>),
        working: bool,
        name: Option<&ast::Text>,
        span: Span,
        days: &mut BTreeMap<Date, (DayOverride, Span)>,
    ) {
        let to = to.unwrap_or(from);
        if to < from {
            self.report(TimeProblem::Backwards { span, other: span });
            return;
        }
        let mut day = Some(from);
        let mut left = LINE;
        while let Some(date) = day.filter(|date| *date <= to) {
            if left == 0 {
                self.report(TimeProblem::TooManyDays { span, most: LINE });
                return;
            }
            left -= 1;
            if let Some((_, other)) = days.get(&date).filter(|(known, _)| known.working != working) {
                let other = *other;
                self.report(TimeProblem::HolidayAndWorkday { date, span, other, working });
                return;
            }
            let name = name.map_or(String::new(), |name| name.node.clone());
            days.insert(date, (DayOverride { date, working, name, hours: None }, span));
            day = date.tomorrow().ok();
        }
    }

    fn calendar_file(
        &mut self,
        declared: &'a ast::CalendarDecl,
        path: &ast::Text,
        covers: Option<Covers>,
    ) -> Option<Calendar> {
        let from = self.names.calendars.get(declared.name.node.as_str()).map_or("", |(_, path)| *path);
        let text = match super::load::read(self.world, from, path) {
            Ok((_, text)) => text,
            Err(problem) => {
                self.report(*problem);
                return None;
            }
        };
        let name = &declared.name.node;
        // The file is not among the policy's texts; its problems are told in words.
        let id = FileId(u32::MAX);
        let ending = path.node.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let read = match ending.as_str() {
            "csv" => Calendar::from_csv(name, id, &text, covers),
            "ics" | "ical" => Calendar::from_ics(name, id, &text, covers),
            _ => Calendar::from_json(name, id, &text),
        };
        read.map_err(|problems| {
            for problem in problems {
                let line = text[..(problem.span.start as usize).min(text.len())].matches('\n').count() + 1;
                let words = |lang: Lang| {
                    let message = problem.diagnostic(lang).message;
                    lang.pick(format!("line {line}: {message}"), format!("第 {line} 行：{message}"))
                };
                let words = (words(Lang::En), words(Lang::Zh));
                self.report(TimeProblem::BadCalendarFile { span: path.span, words });
            }
        })
        .ok()
    }
}

/// The days from one weekday to another, over the end of the week if need be.
fn week(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let mut days = vec![first];
    let mut day = first;
    while day != last {
        day = day.next();
        days.push(day);
    }
    days
}
