//! What a run says of the cases of a history, and of new ones.

use super::act::{Inputs, OpenFinding, RunFacts};
use super::book::{Book, Case};
use super::next::Next;
use super::record::{Line, Record, Room, Row, Said, StepsSaid};
use crate::analysis::model::Model;
use crate::check::Checked;
use crate::engine::{Bearer, Finding, Occasion, Outcome, Status, identity};
use crate::event::{Cell, Interner, KindId, Sym};
use crate::ledger::{self, Posting, Source, rooms};
use crate::plan::{Plan, Source as Applies};
use crate::report::Report;
use crate::report::model::{self, Proposal};
use crate::time::Instant;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The findings of a run by their ids.
pub(super) type Ids<'a> = FxHashMap<&'a str, &'a Finding>;

/// A run, with everything that its findings are kept with.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The policy.
    pub model: &'a Model,
    /// What was found over the logs, and what is proposed.
    pub checked: &'a Checked,
    /// Only occasions from here on were judged.
    pub from: Option<Instant>,
    /// The same run in English and in Chinese.
    pub reports: (&'a Report, &'a Report),
}

/// What a run says of a case that it does not find as a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The same obligation has another verdict.
    Verdict(model::Status),
    /// It is not among the findings that need attention: how it came out must be asked.
    Asked,
    /// There is no such obligation, although all of it was observed, its rule is the same, and its bearer occurs.
    Gone,
    /// Its time was observed, but what it means that it is not found cannot be told.
    Missed,
}

/// What a run says.
#[derive(Clone, Debug)]
pub struct RunView {
    /// The run; `seen` and `missed` are filled in when it is merged.
    pub facts: RunFacts,
    /// What is found, in the order in which the verdicts fell.
    pub found: Vec<Record>,
    /// Findings that a waiver covers, or that a person has withdrawn.
    pub spared: Vec<String>,
    /// Cases that are not found, by their number.
    pub reaches: BTreeMap<u64, Reach>,
    /// The last instant that was observed, in microseconds since 1970.
    pub horizon: Option<i64>,
}

impl RunView {
    /// Whether it matters how obligations came out that need no attention.
    pub fn asks_for_all(&self) -> bool {
        self.reaches.values().any(|reach| *reach == Reach::Asked)
    }
}

/// Settles what a run says of the cases that it does not find. `all`: the same run with all obligations, also those that need no
/// attention, and its texts.
pub fn settle(run: &Seen<'_>, book: &Book, all: (&Outcome, &Interner), view: &mut RunView) {
    if !view.asks_for_all() {
        return;
    }
    let (all, texts) = all;
    let known: FxHashMap<&str, &Finding> =
        all.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    let people: FxHashSet<Sym> = all.findings.iter().flat_map(people_of).collect();
    let people: FxHashSet<&str> = people.iter().map(|person| texts.text(person)).collect();
    let asked: Vec<u64> =
        view.reaches.iter().filter(|(_, reach)| **reach == Reach::Asked).map(|(number, _)| *number).collect();
    for number in asked {
        let Some(case) = book.cases.get(&number) else { continue };
        let occurs = occurs(case, &people);
        let reach = match known.get(case.record.finding.as_str()) {
            Some(finding) => match finding.status {
                Status::Pending | Status::Unknown | Status::Waived | Status::Violated => None,
                // What is owed for a time is also kept by who has nothing to do with this log.
                Status::Fulfilled if !matches!(finding.occasion, Occasion::Event(_)) && !occurs => {
                    Some(Reach::Missed)
                }
                status => Some(Reach::Verdict(status_of(status))),
            },
            None if occurs && at_hand(run, case) => Some(Reach::Gone),
            None => Some(Reach::Missed),
        };
        match reach {
            Some(reach) => view.reaches.insert(number, reach),
            None => view.reaches.remove(&number),
        };
    }
}

