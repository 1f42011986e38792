use super::super::words::{near as near_words, quoted, ticked};
use super::{BindingFault, Hint, Operand, TypeProblem, TypeWord, ValueFault};
use crate::diagnostics::Diagnostic;
use crate::event::Type;
use crate::locale::Lang;
use crate::time::Length;

const LANG: Lang = Lang::Zh;

pub(super) fn diagnostic(problem: &TypeProblem) -> Diagnostic {
    match problem {
        TypeProblem::Mismatch { left, right, hint } => {
            let message = format!("{}与{}类型不符", left.ty.words(LANG), right.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [left, right]).maybe_help(help(hint))
        }
        TypeProblem::Expected { wanted, found, hint } => {
            let types: Vec<String> = wanted.iter().map(|ty| ty.words(LANG)).collect();
            let wanted = LANG.list_or(&types);
            let message = format!("这里需要{wanted}，而不是{}", found.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found]).maybe_help(help(hint))
        }
        TypeProblem::NotCondition { found } => {
            let message = format!("这里需要条件，而不是{}", found.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found])
                .help("请作比较（`= …`、`>= …`），或问它是否 `已填`")
        }
        TypeProblem::Currencies { found, wanted } => {
            Diagnostic::new(problem.code(), format!("币种 {} 与 {} 不符", found.1, wanted.1))
                .label(found.0, format!("币种为 {}", found.1))
                .label(wanted.0, format!("币种为 {}", wanted.1))
                .help("金额从不自动换算，请统一币种")
        }
        TypeProblem::Lengths { span, ty, other } => {
            let message = "实际经过的时间与按日历计算的期间不能混用";
            let label = ty.as_ref().map_or("两种都有".into(), |ty| ty.words(LANG));
            let diagnostic = Diagnostic::new(problem.code(), message).label(*span, label);
            match other {
                Some((place, ty)) => diagnostic.label(*place, ty.words(LANG)),
                None => diagnostic,
            }
            .help("`1 天` 不等于 `24 小时`，`1 个月` 不等于 `720 小时`，请二者择一")
        }
        TypeProblem::LengthParts { span, left, right } => {
            let elapsed = [left, right].iter().any(|part| matches!(part, Length::Elapsed { .. }));
            let (left, right) = (left.words(LANG), right.words(LANG));
            Diagnostic::new(problem.code(), format!("`{left}` 与 `{right}` 不能合成一个时间长度"))
                .label(
                    *span,
                    if elapsed {
                        "既有实际经过的时间，又有按日历计算的期间"
                    } else {
                        "计算方法不同"
                    },
                )
                .help(if elapsed {
                    "`1 天` 不等于 `24 小时`，`1 个月` 不等于 `720 小时`，请二者择一"
                } else {
                    "月、年之后可以接日；工作日与自然日不能混用"
                })
        }
        TypeProblem::UnknownWord { word, span, words, near, declared } => {
            let diagnostic = Diagnostic::new(problem.code(), format!("`{word}` 不在允许的词之列"))
                .label(*span, "永远不会相等");
            match declared {
                Some(place) => diagnostic.label(*place, format!("允许的词：{}", quoted(words, LANG))),
                None => diagnostic,
            }
            .help(near_words(near, LANG).unwrap_or_else(|| format!("请写 {}", LANG.list_or(&ticked(words)))))
        }
        TypeProblem::NoFields { name, span, of } => {
            let message = format!("{}没有字段，因此没有 `{name}`", of.ty.words(LANG));
            let diagnostic = Diagnostic::new(problem.code(), message).label(*span, "没有这个字段");
            with_sides(diagnostic, [of]).help("只有事件和引用才有字段；字段的类型是实体时，才是引用")
        }
        TypeProblem::NoOrder { found } => {
            let message = format!("{}没有大小先后之分", found.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found]).help(match found.ty {
                TypeWord::Plain(Type::Text) => "若是数，请声明为 `数值`；否则用 `=`、`!=` 或 `属于` 比较",
                _ => "请用 `=`、`!=` 或 `属于` 比较",
            })
        }
        TypeProblem::Calculate { left, right } => {
            let message = format!("{}与{}不能一起运算", left.ty.words(LANG), right.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [left, right])
                .help("金额与金额相加，与数值相乘；日期或时间点可加减时间长度；文本和词不参与运算")
        }
        TypeProblem::NotOneValue { found } => {
            let message = format!("这里需要单个值，而不是{}", found.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found]).help("若指其中之一，请写 `属于`")
        }
        TypeProblem::NotAList { found } => {
            let message = format!("`属于` 之后需要列表或区间，而不是{}", found.ty.words(LANG));
            with_sides(Diagnostic::new(problem.code(), message), [found])
                .help("写成 `属于 [甲, 乙]` 或 `属于 下限 .. 上限`")
        }
        TypeProblem::Binding { name, value, declared, fault } => {
            Diagnostic::new(problem.code(), format!("`--set {name}={value}` {}", refused(fault)))
                .label(*declared, "在这里声明")
                .help("值的写法与制度中相同，如 `45m`、`2 个工作日`、`80%`、`50 元`、`\"文字\"`")
        }
        TypeProblem::Value { span, fault } => {
            let (message, label, help) = value(fault);
            Diagnostic::new(problem.code(), message).label(*span, label).help(help)
        }
    }
}

