//! A first look at the text: words, brackets, strings and comments with their places, before any grammar.
//!
//! It bounds what the grammar is asked to do (size, nesting), keeps the comments, and cuts the text into declarations.

use super::ast::Comment;
use super::grammar::{Rule, is};
use crate::source::{FileId, Span};

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// A name in backticks.
    Quoted,
    /// Digits.
    Number,
    /// A text in quotes.
    Text,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// Anything else.
    Sign,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it looks like.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// How many brackets are open around it; a bracket itself counts as outside.
    pub depth: usize,
    /// Whether it is the first on its line.
    pub first: bool,
}

/// What the first look found.
#[derive(Default)]
pub(super) struct Scan {
    /// All tokens but comments, in order.
    pub tokens: Vec<Token>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
}

/// Looks through a text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut out = Scan::default();
    let mut depth = 0usize;
    let mut first = true;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        if c == '\n' {
            first = true;
            at += 1;
            continue;
        }
        if is_blank(c) {
            at += c.len_utf8();
            continue;
        }
        if matches!(c, '#' | '＃') {
            at = line_end(text, at);
            let trimmed = text[start..at].trim_end();
            out.comments.push(Comment {
                text: trimmed.to_string(),
                span: Span::new(file, start, start + trimmed.len()),
                trailing: !first,
            });
            continue;
        }
        let kind = token(text, &mut at, c);
        if kind == Kind::Close {
            depth = depth.saturating_sub(1);
        }
        out.tokens.push(Token { kind, start, end: at, depth, first });
        if kind == Kind::Open {
            depth += 1;
        }
        first = false;
    }
    out
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}' | '\u{FEFF}')
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |n| from + n)
}

/// Moves over the token that begins with `c`.
fn token(text: &str, at: &mut usize, c: char) -> Kind {
    let start = *at;
    *at += c.len_utf8();
    let rest = &text[*at..];
    match c {
        '"' => {
            let mut escaped = false;
            let length = rest.find(|c| {
                let ends = (c == '"' && !escaped) || c == '\n';
                escaped = c == '\\' && !escaped;
                ends
            });
            *at = length.map_or(text.len(), |n| *at + n + usize::from(rest.as_bytes()[n] == b'"'));
            Kind::Text
        }
        '“' => {
            let length = rest.find(['”', '\n']);
            *at = length.map_or(text.len(), |n| {
                *at + n + if rest.as_bytes()[n] == b'\n' { 0 } else { '”'.len_utf8() }
            });
            Kind::Text
        }
        '`' => {
            let length = rest.find(['`', '\n']);
            *at = length.map_or(text.len(), |n| *at + n + usize::from(rest.as_bytes()[n] == b'`'));
            Kind::Quoted
        }
        '{' | '｛' | '(' | '（' | '[' | '［' | '【' => Kind::Open,
        '}' | '｝' | ')' | '）' | ']' | '］' | '】' => Kind::Close,
        c if c.is_ascii_digit() => {
            *at = start + run(&text[start..], |c| c.is_ascii_digit());
            Kind::Number
        }
        c if c == '_' || pest::unicode::XID_START(c) => {
            *at = start + run(&text[start..], |c| pest::unicode::XID_CONTINUE(c));
            Kind::Word
        }
        '.' if rest.starts_with('.') => {
            *at += 1;
            Kind::Sign
        }
        _ => Kind::Sign,
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The words that begin a declaration.
pub(super) const ITEM_WORDS: &[&str] = &[
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
}

/// Cuts the tokens into declarations: ranges of tokens, in order. What is no declaration becomes a piece as well.
pub(super) fn pieces(text: &str, tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
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
