//! Measures: looked at once by themselves, and put in where they are used.

use super::subject::is_member;
use super::{Measuring, Site};
use crate::analysis::checker::Checker;
use crate::analysis::model::{Expr, ExprKind, MeasureUse, Var};
use crate::analysis::scope::{Scope, Variable, What};
use crate::analysis::{Fault, MeasureProblem, Operand, Thing, TypeProblem, TypeWord};
use crate::event::{EntityId, Type};
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// Looks at every measure, used or not.
    pub(in crate::analysis) fn check_measures(&mut self) {
        let declared: Vec<&'a ast::Measure> = self.names.measures.values().copied().collect();
        for measure in declared {
            self.check_measure(measure);
            // What it needs is needed where it is used.
            self.needs = crate::analysis::checker::Needs::default();
        }
    }

    /// Whether a measure makes sense; looked at when first asked.
    fn check_measure(&mut self, measure: &'a ast::Measure) -> bool {
        let name = measure.name.node.as_str();
        if let Some(sound) = self.measuring.sound.get(name) {
            return *sound;
        }
        if self.measuring.busy.contains(&name) {
            let ring = MeasureProblem::Ring { name: name.into(), span: measure.name.span };
            self.report(ring);
            return false;
        }
        let mut aside = Measuring { site: Site::Declaration, ..Measuring::default() };
        aside.busy = self.measuring.busy.clone();
        aside.busy.push(name);
        aside.sound = std::mem::take(&mut self.measuring.sound);
        let before = std::mem::replace(&mut self.measuring, aside);
        let scope = self.measure_scope(measure);
        let sound = scope.is_some_and(|scope| self.value(&measure.value, &scope).is_some());
        let aside = std::mem::replace(&mut self.measuring, before);
        for name in aside.used {
            if !self.measuring.is_used(&name) {
                self.measuring.used.push(name);
            }
        }
        let mut known = aside.sound;
        known.insert(name, sound);
        self.measuring.sound = known;
        sound
    }

    /// The names inside a measure: its parameters.
    fn measure_scope(&mut self, measure: &ast::Measure) -> Option<Scope> {
        let mut vars: Vec<Variable> = Vec::new();
        let mut sound = true;
        for (name, entity) in &measure.params {
            if let Some(first) = vars.iter().find(|v| v.name == name.node) {
                let (first, second) = ((Thing::Alias, first.span), (Thing::Alias, name.span));
                let name = name.node.clone();
                self.report(crate::analysis::NameProblem::Duplicate { name, first, second });
            }
            match self.entity(entity) {
                Some(entity) => {
                    let what = What::Value(Type::Ref(entity));
                    vars.push(Variable::new(&name.node, name.span, Var::Each, what, true));
                }
                None => sound = false,
            }
        }
        sound.then(|| Scope { vars, as_of: Some(Var::Member), ..Scope::default() })
    }

    /// `rate(e)`, or `total` of a measure without parameters.
    pub(in crate::analysis) fn measure(
        &mut self,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let Some(measure) = self.names.measures.get(name.node.as_str()).copied() else {
            self.unknown_name(name, Thing::Measure);
            return None;
        };
        if !self.measuring.is_used(&name.node) {
            self.measuring.used.push(name.node.clone());
        }
        let values: Vec<Option<Expr>> = arguments.iter().map(|a| self.value(a, scope)).collect();
        if arguments.len() != measure.params.len() {
            let params = measure.params.iter().map(|(name, _)| name.node.clone()).collect();
            let (measure, declared) = (name.node.clone(), measure.name.span);
            self.report(MeasureProblem::Arguments { measure, span, declared, params });
            return None;
        }
        if !self.check_measure(measure) {
            return None;
        }
        let mut bound = Vec::new();
        for ((param, entity), value) in measure.params.iter().zip(values) {
            let entity = self.entity(entity)?;
            let value = self.argument(value?, entity)?;
            if self.in_act(&value) {
                return self.no_figure(value.span, Fault::InAct);
            }
            bound.push((param.node.clone(), value));
        }
        let used_at = self.measuring.used_at.unwrap_or(span);
        let outer_bound = std::mem::replace(&mut self.measuring.bound, bound);
        let outer_used = self.measuring.used_at.replace(used_at);
        self.measuring.busy.push(&measure.name.node);
        let inner = self.measure_scope(measure).map(|inner| Scope { as_of: scope.as_of, ..inner });
        // Where a figure cannot stand, a measure cannot either.
        let inner = inner
            .map(|inner| Scope { bare: scope.bare.filter(|(var, _)| *var == Var::Beneficiary), ..inner });
        let value = inner.and_then(|inner| self.value(&measure.value, &inner));
        self.measuring.busy.pop();
        self.measuring.used_at = outer_used;
        self.measuring.bound = outer_bound;
        let value = value?;
        let (ty, name) = (value.ty.clone(), name.node.clone());
        Some(Expr { kind: ExprKind::Measure(Box::new(MeasureUse { name, value })), ty, span })
    }

    /// `rate(e) over the previous month`
    pub(in crate::analysis) fn measure_over(
        &mut self,
        inner: &ast::Expr,
        over: &ast::Over,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let is_measure = |name: &str| self.names.measures.contains_key(name);
        let fits = match &inner.node {
            ast::ExprKind::Group(_) | ast::ExprKind::Call(..) => true,
            ast::ExprKind::Aggregate(aggregate) => aggregate.kind == ast::AggregateKind::Rank,
            ast::ExprKind::Name(name) => is_measure(name),
            _ => false,
        };
        if !fits {
            return self.no_figure(span, Fault::OverNothing);
        }
        let over = self.stated_time(over, span)?;
        let outer = self.measuring.over;
        self.measuring.over = outer.or(Some(over));
        let value = self.value(inner, scope);
        self.measuring.over = outer;
        let value = value?;
        if !super::counts(&value) {
            return self.no_figure(span, Fault::OverNothing);
        }
        Some(Expr { span, ..value })
    }

    /// Whether a value is of the act at hand, which has no part in figures.
    fn in_act(&self, value: &Expr) -> bool {
        let mut found = false;
        super::walk::each(value, &mut |part| {
            found |= match &part.kind {
                ExprKind::EventField(var, _) | ExprKind::EventTime(var) | ExprKind::Var(var) => {
                    *var == Var::Candidate
                }
                _ => false,
            };
        });
        found && !self.measuring.inside
    }

    /// A value for a parameter.
    fn argument(&mut self, value: Expr, entity: EntityId) -> Option<Expr> {
        if is_member(&value, entity) {
            return Some(Expr { ty: Type::Ref(entity), ..value });
        }
        let found: Operand = self.operand(&value);
        let wanted = vec![TypeWord::of(&Type::Ref(entity), &self.schema)];
        self.report(TypeProblem::Expected { wanted, found, hint: None });
        None
    }
}
