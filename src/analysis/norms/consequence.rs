//! Or else what: a chain of stages.

use super::{At, Frame, time};
use crate::analysis::checker::Checker;
use crate::analysis::model::{
    Act, Branch, Conduct, Consequence, Expr, ExprKind, Literal, Penalty, Per, Stage,
};
use crate::analysis::{
    Construct, Hint, Nonsense, Part, StructureProblem, TimeProblem, TypeProblem, TypeWord, ValueFault,
};
use crate::event::Type;
use crate::money::Amount;
use crate::source::{Span, Spanned};
use crate::syntax::ast;
use rust_decimal::Decimal;

/// What one consequence turned out to be.
enum Outcome {
    Penalty(Consequence),
    Reparation(Box<Act>, Vec<Branch>),
    /// A fine whose amount is an open parameter: nothing is proposed while it is, and nothing is decided either.
    Open,
}

impl<'a> Checker<'a> {
    /// The chain of `else`, or reports.
    pub(super) fn stages(
        &mut self,
        elses: &[At<'a, Vec<Spanned<ast::Consequence>>>],
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Vec<Stage>> {
        let mut stages: Vec<Stage> = Vec::new();
        let mut sound = true;
        for clause in elses {
            if let Some(end) = stages.last().filter(|stage| sound && stage.reparation.is_none()) {
                let (span, other, why) = (clause.span, Some(end.span), Nonsense::ElseAfterEnd);
                self.report(StructureProblem::Senseless { span, other, why });
                sound = false;
            }
            let mut stage = Stage { reparation: None, consequences: Vec::new(), span: clause.span };
            for consequence in clause.node {
                match self.consequence(consequence, frame, conduct) {
                    None => sound = false,
                    Some(Outcome::Open) => {}
                    Some(Outcome::Penalty(penalty)) => stage.consequences.push(penalty),
                    Some(Outcome::Reparation(..)) if stage.reparation.is_some() => {
                        self.not_yet(consequence.span, Construct::ReparationInList);
                        sound = false;
                    }
                    Some(Outcome::Reparation(act, time)) => stage.reparation = Some((*act, time)),
                }
            }
            stages.push(stage);
        }
        sound.then_some(stages)
    }

    /// One consequence outside a norm; inside, `None` is one whose amount is still open.
    pub(super) fn one_consequence(
        &mut self,
        consequence: &'a Spanned<ast::Consequence>,
        frame: &Frame,
    ) -> Option<Option<Consequence>> {
        Some(match self.consequence(consequence, frame, None)? {
            Outcome::Penalty(penalty) => Some(penalty),
            Outcome::Open | Outcome::Reparation(..) => None,
        })
    }

    fn consequence(
        &mut self,
        consequence: &'a Spanned<ast::Consequence>,
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Outcome> {
        let span = consequence.span;
        let construct = match &consequence.node {
            ast::Consequence::Reparation(acts, clause) => {
                let act = self.acts(acts, frame, None, false);
                let Some(clause) = clause else {
                    self.report(TimeProblem::EndlessReparation { span });
                    return None;
                };
                let time = self.time_clause(clause, frame, time::Place::Reparation);
                return Some(Outcome::Reparation(Box::new(act?), time?));
            }
            ast::Consequence::Fine(amount, per) => {
                let amount = self.amount(amount, frame);
                let per = self.per(per, span, conduct)?;
                return Some(match amount? {
                    Some(amount) => {
                        Outcome::Penalty(Consequence { penalty: Penalty::Fine(amount), per, span })
                    }
                    None => Outcome::Open,
                });
            }
            ast::Consequence::Demerit(points, per) => {
                let per = self.per(per, span, conduct);
                if *points <= Decimal::ZERO {
                    return self.refuse(span, ValueFault::NotPositive);
                }
                let penalty = Penalty::Demerit(*points);
                return Some(Outcome::Penalty(Consequence { penalty, per: per?, span }));
            }
            ast::Consequence::Warn => {
                let (penalty, per) = (Penalty::Warn, Per::Occurrence);
                return Some(Outcome::Penalty(Consequence { penalty, per, span }));
            }
            ast::Consequence::Deduct(..) => Construct::Deduct,
            ast::Consequence::Suspend => Construct::Suspend,
            ast::Consequence::Dismiss => Construct::Dismiss,
            ast::Consequence::Notify(_) => Construct::Notify,
            ast::Consequence::Sanction(_) => Construct::Sanction,
            ast::Consequence::Escalate(..) => Construct::Escalate,
        };
        self.not_yet(span, construct);
        None
    }

    /// A fixed amount in the policy's currency, or reports. Inside, `None` is one that is still open.
    fn amount(&mut self, amount: &ast::Expr, frame: &Frame) -> Option<Option<Amount>> {
        if let ast::ExprKind::Range(..) = amount.node {
            self.not_yet(amount.span, Construct::FineRange);
            return None;
        }
        let value = self.value(amount, &frame.scope)?;
        if !matches!(value.ty, Type::Money(_)) {
            return self.no_amount(&value);
        }
        if let ExprKind::OpenParam(_) = value.kind {
            return Some(None);
        }
        let ExprKind::Literal(Literal::Money(number, currency)) = value.kind else {
            self.not_yet(amount.span, Construct::ComputedFine);
            return None;
        };
        if let Some(wanted) = self.header.currency
            && wanted.node != currency
        {
            let (found, wanted) = ((amount.span, currency), (wanted.span, wanted.node));
            self.report(TypeProblem::Currencies { found, wanted });
            return None;
        }
        if number <= Decimal::ZERO {
            return self.refuse(amount.span, ValueFault::NotPositive);
        }
        Some(Some(Amount::new(number, currency)))
    }

    fn no_amount<T>(&mut self, value: &Expr) -> Option<T> {
        let hint = match &value.kind {
            ExprKind::Literal(Literal::Number(number)) => {
                let currency = self.header.currency.map_or("CNY".to_string(), |c| c.node.to_string());
                Some(Hint::WriteMoney(format!("{} {currency}", number.normalize())))
            }
            _ => None,
        };
        let found = self.operand(value);
        let wanted = vec![TypeWord::Plain(Type::Money(self.header.currency.map(|c| c.node)))];
        self.report(TypeProblem::Expected { wanted, found, hint });
        None
    }

    fn per(&mut self, per: &[Spanned<ast::Per>], span: Span, conduct: Option<&Conduct>) -> Option<Per> {
        if let [first, second, ..] = per {
            let (first, second) = (first.span, second.span);
            self.report(StructureProblem::Repeated { part: Part::Per, first, second });
            return None;
        }
        let Some(unit) = per.first() else { return Some(Per::Occurrence) };
        match &unit.node {
            ast::Per::Occurrence => Some(Per::Occurrence),
            ast::Per::Field => {
                let checks_fields = match conduct {
                    Some(Conduct::Check(checks)) => checks.iter().any(|check| check.field.is_some()),
                    Some(Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Never) => false,
                    Some(Conduct::Every(..) | Conduct::Hold(_)) => false,
                    None => true,
                };
                if !checks_fields {
                    let why = Nonsense::PerFieldWithoutFields;
                    self.report(StructureProblem::Senseless { span, other: None, why });
                    return None;
                }
                Some(Per::Field)
            }
            ast::Per::Missing | ast::Per::Slot | ast::Per::StartedHourLate => self.per_not_yet(unit.span),
            ast::Per::Bearer | ast::Per::Period(_) | ast::Per::Entity(_) => self.per_not_yet(unit.span),
        }
    }

    fn per_not_yet(&mut self, span: Span) -> Option<Per> {
        self.not_yet(span, Construct::PerUnit);
        None
    }
}
