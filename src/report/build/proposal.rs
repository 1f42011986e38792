//! One posting in words and figures.

use super::context::Context;
use crate::analysis::model::{self, ArithOp, Stretch};
use crate::engine::Bearer;
use crate::ledger::{CutWhy, Posting, Role, Sanction, Source, Total, WorkingValue};
use crate::money::Amount;
use crate::report::model::{
    self as report, Cut, CutKind, Money, MoneyRange, Part, Per, Proposal, ProposalKind, Step,
};
use crate::report::words::ledger::{Phrase, phrase};
use crate::time::period_containing;

impl Context<'_> {
    pub fn proposal(&self, posting: &Posting, field: Option<&str>) -> Proposal {
        let norm = self.norm(posting.norm);
        let (kind, name) = kind(&posting.sanction);
        let name = match &posting.sanction {
            Sanction::Notify(sym) => sym.map(|sym| self.names.text(&sym).to_string()),
            _ => name,
        };
        let (amount, points) = match posting.total {
            Total::Money(amount) => (Some(amount), None),
            Total::Points(points) => (None, Some(points)),
            Total::Act | Total::Untold(_) => (None, None),
        };
        let who = self.who(posting);
        let why = match &posting.total {
            Total::Untold(why) => Some(self.words.why(&self.names, why)),
            Total::Money(_) | Total::Points(_) | Total::Act => None,
        };
        let cuts: Vec<Cut> = posting.cuts.iter().map(|cut| self.cut(cut)).collect();
        let mut steps = self.amount_steps(posting, field);
        steps.extend(cuts.iter().map(|cut| Step { id: "cut".into(), text: cut.text.clone() }));
        let arithmetic = steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>();
        let text = self.what(posting, kind, name.as_deref(), why.as_deref());
        let text = match posting.role {
            Role::Bearer => text,
            Role::Besides | Role::Instead | Role::Beneficiary => {
                self.say(&Phrase::For { proposal: &text, who: who.as_deref(), part: part(posting.role) })
            }
        };
        Proposal {
            kind,
            who,
            part: part(posting.role),
            amount: amount.as_ref().map(money),
            range: posting.between().map(|range| money_range(&range.low, &range.high)),
            points: points.map(|points| points.normalize().to_string()),
            name,
            per: per(posting.per),
            times: posting.times,
            running: posting.running,
            nth: posting.time,
            why,
            arithmetic: arithmetic.join(self.lang().pick("; ", "；")),
            steps,
            cuts,
            text: self.words.under(&text, norm.cite.as_ref()),
        }
    }

    pub fn say(&self, text: &Phrase<'_>) -> String {
        phrase(self.lang(), text)
    }

    /// Who pays, answers or benefits.
    pub fn who(&self, posting: &Posting) -> Option<String> {
        match posting.payer {
            Bearer::Named(sym) => Some(self.names.text(&sym).to_string()),
            Bearer::Unassigned(_) | Bearer::NotStated => None,
        }
    }

    fn what(&self, posting: &Posting, kind: ProposalKind, name: Option<&str>, why: Option<&str>) -> String {
        let words = self.words;
        let figure = match posting.total {
            Total::Untold(_) => return self.say(&Phrase::Untold(kind, why.unwrap_or_default())),
            Total::Money(amount) => words.money(&amount),
            Total::Points(points) => words.points(&points),
            Total::Act => name.unwrap_or_default().to_string(),
        };
        let figure = if posting.running { self.say(&Phrase::AtLeast(&figure)) } else { figure };
        let figure = match posting.between() {
            Some(range) if range.low != range.high => {
                let (low, high) = (words.money(&range.low), words.money(&range.high));
                self.say(&Phrase::Within { amount: &figure, low: &low, high: &high })
            }
            Some(_) | None => figure,
        };
        self.say(&Phrase::Proposed(kind, &figure))
    }

    /// How the total was worked out.
    fn amount_steps(&self, posting: &Posting, field: Option<&str>) -> Vec<Step> {
        let words = self.words;
        let mut steps = Vec::new();
        let mut step = |id: &str, text: String| steps.push(Step { id: id.into(), text });
        if let Some(nth) = posting.time {
            let stretch = self.stretch(posting);
            step("nth", self.say(&Phrase::Nth { nth, stretch: stretch.as_deref() }));
        }
        let whole = before_cuts(posting);
        let single = single(posting, whole.as_ref());
        if let (Some(working), Some(single)) = (&posting.working, &single) {
            let shown = self.working(&working.value, false);
            let total = words.money(single);
            let text = if working.rounded {
                self.say(&Phrase::Rounded { working: &shown, total: &total })
            } else {
                format!("{shown} = {total}")
            };
            step("working", text);
        }
        let figures = match (posting.total, single, whole) {
            (Total::Money(_), Some(single), Some(whole)) => Some((words.money(&single), words.money(&whole))),
            (Total::Points(points), ..) => {
                let single = match &self.consequence(posting).map(|c| &c.penalty) {
                    Some(model::Penalty::Demerit(single)) => *single,
                    _ => points,
                };
                Some((words.points(&single), words.points(&points)))
            }
            _ => None,
        };
        let Some((single, total)) = figures else { return steps };
        let counted = field.filter(|_| posting.per == model::Per::Field);
        match (counted, posting.per) {
            (Some(_), _) | (None, model::Per::Occurrence) if posting.working.is_none() => {
                let text = words.arithmetic(&single, posting.times, counted, &total);
                step("times", text);
            }
            (_, model::Per::Occurrence) => {}
            (_, per) => {
                let entity = match per {
                    model::Per::Entity(entity) => Some(self.names.entity(entity)),
                    _ => None,
                };
                let (times, running) = (posting.times, posting.running);
                let (single, total) = (single.as_str(), total.as_str());
                step("times", self.say(&Phrase::Times { single, times, per, entity, total, running }));
            }
        }
        steps
    }

    /// The consequence of the policy behind a posting; not a line of a table.
    fn consequence(&self, posting: &Posting) -> Option<&model::Consequence> {
        let norm = self.norm(posting.norm);
        let found = match posting.source {
            Source::Else(stage, index) => norm.stages.get(stage)?.consequences.get(index),
            Source::Liable(clause, index) => norm.terms.liable.get(clause)?.consequences.get(index),
            Source::Reward => None,
        }?;
        match &found.penalty {
            model::Penalty::Escalate(table) => {
                let time = posting.time?;
                let fits =
                    |step: &&model::EscalationStep| step.from <= time && step.to.is_none_or(|to| time <= to);
                table.steps.iter().find(fits).map(|step| &step.consequence)
            }
            _ => Some(found),
        }
    }

    /// The stretch of time in which a table of escalation counted.
    fn stretch(&self, posting: &Posting) -> Option<String> {
        let norm = self.norm(posting.norm);
        let table = match posting.source {
            Source::Else(stage, index) => norm.stages.get(stage)?.consequences.get(index),
            Source::Liable(clause, index) => norm.terms.liable.get(clause)?.consequences.get(index),
            Source::Reward => None,
        }?;
        let model::Penalty::Escalate(table) = &table.penalty else { return None };
        match table.within? {
            Stretch::Calendar(unit) => {
                let period = period_containing(&self.input.rules, unit, posting.at.start).ok().flatten()?;
                Some(period.label())
            }
            Stretch::Rolling(length) => Some(length.words(self.lang())),
        }
    }

    /// A calculation with its figures.
    fn working(&self, value: &WorkingValue, inside: bool) -> String {
        match value {
            WorkingValue::Figure { span, value, stated } => {
                let value = self.value_text(value);
                if *stated {
                    return value;
                }
                self.say(&Phrase::Figure { value: &value, text: &self.policy_text(*span) })
            }
            WorkingValue::Arith(left, op, right) => {
                let (sign, loose) = match op {
                    ArithOp::Add => ("+", true),
                    ArithOp::Sub => ("−", true),
                    ArithOp::Mul => ("×", false),
                    ArithOp::Div => ("÷", false),
                };
                let left_inside = !loose && is_sum(left);
                let right_inside = !matches!(**right, WorkingValue::Figure { .. }) && *op != ArithOp::Add;
                let (left, right) = (self.working(left, left_inside), self.working(right, right_inside));
                let text = format!("{left} {sign} {right}");
                if inside { format!("({text})") } else { text }
            }
        }
    }

    fn cut(&self, cut: &crate::ledger::Cut) -> Cut {
        let amount = cut.amount.as_ref().map(|amount| self.words.money(amount)).unwrap_or_default();
        let (kind, limit, norm, text) = match &cut.why {
            CutWhy::Cap { limit, policy, .. } => {
                let kind = if *policy { CutKind::PolicyCap } else { CutKind::NormCap };
                let shown = self.words.money(limit);
                let text = self.say(&Phrase::Capped { policy: *policy, limit: &shown, cut: &amount });
                (kind, Some(money(limit)), None, text)
            }
            CutWhy::Overlap { norm } => {
                let norm = self.norm(*norm).name.clone();
                let text = self.say(&Phrase::Overlapped { norm: &norm, cut: &amount });
                (CutKind::Overlap, None, Some(norm), text)
            }
            CutWhy::Once(unit) => (CutKind::Once, None, None, self.say(&Phrase::Once(*unit))),
            CutWhy::AtMost(n, unit) => (CutKind::AtMost, None, None, self.say(&Phrase::AtMost(*n, *unit))),
        };
        Cut { kind, amount: cut.amount.as_ref().map(money), limit, norm, text }
    }
}