fn value(fault: &ValueFault) -> (String, &'static str, &'static str) {
    match fault {
        ValueFault::PartOfUnit(count) => (
            format!("日历只按整数计，`{count}` 不是整数"),
            "不足一个单位",
            "写成整数，或写实际经过的时间，如 `36 小时`",
        ),
        ValueFault::TooLong => ("这段时间太长，无法表示".into(), "太长", "请写得短一些"),
        ValueFault::Overflow => ("结果太大，无法精确表示".into(), "太大", "请用较小的数"),
        ValueFault::ByZero => ("除数不能为零".into(), "除数总是零", "请除以别的数"),
        ValueFault::ColumnOutsideLog => {
            ("只有 `日志` 块中可以直接写列".into(), "原始列", "在 `日志` 块中把该列赋给字段，这里使用字段")
        }
        ValueFault::NotACell => (
            "只有字段才谈得上已填、为空或有效".into(),
            "不是记录的字段",
            "请对字段提问，如 `记录.酸碱度 已填`",
        ),
        ValueFault::NoRange(ty) => {
            (format!("{}没有区间", ty.words(LANG)), "区间", "只有数值、百分比和金额有区间")
        }
        ValueFault::EmptyRange => ("区间上下限颠倒".into(), "没有值落在其中", "先写下限，后写上限"),
        ValueFault::Ring(name) => {
            (format!("参数 `{name}` 以自身定义"), "又回到它自己", "把这些参数之一的值直接写出")
        }
        ValueFault::Untyped(name) => (
            format!("参数 `{name}` 既无类型也无值"),
            "什么类型？",
            "给它一个值（`= 30 分钟`）；若要留空，写明类型（`: 时长`）",
        ),
        ValueFault::NotInLogs => (
            "期间按日历计算，日志中不会有这样的值".into(),
            "不能用于字段",
            "实际经过的时间用 `时长`，或用 `数值`",
        ),
        ValueFault::NotAMeasure => {
            ("只有指标后面可以用括号写明针对谁".into(), "这不是指标", "请先声明：`指标 名称(e: 实体) = …`")
        }
        ValueFault::Midnight => (
            "`24:00` 是一天的终点，不是时刻".into(),
            "钟面上没有",
            "若指一天结束，写 `不迟于 24:00`；若要比较，写 `00:00` 或 `23:59`",
        ),
        ValueFault::NoDays => (
            "只有日和周才有固定的天数".into(),
            "天数有多有少",
            "请与日或周比较；或者先推算日期再比较：`x.结束 <= x.开始 + 1 个月`",
        ),
        ValueFault::NoGap => ("间隔必须有长度".into(), "没有时间", "写明间隔至多多长"),
        ValueFault::NoShare => (
            "时段的比例应大于 0%，至多 100%".into(),
            "没有这样的比例",
            "写百分比，如 `95%`；若要全程，请不写比例",
        ),
        ValueFault::HoursOfDate => (
            "工作小时要从某个时间点起算，不能从日期起算".into(),
            "从几点起算？",
            "日期加工作日，时间点加工作小时",
        ),
        ValueFault::NotPositive => ("金额必须大于零".into(), "不大于零", "写明金额，或写 `警告`"),
    }
}

/// Shows each side with its type, and where its field is declared.
fn with_sides<const N: usize>(mut diagnostic: Diagnostic, sides: [&Operand; N]) -> Diagnostic {
    for side in sides {
        diagnostic = diagnostic.label(side.span, side.ty.words(LANG));
    }
    for side in sides {
        if let Some(place) = side.declared {
            diagnostic = diagnostic.label(place, format!("声明为{}", side.ty.words(LANG)));
        }
    }
    diagnostic
}

fn help(hint: &Option<Hint>) -> Option<String> {
    let hint = hint.as_ref()?;
    Some(match hint {
        Hint::WritePercent(text) => format!("若指比例，请写 `{text}%`"),
        Hint::WriteMoney(text) => format!("若指金额，请写明币种：`{text}`"),
        Hint::WriteUnit(text) => format!("若指时间长度，请写明单位：`{text} 分钟`"),
        Hint::WriteDays(text) => format!("若指天数，请写明单位：`{text} 天`"),
        Hint::DateOf => "若要比较日期，请取该时间点的日期：`… 的 日期`".into(),
        Hint::WithoutQuotes(text) => format!("若指数值，请去掉引号：`{text}`"),
        Hint::PlainNumber(text) => format!("若指数值，请写 `{text}`；比例字段请声明为 `百分比`"),
        Hint::WithQuotes(text) => format!("若指文本，请加引号：`\"{text}\"`"),
        Hint::CompareKey { entity, key } => {
            format!("把该文本字段的类型声明为 `{entity}`，或与主键比较：`….{key}`")
        }
        Hint::UseWithin => "时间长度请写在 `限时` 之后".into(),
        Hint::UseBy => "时间点请写在 `不迟于` 之后".into(),
        Hint::NameField(field) => format!("请写它的某个字段，如 `{field}`"),
        Hint::OtherEntity => "对不同实体的引用永远不会相等".into(),
    })
}

fn refused(fault: &BindingFault) -> String {
    match fault {
        BindingFault::NotAValue => "不是一个值".into(),
        BindingFault::Type { wanted, found } => {
            format!("给出的是{}，而这里需要{}", found.words(LANG), wanted.words(LANG))
        }
        BindingFault::Twice => "再次设定了同一参数".into(),
    }
}
