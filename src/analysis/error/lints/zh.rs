use super::{LintProblem, letters};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;

pub(super) fn diagnostic(problem: &LintProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        LintProblem::MixedScript { name, span, strangers, twin } => {
            let diagnostic = Diagnostic::new(code, format!("`{name}` 中混有形近字母"))
                .label(*span, format!("形近字母：{}", letters(strangers, Lang::Zh)));
            match twin {
                Some((twin, place)) => diagnostic.label(*place, format!("看上去相同：`{twin}`")),
                None => diagnostic,
            }
            .help("用同一种文字的字母重新输入这个名称")
        }
        LintProblem::UnusedParam { name, span } => Diagnostic::new(code, format!("参数 `{name}` 从未使用"))
            .label(*span, "在这里声明")
            .help("在规范中使用它，或删去"),
        LintProblem::UnusedAlias { name, span, member: false, .. } => {
            Diagnostic::new(code, format!("`{name}` 从未使用")).label(*span, "在这里命名").help("去掉 `为 …`")
        }
        LintProblem::UnusedAlias { name, span, member: true, actor } => {
            let actor = actor.as_deref().unwrap_or("…");
            Diagnostic::new(code, format!("行为与 `{name}` 无关，一人所为就算所有成员都做了"))
                .label(*span, "每个成员都负有义务")
                .help(format!("把行为与成员联系起来，如 `其中 {actor} = {name}`"))
        }
        LintProblem::HiddenName { name, span, hidden } => {
            Diagnostic::new(code, format!("别名 `{name}` 遮住了同名的{}", hidden.0.words(Lang::Zh)))
                .label(*span, "在本规范中指的是别名")
                .label(hidden.1, "在该规范中被遮住")
                .help("换一个别名")
        }
        LintProblem::NoCitation { norm, span } => {
            Diagnostic::new(code, format!("规范 `{norm}` 没有写明出处"))
                .label(*span, "没有 `依据`")
                .help("补上 `依据 第 … 条 \"其中的短语\"`")
        }
        LintProblem::NoBearer { norm, span } => {
            Diagnostic::new(code, format!("规范 `{norm}` 没有写明责任人"))
                .label(*span, "结论将无人认领")
                .help("补上 `责任人 …`，通常是时机的某个字段")
        }
        LintProblem::OpenParam { name, span, norms } => {
            let mut diagnostic =
                Diagnostic::new(code, format!("`{name}` 尚未设定，依赖它的规范一律为 `无法判定`"))
                    .label(*span, "没有值");
            for (norm, place) in norms {
                diagnostic = diagnostic.label(*place, format!("`{norm}` 需要它"));
            }
            diagnostic.help(format!("在本单位自己的文件中给它一个值，或用 `--set {name}=…`"))
        }
        LintProblem::UnusedDeclaration { thing, name, span } => {
            Diagnostic::new(code, format!("{} `{name}` 从未使用", thing.words(Lang::Zh)))
                .label(*span, "在此声明")
                .help("请在规范中使用它，或删去")
        }
        LintProblem::NoOverlapRule { first, second, header } => {
            let message =
                format!("同一行为可被 `{}` 和 `{}` 分别罚款，却没有写明合计如何处理", first.0, second.0);
            let diagnostic = Diagnostic::new(code, message)
                .label(second.1, "同一行为，同一责任人")
                .label(first.1, "此处也罚款");
            match header {
                Some(header) => diagnostic.label(*header, "没有写 `竞合`"),
                None => diagnostic,
            }
            .help("请在文件头写 `竞合 并罚` 或 `竞合 从重`，或让其中一条优先于另一条")
        }
        LintProblem::ProhibitionThatDemands { norm, span } => {
            Diagnostic::new(code, format!("禁令 `{norm}` 却要求做某事"))
                .label(*span, "这是要求，不是禁止")
                .help("改写为 `不得`，或改称 `义务`")
        }
    }
}
