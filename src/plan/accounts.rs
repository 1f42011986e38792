//! What the ledger needs of the plan: consequences, liability, caps and rewards with their amounts lowered.

use super::Expr;
use super::lower::Lowering;
use crate::analysis::model::{
    self, ArithOp, CapPer, ExprKind, Per, Reward as ModelReward, RewardTo as ModelRewardTo, Stretch,
};
use crate::event::EntityId;
use crate::money::Amount;
use crate::source::Span;
use crate::time::Unit;
use rust_decimal::Decimal;

/// Everything about amounts.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// One for each norm of the plan.
    pub norms: Vec<NormAccounts>,
    /// Caps of the whole policy.
    pub caps: Vec<Cap>,
}

/// What a norm proposes.
#[derive(Clone, Debug)]
pub struct NormAccounts {
    /// The consequences of each stage of `else`.
    pub stages: Vec<Vec<Charge>>,
    /// Who else is liable.
    pub liable: Vec<Liable>,
    /// The most that is proposed.
    pub caps: Vec<Cap>,
    /// What is earned.
    pub reward: Option<Reward>,
}

/// One consequence.
#[derive(Clone, Debug)]
pub struct Charge {
    /// What.
    pub sanction: Sanction,
    /// Counted by what.
    pub per: Per,
    /// Where it stands.
    pub span: Span,
}

impl NormAccounts {
    /// Whether something counts by how late the act is.
    pub fn grows(&self) -> bool {
        let liable = self.liable.iter().flat_map(|liable| &liable.charges);
        self.stages.iter().flatten().chain(liable).any(Charge::grows)
    }
}

impl Charge {
    fn grows(&self) -> bool {
        let steps = match &self.sanction {
            Sanction::Escalate { steps, .. } => steps.as_slice(),
            _ => &[],
        };
        self.per == Per::StartedHourLate || steps.iter().any(|(_, _, charge)| charge.grows())
    }
}

/// What is proposed.
#[derive(Clone, Debug)]
pub enum Sanction {
    /// A fine.
    Fine(Sum),
    /// A deduction from pay.
    Deduct(Sum),
    /// Demerit points.
    Demerit(Decimal),
    /// A warning.
    Warn,
    /// A suspension.
    Suspend,
    /// A dismissal.
    Dismiss,
    /// Somebody is told.
    Notify(Expr),
    /// A sanction by name.
    Named(String),
    /// By how often it has happened.
    Escalate {
        /// Counted for each bearer by itself.
        by_bearer: bool,
        /// Counted in this stretch of time.
        within: Option<Stretch>,
        /// From and up to which time, and what then.
        steps: Vec<(u32, Option<u32>, Charge)>,
    },
}

/// How much.
#[derive(Clone, Debug)]
pub enum Sum {
    /// To be worked out.
    Of(Formula),
    /// Between two amounts.
    Range(Amount, Amount),
}

/// An amount to be worked out, step by step.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A value that is read or stated.
    Leaf(Expr, Span),
    /// Two values joined.
    Arith(Box<Formula>, ArithOp, Box<Formula>),
}

/// Who else is liable.
#[derive(Clone, Debug)]
pub struct Liable {
    /// Who.
    pub who: Expr,
    /// Instead of the bearer.
    pub instead: bool,
    /// For what.
    pub charges: Vec<Charge>,
    /// Where it stands.
    pub span: Span,
}

/// The most that is proposed.
#[derive(Clone, Debug)]
pub struct Cap {
    /// How much.
    pub amount: Formula,
    /// For what it holds.
    pub per: CapPer,
    /// Where it stands.
    pub span: Span,
}

/// What is earned.
#[derive(Clone, Debug)]
pub struct Reward {
    /// How much for each.
    pub amount: Formula,
    /// To whom.
    pub to: RewardTo,
    /// How often at most, in which period.
    pub at_most: Option<(u32, Unit)>,
    /// Where it stands.
    pub span: Span,
}

