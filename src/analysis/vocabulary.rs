//! Events and entities: from declarations to a schema.

use super::checker::{Checker, Declared};
use super::names::near;
use super::{NameProblem, Part, StructureProblem, Thing, TypeProblem, TypeWord, ValueFault};
use crate::event::{EntitySchema, Field, KindId, KindSchema, Type};
use crate::source::Span;
use crate::syntax::ast;

/// The built-in event by which a person's judgement is recorded.
pub(super) const ATTESTATION: &str = "attestation";
/// The same event and its fields, in their order, as a policy in Chinese may call them.
const IN_CHINESE: (&str, [&str; 5]) = ("认定", ["事项", "当事人", "结论", "认定人", "编号"]);

impl<'a> Checker<'a> {
    /// Fills the schema. Entities first, by name only, because they refer to each other.
    pub(super) fn check_vocabulary(&mut self) {
        for record in self.names.entities.clone() {
            self.schema.entities.push(EntitySchema {
                name: record.name.node.clone(),
                fields: Vec::new(),
                key: 0,
            });
            self.entities.push(Declared { name: Some(record.name.span), fields: Vec::new() });
        }
        for (index, record) in self.names.entities.clone().into_iter().enumerate() {
            let (fields, spans, roles) = self.record_fields(record);
            if roles.key.is_none() {
                let entity = record.name.node.clone();
                self.report(StructureProblem::NoKey { entity, span: record.name.span });
            }
            let entity = &mut self.schema.entities[index];
            entity.key = roles.key.map_or(0, |(at, _)| at);
            entity.fields = fields;
            self.entities[index].fields = spans;
        }
        for record in self.names.events.clone() {
            let (fields, spans, roles) = self.record_fields(record);
            self.schema.kinds.push(KindSchema {
                name: record.name.node.clone(),
                fields,
                key: roles.key.map(|(at, _)| at),
                actor: roles.actor.map(|(at, _)| at),
                read: false,
            });
            self.kinds.push(Declared { name: Some(record.name.span), fields: spans });
        }
        self.add_attestation();
    }

    /// The kind of a name, or a report.
    pub(super) fn kind(&mut self, name: &ast::Name) -> Option<KindId> {
        let found = self.schema.kind_named(&name.node).or_else(|| self.attest_in_chinese(&name.node));
        match found {
            Some(kind) => {
                if self.kind_span(kind).is_none() {
                    self.attestation_used = true;
                }
            }
            None => {
                let near = near(&name.node, self.schema.kinds.iter().map(|kind| kind.name.as_str()));
                let but = self.names.words.get(name.node.as_str()).copied();
                let (thing, name, span) = (Thing::Event, name.node.clone(), name.span);
                // A declaration of that name that was refused has been reported already.
                if !matches!(but, Some((Thing::Event, _))) {
                    self.unknown(NameProblem::Unknown { thing, name, span, near, but });
                }
            }
        }
        found
    }

    /// Whether an event has this name.
    pub(super) fn is_event(&self, name: &str) -> bool {
        self.schema.kind_named(name).is_some() || self.may_attest_in_chinese(name)
    }

    /// Whether this is the built-in event by its Chinese name: the policy has nothing else of that name, and has not used
    /// the English one; under two names half of what was attested would not be seen.
    fn may_attest_in_chinese(&self, name: &str) -> bool {
        let declared = self.names.words.contains_key(name);
        let english = self.schema.kind_named(ATTESTATION);
        let built_in = english.is_some_and(|kind| self.kind_span(kind).is_none());
        name == IN_CHINESE.0 && !declared && built_in && !self.attestation_used
    }

    /// Gives the built-in event and its fields their Chinese names.
    fn attest_in_chinese(&mut self, name: &str) -> Option<KindId> {
        if !self.may_attest_in_chinese(name) {
            return None;
        }
        let found = self.schema.kind_named(ATTESTATION)?;
        let kind = &mut self.schema.kinds[found.0 as usize];
        kind.name = IN_CHINESE.0.into();
        for (field, name) in kind.fields.iter_mut().zip(IN_CHINESE.1) {
            field.name = name.into();
        }
        Some(found)
    }

    /// Takes the built-in event away again if nothing names it. It is the last kind, so no other id moves.
    pub(super) fn drop_unused_builtin(&mut self) {
        let last = self.schema.kinds.last().is_some_and(|kind| kind.name == ATTESTATION);
        if !self.attestation_used && last && self.kinds.last().is_some_and(|kind| kind.name.is_none()) {
            self.schema.kinds.pop();
            self.kinds.pop();
        }
    }

