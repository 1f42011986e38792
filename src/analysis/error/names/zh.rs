use super::super::words::{MANY, near as near_words, quoted};
use super::{LogSetting, NameProblem, Thing};
use crate::diagnostics::Diagnostic;
use crate::event::FormatHint;
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
                .label(*span, "已是类型的名称")
                .help("请换一个名称；`文本`、`数值`、`时长` 等类型属于语言本身")
        }
        NameProblem::Unknown { thing, name, span, near, but: Some((other, place)) } => {
            let (found, wanted) = (other.words(LANG), wanted(*thing));
            Diagnostic::new(code, format!("`{name}` 是{found}，不是{wanted}"))
                .label(*span, format!("这里需要{wanted}"))
                .label(*place, format!("在这里声明为{found}"))
                .help(near_words(near, LANG).unwrap_or(format!("改写为{wanted}")))
        }
        NameProblem::Unknown { thing, name, span, near, but: None } => {
            Diagnostic::new(code, unknown(*thing, name))
                .label(*span, absent(*thing))
                .help(near_words(near, LANG).unwrap_or_else(|| declare(*thing, name)))
        }
        NameProblem::UnknownField { name, span, of, declared, near, fields } => {
            let (thing, owner) = of;
            let message = format!("{} `{owner}` 没有字段 `{name}`", thing.words(LANG));
            let mut diagnostic = Diagnostic::new(code, message).label(*span, "没有这个字段");
            if let Some(place) = declared {
                diagnostic = diagnostic.label(*place, format!("`{owner}` 在这里声明"));
            }
            diagnostic.help(
                near_words(near, LANG)
                    .unwrap_or_else(|| format!("改为它已有的字段 {}，或补上这个字段", some(fields))),
            )
        }
        NameProblem::UnknownParam { name, near } => {
            Diagnostic::new(code, format!("`--set {name}=…` 所指的参数在制度中不存在"))
                .help(near_words(near, LANG).unwrap_or("参数由制度中的 `参数`（`param`）行声明".into()))
        }
        NameProblem::Ambiguous { name, span, first, second, field } => {
            Diagnostic::new(code, format!("`{name}` 在这里有两种含义"))
                .label(*span, "指的是哪一个？")
                .label(first.1, format!("同名的{}", first.0.words(LANG)))
                .label(second.1, format!("同名的{}", second.0.words(LANG)))
                .help(match field {
                    Some(field) => format!("给其中一个改名；若指字段，请写 `{field}`"),
                    None => "给其中一个改名".into(),
                })
        }
        NameProblem::TooMany { span, most } => {
            Diagnostic::new(code, format!("一份制度最多容纳 {most} 个事件、实体和参数"))
                .label(*span, "从这里开始超出")
                .help("把制度拆成几份，分别检查")
        }
        NameProblem::Outside { path, span } => Diagnostic::new(code, format!("`{path}` 指向制度根目录之外"))
            .label(*span, "在制度根目录之外")
            .help("请写不离开根目录的相对路径，以 `/` 分隔；或用 `--root` 指定更上一层的根目录"),
        NameProblem::Unreadable { path, span, reason, near } => {
            Diagnostic::new(code, format!("无法读取 `{path}`：{}", why(reason)))
                .label(*span, "在这里引用")
                .help(near_words(near, LANG).unwrap_or_else(|| "路径从写下它的文件所在的文件夹算起".into()))
        }
        NameProblem::LogSetting { setting, text, span } => {
            let (message, help) = match setting {
                LogSetting::Format => (
                    format!("`{text}` 不是可读取的格式"),
                    format!("可用的格式有 {}", quoted_or(FormatHint::NAMES)),
                ),
                LogSetting::Encoding => (
                    format!("`{text}` 不是已知的编码"),
                    "可用 `utf-8`、`gb18030`、`gbk`、`big5`、`utf-16le`、`windows-1252` 等".into(),
                ),
                LogSetting::Delimiter => (
                    format!("`{text}` 不能用来分隔单元格"),
                    "分隔符是一个 ASCII 字符，例如 `;`，制表符写作 `\\t`".into(),
                ),
            };
            Diagnostic::new(code, message).label(*span, "无法识别").help(help)
        }
        NameProblem::NoMain { path, reason } => {
            Diagnostic::new(code, format!("无法读取 `{path}`：{}", why(reason)))
        }
    }
}

/// What a place asks for.
fn wanted(thing: Thing) -> &'static str {
    if thing == Thing::Name { "值" } else { thing.words(LANG) }
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

/// What is to be seen where the name stands.
fn absent(thing: Thing) -> &'static str {
    match thing {
        Thing::Type => "既不是内置类型，也不是实体",
        Thing::Zone => "时区表中没有",
        Thing::Calendar => "既非内置，也没有声明",
        Thing::Event | Thing::Entity | Thing::State | Thing::Measure | Thing::Param | Thing::Norm => {
            "没有声明过"
        }
        Thing::Field | Thing::Alias | Thing::Name => "没有声明过",
    }
}

/// Names to choose from.
fn quoted_or(names: &[&str]) -> String {
    LANG.list_or(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

/// The first of some names.
fn some(names: &[String]) -> String {
    quoted(&names[..names.len().min(MANY)], LANG)
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
