//! From a decided obligation to a finding, with a stable id and what is proposed.

use super::eval::Tri;
use super::figures::{Compared, spelled_out};
use super::obligation::{ExcuseState, Obligation, Probe, Span};
use super::ways::is_seen;
use super::{
    Bearer, Carrier, ExcuseResult, ExcuseVerdict, Finding, GoalResult, Occasion, Reason, Reparation, Setup,
    Status, Window,
};
use crate::analysis::model::Model;
use crate::event::{Cell, Event, Interner, Value};
use crate::plan::{Excuse, Expect};
use crate::time::{Bound, Instant, Stamp};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

/// Builds the finding of a decided obligation.
pub(super) fn finding(
    setup: &Setup<'_>,
    obligation: Obligation,
    status: Status,
    reasons: Vec<Reason>,
    compared: Vec<Compared>,
    now: Instant,
) -> Finding {
    let id = if setup.options.sums { String::new() } else { stable_id(setup, &Identity::of(&obligation)) };
    let stages = stages(setup, &obligation, status);
    let (happened, decided) = (happened(setup, &obligation, status), obligation.decided.unwrap_or(now));
    let reasons_of = |reasons| spelled_out(&obligation, reasons);
    let excuse_reasons: Vec<_> = obligation
        .excuses
        .iter()
        .map(|excuse| match excuse {
            ExcuseState::Decided(Tri::Undecided(why))
            | ExcuseState::State(Some((Tri::Undecided(why), _))) => {
                reasons_of(vec![Reason::ConditionUndecided(*why)])
            }
            _ => (Vec::new(), false),
        })
        .collect();
    let check = match (&setup.plan.norms[obligation.norm].expect, obligation.check) {
        (Expect::Check(_), check) => check,
        (Expect::Must(_) | Expect::MustNot(_) | Expect::Never, _) => None,
        (Expect::Every { .. } | Expect::Hold(_), _) => None,
    };
    let excuses = obligation
        .excuses
        .into_iter()
        .enumerate()
        .zip(excuse_reasons)
        .map(|((excuse, state), spelled)| {
            excuse_result(setup, obligation.norm, excuse, state, status, spelled)
        })
        .collect();
    let links = &setup.plan.norms[obligation.norm].stages;
    let repairs = obligation.repairs.into_iter().flat_map(|repair| {
        let asked = links.get(repair.stage).map_or(&[][..], |stage| &stage.reparations);
        let parts = repair.parts.into_iter().zip(asked).enumerate();
        parts.map(move |(part, ((span, seen), asked))| Reparation {
            stage: repair.stage,
            part,
            window: span.shown,
            met: is_seen(setup.plan, &asked.acts, &seen),
            goals: results(seen.probes),
        })
    });
    let repairs = repairs.collect();
    Finding {
        id,
        norm: obligation.norm,
        status,
        occasion: obligation.occasion,
        earlier: obligation.earlier,
        check,
        bearer: obligation.bearer,
        window: Some(obligation.span.shown),
        reasons,
        goals: results(obligation.conduct.probes),
        continuity: obligation.continuity,
        excuses,
        reparations: repairs,
        stages,
        happened,
        decided,
        figures: obligation.measured.map_or(Vec::new(), |measured| measured.figures),
        compared,
    }
}

/// A violation of which nothing is known but its occasion and its window: nothing was looked for, or nothing of it came.
pub(super) struct Bare {
    pub seq: u64,
    pub norm: usize,
    pub occasion: Occasion,
    pub repeat: u32,
    pub check: Option<usize>,
    pub span: Span,
}

impl Bare {
    /// What belongs to it and does not stand in its finding.
    pub fn further(&self) -> Further {
        Further { repeat: self.repeat, check: self.check, ends: false }
    }

