//! Norms: six slots, each checked, and put together.

mod act;
mod acts;
mod consequence;
mod during;
mod each;
mod excuse;
mod expectation;
mod hold;
mod occasion;
mod only;
mod pattern;
mod slots;
pub(super) mod terms;
mod time;
mod violation;

use super::checker::Checker;
use super::model::{Check, Cite, Conduct, Excuse, Expr, ExprKind, FieldRef, Norm, NormKind, Spans, Var};
use super::scope::Scope;
use super::{Misfit, Nonsense, Operand, StructureProblem, TimeProblem, TypeProblem, TypeWord};
use crate::event::{EntityId, KindId, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast;
pub(super) use occasion::calendar_unit;
use slots::Slots;

pub(super) use violation::ViolationKind;

/// What the parts of a norm know of each other.
pub(super) struct Frame {
    /// The names that all parts can use.
    pub scope: Scope,
    /// The kind of the occasion, if it is an event or carried by one.
    pub kind: Option<KindId>,
    /// The entity whose line carries the occasion, if one does.
    pub row: Option<EntityId>,
    /// Whether the occasion is a period.
    pub period: bool,
    /// Whether the occasion is a slot of a state.
    pub slots: bool,
    /// The state during which an event must come, and whose it is.
    pub during: Option<during::StateOf>,
    /// Where the occasion stands.
    pub span: Span,
}

impl Frame {
    /// The frame of an event.
    pub fn of_event(scope: Scope, kind: KindId, span: Span) -> Frame {
        Frame { scope, kind: Some(kind), row: None, period: false, during: None, slots: false, span }
    }

    /// The frame of a period.
    pub fn of_period(scope: Scope, span: Span) -> Frame {
        Frame { scope, kind: None, row: None, period: true, during: None, slots: false, span }
    }
}

impl<'a> Checker<'a> {
    /// All norms that make sense, in order.
    pub(super) fn check_norms(&mut self) -> Vec<Norm> {
        let mut norms = Vec::new();
        let with_violations = self.with_violations();
        // Norms about violations come after those whose violations they are about.
        for (place, norm, span) in self.in_strata() {
            let checked = self.norm(norm, span);
            let open = self.settle();
            if let Some(checked) = checked {
                let checked = Norm { open_params: open, ..checked };
                self.declare_violations(&checked, &with_violations);
                norms.push((place, checked));
            }
        }
        norms.sort_by_key(|(place, _)| *place);
        norms.into_iter().map(|(_, norm)| norm).collect()
    }

    /// One norm, or reports. Every slot is checked, whatever the others hold.
    fn norm(&mut self, norm: &'a ast::Norm, whole: Span) -> Option<Norm> {
        let slots = self.slots(norm);
        self.measuring.begin(slots.occasion.as_ref().map(|occasion| occasion.node));
        let kind = match norm.kind {
            ast::NormKind::Duty => Some(NormKind::Duty),
            ast::NormKind::Prohibition => Some(NormKind::Prohibition),
            ast::NormKind::Reward => Some(NormKind::Reward),
        };
        // Who alone may do something says when the norm applies, unless it says so itself.
        let alone = slots.only.filter(|_| slots.occasion.is_none());
        let frame = match (&slots.occasion, alone) {
            (Some(occasion), _) => self.occasion(occasion.node, occasion.span),
            (None, Some(only)) => self.occasion_of_only(only),
            (None, None) => {
                if kind.is_some() {
                    let (name, span) = (norm.name.node.clone(), norm.name.span);
                    let slot = super::Slot::Occasion;
                    self.report(StructureProblem::Missing { norm: name, span, slot });
                }
                None
            }
        };
        let poisoned = Frame {
            scope: Scope { poisoned: true, ..Scope::default() },
            kind: None,
            row: None,
            period: false,
            slots: false,
            during: None,
            span: norm.name.span,
        };
        let (occasion, mut frame) = match frame {
            Some((occasion, frame)) => (occasion, frame),
            None => (None, poisoned),
        };
        let pattern = slots.occasion.as_ref().map_or(Some(None), |at| self.pattern(at.node, &frame));
        let condition =
            slots.condition.as_ref().map(|condition| self.condition(condition.node, &frame.scope));
        let occasion = occasion.and_then(|occasion| occasion.with_condition(condition));
        let bearer = match (&slots.bearer, alone) {
            (Some(bearer), _) => Some(self.bearer(bearer.node, &frame)),
            (None, Some(_)) => self.actor_of_only(&frame).map(Some),
            (None, None) => None,
        };
        frame.slots =
            matches!(&slots.occasion, Some(at) if matches!(at.node, ast::Occasion::EachSlot { .. }));
        frame.scope.bearer = bearer.clone().flatten();
        let conduct = self.conduct(&slots, norm, &frame, kind.is_some());
        let time = slots.time.as_ref().map(|time| {
            self.check_time_fits(time.span, slots.conduct_span(), conduct.as_ref());
            let branches = self.time_clause(time.node, &frame, time::Place::Norm)?;
            let (acts, not) = match &conduct {
                Some(Conduct::Must(acts)) => (Some(acts), false),
                Some(Conduct::MustNot(acts)) => (Some(acts), true),
                Some(Conduct::Never | Conduct::Check(_) | Conduct::Every(..) | Conduct::Hold(_)) => {
                    (None, false)
                }
                None => return Some(branches),
            };
            self.check_leads(&branches, acts, not, &frame).then_some(branches)
        });
        let excuses: Vec<_> =
            slots.unless.iter().map(|unless| self.unless(unless.node, unless.span, &frame)).collect();
        let leads = time.as_ref().and_then(|time| time.as_ref());
        let shared = excuses.iter().flatten().all(|excuse| match (excuse, leads) {
            (Excuse::Act { acts, time, .. }, Some(branches)) if time.is_empty() => {
                self.check_leads(branches, Some(acts), false, &frame)
            }
            _ => true,
        });
        let stages = self.stages(&slots.elses, &frame, conduct.as_ref());
        let terms = self.terms(&slots, (norm.name.span, norm.kind), &frame, conduct.as_ref());
        let effective = match &slots.effective {
            Some(range) => self.days(range.node),
            // A violation belongs to the obligation that was violated, and that lay in the policy's days.
            None if matches!(slots.occasion, Some(At { node: ast::Occasion::Violated { .. }, .. })) => {
                (None, None)
            }
            None => self.effective_days(),
        };
        if effective != (None, None) {
            self.need_zone(slots.effective.as_ref().map_or(norm.name.span, |range| range.span));
        }
        self.lint_aliases(&frame.scope, conduct.as_ref());
        let spans = Spans {
            name: norm.name.span,
            whole,
            cite: slots.cite.as_ref().map(|cite| cite.span),
            occasion: frame.span,
            bearer: slots.bearer.as_ref().map(|bearer| bearer.span),
            conduct: slots.conduct_span().unwrap_or(norm.name.span),
            time: slots.time.as_ref().map(|time| time.span),
        };
        Some(Norm {
            name: norm.name.node.clone(),
            title: norm.title.as_ref().map(|title| title.node.clone()),
            kind: kind?,
            cite: slots.cite.as_ref().map(|cite| self.cite(cite.node)),
            reading: slots.reading.as_ref().map(|reading| reading.node.node.clone()),
            effective,
            occasion: occasion?,
            pattern: pattern?,
            overrides: slots.overrides,
            bearer: bearer.map_or(Some(None), |bearer| bearer.map(Some))?,
            conduct: conduct?,
            time: time.map_or(Some(Vec::new()), |time| time)?,
            excuses: excuses.into_iter().collect::<Option<_>>().filter(|_| shared)?,
            stages: stages?,
            terms: terms?,
            open_params: Vec::new(),
            spans,
        })
    }

    fn cite(&self, cite: &ast::Cite) -> Cite {
        let text = |text: &Option<ast::Text>| text.as_ref().map(|text| text.node.clone());
        Cite {
            source: text(&cite.source).or_else(|| self.header.sources.first().cloned()),
            clause: text(&cite.clause),
            anchor: text(&cite.anchor),
        }
    }

    /// Who owes it: a reference, or a text that names somebody.
    fn bearer(&mut self, bearer: &ast::Expr, frame: &Frame) -> Option<Expr> {
        self.measuring.pay();
        let value = self.value(bearer, &frame.scope);
        self.measuring.paid();
        let value = value?;
        match value.ty {
            Type::Ref(_) | Type::Text => Some(value),
            _ => {
                let found: Operand = self.operand(&value);
                let wanted = vec![TypeWord::Plain(Type::Text)];
                self.report(TypeProblem::Expected { wanted, found, hint: None });
                None
            }
        }
    }

    /// What is owed or forbidden.
    fn conduct(
        &mut self,
        slots: &Slots<'a>,
        norm: &ast::Norm,
        frame: &Frame,
        needed: bool,
    ) -> Option<Conduct> {
        if let Some(only) = slots.only {
            return self.only(only, frame, slots.occasion.is_none());
        }
        let Some(must) = &slots.must else {
            if norm.kind == ast::NormKind::Reward {
                return self.earning(slots, frame);
            }
            if needed {
                let (name, span) = (norm.name.node.clone(), norm.name.span);
                self.report(StructureProblem::Missing { norm: name, span, slot: super::Slot::Conduct });
            }
            return None;
        };
        match &must.node.conduct {
            ast::Conduct::Hold(what, share) => self.hold(what, share.as_ref(), must, slots, frame),
            ast::Conduct::Condition(condition) => self.check_conduct(condition, must, slots, frame),
            ast::Conduct::Acts(acts) => {
                if let Some(name) = self.bare_value(acts, frame) {
                    return self.check_conduct(&name, must, slots, frame);
                }
                if let Some(every) = self.gap_length(acts, slots) {
                    return self.every(acts, every, must, slots, frame);
                }
                let bare = acts.rest.is_empty() && acts.first.parts.is_empty() && acts.first.alias.is_none();
                let is_event = frame.scope.interval.is_none();
                if let (true, true, true, Some(kind)) = (must.node.not, bare, is_event, frame.kind)
                    && self.schema.kind(kind).name == acts.first.event.node
                {
                    return Some(Conduct::Never);
                }
                let not = must.node.not;
                let acts = self.acts(acts, frame, slots.people.as_ref(), not, time::Place::Norm)?;
                if !not {
                    return Some(Conduct::Must(acts));
                }
                self.check_own_of_forbidden(&acts, must.span).then_some(Conduct::MustNot(acts))
            }
        }
    }

    /// What earns a reward that asks for no act: a condition, or the occasion itself.
    fn earning(&mut self, slots: &Slots<'a>, frame: &Frame) -> Option<Conduct> {
        match &slots.earned_if {
            Some(condition) => self.checks(condition.node, false, frame).map(Conduct::Check),
            None => {
                let kind = ExprKind::Literal(super::model::Literal::Bool(true));
                let condition = super::expressions::boolean(kind, frame.span);
                Some(Conduct::Check(vec![Check { condition, field: None }]))
            }
        }
    }

    /// A condition on the occasion as what is owed. Nobody acts in it.
    fn check_conduct(
        &mut self,
        condition: &ast::Expr,
        must: &At<'a, ast::Must>,
        slots: &Slots<'a>,
        frame: &Frame,
    ) -> Option<Conduct> {
        if let Some(people) = &slots.people {
            let (span, other) = (people.span, Some(must.span));
            let why = Nonsense::PeopleOfCondition;
            self.report(StructureProblem::Senseless { span, other, why });
        }
        self.checks(condition, must.node.not, frame).map(Conduct::Check)
    }

    /// A condition on the occasion; a list of fields gives one check for each.
    fn checks(&mut self, condition: &ast::Expr, not: bool, frame: &Frame) -> Option<Vec<Check>> {
        let negated = |inner: Expr| -> Expr {
            if !not {
                return inner;
            }
            let span = inner.span;
            super::expressions::boolean(ExprKind::Not(Box::new(inner)), span)
        };
        // Of several conditions joined with a list of fields each is decided alone, as each field is.
        if let ast::ExprKind::And(parts) = &condition.node
            && !not
            && parts.iter().any(is_list_of_fields)
        {
            let checks: Vec<Option<Vec<Check>>> =
                parts.iter().map(|part| self.checks(part, not, frame)).collect();
            return checks.into_iter().collect::<Option<Vec<_>>>().map(|checks| checks.concat());
        }
        if let ast::ExprKind::Predicate(of, predicate) = &condition.node
            && let ast::ExprKind::Fields(base, names) = &of.node
        {
            let checks: Vec<Option<Check>> = names
                .iter()
                .map(|name| {
                    let cell = self.field(base, name, name.span, &frame.scope)?;
                    let field = field_of_occasion(&cell);
                    let condition = self.ask(cell, *predicate, name.span)?;
                    Some(Check { condition: negated(condition), field })
                })
                .collect();
            return checks.into_iter().collect();
        }
        if let ast::ExprKind::Binary(left, op, right) = &condition.node
            && let ast::ExprKind::Fields(base, names) = &left.node
        {
            let checks: Vec<Option<Check>> = names
                .iter()
                .map(|name| {
                    let cell = self.field(base, name, name.span, &frame.scope)?;
                    let field = field_of_occasion(&cell);
                    let one = super::expressions::field_of_list(base, name);
                    let condition = self.binary(&one, op.node, right, name.span, &frame.scope)?;
                    Some(Check { condition: negated(condition), field })
                })
                .collect();
            return checks.into_iter().collect();
        }
        let value = self.condition(condition, &frame.scope)?;
        let field = match &value.kind {
            ExprKind::Predicate(cell, _) => field_of_occasion(cell),
            _ => None,
        };
        Some(vec![Check { condition: negated(value), field }])
    }

    /// A time clause beside a conduct that knows no time.
    fn check_time_fits(&mut self, span: Span, other: Option<Span>, conduct: Option<&Conduct>) {
        let why = match conduct {
            Some(Conduct::Check(_)) => Misfit::TimeOfCondition,
            Some(Conduct::Never) => Misfit::TimeOfForbiddenOccasion,
            Some(Conduct::Every(..) | Conduct::Hold(_)) => return,
            Some(Conduct::Must(_) | Conduct::MustNot(_)) | None => return,
        };
        self.report(TimeProblem::Misfit { span, other, why });
    }
}

/// `record.[a, b] filled`, `record.[a, b] > 0`
fn is_list_of_fields(condition: &ast::Expr) -> bool {
    match &condition.node {
        ast::ExprKind::Predicate(of, _) => matches!(of.node, ast::ExprKind::Fields(..)),
        ast::ExprKind::Binary(left, ..) => matches!(left.node, ast::ExprKind::Fields(..)),
        ast::ExprKind::Group(inner) => is_list_of_fields(inner),
        _ => false,
    }
}

/// The field of the occasion that a cell is.
fn field_of_occasion(cell: &Expr) -> Option<usize> {
    match &cell.kind {
        ExprKind::EventField(Var::Occasion, FieldRef { index, .. }) => Some(*index),
        _ => None,
    }
}

/// A part of a norm with its place.
pub(super) type At<'a, T> = Spanned<&'a T>;
