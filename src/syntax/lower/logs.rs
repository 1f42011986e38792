//! `log` blocks.

use super::{Low, Lower, Pair};
use crate::syntax::ast::{CellDecl, CellFrom, Log, LogEntity, LogEntry, LogEvent, Text, TimeCells};
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn log(&mut self, pair: Pair<'_>) -> Low<Log> {
        let mut kids = self.kids(pair);
        let pattern = self.need(&mut kids, Rule::string)?;
        Ok(Log { pattern: self.text(pattern)?, entries: self.all_spanned(kids, Self::log_entry)? })
    }

    pub(super) fn log_entry(&mut self, pair: Pair<'_>) -> Low<LogEntry> {
        let rule = pair.as_rule();
        match rule {
            Rule::log_observed => return self.date_range_of(pair).map(LogEntry::Observed),
            Rule::log_event => return self.log_event(pair).map(LogEntry::Event),
            Rule::log_entity => return self.log_entity(pair).map(LogEntry::Entity),
            Rule::log_blank => {
                let texts = self.kids(pair);
                return self.all(texts, Self::text).map(LogEntry::Blank);
            }
            _ => {}
        }
        let mut kids = self.kids(pair);
        let part = self.need_any(&mut kids)?;
        Ok(match rule {
            Rule::log_format => LogEntry::Format(self.name(part)?),
            Rule::log_encoding => LogEntry::Encoding(self.text(part)?),
            Rule::log_delimiter => LogEntry::Delimiter(self.text(part)?),
            Rule::log_skip => LogEntry::Skip(self.count(part)?),
            Rule::log_records => LogEntry::Records(self.text(part)?),
            Rule::log_sheet => LogEntry::Sheet(self.text(part)?),
            Rule::log_zone => LogEntry::Timezone(self.zone(part)?),
            Rule::log_time => LogEntry::Time(self.time_cells(part)?),
            Rule::log_ignore => LogEntry::Ignore(self.filter(part)?),
            _ => return self.odd(&part),
        })
    }

    fn time_cells(&mut self, pair: Pair<'_>) -> Low<TimeCells> {
        let mut kids = self.kids(pair);
        let column = self.need(&mut kids, Rule::string)?;
        let plus = if kids.has(Rule::op_plus) { kids.get(Rule::string) } else { None };
        let format = kids.get(Rule::string);
        Ok(TimeCells {
            column: self.text(column)?,
            plus: self.maybe(plus, Self::text)?,
            format: self.maybe(format, Self::text)?,
        })
    }

    fn log_event(&mut self, pair: Pair<'_>) -> Low<LogEvent> {
        let mut kids = self.kids(pair);
        let event = self.need(&mut kids, Rule::name)?;
        let filter = kids.get(Rule::filter);
        let each_column = kids.get(Rule::each_column);
        let time = kids.get(Rule::time_cells);
        let cells = kids.get(Rule::cells);
        Ok(LogEvent {
            event: self.name(event)?,
            filter: self.maybe(filter, Self::filter)?,
            each_column: self.maybe(each_column, |this, column| {
                let mut kids = this.kids(column);
                let pattern = this.need(&mut kids, Rule::string)?;
                this.text(pattern)
            })?,
            time: self.maybe(time, Self::time_cells)?,
            cells: self.maybe(cells, Self::cells)?.unwrap_or_default(),
        })
    }

    fn log_entity(&mut self, pair: Pair<'_>) -> Low<LogEntity> {
        let mut kids = self.kids(pair);
        let entity = self.need(&mut kids, Rule::name)?;
        let from = kids.get(Rule::entity_from);
        let filter = kids.get(Rule::filter);
        let distinct = kids.get(Rule::entity_distinct);
        let valid = kids.get(Rule::entity_valid);
        let cells = kids.get(Rule::cells);
        Ok(LogEntity {
            entity: self.name(entity)?,
            from: self.maybe(from, Self::inner_text)?,
            filter: self.maybe(filter, Self::filter)?,
            distinct_by: self.maybe(distinct, Self::inner_text)?,
            valid: self.maybe(valid, |this, valid| {
                let mut kids = this.kids(valid);
                let from = this.need(&mut kids, Rule::string)?;
                let to = this.need(&mut kids, Rule::string)?;
                Ok((this.text(from)?, this.text(to)?))
            })?,
            cells: self.maybe(cells, Self::cells)?.unwrap_or_default(),
        })
    }

    fn inner_text(&mut self, pair: Pair<'_>) -> Low<Text> {
        let mut kids = self.kids(pair);
        let text = self.need(&mut kids, Rule::string)?;
        self.text(text)
    }

    fn cells(&mut self, pair: Pair<'_>) -> Low<Vec<CellDecl>> {
        let cells = self.kids(pair);
        self.all(cells, |this, cell| {
            let mut kids = this.kids(cell);
            let field = this.need(&mut kids, Rule::any_name)?;
            let source = this.need_any(&mut kids)?;
            Ok(CellDecl { field: this.name(field)?, source: this.cell_from(source)? })
        })
    }

    fn cell_from(&mut self, pair: Pair<'_>) -> Low<CellFrom> {
        let rule = pair.as_rule();
        let mut kids = self.kids(pair);
        Ok(match rule {
            Rule::cell_constant => {
                let text = self.need(&mut kids, Rule::string)?;
                CellFrom::Constant(self.text(text)?)
            }
            Rule::cell_column => {
                let column = self.need(&mut kids, Rule::string)?;
                let format = kids.get(Rule::string);
                let map = kids.get(Rule::cell_map);
                CellFrom::Column(
                    self.text(column)?,
                    self.maybe(format, Self::text)?,
                    self.maybe(map, |this, map| {
                        let texts = this.kids(map);
                        let texts = this.all(texts, Self::text)?;
                        Ok(texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
                    })?
                    .unwrap_or_default(),
                )
            }
            _ => {
                let test = self.need(&mut kids, Rule::expr)?;
                CellFrom::Test(self.expr(test)?)
            }
        })
    }
}
