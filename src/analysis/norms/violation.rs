//! Norms about violations (`when violated other as v`): they form strata, each on those below it.

use crate::analysis::checker::Checker;
use crate::analysis::expressions::EVENT_TIME;
use crate::analysis::model::{Conduct, Norm, Occasion, ViolationField};
use crate::analysis::names::near;
use crate::analysis::{NameProblem, RelationProblem, Thing};
use crate::event::{Field, KindId, KindSchema, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Clause};
use std::collections::BTreeSet;

/// The kind of a norm's violations, while norms are checked.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct ViolationKind {
    /// The norm.
    pub norm: String,
    /// Its kind.
    pub kind: KindId,
    /// The kind of the occasions of the norm, if they are events.
    pub of: Option<KindId>,
    /// What the fields hold.
    pub fields: Vec<ViolationField>,
}

/// A norm with its place among the norms, and where it stands.
type Placed<'a> = (usize, &'a ast::Norm, Span);

impl<'a> Checker<'a> {
    /// All norms, each after those whose violations are its occasion; reports those that lead back to themselves.
    pub(super) fn in_strata(&mut self) -> Vec<Placed<'a>> {
        let loaded = self.loaded;
        let items = loaded.files.iter().flat_map(|file| &file.file.items);
        let norms = items.filter_map(|item| match &item.node {
            ast::Item::Norm(norm) => Some((norm, item.span)),
            _ => None,
        });
        let mut rest: Vec<Placed<'a>> =
            norms.enumerate().map(|(place, (norm, span))| (place, norm, span)).collect();
        let mut ordered: Vec<Placed<'a>> = Vec::new();
        loop {
            let waits = |norm: &ast::Norm| {
                let on = about(norm);
                on.is_some_and(|on| rest.iter().any(|(_, other, _)| other.name.node == on.node))
            };
            let (later, now): (Vec<_>, Vec<_>) = rest.iter().partition(|(_, norm, _)| waits(norm));
            if now.is_empty() {
                break;
            }
            ordered.extend(now);
            rest = later;
        }
        self.report_ring(&rest);
        // What leads back to itself is checked all the same, for its other parts.
        ordered.extend(rest);
        ordered
    }

    /// Of norms that all wait for each other, reports each ring once.
    fn report_ring(&mut self, rest: &[Placed<'a>]) {
        let mut reported: Vec<&str> = Vec::new();
        for (_, start, _) in rest {
            let mut path: Vec<&ast::Name> = Vec::new();
            let mut at = *start;
            while !path.iter().any(|known| known.node == at.name.node) {
                path.push(&at.name);
                let next = about(at).and_then(|on| rest.iter().find(|(_, n, _)| n.name.node == on.node));
                let Some((_, next, _)) = next else { break };
                at = next;
            }
            // Norms that only lead to a ring are not part of it.
            let from = path.iter().position(|name| name.node == at.name.node).unwrap_or(0);
            let ring = &path[from..];
            if ring.iter().any(|name| reported.contains(&name.node.as_str())) {
                continue;
            }
            reported.extend(ring.iter().map(|name| name.node.as_str()));
            let ring = ring.iter().map(|name| (name.node.clone(), name.span)).collect();
            self.report(RelationProblem::ViolationRing { ring });
        }
    }

    /// The kind of the violations of a norm, or a report.
    pub(super) fn violation_of(&mut self, norm: &ast::Name) -> Option<KindId> {
        let known = self.violations.iter().find(|known| known.norm == norm.node);
        if let Some(known) = known {
            return Some(known.kind);
        }
        if !self.names.norms.contains_key(norm.node.as_str()) {
            self.unknown_norm(norm);
        }
        None
    }

    /// Reports a norm that is not declared.
    pub(in crate::analysis) fn unknown_norm(&mut self, norm: &ast::Name) {
        let near = near(&norm.node, self.names.norms.keys().copied());
        let but = self.names.words.get(norm.node.as_str()).copied();
        let (thing, span) = (Thing::Norm, norm.span);
        self.unknown(NameProblem::Unknown { thing, name: norm.node.clone(), span, near, but });
    }

    /// The names of all norms whose violations a norm is about.
    pub(super) fn with_violations(&self) -> BTreeSet<&'a str> {
        let items = self.loaded.files.iter().flat_map(|file| &file.file.items);
        items
            .filter_map(|item| match &item.node {
                ast::Item::Norm(norm) => about(norm).map(|on| on.node.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Declares the kind of a norm's violations, if another norm is about them.
    pub(super) fn declare_violations(&mut self, norm: &Norm, wanted: &BTreeSet<&str>) {
        if !wanted.contains(norm.name.as_str()) || self.violations.iter().any(|known| known.norm == norm.name)
        {
            return;
        }
        let mut fields: Vec<(Field, ViolationField)> = Vec::new();
        let mut add = |names: &[&str], ty: &Type, optional: bool, what: ViolationField| {
            for name in names {
                let taken = fields.iter().any(|(field, _)| field.name == *name);
                if !taken && !EVENT_TIME.contains(name) {
                    let (name, ty) = (name.to_string(), ty.clone());
                    fields.push((Field { name, ty, optional, range: None, read: false }, what));
                }
            }
        };
        let bearer = norm.bearer.as_ref().map_or(Type::Text, |bearer| bearer.ty.clone());
        add(&["finding", "结论"], &Type::Text, false, ViolationField::Finding);
        add(&["norm", "规范"], &Type::Text, false, ViolationField::Norm);
        add(&["bearer", "责任人"], &bearer, norm.bearer.is_none(), ViolationField::Bearer);
        add(&["occasion_at", "时机时间"], &Type::Instant, false, ViolationField::OccasionTime);
        if let Conduct::Check(_) = &norm.conduct {
            add(&["field", "字段"], &Type::Text, true, ViolationField::Failed);
        }
        match &norm.occasion {
            Occasion::Event { kind, .. } => {
                for (at, field) in self.schema.kind(*kind).fields.iter().enumerate() {
                    add(&[&field.name], &field.ty, field.optional, ViolationField::Occasion(at));
                }
            }
            Occasion::Each(each) => {
                if let Some(roster) = &each.roster {
                    let name = self.schema.entity(roster.entity).name.clone();
                    add(&[&name], &Type::Ref(roster.entity), false, ViolationField::Member);
                }
            }
            // Of an interval or a slot: whose it is says the bearer.
            Occasion::During(_) => {}
        }
        let kind = KindId(u16::try_from(self.schema.kinds.len()).unwrap_or(u16::MAX));
        let (fields, holds): (Vec<Field>, Vec<ViolationField>) = fields.into_iter().unzip();
        let name = format!("violated {}", norm.name);
        self.schema.kinds.push(KindSchema { name, fields, key: None, actor: None, read: false });
        self.kinds.push(crate::analysis::checker::Declared::default());
        let of = match &norm.occasion {
            Occasion::Event { kind, .. } => Some(*kind),
            Occasion::Each(_) | Occasion::During(_) => None,
        };
        self.violations.push(ViolationKind { norm: norm.name.clone(), kind, of, fields: holds });
    }

    /// The names of `overrides`, each once.
    pub(super) fn overridden(&mut self, names: &'a [ast::Name], into: &mut Vec<(String, Span)>) {
        for Spanned { node, span } in names {
            if !self.names.norms.contains_key(node.as_str()) {
                self.unknown_norm(&Spanned::new(node.clone(), *span));
            } else if let Some((_, first)) = into.iter().find(|(known, _)| known == node) {
                let (part, first) = (crate::analysis::Part::Override(node.clone()), *first);
                self.report(crate::analysis::StructureProblem::Repeated { part, first, second: *span });
            } else {
                into.push((node.clone(), *span));
            }
        }
    }
}

/// The norm whose violations a norm is about.
fn about(norm: &ast::Norm) -> Option<&ast::Name> {
    norm.clauses.iter().find_map(|clause| match &clause.node {
        Clause::Occasion(ast::Occasion::Violated { norm, .. }) => Some(norm),
        _ => None,
    })
}
