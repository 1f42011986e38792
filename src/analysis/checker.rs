//! What all checks share: what is declared, what has been found wrong, and what the norm at hand turned out to need.

use super::header::HeaderInfo;
use super::measures::Measuring;
use super::model::{Expr, ParamId};
use super::names::Names;
use super::states::StateInfo;
use super::{AnalysisProblem, Loaded, NameProblem, TimeProblem};
use crate::event::{KindId, Schema, Type};
use crate::source::Span;
use crate::time::Calendar;
use crate::world::World;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The state of one analysis.
pub(super) struct Checker<'a> {
    pub loaded: &'a Loaded,
    pub world: &'a dyn World,
    pub names: Names<'a>,
    pub schema: Schema,
    /// By [`KindId`].
    pub kinds: Vec<Declared>,
    /// By [`crate::event::EntityId`].
    pub entities: Vec<Declared>,
    pub header: HeaderInfo,
    /// By [`ParamId`].
    pub params: Vec<ParamInfo>,
    /// What is given from outside, by the index of the parameter.
    pub bindings: BTreeMap<usize, &'a str>,
    pub problems: Vec<AnalysisProblem>,
    pub needs: Needs,
    /// By [`super::model::StateId`].
    pub states: Vec<StateInfo>,
    /// Calendars of the policy that were built, by name; `None`: not sound, and reported.
    pub calendars: IndexMap<&'a str, Option<Arc<Calendar>>>,
    /// Calendars that are being built, each on the next.
    pub building: Vec<&'a str>,
    /// The kinds of violations that are occasions.
    pub violations: Vec<super::norms::ViolationKind>,
    /// Whether anything names the built-in event.
    pub attestation_used: bool,
    pub measuring: Measuring<'a>,
}

/// Where a kind or entity and its fields are declared. Built-in kinds are declared nowhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub name: Option<Span>,
    pub fields: Vec<Span>,
}

/// A parameter while norms are checked.
#[derive(Clone, Debug)]
pub(super) struct ParamInfo {
    pub name: String,
    pub span: Span,
    /// `None`: it has been reported.
    pub ty: Option<Type>,
    pub value: ParamValue,
    /// The value as text, for the report, by language.
    pub shown: Option<[String; 2]>,
    /// The open parameters that it comes down to: itself, or those that its value names.
    pub opens: BTreeSet<ParamId>,
    pub used: bool,
}

/// The value of a parameter.
#[derive(Clone, Debug)]
pub(super) enum ParamValue {
    /// None yet.
    Open,
    /// One value; one that names open parameters is cut down to the first of them, for it is as undecided as that, and
    /// values that build on each other would otherwise double with every step.
    One(Expr),
    /// A list.
    Many(Vec<Expr>),
    /// It has been reported.
    Broken,
    /// Not worked out yet.
    Pending,
    /// Being worked out: who asks now goes in a ring.
    Busy,
}

/// What the norm at hand (or the header, or a parameter) turned out to need.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Civil time, first needed here.
    pub zone: Option<Span>,
    /// Working days, first needed here.
    pub calendar: Option<Span>,
    /// Opening hours, first needed here.
    pub hours: Option<Span>,
    /// Whether the act at hand is one that is asked for again and again.
    pub gaps: bool,
    /// Parameters that are open.
    pub open: BTreeSet<ParamId>,
}

impl<'a> Checker<'a> {
    /// Reports a problem.
    pub fn report(&mut self, problem: impl Into<AnalysisProblem>) {
        self.problems.push(problem.into());
    }

    /// Reports a name that is not declared; not if part of the policy could not be read, for it may stand there, and not
    /// if its declaration was refused.
    pub fn unknown(&mut self, problem: NameProblem) {
        let refused = |name: &str| self.names.refused.contains(&name);
        if matches!(&problem, NameProblem::Unknown { name, .. } if refused(name)) {
            return;
        }
        if self.loaded.complete() && self.names.refused_many.is_none() {
            self.report(problem);
        }
    }

    /// Notes that civil time is needed here.
    pub fn need_zone(&mut self, span: Span) {
        self.needs.zone.get_or_insert(span);
    }

    /// Notes that working days are needed here.
    pub fn need_calendar(&mut self, span: Span) {
        self.needs.calendar.get_or_insert(span);
    }

    /// Notes that opening hours are needed here, and so a calendar.
    pub fn need_hours(&mut self, span: Span) {
        self.need_calendar(span);
        self.needs.hours.get_or_insert(span);
    }

    /// Reports what was needed and is not there, and hands out the open parameters.
    pub fn settle(&mut self) -> Vec<ParamId> {
        let needs = std::mem::take(&mut self.needs);
        let header = self.header.span;
        // A header that could not be read may name them.
        if header.is_none() && !self.loaded.complete() {
            return needs.open.into_iter().collect();
        }
        if let Some(span) = needs.zone
            && !self.header.zone_named
        {
            self.report(TimeProblem::NeedsZone { span, header });
        }
        if let Some(span) = needs.calendar
            && !self.header.calendar_named
        {
            self.report(TimeProblem::NeedsCalendar { span, header });
        }
        if let Some(span) = needs.hours
            && let (Some(calendar), Some(named)) = (&self.header.calendar, self.header.calendar_span)
            && calendar.hours().is_none()
        {
            let calendar = calendar.name().to_string();
            self.report(TimeProblem::NeedsHours { span, calendar, named });
        }
        needs.open.into_iter().collect()
    }

    /// Where a kind is declared.
    pub fn kind_span(&self, kind: KindId) -> Option<Span> {
        self.kinds[kind.0 as usize].name
    }
}
