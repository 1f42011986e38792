//! What can be wrong with a text, and how it is said in either language.

mod en;
mod expectation;
mod zh;

pub use expectation::{Block, Expectation};

use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;
use crate::source::Span;

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxProblem {
    /// Something else was expected here.
    Unexpected {
        /// Where.
        span: Span,
        /// What stands there; nothing at the end of the text.
        found: Option<String>,
        /// What could have stood there, most likely first.
        expected: Vec<Expectation>,
    },
    /// Something must still follow.
    Missing {
        /// What it must follow.
        after: Span,
        /// As written.
        word: String,
        /// What could follow, most likely first.
        expected: Vec<Expectation>,
    },
    /// A word that is close to a keyword, or that stands where only keywords can stand.
    UnknownWord {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// Keywords it may have been meant to be.
        suggestions: Vec<String>,
        /// In which block; none at the top of the file.
        block: Option<Block>,
    },
    /// A line that belongs into another kind of block.
    WrongBlock {
        /// The line's keyword.
        span: Span,
        /// As written.
        word: String,
        /// Where it stands; none at the top of the file.
        here: Option<Block>,
        /// Where it belongs.
        belongs: Block,
    },
    /// A keyword where a name is needed.
    ReservedName {
        /// Where.
        span: Span,
        /// As written.
        word: String,
    },
    /// `:` instead of `=`, or the other way round.
    WrongSign {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// What is needed; nothing if the sign is to be left out.
        wanted: Option<char>,
    },
    /// A number in Chinese characters.
    HanNumber {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// The same with digits.
        digits: String,
    },
    /// A number that needs a unit of time.
    MissingUnit {
        /// The number.
        span: Span,
        /// As written.
        number: String,
    },
    /// A word after a number that is neither a unit nor a currency.
    UnknownUnit {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// Units and currencies it may have been meant to be.
        suggestions: Vec<String>,
    },
    /// An amount without a currency.
    MissingCurrency {
        /// The number or range.
        span: Span,
        /// As written.
        number: String,
    },
    /// `罚款 50 元 每项`: Chinese counts before the amount.
    PerAfterAmount {
        /// `每项`
        span: Span,
        /// As written.
        word: String,
    },
    /// Three capital letters that are no currency.
    UnknownCurrency {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// Currencies it may have been meant to be.
        suggestions: Vec<String>,
    },
    /// A date written in another way than `2024-05-06`.
    ForeignDate {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// The same date as it should be written, if it is clear which is meant.
        suggestion: Option<String>,
    },
    /// A date that no calendar has.
    NoSuchDate {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// A time that no clock shows.
    NoSuchTime {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// An offset from UTC that no zone has.
    NoSuchOffset {
        /// Where.
        span: Span,
        /// As written.
        text: String,
    },
    /// A number that cannot be held exactly.
    NumberTooLong(Span),
    /// An expression with too many operations inside each other.
    ExpressionTooDeep(Span),
    /// `a < b < c`
    ChainedComparison {
        /// The first comparison.
        first: Span,
        /// The second operator.
        second: Span,
    },
    /// A backslash before something that needs none.
    UnknownEscape {
        /// The backslash and what follows it.
        span: Span,
        /// What follows it.
        found: char,
    },
    /// A clause keyword that begins a line but could belong to the line above.
    OwnLine {
        /// The keyword.
        span: Span,
        /// As written.
        word: String,
        /// The clause above.
        owner: Span,
        /// Its keyword.
        owner_word: String,
    },
    /// `&&`, `||`, `!`
    ForeignOperator {
        /// Where.
        span: Span,
        /// Whether `and` is meant, otherwise `or`.
        and: bool,
        /// Whether `not` is meant.
        not: bool,
    },
    /// A character that means nothing here.
    ForeignCharacter {
        /// Where.
        span: Span,
        /// As written.
        found: String,
    },
    /// A text in single quotes.
    SingleQuotes {
        /// Where.
        span: Span,
        /// What stands between them.
        text: String,
    },
    /// A text or name without its second quote.
    UnclosedQuote {
        /// The first quote.
        opening: Span,
        /// From there to the end of the line.
        to_end: Span,
        /// Which quote.
        quote: char,
    },
    /// A bracket without its second half.
    Unclosed {
        /// The first half.
        bracket: Span,
        /// As written.
        open: String,
        /// Where it was noticed; nothing at the end of the text.
        noticed: Option<Span>,
    },
    /// A closing bracket that closes nothing.
    Unopened {
        /// Where.
        span: Span,
        /// As written.
        found: String,
        /// A bracket of another shape that is open.
        open: Option<Span>,
    },
    /// Too many brackets inside each other.
    TooDeep {
        /// The first bracket too many.
        span: Span,
    },
    /// A file beyond the stated limit.
    TooLarge {
        /// The beginning of the file.
        span: Span,
        /// Its size in bytes.
        bytes: usize,
    },
    /// More problems than are shown.
    TooMany {
        /// The last that is shown.
        last: Span,
        /// How many, at least, are not shown.
        more: usize,
    },
}

impl SyntaxProblem {
    /// The place to go to.
    pub fn span(&self) -> Span {
        use SyntaxProblem::*;
        match self {
            Unexpected { span, .. }
            | Missing { after: span, .. }
            | UnknownWord { span, .. }
            | WrongBlock { span, .. }
            | ReservedName { span, .. }
            | WrongSign { span, .. }
            | HanNumber { span, .. }
            | MissingUnit { span, .. }
            | UnknownUnit { span, .. }
            | MissingCurrency { span, .. }
            | PerAfterAmount { span, .. }
            | UnknownCurrency { span, .. }
            | ForeignDate { span, .. }
            | NoSuchDate { span, .. }
            | NoSuchTime { span, .. }
            | NoSuchOffset { span, .. }
            | NumberTooLong(span)
            | ExpressionTooDeep(span)
            | ChainedComparison { second: span, .. }
            | UnknownEscape { span, .. }
            | OwnLine { span, .. }
            | ForeignOperator { span, .. }
            | ForeignCharacter { span, .. }
            | SingleQuotes { span, .. }
            | UnclosedQuote { opening: span, .. }
            | Unclosed { bracket: span, .. }
            | Unopened { span, .. }
            | TooDeep { span }
            | TooLarge { span, .. }
            | TooMany { last: span, .. } => *span,
        }
    }

    fn code(&self) -> Code {
        use SyntaxProblem::*;
        match self {
            Unexpected { .. }
            | Missing { .. }
            | UnknownWord { .. }
            | WrongSign { .. }
            | UnknownEscape { .. }
            | PerAfterAmount { .. }
            | HanNumber { .. }
            | ForeignOperator { .. }
            | ForeignCharacter { .. }
            | SingleQuotes { .. }
            | TooMany { .. } => Code::Syntax,
            TooLarge { .. } => Code::TooLarge,
            TooDeep { .. } | ExpressionTooDeep(_) => Code::TooDeep,
            UnclosedQuote { .. } | Unclosed { .. } | Unopened { .. } => Code::Unbalanced,
            ForeignDate { .. } | NoSuchDate { .. } | NoSuchTime { .. } | NoSuchOffset { .. } => Code::BadDate,
            MissingUnit { .. } | UnknownUnit { .. } | MissingCurrency { .. } | UnknownCurrency { .. } => {
                Code::BadUnit
            }
            ReservedName { .. } => Code::ReservedName,
            WrongBlock { .. } => Code::WrongBlock,
            ChainedComparison { .. } => Code::ChainedComparison,
            OwnLine { .. } => Code::AmbiguousLine,
            NumberTooLong(_) => Code::NumberTooLong,
        }
    }
}

impl Problem for SyntaxProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self, self.code()),
            Lang::Zh => zh::diagnostic(self, self.code()),
        }
    }
}

