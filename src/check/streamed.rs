//! A check that reads large inputs in blocks and keeps none of their events.
//!
//! What the engine has to know of the inputs as a whole is only known at their end: what they cover, and which rows could not
//! be read. So a first pass runs on what is to be expected, and if the inputs turn out otherwise, a second runs on what is then
//! known. Inputs that must be read to their ends before their first event can be taken are known by then. The result is that of
//! [`super::check`].

use super::share::{self, Kit, Way};
use super::{CheckOptions, Checked, coverage, horizon, tables, unread};
use crate::analysis::model::Model;
use crate::engine::{self, Coverage, Engine, Options, Outcome, Setup, Tables};
use crate::event::{Interner, LostRow, Screens};
use crate::ingest::{Ingested, Refused, Source, Streams, Unfit};
use crate::ledger::{self, Fold, Ledger};
use crate::plan::{self, Parts, Plan};
use crate::time::Zone;
use std::collections::BTreeSet;

/// What is known of all inputs once they have been read.
#[derive(PartialEq)]
struct Facts {
    coverage: Coverage,
    lost: Vec<LostRow>,
}

/// What a pass needs and does not change.
struct Pass<'a> {
    model: &'a Model,
    plan: &'a Plan,
    sources: &'a [Source<'a>],
    options: CheckOptions,
    zone: &'a Zone,
    /// Norms that have nothing to do with one another have engines of their own.
    parts: &'a Parts,
    threads: usize,
    /// Findings are not kept: their sums are all that is wanted.
    sums: bool,
    screens: &'a Screens,
    /// All texts must be there when the first event is decided.
    needs_all: bool,
}

/// So many engines share the work at most: enough that none of them has much of it, few enough that none costs much.
const PARTS: usize = 12;

/// What a pass gives.
struct Passed {
    ingested: Ingested,
    tables: Tables,
    outcome: Outcome,
    /// If only the sums of what is proposed are wanted.
    ledger: Option<Ledger>,
}