fn is_sum(value: &WorkingValue) -> bool {
    matches!(value, WorkingValue::Arith(_, ArithOp::Add | ArithOp::Sub, _))
}

/// What a posting came to before anything was cut off.
fn before_cuts(posting: &Posting) -> Option<Amount> {
    let Total::Money(amount) = posting.total else { return None };
    let cuts = posting.cuts.iter().filter_map(|cut| cut.amount);
    cuts.into_iter().try_fold(amount, Amount::checked_add)
}

/// What it comes to once.
fn single(posting: &Posting, whole: Option<&Amount>) -> Option<Amount> {
    let whole = whole?;
    let value = whole.value.checked_div(posting.times.into())?;
    Some(Amount::new(value.normalize(), whole.currency))
}

fn kind(sanction: &Sanction) -> (ProposalKind, Option<String>) {
    match sanction {
        Sanction::Fine => (ProposalKind::Fine, None),
        Sanction::Deduct => (ProposalKind::Deduct, None),
        Sanction::Demerit => (ProposalKind::Demerit, None),
        Sanction::Warn => (ProposalKind::Warn, None),
        Sanction::Suspend => (ProposalKind::Suspend, None),
        Sanction::Dismiss => (ProposalKind::Dismiss, None),
        Sanction::Notify(_) => (ProposalKind::Notify, None),
        Sanction::Named(name) => (ProposalKind::Sanction, Some(name.clone())),
        Sanction::Reward => (ProposalKind::Reward, None),
    }
}

