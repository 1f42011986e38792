//! Draws messages and marked texts for a terminal. The only file that knows miette.
//!
//! Without the feature `cli` nothing is drawn: the same places are listed, one per line.

use super::{Diagnostic, Severity};
use crate::locale::{Lang, display_width, printable, wrap};
use crate::source::{FileId, Sources, Span};

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawOptions {
    /// The language of the few words that belong to the drawing.
    pub lang: Lang,
    /// Whether to colour with ANSI sequences.
    pub color: bool,
    /// Whether to draw lines with Unicode characters rather than ASCII.
    pub unicode: bool,
    /// The width of the page in columns.
    pub width: usize,
}

impl Default for DrawOptions {
    fn default() -> Self {
        DrawOptions { lang: Lang::En, color: false, unicode: true, width: 100 }
    }
}

/// What colour means: never decoration, always how much attention a thing asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The thing itself.
    Bad,
    /// Take care.
    Caution,
    /// All is well.
    Good,
    /// What belongs to it.
    Note,
    /// Small print.
    Quiet,
    /// Headings.
    Strong,
}

/// A place with a remark and its tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
    /// How much attention it asks for.
    pub tone: Tone,
}

impl DrawOptions {
    /// The text in a tone, if colours are wanted.
    pub fn paint(&self, text: &str, tone: Tone) -> String {
        if !self.color {
            return text.to_string();
        }
        let code = match tone {
            Tone::Bad => "1;31",
            Tone::Caution => "1;33",
            Tone::Good => "32",
            Tone::Note => "36",
            Tone::Quiet => "2",
            Tone::Strong => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

impl Severity {
    /// The word a person reads.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Severity::Error => lang.pick("error", "错误"),
            Severity::Warning => lang.pick("warning", "警告"),
            Severity::Advice => lang.pick("advice", "提示"),
        }
    }

    fn tone(self) -> Tone {
        match self {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Caution,
            Severity::Advice => Tone::Note,
        }
    }
}

/// One message: its first line, its places, its help. Ends with a line break.
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, options: &DrawOptions) -> String {
    let word = diagnostic.severity.word(options.lang);
    let head = format!("{word}[{}]", diagnostic.code);
    let colon = options.lang.pick(": ", "：");
    let mut out = hanging(
        &options.paint(&head, diagnostic.severity.tone()),
        &head,
        &format!("{colon}{}", printable(&diagnostic.message)),
        options,
    );
    let marks: Vec<Mark> = diagnostic
        .labels
        .iter()
        .enumerate()
        .map(|(i, label)| Mark {
            span: label.span,
            text: label.text.clone(),
            tone: if i == 0 { diagnostic.severity.tone() } else { Tone::Note },
        })
        .collect();
    out.push_str(&snippets(&marks, sources, 1, options));
    if let Some(help) = &diagnostic.help {
        let head = options.lang.pick("  help", "  帮助");
        let help = format!("{colon}{}", printable(help));
        out.push_str(&hanging(&options.paint(head, Tone::Note), head, &help, options));
    }
    out
}

/// Several messages, a blank line between two.
pub fn draw_all(diagnostics: &[Diagnostic], sources: &Sources, options: &DrawOptions) -> String {
    diagnostics.iter().map(|d| draw(d, sources, options)).collect::<Vec<_>>().join("\n")
}

/// A head and a text after it; further lines of the text start under its first.
fn hanging(painted: &str, head: &str, text: &str, options: &DrawOptions) -> String {
    let indent = if head.starts_with(' ') { display_width(head) + 2 } else { 2 };
    let first = options.width.saturating_sub(display_width(head)).max(20);
    let rest = options.width.saturating_sub(indent).max(20);
    let mut lines = wrap(text, first.min(rest)).into_iter();
    let mut out = format!("{painted}{}\n", lines.next().unwrap_or_default());
    for line in lines {
        out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
    }
    out
}

