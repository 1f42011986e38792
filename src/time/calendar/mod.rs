//! Which days are working days, and when doors are open.
//!
//! Comes in: a built-in name, a file's text, or the parts of a `calendar` block. Goes out: a [`Calendar`] that counts
//! working days and working time at the same cost whatever the length, and that says of every date why it is (not) a
//! working day. A date that a calendar does not cover is an error, never a guess.

mod builtin;
mod count;
mod hours;
mod problem;
mod read;

pub use hours::{Hours, OpeningHours};
pub use problem::{CalendarProblem, ProblemKind};

use super::day::{self, DAY};
use super::{Date, DateTime, TimeError, Weekday};
use count::{Index, Tally, What};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Working days, holidays, make-up days and opening hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    name: Arc<str>,
    week: [bool; 7],
    days: Vec<DayOverride>,
    hours: Option<OpeningHours>,
    covers: Covers,
    /// Covered day numbers as ranges, ends included, that do not touch. None: all.
    covered: Option<Vec<(i64, i64)>>,
    index: Index,
}

/// What a calendar says about one date, over what the week says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOverride {
    /// The date.
    pub date: Date,
    /// Whether it is a working day.
    pub working: bool,
    /// The holiday's or make-up day's name; may be empty.
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

/// What a calendar adds to the one below it. What is left out stays as it is below.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The working days of the week.
    pub week: Option<Vec<Weekday>>,
    /// Dates that differ; of two for the same date the later counts.
    pub days: Vec<DayOverride>,
    /// When doors are open.
    pub hours: Option<OpeningHours>,
    /// For which dates the calendar speaks, in place of those of the calendar below.
    pub covers: Option<Covers>,
}

/// Why a day is or is not a working day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum DayReason {
    /// An ordinary working day of the week.
    WorkingDay,
    /// The weekly rest.
    Weekend,
    /// A holiday, by its name.
    Holiday(String),
    /// A working day in place of another, by its name.
    MakeUp(String),
    /// A working day of the week that the calendar names, such as one with shorter hours.
    Named(String),
}

impl DayReason {
    /// Whether it makes the day a working day.
    pub fn is_working(&self) -> bool {
        match self {
            DayReason::WorkingDay | DayReason::MakeUp(_) | DayReason::Named(_) => true,
            DayReason::Weekend | DayReason::Holiday(_) => false,
        }
    }
}

impl Calendar {
    /// A calendar of nothing but a week, for any date.
    pub fn weekly(name: &str, working: &[Weekday]) -> Calendar {
        let mut week = [false; 7];
        for day in working {
            week[day.to_monday_zero_offset() as usize] = true;
        }
        Calendar::build(name.into(), week, Vec::new(), None, Covers::AnyDate)
    }

    /// A calendar on top of another.
    pub fn layered(name: &str, base: &Calendar, layer: Layer) -> Calendar {
        let week = match &layer.week {
            Some(working) => Calendar::weekly(name, working).week,
            None => base.week,
        };
        let days = base.days.iter().cloned().chain(layer.days).collect();
        let hours = layer.hours.or_else(|| base.hours.clone());
        Calendar::build(name.into(), week, days, hours, layer.covers.unwrap_or_else(|| base.covers.clone()))
    }

    /// Two calendars as one: on dates that `top` covers it speaks alone, on the others `base` does. The week is the
    /// base's; opening hours are those of `top` if it has any.
    pub fn stacked(name: &str, base: &Calendar, top: &Calendar) -> Calendar {
        let below = base.days.iter().filter(|d| !top.covers(d.date)).cloned();
        let days = below.chain(top.days.iter().cloned()).collect();
        let covers = match (&base.covers, &top.covers) {
            (Covers::Ranges(a), Covers::Ranges(b)) => Covers::Ranges([a.as_slice(), b].concat()),
            _ => Covers::AnyDate,
        };
        let hours = top.hours.clone().or_else(|| base.hours.clone());
        Calendar::build(name.into(), base.week, days, hours, covers)
    }

