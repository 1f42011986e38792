//! Which kinds, fields and attributes the norms read. Ingest decodes nothing else.

use super::checker::Checker;
use super::model::{
    Act, Acts, Branch, Conduct, EachValues, Edge, Excuse, Expr, ExprKind, Limit, Norm, Occasion, Quorum,
    RewardTo, Shift, StateDecl, StateId, StateSource,
};
use super::walk;
use crate::event::{EntityId, KindId, Schema};

impl Checker<'_> {
    /// Marks what the norms read.
    pub(super) fn mark_reads(&mut self, norms: &[Norm]) {
        let states = self.states.iter().map(|state| state.decl.clone()).collect();
        let mut reads = Reads { schema: &mut self.schema, states, seen: Vec::new() };
        for norm in norms {
            reads.norm(norm);
        }
    }

    /// Marks what the caps of the policy read.
    pub(super) fn mark_policy_reads(&mut self) {
        let states = self.states.iter().map(|state| state.decl.clone()).collect();
        let mut reads = Reads { schema: &mut self.schema, states, seen: Vec::new() };
        reads.all(self.header.accounts.caps.iter().map(|cap| &cap.amount));
    }

    /// The beginning of the main file: the place of what is declared nowhere.
    pub(super) fn start(&self) -> crate::source::Span {
        let file = self.loaded.files.first().map_or(crate::source::FileId(0), |file| file.id);
        crate::source::Span::new(file, 0, 0)
    }
}

struct Reads<'a> {
    schema: &'a mut Schema,
    states: Vec<Option<StateDecl>>,
    /// States that were looked at already.
    seen: Vec<StateId>,
}

