//! From the parser's pairs to the tree, one file per area.
//!
//! The grammar has decided the shape by now. What remains are values (dates, numbers, escapes) and precedence.

mod act;
mod consequence;
mod declaration;
mod expression;
mod header;
mod literal;
mod logs;
mod norm;
mod test;
mod time;

use super::ast::Item;
use super::error::SyntaxProblem;
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
    /// Where the parsed piece begins in its file.
    base: usize,
    tokens: &'p [Token],
    problems: &'p mut Vec<SyntaxProblem>,
}

impl<'p> Lower<'p> {
    /// Lowers a piece of a file that begins at byte `base` and consists of these tokens.
    pub(super) fn new(
        file: FileId,
        base: usize,
        tokens: &'p [Token],
        problems: &'p mut Vec<SyntaxProblem>,
    ) -> Self {
        Lower { file, base, tokens, problems }
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

    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let (start, end) = (self.base + span.start(), self.base + span.end());
        // A pair may include the blanks and comments before an optional part that is absent.
        let last = self.tokens[..self.tokens.partition_point(|token| token.start < end)].last();
        Span::new(self.file, start, last.map_or(start, |token| token.end.min(end)).max(start))
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

    /// The grammar has something here that this version cannot lower.
    fn odd<T>(&mut self, pair: &Pair<'_>) -> Low<T> {
        let span = self.span(pair);
        self.fail(SyntaxProblem::Unexpected { span })
    }

    /// A part that the grammar promises.
    fn need<'i>(&mut self, kids: &mut Kids<'i>, rule: Rule) -> Low<Pair<'i>> {
        let span = kids.span;
        kids.get(rule).map_or_else(|| self.fail(SyntaxProblem::Unexpected { span: span.after() }), Ok)
    }

    /// Any next part, which the grammar promises.
    fn need_any<'i>(&mut self, kids: &mut Kids<'i>) -> Low<Pair<'i>> {
        let span = kids.span;
        kids.next().map_or_else(|| self.fail(SyntaxProblem::Unexpected { span: span.after() }), Ok)
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

/// Whether a rule is a keyword: those are called `w_…` in the grammar.
fn is_word(rule: Rule) -> bool {
    static WORDS: OnceLock<Vec<bool>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words = vec![false; Rule::all_rules().len() + 1];
        for rule in Rule::all_rules() {
            if let Some(slot) = words.get_mut(*rule as usize) {
                *slot = format!("{rule:?}").starts_with("w_");
            }
        }
        words
    });
    words.get(rule as usize).copied().unwrap_or(false)
}
