//! Norms and their clauses.

use super::{Low, Lower, Pair};
use crate::source::Spanned;
use crate::syntax::ast::{
    Cite, Clause, Conduct, Excuse, Lasting, Length, Member, Membership, Must, Norm, NormKind, Occasion,
    Period, Privileged, Unless,
};
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn norm(&mut self, pair: Pair<'_>) -> Low<Norm> {
        let mut kids = self.kids(pair);
        let kind = self.need(&mut kids, Rule::norm_kind)?;
        let kind = match self.kids(kind).next().map(|k| k.as_rule()) {
            Some(Rule::kind_prohibition) => NormKind::Prohibition,
            Some(Rule::kind_reward) => NormKind::Reward,
            _ => NormKind::Duty,
        };
        let name = self.need(&mut kids, Rule::name)?;
        let title = kids.get(Rule::string);
        let name = self.name(name)?;
        let title = self.maybe(title, Self::text)?;
        Ok(Norm { kind, name, title, clauses: self.all_spanned(kids, Self::clause)? })
    }

    pub(super) fn clause(&mut self, pair: Pair<'_>) -> Low<Clause> {
        Ok(match pair.as_rule() {
            Rule::cite => Clause::Cite(self.cite(pair)?),
            Rule::reading => {
                let mut kids = self.kids(pair);
                let text = self.need(&mut kids, Rule::string)?;
                Clause::Reading(self.text(text)?)
            }
            Rule::effective => Clause::Effective(self.date_range_of(pair)?),
            Rule::overrides => {
                let names = self.kids(pair);
                Clause::Overrides(self.all(names, Self::name)?)
            }
            Rule::occasion_when => Clause::Occasion(self.occasion_when(pair)?),
            Rule::occasion_each => Clause::Occasion(self.occasion_each(pair)?),
            Rule::occasion_during => {
                let mut kids = self.kids(pair);
                let state = self.need(&mut kids, Rule::operand)?;
                let alias = kids.get(Rule::alias);
                let filter = kids.get(Rule::filter);
                Clause::Occasion(Occasion::During {
                    state: self.operand(state)?,
                    alias: self.maybe(alias, Self::inner_name)?,
                    filter: self.maybe(filter, Self::filter)?,
                })
            }
            Rule::bearer => {
                let mut kids = self.kids(pair);
                let who = self.need(&mut kids, Rule::expr)?;
                Clause::Bearer(self.expr(who)?)
            }
            Rule::must => Clause::Must(self.must(pair)?),
            Rule::only => {
                let mut kids = self.kids(pair);
                let who = self.need_any(&mut kids)?;
                let act = self.need(&mut kids, Rule::act)?;
                Clause::Only(self.privileged(who)?, self.act(act)?)
            }
            Rule::people => Clause::People(self.people(pair)?),
            Rule::every => Clause::Every(self.inner_length(pair)?),
            Rule::time_clause => Clause::Time(self.time_clause(pair)?),
            Rule::unless => Clause::Unless(self.unless(pair)?),
            Rule::else_clause => {
                let consequences = self.kids(pair);
                Clause::Else(self.all_spanned(consequences, Self::consequence)?)
            }
            Rule::liable => Clause::Liable(self.liable(pair)?),
            Rule::cap => Clause::Cap(self.cap(pair)?),
            Rule::then_reward => Clause::Then(self.then_reward(pair)?),
            _ => return self.odd(&pair),
        })
    }

    /// Before the clause number a text is the regulation, after it the anchor phrase.
    fn cite(&mut self, pair: Pair<'_>) -> Low<Cite> {
        let mut kids = self.kids(pair);
        let source = kids.get(Rule::string);
        let clause = kids.get(Rule::clause_number);
        let anchor = kids.get(Rule::string);
        Ok(Cite {
            source: self.maybe(source, Self::text)?,
            clause: self.maybe(clause, |this, clause| {
                let span = this.span(&clause);
                let mut kids = this.kids(clause);
                let number = this.need_any(&mut kids)?;
                match number.as_rule() {
                    Rule::string => this.text(number),
                    _ => Ok(Spanned::new(number.as_str().trim().to_string(), span)),
                }
            })?,
            anchor: self.maybe(anchor, Self::text)?,
        })
    }

    fn occasion_when(&mut self, pair: Pair<'_>) -> Low<Occasion> {
        let mut outer = self.kids(pair);
        let inner = self.need_any(&mut outer)?;
        let rule = inner.as_rule();
        if rule == Rule::expr {
            return Ok(Occasion::Condition(self.expr(inner)?));
        }
        let mut kids = self.kids(inner);
        // Chinese says how long before it says how many.
        let early_length = kids.get(Rule::length);
        let n = kids.get(Rule::integer);
        let head = self.need_any(&mut kids)?;
        let alias = kids.get(Rule::alias);
        let same = kids.get(Rule::same);
        let filter = kids.get(Rule::filter);
        let name = self.inner_name(head)?;
        let alias = self.maybe(alias, Self::inner_name)?;
        let filter = self.maybe(filter, Self::filter)?;
        Ok(match (rule, n) {
            (Rule::when_violated, _) => Occasion::Violated { norm: name, alias, filter },
            (Rule::when_count, Some(n)) => {
                let within = match early_length {
                    Some(length) => length,
                    None => self.need(&mut kids, Rule::length)?,
                };
                Occasion::Count {
                    n: self.count(n)?,
                    event: name,
                    alias,
                    same: self.maybe(same, Self::same)?.unwrap_or_default(),
                    filter,
                    within: self.length(within)?,
                }
            }
            _ => {
                if let Some(tail) = kids.get(Rule::lasts_tail) {
                    let until = self.lasting(tail)?;
                    return Ok(Occasion::Lasts { state: name, alias, filter, until });
                }
                let during = kids.get(Rule::during_tail);
                let during = self.maybe(during, |this, tail| {
                    let mut kids = this.kids(tail);
                    let state = this.need(&mut kids, Rule::operand)?;
                    this.operand(state)
                })?;
                Occasion::Event { event: name, alias, filter, during }
            }
        })
    }

    fn lasting(&mut self, tail: Pair<'_>) -> Low<Lasting> {
        let mut kids = self.kids(tail);
        let until = self.need_any(&mut kids)?;
        match until.as_rule() {
            Rule::length => self.length(until).map(Lasting::For),
            _ => self.point(until).map(Lasting::Until),
        }
    }

    fn occasion_each(&mut self, pair: Pair<'_>) -> Low<Occasion> {
        let mut outer = self.kids(pair);
        let inner = self.need_any(&mut outer)?;
        let membership = outer.get(Rule::membership);
        let slot = inner.as_rule() == Rule::each_slot;
        let mut kids = self.kids(inner);
        if slot {
            let length = self.need(&mut kids, Rule::length)?;
            let state = self.need(&mut kids, Rule::operand)?;
            let alias = kids.get(Rule::alias);
            return Ok(Occasion::EachSlot {
                length: self.length(length)?,
                state: self.operand(state)?,
                alias: self.maybe(alias, Self::inner_name)?,
            });
        }
        let period = self.need(&mut kids, Rule::period_unit)?;
        let member = kids.get(Rule::each_member);
        Ok(Occasion::Each {
            period: self.period(period)?,
            member: self.maybe(member, Self::member)?,
            membership: self.maybe(membership, Self::membership)?,
        })
    }

    fn period(&mut self, pair: Pair<'_>) -> Low<Spanned<Period>> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let unit = self.need_any(&mut kids)?;
        let period = match unit.as_rule() {
            Rule::unit_working_day => Period::WorkingDay,
            _ => Period::Calendar(self.calendar_unit(unit)?),
        };
        Ok(Spanned::new(period, span))
    }

    /// `s in staff where φ`
    pub(super) fn member(&mut self, pair: Pair<'_>) -> Low<Member> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::any_name)?;
        let entity = self.need(&mut kids, Rule::name)?;
        let filter = kids.get(Rule::filter);
        Ok(Member {
            name: self.name(name)?,
            entity: self.name(entity)?,
            filter: self.maybe(filter, Self::filter)?,
        })
    }

    fn membership(&mut self, pair: Pair<'_>) -> Low<Membership> {
        let mut kids = self.kids(pair);
        let which = self.need_any(&mut kids)?;
        Ok(match which.as_rule() {
            Rule::at_start => Membership::AtStart,
            Rule::at_end => Membership::AtEnd,
            Rule::throughout => Membership::Throughout,
            Rule::at_any_time => Membership::AtAnyTime,
            _ => return self.odd(&which),
        })
    }

    fn privileged(&mut self, pair: Pair<'_>) -> Low<Privileged> {
        if pair.as_rule() != Rule::only_members {
            return Ok(Privileged::One(self.operand(pair)?));
        }
        let mut kids = self.kids(pair);
        let entity = self.need(&mut kids, Rule::name)?;
        let filter = self.need(&mut kids, Rule::filter)?;
        Ok(Privileged::Members(self.name(entity)?, self.filter(filter)?))
    }

    fn must(&mut self, pair: Pair<'_>) -> Low<Must> {
        let mut kids = self.kids(pair.clone());
        let not = self.need_any(&mut kids)?.as_rule() == Rule::must_not;
        let conduct = self.need_any(&mut kids)?;
        let conduct = match conduct.as_rule() {
            Rule::acts => {
                self.parts_on_line(&conduct, &pair)?;
                Conduct::Acts(self.acts(conduct)?)
            }
            Rule::hold => {
                let mut kids = self.kids(conduct);
                let state = self.need(&mut kids, Rule::expr)?;
                let share = kids.get(Rule::expr);
                Conduct::Hold(self.expr(state)?, self.maybe(share, Self::expr)?)
            }
            _ => Conduct::Condition(self.expr(conduct)?),
        };
        Ok(Must { not, conduct })
    }

    fn unless(&mut self, pair: Pair<'_>) -> Low<Unless> {
        let mut kids = self.kids(pair.clone());
        let what = self.need_any(&mut kids)?;
        let throughout = kids.has(Rule::throughout);
        let time = kids.get(Rule::time_clause);
        self.same_line(time.as_ref(), &pair)?;
        let what = match what.as_rule() {
            Rule::acts => Excuse::Acts(self.acts(what)?),
            _ => Excuse::Condition(self.expr(what)?),
        };
        Ok(Unless { what, throughout, time: self.maybe(time, Self::time_clause)? })
    }

    /// The length inside `every …`.
    pub(super) fn inner_length(&mut self, pair: Pair<'_>) -> Low<Length> {
        let mut kids = self.kids(pair);
        let length = self.need(&mut kids, Rule::length)?;
        self.length(length)
    }
}
