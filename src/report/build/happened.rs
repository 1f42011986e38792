//! What happened: what met a goal, what came near, or that nothing did.

use super::context::Context;
use super::rows::Rows;
use crate::analysis::model::Branch;
use crate::engine::{GoalResult, Miss, MissKind, Window};
use crate::event::{Event, Value};
use crate::report::Part;
use crate::report::model::{EvidenceRole, Happened, How, LabelRole};
use crate::report::words::Remark;

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
    /// Up to when nothing was seen, if the search went on to the end of the log.
    pub horizon: Option<String>,
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
                let act = self.act(result.goal);
                list.push(Happened {
                    how: How::Never,
                    event: self.names.kind(goal.kind).to_string(),
                    at: None,
                    text: match &view.horizon {
                        Some(horizon) => self.words.never_until(&act, horizon),
                        None => self.words.never_in_window(&act),
                    },
                    evidence: None,
                });
            }
        }
        list
    }

    fn hits(&self, result: &GoalResult, view: &View<'_>, rows: &mut Rows, list: &mut Vec<Happened>) {
        for event in &result.hits {
            let at = self.stamp_text(event.at);
            let remark = if view.forbidden {
                Remark::ForbiddenAct { at: at.clone() }
            } else {
                Remark::Counted { at: at.clone() }
            };
            let remark = (LabelRole::Happened, self.words.remark(&remark));
            let evidence = rows.event(event, view.role, Part::Time, remark);
            let text = self.words.met(self.names.kind(event.kind), &at);
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
            MissKind::Late => {
                let by = self.lateness(view.window, event.at);
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

    /// What a cell says; none if it is blank.
    pub fn cell_text(&self, event: &Event, field: usize) -> Option<String> {
        use crate::event::Cell;
        match event.cells.get(field)? {
            Cell::Value(Value::Text(sym)) | Cell::Unreadable(sym) => Some(self.names.text(*sym).to_string()),
            Cell::Value(value) => Some(self.value_text(value)),
            Cell::Blank => None,
        }
    }
}