/// Looks at a run with the eyes of a history.
pub fn observe(run: &Seen<'_>, book: &Book) -> RunView {
    let rules = rules(run.model, &run.checked.plan, &run.checked.interner);
    let ids: Ids<'_> =
        run.checked.outcome.findings.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut spared = Vec::new();
    let mut next = Next::new(run);
    let mut order: Vec<(usize, &Finding)> = run.checked.outcome.findings.iter().enumerate().collect();
    let key = |finding: &Finding| (finding.decided, finding.norm, finding.occasion.begins());
    order.sort_by(|(_, a), (_, b)| key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)));
    for (index, finding) in order {
        match finding.status {
            Status::Waived => spared.push(finding.id.clone()),
            Status::Pending | Status::Unknown => {
                open.push(OpenFinding { finding: finding.id.clone(), status: status_of(finding.status) });
                if finding.status == Status::Pending {
                    next.needs(run, &ids, finding);
                }
            }
            Status::Violated | Status::Repaired | Status::Fulfilled => {
                let booked: Vec<&Posting> = run.checked.ledger.of(index).collect();
                if booked.iter().any(|posting| posting.running) {
                    next.needs(run, &ids, finding);
                }
                if finding.status == Status::Violated || !booked.is_empty() {
                    found.extend(record(run, &ids, index, &booked, &rules));
                }
            }
            Status::Excused | Status::Unearned => {}
        }
    }
    let horizon = run.checked.outcome.observed.map(|(_, horizon)| horizon.start);
    let facts = facts(run, rules, open, next);
    let mut view =
        RunView { facts, found, spared, reaches: BTreeMap::new(), horizon: horizon.map(Instant::micros) };
    view.reaches = reaches(run, book, &view);
    view
}

/// By norm, a digest of everything that decides about its obligations.
pub(super) fn rules(model: &Model, plan: &Plan, interner: &Interner) -> BTreeMap<String, String> {
    let norms = model.norms.iter().enumerate();
    norms.map(|(i, norm)| (norm.name.clone(), short(&[&plan.show_rule(model, interner, i)]))).collect()
}

/// Sixteen hexadecimal digits from texts.
fn short(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn facts(run: &Seen<'_>, rules: BTreeMap<String, String>, open: Vec<OpenFinding>, next: Next) -> RunFacts {
    let report = run.reports.0;
    let mut inputs: Vec<Inputs> = report
        .inputs
        .iter()
        .map(|input| Inputs {
            name: input.name.clone(),
            sha256: input.sha256.clone().unwrap_or_default(),
            rows: input.rows,
            rejected: input.rejected,
        })
        .collect();
    // The order in which logs are given means nothing.
    inputs.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    RunFacts {
        tool: format!("{} {}", report.tool.name, report.tool.version),
        policy: report.policy.name.clone(),
        version: report.policy.version.clone(),
        zone: report.policy.zone.clone(),
        files: report.policy.files.clone(),
        params: report.policy.params.clone(),
        rules,
        inputs,
        observed: report.observed.as_ref().map(|o| (o.from.at.clone(), o.horizon.at.clone())),
        from: report.run.from.as_ref().map(|from| from.at.clone()),
        counts: report.totals,
        seen: Vec::new(),
        missed: Vec::new(),
        open,
        next_from: next.from.map(|at| run.checked.zone.rfc3339(at)),
        further: next.further,
    }
}

/// The first instant that a log must cover to have the occasion of a finding, and its window, whole. A violation is an occasion only
/// for a log that holds what was violated.
fn begins(run: &Seen<'_>, ids: &Ids<'_>, finding: &Finding) -> Instant {
    chain(run, ids, finding).map(begins_itself).fold(Instant::MAX, Instant::min)
}

/// A finding, what was violated that it is about, and so on.
pub(super) fn chain<'f>(
    run: &Seen<'_>,
    ids: &Ids<'f>,
    finding: &'f Finding,
) -> impl Iterator<Item = &'f Finding> {
    const DEPTH: usize = 16;
    let broken = |of: &&'f Finding| {
        let Occasion::Event(event) = &of.occasion else { return None };
        let of_violation = is_violation(run.model, event.kind);
        of_violation.then(|| ids.get(format!("{:016x}", event.digest).as_str()).copied()).flatten()
    };
    std::iter::successors(Some(finding), broken).take(DEPTH)
}

