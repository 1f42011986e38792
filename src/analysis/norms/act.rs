//! Acts: one kind of event with what is asked of it.

use super::{At, Frame};
use crate::analysis::checker::Checker;
use crate::analysis::model::{Act, CompareOp, Count, EachOf, Expr, ExprKind, Quorum, SameKey, Var};
use crate::analysis::names::near;
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{Nonsense, Part, Side, StructureProblem};
use crate::event::{KindId, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ActPart, Bound};

/// What an act turned out to ask for, part by part.
#[derive(Default)]
struct Asked {
    same: Vec<SameKey>,
    names: Vec<(String, Span)>,
    filter: Option<(Expr, Span)>,
    least: Option<(u32, Span)>,
    most: Option<(u32, Span)>,
    every_of: Option<(Vec<Expr>, Span)>,
    each_of: Option<EachOf>,
    given: Option<super::each::Given>,
    /// `for every to in …` where `to` is a field: the field must equal the value.
    each_field: Option<Expr>,
    other_than: Option<(Expr, Span)>,
    different: Option<(u32, Span)>,
}

impl<'a> Checker<'a> {
    /// One act, or reports. A time of its own is left to the caller.
    pub(in crate::analysis) fn act(
        &mut self,
        act: &'a ast::Act,
        frame: &Frame,
        people: Option<&At<'a, ast::People>>,
        forbidden: bool,
    ) -> Option<Act> {
        let kind = self.kind(&act.event)?;
        let scope = self.act_scope(act, kind, frame);
        let mut asked = Asked::default();
        let before = self.problems.len();
        // `for every` first, because `where` may name its variable.
        let (every, rest): (Vec<_>, Vec<_>) = act
            .parts
            .iter()
            .partition(|part| matches!(part.node, ActPart::Everyone(..) | ActPart::Members(..)));
        let mut scope = scope;
        for part in every {
            scope = match &part.node {
                ActPart::Everyone(name, list) => match self.each_of_data(list, frame) {
                    Some(given) => self.given(name, given, part.span, scope, &mut asked.given),
                    None => self.everyone(name, list, part.span, kind, scope, frame, &mut asked),
                },
                ActPart::Members(name, entity, filter) => {
                    let given = self.each_member(entity, Some(filter), frame);
                    self.given(name, given, part.span, scope, &mut asked.given)
                }
                _ => scope,
            };
        }
        for part in rest {
            self.act_part(part, kind, &scope, frame, forbidden, &mut asked);
        }
        if let Some(people) = people {
            self.people(people.node, people.span, kind, frame, forbidden, &mut asked);
        }
        if let Some(given) = asked.given.take() {
            let filter = asked.filter.take();
            let (filter, each_of) = self.tie_each(given, kind, filter, act.event.span);
            (asked.filter, asked.each_of) = (filter, each_of);
        }
        self.check_every_used(act, kind, &scope, &asked);
        if self.problems[before..].iter().any(|p| p.code().severity() == crate::diagnostics::Severity::Error)
        {
            return None;
        }
        Some(self.assemble(act, kind, asked))
    }

