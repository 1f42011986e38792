//! By when: limits and their branches.

use super::occasion::calendar_unit;
use super::{Frame, Misfit};
use crate::analysis::checker::Checker;
use crate::analysis::length::{LengthOrOpen, compare};
use crate::analysis::model::{Acts, Branch, Expr, Limit, Step};
use crate::analysis::{Hint, Nonsense, StructureProblem, TimeProblem, TypeProblem, TypeWord};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast;
use crate::time::{ClockTime, Length, Nth, Point, Precision, Unit};

/// Where a time clause stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the norm itself.
    Norm,
    /// In an excuse.
    Excuse,
    /// Behind one of several acts.
    Step,
    /// In a reparation.
    Reparation,
}

impl<'a> Checker<'a> {
    /// A lead time before another event is judged when that event comes: of single acts, each by itself.
    pub(super) fn check_leads(
        &mut self,
        branches: &[Branch],
        acts: Option<&Acts>,
        not: bool,
        frame: &Frame,
    ) -> bool {
        let plain = |acts: &Acts| {
            let step = |step: &Step| !step.act.own && step.act.each_of.is_none() && step.time.is_empty();
            acts.ways.iter().all(|way| way.steps.len() == 1 && way.steps.iter().all(step))
        };
        // A period or interval may end without the event.
        let ends = frame.period || frame.scope.interval.is_some();
        let mut sound = true;
        for branch in branches {
            let Limit::Before { act: Some(_), at_least, at_most } = &branch.limit else { continue };
            if at_least.is_none() && at_most.is_none() {
                continue;
            }
            let why = if !acts.is_some_and(plain) {
                Misfit::LeadOfSeveral
            } else if ends && (not || at_most.is_some()) {
                Misfit::LeadWithoutEvent
            } else {
                continue;
            };
            self.report(TimeProblem::Misfit { span: branch.span, other: None, why });
            sound = false;
        }
        sound
    }

    /// The branches of a time clause, or reports.
    pub(super) fn time_clause(
        &mut self,
        clause: &'a ast::TimeClause,
        frame: &Frame,
        place: Place,
    ) -> Option<Vec<Branch>> {
        let last = clause.branches.len().saturating_sub(1);
        let mut branches = Vec::new();
        let mut sound = true;
        for (i, branch) in clause.branches.iter().enumerate() {
            if branch.condition.is_none() != (i == last) {
                let (span, why) = (branch.limit.span, Nonsense::BranchWithoutCondition);
                self.report(StructureProblem::Senseless { span, other: None, why });
                sound = false;
            }
            let condition = branch.condition.as_ref().map(|c| self.condition(c, &frame.scope));
            if let Some(Some(condition)) = &condition
                && place != Place::Reparation
                && crate::analysis::measures::waits(condition, frame)
            {
                let (span, fault) = (condition.span, crate::analysis::Fault::InBranch);
                self.report(crate::analysis::MeasureProblem::NoFigure { span, fault });
                sound = false;
            }
            let limit = self.limit(&branch.limit.node, branch.limit.span, frame, place);
            match (condition, limit) {
                (None, Some(limit)) => {
                    branches.push(Branch { condition: None, limit, span: branch.limit.span });
                }
                (Some(Some(condition)), Some(limit)) => {
                    branches.push(Branch { condition: Some(condition), limit, span: branch.limit.span });
                }
                (Some(None), _) | (_, None) => sound = false,
            }
        }
        sound.then_some(branches)
    }

    fn limit(&mut self, limit: &'a ast::Limit, span: Span, frame: &Frame, place: Place) -> Option<Limit> {
        match limit {
            ast::Limit::Within(length, of) => {
                let length = self.length(length);
                let of = match of {
                    None => None,
                    Some(of) => {
                        let value = self.value(of, &frame.scope)?;
                        Some(self.expect(value, &Type::Instant)?)
                    }
                };
                Some(match length? {
                    LengthOrOpen::Length(length) => Limit::Within(length, of),
                    LengthOrOpen::Open(param) => Limit::WithinOpen(param),
                })
            }
            ast::Limit::By(ast::Point::EndOfShift) => self.end_of_shift(frame, span, Some(place)),
            ast::Limit::By(point) => self.by(point, span, frame),
            ast::Limit::BeforeField(field) => {
                if place == Place::Reparation {
                    let why = Misfit::BeforeReparation;
                    self.report(TimeProblem::Misfit { span, other: None, why });
                    return None;
                }
                match self.by_field(field, frame)? {
                    Limit::ByField(field) => Some(Limit::BeforeField(field)),
                    other => Some(other),
                }
            }
            ast::Limit::Before { act, at_least, at_most } => {
                self.before(act.as_deref(), at_least.as_ref(), at_most.as_ref(), span, frame, place)
            }
        }
    }

