//! `test` blocks: tiny logs whose cells are checked like those of norms.

use super::checker::Checker;
use super::expressions::arithmetic::worked_out;
use super::model::{Expected, Expr, ExprKind, Given, Literal, Record, Recorded, Test, Verdict};
use super::names::near;
use super::scope::{Owner, Scope};
use super::{NameProblem, Part, RelationProblem, StructureProblem, Thing};
use crate::event::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, TestEntry};
use crate::time::Stamp;

/// Cells that say on which days a line of reference data holds, unless an attribute has that name.
const VALID_FROM: [&str; 2] = ["valid_from", "有效自"];
/// The same for the last day.
const VALID_TO: [&str; 2] = ["valid_to", "有效至"];

impl<'a> Checker<'a> {
    /// All tests that make sense, in order.
    pub(super) fn check_tests(&mut self) -> Vec<Test> {
        let loaded = self.loaded;
        let mut tests = Vec::new();
        for item in loaded.files.iter().flat_map(|file| &file.file.items) {
            if let ast::Item::Test(test) = &item.node {
                tests.push(self.test(test));
                self.settle();
            }
        }
        tests
    }

    fn test(&mut self, test: &'a ast::Test) -> Test {
        let mut out = Test {
            title: test.title.node.clone(),
            span: test.title.span,
            records: Vec::new(),
            observed: None,
            set: Vec::new(),
            expected: Vec::new(),
        };
        let mut observed: Option<Span> = None;
        for entry in &test.entries {
            let span = entry.span;
            match &entry.node {
                TestEntry::Record { at, name, cells } => {
                    out.records.extend(self.test_record(at.as_ref(), name, cells, span));
                }
                TestEntry::Observed(range) => match observed {
                    Some(first) => {
                        let part = Part::Observed;
                        self.report(StructureProblem::Repeated { part, first, second: span });
                    }
                    None => {
                        observed = Some(span);
                        out.observed = self.observed(range);
                    }
                },
                TestEntry::Set(name, value) => {
                    if self.test_set(name, value) {
                        out.set.push((name.node.clone(), value.span));
                    }
                }
                TestEntry::ExpectNothing(status) => {
                    out.expected.push(Expected::Nothing { status: *status, span });
                }
                TestEntry::Expect { times, status, norm, by, consequences } => {
                    let expected = self.expectation(*times, *status, norm, by.as_ref(), consequences, span);
                    out.expected.extend(expected);
                }
            }
        }
        if test.entries.iter().all(|entry| !is_expectation(&entry.node)) {
            self.report(RelationProblem::NothingExpected { span: test.title.span });
        }
        out
    }

