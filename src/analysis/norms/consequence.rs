//! Or else what: a chain of stages.

use super::{At, Frame, time};
use crate::analysis::checker::Checker;
use crate::analysis::length::LengthOrOpen;
use crate::analysis::model::{
    Conduct, Consequence, EachValues, Escalation, EscalationStep, Expr, ExprKind, Literal, Penalty, Per,
    Reparation, SameKey, Stage, Stretch, Var,
};
use crate::analysis::scope::{Scope, What};
use crate::analysis::{
    AmountFault, AmountProblem, Hint, Nonsense, Part, StructureProblem, TimeProblem, TypeProblem, TypeWord,
    ValueFault,
};
use crate::event::{EntityId, Type};
use crate::money::Amount;
use crate::source::{Span, Spanned};
use crate::syntax::ast;
use rust_decimal::Decimal;

/// What one consequence turned out to be.
enum Outcome {
    Penalty(Consequence),
    Reparation(Reparation),
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
            if let Some(end) = stages.last().filter(|stage| sound && stage.reparations.is_empty()) {
                let (span, other, why) = (clause.span, Some(end.span), Nonsense::ElseAfterEnd);
                self.report(StructureProblem::Senseless { span, other, why });
                sound = false;
            }
            let mut stage = Stage { reparations: Vec::new(), consequences: Vec::new(), span: clause.span };
            for consequence in clause.node {
                match self.consequence(consequence, frame, conduct) {
                    None => sound = false,
                    Some(Outcome::Open) => {}
                    Some(Outcome::Penalty(penalty)) => stage.consequences.push(penalty),
                    Some(Outcome::Reparation(reparation)) => stage.reparations.push(reparation),
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
        self.measuring.unpaid = true;
        let outcome = self.consequence(consequence, frame, None);
        self.measuring.unpaid = false;
        Some(match outcome? {
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
        if let ast::Consequence::Reparation(acts, clause) = &consequence.node {
            let acts = self.acts(acts, frame, None, false, time::Place::Reparation);
            let Some(clause) = clause else {
                self.report(TimeProblem::EndlessReparation { span });
                return None;
            };
            let time = self.time_clause(clause, frame, time::Place::Reparation);
            return Some(Outcome::Reparation(Reparation { acts: acts?, time: time? }));
        }
        Some(match self.penalty(consequence, frame, conduct)? {
            Some(penalty) => Outcome::Penalty(penalty),
            None => Outcome::Open,
        })
    }

    /// A consequence that is not a reparation, or reports. Inside, `None` is one whose amount is still open.
    pub(super) fn penalty(
        &mut self,
        consequence: &'a Spanned<ast::Consequence>,
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Option<Consequence>> {
        let span = consequence.span;
        let once = |penalty| Some(Some(Consequence { penalty, per: Per::Occurrence, span }));
        let (penalty, per) = match &consequence.node {
            ast::Consequence::Reparation(..) => return self.amount_fault(span, AmountFault::StepKind),
            ast::Consequence::Fine(amount, per) => {
                let amount = self.amount(amount, frame);
                (amount, self.per(per, span, frame, conduct))
            }
            ast::Consequence::Deduct(amount, per) => {
                let amount = self.worth(amount, &frame.scope).map(|a| closed(a).map(Penalty::Deduct));
                (amount, self.per(per, span, frame, conduct))
            }
            ast::Consequence::Demerit(points, per) => {
                let per = self.per(per, span, frame, conduct);
                if *points <= Decimal::ZERO {
                    return self.refuse(span, ValueFault::NotPositive);
                }
                (Some(Some(Penalty::Demerit(*points))), per)
            }
            ast::Consequence::Warn => return once(Penalty::Warn),
            ast::Consequence::Suspend => return once(Penalty::Suspend),
            ast::Consequence::Dismiss => return once(Penalty::Dismiss),
            ast::Consequence::Notify(whom) => {
                let whom = self.bearer(whom, frame)?;
                return once(Penalty::Notify(whom));
            }
            ast::Consequence::Sanction(text) => return once(Penalty::Sanction(text.node.clone())),
            ast::Consequence::Escalate(per, rolling, steps) => {
                let counted = (per.as_slice(), rolling.as_ref());
                let table = self.escalation(counted, steps, span, frame, conduct)?;
                return once(Penalty::Escalate(table));
            }
        };
        let per = per?;
        Some(penalty?.map(|penalty| Consequence { penalty, per, span }))
    }

    /// What a fine comes to, or reports. Inside, `None` is an amount that is still open.
    fn amount(&mut self, amount: &ast::Expr, frame: &Frame) -> Option<Option<Penalty>> {
        if let ast::ExprKind::Range(low, high) = &amount.node {
            let high = self.worth(high, &frame.scope);
            let low = self.low_end(low, high.as_ref(), &frame.scope);
            let (Some(low), Some(high)) = (closed(low?), closed(high?)) else { return Some(None) };
            return match (stated(&low), stated(&high)) {
                (Some(low), Some(high))
                    if low.currency == high.currency
                        && low.value < high.value
                        && !low.value.is_sign_negative() =>
                {
                    Some(Some(Penalty::FineRange(low, high)))
                }
                _ => self.amount_fault(amount.span, AmountFault::RangeEnds),
            };
        }
        let value = self.worth(amount, &frame.scope)?;
        Some(closed(value).map(|value| match stated(&value) {
            Some(amount) => Penalty::Fine(amount),
            None => Penalty::FineOf(value),
        }))
    }

    /// The lower end of a range; a bare number is in the currency of the upper end.
    fn low_end(&mut self, low: &ast::Expr, high: Option<&Expr>, scope: &Scope) -> Option<Expr> {
        if let (ast::ExprKind::Number(number), Some(high)) = (&low.node, high.and_then(stated)) {
            let kind = ExprKind::Literal(Literal::Money(*number, high.currency));
            return Some(Expr { kind, ty: Type::Money(Some(high.currency)), span: low.span });
        }
        self.worth(low, scope)
    }

    /// An expression that is money in the policy's currency, or reports.
    pub(super) fn worth(&mut self, amount: &ast::Expr, scope: &Scope) -> Option<Expr> {
        self.measuring.pay();
        let value = self.value(amount, scope);
        self.measuring.paid();
        let value = value?;
        let Type::Money(currency) = value.ty else {
            return self.no_amount(&value);
        };
        if let (Some(wanted), Some(currency)) = (self.header.currency, currency)
            && wanted.node != currency
        {
            let (found, wanted) = ((amount.span, currency), (wanted.span, wanted.node));
            self.report(TypeProblem::Currencies { found, wanted });
            return None;
        }
        if stated(&value).is_some_and(|amount| amount.value <= Decimal::ZERO) {
            return self.refuse(amount.span, ValueFault::NotPositive);
        }
        Some(value)
    }

    /// Reports what does not fit.
    pub(in crate::analysis) fn amount_fault<T>(&mut self, span: Span, fault: AmountFault) -> Option<T> {
        self.report(AmountProblem { span, other: None, fault });
        None
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

    fn per(
        &mut self,
        per: &[Spanned<ast::Per>],
        span: Span,
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Per> {
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
            ast::Per::Missing => match conduct {
                Some(Conduct::MustNot(_) | Conduct::Never | Conduct::Hold(_)) => {
                    self.amount_fault(unit.span, AmountFault::NothingMissing)
                }
                Some(Conduct::Must(_) | Conduct::Check(_) | Conduct::Every(..)) | None => Some(Per::Missing),
            },
            ast::Per::Slot if frame.slots => Some(Per::Slot),
            ast::Per::Slot => self.amount_fault(unit.span, AmountFault::NoSlots),
            ast::Per::StartedHourLate => match conduct {
                Some(
                    Conduct::MustNot(_)
                    | Conduct::Never
                    | Conduct::Check(_)
                    | Conduct::Every(..)
                    | Conduct::Hold(_),
                ) => self.amount_fault(unit.span, AmountFault::NothingLate),
                Some(Conduct::Must(_)) | None => Some(Per::StartedHourLate),
            },
            ast::Per::Entity(name) => {
                let entity = self.entity(name)?;
                if !self.about_each(entity, frame, conduct) {
                    return self.amount_fault(unit.span, AmountFault::NotAboutEach(name.node.clone()));
                }
                Some(Per::Entity(entity))
            }
            ast::Per::Period(unit) => Some(Per::Period(super::occasion::calendar_unit(*unit))),
            ast::Per::Bearer => self.amount_fault(unit.span, AmountFault::PerBearer),
        }
    }

    /// Whether a norm is about each member of an entity: as the member of a period, or as addressees.
    fn about_each(&self, entity: EntityId, frame: &Frame, conduct: Option<&Conduct>) -> bool {
        let is = |ty: &Type| *ty == Type::Ref(entity);
        let member = frame.scope.vars.iter().any(|v| match &v.what {
            What::Value(ty) => v.var == Var::Member && is(ty),
            What::Event(_) | What::Row(_) | What::Span | What::Unknown => false,
        });
        let addressees = match conduct {
            Some(Conduct::Must(acts)) => acts.each().any(|act| {
                let fields = &self.schema.kind(act.kind).fields;
                let keyed = |same: &SameKey| {
                    same.value.kind == ExprKind::Var(Var::Each)
                        && fields.get(same.field).is_some_and(|f| is(&f.ty))
                };
                let each_of = act.each_of.as_ref().map(|each| &each.values);
                let members = matches!(each_of, Some(EachValues::Members(of, _)) if *of == entity);
                act.every_of.is_some() && act.same.iter().any(keyed) || members
            }),
            Some(Conduct::MustNot(_) | Conduct::Never | Conduct::Check(_)) => false,
            Some(Conduct::Every(..) | Conduct::Hold(_)) => false,
            None => true,
        };
        member || addressees
    }

    /// A table by how often it has happened, or reports.
    fn escalation(
        &mut self,
        (pers, rolling): (&[Spanned<ast::Per>], Option<&ast::Length>),
        steps: &'a [ast::Step],
        span: Span,
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Escalation> {
        let mut table = Escalation { by_bearer: false, within: None, steps: Vec::new() };
        let mut sound = true;
        for per in pers {
            match &per.node {
                ast::Per::Bearer if !table.by_bearer => table.by_bearer = true,
                ast::Per::Period(unit) if table.within.is_none() => {
                    self.need_zone(per.span);
                    table.within = Some(Stretch::Calendar(super::occasion::calendar_unit(*unit)));
                }
                _ => {
                    self.amount_fault::<()>(per.span, AmountFault::EscalationPer);
                    sound = false;
                }
            }
        }
        if let Some(length) = rolling {
            self.need_zone(span);
            match self.length(length)? {
                _ if table.within.is_some() => {
                    self.amount_fault::<()>(span, AmountFault::EscalationPer);
                    sound = false;
                }
                LengthOrOpen::Length(length) => table.within = Some(Stretch::Rolling(length)),
                // While the parameter is open the norm decides nothing.
                LengthOrOpen::Open(_) => {}
            }
        }
        if steps.is_empty() {
            return self.amount_fault(span, AmountFault::NoSteps);
        }
        let mut next = None;
        for step in steps {
            let at = step.consequence.span;
            let order = step.from == 0 || step.to.is_some_and(|to| to < step.from);
            let fault = match next {
                _ if order => Some(AmountFault::StepOrder),
                Some(None) => Some(AmountFault::StepOrder),
                Some(Some(next)) if step.from < next => Some(AmountFault::StepOrder),
                Some(Some(next)) if step.from > next => Some(AmountFault::StepGap(next)),
                Some(Some(_)) | None => None,
            };
            if let Some(fault) = fault {
                self.amount_fault::<()>(at, fault);
                sound = false;
            }
            next = Some(step.to.map(|to| to.saturating_add(1)));
            if let ast::Consequence::Reparation(..) | ast::Consequence::Escalate(..) = &step.consequence.node
            {
                self.amount_fault::<()>(at, AmountFault::StepKind);
                sound = false;
                continue;
            }
            match self.penalty(&step.consequence, frame, conduct) {
                Some(Some(consequence)) => {
                    table.steps.push(EscalationStep { from: step.from, to: step.to, consequence });
                }
                Some(None) => {}
                None => sound = false,
            }
        }
        sound.then_some(table)
    }
}

/// An amount, unless it is an open parameter.
fn closed(value: Expr) -> Option<Expr> {
    Some(value).filter(|value| !matches!(value.kind, ExprKind::OpenParam(_)))
}

/// The amount that an expression states as it is.
fn stated(value: &Expr) -> Option<Amount> {
    match value.kind {
        ExprKind::Literal(Literal::Money(number, currency)) => Some(Amount::new(number, currency)),
        _ => None,
    }
}
