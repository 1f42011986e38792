//! One statement on its way to the page: words, and the places where a line may break.

use crate::locale::{display_width, pad_right};

/// No line is longer than this if it can be broken.
pub(super) const WIDTH: usize = 100;

/// What a line breaks before, from the best place to the worst: a sentence is read in these pieces.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// Another act, another consequence, `for every`.
    Act,
    /// `same`, `where` and the like: what is asked of it.
    Condition,
    /// `and`, `or` between conditions.
    Logic,
    /// Anywhere else.
    Term,
}

/// Words of one statement.
#[derive(Clone, Default)]
pub(super) struct Phrase {
    text: String,
    /// Length in bytes of the keyword that stands in the keyword column.
    head: usize,
    /// Byte offsets of the blanks at which a line may break, in how many brackets they stand, and before what.
    breaks: Vec<(usize, (usize, Piece))>,
    depth: usize,
    breakable: Option<Piece>,
    tight: bool,
}

impl Phrase {
    /// A statement that begins with a keyword.
    pub(super) fn headed(keyword: &str) -> Self {
        Phrase { text: keyword.to_string(), head: keyword.len(), ..Phrase::default() }
    }

    /// The first words are the keyword.
    pub(super) fn head_is(&mut self, keyword: &str) {
        self.head = keyword.len();
    }

    /// Adds a word after a blank.
    pub(super) fn word(&mut self, word: &str) {
        if !self.tight && !self.text.is_empty() {
            if let Some(piece) = self.breakable {
                self.breaks.push((self.text.len(), (self.depth, piece)));
            }
            self.text.push(' ');
        }
        (self.breakable, self.tight) = (None, false);
        self.brackets(word);
        self.text.push_str(word);
    }

    /// Adds something that sticks to the word before it.
    pub(super) fn glue(&mut self, text: &str) {
        self.brackets(text);
        self.text.push_str(text);
        (self.breakable, self.tight) = (None, false);
    }

    fn brackets(&mut self, text: &str) {
        match text {
            "(" | "[" | "{" | ".[" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// The next word sticks to the one before it.
    pub(super) fn tighten(&mut self) {
        self.tight = true;
    }

    /// A line may break before the next word.
    pub(super) fn may_break(&mut self) {
        self.may_break_before(Piece::Term);
    }

    /// A line may break before the next word, which begins a piece.
    pub(super) fn may_break_before(&mut self, piece: Piece) {
        self.breakable = Some(piece);
    }

    /// Adds a comma, after which a line may break.
    pub(super) fn comma(&mut self) {
        self.text.push(',');
        self.may_break();
    }

    /// Its width on one line, keyword column aside.
    pub(super) fn width(&self) -> usize {
        display_width(&self.text)
    }

    /// Lays it out: indented, the keyword padded to `column`, further lines under the first word after the keyword.
    pub(super) fn lay(&self, indent: usize, column: usize) -> String {
        let (head, rest) = self.text.split_at(self.head);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let offset = self.text.len() - rest.len();
        let lead = if head.is_empty() {
            " ".repeat(indent)
        } else if rest.is_empty() {
            format!("{}{head}", " ".repeat(indent))
        } else {
            let padded = pad_right(head, column.saturating_sub(1));
            format!("{}{padded} ", " ".repeat(indent))
        };
        let hang = if self.head == 0 { indent + 4 } else { indent + column.max(4) };
        let mut out = lead;
        let mut used = display_width(&out);
        let mut start = 0;
        while let Some(at) = self.break_after(offset, start, rest, WIDTH.saturating_sub(used)) {
            out.push_str(&rest[start..at]);
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            used = hang;
            start = at + 1;
        }
        out.push_str(&rest[start..]);
        out
    }

    /// Where to break the text after `start`, if it is wider than `room`: as far outside of brackets as possible, then
    /// before as great a piece as possible, then as late as possible.
    fn break_after(&self, offset: usize, start: usize, rest: &str, room: usize) -> Option<usize> {
        // Longer than any text of that width; measuring the whole of it for every line would take for ever.
        let surely_too_wide = rest.len() - start > room.max(1) * 16;
        if !surely_too_wide && display_width(&rest[start..]) <= room {
            return None;
        }
        let mut best: Option<(usize, (usize, Piece))> = None;
        let next = self.breaks.partition_point(|(at, _)| *at <= start + offset);
        for &(at, rank) in &self.breaks[next..] {
            let at = at - offset;
            let fits = display_width(&rest[start..at]) <= room;
            if !fits && best.is_some() {
                break;
            }
            if best.is_none_or(|(_, least)| rank <= least) {
                best = Some((at, rank));
            }
            if !fits {
                break;
            }
        }
        best.map(|(at, _)| at)
    }
}