/// How many problems of a file are shown.
pub(super) const SHOWN: usize = 100;
/// How many are kept until they are sorted.
const KEPT: usize = 1000;

/// Problems as they are found; their number is bounded and what is left out is counted.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// The first of them.
    pub(super) kept: Vec<SyntaxProblem>,
    more: usize,
}

impl Problems {
    pub(super) fn push(&mut self, problem: SyntaxProblem) {
        if self.kept.last() == Some(&problem) {
            // Noticed at the end of one line and again at the beginning of the next.
        } else if self.kept.len() < KEPT {
            self.kept.push(problem);
        } else {
            self.more += 1;
        }
    }

    pub(super) fn append(&mut self, other: Problems) {
        self.more += other.more;
        self.kept.extend(other.kept);
    }

    /// Puts them into source order.
    pub(super) fn sort(&mut self) {
        self.kept.sort_by_key(|problem| (problem.span().start, problem.span().end));
    }

    /// Whether one of them lies between these places. They must be in source order.
    pub(super) fn within(&self, start: usize, end: usize) -> bool {
        let next = self.kept.partition_point(|problem| (problem.span().start as usize) < start);
        self.kept.get(next).is_some_and(|problem| (problem.span().start as usize) < end)
    }

    /// How many there are.
    pub(super) fn total(&self) -> usize {
        self.kept.len() + self.more
    }

    /// Counts one that is not kept.
    pub(super) fn count(&mut self) {
        self.more += 1;
    }

    /// Those to be shown, in source order, the last of them saying how many are not.
    pub(super) fn finish(mut self) -> Vec<SyntaxProblem> {
        self.sort();
        let more = self.more + self.kept.len().saturating_sub(SHOWN);
        self.kept.truncate(SHOWN);
        if more > 0
            && let Some(last) = self.kept.last().map(SyntaxProblem::span)
        {
            self.kept.push(SyntaxProblem::TooMany { last, more });
        }
        self.kept
    }
}
