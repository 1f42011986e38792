//! Two norms that can fine one act, where no rule says what it costs.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Act, Conduct, Consequence, Norm, NormKind, Occasion, Penalty};
use crate::analysis::relations::{exclude_each_other, overrides, placeless};

impl Checker<'_> {
    /// Reports each norm once, with the first that fines the same.
    pub(super) fn lint_overlap(&mut self, norms: &[Norm]) {
        if self.header.accounts.overlap.is_some() {
            return;
        }
        for (at, second) in norms.iter().enumerate() {
            let first = norms[..at].iter().find(|first| {
                one_act(first, second)
                    && !exclude_each_other(first, second)
                    && !overrides(norms, first, second)
                    && !overrides(norms, second, first)
            });
            if let Some(first) = first {
                let of = |norm: &Norm| (norm.name.clone(), norm.spans.name);
                let (first, second, header) = (of(first), of(second), self.header.span);
                self.report(LintProblem::NoOverlapRule { first, second, header });
            }
        }
    }
}

/// Whether one act of one person can break both norms, and both ask for money.
fn one_act(a: &Norm, b: &Norm) -> bool {
    let (Occasion::Event { kind: one, .. }, Occasion::Event { kind: other, .. }) = (&a.occasion, &b.occasion)
    else {
        return false;
    };
    let same_bearer = match (&a.bearer, &b.bearer) {
        (Some(a), Some(b)) => placeless(a) == placeless(b),
        (Some(_) | None, _) => false,
    };
    one == other && same_bearer && asks_money(a) && asks_money(b) && same_act(a, b)
}

/// As the ledger tells acts apart where `overlap highest` holds.
fn same_act(a: &Norm, b: &Norm) -> bool {
    match (&a.conduct, &b.conduct) {
        (Conduct::Never, Conduct::Never) => true,
        (Conduct::Check(a), Conduct::Check(b)) => {
            a.iter().any(|one| b.iter().any(|other| one.field == other.field && one.field.is_some()))
        }
        (Conduct::Must(a), Conduct::Must(b)) | (Conduct::MustNot(a), Conduct::MustNot(b)) => {
            match (a.single(), b.single()) {
                (Some(a), Some(b)) => {
                    let keys = |act: &Act| -> Vec<_> {
                        act.same.iter().map(|same| (same.field, placeless(&same.value))).collect()
                    };
                    let filter = |act: &Act| act.filter.as_ref().map(placeless);
                    a.kind == b.kind && keys(a) == keys(b) && filter(a) == filter(b)
                }
                (Some(_) | None, _) => false,
            }
        }
        _ => false,
    }
}

fn asks_money(norm: &Norm) -> bool {
    fn money(consequence: &Consequence) -> bool {
        match &consequence.penalty {
            Penalty::Fine(_) | Penalty::FineRange(..) | Penalty::FineOf(_) | Penalty::Deduct(_) => true,
            Penalty::Escalate(table) => table.steps.iter().any(|step| money(&step.consequence)),
            Penalty::Demerit(_) | Penalty::Warn | Penalty::Suspend | Penalty::Dismiss => false,
            Penalty::Notify(_) | Penalty::Sanction(_) => false,
        }
    }
    norm.kind != NormKind::Reward && norm.stages.iter().flat_map(|stage| &stage.consequences).any(money)
}
