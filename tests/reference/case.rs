//! A policy, a log, and what either evaluator says of them, in one comparable form.

use guiju::analysis::model::{Model, Penalty, Per};
use guiju::engine::{
    self, Bearer, Carrier, Coverage, Engine, Finding, Occasion, Options, Outcome, Setup, Status, Tables,
};
use guiju::event::{EntityRow, Event, Interner, KindId, LostRow};
use guiju::ledger::{self, Ledger, Source, Total};
use guiju::money::Currency;
use guiju::plan;
use guiju::time::{Due, Instant, Rules, Stamp, Zone};
use rust_decimal::Decimal;
use std::cell::OnceCell;

/// Everything that a run needs.
#[derive(Clone)]
pub struct Case {
    /// The policy.
    pub model: Model,
    /// Its zone.
    pub zone: Zone,
    /// Reference data, by entity.
    pub entities: Vec<Vec<EntityRow>>,
    /// Events in the order of time.
    pub events: Vec<Event>,
    /// Rejected rows.
    pub lost: Vec<LostRow>,
    /// What the log covers.
    pub coverage: Coverage,
    /// Where the log ends.
    pub horizon: Option<Stamp>,
    /// What is asked for.
    pub options: Options,
    /// The texts of the log.
    pub interner: Interner,
}

/// What an obligation is about, so that both evaluators' answers can be laid side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An event: the number of its row and its kind.
    Event(u64, KindId),
    /// A period and perhaps a member.
    Period(String, Option<String>),
    /// An interval: what carries it, when it begins or counts, and which slot.
    Interval(String, Option<guiju::time::Instant>, Option<guiju::time::Instant>),
}

/// Who owes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Somebody.
    By(String),
    /// It cannot be told.
    Unassigned,
    /// The norm names nobody.
    NotStated,
}

/// One proposed consequence of `else`.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// Index of the stage and of the consequence in it.
    pub source: (usize, usize),
    /// What is proposed.
    pub penalty: Penalty,
    /// Counted by what.
    pub per: Per,
    /// How many times.
    pub times: u32,
    /// What it comes to.
    pub total: Total,
}

/// One entry of the ledger, in comparable form.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The obligation, by its place.
    pub finding: usize,
    /// Which consequence.
    pub source: Source,
    /// Which time it was.
    pub time: Option<u32>,
    /// Who pays or benefits.
    pub payer: Owed,
    /// In which part.
    pub role: ledger::Role,
    /// Counted by what.
    pub per: Per,
    /// How many times.
    pub times: u32,
    /// Whether that goes on.
    pub running: bool,
    /// What it comes to.
    pub total: Sum,
    /// Between which amounts.
    pub range: Option<(Decimal, Decimal)>,
    /// What was cut off, and why.
    pub cuts: Vec<(String, Option<Decimal>)>,
}

/// What an entry comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sum {
    /// Money.
    Money(Decimal, Currency),
    /// Points.
    Points(Decimal),
    /// Nothing that is counted.
    Act,
    /// It cannot be worked out.
    Untold,
}

/// One obligation.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which norm.
    pub norm: usize,
    /// What it is about.
    pub about: About,
    /// Which check.
    pub check: Option<usize>,
    /// How it ended.
    pub status: Status,
    /// Who owes it.
    pub bearer: Owed,
    /// By when. Not compared where nothing could be told.
    pub due: Option<Due>,
    /// Whether an event ends the window: the verdict may then fall before the window's end is known.
    pub ends_with_event: bool,
    /// From when on. Not compared where nothing could be told.
    pub opens: Option<Stamp>,
    /// What is proposed.
    pub postings: Vec<Posting>,
}

impl Line {
    /// Whether the engine's line says the same. Of an obligation that cannot be told, or whose window cannot yet, the window may be left out.
    pub fn agrees(&self, other: &Line) -> bool {
        let mut other = other.clone();
        if self.status == Status::Unknown || self.opens.is_none() && self.due.is_none() {
            (other.due, other.opens) = (self.due, self.opens);
        }
        if self.ends_with_event {
            other.due = self.due;
        }
        other.ends_with_event = self.ends_with_event;
        *self == other
    }
}

/// What the engine says: every obligation, and the counts.
pub struct Said {
    /// Every obligation, in the order of findings.
    pub lines: Vec<Line>,
    /// The stable ids, in the same order.
    pub ids: Vec<String>,
    /// Counts by norm and status, in the order of [`Status::ALL`].
    pub counts: Vec<[u64; 8]>,
    /// How many obligations the counts say that there are.
    pub totals: Vec<u64>,
    /// The ledger.
    pub entries: Vec<Entry>,
    /// The same as it is.
    pub ledger: Ledger,
    /// When the verdicts fell, by the second opinion, once that is asked.
    pub decided: OnceCell<Vec<Option<Instant>>>,
}

