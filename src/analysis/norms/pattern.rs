//! `when 3 alarm same kind within 7 days`: a count of like events as the occasion.

use super::Frame;
use crate::analysis::checker::Checker;
use crate::analysis::length::LengthOrOpen;
use crate::analysis::model::Pattern;
use crate::analysis::scope::Owner;
use crate::analysis::{Part, RelationProblem, StructureProblem};
use crate::source::Span;
use crate::syntax::ast;

impl Checker<'_> {
    /// The pattern that an occasion counts, if it counts one, or reports.
    pub(super) fn pattern(&mut self, occasion: &ast::Occasion, frame: &Frame) -> Option<Option<Pattern>> {
        let ast::Occasion::Count { n, event, same, within, .. } = occasion else { return Some(None) };
        // An event that is not declared has been reported.
        let kind = frame.kind?;
        if *n < 2 {
            self.report(RelationProblem::CountOfOne { span: event.span, count: *n });
            return None;
        }
        let mut fields: Vec<(usize, Span)> = Vec::new();
        for name in same {
            let at = self.find_field(Owner::Kind(kind), name)?;
            if let Some((_, first)) = fields.iter().find(|(known, _)| *known == at) {
                let (part, first) = (Part::Same(name.node.clone()), *first);
                self.report(StructureProblem::Repeated { part, first, second: name.span });
                return None;
            }
            fields.push((at, name.span));
        }
        match self.length(within)? {
            LengthOrOpen::Length(within) => Some(Some(Pattern {
                count: *n,
                same: fields.into_iter().map(|(at, _)| at).collect(),
                within,
            })),
            // While it is open nothing can be counted, and every event may be the one: the norm is unknown at each.
            LengthOrOpen::Open(_) => Some(None),
        }
    }
}
