//! From the parser's pairs to the tree, one file per area.
//!
//! The grammar has decided the shape by now. What remains are values (dates, numbers, escapes) and precedence.

mod act;
mod consequence;
mod currencies;
mod declaration;
mod expression;
mod header;
mod literal;
mod logs;
mod norm;
mod test;
mod time;

pub use expression::MAX_DEPTH;

use super::ast::Item;
use super::error::{Problems, SyntaxProblem};
use super::grammar::Rule;
use super::scan::Token;
use crate::source::{FileId, Span, Spanned};
use pest::iterators::{Pair as PestPair, Pairs as PestPairs};
use std::sync::OnceLock;

pub(super) type Pair<'i> = PestPair<'i, Rule>;
pub(super) type Pairs<'i> = PestPairs<'i, Rule>;

/// The node is left out; the reason has been noted.
pub(super) struct Dropped;
pub(super) type Low<T> = Result<T, Dropped>;

/// Lowers one declaration.
pub(super) struct Lower<'p> {
    file: FileId,
    /// The whole text of the file.
    text: &'p str,
    /// Where the parsed piece begins in its file.
    base: usize,
    tokens: &'p [Token],
    problems: &'p mut Problems,
}

impl<'p> Lower<'p> {
    /// Lowers a piece of a file that begins at byte `base` and consists of these tokens.
    pub(super) fn new(
        file: FileId,
        text: &'p str,
        base: usize,
        tokens: &'p [Token],
        problems: &'p mut Problems,
    ) -> Self {
        Lower { file, text, base, tokens, problems }
    }

    /// The declaration inside a [`Rule::one_item`].
    pub(super) fn item(&mut self, mut pairs: Pairs<'_>) -> Low<Item> {
        let outer = pairs.next().ok_or(Dropped)?;
        let pair = self.kids(outer).next().ok_or(Dropped)?;
        match pair.as_rule() {
            Rule::policy => self.policy(pair).map(Item::Policy),
            Rule::use_item => self.use_item(pair).map(Item::Use),
            Rule::param => self.param(pair).map(Item::Param),
            Rule::entity => self.record(pair).map(Item::Entity),
            Rule::event => self.record(pair).map(Item::Event),
            Rule::state => self.state(pair).map(Item::State),
            Rule::measure => self.measure(pair).map(Item::Measure),
            Rule::norm => self.norm(pair).map(Item::Norm),
            Rule::calendar => self.calendar(pair).map(Item::Calendar),
            Rule::log => self.log(pair).map(Item::Log),
            Rule::test => self.test(pair).map(Item::Test),
            _ => self.odd(&pair),
        }
    }

