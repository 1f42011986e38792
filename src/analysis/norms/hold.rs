//! Gaps and holding: `every 30 minutes`, `hold S`, `S throughout`, `when S lasts …`.

use super::slots::Slots;
use super::{At, Frame, Misfit};
use crate::analysis::checker::Checker;
use crate::analysis::length::LengthOrOpen;
use crate::analysis::model::{Act, CompareOp, Conduct, Expr, ExprKind, Hold, Limit, Literal, Occasion, Var};
use crate::analysis::scope::Scope;
use crate::analysis::{Nonsense, StructureProblem, TimeProblem, ValueFault, walk};
use crate::event::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ActPart};
use crate::time::Length;
use rust_decimal::Decimal;

impl<'a> Checker<'a> {
    /// `every 30 minutes`, in the act or on a line of its own.
    pub(super) fn gap_length(
        &self,
        acts: &'a ast::Acts,
        slots: &Slots<'a>,
    ) -> Option<Spanned<&'a ast::Length>> {
        let inside = acts.first.parts.iter().find_map(|part| match &part.node {
            ActPart::Every(length) => Some(Spanned::new(length, part.span)),
            _ => None,
        });
        inside.or_else(|| slots.every.as_ref().map(|every| Spanned::new(every.node, every.span)))
    }

    /// An act that must be seen again and again, or reports.
    pub(super) fn every(
        &mut self,
        acts: &'a ast::Acts,
        every: Spanned<&'a ast::Length>,
        must: &At<'a, ast::Must>,
        slots: &Slots<'a>,
        frame: &Frame,
    ) -> Option<Conduct> {
        let length = self.length(every.node);
        self.needs.gaps = true;
        let act = self.acts(acts, frame, slots.people.as_ref(), must.node.not, super::time::Place::Norm);
        self.needs.gaps = false;
        let (length, act) = (length?, act?);
        let once = |act: &Act| act.count.min == 1 && act.count.max.is_none();
        if must.node.not || acts.first.own || !act.single().is_some_and(once) {
            let why = Nonsense::EveryElsewhere;
            self.report(StructureProblem::Senseless { span: every.span, other: Some(must.span), why });
            return None;
        }
        self.check_lasting_window(slots, frame, must.span)?;
        Some(match length {
            LengthOrOpen::Length(length) if nothing(&length) => {
                return self.refuse(every.span, ValueFault::NoGap);
            }
            LengthOrOpen::Length(length) => Conduct::Every(act, length),
            // While the parameter is open every obligation is unknown.
            LengthOrOpen::Open(_) => Conduct::Must(act),
        })
    }

    /// `hold S for at least 95%`, or reports.
    pub(super) fn hold(
        &mut self,
        what: &'a ast::Expr,
        share: Option<&'a ast::Expr>,
        must: &At<'a, ast::Must>,
        slots: &Slots<'a>,
        frame: &Frame,
    ) -> Option<Conduct> {
        let condition = self.condition(what, &frame.scope);
        let what_share = share.map(|share| share.span);
        let share = share.map(|share| self.share(share, &frame.scope));
        if let Some(people) = &slots.people {
            let (span, other) = (people.span, Some(must.span));
            self.report(StructureProblem::Senseless { span, other, why: Nonsense::PeopleOfCondition });
        }
        if let (true, Some(share)) = (must.node.not, what_share) {
            let (span, other) = (share, Some(must.span));
            self.report(StructureProblem::Senseless { span, other, why: Nonsense::ShareOfForbidden });
            return None;
        }
        self.check_lasting_window(slots, frame, must.span)?;
        let condition = self.asks_state(condition?, what.span)?;
        let condition = if must.node.not {
            let span = condition.span;
            crate::analysis::expressions::boolean(ExprKind::Not(Box::new(condition)), span)
        } else {
            condition
        };
        let share = share.map_or(Some(None), |share| share)?;
        Some(Conduct::Hold(Hold { condition, share }))
    }

    /// `95%`; none while a parameter is open.
    #[expect(clippy::option_option, reason = "not sound, open, or known")]
    fn share(&mut self, share: &ast::Expr, scope: &Scope) -> Option<Option<Decimal>> {
        let value = self.value(share, scope)?;
        let value = self.expect(value, &Type::Percent)?;
        match value.kind {
            ExprKind::Literal(Literal::Percent(share)) if share > Decimal::ZERO && share <= Decimal::ONE => {
                Some(Some(share))
            }
            ExprKind::OpenParam(_) => Some(None),
            _ => self.refuse(value.span, ValueFault::NoShare),
        }
    }

    /// What must hold, or holds throughout, is a state: something else does not change with time.
    pub(super) fn asks_state(&mut self, condition: Expr, span: Span) -> Option<Expr> {
        let mut asks = false;
        walk::each(&condition, &mut |part| {
            asks |= matches!(part.kind, ExprKind::InState { .. } | ExprKind::CountState { .. });
        });
        if asks {
            return Some(condition);
        }
        self.report(StructureProblem::Senseless { span, other: None, why: Nonsense::NoState });
        None
    }

    /// Gaps and states need a window with a beginning and an end.
    fn check_lasting_window(&mut self, slots: &Slots<'a>, frame: &Frame, span: Span) -> Option<()> {
        let lasting = frame.period || frame.scope.interval.is_some();
        let why = match &slots.time {
            None if lasting => return Some(()),
            None => Misfit::NoEnd,
            Some(time) => {
                let backward = |limit: &ast::Limit| {
                    matches!(limit, ast::Limit::Before { .. } | ast::Limit::BeforeField(_))
                };
                if !time.node.branches.iter().any(|branch| backward(&branch.limit.node)) {
                    return Some(());
                }
                Misfit::NoBeginning
            }
        };
        let (span, other) = match &slots.time {
            Some(time) => (time.span, Some(span)),
            None => (span, Some(frame.span)),
        };
        self.report(TimeProblem::Misfit { span, other, why });
        None
    }

    /// `count(on_duty) >= 1`: how many are in a state, compared with a number. None if it is no such thing.
    pub(in crate::analysis) fn count_of_state(
        &mut self,
        left: &ast::Expr,
        op: CompareOp,
        right: &ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Option<Option<Expr>> {
        let counted = |this: &Self, expr: &ast::Expr| match &expr.node {
            ast::ExprKind::Aggregate(aggregate) => match (&aggregate.kind, &aggregate.of.node) {
                (ast::AggregateKind::Count, ast::ExprKind::Name(name))
                    if aggregate.filter.is_none() && aggregate.by.is_empty() && aggregate.over.is_none() =>
                {
                    this.state_named(name)
                }
                _ => None,
            },
            _ => None,
        };
        let (state, op, number) = match (counted(self, left), counted(self, right)) {
            (Some(state), _) => (state, op, right),
            (None, Some(state)) => (state, turned(op), left),
            (None, None) => return None,
        };
        if !self.use_state(state, span) {
            return Some(None);
        }
        let number = self.value(number, scope).and_then(|number| self.expect(number, &Type::Number));
        Some(number.map(|number| {
            let at = scope.bare.map(|(var, _)| var).or(scope.as_of).unwrap_or(Var::Occasion);
            let kind = ExprKind::CountState { state, op, number: Box::new(number), at };
            crate::analysis::expressions::boolean(kind, span)
        }))
    }

    /// `when unfixed as u lasts until end of day`, `when on_duty lasts 12 hours`.
    pub(super) fn lasts(
        &mut self,
        state: &'a ast::Name,
        alias: Option<&'a ast::Name>,
        filter: Option<&'a ast::Expr>,
        until: &'a ast::Lasting,
        span: Span,
    ) -> Option<(Option<Occasion>, Frame)> {
        let named = Spanned::new(ast::ExprKind::Name(state.node.clone()), state.span);
        let (occasion, frame) = self.during(&named, alias, filter, None, span)?;
        let limit = match until {
            ast::Lasting::For(length) => self.length(length).map(|length| match length {
                LengthOrOpen::Length(length) => Limit::Within(length, None),
                LengthOrOpen::Open(param) => Limit::WithinOpen(param),
            }),
            ast::Lasting::Until(point) => self.lasting_point(&point.node, point.span, &frame),
        };
        // While a parameter is open every obligation is unknown, whenever it arises.
        let limit = limit.map(|limit| match limit {
            Limit::WithinOpen(_) => Limit::Within(Length::elapsed(0, crate::time::ClockUnit::Second), None),
            other => other,
        });
        let occasion = occasion.zip(limit).map(|(occasion, limit)| match occasion {
            Occasion::During(during) => {
                Occasion::During(crate::analysis::model::During { lasts: Some(Box::new(limit)), ..during })
            }
            other => other,
        });
        Some((occasion, frame))
    }

    /// Until when a state must last: a point that does not depend on the record.
    fn lasting_point(&mut self, point: &'a ast::Point, span: Span, frame: &Frame) -> Option<Limit> {
        let limit = self.by(point, span, frame)?;
        match &limit {
            Limit::By(_) | Limit::ByField(_) => Some(limit),
            _ => {
                let (why, other) = (Misfit::LastsUntilShift, Some(frame.span));
                self.report(TimeProblem::Misfit { span, other, why });
                None
            }
        }
    }
}

/// The comparison with its sides changed.
fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Eq,
        CompareOp::Ne => CompareOp::Ne,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
    }
}

/// Whether a length is none at all.
fn nothing(length: &Length) -> bool {
    match *length {
        Length::Elapsed { micros, .. } | Length::WorkingTime { micros, .. } => micros <= 0,
        Length::Days(n) | Length::WorkingDays(n) | Length::Weeks(n) => n == 0,
        Length::Months(n) | Length::Quarters(n) | Length::Years(n) => n == 0,
        Length::MonthsDays { months, days } => months == 0 && days == 0,
    }
}
