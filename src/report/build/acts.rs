//! What is asked for, in words: an act of the policy with its keys and conditions.

use super::context::Context;
use crate::analysis::model::{Act, Acts, Conduct, Excuse, Expr, ExprKind, Limit, Quorum, Var};
use crate::plan::{Branch, Goal, GoalId, Role, Ways};
use crate::report::words::{ActPhrase, WhenPhrase, limit_after, own_limit};

impl Context<'_> {
    /// A goal in words: `arrive` with the same `fault`.
    pub fn act(&self, goal: GoalId) -> String {
        self.words.act(&self.act_phrase(goal))
    }

    /// What is looked for in words: ways joined with `or`, steps with `then`.
    pub fn pattern(&self, pattern: &Ways) -> String {
        let way = |way: &crate::plan::Route| {
            let steps: Vec<String> = way.steps.iter().map(|step| self.step(step)).collect();
            self.words.in_order(&steps)
        };
        let ways: Vec<String> = pattern.ways.iter().map(way).collect();
        // Among several in order a comma would not say where one way ends.
        let in_order = pattern.ways.iter().any(|way| way.steps.len() > 1);
        if in_order { self.words.or_else(&ways) } else { self.lang().list_or(&ways) }
    }

    /// What is looked for, and by when: a way that has a limit of its own is not said to have the norm's as well.
    pub fn pattern_when(&self, pattern: &Ways, when: &WhenPhrase) -> String {
        let own = |way: &crate::plan::Route| way.steps.iter().any(|step| !step.window.is_empty());
        if !pattern.ways.iter().any(own) {
            return self.words.act_when(&self.pattern(pattern), when);
        }
        let ways = pattern.ways.iter().map(|way| {
            let alone = Ways { ways: vec![way.clone()] };
            let text = self.pattern(&alone);
            if own(way) { text } else { self.words.act_when(&text, when) }
        });
        self.words.or_else(&ways.collect::<Vec<_>>())
    }

    /// One step of a way, with the limits that it has of its own.
    fn step(&self, step: &crate::plan::Step) -> String {
        let limit = |branches: &[Branch]| {
            let limits: Vec<String> = branches.iter().map(|branch| self.policy_text(branch.span)).collect();
            Some(limits.join(" … ")).filter(|text| !text.is_empty())
        };
        let mut text = self.acts(&step.goals);
        if let Some(own) = limit(&step.window) {
            text = own_limit(self.lang(), &text, &own);
        }
        match limit(&step.after) {
            Some(after) => limit_after(self.lang(), &text, &after),
            None => text,
        }
    }

    /// The pattern of a role.
    pub fn pattern_of(&self, norm: usize, role: Role) -> Option<&Ways> {
        let norm = self.input.plan.norms.get(norm)?;
        match role {
            Role::Conduct => norm.expect.pattern(),
            Role::Excuse(n) => norm.excuses.get(n)?.pattern(),
            Role::Reparation(stage, n) => norm.stages.get(stage)?.reparations.get(n).map(|r| &r.acts),
            Role::Terminator | Role::ExcuseEnd(_) => None,
        }
    }

    /// The goal that comes before another in an order.
    pub fn goal_before(&self, id: GoalId) -> Option<GoalId> {
        let goal = self.input.plan.goal(id);
        let way = self.pattern_of(goal.norm, goal.role)?.ways.get(goal.place.way)?;
        way.steps.get(goal.place.step.checked_sub(1)?)?.goals.first().copied()
    }

    /// Several goals in words. Those that `for every` spread out are said as one.
    pub fn acts(&self, goals: &[GoalId]) -> String {
        let mut phrases = goals.iter().map(|goal| self.act_phrase(*goal));
        match phrases.next() {
            Some(first) if goals.len() > 1 && !first.each.is_empty() => {
                let each = goals.iter().flat_map(|goal| self.act_phrase(*goal).each).collect();
                self.words.act(&ActPhrase { each, ..first })
            }
            _ => {
                let all: Vec<String> = goals.iter().map(|goal| self.act(*goal)).collect();
                self.lang().list_and(&all)
            }
        }
    }

    pub fn act_phrase(&self, goal: GoalId) -> ActPhrase {
        let goal = self.input.plan.goal(goal);
        let mut phrase = ActPhrase {
            kind: self.names.kind(goal.kind).to_string(),
            each: goal.each.iter().map(|value| self.value_text(value)).collect(),
            every: goal.each_of.as_ref().map(|each| self.policy_text(each.span)),
            min: goal.min,
            max: goal.max,
            own: goal.own.is_some(),
            ..ActPhrase::default()
        };
        let Some(act) = self.model_act(goal) else { return phrase };
        phrase.same =
            act.same.iter().map(|same| self.names.field(act.kind, same.field).to_string()).collect();
        phrase.conditions = self.conditions(act);
        for quorum in &act.quorum {
            match quorum {
                Quorum::OtherThan(person) => phrase.other_than = Some(self.policy_text(person.span)),
                Quorum::Different(n) => phrase.different = *n,
            }
        }
        phrase
    }

    /// The further conditions of an act as the policy writes them, without those that spread `for every`.
    pub fn conditions(&self, act: &Act) -> Vec<String> {
        let Some(filter) = &act.filter else { return Vec::new() };
        let conjuncts = match &filter.kind {
            ExprKind::And(list) => list.iter().collect(),
            _ => vec![filter],
        };
        conjuncts
            .into_iter()
            .filter(|condition| !reads_each(condition))
            .map(|condition| self.policy_text(condition.span))
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The act of the policy from which a goal was made.
    pub fn model_act(&self, goal: &Goal) -> Option<&Act> {
        let norm = self.norm(goal.norm);
        match goal.role {
            Role::Conduct => match &norm.conduct {
                Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _) => act_of(acts, goal),
                Conduct::Never | Conduct::Check(_) | Conduct::Hold(_) => None,
            },
            Role::Excuse(i) => match norm.excuses.get(i)? {
                Excuse::Act { acts, .. } => act_of(acts, goal),
                Excuse::Condition { .. } | Excuse::Throughout { .. } => None,
            },
            Role::Reparation(stage, n) => act_of(&norm.stages.get(stage)?.reparations.get(n)?.acts, goal),
            Role::Terminator | Role::ExcuseEnd(_) => {
                let excuses = norm.excuses.iter().flat_map(|e| match e {
                    Excuse::Act { time, .. } => time.as_slice(),
                    Excuse::Condition { .. } | Excuse::Throughout { .. } => &[],
                });
                let repairs = norm.stages.iter().flat_map(|s| &s.reparations).flat_map(|r| &r.time);
                norm.time.iter().chain(excuses).chain(repairs).find_map(|branch| match &branch.limit {
                    Limit::Before { act: Some(act), .. } if act.span == goal.span => Some(act),
                    _ => None,
                })
            }
        }
    }
}

