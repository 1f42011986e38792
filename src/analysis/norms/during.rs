//! Occasions that are intervals of a state: `during`, slots, the end of a shift.

use super::Frame;
use super::time::Place;
use crate::analysis::checker::Checker;
use crate::analysis::expressions::{EVENT_TIME, boolean};
use crate::analysis::length::LengthOrOpen;
use crate::analysis::model::{
    Act, During, Expr, ExprKind, Limit, Occasion, SameKey, Shift, StateDecl, StateId, StateSource, Var,
};
use crate::analysis::names::near;
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{NameProblem, StateProblem, Thing};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast;
use crate::time::Length;

/// A state, and whose it is.
pub(super) type StateOf = (StateId, Option<Expr>);

/// What an interval has beside the fields of its record, in both languages.
const START: [&str; 2] = ["start", "开始"];
const END: [&str; 2] = ["end", "结束"];

impl<'a> Checker<'a> {
    /// `during on_duty as shift where …`, `each 30 minutes during on_duty as shift`.
    pub(super) fn during(
        &mut self,
        state: &ast::Expr,
        alias: Option<&'a ast::Name>,
        filter: Option<&'a ast::Expr>,
        slot: Option<&'a ast::Length>,
        span: Span,
    ) -> Option<(Option<Occasion>, Frame)> {
        let slot = slot.map(|length| self.slot(length));
        let (name, of) = self.named_state(state)?;
        let constants = Scope { as_of: Some(Var::Occasion), ..Scope::default() };
        let id = self.known_state(&name)?;
        let of = of.map(|of| {
            let (_, subject) = self.state_of(&name, Some(of), &constants)?;
            let subject = subject?;
            if let ExprKind::Literal(_) = subject.kind {
                return Some(subject);
            }
            self.report(StateProblem::Variable { span: of.span });
            None
        });
        let decl = self.states[id.0 as usize].decl.clone()?;
        let alias_name = alias.unwrap_or(&name);
        let (what, kind, row) = match &decl.source {
            StateSource::Between { kind, .. } | StateSource::Record { kind, .. } => {
                (What::Event(*kind), Some(*kind), None)
            }
            StateSource::Table { entity, .. } => (What::Row(*entity), None, Some(*entity)),
            StateSource::Shift { .. } => (What::Span, None, None),
        };
        let owner = kind.map(Owner::Kind).or(row.map(Owner::Row));
        let variable = Variable::new(&alias_name.node, alias_name.span, Var::Occasion, what, alias.is_some());
        let scope = Scope {
            vars: vec![variable],
            bare: owner.map(|owner| (Var::Occasion, owner)),
            as_of: Some(Var::Occasion),
            interval: Some(id),
            ..Scope::default()
        };
        let filter = filter.map(|filter| self.condition(filter, &scope));
        let frame = Frame { scope, kind, row, period: false, during: None, slots: false, span };
        if let Some(Some(condition)) = &filter
            && crate::analysis::measures::waits(condition, &frame)
        {
            let (span, fault) = (condition.span, crate::analysis::Fault::InWhich);
            self.report(crate::analysis::MeasureProblem::NoFigure { span, fault });
        }
        let sound = !matches!(filter, Some(None)) && !matches!(of, Some(None)) && !matches!(slot, Some(None));
        let slot = slot.flatten().and_then(|slot| match slot {
            LengthOrOpen::Length(length) => Some(length),
            // The norm is unknown as long as the parameter is open; one obligation for each interval says so.
            LengthOrOpen::Open(_) => None,
        });
        let during = During { state: id, of: of.flatten(), filter: filter.flatten(), slot, lasts: None };
        Some((sound.then_some(Occasion::During(during)), frame))
    }

    /// A length of slots: elapsed time.
    fn slot(&mut self, length: &'a ast::Length) -> Option<LengthOrOpen> {
        let span = match length {
            ast::Length::Quantity(quantity) => quantity.span,
            ast::Length::Param(name) => name.span,
        };
        match self.length(length)? {
            LengthOrOpen::Length(Length::Elapsed { micros, .. }) if micros <= 0 => {
                self.report(StateProblem::Slot { span });
                None
            }
            known @ (LengthOrOpen::Length(Length::Elapsed { .. }) | LengthOrOpen::Open(_)) => Some(known),
            LengthOrOpen::Length(_) => {
                self.report(StateProblem::Slot { span });
                None
            }
        }
    }