pub(super) fn begins_itself(finding: &Finding) -> Instant {
    let earlier = finding.earlier.iter().map(|event| event.at.start);
    let opens = finding.window.and_then(|window| window.opens).map(|opens| opens.start);
    let state = match &finding.occasion {
        Occasion::Interval { interval, .. } => interval.from.map(|from| from.start),
        Occasion::Event(_) | Occasion::Period { .. } => None,
    };
    earlier.chain(opens).chain(state).fold(finding.occasion.begins(), Instant::min)
}

fn record(
    run: &Seen<'_>,
    ids: &Ids<'_>,
    index: usize,
    booked: &[&Posting],
    rules: &BTreeMap<String, String>,
) -> Option<Record> {
    let finding = run.checked.outcome.findings.get(index)?;
    let (en, zh) = (run.reports.0.findings.get(index)?, run.reports.1.findings.get(index)?);
    let norm = run.model.norms.get(finding.norm)?;
    let said = |of: fn(&model::Finding) -> &str| Said { en: of(en).to_string(), zh: of(zh).to_string() };
    let both = |en: Option<&String>, zh: Option<&String>| {
        en.zip(zh).map(|(en, zh)| Said { en: en.clone(), zh: zh.clone() })
    };
    let due = |finding: &model::Finding| finding.window.as_ref().and_then(|window| window.text.clone());
    let happened = en.happened.iter().zip(&zh.happened);
    let lines = booked.iter().zip(en.proposal.iter().zip(&zh.proposal));
    let bearer = en.bearer.name.clone();
    Some(Record {
        finding: finding.id.clone(),
        policy: run.model.header.name.clone(),
        norm: norm.name.clone(),
        title: norm.title.clone(),
        clause: both(en.clause.text.as_ref(), zh.clause.text.as_ref()),
        rule: rules.get(&norm.name).cloned().unwrap_or_default(),
        status: status_of(finding.status),
        headline: said(|f| &f.headline),
        occasion: said(|f| &f.occasion.text),
        occasion_at: en.occasion.at.at.clone(),
        due: both(due(en).as_ref(), due(zh).as_ref()),
        happened: happened.map(|(en, zh)| Said { en: en.text.clone(), zh: zh.text.clone() }).collect(),
        at: run.checked.zone.rfc3339(finding.happened.start),
        begins: begins(run, ids, finding).micros(),
        decided: finding.decided.micros(),
        stages: finding.stages,
        matter: matter(en, finding.check, bearer.as_deref()),
        about: about(run, finding, en),
        evidence: en
            .evidence
            .iter()
            .map(|row| Row {
                input: row.input.clone(),
                row: row.row,
                line: row.line,
                excerpt: row.excerpt.clone(),
            })
            .collect(),
        lines: lines
            .map(|(posting, (en, zh))| line(posting, (en, zh), rooms_of(run, finding, posting)))
            .collect(),
        bearer,
    })
}

/// The caps that hold for a posting.
fn rooms_of(run: &Seen<'_>, finding: &Finding, posting: &Posting) -> Vec<Room> {
    let rooms = rooms(run.checked.accounts(run.model), finding, posting);
    let room = |room: ledger::Room| Room {
        limit: model::Money {
            value: room.limit.value.normalize().to_string(),
            currency: room.limit.currency.to_string(),
        },
        of_policy: room.of_policy,
        per_bearer: room.per.bearer,
        per_occurrence: room.per.occurrence,
        period: room.period,
    };
    rooms.into_iter().map(room).collect()
}

