//! When it could be done, and how the due time was worked out: recomputed from the branch that applied, by the same
//! functions that the engine used.

use super::context::Context;
use crate::analysis::model::{Branch, Limit};
use crate::engine::{self, Occasion};
use crate::report::model::{Step, Window};
use crate::report::words::WhenPhrase;
use crate::time::{self, Bound, Stamp};

impl Context<'_> {
    pub fn window(&self, window: &engine::Window, branches: &[Branch], occasion: &Occasion) -> Window {
        let stated = window.due.map(|due| due.stated(self.zone()));
        Window {
            opens: window.opens.map(|opens| self.moment(opens)),
            due: stated.map(|(due, _)| self.zone().rfc3339(due)),
            inclusive: stated.is_some_and(|(_, bound)| bound == Bound::Inclusive),
            text: window.due.map(|due| self.due_phrase(&due)),
            steps: self.steps(window, branches, occasion),
        }
    }

    fn steps(&self, window: &engine::Window, branches: &[Branch], occasion: &Occasion) -> Vec<Step> {
        let mut steps = Vec::new();
        let Some((index, branch)) = window.branch.and_then(|i| branches.get(i).map(|b| (i, b))) else {
            if let (Occasion::Period { period, .. }, Some(due)) = (occasion, window.due) {
                let text = self.words.period_ends(period.unit, &period.label(), &self.due_text(&due));
                steps.push(step("period_end", text));
            }
            if let (Occasion::Interval { interval, slot, .. }, Some(_)) = (occasion, window.due) {
                steps.push(step("interval_end", self.interval_ends(interval, *slot)));
            }
            return steps;
        };
        if branches.len() > 1 {
            let limit = self.limit_words(branch);
            steps.push(step(
                "branch",
                match &branch.condition {
                    Some(condition) => self.words.branch_holds(&self.policy_text(condition.span), &limit),
                    None => {
                        let failed: Vec<String> = branches[..index]
                            .iter()
                            .filter_map(|b| b.condition.as_ref())
                            .map(|c| self.policy_text(c.span))
                            .collect();
                        self.words.branch_otherwise(&failed, &limit)
                    }
                },
            ));
        }
        self.limit_steps(window, branch, &mut steps);
        steps
    }

    fn limit_steps(&self, window: &engine::Window, branch: &Branch, steps: &mut Vec<Step>) {
        let rules = &self.input.rules;
        let anchor = window.anchor;
        let explained = match &branch.limit {
            Limit::Within(length, of) => {
                if let Some(of) = of {
                    let text = self.words.counted_from(&self.policy_text(of.span), &self.stamp_text(anchor));
                    steps.push(step("counted_from", text));
                }
                time::explain_within(rules, anchor, length)
            }
            Limit::By(point) => time::explain_by(rules, anchor, point),
            Limit::Before { act: None, at_least, .. } => match at_least {
                Some(length) => time::explain_lead(rules, anchor, length),
                None => {
                    let text = self.words.before_occasion(&self.stamp_text(anchor));
                    steps.push(step("before_occasion", text));
                    return self.not_before_step(window, branch, steps);
                }
            },
            Limit::Before { act: Some(_), at_least, .. } => {
                if let Some(other) = self.until(branch) {
                    steps.push(step("until", self.words.until_act(&other)));
                }
                // Once the event has come, it is what the lead time is counted from.
                match at_least.filter(|_| window.due.is_some()) {
                    Some(length) => time::explain_lead(rules, anchor, &length),
                    None => return,
                }
            }
            Limit::ByField(field) | Limit::BeforeField(field) => {
                if let Some(due) = window.due {
                    let text = self.words.field_due(&self.policy_text(field.span), &self.due_text(&due));
                    steps.push(step("field", text));
                }
                return;
            }
            Limit::EndOfShift(_) => {
                if let Some(due) = window.due {
                    steps.push(step("shift_end", self.shift_ends(&self.due_text(&due))));
                }
                return;
            }
            Limit::WithinOpen(_) => return,
        };
        // What could not be worked out is a reason of the finding, not a step.
        if let Ok((_, list)) = explained {
            steps.extend(list.iter().map(|s| step(step_id(s), s.words(self.lang()))));
        }
        self.not_before_step(window, branch, steps);
    }

    fn not_before_step(&self, window: &engine::Window, branch: &Branch, steps: &mut Vec<Step>) {
        if let Some(first) = self.not_before(window, branch) {
            steps.push(step("not_before", self.words.not_before(&first)));
        }
    }

    /// The earliest permitted time of `at most 3 months before`.
    fn not_before(&self, window: &engine::Window, branch: &Branch) -> Option<String> {
        let Limit::Before { act: None, at_most: Some(length), .. } = &branch.limit else { return None };
        let due = time::lead(&self.input.rules, window.anchor, length).ok()?;
        Some(self.due_text(&due))
    }

    /// The act before which the conduct must come.
    fn until(&self, branch: &Branch) -> Option<String> {
        let Limit::Before { act: Some(act), .. } = &branch.limit else { return None };
        let goals = &self.input.plan.goals;
        let index = goals.iter().position(|g| g.span == act.span && g.kind == act.kind)?;
        Some(self.act(crate::plan::GoalId(u32::try_from(index).ok()?)))
    }

    fn limit_words(&self, branch: &Branch) -> String {
        match &branch.limit {
            Limit::Within(length, _) => length.words(self.lang()),
            Limit::By(point) => point.words(self.zone(), self.lang()),
            Limit::EndOfShift(_)
            | Limit::WithinOpen(_)
            | Limit::ByField(_)
            | Limit::BeforeField(_)
            | Limit::Before { .. } => {
                format!("`{}`", self.policy_text(branch.span))
            }
        }
    }

    /// When an act is to be done, as part of a sentence.
    pub fn when(&self, window: &engine::Window, branches: &[Branch]) -> WhenPhrase {
        let branch = window.branch.and_then(|i| branches.get(i));
        let lead = branch.is_some_and(|b| matches!(b.limit, Limit::Before { at_least: Some(_), .. }));
        if let Some(other) = branch.and_then(|b| self.until(b)).filter(|_| !lead || window.due.is_none()) {
            return WhenPhrase::Before(other);
        }
        let Some(due) = window.due else { return WhenPhrase::Ever };
        match branch.and_then(|b| self.not_before(window, b)) {
            Some(first) => WhenPhrase::Between(first, self.sure_due_text(&due)),
            None if self.ends_before(&due) => WhenPhrase::Before(self.due_text(&due)),
            None => WhenPhrase::By(self.sure_due_text(&due)),
        }
    }

    /// The whole window, as part of a sentence.
    pub fn throughout(&self, window: &engine::Window) -> WhenPhrase {
        match (window.opens, window.due) {
            (Some(opens), Some(due)) => WhenPhrase::Between(self.stamp_text(opens), self.due_text(&due)),
            (None, Some(due)) => WhenPhrase::By(self.due_text(&due)),
            (_, None) => WhenPhrase::Ever,
        }
    }

    /// How late an act came.
    pub fn lateness(&self, due: Option<time::Due>, at: Stamp) -> Option<String> {
        let amount = due?.lateness(at, self.zone())?;
        Some(self.words.apart(&amount))
    }

    /// How much too early an act came.
    pub fn earliness(
        &self,
        window: Option<&engine::Window>,
        branches: &[Branch],
        at: Stamp,
    ) -> Option<String> {
        let window = window?;
        let branch = branches.get(window.branch?)?;
        let Limit::Before { act: None, at_most: Some(length), .. } = &branch.limit else { return None };
        let first = time::lead(&self.input.rules, window.anchor, length).ok()?;
        Some(self.words.apart(&first.earliness(at, self.zone())?))
    }
}

fn step(id: impl Into<String>, text: String) -> Step {
    Step { id: id.into(), text }
}

/// The stable name of a step.
fn step_id(step: &time::Step) -> String {
    let tag = serde_json::to_value(step).ok().and_then(|v| Some(v.get("step")?.as_str()?.to_string()));
    tag.unwrap_or_else(|| "step".into())
}
