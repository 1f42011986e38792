use super::{StateProblem, ticked};
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &StateProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        StateProblem::Subject { state, span, candidates, declared } => {
            let message = match candidates.as_slice() {
                [] => format!("这里没有说明 `{state}` 指谁"),
                _ => format!("这里有几项都可能是 `{state}` 所指"),
            };
            let diagnostic = Diagnostic::new(code, message).label(*span, "指谁？");
            let diagnostic = match declared {
                Some(place) => diagnostic.label(*place, "状态在此声明"),
                None => diagnostic,
            };
            diagnostic.help(match candidates.as_slice() {
                [] => format!("写明主体：`x 的 {state}`"),
                _ => format!("用 `的` 写明主体，可选 {}", ticked(candidates, "、")),
            })
        }
        StateProblem::NoSubject { state, span, declared } => {
            Diagnostic::new(code, format!("`{state}` 不属于任何人"))
                .label(*span, "这里指了人")
                .label(*declared, "声明时没有主体")
                .help("去掉主体，或在声明时写明：`状态 … 主体 员工: …`")
        }
        StateProblem::Bounds { span, other } => {
            let diagnostic = Diagnostic::new(code, "状态应从一条记录的一个字段到同一记录的另一个字段")
                .label(*span, "不是该记录的字段");
            match other {
                Some(place) => diagnostic.label(*place, "记录"),
                None => diagnostic,
            }
            .help("写作 `覆盖 请假.起 .. 请假.止`；日期和钟点分列时写作 `覆盖 排班.[日期, 上班] .. 排班.[日期, 下班]`")
        }
        StateProblem::NotAState { span } => Diagnostic::new(code, "这不是状态")
            .label(*span, "这里需要一个状态")
            .help("先声明：`状态 在岗: 自 上班打卡 至 下班打卡 同 员工`"),
        StateProblem::Variable { span } => Diagnostic::new(code, "这里必须写明是谁的区间")
            .label(*span, "还没有区间时无从得知")
            .help("去掉主体，用 `其中` 挑选：`在 在岗 期间 为 班 其中 班.员工 = …`"),
        StateProblem::Ring { state, span } => Diagnostic::new(code, format!("状态 `{state}` 绕回到自身"))
            .label(*span, "由自身引用")
            .help("请让环中的某个状态不依赖其他状态"),
        StateProblem::InTable { span } => Diagnostic::new(code, "表中的一行与日志无关，无从判断状态")
            .label(*span, "引用了状态")
            .help("请用该行自己的单元格筛选，并在规范中引用另一状态"),
        StateProblem::Slot { span } => Diagnostic::new(code, "时段的长度必须是经过的时间")
            .label(*span, "不是分钟或小时")
            .help("写作 `30 分钟` 之类；按天、按周请用 `每日`、`每周`"),
        StateProblem::Shift { span, candidates } => {
            let message = match candidates.as_slice() {
                [] => "这里没有班次可以结束",
                _ => "这里可能结束的班次不止一个",
            };
            Diagnostic::new(code, message).label(*span, "哪个班次结束？").help(match candidates.as_slice() {
                [] => "让规范适用于某状态 `期间`，或以排班表声明状态，或在日历中写明班次：`班次 早班 08:00..16:00`"
                    .to_string(),
                _ => format!("写明状态：`当 … 期间` {} 之一", ticked(candidates, "、")),
            })
        }
        StateProblem::EndUnknown { span, declared } => {
            Diagnostic::new(code, "区间还在持续时，不知道何时结束")
                .label(*span, "此时还不知道")
                .label(*declared, "以事件结束")
                .help("不写时限，窗口就是整个区间，无论何时结束")
        }
    }
}
