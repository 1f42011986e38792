//! Stand-in until syntax words its own problems.
impl crate::diagnostics::Problem for crate::syntax::SyntaxProblem {
    fn diagnostic(&self, _: crate::locale::Lang) -> crate::diagnostics::Diagnostic {
        crate::diagnostics::Diagnostic::new(crate::diagnostics::Code::Syntax, format!("{self:?}"))
    }
}
