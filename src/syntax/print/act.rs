//! Acts and consequences.

use super::phrase::{Phrase, Piece};
use super::{Printer, name};
use crate::locale::Lang;
use crate::source::Spanned;
use crate::syntax::ast::{
    Act, ActPart, Acts, Bound, Consequence, Joiner, Member, Name, People, Per, Reward, RewardTo, Step,
};
use crate::syntax::words::Word;

impl Printer<'_, '_> {
    pub(super) fn acts(&self, out: &mut Phrase, acts: &Acts) {
        self.act(out, &acts.first);
        for next in &acts.rest {
            out.comma();
            out.may_break_before(Piece::Act);
            out.word(self.w(match next.joiner {
                Joiner::Then => Word::Then,
                Joiner::Or => Word::Or,
            }));
            if let Some(after) = &next.after {
                self.time_clause(out, after);
            }
            self.act(out, &next.act);
        }
    }

    pub(super) fn act(&self, out: &mut Phrase, act: &Act) {
        if act.own {
            out.word(self.w(Word::ItsOwn));
        }
        out.word(&name::name(&act.event));
        self.alias(out, act.alias.as_ref());
        for part in &act.parts {
            self.act_part(out, part);
        }
    }

    /// A line never breaks before a word that could begin a clause of the norm.
    fn everyone(&self, out: &mut Phrase, one: &Name) {
        out.may_break_before(Piece::Act);
        match self.lang {
            Lang::En => out.word(self.w(Word::ForEvery)),
            Lang::Zh => {
                out.word(self.w(Word::Dui));
                out.word(self.w(Word::EveryOne));
            }
        }
        out.word(&name::name(one));
        out.word(self.w(Word::In));
    }

    fn act_part(&self, out: &mut Phrase, part: &ActPart) {
        match part {
            ActPart::Same(fields) => {
                out.may_break_before(Piece::Condition);
                self.same(out, fields);
            }
            ActPart::Where(condition) => self.filter(out, condition),
            ActPart::Count(bound, n) => {
                out.may_break_before(Piece::Condition);
                out.word(self.bound(*bound));
                out.word(&n.to_string());
                out.word(self.times(*n));
            }
            ActPart::Everyone(one, among) => {
                self.everyone(out, one);
                self.expr(out, among);
            }
            ActPart::Members(one, entity, filter) => {
                self.everyone(out, one);
                out.word("(");
                out.tighten();
                out.word(&name::name(entity));
                self.filter(out, filter);
                out.glue(")");
            }
            ActPart::People(people) => self.people(out, people),
            ActPart::Every(length) => {
                out.word(self.w(Word::Every));
                self.length(out, length);
            }
            ActPart::Time(time) => self.time_clause(out, time),
        }
    }

