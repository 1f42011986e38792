use super::RelationProblem;
use crate::diagnostics::Diagnostic;
use crate::locale::Lang;
use crate::source::Span;

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
        RelationProblem::CountOfOne { span, count } => {
            Diagnostic::new(code, format!("{count} 次事件谈不上累计"))
                .label(*span, "多少次？")
                .help("至少写 2 次；若每次事件都适用，请写 `当 事件`")
        }
        RelationProblem::ViolationRing { ring } => in_ring(
            Diagnostic::new(code, format!("{}互以对方的违反为时机", names(ring))),
            ring,
            "以违反下列规范为时机：",
        )
        .help("只有不依赖本规范就能得出的违反，才能作为时机；请去掉其中一环"),
        RelationProblem::OverrideRing { ring } => {
            in_ring(Diagnostic::new(code, format!("{}互相优先", names(ring))), ring, "优先于 ")
                .help("请确定哪一条是特别规定，并去掉另一条的 `优先于`")
        }
        RelationProblem::NeverTogether { span, general, occasion, special } => {
            Diagnostic::new(code, format!("`{general}` 从不适用于同一时机，无从让位"))
                .label(*span, "在这里优先于它")
                .label(*special, "本规范的时机")
                .label(*occasion, format!("`{general}` 的时机"))
                .help("只有在同一事件上，或在同一周期对名册中的同一人，一条规范才会让位于另一条")
        }
        RelationProblem::BothOverride { general, first, second } => Diagnostic::new(
            code,
            format!("`{}` 和 `{}` 都优先于 `{general}`，且可能适用于同一时机", first.0, second.0),
        )
        .label(second.1, "也优先于它")
        .label(first.1, "优先于它")
        .help(format!(
            "请让其中一条优先于另一条，或使两者的时机互相排斥：`其中 字段 = …`；否则无法判断由哪一条取代 `{general}`"
        )),
        RelationProblem::Conflict { duty, prohibition } => Diagnostic::new(
            code,
            format!("`{}` 在同一时机要求了 `{}` 所禁止的行为", duty.0, prohibition.0),
        )
        .label(duty.1, "要求")
        .label(prohibition.1, "禁止")
        .help("没有人能同时遵守两者：请让其中一条优先于另一条，或缩小其中一条的时机"),
    }
}

fn names(ring: &[(String, Span)]) -> String {
    let names: Vec<String> = ring.iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("{} ", Lang::Zh.list_and(&names))
}

fn in_ring(diagnostic: Diagnostic, ring: &[(String, Span)], verb: &str) -> Diagnostic {
    ring.iter()
        .zip(ring.iter().cycle().skip(1))
        .fold(diagnostic, |all, ((_, span), (next, _))| all.label(*span, format!("{verb}`{next}`")))
}
