//! Reads the rows of a file, batch by batch, from the columns that are asked for.

use super::columns::{BATCH, Table};
use crate::ingest::columns::Columns;
use crate::ingest::file::{File, Target};
use crate::ingest::formats::cells::Cells;
use crate::ingest::formats::{MAX_COLUMNS, RowAt};
use crate::ingest::open::OpenFault;
use crate::ingest::problem::{Emptiness, IngestProblem};
use crate::ingest::rows::RowReader;
use parquet::errors::{ParquetError, Result};

impl File<'_> {
    /// Reads a Parquet file.
    pub(in crate::ingest) fn parquet(&self, table: &Table, target: &mut Target<'_>) {
        let input = self.input;
        let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        target.account.columns.clone_from(&names);
        if names.len() > MAX_COLUMNS {
            target.account.usable = false;
            target.account.columns.truncate(MAX_COLUMNS);
            target.ledger.problems.push(IngestProblem::TooManyColumns { input, found: names.len() });
            return;
        }
        let mut columns = Columns::header(names);
        let Some(plan) = self.plan(&mut columns, target) else {
            target.account.usable = false;
            let rows = u64::try_from(table.metadata.file_metadata().num_rows()).unwrap_or(0);
            target.account.rows += rows;
            target.account.rejected += rows;
            return;
        };
        let wanted: Vec<usize> =
            (0..table.columns.len()).filter(|column| columns.is_asked(*column)).collect();
        let mut reader = self.reader(&plan, target);
        let mut number = 0;
        if let Err(error) = self.groups(table, &wanted, &mut number, &mut reader) {
            let fault = OpenFault::Parquet { cause: error.to_string() };
            reader.ledger.problems.push(IngestProblem::Unread { input, fault });
            // The rows that follow could have been anything.
            reader.lose_anything(self.row_ref(number + 1, at(number + 1)));
        }
        self.finish(reader, &columns, Emptiness::NoRecords);
    }

    fn groups(
        &self,
        table: &Table,
        wanted: &[usize],
        number: &mut u64,
        reader: &mut RowReader<'_>,
    ) -> Result<()> {
        let mut cells = Cells::new(table.columns.len());
        for (group, rows) in table.metadata.row_groups().iter().enumerate() {
            let readers = wanted.iter().map(|column| table.reader(group, *column));
            let mut readers = readers.collect::<Result<Vec<_>>>()?;
            let mut left = usize::try_from(rows.num_rows()).unwrap_or(0);
            while left > 0 {
                let count = left.min(BATCH);
                let mut batch = Vec::with_capacity(wanted.len());
                for (column, reader) in wanted.iter().zip(&mut readers) {
                    let values = table.columns[*column].batch(reader, count)?;
                    if values.len() != count {
                        return Err(ParquetError::General(
                            "a column has fewer rows than the file says".into(),
                        ));
                    }
                    batch.push(values.into_iter());
                }
                for _ in 0..count {
                    *number += 1;
                    cells.clear();
                    // What nobody asks for is not looked at, so it may be filled.
                    cells.other = true;
                    for (column, values) in wanted.iter().zip(&mut batch) {
                        if let Some(held) = values.next().flatten() {
                            cells.fill(*column, held);
                        }
                    }
                    reader.record(self.row_ref(*number, at(*number)), &cells);
                }
                left -= count;
            }
        }
        Ok(())
    }
}

/// The place of a row: such a file has no lines, so the row's number stands for one.
fn at(number: u64) -> RowAt {
    RowAt { start: 0, end: 0, line: u32::try_from(number).unwrap_or(u32::MAX) }
}
