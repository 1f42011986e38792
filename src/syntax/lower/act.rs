//! Acts: one event with what is asked of it.

use super::{Kids, Low, Lower, Pair};
use crate::source::Span;
use crate::syntax::ast::{Act, ActPart, Acts, Bound, Expr, Joiner, Name, NextAct, People};
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn acts(&mut self, pair: Pair<'_>) -> Low<Acts> {
        let mut kids = self.kids(pair);
        let first = self.need(&mut kids, Rule::act)?;
        let first = self.act(first);
        let rest = self.all(kids, |this, more| {
            let joiner = if more.as_rule() == Rule::act_then { Joiner::Then } else { Joiner::Or };
            let mut kids = this.kids(more);
            let after = kids.get(Rule::time_clause);
            let after = this.maybe(after, Self::time_clause)?.map(Box::new);
            let act = this.need(&mut kids, Rule::act)?;
            Ok(NextAct { joiner, after, act: this.act(act)? })
        });
        Ok(Acts { first: first?, rest: rest? })
    }

    /// Of several acts, the last may not have a part on a line of its own that could belong to them all.
    pub(super) fn parts_on_line(&mut self, acts: &Pair<'_>, owner: &Pair<'_>) -> Low<()> {
        let Some(last) = self.kids(acts.clone()).skip(1).last() else { return Ok(()) };
        let Some(act) = self.kids(last).last() else { return Ok(()) };
        let mut parts = self.kids(act).filter(|part| matches!(part.as_rule(), Rule::people | Rule::every));
        parts.try_for_each(|part| self.same_line(Some(&part), owner))
    }

    /// An act, or a plain act.
    pub(super) fn act(&mut self, pair: Pair<'_>) -> Low<Act> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let own = kids.has(Rule::own);
        let event = self.need(&mut kids, Rule::event_head)?;
        let alias = kids.get(Rule::alias);
        Ok(Act {
            own,
            event: self.inner_name(event)?,
            alias: self.maybe(alias, Self::inner_name)?,
            parts: self.all_spanned(kids, Self::act_part)?,
            span,
        })
    }

    fn act_part(&mut self, pair: Pair<'_>) -> Low<ActPart> {
        Ok(match pair.as_rule() {
            Rule::same => ActPart::Same(self.same(pair)?),
            Rule::filter => ActPart::Where(self.filter(pair)?),
            Rule::count_times => {
                let mut kids = self.kids(pair);
                let bound = self.need(&mut kids, Rule::count_bound)?;
                let n = self.need(&mut kids, Rule::integer)?;
                let mut kids = self.kids(bound);
                let bound = self.need_any(&mut kids)?;
                ActPart::Count(self.bound(&bound)?, self.count(n)?)
            }
            Rule::everyone => {
                let mut kids = self.kids(pair);
                let name = self.need(&mut kids, Rule::any_name)?;
                let among = self.need_any(&mut kids)?;
                if among.as_rule() == Rule::everyone_of {
                    let mut kids = self.kids(among);
                    let members = self.need(&mut kids, Rule::only_members)?;
                    let mut kids = self.kids(members);
                    let entity = self.need(&mut kids, Rule::name)?;
                    let filter = self.need(&mut kids, Rule::filter)?;
                    ActPart::Members(self.name(name)?, self.name(entity)?, self.filter(filter)?)
                } else {
                    ActPart::Everyone(self.name(name)?, self.expr(among)?)
                }
            }
            Rule::people => ActPart::People(self.people(pair)?),
            Rule::every => ActPart::Every(self.inner_length(pair)?),
            Rule::act_time => {
                let mut kids = self.kids(pair);
                let time = self.need(&mut kids, Rule::time_clause)?;
                ActPart::Time(Box::new(self.time_clause(time)?))
            }
            _ => return self.odd(&pair),
        })
    }

    pub(super) fn bound(&mut self, pair: &Pair<'_>) -> Low<Bound> {
        Ok(match pair.as_rule() {
            Rule::bound_least => Bound::AtLeast,
            Rule::bound_most => Bound::AtMost,
            Rule::bound_exactly => Bound::Exactly,
            _ => return self.odd(pair),
        })
    }

    pub(super) fn people(&mut self, pair: Pair<'_>) -> Low<People> {
        let mut kids = self.kids(pair);
        let which = self.need_any(&mut kids)?;
        let many = which.as_rule() == Rule::people_many;
        let mut kids = self.kids(which);
        if many {
            let n = self.need(&mut kids, Rule::integer)?;
            return Ok(People::Different(self.count(n)?));
        }
        let other = self.need(&mut kids, Rule::operand)?;
        Ok(People::OtherThan(self.operand(other)?))
    }

    pub(super) fn same(&mut self, pair: Pair<'_>) -> Low<Vec<Name>> {
        let names: Kids<'_> = self.kids(pair);
        self.all(names, Self::name)
    }

    /// The condition inside `where …`.
    pub(super) fn filter(&mut self, pair: Pair<'_>) -> Low<Expr> {
        let mut kids = self.kids(pair);
        let condition = self.need(&mut kids, Rule::expr)?;
        self.expr(condition)
    }

    /// The name inside `as …` and the like; a name itself is taken as it is.
    pub(super) fn inner_name(&mut self, pair: Pair<'_>) -> Low<Name> {
        if matches!(pair.as_rule(), Rule::name | Rule::any_name) {
            return self.name(pair);
        }
        let span: Span = self.span(&pair);
        match self.kids(pair).next() {
            Some(inner) => self.name(inner),
            None => self.unexpected(span),
        }
    }
}
