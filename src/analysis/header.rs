//! The header: zone, calendar, currency and conventions.

use super::checker::Checker;
use super::model::{Accounts, Discretion, Header, Overlap, Rounding};
use super::names::near;
use super::{NameProblem, Part, StructureProblem, Thing, TimeProblem};
use crate::money::Currency;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, PolicyEntry};
use crate::time::{Calendar, Conventions, CountFrom, Date, DayEnd, OnRestDay, Zone};
use std::sync::Arc;

/// What the header says, with what messages need to know of it.
#[derive(Debug, Default)]
pub(super) struct HeaderInfo {
    /// Where it stands.
    pub span: Option<Span>,
    pub zone: Option<Zone>,
    /// Whether a zone is named, known or not.
    pub zone_named: bool,
    pub calendar: Option<Arc<Calendar>>,
    /// Whether a calendar is named, known or not.
    pub calendar_named: bool,
    /// Where it is named.
    pub calendar_span: Option<Span>,
    pub currency: Option<Spanned<Currency>>,
    pub sources: Vec<String>,
    version: Option<String>,
    effective: (Option<Date>, Option<Date>),
    conventions: Conventions,
    /// How amounts are counted.
    pub accounts: Accounts,
}

impl<'a> Checker<'a> {
    /// Reads the header, if there is one.
    pub(super) fn check_header(&mut self) {
        let Some((policy, span)) = self.names.header else { return };
        self.header.span = Some(span);
        let mut seen: Vec<(Part, Span)> = Vec::new();
        for entry in &policy.entries {
            if let Some(part) = part(&entry.node) {
                match seen.iter().find(|(known, _)| *known == part) {
                    Some((_, first)) => {
                        let first = *first;
                        self.report(StructureProblem::Repeated { part, first, second: entry.span });
                        continue;
                    }
                    None => seen.push((part, entry.span)),
                }
            }
            self.header_entry(entry);
        }
        self.settle();
    }

    fn header_entry(&mut self, entry: &'a Spanned<PolicyEntry>) {
        match &entry.node {
            // The file is read by whoever has the regulation's text at hand.
            PolicyEntry::Source(title, _file) => self.header.sources.push(title.node.clone()),
            PolicyEntry::Version(text) => self.header.version = Some(text.node.clone()),
            PolicyEntry::Effective(range) => self.header.effective = self.days(range),
            PolicyEntry::Timezone(name) => {
                self.header.zone_named = true;
                self.header.zone = self.zone(name);
            }
            PolicyEntry::Calendar(name) => {
                self.header.calendar_named = true;
                self.header.calendar_span = Some(name.span);
                self.header.calendar = self.calendar(name);
            }
            PolicyEntry::Currency(currency) => self.header.currency = Some(*currency),
            PolicyEntry::CountFrom(from) => {
                self.header.conventions.count_from = match from {
                    ast::CountFrom::NextDay => CountFrom::NextDay,
                    ast::CountFrom::SameDay => CountFrom::OwnDay,
                }
            }
            PolicyEntry::DaysEnd(end) => {
                self.header.conventions.day_end = match end {
                    ast::DaysEnd::Midnight => DayEnd::Midnight,
                    ast::DaysEnd::CloseOfBusiness => {
                        self.need_hours(entry.span);
                        DayEnd::CloseOfBusiness
                    }
                }
            }
            PolicyEntry::RestDays(days) => {
                self.header.conventions.on_rest_day = match days {
                    ast::RestDays::Stay => OnRestDay::Keep,
                    ast::RestDays::MoveOn => {
                        self.need_calendar(entry.span);
                        OnRestDay::NextWorkingDay
                    }
                }
            }
            PolicyEntry::WeekStart(day) => self.header.conventions.week_start = *day,
            PolicyEntry::Overlap(overlap) => match overlap {
                ast::Overlap::Sum => self.header.accounts.overlap = Some(Overlap::AddUp),
                ast::Overlap::Highest => self.header.accounts.overlap = Some(Overlap::Highest),
                ast::Overlap::Special => self.header.accounts.overlap = Some(Overlap::Special),
            },
            PolicyEntry::Rounding(mode, to) => {
                let positive = |amount: &crate::money::Amount| amount.value > rust_decimal::Decimal::ZERO;
                if let Some(to) = to.as_ref().filter(|to| !positive(&to.node)) {
                    self.refuse::<()>(to.span, super::ValueFault::NotPositive);
                }
                let to = to.as_ref().map(|to| to.node).filter(positive).map(|to| to.value);
                self.header.accounts.rounding = Rounding { mode: *mode, to };
            }
            PolicyEntry::PaidDays(days) if days.node <= rust_decimal::Decimal::ZERO => {
                self.refuse::<()>(days.span, super::ValueFault::NotPositive);
            }
            PolicyEntry::PaidDays(days) => self.header.accounts.paid_days = Some(days.node),
            PolicyEntry::Discretion(discretion) => {
                self.header.accounts.discretion = match discretion {
                    ast::Discretion::Lowest => Discretion::Lowest,
                    ast::Discretion::Middle => Discretion::Middle,
                    ast::Discretion::Highest => Discretion::Highest,
                }
            }
            // Whose pay a cap means is known after the norms.
            PolicyEntry::Cap(_) => {}
        }
    }

