//! An alias that nothing uses; a roster member whose act anybody may do.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Act, Acts, Conduct, Expr, ExprKind, Quorum, Var};
use crate::analysis::scope::{Scope, Variable, What};
use crate::analysis::walk;

impl Checker<'_> {
    /// Looks at the names of one norm, after all its parts were checked.
    pub(in crate::analysis) fn lint_aliases(&mut self, scope: &Scope, conduct: Option<&Conduct>) {
        for variable in scope.vars.iter().filter(|variable| variable.given) {
            let member = variable.var == Var::Member;
            if if member { anybodys(variable, conduct) } else { !variable.used.get() } {
                let (name, span) = (variable.name.clone(), variable.span);
                let actor = conduct.and_then(|conduct| self.actor(variable, conduct));
                self.report(LintProblem::UnusedAlias { name, span, member, actor });
            }
            // `when alarm as alarm` says nothing new, and hides nothing.
            let own =
                matches!(variable.what, What::Event(kind) if self.schema.kind(kind).name == variable.name);
            let hidden = self.names.words.get(variable.name.as_str()).copied();
            if let Some(hidden) = hidden.filter(|_| variable.var == Var::Occasion && !own) {
                let (name, span) = (variable.name.clone(), variable.span);
                self.report(LintProblem::HiddenName { name, span, hidden });
            }
        }
    }

    /// The field of an act that names who acted, if a member can be compared with it.
    fn actor(&self, member: &Variable, conduct: &Conduct) -> Option<String> {
        let (Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _)) = conduct else {
            return None;
        };
        let act = acts.each().find(|act| !names_member(act))?;
        let kind = self.schema.kind(act.kind);
        let field = &kind.fields[kind.actor?];
        let same = matches!(&member.what, What::Value(ty) if *ty == field.ty);
        same.then(|| field.name.clone())
    }
}

/// Whether the act of one member would serve all of them: then nobody's absence is ever seen.
fn anybodys(member: &Variable, conduct: Option<&Conduct>) -> bool {
    match conduct {
        Some(Conduct::Must(acts) | Conduct::MustNot(acts) | Conduct::Every(acts, _)) => any_is_anybodys(acts),
        Some(Conduct::Never | Conduct::Check(_) | Conduct::Hold(_)) => !member.used.get(),
        // What could not be understood has been reported.
        None => false,
    }
}

/// Whether one of several ways is open to anybody. Of acts in order, one that names the member is enough.
fn any_is_anybodys(acts: &Acts) -> bool {
    acts.ways.iter().any(|way| !way.steps.iter().any(|step| names_member(&step.act)))
}

fn names_member(act: &Act) -> bool {
    let quorum = act.quorum.iter().filter_map(|quorum| match quorum {
        Quorum::OtherThan(person) => Some(person),
        Quorum::Different(_) => None,
    });
    let mut found = false;
    act.same.iter().map(|same| &same.value).chain(&act.filter).chain(quorum).for_each(|part: &Expr| {
        walk::each(part, &mut |inner| found |= inner.kind == ExprKind::Var(Var::Member));
    });
    found
}
