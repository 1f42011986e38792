//! What is proposed: from obligations in the order of their verdicts to exact entries, with every entry looked up again for each.

mod caps;
mod worth;

use super::act::Fate;
use super::expr::Got;
use super::fraction::Fraction;
use super::relations::Fallen;
use super::window::Window;
use super::{About, Naive, Over};
use crate::case::{Case, Entry, Line, Owed, Sum};
use crate::misform::Form;
use crate::misread::Ledger as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::{
    Conduct, Consequence, ExprKind, Literal, Norm, Overlap, Penalty, Per, RewardTo, Stretch,
};
use guiju::engine::Status;
use guiju::ledger::{Role, Source};
use guiju::time::{self, Bound, ClockUnit, Instant, Stamp, Timing, Unit};
use rust_decimal::Decimal;
use std::collections::HashMap;
use worth::Worth;

/// One obligation that has an end.
struct Ended<'a> {
    finding: usize,
    line: Line,
    fallen: Fallen<'a>,
    /// When its verdict fell.
    decided: Instant,
    id: &'a str,
}

/// What an obligation costs or earns, if anything.
fn counts(case: &Case, line: &Line) -> bool {
    let reward = case.model.norms[line.norm].terms.reward.is_some();
    match line.status {
        Status::Violated | Status::Repaired => !reward,
        Status::Fulfilled => reward,
        _ => false,
    }
}

/// When the verdict fell on every obligation that has an entry in the ledger.
pub fn decided(case: &Case) -> Vec<Option<Instant>> {
    let Some(naive) = Naive::new(case, None, None) else { return Vec::new() };
    let lines = naive.judge_all();
    let mut cuts = Cuts::new(case, &naive, &lines);
    lines.iter().map(|(line, _)| counts(case, line).then(|| cuts.decided(line))).collect()
}

/// The ledger of a case; `ids` are the stable ids of the obligations, in their order.
pub fn ledger(
    case: &Case,
    ids: &[String],
    decided: &[Option<Instant>],
    mutation: Option<Mutation>,
) -> Vec<Entry> {
    let Some(naive) = Naive::new(case, mutation, None) else { return Vec::new() };
    let lines = naive.judge_all();
    let mut book = Book { naive: &naive, entries: Vec::new(), counted: Vec::new() };
    let mut ended = Vec::new();
    for (finding, (line, fallen)) in lines.iter().enumerate() {
        if let Some(decided) = decided[finding] {
            let (line, fallen) = (line.clone(), fallen.clone());
            ended.push(Ended { finding, line, fallen, decided, id: &ids[finding] });
        }
    }
    let by_log = naive.misreads_ledger(Misread::OrderOfTheLog);
    ended.sort_by(|a, b| {
        let key = |e: &Ended<'_>| {
            (if by_log { Instant::MIN } else { e.decided }, e.line.norm, e.fallen.anchor.start)
        };
        key(a).cmp(&key(b)).then(a.id.cmp(b.id))
    });
    ended.iter().for_each(|e| book.enter(e));
    let mut parts = book.parts(&ended);
    if case.model.header.accounts.overlap == Some(Overlap::Highest) {
        book.overlap(&ended, &mut parts);
    }
    book.caps(&ended, &mut parts);
    book.entries.into_iter().map(|made| made.entry).collect()
}

/// What a log says that ends earlier, for every instant at which something may change.
struct Cuts<'a> {
    case: &'a Case,
    instants: Vec<Instant>,
    said: HashMap<Instant, Vec<Line>>,
}