    /// Its finding, as far as sums need it: the same as that of an obligation that is made of it, but for the reason.
    pub fn finding(self, setup: &Setup<'_>, bearer: Bearer, now: Instant) -> Finding {
        let Bare { norm, occasion, check, span, .. } = self;
        let anchor = super::occasion::anchor_of(&occasion);
        Finding {
            id: String::new(),
            norm,
            status: Status::Violated,
            occasion,
            earlier: Vec::new(),
            check,
            bearer,
            window: Some(span.shown),
            reasons: Vec::new(),
            goals: Vec::new(),
            continuity: None,
            excuses: Vec::new(),
            reparations: Vec::new(),
            stages: setup.plan.norms[norm].stages.len(),
            happened: due(setup, &span).unwrap_or(anchor).max(anchor),
            decided: now,
            figures: Vec::new(),
            compared: Vec::new(),
        }
    }
}

fn results(probes: Vec<Probe>) -> Vec<GoalResult> {
    let parts = |mut probe: Probe| match probe.each.take() {
        Some(each) => each.parts.into_iter().map(|part| (part.probe, part.doubt)).collect(),
        None => vec![(probe, None)],
    };
    probes
        .into_iter()
        .flat_map(parts)
        .map(|(p, each_doubt)| GoalResult {
            goal: p.goal,
            each: p.of.as_ref().map(|(.., value)| value.clone()),
            each_doubt,
            people: p.people(),
            hits: p.hits,
            hit_count: p.hit_count,
            maybes: p.maybes,
            misses: p.misses,
            lost: p.lost,
            doubtful_after: p.doubtful_after,
        })
        .collect()
}

fn excuse_result(
    setup: &Setup<'_>,
    norm: usize,
    excuse: usize,
    state: ExcuseState,
    status: Status,
    (spelled, open): (Vec<Reason>, bool),
) -> ExcuseResult {
    let mut states = Vec::new();
    let (verdict, goals, reasons) = match state {
        ExcuseState::Decided(Tri::True) => (ExcuseVerdict::Held, Vec::new(), Vec::new()),
        ExcuseState::Decided(Tri::False) => (ExcuseVerdict::Failed, Vec::new(), Vec::new()),
        ExcuseState::Decided(Tri::Undecided(_)) if open => (ExcuseVerdict::Open, Vec::new(), spelled),
        ExcuseState::Decided(Tri::Undecided(_)) => (ExcuseVerdict::Unclear, Vec::new(), spelled),
        ExcuseState::Awaits => (ExcuseVerdict::Open, Vec::new(), Vec::new()),
        ExcuseState::State(None) => {
            let verdict = if status == Status::Pending { ExcuseVerdict::Open } else { ExcuseVerdict::Failed };
            (verdict, Vec::new(), Vec::new())
        }
        ExcuseState::State(Some((tri, answers))) => {
            states = super::late::results(answers);
            match tri {
                Tri::True => (ExcuseVerdict::Held, Vec::new(), Vec::new()),
                Tri::False => (ExcuseVerdict::Failed, Vec::new(), Vec::new()),
                Tri::Undecided(_) if open => (ExcuseVerdict::Open, Vec::new(), spelled),
                Tri::Undecided(_) => (ExcuseVerdict::Unclear, Vec::new(), spelled),
            }
        }
        ExcuseState::NoWindow(reason) => (ExcuseVerdict::Unclear, Vec::new(), vec![reason]),
        ExcuseState::Act { seen, .. } => {
            let asked = match setup.plan.norms[norm].excuses.get(excuse) {
                Some(Excuse::Act { acts, .. }) => Some(acts),
                Some(Excuse::Condition(_) | Excuse::Throughout(_)) | None => None,
            };
            let verdict = if asked.is_some_and(|acts| is_seen(setup.plan, acts, &seen)) {
                ExcuseVerdict::Held
            } else {
                // Whether it failed for good follows from the verdict that was given.
                match status {
                    Status::Pending => ExcuseVerdict::Open,
                    Status::Unknown => ExcuseVerdict::Unclear,
                    Status::Fulfilled
                    | Status::Violated
                    | Status::Repaired
                    | Status::Excused
                    | Status::Waived
                    | Status::Unearned => ExcuseVerdict::Failed,
                }
            };
            (verdict, results(seen.probes), Vec::new())
        }
    };
    ExcuseResult { excuse, verdict, goals, reasons, states }
}

