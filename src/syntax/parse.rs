//! From text to tree.

use super::ast::{Comments, File};
use super::error::{Problems, SyntaxProblem};
use super::grammar::{PolicyGrammar, Rule};
use super::lower::Lower;
use super::recover::Recovery;
use super::scan::{self, Scan};
use crate::source::{FileId, Span, Spanned};
use pest::Parser;

/// The largest policy file that is read: far more than any regulation, and little enough to be read at once.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Every declaration that could be read.
    pub file: File,
    /// Everything that could not, in source order.
    pub problems: Vec<SyntaxProblem>,
}

/// Reads a policy file. Declarations with a problem are left out of the tree and reported; at most 100 problems are
/// reported, and one more that says how many are not. Reads at most [`MAX_BYTES`].
pub fn parse(file: FileId, text: &str) -> Parsed {
    if text.len() > MAX_BYTES {
        let span = Span::new(file, 0, 0);
        let problems = vec![SyntaxProblem::TooLarge { span, bytes: text.len() }];
        return Parsed { file: File { items: Vec::new(), comments: Comments::default() }, problems };
    }
    let Scan { tokens, comments, problems: lexical } = scan::scan(file, text);
    let pieces = scan::pieces(text, &tokens);
    let mut found = Problems::default();
    let mut items = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let start = tokens[piece.start].start;
        let end = pieces.get(n + 1).map_or(text.len(), |next| tokens[next.start].start);
        let tokens = &tokens[piece.clone()];
        if tokens.iter().any(|token| token.depth > scan::MAX_NESTING) {
            // Already noted; the grammar must not follow.
            continue;
        }
        match PolicyGrammar::parse(Rule::one_item, &text[start..end]) {
            Ok(pairs) => {
                let last = tokens.last().map_or(start, |token| token.end);
                if let Ok(item) = Lower::new(file, text, start, tokens, &mut found).item(pairs) {
                    items.push(Spanned::new(item, Span::new(file, start, last)));
                }
            }
            Err(_) => Recovery { file, text, tokens, end, lexical: &lexical, problems: &mut found }.run(),
        }
    }
    let mut problems = lexical;
    problems.append(found);
    Parsed { file: File { items, comments: Comments(comments) }, problems: problems.finish() }
}
