use super::super::words::near as near_words;
use super::{NameProblem, Thing};
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;
use crate::world::ReadError;

const LANG: Lang = Lang::Zh;

pub(super) fn diagnostic(problem: &NameProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        NameProblem::Duplicate { name, first, second } => {
            Diagnostic::new(code, format!("名称 `{name}` 重复声明"))
                .label(second.1, format!("这里又声明为{}", second.0.words(LANG)))
                .label(first.1, format!("先在这里声明为{}", first.0.words(LANG)))
                .help("给其中一个改名；若两者是同一回事，删去一个")
        }
        NameProblem::Builtin { name, span } => {
            Diagnostic::new(code, format!("`{name}` 是内置类型，不能另行声明"))
                .label(*span, "请换一个名称")
                .help("`文本`、`数值`、`日期` 等类型属于语言本身")
        }
        NameProblem::Unknown { thing, name, span, near, but } => {
            let diagnostic = Diagnostic::new(code, unknown(*thing, name)).label(*span, "没有声明过");
            match but {
                Some((other, place)) => {
                    let wanted = thing.words(LANG);
                    let mut diagnostic = diagnostic;
                    diagnostic.labels[0].text = format!("这里需要{wanted}");
                    diagnostic
                        .label(*place, format!("`{name}` 是{}", other.words(LANG)))
                        .help(near_words(near, LANG).unwrap_or(format!("改写为一个{wanted}的名称")))
                }
                None => diagnostic.help(near_words(near, LANG).unwrap_or_else(|| declare(*thing, name))),
            }
        }
        NameProblem::UnknownField { name, span, of, declared, near } => {
            let (thing, owner) = of;
            let message = format!("{} `{owner}` 没有字段 `{name}`", thing.words(LANG));
            let mut diagnostic = Diagnostic::new(code, message).label(*span, "没有这个字段");
            if let Some(place) = declared {
                diagnostic = diagnostic.label(*place, format!("`{owner}` 在这里声明"));
            }
            diagnostic.help(
                near_words(near, LANG).unwrap_or_else(|| format!("给该{}补上这个字段", thing.words(LANG))),
            )
        }
        NameProblem::UnknownParam { name, near } => {
            Diagnostic::new(code, format!("`--set {name}=…` 所指的参数在制度中不存在"))
                .help(near_words(near, LANG).unwrap_or("参数由制度中的 `参数`（`param`）行声明".into()))
        }
        NameProblem::Ambiguous { name, span, first, second } => {
            Diagnostic::new(code, format!("`{name}` 在这里有两种含义"))
                .label(*span, "指的是哪一个？")
                .label(first.1, format!("同名的{}", first.0.words(LANG)))
                .label(second.1, format!("同名的{}", second.0.words(LANG)))
                .help("给其中一个改名，或在字段前写明事件，如 `到场.故障号`")
        }
        NameProblem::Outside { path, span } => Diagnostic::new(code, format!("`{path}` 指向制度根目录之外"))
            .label(*span, "超出范围")
            .help("请用 `/` 分隔的相对路径，并且不要离开制度根目录"),
        NameProblem::Unreadable { path, span, reason, near } => {
            Diagnostic::new(code, format!("无法读取 `{path}`：{}", why(reason)))
                .label(*span, "在这里引用")
                .maybe_help(near_words(near, LANG))
        }
        NameProblem::NoMain { path, reason } => {
            Diagnostic::new(code, format!("无法读取 `{path}`：{}", why(reason)))
        }
    }
}

fn unknown(thing: Thing, name: &str) -> String {
    match thing {
        Thing::Name => format!("此处没有名为 `{name}` 的内容"),
        Thing::Event | Thing::Entity | Thing::Type | Thing::State | Thing::Measure | Thing::Param => {
            format!("未知的{} `{name}`", thing.words(LANG))
        }
        Thing::Norm | Thing::Calendar | Thing::Zone | Thing::Field | Thing::Alias => {
            format!("未知的{} `{name}`", thing.words(LANG))
        }
    }
}

fn declare(thing: Thing, name: &str) -> String {
    match thing {
        Thing::Event => format!("请先声明：`事件 {name} {{ … }}`"),
        Thing::Entity => format!("请先声明：`实体 {name} {{ … }}`"),
        Thing::Type => {
            "类型可以是 `文本`、`数值`、`金额`、`百分比`、`是否`、`日期`、`时刻`、`时间`、`时长`、\
                        `取自 [\"…\"]`、`列表 …`，或某个实体的名称"
                .into()
        }
        Thing::State => format!("请先声明：`状态 {name}：…`"),
        Thing::Measure => format!("请先声明：`指标 {name} = …`"),
        Thing::Param => format!("请先声明：`参数 {name} = …`"),
        Thing::Norm => "请写本制度中某条义务或禁令的名称".into(),
        Thing::Calendar => {
            format!("`cn` 与 `weekdays` 为内置；其他日历需声明：`日历 {name} 基于 cn {{ … }}`")
        }
        Thing::Zone => "请用 `Asia/Shanghai` 这样的名称，或 `+08:00` 这样的偏移量".into(),
        Thing::Field | Thing::Alias | Thing::Name => {
            "可用事件的字段、别名（`为 …`）、`针对 … 属于` 的成员或参数".into()
        }
    }
}

fn why(reason: &ReadError) -> String {
    match reason {
        ReadError::Missing => "没有这个文件".into(),
        ReadError::Outside => "它位于制度根目录之外".into(),
        ReadError::NotText => "它不是 UTF-8 文本".into(),
        ReadError::Other(text) => text.clone(),
    }
}
