//! What has been read so far from all files of a run, and whether a record repeats or contradicts it.

use super::account::Rejection;
use super::problem::IngestProblem;
use crate::event::{EntityId, EntityRow, Event, KindId, LostRow, Passed, RowRef, Sym, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything read in one run.
#[derive(Default)]
pub(super) struct Ledger {
    /// Events that are not kept apart.
    pub events: Vec<Event>,
    /// Those that are, by the number of those whom they are for.
    pub apart: Vec<Vec<Event>>,
    /// By kind, whom its events are for; empty: they are not kept apart.
    pub for_whom: Vec<usize>,
    /// Events that have passed their screens.
    pub passed: Passed,
    /// By entity.
    pub entities: Vec<Vec<EntityRow>>,
    pub rejections: Vec<Rejection>,
    pub lost: Vec<LostRow>,
    pub problems: Vec<IngestProblem>,
    /// By declared key, the content and place of the event that has it. Never iterated.
    keys: FxHashMap<(KindId, Value), (u64, RowRef)>,
    /// By identity, the rows of reference data that have it. Never iterated.
    identities: FxHashMap<(EntityId, Sym), Vec<u32>>,
    /// Identities whose contradiction has been reported. Never iterated.
    conflicts: FxHashSet<(EntityId, Sym)>,
}

/// How a record stands to those read before.
pub(super) enum Standing {
    /// Nothing like it was read.
    New,
    /// The same was read here.
    Repeats(RowRef),
    /// Something else with the same key was read here.
    Contradicts(RowRef),
}

impl Ledger {
    pub fn new(entities: usize) -> Ledger {
        Ledger { entities: vec![Vec::new(); entities], ..Ledger::default() }
    }

    /// Where the events of a kind are written. They are written where they stay: moving each later would cost as much as reading some.
    #[inline]
    pub fn room(&mut self, kind: KindId) -> &mut Vec<Event> {
        match self.for_whom.get(usize::from(kind.0)) {
            Some(whom) => &mut self.apart[*whom],
            None => &mut self.events,
        }
    }

    /// Adds what was read from another file, which has no key in common with those before.
    pub fn append(&mut self, mut other: Ledger) {
        self.events.append(&mut other.events);
        self.passed.append(&other.passed);
        self.rejections.append(&mut other.rejections);
        self.lost.append(&mut other.lost);
        self.problems.append(&mut other.problems);
        self.keys.extend(other.keys);
    }

    /// How an event with a key stands to those entered before.
    pub fn standing(&self, kind: KindId, key: &Value, digest: u64) -> Standing {
        match self.keys.get(&(kind, key.clone())) {
            None => Standing::New,
            Some((known, first)) if *known == digest => Standing::Repeats(*first),
            Some((_, first)) => Standing::Contradicts(*first),
        }
    }

    /// Enters an event's key; false if it is there already.
    pub fn enter(&mut self, kind: KindId, key: Value, digest: u64, row: RowRef) -> bool {
        let mut new = false;
        self.keys.entry((kind, key)).or_insert_with(|| {
            new = true;
            (digest, row)
        });
        new
    }

    /// Keeps a row of reference data if it is new. Rows of one identity may stand side by side as long as they are not
    /// valid at the same time.
    pub fn add_entity(&mut self, entity: EntityId, identity: Sym, row: EntityRow) -> Standing {
        let rows = &mut self.entities[usize::from(entity.0)];
        let same = self.identities.entry((entity, identity)).or_default();
        for index in same.iter() {
            let Some(known) = rows.get(*index as usize) else { continue };
            let equal = known.cells == row.cells && known.key == row.key;
            if equal && (known.valid_from, known.valid_to) == (row.valid_from, row.valid_to) {
                return Standing::Repeats(known.row);
            }
            if !equal && overlap(known, &row) {
                return Standing::Contradicts(known.row);
            }
        }
        same.push(rows.len() as u32);
        rows.push(row);
        Standing::New
    }

    /// Whether this is the first contradiction about an identity.
    pub fn first_conflict(&mut self, entity: EntityId, identity: Sym) -> bool {
        self.conflicts.insert((entity, identity))
    }
}

/// Whether two rows are valid on some common day.
fn overlap(a: &EntityRow, b: &EntityRow) -> bool {
    let starts_in_time = |from: Option<crate::time::Date>, to: Option<crate::time::Date>| match (from, to) {
        (Some(from), Some(to)) => from <= to,
        (None, _) | (_, None) => true,
    };
    starts_in_time(a.valid_from, b.valid_to) && starts_in_time(b.valid_from, a.valid_to)
}
