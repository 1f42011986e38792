//! Consequences, liability, caps and rewards of the plan as text.

use super::accounts::{Cap, Charge, Formula, Liable, Reward, RewardTo, Sanction, Sum};
use super::show::{Show, arith, unit};
use crate::analysis::model::{Per, Stretch};
use crate::locale::Lang;

impl Show<'_> {
    pub(super) fn charge(&self, charge: &Charge) -> String {
        let what = match &charge.sanction {
            Sanction::Fine(sum) => format!("fine {}", self.sum(sum)),
            Sanction::Deduct(sum) => format!("deduct {}", self.sum(sum)),
            Sanction::Demerit(points) => format!("demerit {points} points"),
            Sanction::Warn => "warn".to_string(),
            Sanction::Suspend => "suspend".to_string(),
            Sanction::Dismiss => "dismiss".to_string(),
            Sanction::Notify(whom) => format!("notify {}", self.expr(whom)),
            Sanction::Named(name) => format!("sanction {name:?}"),
            Sanction::Escalate { by_bearer, within, steps } => {
                let bearer = if *by_bearer { " per bearer" } else { "" };
                let within = within.as_ref().map(stretch).unwrap_or_default();
                let steps: Vec<String> = steps
                    .iter()
                    .map(|(from, to, charge)| {
                        let to = match to {
                            Some(to) if to == from => String::new(),
                            Some(to) => format!("..{to}"),
                            None => "..".to_string(),
                        };
                        format!("{from}{to}: {}", self.charge(charge))
                    })
                    .collect();
                format!("escalate{bearer}{within} [{}]", steps.join("; "))
            }
        };
        match charge.per {
            Per::Occurrence => what,
            Per::Field => format!("{what} per field"),
            Per::Missing => format!("{what} per missing act"),
            Per::Slot => format!("{what} per slot"),
            Per::StartedHourLate => format!("{what} per started hour late"),
            Per::Entity(entity) => format!("{what} per {}", self.entity(entity)),
            Per::Period(of) => format!("{what} once per {}", unit(of)),
        }
    }

    pub(super) fn liable(&self, liable: &Liable) -> String {
        let instead = if liable.instead { " instead" } else { "" };
        let charges: Vec<String> = liable.charges.iter().map(|charge| self.charge(charge)).collect();
        format!("{}{instead}: {}", self.expr(&liable.who), charges.join(", "))
    }

    pub(super) fn cap(&self, cap: &Cap) -> String {
        let mut text = self.formula(&cap.amount);
        for (holds, word) in [(cap.per.occurrence, "occurrence"), (cap.per.bearer, "bearer")] {
            if holds {
                text.push_str(" per ");
                text.push_str(word);
            }
        }
        match cap.per.period {
            Some(of) => format!("{text} per {}", unit(of)),
            None => text,
        }
    }

    pub(super) fn reward(&self, reward: &Reward) -> String {
        let to = match &reward.to {
            RewardTo::Bearer => "bearer".to_string(),
            RewardTo::One(who) => self.expr(who),
            RewardTo::Each(entity, None) => format!("each {}", self.entity(*entity)),
            RewardTo::Each(entity, Some(filter)) => {
                format!("each {} where {}", self.entity(*entity), self.expr(filter))
            }
        };
        let most =
            reward.at_most.map(|(n, of)| format!(", at most {n} per {}", unit(of))).unwrap_or_default();
        format!("{} to {to}{most}", self.formula(&reward.amount))
    }

    fn sum(&self, sum: &Sum) -> String {
        match sum {
            Sum::Of(formula) => self.formula(formula),
            Sum::Range(low, high) => format!("{low} .. {high}"),
        }
    }

    fn formula(&self, formula: &Formula) -> String {
        match formula {
            Formula::Leaf(expr, _) => self.expr(expr),
            Formula::Arith(left, op, right) => {
                format!("({} {} {})", self.formula(left), arith(*op), self.formula(right))
            }
        }
    }
}

fn stretch(within: &Stretch) -> String {
    match within {
        Stretch::Calendar(of) => format!(" per {}", unit(*of)),
        Stretch::Rolling(length) => format!(" within {}", length.words(Lang::En)),
    }
}
