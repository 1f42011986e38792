//! The verdict in one sentence, and the remarks in the policy's text.

use super::context::Context;
use crate::analysis::model::{Conduct, Expr, ExprKind};
use crate::engine::{Finding, GoalResult, MissKind, Occasion, Reason, Status};
use crate::plan::{GoalId, Role, Ways};
use crate::report::model::{Label, LabelRole, Proposal};
use crate::report::words::{Headline, Remark, WhenPhrase};
use crate::source::Span;

impl Context<'_> {
    pub fn headline(&self, finding: &Finding) -> Headline {
        match finding.status {
            Status::Fulfilled => Headline::Fulfilled,
            Status::Excused => Headline::Excused,
            Status::Waived => Headline::Waived,
            Status::Unearned => Headline::Unearned,
            Status::Repaired => Headline::Repaired,
            Status::Pending => self.pending_headline(finding),
            Status::Unknown => {
                // How the conduct failed is no reason for not knowing.
                let decisive = |r: &&Reason| {
                    !matches!(
                        r,
                        Reason::TooFew(..)
                            | Reason::TooFewPeople(..)
                            | Reason::InOrder(..)
                            | Reason::TooMany(..)
                            | Reason::GapsTooLong(_)
                            | Reason::NotHeld(_)
                            | Reason::ConditionFailed
                            | Reason::Forbidden
                    )
                };
                let reason = finding.reasons.iter().find(decisive).or(finding.reasons.first());
                Headline::Unknown {
                    why: reason.map_or_else(String::new, |r| self.words.reason(&self.names, r)),
                }
            }
            Status::Violated => self.violated_headline(finding),
        }
    }

    fn pending_headline(&self, finding: &Finding) -> Headline {
        for reason in finding.reasons.iter().rev() {
            match reason {
                Reason::ReparationOpen(stage) => {
                    let repair = finding.reparations.iter().find(|r| r.stage == *stage);
                    let due = repair.and_then(|r| r.window.due).map(|due| self.due_text(&due));
                    return Headline::ReparationOpen { due };
                }
                Reason::ExcuseOpen(_) => return Headline::ExcuseOpen,
                Reason::SourceEnds { .. } => {
                    return Headline::Unknown { why: self.words.reason(&self.names, reason) };
                }
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
                | Reason::Forbidden => {}
            }
        }
        let due = finding.window.and_then(|w| w.due).map(|due| self.due_text(&due));
        Headline::Open { due }
    }

    fn violated_headline(&self, finding: &Finding) -> Headline {
        let kind_of = |occasion: &Occasion| match occasion {
            Occasion::Event(event) => self.names.kind(event.kind).to_string(),
            Occasion::Period { period, .. } => self.words.unit(period.unit).to_string(),
            Occasion::Interval { interval, .. } => self.state_name(interval.state),
        };
        match &self.norm(finding.norm).conduct {
            Conduct::Never => Headline::Never { kind: kind_of(&finding.occasion) },
            Conduct::Check(_) => self.check_headline(finding),
            Conduct::MustNot(_) => {
                let met = |g: &&GoalResult| self.input.plan.goal(g.goal).enough(g.hit_count, g.people);
                // Of acts in order, the last one made the order complete.
                let last = |g: &&GoalResult| self.completes(g.goal);
                let hit = finding.goals.iter().filter(met).find(last).and_then(|g| g.hits.first());
                match hit {
                    Some(event) => Headline::Forbidden {
                        kind: self.names.kind(event.kind).to_string(),
                        at: self.stamp_text(event.at),
                    },
                    None => Headline::Never { kind: kind_of(&finding.occasion) },
                }
            }
            Conduct::Must(_) => self.missing_headline(finding),
            Conduct::Every(..) | Conduct::Hold(_) => {
                Headline::Cell(self.gap_headline(finding).unwrap_or_default())
            }
        }
    }

    /// Whether a goal belongs to the last step of its way.
    fn completes(&self, id: GoalId) -> bool {
        let goal = self.input.plan.goal(id);
        let pattern = self.pattern_of(goal.norm, goal.role);
        pattern
            .and_then(|p| p.ways.get(goal.place.way))
            .is_none_or(|way| goal.place.step + 1 == way.steps.len())
    }

    fn check_headline(&self, finding: &Finding) -> Headline {
        let cells = match (self.check(finding), &finding.occasion) {
            (Some(check), Occasion::Event(event)) => self.cells_read(&check.condition, event),
            (_, _) => Vec::new(),
        };
        let cells = [self.calculations(finding), cells].concat();
        match (self.check(finding), cells.as_slice()) {
            (Some(check), [cell]) if is_predicate(&check.condition) => Headline::Cell(cell.clone()),
            (Some(check), [cell]) if check.condition.forbidden().is_some_and(is_predicate) => {
                Headline::ForbiddenCell(cell.clone())
            }
            (check, _) => Headline::Check {
                condition: check.map_or_else(String::new, |c| self.policy_text(c.condition.span)),
                cells,
                forbidden: check.is_some_and(|check| check.condition.forbidden().is_some()),
            },
        }
    }

    /// Why the first goal that was not met was not met.
    fn missing_headline(&self, finding: &Finding) -> Headline {
        let plan = self.input.plan;
        if let Some(pattern) = self.pattern_of(finding.norm, Role::Conduct).filter(|p| p.ways.len() > 1) {
            return self.no_way(finding, pattern);
        }
        for result in &finding.goals {
            let goal = plan.goal(result.goal);
            let kind = self.names.kind(goal.kind).to_string();
            let found = result.hit_count;
            if let Some(allowed) = goal.max.filter(|max| found > *max) {
                return Headline::TooMany { kind, found, allowed };
            }
            if goal.enough(found, result.people) {
                continue;
            }
            if found >= goal.min {
                return Headline::TooFewPeople { kind, found: result.people, needed: goal.different };
            }
            if found > 0 || goal.min > 1 {
                return Headline::TooFew { kind, found, needed: goal.min };
            }
            return self.near_miss(finding, result, kind);
        }
        let kind = finding
            .goals
            .first()
            .map_or_else(String::new, |g| self.names.kind(plan.goal(g.goal).kind).to_string());
        Headline::Late { kind, by: None }
    }

    /// None of several ways was gone: the one that came nearest, else all of them.
    fn no_way(&self, finding: &Finding, pattern: &Ways) -> Headline {
        let near = finding.goals.iter().find(|result| {
            let goal = self.input.plan.goal(result.goal);
            !result.misses.is_empty() && !goal.enough(result.hit_count, result.people)
        });
        if let Some(result) = near {
            let kind = self.names.kind(self.input.plan.goal(result.goal).kind).to_string();
            return self.near_miss(finding, result, kind);
        }
        let norm = self.norm(finding.norm);
        let when = finding.window.as_ref().map_or(WhenPhrase::Ever, |w| self.when(w, &norm.time));
        Headline::Missing { act: self.pattern_when(pattern, &when), when: WhenPhrase::Ever }
    }

    fn near_miss(&self, finding: &Finding, result: &GoalResult, kind: String) -> Headline {
        let norm = self.norm(finding.norm);
        let before = self.goal_before(result.goal);
        let before = before.map(|goal| self.names.kind(self.input.plan.goal(goal).kind).to_string());
        let find = |why: MissKind| result.misses.iter().find(|m| m.why == why);
        let window = finding.window.as_ref();
        if let Some(miss) = find(MissKind::Late) {
            let due = miss.due.or(window.and_then(|w| w.due));
            Headline::Late { kind, by: self.lateness(due, miss.event.at) }
        } else if let (Some(_), Some(after)) = (find(MissKind::OutOfOrder), &before) {
            Headline::OutOfOrder { kind, after: after.clone() }
        } else if find(MissKind::Given).is_some() {
            Headline::Given { kind }
        } else if find(MissKind::WrongPerson).is_some() {
            Headline::WrongPerson { kind }
        } else if let Some(miss) = find(MissKind::Early) {
            Headline::Early { kind, by: self.earliness(window, &norm.time, miss.event.at) }
        } else if find(MissKind::Condition).is_some() {
            Headline::Condition { kind, conditions: self.act_phrase(result.goal).conditions }
        } else {
            let when = window.map_or(WhenPhrase::Ever, |w| self.when(w, &norm.time));
            match before {
                Some(after) => Headline::MissingAfter { act: self.act(result.goal), after, when },
                None => Headline::Missing { act: self.act(result.goal), when },
            }
        }
    }

    /// Remarks in the norm's own text.
    pub fn policy_labels(&self, index: usize, finding: &Finding, proposals: &[Proposal]) -> Vec<Label> {
        let norm = self.norm(finding.norm);
        let mut labels = Vec::new();
        let mut push = |span: Span, role: LabelRole, remark: &Remark| {
            if let Some(label) = self.in_norm(finding.norm, span, role, self.words.remark(remark)) {
                labels.push(label);
            }
        };
        let failed = matches!(finding.status, Status::Violated | Status::Repaired);
        match (&norm.conduct, self.check(finding)) {
            (Conduct::Hold(hold), _) if hold.condition.forbidden().is_some() => {
                push(norm.spans.conduct, LabelRole::Conduct, &Remark::Forbidden);
            }
            (Conduct::Must(_) | Conduct::Every(..) | Conduct::Hold(_), _) => {
                push(norm.spans.conduct, LabelRole::Conduct, &Remark::Expected)
            }
            (Conduct::MustNot(_) | Conduct::Never, _) => {
                push(norm.spans.conduct, LabelRole::Conduct, &Remark::Forbidden);
            }
            (Conduct::Check(_), Some(check)) if failed => {
                let forbidden = check.condition.forbidden().is_some();
                let remark = Remark::CheckFails { field: self.check_field(finding), forbidden };
                push(check.condition.span, LabelRole::Conduct, &remark);
            }
            (Conduct::Check(_), Some(check)) if check.condition.forbidden().is_some() => {
                push(norm.spans.conduct, LabelRole::Conduct, &Remark::Forbidden);
            }
            (Conduct::Check(_), _) => push(norm.spans.conduct, LabelRole::Conduct, &Remark::Expected),
        }
        if let (Some(window), Conduct::Must(_) | Conduct::MustNot(_) | Conduct::Every(..) | Conduct::Hold(_)) =
            (&finding.window, &norm.conduct)
            && let Some(due) = window.due
        {
            let branch = window.branch.and_then(|i| norm.time.get(i));
            let remark = match norm.conduct {
                Conduct::MustNot(_) | Conduct::Every(..) | Conduct::Hold(_) => {
                    Remark::Until(self.due_text(&due))
                }
                Conduct::Must(_) | Conduct::Never | Conduct::Check(_) => Remark::Due(self.due_phrase(&due)),
            };
            match branch {
                Some(branch) => push(branch.span, LabelRole::Time, &remark),
                None => push(norm.spans.occasion, LabelRole::Time, &remark),
            }
        }
        if let (crate::engine::Bearer::Unassigned(_), Some(span)) = (&finding.bearer, norm.spans.bearer) {
            push(span, LabelRole::Doubt, &Remark::Unassigned);
        }
        // Of a duty that was fulfilled nobody asks for an excuse.
        for result in finding.excuses.iter().filter(|_| finding.status != Status::Fulfilled) {
            if let Some(excuse) = norm.excuses.get(result.excuse) {
                let remark = Remark::ExcuseVerdict(super::finding::verdict(result.verdict));
                push(excuse.span(), LabelRole::Excuse, &remark);
            }
        }
        for repair in &finding.reparations {
            let stage = norm.stages.get(repair.stage).and_then(|s| s.reparations.get(repair.part));
            if let Some(span) = stage.and_then(|reparation| reparation.acts.span()) {
                let open = finding.status == Status::Pending;
                let remark = match (repair.met, open) {
                    (true, _) => Remark::ReparationMet,
                    (false, true) => Remark::ReparationOpen,
                    (false, false) => Remark::ReparationMissed,
                };
                push(span, LabelRole::Consequence, &remark);
            }
        }
        for (posting, proposal) in self.input.ledger.of(index).zip(proposals) {
            push(posting.span, LabelRole::Consequence, &Remark::Proposed(proposal.text.clone()));
        }
        labels
    }

    /// A remark at a place of the policy, if that lies in the norm's text.
    fn in_norm(&self, norm: usize, span: Span, role: LabelRole, text: String) -> Option<Label> {
        let (lines, _) = self.norm_lines(norm);
        if span.file != lines.file || span.start < lines.start || span.end > lines.end {
            return None;
        }
        let line = self.input.sources.get(span.file).place(span.start).line;
        let (start, len) = (span.start - lines.start, span.end.saturating_sub(span.start));
        Some(Label { evidence: None, start, len, line, role, text })
    }

    /// The whole lines on which a norm stands, and the number of the first.
    pub fn norm_lines(&self, norm: usize) -> (Span, u32) {
        let whole = self.norm(norm).spans.whole;
        let file = self.input.sources.get(whole.file);
        let text = file.text.as_str();
        let start = text.get(..whole.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let rest = text.get(whole.end as usize..).unwrap_or_default();
        let end = whole.end as usize + rest.find('\n').unwrap_or(rest.len());
        (Span::new(whole.file, start, end), file.place(whole.start).line)
    }
}

fn is_predicate(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Predicate(..))
}
