//! Findings become postings, one after the other.

use super::amount::Worker;
use super::before::{Before, Booked, whose};
use super::count::{Count, count};
use super::posting::{Cut, CutWhy, Payer, Posting, Range, Role, Sanction, Source, Total};
use super::{Setup, Working};
use crate::analysis::model::{NormKind, Per, Stretch};
use crate::engine::{Finding, Occasion, Reader, Status, Why};
use crate::event::{RowRef, Sym, Value};
use crate::money::Amount;
use crate::plan::{Charge, NormAccounts, Reward, RewardTo, Sanction as Planned, Sum};
use crate::time::{Date, Instant, Length, Rules, Stamp, Unit, period_containing};
use rustc_hash::FxHashMap;

/// Whose count or total something is. Somebody unknown is never taken for another unknown person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Everybody,
    Person(Sym),
    /// Who it is cannot be told: of which finding, and which of several people.
    Unknown(usize, usize),
}

impl Whose {
    pub fn of(payer: &Payer, finding: usize) -> Whose {
        match payer {
            Payer::Named(sym) => Whose::Person(*sym),
            Payer::Unassigned(_) | Payer::NotStated => Whose::Unknown(finding, 0),
        }
    }
}

/// The ledger being written.
pub(super) struct Book<'a> {
    setup: Setup<'a>,
    observed: Option<(Instant, Stamp)>,
    worker: Worker<'a>,
    /// How often each table of escalation has been asked.
    seen: FxHashMap<(usize, Source, Whose), Vec<Seen>>,
    /// What is proposed once in a period.
    once: FxHashMap<(usize, Source, Whose, Date), u32>,
    pub postings: Vec<Posting>,
    /// Of the postings of the last finding, those that count hours.
    pub late: Vec<Late>,
}

/// A posting that counts hours.
pub(super) struct Late {
    /// Its position.
    pub posting: usize,
    /// From when on they are counted.
    pub since: Instant,
}

/// One time that a norm was broken.
struct Seen {
    at: Stamp,
    about: About,
}

/// One occasion.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Event(RowRef, u16, u16),
    Period(Instant, Option<Sym>),
    /// One that an earlier run has seen, by its number.
    Before(usize),
}

/// What a posting is made from.
struct Line<'a> {
    index: usize,
    finding: &'a Finding,
    source: Source,
    payer: Payer,
    role: Role,
}

impl<'a> Book<'a> {
    pub fn new(setup: Setup<'a>, observed: Option<(Instant, Stamp)>) -> Self {
        let reader = Reader::new(setup.tables, setup.rules, setup.interner);
        let worker = Worker { reader, accounts: &setup.model.header.accounts };
        Book {
            setup,
            observed,
            worker,
            seen: FxHashMap::default(),
            once: FxHashMap::default(),
            postings: Vec::new(),
            late: Vec::new(),
        }
    }

    /// Takes into account what an earlier run has booked.
    pub fn remember(&mut self, place: usize, old: &Before) {
        let Some(accounts) = self.setup.plan.accounts.norms.get(old.norm) else { return };
        for (s, stage) in accounts.stages.iter().enumerate().take(old.stages) {
            for (c, charge) in stage.iter().enumerate() {
                self.remember_time(old, place, Source::Else(s, c), old.bearer, charge);
            }
        }
        for booked in &old.booked {
            let charge = match booked.source {
                Source::Else(s, c) => accounts.stages.get(s).and_then(|stage| stage.get(c)),
                Source::Liable(l, c) => accounts.liable.get(l).and_then(|liable| liable.charges.get(c)),
                Source::Reward => None,
            };
            // Who else was liable is known where a table proposed something.
            if let (Source::Liable(..), Some(charge)) = (booked.source, charge) {
                self.remember_time(old, place, booked.source, booked.payer, charge);
            }
            self.remember_once(old, place, booked, charge, accounts.reward.as_ref());
        }
    }

