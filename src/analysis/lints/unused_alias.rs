//! An alias or roster member that nothing uses.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::Var;
use crate::analysis::scope::Scope;

impl Checker<'_> {
    /// Looks at the names of one norm, after all its parts were checked.
    pub(in crate::analysis) fn lint_aliases(&mut self, scope: &Scope) {
        for variable in &scope.vars {
            if variable.given && !variable.used.get() {
                let (name, span) = (variable.name.clone(), variable.span);
                let member = variable.var == Var::Member;
                self.report(LintProblem::UnusedAlias { name, span, member });
            }
            let hidden = self.names.words.get(variable.name.as_str()).copied();
            if let Some(hidden) = hidden.filter(|_| variable.given && variable.var == Var::Occasion) {
                let (name, span) = (variable.name.clone(), variable.span);
                self.report(LintProblem::HiddenName { name, span, hidden });
            }
        }
    }
}