    fn test_record(
        &mut self,
        at: Option<&Spanned<ast::When>>,
        name: &ast::Name,
        cells: &[(ast::Name, ast::Expr)],
        span: Span,
    ) -> Option<Record> {
        let entity = self.schema.entity_named(&name.node);
        let (what, owner) = match (entity, at) {
            (Some(entity), None) => (Recorded::Entity(entity), Owner::Entity(entity)),
            (Some(_), Some(at)) => {
                let (entity, at) = (name.node.clone(), at.span);
                self.report(RelationProblem::ReferenceWithTime { entity, at, span: name.span });
                return None;
            }
            (None, at) => {
                let kind = self.kind(name)?;
                let Some(at) = at else {
                    let event = name.node.clone();
                    self.report(RelationProblem::EventWithoutTime { event, span: name.span });
                    return None;
                };
                (Recorded::Event(kind, self.test_time(at)?), Owner::Kind(kind))
            }
        };
        let mut record =
            Record { what, cells: vec![None; self.fields_of(owner).len()], valid: (None, None), span };
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for (field, value) in cells {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == field.node) {
                let (part, first) = (Part::Field(field.node.clone()), *first);
                self.report(StructureProblem::Repeated { part, first, second: field.span });
                continue;
            }
            seen.push((&field.node, field.span));
            self.test_cell(owner, field, value, &mut record);
        }
        Some(record)
    }

    fn test_cell(&mut self, owner: Owner, field: &ast::Name, value: &ast::Expr, record: &mut Record) {
        let is_entity = matches!(owner, Owner::Entity(_));
        if self.field_of(owner, &field.node).is_none() && is_entity {
            let name = field.node.as_str();
            if VALID_FROM.contains(&name) {
                record.valid.0 = self.test_value(value, &Type::Date);
                return;
            }
            if VALID_TO.contains(&name) {
                record.valid.1 = self.test_value(value, &Type::Date);
                return;
            }
        }
        let Some(index) = self.find_field(owner, field) else { return };
        let ty = self.field_type_of(owner, index);
        let Type::List(inner) = &ty else {
            record.cells[index] = self.test_value(value, &ty).map(Given::One);
            return;
        };
        let scope = Scope::default();
        let Some(items) = self.list(value, &scope) else { return };
        let items: Option<Vec<Literal>> =
            items.into_iter().map(|item| self.literal_of(item, inner)).collect();
        record.cells[index] = items.map(Given::Many);
    }

    /// A value written out, of a type.
    fn test_value(&mut self, value: &ast::Expr, ty: &Type) -> Option<Literal> {
        let found = self.value(value, &Scope::default())?;
        self.literal_of(found, ty)
    }

    fn literal_of(&mut self, found: Expr, ty: &Type) -> Option<Literal> {
        let fitted = worked_out(self.expect(found, ty)?);
        match fitted.kind {
            ExprKind::Literal(literal) => Some(literal),
            _ => {
                self.report(RelationProblem::NotWrittenOut { span: fitted.span });
                None
            }
        }
    }

    fn test_time(&mut self, at: &Spanned<ast::When>) -> Option<Stamp> {
        match &at.node {
            ast::When::Date(date) => self.day_stamp(*date, at.span),
            ast::When::DateTime(time) => self.stamp(time, at.span),
        }
    }

    /// Whether a parameter can be set to a value.
    fn test_set(&mut self, name: &ast::Name, value: &ast::Expr) -> bool {
        let Some(id) = self.param_named(&name.node) else {
            let near = near(&name.node, self.params.iter().map(|param| param.name.as_str()));
            let but = self.names.words.get(name.node.as_str()).copied();
            let (thing, span) = (Thing::Param, name.span);
            self.unknown(NameProblem::Unknown { thing, name: name.node.clone(), span, near, but });
            return false;
        };
        let param = &mut self.params[id.0 as usize];
        param.used = true;
        match param.ty.clone() {
            None => false,
            Some(Type::List(inner)) => {
                let Some(items) = self.list(value, &Scope::default()) else { return false };
                items.into_iter().all(|item| self.literal_of(item, &inner).is_some())
            }
            Some(ty) => self.test_value(value, &ty).is_some(),
        }
    }

    fn expectation(
        &mut self,
        times: Option<u32>,
        status: Verdict,
        norm: &ast::Name,
        by: Option<&ast::Expr>,
        consequences: &'a [Spanned<ast::Consequence>],
        span: Span,
    ) -> Option<Expected> {
        let known = self.names.norms.contains_key(norm.node.as_str());
        if !known {
            self.unknown_norm(norm);
        }
        let by = by.map(|by| self.test_bearer(by));
        let consequences = self.expected_consequences(consequences, span)?;
        let by = match by {
            Some(by) => Some(by?),
            None => None,
        };
        let norm = norm.node.clone();
        known.then_some(Expected::Finding { times, status, norm, by, consequences, span })
    }

    /// Whose finding is expected: a name as it stands in the log, with or without quotes.
    fn test_bearer(&mut self, by: &ast::Expr) -> Option<String> {
        if let ast::ExprKind::Name(name) = &by.node
            && self.param_named(name).is_none()
        {
            return Some(name.clone());
        }
        match self.test_value(by, &Type::Text)? {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn is_expectation(entry: &TestEntry) -> bool {
    matches!(entry, TestEntry::Expect { .. } | TestEntry::ExpectNothing(_))
}
