//! From the model to the plan.

mod expression;
mod look_back;
mod states;

pub(super) use look_back::generous;

use look_back::{LookBack, look_back};
use states::dispatch_state;

use super::relations;
use super::{
    Accounts, Branch, Check, Counted, Dispatch, EachOf, EachValues, Excuse, Expect, Expr, Figure, FigureOf,
    Goal, GoalId, KeyPart, Limit, NormPlan, Place, Plan, Ranking, Reparation, Role, Route, Slot, Source,
    Stage, StatePlan, Step, Tally, TallyId, TallyKey, Ways, figure,
};
use crate::analysis::model::{self, CompareOp, Conduct, Model, Quorum};
use crate::event::{Field, Interner, Schema, Type, Value};
use crate::source::Span;
use crate::time::Unit;

/// Lowers a model. Texts are interned, so logs must be read with the same interner.
pub fn lower(model: &Model, interner: &mut Interner) -> Plan {
    let mut lowering = Lowering {
        schema: &model.schema,
        norms: &model.norms,
        sources: &model.states,
        interner,
        goals: Vec::new(),
        each: None,
        norm: 0,
        tallies: Vec::new(),
        figures: Vec::new(),
        end_role: Role::Terminator,
        needed: Vec::new(),
        period: None,
        past: LookBack::None,
        interval: None,
        used: Vec::new(),
        owns: 0,
    };
    let mut accounts = Accounts::default();
    let norms: Vec<NormPlan> = model
        .norms
        .iter()
        .enumerate()
        .map(|(i, norm)| {
            lowering.norm = i;
            let mut plan = lowering.norm(norm);
            lowering.needed.clear();
            accounts.norms.push(lowering.norm_accounts(norm));
            plan.pays = std::mem::take(&mut lowering.needed);
            plan.figures = std::mem::take(&mut lowering.figures);
            plan
        })
        .collect();
    let violations = relations::violations(model, lowering.interner);
    let states: Vec<StatePlan> = model.states.iter().map(|state| lowering.state(state)).collect();
    accounts.caps = lowering.caps(&model.header.accounts.caps);
    let goals = std::mem::take(&mut lowering.goals);
    let tallies = std::mem::take(&mut lowering.tallies);
    let used = lowering.used;
    let mut dispatch = vec![Dispatch::default(); model.schema.kinds.len()];
    for (i, norm) in norms.iter().enumerate() {
        if let Source::Event { kind, .. } = &norm.source {
            dispatch[kind.0 as usize].occasions.push(i);
        }
    }
    // Of patterns that others yield to, it must be known first whether an event completes them.
    for list in &mut dispatch {
        let rank = |at: usize| norms[at].pattern.as_ref().map(|_| norms[at].yields_to.len());
        list.occasions.sort_by_key(|at| (rank(*at).is_none(), rank(*at)));
    }
    for (i, goal) in goals.iter().enumerate() {
        dispatch[goal.kind.0 as usize].goals.push(GoalId(i as u32));
    }
    for (i, tally) in tallies.iter().enumerate() {
        dispatch[tally.kind.0 as usize].tallies.push(TallyId(i as u32));
    }
    // Of acts in order, an event is shown to the later steps first: it must not follow upon itself.
    for list in &mut dispatch {
        let of = |id: &GoalId| &goals[id.0 as usize];
        let same_way = |a: &GoalId, b: &GoalId| {
            let (a, b) = (of(a), of(b));
            a.place.in_order && (a.norm, a.role, a.place.way) == (b.norm, b.role, b.place.way)
        };
        list.goals.chunk_by_mut(same_way).for_each(<[GoalId]>::reverse);
    }
    let mut states = states;
    for (i, state) in states.iter_mut().enumerate() {
        state.used = used.contains(&model::StateId(i as u16));
    }
    for id in super::states::in_order(&states) {
        dispatch_state(&mut dispatch, id, &states[id.0 as usize]);
    }
    Plan { norms, goals, tallies, dispatch, states, violations, accounts }
}

pub(super) struct Lowering<'a> {
    schema: &'a Schema,
    norms: &'a [model::Norm],
    sources: &'a [model::StateDecl],
    interner: &'a mut Interner,
    goals: Vec<Goal>,
    /// The current value of `for every`.
    each: Option<Expr>,
    norm: usize,
    /// How many acts are `its own`.
    owns: u32,
    tallies: Vec<Tally>,
    /// The figures of the norm at hand.
    figures: Vec<Figure>,
    /// What an event that ends a window is for.
    end_role: Role,
    /// The figures that were asked for last.
    needed: Vec<usize>,
    /// The period of the norm at hand.
    period: Option<Unit>,
    /// Whether what was done before a norm applies may count.
    past: LookBack,
    /// If the norm at hand is about an interval: how far its figures look back; none: without limit.
    interval: Option<Option<i64>>,
    /// States that norms ask for.
    used: Vec<model::StateId>,
}