/// The act from which a goal of these acts was made.
fn act_of<'a>(acts: &'a Acts, goal: &Goal) -> Option<&'a Act> {
    let step = acts.ways.get(goal.place.way)?.steps.get(goal.place.step)?;
    Some(&step.act)
}

/// Whether an expression reads the value of `for every`.
fn reads_each(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Var(var) | ExprKind::EventField(var, _) | ExprKind::EventTime(var) => *var == Var::Each,
        ExprKind::Literal(_) | ExprKind::OpenParam(_) => false,
        ExprKind::RowField(..) | ExprKind::IntervalStart | ExprKind::IntervalEnd => false,
        ExprKind::CountState { number, .. } => reads_each(number),
        ExprKind::InState { subject, .. } => subject.as_ref().is_some_and(|of| reads_each(of)),
        ExprKind::Attribute { of, as_of, .. } => *as_of == Var::Each || reads_each(of),
        ExprKind::Not(a) | ExprKind::Predicate(a, _) | ExprKind::Part(_, a) => reads_each(a),
        ExprKind::Like(a, ..) => reads_each(a),
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().any(reads_each),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) | ExprKind::InList(a, b) => {
            reads_each(a) || reads_each(b)
        }
        ExprKind::OneOf(a, list) => reads_each(a) || list.iter().any(reads_each),
        ExprKind::Between(a, b, c) => reads_each(a) || reads_each(b) || reads_each(c),
        ExprKind::Aggregate(_) | ExprKind::Measure(_) | ExprKind::Rank(_) => false,
    }
}
