//! When a norm applies.

use super::Frame;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Each, Occasion, Roster, Validity, Var};
use crate::analysis::scope::{Owner, Scope, Variable, What};
use crate::analysis::{NameProblem, Nonsense, StructureProblem, Thing};
use crate::event::{EntityId, KindId, Type};
use crate::source::Span;
use crate::syntax::ast;
use crate::time::Unit;

impl<'a> Checker<'a> {
    /// The occasion, and the names it gives to the other slots; or reports. An unsound condition costs the occasion, not
    /// the names.
    pub(super) fn occasion(
        &mut self,
        occasion: &'a ast::Occasion,
        span: Span,
    ) -> Option<(Option<Occasion>, Frame)> {
        match occasion {
            ast::Occasion::Event { event, alias, filter, during } => {
                let kind = self.kind(event)?;
                let narrowed = (filter.as_ref(), during.as_ref());
                self.of_events(kind, event, alias.as_ref(), narrowed, span)
            }
            ast::Occasion::Each { period, member, membership } => {
                self.each(period.node, period.span, member.as_ref(), *membership, span)
            }
            ast::Occasion::Condition(_) => None,
            ast::Occasion::Violated { norm, alias, filter } => {
                let kind = self.violation_of(norm)?;
                self.of_events(kind, norm, alias.as_ref(), (filter.as_ref(), None), span)
            }
            ast::Occasion::Count { event, alias, filter, .. } => {
                let kind = self.kind(event)?;
                self.of_events(kind, event, alias.as_ref(), (filter.as_ref(), None), span)
            }
            ast::Occasion::Lasts { state, alias, filter, until } => {
                self.lasts(state, alias.as_ref(), filter.as_ref(), until, span)
            }
            ast::Occasion::EachSlot { length, state, alias } => {
                self.during(state, alias.as_ref(), None, Some(length), span)
            }
            ast::Occasion::During { state, alias, filter } => {
                self.during(state, alias.as_ref(), filter.as_ref(), None, span)
            }
        }
    }

    /// The occasion of events of a kind, by whatever name, narrowed by a condition and by a state.
    fn of_events(
        &mut self,
        kind: KindId,
        event: &ast::Name,
        alias: Option<&ast::Name>,
        (filter, during): (Option<&ast::Expr>, Option<&ast::Expr>),
        span: Span,
    ) -> Option<(Option<Occasion>, Frame)> {
        let name = alias.unwrap_or(event);
        let variable =
            Variable::new(&name.node, name.span, Var::Occasion, What::Event(kind), alias.is_some());
        let scope = Scope {
            vars: vec![variable],
            bare: Some((Var::Occasion, Owner::Kind(kind))),
            as_of: Some(Var::Occasion),
            ..Scope::default()
        };
        let filter = filter.map(|filter| self.condition(filter, &scope));
        let (filter, during) = self.narrowed(filter, during, &scope);
        let frame = Frame { during, ..Frame::of_event(scope, kind, span) };
        let sound = !matches!(filter, Some(None));
        let occasion = Occasion::Event { kind, filter: filter.flatten() };
        Some((sound.then_some(occasion), frame))
    }

    fn each(
        &mut self,
        period: ast::Period,
        at: Span,
        member: Option<&ast::Member>,
        membership: Option<ast::Membership>,
        span: Span,
    ) -> Option<(Option<Occasion>, Frame)> {
        self.need_zone(at);
        let unit = match period {
            ast::Period::WorkingDay => {
                self.need_calendar(at);
                Unit::WorkingDay
            }
            ast::Period::Calendar(unit) => calendar_unit(unit),
        };
        let Some(member) = member else {
            if membership.is_some() {
                let why = Nonsense::MembershipWithoutRoster;
                self.report(StructureProblem::Senseless { span, other: None, why });
            }
            let scope = Scope { as_of: Some(Var::Member), ..Scope::default() };
            let frame = Frame::of_period(scope, span);
            return Some((Some(Occasion::Each(Each { unit, roster: None, condition: None })), frame));
        };
        let entity = self.entity(&member.entity)?;
        let variable = Variable::new(
            &member.name.node,
            member.name.span,
            Var::Member,
            What::Value(Type::Ref(entity)),
            true,
        );
        let scope = Scope { vars: vec![variable], as_of: Some(Var::Member), ..Scope::default() };
        // In the roster's own condition the attributes can be named without the member in front.
        let filter = member.filter.as_ref().map(|filter| {
            let inner = Scope { bare: Some((Var::Member, Owner::Entity(entity))), ..scope.clone() };
            self.condition(filter, &inner)
        });
        let validity = match membership {
            None | Some(ast::Membership::Throughout) => Validity::Throughout,
            Some(ast::Membership::AtStart) => Validity::AtStart,
            Some(ast::Membership::AtEnd) => Validity::AtEnd,
            Some(ast::Membership::AtAnyTime) => Validity::AtAnyTime,
        };
        let sound = !matches!(filter, Some(None));
        let roster = Some(Roster { entity, filter: filter.flatten(), validity });
        let occasion = Occasion::Each(Each { unit, roster, condition: None });
        Some((sound.then_some(occasion), Frame::of_period(scope, span)))
    }

    /// The entity of a name, or a report.
    pub(in crate::analysis) fn entity(&mut self, name: &ast::Name) -> Option<EntityId> {
        let found = self.schema.entity_named(&name.node);
        if found.is_none() {
            let known: Vec<String> = self.schema.entities.iter().map(|entity| entity.name.clone()).collect();
            let near = crate::analysis::names::near(&name.node, known.iter().map(String::as_str));
            let but = self.names.words.get(name.node.as_str()).copied();
            let (thing, name, span) = (Thing::Entity, name.node.clone(), name.span);
            self.unknown(NameProblem::Unknown { thing, name, span, near, but });
        }
        found
    }
}

/// A calendar unit as the time part knows it.
pub(in crate::analysis) fn calendar_unit(unit: ast::CalendarUnit) -> Unit {
    match unit {
        ast::CalendarUnit::Day => Unit::Day,
        ast::CalendarUnit::Week => Unit::Week,
        ast::CalendarUnit::Month => Unit::Month,
        ast::CalendarUnit::Quarter => Unit::Quarter,
        ast::CalendarUnit::Year => Unit::Year,
    }
}