/// How many stages are reached: all of a violation; of a repaired one those up to the reparation that was met.
fn stages(setup: &Setup<'_>, obligation: &Obligation, status: Status) -> usize {
    match status {
        Status::Violated => setup.plan.norms[obligation.norm].stages.len(),
        Status::Repaired => obligation.repairs.last().map_or(0, |r| r.stage + 1),
        Status::Fulfilled | Status::Excused | Status::Waived | Status::Unearned => 0,
        Status::Pending | Status::Unknown => 0,
    }
}

/// To which time a verdict belongs: when the conduct failed, or was seen.
///
/// A due time at the end of a day belongs to that day, not to the next.
fn happened(setup: &Setup<'_>, obligation: &Obligation, status: Status) -> Stamp {
    let occasion = super::occasion::anchor_of(&obligation.occasion);
    let forbidden = matches!(setup.plan.norms[obligation.norm].expect, Expect::MustNot(_));
    let met = status == Status::Fulfilled && !forbidden;
    let settles = |p: &&Probe| met || forbidden || setup.plan.goal(p.goal).max.is_some();
    // Acts in order are done with the last of them.
    let alone = |p: &&Probe| !setup.plan.goal(p.goal).place.in_order;
    let acts = obligation.conduct.probes.iter().filter(settles).filter(alone).filter_map(|p| p.settled(!met));
    let orders =
        obligation.conduct.chains.iter().filter_map(|chain| chain.sure.done.and_then(|done| done.at));
    let acts = acts.chain(orders);
    let act = if met { acts.max() } else { acts.min() };
    act.or_else(|| due(setup, &obligation.span)).unwrap_or(occasion).max(occasion)
}

/// The due time, as the last time that was not too late.
fn due(setup: &Setup<'_>, span: &Span) -> Option<Stamp> {
    span.shown.due.map(|due| match due.bound() {
        Bound::Exclusive => Stamp::exact(due.last().plus_micros(-1)),
        Bound::Inclusive => {
            let precision = due.precision();
            Stamp { start: setup.rules.zone.floor(due.last(), precision), precision }
        }
    })
}

/// What makes an obligation the same in every run.
pub(super) struct Identity<'o> {
    norm: usize,
    bearer: &'o Bearer,
    occasion: &'o Occasion,
    window: Option<&'o Window>,
    further: Further,
}

/// What belongs to it and does not stand in a finding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Further {
    repeat: u32,
    check: Option<usize>,
    /// Whether another event ends its window.
    ends: bool,
}

impl Further {
    pub fn of(obligation: &Obligation) -> Further {
        Further {
            repeat: obligation.repeat,
            check: obligation.check,
            ends: !obligation.terminators.is_empty(),
        }
    }
}

