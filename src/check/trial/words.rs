//! What a test that fails says, in both languages.

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::report::model::{Finding, Status};
use crate::source::Span;

/// An expectation that is not met.
pub(super) struct Miss<'a> {
    /// The test.
    pub title: &'a str,
    /// The norm it is about; none: all of them.
    pub norm: Option<&'a str>,
    /// How many verdicts were expected; none: at least one.
    pub times: Option<u32>,
    /// How many there are.
    pub count: usize,
    /// The verdicts that come near, in words.
    pub found: &'a [&'a str],
    /// Whether the log holds nothing that says when it was observed.
    pub silent: bool,
}

/// One verdict as expectations write it, with its sentence.
pub(super) fn verdict(finding: &Finding, lang: Lang) -> String {
    let mut text = format!("{} {}", keyword(finding.status, lang), finding.norm);
    if let Some(name) = &finding.bearer.name {
        text += &lang.pick(format!(" by \"{name}\""), format!(" 由 \"{name}\""));
    }
    for proposal in &finding.proposal {
        text += &lang.pick(format!(", {}", proposal.text), format!("，{}", proposal.text));
    }
    text + &lang.pick(format!(" ({})", finding.headline), format!("（{}）", finding.headline))
}

/// A verdict as the keyword by which tests expect it.
fn keyword(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Fulfilled => lang.pick("fulfilled", "履行"),
        Status::Violated => lang.pick("violated", "违反"),
        Status::Repaired => lang.pick("repaired", "补救"),
        Status::Excused => lang.pick("excused", "免责"),
        Status::Waived => lang.pick("waived", "豁免"),
        Status::Unearned => lang.pick("unearned", "未获奖励"),
        Status::Pending => lang.pick("pending", "待定"),
        Status::Unknown => lang.pick("unknown", "不明"),
    }
}

/// The message of an expectation that is not met.
pub(super) fn failure(miss: &Miss<'_>, span: Span, lang: Lang) -> Diagnostic {
    let (message, label, help) = match lang {
        Lang::En => en(miss),
        Lang::Zh => zh(miss),
    };
    Diagnostic::new(Code::TestFailed, message).label(span, label).help(help)
}

fn en(miss: &Miss<'_>) -> (String, String, String) {
    let wanted = match miss.times {
        None => "at least one such verdict".to_string(),
        Some(0) => "no such verdict".into(),
        Some(1) => "one such verdict".into(),
        Some(n) => format!("{n} such verdicts"),
    };
    let found = match miss.count {
        0 => "there is none".to_string(),
        1 => "there is one".into(),
        n => format!("there are {n}"),
    };
    let help = match (miss.norm, miss.found) {
        (_, []) if miss.silent => {
            "the log of the test is empty: give it events, or say what it covers with `observed a .. b`"
                .into()
        }
        (Some(norm), []) => format!("the norm `{norm}` never applies in this log"),
        (Some(norm), found) => format!("`{norm}` gets:\n{}", found.join("\n")),
        (None, found) => format!("the log gets:\n{}", found.join("\n")),
    };
    (format!("the test `{}` does not hold", miss.title), format!("expected {wanted}; {found}"), help)
}

fn zh(miss: &Miss<'_>) -> (String, String, String) {
    let wanted = match miss.times {
        None => "至少一个这样的结论".to_string(),
        Some(0) => "没有这样的结论".into(),
        Some(n) => format!("{n} 个这样的结论"),
    };
    let found = match miss.count {
        0 => "实际没有".to_string(),
        n => format!("实际有 {n} 个"),
    };
    let help = match (miss.norm, miss.found) {
        (_, []) if miss.silent => {
            "测试的日志是空的：请写入事件，或用 `观测 起 .. 止` 写明它覆盖的范围".into()
        }
        (Some(norm), []) => format!("规范 `{norm}` 在这份日志中从未适用"),
        (Some(norm), found) => format!("`{norm}` 的结论：\n{}", found.join("\n")),
        (None, found) => format!("这份日志的结论：\n{}", found.join("\n")),
    };
    (format!("测试 `{}` 未通过", miss.title), format!("预期{wanted}；{found}"), help)
}
