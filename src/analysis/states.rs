//! States: from declarations, and the shifts of the calendar, to intervals of somebody.

use super::checker::Checker;
use super::model::{Act, Edge, Expr, ExprKind, StateDecl, StateId, StateSource, Subject, Var};
use super::norms::Frame;
use super::scope::{Owner, Scope, Variable, What};
use super::{NameProblem, Nonsense, StateProblem, StructureProblem, Thing, TypeProblem, TypeWord};
use crate::event::{KindId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ActPart, CalendarEntry, StateBody};
use crate::time::{ClockTime, Precision};

/// A state while norms are checked.
#[derive(Debug)]
pub(super) struct StateInfo {
    pub name: String,
    /// `None`: it has been reported.
    pub decl: Option<StateDecl>,
    pub progress: Progress,
    /// Whether anything asks for it.
    pub used: bool,
}

/// How far the check of a state has come. One may build on another, which is then checked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Waiting,
    /// Who asks now goes in a ring.
    Busy,
    Done,
}

/// The record that carries the intervals of a state.
struct Carrier {
    owner: Owner,
    scope: Scope,
}

impl<'a> Checker<'a> {
    /// Checks all states. The shifts of the policy's calendar are states that they can ask for.
    pub(super) fn check_states(&mut self) {
        self.measuring.begin_states();
        for state in self.declared_states() {
            let name = state.name.node.clone();
            let info = StateInfo { name, decl: None, progress: Progress::Waiting, used: false };
            self.states.push(info);
        }
        let declared = self.states.len();
        self.check_shifts();
        for at in 0..declared {
            self.resolve_state(StateId(at as u16));
        }
    }