impl Reads<'_> {
    fn norm(&mut self, norm: &Norm) {
        match &norm.occasion {
            Occasion::Event { kind, filter } => {
                self.kind(*kind);
                for field in norm.pattern.iter().flat_map(|pattern| &pattern.same) {
                    self.schema.kinds[kind.0 as usize].fields[*field].read = true;
                }
                self.all(filter.iter());
            }
            Occasion::Each(each) => {
                self.all(each.condition.iter());
                if let Some(roster) = &each.roster {
                    self.entity(roster.entity);
                    self.all(roster.filter.iter());
                }
            }
            Occasion::During(during) => {
                self.state(during.state);
                self.all(during.filter.iter());
            }
        }
        self.all(norm.bearer.iter());
        match &norm.conduct {
            Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => self.acts(acts),
            Conduct::Hold(hold) => self.expr(&hold.condition),
            Conduct::Never => {}
            Conduct::Check(checks) => self.all(checks.iter().map(|check| &check.condition)),
        }
        self.branches(&norm.time);
        for excuse in &norm.excuses {
            match excuse {
                Excuse::Act { acts, time, .. } => {
                    self.acts(acts);
                    self.branches(time);
                }
                Excuse::Condition { condition, .. } | Excuse::Throughout { condition, .. } => {
                    self.expr(condition);
                }
            }
        }
        for reparation in norm.stages.iter().flat_map(|stage| &stage.reparations) {
            self.acts(&reparation.acts);
            self.branches(&reparation.time);
        }
        super::norms::terms::expressions(norm, &mut |expr| self.expr(expr));
        if let Some(RewardTo::Each(entity, _)) = norm.terms.reward.as_ref().map(|reward| &reward.to) {
            self.entity(*entity);
        }
    }

    fn acts(&mut self, acts: &Acts) {
        for step in acts.steps() {
            self.act(&step.act);
            self.branches(&step.time);
            self.branches(&step.after);
        }
    }

    fn act(&mut self, act: &Act) {
        self.kind(act.kind);
        for same in &act.same {
            self.schema.kinds[act.kind.0 as usize].fields[same.field].read = true;
            self.expr(&same.value);
        }
        self.all(act.filter.iter());
        self.all(act.every_of.iter().flatten());
        if let Some(each) = &act.each_of {
            self.schema.kinds[act.kind.0 as usize].fields[each.field].read = true;
            match &each.values {
                EachValues::List(list) => self.expr(list),
                EachValues::Members(entity, filter) => {
                    self.entity(*entity);
                    self.all(filter.iter());
                }
            }
        }
        for quorum in &act.quorum {
            if let Quorum::OtherThan(person) = quorum {
                self.expr(person);
            }
            let kind = &mut self.schema.kinds[act.kind.0 as usize];
            if let Some(actor) = kind.actor {
                kind.fields[actor].read = true;
            }
        }
    }

    fn branches(&mut self, branches: &[Branch]) {
        for branch in branches {
            self.all(branch.condition.iter());
            match &branch.limit {
                Limit::Within(_, of) => self.all(of.iter()),
                Limit::WithinOpen(_) | Limit::By(_) => {}
                Limit::ByField(field) | Limit::BeforeField(field) => self.expr(field),
                Limit::EndOfShift(Shift::Occasion) => {}
                Limit::EndOfShift(Shift::State(state, subject)) => {
                    self.state(*state);
                    self.all(subject.iter());
                }
                Limit::EndOfShift(Shift::Calendar(states)) => states.iter().for_each(|id| self.state(*id)),
                Limit::Before { act, .. } => act.iter().for_each(|act| self.act(act)),
            }
        }
    }

    fn all<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>) {
        exprs.for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &Expr) {
        let mut states = Vec::new();
        walk::each(expr, &mut |part| match &part.kind {
            ExprKind::EventField(_, field) => {
                self.schema.kinds[field.kind.0 as usize].fields[field.index].read = true;
            }
            ExprKind::Attribute { entity, field, .. } => {
                self.entity(*entity);
                self.schema.entities[entity.0 as usize].fields[*field].read = true;
            }
            ExprKind::RowField(entity, field) => {
                self.entity(*entity);
                self.schema.entities[entity.0 as usize].fields[*field].read = true;
            }
            ExprKind::InState { state, .. } | ExprKind::CountState { state, .. } => states.push(*state),
            ExprKind::IntervalStart | ExprKind::IntervalEnd => {}
            ExprKind::Literal(_) | ExprKind::OpenParam(_) | ExprKind::Var(_) | ExprKind::EventTime(_) => {}
            ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Compare(..) => {}
            ExprKind::OneOf(..) | ExprKind::Between(..) | ExprKind::Arith(..) | ExprKind::Predicate(..) => {}
            ExprKind::Aggregate(aggregate) => self.kind(aggregate.kind),
            ExprKind::Rank(rank) => self.entity(rank.entity),
            ExprKind::Measure(_) => {}
            ExprKind::InList(..) | ExprKind::Part(..) | ExprKind::Like(..) => {}
        });
        states.into_iter().for_each(|state| self.state(state));
    }

    /// What the intervals of a state are made from.
    fn state(&mut self, id: StateId) {
        if self.seen.contains(&id) {
            return;
        }
        self.seen.push(id);
        let Some(decl) = self.states[id.0 as usize].clone() else { return };
        match &decl.source {
            StateSource::Between { kind, filter, subject, until, .. } => {
                self.kind(*kind);
                self.all(filter.iter());
                self.act(until);
                if let Some(subject) = subject {
                    self.schema.kinds[kind.0 as usize].fields[*subject].read = true;
                }
            }
            StateSource::Record { kind, subject, from, until, filter } => {
                self.kind(*kind);
                self.all(filter.iter());
                let fields = &mut self.schema.kinds[kind.0 as usize].fields;
                for at in subject.iter().copied().chain(edge(from)).chain(edge(until)) {
                    fields[at].read = true;
                }
            }
            StateSource::Table { entity, subject, from, until, filter } => {
                self.entity(*entity);
                self.all(filter.iter());
                let fields = &mut self.schema.entities[entity.0 as usize].fields;
                for at in subject.iter().copied().chain(edge(from)).chain(edge(until)) {
                    fields[at].read = true;
                }
            }
            StateSource::Shift { .. } => {}
        }
    }

    /// A kind is read with its key, by which events are told apart.
    fn kind(&mut self, kind: KindId) {
        let kind = &mut self.schema.kinds[kind.0 as usize];
        kind.read = true;
        if let Some(key) = kind.key {
            kind.fields[key].read = true;
        }
    }

    fn entity(&mut self, entity: EntityId) {
        let entity = &mut self.schema.entities[entity.0 as usize];
        if let Some(key) = entity.fields.get_mut(entity.key) {
            key.read = true;
        }
    }
}

/// The fields of an edge.
fn edge(edge: &Edge) -> impl Iterator<Item = usize> + use<> {
    let (first, second) = match *edge {
        Edge::Field(at) => (at, None),
        Edge::Clock { date, time } => (date, Some(time)),
    };
    std::iter::once(first).chain(second)
}
