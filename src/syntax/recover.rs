//! Reads a declaration that does not parse once more, part by part, so that every part with a mistake is reported.

use super::error::{Block, Problems, SHOWN};
use super::explain::{Explainer, home};
use super::grammar::{PolicyGrammar, Rule};
use super::lower::Lower;
use super::scan::{ITEM_WORDS, Kind, Token};
use super::words::begins_line;
use crate::source::FileId;
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

/// One declaration that does not parse.
pub(super) struct Recovery<'a> {
    /// Its file.
    pub file: FileId,
    /// The whole text of the file.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// Where the next declaration begins, or the text ends.
    pub end: usize,
    /// What no grammar could read.
    pub lexical: &'a Problems,
    /// Where problems go.
    pub problems: &'a mut Problems,
}

/// Where a rule gave up, and what it would have taken there.
pub(super) struct Failure {
    /// Byte offset in the file.
    pub at: usize,
    /// The rules it tried there.
    pub expected: Vec<Rule>,
}

/// What became of a part.
enum Attempt {
    /// It was read; the next begins here.
    Read(usize),
    /// It could not be read beyond this place.
    Failed(usize),
}

/// Where a declaration's block is among its tokens.
struct Body {
    block: Block,
    head: Rule,
    part: Rule,
    /// The opening brace.
    open: usize,
    /// The closing brace, or the end of the tokens.
    close: usize,
}

impl Recovery<'_> {
    /// Reports everything that is wrong with the declaration.
    pub(super) fn run(mut self) {
        let Some(first) = self.tokens.first() else { return };
        let word = &self.text[first.start..first.end];
        if first.kind != Kind::Word || !ITEM_WORDS.contains(&word) {
            let end = self.tokens.last().map_or(first.end, |token| token.end);
            if !self.noted(first.start, end) {
                let problem = self.explainer(None).no_declaration();
                self.problems.push(problem);
            }
            return;
        }
        let Some(body) = self.body(word) else {
            self.attempt(Rule::one_item, first.start, self.end, None);
            return;
        };
        let open = self.tokens[body.open].end;
        self.attempt(body.head, first.start, open, None);
        self.lines(&body);
    }

    fn body(&self, word: &str) -> Option<Body> {
        let (block, head, part) = match word {
            "policy" | "制度" => (Block::Policy, Rule::policy_head, Rule::policy_part),
            "entity" | "实体" | "event" | "事件" => (Block::Record, Rule::record_head, Rule::record_part),
            "calendar" | "日历" => (Block::Calendar, Rule::calendar_head, Rule::calendar_part),
            "log" | "日志" => (Block::Log, Rule::log_head, Rule::log_part),
            "test" | "测试" => (Block::Test, Rule::test_head, Rule::test_part),
            "use" | "引用" | "param" | "参数" | "state" | "状态" | "measure" | "指标" => return None,
            _ => (Block::Norm, Rule::norm_head, Rule::norm_part),
        };
        let brace =
            |token: &Token| token.depth == 0 && matches!(&self.text[token.start..token.end], "{" | "｛");
        let open = self.tokens.iter().position(brace)?;
        let close = self.tokens[open + 1..].iter().position(|token| token.depth == 0);
        let close = close.map_or(self.tokens.len(), |at| open + 1 + at);
        Some(Body { block, head, part, open, close })
    }

    /// Reads the lines of a block one after the other.
    fn lines(&mut self, body: &Body) {
        let mut next = body.open + 1;
        let end = self.tokens.get(body.close).map_or(self.end, |token| token.end);
        let before = self.problems.total();
        while next < body.close {
            if self.problems.total() - before >= SHOWN {
                // More would not be shown anyway.
                self.problems.count();
                return;
            }
            let start = self.tokens[next].start;
            next = match self.attempt(body.part, start, end, Some(body.block)) {
                Attempt::Read(after) => self.token_at(after).max(next + 1),
                Attempt::Failed(at) => self.next_line(body, next, at),
            };
        }
    }

    /// The first token from which a line may begin again after a mistake.
    fn next_line(&self, body: &Body, failed: usize, at: usize) -> usize {
        let mut from = self.token_at(at).max(failed);
        if from == failed {
            from += 1;
        }
        let begins = |i: &usize| {
            let token = &self.tokens[*i];
            let word = &self.text[token.start..token.end];
            let before = &self.tokens[i - 1];
            let before = &self.text[before.start..before.end];
            token.depth == 1
                && match body.block {
                    Block::Record => matches!(before, "," | "，" | "、" | ";" | "；") || token.first,
                    Block::Test => token.first,
                    block if token.first => begins_line(block, word) || home(word).is_some(),
                    block => begins_line(block, word) && strong(word, before),
                }
        };
        (from..body.close).find(begins).unwrap_or(body.close)
    }

    fn token_at(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.end <= at)
    }

    /// Reads one part.
    fn attempt(&mut self, rule: Rule, start: usize, end: usize, block: Option<Block>) -> Attempt {
        let error = match PolicyGrammar::parse(rule, &self.text[start..end]) {
            Ok(mut pairs) => {
                let part = pairs.next();
                let after = part.as_ref().map_or(end, |pair| start + pair.as_span().end());
                if let (Some(_), Some(part)) = (block, part) {
                    Lower::new(self.file, self.text, start, self.tokens, self.problems).part(part);
                }
                return Attempt::Read(after);
            }
            Err(error) => error,
        };
        let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
        let expected = match error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        let failure = Failure { at: start + at, expected };
        // Where a quote or bracket is wrong, the grammar has nothing to add.
        let token = self.tokens.get(self.token_at(failure.at));
        let reach = token.map_or(end, |token| token.end).max(failure.at);
        if !self.noted(start, reach) {
            let problem = self.explainer(block).explain(&failure, start);
            self.problems.push(problem);
        }
        Attempt::Failed(failure.at)
    }

    /// Whether something between these places was noted at the first look.
    fn noted(&self, start: usize, end: usize) -> bool {
        self.lexical.within(start, end)
    }

    fn explainer(&self, block: Option<Block>) -> Explainer<'_> {
        Explainer { file: self.file, text: self.text, tokens: self.tokens, block }
    }
}

/// Words that begin a clause even in the middle of a line, unless they continue what stands before them.
fn strong(word: &str, before: &str) -> bool {
    match word {
        "when" | "unless" | "cite" | "liable" | "当" | "除非" | "依据" | "连带" => true,
        "else" | "违者" => true,
        "bearer" | "责任人" => before != "per" && before != "每",
        "must" | "应当" => !matches!(before, "else" | "违者" | "," | "，" | "、"),
        _ => false,
    }
}