    /// One time that a table of escalation was asked.
    fn remember_time(
        &mut self,
        old: &Before,
        place: usize,
        source: Source,
        payer: Option<Sym>,
        charge: &Charge,
    ) {
        let Planned::Escalate { by_bearer, .. } = &charge.sanction else { return };
        let whose = if *by_bearer { whose(payer, place) } else { Whose::Everybody };
        let list = self.seen.entry((old.norm, source, whose)).or_default();
        let about = About::Before(old.about);
        if !list.iter().any(|seen| seen.about == about) {
            list.push(Seen { at: old.at, about });
        }
    }

    /// What was let through where something is proposed so often at most in a period.
    fn remember_once(
        &mut self,
        old: &Before,
        place: usize,
        booked: &Booked,
        charge: Option<&Charge>,
        reward: Option<&Reward>,
    ) {
        let unit = match (charge.map(|charge| charge.per), reward) {
            (Some(Per::Period(unit)), _) => unit,
            (None, Some(Reward { at_most: Some((_, unit)), .. })) => *unit,
            (Some(_), _) | (None, _) => return,
        };
        let rules = self.setup.rules;
        if let (true, Ok(Some(period))) = (booked.let_through, period_containing(&rules, unit, old.at.start))
        {
            let key = (old.norm, booked.source, whose(booked.payer, place), period.first);
            *self.once.entry(key).or_default() += 1;
        }
    }

    /// Books what one finding proposes.
    pub fn finding(&mut self, index: usize, finding: &Finding) {
        let plan = self.setup.plan;
        self.late.clear();
        let Some(accounts) = plan.accounts.norms.get(finding.norm) else { return };
        if self.setup.model.norms[finding.norm].kind == NormKind::Reward {
            if let (Status::Fulfilled, Some(reward)) = (finding.status, &accounts.reward) {
                self.reward(index, finding, reward);
            }
            return;
        }
        self.charges(index, finding, accounts);
    }

    fn charges(&mut self, index: usize, finding: &Finding, accounts: &NormAccounts) {
        let violated = finding.status == Status::Violated;
        let spared = violated && accounts.liable.iter().any(|liable| liable.instead);
        for (s, stage) in accounts.stages.iter().enumerate().take(finding.stages) {
            for (c, charge) in stage.iter().enumerate().filter(|_| !spared) {
                let (payer, role) = (finding.bearer.clone(), Role::Bearer);
                self.charge(&Line { index, finding, source: Source::Else(s, c), payer, role }, charge);
            }
        }
        for (l, liable) in accounts.liable.iter().enumerate().filter(|_| violated) {
            let role = if liable.instead { Role::Instead } else { Role::Besides };
            let payer = self.person(finding, &liable.who);
            for (c, charge) in liable.charges.iter().enumerate() {
                let (source, payer) = (Source::Liable(l, c), payer.clone());
                self.charge(&Line { index, finding, source, payer, role }, charge);
            }
        }
    }

