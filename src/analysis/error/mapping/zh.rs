use super::{Manner, MappingProblem, ShapeFault};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &MappingProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        MappingProblem::NoColumnAtHand { span } => Diagnostic::new(code, "这里没有正在处理的列")
            .label(*span, "指哪一列？")
            .help("`该表头`、`该单元格` 只能用在带 `逐列 \"…\"` 的 `事件` 中"),
        MappingProblem::BadShape { span, fault } => {
            let (message, help) = match fault {
                ShapeFault::NoName => (
                    "这个格式里没有名称".to_string(),
                    "请把每一节写成花括号中的名称，如 `\"{人}|{动作}|{时间}\"`",
                ),
                ShapeFault::NameTwice(name) => {
                    (format!("这个格式里 `{name}` 出现了两次"), "请给每一节各起一个名称")
                }
                ShapeFault::Touching(first, second) => (
                    format!("`{first}` 与 `{second}` 之间没有任何文字"),
                    "请写出隔开两者的文字，如 `|`",
                ),
                ShapeFault::Brace => (
                    "这个格式里有花括号未闭合，或括号内为空".to_string(),
                    "请把每一节写成花括号中的名称，如 `\"{人}|{动作}|{时间}\"`",
                ),
                ShapeFault::NoSeparator => {
                    ("空文本无法分隔".to_string(), "请写出两段之间的文字，如 `\";\"` 或 `\"\\n\"`")
                }
            };
            Diagnostic::new(code, message).label(*span, "不能使用").help(help)
        }
        MappingProblem::NoColumnTest { span } => Diagnostic::new(code, "这不是对列的判断")
            .label(*span, "无法对一行数据提出")
            .help(
                "请把列与文本或数字比较，或问它是否 `已填`：`列 \"类型\" 属于 [\"上班\", \"下班\"]`、`列 \"标题\" 包含 \"请假\"`、\
                 `列 \"得分\" > 5`",
            ),
        MappingProblem::MappedTwice { word, first, second } => {
            Diagnostic::new(code, format!("`{word}` 对照了两次"))
                .label(*second, "再次对照")
                .label(*first, "先在这里对照")
                .help("请只保留一处")
        }
        MappingProblem::Misfit { field, ty, span, what } => {
            let ty = ty.words(crate::locale::Lang::Zh);
            match what {
                Manner::Format => Diagnostic::new(code, format!("`{field}` 是{ty}，不需要格式"))
                    .label(*span, "日期时间的格式")
                    .help("请删去；格式只用于日期、时刻和时间点"),
                Manner::Unit => Diagnostic::new(code, format!("`{field}` 是{ty}，没有单位"))
                    .label(*span, "数字的单位")
                    .help("请删去；单位只用于数字、时长和百分比"),
                Manner::UnitOfTime => Diagnostic::new(code, format!("`{field}` 是时长，而这不是时长单位"))
                    .label(*span, "不是时长单位")
                    .help("可用小时、分钟、秒；天按日历计算"),
                Manner::UnitOfShare => Diagnostic::new(code, format!("`{field}` 是百分比，而这不是百分号"))
                    .label(*span, "不是 `%`")
                    .help("若文件中的 `80` 表示 80%，请写 `单位 \"%\"`"),
            }
        }
    }
}
