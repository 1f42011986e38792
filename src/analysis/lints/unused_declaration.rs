//! A state or measure that nothing uses.

use crate::analysis::checker::Checker;
use crate::analysis::{LintProblem, Thing};
use crate::diagnostics::Severity;
use crate::syntax::ast;

impl Checker<'_> {
    /// Only those of the policy's own file: a vocabulary is shared by policies that need more or less of it.
    pub(super) fn lint_unused_declarations(&mut self) {
        // What has a mistake may have meant it.
        if self.problems.iter().any(|problem| problem.code().severity() == Severity::Error) {
            return;
        }
        let Some(main) = self.loaded.files.first() else { return };
        let mut unused = Vec::new();
        for item in &main.file.items {
            match &item.node {
                ast::Item::State(state) => {
                    let known = self.states.iter().find(|known| known.name == state.name.node);
                    if known.is_some_and(|known| !known.used) {
                        unused.push((Thing::State, &state.name));
                    }
                }
                ast::Item::Measure(measure) if !self.measuring.is_used(&measure.name.node) => {
                    unused.push((Thing::Measure, &measure.name));
                }
                _ => {}
            }
        }
        for (thing, name) in unused {
            let (name, span) = (name.node.clone(), name.span);
            self.report(LintProblem::UnusedDeclaration { thing, name, span });
        }
    }
}
