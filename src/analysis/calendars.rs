//! Calendars: built in, or declared in the policy on top of another.

use super::checker::Checker;
use super::names::near;
use super::{Construct, NameProblem, Thing, TimeProblem};
use crate::diagnostics::Problem;
use crate::locale::Lang;
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, CalendarEntry};
use crate::time::{Calendar, Covers, Date, DayOverride, Hours, Layer, OpeningHours, Time, Weekday};
use std::sync::Arc;

/// How many calendars may stand on top of each other.
const DEPTH: usize = 16;

impl<'a> Checker<'a> {
    /// Checks calendars that the header does not name, so that a mistake in one is never overlooked.
    pub(super) fn check_calendars(&mut self) {
        let named = self.names.header.and_then(|(policy, _)| {
            policy.entries.iter().find_map(|entry| match &entry.node {
                ast::PolicyEntry::Calendar(name) => Some(name.node.as_str()),
                _ => None,
            })
        });
        let others: Vec<&'a ast::CalendarDecl> = self
            .names
            .calendars
            .iter()
            .filter(|(name, _)| named != Some(**name))
            .map(|(_, (declared, _))| *declared)
            .collect();
        for declared in others {
            self.declared_calendar(declared, 0);
        }
    }

    /// The calendar of a name, or reports.
    pub(super) fn calendar(&mut self, name: &ast::Name) -> Option<Arc<Calendar>> {
        self.calendar_at(name, 0)
    }

    fn calendar_at(&mut self, name: &ast::Name, depth: usize) -> Option<Arc<Calendar>> {
        if depth > DEPTH {
            self.report(TimeProblem::CalendarRing { span: name.span });
            return None;
        }
        if let Some((declared, _)) = self.names.calendars.get(name.node.as_str()) {
            return self.declared_calendar(declared, depth);
        }
        if let Some(calendar) = Calendar::builtin(&name.node) {
            return Some(Arc::new(calendar.clone()));
        }
        let known = Calendar::BUILTIN.into_iter().chain(self.names.calendars.keys().copied());
        let near = near(&name.node, known);
        let (thing, name, span) = (Thing::Calendar, name.node.clone(), name.span);
        self.unknown(NameProblem::Unknown { thing, name, span, near, but: None });
        None
    }

    fn declared_calendar(&mut self, declared: &'a ast::CalendarDecl, depth: usize) -> Option<Arc<Calendar>> {
        let base = match &declared.extends {
            Some(base) => self.calendar_at(base, depth + 1)?,
            None => Arc::new(Calendar::builtin("weekdays")?.clone()),
        };
        let mut layer = Layer::default();
        let mut days: Vec<(DayOverride, Span)> = Vec::new();
        let mut hours: Option<OpeningHours> = None;
        let mut file = None;
        for entry in &declared.entries {
            match &entry.node {
                CalendarEntry::File(path) => file = Some(path),
                CalendarEntry::Week(first, last) => layer.week = Some(week(*first, *last)),
                CalendarEntry::Hours(intervals, on) => self.hours(intervals, on, entry.span, &mut hours),
                CalendarEntry::Holiday(from, to, name) => {
                    self.named_days((*from, *to), false, name.as_ref(), entry.span, &mut days);
                }
                CalendarEntry::Workday(from, to, name) => {
                    self.named_days((*from, *to), true, name.as_ref(), entry.span, &mut days);
                }
                CalendarEntry::Shift(..) => self.not_yet(entry.span, Construct::Shift),
                CalendarEntry::Valid(range) => {
                    let (from, to) = self.days(range);
                    layer.covers =
                        Some(Covers::Ranges(vec![(from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX))]));
                }
            }
        }
        layer.days = days.into_iter().map(|(day, _)| day).collect();
        layer.hours = hours;
        let base = match file {
            None => base,
            Some(path) => {
                let top = self.calendar_file(declared, path, layer.covers.clone())?;
                Arc::new(Calendar::stacked(&declared.name.node, &base, &top))
            }
        };
        Some(Arc::new(Calendar::layered(&declared.name.node, &base, layer)))
    }

    fn hours(
        &mut self,
        intervals: &[(ast::TimeOfDay, ast::TimeOfDay)],
        on: &[Weekday],
        span: Span,
        hours: &mut Option<OpeningHours>,
    ) {
        let pairs: Vec<(Time, Time)> = intervals.iter().map(|(from, to)| (from.time, to.time)).collect();
        let Some(own) = Hours::new(&pairs) else {
            self.report(TimeProblem::BadHours { span });
            return;
        };
        let hours = hours.get_or_insert_with(|| OpeningHours { ordinary: own.clone(), weekdays: Vec::new() });
        if on.is_empty() {
            hours.ordinary = own;
        } else {
            hours.weekdays.extend(on.iter().map(|day| (*day, own.clone())));
        }
    }

    fn named_days(
        &mut self,
        (from, to): (Date, Option<Date>),
        working: bool,
        name: Option<&ast::Text>,
        span: Span,
        days: &mut Vec<(DayOverride, Span)>,
    ) {
        let to = to.unwrap_or(from);
        if to < from {
            self.report(TimeProblem::Backwards { span, other: span });
            return;
        }
        for date in from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to) {
            let clash = days.iter().find(|(day, _)| day.date == date && day.working != working);
            if let Some((_, other)) = clash {
                let other = *other;
                self.report(TimeProblem::HolidayAndWorkday { span, other });
                return;
            }
            let name = name.map_or(String::new(), |name| name.node.clone());
            days.push((DayOverride { date, working, name, hours: None }, span));
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
                self.report(problem);
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
