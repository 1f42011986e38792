//! One finding of the engine becomes one finding of the report.

use super::context::Context;
use super::happened::{Search, View};
use super::rows::Rows;
use crate::analysis::model::{self, Conduct, ExprKind, NormKind};
use crate::engine::{self, Bearer, ExcuseVerdict, Finding, Reason, Status};
use crate::event::Event;
use crate::plan::{Expr, Role, Slot};
use crate::report::Part;
use crate::report::model::{self as report, EvidenceRole, How, LabelRole, OccasionKind};
use crate::report::words::{Remark, WhenPhrase};
use crate::time::Stamp;

impl Context<'_> {
    /// The finding at a position of the outcome.
    pub fn finding(&self, index: usize, finding: &Finding) -> report::Finding {
        let norm = self.norm(finding.norm);
        let mut rows = Rows::default();
        let occasion = self.occasion(finding, &mut rows);
        let bearer = self.bearer(&finding.bearer, &mut rows);
        let reasons = self.reasons(finding, &mut rows);
        let gaps = self.gap_lines(finding, &mut rows);
        let mut happened = match gaps.is_empty() {
            true => self.happened(&finding.goals, &self.conduct_view(finding), &mut rows),
            false => gaps,
        };
        happened.extend(self.checked_cells(finding));
        happened.extend(self.figures(finding, &mut rows));
        let field = self.check_field(finding);
        let excuses = self.excuses(finding, &mut rows);
        let reparations = self.reparations(finding, &mut rows);
        let proposal: Vec<report::Proposal> =
            self.input.ledger.of(index).map(|p| self.proposal(p, field.as_deref())).collect();
        let window = match norm.conduct {
            Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Every(..) | Conduct::Hold(_) => {
                finding.window.as_ref().map(|w| self.window(w, &norm.time, &finding.occasion))
            }
            Conduct::Never | Conduct::Check(_) => None,
        };
        let mut labels = self.policy_labels(index, finding, &proposal);
        let (evidence, log_labels) = rows.finish(self);
        labels.extend(log_labels);
        report::Finding {
            id: finding.id.clone(),
            norm: norm.name.clone(),
            status: status(finding.status),
            headline: self.words.headline(&self.headline(finding)),
            bearer,
            occasion,
            field,
            window,
            reasons,
            happened,
            excuses,
            reparations,
            proposal,
            compliant: self.compliant(finding),
            clause: self.clause(norm.cite.as_ref()),
            evidence,
            labels,
        }
    }

    /// How the conduct is looked at. A search goes on to the end of the log only for a duty that an event opens and that no
    /// reparation follows.
    fn conduct_view<'v>(&'v self, finding: &'v Finding) -> View<'v> {
        let norm = self.norm(finding.norm);
        let event = matches!(finding.occasion, engine::Occasion::Event(_));
        let forward = finding.window.is_some_and(|w| w.opens.is_some());
        let to_the_end =
            event && forward && finding.status == Status::Violated && finding.reparations.is_empty();
        let search = match (finding.status, self.input.outcome.observed) {
            (Status::Pending, _) => Search::SoFar,
            (Status::Unknown, _) => Search::InDoubt,
            (_, Some((_, last))) if to_the_end => Search::ToHorizon(self.stamp_text(last)),
            (_, _) => Search::Window,
        };
        View {
            role: EvidenceRole::Conduct,
            forbidden: matches!(norm.conduct, Conduct::MustNot(_)),
            window: finding.window.as_ref(),
            branches: &norm.time,
            search,
        }
    }

    fn occasion(&self, finding: &Finding, rows: &mut Rows) -> report::Occasion {
        match &finding.occasion {
            engine::Occasion::Event(event) => {
                let kind = self.names.kind(event.kind).to_string();
                let at = self.stamp_text(event.at);
                let remark = Remark::Occasion { kind: kind.clone(), at: at.clone() };
                let remark = (LabelRole::Occasion, self.words.remark(&remark));
                rows.event(event, EvidenceRole::Occasion, Part::Time, remark);
                if let Some(field) = self.failing_field(finding) {
                    let check = match event.cells.get(field) {
                        Some(crate::event::Cell::Unreadable(_)) => Remark::Unreadable,
                        Some(crate::event::Cell::Blank) | None => Remark::Blank,
                        Some(crate::event::Cell::Value(_)) => match self.out_of_range(event, field) {
                            Some((low, high)) => Remark::OutOfRange { low, high },
                            None => Remark::Failed,
                        },
                    };
                    let remark = (LabelRole::Happened, self.words.remark(&check));
                    rows.event(event, EvidenceRole::Occasion, Part::Field(field), remark);
                }
                let text = self.occasion_text(finding, event, &kind, &at, rows);
                report::Occasion {
                    kind: OccasionKind::Event,
                    text,
                    name: kind,
                    at: self.moment(event.at),
                    until: None,
                    key: self.key_cells(finding.norm, event),
                }
            }
            engine::Occasion::Interval { interval, begins, slot } => {
                self.interval_occasion(interval, *begins, *slot, rows)
            }
            engine::Occasion::Period { period, member } => {
                let member =
                    member.as_ref().map(|(key, entity)| (self.names.text(key), self.names.entity(*entity)));
                let key = member.map(|(key, entity)| report::Cell {
                    field: entity.to_string(),
                    value: Some(key.to_string()),
                });
                report::Occasion {
                    kind: OccasionKind::Period,
                    name: unit_id(period.unit).to_string(),
                    at: self.moment(Stamp::exact(period.start)),
                    until: Some(self.moment(Stamp::exact(period.end))),
                    text: self.words.occasion_period(
                        period.unit,
                        &period.label(),
                        member.map(|(key, _)| key),
                    ),
                    key: key.into_iter().collect(),
                }
            }
        }
    }

    /// The occasion in words: an event, one that completes a pattern, or a violation.
    fn occasion_text(
        &self,
        finding: &Finding,
        event: &Event,
        kind: &str,
        at: &str,
        rows: &mut Rows,
    ) -> String {
        for earlier in &finding.earlier {
            let at = self.stamp_text(earlier.at);
            let remark = Remark::Occasion { kind: kind.to_string(), at };
            rows.event(
                earlier,
                EvidenceRole::Occasion,
                Part::Time,
                (LabelRole::Occasion, self.words.remark(&remark)),
            );
        }
        let violation = self.input.model.violations.iter().find(|violation| violation.kind == event.kind);
        match (violation, finding.earlier.first()) {
            (Some(violation), _) => self.words.occasion_violation(&self.norm(violation.norm).name, at),
            (None, Some(first)) => {
                let count = finding.earlier.len() + 1;
                self.words.occasion_pattern(count, kind, &self.stamp_text(first.at), at)
            }
            (None, None) => self.words.occasion_event(kind, at),
        }
    }

    /// The cells by which a person recognises an event: its key, and what the norm correlates by; else the first ones read.
    fn key_cells(&self, norm: usize, event: &Event) -> Vec<report::Cell> {
        let schema = self.input.model.schema.kind(event.kind);
        let mut fields: Vec<usize> = schema.key.into_iter().collect();
        for goal in self.input.plan.goals.iter().filter(|g| g.norm == norm && g.role == Role::Conduct) {
            for part in &goal.key {
                if let Expr::Field { slot: Slot::Occasion, kind, index, .. } = &part.value
                    && *kind == event.kind
                    && !fields.contains(index)
                {
                    fields.push(*index);
                }
            }
        }
        if fields.is_empty() {
            let filled = |f: &usize| self.cell_text(event, *f).is_some();
            fields = (0..schema.fields.len()).filter(filled).take(2).collect();
        }
        fields
            .into_iter()
            .map(|f| report::Cell { field: schema.fields[f].name.clone(), value: self.cell_text(event, f) })
            .collect()
    }

    fn bearer(&self, bearer: &Bearer, rows: &mut Rows) -> report::Bearer {
        match bearer {
            Bearer::Named(sym) => report::Bearer { name: Some(self.names.text(sym).to_string()), why: None },
            Bearer::Unassigned(why) => {
                rows.doubt(self, why);
                report::Bearer { name: None, why: Some(self.words.why(&self.names, why)) }
            }
            Bearer::NotStated => {
                report::Bearer { name: None, why: Some(self.words.bearer_not_stated().to_string()) }
            }
        }
    }

    fn reasons(&self, finding: &Finding, rows: &mut Rows) -> Vec<report::Reason> {
        finding
            .reasons
            .iter()
            .map(|reason| report::Reason {
                id: crate::report::words::reason_id(reason).to_string(),
                text: self.words.reason(&self.names, reason),
                evidence: self.reason_row(reason, rows),
            })
            .collect()
    }

    /// The log row that a reason is about.
    fn reason_row(&self, reason: &Reason, rows: &mut Rows) -> Option<usize> {
        match reason {
            Reason::OccasionUndecided(why)
            | Reason::WindowUndecided(why)
            | Reason::ConditionUndecided(why) => rows.doubt(self, why),
            Reason::Candidate(event, why) => {
                let remark = (LabelRole::Doubt, self.words.remark(&Remark::Undecided));
                let index = rows.event(event, EvidenceRole::Doubt, Part::Time, remark);
                rows.doubt(self, why);
                Some(index)
            }
            Reason::Rejected(row) => {
                Some(rows.rejected(row, (LabelRole::Doubt, self.words.remark(&Remark::Rejected))))
            }
            Reason::OpenParam(_)
            | Reason::Time(_)
            | Reason::BeforeLog { .. }
            | Reason::NoSource(_)
            | Reason::NoShift
            | Reason::WindowOpen
            | Reason::SourceEnds { .. }
            | Reason::ExcuseOpen(_)
            | Reason::ReparationOpen(_)
            | Reason::TooFew(..)
            | Reason::TooFewPeople(..)
            | Reason::InOrder(..)
            | Reason::TooMany(..)
            | Reason::GapsTooLong(_)
            | Reason::NotHeld(_)
            | Reason::ConditionFailed
            | Reason::Forbidden => None,
        }
    }

    /// Of a condition on the occasion that failed: the field it is about.
    fn failing_field(&self, finding: &Finding) -> Option<usize> {
        let failed = matches!(finding.status, Status::Violated | Status::Repaired | Status::Pending);
        self.check(finding).filter(|_| failed).and_then(|check| check.field)
    }

    /// What the cells of a condition on the occasion say.
    fn checked_cells(&self, finding: &Finding) -> Vec<report::Happened> {
        let (Some(check), engine::Occasion::Event(event)) = (self.check(finding), &finding.occasion) else {
            return Vec::new();
        };
        let how = match finding.status {
            Status::Fulfilled => How::Met,
            Status::Unknown => How::Undecided,
            Status::Violated
            | Status::Repaired
            | Status::Excused
            | Status::Waived
            | Status::Unearned
            | Status::Pending => How::Condition,
        };
        let entry = |text| report::Happened {
            how,
            event: self.names.kind(event.kind).to_string(),
            at: Some(self.moment(event.at)),
            text,
            evidence: Some(0),
        };
        self.cells_read(&check.condition, event).into_iter().map(entry).collect()
    }

    pub fn check(&self, finding: &Finding) -> Option<&model::Check> {
        match &self.norm(finding.norm).conduct {
            Conduct::Check(checks) => checks.get(finding.check?),
            Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Never => None,
            Conduct::Every(..) | Conduct::Hold(_) => None,
        }
    }

    pub fn check_field(&self, finding: &Finding) -> Option<String> {
        let field = self.check(finding)?.field?;
        match &self.norm(finding.norm).occasion {
            model::Occasion::Event { kind, .. } => Some(self.names.field(*kind, field).to_string()),
            model::Occasion::Each(_) | model::Occasion::During(_) => None,
        }
    }

    fn excuses(&self, finding: &Finding, rows: &mut Rows) -> Vec<report::Excuse> {
        let norm = self.norm(finding.norm);
        let tried = finding.excuses.iter().filter_map(|r| norm.excuses.get(r.excuse).map(|e| (r, e)));
        tried
            .map(|(result, excuse)| {
                let verdict = verdict(result.verdict);
                let mut why: Vec<String> = match excuse {
                    model::Excuse::Throughout { .. } => Vec::new(),
                    model::Excuse::Condition { condition, .. } => match &finding.occasion {
                        engine::Occasion::Event(event) => self.cells_read(condition, event),
                        engine::Occasion::Period { .. } | engine::Occasion::Interval { .. } => Vec::new(),
                    },
                    model::Excuse::Act { time, .. } => {
                        // An excuse with a time of its own was looked for in a window that is not at hand here.
                        let shared = time.is_empty();
                        let view = View {
                            role: EvidenceRole::Excuse,
                            forbidden: false,
                            window: finding.window.as_ref().filter(|_| shared),
                            branches: if shared { &norm.time } else { time },
                            search: search_of(finding.status),
                        };
                        self.happened(&result.goals, &view, rows).into_iter().map(|h| h.text).collect()
                    }
                };
                // An excuse that asks for all of the window fails although the state covers its beginning.
                let throughout = matches!(excuse, model::Excuse::Throughout { .. });
                let failed = throughout && verdict == report::ExcuseVerdict::Failed;
                let until = finding.window.as_ref().and_then(|window| window.due).filter(|_| failed);
                let until = until.map(|due| self.due_text(&due));
                why.extend(self.state_lines(&result.states, until.as_deref(), rows));
                for reason in &result.reasons {
                    self.reason_row(reason, rows);
                    why.push(self.words.reason(&self.names, reason));
                }
                let text = match excuse {
                    model::Excuse::Act { acts, .. } => {
                        acts.span().map_or_else(String::new, |span| self.policy_text(span))
                    }
                    model::Excuse::Condition { condition, .. } => self.policy_text(condition.span),
                    model::Excuse::Throughout { span, .. } => self.policy_text(*span),
                };
                report::Excuse { text, verdict, why }
            })
            .collect()
    }

    fn reparations(&self, finding: &Finding, rows: &mut Rows) -> Vec<report::Reparation> {
        let norm = self.norm(finding.norm);
        finding
            .reparations
            .iter()
            .map(|repair| {
                let stage = norm.stages.get(repair.stage).and_then(|s| s.reparations.get(repair.part));
                let branches = stage.map_or(&[][..], |reparation| &reparation.time);
                let view = View {
                    role: EvidenceRole::Reparation,
                    forbidden: false,
                    window: Some(&repair.window),
                    branches,
                    search: search_of(finding.status),
                };
                let acts = self.acts_of(finding.norm, Role::Reparation(repair.stage, repair.part));
                let when = self.when(&repair.window, branches);
                report::Reparation {
                    text: self.words.act_when(&acts, &when),
                    met: repair.met,
                    window: self.window(&repair.window, branches, &finding.occasion),
                    happened: self.happened(&repair.goals, &view, rows),
                }
            })
            .collect()
    }

    /// What would have made it compliant: the conduct, or one of the excuses that are acts.
    fn compliant(&self, finding: &Finding) -> Vec<String> {
        if !matches!(finding.status, Status::Violated | Status::Repaired | Status::Pending | Status::Unknown)
        {
            return Vec::new();
        }
        if let Some(ways) = self.still_open(finding) {
            return ways;
        }
        let norm = self.norm(finding.norm);
        let words = self.words;
        let when = finding.window.as_ref().map_or(WhenPhrase::Ever, |w| self.when(w, &norm.time));
        let mut ways = Vec::new();
        match &norm.conduct {
            Conduct::Must(_) => {
                ways.push(self.acts_when(finding.norm, Role::Conduct, &when));
            }
            Conduct::MustNot(_) => {
                let acts = self.acts_of(finding.norm, Role::Conduct);
                let window = finding.window.as_ref();
                let when = window.map_or(WhenPhrase::Ever, |w| self.throughout(w));
                ways.push(words.comply_none(&acts, &when));
            }
            Conduct::Never => {
                if let engine::Occasion::Event(event) = &finding.occasion {
                    ways.push(words.comply_never(self.names.kind(event.kind)));
                }
            }
            Conduct::Every(_, length) => ways.push(self.comply_every(finding, length)),
            Conduct::Hold(hold) => ways.push(self.comply_hold(hold)),
            Conduct::Check(_) => {
                ways.extend(self.check(finding).map(|check| self.comply_check(check)));
            }
        }
        for (i, excuse) in norm.excuses.iter().enumerate() {
            if let model::Excuse::Act { time, .. } = excuse {
                let when = if time.is_empty() { &when } else { &WhenPhrase::Ever };
                let act = self.acts_when(finding.norm, Role::Excuse(i), when);
                ways.push(words.comply_excuse(&act));
            }
        }
        ways
    }

    /// Of a pending finding whose conduct has failed: what can still be done.
    fn still_open(&self, finding: &Finding) -> Option<Vec<String>> {
        if finding.status != Status::Pending {
            return None;
        }
        let norm = self.norm(finding.norm);
        finding.reasons.iter().rev().find_map(|reason| match reason {
            Reason::ReparationOpen(stage) => {
                let open = finding.reparations.iter().filter(|r| r.stage == *stage && !r.met);
                let ways = open.filter_map(|repair| {
                    let branches = &norm.stages.get(*stage)?.reparations.get(repair.part)?.time;
                    let acts = self.acts_of(finding.norm, Role::Reparation(*stage, repair.part));
                    Some(self.words.act_when(&acts, &self.when(&repair.window, branches)))
                });
                Some(vec![self.lang().list_and(&ways.collect::<Vec<_>>())])
            }
            Reason::ExcuseOpen(excuse) => Some(vec![match norm.excuses.get(*excuse) {
                Some(model::Excuse::Condition { condition, .. }) => self.policy_text(condition.span),
                Some(model::Excuse::Throughout { span, .. }) => self.policy_text(*span),
                Some(model::Excuse::Act { .. }) | None => self.acts_of(finding.norm, Role::Excuse(*excuse)),
            }]),
            Reason::OpenParam(_)
            | Reason::OccasionUndecided(_)
            | Reason::WindowUndecided(_)
            | Reason::ConditionUndecided(_)
            | Reason::Time(_)
            | Reason::Candidate(..)
            | Reason::Rejected(_)
            | Reason::BeforeLog { .. }
            | Reason::NoSource(_)
            | Reason::NoShift
            | Reason::WindowOpen
            | Reason::TooFew(..)
            | Reason::TooFewPeople(..)
            | Reason::InOrder(..)
            | Reason::TooMany(..)
            | Reason::GapsTooLong(_)
            | Reason::NotHeld(_)
            | Reason::ConditionFailed
            | Reason::Forbidden
            | Reason::SourceEnds { .. } => None,
        })
    }

    fn comply_check(&self, check: &model::Check) -> String {
        let forbidden = check.condition.forbidden();
        if let ExprKind::Predicate(cell, asked) = &forbidden.unwrap_or(&check.condition).kind
            && let ExprKind::EventField(_, field) = &cell.kind
            && let Some(asked) = if forbidden.is_some() { opposite(*asked) } else { Some(*asked) }
        {
            let range = self.range_of(field.kind, field.index);
            let range = range.as_ref().map(|(low, high)| (low.as_str(), high.as_str()));
            return self.words.comply_cell(self.names.field(field.kind, field.index), asked, range);
        }
        self.words.comply_condition(&self.policy_text(check.condition.span), forbidden.is_some())
    }

    /// The acts of a role in words.
    pub fn acts_of(&self, norm: usize, role: Role) -> String {
        self.pattern_of(norm, role).map_or_else(String::new, |pattern| self.pattern(pattern))
    }

    /// The same, and by when.
    fn acts_when(&self, norm: usize, role: Role, when: &WhenPhrase) -> String {
        let pattern = self.pattern_of(norm, role);
        pattern.map_or_else(String::new, |pattern| self.pattern_when(pattern, when))
    }
}

