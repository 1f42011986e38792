use super::{LintProblem, letters};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &LintProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        LintProblem::MixedScript { name, span, strangers, twin } => {
            let diagnostic = Diagnostic::new(code, format!("`{name}` has letters that look like others"))
                .label(*span, format!("look-alike: {}", letters(strangers, Lang::En)));
            match twin {
                Some((twin, place)) => diagnostic.label(*place, format!("looks the same: `{twin}`")),
                None => diagnostic,
            }
            .help("type the name again with letters of one script")
        }
        LintProblem::UnusedParam { name, span } => {
            Diagnostic::new(code, format!("the parameter `{name}` is never used"))
                .label(*span, "declared here")
                .help("use it in a norm, or delete it")
        }
        LintProblem::UnusedAlias { name, span, member: false, .. } => {
            Diagnostic::new(code, format!("`{name}` is never used"))
                .label(*span, "named here")
                .help("leave out `as …`")
        }
        LintProblem::UnusedAlias { name, span, member: true, actor } => {
            let actor = actor.as_deref().unwrap_or("…");
            let message = format!("the conduct does not depend on `{name}`, so one act serves all members");
            Diagnostic::new(code, message)
                .label(*span, "each of them owes it")
                .help(format!("tie the act to the member, such as `where {actor} = {name}`"))
        }
        LintProblem::HiddenName { name, span, hidden } => {
            Diagnostic::new(code, format!("the alias `{name}` hides {}", hidden.0.with_article(Lang::En)))
                .label(*span, "means the alias in this norm")
                .label(hidden.1, "hidden in that norm")
                .help("choose another alias")
        }
        LintProblem::NoCitation { norm, span } => {
            Diagnostic::new(code, format!("the norm `{norm}` does not say where it comes from"))
                .label(*span, "no `cite`")
                .help("add `cite clause … \"a short phrase of it\"`")
        }
        LintProblem::NoBearer { norm, span } => {
            Diagnostic::new(code, format!("the norm `{norm}` does not say who owes it"))
                .label(*span, "findings will be unassigned")
                .help("add `bearer …`, usually a field of the occasion")
        }
        LintProblem::OpenParam { name, span, norms } => {
            let mut diagnostic = Diagnostic::new(
                code,
                format!("`{name}` is open, so norms that need it stay `unknown` for all occasions"),
            )
            .label(*span, "has no value");
            for (norm, place) in norms {
                diagnostic = diagnostic.label(*place, format!("`{norm}` needs it"));
            }
            diagnostic.help(format!("give it a value in an office's own file, or by `--set {name}=…`"))
        }
        LintProblem::UnusedDeclaration { thing, name, span } => {
            Diagnostic::new(code, format!("the {} `{name}` is never used", thing.words(Lang::En)))
                .label(*span, "declared here")
                .help("use it in a norm, or delete it")
        }
        LintProblem::NoOverlapRule { first, second, header } => {
            let message = format!(
                "one act can be fined by `{}` and by `{}`, and nothing says what it costs then",
                first.0, second.0
            );
            let diagnostic = Diagnostic::new(code, message)
                .label(second.1, "the same act, the same bearer")
                .label(first.1, "fined here as well");
            match header {
                Some(header) => diagnostic.label(*header, "no `overlap`"),
                None => diagnostic,
            }
            .help("write `overlap sum` or `overlap highest` into the header, or let one norm override the other")
        }
        LintProblem::ProhibitionThatDemands { norm, span } => {
            Diagnostic::new(code, format!("the prohibition `{norm}` demands something"))
                .label(*span, "demanded, not forbidden")
                .help("write `must not`, or call it a `duty`")
        }
    }
}
