//! Object-centric event logs: OCEL 2.0 in its JSON form.
//!
//! Each event is a record, and so is each object. Of an event, `ocel:eid` is its id, `ocel:activity` its type,
//! `ocel:timestamp` its time; of an object, `ocel:oid` is its id and `ocel:type` its type. Attributes are columns by their
//! names. `ocel:objects` holds the ids of all related objects, `ocel:type:T` of those of type T, `ocel:qualifier:Q` of those
//! related as Q. An object whose attributes change is a record for each state of it, with the days of its validity in
//! `ocel:valid_from` and `ocel:valid_to`.

mod object;
mod record;

pub(in crate::ingest) use record::place;

use super::json::{ArrayFault, JsonItem, JsonRows, Members, find_array};
use super::{RowAt, RowFault};
use crate::ingest::Emptiness;
use crate::ingest::file::{File, Target};
use crate::ingest::formats::cells::Cells;
use crate::ingest::walk::{Item, SAMPLE};
use indexmap::IndexSet;
use record::{Reader, Thing};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Whether the first object of a text declares types of events or objects.
pub(in crate::ingest) fn looks_like(text: &str) -> bool {
    let mut members = Members::of(text.trim_start(), 0);
    let (mut types, mut events) = (false, false);
    while let Some((name, _)) = members.next_name() {
        types |= name == "objectTypes" || name == "eventTypes";
        events |= name == "events" || name == "objects";
        if types && events {
            return true;
        }
        if members.skip_value().is_none() {
            break;
        }
    }
    false
}

impl File<'_> {
    /// Reads an object-centric event log.
    pub(in crate::ingest) fn ocel(&self, text: &str, target: &mut Target<'_>) {
        let (events, objects) = (find_array(text, "events"), find_array(text, "objects"));
        let begin = match (events, objects) {
            (Err(_), Err(_)) => {
                target.account.usable = false;
                let (problem, _) = self.broken_array(ArrayFault::NotThere, 0, 1);
                target.ledger.problems.push(problem);
                return;
            }
            (events, objects) => [(events.ok(), Thing::Event), (objects.ok(), Thing::Object)],
        };
        let types = objects.map(|at| record::types(JsonRows::inner_array(text, at))).unwrap_or_default();
        let ready = self.ready(names(text, begin, &types), target);
        let reader = Reader { slots: ready.columns.slots(), types: &types, zone: ready.plan.zone.as_ref() };
        let mut parts: VecDeque<(JsonRows<'_>, Thing)> = begin
            .into_iter()
            .filter_map(|(at, thing)| Some((JsonRows::inner_array(text, at?), thing)))
            .collect();
        let mut made: VecDeque<(RowAt, Result<Cells, RowFault>)> = VecDeque::new();
        let rows = std::iter::from_fn(move || {
            loop {
                if let Some((at, record)) = made.pop_front() {
                    return Some(Item::Row(at, record));
                }
                let (rows, thing) = parts.front_mut()?;
                match rows.next() {
                    None => {
                        parts.pop_front();
                    }
                    Some(JsonItem::Broken { why, at, line }) => {
                        let (problem, at) = self.broken_array(why, at, line);
                        return Some(Item::Broken(problem, at));
                    }
                    Some(JsonItem::Row(at, record)) => {
                        match record.and_then(|text| reader.read(text, *thing)) {
                            Ok(records) => made.extend(records.into_iter().map(|record| (at, Ok(record)))),
                            Err(fault) => made.push_back((at, Err(fault))),
                        }
                    }
                }
            }
        });
        self.walk(&ready, rows, Emptiness::NoRecords, target);
    }
}

/// The names that records have: those declared, and those of the first records.
fn names(
    text: &str,
    begin: [(Option<usize>, Thing); 2],
    types: &FxHashMap<String, String>,
) -> IndexSet<String> {
    let mut names: IndexSet<String> = IndexSet::new();
    for (at, thing) in begin {
        let Some(at) = at else { continue };
        let mut rows = JsonRows::inner_array(text, at);
        let mut read = 0;
        while read < SAMPLE
            && let Some(JsonItem::Row(_, record)) = rows.next()
        {
            read += usize::from(record.is_ok_and(|text| record::names(text, thing, types, &mut names)));
        }
    }
    if names.is_empty() {
        return names;
    }
    for declared in ["eventTypes", "objectTypes"] {
        if let Ok(at) = find_array(text, declared) {
            let mut rows = JsonRows::inner_array(text, at);
            while let Some(JsonItem::Row(_, record)) = rows.next() {
                if let Ok(text) = record {
                    record::declared(text, declared == "objectTypes", &mut names);
                }
            }
        }
    }
    names
}
