//! The page: lines in order, with the comments and blank lines of the original between them.

use super::phrase::Phrase;
use crate::source::Span;
use crate::syntax::ast::Comment;

/// What has been written so far.
pub(super) struct Page<'a> {
    text: &'a str,
    comments: &'a [Comment],
    /// How many comments have been written.
    written: usize,
    out: String,
    indent: usize,
    /// Where, in the original, the last thing written ended.
    last_end: usize,
    /// The last line is code without a comment, so that one may follow it.
    open_line: bool,
    /// No blank line here: at the top of the file or of a block.
    at_top: bool,
    /// The last declaration took several lines, or a block was closed.
    after_block: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(text: &'a str, comments: &'a [Comment]) -> Self {
        Page {
            text,
            comments,
            written: 0,
            out: String::new(),
            indent: 0,
            last_end: 0,
            open_line: false,
            at_top: true,
            after_block: false,
        }
    }

    /// Whether a comment stands inside this part of the original.
    pub(super) fn has_comment(&self, span: Span) -> bool {
        self.comments[self.written..]
            .iter()
            .skip_while(|c| c.span.start < span.start)
            .take_while(|c| c.span.start < span.end)
            .next()
            .is_some()
    }

    /// A declaration without a block.
    pub(super) fn short_item(&mut self, span: Span, phrase: &Phrase) {
        let blank = self.after_block;
        self.begin(span, blank);
        self.code(&phrase.lay(self.indent, 0));
        self.last_end = span.end as usize;
        self.after_block = false;
    }

    /// The first line of a block. `head` is the last part of the original that belongs to it.
    pub(super) fn open(&mut self, span: Span, head: Span, mut header: Phrase) {
        header.word("{");
        self.begin_at(span.start as usize, head.end.max(span.start) as usize, true);
        self.code(&header.lay(self.indent, 0));
        self.last_end = head.end.max(span.start) as usize;
        self.indent += 2;
        self.at_top = true;
    }

    /// A line of a block.
    pub(super) fn line(&mut self, span: Span, phrase: &Phrase, column: usize) {
        self.begin(span, false);
        self.code(&phrase.lay(self.indent, column));
        self.last_end = span.end as usize;
    }

    /// The end of a block.
    pub(super) fn close(&mut self, span: Span) {
        while self.next_comment_before(span.end as usize) {
            self.comment();
        }
        self.indent = self.indent.saturating_sub(2);
        self.code(&format!("{}}}", " ".repeat(self.indent)));
        self.last_end = span.end as usize;
        self.at_top = false;
        self.after_block = true;
    }

    /// The rest of the comments, and the text.
    pub(super) fn finish(mut self) -> String {
        while self.written < self.comments.len() {
            self.comment();
        }
        self.out
    }

    fn begin(&mut self, span: Span, blank: bool) {
        self.begin_at(span.start as usize, span.end as usize, blank);
    }

    /// Writes the comments before a statement and those inside it, then a blank line if there was one, or if `blank`
    /// asks for one between declarations.
    fn begin_at(&mut self, start: usize, end: usize, mut blank: bool) {
        let mut first = true;
        while self.next_comment_before(start) {
            let trailing = self.attaches();
            if !trailing && first && blank && !self.at_top {
                self.blank_line();
            }
            if !trailing {
                (first, blank) = (false, false);
            }
            self.comment();
        }
        if (blank || self.gap(start)) && !self.at_top {
            self.blank_line();
        }
        self.at_top = false;
        while self.next_comment_before(end) {
            self.own_line_comment();
        }
    }

    fn next_comment_before(&self, end: usize) -> bool {
        self.comments.get(self.written).is_some_and(|c| (c.span.start as usize) < end)
    }

    /// Whether the next comment goes to the end of the last line.
    fn attaches(&self) -> bool {
        self.open_line && self.comments.get(self.written).is_some_and(|c| c.trailing)
    }

    fn comment(&mut self) {
        let Some(comment) = self.comments.get(self.written) else { return };
        let end = comment.span.end as usize;
        if self.attaches() {
            self.out.pop();
            self.out.push_str("  ");
            self.out.push_str(&comment.text);
            self.out.push('\n');
            self.open_line = false;
            self.written += 1;
        } else {
            if self.gap(comment.span.start as usize) && !self.at_top {
                self.blank_line();
            }
            self.at_top = false;
            self.own_line_comment();
        }
        self.last_end = end;
    }

    fn own_line_comment(&mut self) {
        let Some(comment) = self.comments.get(self.written) else { return };
        self.out.push_str(&" ".repeat(self.indent));
        self.out.push_str(&comment.text);
        self.out.push('\n');
        self.open_line = false;
        self.written += 1;
    }

    fn code(&mut self, lines: &str) {
        self.out.push_str(lines);
        self.out.push('\n');
        self.open_line = true;
    }

    /// Whether the original has a blank line between what was written last and this place.
    fn gap(&self, start: usize) -> bool {
        let between = self.text.get(self.last_end..start).unwrap_or_default();
        let mut breaks = 0;
        for c in between.chars() {
            match c {
                '\n' => breaks += 1,
                c if c.is_whitespace() => {}
                _ => breaks = 0,
            }
            if breaks == 2 {
                return true;
            }
        }
        false
    }

    fn blank_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
            self.open_line = false;
        }
    }
}
