//! Figures in amounts and in the names of bearers, who benefits, and what is missing value by value.

use super::act::Fate;
use super::expr::{Got, Member, Scope, Truth, holds_on};
use super::figures::{What, asks_for_figure};
use super::window::Window;
use super::{Naive, Over};
use crate::case::Owed;
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::{Act, Expr, ExprKind, Literal, Norm, Penalty};
use guiju::engine::Status;
use guiju::event::EntityId;

impl<'a> Naive<'a> {
    /// What an expression that asks for a figure comes to, if that is told.
    pub fn worked_out(&self, expr: &'a Expr, over: &Over<'a>) -> Option<Got<'a>> {
        if !asks_for_figure(expr) {
            return None;
        }
        match self.told(expr, over).what {
            What::Is(got) => Some(got),
            What::Between(..) | What::Nothing => None,
        }
    }

    /// An amount with its figures put in; a few expressions of a test are kept for good.
    pub fn with_figures(&self, expr: &'a Expr, over: &Over<'a>) -> &'a Expr {
        let kind = match &expr.kind {
            ExprKind::Arith(a, op, b) if asks_for_figure(expr) => {
                let (a, b) = (self.with_figures(a, over).clone(), self.with_figures(b, over).clone());
                ExprKind::Arith(Box::new(a), *op, Box::new(b))
            }
            ExprKind::Aggregate(_) | ExprKind::Measure(_) => match self.told(expr, over).what {
                What::Between(Some(low), Some(high)) if low == high && low.is_whole() => {
                    let number =
                        if self.wrong(Mutation::Form(Misread::FiguresAreOne)) { 1 } else { low.floor() };
                    ExprKind::Literal(Literal::Number(rust_decimal::Decimal::from(number)))
                }
                What::Is(Got::Text(text)) => ExprKind::Literal(Literal::Text(text.to_string())),
                _ => return expr,
            },
            ExprKind::Attribute { of, entity, field, as_of } if asks_for_figure(of) => ExprKind::Attribute {
                of: Box::new(self.with_figures(of, over).clone()),
                entity: *entity,
                field: *field,
                as_of: *as_of,
            },
            _ => return expr,
        };
        Box::leak(Box::new(Expr { kind, ..expr.clone() }))
    }

    /// Whether an amount of a norm, or its bearer, needs a figure.
    pub fn pays_by_figures(&self, norm: &'a Norm) -> bool {
        let amounts = norm.stages.iter().flat_map(|stage| &stage.consequences);
        let amounts = amounts.filter_map(|consequence| match &consequence.penalty {
            Penalty::FineOf(amount) | Penalty::Deduct(amount) => Some(amount),
            _ => None,
        });
        norm.bearer.iter().chain(amounts).any(asks_for_figure)
    }

    /// A verdict whose amounts or bearer need a figure that is not complete is not due yet.
    pub fn waits_for_amounts(
        &self,
        norm: &'a Norm,
        over: &Over<'a>,
        status: Status,
        stages: usize,
    ) -> Status {
        let mut asked: Vec<&'a Expr> = norm.bearer.iter().collect();
        for consequence in norm.stages.iter().take(stages).flat_map(|stage| &stage.consequences) {
            match &consequence.penalty {
                Penalty::FineOf(amount) | Penalty::Deduct(amount) => asked.push(amount),
                _ => {}
            }
        }
        let open =
            asked.into_iter().filter(|expr| asks_for_figure(expr)).any(|expr| self.is_open(expr, over));
        if open && status != Status::Unknown { Status::Pending } else { status }
    }

    /// Whether more may come of a figure in an expression, or another event may share the moment up to which it runs.
    fn is_open(&self, expr: &'a Expr, over: &Over<'a>) -> bool {
        let figure = match &expr.kind {
            ExprKind::Arith(a, _, b) => return self.is_open(a, over) || self.is_open(b, over),
            ExprKind::Attribute { of, .. } => return self.is_open(of, over),
            _ if !asks_for_figure(expr) => return false,
            _ => self.told(expr, over),
        };
        figure.open || over.index.is_some() && self.case.zone.end_of(over.anchor.at) > self.horizon.start
    }

    /// Who benefits: members valid throughout the period, or on the day of the event, who pass.
    pub fn beneficiaries(&self, entity: EntityId, filter: Option<&'a Expr>, over: &Over<'a>) -> Vec<Owed> {
        let rows = &self.case.entities[entity.0 as usize];
        let zone = &self.case.zone;
        let first = zone.date(over.anchor.at.start);
        let last = over.anchor.period_end.map_or(first, |end| zone.date(end.plus_micros(-1)));
        let mut keys = Vec::new();
        for row in rows {
            if !keys.contains(&row.key) {
                keys.push(row.key);
            }
        }
        let mut all = Vec::new();
        for key in keys {
            let valid = |day| rows.iter().any(|row| row.key == key && holds_on(row, day));
            let mut days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
            let always = days.by_ref().take_while(|day| *day <= last).all(valid);
            if !always && !self.wrong(Mutation::Form(Misread::EverybodyBenefits)) {
                continue;
            }
            let scope = Scope { other: Some(Member { key, on: first }), ..over.scope };
            match filter.map_or(Truth::Yes, |filter| self.holds(filter, scope)) {
                Truth::Yes => all.push(Owed::By(self.case.interner.text(&key).to_string())),
                Truth::No => {}
                _ => all.push(Owed::Unassigned),
            }
        }
        // Whoever cannot be told stands after those who can.
        all.sort_by_key(|who| *who == Owed::Unassigned);
        all
    }

    /// How many acts are missing, value by value.
    pub fn missing(&self, act: &'a Act, window: &Window, over: &Over<'a>) -> Vec<u32> {
        let values: Vec<&'a Expr> = match (&act.each_of, &act.every_of) {
            (Some(each), _) => {
                let asked = self.forbidden_each(each, over).unwrap_or_default();
                asked.into_iter().filter(|(_, is)| *is == Truth::Yes).map(|(value, _)| value).collect()
            }
            (None, Some(list)) => list.iter().collect(),
            (None, None) => Vec::new(),
        };
        let missing = values.into_iter().map(|value| match self.must_one(act, Some(value), window, over) {
            Fate::Failed(_) | Fate::FailedSometime(_) => {
                let seen = self.scan(act, Some(value), window, over);
                let lost = self.lost(act, Some(value), window, over);
                let came = seen.hits.len() + seen.doubtful.len() + lost.len();
                act.count.min.saturating_sub(came as u32)
            }
            _ => 0,
        });
        missing.collect()
    }
}
