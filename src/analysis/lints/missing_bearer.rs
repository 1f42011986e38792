//! A norm that names nobody: its findings are nobody's.

use crate::analysis::LintProblem;
use crate::analysis::checker::Checker;
use crate::syntax::ast::{Clause, Conduct, Item, NormKind};

impl Checker<'_> {
    /// Looks at the norms as written, so that one that is refused is told as well. Prohibitions that in truth
    /// demand something are told here too, because the same clauses are looked at.
    pub(super) fn lint_missing_bearers(&mut self) {
        let loaded = self.loaded;
        for item in loaded.files.iter().flat_map(|file| &file.file.items) {
            let Item::Norm(norm) = &item.node else { continue };
            // Where only some may do something, whoever did it answers for it.
            let applies = |clause: &Clause| matches!(clause, Clause::Occasion(_));
            let only = norm.clauses.iter().any(|clause| matches!(clause.node, Clause::Only(..)))
                && !norm.clauses.iter().any(|clause| applies(&clause.node));
            if !only && !norm.clauses.iter().any(|clause| matches!(clause.node, Clause::Bearer(_))) {
                let (name, span) = (norm.name.node.clone(), norm.name.span);
                self.report(LintProblem::NoBearer { norm: name, span });
            }
            for clause in &norm.clauses {
                if let Clause::Must(must) = &clause.node
                    && norm.kind == NormKind::Prohibition
                    && !must.not
                    && matches!(must.conduct, Conduct::Acts(_))
                {
                    let (name, span) = (norm.name.node.clone(), clause.span);
                    self.report(LintProblem::ProhibitionThatDemands { norm: name, span });
                }
            }
        }
    }
}
