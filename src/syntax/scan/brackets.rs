//! Which bracket belongs to which, and how deep they are nested.

use super::{ITEM_WORDS, Kind, Token};
use crate::source::{FileId, Span};
use crate::syntax::error::{Problems, SyntaxProblem};

/// How many brackets may be open at once.
pub const MAX_NESTING: usize = 64;

/// Notes for each token in how many brackets it stands, and what is wrong with the brackets.
pub(super) fn nest(file: FileId, text: &str, tokens: &mut [Token]) -> Problems {
    let problems =
        Pass { file, text, guess: false, open: Vec::new(), problems: Problems::default() }.run(tokens);
    let missing =
        |p: &SyntaxProblem| matches!(p, SyntaxProblem::Unclosed { .. } | SyntaxProblem::Unopened { .. });
    if problems.kept.iter().any(missing) {
        // Something is missing. Assume that declarations and clauses begin a line, to find out where.
        return Pass { file, text, guess: true, open: Vec::new(), problems: Problems::default() }.run(tokens);
    }
    problems
}

struct Pass<'a> {
    file: FileId,
    text: &'a str,
    /// Whether the beginning of a declaration or clause on a new line closes what is open.
    guess: bool,
    open: Vec<Token>,
    problems: Problems,
}

impl Pass<'_> {
    fn span(&self, token: &Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }

    fn word(&self, token: &Token) -> &str {
        &self.text[token.start..token.end]
    }

    fn run(mut self, tokens: &mut [Token]) -> Problems {
        let mut too_deep = false;
        for token in tokens {
            if self.guess {
                self.new_beginning(token);
            }
            if token.kind == Kind::Close {
                self.close(token);
            }
            token.depth = self.open.len();
            if token.kind == Kind::Open {
                self.open.push(*token);
                if self.open.len() > MAX_NESTING && !too_deep {
                    self.problems.push(SyntaxProblem::TooDeep { span: self.span(token) });
                    too_deep = true;
                }
            }
            too_deep &= !self.open.is_empty();
        }
        if let Some(bracket) = self.open.last().copied() {
            self.unclosed(&bracket, None);
        }
        self.problems
    }

    fn new_beginning(&mut self, token: &Token) {
        let Some(last) = self.open.last().copied() else { return };
        if !token.first || token.kind != Kind::Word {
            return;
        }
        let word = self.word(token);
        if token.flush && ITEM_WORDS.contains(&word) {
            self.unclosed(&last, Some(token));
            self.open.clear();
        } else if begins_clause(word) && self.open.len() > 1 && !is_brace(self.word(&last)) {
            self.unclosed(&last, Some(token));
            while self.open.last().is_some_and(|open| !is_brace(&self.text[open.start..open.end])) {
                self.open.pop();
            }
        }
    }

    fn close(&mut self, token: &Token) {
        let word = self.word(token);
        if self.open.last().is_some_and(|open| pairs(self.word(open), word)) {
            self.open.pop();
            return;
        }
        // A closing brace ends whatever was left open inside it.
        if matches!(word, "}" | "｝")
            && let Some(at) = self.open.iter().rposition(|open| is_brace(self.word(open)))
        {
            let inner = self.open[at + 1];
            self.unclosed(&inner, Some(token));
            self.open.truncate(at);
            return;
        }
        let open = self.open.last().map(|open| self.span(open));
        let problem = SyntaxProblem::Unopened { span: self.span(token), found: word.to_string(), open };
        self.problems.push(problem);
        if open.is_none() {
            return;
        }
        // Nothing it could close: forget what is open but the block, so that this costs no more than once.
        let keep = self.open.iter().take_while(|open| is_brace(self.word(open))).count();
        self.open.truncate(keep);
    }

    fn unclosed(&mut self, bracket: &Token, noticed: Option<&Token>) {
        let problem = SyntaxProblem::Unclosed {
            bracket: self.span(bracket),
            open: self.word(bracket).to_string(),
            noticed: noticed.map(|token| self.span(token)),
        };
        self.problems.push(problem);
    }
}

fn is_brace(word: &str) -> bool {
    matches!(word, "{" | "｛")
}

/// Words that begin a clause and hardly ever continue one.
fn begins_clause(word: &str) -> bool {
    matches!(
        word,
        "cite"
            | "when"
            | "each"
            | "bearer"
            | "must"
            | "within"
            | "unless"
            | "else"
            | "liable"
            | "依据"
            | "当"
            | "每"
            | "责任人"
            | "应当"
            | "不得"
            | "限时"
            | "除非"
            | "违者"
            | "连带"
    )
}

/// Whether two brackets belong together; full-width and half-width ones may be mixed.
fn pairs(open: &str, close: &str) -> bool {
    match open {
        "{" | "｛" => matches!(close, "}" | "｝"),
        "(" | "（" => matches!(close, ")" | "）"),
        _ => matches!(close, "]" | "］" | "】"),
    }
}
