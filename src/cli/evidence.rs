//! The texts of log rows, for reports.

use crate::event::{KindId, RowRef};
use crate::ingest::{self, Ingested, RuleColumns, Source};
use crate::report::{Part, RowText, RowTexts};

/// Rows of the inputs of a check.
pub struct Evidence<'a> {
    /// The inputs, in order.
    pub sources: &'a [Source<'a>],
    /// What was read from them.
    pub ingested: &'a Ingested,
}

impl RowTexts for Evidence<'_> {
    fn show(&self, row: &RowRef, kind: Option<KindId>, rule: Option<u16>, parts: &[Part]) -> Option<RowText> {
        let source = self.sources.get(row.input.0 as usize)?;
        let account = self.ingested.files.get(row.input.0 as usize)?;
        let columns: Option<&RuleColumns> = match (rule, kind) {
            (Some(rule), _) => account.rules.get(usize::from(rule)),
            (None, Some(kind)) => account.rules.iter().find(|r| r.kind == kind),
            (None, None) => None,
        };
        let column = |part: &Part| -> Option<&str> {
            let columns = columns?;
            match part {
                Part::Time => columns.time.last().map(String::as_str),
                Part::Field(index) => columns.fields.get(*index)?.as_deref(),
            }
        };
        let named: Vec<Option<&str>> = parts.iter().map(column).collect();
        let asked: Vec<&str> = named.iter().flatten().copied().collect();
        let excerpt = ingest::excerpt(source, account, row, &asked)?;
        let mut places = excerpt.cells.into_iter();
        let parts = named.iter().map(|name| name.and_then(|_| places.next().flatten())).collect();
        Some(RowText { text: excerpt.text, begin: excerpt.begin, parts })
    }
}
