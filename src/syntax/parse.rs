//! From text to tree.

use super::ast::{Comments, File};
use super::error::SyntaxProblem;
use super::grammar::{PolicyGrammar, Rule};
use super::lower::Lower;
use super::scan;
use crate::source::{FileId, Span, Spanned};
use pest::Parser;
use pest::error::InputLocation;

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Every declaration that could be read.
    pub file: File,
    /// Everything that could not, in source order.
    pub problems: Vec<SyntaxProblem>,
}

/// Reads a policy file. Declarations with a problem are left out of the tree and reported.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let scan = scan::scan(file, text);
    let pieces = scan::pieces(text, &scan.tokens);
    let mut problems = Vec::new();
    let mut items = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let start = scan.tokens[piece.start].start;
        let end = pieces.get(n + 1).map_or(text.len(), |next| scan.tokens[next.start].start);
        let last = scan.tokens[piece.end - 1].end;
        match PolicyGrammar::parse(Rule::one_item, &text[start..end]) {
            Ok(pairs) => {
                let mut lower = Lower::new(file, start, &scan.tokens[piece.clone()], &mut problems);
                if let Ok(item) = lower.item(pairs) {
                    items.push(Spanned::new(item, Span::new(file, start, last)));
                }
            }
            Err(error) => {
                let at = match error.location {
                    InputLocation::Pos(at) | InputLocation::Span((at, _)) => start + at,
                };
                problems.push(SyntaxProblem::Unexpected { span: Span::new(file, at, at) });
            }
        }
    }
    Parsed { file: File { items, comments: Comments(scan.comments) }, problems }
}