/// Marked places: one box for each file, in the order in which the marks first name it; `context` lines of text around each
/// mark. Several excerpts of one file share a box, in the order of their lines. Empty if there are no marks.
pub fn snippets(marks: &[Mark], sources: &Sources, context: usize, options: &DrawOptions) -> String {
    let mut groups: Vec<(&str, Vec<FileId>)> = Vec::new();
    for mark in marks {
        let name = sources.get(mark.span.file).name.as_str();
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, files)) if files.contains(&mark.span.file) => {}
            Some((_, files)) => files.push(mark.span.file),
            None => groups.push((name, vec![mark.span.file])),
        }
    }
    let mut out = String::new();
    for (_, mut files) in groups {
        files.sort_by_key(|file| (sources.get(*file).first_line, *file));
        let own = |mark: &&Mark| files.contains(&mark.span.file);
        // The box is headed by the first thing itself, else by the first mark.
        let leads = |mark: &&Mark| matches!(mark.tone, Tone::Bad | Tone::Caution);
        let leader = marks.iter().filter(own).find(leads).or_else(|| marks.iter().find(own));
        let blocks = files.iter().map(|file| {
            let marks: Vec<&Mark> = marks.iter().filter(|m| m.span.file == *file).collect();
            imp::block(&marks, sources.get(*file), context, options)
        });
        let blocks: String = blocks.collect();
        out.push_str(&match leader {
            Some(leader) => imp::join(&blocks, sources.get(leader.span.file), leader, options),
            None => blocks,
        });
    }
    out
}

#[cfg(not(feature = "cli"))]
mod imp {
    use super::{DrawOptions, Mark};
    use crate::locale::printable;
    use crate::source::SourceFile;

    pub(super) fn join(blocks: &str, _: &SourceFile, _: &Mark, _: &DrawOptions) -> String {
        blocks.to_string()
    }

    /// The places, one per line.
    pub(super) fn block(
        marks: &[&Mark],
        file: &SourceFile,
        _context: usize,
        options: &DrawOptions,
    ) -> String {
        let colon = options.lang.pick(": ", "：");
        marks
            .iter()
            .map(|mark| {
                let place = file.place(mark.span.start);
                let text = printable(&mark.text).replace('\n', " ");
                let remark = if text.is_empty() { String::new() } else { format!("{colon}{text}") };
                format!("  --> {}:{}:{}{remark}\n", file.name, place.line, place.column)
            })
            .collect()
    }
}

#[cfg(feature = "cli")]
mod imp {
    use super::{DrawOptions, Mark, Tone};
    use crate::locale::printable;
    use crate::source::SourceFile;
    use miette::{
        GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
        SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
    };
    use std::fmt;

    /// Two marks that lie at most so many lines apart share one box.
    const JOINED_LINES: usize = 8;

