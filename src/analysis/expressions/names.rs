//! What a name means, alone or before a dot.

use crate::analysis::checker::{Checker, ParamValue};
use crate::analysis::model::{Expr, ExprKind, FieldRef, ParamId, Var};
use crate::analysis::names::near;
use crate::analysis::scope::{Owner, Scope, What};
use crate::analysis::{Hint, NameProblem, Operand, Thing, TypeProblem, TypeWord, ValueFault};
use crate::event::{EntityId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// When an event happened, as a field that every event has unless it declares one of that name.
pub(in crate::analysis) const EVENT_TIME: [&str; 2] = ["at", "发生时间"];

impl Checker<'_> {
    /// A parameter by name.
    pub(in crate::analysis) fn param_named(&self, name: &str) -> Option<ParamId> {
        self.names.params.get_index_of(name).filter(|at| *at < self.params.len()).map(|at| ParamId(at as u16))
    }

    /// A bare name as a value. One that could mean two things is an error, never a guess.
    pub(super) fn name(&mut self, name: &str, span: Span, scope: &Scope) -> Option<Expr> {
        let own_field = scope.bare.is_some_and(|(_, owner)| self.field_of(owner, name).is_some());
        if name == "bearer" && !own_field {
            return match &scope.bearer {
                Some(bearer) => Some(Expr { span, ..bearer.clone() }),
                None if scope.poisoned => None,
                None => self.amount_fault(span, crate::analysis::AmountFault::NoBearer),
            };
        }
        let field = scope.bare.and_then(|(var, owner)| Some((var, owner, self.field_of(owner, name)?)));
        let param = self.param_named(name);
        let variable = scope.var(name);
        let value = variable.and_then(|v| match &v.what {
            What::Value(ty) => Some((v, ty.clone())),
            What::Event(_) | What::Row(_) | What::Span | What::Unknown => None,
        });
        let mut meanings: Vec<(Thing, Span)> = Vec::new();
        if let Some((_, owner, at)) = field
            && let Some(place) = self.field_span(owner, at)
        {
            meanings.push((Thing::Field, place));
        }
        meanings.extend(value.iter().map(|(v, _)| (Thing::Alias, v.span)));
        meanings.extend(param.map(|id| (Thing::Param, self.params[id.0 as usize].span)));
        if let [first, second, ..] = meanings.as_slice() {
            let (first, second) = (*first, *second);
            let var = scope.bare.and_then(|(bare, _)| scope.vars.iter().find(|v| v.var == bare));
            let field = var.filter(|_| field.is_some()).map(|v| format!("{}.{name}", v.name));
            self.report(NameProblem::Ambiguous { name: name.into(), span, first, second, field });
            // Whichever was meant, it is used.
            value.iter().for_each(|(v, _)| v.used.set(true));
            if let Some(id) = param {
                self.params[id.0 as usize].used = true;
            }
            return None;
        }
        if let Some((var, owner, at)) = field {
            return self.field_at(var, owner, at, span, None);
        }
        if let Some((v, ty)) = value {
            v.used.set(true);
            return Some(self.measuring.variable(v, ty, span));
        }
        if let Some(id) = param {
            return self.param_value(id, span);
        }
        if let Some((var, Owner::Kind(_))) = scope.bare
            && EVENT_TIME.contains(&name)
        {
            return Some(Expr { kind: ExprKind::EventTime(var), ty: Type::Instant, span });
        }
        if let Some(v) = variable {
            if let What::Event(kind) = v.what {
                v.used.set(true);
                let ty = TypeWord::Event(self.schema.kind(kind).name.clone());
                let found = Operand { span, ty, declared: None };
                let schema = self.schema.kind(kind);
                let field = schema.fields.get(schema.actor.unwrap_or(0)).map_or(EVENT_TIME[0], |f| &f.name);
                let hint = Some(Hint::NameField(format!("{name}.{field}")));
                self.report(TypeProblem::Expected { wanted: vec![TypeWord::Value], found, hint });
            }
            return None;
        }
        if self.names.measures.contains_key(name) {
            return self.measure(&ast::Name::new(name.into(), span), &[], span, scope);
        }
        if self.state_named(name).is_some() {
            return self.in_state(&ast::Name::new(name.into(), span), None, span, scope);
        }
        self.unresolved(name, span, scope);
        None
    }

    /// Reports a name that means nothing here.
    fn unresolved(&mut self, name: &str, span: Span, scope: &Scope) {
        let but = self.names.words.get(name).copied();
        if scope.poisoned {
            return;
        }
        let near = near(name, self.usable(scope));
        self.unknown(NameProblem::Unknown { thing: Thing::Name, name: name.into(), span, near, but });
    }

    /// Reports a name of a certain sort that is not declared.
    pub(in crate::analysis) fn unknown_name(&mut self, name: &ast::Name, thing: Thing) {
        let near = near(&name.node, self.names.of(thing));
        let but = self.names.words.get(name.node.as_str()).copied().filter(|(sort, _)| *sort != thing);
        self.unknown(NameProblem::Unknown { thing, name: name.node.clone(), span: name.span, near, but });
    }

    /// Every name that an expression can use here.
    fn usable<'n>(&'n self, scope: &'n Scope) -> Vec<&'n str> {
        let fields = scope.bare.map_or(Vec::new(), |(_, owner)| self.fields_of(owner));
        let vars = scope.vars.iter().map(|v| v.name.as_str());
        let params = self.params.iter().map(|param| param.name.as_str());
        fields.into_iter().chain(vars).chain(params).collect()
    }

    /// `base.name`
    pub(in crate::analysis) fn field(
        &mut self,
        base: &ast::Expr,
        name: &ast::Name,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        if let ast::ExprKind::Group(inner) = &base.node {
            return self.field(inner, name, span, scope);
        }
        if let ast::ExprKind::Name(first) = &base.node
            && let Some(v) = scope.var(first)
        {
            let (var, what, place, v_name) = (v.var, v.what.clone(), v.span, v.name.clone());
            v.used.set(true);
            match what {
                What::Unknown => return None,
                What::Row(entity) => {
                    return self.part_of_interval(scope, Some(Owner::Row(entity)), name, span);
                }
                What::Span => return self.part_of_interval(scope, None, name, span),
                What::Event(kind) if var == Var::Occasion && scope.interval.is_some() => {
                    return self.part_of_interval(scope, Some(Owner::Kind(kind)), name, span);
                }
                What::Event(kind) => {
                    if let Some((_, owner)) = scope.bare
                        && let Some(at) = self.field_of(owner, first)
                        && let Type::Ref(_) = self.field_type_of(owner, at)
                        && let Some(field) = self.field_span(owner, at)
                    {
                        let (first, second) = ((Thing::Field, field), (Thing::Alias, place));
                        let (name, span) = (v_name, base.span);
                        self.report(NameProblem::Ambiguous { name, span, first, second, field: None });
                        return None;
                    }
                    return self.member_of(var, Owner::Kind(kind), name, span);
                }
                // A value is looked up like any other, so that its ambiguities are found.
                What::Value(_) => {}
            }
        }
        let value = self.value(base, scope)?;
        let Type::Ref(entity) = value.ty else {
            let of = self.operand(&value);
            self.report(TypeProblem::NoFields { name: name.node.clone(), span: name.span, of });
            return None;
        };
        let as_of = self.as_of(&value, scope);
        let at = self.find_field(Owner::Entity(entity), name)?;
        self.attribute(value, entity, at, as_of, span)
    }

    /// A field of a variable by name, or its time.
    pub(in crate::analysis) fn member_of(
        &mut self,
        var: Var,
        owner: Owner,
        name: &ast::Name,
        span: Span,
    ) -> Option<Expr> {
        if let Some(at) = self.field_of(owner, &name.node) {
            return self.field_at(var, owner, at, span, None);
        }
        if let Owner::Kind(_) = owner
            && EVENT_TIME.contains(&name.node.as_str())
        {
            return Some(Expr { kind: ExprKind::EventTime(var), ty: Type::Instant, span });
        }
        self.find_field(owner, name)?;
        None
    }

    /// A field of a variable by position.
    pub(in crate::analysis) fn field_at(
        &mut self,
        var: Var,
        owner: Owner,
        at: usize,
        span: Span,
        as_of: Option<Var>,
    ) -> Option<Expr> {
        let ty = self.field_type_of(owner, at);
        match owner {
            Owner::Kind(kind) => {
                Some(Expr { kind: ExprKind::EventField(var, FieldRef { kind, index: at }), ty, span })
            }
            Owner::Row(entity) => Some(Expr { kind: ExprKind::RowField(entity, at), ty, span }),
            Owner::Entity(entity) => {
                let member = Expr { kind: ExprKind::Var(var), ty: Type::Ref(entity), span };
                self.attribute(member, entity, at, as_of.unwrap_or(var), span)
            }
        }
    }

    pub(in crate::analysis) fn attribute(
        &mut self,
        of: Expr,
        entity: EntityId,
        at: usize,
        as_of: Var,
        span: Span,
    ) -> Option<Expr> {
        let ty = self.schema.entity(entity).fields[at].ty.clone();
        // The row that is valid on the day is meant, and where a day begins depends on the zone.
        self.need_zone(span);
        Some(Expr { kind: ExprKind::Attribute { of: Box::new(of), entity, field: at, as_of }, ty, span })
    }

    /// As of when the attributes of a value are looked up: when its event happened.
    pub(in crate::analysis) fn as_of(&self, value: &Expr, scope: &Scope) -> Var {
        let fallback = scope.as_of.unwrap_or(Var::Occasion);
        match &value.kind {
            ExprKind::EventField(var, _) | ExprKind::EventTime(var) => *var,
            ExprKind::Attribute { as_of, .. } => *as_of,
            ExprKind::Var(Var::Each) => fallback,
            ExprKind::Var(var @ (Var::Occasion | Var::Member | Var::Candidate | Var::Beneficiary)) => *var,
            ExprKind::Var(Var::Ranked) => fallback,
            ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Not(_) | ExprKind::And(_) => fallback,
            ExprKind::Or(_) | ExprKind::Compare(..) | ExprKind::OneOf(..) | ExprKind::Between(..) => fallback,
            ExprKind::Arith(..) | ExprKind::Predicate(..) | ExprKind::InState { .. } => fallback,
            ExprKind::CountState { .. } => fallback,
            ExprKind::RowField(..) | ExprKind::IntervalStart | ExprKind::IntervalEnd => Var::Occasion,
            ExprKind::Aggregate(_) | ExprKind::Measure(_) | ExprKind::Rank(_) => fallback,
            ExprKind::InList(..) | ExprKind::Part(..) | ExprKind::Like(..) => fallback,
        }
    }

    /// The position of a field, or a report.
    pub(in crate::analysis) fn find_field(&mut self, owner: Owner, name: &ast::Name) -> Option<usize> {
        let found = self.field_of(owner, &name.node);
        if found.is_none() {
            let near = near(&name.node, self.fields_of(owner));
            let (of, declared) = match owner {
                Owner::Kind(kind) => {
                    ((Thing::Event, self.schema.kind(kind).name.clone()), self.kind_span(kind))
                }
                Owner::Entity(entity) | Owner::Row(entity) => (
                    (Thing::Entity, self.schema.entity(entity).name.clone()),
                    self.entities[entity.0 as usize].name,
                ),
            };
            let (name, span) = (name.node.clone(), name.span);
            let fields = self.fields_of(owner).into_iter().map(String::from).collect();
            self.report(NameProblem::UnknownField { name, span, of, declared, near, fields });
        }
        found
    }

    /// The position of a field.
    pub(in crate::analysis) fn field_of(&self, owner: Owner, name: &str) -> Option<usize> {
        match owner {
            Owner::Kind(kind) => self.schema.kind(kind).field(name),
            Owner::Entity(entity) | Owner::Row(entity) => self.schema.entity(entity).field(name),
        }
    }

    /// All fields.
    pub(in crate::analysis) fn fields_of(&self, owner: Owner) -> Vec<&str> {
        let fields = match owner {
            Owner::Kind(kind) => &self.schema.kind(kind).fields,
            Owner::Entity(entity) | Owner::Row(entity) => &self.schema.entity(entity).fields,
        };
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    /// The type of a field.
    pub(in crate::analysis) fn field_type_of(&self, owner: Owner, at: usize) -> Type {
        match owner {
            Owner::Kind(kind) => self.schema.kind(kind).fields[at].ty.clone(),
            Owner::Entity(entity) | Owner::Row(entity) => self.schema.entity(entity).fields[at].ty.clone(),
        }
    }

    /// Where a field is declared. The fields of built-in events are declared nowhere.
    pub(in crate::analysis) fn field_span(&self, owner: Owner, at: usize) -> Option<Span> {
        match owner {
            Owner::Kind(kind) => self.kinds[kind.0 as usize].fields.get(at).copied(),
            Owner::Entity(entity) | Owner::Row(entity) => {
                self.entities[entity.0 as usize].fields.get(at).copied()
            }
        }
    }

    /// The value of a parameter in an expression.
    fn param_value(&mut self, id: ParamId, span: Span) -> Option<Expr> {
        if !self.resolve_param(id.0 as usize) {
            let name = self.params[id.0 as usize].name.clone();
            return self.refuse(span, ValueFault::Ring(name));
        }
        let param = &mut self.params[id.0 as usize];
        param.used = true;
        let (ty, value) = (param.ty.clone()?, param.value.clone());
        self.needs.open.extend(param.opens.iter().copied());
        match value {
            ParamValue::Open => Some(Expr { kind: ExprKind::OpenParam(id), ty, span }),
            ParamValue::One(expr) => Some(Expr { span, ..expr }),
            ParamValue::Many(_) => {
                let declared = Some(self.params[id.0 as usize].span);
                let found = Operand { span, ty: TypeWord::List, declared };
                self.report(TypeProblem::NotOneValue { found });
                None
            }
            ParamValue::Broken | ParamValue::Pending | ParamValue::Busy => None,
        }
    }
}
