//! One act for each value that the data give: of a list, or of the members of an entity.

use super::act::Fate;
use super::expr::{Got, Member, Scope, Truth, holds_on};
use super::window::Window;
use super::{Naive, Over};
use crate::misform::Form as Misread;
use crate::mutation::Mutation;
use guiju::analysis::model::{Act, EachOf, EachValues, Expr, ExprKind, Literal};
use guiju::event::{Cell, Type, Value};

/// A value that is asked for, and whether it is one.
struct Asked {
    value: &'static Expr,
    is: Truth,
}

impl<'a> Naive<'a> {
    /// Whether the act was done for each value; none if they cannot be told.
    fn asked(&self, each: &'a EachOf, over: &Over<'a>) -> Option<Vec<Asked>> {
        match &each.values {
            EachValues::List(list) => {
                let mut values = match self.get(list, over.scope) {
                    Got::Value(Value::List(values)) => values.to_vec(),
                    Got::OptionalBlank => Vec::new(),
                    _ => return None,
                };
                let mut seen: Vec<Value> = Vec::new();
                values.retain(|value| {
                    let new = !seen.contains(value);
                    seen.push(value.clone());
                    new
                });
                if self.wrong(Mutation::Form(Misread::FirstValueIsEnough)) {
                    values.truncate(1);
                }
                let texts = values.iter().filter_map(|value| match value {
                    Value::Text(sym) => Some(self.case.interner.text(sym)),
                    _ => None,
                });
                Some(texts.map(|text| Asked { value: literal(text), is: Truth::Yes }).collect())
            }
            EachValues::Members(entity, filter) => {
                let mut all = Vec::new();
                let rows = &self.case.entities[entity.0 as usize];
                let mut keys = Vec::new();
                rows.iter().for_each(|row| {
                    if !keys.contains(&row.key) {
                        keys.push(row.key)
                    }
                });
                let zone = &self.case.zone;
                let first = zone.date(over.anchor.at.start);
                let last = over.anchor.period_end.map_or(first, |end| zone.date(end.plus_micros(-1)));
                for key in keys {
                    let valid = |day| rows.iter().any(|row| row.key == key && holds_on(row, day));
                    let mut day = first;
                    let mut always = true;
                    while day <= last {
                        always &= valid(day);
                        day = day.tomorrow().expect("there is one");
                    }
                    if !always && !self.wrong(Mutation::Form(Misread::MembersOfAllDays)) {
                        continue;
                    }
                    let scope = Scope { other: Some(Member { key, on: first }), ..over.scope };
                    let filter =
                        filter.as_ref().filter(|_| !self.wrong(Mutation::Form(Misread::MembersWhoever)));
                    let is = filter.map_or(Truth::Yes, |filter| self.holds(filter, scope));
                    all.push(Asked { value: literal(self.case.interner.text(&key)), is });
                }
                Some(all)
            }
        }
    }

    /// Whether an act was done for each value that the data give.
    pub fn must_each(&self, act: &'a Act, each: &'a EachOf, window: &Window, over: &Over<'a>) -> Vec<Fate> {
        let Some(asked) = self.asked(each, over) else { return vec![self.untold(act, window)] };
        let mut fates = Vec::new();
        if asked.is_empty() && self.wrong(Mutation::Form(Misread::NobodyIsMissed)) {
            fates.push(Fate::Unclear);
        }
        for value in asked {
            let fate = self.must_one(act, Some(value.value), window, over);
            fates.push(match (value.is, fate) {
                (Truth::No, _) => Fate::Met,
                (Truth::Yes, fate) => fate,
                (_, fate) if fate.failed().is_some() => Fate::Unclear,
                (_, fate) => fate,
            });
        }
        fates
    }

    /// What cannot be told is open as long as the window is.
    pub fn untold(&self, act: &Act, window: &Window) -> Fate {
        if window.waits.is_none() && self.closed(window, act.kind) { Fate::Unclear } else { Fate::Open }
    }

    /// The values for which an act is forbidden; none if they cannot be told.
    pub fn forbidden_each(&self, each: &'a EachOf, over: &Over<'a>) -> Option<Vec<(&'a Expr, Truth)>> {
        Some(self.asked(each, over)?.into_iter().map(|asked| (asked.value, asked.is)).collect())
    }

    /// Whether an act belongs to a value.
    pub fn is_of(&self, each: &'a EachOf, event: &'a guiju::event::Event, scope: Scope<'a>) -> Truth {
        use guiju::analysis::model::CompareOp;
        let Some(value) = scope.each else { return Truth::Yes };
        let field = &self.case.model.schema.kind(event.kind).fields[each.field];
        let theirs = match &event.cells[each.field] {
            Cell::Blank if field.optional => Got::OptionalBlank,
            cell => self.cell_value(cell),
        };
        self.compare(&theirs, CompareOp::Eq, &self.get(value, scope))
    }
}

/// A few literals of a test are kept for good.
fn literal(text: &str) -> &'static Expr {
    let kind = ExprKind::Literal(Literal::Text(text.to_string()));
    Box::leak(Box::new(crate::build::expr(kind, Type::Text)))
}
