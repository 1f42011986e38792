//! What happened: what met a goal, what came near, or that nothing did.

use super::context::Context;
use super::rows::Rows;
use crate::analysis::model::{Branch, Expr, ExprKind, FieldRef, Var};
use crate::engine::{GoalResult, Miss, MissKind, Window};
use crate::event::{Cell, Event, KindId, Value};
use crate::report::Part;
use crate::report::model::{EvidenceRole, Happened, How, LabelRole};
use crate::report::words::{ActPhrase, Remark};

/// How goals are looked at.
pub(super) struct View<'v> {
    /// What its rows are in the finding.
    pub role: EvidenceRole,
    /// What meets the goals is what must not be.
    pub forbidden: bool,
    /// The window; none if it is not known here.
    pub window: Option<&'v Window>,
    /// The branches from which the window came.
    pub branches: &'v [Branch],
    /// How far the search went.
    pub search: Search,
}

/// How far a search went.
pub(super) enum Search {
    /// To the end of the log.
    ToHorizon(String),
    /// To the end of the window.
    Window,
    /// To the end of the log, before the window closed.
    SoFar,
    /// Everywhere, but something stays in doubt.
    InDoubt,
}

impl Context<'_> {
    pub fn happened(&self, goals: &[GoalResult], view: &View<'_>, rows: &mut Rows) -> Vec<Happened> {
        let mut list = Vec::new();
        for result in goals {
            let before = list.len();
            self.hits(result, view, rows, &mut list);
            for (event, why) in &result.maybes {
                let at = self.stamp_text(event.at);
                let remark = (LabelRole::Doubt, self.words.remark(&Remark::Undecided));
                let evidence = rows.event(event, view.role, Part::Time, remark);
                rows.doubt(self, why);
                let why = self.words.why(&self.names, why);
                let text = self.words.undecided(self.names.kind(event.kind), &at, &why);
                list.push(self.entry(How::Undecided, event, text, evidence));
            }
            for miss in &result.misses {
                list.push(self.miss(result, miss, view, rows));
            }
            let goal = self.input.plan.goal(result.goal);
            if list.len() == before && !view.forbidden && result.hit_count < goal.min {
                // How many were needed is said elsewhere.
                let once = self.once(result);
                let act = self.words.act(&once);
                list.push(Happened {
                    how: How::Never,
                    event: self.names.kind(goal.kind).to_string(),
                    at: None,
                    text: match &view.search {
                        Search::ToHorizon(horizon) => self.words.never_until(&act, horizon),
                        Search::Window => self.words.never_in_window(&act),
                        Search::SoFar => self.words.never_so_far(&act),
                        Search::InDoubt => self.words.never_for_certain(&act),
                    },
                    evidence: None,
                });
            }
        }
        list
    }

    /// What is asked of one goal, or of one value of it.
    fn once(&self, result: &GoalResult) -> ActPhrase {
        let mut once = ActPhrase { min: 1, max: None, own: false, ..self.act_phrase(result.goal) };
        if let Some(value) = &result.each {
            (once.every, once.each) = (None, vec![self.value_text(value)]);
        }
        once
    }

    fn hits(&self, result: &GoalResult, view: &View<'_>, rows: &mut Rows, list: &mut Vec<Happened>) {
        for event in &result.hits {
            let at = self.stamp_text(event.at);
            let remark = match view.role {
                _ if view.forbidden => Remark::ForbiddenAct { at: at.clone() },
                EvidenceRole::Excuse => Remark::CountedAsExcuse { at: at.clone() },
                _ => Remark::Counted { at: at.clone() },
            };
            let remark = (LabelRole::Happened, self.words.remark(&remark));
            let evidence = rows.event(event, view.role, Part::Time, remark);
            let each = result.each.as_ref().or(self.input.plan.goal(result.goal).each.as_ref());
            let each = each.map(|v| self.value_text(v));
            let named = self.words.named(self.names.kind(event.kind), each.as_deref());
            let text = self.words.met(&named, &at);
            list.push(self.entry(How::Met, event, text, evidence));
        }
        let shown = result.hits.len() as u64;
        let more = u64::from(result.hit_count).saturating_sub(shown);
        if more > 0 {
            let kind = self.names.kind(self.input.plan.goal(result.goal).kind);
            list.push(Happened {
                how: How::Met,
                event: kind.to_string(),
                at: None,
                text: self.words.more(more, kind),
                evidence: None,
            });
        }
    }

    fn miss(&self, result: &GoalResult, miss: &Miss, view: &View<'_>, rows: &mut Rows) -> Happened {
        let words = self.words;
        let event = &miss.event;
        let kind = self.names.kind(event.kind);
        let at = self.stamp_text(event.at);
        let (how, part, remark, text) = match miss.why {
            MissKind::OutOfOrder => {
                let before = self.goal_before(result.goal).map(|goal| self.input.plan.goal(goal).kind);
                let after = before.map_or_else(String::new, |kind| self.names.kind(kind).to_string());
                let text = words.out_of_order(kind, &at, &after);
                (How::OutOfOrder, Part::Time, Remark::OutOfOrder { after }, text)
            }
            MissKind::Given => (How::Given, Part::Time, Remark::Given, words.given(kind, &at)),
            MissKind::Late => {
                let by = self.lateness(miss.due.or(view.window.and_then(|w| w.due)), event.at);
                let text = words.late(kind, &at, by.as_deref());
                (How::Late, Part::Time, Remark::Late { by }, text)
            }
            MissKind::Early => {
                let by = self.earliness(view.window, view.branches, event.at);
                let text = words.early(kind, &at, by.as_deref());
                (How::Early, Part::Time, Remark::Early { by }, text)
            }
            MissKind::Condition => {
                let conditions = self.act_phrase(result.goal).conditions;
                (How::Condition, Part::Time, Remark::ConditionFails, words.fails(kind, &at, &conditions))
            }
            MissKind::WrongPerson => {
                let actor = self.input.model.schema.kind(event.kind).actor;
                let part = actor.map_or(Part::Time, Part::Field);
                let who = actor.and_then(|field| self.cell_text(event, field));
                (How::WrongPerson, part, Remark::WrongPerson, words.wrong_person(kind, &at, who.as_deref()))
            }
        };
        let evidence = rows.event(event, view.role, part, (LabelRole::Happened, words.remark(&remark)));
        self.entry(how, event, text, evidence)
    }

    fn entry(&self, how: How, event: &Event, text: String, evidence: usize) -> Happened {
        Happened {
            how,
            event: self.names.kind(event.kind).to_string(),
            at: Some(self.moment(event.at)),
            text,
            evidence: Some(evidence),
        }
    }

    /// What the occasion's cells say that a condition reads.
    pub fn cells_read(&self, condition: &Expr, event: &Event) -> Vec<String> {
        let mut fields = Vec::new();
        occasion_fields(condition, &mut fields);
        let fields = fields.into_iter().filter(|f| f.kind == event.kind);
        fields.filter_map(|f| self.cell_words(event, f.index)).collect()
    }

    /// What a cell says, as a sentence.
    fn cell_words(&self, event: &Event, field: usize) -> Option<String> {
        let name = self.names.field(event.kind, field);
        Some(match event.cells.get(field)? {
            Cell::Value(value) => match self.out_of_range(event, field) {
                Some((low, high)) => self.words.cell_out_of_range(name, &self.value_text(value), &low, &high),
                None => self.words.cell_is(name, &self.value_text(value)),
            },
            Cell::Unreadable(text) => {
                let ty = self.names.field_type(event.kind, field);
                self.words.cell_unreadable(name, self.names.text(text), ty)
            }
            Cell::Blank => self.words.cell_blank(name),
        })
    }

    /// The declared range of a field.
    pub fn range_of(&self, kind: KindId, field: usize) -> Option<(String, String)> {
        let (low, high) = self.input.model.schema.kinds.get(usize::from(kind.0))?.fields.get(field)?.range?;
        Some((low.normalize().to_string(), high.normalize().to_string()))
    }

    /// The declared range of a field, if its cell lies outside.
    pub fn out_of_range(&self, event: &Event, field: usize) -> Option<(String, String)> {
        let (low, high) =
            self.input.model.schema.kinds.get(usize::from(event.kind.0))?.fields.get(field)?.range?;
        match event.cells.get(field)? {
            Cell::Value(Value::Number(n) | Value::Percent(n) | Value::Money(n, _))
                if *n < low || *n > high =>
            {
                self.range_of(event.kind, field)
            }
            _ => None,
        }
    }

    /// What a cell says; none if it is blank.
    pub fn cell_text(&self, event: &Event, field: usize) -> Option<String> {
        match event.cells.get(field)? {
            Cell::Value(value) => Some(self.value_text(value)),
            Cell::Unreadable(sym) => Some(self.names.text(sym).to_string()),
            Cell::Blank => None,
        }
    }
}

