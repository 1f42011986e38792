//! Reference data from the records of a log or of a table of its own.

use super::account::{Reason, Rejection};
use super::ledger::Standing;
use super::plan::{Named, Table};
use super::problem::IngestProblem;
use super::raw::Record;
use super::rows::{Fate, RowReader, clip};
use super::stamp;
use crate::event::{Cell, EntityRow, RowRef, Sym, Value};
use crate::time::Date;

/// Why a validity cannot be read, and the columns at fault.
type BadValidity = (Reason, Vec<String>);

/// A row of reference data on its way.
pub(super) struct TableDraft {
    /// The table of the plan it is for.
    table: usize,
    row: EntityRow,
    /// What tells whether it was read before: its `distinct by` column, else its key.
    identity: Sym,
}

impl RowReader<'_> {
    /// The reference data in a record. An error is the fate of a record that cannot be read.
    pub(super) fn read_tables<R: Record>(
        &mut self,
        row: RowRef,
        record: &R,
    ) -> Result<Vec<TableDraft>, Fate> {
        let mut made = Vec::new();
        let plan = self.plan;
        for (index, table) in plan.tables.iter().enumerate() {
            let test = table.test.as_ref();
            match test.map_or(Some(true), |test| test.holds(record, &plan.blanks)) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    let doubt = test.and_then(|test| test.doubt(record, &plan.blanks));
                    let (column, text) = doubt.unwrap_or_default();
                    return Err(self.reject(row, Reason::UndecidedTest { text: clip(&text) }, vec![column]));
                }
            }
            let entity = self.schema.entity(table.entity);
            let cells: Box<[Cell]> = table
                .fields
                .iter()
                .zip(&entity.fields)
                .map(|(at, field)| self.field(at, field, record, |_| {}))
                .collect();
            let key_column = || table.key_column.iter().cloned().collect();
            let key = match &cells[table.key] {
                Cell::Value(Value::Text(sym)) => *sym,
                Cell::Value(value) => {
                    let text = super::rows::show(value, self.interner);
                    self.interner.intern(&text)
                }
                // In a log, a row without the key simply says nothing about the entity.
                Cell::Blank if !plan.own_table => continue,
                Cell::Blank if record.all_blank() => return Err(Fate::Ignored),
                Cell::Blank => return Err(self.reject(row, Reason::BlankKey, key_column())),
                Cell::Unreadable(sym) => {
                    let text = clip(self.interner.text(sym));
                    return Err(self.reject(row, Reason::UnreadableKey { text }, key_column()));
                }
            };
            let (valid_from, valid_to) = match self.validity(index, record) {
                Ok(valid) => valid,
                Err((reason, columns)) => return Err(self.reject_keyed(row, index, key, reason, columns)),
            };
            let identity = match table.distinct_by {
                Some(slot) => self.interner.intern(record.get(slot).as_str().unwrap_or_default()),
                None => key,
            };
            let row = EntityRow { key, valid_from, valid_to, cells, row };
            made.push(TableDraft { table: index, row, identity });
        }
        Ok(made)
    }

    /// The first and last day of validity in a record.
    fn validity<R: Record>(
        &self,
        table: usize,
        record: &R,
    ) -> Result<(Option<Date>, Option<Date>), BadValidity> {
        let Table { valid_from: from, valid_to: to, .. } = &self.plan.tables[table];
        let day = |column: &Option<Named>| {
            let Some((slot, name)) = column else { return Ok(None) };
            let raw = record.get(*slot);
            let filled = raw.as_str().filter(|text| !self.plan.blanks.iter().any(|b| b == text));
            let Some(text) = filled else { return Ok(None) };
            match stamp::date(text) {
                Some(date) => Ok(Some(date)),
                None => Err((Reason::UnreadableValidity { text: clip(text) }, vec![name.clone()])),
            }
        };
        let valid = (day(from)?, day(to)?);
        match valid {
            (Some(first), Some(last)) if last < first => {
                let columns = [from, to].into_iter().flatten().map(|(_, name)| name.clone()).collect();
                Err((Reason::EmptyValidity, columns))
            }
            valid => Ok(valid),
        }
    }

    /// Rejects a record whose key is known.
    fn reject_keyed(
        &mut self,
        row: RowRef,
        table: usize,
        key: Sym,
        reason: Reason,
        columns: Vec<String>,
    ) -> Fate {
        let fate = self.reject(row, reason, columns);
        if let Some(Rejection { entities, .. }) = self.ledger.rejections.last_mut()
            && let Some(lost) = entities.get_mut(table)
        {
            lost.1 = Some(key);
        }
        fate
    }

    /// Keeps reference data that is new. For a table of its own, gives the fate of a record that is not.
    pub(super) fn commit_tables(&mut self, row: RowRef, drafts: Vec<TableDraft>) -> Option<Fate> {
        let mut fate = None;
        for draft in drafts {
            let table = &self.plan.tables[draft.table];
            let key = draft.row.key;
            match self.ledger.add_entity(table.entity, draft.identity, draft.row) {
                Standing::New => {}
                Standing::Repeats(_) if !self.plan.own_table => {}
                Standing::Repeats(first) => fate = Some(self.duplicate(row, first)),
                Standing::Contradicts(first) => {
                    let text = clip(self.interner.text(&key));
                    if self.ledger.first_conflict(table.entity, draft.identity) || self.plan.own_table {
                        self.ledger.problems.push(IngestProblem::EntityConflict {
                            entity: self.schema.entity(table.entity).name.clone(),
                            key: text.clone(),
                            column: table.key_column.clone(),
                            first,
                            second: row,
                        });
                    }
                    if self.plan.own_table {
                        let reason = Reason::KeyConflict { key: text, first };
                        let columns = table.key_column.iter().cloned().collect();
                        fate = Some(self.reject_keyed(row, draft.table, key, reason, columns));
                    }
                }
            }
        }
        fate
    }
}
