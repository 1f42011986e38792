//! Who else is liable, the most that is proposed, and what is earned.

use super::slots::Slots;
use super::{At, Frame};
use crate::analysis::checker::Checker;
use crate::analysis::model::{
    Cap, CapPer, Conduct, Expr, ExprKind, Liable, Norm, Penalty, Reward, RewardTo, Terms, Var,
};
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{AmountFault, AmountProblem};
use crate::event::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, PolicyEntry};

impl<'a> Checker<'a> {
    /// What a norm says of amounts besides its `else`, or reports.
    pub(super) fn terms(
        &mut self,
        slots: &Slots<'a>,
        (name, kind): (Span, ast::NormKind),
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Terms> {
        let liable: Vec<_> = slots.liable.iter().map(|l| self.liable(l, slots, frame, conduct)).collect();
        let caps: Vec<_> = slots
            .caps
            .iter()
            .map(|cap| {
                let who = frame.scope.bearer.as_ref().map(|bearer| bearer.ty.clone());
                self.cap(cap.node, cap.span, &frame.scope, who)
            })
            .collect();
        let earned = slots.then.as_ref().map(|then| self.earned(then, frame));
        let mut sound = true;
        if kind == ast::NormKind::Reward {
            let penalties = slots.elses.iter().map(|e| e.span).chain(slots.liable.iter().map(|l| l.span));
            for span in penalties.collect::<Vec<_>>() {
                self.amount_fault::<()>(span, AmountFault::PenaltyInReward);
                sound = false;
            }
            if slots.then.is_none() {
                self.amount_fault::<()>(name, AmountFault::NoReward);
                sound = false;
            }
        } else if let Some(then) = &slots.then {
            self.amount_fault::<()>(then.span, AmountFault::RewardElsewhere);
            sound = false;
        }
        let terms = Terms {
            liable: liable.into_iter().collect::<Option<_>>()?,
            caps: caps.into_iter().collect::<Option<_>>()?,
            reward: earned.map_or(Some(None), |earned| earned.map(Some))?,
        };
        sound.then_some(terms)
    }

    fn liable(
        &mut self,
        liable: &At<'a, ast::Liable>,
        slots: &Slots<'a>,
        frame: &Frame,
        conduct: Option<&Conduct>,
    ) -> Option<Liable> {
        let ast::Liable { who, instead, consequences } = liable.node;
        let who = self.bearer(who, frame);
        let penal = |c: &&Spanned<ast::Consequence>| !matches!(c.node, ast::Consequence::Reparation(..));
        if let Some(owed) = slots.elses.iter().flat_map(|e| e.node).find(penal).filter(|_| *instead) {
            let (span, other) = (owed.span, Some(liable.span));
            self.report(AmountProblem { span, other, fault: AmountFault::InsteadOfElse });
        }
        let mut checked = Vec::new();
        let mut sound = true;
        for consequence in consequences {
            if let ast::Consequence::Reparation(..) = consequence.node {
                self.amount_fault::<()>(consequence.span, AmountFault::LiableReparation);
                sound = false;
                continue;
            }
            match self.penalty(consequence, frame, conduct) {
                Some(penalty) => checked.extend(penalty),
                None => sound = false,
            }
        }
        let who = who?;
        sound.then_some(Liable { who, instead: *instead, consequences: checked, span: liable.span })
    }

    /// A cap; its `bearer` is whoever pays.
    fn cap(&mut self, cap: &'a ast::Cap, span: Span, scope: &Scope, who: Option<Type>) -> Option<Cap> {
        let payer = who.map(|ty| Expr { kind: ExprKind::Var(Var::Beneficiary), ty, span });
        let scope = Scope { bearer: payer, ..scope.clone() };
        self.measuring.unpaid = true;
        let amount = self.worth(&cap.amount, &scope);
        self.measuring.unpaid = false;
        let mut per = CapPer::default();
        let mut sound = true;
        for unit in &cap.per {
            match &unit.node {
                ast::Per::Occurrence if !per.occurrence => per.occurrence = true,
                ast::Per::Bearer if !per.bearer => per.bearer = true,
                ast::Per::Period(unit_of) if per.period.is_none() => {
                    self.need_zone(unit.span);
                    per.period = Some(super::occasion::calendar_unit(*unit_of));
                }
                _ => {
                    self.amount_fault::<()>(unit.span, AmountFault::CapPer);
                    sound = false;
                }
            }
        }
        if cap.per.is_empty() {
            return self.amount_fault(span, AmountFault::CapForWhat);
        }
        let amount = amount?;
        sound.then_some(Cap { amount, per, span })
    }

    fn earned(&mut self, then: &At<'a, ast::Reward>, frame: &Frame) -> Option<Reward> {
        let amount = self.worth(&then.node.amount, &frame.scope);
        let to = match &then.node.to {
            None => Some(RewardTo::Bearer),
            Some(ast::RewardTo::One(who)) => self.bearer(who, frame).map(RewardTo::One),
            Some(ast::RewardTo::Each(member)) => self.beneficiaries(member, frame),
        };
        let at_most = then.node.at_most.map(|(n, unit)| {
            self.need_zone(then.span);
            (n, super::occasion::calendar_unit(unit))
        });
        Some(Reward { amount: amount?, to: to?, at_most, span: then.span })
    }

    fn beneficiaries(&mut self, member: &'a ast::Member, frame: &Frame) -> Option<RewardTo> {
        let entity = self.entity(&member.entity)?;
        let variable = Variable::new(
            &member.name.node,
            member.name.span,
            Var::Beneficiary,
            What::Value(Type::Ref(entity)),
            true,
        );
        let scope = frame.scope.with(variable);
        let inner = Scope { bare: Some((Var::Beneficiary, Owner::Entity(entity))), ..scope };
        let filter = member.filter.as_ref().map(|filter| self.condition(filter, &inner));
        self.need_zone(member.name.span);
        match filter {
            Some(None) => None,
            filter => Some(RewardTo::Each(entity, filter.flatten())),
        }
    }

    /// The caps of the header. Whose pay they mean depends on whom the norms bind.
    pub(in crate::analysis) fn check_policy_caps(&mut self, norms: &[Norm]) {
        let Some((policy, _)) = self.names.header else { return };
        let mut bearers: Vec<Type> = Vec::new();
        for ty in norms.iter().filter_map(|norm| norm.bearer.as_ref()).map(|bearer| bearer.ty.clone()) {
            if !bearers.contains(&ty) {
                bearers.push(ty);
            }
        }
        let who = match bearers.as_slice() {
            [one] => Some(one.clone()),
            [] | [_, _, ..] => None,
        };
        for entry in &policy.entries {
            let PolicyEntry::Cap(cap) = &entry.node else { continue };
            if who.is_none() && !bearers.is_empty() && names_bearer(&cap.amount) {
                self.amount_fault::<()>(entry.span, AmountFault::BearersDiffer);
                continue;
            }
            let checked = self.cap(cap, entry.span, &Scope::default(), who.clone());
            self.header.accounts.caps.extend(checked);
        }
        self.settle();
    }
}

/// Whether an expression names the bearer.
fn names_bearer(expr: &ast::Expr) -> bool {
    match &expr.node {
        ast::ExprKind::Name(name) => name == "bearer",
        ast::ExprKind::Field(of, _) | ast::ExprKind::Negate(of) | ast::ExprKind::Group(of) => {
            names_bearer(of)
        }
        ast::ExprKind::PayFor(_, of) | ast::ExprKind::ShareOf(_, of) => names_bearer(of),
        ast::ExprKind::Binary(left, _, right) => names_bearer(left) || names_bearer(right),
        _ => false,
    }
}

/// Every expression that amounts, liability, caps and rewards read.
pub(in crate::analysis) fn expressions<'n>(norm: &'n Norm, see: &mut dyn FnMut(&'n Expr)) {
    let mut penalties: Vec<&Penalty> = Vec::new();
    for stage in &norm.stages {
        penalties.extend(stage.consequences.iter().map(|c| &c.penalty));
    }
    for liable in &norm.terms.liable {
        see(&liable.who);
        penalties.extend(liable.consequences.iter().map(|c| &c.penalty));
    }
    while let Some(penalty) = penalties.pop() {
        match penalty {
            Penalty::FineOf(expr) | Penalty::Deduct(expr) | Penalty::Notify(expr) => see(expr),
            Penalty::Escalate(table) => {
                penalties.extend(table.steps.iter().map(|step| &step.consequence.penalty));
            }
            Penalty::Fine(_) | Penalty::FineRange(..) | Penalty::Demerit(_) | Penalty::Warn => {}
            Penalty::Suspend | Penalty::Dismiss | Penalty::Sanction(_) => {}
        }
    }
    norm.terms.caps.iter().for_each(|cap| see(&cap.amount));
    if let Some(reward) = &norm.terms.reward {
        see(&reward.amount);
        match &reward.to {
            RewardTo::Bearer => {}
            RewardTo::One(who) => see(who),
            RewardTo::Each(_, filter) => filter.iter().for_each(see),
        }
    }
}
