//! Where declarations begin and end.

use super::{Kind, Token};
use crate::syntax::grammar::{Rule, is};

/// The words that begin a declaration.
pub(in crate::syntax) const ITEM_WORDS: &[&str] = &[
    "policy",
    "制度",
    "use",
    "引用",
    "param",
    "参数",
    "entity",
    "实体",
    "event",
    "事件",
    "state",
    "状态",
    "measure",
    "指标",
    "calendar",
    "日历",
    "log",
    "日志",
    "test",
    "测试",
    "duty",
    "义务",
    "prohibition",
    "禁令",
    "禁止",
    "reward",
    "奖励",
];

/// Whether something must still come after a word, so that no declaration can begin there.
fn wants_more(before: &str, word: &str) -> bool {
    if before == "." || matches!(word, "true" | "false" | "bearer" | "真" | "假" | "责任人") {
        return false;
    }
    is(Rule::reserved, word)
        || matches!(word, "主体" | "列表" | "专属" | "每个")
        || matches!((before, word), ("its", "own") | ("other", "than") | ("于", "最近" | "近"))
        || matches!((before, word), ("the", "last") | (")" | "）", "among" | "范围"))
}

/// Cuts the tokens into declarations: ranges of tokens, in order. What is no declaration becomes a piece as well.
pub(in crate::syntax) fn pieces(text: &str, tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    let mut starts: Vec<usize> = Vec::new();
    let mut open = false;
    let mut before = "";
    let mut after_body = true;
    for (i, token) in tokens.iter().enumerate().filter(|(_, t)| t.depth == 0) {
        let word = &text[token.start..token.end];
        let begins = after_body || (!open && token.kind == Kind::Word && ITEM_WORDS.contains(&word));
        if begins {
            starts.push(i);
        }
        after_body = token.kind == Kind::Close && matches!(word, "}" | "｝");
        open = match token.kind {
            Kind::Word if begins => true,
            Kind::Word => wants_more(before, word),
            Kind::Sign => !matches!(word, ";" | "；" | "%" | "％"),
            _ => false,
        };
        before = word;
    }
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}
