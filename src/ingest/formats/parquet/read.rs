//! Reads the rows of a file, batch by batch, from the columns that are asked for.

use super::columns::{BATCH, Reader, Table};
use super::words::View;
use crate::ingest::columns::Columns;
use crate::ingest::file::{File, Target};
use crate::ingest::formats::{MAX_COLUMNS, RowAt};
use crate::ingest::open::OpenFault;
use crate::ingest::plan::Plan;
use crate::ingest::problem::{Emptiness, IngestProblem};
use crate::ingest::raw::{Moment, Raw, Record};
use crate::ingest::rows::RowReader;
use parquet::errors::Result;

impl File<'_> {
    /// Reads a Parquet file.
    pub(in crate::ingest) fn parquet(&self, table: &Table, target: &mut Target<'_>) {
        let Some((columns, plan)) = self.parquet_head(table, target) else { return };
        let mut walk = Walk::new(table, &columns);
        let mut reader = self.reader(&plan, target);
        while walk.more(self, &mut reader) {}
        self.finish(reader, &columns, Emptiness::NoRecords);
    }

    /// What the names of the columns mean; none if that is not known, which has then been said.
    pub(in crate::ingest) fn parquet_head(
        &self,
        table: &Table,
        target: &mut Target<'_>,
    ) -> Option<(Columns, Plan)> {
        let input = self.input;
        let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        target.account.columns.clone_from(&names);
        if names.len() > MAX_COLUMNS {
            target.account.usable = false;
            target.account.columns.truncate(MAX_COLUMNS);
            target.ledger.problems.push(IngestProblem::TooManyColumns { input, found: names.len() });
            return None;
        }
        let mut columns = Columns::header(names);
        let Some(plan) = self.plan(&mut columns, target) else {
            target.account.usable = false;
            let rows = u64::try_from(table.metadata.file_metadata().num_rows()).unwrap_or(0);
            target.account.rows += rows;
            target.account.rejected += rows;
            return None;
        };
        Some((columns, plan))
    }
}

/// Goes over the rows of a file.
pub(in crate::ingest) struct Walk<'t> {
    table: &'t Table,
    wanted: Vec<usize>,
    /// The group of rows after the one at hand.
    group: usize,
    readers: Vec<Reader>,
    /// Rows of the group at hand that have not been read.
    left: usize,
    /// The row read last.
    number: u64,
}

/// One row.
struct Row<'b> {
    /// By column, what stands in the rows of the batch.
    columns: &'b [Option<View<'b>>],
    /// Its place in the batch.
    row: usize,
}

impl Record for Row<'_> {
    #[inline]
    fn get(&self, slot: usize) -> Raw<'_> {
        match self.columns.get(slot) {
            Some(Some(column)) => column.raw(self.row),
            _ => Raw::Blank,
        }
    }

    #[inline]
    fn short(&self, slot: usize) -> Option<u64> {
        self.columns.get(slot)?.as_ref()?.packed(self.row)
    }

    #[inline]
    fn moment(&self, slot: usize) -> Option<Moment> {
        self.columns.get(slot)?.as_ref()?.moment(self.row)
    }

    fn all_blank(&self) -> bool {
        // What nobody asks for is not looked at, so it may be filled.
        false
    }
}

impl<'t> Walk<'t> {
    /// Before the first row. Only the columns that are asked for are read.
    pub fn new(table: &'t Table, columns: &Columns) -> Self {
        let wanted: Vec<usize> =
            (0..table.columns.len()).filter(|column| columns.is_asked(*column)).collect();
        Walk { table, wanted, group: 0, readers: Vec::new(), left: 0, number: 0 }
    }

    /// Reads some rows; false if there are none any more, or they cannot be read.
    pub fn more(&mut self, file: &File<'_>, reader: &mut RowReader<'_>) -> bool {
        match self.batch(file, reader) {
            Ok(more) => more,
            Err(error) => {
                let fault = OpenFault::Parquet { cause: error.to_string() };
                reader.ledger.problems.push(IngestProblem::Unread { input: file.input, fault });
                // The rows that follow could have been anything.
                let next = self.number + 1;
                reader.lose_anything(file.row_ref(next, at(next)));
                false
            }
        }
    }

    fn batch(&mut self, file: &File<'_>, reader: &mut RowReader<'_>) -> Result<bool> {
        while self.left == 0 {
            let groups = self.table.metadata.row_groups();
            let Some(rows) = groups.get(self.group) else { return Ok(false) };
            let readers = self.wanted.iter().map(|column| self.table.reads(self.group, *column));
            self.readers = readers.collect::<Result<Vec<_>>>()?;
            self.left = usize::try_from(rows.num_rows()).unwrap_or(0);
            self.group += 1;
        }
        let count = self.left.min(BATCH);
        let mut columns = vec![None; self.table.columns.len()];
        for (column, reader) in self.wanted.iter().zip(&mut self.readers) {
            self.table.columns[*column].next(reader, count)?;
            columns[*column] = Some(reader.view());
        }
        for row in 0..count {
            self.number += 1;
            let record = Row { columns: &columns, row };
            reader.record(file.row_ref(self.number, at(self.number)), &record);
        }
        self.left -= count;
        Ok(true)
    }
}

/// The place of a row: such a file has no lines, so the row's number stands for one.
fn at(number: u64) -> RowAt {
    RowAt { start: 0, end: 0, line: u32::try_from(number).unwrap_or(u32::MAX) }
}