impl<'a> Cuts<'a> {
    fn new(case: &'a Case, naive: &Naive<'a>, lines: &[(Line, Fallen<'a>)]) -> Cuts<'a> {
        let mut instants: Vec<Instant> = naive.instants.borrow().clone();
        instants.extend(lines.iter().map(|(_, fallen)| fallen.anchor.start));
        instants.extend(naive.events.iter().map(|event| event.at.start));
        instants.extend(naive.events.iter().map(|event| case.zone.end_of(event.at)));
        instants.push(naive.horizon.start);
        instants.retain(|at| *at <= naive.horizon.start);
        instants.sort();
        instants.dedup();
        Cuts { case, instants, said: HashMap::new() }
    }

    /// The first instant at which a log that ends there says the same.
    fn decided(&mut self, line: &Line) -> Instant {
        let (mut low, mut high) = (0, self.instants.len() - 1);
        while low < high {
            let middle = (low + high) / 2;
            let at = self.instants[middle];
            let said = self.said.entry(at).or_insert_with(|| {
                let naive = Naive::new(self.case, None, Some(Stamp::exact(at)));
                naive
                    .map_or(Vec::new(), |naive| naive.judge_all().into_iter().map(|(line, _)| line).collect())
            });
            let same = |other: &Line| {
                (other.norm, &other.about, other.check, other.status)
                    == (line.norm, &line.about, line.check, line.status)
            };
            if said.iter().any(same) { high = middle } else { low = middle + 1 }
        }
        self.instants[high]
    }
}

/// An entry, with what is needed of its obligation.
struct Made {
    entry: Entry,
    norm: usize,
    happened: Stamp,
    /// Whether it is a sum of money.
    reward: bool,
    /// When the first hour starts, if it is hours that count.
    since: Option<Instant>,
}

/// A part of an entry that comes at one time: an hour, or all of it.
struct Part {
    entry: usize,
    /// Who comes first: when, hours before verdicts, then in the order of the ledger.
    turn: (Instant, bool, usize),
    /// The least, the proposed, the most, of what is left.
    left: [Decimal; 3],
}

/// The ledger while it is made.
struct Book<'n, 'a> {
    naive: &'n Naive<'a>,
    entries: Vec<Made>,
    /// What tables of escalation have counted.
    counted: Vec<Counted>,
}

/// One time that a table of escalation has counted.
struct Counted {
    table: (usize, usize, usize),
    /// Whose; none if everybody's count together.
    whose: Option<String>,
    at: Stamp,
    about: About,
    /// Which time it was.
    time: u32,
}

impl<'a> Book<'_, 'a> {
    fn wrong(&self, misread: Misread) -> bool {
        self.naive.misreads_ledger(misread)
    }

    fn norm(&self, index: usize) -> &'a Norm {
        &self.naive.case.model.norms[index]
    }

    /// Enters what one obligation costs or earns.
    fn enter(&mut self, ended: &Ended<'a>) {
        let norm = self.norm(ended.line.norm);
        if norm.terms.reward.is_some() {
            self.reward(norm, ended);
            return;
        }
        let bearer = ended.line.bearer.clone();
        for (i, stage) in norm.stages.iter().enumerate().take(ended.fallen.stages) {
            for (j, consequence) in stage.consequences.iter().enumerate() {
                self.consequence(ended, consequence, Source::Else(i, j), (bearer.clone(), Role::Bearer));
            }
        }
        if ended.line.status != Status::Violated && !self.wrong(Misread::RepairedMakesLiable) {
            return;
        }
        for (i, liable) in norm.terms.liable.iter().enumerate() {
            let who = match self.naive.get(&liable.who, ended.fallen.over.scope) {
                Got::Text(name) => Owed::By(name.to_string()),
                _ => Owed::Unassigned,
            };
            let role = if liable.instead { Role::Instead } else { Role::Besides };
            for (j, consequence) in liable.consequences.iter().enumerate() {
                self.consequence(ended, consequence, Source::Liable(i, j), (who.clone(), role));
            }
        }
    }

    fn consequence(
        &mut self,
        ended: &Ended<'a>,
        consequence: &'a Consequence,
        source: Source,
        whose: (Owed, Role),
    ) {
        let (consequence, time) = match &consequence.penalty {
            Penalty::Escalate(table) => {
                let Source::Else(i, j) = source else { return };
                let person = match &ended.line.bearer {
                    Owed::By(name) => name.clone(),
                    // People who cannot be made out are never taken for one another.
                    _ => format!("? {} {:?}", ended.finding, ended.line.about),
                };
                let person =
                    table.by_bearer.then_some(person).filter(|_| !self.wrong(Misread::EveryoneCounts));
                let key = (ended.line.norm, i, j);
                let happened = ended.fallen.happened;
                let mut earlier: Vec<(About, Stamp)> = Vec::new();
                for other in &self.counted {
                    let together = other.table == key
                        && other.whose == person
                        && self.together(table.within, other.at, happened)
                        && other.about != ended.line.about;
                    if together && !earlier.iter().any(|(known, _)| *known == other.about) {
                        earlier.push((other.about.clone(), other.at));
                    }
                }
                // Fields of one record are one time.
                let again = self.counted.iter().rev().find(|other| {
                    other.table == key && other.whose == person && other.about == ended.line.about
                });
                let time = match again {
                    Some(known) if !self.wrong(Misread::EveryFieldCounts) => known.time,
                    _ => earlier.len() as u32 + 1,
                };
                let about = match self.wrong(Misread::EveryFieldCounts) {
                    true => About::Period(format!("{}", ended.finding), None),
                    false => ended.line.about.clone(),
                };
                self.counted.push(Counted { table: key, whose: person, at: happened, about, time });
                let step =
                    table.steps.iter().find(|step| step.from <= time && step.to.is_none_or(|to| time <= to));
                match step {
                    Some(step) => (&step.consequence, Some(time)),
                    None => return,
                }
            }
            _ => (consequence, None),
        };
        let (times, running) = self.times(ended, consequence.per);
        let single = self.single(&consequence.penalty, ended);
        let (total, range) = match single {
            None => (Sum::Untold, None),
            Some((sum, range)) => {
                let n = Decimal::from(times);
                let total = match sum {
                    Sum::Money(value, currency) => Sum::Money(value * n, currency),
                    Sum::Points(points) => Sum::Points(points * n),
                    other => other,
                };
                (total, range.map(|(low, high)| (low * n, high * n)))
            }
        };
        let (payer, role) = whose;
        let mut entry = Entry {
            finding: ended.finding,
            source,
            time,
            payer,
            role,
            per: consequence.per,
            times,
            running,
            total,
            range,
            cuts: Vec::new(),
        };
        if let Per::Period(unit) = consequence.per
            && self.is_again(ended, unit, &entry)
        {
            self.nothing(&mut entry, "once");
        }
        let (norm, happened) = (ended.line.norm, ended.fallen.happened);
        let due = ended.fallen.window.as_ref().and_then(|window| window.due);
        let since = due.filter(|_| consequence.per == Per::StartedHourLate);
        let since = since.map(|due| due.overrun_from(&self.naive.case.zone));
        self.entries.push(Made { entry, norm, happened, reward: false, since });
    }

    /// Whether the same consequence has been proposed to the same person in the same period.
    fn is_again(&self, ended: &Ended<'a>, unit: Unit, entry: &Entry) -> bool {
        let Owed::By(_) = entry.payer else { return false };
        self.entries.iter().any(|made| {
            made.norm == ended.line.norm
                && made.entry.source == entry.source
                && (made.entry.payer == entry.payer || self.wrong(Misread::OnceForAll))
                && self.same_period(unit, made.happened, ended.fallen.happened)
                && made.entry.per == entry.per
                && made.entry.cuts.is_empty()
        })
    }

    fn same_period(&self, unit: Unit, a: Stamp, b: Stamp) -> bool {
        let rules = self.naive.case.rules();
        let period = |at: Stamp| time::period_containing(&rules, unit, at.start).ok().flatten();
        period(a) == period(b)
    }

    /// Whether an earlier time counts together with one at hand.
    fn together(&self, within: Option<Stretch>, earlier: Stamp, at: Stamp) -> bool {
        match within {
            None => true,
            Some(_) if self.wrong(Misread::EscalatesForEver) => true,
            Some(Stretch::Calendar(unit)) => self.same_period(unit, earlier, at),
            Some(Stretch::Rolling(length)) => {
                let rules = self.naive.case.rules();
                let (first, last) = if earlier.start <= at.start { (earlier, at) } else { (at, earlier) };
                time::within(&rules, first, &length)
                    .is_ok_and(|due| due.judge(last, &self.naive.case.zone) == Timing::InTime)
            }
        }
    }

    /// How often a consequence counts, and whether that goes on.
    fn times(&self, ended: &Ended<'a>, per: Per) -> (u32, bool) {
        if self.wrong(Misread::CountsOnce) {
            return (1, false);
        }
        let norm = self.norm(ended.line.norm);
        let act = match &norm.conduct {
            Conduct::Must(acts) => acts.single(),
            _ => None,
        };
        let (Some(act), Some(window)) = (act, &ended.fallen.window) else { return (1, false) };
        match per {
            Per::Missing if act.each_of.is_some() || act.every_of.is_some() => {
                (self.naive.missing(act, window, &ended.fallen.over).iter().sum(), false)
            }
            Per::Missing => {
                let seen = self.naive.scan(act, None, window, &ended.fallen.over);
                let lost = self.naive.lost(act, None, window, &ended.fallen.over);
                let doubts = seen.doubtful.len() + lost.len();
                let doubts = if self.wrong(Misread::DoubtsAreMissing) { 0 } else { doubts };
                let came = seen.hits.len() + doubts;
                (act.count.min.saturating_sub(came as u32).max(1), false)
            }
            Per::StartedHourLate => self.hours_late(ended, act, window),
            Per::Entity(_) if act.each_of.is_some() || act.every_of.is_some() => {
                let missing = self.naive.missing(act, window, &ended.fallen.over);
                let left_out = missing.iter().filter(|n| **n > 0).count();
                let times = match self.naive.mutation {
                    Some(Mutation::Form(Form::EntityOnce)) => 1,
                    Some(Mutation::Form(Form::EntityWhoever)) => missing.len(),
                    _ => left_out,
                };
                (times as u32, false)
            }
            _ => (1, false),
        }
    }

    /// The hours begun between the due time and the act.
    fn hours_late(
        &self,
        ended: &Ended<'a>,
        act: &'a guiju::analysis::model::Act,
        window: &Window,
    ) -> (u32, bool) {
        let naive = self.naive;
        let Some(due) = window.due else { return (1, false) };
        let zone = &naive.case.zone;
        let after = Window { due: None, ..window.clone() };
        // What is owed for a period is owed no longer than that.
        let period =
            ended.fallen.over.anchor.period_end.filter(|_| !self.wrong(Misread::HoursBeyondThePeriod));
        let most = period.map(|period| due.overrun(Stamp::exact(period), zone).unwrap_or(0));
        let late = |at: Stamp| due.overrun(at, zone).filter(|late| most.is_none_or(|most| *late < most));
        let mut first: Option<(i64, bool)> = None;
        let mut certain = false;
        for (_, at, fits) in naive.look_through(act, None, &after, &ended.fallen.over) {
            if let Some(overrun) = at.and_then(late) {
                let found = (overrun, fits != super::Truth::Yes);
                certain |= !found.1;
                first = Some(first.map_or(found, |known| known.min(found)));
            }
        }
        // A row that could not be read may have been it, whatever else is known of it.
        for row in naive.case.lost.iter().filter(|row| row.kind.is_none_or(|kind| kind == act.kind)) {
            let overrun = match row.at {
                None => Some(0),
                Some(at) if at.start > due.last() => due.overrun(at, zone).map_or(Some(0), |_| late(at)),
                Some(_) => None,
            };
            if let Some(overrun) = overrun {
                first = Some(first.map_or((overrun, true), |known| known.min((overrun, true))));
            }
        }
        let end =
            naive.end_of(act.kind).map_or(naive.horizon.start, |end| end.start.min(naive.horizon.start));
        let at_end = due.overrun(Stamp::exact(end), zone).unwrap_or(0);
        let (mut overrun, mut running) = match first {
            // Once it came for certain, no more hours are added.
            Some((overrun, doubt)) if overrun <= at_end || certain => (overrun, doubt && !certain),
            _ => (at_end, true),
        };
        if let Some(most) = most {
            // Once the period is over nothing goes on.
            running &= overrun < most && at_end < most;
            overrun = overrun.min(most);
        }
        let hour = ClockUnit::Hour.micros();
        let begun = match self.wrong(Misread::WholeHoursOnly) {
            true => overrun / hour,
            false => (overrun + hour - 1) / hour,
        };
        (u32::try_from(begun.max(1)).unwrap_or(u32::MAX), running)
    }

    fn reward(&mut self, norm: &'a Norm, ended: &Ended<'a>) {
        let Some(reward) = &norm.terms.reward else { return };
        let total = match self.worth_over(&reward.amount, &ended.fallen.over) {
            Some(Worth::Money(worth, currency)) => {
                let worth = if worth.is_negative() { Fraction::ZERO } else { worth };
                let stated = matches!(&reward.amount.kind, ExprKind::Literal(_));
                match &reward.amount.kind {
                    ExprKind::Literal(Literal::Money(n, _)) if stated => Sum::Money(*n, currency),
                    _ => Sum::Money(self.round(worth, currency), currency),
                }
            }
            _ => Sum::Untold,
        };
        let people: Vec<Owed> = match &reward.to {
            RewardTo::Bearer => vec![ended.line.bearer.clone()],
            RewardTo::One(who) => vec![match self.naive.get(who, ended.fallen.over.scope) {
                Got::Text(name) => Owed::By(name.to_string()),
                _ => Owed::Unassigned,
            }],
            RewardTo::Each(entity, filter) => {
                self.naive.beneficiaries(*entity, filter.as_ref(), &ended.fallen.over)
            }
        };
        for payer in people {
            let mut entry = Entry {
                finding: ended.finding,
                source: Source::Reward,
                time: None,
                payer,
                role: Role::Beneficiary,
                per: Per::Occurrence,
                times: 1,
                running: false,
                total,
                range: None,
                cuts: Vec::new(),
            };
            if let Some((most, unit)) = reward.at_most.filter(|_| !self.wrong(Misread::EarnedAgain)) {
                let before = self.entries.iter().filter(|made| {
                    made.norm == ended.line.norm
                        && made.entry.payer == entry.payer
                        && matches!(entry.payer, Owed::By(_))
                        && !made.entry.cuts.iter().any(|(why, _)| why == "at most")
                        && self.same_period(unit, made.happened, ended.fallen.happened)
                });
                if before.count() as u32 >= most {
                    self.nothing(&mut entry, "at most");
                }
            }
            let (norm, happened) = (ended.line.norm, ended.fallen.happened);
            self.entries.push(Made { entry, norm, happened, reward: true, since: None });
        }
    }

    /// Leaves nothing of an entry.
    fn nothing(&self, entry: &mut Entry, why: &str) {
        let amount = if let Sum::Money(value, _) = entry.total { Some(value) } else { None };
        entry.cuts.push((why.to_string(), amount));
        entry.total = match entry.total {
            Sum::Money(_, currency) => Sum::Money(Decimal::ZERO, currency),
            Sum::Points(_) => Sum::Points(Decimal::ZERO),
            other => other,
        };
        entry.range = entry.range.map(|_| (Decimal::ZERO, Decimal::ZERO));
    }
}

impl<'a> Naive<'a> {
    pub fn misreads_ledger(&self, misread: Misread) -> bool {
        self.wrong(Mutation::Ledger(misread))
    }