impl Lowering<'_> {
    fn norm(&mut self, norm: &model::Norm) -> NormPlan {
        let before = self.used.len();
        let mut plan = self.norm_but_states(norm);
        plan.states = self.used.split_off(before);
        self.used.extend(&plan.states);
        if let Source::During(during) = &plan.source
            && let Some(own) = plan.states.iter().position(|state| *state == during.state)
        {
            plan.states.remove(own);
        }
        plan
    }

    fn norm_but_states(&mut self, norm: &model::Norm) -> NormPlan {
        self.period = match &norm.occasion {
            model::Occasion::Each(each) => Some(each.unit),
            model::Occasion::Event { .. } | model::Occasion::During(_) => None,
        };
        self.interval = match &norm.occasion {
            model::Occasion::During(during) => Some(self.slot_back(during)),
            model::Occasion::Event { .. } | model::Occasion::Each(_) => None,
        };
        self.past = match &norm.occasion {
            // A record may be logged after its interval began, and what was done in it by then counts.
            model::Occasion::During(during) if self.by_record(during.state) => LookBack::Ever,
            model::Occasion::During(_) | model::Occasion::Event { .. } | model::Occasion::Each(_) => {
                LookBack::None
            }
        };
        let looks_back = |past: LookBack, time: &[model::Branch]| match past {
            LookBack::None => look_back(time),
            far => far,
        };
        let back = looks_back(self.past, &norm.time);
        let expect = match &norm.conduct {
            Conduct::Must(acts) => Expect::Must(self.ways(acts, Role::Conduct, back)),
            Conduct::MustNot(acts) => Expect::MustNot(self.ways(acts, Role::Conduct, back)),
            Conduct::Never => Expect::Never,
            Conduct::Every(act, length) => {
                Expect::Every { acts: self.ways(act, Role::Conduct, back), length: *length }
            }
            Conduct::Hold(hold) => {
                Expect::Hold(super::Hold { condition: self.expr(&hold.condition), share: hold.share })
            }
            Conduct::Check(checks) => Expect::Check(
                checks
                    .iter()
                    .map(|c| Check {
                        condition: self.expr(&c.condition),
                        field: c.field,
                        span: c.condition.span,
                    })
                    .collect(),
            ),
        };
        let excuses = norm
            .excuses
            .iter()
            .enumerate()
            .map(|(i, excuse)| match excuse {
                model::Excuse::Act { acts, time, .. } => {
                    let back = if time.is_empty() { back } else { looks_back(self.past, time) };
                    let acts = self.ways(acts, Role::Excuse(i), back);
                    self.end_role = Role::ExcuseEnd(i);
                    let window = self.branches(time);
                    self.end_role = Role::Terminator;
                    Excuse::Act { acts, window }
                }
                model::Excuse::Condition { condition, .. } => Excuse::Condition(self.expr(condition)),
                model::Excuse::Throughout { condition, .. } => Excuse::Throughout(self.expr(condition)),
            })
            .collect();
        let stages = norm
            .stages
            .iter()
            .enumerate()
            .map(|(i, stage)| Stage {
                reparations: (stage.reparations.iter().enumerate())
                    .map(|(n, reparation)| Reparation {
                        acts: self.ways(&reparation.acts, Role::Reparation(i, n), self.past),
                        window: self.branches(&reparation.time),
                    })
                    .collect(),
                span: stage.span,
            })
            .collect();
        self.needed.clear();
        let bearer = norm.bearer.as_ref().map(|b| self.expr(b));
        let names = std::mem::take(&mut self.needed);
        NormPlan {
            source: match &norm.occasion {
                model::Occasion::Event { kind, filter } => {
                    Source::Event { kind: *kind, filter: filter.as_ref().map(|f| self.expr(f)) }
                }
                model::Occasion::During(during) => Source::During(self.during(during)),
                model::Occasion::Each(each) => {
                    Source::Each { each: each.clone(), filter: self.period_filter(each) }
                }
            },
            pattern: norm.pattern.clone(),
            yields_to: relations::yields_to(self.norms, norm),
            bearer,
            expect,
            window: self.branches(&norm.time),
            excuses,
            stages,
            open_params: norm.open_params.clone(),
            figures: Vec::new(),
            pays: Vec::new(),
            names,
            states: Vec::new(),
        }
    }

    /// A figure of the norm at hand, by its position. Norms that ask for the same share the tally.
    fn figure(&mut self, aggregate: &model::Aggregate, ty: &Type, span: Span) -> usize {
        let key = |this: &mut Self, join: &model::Join| TallyKey {
            counted: this.expr(&join.counted),
            same: join.same,
        };
        let tally = Tally {
            function: aggregate.function,
            kind: aggregate.kind,
            of: aggregate.of.as_ref().map(|of| self.expr(of)),
            filter: aggregate.filter.as_ref().map(|filter| self.expr(filter)),
            key: aggregate.by.iter().map(|join| key(self, join)).collect(),
            keep: match self.interval {
                Some(back) => figure::keep_for_interval(&aggregate.over, back),
                None => figure::keep(&aggregate.over, self.period),
            },
            zero: zero(ty),
        };
        let known = self.tallies.iter().position(|other| *other == tally);
        let at = known.unwrap_or(self.tallies.len());
        if known.is_none() {
            self.tallies.push(tally);
        }
        let key = aggregate.by.iter().map(|join| self.expr(&join.own)).collect();
        let counted = Counted { tally: TallyId(at as u32), key, over: aggregate.over };
        self.known_figure(Figure { of: FigureOf::Counted(counted), span })
    }

    /// The position of a figure; what is asked for twice is worked out once.
    fn known_figure(&mut self, figure: Figure) -> usize {
        let known = self.figures.iter().position(|other| other.of == figure.of);
        let at = known.unwrap_or_else(|| {
            self.figures.push(figure);
            self.figures.len() - 1
        });
        self.needed.push(at);
        at
    }

    /// A place among members. What is ranked has figures of its own, worked out for each of them.
    fn ranking(&mut self, rank: &model::Rank, span: Span) -> usize {
        let subject = self.expr(&rank.subject);
        let outer = (std::mem::take(&mut self.figures), std::mem::take(&mut self.needed));
        let of = self.expr(&rank.of);
        let figures = std::mem::replace(&mut self.figures, outer.0);
        self.needed = outer.1;
        let ranking = Ranking { of, figures, subject, entity: rank.entity };
        self.known_figure(Figure { of: FigureOf::Rank(Box::new(ranking)), span })
    }

    /// How far the figures of a slot look back; none, if it may be laid out long after it began.
    fn slot_back(&self, during: &model::During) -> Option<i64> {
        match during.slot {
            Some(length) if !self.by_record(during.state) => generous(&length),
            Some(_) | None => None,
        }
    }

    /// Whether a state is carried by records.
    fn by_record(&self, state: model::StateId) -> bool {
        matches!(
            self.sources.get(state.0 as usize),
            Some(model::StateDecl { source: model::StateSource::Record { .. }, .. })
        )
    }

    fn branches(&mut self, branches: &[model::Branch]) -> Vec<Branch> {
        branches
            .iter()
            .map(|b| Branch {
                condition: b.condition.as_ref().map(|c| self.expr(c)),
                limit: match &b.limit {
                    model::Limit::Within(length, of) => {
                        Limit::Within(*length, of.as_ref().map(|e| self.expr(e)))
                    }
                    model::Limit::WithinOpen(param) => Limit::Open(*param),
                    model::Limit::By(point) => Limit::By(*point),
                    model::Limit::EndOfShift(shift) => Limit::EndOfShift(self.shift(shift)),
                    model::Limit::ByField(field) => Limit::ByField(self.expr(field)),
                    model::Limit::BeforeField(field) => Limit::BeforeField(self.expr(field)),
                    model::Limit::Before { act: None, at_least, at_most } => {
                        Limit::Before { at_least: *at_least, at_most: *at_most }
                    }
                    model::Limit::Before { act: Some(act), at_least, at_most } => Limit::Until {
                        goals: self.act(act, self.end_role, Place::default(), self.past),
                        at_least: *at_least,
                        at_most: *at_most,
                    },
                },
                span: b.span,
            })
            .collect()
    }

    fn ways(&mut self, acts: &model::Acts, role: Role, back: LookBack) -> Ways {
        let ways = acts.ways.iter().enumerate().map(|(w, way)| {
            let in_order = way.steps.len() > 1;
            let steps = way.steps.iter().enumerate().map(|(s, step)| {
                let back = if step.time.is_empty() { back } else { look_back(&step.time) };
                Step {
                    goals: self.act(&step.act, role, Place { way: w, step: s, in_order }, back),
                    window: self.branches(&step.time),
                    after: self.branches(&step.after),
                }
            });
            Route { steps: steps.collect() }
        });
        Ways { ways: ways.collect() }
    }

    /// One goal, or one for each value of `for every`.
    fn act(&mut self, act: &model::Act, role: Role, place: Place, back: LookBack) -> Vec<GoalId> {
        let own = act.own.then(|| {
            self.owns += 1;
            self.owns
        });
        let values: Vec<Option<Expr>> = match &act.every_of {
            None => vec![None],
            Some(list) => list.iter().map(|e| Some(self.expr(e))).collect(),
        };
        values
            .into_iter()
            .map(|value| {
                let each = match &value {
                    Some(Expr::Const(value)) => Some(value.clone()),
                    _ => None,
                };
                self.each = value;
                let goal = Goal { place, own, ..self.goal(act, role, back, each) };
                self.each = None;
                self.goals.push(goal);
                GoalId(self.goals.len() as u32 - 1)
            })
            .collect()
    }

    fn goal(&mut self, act: &model::Act, role: Role, back: LookBack, each: Option<Value>) -> Goal {
        let schema = self.schema;
        let fields = &schema.kind(act.kind).fields;
        let mut key: Vec<KeyPart> = act
            .same
            .iter()
            .map(|same| KeyPart {
                field: same.field,
                value: self.expr(&same.value),
                same: true,
                optional: fields[same.field].optional,
            })
            .collect();
        let mut rest = Vec::new();
        if let Some(filter) = &act.filter {
            let conjuncts = match self.expr(filter) {
                Expr::And(list) => list,
                other => vec![other],
            };
            for conjunct in conjuncts {
                match key_part(conjunct, fields) {
                    Ok(part) => key.push(part),
                    Err(other) => rest.push(*other),
                }
            }
        }
        let filter = if rest.len() > 1 { Some(Expr::And(rest)) } else { rest.pop() };
        let (mut other_than, mut different) = (None, 0);
        for quorum in &act.quorum {
            match quorum {
                Quorum::OtherThan(person) => other_than = Some(self.expr(person)),
                Quorum::Different(n) => different = *n,
            }
        }
        Goal {
            norm: self.norm,
            role,
            kind: act.kind,
            key,
            filter,
            other_than,
            place: Place::default(),
            different,
            own: None,
            min: act.count.min,
            max: act.count.max,
            backward: back != LookBack::None,
            look_back: match back {
                LookBack::Micros(micros) => Some(micros),
                LookBack::None | LookBack::Ever => None,
            },
            each,
            each_of: act.each_of.as_ref().map(|each| self.each_of(act, each)),
            span: act.span,
        }
    }

    fn each_of(&mut self, act: &model::Act, each: &model::EachOf) -> EachOf {
        let values = match &each.values {
            model::EachValues::List(list) => EachValues::List(self.expr(list)),
            model::EachValues::Members(entity, filter) => {
                EachValues::Members(*entity, filter.as_ref().map(|filter| self.expr(filter)))
            }
        };
        let optional = self.schema.kind(act.kind).fields[each.field].optional;
        EachOf { field: each.field, optional, values, span: each.span }
    }

    /// Which members and periods: the roster's condition and the period's, both.
    fn period_filter(&mut self, each: &model::Each) -> Option<Expr> {
        let roster = each.roster.as_ref().and_then(|roster| roster.filter.as_ref());
        let both = [roster, each.condition.as_ref()];
        let mut filters: Vec<Expr> = both.into_iter().flatten().map(|filter| self.expr(filter)).collect();
        if filters.len() > 1 { Some(Expr::And(filters)) } else { filters.pop() }
    }
}

