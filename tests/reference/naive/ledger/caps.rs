//! What is let through: under caps, and of one act that breaks several norms.

use super::super::expr::{Member, Scope};
use super::worth::Worth;
use super::{Book, Ended, Misread, Part};
use crate::case::{About, Owed, Sum};
use crate::misform::Form;
use crate::mutation::Mutation;
use guiju::analysis::model::{Cap, Conduct, ExprKind, Literal};
use guiju::money::Currency;
use guiju::time::{ClockUnit, Stamp};
use rust_decimal::Decimal;
use std::collections::HashMap;

impl<'a> Book<'_, 'a> {
    /// What comes when: an hour when it starts, but none before the verdict.
    pub fn parts(&self, ended: &[Ended<'a>]) -> Vec<Part> {
        let mut parts = Vec::new();
        for (i, made) in self.entries.iter().enumerate() {
            let Sum::Money(value, _) = made.entry.total else { continue };
            let Some(ended) = ended.iter().find(|e| e.finding == made.entry.finding) else { continue };
            let all = made.entry.range.map_or([value; 3], |(low, high)| [low, value, high]);
            let hours = made.since.map_or(1, |_| made.entry.times);
            for hour in 0..hours {
                let starts =
                    made.since.map(|since| since.plus_micros(i64::from(hour) * ClockUnit::Hour.micros() + 1));
                let late = starts.filter(|starts| hour > 0 && *starts > ended.decided);
                let late = late.filter(|_| !self.wrong(Misread::HoursAllAtOnce));
                let turn = (late.unwrap_or(ended.decided), late.is_none(), i);
                parts.push(Part { entry: i, turn, left: all.map(|sum| sum / Decimal::from(hours)) });
            }
        }
        parts.sort_by_key(|part| part.turn);
        parts
    }

    /// Writes what is left of an entry, and what was cut off.
    pub fn settle(&mut self, i: usize, parts: &[Part], why: &str) {
        let entry = &mut self.entries[i].entry;
        let Sum::Money(value, currency) = entry.total else { return };
        let wanted = entry.range.map_or([value; 3], |(low, high)| [low, value, high]);
        let mut left = [Decimal::ZERO; 3];
        for part in parts.iter().filter(|part| part.entry == i) {
            left = [0, 1, 2].map(|n| left[n] + part.left[n]);
        }
        // Of one amount only that is cut which is proposed.
        let one = why == "overlap" || entry.range.is_none();
        let less = if one { left[1] < value } else { left != wanted };
        if less {
            entry.cuts.push((why.to_string(), Some(value - left[1])));
        }
        entry.total = Sum::Money(left[1], currency);
        entry.range = entry.range.map(|_| (left[0], left[2]));
    }

    /// Lets entries through until each cap is reached.
    pub fn caps(&mut self, ended: &[Ended<'a>], parts: &mut [Part]) {
        let model = &self.naive.case.model;
        let of_norms = model
            .norms
            .iter()
            .enumerate()
            .flat_map(|(i, norm)| norm.terms.caps.iter().map(move |c| (Some(i), c)));
        let all: Vec<(Option<usize>, &'a Cap)> =
            of_norms.chain(model.header.accounts.caps.iter().map(|cap| (None, cap))).collect();
        for (norm, cap) in all {
            self.cap(norm, cap, ended, parts);
        }
    }

    pub fn cap(&mut self, norm: Option<usize>, cap: &'a Cap, ended: &[Ended<'a>], parts: &mut [Part]) {
        let form = |misread| self.naive.wrong(Mutation::Form(misread));
        // What was let through: of which obligation, to whom, when, how much: the least, the proposed, the most.
        let mut through: Vec<(usize, Owed, Stamp, [Decimal; 3])> = Vec::new();
        for part in &mut *parts {
            let i = part.entry;
            let made = &self.entries[i];
            if norm.is_some_and(|norm| norm != made.norm) {
                continue;
            }
            let scope = ended.iter().find(|e| e.finding == made.entry.finding).map(|e| e.fallen.over.scope);
            let scope = scope.map(|scope| {
                let day = self.naive.case.zone.date(made.happened.start);
                let payer = if let Owed::By(name) = &made.entry.payer { Some(name) } else { None };
                let key = payer.and_then(|name| self.naive.case.interner.get(name));
                Scope { other: key.map(|key| Member { key, on: day }), ..scope }
            });
            let concerned = matches!(made.entry.total, Sum::Money(..)) && (norm.is_some() || !made.reward);
            let Some(Worth::Money(limit, of)) = scope.and_then(|scope| self.worth(&cap.amount, scope)) else {
                // A cap that cannot be worked out lets nothing through.
                if concerned {
                    self.entries[i].entry.total = Sum::Untold;
                    self.entries[i].entry.range = None;
                }
                continue;
            };
            let Sum::Money(_, currency) = made.entry.total else { continue };
            // A share of something in another currency says nothing of this.
            if concerned && of != currency && !matches!(cap.amount.kind, ExprKind::Literal(_)) {
                self.entries[i].entry.total = Sum::Untold;
                self.entries[i].entry.range = None;
                continue;
            }
            // Caps of the policy hold for fines and deductions.
            if of != currency || norm.is_none() && made.reward {
                continue;
            }
            let limit = match &cap.amount.kind {
                ExprKind::Literal(Literal::Money(stated, _)) => *stated,
                _ => self.round(limit, of),
            };
            let (finding, payer) = (made.entry.finding, made.entry.payer.clone());
            let fell = ended.iter().find(|e| e.finding == finding).map(|e| Stamp::exact(e.decided));
            let at = fell.filter(|_| self.wrong(Misread::CapByTheVerdict)).unwrap_or(made.happened);
            let same = |(other, who, when, ..): &&(usize, Owed, Stamp, [Decimal; 3])| {
                let person = *who == payer && (matches!(payer, Owed::By(_)) || *other == finding);
                let person = !cap.per.bearer || self.wrong(Misread::CapForAll) || person;
                let period = cap
                    .per
                    .period
                    .is_none_or(|unit| self.wrong(Misread::CapForEver) || self.same_period(unit, *when, at));
                (!cap.per.occurrence || *other == finding) && person && period
            };
            let through_of = |(other, ..): &&(usize, Owed, Stamp, [Decimal; 3])| {
                let norm_of = |finding| ended.iter().find(|e| e.finding == finding).map(|e| e.line.norm);
                !form(Form::CapByNorm) || norm_of(*other) == norm_of(finding)
            };
            let limit = if form(Form::CapExcludesItself) { limit - Decimal::new(1, 2) } else { limit };
            let used = |n: usize| {
                through.iter().filter(same).filter(through_of).fold(Decimal::ZERO, |sum, t| sum + t.3[n])
            };
            let left = [0, 1, 2].map(|n| (limit - used(n)).max(Decimal::ZERO).min(part.left[n]));
            if self.wrong(Misread::NoCap) {
                continue;
            }
            through.push((finding, payer, at, left));
            part.left = left;
        }
        for i in 0..self.entries.len() {
            self.settle(i, parts, "cap");
        }
    }

    /// One act costs one person as much as the norm that asks for the most: what an earlier entry has let through stays, a later
    /// one adds what is missing.
    pub fn overlap(&mut self, ended: &[Ended<'a>], parts: &mut [Part]) {
        // What was asked: for which act, of whom, by which norm: the least, the proposed, the most.
        let mut asked: Vec<(String, Owed, Currency, usize, [Decimal; 3])> = Vec::new();
        for part in &mut *parts {
            let made = &self.entries[part.entry];
            let Some(ended) = ended.iter().find(|e| e.finding == made.entry.finding) else { continue };
            let Some(act) = self.act_of(ended) else { continue };
            let Sum::Money(_, currency) = made.entry.total else { continue };
            if made.reward || !matches!(made.entry.payer, Owed::By(_)) {
                continue;
            }
            let (payer, norm) = (made.entry.payer.clone(), made.norm);
            let wanted = part.left;
            let highest = |asked: &[(String, Owed, Currency, usize, [Decimal; 3])], n: usize| {
                let mut norms: HashMap<usize, Decimal> = HashMap::new();
                for (_, _, _, norm, sums) in
                    asked.iter().filter(|a| a.0 == act && a.1 == payer && a.2 == currency)
                {
                    *norms.entry(*norm).or_default() += sums[n];
                }
                norms.into_values().max().unwrap_or_default()
            };
            let before = [0, 1, 2].map(|n| highest(&asked, n));
            asked.push((act.clone(), payer.clone(), currency, norm, wanted));
            let left = [0, 1, 2].map(|n| (highest(&asked, n) - before[n]).min(wanted[n]));
            if self.wrong(Misread::OverlapAddsUp) {
                continue;
            }
            part.left = left;
        }
        for i in 0..self.entries.len() {
            self.settle(i, parts, "overlap");
        }
    }

    /// Which act an obligation is about: a forbidden event, or the occasion itself.
    pub fn act_of(&self, ended: &Ended<'a>) -> Option<String> {
        match &self.norm(ended.line.norm).conduct {
            Conduct::MustNot(_) => ended.fallen.act.map(|act| format!("event {act}")),
            Conduct::Never => ended.fallen.index.map(|index| format!("event {index}")),
            Conduct::Must(acts) => {
                let act = acts.single()?;
                matches!(ended.line.about, About::Event(..))
                    .then(|| format!("{:?} owes {:?}", ended.line.about, act.kind))
            }
            Conduct::Check(checks) => {
                let field = ended.line.check.and_then(|check| checks[check].field);
                ended.fallen.index.map(|index| format!("field {field:?} of {index}"))
            }
            _ => None,
        }
    }
}
