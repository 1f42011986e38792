//! `log` blocks.

use super::{Kids, Low, Lower, Pair};
use crate::source::Spanned;
use crate::syntax::ast::{
    CellColumn, CellDecl, CellFrom, EachOf, Log, LogEntity, LogEntry, LogEvent, Place, Text, TimeCells,
};
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
        let places = self.places(&mut kids)?;
        let format = kids.get(Rule::string);
        Ok(TimeCells { places, format: self.maybe(format, Self::text)? })
    }

    /// Parts joined by `+`.
    fn places(&mut self, kids: &mut Kids<'_>) -> Low<Vec<Spanned<Place>>> {
        let mut places = Vec::new();
        loop {
            let part = self.need_any(kids)?;
            let span = self.span(&part);
            let place = match part.as_rule() {
                Rule::string => Place::Column(self.text(part)?.node),
                Rule::place_constant => Place::Constant(self.inner_text(part)?.node),
                Rule::this_header => Place::Header,
                Rule::this_cell => Place::Cell,
                _ => return self.odd(&part),
            };
            places.push(Spanned::new(place, span));
            if !kids.has(Rule::op_plus) {
                return Ok(places);
            }
        }
    }

    fn log_event(&mut self, pair: Pair<'_>) -> Low<LogEvent> {
        let mut kids = self.kids(pair);
        let event = self.need(&mut kids, Rule::name)?;
        let mut filter = kids.get(Rule::filter);
        let column = kids.get(Rule::each_column);
        let part = kids.get(Rule::each_part);
        filter = filter.or_else(|| kids.get(Rule::filter));
        let time = kids.get(Rule::time_cells);
        let cells = kids.get(Rule::cells);
        let column = self.maybe(column, Self::inner_text)?.map(EachOf::Column);
        let part = self.maybe(part, Self::each_part)?;
        Ok(LogEvent {
            event: self.name(event)?,
            filter: self.maybe(filter, Self::filter)?,
            each: column.or(part),
            time: self.maybe(time, Self::time_cells)?,
            cells: self.maybe(cells, Self::cells)?.unwrap_or_default(),
        })
    }

    fn each_part(&mut self, pair: Pair<'_>) -> Low<EachOf> {
        let mut kids = self.kids(pair);
        let column = self.need(&mut kids, Rule::string)?;
        let by = self.need(&mut kids, Rule::string)?;
        let (column, by) = (self.text(column)?, self.text(by)?);
        Ok(EachOf::Part { column, by, shapes: self.all(kids, Self::text)? })
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
                let places = self.places(&mut kids)?;
                let format = kids.get(Rule::string);
                let unit = kids.get(Rule::cell_unit);
                let map = kids.get(Rule::cell_map);
                CellFrom::Column(CellColumn {
                    places,
                    format: self.maybe(format, Self::text)?,
                    unit: self.maybe(unit, Self::inner_text)?,
                    map: self
                        .maybe(map, |this, map| {
                            let texts = this.kids(map);
                            let texts = this.all(texts, Self::text)?;
                            Ok(texts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
                        })?
                        .unwrap_or_default(),
                })
            }
            _ => {
                let test = self.need(&mut kids, Rule::expr)?;
                CellFrom::Test(self.expr(test)?)
            }
        })
    }
}
