//! Consequences, caps and rewards.

use super::{Kids, Low, Lower, Pair};
use crate::source::Spanned;
use crate::syntax::ast::{Cap, Consequence, Expr, ExprKind, Liable, Per, Reward, RewardTo, Step};
use crate::syntax::error::SyntaxProblem;
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn consequence(&mut self, pair: Pair<'_>) -> Low<Consequence> {
        let mut outer = self.kids(pair);
        let early = self.leading_pers(&mut outer)?;
        let which = self.need_any(&mut outer)?;
        let rule = which.as_rule();
        let mut kids = self.kids(which.clone());
        Ok(match rule {
            Rule::reparation => {
                let acts = self.need(&mut kids, Rule::acts)?;
                let time = kids.get(Rule::time_clause);
                self.same_line(time.as_ref(), &which)?;
                let acts = self.acts(acts)?;
                Consequence::Reparation(Box::new(acts), self.maybe(time, Self::time_clause)?.map(Box::new))
            }
            Rule::fine | Rule::deduct => {
                let amount = self.need(&mut kids, Rule::expr)?;
                let (amount, per) = (self.amount(amount)?, self.pers(early, kids)?);
                if rule == Rule::fine {
                    Consequence::Fine(amount, per)
                } else {
                    Consequence::Deduct(amount, per)
                }
            }
            Rule::demerit => {
                let points = self.need(&mut kids, Rule::number)?;
                Consequence::Demerit(self.decimal(points)?, self.pers(early, kids)?)
            }
            Rule::warn => Consequence::Warn,
            Rule::suspend => Consequence::Suspend,
            Rule::dismiss => Consequence::Dismiss,
            Rule::notify => {
                let whom = self.need(&mut kids, Rule::expr)?;
                Consequence::Notify(self.expr(whom)?)
            }
            Rule::sanction => {
                let text = self.need(&mut kids, Rule::string)?;
                Consequence::Sanction(self.text(text)?)
            }
            Rule::escalate => {
                let per = self.leading_pers(&mut kids)?;
                let rolling = kids.get(Rule::rolling);
                let rolling = self.maybe(rolling, |this, rolling| {
                    let mut kids = this.kids(rolling);
                    let length = this.need(&mut kids, Rule::length)?;
                    this.length(length)
                })?;
                Consequence::Escalate(per, rolling, self.all(kids, Self::step)?)
            }
            _ => return self.unexpected(outer.span),
        })
    }

    /// An amount of money. A bare number has no currency, and none is guessed.
    fn amount(&mut self, pair: Pair<'_>) -> Low<Expr> {
        let number = pair.as_str().trim_end().to_string();
        let amount = self.expr(pair)?;
        let bare = |expr: &Expr| matches!(expr.node, ExprKind::Number(_));
        let missing = match &amount.node {
            ExprKind::Range(from, to) => bare(from) && bare(to),
            _ => bare(&amount),
        };
        if missing {
            return self.fail(SyntaxProblem::MissingCurrency { span: amount.span, number });
        }
        Ok(amount)
    }

    fn step(&mut self, pair: Pair<'_>) -> Low<Step> {
        let mut kids = self.kids(pair);
        let range = self.need_any(&mut kids)?;
        let consequence = self.need(&mut kids, Rule::consequence)?;
        let mut kids = self.kids(range);
        let from = self.need_any(&mut kids)?;
        let from = self.count(from)?;
        let to = if kids.has(Rule::step_dots) {
            let last = kids.next();
            self.maybe(last, Self::count)?
        } else {
            Some(from)
        };
        let span = self.span(&consequence);
        Ok(Step { from, to, consequence: Spanned::new(self.consequence(consequence)?, span) })
    }

    /// What stands before a consequence or a table.
    fn leading_pers(&mut self, kids: &mut Kids<'_>) -> Low<Vec<Spanned<Per>>> {
        let mut pers = Vec::new();
        while let Some(per) = kids.get(Rule::per).or_else(|| kids.get(Rule::per_zh)) {
            pers.push(self.per(per)?);
        }
        Ok(pers)
    }

    /// What stood before an amount and what stands after it.
    fn pers(&mut self, early: Vec<Spanned<Per>>, kids: Kids<'_>) -> Low<Vec<Spanned<Per>>> {
        let mut pers = early;
        pers.extend(self.all(kids, Self::per)?);
        Ok(pers)
    }

    fn per(&mut self, pair: Pair<'_>) -> Low<Spanned<Per>> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let unit = self.need(&mut kids, Rule::per_unit)?;
        let mut kids = self.kids(unit);
        let unit = self.need_any(&mut kids)?;
        let per = match unit.as_rule() {
            Rule::per_field => Per::Field,
            Rule::per_occurrence => Per::Occurrence,
            Rule::per_missing => Per::Missing,
            Rule::per_slot => Per::Slot,
            Rule::per_hour_late => Per::StartedHourLate,
            Rule::per_bearer => Per::Bearer,
            Rule::per_period => {
                let mut kids = self.kids(unit);
                let unit = self.need(&mut kids, Rule::calendar_unit)?;
                Per::Period(self.calendar_unit(unit)?)
            }
            Rule::per_entity => Per::Entity(self.inner_name(unit)?),
            _ => return self.odd(&unit),
        };
        Ok(Spanned::new(per, span))
    }

    pub(super) fn liable(&mut self, pair: Pair<'_>) -> Low<Liable> {
        let mut kids = self.kids(pair);
        let instead_first = kids.has(Rule::instead_zh);
        let who = self.need(&mut kids, Rule::expr)?;
        let who = self.expr(who)?;
        let instead = kids.has(Rule::instead) || instead_first;
        Ok(Liable { who, instead, consequences: self.all_spanned(kids, Self::consequence)? })
    }

    pub(super) fn cap(&mut self, pair: Pair<'_>) -> Low<Cap> {
        let mut kids = self.kids(pair);
        let early = self.leading_pers(&mut kids)?;
        let amount = self.need(&mut kids, Rule::expr)?;
        Ok(Cap { amount: self.amount(amount)?, per: self.pers(early, kids)? })
    }

    pub(super) fn then_reward(&mut self, pair: Pair<'_>) -> Low<Reward> {
        let mut kids = self.kids(pair);
        let amount = self.need(&mut kids, Rule::expr)?;
        let to = kids.get(Rule::reward_to);
        let limit = kids.get(Rule::reward_limit);
        Ok(Reward {
            amount: self.amount(amount)?,
            to: self.maybe(to, |this, to| {
                let mut kids = this.kids(to);
                let whom = this.need_any(&mut kids)?;
                Ok(match whom.as_rule() {
                    Rule::reward_each => RewardTo::Each(this.member(whom)?),
                    _ => RewardTo::One(this.expr(whom)?),
                })
            })?,
            at_most: self.maybe(limit, |this, limit| {
                let mut kids = this.kids(limit);
                // Chinese says in which period before it says how often.
                let early_unit = kids.get(Rule::calendar_unit);
                let how_often = this.need(&mut kids, Rule::how_often)?;
                let unit = match early_unit {
                    Some(unit) => unit,
                    None => this.need(&mut kids, Rule::calendar_unit)?,
                };
                let times = this.kids(how_often).next();
                Ok((this.maybe(times, Self::count)?.unwrap_or(1), this.calendar_unit(unit)?))
            })?,
        })
    }
}