    /// Notes what is wrong with the values of a part that stands by itself.
    pub(super) fn part(&mut self, part: Pair<'_>) {
        let rule = part.as_rule();
        let Some(line) = self.kids(part).next() else { return };
        // Only the problems are wanted.
        let _: Low<()> = match rule {
            Rule::norm_part => self.clause(line).map(drop),
            Rule::policy_part => self.policy_entry(line).map(drop),
            Rule::calendar_part => self.calendar_entry(line).map(drop),
            Rule::log_part => self.log_entry(line).map(drop),
            Rule::test_part => self.test_entry(line).map(drop),
            Rule::record_part => self.field(line).map(drop),
            _ => Ok(()),
        };
    }

    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let (start, end) = (self.base + span.start(), self.base + span.end());
        // A pair may include the blanks and comments before an optional part that is absent.
        let last = self.tokens[..self.tokens.partition_point(|token| token.start < end)].last();
        Span::new(self.file, start, last.map_or(start, |token| token.end.min(end)).max(start))
    }

    /// The token that begins at the beginning of a pair.
    fn token_of(&self, pair: &Pair<'_>) -> Option<usize> {
        let start = self.base + pair.as_span().start();
        Some(self.tokens.partition_point(|token| token.start < start)).filter(|i| *i < self.tokens.len())
    }

    /// Refuses a part that begins a line of its own although it could as well be a clause of the norm: nobody shall be
    /// judged by a limit that was meant for something else. `owner` is what the part would belong to.
    fn same_line(&mut self, part: Option<&Pair<'_>>, owner: &Pair<'_>) -> Low<()> {
        let Some(part) = part else { return Ok(()) };
        let (Some(first), Some(owner)) = (self.token_of(part), self.token_of(owner)) else { return Ok(()) };
        if !self.tokens[first].first {
            return Ok(());
        }
        // The line of the owner begins with its clause's keyword.
        let keyword = (0..=owner).rev().find(|i| self.tokens[*i].first).unwrap_or(owner);
        let (first, keyword) = (self.tokens[first], self.tokens[keyword]);
        self.fail(SyntaxProblem::OwnLine {
            span: Span::new(self.file, first.start, first.end),
            word: self.text[first.start..first.end].to_string(),
            owner: Span::new(self.file, keyword.start, keyword.end),
            owner_word: self.text[keyword.start..keyword.end].to_string(),
        })
    }

    fn spanned<T>(&self, pair: &Pair<'_>, node: T) -> Spanned<T> {
        Spanned::new(node, self.span(pair))
    }

    fn kids<'i>(&self, pair: Pair<'i>) -> Kids<'i> {
        Kids { span: self.span(&pair), inner: pair.into_inner() }
    }

    /// Notes a problem and drops the node.
    fn fail<T>(&mut self, problem: SyntaxProblem) -> Low<T> {
        self.problems.push(problem);
        Err(Dropped)
    }

    /// The grammar has something that this place cannot have.
    fn unexpected<T>(&mut self, span: Span) -> Low<T> {
        self.fail(SyntaxProblem::Unexpected { span, found: None, expected: Vec::new() })
    }

    /// The grammar has something here that this version cannot lower.
    fn odd<T>(&mut self, pair: &Pair<'_>) -> Low<T> {
        let span = self.span(pair);
        self.unexpected(span)
    }

    /// A part that the grammar promises.
    fn need<'i>(&mut self, kids: &mut Kids<'i>, rule: Rule) -> Low<Pair<'i>> {
        let span = kids.span;
        kids.get(rule).map_or_else(|| self.unexpected(span.after()), Ok)
    }

    /// Any next part, which the grammar promises.
    fn need_any<'i>(&mut self, kids: &mut Kids<'i>) -> Low<Pair<'i>> {
        let span = kids.span;
        kids.next().map_or_else(|| self.unexpected(span.after()), Ok)
    }

    /// Lowers every part, so that each of several problems is noted, and drops the whole if one was dropped.
    fn all<'i, T>(
        &mut self,
        pairs: impl Iterator<Item = Pair<'i>>,
        mut lower: impl FnMut(&mut Self, Pair<'i>) -> Low<T>,
    ) -> Low<Vec<T>> {
        let mut out = Vec::new();
        let mut whole = true;
        for pair in pairs {
            match lower(self, pair) {
                Ok(node) => out.push(node),
                Err(Dropped) => whole = false,
            }
        }
        if whole { Ok(out) } else { Err(Dropped) }
    }

    /// Lowers every part, keeping its place.
    fn all_spanned<'i, T>(
        &mut self,
        pairs: impl Iterator<Item = Pair<'i>>,
        mut lower: impl FnMut(&mut Self, Pair<'i>) -> Low<T>,
    ) -> Low<Vec<Spanned<T>>> {
        self.all(pairs, |this, pair| {
            let span = this.span(&pair);
            lower(this, pair).map(|node| Spanned::new(node, span))
        })
    }

    /// Lowers an optional part.
    fn maybe<'i, T>(
        &mut self,
        pair: Option<Pair<'i>>,
        lower: impl FnOnce(&mut Self, Pair<'i>) -> Low<T>,
    ) -> Low<Option<T>> {
        pair.map(|pair| lower(self, pair)).transpose()
    }
}

/// The parts of a pair without its keywords.
pub(super) struct Kids<'i> {
    span: Span,
    inner: Pairs<'i>,
}

impl<'i> Kids<'i> {
    fn peek(&mut self) -> Option<Rule> {
        while let Some(pair) = self.inner.peek() {
            let rule = pair.as_rule();
            if !is_word(rule) && rule != Rule::EOI {
                return Some(rule);
            }
            self.inner.next();
        }
        None
    }

    /// The next part, if it is of this kind.
    fn get(&mut self, rule: Rule) -> Option<Pair<'i>> {
        if self.peek() == Some(rule) { self.inner.next() } else { None }
    }

    /// Whether the next part is of this kind; if so, it is passed over.
    fn has(&mut self, rule: Rule) -> bool {
        self.get(rule).is_some()
    }
}

impl<'i> Iterator for Kids<'i> {
    type Item = Pair<'i>;
    fn next(&mut self) -> Option<Pair<'i>> {
        self.peek().and_then(|_| self.inner.next())
    }
}

const PUNCTUATION: &[Rule] = &[
    Rule::open_brace,
    Rule::close_brace,
    Rule::open_paren,
    Rule::close_paren,
    Rule::open_bracket,
    Rule::close_bracket,
    Rule::comma,
    Rule::colon,
    Rule::equals,
    Rule::dot,
    Rule::dots,
];

/// Whether a rule carries no meaning of its own: punctuation, and keywords, which are called `w_…` in the grammar.
fn is_word(rule: Rule) -> bool {
    static WORDS: OnceLock<Vec<bool>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words = vec![false; Rule::all_rules().len() + 1];
        for rule in Rule::all_rules() {
            if let Some(slot) = words.get_mut(*rule as usize) {
                *slot = PUNCTUATION.contains(rule) || format!("{rule:?}").starts_with("w_");
            }
        }
        words
    });
    words.get(rule as usize).copied().unwrap_or(false)
}