    /// A text without characters that steer a terminal, and the marks in it. To miette it is a message without words.
    struct Block<'a> {
        file: &'a SourceFile,
        text: String,
        labels: Vec<LabeledSpan>,
    }

    pub(super) fn block(marks: &[&Mark], file: &SourceFile, context: usize, options: &DrawOptions) -> String {
        let mut marks: Vec<(std::ops::Range<usize>, &Mark)> =
            marks.iter().map(|m| (clamp(&file.text, m.span.start, m.span.end), *m)).collect();
        shorten(&file.text, &mut marks);
        let clipped = clip_long_lines(&file.text, &mut marks);
        let shown = clipped.as_deref().unwrap_or(&file.text);
        // miette sorts by offset and gives out colours in that order. Of marks at one place the longest goes first.
        marks.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let labels = marks
            .iter()
            .map(|(range, mark)| {
                let text = (!mark.text.is_empty()).then(|| printable(&mark.text).into_owned());
                LabeledSpan::new_with_span(text, range.clone())
            })
            .collect();
        // A mark just after the last character needs a line end to stand on.
        let text = format!("{}\n", printable(shown.trim_end_matches(['\n', '\r'])));
        let block = Block { file, text, labels };
        let tones: Vec<Tone> = marks.iter().map(|(_, mark)| mark.tone).collect();
        let handler = GraphicalReportHandler::new_themed(theme(&tones, options))
            .with_links(false)
            .with_width(options.width)
            .with_context_lines(context)
            .without_syntax_highlighting();
        let mut out = String::new();
        if handler.render_report(&mut out, &block).is_err() {
            return String::new();
        }
        // miette's own first line holds only its sign and the words, of which there are none.
        let drawn = out.split_once('\n').map_or("", |(_, rest)| rest);
        drawn.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// Boxes of one file as one box, headed by the place of its leading mark: the line numbers stand under each other, and a
    /// dot stands for what lies between.
    pub(super) fn join(blocks: &str, file: &SourceFile, leader: &Mark, options: &DrawOptions) -> String {
        let (corner, dot) = if options.unicode { ("╭─", '·') } else { (",-", ':') };
        // Up to its corner a box begins with spaces: the width of its line numbers, and two.
        let gutter = |line: &str| line.chars().take_while(|c| *c == ' ').count();
        let begins = |line: &str| line.trim_start_matches(' ').starts_with(corner);
        let widest = blocks.lines().filter(|line| begins(line)).map(gutter).max().unwrap_or(0);
        let mut lines: Vec<String> = Vec::new();
        let mut pad = String::new();
        for line in blocks.lines() {
            if !begins(line) {
                lines.push(format!("{pad}{line}"));
                continue;
            }
            pad = " ".repeat(widest - gutter(line));
            if lines.pop().is_some() {
                lines.push(format!("{}{dot}", " ".repeat(widest)));
            } else {
                let start = clamp(&file.text, leader.span.start, leader.span.end).start;
                let place = file.place(start as u32);
                let place = format!("{}:{}:{}", printable(&file.name), place.line, place.column);
                let place = options.paint(&place, Tone::Quiet);
                lines.push(format!("{}{corner}[{place}]", " ".repeat(widest)));
            }
        }
        lines.into_iter().map(|line| format!("{line}\n")).collect()
    }

    /// A range that lies inside the text, on character boundaries. A mark at the very end of the text, below its last
    /// line, moves to the end of that line, where there is something to be seen.
    fn clamp(text: &str, start: u32, end: u32) -> std::ops::Range<usize> {
        let visible = text.trim_end_matches(['\n', '\r']).len();
        let start = text.floor_char_boundary(start as usize);
        let end = text.floor_char_boundary(end as usize).max(start);
        let end = start + text[start..end].trim_end().len();
        if start >= text.len() { visible..visible } else { start..end }
    }

    /// A mark over several lines that shares one of them with another mark is cut to its first line: the lines drawn around
    /// it would cross the other's.
    fn shorten(text: &str, marks: &mut [(std::ops::Range<usize>, &Mark)]) {
        let lines: Vec<(usize, usize)> = marks
            .iter()
            .map(|(range, _)| (line_start(text, range.start), line_start(text, range.end.max(range.start))))
            .collect();
        for i in 0..marks.len() {
            let (first, last) = lines[i];
            let shared =
                lines.iter().enumerate().any(|(j, other)| j != i && other.0 <= last && first <= other.1);
            if first != last && shared {
                let range = &mut marks[i].0;
                let end = line_end(text, range.start);
                range.end = range.start + text[range.start..end].trim_end().len();
            }
        }
    }

    fn theme(tones: &[Tone], options: &DrawOptions) -> GraphicalTheme {
        let mut characters =
            if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        if !options.unicode {
            characters.underbar = '^';
        }
        if !options.color {
            return GraphicalTheme { characters, styles: ThemeStyles::none() };
        }
        let mut styles = ThemeStyles::ansi();
        styles.link = styles.linum;
        styles.highlights = tones
            .iter()
            .map(|tone| match tone {
                Tone::Bad => styles.error,
                Tone::Caution => styles.warning,
                Tone::Good | Tone::Note | Tone::Strong => styles.advice,
                Tone::Quiet => styles.linum,
            })
            .collect();
        GraphicalTheme { characters, styles }
    }

    impl fmt::Debug for Block<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.file.name)
        }
    }

    impl fmt::Display for Block<'_> {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Ok(())
        }
    }

    impl std::error::Error for Block<'_> {}

    impl miette::Diagnostic for Block<'_> {
        fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
            Some(Box::new(self.labels.iter().cloned()))
        }

        fn source_code(&self) -> Option<&dyn SourceCode> {
            Some(self)
        }
    }

    impl SourceCode for Block<'_> {
        /// Whole lines always; the true line number of an excerpt; columns in characters, not bytes.
        fn read_span<'a>(
            &'a self,
            span: &SourceSpan,
            before: usize,
            after: usize,
        ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
            let text = self.text.as_str();
            let (start, end) = (span.offset(), span.offset() + span.len());
            if end > text.len() {
                return Err(MietteError::OutOfBounds);
            }
            let mut from = line_start(text, start);
            for _ in 0..before {
                from = line_start(text, from.saturating_sub(1));
            }
            let mut to = line_end(text, if end > start { end - 1 } else { end });
            for _ in 0..after {
                to = line_end(text, to);
            }
            // Lines are counted in the text that is drawn, whose long lines may be clipped.
            let above = text.as_bytes()[..from].iter().filter(|byte| **byte == b'\n').count();
            let first = self.file.first_line as usize - 1 + above;
            let lines = text[from..to].lines().count();
            let here = before == 0 && after == 0;
            let column = if here { self.file.place(start as u32).column as usize - 1 } else { 0 };
            Ok(Box::new(MietteSpanContents::new_named(
                self.file.name.clone(),
                &text.as_bytes()[from..to],
                (from, to - from).into(),
                first,
                column,
                lines + JOINED_LINES,
            )))
        }
    }

    /// The bytes of a line that are drawn at most; a longer one is clipped to what is pointed at.
    const LONGEST_LINE: usize = 600;
    /// What is kept of a long line in front of its first mark.
    const KEPT_BEFORE: usize = 120;

    /// The text with every long line clipped to the part around its first mark (or to its beginning), and the marks moved
    /// with it. `None`: no line is long.
    fn clip_long_lines(text: &str, marks: &mut [(std::ops::Range<usize>, &Mark)]) -> Option<String> {
        if text.split('\n').all(|line| line.len() <= LONGEST_LINE) {
            return None;
        }
        let mut out = String::new();
        let mut moved: Vec<std::ops::Range<usize>> = vec![0..0; marks.len()];
        let mut begin = 0;
        for line in text.split_inclusive('\n') {
            let end = begin + line.trim_end_matches('\n').len();
            let first =
                marks.iter().map(|(range, _)| range.start).filter(|at| (begin..=end).contains(at)).min();
            let (from, to) = if end - begin <= LONGEST_LINE {
                (begin, end)
            } else {
                let from = first.map_or(begin, |at| at.saturating_sub(KEPT_BEFORE).max(begin));
                let from = text.floor_char_boundary(from);
                (from, text.floor_char_boundary((from + LONGEST_LINE).min(end)))
            };
            if from > begin {
                out.push('…');
            }
            let place = |at: usize| out.len() + at.clamp(from, to) - from;
            for ((range, _), moved) in marks.iter().zip(&mut moved) {
                if (begin..=end).contains(&range.start) {
                    moved.start = place(range.start);
                    moved.end = moved.start;
                }
                if (begin..=end).contains(&range.end) {
                    moved.end = place(range.end);
                }
            }
            out.push_str(&text[from..to]);
            if to < end {
                out.push('…');
            }
            if end < begin + line.len() {
                out.push('\n');
            }
            begin += line.len();
        }
        for ((range, _), moved) in marks.iter_mut().zip(moved) {
            *range = moved.start..moved.end.max(moved.start);
        }
        Some(out)
    }

    fn line_start(text: &str, offset: usize) -> usize {
        text.as_bytes()[..offset].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1)
    }

    /// One past the line break of the line that holds the offset.
    fn line_end(text: &str, offset: usize) -> usize {
        text.as_bytes()[offset..].iter().position(|b| *b == b'\n').map_or(text.len(), |i| offset + i + 1)
    }
}

#[cfg(test)]
mod tests;
