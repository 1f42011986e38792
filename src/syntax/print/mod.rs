//! From tree to text: the formatter.
//!
//! Works on the tree, node by node, so that it can also translate the keywords. Names, texts and comments stay as they
//! are. Every comment is kept: before a line, after it, or, if it stood inside a statement, above that statement.

mod act;
mod declaration;
mod expression;
mod logs;
mod name;
mod norm;
mod page;
mod phrase;
mod time;

use super::ast::{File, Item, NormKind};
use super::words::Word;
use super::{SyntaxProblem, parse};
use crate::locale::Lang;
use crate::source::{FileId, Spanned};
use page::Page;
use phrase::Phrase;

/// How a file is formatted.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormatOptions {
    /// The language of the keywords. If absent, each declaration keeps the language of its first keyword.
    pub keywords: Option<Lang>,
}

/// Formats a file that was read from `text` without problems. Declarations with a problem are not in the tree and
/// would be lost; [`format_text`] guards against that.
///
/// The result is a fixed point: formatting it again changes nothing, and reading it gives an equal tree.
pub fn format(file: &File, text: &str, options: FormatOptions) -> String {
    let mut page = Page::new(text, &file.comments.0);
    for item in &file.items {
        let lang = options.keywords.unwrap_or_else(|| language(text, item));
        Printer { lang, page: &mut page }.item(item);
    }
    page.finish()
}

/// Formats a text.
///
/// # Errors
/// Everything that is wrong with the text, which is then left as it is.
pub fn format_text(text: &str, options: FormatOptions) -> Result<String, Vec<SyntaxProblem>> {
    let parsed = parse(FileId(0), text);
    if parsed.problems.is_empty() { Ok(format(&parsed.file, text, options)) } else { Err(parsed.problems) }
}

/// The language of a declaration's first keyword.
fn language(text: &str, item: &Spanned<Item>) -> Lang {
    match text.get(item.span.start as usize..).and_then(|t| t.chars().next()) {
        Some(first) if !first.is_ascii() => Lang::Zh,
        _ => Lang::En,
    }
}

/// Prints one declaration in one language.
struct Printer<'p, 'a> {
    lang: Lang,
    page: &'p mut Page<'a>,
}

/// Widths of the keyword columns: the longest common keyword of a block and one blank or two.
mod column {
    /// Norms: `bearer`, `责任人`.
    pub(super) const NORM: usize = 8;
    /// Calendars: `workday`, `工作周`.
    pub(super) const CALENDAR: usize = 8;
    /// Log mappings: `event`.
    pub(super) const LOG: usize = 6;
}

impl Printer<'_, '_> {
    fn w(&self, word: Word) -> &'static str {
        word.text(self.lang)
    }

    fn item(&mut self, item: &Spanned<Item>) {
        match &item.node {
            Item::Use(path) => {
                let mut phrase = Phrase::headed(self.w(Word::Use));
                phrase.word(&name::text(path));
                self.page.short_item(item.span, &phrase);
            }
            Item::Param(param) => {
                let phrase = self.param(param);
                self.page.short_item(item.span, &phrase);
            }
            Item::State(state) => {
                let phrase = self.state(state);
                self.page.short_item(item.span, &phrase);
            }
            Item::Measure(measure) => {
                let phrase = self.measure(measure);
                self.page.short_item(item.span, &phrase);
            }
            Item::Entity(record) => self.record(item.span, Word::Entity, record),
            Item::Event(record) => self.record(item.span, Word::Event, record),
            Item::Policy(policy) => self.policy(item.span, policy),
            Item::Norm(norm) => {
                let kind = match norm.kind {
                    NormKind::Duty => Word::Duty,
                    NormKind::Prohibition => Word::Prohibition,
                    NormKind::Reward => Word::RewardNorm,
                };
                let header = self.header(kind, &norm.name, norm.title.as_ref());
                self.page.open(item.span, norm.title.as_ref().map_or(norm.name.span, |t| t.span), header);
                for clause in &norm.clauses {
                    let phrase = self.clause(clause);
                    self.page.line(clause.span, &phrase, column::NORM);
                }
                self.page.close(item.span);
            }
            Item::Calendar(calendar) => self.calendar(item.span, calendar),
            Item::Log(log) => self.log(item.span, log),
            Item::Test(test) => self.test(item.span, test),
        }
    }
}