fn line(posting: &Posting, (en, zh): (&Proposal, &Proposal), rooms: Vec<Room>) -> Line {
    Line {
        source: match posting.source {
            Source::Else(stage, place) => format!("else {stage} {place}"),
            Source::Liable(clause, place) => format!("liable {clause} {place}"),
            Source::Reward => "reward".to_string(),
        },
        kind: en.kind,
        who: en.who.clone(),
        part: en.part,
        amount: en.amount.clone(),
        range: en.range.clone(),
        points: en.points.clone(),
        name: en.name.clone(),
        nth: en.nth,
        running: en.running,
        cuts: en.cuts.clone(),
        steps: posting.steps.as_ref().map(|steps| {
            let said = |step: &[Decimal; 3]| step.map(|sum| sum.normalize().to_string());
            StepsSaid {
                currency: steps.currency.to_string(),
                sums: steps.sums.iter().map(said).collect(),
                once: steps.once.as_ref().map(said),
            }
        }),
        act: posting.act.as_ref().map(|act| act.to_string()),
        rooms,
        text: Said { en: en.text.clone(), zh: zh.text.clone() },
        arithmetic: Said { en: en.arithmetic.clone(), zh: zh.arithmetic.clone() },
    }
}

/// The same norm, bearer and occasion, whatever window the rule gave it.
fn matter(finding: &model::Finding, check: Option<usize>, bearer: Option<&str>) -> String {
    let check = check.map_or(String::new(), |check| check.to_string());
    let mut parts = vec![
        check.as_str(),
        finding.norm.as_str(),
        bearer.unwrap_or("\u{0}"),
        finding.occasion.name.as_str(),
        finding.occasion.at.at.as_str(),
        finding.field.as_deref().unwrap_or_default(),
    ];
    for cell in &finding.occasion.key {
        parts.push(&cell.field);
        parts.push(cell.value.as_deref().unwrap_or("\u{0}"));
    }
    short(&parts)
}

/// What the ledger takes for one occasion: one record, wherever it stands in an export, or one period of one member.
fn about(run: &Seen<'_>, finding: &Finding, shown: &model::Finding) -> String {
    match &finding.occasion {
        Occasion::Event(event) => short(&[
            &identity(run.model, &run.checked.interner, event, 0),
            &event.at.start.micros().to_string(),
        ]),
        Occasion::Period { .. } | Occasion::Interval { .. } => {
            let key = shown.occasion.key.iter().map(|cell| cell.value.as_deref().unwrap_or_default());
            let mut parts: Vec<&str> = vec![&shown.norm, &shown.occasion.name, &shown.occasion.at.at];
            parts.extend(key);
            short(&parts)
        }
    }
}

fn status_of(status: Status) -> model::Status {
    match status {
        Status::Fulfilled => model::Status::Fulfilled,
        Status::Violated => model::Status::Violated,
        Status::Repaired => model::Status::Repaired,
        Status::Excused => model::Status::Excused,
        Status::Waived => model::Status::Waived,
        Status::Unearned => model::Status::Unearned,
        Status::Pending => model::Status::Pending,
        Status::Unknown => model::Status::Unknown,
    }
}

/// The cases that the run does not find although it may speak of them.
fn reaches(run: &Seen<'_>, book: &Book, view: &RunView) -> BTreeMap<u64, Reach> {
    let policy = &run.model.header.name;
    let known: FxHashMap<&str, Status> =
        run.checked.outcome.findings.iter().map(|finding| (finding.id.as_str(), finding.status)).collect();
    let found: FxHashSet<&str> = view.found.iter().map(|record| record.finding.as_str()).collect();
    let is_found = |case: &Case| {
        let mut ids = std::iter::once(&case.record.finding).chain(&case.aliases);
        ids.any(|id| found.contains(id.as_str()))
    };
    let cases = book.cases.values().filter(|case| &case.record.policy == policy && case.withdrawn.is_none());
    cases
        .filter(|case| !is_found(case))
        .filter_map(|case| match known.get(case.record.finding.as_str()) {
            // What is violated is found, even if nothing could be said of it.
            Some(Status::Pending | Status::Unknown | Status::Waived | Status::Violated) => None,
            None if !observed(run, case) => None,
            // Another rule may judge otherwise; that overturns nothing.
            Some(_) | None if !same_rule(view, case) => Some((case.number, Reach::Missed)),
            Some(_) | None => Some((case.number, Reach::Asked)),
        })
        .collect()
}