    /// Reads what a finding says, its figures included.
    fn reader<'f>(&self, finding: &'f Finding) -> Reader<'f>
    where
        'a: 'f,
    {
        self.worker.reader.with(&finding.figures)
    }

    fn person(&self, finding: &Finding, who: &crate::plan::Expr) -> Payer {
        match self.reader(finding).value(&finding.occasion, who, None) {
            Ok(Value::Text(sym)) => Payer::Named(sym),
            Ok(_) => Payer::Unassigned(Why::Nothing),
            Err(why) => Payer::Unassigned(why),
        }
    }

    fn charge(&mut self, line: &Line<'_>, charge: &Charge) {
        let Planned::Escalate { by_bearer, within, steps } = &charge.sanction else {
            return self.book(line, charge, None);
        };
        let time = self.time(line, *by_bearer, *within);
        let step = steps.iter().find(|(from, to, _)| *from <= time && to.is_none_or(|to| time <= to));
        if let Some((_, _, charge)) = step {
            self.book(line, charge, Some(time));
        }
    }

    /// Which time it is that the table is asked. What concerns one occasion (several fields of a record) is one time.
    fn time(&mut self, line: &Line<'_>, by_bearer: bool, within: Option<Stretch>) -> u32 {
        let finding = line.finding;
        let whose = if by_bearer { Whose::of(&line.payer, line.index) } else { Whose::Everybody };
        let rules = self.setup.rules;
        let (at, about) = (finding.happened, about(&finding.occasion));
        let list = self.seen.entry((finding.norm, line.source, whose)).or_default();
        // Of one day it cannot be told how far apart two times lie; what concerns one occasion is one all the same.
        let counts = |seen: &&Seen| seen.about == about || together(&rules, within, seen.at, at);
        let near: Vec<&Seen> = list.iter().filter(counts).collect();
        if let Some(place) = near.iter().position(|seen| seen.about == about) {
            return u32::try_from(place + 1).unwrap_or(u32::MAX);
        }
        let time = u32::try_from(near.len() + 1).unwrap_or(u32::MAX);
        list.push(Seen { at, about });
        time
    }

    fn book(&mut self, line: &Line<'_>, charge: &Charge, time: Option<u32>) {
        let Count { times, running, since } = count(&self.setup, self.observed, line.finding, charge.per);
        if times == 0 {
            return;
        }
        let money = |sum: &Sum| self.money(sum, line.finding, times);
        let (sanction, (total, range, working)) = match &charge.sanction {
            Planned::Fine(sum) => (Sanction::Fine, money(sum)),
            Planned::Deduct(sum) => (Sanction::Deduct, money(sum)),
            Planned::Demerit(points) => {
                let total =
                    points.checked_mul(times.into()).map_or(Total::Untold(Why::Arithmetic), Total::Points);
                (Sanction::Demerit, (total, None, None))
            }
            Planned::Warn => (Sanction::Warn, ACT),
            Planned::Suspend => (Sanction::Suspend, ACT),
            Planned::Dismiss => (Sanction::Dismiss, ACT),
            Planned::Notify(whom) => {
                let told = match self.reader(line.finding).value(&line.finding.occasion, whom, None) {
                    Ok(Value::Text(sym)) => Some(sym),
                    Ok(_) | Err(_) => None,
                };
                (Sanction::Notify(told), ACT)
            }
            Planned::Named(name) => (Sanction::Named(name.clone()), ACT),
            // A table inside a table does not pass analysis.
            Planned::Escalate { .. } => return,
        };
        let mut posting = self.posting(line, charge.span, sanction, charge.per, time);
        (posting.times, posting.running) = (times, running);
        (posting.total, posting.range, posting.working) = (total, range, working);
        if let Per::Period(unit) = charge.per {
            let whose = Whose::of(&posting.payer, posting.finding);
            self.only(&mut posting, whose, 1, unit, CutWhy::Once(unit));
        }
        self.late.extend(since.map(|since| Late { posting: self.postings.len(), since }));
        self.postings.push(posting);
    }

    fn posting(
        &self,
        line: &Line<'_>,
        span: crate::source::Span,
        sanction: Sanction,
        per: Per,
        time: Option<u32>,
    ) -> Posting {
        Posting {
            finding: line.index,
            id: line.finding.id.clone(),
            norm: line.finding.norm,
            source: line.source,
            span,
            time,
            payer: line.payer.clone(),
            role: line.role,
            sanction,
            per,
            times: 1,
            running: false,
            total: Total::Act,
            range: None,
            working: None,
            cuts: Vec::new(),
            steps: None,
            act: None,
            at: line.finding.happened,
            decided: line.finding.decided,
        }
    }

    fn money(&self, sum: &Sum, finding: &Finding, times: u32) -> (Total, Option<Range>, Option<Working>) {
        let worker = Worker { reader: self.reader(finding), ..self.worker };
        let worked = worker.sum(sum, &finding.occasion).and_then(|(amount, range, working)| {
            let total = amount.times(times).ok_or(Why::Arithmetic)?;
            let range = match range {
                Some(Range { low, high }) => Some(Range {
                    low: low.times(times).ok_or(Why::Arithmetic)?,
                    high: high.times(times).ok_or(Why::Arithmetic)?,
                }),
                None => None,
            };
            Ok((Total::Money(total), range, working))
        });
        worked.unwrap_or_else(|why| (Total::Untold(why), None, None))
    }

    /// Lets a posting through so often in a period; the rest is cut.
    fn only(&mut self, posting: &mut Posting, whose: Whose, most: u32, unit: Unit, why: CutWhy) {
        let Ok(Some(period)) = period_containing(&self.setup.rules, unit, posting.at.start) else { return };
        let used = self.once.entry((posting.norm, posting.source, whose, period.first)).or_default();
        if *used < most {
            *used += 1;
            return;
        }
        let zero = |amount: Amount| Amount::new(0.into(), amount.currency);
        let amount = match posting.total {
            Total::Money(amount) => {
                posting.total = Total::Money(zero(amount));
                Some(amount)
            }
            Total::Points(_) => {
                posting.total = Total::Points(0.into());
                None
            }
            Total::Act | Total::Untold(_) => None,
        };
        posting.range = posting.range.map(|range| Range { low: zero(range.low), high: zero(range.high) });
        posting.cuts.push(Cut { why, amount });
    }

    fn reward(&mut self, index: usize, finding: &Finding, reward: &Reward) {
        let people: Vec<Payer> = match &reward.to {
            RewardTo::Bearer => vec![finding.bearer.clone()],
            RewardTo::One(who) => vec![self.person(finding, who)],
            RewardTo::Each(entity, filter) => {
                let (sure, doubtful) =
                    self.worker.reader.members(&finding.occasion, *entity, filter.as_ref());
                let doubtful = doubtful.into_iter().map(|(_, why)| Payer::Unassigned(why));
                sure.into_iter().map(Payer::Named).chain(doubtful).collect()
            }
        };
        for (place, payer) in people.into_iter().enumerate() {
            let line = Line { index, finding, source: Source::Reward, payer, role: Role::Beneficiary };
            let mut posting = self.posting(&line, reward.span, Sanction::Reward, Per::Occurrence, None);
            let sum = Sum::Of(reward.amount.clone());
            (posting.total, posting.range, posting.working) = self.money(&sum, finding, 1);
            if let Some((most, unit)) = reward.at_most {
                // Two of whom it cannot be told whether they benefit are two all the same.
                let whose = match Whose::of(&posting.payer, posting.finding) {
                    Whose::Unknown(finding, _) => Whose::Unknown(finding, place),
                    known => known,
                };
                self.only(&mut posting, whose, most, unit, CutWhy::AtMost(most, unit));
            }
            self.postings.push(posting);
        }
    }
}