    /// `same a, b`
    pub(super) fn same(&self, out: &mut Phrase, fields: &[Name]) {
        out.word(self.w(Word::Same));
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                out.comma();
            }
            out.word(&name::same_field(field));
        }
    }

    pub(super) fn bound(&self, bound: Bound) -> &'static str {
        self.w(match bound {
            Bound::AtLeast => Word::AtLeast,
            Bound::AtMost => Word::AtMost,
            Bound::Exactly => Word::Exactly,
        })
    }

    pub(super) fn times(&self, n: u32) -> &'static str {
        if n == 1 { self.lang.pick("time", "次") } else { self.w(Word::Times) }
    }

    pub(super) fn people(&self, out: &mut Phrase, people: &People) {
        match (people, self.lang) {
            (People::OtherThan(who), Lang::En) => {
                out.word(self.w(Word::By));
                out.word(self.w(Word::SomeoneOtherThan));
                self.operand(out, who);
            }
            (People::OtherThan(who), Lang::Zh) => {
                out.word(self.w(Word::You));
                self.operand(out, who);
                out.word(self.w(Word::Yiwai));
            }
            (People::Different(n), lang) => {
                out.word(self.w(lang.pick(Word::By, Word::You)));
                out.word(self.w(Word::AtLeast));
                out.word(&n.to_string());
                out.word(self.w(Word::DifferentPeople));
            }
        }
    }

    pub(super) fn consequences(&self, out: &mut Phrase, consequences: &[Spanned<Consequence>]) {
        for (i, one) in consequences.iter().enumerate() {
            if i > 0 {
                out.comma();
                out.may_break_before(Piece::Act);
            }
            self.consequence(out, one);
        }
    }

    fn consequence(&self, out: &mut Phrase, consequence: &Consequence) {
        match consequence {
            Consequence::Reparation(acts, time) => {
                out.word(self.w(Word::Must));
                self.acts(out, acts);
                if let Some(time) = time {
                    self.time_clause(out, time);
                }
            }
            Consequence::Fine(amount, per) => {
                self.pers(out, Lang::Zh, per);
                out.word(self.w(Word::Fine));
                self.expr(out, amount);
                self.pers(out, Lang::En, per);
            }
            Consequence::Deduct(amount, per) => {
                self.pers(out, Lang::Zh, per);
                out.word(self.w(Word::Deduct));
                self.expr(out, amount);
                self.pers(out, Lang::En, per);
            }
            Consequence::Demerit(points, per) => {
                self.pers(out, Lang::Zh, per);
                out.word(self.w(Word::Demerit));
                out.word(&points.to_string());
                let one = *points == rust_decimal::Decimal::ONE;
                out.word(if one { self.lang.pick("point", "分") } else { self.w(Word::Points) });
                self.pers(out, Lang::En, per);
            }
            Consequence::Warn => out.word(self.w(Word::Warn)),
            Consequence::Suspend => out.word(self.w(Word::Suspend)),
            Consequence::Dismiss => out.word(self.w(Word::Dismiss)),
            Consequence::Notify(whom) => {
                out.word(self.w(Word::Notify));
                self.expr(out, whom);
            }
            Consequence::Sanction(text) => {
                out.word(self.w(Word::Sanction));
                out.word(&name::text(text));
            }
            Consequence::Escalate(per, rolling, steps) => {
                out.word(self.w(Word::Escalate));
                self.pers(out, self.lang, per);
                if let Some(length) = rolling {
                    if self.lang == Lang::En {
                        out.word(self.w(Word::Within));
                    }
                    self.length(out, length);
                    if self.lang == Lang::Zh {
                        out.word(self.w(Word::Nei));
                    }
                }
                out.word("{");
                for (i, step) in steps.iter().enumerate() {
                    if i > 0 {
                        out.glue(";");
                    }
                    out.may_break();
                    self.step(out, step);
                }
                out.word("}");
            }
        }
    }

    fn step(&self, out: &mut Phrase, step: &Step) {
        let upper = |write: fn(u32) -> String| match step.to {
            Some(to) if to == step.from => String::new(),
            Some(to) => format!("..{}", write(to)),
            None => "..".to_string(),
        };
        match self.lang {
            Lang::En => out.word(&format!("{}{}", name::ordinal(step.from), upper(name::ordinal))),
            Lang::Zh => out.word(&format!("第 {}{} 次", step.from, upper(|n| n.to_string()))),
        }
        out.glue(":");
        self.consequence(out, &step.consequence);
    }

    /// What an amount counts by, where this language says it: English after the amount, Chinese before it.
    pub(super) fn pers(&self, out: &mut Phrase, side: Lang, pers: &[Spanned<Per>]) {
        if side != self.lang {
            return;
        }
        for per in pers {
            let unit = match &per.node {
                Per::Field => self.w(Word::Field),
                Per::Occurrence => self.w(Word::Occurrence),
                Per::Missing => self.w(Word::Missing),
                Per::Slot => self.w(Word::Slot),
                Per::StartedHourLate => self.w(Word::StartedHourLate),
                Per::Bearer => self.w(Word::Bearer),
                Per::Period(unit) => name::calendar_unit(*unit, self.lang),
                Per::Entity(entity) => {
                    let entity = name::name(entity);
                    out.word(self.w(self.lang.pick(Word::Per, Word::Mei)));
                    // `每企业`, but `每 enterprise`.
                    if self.lang == Lang::Zh
                        && entity.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii())
                    {
                        out.glue(&entity);
                    } else {
                        out.word(&entity);
                    }
                    continue;
                }
            };
            match self.lang {
                Lang::En => out.word(&format!("{} {unit}", self.w(Word::Per))),
                Lang::Zh => out.word(&format!("{}{unit}", self.w(Word::Mei))),
            }
        }
    }

    pub(super) fn reward(&self, out: &mut Phrase, reward: &Reward) {
        out.word(self.w(Word::Reward));
        self.expr(out, &reward.amount);
        if let Some(to) = &reward.to {
            out.may_break_before(Piece::Act);
            out.word(self.w(Word::To));
            match to {
                RewardTo::One(whom) => self.expr(out, whom),
                RewardTo::Each(member) => {
                    out.word(self.lang.pick(self.w(Word::Each), self.w(Word::EveryOne)));
                    self.member(out, member);
                }
            }
        }
        if let Some((n, unit)) = &reward.at_most {
            out.comma();
            let unit = name::calendar_unit(*unit, self.lang);
            let often = match n {
                1 => self.w(Word::Once).to_string(),
                n => format!("{n} {}", self.times(*n)),
            };
            let most = self.w(Word::AtMost);
            match self.lang {
                Lang::En => out.word(&format!("{most} {often} per {unit}")),
                Lang::Zh => out.word(&format!("每{unit} {most} {often}")),
            }
        }
    }

    /// `s in staff where φ`
    pub(super) fn member(&self, out: &mut Phrase, member: &Member) {
        out.word(&name::name(&member.name));
        out.word(self.w(Word::In));
        out.word(&name::name(&member.entity));
        self.maybe_filter(out, member.filter.as_ref());
    }
}