/// Whether a log covers all of the time that a case is about.
fn observed(run: &Seen<'_>, case: &Case) -> bool {
    let Some((begin, horizon)) = run.checked.outcome.observed else { return false };
    let begins = Instant::from_micros(case.record.begins);
    let begin = run.from.map_or(begin, |from| from.max(begin));
    begin <= begins && horizon.start.micros() >= case.record.decided
}

/// Whether the rule is the one under which the case was found.
fn same_rule(view: &RunView, case: &Case) -> bool {
    view.facts.rules.get(&case.record.norm) == Some(&case.record.rule)
}

/// Whether the log holds what makes the norm apply: a file that is missing proves nothing.
fn at_hand(run: &Seen<'_>, case: &Case) -> bool {
    let Some(norm) = run.model.norms.iter().position(|norm| norm.name == case.record.norm) else {
        return false;
    };
    let begins = Instant::from_micros(case.record.begins);
    let decided = Instant::from_micros(case.record.decided);
    match run.checked.plan.norms.get(norm).map(|norm| &norm.source) {
        Some(Applies::Event { kind, .. }) if is_violation(run.model, *kind) => applied(run, norm),
        Some(Applies::Event { kind, .. }) => {
            let from = run.checked.coverage.begin_of(*kind).is_none_or(|begin| begin <= begins);
            let to = run.checked.coverage.end_of(*kind).is_none_or(|end| end.start >= decided);
            from && to
                && !run.checked.ingested.lost.iter().any(|row| row.kind.is_none_or(|lost| lost == *kind))
        }
        Some(Applies::Each { .. } | Applies::During(_)) => applied(run, norm),
        None => false,
    }
}

fn is_violation(model: &Model, kind: KindId) -> bool {
    model.violations.iter().any(|violation| violation.kind == kind)
}

/// Whether the norm applied to anything.
fn applied(run: &Seen<'_>, norm: usize) -> bool {
    run.checked.outcome.counts.get(norm).is_some_and(|counts| counts.total() > 0)
        && run.checked.ingested.lost.is_empty()
}

/// Everybody and everything that the events of a finding name, and whoever owes something because of one. Who owes something for a
/// period need not occur in the log.
fn people_of(finding: &Finding) -> impl Iterator<Item = Sym> {
    let occasion = match &finding.occasion {
        Occasion::Event(event) => Some(event),
        Occasion::Period { .. } | Occasion::Interval { .. } => None,
    };
    let bearer = match finding.bearer {
        Bearer::Named(bearer) => occasion.map(|_| bearer),
        Bearer::Unassigned(_) | Bearer::NotStated => None,
    };
    let acts =
        finding.goals.iter().flat_map(|goal| goal.hits.iter().chain(goal.misses.iter().map(|m| &m.event)));
    let events = occasion.into_iter().chain(&finding.earlier).chain(acts);
    bearer.into_iter().chain(events.flat_map(|event| event.cells.iter()).filter_map(Cell::sym))
}

/// Whether the bearer of a case occurs in the log: the export of another office says nothing of people that it leaves out.
fn occurs(case: &Case, people: &FxHashSet<&str>) -> bool {
    case.record.bearer.as_ref().is_some_and(|bearer| people.contains(bearer.as_str()))
}
