//! Joins the stages: logs in, verdicts out, still without touching a disk or printing.

use crate::analysis::model::Model;
use crate::engine::{self, Coverage, Declared, Options, Outcome, Setup, Tables};
use crate::event::Interner;
use crate::ingest::{self, FileAccount, IngestProblem, Ingested};
use crate::plan::{self, Plan};
use crate::time::{Instant, Rules, Stamp, Zone};

/// What is asked of a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions {
    /// Only occasions from this instant on are judged.
    pub from: Option<Instant>,
    /// Later events are ignored, and the log counts as observed up to here.
    pub as_of: Option<Stamp>,
    /// Keep findings that need no attention as well.
    pub all: bool,
}

/// A check that has run.
#[derive(Debug)]
pub struct Checked {
    /// The texts of plan and log.
    pub interner: Interner,
    /// The plan that was run.
    pub plan: Plan,
    /// What was read.
    pub ingested: Ingested,
    /// Reference data.
    pub tables: Tables,
    /// The zone of civil time.
    pub zone: Zone,
    /// What was found.
    pub outcome: Outcome,
}

/// One input file: its name and its bytes.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user wrote it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The inputs of a model as ingest wants them, each with its mapping.
///
/// # Errors
///
/// Every input for which several mappings fit.
pub fn sources<'a>(
    model: &'a Model,
    inputs: &'a [Input],
) -> Result<Vec<ingest::Source<'a>>, Vec<IngestProblem>> {
    let mut sources = Vec::with_capacity(inputs.len());
    let mut problems = Vec::new();
    for input in inputs {
        match ingest::choose(&model.logs, &input.name) {
            Ok(mapping) => {
                sources.push(ingest::Source::new(&input.name, &input.bytes, mapping, &model.schema));
            }
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(problems) }
}

/// Checks a model over its inputs, as [`sources`] gives them.
pub fn check(model: &Model, sources: &[ingest::Source<'_>], options: CheckOptions) -> Checked {
    let mut interner = Interner::default();
    let plan = plan::lower(model, &mut interner);
    let zone_name = model.header.zone.as_ref().map(Zone::name);
    let mut ingested = ingest::read(sources, &model.schema, zone_name, &mut interner);
    if let Some(as_of) = options.as_of {
        ingested.events.retain(|event| event.at.start <= as_of.start);
    }
    let tables = Tables::new(std::mem::take(&mut ingested.entities));
    let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
    let coverage = coverage(&ingested, model.schema.kinds.len());
    let horizon = options.as_of.or_else(|| horizon(&ingested.files));
    let outcome = engine::run(
        Setup {
            model,
            plan: &plan,
            interner: &interner,
            tables: &tables,
            rules: Rules {
                zone: &zone,
                calendar: model.header.calendar.as_deref(),
                conventions: model.header.conventions,
            },
            lost: &ingested.lost,
            coverage: &coverage,
            options: Options { from: options.from, all: options.all },
        },
        &ingested.events,
        horizon,
    );
    Checked { interner, plan, ingested, tables, zone, outcome }
}

/// The range that the inputs cover, as a whole and kind by kind.
fn coverage(ingested: &Ingested, kinds: usize) -> Coverage {
    let earliest = ingested.files.iter().filter_map(|f| f.earliest).map(|s| s.start).min();
    let declared = ingested.files.iter().filter_map(|f| f.observed.and_then(|(from, _)| from));
    let begin = earliest.into_iter().chain(declared.map(|s| s.start)).min();
    let mut ranges: Vec<Option<Declared>> = vec![None; kinds];
    for file in &ingested.files {
        let Some((from, to)) = file.observed else { continue };
        let own = Declared { begin: from.map(|s| s.start), end: to };
        for kind in &file.kinds {
            let slot = &mut ranges[kind.kind.0 as usize];
            *slot = Some(match slot {
                None => own,
                Some(other) => join(*other, own),
            });
        }
    }
    Coverage { begin, kinds: ranges }
}

/// Two sources of one kind: if one begins where the other ends, they cover both ranges (an export a month); else only what
/// both cover counts as observed, because each may hold what the other does not.
fn join(a: Declared, b: Declared) -> Declared {
    let touches = |first: Declared, second: Declared| {
        first.end.zip(second.begin).is_some_and(|(end, begin)| end.start == begin)
    };
    if touches(a, b) {
        return Declared { begin: a.begin, end: b.end };
    }
    if touches(b, a) {
        return Declared { begin: b.begin, end: a.end };
    }
    let begin = match (a.begin, b.begin) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    let end = match (a.end, b.end) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    Declared { begin, end }
}

/// The last instant of which the inputs speak: the latest event, or the latest declared end.
fn horizon(files: &[FileAccount]) -> Option<Stamp> {
    let latest = files.iter().filter_map(|f| f.latest);
    let declared = files.iter().filter_map(|f| f.observed.and_then(|(_, to)| to));
    latest.chain(declared).max_by_key(|stamp| stamp.start)
}