    /// To which time an obligation belongs: when the conduct failed; a deadline at the end of a day belongs to that day.
    pub(super) fn happened(
        &self,
        norm: &'a Norm,
        over: &Over<'a>,
        window: Option<&Window>,
        conduct: Fate,
    ) -> Stamp {
        let anchor = over.anchor.at;
        let due = window.and_then(|window| window.due);
        let at = match (conduct, &norm.conduct) {
            (Fate::Failed(Some(at)) | Fate::FailedSometime(Some(at)), _) => match due {
                Some(due) if at.start == due.last() && due.bound() == Bound::Exclusive => {
                    Stamp::exact(due.last().plus_micros(-1))
                }
                _ => at,
            },
            (Fate::Met, conduct) => {
                let single = if let Conduct::Must(acts) = conduct { acts.single() } else { None };
                let hit = single.zip(window).and_then(|(act, window)| {
                    let hits = self.scan(act, None, window, over).hits;
                    hits.get((act.count.min as usize).checked_sub(1)?).copied()
                });
                let closed = due.map(|due| match due.bound() {
                    Bound::Exclusive => Stamp::exact(due.last().plus_micros(-1)),
                    Bound::Inclusive => self.failure(due, over),
                });
                hit.or(closed).unwrap_or(anchor)
            }
            _ => anchor,
        };
        at.max(anchor)
    }
}