/// What a cell must be that must not be so, if one word says it.
fn opposite(asked: model::Predicate) -> Option<model::Predicate> {
    use model::Predicate;
    match asked {
        Predicate::Filled => Some(Predicate::Blank),
        Predicate::Blank => Some(Predicate::Filled),
        Predicate::Valid | Predicate::FilledAndValid => None,
    }
}

fn status(status: Status) -> report::Status {
    match status {
        Status::Fulfilled => report::Status::Fulfilled,
        Status::Violated => report::Status::Violated,
        Status::Repaired => report::Status::Repaired,
        Status::Excused => report::Status::Excused,
        Status::Waived => report::Status::Waived,
        Status::Unearned => report::Status::Unearned,
        Status::Pending => report::Status::Pending,
        Status::Unknown => report::Status::Unknown,
    }
}

/// How far excuses and reparations were looked for.
fn search_of(status: Status) -> Search {
    match status {
        Status::Pending => Search::SoFar,
        Status::Unknown => Search::InDoubt,
        Status::Fulfilled
        | Status::Violated
        | Status::Repaired
        | Status::Excused
        | Status::Waived
        | Status::Unearned => Search::Window,
    }
}

pub(super) fn verdict(verdict: ExcuseVerdict) -> report::ExcuseVerdict {
    match verdict {
        ExcuseVerdict::Held => report::ExcuseVerdict::Held,
        ExcuseVerdict::Failed => report::ExcuseVerdict::Failed,
        ExcuseVerdict::Unclear => report::ExcuseVerdict::Unclear,
        ExcuseVerdict::Open => report::ExcuseVerdict::Open,
    }
}

pub(super) fn norm_kind(kind: NormKind) -> report::NormKind {
    match kind {
        NormKind::Duty => report::NormKind::Duty,
        NormKind::Prohibition => report::NormKind::Prohibition,
        NormKind::Reward => report::NormKind::Reward,
    }
}

fn unit_id(unit: crate::time::Unit) -> &'static str {
    use crate::time::Unit;
    match unit {
        Unit::Day => "day",
        Unit::WorkingDay => "working_day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}
