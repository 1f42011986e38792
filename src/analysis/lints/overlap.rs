//! Two norms that can fine one act, where no rule says what it costs.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Act, Conduct, Consequence, Expr, Norm, NormKind, Occasion, Penalty};
use crate::analysis::relations::{exclude_each_other, overrides, placeless};
use crate::event::KindId;

impl Checker<'_> {
    /// Reports each norm once, with the first that fines the same.
    pub(super) fn lint_overlap(&mut self, norms: &[Norm]) {
        if self.header.accounts.overlap.is_some() {
            return;
        }
        let fined: Vec<Fined<'_>> = norms.iter().filter_map(Fined::of).collect();
        for (at, second) in fined.iter().enumerate() {
            let first = fined[..at].iter().find(|first| {
                first.kind == second.kind
                    && first.bearer == second.bearer
                    && same_act(first.norm, second.norm)
                    && !exclude_each_other(first.norm, second.norm)
                    && !overrides(norms, first.norm, second.norm)
                    && !overrides(norms, second.norm, first.norm)
            });
            if let Some(first) = first {
                let of = |fined: &Fined<'_>| (fined.norm.name.clone(), fined.norm.spans.name);
                let (first, second, header) = (of(first), of(second), self.header.span);
                self.report(LintProblem::NoOverlapRule { first, second, header });
            }
        }
    }
}

/// A norm that asks somebody for money on the occasion of an event.
struct Fined<'n> {
    norm: &'n Norm,
    kind: KindId,
    /// Without places, to be compared with others.
    bearer: Expr,
}

impl Fined<'_> {
    fn of(norm: &Norm) -> Option<Fined<'_>> {
        let Occasion::Event { kind, .. } = &norm.occasion else { return None };
        let bearer = norm.bearer.as_ref().filter(|_| asks_money(norm))?;
        Some(Fined { norm, kind: *kind, bearer: placeless(bearer) })
    }
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
