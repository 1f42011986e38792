//! Consequences outside a norm: what a test expects a finding to propose.

use super::Frame;
use crate::analysis::RelationProblem;
use crate::analysis::checker::Checker;
use crate::analysis::model::Consequence;
use crate::analysis::scope::Scope;
use crate::source::{Span, Spanned};
use crate::syntax::ast;

impl<'a> Checker<'a> {
    /// The consequences that a test expects, or reports. They are checked as those of a norm are.
    pub(in crate::analysis) fn expected_consequences(
        &mut self,
        list: &'a [Spanned<ast::Consequence>],
        span: Span,
    ) -> Option<Vec<Consequence>> {
        let mut all = Vec::new();
        let frame = Frame { period: false, ..Frame::of_period(Scope::default(), span) };
        for one in list {
            if let ast::Consequence::Reparation(..) = &one.node {
                self.report(RelationProblem::ReparationExpected { span: one.span });
                return None;
            }
            all.extend(self.one_consequence(one, &frame)?);
        }
        Some(all)
    }
}