const ACT: (Total, Option<Range>, Option<Working>) = (Total::Act, None, None);

fn about(occasion: &Occasion) -> About {
    match occasion {
        Occasion::Event(event) => About::Event(event.row, event.kind.0, event.rule),
        Occasion::Period { period, member } => About::Period(period.start, member.map(|(key, _)| key)),
        Occasion::Interval { interval, begins, .. } => {
            let subject = match interval.subject {
                Some(Value::Text(subject)) => Some(subject),
                Some(_) | None => None,
            };
            About::Period(begins.start, subject)
        }
    }
}

/// Whether two times lie in one stretch.
fn together(rules: &Rules<'_>, within: Option<Stretch>, a: Stamp, b: Stamp) -> bool {
    match within {
        None => true,
        Some(Stretch::Calendar(unit)) => {
            let first = |at: Stamp| period_containing(rules, unit, at.start).ok().flatten().map(|p| p.first);
            first(a) == first(b)
        }
        Some(Stretch::Rolling(length)) => {
            let (early, late) = if a.start <= b.start { (a, b) } else { (b, a) };
            in_stretch(rules, early, length, late)
        }
    }
}

/// Whether `late` certainly comes no later than so long after `early`.
fn in_stretch(rules: &Rules<'_>, early: Stamp, length: Length, late: Stamp) -> bool {
    crate::time::within(rules, early, &length)
        .is_ok_and(|due| due.judge(late, rules.zone) == crate::time::Timing::InTime)
}
