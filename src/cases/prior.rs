//! What the ledger of a run must know of earlier ones.

use super::act::ImposedLine;
use super::book::{Book, Case};
use super::merge::is_open;
use super::record::{Line, Said, StepsSaid};
use super::settled::Settled;
use crate::analysis::model::Model;
use crate::engine::{Outcome, Status};
use crate::event::Interner;
use crate::ledger::{Before, Booked, Earlier, Known, Range, Source, Steps};
use crate::money::{Amount, Currency};
use crate::plan::Plan;
use crate::report::model::{CutKind, Money, MoneyRange, ProposalKind, Reason, Report};
use crate::time::{Date, Instant, Stamp};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The run whose ledger goes on from a history.
#[derive(Clone, Copy)]
pub struct After<'a> {
    /// What is known of every case.
    pub book: &'a Book,
    /// The day of the run.
    pub on: Date,
    /// The policy.
    pub model: &'a Model,
    /// Its plan.
    pub plan: &'a Plan,
    /// What was found.
    pub outcome: &'a Outcome,
    /// What the run settles of known cases, as far as that is known by now.
    pub settled: &'a Settled,
}

/// What earlier runs have booked under a policy: what this run does not find, and the place of what it finds again. What has been
/// withdrawn, let off or lifted does not count, nor does what this run withdraws.
pub fn priors(run: &After<'_>, interner: &mut Interner) -> Earlier {
    let After { book, on, model, plan, outcome, settled } = *run;
    let policy = &model.header.name;
    let rules = super::observe::rules(model, plan, interner);
    let horizon = outcome.observed.map(|(_, horizon)| horizon.start.micros());
    let mut known = BTreeMap::new();
    for (index, finding) in outcome.findings.iter().enumerate() {
        // An obligation that this run cannot tell, or that has not ended for it, stays as it was recorded.
        if !matches!(finding.status, Status::Violated | Status::Repaired | Status::Fulfilled) {
            continue;
        }
        let case = book.of_finding(policy, &finding.id);
        let case = case.or_else(|| book.cases.get(settled.same.get(&finding.id)?));
        let Some(case) = case else { continue };
        // What is withdrawn or let off costs nothing, until it is found to stand again.
        let stands = spared(case, on).is_none();
        let lines = case.lines().filter(|_| stands);
        let may_change = case.record.finding == finding.id
            && rules.get(&case.record.norm) == Some(&case.record.rule)
            && is_open(case, book, horizon, on);
        let booked = lines.filter_map(|(_, line, imposed)| booked(line, imposed, interner)).collect();
        known.insert(index, Known { place: case.number, fixed: stands && !may_change, booked });
    }
    let found: BTreeSet<u64> = known.values().map(|known| known.place).collect();
    let cases = book
        .cases
        .values()
        .filter(|case| &case.record.policy == policy && spared(case, on).is_none())
        .filter(|case| !found.contains(&case.number) && !settled.gone.contains(&case.number));
    let mut abouts: FxHashMap<&str, usize> = FxHashMap::default();
    let mut before = Vec::new();
    for case in cases {
        let record = &case.record;
        let Some(norm) = model.norms.iter().position(|norm| norm.name == record.norm) else { continue };
        let Ok(at) = record.at.parse::<jiff::Timestamp>() else { continue };
        let next = abouts.len();
        let about = *abouts.entry(&record.about).or_insert(next);
        before.push(Before {
            place: case.number,
            norm,
            bearer: record.bearer.as_ref().map(|name| interner.intern(name)),
            stages: record.stages,
            at: Stamp::exact(Instant::from_micros(at.as_microsecond())),
            decided: Instant::from_micros(record.decided),
            about,
            booked: case.lines().filter_map(|(_, line, imposed)| booked(line, imposed, interner)).collect(),
        });
    }
    Earlier { before, known }
}