    /// The state that is named after `during`, and whose it is.
    fn named_state<'e>(&mut self, state: &'e ast::Expr) -> Option<(ast::Name, Option<&'e ast::Expr>)> {
        match &state.node {
            ast::ExprKind::StateOf(name, of) => Some((name.clone(), Some(of))),
            ast::ExprKind::Group(inner) => self.named_state(inner),
            ast::ExprKind::Name(name) => Some((ast::Name::new(name.clone(), state.span), None)),
            _ => {
                self.report(StateProblem::NotAState { span: state.span });
                None
            }
        }
    }

    /// `when left_post as x during on_duty`: a further condition on the event. Also the state and its subject, for the end
    /// of the shift.
    pub(super) fn narrowed(
        &mut self,
        filter: Option<Option<Expr>>,
        during: Option<&ast::Expr>,
        scope: &Scope,
    ) -> (Option<Option<Expr>>, Option<StateOf>) {
        let Some(during) = during else { return (filter, None) };
        let holds =
            self.named_state(during).and_then(|(name, of)| self.in_state(&name, of, during.span, scope));
        let state = match holds.as_ref().map(|holds| &holds.kind) {
            Some(ExprKind::InState { state, subject, .. }) => Some((*state, subject.as_deref().cloned())),
            _ => None,
        };
        let joined = match (filter, holds) {
            (Some(None), _) | (_, None) => None,
            (None, Some(holds)) => Some(holds),
            (Some(Some(filter)), Some(holds)) => {
                let span = filter.span.to(holds.span);
                Some(boolean(ExprKind::And(vec![filter, holds]), span))
            }
        };
        (Some(joined), state)
    }

    /// A field of the record that carries an interval, or the interval's start or end.
    pub(in crate::analysis) fn part_of_interval(
        &mut self,
        scope: &Scope,
        owner: Option<Owner>,
        name: &ast::Name,
        span: Span,
    ) -> Option<Expr> {
        if let Some(at) = owner.and_then(|owner| self.field_of(owner, &name.node)) {
            return self.field_at(Var::Occasion, owner?, at, span, None);
        }
        let is = |names: &[&str]| names.contains(&name.node.as_str());
        let instant = |kind| Some(Expr { kind, ty: Type::Instant, span });
        let decl = scope.interval.and_then(|id| self.states[id.0 as usize].decl.as_ref());
        if let Some(decl) = decl {
            if is(&START) || is(&EVENT_TIME) {
                return instant(ExprKind::IntervalStart);
            }
            if is(&END) {
                if let StateSource::Between { .. } = decl.source {
                    let declared = decl.span;
                    self.report(StateProblem::EndUnknown { span, declared });
                    return None;
                }
                return instant(ExprKind::IntervalEnd);
            }
        }
        match owner {
            Some(owner) => {
                self.find_field(owner, name)?;
            }
            None => {
                let fields: Vec<String> = START.iter().chain(&END).map(|name| name.to_string()).collect();
                let near = near(&name.node, START.into_iter().chain(END));
                let of = decl.map_or(String::new(), |decl| decl.name.clone());
                let (declared, of) = (decl.map(|decl| decl.span), (Thing::State, of));
                let (name, span) = (name.node.clone(), name.span);
                self.report(NameProblem::UnknownField { name, span, of, declared, near, fields });
            }
        }
        None
    }

    /// `by end of shift`: of which shift.
    pub(super) fn end_of_shift(&mut self, frame: &Frame, span: Span, place: Option<Place>) -> Option<Limit> {
        if frame.scope.poisoned {
            return None;
        }
        if frame.scope.interval.is_some() {
            return Some(Limit::EndOfShift(Shift::Occasion));
        }
        if let Some((state, subject)) = &frame.during {
            let decl = self.states[state.0 as usize].decl.as_ref()?;
            if let StateSource::Between { until, ends_subject, .. } = &decl.source {
                let whole = matches!(place, Some(Place::Norm | Place::Excuse));
                let ending = subject
                    .as_ref()
                    .zip(*ends_subject)
                    .and_then(|(subject, field)| ending_of(until, field, subject, span));
                if let (true, Some(act)) = (whole, ending) {
                    return Some(Limit::Before { act: Some(act), at_least: None, at_most: None });
                }
                let declared = decl.span;
                self.report(StateProblem::EndUnknown { span, declared });
                return None;
            }
            return Some(Limit::EndOfShift(Shift::State(*state, subject.clone())));
        }
        let mut found: Vec<(StateId, Option<Expr>, String)> = Vec::new();
        let mut shifts = Vec::new();
        for at in 0..self.states.len() {
            let StateDecl { name, subject, source, .. } = self.states[at].decl.clone()?;
            let id = StateId(at as u16);
            match (&source, subject) {
                (StateSource::Table { .. }, None) => found.push((id, None, name)),
                (StateSource::Table { .. }, Some(subject)) => {
                    let subjects = self.subjects(&subject, &frame.scope, span);
                    found.extend(subjects.into_iter().map(|subject| (id, Some(subject), name.clone())));
                }
                (StateSource::Shift { .. }, _) => shifts.push(id),
                (StateSource::Between { .. } | StateSource::Record { .. }, _) => {}
            }
        }
        for (state, ..) in &found {
            self.states[state.0 as usize].used = true;
        }
        match found.as_slice() {
            [(state, subject, _)] => Some(Limit::EndOfShift(Shift::State(*state, subject.clone()))),
            [] if !shifts.is_empty() => Some(Limit::EndOfShift(Shift::Calendar(shifts))),
            _ => {
                let mut candidates: Vec<String> = found.into_iter().map(|(.., name)| name).collect();
                candidates.dedup();
                self.report(StateProblem::Shift { span, candidates });
                None
            }
        }
    }

    /// The state of a name, or a report.
    fn known_state(&mut self, name: &ast::Name) -> Option<StateId> {
        let Some(found) = self.state_named(&name.node) else {
            self.unknown_name(name, Thing::State);
            return None;
        };
        self.use_state(found, name.span).then_some(found)
    }
}

/// The event that ends the interval in which somebody is, as far as the subject alone says which; none if it depends on the
/// event that began the interval.
fn ending_of(until: &Act, field: usize, subject: &Expr, span: Span) -> Option<Act> {
    let plain = until.count.min == 1 && until.every_of.is_none() && until.quorum.is_empty();
    let mut begun = false;
    if let Some(filter) = &until.filter {
        crate::analysis::walk::each(filter, &mut |part| {
            begun |= match &part.kind {
                ExprKind::EventField(var, _) | ExprKind::EventTime(var) | ExprKind::Var(var) => {
                    *var == Var::Occasion
                }
                ExprKind::Attribute { as_of, .. } => *as_of == Var::Occasion,
                _ => false,
            };
        });
    }
    let only_whose = until.same.len() == 1 && until.same.iter().all(|same| same.field == field);
    let same = vec![SameKey { field, value: subject.clone() }];
    (plain && only_whose && !begun).then(|| Act { same, span, ..until.clone() })
}