/// Checks a model over its inputs, some of which lie in stores, on up to so many threads.
///
/// # Errors
///
/// Inputs in stores that have to be held; nothing else is wrong with them.
pub fn streamed(
    model: &Model,
    sources: &[Source<'_>],
    options: CheckOptions,
    threads: usize,
) -> Result<Checked, Unfit> {
    let stored: Vec<usize> = (0..sources.len()).filter(|at| sources[*at].is_stored()).collect();
    if stored.is_empty() {
        return Ok(super::check(model, sources, options));
    }
    let mut interner = Interner::default();
    let plan = plan::lower(model, &mut interner);
    // Norms about findings look for the texts of their ids among all that was read.
    let needs_all = plan.violations.iter().any(Option::is_some);
    let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
    // What is proposed must be known when a verdict falls, and no verdict may wait for what only explains it.
    let at_once = plan.accounts.norms.iter().all(Fold::knows_at_once)
        && plan.goals.iter().all(|goal| goal.own.is_none());
    let sums = options.sums && at_once;
    // One more thread than there are parts can read, and one add up.
    let parts = plan.parts(PARTS);
    let threads = threads.clamp(1, parts.plans.len() + 2);
    let up_to = options.as_of.map(|as_of| as_of.start);
    let screens = engine::screens(model, &plan, &zone, shown(options, sums), up_to);
    let pass = Pass {
        model,
        plan: &plan,
        parts: &parts,
        sources,
        options,
        zone: &zone,
        threads,
        sums,
        screens: &screens,
        needs_all,
    };
    let mut first: BTreeSet<usize> =
        if needs_all { stored.iter().copied().collect() } else { BTreeSet::new() };
    let mut assumed = None;
    let (passed, facts) = loop {
        let (passed, used, found) = match pass.run(assumed.as_ref(), &first, &mut interner) {
            Ok(passed) => passed,
            Err(Refused::Whole(unfit)) => return Err(Unfit(unfit)),
            Err(Refused::First(more)) if more.is_subset(&first) => return Err(Unfit(stored)),
            Err(Refused::First(more)) => {
                first.extend(more);
                assumed = None;
                continue;
            }
        };
        if used == found {
            break (passed, found);
        }
        if assumed.is_some() {
            // The inputs were not the same when they were read again.
            return Err(Unfit(stored));
        }
        assumed = Some(found);
    };
    let Passed { ingested, tables, outcome, ledger } = passed;
    let summed = ledger.is_some();
    let (ledger, coverage) = (ledger.unwrap_or_default(), facts.coverage);
    let checked = Checked { interner, plan, ingested, tables, coverage, zone, outcome, ledger };
    Ok(if summed { checked } else { checked.booked(model) })
}

/// What the engine is told to show.
fn shown(options: CheckOptions, sums: bool) -> Options {
    Options { from: options.from, all: options.all && !sums, sums }
}

impl Pass<'_> {
    /// Reads everything and decides it by what is assumed of the inputs. With it, what was assumed and what is the case.
    fn run(
        &self,
        assumed: Option<&Facts>,
        first: &BTreeSet<usize>,
        interner: &mut Interner,
    ) -> Result<(Passed, Facts, Facts), Refused> {
        let Pass { model, sources, options, .. } = *self;
        let zone_name = model.header.zone.as_ref().map(Zone::name);
        let mut streams = Streams::open(sources, &model.schema, zone_name, self.screens, interner, first)?;
        let predicted = streams.predicted();
        let expected = || Facts {
            coverage: coverage(&predicted, &unread(sources, &predicted, model), options.as_of),
            lost: streams.lost().to_vec(),
        };
        let used = match assumed {
            Some(Facts { coverage, lost }) => Facts { coverage: coverage.clone(), lost: lost.clone() },
            None => expected(),
        };
        let tables = tables(&mut streams.take_tables());
        // Where all texts must be there they are, and none will follow.
        let all = self.needs_all.then(|| std::mem::take(interner));
        let some = interner.texts_only();
        let texts = all.as_ref().unwrap_or(&some);
        let rules = model.rules(self.zone);
        let engine = |plan| {
            let options = shown(options, self.sums);
            let (lost, coverage) = (&used.lost, &used.coverage);
            Engine::new(Setup {
                model,
                plan,
                interner: texts,
                tables: &tables,
                rules,
                lost,
                coverage,
                options,
            })
        };
        let fold = self.sums.then(|| {
            let (lost, coverage, plan) = (&*used.lost, &used.coverage, self.plan);
            let setup =
                ledger::Setup { model, plan, interner: texts, tables: &tables, rules, coverage, lost };
            Fold::new(setup, None)
        });
        let kit = Kit { streams, engines: self.parts.plans.iter().map(engine).collect(), fold };
        let as_of = options.as_of.map(|as_of| as_of.start);
        let way = Way { of_kind: &self.parts.of_kind, as_of, threads: self.threads };
        let Kit { streams, engines, fold } = share::work(kit, interner, way)?;
        let passed = streams.passed();
        let ingested = streams.finish();
        let horizon = options.as_of.or_else(|| horizon(&ingested.files));
        let finish = |mut engine: Engine<'_>| {
            engine.count_passed(&passed, as_of);
            engine.finish(horizon)
        };
        let outcomes = share::each(engines, self.threads, finish);
        let mut outcome = engine::joined(self.parts, outcomes);
        let ledger = fold.map(|mut fold| {
            fold.sum_up(&[std::mem::take(&mut outcome.findings)]);
            fold.into_sums()
        });
        if let Some(all) = all {
            *interner = all;
        }
        let files = &ingested.files;
        let found = Facts {
            coverage: coverage(files, &unread(sources, files, model), options.as_of),
            lost: ingested.lost.clone(),
        };
        Ok((Passed { ingested, tables, outcome, ledger }, used, found))
    }
}
