//! A parameter that nothing uses.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;

impl Checker<'_> {
    pub(super) fn lint_unused_params(&mut self) {
        let unused: Vec<_> = self.params.iter().filter(|param| !param.used).cloned().collect();
        for param in unused {
            self.report(LintProblem::UnusedParam { name: param.name, span: param.span });
        }
    }
}
