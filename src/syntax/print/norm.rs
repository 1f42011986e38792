//! Clauses of norms.

use super::phrase::{Phrase, Piece};
use super::{Printer, name};
use crate::locale::Lang;
use crate::syntax::ast::{
    Cap, Cite, Clause, Conduct, Excuse, Expr, Lasting, Length, Liable, Membership, Must, Occasion, Period,
    Privileged, Unless,
};
use crate::syntax::grammar::{Rule, is};
use crate::syntax::words::Word;

impl Printer<'_, '_> {
    /// A phrase that begins with this keyword.
    pub(super) fn headed(&self, word: Word) -> Phrase {
        Phrase::headed(self.w(word))
    }

    pub(super) fn clause(&self, clause: &Clause) -> Phrase {
        match clause {
            Clause::Cite(cite) => self.cite(cite),
            Clause::Reading(text) => {
                let mut out = self.headed(Word::Reading);
                out.word(&name::text(text));
                out
            }
            Clause::Effective(range) => {
                let mut out = self.headed(Word::Effective);
                out.word(&name::date_range(range));
                out
            }
            Clause::Overrides(norms) => {
                let mut out = self.headed(Word::Overrides);
                self.names(&mut out, norms);
                out
            }
            Clause::Occasion(occasion) => self.occasion(occasion),
            Clause::Bearer(who) => {
                let mut out = self.headed(Word::Bearer);
                self.expr(&mut out, who);
                out
            }
            Clause::Must(must) => self.must(must),
            Clause::Only(who, act) => {
                let mut out = self.headed(Word::Only);
                match who {
                    Privileged::One(who) => self.operand(&mut out, who),
                    Privileged::Members(entity, filter) => {
                        out.word(&name::name(entity));
                        self.filter(&mut out, filter);
                    }
                }
                out.word(self.w(Word::May));
                self.act(&mut out, act);
                out
            }
            Clause::People(people) => {
                // The first word is the keyword; the rest follows after the column.
                let mut out = Phrase::default();
                self.people(&mut out, people);
                out.head_is(self.lang.pick(self.w(Word::By), self.w(Word::You)));
                out
            }
            Clause::Every(length) => {
                let mut out = self.headed(Word::Every);
                self.length(&mut out, length);
                out
            }
            Clause::Time(time) => {
                let word = time.branches.first().map_or("", |first| self.limit_word(&first.limit));
                let mut out = Phrase::headed(word);
                self.after_limit_word(&mut out, time);
                out
            }
            Clause::Unless(unless) => self.unless(unless),
            Clause::Else(consequences) => {
                let mut out = self.headed(Word::Else);
                self.consequences(&mut out, consequences);
                out
            }
            Clause::Liable(liable) => self.liable(liable),
            Clause::Cap(cap) => self.cap(cap),
            Clause::Then(reward) => {
                let mut out = Phrase::headed(self.lang.pick("then", "则"));
                self.reward(&mut out, reward);
                out
            }
        }
    }

    fn cite(&self, cite: &Cite) -> Phrase {
        let mut out = self.headed(Word::Cite);
        if let Some(source) = &cite.source {
            out.word(&name::text(source));
        }
        if let Some(clause) = &cite.clause {
            let digits = is(Rule::clause_digits, clause);
            match self.lang {
                Lang::Zh if digits && clause.is_ascii() => out.word(&format!("第 {} 条", clause.node)),
                Lang::Zh if digits => out.word(&format!("第{}条", clause.node)),
                _ => {
                    out.word(self.w(Word::Clause));
                    out.word(&if digits { clause.node.clone() } else { name::text(clause) });
                }
            }
        }
        if let Some(anchor) = &cite.anchor {
            out.word(&name::text(anchor));
        }
        out
    }