    fn build(
        name: Arc<str>,
        week: [bool; 7],
        days: Vec<DayOverride>,
        hours: Option<OpeningHours>,
        covers: Covers,
    ) -> Calendar {
        let by_date: BTreeMap<i64, DayOverride> =
            days.into_iter().map(|d| (day::number(d.date), d)).collect();
        let tally = |working: bool, weekday: usize, own: Option<&Hours>| {
            let usual = hours.as_ref().map(|h| h.on(day::weekday_at(weekday)));
            let open = own.or(usual).map_or(0, Hours::total);
            if working { Tally { days: 1, micros: open } } else { Tally::default() }
        };
        let weekly = std::array::from_fn(|i| tally(week[i], i, None));
        let exceptions =
            by_date.iter().map(|(n, d)| (*n, tally(d.working, day::weekday(*n), d.hours.as_ref())));
        let index = Index::new(weekly, exceptions);
        let covered = merged(&covers);
        Calendar { name, week, days: by_date.into_values().collect(), hours, covers, covered, index }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The dates on which it says more than the week, in order.
    pub fn days(&self) -> &[DayOverride] {
        &self.days
    }

    /// The opening hours, if it states any.
    pub fn hours(&self) -> Option<&OpeningHours> {
        self.hours.as_ref()
    }

    /// Whether it speaks of a date.
    pub fn covers(&self, date: Date) -> bool {
        let day = day::number(date);
        self.require(day, day).is_ok()
    }

    /// Whether a date is a working day.
    ///
    /// # Errors
    /// The date is not covered.
    pub fn is_working_day(&self, date: Date) -> Result<bool, TimeError> {
        self.works(day::number(date))
    }

    /// The n-th working day after a date; before it, if negative. With 0, the date itself if it is a working day, else
    /// the next one. The date itself need not be covered unless it is asked for; every day from the next one on must be.
    ///
    /// # Errors
    /// A day that must be looked at is not covered, or there is no such day.
    pub fn add_working_days(&self, date: Date, n: i64) -> Result<Date, TimeError> {
        self.nth_after(day::number(date), n).map(day::date)
    }

    /// How many working days there are from a date on and before another; negative if they are the other way round.
    ///
    /// # Errors
    /// A date between is not covered.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<i64, TimeError> {
        self.days_between(day::number(from), day::number(to))
    }

    /// How long doors are open between two times, in microseconds as clocks show them; negative if they are the other
    /// way round.
    ///
    /// # Errors
    /// A date between is not covered, or no opening hours are stated.
    pub fn working_time_between(&self, from: DateTime, to: DateTime) -> Result<i64, TimeError> {
        let ((a, a_of_day), (b, b_of_day)) = (day::split(day::local(from)), day::split(day::local(to)));
        self.require(a.min(b), a.max(b))?;
        Ok(self.worked(b, b_of_day)? - self.worked(a, a_of_day)?)
    }

    /// Why a date is or is not a working day.
    ///
    /// # Errors
    /// The date is not covered.
    pub fn why(&self, date: Date) -> Result<DayReason, TimeError> {
        let number = day::number(date);
        self.require(number, number)?;
        let usual = self.week[day::weekday(number)];
        Ok(match (self.index.exception(number).map(|i| &self.days[i]), usual) {
            (None, true) => DayReason::WorkingDay,
            (None, false) => DayReason::Weekend,
            (Some(day), true) if day.working => DayReason::Named(day.name.clone()),
            (Some(day), false) if day.working => DayReason::MakeUp(day.name.clone()),
            (Some(day), _) => DayReason::Holiday(day.name.clone()),
        })
    }

    // The same questions by day number, for the arithmetic of deadlines.

    /// Whether a day is a working day.
    pub(super) fn works(&self, day: i64) -> Result<bool, TimeError> {
        self.require(day, day)?;
        Ok(self.index.on(day).days > 0)
    }