    fn declared_states(&self) -> Vec<&'a ast::State> {
        let items = self.loaded.files.iter().flat_map(|file| &file.file.items);
        let states = items.filter_map(|item| match &item.node {
            ast::Item::State(state) => Some(state),
            _ => None,
        });
        states.collect()
    }

    /// Checks a state, if that has not been done.
    fn resolve_state(&mut self, id: StateId) {
        let at = id.0 as usize;
        if self.states[at].progress != Progress::Waiting {
            return;
        }
        let Some(state) = self.declared_states().get(at).copied() else { return };
        self.states[at].progress = Progress::Busy;
        let needs = std::mem::take(&mut self.needs);
        let decl = self.state(state);
        self.settle();
        self.needs = needs;
        self.states[at].decl = decl;
        self.states[at].progress = Progress::Done;
    }

    /// Notes that a state is asked for; false if it would build on itself, which is reported.
    pub(super) fn use_state(&mut self, id: StateId, span: Span) -> bool {
        self.states[id.0 as usize].used = true;
        self.resolve_state(id);
        let info = &self.states[id.0 as usize];
        if info.progress == Progress::Done {
            return true;
        }
        let state = info.name.clone();
        self.report(StateProblem::Ring { state, span });
        false
    }

    /// The states of the model. Ids are positions, so every state must be sound.
    pub(super) fn states_of_model(&self) -> Vec<StateDecl> {
        self.states.iter().filter_map(|state| state.decl.clone()).collect()
    }

    /// The state of a name.
    pub(super) fn state_named(&self, name: &str) -> Option<StateId> {
        self.states.iter().position(|state| state.name == name).map(|at| StateId(at as u16))
    }

    fn state(&mut self, state: &'a ast::State) -> Option<StateDecl> {
        let (subject, source) = match &state.body {
            StateBody::From { from, until } => self.between_events(state, from, until)?,
            StateBody::Over { from, to, filter } => self.over(state, from, to, filter.as_ref())?,
        };
        Some(StateDecl {
            name: state.name.node.clone(),
            title: state.title.as_ref().map(|title| title.node.clone()),
            span: state.name.span,
            subject,
            source,
        })
    }

    fn between_events(
        &mut self,
        state: &'a ast::State,
        from: &'a ast::Act,
        until: &'a ast::Act,
    ) -> Option<(Option<Subject>, StateSource)> {
        let kind = self.kind(&from.event);
        let name = from.alias.as_ref().unwrap_or(&from.event);
        let kind = kind?;
        let mut scope = of_event(name, kind, from.alias.is_some());
        let mut filter = None;
        let mut sound = true;
        for part in &from.parts {
            match &part.node {
                ActPart::Where(condition) if filter.is_none() => {
                    filter = Some(self.condition(condition, &scope));
                }
                _ => {
                    let (span, other, why) = (part.span, Some(from.span), Nonsense::PartOfBeginning);
                    self.report(StructureProblem::Senseless { span, other, why });
                    sound = false;
                }
            }
        }
        sound &= !matches!(filter, Some(None));
        // The fields of the ending event may be named alone; those of the beginning one by its name.
        scope.bare = None;
        let frame = Frame::of_event(scope, kind, from.span);
        let act = self.act(until, &frame, None, false)?;
        if act.count.max.is_some() || act.own || act.each_of.is_some() {
            let (span, other, why) = (until.span, Some(from.span), Nonsense::PartOfEnd);
            self.report(StructureProblem::Senseless { span, other, why });
            return None;
        }
        let subject = match &state.subject {
            Some(subject) => Some(self.subject_field(state, subject, Owner::Kind(kind))?),
            None => act.same.first().and_then(begun),
        };
        let ends_subject = subject.and_then(|subject| ends(&act, subject));
        let source = StateSource::Between {
            kind,
            filter: filter.flatten(),
            subject,
            ends_subject,
            until: Box::new(act),
        };
        sound.then(|| (self.subject(Owner::Kind(kind), subject), source))
    }

    fn over(
        &mut self,
        state: &'a ast::State,
        from: &'a ast::Expr,
        until: &'a ast::Expr,
        filter: Option<&'a ast::Expr>,
    ) -> Option<(Option<Subject>, StateSource)> {
        let name = match (base_of(from), base_of(until)) {
            (Some(first), Some(second)) if first.0 == second.0 => first,
            (first, _) => {
                let span = if first.is_some() { until.span } else { from.span };
                self.report(StateProblem::Bounds { span, other: first.map(|(_, span)| span) });
                return None;
            }
        };
        let carrier = self.carrier(name)?;
        let filter = filter.map(|filter| self.condition(filter, &carrier.scope));
        if let (Owner::Row(_), Some(Some(condition))) = (carrier.owner, &filter)
            && self.asks_a_state(condition)
        {
            self.report(StateProblem::InTable { span: condition.span });
            return None;
        }
        let (from, until) = (self.edge(from, carrier.owner), self.edge(until, carrier.owner));
        let subject = match &state.subject {
            Some(subject) => Some(self.subject_field(state, subject, carrier.owner)?),
            None => match carrier.owner {
                Owner::Kind(kind) => self.schema.kind(kind).actor,
                Owner::Entity(_) | Owner::Row(_) => None,
            },
        };
        let (from, until) = (from?, until?);
        let filter = filter.map_or(Some(None), |filter| filter.map(Some))?;
        let decl = self.subject(carrier.owner, subject);
        let source = match carrier.owner {
            Owner::Kind(kind) => StateSource::Record { kind, subject, from, until, filter },
            Owner::Entity(entity) | Owner::Row(entity) => {
                StateSource::Table { entity, subject, from, until, filter }
            }
        };
        Some((decl, source))
    }

    fn asks_a_state(&self, condition: &Expr) -> bool {
        let mut asks = false;
        super::walk::each(condition, &mut |part| {
            asks |= matches!(part.kind, ExprKind::InState { .. } | ExprKind::CountState { .. });
        });
        asks
    }

    /// The event or table that a bound names.
    fn carrier(&mut self, (name, span): (&str, Span)) -> Option<Carrier> {
        if let Some(entity) = self.schema.entity_named(name) {
            let owner = Owner::Row(entity);
            let variable = Variable::new(name, span, Var::Occasion, What::Row(entity), false);
            let scope = Scope {
                vars: vec![variable],
                bare: Some((Var::Occasion, owner)),
                poisoned: false,
                as_of: Some(Var::Occasion),
                interval: None,
                bearer: None,
            };
            return Some(Carrier { owner, scope });
        }
        let name = ast::Name::new(name.to_string(), span);
        let kind = self.kind(&name)?;
        Some(Carrier { owner: Owner::Kind(kind), scope: of_event(&name, kind, false) })
    }

    /// Where an interval begins or ends.
    fn edge(&mut self, bound: &'a ast::Expr, owner: Owner) -> Option<Edge> {
        if let ast::ExprKind::Fields(_, names) = &bound.node
            && let [date, time] = names.as_slice()
        {
            let (date_at, time_at) = (self.find_field(owner, date), self.find_field(owner, time));
            let (date_at, time_at) = (date_at?, time_at?);
            self.edge_type(owner, date_at, date.span, &[Type::Date])?;
            self.edge_type(owner, time_at, time.span, &[Type::TimeOfDay])?;
            self.need_zone(bound.span);
            return Some(Edge::Clock { date: date_at, time: time_at });
        }
        let ast::ExprKind::Field(_, name) = &bound.node else {
            self.report(StateProblem::Bounds { span: bound.span, other: None });
            return None;
        };
        let at = self.find_field(owner, name)?;
        self.edge_type(owner, at, bound.span, &[Type::Instant, Type::Date])?;
        if self.field_type_of(owner, at) == Type::Date {
            self.need_zone(bound.span);
        }
        Some(Edge::Field(at))
    }

    fn edge_type(&mut self, owner: Owner, at: usize, span: Span, wanted: &[Type]) -> Option<()> {
        let ty = self.field_type_of(owner, at);
        if wanted.contains(&ty) {
            return Some(());
        }
        let declared = self.field_span(owner, at);
        let found = super::Operand { span, ty: TypeWord::of(&ty, &self.schema), declared };
        let wanted = wanted.iter().cloned().map(TypeWord::Plain).collect();
        self.report(TypeProblem::Expected { wanted, found, hint: None });
        None
    }

    /// `of staff`: the field of that name, else the only one that refers to that entity.
    fn subject_field(&mut self, state: &ast::State, subject: &ast::Name, owner: Owner) -> Option<usize> {
        if let Some(at) = self.field_of(owner, &subject.node) {
            return Some(at);
        }
        let Some(entity) = self.schema.entity_named(&subject.node) else {
            self.find_field(owner, subject);
            return None;
        };
        let fits = |at: &usize| self.field_type_of(owner, *at) == Type::Ref(entity);
        let fitting: Vec<usize> = (0..self.fields_of(owner).len()).filter(fits).collect();
        if let [one] = fitting.as_slice() {
            return Some(*one);
        }
        let names = self.fields_of(owner);
        let candidates = fitting.iter().map(|at| names[*at].to_string()).collect();
        let declared = Some(state.name.span);
        let state = state.name.node.clone();
        self.report(StateProblem::Subject { state, span: subject.span, candidates, declared });
        None
    }

    fn subject(&self, owner: Owner, at: Option<usize>) -> Option<Subject> {
        let at = at?;
        let field = self.fields_of(owner)[at].to_string();
        Some(Subject { field, ty: self.field_type_of(owner, at) })
    }

    /// The shifts of the policy's calendar and of those that it stands on, as states without a subject.
    fn check_shifts(&mut self) {
        let Some((header, _)) = self.names.header else { return };
        let named = header.entries.iter().find_map(|entry| match &entry.node {
            ast::PolicyEntry::Calendar(name) => Some(name),
            _ => None,
        });
        let mut next = named;
        let mut seen: Vec<&str> = Vec::new();
        while let Some(name) = next {
            let Some((declared, _)) = self.names.calendars.get(name.node.as_str()).copied() else { return };
            // Calendars that build on each other in a ring have been reported.
            if seen.contains(&name.node.as_str()) {
                return;
            }
            seen.push(&name.node);
            for entry in &declared.entries {
                if let CalendarEntry::Shift(name, (from, until)) = &entry.node {
                    self.shift(name, from, until);
                }
            }
            next = declared.extends.as_ref();
        }
    }

    fn shift(&mut self, name: &ast::Name, from: &ast::TimeOfDay, until: &ast::TimeOfDay) {
        let other = self.names.words.get(name.node.as_str()).copied();
        let shift = self.states.iter().find(|s| s.name == name.node).and_then(|s| s.decl.as_ref());
        if let Some(first) = other.or(shift.map(|decl| (Thing::State, decl.span))) {
            let (name, second) = (name.node.clone(), (Thing::State, name.span));
            self.report(NameProblem::Duplicate { name, first, second });
            return;
        }
        self.need_zone(name.span);
        self.settle();
        let source = StateSource::Shift { from: clock(from), until: clock(until) };
        let decl = StateDecl { name: name.node.clone(), title: None, span: name.span, subject: None, source };
        let progress = Progress::Done;
        self.states.push(StateInfo { name: name.node.clone(), decl: Some(decl), progress, used: false });
    }

    /// `on_duty`, `on_duty of x`: the state and whose it is. Without `of`, from what is at hand.
    pub(super) fn state_of(
        &mut self,
        name: &ast::Name,
        of: Option<&ast::Expr>,
        scope: &Scope,
    ) -> Option<(StateId, Option<Expr>)> {
        let Some(id) = self.state_named(&name.node) else {
            self.unknown_name(name, Thing::State);
            return None;
        };
        if !self.use_state(id, name.span) {
            return None;
        }
        let decl = self.states[id.0 as usize].decl.clone();
        let value = of.map(|of| self.value(of, scope));
        let decl = decl?;
        match (decl.subject, value) {
            (None, None) => Some((id, None)),
            (None, Some(value)) => {
                let (state, span, declared) = (decl.name, value?.span, decl.span);
                self.report(StateProblem::NoSubject { state, span, declared });
                None
            }
            (Some(subject), Some(value)) => Some((id, Some(self.expect(value?, &subject.ty)?))),
            (Some(subject), None) => {
                let mut found = self.subjects(&subject, scope, name.span);
                if found.len() == 1 {
                    return Some((id, found.pop()));
                }
                if !scope.poisoned {
                    let candidates = found.iter().map(|expr| self.shown(expr, scope)).collect();
                    let (state, span, declared) = (decl.name, name.span, Some(decl.span));
                    self.report(StateProblem::Subject { state, span, candidates, declared });
                }
                None
            }
        }
    }

    /// The condition that a state holds.
    pub(super) fn in_state(
        &mut self,
        name: &ast::Name,
        of: Option<&ast::Expr>,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let (state, subject) = self.state_of(name, of, scope)?;
        let at = match &subject {
            Some(subject) => self.as_of(subject, scope),
            None => scope.bare.map(|(var, _)| var).or(scope.as_of).unwrap_or(Var::Occasion),
        };
        let subject = subject.map(Box::new);
        Some(super::expressions::boolean(ExprKind::InState { state, subject, at }, span))
    }

    /// What could be meant where a state is used without `of`: of the event at hand, else of the norm's.
    pub(super) fn subjects(&mut self, subject: &Subject, scope: &Scope, span: Span) -> Vec<Expr> {
        let inner = scope.bare.filter(|(var, _)| *var == Var::Candidate);
        if let Some((var, owner)) = inner {
            let found = self.subjects_in(subject, var, owner, span);
            if !found.is_empty() {
                return found;
            }
        }
        let mut found = Vec::new();
        for variable in scope.vars.iter().filter(|v| matches!(v.var, Var::Occasion | Var::Member)) {
            match &variable.what {
                What::Event(kind) => {
                    found.extend(self.subjects_in(subject, variable.var, Owner::Kind(*kind), span));
                }
                What::Row(entity) => {
                    found.extend(self.subjects_in(subject, variable.var, Owner::Row(*entity), span));
                }
                What::Value(ty) if *ty == subject.ty => {
                    variable.used.set(true);
                    found.push(Expr { kind: ExprKind::Var(variable.var), ty: ty.clone(), span });
                }
                What::Value(Type::Ref(entity)) => {
                    found.extend(self.subjects_in(subject, variable.var, Owner::Entity(*entity), span));
                }
                What::Value(_) | What::Span | What::Unknown => {}
            }
        }
        found
    }

    /// Fields that can be the subject: references by their type, other values by name and type.
    fn subjects_in(&mut self, subject: &Subject, var: Var, owner: Owner, span: Span) -> Vec<Expr> {
        let names: Vec<String> = self.fields_of(owner).into_iter().map(String::from).collect();
        let fits = |(at, name): (usize, &String)| {
            let same = self.field_type_of(owner, at) == subject.ty;
            (same && (matches!(subject.ty, Type::Ref(_)) || *name == subject.field)).then_some(at)
        };
        let fitting: Vec<usize> = names.iter().enumerate().filter_map(fits).collect();
        fitting.into_iter().filter_map(|at| self.field_at(var, owner, at, span, None)).collect()
    }

    /// A candidate for the subject, as it would be written.
    fn shown(&self, expr: &Expr, scope: &Scope) -> String {
        let of = |var: Var| scope.vars.iter().find(|v| v.var == var).map_or("", |v| v.name.as_str());
        match &expr.kind {
            ExprKind::EventField(var, field) => {
                format!("{}.{}", of(*var), self.schema.kind(field.kind).fields[field.index].name)
            }
            ExprKind::RowField(entity, at) => {
                format!("{}.{}", of(Var::Occasion), self.schema.entity(*entity).fields[*at].name)
            }
            ExprKind::Attribute { entity, field, as_of, .. } => {
                format!("{}.{}", of(*as_of), self.schema.entity(*entity).fields[*field].name)
            }
            ExprKind::Var(var) => of(*var).to_string(),
            _ => String::new(),
        }
    }
}

