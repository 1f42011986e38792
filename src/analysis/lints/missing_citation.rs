//! A norm without a clause, in a policy that names its regulation.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::syntax::ast::{Clause, Item};

impl Checker<'_> {
    pub(super) fn lint_missing_citations(&mut self) {
        if self.header.sources.is_empty() {
            return;
        }
        let loaded = self.loaded;
        for item in loaded.files.iter().flat_map(|file| &file.file.items) {
            let Item::Norm(norm) = &item.node else { continue };
            if !norm.clauses.iter().any(|clause| matches!(clause.node, Clause::Cite(_))) {
                let (name, span) = (norm.name.node.clone(), norm.name.span);
                self.report(LintProblem::NoCitation { norm: name, span });
            }
        }
    }
}