fn booked(line: &Line, imposed: Option<&ImposedLine>, interner: &mut Interner) -> Option<Booked> {
    let cut = |kinds: &[CutKind]| line.cuts.iter().any(|cut| kinds.contains(&cut.kind));
    let amount = line.amount.as_ref().and_then(amount_of);
    Some(Booked {
        source: source(&line.source)?,
        payer: line.who.as_ref().map(|who| interner.intern(who)),
        let_through: !cut(&[CutKind::Once, CutKind::AtMost]),
        reward: line.kind == ProposalKind::Reward,
        amount,
        range: line.range.as_ref().and_then(range),
        steps: line.steps.as_ref().and_then(steps),
        act: line.act.clone(),
        imposed: imposed.and_then(|imposed| imposed.amount.as_ref()).and_then(amount_of),
    })
}

fn steps(said: &StepsSaid) -> Option<Steps> {
    let read = |[low, middle, high]: &[String; 3]| {
        Some([low.parse().ok()?, middle.parse().ok()?, high.parse().ok()?])
    };
    let sums = said.sums.iter().map(read).collect::<Option<_>>()?;
    let once = match &said.once {
        Some(once) => Some(read(once)?),
        None => None,
    };
    Some(Steps { currency: Currency::parse(&said.currency)?, sums, once })
}

fn source(text: &str) -> Option<Source> {
    let mut parts = text.split(' ');
    let kind = parts.next()?;
    let mut number = || parts.next()?.parse::<usize>().ok();
    match kind {
        "else" => Some(Source::Else(number()?, number()?)),
        "liable" => Some(Source::Liable(number()?, number()?)),
        "reward" => Some(Source::Reward),
        _ => None,
    }
}

/// An amount as the history writes it.
pub(super) fn amount_of(money: &Money) -> Option<Amount> {
    Some(Amount::new(money.value.parse().ok()?, Currency::parse(&money.currency)?))
}

fn range(range: &MoneyRange) -> Option<Range> {
    let currency = Currency::parse(&range.currency)?;
    Some(Range {
        low: Amount::new(range.low.parse().ok()?, currency),
        high: Amount::new(range.high.parse().ok()?, currency),
    })
}

/// Why a case is not held against anybody on a day.
fn spared(case: &Case, on: Date) -> Option<Said> {
    if let Some(waiver) = case.waiver(on) {
        return Some(super::words::waived(&waiver.approver, &waiver.reason, waiver.expires));
    }
    match &case.withdrawn {
        Some((entry, None)) => Some(super::words::withdrawn_by_hand(*entry)),
        // A run has withdrawn it; if this one finds it again, it is restored.
        Some((_, Some(_))) if case.lifted() => Some(super::words::lifted(case.number)),
        Some((_, Some(_))) => Some(Said::default()),
        None if case.lifted() => Some(super::words::lifted(case.number)),
        None => None,
    }
}

/// Marks the findings of a run that a waiver covers, or that people have withdrawn or lifted: they propose nothing. Says why, by
/// their place in the outcome.
pub fn spare(book: &Book, policy: &str, outcome: &mut Outcome, on: Date) -> Vec<(usize, Said)> {
    let mut all = Vec::new();
    for (place, finding) in outcome.findings.iter_mut().enumerate() {
        if !matches!(finding.status, Status::Violated | Status::Repaired | Status::Fulfilled) {
            continue;
        }
        let why = book.of_finding(policy, &finding.id).and_then(|case| spared(case, on));
        let Some(why) = why.filter(|why| !why.en.is_empty()) else { continue };
        if let Some(counts) = outcome.counts.get_mut(finding.norm) {
            counts.recount(finding.status, Status::Waived);
        }
        finding.status = Status::Waived;
        finding.stages = 0;
        all.push((place, why));
    }
    all
}

/// Says in a report why findings are not held against anybody.
pub fn explain_spared(report: &mut Report, spared: &[(usize, Said)]) {
    let lang = crate::locale::Lang::from_tag(&report.lang);
    for (place, why) in spared {
        if let Some(finding) = report.findings.get_mut(*place) {
            let text = why.text(lang).to_string();
            finding.reasons.push(Reason { id: "waived".to_string(), text, evidence: None });
        }
    }
}