    fn record_fields(&mut self, record: &ast::Record) -> (Vec<Field>, Vec<Span>, Roles) {
        let mut fields: Vec<Field> = Vec::new();
        let mut spans: Vec<Span> = Vec::new();
        let mut roles = Roles::default();
        for decl in &record.fields {
            let name = &decl.name;
            if let Some(at) = fields.iter().position(|field| field.name == name.node) {
                let part = Part::Field(name.node.clone());
                self.report(StructureProblem::Repeated { part, first: spans[at], second: name.span });
                continue;
            }
            // A type that is not known has been reported; the field is kept so that its uses are not reported as well.
            let ty = self.field_type(&decl.ty.node).unwrap_or(Type::Text);
            self.check_storable(&ty, decl.ty.span);
            self.check_range(decl, &ty);
            self.take_role(decl.key, true, &mut roles.key, fields.len(), name.span);
            self.take_role(decl.actor, false, &mut roles.actor, fields.len(), name.span);
            fields.push(Field {
                name: name.node.clone(),
                ty,
                optional: decl.optional,
                range: decl.range.as_ref().map(|range| range.node),
                read: false,
            });
            spans.push(name.span);
        }
        (fields, spans, roles)
    }

    fn take_role(
        &mut self,
        wanted: bool,
        key: bool,
        role: &mut Option<(usize, Span)>,
        at: usize,
        span: Span,
    ) {
        if !wanted {
            return;
        }
        match role {
            Some((_, first)) => {
                let first = *first;
                self.report(StructureProblem::TwoRoles { key, first, second: span });
            }
            None => *role = Some((at, span)),
        }
    }

    fn check_storable(&mut self, ty: &Type, span: Span) {
        match ty {
            Type::Period => self.report(TypeProblem::Value { span, fault: ValueFault::NotInLogs }),
            Type::List(inner) => self.check_storable(inner, span),
            Type::Text | Type::Number | Type::Money(_) | Type::Percent | Type::Bool | Type::Date => {}
            Type::TimeOfDay | Type::Instant | Type::Duration | Type::Enum(_) | Type::Ref(_) => {}
        }
    }

    fn check_range(&mut self, decl: &ast::FieldDecl, ty: &Type) {
        let Some(range) = &decl.range else { return };
        let (low, high) = range.node;
        let fault = match ty {
            Type::Number | Type::Money(_) | Type::Percent => (low > high).then_some(ValueFault::EmptyRange),
            Type::Text | Type::Bool | Type::Date | Type::TimeOfDay | Type::Instant | Type::Duration => {
                Some(ValueFault::NoRange(TypeWord::of(ty, &self.schema)))
            }
            Type::Period | Type::Enum(_) | Type::Ref(_) | Type::List(_) => {
                Some(ValueFault::NoRange(TypeWord::of(ty, &self.schema)))
            }
        };
        if let Some(fault) = fault {
            self.report(TypeProblem::Value { span: range.span, fault });
        }
    }

    /// `attestation { norm, bearer, result, by, reference }`, `认定 { 事项, 当事人, 结论, 认定人, 编号 }`. Bearer and attester refer to the one entity that acts in
    /// this policy; where actors are of several entities or of none, they are texts.
    fn add_attestation(&mut self) {
        let mut actors: Vec<Type> = Vec::new();
        for kind in &self.schema.kinds {
            if let Some(at) = kind.actor
                && !actors.contains(&kind.fields[at].ty)
            {
                actors.push(kind.fields[at].ty.clone());
            }
        }
        let person = match actors.as_slice() {
            [Type::Ref(id)] => Type::Ref(*id),
            _ => Type::Text,
        };
        let field = |name: &str, ty: Type, optional: bool| Field {
            name: name.into(),
            ty,
            optional,
            range: None,
            read: false,
        };
        let built_in = vec![
            field("norm", Type::Text, false),
            field("bearer", person.clone(), false),
            field("result", Type::Text, false),
            field("by", person, false),
            field("reference", Type::Text, true),
        ];
        if let Some(kind) = self.schema.kind_named(ATTESTATION) {
            return self.extend_attestation(kind, built_in);
        }
        self.schema.kinds.push(KindSchema {
            name: ATTESTATION.into(),
            fields: built_in,
            key: None,
            actor: Some(3),
            read: false,
        });
        self.kinds.push(Declared::default());
    }
}

impl Checker<'_> {
    /// A policy that declares the event itself adds to it: it keeps the fields that it does not state otherwise, and whoever
    /// attests acts in it.
    fn extend_attestation(&mut self, kind: KindId, built_in: Vec<Field>) {
        let at = kind.0 as usize;
        let declared = self.kinds[at].name.unwrap_or(self.start());
        for field in built_in {
            if self.schema.kinds[at].field(&field.name).is_none() {
                self.schema.kinds[at].fields.push(field);
                self.kinds[at].fields.push(declared);
            }
        }
        let by = self.schema.kinds[at].field("by");
        let actor = &mut self.schema.kinds[at].actor;
        *actor = actor.or(by);
    }
}

/// Which fields have a role, with their places.
#[derive(Default)]
struct Roles {
    key: Option<(usize, Span)>,
    actor: Option<(usize, Span)>,
}
