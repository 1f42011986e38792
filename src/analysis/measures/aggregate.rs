//! `sum(reading.received where …) for e over the previous month`

use super::Site;
use super::joins::split;
use crate::analysis::checker::Checker;
use crate::analysis::length::LengthOrOpen;
use crate::analysis::model::{Aggregate, Expr, ExprKind, Function, Over, Var};
use crate::analysis::norms::calendar_unit;
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{Fault, MeasureProblem, TypeProblem, TypeWord};
use crate::event::{KindId, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, AggregateKind};
use crate::time::Length;

impl<'a> Checker<'a> {
    /// A figure, or reports.
    pub(in crate::analysis) fn aggregate(
        &mut self,
        aggregate: &ast::Aggregate,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        self.place_for_figures(span, scope)?;
        // In the condition of an act it is worked out for the occasion: the act itself has no part in it.
        let apart;
        let scope = if matches!(scope.bare, Some((Var::Candidate, _))) {
            apart = without_act(scope);
            &apart
        } else {
            scope
        };
        let Some(function) = function(aggregate.kind) else {
            return self.rank(aggregate, span, scope);
        };
        if aggregate.among.is_some() {
            return self.no_figure(span, Fault::AmongWithoutRank);
        }
        let kind = self.counted_kind(&aggregate.of)?;
        self.measuring.inside = true;
        let parts = self.parts(aggregate, function, kind, span, scope);
        self.measuring.inside = false;
        let over = self.over_of(aggregate.over.as_ref(), span);
        let (of, filter, by, ty) = parts?;
        let aggregate = Aggregate { function, kind, of, filter, by, over: over? };
        Some(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span })
    }

    /// Whether a figure can stand here, or a report.
    pub(super) fn place_for_figures(&mut self, span: Span, scope: &Scope) -> Option<()> {
        let here = self.measuring.conditions > 0 || self.measuring.payments > 0 && !self.measuring.unpaid;
        let fault = if self.measuring.site == Site::State {
            Fault::InState
        } else if self.measuring.inside {
            Fault::Nested
        } else if matches!(scope.bare, Some((Var::Beneficiary, _))) {
            Fault::OfBeneficiary
        } else if !here && self.measuring.site != Site::Declaration {
            Fault::NotInCondition
        } else {
            return Some(());
        };
        self.no_figure(self.measuring.used_at.unwrap_or(span), fault)
    }

    pub(super) fn no_figure<T>(&mut self, span: Span, fault: Fault) -> Option<T> {
        self.report(MeasureProblem::NoFigure { span, fault });
        None
    }

    /// The kind of event that is counted: the first event that the expression names.
    fn counted_kind(&mut self, of: &ast::Expr) -> Option<KindId> {
        match event_named(of, &|name| self.is_event(name)) {
            Some(name) => self.kind(&name),
            None => {
                // A mistyped name is told as one.
                if let Some(name) = first_name(of)
                    && !self.names.words.contains_key(name.node.as_str())
                {
                    self.unknown_name(&name, crate::analysis::Thing::Event);
                    return None;
                }
                self.no_figure(of.span, Fault::NoEvent)
            }
        }
    }

    /// What is aggregated, of which events, for whom, and the type of the result.
    #[expect(clippy::type_complexity, reason = "the parts of one aggregate, taken apart at once")]
    fn parts(
        &mut self,
        aggregate: &ast::Aggregate,
        function: Function,
        kind: KindId,
        span: Span,
        scope: &Scope,
    ) -> Option<(Option<Expr>, Option<Expr>, Vec<crate::analysis::model::Join>, Type)> {
        let name = self.schema.kind(kind).name.clone();
        let counted = || Variable::new(&name, aggregate.of.span, Var::Candidate, What::Event(kind), false);
        let inner = Scope { bare: Some((Var::Candidate, Owner::Kind(kind))), ..scope.clone() };
        let of = self.of(&aggregate.of, function, kind, &inner.with(counted()));
        // As in an act: where the occasion is an event of the same kind, its name means the occasion.
        let fresh = |variable: &Variable| Variable { used: std::rc::Rc::default(), ..variable.clone() };
        let hidden = Scope { vars: inner.vars.iter().map(fresh).collect(), ..inner.clone() };
        let filter_scope = if scope.var(&name).is_some() { hidden } else { hidden.with(counted()) };
        let filter = aggregate.filter.as_ref().map(|filter| self.condition(filter, &filter_scope));
        for (outer, inner) in scope.vars.iter().zip(&filter_scope.vars) {
            outer.used.set(outer.used.get() || inner.used.get());
        }
        let by = self.counted_for(aggregate, kind, span, scope, &filter_scope);
        let (filter, mut joins) = match filter {
            None => (None, Vec::new()),
            Some(filter) => match split(filter?) {
                Ok(parts) => parts,
                Err(span) => return self.no_figure(span, Fault::JoinedOtherwise),
            },
        };
        let (of, ty) = of?;
        let mut by = by?;
        by.append(&mut joins);
        Some((of, filter, by, ty))
    }

    /// What is aggregated, and the type of the result.
    fn of(
        &mut self,
        of: &ast::Expr,
        function: Function,
        kind: KindId,
        scope: &Scope,
    ) -> Option<(Option<Expr>, Type)> {
        let whole = matches!(&of.node, ast::ExprKind::Name(name) if *name == self.schema.kind(kind).name);
        match (function, whole) {
            (Function::Count, true) => return Some((None, Type::Number)),
            (Function::Count, false) => return self.no_figure(of.span, Fault::CountOfField),
            (_, true) => return self.no_figure(of.span, Fault::WholeEvent),
            (_, false) => {}
        }
        let value = self.value(of, scope)?;
        if super::joins::outside(&value) {
            return self.no_figure(of.span, Fault::OfOutside);
        }
        let fits = match (function, &value.ty) {
            (
                Function::Sum | Function::Average,
                Type::Number | Type::Money(_) | Type::Percent | Type::Duration,
            ) => true,
            (Function::Sum | Function::Average, _) => false,
            (Function::Min | Function::Max, ty) => ordered(ty),
            (Function::Distinct | Function::Last | Function::Count, Type::List(_) | Type::Period) => false,
            (Function::Distinct | Function::Last | Function::Count, _) => true,
        };
        if !fits {
            let wanted = match function {
                Function::Min | Function::Max => {
                    vec![Type::Number, Type::Money(None), Type::Date, Type::Instant]
                }
                Function::Distinct | Function::Last | Function::Count => Vec::new(),
                Function::Sum | Function::Average => {
                    vec![Type::Number, Type::Money(None), Type::Percent, Type::Duration]
                }
            };
            let mut wanted: Vec<TypeWord> = wanted.into_iter().map(TypeWord::Plain).collect();
            if wanted.is_empty() {
                wanted.push(TypeWord::Value);
            }
            let found = self.operand(&value);
            self.report(TypeProblem::Expected { wanted, found, hint: None });
            return None;
        }
        let ty = if function == Function::Distinct { Type::Number } else { value.ty.clone() };
        Some((Some(value), ty))
    }

    /// The time that is stated, else that of the norm.
    fn over_of(&mut self, over: Option<&ast::Over>, span: Span) -> Option<Over> {
        if let Some(over) = over {
            return self.stated_time(over, span);
        }
        if let Some(over) = self.measuring.over {
            return Some(over);
        }
        match self.measuring.site {
            Site::Period | Site::Interval | Site::Declaration => Some(Over::Period),
            Site::Moment | Site::State => {
                let used_at = self.measuring.used_at;
                self.report(MeasureProblem::NoTime { span: used_at.unwrap_or(span), figure: span });
                None
            }
        }
    }

    /// A time that is stated.
    pub(super) fn stated_time(&mut self, over: &ast::Over, span: Span) -> Option<Over> {
        match over {
            ast::Over::SoFar => Some(Over::SoFar),
            ast::Over::Previous(unit) => {
                self.need_zone(span);
                Some(Over::Previous(calendar_unit(*unit)))
            }
            ast::Over::This(unit) => {
                self.need_zone(span);
                Some(Over::This(calendar_unit(*unit)))
            }
            ast::Over::Rolling(length) => Some(match self.length(length)? {
                LengthOrOpen::Length(length) => Over::Last(length),
                // While the parameter is open, nothing of the norm is decided.
                LengthOrOpen::Open(_) => Over::Last(Length::Days(1)),
            }),
        }
    }
}

