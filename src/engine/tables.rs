//! Reference data by key and date: a role is what it was then.

use crate::event::{Cell, EntityId, EntityRow, RowRef, Sym, Value};
use crate::time::Date;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The reference data of a run.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    entities: Vec<Table>,
    /// Lines that could not be read.
    lost: Vec<(EntityId, RowRef)>,
}

#[derive(Clone, Debug, Default)]
struct Table {
    rows: Vec<EntityRow>,
    /// The lines of a key; nearly always there is one.
    by_key: FxHashMap<Sym, SmallVec<[u32; 2]>>,
    /// Keys in the order of their first row.
    keys: Vec<Sym>,
    /// Every line holds on every day.
    timeless: bool,
    /// If so, by attribute, what is yes or no of each key. They are asked for so often that they stand close together.
    flags: Vec<FxHashMap<Sym, bool>>,
}

impl Tables {
    /// Indexes rows, given by [`EntityId`].
    pub fn new(entities: Vec<Vec<EntityRow>>) -> Self {
        let entities = entities
            .into_iter()
            .map(|rows| {
                let mut by_key: FxHashMap<Sym, SmallVec<[u32; 2]>> = FxHashMap::default();
                let mut keys = Vec::new();
                for (i, row) in rows.iter().enumerate() {
                    let list = by_key.entry(row.key).or_default();
                    if list.is_empty() {
                        keys.push(row.key);
                    }
                    list.push(i as u32);
                }
                let timeless = rows.iter().all(|row| row.valid_from.is_none() && row.valid_to.is_none());
                let mut flags: Vec<FxHashMap<Sym, bool>> = Vec::new();
                // Of several lines the last one holds.
                for row in rows.iter().filter(|_| timeless) {
                    flags.resize_with(flags.len().max(row.cells.len()), FxHashMap::default);
                    for (known, cell) in flags.iter_mut().zip(&row.cells) {
                        match cell {
                            Cell::Value(Value::Bool(yes)) => drop(known.insert(row.key, *yes)),
                            _ => drop(known.remove(&row.key)),
                        }
                    }
                }
                Table { rows, by_key, keys, timeless, flags }
            })
            .collect();
        Tables { entities, lost: Vec::new() }
    }

    /// With the lines that could not be read: what they said cannot be told.
    #[must_use]
    pub fn with_lost(self, lost: Vec<(EntityId, RowRef)>) -> Self {
        Tables { lost, ..self }
    }

    /// The first line of an entity that could not be read.
    pub fn lost(&self, entity: EntityId) -> Option<RowRef> {
        self.lost.iter().find(|(other, _)| *other == entity).map(|(_, row)| *row)
    }

    /// How many lines of an entity could not be read.
    pub fn lost_lines(&self, entity: EntityId) -> u64 {
        self.lost.iter().filter(|(other, _)| *other == entity).count() as u64
    }

    /// The keys of an entity, in the order of its file.
    pub fn keys(&self, entity: EntityId) -> &[Sym] {
        self.entities.get(entity.0 as usize).map_or(&[], |t| &t.keys)
    }

    /// The line of a key that is valid on a day; the last such line of the file if there are several.
    pub fn row(&self, entity: EntityId, key: Sym, on: Date) -> Option<&EntityRow> {
        self.row_on(entity, key, || on)
    }

    /// The same on a day that is only worked out if a line holds for some days only.
    pub fn row_on(&self, entity: EntityId, key: Sym, on: impl FnOnce() -> Date) -> Option<&EntityRow> {
        let table = self.entities.get(entity.0 as usize)?;
        let lines = table.by_key.get(&key)?.iter().rev();
        let mut rows = lines.filter_map(|line| table.rows.get(*line as usize));
        let last = rows.next()?;
        if last.valid_from.is_none() && last.valid_to.is_none() {
            return Some(last);
        }
        let on = on();
        std::iter::once(last).chain(rows).find(|row| covers(row, on))
    }

    /// One attribute of a key as it was on a day.
    pub fn attribute(&self, entity: EntityId, key: Sym, index: usize, on: Date) -> Option<&Cell> {
        self.row(entity, key, on).and_then(|row| row.cells.get(index))
    }

    /// All lines of an entity, in the order of its file.
    pub fn all(&self, entity: EntityId) -> &[EntityRow] {
        self.entities.get(entity.0 as usize).map_or(&[], |t| &t.rows)
    }

    /// All lines of a key.
    pub fn rows(&self, entity: EntityId, key: Sym) -> impl Iterator<Item = &EntityRow> {
        let table = self.entities.get(entity.0 as usize);
        table
            .and_then(|t| t.by_key.get(&key))
            .into_iter()
            .flatten()
            .filter_map(move |i| table.and_then(|t| t.rows.get(*i as usize)))
    }

    /// Whether an attribute of a key is yes or no, if that is the same on every day; none says nothing.
    #[inline]
    pub fn flag(&self, entity: EntityId, key: Sym, index: usize) -> Option<bool> {
        self.entities.get(entity.0 as usize)?.flags.get(index)?.get(&key).copied()
    }

    /// Whether every key of an entity is valid on every day.
    pub fn is_timeless(&self, entity: EntityId) -> bool {
        self.entities.get(entity.0 as usize).is_some_and(|table| table.timeless)
    }

    /// The first day from `first` to `last` on which a key is valid, and whether it is valid on every one of them.
    pub fn validity(&self, entity: EntityId, key: Sym, first: Date, last: Date) -> Validity {
        let mut ranges: SmallVec<[(Date, Date); 4]> = self
            .rows(entity, key)
            .map(|row| (row.valid_from.unwrap_or(Date::MIN), row.valid_to.unwrap_or(Date::MAX)))
            // A line whose last day comes before its first holds on no day.
            .filter(|(from, to)| from <= to && *from <= last && *to >= first)
            .collect();
        ranges.sort_unstable();
        let Some((from, _)) = ranges.first() else {
            return Validity { first_valid: None, throughout: false, at_end: false };
        };
        let first_valid = (*from).max(first);
        let mut covered_to = None;
        let mut gap = *from > first;
        for (from, to) in &ranges {
            if let Some(end) = covered_to {
                gap |= *from > end && Some(*from) != next_day(end);
            }
            covered_to = covered_to.max(Some(*to));
        }
        let at_end = covered_to >= Some(last) && ranges.iter().any(|(from, to)| *from <= last && *to >= last);
        Validity { first_valid: Some(first_valid), throughout: !gap && at_end, at_end }
    }
}

/// How a key's lines cover a range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first day of the range on which it is valid, if any.
    pub first_valid: Option<Date>,
    /// Whether it is valid on every day of the range.
    pub throughout: bool,
    /// Whether it is valid on the last day of the range.
    pub at_end: bool,
}

fn covers(row: &EntityRow, on: Date) -> bool {
    row.valid_from.is_none_or(|from| from <= on) && row.valid_to.is_none_or(|to| on <= to)
}

fn next_day(date: Date) -> Option<Date> {
    date.tomorrow().ok()
}