    fn occasion(&self, occasion: &Occasion) -> Phrase {
        let mut out = self.headed(match occasion {
            Occasion::Each { .. } | Occasion::EachSlot { .. } => Word::Each,
            Occasion::During { .. } => self.lang.pick(Word::During, Word::Zai),
            _ => Word::When,
        });
        match occasion {
            Occasion::Event { event, alias, filter, during } => {
                out.word(&name::name(event));
                self.alias(&mut out, alias.as_ref());
                self.maybe_filter(&mut out, filter.as_ref());
                if let Some(during) = during {
                    out.word(self.w(self.lang.pick(Word::During, Word::Zai)));
                    self.during(&mut out, during);
                }
            }
            Occasion::Condition(condition) => self.expr(&mut out, condition),
            Occasion::Violated { norm, alias, filter } => {
                out.word(self.w(Word::Violated));
                out.word(&name::name(norm));
                self.alias(&mut out, alias.as_ref());
                self.maybe_filter(&mut out, filter.as_ref());
            }
            Occasion::Count { n, event, alias, same, filter, within } => {
                if self.lang == Lang::Zh {
                    self.length(&mut out, within);
                    if matches!(within, Length::Quantity(_)) {
                        out.tighten();
                    }
                    out.word(self.w(Word::Nei));
                }
                out.word(&n.to_string());
                if self.lang == Lang::Zh {
                    out.word(self.w(Word::Ci));
                }
                out.word(&name::name(event));
                self.alias(&mut out, alias.as_ref());
                if !same.is_empty() {
                    self.same(&mut out, same);
                }
                self.maybe_filter(&mut out, filter.as_ref());
                if self.lang == Lang::En {
                    out.word(self.w(Word::Within));
                    self.length(&mut out, within);
                }
            }
            Occasion::Lasts { state, alias, filter, until } => {
                out.word(&name::name(state));
                self.alias(&mut out, alias.as_ref());
                self.maybe_filter(&mut out, filter.as_ref());
                out.word(self.w(Word::Lasts));
                match until {
                    Lasting::For(length) => self.length(&mut out, length),
                    Lasting::Until(point) => {
                        out.word(self.w(Word::Until));
                        self.point(&mut out, point);
                    }
                }
            }
            Occasion::Each { period, member, membership } => {
                out.word(match period.node {
                    Period::WorkingDay => self.lang.pick("working day", "工作日"),
                    Period::Calendar(unit) => name::calendar_unit(unit, self.lang),
                });
                if let Some(member) = member {
                    out.word(self.w(Word::For));
                    self.member(&mut out, member);
                }
                if let Some(membership) = membership {
                    self.membership(&mut out, *membership);
                }
            }
            Occasion::EachSlot { length, state, alias } => {
                self.length(&mut out, length);
                out.word(self.w(self.lang.pick(Word::During, Word::Zai)));
                self.during(&mut out, state);
                self.alias(&mut out, alias.as_ref());
            }
            Occasion::During { state, alias, filter } => {
                self.during(&mut out, state);
                self.alias(&mut out, alias.as_ref());
                self.maybe_filter(&mut out, filter.as_ref());
            }
        }
        out
    }

    /// The state of `during on_duty`, of `在 当班 期间`: what follows the first word.
    fn during(&self, out: &mut Phrase, state: &Expr) {
        self.operand(out, state);
        if self.lang == Lang::Zh {
            out.word(self.w(Word::During));
        }
    }

    fn membership(&self, out: &mut Phrase, membership: Membership) {
        let which = self.w(match membership {
            Membership::AtStart => Word::AtStart,
            Membership::AtEnd => Word::AtEnd,
            Membership::Throughout => Word::Throughout,
            Membership::AtAnyTime => Word::AtAnyTime,
        });
        let (first, second) = match self.lang {
            Lang::En => (self.w(Word::ValidMember), which),
            Lang::Zh => (which, self.w(Word::Zaice)),
        };
        out.may_break_before(Piece::Condition);
        out.word(first);
        out.word(second);
    }

    fn must(&self, must: &Must) -> Phrase {
        let mut out = self.headed(if must.not { Word::MustNot } else { Word::Must });
        match &must.conduct {
            Conduct::Acts(acts) => self.acts(&mut out, acts),
            Conduct::Hold(state, share) => {
                out.word(self.w(Word::Hold));
                self.expr(&mut out, state);
                if let Some(share) = share {
                    out.word(self.w(Word::ForAtLeast));
                    self.expr(&mut out, share);
                }
            }
            Conduct::Condition(condition) => self.expr(&mut out, condition),
        }
        out
    }

    fn unless(&self, unless: &Unless) -> Phrase {
        let mut out = self.headed(Word::Unless);
        match &unless.what {
            Excuse::Acts(acts) => self.acts(&mut out, acts),
            Excuse::Condition(condition) => self.expr(&mut out, condition),
        }
        if unless.throughout {
            out.word(self.w(Word::Throughout));
        }
        if let Some(time) = &unless.time {
            self.time_clause(&mut out, time);
        }
        out
    }

    fn liable(&self, liable: &Liable) -> Phrase {
        let first = self.lang == Lang::Zh && liable.instead;
        let mut out = self.headed(if first { Word::Gaiyou } else { Word::Liable });
        self.expr(&mut out, &liable.who);
        if liable.instead && !first {
            out.word(self.w(Word::Instead));
        }
        out.glue(":");
        self.consequences(&mut out, &liable.consequences);
        out
    }

    pub(super) fn cap(&self, cap: &Cap) -> Phrase {
        let mut out = self.headed(Word::Cap);
        self.pers(&mut out, Lang::Zh, &cap.per);
        self.expr(&mut out, &cap.amount);
        self.pers(&mut out, Lang::En, &cap.per);
        out
    }
}
