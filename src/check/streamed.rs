//! A check that reads large inputs in blocks and keeps none of their events.
//!
//! What the engine has to know of the inputs as a whole is only known at their end: what they cover, and which rows could not
//! be read. So a first pass runs on what is to be expected, and if the inputs turn out otherwise, a second runs on what is then
//! known. Inputs that must be read to their ends before their first event can be taken are known by then. The result is that of
//! [`super::check`].

use super::{CheckOptions, Checked, coverage, horizon, tables, unread};
use crate::analysis::model::Model;
use crate::engine::{self, Coverage, Engine, Options, Outcome, Setup, Tables};
use crate::event::{Event, Interner, LostRow, Screens};
use crate::ingest::{Ingested, Refused, Source, Streams, Unfit};
use crate::ledger::{self, Fold, Ledger};
use crate::plan::{self, Plan};
use crate::time::Zone;
use std::collections::BTreeSet;
use std::sync::mpsc::{channel, sync_channel};

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
    /// Inputs are read on a thread of their own.
    apart: bool,
    /// Findings are not kept: their sums are all that is wanted.
    sums: bool,
    screens: &'a Screens,
    /// All texts must be there when the first event is decided.
    needs_all: bool,
}

/// What a pass gives.
struct Passed {
    ingested: Ingested,
    tables: Tables,
    outcome: Outcome,
    /// If only the sums of what is proposed are wanted.
    ledger: Option<Ledger>,
}

/// Checks a model over its inputs, some of which lie in stores, on up to so many threads: two are of use.
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
    let apart = threads > 1;
    let up_to = options.as_of.map(|as_of| as_of.start);
    let screens = engine::screens(model, &plan, &zone, shown(options, sums), up_to);
    let pass =
        Pass { model, plan: &plan, sources, options, zone: &zone, apart, sums, screens: &screens, needs_all };
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
        let mut engine = Engine::new(Setup {
            model,
            plan: self.plan,
            interner: texts,
            tables: &tables,
            rules: model.rules(self.zone),
            lost: &used.lost,
            coverage: &used.coverage,
            options: shown(options, self.sums),
        });
        let mut fold = self.sums.then(|| {
            let setup = ledger::Setup {
                model,
                plan: self.plan,
                interner: texts,
                tables: &tables,
                rules: model.rules(self.zone),
                coverage: &used.coverage,
                lost: &used.lost,
            };
            Fold::new(setup, None)
        });
        let feed = |events: &mut Vec<Event>| {
            let mut rest = events.as_mut_slice();
            while let Some((event, later)) = std::mem::take(&mut rest).split_first_mut() {
                if options.as_of.is_none_or(|as_of| event.at.start <= as_of.start) {
                    engine.feed_own(event, later.first().map(|next| next.at.start));
                }
                rest = later;
            }
            if let Some(fold) = &mut fold {
                fold.sum_up(engine.take_fallen());
            }
        };
        let streams = if self.apart {
            side_by_side(streams, interner, feed)
        } else {
            in_turn(streams, interner, feed)
        }?;
        engine.count_passed(&streams.passed(), options.as_of.map(|as_of| as_of.start));
        let ingested = streams.finish();
        let horizon = options.as_of.or_else(|| horizon(&ingested.files));
        let mut outcome = engine.finish(horizon);
        let ledger = fold.map(|mut fold| {
            fold.sum_up(std::mem::take(&mut outcome.findings));
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

/// Reads and decides batch by batch.
fn in_turn<'a>(
    mut streams: Streams<'a>,
    interner: &mut Interner,
    mut feed: impl FnMut(&mut Vec<Event>),
) -> Result<Streams<'a>, Refused> {
    while let Some(mut batch) = streams.next_batch(interner)? {
        feed(&mut batch);
        streams.give_back(batch);
    }
    Ok(streams)
}

/// How many batches may wait to be decided.
const WAITING: usize = 4;

/// Reads on a thread of its own, while what was read before is decided.
fn side_by_side<'a>(
    mut streams: Streams<'a>,
    interner: &mut Interner,
    mut feed: impl FnMut(&mut Vec<Event>),
) -> Result<Streams<'a>, Refused> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<Event>>(WAITING);
        let (back, spent) = channel();
        let reader = scope.spawn(move || {
            while let Some(batch) = streams.next_batch(interner)? {
                spent.try_iter().for_each(|spent| streams.give_back(spent));
                // Nobody listens any more only if the other thread has panicked.
                if sender.send(batch).is_err() {
                    break;
                }
            }
            Ok(streams)
        });
        for mut batch in receiver {
            feed(&mut batch);
            batch.clear();
            // The other thread needs no more room once it has read everything.
            let _ = back.send(batch);
        }
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