    /// See [`Calendar::add_working_days`].
    pub(super) fn nth_after(&self, day: i64, n: i64) -> Result<i64, TimeError> {
        let (first, target) = match n {
            1.. => (day + 1, self.index.before(day + 1).days.saturating_add(n)),
            0 => (day, self.index.before(day).days + 1),
            _ => (day - 1, self.index.before(day).days.saturating_add(n).saturating_add(1)),
        };
        self.require(first, first)?;
        let Some((found, _)) = self.index.reach(What::Days, target) else {
            return self.no_working_day(first);
        };
        self.require(first.min(found), first.max(found))?;
        if day::in_range(found) { Ok(found) } else { Err(TimeError::OutOfRange) }
    }

    /// See [`Calendar::working_days_between`].
    pub(super) fn days_between(&self, from: i64, to: i64) -> Result<i64, TimeError> {
        if from == to {
            return Ok(0);
        }
        self.require(from.min(to), from.max(to) - 1)?;
        Ok(self.index.before(to).days - self.index.before(from).days)
    }

    /// How long doors have been open before a time of day, counted from the origin; only differences have a meaning.
    pub(super) fn worked(&self, day: i64, of_day: i64) -> Result<i64, TimeError> {
        self.require(day, day)?;
        let today = self.hours_on(day)?.map_or(0, |hours| hours.open_before(of_day));
        Ok(self.index.before(day).micros + today)
    }

    /// The first day and time of day by which doors have been open for so long; `from` is the day where the count began.
    pub(super) fn worked_until(&self, from: i64, target: i64) -> Result<(i64, i64), TimeError> {
        let Some((day, rest)) = self.index.reach(What::Micros, target) else {
            return self.no_working_day(from);
        };
        self.require(from.min(day), from.max(day))?;
        if !day::in_range(day) {
            return Err(TimeError::OutOfRange);
        }
        Ok((day, self.hours_on(day)?.map_or(DAY, |hours| hours.time_of(rest))))
    }

    /// The opening hours of a day; none on a rest day.
    pub(super) fn hours_on(&self, day: i64) -> Result<Option<&Hours>, TimeError> {
        let no_hours = || TimeError::NoOpeningHours { calendar: self.name.clone() };
        let usual = self.hours.as_ref().ok_or_else(no_hours)?;
        if !self.works(day)? {
            return Ok(None);
        }
        let own = self.index.exception(day).and_then(|i| self.days[i].hours.as_ref());
        Ok(Some(own.unwrap_or_else(|| usual.on(day::weekday_at(day::weekday(day))))))
    }

    /// That every day of a range is covered; otherwise the error names the first year that is not.
    pub(super) fn require(&self, first: i64, last: i64) -> Result<(), TimeError> {
        let Some(covered) = &self.covered else { return Ok(()) };
        let missing = match covered[..covered.partition_point(|(from, _)| *from <= first)].last() {
            Some((_, to)) if last <= *to => return Ok(()),
            Some((_, to)) if first <= *to => to + 1,
            _ => first,
        };
        Err(TimeError::NotCovered { calendar: self.name.clone(), year: day::date(missing).year() })
    }

    /// The error of a count that never gets there: the covered dates end, or there is nothing to count.
    fn no_working_day<T>(&self, from: i64) -> Result<T, TimeError> {
        self.require(from, i64::MAX)?;
        Err(TimeError::NoWorkingDay { calendar: self.name.clone() })
    }
}

/// Covered dates as ranges of day numbers in order, joined where they touch.
fn merged(covers: &Covers) -> Option<Vec<(i64, i64)>> {
    let Covers::Ranges(ranges) = covers else { return None };
    let mut ranges: Vec<(i64, i64)> = ranges
        .iter()
        .map(|(from, to)| (day::number(*from), day::number(*to)))
        .filter(|r| r.0 <= r.1)
        .collect();
    ranges.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    Some(joined)
}