/// The names of a norm without those of the act at hand.
fn without_act(scope: &Scope) -> Scope {
    let vars = scope.vars.iter().filter(|variable| variable.var != Var::Candidate).cloned().collect();
    Scope { vars, bare: None, ..scope.clone() }
}

fn function(kind: AggregateKind) -> Option<Function> {
    Some(match kind {
        AggregateKind::Sum => Function::Sum,
        AggregateKind::Count => Function::Count,
        AggregateKind::Average => Function::Average,
        AggregateKind::Min => Function::Min,
        AggregateKind::Max => Function::Max,
        AggregateKind::Distinct => Function::Distinct,
        AggregateKind::Last => Function::Last,
        AggregateKind::Rank => return None,
    })
}

fn ordered(ty: &Type) -> bool {
    match ty {
        Type::Number | Type::Money(_) | Type::Percent | Type::Date | Type::TimeOfDay => true,
        Type::Instant | Type::Duration => true,
        Type::Text | Type::Bool | Type::Period | Type::Enum(_) | Type::Ref(_) | Type::List(_) => false,
    }
}

/// The first name of an expression that passes.
fn event_named(expr: &ast::Expr, passes: &dyn Fn(&str) -> bool) -> Option<ast::Name> {
    use ast::ExprKind::*;
    match &expr.node {
        Name(name) => passes(name).then(|| Spanned::new(name.clone(), expr.span)),
        Field(inner, _) | Fields(inner, _) | Group(inner) | Negate(inner) | Not(inner) => {
            event_named(inner, passes)
        }
        Predicate(inner, _)
        | DayIs(inner, _)
        | StateOf(_, inner)
        | PartOf(_, inner)
        | Over(inner, _)
        | PayFor(_, inner) => event_named(inner, passes),
        Binary(left, _, right) | Range(left, right) => {
            event_named(left, passes).or_else(|| event_named(right, passes))
        }
        And(parts) | Or(parts) | List(parts) => parts.iter().find_map(|part| event_named(part, passes)),
        Call(_, parts) => parts.iter().find_map(|part| event_named(part, passes)),
        _ => None,
    }
}

fn first_name(expr: &ast::Expr) -> Option<ast::Name> {
    event_named(expr, &|_| true)
}
