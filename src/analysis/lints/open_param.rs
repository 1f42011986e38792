//! A parameter that is open: until it is bound, the norms that need it are unknown.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Norm, ParamId};

impl Checker<'_> {
    pub(super) fn lint_open_params(&mut self, norms: &[Norm]) {
        for (at, param) in self.params.clone().into_iter().enumerate() {
            let id = ParamId(at as u16);
            let needing: Vec<_> = norms
                .iter()
                .filter(|norm| norm.open_params.contains(&id))
                .map(|norm| (norm.name.clone(), norm.spans.name))
                .collect();
            if !needing.is_empty() {
                let (name, span) = (param.name, param.span);
                self.report(LintProblem::OpenParam { name, span, norms: needing });
            }
        }
    }
}
