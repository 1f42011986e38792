//! The vocabulary and the calendars.

use super::{Low, Lower, Pair};
use crate::source::Spanned;
use crate::syntax::ast::{
    CalendarDecl, CalendarEntry, Expr, FieldDecl, FieldType, Measure, Param, Record, State, StateBody, Text,
    TimeOfDay,
};
use crate::syntax::grammar::Rule;
use crate::time::Date;
use rust_decimal::Decimal;

impl Lower<'_> {
    pub(super) fn use_item(&mut self, pair: Pair<'_>) -> Low<Text> {
        let mut kids = self.kids(pair);
        let text = self.need(&mut kids, Rule::string)?;
        self.text(text)
    }

    pub(super) fn param(&mut self, pair: Pair<'_>) -> Low<Param> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let ty = kids.get(Rule::field_type);
        let value = kids.get(Rule::expr);
        Ok(Param {
            name: self.name(name)?,
            ty: self.maybe(ty, Self::field_type)?,
            value: self.maybe(value, Self::expr)?,
        })
    }

    pub(super) fn record(&mut self, pair: Pair<'_>) -> Low<Record> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let title = kids.get(Rule::string);
        let fields = self.need(&mut kids, Rule::fields)?;
        let fields = self.kids(fields);
        Ok(Record {
            name: self.name(name)?,
            title: self.maybe(title, Self::text)?,
            fields: self.all_spanned(fields, Self::field)?,
        })
    }

    pub(super) fn field(&mut self, pair: Pair<'_>) -> Low<FieldDecl> {
        let mut kids = self.kids(pair);
        let mut roles = Vec::new();
        while let Some(role) = kids.get(Rule::field_role) {
            roles.extend(self.kids(role).map(|r| r.as_rule()));
        }
        let name = self.need(&mut kids, Rule::any_name)?;
        let ty = self.need(&mut kids, Rule::field_type)?;
        let range = kids.get(Rule::field_range);
        while let Some(suffix) = kids.get(Rule::field_suffix) {
            roles.extend(self.kids(suffix).map(|r| r.as_rule()));
        }
        Ok(FieldDecl {
            key: roles.contains(&Rule::role_key),
            actor: roles.contains(&Rule::role_actor),
            name: self.name(name)?,
            ty: self.field_type(ty)?,
            range: self.maybe(range, Self::field_range)?,
            optional: roles.contains(&Rule::suffix_optional),
        })
    }

    fn field_range(&mut self, pair: Pair<'_>) -> Low<Spanned<(Decimal, Decimal)>> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let from = self.need(&mut kids, Rule::signed_number)?;
        let to = self.need(&mut kids, Rule::signed_number)?;
        Ok(Spanned::new((self.decimal(from)?, self.decimal(to)?), span))
    }

    fn field_type(&mut self, pair: Pair<'_>) -> Low<Spanned<FieldType>> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let mut lists = 0;
        while kids.has(Rule::type_list) {
            lists += 1;
        }
        let inner = self.need_any(&mut kids)?;
        let inner_span = self.span(&inner);
        let ty = match inner.as_rule() {
            Rule::type_enum => {
                let texts = self.kids(inner);
                FieldType::OneOf(self.all(texts, Self::text)?)
            }
            Rule::type_money => {
                let currency = self.kids(inner).next();
                FieldType::Money(self.maybe(currency, Self::currency)?)
            }
            Rule::name => FieldType::Named(self.name(inner)?),
            _ => return self.odd(&inner),
        };
        let mut ty = Spanned::new(ty, inner_span);
        for _ in 0..lists {
            ty = Spanned::new(FieldType::ListOf(Box::new(ty)), span);
        }
        Ok(ty)
    }

    pub(super) fn state(&mut self, pair: Pair<'_>) -> Low<State> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let title = kids.get(Rule::string);
        let subject = kids.get(Rule::any_name);
        let body = self.need_any(&mut kids)?;
        Ok(State {
            name: self.name(name)?,
            title: self.maybe(title, Self::text)?,
            subject: self.maybe(subject, Self::name)?,
            body: self.state_body(body)?,
        })
    }

    fn state_body(&mut self, pair: Pair<'_>) -> Low<StateBody> {
        let over = pair.as_rule() == Rule::state_over;
        let mut kids = self.kids(pair);
        if over {
            let from = self.need(&mut kids, Rule::operand)?;
            let to = self.need(&mut kids, Rule::operand)?;
            let filter = kids.get(Rule::filter);
            return Ok(StateBody::Over {
                from: self.operand(from)?,
                to: self.operand(to)?,
                filter: self.maybe(filter, Self::filter)?,
            });
        }
        let from = self.need(&mut kids, Rule::act)?;
        let until = self.need(&mut kids, Rule::act)?;
        Ok(StateBody::From { from: self.act(from)?, until: self.act(until)? })
    }

    pub(super) fn measure(&mut self, pair: Pair<'_>) -> Low<Measure> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let title = kids.get(Rule::string);
        let params = match kids.get(Rule::measure_params) {
            None => Vec::new(),
            Some(params) => {
                let params = self.kids(params);
                self.all(params, |this, param| {
                    let mut kids = this.kids(param);
                    let name = this.need(&mut kids, Rule::any_name)?;
                    let entity = this.need(&mut kids, Rule::name)?;
                    Ok((this.name(name)?, this.name(entity)?))
                })?
            }
        };
        let value: Low<Expr> = self.need(&mut kids, Rule::expr).and_then(|value| self.expr(value));
        Ok(Measure { name: self.name(name)?, title: self.maybe(title, Self::text)?, params, value: value? })
    }

    pub(super) fn calendar(&mut self, pair: Pair<'_>) -> Low<CalendarDecl> {
        let mut kids = self.kids(pair);
        let name = self.need(&mut kids, Rule::name)?;
        let title = kids.get(Rule::string);
        let extends = kids.get(Rule::name);
        Ok(CalendarDecl {
            name: self.name(name)?,
            title: self.maybe(title, Self::text)?,
            extends: self.maybe(extends, Self::name)?,
            entries: self.all_spanned(kids, Self::calendar_entry)?,
        })
    }

    pub(super) fn calendar_entry(&mut self, pair: Pair<'_>) -> Low<CalendarEntry> {
        let rule = pair.as_rule();
        if rule == Rule::calendar_valid {
            return self.date_range_of(pair).map(CalendarEntry::Valid);
        }
        let mut kids = self.kids(pair);
        let first = self.need_any(&mut kids)?;
        Ok(match rule {
            Rule::calendar_file => CalendarEntry::File(self.text(first)?),
            Rule::calendar_week => {
                let last = self.need(&mut kids, Rule::weekday)?;
                CalendarEntry::Week(self.weekday(first)?, self.weekday(last)?)
            }
            Rule::hours => {
                let mut intervals = vec![self.interval(first)?];
                while let Some(more) = kids.get(Rule::interval) {
                    intervals.push(self.interval(more)?);
                }
                CalendarEntry::Hours(intervals, self.all(kids, Self::weekday)?)
            }
            Rule::holiday | Rule::workday => {
                let last = kids.get(Rule::date);
                let title = kids.get(Rule::string);
                let from: Date = self.date(first)?;
                let to = self.maybe(last, Self::date)?;
                let title = self.maybe(title, Self::text)?;
                match rule {
                    Rule::holiday => CalendarEntry::Holiday(from, to, title),
                    _ => CalendarEntry::Workday(from, to, title),
                }
            }
            Rule::shift_def => {
                let interval = self.need(&mut kids, Rule::interval)?;
                CalendarEntry::Shift(self.name(first)?, self.interval(interval)?)
            }
            _ => return self.odd(&first),
        })
    }

    fn interval(&mut self, pair: Pair<'_>) -> Low<(TimeOfDay, TimeOfDay)> {
        let mut kids = self.kids(pair);
        let from = self.need(&mut kids, Rule::time_of_day)?;
        let to = self.need(&mut kids, Rule::time_of_day)?;
        Ok((self.time_of_day(from)?, self.time_of_day(to)?))
    }
}