/// The fields of the occasion that an expression reads, each once, in the order written.
fn occasion_fields(expr: &Expr, found: &mut Vec<FieldRef>) {
    match &expr.kind {
        ExprKind::EventField(Var::Occasion, field) => {
            if !found.contains(field) {
                found.push(*field);
            }
        }
        ExprKind::EventField(..)
        | ExprKind::EventTime(_)
        | ExprKind::Var(_)
        | ExprKind::Literal(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Measure(_)
        | ExprKind::Rank(_)
        | ExprKind::RowField(..)
        | ExprKind::IntervalStart
        | ExprKind::IntervalEnd
        | ExprKind::OpenParam(_) => {}
        ExprKind::CountState { number, .. } => occasion_fields(number, found),
        ExprKind::InState { subject, .. } => subject.iter().for_each(|of| occasion_fields(of, found)),
        ExprKind::Attribute { of: a, .. }
        | ExprKind::Not(a)
        | ExprKind::Predicate(a, _)
        | ExprKind::Like(a, ..)
        | ExprKind::Part(_, a) => {
            occasion_fields(a, found);
        }
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().for_each(|e| occasion_fields(e, found)),
        ExprKind::Compare(a, _, b) | ExprKind::Arith(a, _, b) | ExprKind::InList(a, b) => {
            occasion_fields(a, found);
            occasion_fields(b, found);
        }
        ExprKind::OneOf(a, list) => {
            occasion_fields(a, found);
            list.iter().for_each(|e| occasion_fields(e, found));
        }
        ExprKind::Between(a, b, c) => [a, b, c].into_iter().for_each(|e| occasion_fields(e, found)),
    }
}