impl<'o> Identity<'o> {
    pub fn of(obligation: &'o Obligation) -> Identity<'o> {
        Identity {
            norm: obligation.norm,
            bearer: &obligation.bearer,
            occasion: &obligation.occasion,
            window: Some(&obligation.span.shown),
            further: Further::of(obligation),
        }
    }

    fn found(finding: &'o Finding, further: Further) -> Identity<'o> {
        let Finding { norm, bearer, occasion, window, .. } = finding;
        Identity { norm: *norm, bearer, occasion, window: window.as_ref(), further }
    }
}

/// Gives ids to findings where they decide about the order: where several fell at one time, of one norm, with occasions of one time.
/// `about`: what else is known of each, with a number.
pub(super) fn name_equals(setup: &Setup<'_>, findings: &mut [Finding], about: &[(u64, Further)]) {
    let key = |finding: &Finding| (finding.norm, finding.occasion.begins());
    let mut about = about.iter();
    // They stand in the order in which they fell. Nearly always nothing else fell then.
    for fallen in findings.chunk_by_mut(|a, b| a.decided == b.decided) {
        let (count, about) = (fallen.len(), about.by_ref());
        if count == 1 {
            about.next();
            continue;
        }
        let mut equals: FxHashMap<_, u32> = FxHashMap::default();
        for finding in fallen.iter() {
            *equals.entry(key(finding)).or_default() += 1;
        }
        for (finding, (_, further)) in fallen.iter_mut().zip(about) {
            if equals.get(&key(finding)).is_some_and(|equals| *equals > 1) {
                finding.id = stable_id(setup, &Identity::found(finding, *further));
            }
        }
    }
}

/// Sixteen hexadecimal digits from norm, bearer, occasion identity and window, so that an overlapping export gives the same id.
pub(super) fn stable_id(setup: &Setup<'_>, obligation: &Identity<'_>) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(&setup.model.norms[obligation.norm].name);
    match obligation.bearer {
        Bearer::Named(sym) => part(setup.interner.text(sym)),
        Bearer::Unassigned(_) | Bearer::NotStated => part(""),
    }
    match obligation.occasion {
        Occasion::Event(event) => {
            part(&identity(setup.model, setup.interner, event, obligation.further.repeat));
        }
        Occasion::Period { period, member } => {
            part(&period.label());
            part(member.as_ref().map_or("", |(key, _)| setup.interner.text(key)));
        }
        Occasion::Interval { interval, slot, .. } => {
            part(&interval_identity(setup, interval));
            part(&slot.map_or(String::new(), |slot| slot.start.micros().to_string()));
        }
    }
    part(&obligation.further.check.map_or(String::new(), |i| i.to_string()));
    let window = obligation.window;
    part(&window.and_then(|window| window.opens).map_or(String::new(), |s| s.start.micros().to_string()));
    // A window that another event ends keeps its identity; only limits that are counted enter.
    let by_event = match obligation.occasion {
        Occasion::Interval { interval, slot: None, .. } => interval.ends_with_event(),
        Occasion::Interval { .. } | Occasion::Event(_) | Occasion::Period { .. } => false,
    };
    let due = window.and_then(|window| window.due);
    let counted = due.filter(|_| !obligation.further.ends && !by_event);
    part(&counted.map_or(String::new(), |d| d.last().micros().to_string()));
    let first = hash.finalize().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:016x}")
}

/// An event's identity: its declared key, else its content (repeats numbered), never its row number.
pub fn identity(model: &Model, interner: &Interner, event: &Event, repeat: u32) -> String {
    let kind = model.schema.kind(event.kind);
    let key = kind.key.and_then(|k| event.cells.get(k)).and_then(Cell::value);
    match key {
        Some(value) => format!("{}\u{0}{}", kind.name, text_of(interner, value)),
        None => {
            format!("{}\u{0}#{:016x}\u{0}{repeat}\u{0}{}", kind.name, event.digest, event.at.start.micros())
        }
    }
}

/// An interval's identity: its state and subject, and what carries it.
fn interval_identity(setup: &Setup<'_>, interval: &super::Interval) -> String {
    let name = setup.model.states.get(interval.state.0 as usize).map_or("", |state| &state.name);
    let subject = interval.subject.as_ref().map_or(String::new(), |subject| text_of(setup.interner, subject));
    let carrier = match &interval.carrier {
        Carrier::Row(_, row) => setup.interner.text(&row.key).to_string(),
        Carrier::Events { .. } | Carrier::Record(_) => {
            interval.event().map_or(String::new(), |event| identity(setup.model, setup.interner, event, 0))
        }
        Carrier::Shift => String::new(),
    };
    let from = interval.from.map_or(String::new(), |from| from.start.micros().to_string());
    [name, &subject, &carrier, &from].join("\u{0}")
}

/// A value as text that is the same on every machine.
fn text_of(interner: &Interner, value: &Value) -> String {
    match value {
        Value::Text(sym) => interner.text(sym).to_string(),
        Value::Number(n) | Value::Percent(n) => n.normalize().to_string(),
        Value::Money(n, currency) => format!("{} {currency}", n.normalize()),
        Value::Bool(b) => b.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.time.to_string(),
        Value::Stamp(stamp) => stamp.start.micros().to_string(),
        Value::Duration(micros) => micros.to_string(),
        Value::Rough(rough) => format!("{}..{}", rough.least, rough.most),
        Value::Days(days) => days.to_string(),
        Value::List(values) => values.iter().map(|v| text_of(interner, v)).collect::<Vec<_>>().join("\u{1}"),
    }
}