    /// The zone of a name, or a report.
    pub(super) fn zone(&mut self, name: &ast::Name) -> Option<Zone> {
        let zone = Zone::named(&name.node);
        if zone.is_none() {
            let known: Vec<String> =
                jiff::tz::db().available().map(|zone| zone.as_str().to_string()).collect();
            // A zone is never declared in a policy, so an unread part of it is no excuse.
            self.report(NameProblem::Unknown {
                thing: Thing::Zone,
                name: name.node.clone(),
                span: name.span,
                near: near(&name.node, known.iter().map(String::as_str)),
                but: None,
            });
        }
        zone
    }

    /// A range of whole days, or reports.
    pub(super) fn days(&mut self, range: &ast::DateRange) -> (Option<Date>, Option<Date>) {
        let from = range.from.as_ref().and_then(|when| self.day(when));
        let to = range.to.as_ref().and_then(|when| self.day(when));
        if let (Some(first), Some(last), Some(from), Some(to)) = (from, to, &range.from, &range.to)
            && last < first
        {
            self.report(TimeProblem::Backwards { span: to.span, other: from.span });
        }
        (from, to)
    }

    fn day(&mut self, when: &Spanned<ast::When>) -> Option<Date> {
        match &when.node {
            ast::When::Date(date) => Some(*date),
            ast::When::DateTime(_) => {
                self.report(TimeProblem::NotADay { span: when.span });
                None
            }
        }
    }

    /// The header of the model.
    pub(super) fn header_of_model(&self) -> Header {
        let policy = self.names.header.map(|(policy, _)| policy);
        let stem = || {
            let path = self.loaded.files.first().map_or("", |file| file.path.as_str());
            let name = path.rsplit('/').next().unwrap_or(path);
            name.split('.').next().unwrap_or(name).to_string()
        };
        Header {
            name: policy.map_or_else(stem, |policy| policy.name.node.clone()),
            title: policy.and_then(|policy| policy.title.as_ref()).map(|title| title.node.clone()),
            sources: self.header.sources.clone(),
            version: self.header.version.clone(),
            effective: self.header.effective,
            zone: self.header.zone.clone(),
            calendar: self.header.calendar.clone(),
            currency: self.header.currency.map(|currency| currency.node),
            conventions: self.header.conventions,
            accounts: self.header.accounts.clone(),
        }
    }

    /// The days on which norms are in force that do not say so themselves.
    pub(super) fn effective_days(&self) -> (Option<Date>, Option<Date>) {
        self.header.effective
    }
}

/// Which entries may stand once only.
fn part(entry: &PolicyEntry) -> Option<Part> {
    match entry {
        PolicyEntry::Source(..) | PolicyEntry::Cap(_) => None,
        PolicyEntry::Version(_) => Some(Part::Version),
        PolicyEntry::Effective(_) => Some(Part::Effective),
        PolicyEntry::Timezone(_) => Some(Part::Timezone),
        PolicyEntry::Calendar(_) => Some(Part::Calendar),
        PolicyEntry::Currency(_) => Some(Part::Currency),
        PolicyEntry::CountFrom(_) => Some(Part::CountFrom),
        PolicyEntry::DaysEnd(_) => Some(Part::DaysEnd),
        PolicyEntry::RestDays(_) => Some(Part::RestDays),
        PolicyEntry::WeekStart(_) => Some(Part::WeekStart),
        PolicyEntry::Overlap(_) => Some(Part::Overlap),
        PolicyEntry::Rounding(..) => Some(Part::Rounding),
        PolicyEntry::PaidDays(_) => Some(Part::PaidDays),
        PolicyEntry::Discretion(_) => Some(Part::Discretion),
    }
}
