use super::RelationProblem;
use crate::diagnostics::Diagnostic;

pub(super) fn diagnostic(problem: &RelationProblem) -> Diagnostic {
    let code = problem.code();
    match problem {
        RelationProblem::EventWithoutTime { event, span } => {
            Diagnostic::new(code, format!("测试中的事件 `{event}` 没有时间"))
                .label(*span, "何时发生？")
                .help(format!("把时间写在前面：`2024-05-06 09:00 {event} {{ … }}`"))
        }
        RelationProblem::ReferenceWithTime { entity, at, span } => {
            Diagnostic::new(code, format!("`{entity}` 是基础数据，不在某一时刻发生"))
                .label(*at, "时间")
                .label(*span, "实体")
                .help("去掉时间；该行在哪些日子有效，写在 `有效自` 和 `有效至` 两格中")
        }
        RelationProblem::NotWrittenOut { span } => Diagnostic::new(code, "测试要写明具体的值，而这个值未知")
            .label(*span, "未知")
            .help("直接写出该值"),
        RelationProblem::ReparationExpected { span } => {
            Diagnostic::new(code, "测试预期的是所提议的后果，而补救是一种行为")
                .label(*span, "行为")
                .help("请预期 `补救` 或 `违反`，并写罚款、扣分或处分")
        }
        RelationProblem::NothingExpected { span } => {
            Diagnostic::new(code, "这个测试没有任何预期，永远不会失败")
                .label(*span, "没有预期")
                .help("加上一行，如 `预期 违反 规范名 由 \"李\"` 或 `预期 无 违反`")
        }
    }
}