    fn before(
        &mut self,
        act: Option<&'a ast::Act>,
        at_least: Option<&'a ast::Length>,
        at_most: Option<&'a ast::Length>,
        span: Span,
        frame: &Frame,
        place: Place,
    ) -> Option<Limit> {
        let least = at_least.map(|length| self.length(length));
        let most = at_most.map(|length| self.length(length));
        let refuse = |checker: &mut Self, other: Option<Span>, why: Misfit| {
            checker.report(TimeProblem::Misfit { span, other, why });
            None
        };
        if place == Place::Reparation {
            return refuse(self, None, Misfit::BeforeReparation);
        }
        let Some(act) = act else {
            if frame.period && place == Place::Norm {
                return refuse(self, Some(frame.span), Misfit::BeforePeriod);
            }
            let (least, most) = (known(least)?, known(most)?);
            if let (Known::Length(Some(least)), Known::Length(Some(most))) = (&least, &most)
                && compare(least, most) == Some(std::cmp::Ordering::Greater)
            {
                return refuse(self, None, Misfit::LeadNeverMet);
            }
            return Some(match (least, most) {
                (Known::Open(param), _) | (_, Known::Open(param)) => Limit::WithinOpen(param),
                (Known::Length(at_least), Known::Length(at_most)) => {
                    Limit::Before { act: None, at_least, at_most }
                }
            });
        };
        // An event that ends the window belongs to the whole norm, or to the whole excuse.
        if place == Place::Step {
            return refuse(self, None, Misfit::BeforeOfStep);
        }
        let act = self.act(act, frame, None, false);
        let (least, most) = (known(least)?, known(most)?);
        if let (Known::Length(Some(least)), Known::Length(Some(most))) = (&least, &most)
            && compare(least, most) == Some(std::cmp::Ordering::Greater)
        {
            return refuse(self, None, Misfit::LeadNeverMet);
        }
        let act = Some(act?);
        Some(match (least, most) {
            (Known::Open(param), _) | (_, Known::Open(param)) => Limit::WithinOpen(param),
            (Known::Length(at_least), Known::Length(at_most)) => Limit::Before { act, at_least, at_most },
        })
    }

    pub(super) fn by(&mut self, point: &'a ast::Point, span: Span, frame: &Frame) -> Option<Limit> {
        let time = |time: &Option<ast::TimeOfDay>| time.as_ref().and_then(clock);
        let point = match point {
            ast::Point::Field(field) => return self.by_field(field, frame),
            ast::Point::TimeOfDay(time) => match clock(time) {
                Some(time) => Point::TimeOfDay(time),
                None => Point::EndOf { unit: Unit::Day, next: false },
            },
            ast::Point::Weekday(day, at) => Point::Weekday { day: *day, time: time(at) },
            ast::Point::NthDay { n, working, unit, next, time: at } => {
                if let Some(n) = n {
                    self.check_nth(*n, *unit, span)?;
                }
                if *working {
                    self.need_calendar(span);
                }
                let n = n.map_or(Nth::Last, Nth::Nth);
                let of = calendar_unit(*unit);
                Point::NthDay { n, working: *working, of, next: *next, time: time(at) }
            }
            ast::Point::EndOf { unit, next } => Point::EndOf { unit: calendar_unit(*unit), next: *next },
            ast::Point::EndOfShift => return self.end_of_shift(frame, span, None),
            ast::Point::NextWorkingDay(at) => {
                self.need_calendar(span);
                Point::NextWorkingDay { time: time(at) }
            }
        };
        self.need_zone(span);
        Some(Limit::By(point))
    }

    fn check_nth(&mut self, n: u32, unit: ast::CalendarUnit, span: Span) -> Option<()> {
        let most = match unit {
            ast::CalendarUnit::Day => 1,
            ast::CalendarUnit::Week => 7,
            ast::CalendarUnit::Month => 31,
            ast::CalendarUnit::Quarter => 92,
            ast::CalendarUnit::Year => 366,
        };
        if n == 0 || n > most {
            self.report(TimeProblem::NoSuchDay { span, most });
            return None;
        }
        Some(())
    }

    /// `by x.due`: a date (its end), an instant, or a time of day (on the occasion's day).
    fn by_field(&mut self, field: &'a ast::Expr, frame: &Frame) -> Option<Limit> {
        let value: Expr = self.value(field, &frame.scope)?;
        match &value.ty {
            // A time of day is that of the occasion's own day.
            Type::Date | Type::TimeOfDay => {
                self.need_zone(value.span);
                Some(Limit::ByField(value))
            }
            Type::Instant => Some(Limit::ByField(value)),
            other => {
                let hint = matches!(other, Type::Duration | Type::Period).then_some(Hint::UseWithin);
                let found = self.operand(&value);
                let wanted = [Type::Date, Type::Instant, Type::TimeOfDay].map(TypeWord::Plain).to_vec();
                self.report(TypeProblem::Expected { wanted, found, hint });
                None
            }
        }
    }
}

/// A time of day with its precision; `24:00` is none, it is the end of the day.
fn clock(time: &ast::TimeOfDay) -> Option<ClockTime> {
    if time.next_day {
        return None;
    }
    let precision = match time.precision {
        Precision::Minute => Precision::Minute,
        Precision::Exact | Precision::Day => Precision::Exact,
    };
    Some(ClockTime { time: time.time, precision })
}

/// A lead time that may be left out, and may be open.
enum Known {
    Length(Option<Length>),
    Open(crate::analysis::model::ParamId),
}

/// `None`: it has been reported.
fn known(length: Option<Option<LengthOrOpen>>) -> Option<Known> {
    match length {
        None => Some(Known::Length(None)),
        Some(Some(LengthOrOpen::Length(length))) => Some(Known::Length(Some(length))),
        Some(Some(LengthOrOpen::Open(param))) => Some(Known::Open(param)),
        Some(None) => None,
    }
}