/// The names in the conditions of a state that an event begins or carries.
fn of_event(name: &ast::Name, kind: KindId, given: bool) -> Scope {
    Scope {
        vars: vec![Variable::new(&name.node, name.span, Var::Occasion, What::Event(kind), given)],
        bare: Some((Var::Occasion, Owner::Kind(kind))),
        poisoned: false,
        as_of: Some(Var::Occasion),
        interval: None,
        bearer: None,
    }
}

/// The record that a bound belongs to: `leave` in `leave.from`.
fn base_of(bound: &ast::Expr) -> Option<(&str, Span)> {
    let (ast::ExprKind::Field(base, _) | ast::ExprKind::Fields(base, _)) = &bound.node else { return None };
    match &base.node {
        ast::ExprKind::Name(name) => Some((name, base.span)),
        _ => None,
    }
}

/// The field of the beginning event that must be the same in the ending one.
fn begun(same: &super::model::SameKey) -> Option<usize> {
    match &same.value.kind {
        ExprKind::EventField(Var::Occasion, field) => Some(field.index),
        _ => None,
    }
}

/// The field of the ending event that holds the subject.
fn ends(act: &Act, subject: usize) -> Option<usize> {
    act.same.iter().find(|same| begun(same) == Some(subject)).map(|same| same.field)
}

fn clock(time: &ast::TimeOfDay) -> ClockTime {
    let precision = match time.precision {
        Precision::Minute => Precision::Minute,
        Precision::Exact | Precision::Day => Precision::Exact,
    };
    ClockTime { time: time.time, precision }
}
