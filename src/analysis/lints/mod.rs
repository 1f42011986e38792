//! What is not wrong, but probably not meant. One file for each lint; a lint's name reads well after "allow".

mod missing_bearer;
mod missing_citation;
mod mixed_script;
mod open_param;
mod overlap;
mod unused_alias;
mod unused_declaration;
mod unused_param;

use super::checker::Checker;
use super::model::Norm;

impl Checker<'_> {
    /// Runs every lint over what was checked.
    pub(super) fn lint(&mut self, norms: &[Norm]) {
        self.lint_mixed_script();
        self.lint_unused_params();
        self.lint_unused_declarations();
        self.lint_overlap(norms);
        self.lint_open_params(norms);
        self.lint_missing_bearers();
        self.lint_missing_citations();
    }
}