/// Who benefits.
#[derive(Clone, Debug)]
pub enum RewardTo {
    /// The bearer.
    Bearer,
    /// One person.
    One(Expr),
    /// Each member of an entity that passes.
    Each(EntityId, Option<Expr>),
}

impl Lowering<'_> {
    /// The accounts of a norm.
    pub(super) fn norm_accounts(&mut self, norm: &model::Norm) -> NormAccounts {
        let liable = norm.terms.liable.iter().map(|liable| Liable {
            who: self.expr(&liable.who),
            instead: liable.instead,
            charges: self.charges(&liable.consequences),
            span: liable.span,
        });
        let liable = liable.collect();
        NormAccounts {
            stages: norm.stages.iter().map(|stage| self.charges(&stage.consequences)).collect(),
            liable,
            caps: self.caps(&norm.terms.caps),
            reward: norm.terms.reward.as_ref().map(|reward| self.reward(reward)),
        }
    }

    fn charges(&mut self, consequences: &[model::Consequence]) -> Vec<Charge> {
        consequences.iter().map(|consequence| self.charge(consequence)).collect()
    }

    fn charge(&mut self, consequence: &model::Consequence) -> Charge {
        use model::Penalty;
        let span = consequence.span;
        let sanction = match &consequence.penalty {
            Penalty::Fine(amount) => {
                let value = crate::event::Value::Money(amount.value, amount.currency);
                Sanction::Fine(Sum::Of(Formula::Leaf(Expr::Const(value), span)))
            }
            Penalty::FineRange(low, high) => Sanction::Fine(Sum::Range(*low, *high)),
            Penalty::FineOf(amount) => Sanction::Fine(Sum::Of(self.formula(amount))),
            Penalty::Deduct(amount) => Sanction::Deduct(Sum::Of(self.formula(amount))),
            Penalty::Demerit(points) => Sanction::Demerit(*points),
            Penalty::Warn => Sanction::Warn,
            Penalty::Suspend => Sanction::Suspend,
            Penalty::Dismiss => Sanction::Dismiss,
            Penalty::Notify(whom) => Sanction::Notify(self.expr(whom)),
            Penalty::Sanction(name) => Sanction::Named(name.clone()),
            Penalty::Escalate(table) => Sanction::Escalate {
                by_bearer: table.by_bearer,
                within: table.within,
                steps: table
                    .steps
                    .iter()
                    .map(|step| (step.from, step.to, self.charge(&step.consequence)))
                    .collect(),
            },
        };
        Charge { sanction, per: consequence.per, span }
    }

    /// Caps, lowered.
    pub(super) fn caps(&mut self, caps: &[model::Cap]) -> Vec<Cap> {
        let lower =
            |cap: &model::Cap| Cap { amount: self.formula(&cap.amount), per: cap.per, span: cap.span };
        caps.iter().map(lower).collect()
    }

    fn reward(&mut self, reward: &ModelReward) -> Reward {
        Reward {
            amount: self.formula(&reward.amount),
            to: match &reward.to {
                ModelRewardTo::Bearer => RewardTo::Bearer,
                ModelRewardTo::One(who) => RewardTo::One(self.expr(who)),
                ModelRewardTo::Each(entity, filter) => {
                    RewardTo::Each(*entity, filter.as_ref().map(|filter| self.expr(filter)))
                }
            },
            at_most: reward.at_most,
            span: reward.span,
        }
    }

    fn formula(&mut self, expr: &model::Expr) -> Formula {
        match &expr.kind {
            ExprKind::Arith(left, op, right) => {
                Formula::Arith(Box::new(self.formula(left)), *op, Box::new(self.formula(right)))
            }
            ExprKind::Measure(measure) => self.formula(&measure.value),
            _ => Formula::Leaf(self.expr(expr), expr.span),
        }
    }
}
