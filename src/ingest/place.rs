//! Looks up single cells, conditions on them, and rules that make several events of one row.

use super::condition::Test;
use super::plan::{FIRST_PART, FieldSource, Place, Trail, TrailShape, Written};
use super::problem::{IngestProblem, Wanted};
use super::raw::Raw;
use super::resolve::Resolver;
use super::timeformat::TimeFormat;
use crate::event::{Cell, CellPlace, CellSpec, ColumnTest, EventRule, Field, Shape, TimeSpec};
use crate::source::Span;

/// The column at hand.
pub(super) struct AtHand {
    pub slot: usize,
    /// Its name in the file.
    pub header: String,
    /// The name by which it is found again: its number, if its name does not do.
    pub column: String,
}

/// A name like a pattern, in which `*` stands for anything and `?` for one character.
fn is_like(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            Some(_) | None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    (p, n) = (after + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// More rules than can be told apart in one file.
const MOST_RULES: usize = u16::MAX as usize;

impl Resolver<'_> {
    /// One rule for each column whose name is like a pattern.
    pub(super) fn rule_of_each_column(
        &mut self,
        rule: &EventRule,
        block_time: Option<&TimeSpec>,
        pattern: &str,
    ) {
        let names: Vec<String> = self.columns.names().into_iter().map(str::to_string).collect();
        let like: Vec<(usize, &String)> =
            names.iter().enumerate().filter(|(_, name)| is_like(pattern, name)).collect();
        if like.is_empty() || self.plan.rules.len() + like.len() > MOST_RULES {
            self.fatal = true;
            let (input, pattern, span) = (self.input, pattern.to_string(), rule.span);
            self.report(match like.is_empty() {
                true => IngestProblem::NoColumnLike { input, pattern, span },
                false => IngestProblem::TooManyColumns { input, found: like.len() },
            });
            return;
        }
        for (index, header) in like {
            let alone = names.iter().filter(|name| *name == header).count() == 1;
            let column = if alone { header.clone() } else { format!("#{}", index + 1) };
            let Some(slot) = self.column(&column, Wanted::Test, Some(rule.span)) else { continue };
            // In JSON no single column has to occur.
            self.plan.watched.retain(|watched| watched.slot != slot || watched.rule.is_some());
            self.at_hand = Some(AtHand { slot, header: header.clone(), column });
            self.one_rule(rule, block_time);
        }
        self.at_hand = None;
    }

    /// A rule for each part of a cell.
    pub(super) fn rule_of_parts(
        &mut self,
        rule: &EventRule,
        block_time: Option<&TimeSpec>,
        column: &str,
        by: &str,
        shapes: &[Shape],
    ) {
        let slot = self.column(column, Wanted::Test, Some(rule.span));
        let mut names: Vec<String> = Vec::new();
        let shapes = shapes
            .iter()
            .map(|shape| TrailShape {
                lead: shape.lead.clone(),
                names: shape
                    .names
                    .iter()
                    .map(|(name, after)| {
                        let at = names.iter().position(|known| known == name).unwrap_or_else(|| {
                            names.push(name.clone());
                            names.len() - 1
                        });
                        (at, after.clone())
                    })
                    .collect(),
            })
            .collect();
        let width = names.len();
        self.split = Some((column.to_string(), names));
        let before = self.plan.rules.len();
        self.one_rule(rule, block_time);
        self.split = None;
        let Some(slot) = slot else { return };
        if let Some(made) = self.plan.rules.get_mut(before) {
            made.trail = Some(Trail { slot, column: column.to_string(), by: by.to_string(), shapes, width });
        }
    }

    /// The slot of a named piece of the split cell at hand.
    pub(super) fn piece(&self, name: &str) -> Option<usize> {
        let (_, names) = self.split.as_ref()?;
        names.iter().position(|known| known == name).map(|at| FIRST_PART + at)
    }

    /// The column that shows what stands in a column or piece.
    pub(super) fn shown(&self, name: &str) -> String {
        match &self.split {
            Some((column, names)) if names.iter().any(|known| known == name) => column.clone(),
            Some(_) | None => name.to_string(),
        }
    }

    /// Looks up the parts of a text. With them, the columns that show them.
    pub(super) fn places(
        &mut self,
        places: &[CellPlace],
        wanted: Wanted,
        span: Span,
    ) -> (Option<Vec<Place>>, Vec<String>) {
        let mut found = Some(Vec::new());
        let mut columns = Vec::new();
        for place in places {
            let place = match place {
                CellPlace::Constant(text) => Some(Place::Text(text.as_str().into())),
                CellPlace::Column(name) => {
                    columns.push(self.shown(name));
                    self.column(name, wanted.clone(), Some(span)).map(Place::Slot)
                }
                CellPlace::Header => {
                    self.at_hand.as_ref().map(|hand| Place::Text(hand.header.as_str().into()))
                }
                CellPlace::Cell => {
                    columns.extend(self.at_hand.as_ref().map(|hand| hand.column.clone()));
                    self.at_hand.as_ref().map(|hand| Place::Slot(hand.slot))
                }
            };
            found = found.zip(place).map(|(mut all, place)| {
                all.push(place);
                all
            });
        }
        if columns.is_empty() {
            columns.extend(self.at_hand.as_ref().map(|hand| hand.column.clone()));
        }
        columns.dedup();
        (found, columns)
    }

    /// A field that a mapping takes from a cell, with the column that shows it.
    pub(super) fn cell(
        &mut self,
        cell: &CellSpec,
        field: &Field,
        wanted: Wanted,
        format: Option<&TimeFormat>,
        span: Span,
    ) -> (FieldSource, Option<String>) {
        let (places, columns) = self.places(&cell.places, wanted, span);
        let column = columns.into_iter().next();
        let Some(places) = places else { return (FieldSource::Nothing, column) };
        for (_, ours) in &cell.map {
            self.decode(field, ours, cell, format, span, false);
        }
        if places.iter().all(|place| matches!(place, Place::Text(_))) {
            let texts: Vec<&str> = places
                .iter()
                .map(|place| match place {
                    Place::Text(text) => &**text,
                    Place::Slot(_) => "",
                })
                .collect();
            let text = texts.join(" ");
            let ours = cell.map.iter().find(|(theirs, _)| *theirs == text).map_or(text.as_str(), |(_, o)| o);
            return (FieldSource::Constant(self.decode(field, ours, cell, format, span, true)), column);
        }
        let source = match places.as_slice() {
            [Place::Slot(slot)] if cell.unit.is_none() && cell.map.is_empty() => FieldSource::Slot(*slot),
            _ => FieldSource::Written(Box::new(Written {
                places,
                unit: cell.unit.clone(),
                map: cell.map.iter().cloned().collect(),
            })),
        };
        (source, column)
    }

    /// A text that is the same in every row, as a field's value; reports one that is not of its type.
    fn decode(
        &mut self,
        field: &Field,
        text: &str,
        cell: &CellSpec,
        format: Option<&TimeFormat>,
        span: Span,
        header: bool,
    ) -> Cell {
        let zone = self.plan.zone.as_ref();
        let blanks = std::mem::take(&mut self.plan.blanks);
        let mut decoder = super::decode::Decoder { interner: self.interner, zone, blanks: &blanks };
        let decoded = match Raw::text(text) {
            Raw::Blank => Cell::Blank,
            _ => decoder.written(text, &field.ty, format, cell.unit.as_deref()),
        };
        self.plan.blanks = blanks;
        if matches!(decoded, Cell::Unreadable(_)) {
            self.fatal = true;
            let (field, text) = (field.name.clone(), text.to_string());
            self.report(match &self.at_hand {
                Some(_) if header => IngestProblem::BadHeader { input: self.input, field, text, span },
                Some(_) | None => IngestProblem::BadConstant { field, text, span },
            });
        }
        decoded
    }

    /// Looks up a condition on the cells of a row.
    pub(super) fn test(&mut self, test: &ColumnTest, span: Span) -> Option<Test> {
        let two = |this: &mut Self, a: &ColumnTest, b: &ColumnTest| {
            let (a, b) = (this.test(a, span), this.test(b, span));
            Some((Box::new(a?), Box::new(b?)))
        };
        match test {
            ColumnTest::OneOf(place, values) => Some(Test::OneOf(self.tested(place, span)?, values.clone())),
            ColumnTest::Filled(place) => Some(Test::Filled(self.tested(place, span)?)),
            ColumnTest::Like(place, like, text) => {
                Some(Test::Like(self.tested(place, span)?, *like, text.clone()))
            }
            ColumnTest::Compare(place, side, number) => {
                let (found, columns) = self.places(std::slice::from_ref(place), Wanted::Test, span);
                let column = columns.into_iter().next().unwrap_or_default();
                Some(Test::Compare(found?.pop()?, *side, *number, column))
            }
            ColumnTest::Same(a, b) => {
                let (a, b) = (self.tested(a, span), self.tested(b, span));
                Some(Test::Same(a?, b?))
            }
            ColumnTest::And(a, b) => two(self, a, b).map(|(a, b)| Test::And(a, b)),
            ColumnTest::Or(a, b) => two(self, a, b).map(|(a, b)| Test::Or(a, b)),
            ColumnTest::Not(test) => Some(Test::Not(Box::new(self.test(test, span)?))),
        }
    }

    fn tested(&mut self, place: &CellPlace, span: Span) -> Option<Place> {
        self.places(std::slice::from_ref(place), Wanted::Test, span).0?.pop()
    }
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn names_are_like_patterns() {
        assert!(is_like("*/2015", "01/01/2015"));
        assert!(is_like("??/??/2015", "01/01/2015"));
        assert!(is_like("*", ""));
        assert!(is_like("上班*", "上班 5月6日"));
        assert!(is_like("a*b*c", "aXbXbc"));
        assert!(!is_like("*/2015", "total"));
        assert!(!is_like("?", ""));
        assert!(!is_like(&"*a".repeat(50), &"a".repeat(49)));
    }
}
