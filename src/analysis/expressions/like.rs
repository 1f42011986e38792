//! `x.title contains "draft"`, `record.to contains "press"`.

use super::boolean;
use crate::analysis::checker::Checker;
use crate::analysis::model::{Expr, ExprKind, Literal};
use crate::analysis::scope::Scope;
use crate::analysis::{TypeProblem, TypeWord};
use crate::event::Type;
use crate::source::Span;
use crate::syntax::ast;

impl Checker<'_> {
    /// What a text is like; of a list, whether it holds a value. Or reports.
    pub(super) fn like(
        &mut self,
        of: &ast::Expr,
        like: ast::Like,
        text: &ast::Text,
        span: Span,
        scope: &Scope,
    ) -> Option<Expr> {
        let of = self.value(of, scope)?;
        match (&of.ty, like) {
            (Type::List(_), ast::Like::Contains) => {
                let literal = Literal::Text(text.node.clone());
                let value = Expr { kind: ExprKind::Literal(literal), ty: Type::Text, span: text.span };
                self.in_list(value, of, span)
            }
            (Type::Text | Type::Enum(_) | Type::Ref(_), _) => {
                Some(boolean(ExprKind::Like(Box::new(of), like, text.node.clone()), span))
            }
            _ => {
                let found = self.operand(&of);
                let wanted = vec![TypeWord::Plain(Type::Text)];
                self.report(TypeProblem::Expected { wanted, found, hint: None });
                None
            }
        }
    }
}