fn part(role: Role) -> Part {
    match role {
        Role::Bearer => Part::Bearer,
        Role::Besides => Part::Besides,
        Role::Instead => Part::Instead,
        Role::Beneficiary => Part::Beneficiary,
    }
}

fn per(per: model::Per) -> Per {
    match per {
        model::Per::Occurrence => Per::Occurrence,
        model::Per::Field => Per::Field,
        model::Per::Missing => Per::Missing,
        model::Per::Slot => Per::Slot,
        model::Per::StartedHourLate => Per::StartedHourLate,
        model::Per::Entity(_) => Per::Entity,
        model::Per::Period(_) => Per::Period,
    }
}

/// An amount as the report holds it.
pub(super) fn money(amount: &Amount) -> Money {
    Money { value: value(amount), currency: amount.currency.code().to_string() }
}

/// Two amounts as the report holds them.
pub(super) fn money_range(low: &Amount, high: &Amount) -> MoneyRange {
    MoneyRange { low: value(low), high: value(high), currency: low.currency.code().to_string() }
}

fn value(amount: &Amount) -> String {
    let text = amount.to_string();
    text.split(' ').next().unwrap_or_default().to_string()
}

/// The postings of the ledger as the report holds them.
pub(super) fn posting_of(ctx: &Context<'_>, posting: &Posting, proposal: Proposal) -> report::Posting {
    report::Posting {
        finding: posting.id.clone(),
        norm: ctx.norm(posting.norm).name.clone(),
        bearer: ctx.who(posting),
        at: ctx.moment(posting.at),
        decided: ctx.zone().rfc3339(posting.decided),
        proposal,
    }
}