    /// The names inside an act: its fields, its own name, and those of the norm.
    pub(super) fn act_scope(&self, act: &ast::Act, kind: KindId, frame: &Frame) -> Scope {
        let name = act.alias.as_ref().unwrap_or(&act.event);
        let shadows = act.alias.is_none() && frame.scope.var(&name.node).is_some();
        let mut scope = frame.scope.clone();
        scope.bare = Some((Var::Candidate, Owner::Kind(kind)));
        if shadows {
            return scope;
        }
        scope.with(Variable::new(
            &name.node,
            name.span,
            Var::Candidate,
            What::Event(kind),
            act.alias.is_some(),
        ))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one clause, each looked at once")]
    fn everyone(
        &mut self,
        name: &'a ast::Name,
        list: &'a ast::Expr,
        span: Span,
        kind: KindId,
        scope: Scope,
        frame: &Frame,
        asked: &mut Asked,
    ) -> Scope {
        if let Some((_, first)) = asked.every_of {
            self.report(StructureProblem::Repeated { part: Part::ForEvery, first, second: span });
            return scope;
        }
        let Some(values) = self.list(list, &frame.scope) else {
            asked.every_of = Some((Vec::new(), span));
            let unknown = Variable::new(&name.node, name.span, Var::Each, What::Unknown, false);
            return scope.with(unknown);
        };
        if values.is_empty() {
            let why = Nonsense::NothingToIterate;
            self.report(StructureProblem::Senseless { span, other: None, why });
        }
        let owner = Owner::Kind(kind);
        if let Some(at) = self.field_of(owner, &name.node) {
            let field = self.field_at(Var::Candidate, owner, at, name.span, None);
            let unified: Option<Vec<Expr>> = values
                .into_iter()
                .map(|value| self.unify(field.clone()?, value).map(|(_, value)| value))
                .collect();
            asked.every_of = Some((unified.unwrap_or_default(), span));
            asked.each_field = field;
            return scope;
        }
        let ty = values.first().map_or(Type::Text, |value| value.ty.clone());
        asked.every_of = Some((values, span));
        scope.with(Variable::new(&name.node, name.span, Var::Each, What::Value(ty), true))
    }

    /// A variable of `for every` that nothing uses asks for the same act again and again.
    fn check_every_used(&mut self, act: &ast::Act, kind: KindId, scope: &Scope, asked: &Asked) {
        let Some((values, span)) = &asked.every_of else { return };
        // An empty list has been reported.
        if values.is_empty() {
            return;
        }
        let unused = scope.vars.iter().find(|v| v.var == Var::Each && v.given && !v.used.get());
        if let (Some(unused), None) = (unused, &asked.each_field) {
            let why = Nonsense::EachUnused {
                name: unused.name.clone(),
                event: self.schema.kind(kind).name.clone(),
            };
            let (span, other) = (*span, Some(act.event.span));
            self.report(StructureProblem::Senseless { span, other, why });
        }
    }

    fn act_part(
        &mut self,
        part: &'a Spanned<ActPart>,
        kind: KindId,
        scope: &Scope,
        frame: &Frame,
        forbidden: bool,
        asked: &mut Asked,
    ) {
        let span = part.span;
        match &part.node {
            ActPart::Same(names) => {
                for name in names {
                    self.same(name, kind, frame, asked);
                }
            }
            ActPart::Where(condition) => {
                if let Some((_, first)) = asked.filter {
                    self.report(StructureProblem::Repeated { part: Part::Where, first, second: span });
                    return;
                }
                asked.filter = self.condition(condition, scope).map(|condition| (condition, span));
                if let Some((condition, _)) = &asked.filter
                    && crate::analysis::measures::waits(condition, frame)
                {
                    let (span, fault) = (condition.span, crate::analysis::Fault::InActOfPeriod);
                    self.report(crate::analysis::MeasureProblem::NoFigure { span, fault });
                }
            }
            ActPart::Count(bound, n) => self.count(*bound, *n, span, forbidden, asked),
            ActPart::People(people) => self.people(people, span, kind, frame, forbidden, asked),
            ActPart::Everyone(..) | ActPart::Members(..) | ActPart::Time(_) => {}
            ActPart::Every(_) if self.needs.gaps => {}
            ActPart::Every(_) => {
                let why = Nonsense::EveryElsewhere;
                self.report(StructureProblem::Senseless { span, other: None, why });
            }
        }
    }

    /// `same fault`: the act's field and the occasion's field of that name.
    fn same(&mut self, name: &ast::Name, kind: KindId, frame: &Frame, asked: &mut Asked) {
        if let Some((_, first)) = asked.names.iter().find(|(known, _)| *known == name.node) {
            let (first, part) = (*first, Part::Same(name.node.clone()));
            self.report(StructureProblem::Repeated { part, first, second: name.span });
            return;
        }
        asked.names.push((name.node.clone(), name.span));
        let owner = Owner::Kind(kind);
        let Some(field) = self.field_of(owner, &name.node) else {
            let side = Side::Act(self.schema.kind(kind).name.clone());
            return self.not_shared(name, side, owner, self.kind_span(kind));
        };
        let Some(value) = self.other_side(name, frame) else { return };
        let Some(own) = self.field_at(Var::Candidate, owner, field, name.span, None) else { return };
        if let Some((_, value)) = self.unify(own, value) {
            asked.same.push(SameKey { field, value });
        }
    }

    /// The occasion's value of a field that must be the same.
    fn other_side(&mut self, name: &ast::Name, frame: &Frame) -> Option<Expr> {
        if let Some(kind) = frame.kind {
            let owner = Owner::Kind(kind);
            return match self.field_of(owner, &name.node) {
                Some(at) => self.field_at(Var::Occasion, owner, at, name.span, None),
                None => {
                    let side = Side::Occasion(self.schema.kind(kind).name.clone());
                    self.not_shared(name, side, owner, self.kind_span(kind));
                    None
                }
            };
        }
        if let Some(entity) = frame.row {
            let owner = Owner::Row(entity);
            return match self.field_of(owner, &name.node) {
                Some(at) => self.field_at(Var::Occasion, owner, at, name.span, None),
                None => {
                    let side = Side::Member(self.schema.entity(entity).name.clone());
                    self.not_shared(name, side, owner, self.entities[entity.0 as usize].name);
                    None
                }
            };
        }
        let member = frame.scope.vars.iter().find(|v| v.var == Var::Member).cloned();
        let Some(member) = member else {
            if !frame.scope.poisoned {
                let (field, span) = (name.node.clone(), name.span);
                let (side, declared, near) = (Side::Nothing, Some(frame.span), Vec::new());
                self.report(StructureProblem::NotShared { field, span, side, declared, near });
            }
            return None;
        };
        let What::Value(Type::Ref(entity)) = member.what else { return None };
        member.used.set(true);
        // `each day for staff in staff must sign same staff`: the member itself.
        if member.name == name.node || self.schema.entity(entity).name == name.node {
            let kind = ExprKind::Var(Var::Member);
            return Some(Expr { kind, ty: Type::Ref(entity), span: name.span });
        }
        let owner = Owner::Entity(entity);
        match self.field_of(owner, &name.node) {
            Some(at) => self.field_at(Var::Member, owner, at, name.span, None),
            None => {
                let side = Side::Member(self.schema.entity(entity).name.clone());
                self.not_shared(name, side, owner, self.entities[entity.0 as usize].name);
                None
            }
        }
    }

    fn not_shared(&mut self, name: &ast::Name, side: Side, owner: Owner, declared: Option<Span>) {
        let near = near(&name.node, self.fields_of(owner));
        let (field, span) = (name.node.clone(), name.span);
        self.report(StructureProblem::NotShared { field, span, side, declared, near });
    }

    fn count(&mut self, bound: Bound, n: u32, span: Span, forbidden: bool, asked: &mut Asked) {
        if forbidden {
            let why = Nonsense::CountOfForbidden;
            self.report(StructureProblem::Senseless { span, other: None, why });
            return;
        }
        let (least, most) = match bound {
            Bound::AtLeast => (Some(n), None),
            Bound::AtMost => (None, Some(n)),
            Bound::Exactly => (Some(n), Some(n)),
        };
        for (value, slot, part) in
            [(least, &mut asked.least, Part::AtLeast), (most, &mut asked.most, Part::AtMost)]
        {
            let Some(value) = value else { continue };
            match slot {
                Some((_, first)) => {
                    let first = *first;
                    self.report(StructureProblem::Repeated { part, first, second: span });
                    return;
                }
                None => *slot = Some((value, span)),
            }
        }
        if let (Some((least, first)), Some((most, span))) = (asked.least, asked.most)
            && least > most
        {
            let (why, other) = (Nonsense::CountNeverMet, Some(first));
            self.report(StructureProblem::Senseless { span, other, why });
        }
    }

    fn people(
        &mut self,
        people: &'a ast::People,
        span: Span,
        kind: KindId,
        frame: &Frame,
        forbidden: bool,
        asked: &mut Asked,
    ) {
        let known = match people {
            ast::People::OtherThan(_) => asked.other_than.as_ref().map(|(_, first)| *first),
            ast::People::Different(_) => asked.different.map(|(_, first)| first),
        };
        if let Some(first) = known {
            self.report(StructureProblem::Repeated { part: Part::People, first, second: span });
            return;
        }
        let Some(actor) = self.schema.kind(kind).actor else {
            let (event, declared) = (self.schema.kind(kind).name.clone(), self.kind_span(kind));
            self.report(StructureProblem::NoActor { event, span, declared });
            return;
        };
        let person = match people {
            ast::People::OtherThan(person) => person,
            ast::People::Different(_) if forbidden => {
                let why = Nonsense::CountOfForbidden;
                self.report(StructureProblem::Senseless { span, other: None, why });
                return;
            }
            ast::People::Different(n) => {
                asked.different = Some((*n, span));
                return;
            }
        };
        let Some(person) = self.value(person, &frame.scope) else { return };
        let Some(own) = self.field_at(Var::Candidate, Owner::Kind(kind), actor, span, None) else { return };
        if let Some((_, person)) = self.unify(own, person) {
            asked.other_than = Some((person, span));
        }
    }

    fn assemble(&mut self, act: &ast::Act, kind: KindId, asked: Asked) -> Act {
        let each = asked.each_field.map(|field| {
            let (span, ty) = (field.span, field.ty.clone());
            let value = Expr { kind: ExprKind::Var(Var::Each), ty, span };
            let equal = ExprKind::Compare(Box::new(field), CompareOp::Eq, Box::new(value));
            crate::analysis::expressions::boolean(equal, span)
        });
        let filter = match (asked.filter.map(|(filter, _)| filter), each) {
            (Some(filter), Some(each)) => {
                let span = filter.span;
                Some(crate::analysis::expressions::boolean(ExprKind::And(vec![filter, each]), span))
            }
            (filter, each) => filter.or(each),
        };
        let other_than = asked.other_than.map(|(person, _)| Quorum::OtherThan(person));
        let different = asked.different.map(|(n, _)| Quorum::Different(n));
        let least = asked.least.map(|(n, _)| n);
        let most = asked.most.map(|(n, _)| n);
        // `at most` alone asks for none.
        let min = least.unwrap_or(if most.is_some() { 0 } else { 1 });
        Act {
            kind,
            same: asked.same,
            filter,
            count: Count { min, max: most },
            every_of: asked.every_of.map(|(values, _)| values),
            each_of: asked.each_of.map(Box::new),
            quorum: other_than.into_iter().chain(different).collect(),
            own: act.own,
            span: act.span,
        }
    }
}
