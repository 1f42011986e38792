//! Joins the stages: logs in, verdicts out, still without touching a disk or printing.

pub mod look;
mod share;
mod streamed;
pub mod trial;

pub use streamed::streamed;

use crate::analysis::model::Model;
use crate::engine::{self, Coverage, Declared, Options, Outcome, Setup, Tables};
use crate::event::{Interner, KindId, LogMapping};
use crate::ingest::{self, FileAccount, IngestProblem, Ingested, OpenOptions, Store};
use crate::ledger::{self, Ledger};
use crate::plan::{self, Plan};
use crate::report::InputFacts;
use crate::time::{Instant, Stamp, Zone};
use std::sync::Arc;

/// What is asked of a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions {
    /// Only occasions from this instant on are judged.
    pub from: Option<Instant>,
    /// Later events are ignored, and the log counts as observed up to here.
    pub as_of: Option<Stamp>,
    /// Keep findings that need no attention as well.
    pub all: bool,
    /// Only counts and sums are wanted: findings need not be kept, nor postings, where it can be done without.
    pub sums: bool,
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
    /// What the log covers.
    pub coverage: Coverage,
    /// The zone of civil time.
    pub zone: Zone,
    /// What was found.
    pub outcome: Outcome,
    /// What is proposed.
    pub ledger: Ledger,
}

/// One input file: its name and what it holds.
#[derive(Clone, Debug)]
pub struct Input {
    /// As the user wrote it.
    pub name: String,
    /// Its content, unless that lies in a store.
    pub bytes: Vec<u8>,
    /// Where its content lies, to be read in blocks.
    pub store: Option<Arc<dyn Store>>,
}

impl Input {
    /// An input that is held in memory.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Input {
        Input { name: name.into(), bytes: bytes.into(), store: None }
    }

    /// An input that is read in blocks, if it can be.
    pub fn stored(name: impl Into<String>, store: Arc<dyn Store>) -> Input {
        Input { name: name.into(), bytes: Vec::new(), store: Some(store) }
    }

    /// Takes all of the content into memory.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn hold(&mut self) -> std::io::Result<()> {
        if let Some(store) = &self.store {
            self.bytes = ingest::read_whole(&**store)?;
            self.store = None;
        }
        Ok(())
    }
}

/// Makes of an input that cannot be read in blocks as it is one that can: its text is decoded into a place beside memory. If
/// that is not what is wrong with it, it is taken into memory.
///
/// # Errors
///
/// What the system says.
pub fn settle(model: &Model, input: &mut Input, options: &OpenOptions) -> std::io::Result<()> {
    match ingest::choose(&model.logs, &input.name) {
        Ok(mapping) if recode(input, mapping, options) => Ok(()),
        Ok(_) | Err(_) => input.hold(),
    }
}

/// Decodes the text of an input into a place beside memory, if that is what keeps it from being read in blocks.
fn recode(input: &mut Input, mapping: Option<&LogMapping>, options: &OpenOptions) -> bool {
    let Some(store) = &input.store else { return false };
    // What cannot be unpacked to its end is told when all of it is opened.
    let Ok(Some(text)) = ingest::recoded(&input.name, store, mapping, options) else { return false };
    input.store = Some(text);
    true
}

/// How much of a large text is read at a time. What is made of it fits into a processor's cache.
pub const BLOCK: usize = 1 << 17;

/// The inputs of a model as ingest wants them, each with its mapping.
///
/// # Errors
///
/// Every input for which several mappings fit.
pub fn sources<'a>(
    model: &'a Model,
    inputs: &'a [Input],
) -> Result<Vec<ingest::Source<'a>>, Vec<IngestProblem>> {
    let sources = sources_with(model, inputs, BLOCK, |_| OpenOptions::default())?;
    Ok(sources.into_iter().flatten().collect())
}

/// The same, with each input opened as asked, by its name, and texts in stores read in blocks of so many bytes. None for an
/// input in a store that has to be held.
///
/// # Errors
///
/// Every input for which several mappings fit.
pub fn sources_with<'a>(
    model: &'a Model,
    inputs: &'a [Input],
    block: usize,
    options: impl Fn(&str) -> OpenOptions,
) -> Result<Vec<Option<ingest::Source<'a>>>, Vec<IngestProblem>> {
    let mut sources = Vec::with_capacity(inputs.len());
    let mut problems = Vec::new();
    for input in inputs {
        match ingest::choose(&model.logs, &input.name) {
            Ok(mapping) => {
                let options = options(&input.name);
                let (name, schema) = (&input.name, &model.schema);
                sources.push(match &input.store {
                    None => Some(ingest::Source::open(name, &input.bytes, mapping, schema, &options)),
                    Some(store) => ingest::Source::stored(name, store, mapping, schema, &options, block),
                });
            }
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(problems) }
}