impl Case {
    /// The rules of time.
    pub fn rules(&self) -> Rules<'_> {
        self.model.rules(&self.zone)
    }

    /// Runs the engine, and calls a function with what it was run on and what it found.
    fn run<T>(&self, with: impl FnOnce(Setup<'_>, Outcome) -> T) -> T {
        self.set_up(|setup| with(setup, engine::run(setup, &self.events, self.horizon)))
    }

    /// Everything that is said of the norms, with the log handed on so many events at a time to engines for at most so many parts of the
    /// plan: whenever time has moved on what has fallen, then the outcome. And how many parts there are.
    pub fn in_parts(&self, most: usize, block: usize) -> (Vec<String>, usize) {
        self.set_up(|setup| {
            let parts = setup.plan.parts(most);
            let mut engines: Vec<Engine<'_>> =
                parts.plans.iter().map(|plan| Engine::new(Setup { plan, ..setup })).collect();
            let mut said = Vec::new();
            let is_before = |event: &&Event| self.horizon.is_none_or(|end| event.at.start <= end.start);
            let events: Vec<Event> = self.events.iter().filter(is_before).cloned().collect();
            for block in events.chunks(block) {
                let Some(last) = block.last() else { continue };
                let mut fallen = Vec::new();
                for (part, engine) in engines.iter_mut().enumerate() {
                    let is_own = |event: &&Event| parts.of_kind[event.kind.0 as usize] == part;
                    let mut own: Vec<Event> = block.iter().filter(is_own).cloned().collect();
                    engine.feed_block(&mut own, last.at);
                    if self.options.sums {
                        fallen.extend(engine.take_fallen());
                    }
                }
                fallen.sort_by(|a, b| (a.decided, a.norm, &a.id).cmp(&(b.decided, b.norm, &b.id)));
                said.push(format!("{fallen:#?}"));
            }
            let outcomes = engines.into_iter().map(|engine| engine.finish(self.horizon)).collect();
            said.push(format!("{:#?}", engine::joined(&parts, outcomes)));
            (said, parts.plans.len())
        })
    }

    /// Calls a function with what an engine is run on.
    fn set_up<T>(&self, with: impl FnOnce(Setup<'_>) -> T) -> T {
        let mut interner = self.interner.clone();
        let plan = plan::lower(&self.model, &mut interner);
        let tables = Tables::new(self.entities.clone());
        let setup = Setup {
            model: &self.model,
            plan: &plan,
            interner: &interner,
            tables: &tables,
            rules: self.rules(),
            lost: &self.lost,
            coverage: &self.coverage,
            options: self.options,
        };
        with(setup)
    }

    /// Every finding that needs attention, with all its evidence, as text.
    pub fn pressing(&self) -> Vec<String> {
        let pressing = |f: &&Finding| !matches!(f.status, Status::Fulfilled | Status::Excused);
        self.run(|_, outcome| outcome.findings.iter().filter(pressing).map(|f| format!("{f:?}")).collect())
    }

    /// Asks the engine.
    pub fn engine(&self) -> Said {
        self.run(|setup, outcome| said(&setup, &outcome))
    }
}

/// What was found, with the ledger that is made from it.
fn said(setup: &Setup<'_>, outcome: &Outcome) -> Said {
    let Setup { model, plan, interner, tables, rules, lost, coverage, .. } = *setup;
    let ledger =
        ledger::ledger(ledger::Setup { model, plan, interner, tables, rules, coverage, lost }, outcome);
    let findings = (0..).zip(&outcome.findings);
    Said {
        lines: findings.map(|(i, f)| line(f, postings(model, &ledger, i), interner)).collect(),
        ids: outcome.findings.iter().map(|f| f.id.clone()).collect(),
        counts: outcome.counts.iter().map(|c| Status::ALL.map(|s| c.of(s))).collect(),
        totals: outcome.counts.iter().map(engine::Counts::total).collect(),
        entries: ledger.postings.iter().map(|posting| entry(posting, interner)).collect(),
        ledger,
        decided: OnceCell::new(),
    }
}

fn entry(posting: &ledger::Posting, interner: &Interner) -> Entry {
    let why = |cut: &ledger::Cut| match cut.why {
        ledger::CutWhy::Cap { .. } => "cap",
        ledger::CutWhy::Overlap { .. } => "overlap",
        ledger::CutWhy::Once(_) => "once",
        ledger::CutWhy::AtMost(..) => "at most",
    };
    Entry {
        finding: posting.finding,
        source: posting.source,
        time: posting.time,
        payer: owed(&posting.payer, interner),
        role: posting.role,
        per: posting.per,
        times: posting.times,
        running: posting.running,
        total: match posting.total {
            Total::Money(amount) => Sum::Money(amount.value, amount.currency),
            Total::Points(points) => Sum::Points(points),
            Total::Act => Sum::Act,
            Total::Untold(_) => Sum::Untold,
        },
        range: posting.range.map(|range| (range.low.value, range.high.value)),
        cuts: posting.cuts.iter().map(|cut| (why(cut).to_string(), cut.amount.map(|a| a.value))).collect(),
    }
}

fn owed(bearer: &Bearer, interner: &Interner) -> Owed {
    match bearer {
        Bearer::Named(sym) => Owed::By(interner.text(sym).to_string()),
        Bearer::Unassigned(_) => Owed::Unassigned,
        Bearer::NotStated => Owed::NotStated,
    }
}

/// What the ledger proposes for a finding.
fn postings(model: &Model, ledger: &Ledger, finding: usize) -> Vec<Posting> {
    ledger
        .of(finding)
        .filter_map(|posting| {
            let Source::Else(stage, index) = posting.source else { return None };
            let consequence = &model.norms[posting.norm].stages[stage].consequences[index];
            Some(Posting {
                source: (stage, index),
                penalty: consequence.penalty.clone(),
                per: posting.per,
                times: posting.times,
                total: posting.total,
            })
        })
        .collect()
}

fn line(finding: &Finding, postings: Vec<Posting>, interner: &Interner) -> Line {
    Line {
        norm: finding.norm,
        about: match &finding.occasion {
            Occasion::Event(event) => About::Event(event.row.row, event.kind),
            Occasion::Interval { interval, begins, slot } => {
                let row = match &interval.carrier {
                    Carrier::Row(_, row) => Some(row.row.row),
                    _ => interval.event().map(|event| event.row.row),
                };
                let carrier = row.map_or("-".to_string(), |row| row.to_string());
                About::Interval(carrier, Some(begins.start), slot.map(|slot| slot.start))
            }
            Occasion::Period { period, member } => {
                About::Period(period.label(), member.map(|(key, _)| interner.text(&key).to_string()))
            }
        },
        check: finding.check,
        status: finding.status,
        bearer: owed(&finding.bearer, interner),
        due: finding.window.and_then(|w| w.due),
        ends_with_event: false,
        opens: finding.window.and_then(|w| w.opens),
        postings,
    }
}

/// The same, where the order of occasions is not laid down: violations that fall together.
pub fn difference_in_any_order(naive: &[Line], engine: &Said) -> Option<String> {
    let key = |line: &Line| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            line.norm, line.about, line.check, line.opens, line.status, line.bearer, line.due
        )
    };
    let mut ours = naive.to_vec();
    // Of several violations that fall together, any may be told first.
    let plain = |lines: &mut Vec<Line>| {
        for line in lines.iter_mut() {
            if let About::Event(row, kind) = &mut line.about
                && kind.0 as usize >= crate::build::KINDS.len()
            {
                *row = 0;
            }
        }
    };
    let plain = |lines: &mut Vec<Line>| {
        plain(lines);
        for line in lines.iter_mut().filter(|line| line.status == Status::Unknown) {
            (line.opens, line.due) = (None, None);
        }
    };
    plain(&mut ours);
    ours.sort_by_key(key);
    let mut lines = engine.lines.clone();
    plain(&mut lines);
    lines.sort_by_key(key);
    let counts = (engine.counts.clone(), engine.totals.clone());
    let said = Said {
        lines,
        ids: Vec::new(),
        counts: counts.0,
        totals: counts.1,
        entries: Vec::new(),
        ledger: Ledger::default(),
        decided: OnceCell::new(),
    };
    difference(&ours, &said)
}

/// What two answers differ in, in words; `None` if they agree.
pub fn difference(naive: &[Line], engine: &Said) -> Option<String> {
    for (i, (ours, theirs)) in naive.iter().zip(&engine.lines).enumerate() {
        if !ours.agrees(theirs) {
            return Some(format!("obligation {i}\n  naive:  {ours:?}\n  engine: {theirs:?}"));
        }
    }
    if naive.len() != engine.lines.len() {
        let (count, other) = (naive.len(), engine.lines.len());
        let surplus = naive.get(other).or(engine.lines.get(count));
        return Some(format!(
            "naive finds {count} obligations, the engine {other}; one of them: {surplus:?}"
        ));
    }
    let mut counts = vec![[0; 8]; engine.counts.len()];
    for line in naive {
        counts[line.norm][line.status as usize] += 1;
    }
    (counts != engine.counts).then(|| format!("counts: naive {counts:?}, engine {:?}", engine.counts))
}
