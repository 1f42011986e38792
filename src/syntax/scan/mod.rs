//! A first look at the text: words, brackets, strings and comments with their places, before any grammar.
//!
//! It bounds what the grammar is asked to do (size, nesting), notes what no grammar could read (quotes and brackets
//! that are not closed, foreign characters), keeps the comments, and cuts the text into declarations.

mod brackets;
mod pieces;

pub use brackets::MAX_NESTING;
pub(super) use pieces::{ITEM_WORDS, pieces};

use super::ast::Comment;
use super::error::{Problems, SyntaxProblem};
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
    /// Whether it stands at the very beginning of its line.
    pub flush: bool,
}

/// What the first look found.
pub(super) struct Scan {
    /// All tokens but comments, in order.
    pub tokens: Vec<Token>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
    /// What no grammar could read.
    pub problems: Problems,
}

/// Looks through a text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner { file, text, at: 0, problems: Problems::default() };
    let mut tokens = Vec::new();
    let mut comments = Vec::new();
    let (mut first, mut line) = (true, 0);
    while let Some(c) = text[scanner.at..].chars().next() {
        let start = scanner.at;
        if c == '\n' {
            (first, line) = (true, start + 1);
            scanner.at += 1;
            continue;
        }
        if matches!(c, ' ' | '\t' | '\r' | '\u{3000}' | '\u{A0}' | '\u{FEFF}') {
            scanner.at += c.len_utf8();
            continue;
        }
        if matches!(c, '#' | '＃') {
            scanner.at = text[start..].find('\n').map_or(text.len(), |n| start + n);
            let comment = text[start..scanner.at].trim_end();
            comments.push(Comment {
                text: comment.to_string(),
                span: Span::new(file, start, start + comment.len()),
                trailing: !first,
            });
            continue;
        }
        let kind = scanner.token(c);
        tokens.push(Token { kind, start, end: scanner.at, depth: 0, first, flush: start == line });
        first = false;
    }
    let mut problems = scanner.problems;
    problems.append(brackets::nest(file, text, &mut tokens));
    problems.sort();
    Scan { tokens, comments, problems }
}

struct Scanner<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    problems: Problems,
}

impl Scanner<'_> {
    fn span(&self, start: usize) -> Span {
        Span::new(self.file, start, self.at)
    }

    /// Moves over the token that begins with `c`.
    fn token(&mut self, c: char) -> Kind {
        let start = self.at;
        self.at += c.len_utf8();
        match c {
            '"' | '“' | '`' => self.quoted(c, start),
            '{' | '｛' | '(' | '（' | '[' | '［' | '【' => Kind::Open,
            '}' | '｝' | ')' | '）' | ']' | '］' | '】' => Kind::Close,
            c if c.is_ascii_digit() => {
                self.run(|c| c.is_ascii_digit());
                Kind::Number
            }
            c if c == '_' || pest::unicode::XID_START(c) => {
                self.run(pest::unicode::XID_CONTINUE);
                Kind::Word
            }
            _ => self.sign(c, start),
        }
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    }

    /// A text or a name in quotes, which end on their line.
    fn quoted(&mut self, open: char, start: usize) -> Kind {
        let close = if open == '“' { '”' } else { open };
        let rest = &self.text[self.at..];
        let mut escaped = false;
        let end = rest.find(|c| {
            let ends = c == '\n' || (c == close && !escaped);
            escaped = open == '"' && c == '\\' && !escaped;
            ends
        });
        let closed = end.is_some_and(|end| rest[end..].starts_with(close));
        self.at += end.unwrap_or(rest.len()) + if closed { close.len_utf8() } else { 0 };
        if !closed {
            // The comment or the blanks at the end of the line are not what was meant to be quoted.
            let line = self.text[start..self.at].trim_end();
            let opening = Span::new(self.file, start, start + open.len_utf8());
            let to_end =
                Span::new(self.file, start + open.len_utf8(), start + line.len().max(open.len_utf8()));
            self.problems.push(SyntaxProblem::UnclosedQuote { opening, to_end, quote: open });
        }
        if open == '`' { Kind::Quoted } else { Kind::Text }
    }

    /// Punctuation and operators; what is neither is noted.
    fn sign(&mut self, c: char, start: usize) -> Kind {
        let rest = &self.text[self.at..];
        let next = rest.chars().next().unwrap_or(' ');
        match (c, next) {
            ('.', '.') | ('。', '。') => self.at += next.len_utf8(),
            ('<' | '>' | '!' | '=', '=') | ('＜' | '＞' | '！', '＝') => self.at += next.len_utf8(),
            ('&', '&') | ('|', '|') => {
                self.at += 1;
                let span = self.span(start);
                self.problems.push(SyntaxProblem::ForeignOperator { span, and: c == '&', not: false });
            }
            ('!' | '！', _) => {
                let span = self.span(start);
                self.problems.push(SyntaxProblem::ForeignOperator { span, and: false, not: true });
            }
            ('\'' | '‘' | '’', _) => {
                let line = rest.find('\n').unwrap_or(rest.len());
                if let Some(end) = rest[..line].find(['\'', '‘', '’']) {
                    let close = rest[end..].chars().next().map_or(0, char::len_utf8);
                    self.at += end + close;
                }
                let text = self.text[start..self.at].trim_matches(['\'', '‘', '’']).to_string();
                self.problems.push(SyntaxProblem::SingleQuotes { span: self.span(start), text });
            }
            (
                ',' | '，' | '、' | ':' | '：' | '=' | '＝' | '.' | '…' | ';' | '；' | '<' | '>' | '≤' | '≥'
                | '≠' | '＜' | '＞' | '+' | '＋' | '-' | '－' | '−' | '*' | '×' | '/' | '÷' | '%' | '％',
                _,
            ) => {}
            _ => {
                // A run of the same foreign kind is one mistake: `３０`.
                if let Some(zero) = full_width_zero(c) {
                    self.run(|c| full_width_zero(c) == Some(zero) || c.is_ascii_digit());
                }
                let span = self.span(start);
                let found = self.text[start..self.at].to_string();
                self.problems.push(SyntaxProblem::ForeignCharacter { span, found });
            }
        }
        Kind::Sign
    }
}

/// The zero of a script's digits, if this is such a digit outside ASCII (only the full-width ones are known here).
fn full_width_zero(c: char) -> Option<char> {
    matches!(c, '０'..='９').then_some('０')
}