/// The sum of nothing.
fn zero(ty: &Type) -> Option<Value> {
    let zero = rust_decimal::Decimal::ZERO;
    match ty {
        Type::Percent => Some(Value::Percent(zero)),
        Type::Money(currency) => currency.map(|currency| Value::Money(zero, currency)),
        Type::Duration => Some(Value::Duration(0)),
        Type::Number => Some(Value::Number(zero)),
        Type::Text | Type::Bool | Type::Date | Type::TimeOfDay | Type::Instant | Type::Period => None,
        Type::Enum(_) | Type::Ref(_) | Type::List(_) => None,
    }
}

/// Takes an equality between a field of the candidate and something that does not depend on the candidate as a key.
///
/// Timestamps and times of day stay in the condition: they are compared at the coarser precision of both sides, so
/// equality is not identity.
fn key_part(expr: Expr, fields: &[Field]) -> Result<KeyPart, Box<Expr>> {
    let Expr::Compare(a, CompareOp::Eq, b) = expr else { return Err(Box::new(expr)) };
    let takes = |index: usize, value: &Expr| {
        !value.reads_candidate()
            && !matches!(fields[index].ty, Type::Instant | Type::TimeOfDay | Type::List(_))
    };
    match (*a, *b) {
        (Expr::Field { slot: Slot::Candidate, index, optional, .. }, value)
        | (value, Expr::Field { slot: Slot::Candidate, index, optional, .. })
            if takes(index, &value) =>
        {
            Ok(KeyPart { field: index, value, same: false, optional })
        }
        (a, b) => Err(Box::new(Expr::Compare(Box::new(a), CompareOp::Eq, Box::new(b)))),
    }
}