/// Checks a model over its inputs, as [`sources`] gives them, with all their events in memory.
pub fn check(model: &Model, sources: &[ingest::Source<'_>], options: CheckOptions) -> Checked {
    let mut interner = Interner::default();
    let plan = plan::lower(model, &mut interner);
    let zone_name = model.header.zone.as_ref().map(Zone::name);
    let mut ingested = ingest::read(sources, &model.schema, zone_name, &mut interner);
    if let Some(as_of) = options.as_of {
        ingested.events.retain(|event| event.at.start <= as_of.start);
    }
    let tables = tables(&mut ingested);
    let zone = model.header.zone.clone().unwrap_or_else(Zone::utc);
    let coverage = coverage(&ingested.files, &unread(sources, &ingested.files, model), options.as_of);
    let horizon = options.as_of.or_else(|| horizon(&ingested.files));
    let rules = model.rules(&zone);
    let outcome = engine::run(
        Setup {
            model,
            plan: &plan,
            interner: &interner,
            tables: &tables,
            rules,
            lost: &ingested.lost,
            coverage: &coverage,
            options: Options { from: options.from, all: options.all, sums: false },
        },
        &ingested.events,
        horizon,
    );
    let ledger = Ledger::default();
    Checked { interner, plan, ingested, tables, coverage, zone, outcome, ledger }.booked(model)
}

impl Checked {
    /// With the ledger of this run alone.
    fn booked(mut self, model: &Model) -> Checked {
        self.book_after(model, &ledger::Earlier::default());
        self
    }

    /// Makes the ledger anew, where earlier runs have booked before.
    pub fn book_after(&mut self, model: &Model, earlier: &ledger::Earlier) {
        self.ledger = ledger::ledger_after(self.accounts(model), &self.outcome, earlier);
    }

    /// What the ledger is made from, besides the findings.
    pub fn accounts<'a>(&'a self, model: &'a Model) -> ledger::Setup<'a> {
        ledger::Setup {
            model,
            plan: &self.plan,
            interner: &self.interner,
            tables: &self.tables,
            rules: model.rules(&self.zone),
            coverage: &self.coverage,
            lost: &self.ingested.lost,
        }
    }
}

/// The reference data that was read, and which rows of it were lost.
fn tables(ingested: &mut Ingested) -> Tables {
    let rejected = ingested.rejections.iter();
    let lost = rejected.flat_map(|r| r.entities.iter().map(|(entity, _)| (*entity, r.row))).collect();
    Tables::new(std::mem::take(&mut ingested.entities)).with_lost(lost)
}

/// By kind, whether a file that could not be read at all may hold it: any number of such events may be missing.
fn unread(sources: &[ingest::Source<'_>], files: &[FileAccount], model: &Model) -> Vec<bool> {
    let unread: Vec<_> =
        sources.iter().zip(files).filter(|(_, file)| !file.usable).map(|(source, _)| source).collect();
    (0..model.schema.kinds.len())
        .map(|kind| unread.iter().any(|source| source.may_hold(KindId(kind as u16), &model.schema)))
        .collect()
}

/// The range that the inputs cover, as a whole and kind by kind.
///
/// A declared range speaks of its own source alone. Where it reaches beyond the events, the other sources do not: they were
/// observed from the earliest event to the latest, or to `--as-of`.
///
/// `unread`: by kind, whether a file that could not be read at all may hold it.
fn coverage(files: &[FileAccount], unread: &[bool], as_of: Option<Stamp>) -> Coverage {
    let earliest = files.iter().filter_map(|f| f.earliest).map(|s| s.start).min();
    let latest = files.iter().filter_map(|f| f.latest).max_by_key(|s| s.start);
    let declared = || files.iter().filter_map(|f| f.observed);
    let declared_begin = declared().filter_map(|(from, _)| from).map(|s| s.start).min();
    let begin = earliest.into_iter().chain(declared_begin).min();
    let early = declared_begin.is_some_and(|at| earliest.is_some_and(|earliest| at < earliest));
    let late = as_of.is_none()
        && declared().filter_map(|(_, to)| to).any(|at| latest.is_some_and(|latest| at.start > latest.start));
    let undeclared = Declared { begin: earliest, end: latest.filter(|_| late) };
    let ranges = (0..)
        .zip(unread)
        .map(|(kind, unread)| {
            let sources = files.iter().filter_map(|file| {
                let held = file.kinds.iter().find(|k| usize::from(k.kind.0) == kind)?;
                Some((file.observed, held.events, file.rows))
            });
            let mut known = None;
            let mut any = false;
            // A source that declares nothing only counts beside one that does if it held such events.
            let is_declared = sources.clone().any(|(observed, ..)| observed.is_some());
            for (observed, events, rows) in sources {
                // A file without a record may be an export that failed.
                any |= observed.is_some() || rows > 0;
                let own = match observed {
                    Some((from, to)) => Declared { begin: from.map(|s| s.start), end: to },
                    None if is_declared && events > 0 => undeclared,
                    None => continue,
                };
                known = Some(known.map_or(own, |other| join(other, own)));
            }
            match known {
                _ if !any || *unread => Some(Declared::NOTHING),
                None if early || late => Some(undeclared),
                known => known,
            }
        })
        .collect();
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

/// What a report says of an input.
pub fn input_facts(file: &FileAccount) -> InputFacts {
    InputFacts {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        bytes: file.bytes,
        format: file.format.id().to_string(),
        compression: file.compression.map(|c| c.id().to_string()),
        encoding: file.encoding.map(|(encoding, _)| encoding.name().to_string()),
        encoding_guessed: matches!(file.encoding, Some((_, ingest::EncodingFrom::Guessed))),
        delimiter: file.format.delimiter().map(|byte| char::from(byte).to_string()),
        sheets: file.sheets.iter().filter(|s| s.read).map(|s| s.name.clone()).collect(),
        rows: file.rows,
        used: file.used,
        ignored: file.ignored,
        duplicate: file.duplicate,
        rejected: file.rejected,
        earliest: file.earliest,
        latest: file.latest,
        kinds: file.kinds.iter().map(|k| (k.kind, k.events)).collect(),
    }
}
