//! Problems and rejections as messages that point into the log and into the policy.

use super::{IngestProblem, Words, en, zh};
use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::event::{InputId, RowRef};
use crate::ingest::account::{FileAccount, Reason, Rejection};
use crate::ingest::excerpt::{self, Excerpt};
use crate::ingest::formats::Format;
use crate::ingest::formats::csv::CsvRows;
use crate::ingest::{Ingested, Source};
use crate::locale::Lang;
use crate::source::{Place, Sources, Span};
use std::mem::{Discriminant, discriminant};
use std::ops::Range;

/// What the texts of messages may name.
pub(super) struct Files<'a> {
    files: &'a [FileAccount],
}

impl Files<'_> {
    /// The name of a file.
    pub fn name(&self, input: InputId) -> &str {
        self.files.get(input.0 as usize).map_or("", |file| &file.name)
    }

    /// Whether a file has columns, instead of records with names of their own.
    pub fn has_columns(&self, input: InputId) -> bool {
        let format = self.files.get(input.0 as usize).map(|file| file.format);
        matches!(format, Some(Format::Csv { .. } | Format::Workbook | Format::Parquet))
    }

    /// The column names of a file.
    pub fn columns(&self, input: InputId) -> &[String] {
        self.files.get(input.0 as usize).map_or(&[], |file| &file.columns)
    }

    /// A place as a person would type it to open it.
    pub fn place(&self, row: RowRef) -> String {
        format!("{}:{}", self.name(row.input), row.line)
    }
}

/// Makes labels from rows.
struct Shower<'a, 't> {
    ingested: &'a Ingested,
    sources: &'a [Source<'a>],
    texts: &'t mut Sources,
}

impl Shower<'_, '_> {
    /// Adds a row's text; gives the places of its columns, or of the whole row if none can be found.
    fn row(&mut self, row: RowRef, columns: &[String]) -> Vec<Span> {
        let index = row.input.0 as usize;
        let (Some(source), Some(account)) = (self.sources.get(index), self.ingested.files.get(index)) else {
            return Vec::new();
        };
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let shown = excerpt::excerpt(source, account, &row, &columns);
        self.add(row.input, shown)
    }

    /// Adds a row's text; gives one place in it.
    fn place_in_row(&mut self, row: RowRef, place: Range<usize>) -> Vec<Span> {
        let Some(source) = self.sources.get(row.input.0 as usize) else { return Vec::new() };
        let shown = excerpt::near(source, &row)
            .and_then(|(text, row)| excerpt::window(&text, &row, vec![Some(place)]));
        self.add(row.input, shown)
    }

    fn add(&mut self, input: InputId, shown: Option<Excerpt>) -> Vec<Span> {
        let Some(shown) = shown else { return Vec::new() };
        let name = self.ingested.files.get(input.0 as usize).map_or("", |f| &f.name);
        let whole = 0..shown.text.len();
        let file = self.texts.add_part(name, shown.text, shown.begin);
        let mut spans: Vec<Span> =
            shown.cells.into_iter().flatten().map(|c| Span::new(file, c.start, c.end)).collect();
        if spans.is_empty() {
            spans.push(Span::new(file, whole.start, whole.end));
        }
        spans
    }

    /// The header row of a CSV file, with places of columns in it.
    fn header(&mut self, input: InputId, columns: &[String]) -> Vec<Span> {
        let index = input.0 as usize;
        let (Some(source), Some(account)) = (self.sources.get(index), self.ingested.files.get(index)) else {
            return Vec::new();
        };
        let Format::Csv { delimiter } = account.format else { return Vec::new() };
        let Some(row) = header_row(input, source, delimiter) else { return Vec::new() };
        if let [column] = columns
            && account.columns.iter().filter(|c| *c == column).count() > 1
        {
            return self.every(row, column, delimiter);
        }
        self.row(row, columns)
    }

    /// Every cell of a header that has a name.
    fn every(&mut self, row: RowRef, name: &str, delimiter: u8) -> Vec<Span> {
        let index = row.input.0 as usize;
        let (Some(source), Some(account)) = (self.sources.get(index), self.ingested.files.get(index)) else {
            return Vec::new();
        };
        let input_text = source.head().unwrap_or_default();
        let text =
            input_text.get(row.start as usize..row.start as usize + row.len as usize).unwrap_or_default();
        let mut rows = CsvRows::new(text, delimiter);
        let places = match rows.next() {
            Some((_, Ok(cells))) => {
                let same = account.columns.iter().enumerate().filter(|(_, c)| *c == name);
                same.map(|(i, _)| cells.place(i)).collect()
            }
            _ => Vec::new(),
        };
        let shown = excerpt::window(input_text, &row, places);
        self.add(row.input, shown)
    }

    /// A place anywhere in a file, shown with what stands before it on its line.
    fn byte(&mut self, input: InputId, at: u64, line: u32) -> Vec<Span> {
        let near = self.sources.get(input.0 as usize).and_then(|source| excerpt::near_byte(source, at));
        let Some((text, at)) = near else { return Vec::new() };
        let (text, at) = (&*text, text.floor_char_boundary(at));
        let (before, after) = text.split_at(at);
        let start =
            before.rfind('\n').map_or(0, |n| n + 1).max(before.floor_char_boundary(at.saturating_sub(60)));
        let end = after.find('\n').unwrap_or(after.len()).min(after.floor_char_boundary(60));
        let len = after[..end].chars().next().map_or(0, char::len_utf8);
        let cell = at - start..at - start + len;
        let begin = Place { line, column: excerpt::column(text, start) };
        let text = text[start..at + end].to_string();
        self.add(input, Some(Excerpt { text, begin, cells: vec![Some(cell)] }))
    }
}

/// The header row of a file.
fn header_row(input: InputId, source: &Source<'_>, delimiter: u8) -> Option<RowRef> {
    let text = source.head()?;
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = CsvRows::new(body, delimiter);
    rows.skip_lines(source.mapping.map_or(0, |m| m.skip_lines));
    let (at, _) = rows.next()?;
    let start = (text.len() - body.len() + at.start) as u64;
    Some(RowRef { input, row: 0, line: at.line, start, len: (at.end - at.start) as u32 })
}

/// The message of a problem.
pub(in crate::ingest) fn of_problem(
    problem: &IngestProblem,
    ingested: &Ingested,
    sources: &[Source<'_>],
    texts: &mut Sources,
    lang: Lang,
) -> Diagnostic {
    let files = Files { files: &ingested.files };
    let words = match lang {
        Lang::En => en::problem(problem, &files),
        Lang::Zh => zh::problem(problem, &files),
    };
    let mut shower = Shower { ingested, sources, texts };
    let spans = places(problem, &mut shower);
    let mut diagnostic = diagnostic(problem.code(), words, spans);
    if matches!(problem, IngestProblem::BrokenHeader { .. }) {
        // In a row this costs the row, in the header the file.
        diagnostic.severity = Severity::Error;
    }
    diagnostic
}

/// The places of a problem, the one to go to first.
fn places(problem: &IngestProblem, show: &mut Shower<'_, '_>) -> Vec<Span> {
    match problem {
        IngestProblem::BrokenArray { input, at, line, .. }
        | IngestProblem::BrokenXml { input, at, line, .. } => show.byte(*input, *at, *line),
        IngestProblem::Unread { .. }
        | IngestProblem::GuessedEncoding { .. }
        | IngestProblem::NoSuchSheet { .. }
        | IngestProblem::SheetNotRead { .. }
        | IngestProblem::Empty { .. }
        | IngestProblem::NothingUsed { .. }
        | IngestProblem::TooManyColumns { .. }
        | IngestProblem::NeverSeen { .. } => Vec::new(),
        IngestProblem::BrokenHeader { row, reason } => reason_places(reason, &[], *row, show),
        IngestProblem::MissingColumn { input, near, span, .. } => {
            let mut spans: Vec<Span> = show.header(*input, near);
            spans.truncate(1);
            span.iter().copied().chain(spans).collect()
        }
        IngestProblem::ColumnTwice { input, column } => show.header(*input, std::slice::from_ref(column)),
        IngestProblem::AmbiguousColumns { input, columns, .. } => show.header(*input, columns),
        IngestProblem::NoEventColumn { input, near } | IngestProblem::NoTimeColumn { input, near } => {
            let mut spans = show.header(*input, near);
            spans.truncate(1);
            spans
        }
        IngestProblem::BadFormat { span, .. } | IngestProblem::BadConstant { span, .. } => vec![*span],
        IngestProblem::NoColumnLike { span, .. } | IngestProblem::BadHeader { span, .. } => vec![*span],
        IngestProblem::UnknownZone { span, .. } => span.iter().copied().collect(),
        IngestProblem::UnknownKinds { column, names, .. } => {
            names.iter().take(3).flat_map(|n| show.row(n.first, std::slice::from_ref(column))).collect()
        }
        IngestProblem::Unmatched { first, .. } => show.row(*first, &[]),
        IngestProblem::KeyConflict { column, first, second, .. }
        | IngestProblem::EntityConflict { column, first, second, .. } => {
            let columns: Vec<String> = column.iter().cloned().collect();
            let mut spans = show.row(*second, &columns);
            spans.extend(show.row(*first, &columns));
            spans
        }
        IngestProblem::Duplicates { first, original, .. } => {
            let mut spans = show.row(*first, &[]);
            spans.extend(show.row(*original, &[]));
            spans
        }
        IngestProblem::AmbiguousMapping { spans, .. } => spans.clone(),
    }
}

/// The places of a rejection.
fn reason_places(reason: &Reason, columns: &[String], row: RowRef, show: &mut Shower<'_, '_>) -> Vec<Span> {
    match reason {
        Reason::UnclosedQuote { at }
        | Reason::AfterQuote { at }
        | Reason::NotJson { at }
        | Reason::NotXml { at: Some(at) }
        | Reason::Undecodable { at: Some(at) } => {
            let width = show
                .sources
                .get(row.input.0 as usize)
                .and_then(|s| excerpt::record_text(s, &row)?.get(*at..)?.chars().next())
                .map_or(0, char::len_utf8);
            show.place_in_row(row, *at..*at + width)
        }
        Reason::CutOff => {
            let (source, len) = (show.sources.get(row.input.0 as usize), row.len as usize);
            let last = source.and_then(|s| excerpt::record_text(s, &row)?.chars().next_back());
            show.place_in_row(row, len.saturating_sub(last.map_or(1, char::len_utf8))..len)
        }
        Reason::NotXml { at: None }
        | Reason::Undecodable { at: None }
        | Reason::NameTwice { .. }
        | Reason::TooFewCells { .. }
        | Reason::TooManyCells { .. }
        | Reason::NotAnObject
        | Reason::TooLong
        | Reason::CellTooLong
        | Reason::TooDeep
        | Reason::BlankKind
        | Reason::BlankTime
        | Reason::UnreadableTime { .. }
        | Reason::NoZone { .. }
        | Reason::SkippedTime { .. }
        | Reason::RepeatedTime { .. }
        | Reason::UnfitPart { .. }
        | Reason::UndecidedTest { .. }
        | Reason::UnreadableKey { .. }
        | Reason::BlankKey
        | Reason::UnreadableValidity { .. }
        | Reason::EmptyValidity
        | Reason::KeyConflict { .. } => show.row(row, columns),
    }
}

/// Rejections alike.
struct Group<'a> {
    file: InputId,
    reason: Discriminant<Reason>,
    columns: &'a [String],
    rows: Vec<&'a Rejection>,
}

/// The messages of all rejections, those alike together, in the order of their first rows. Conflicts are left out: their
/// problem shows both rows.
pub(in crate::ingest) fn of_rejections(
    ingested: &Ingested,
    sources: &[Source<'_>],
    texts: &mut Sources,
    lang: Lang,
) -> Vec<Diagnostic> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for rejection in ingested.rejections.iter().filter(|r| !matches!(r.reason, Reason::KeyConflict { .. })) {
        let (file, reason, columns) =
            (rejection.row.input, discriminant(&rejection.reason), rejection.columns.as_slice());
        match groups.iter_mut().find(|g| g.file == file && g.reason == reason && g.columns == columns) {
            Some(group) => group.rows.push(rejection),
            None => groups.push(Group { file, reason, columns, rows: vec![rejection] }),
        }
    }
    let files = Files { files: &ingested.files };
    let mut shower = Shower { ingested, sources, texts };
    let shown = groups.iter().filter_map(|group| {
        let first = group.rows.first()?;
        let others: Vec<u64> = group.rows[1..].iter().map(|r| r.row.row).collect();
        let words = match lang {
            Lang::En => en::rejection(first, &others, &files),
            Lang::Zh => zh::rejection(first, &others, &files),
        };
        let spans = reason_places(&first.reason, &first.columns, first.row, &mut shower);
        let mut diagnostic = diagnostic(first.reason.code(), words, spans);
        // A rejected row taints verdicts and shows in the exit status, but the run goes on.
        diagnostic.severity = Severity::Warning;
        Some(diagnostic)
    });
    shown.collect()
}

/// A rejection in one sentence, without its place in the file.
pub(in crate::ingest) fn words_of_rejection(
    ingested: &Ingested,
    rejection: &Rejection,
    lang: Lang,
) -> String {
    let files = Files { files: &ingested.files };
    let words = match lang {
        Lang::En => en::rejection(rejection, &[], &files),
        Lang::Zh => zh::rejection(rejection, &[], &files),
    };
    match words.labels.as_slice() {
        [label] => lang.pick(format!("{}: {label}", words.message), format!("{}：{label}", words.message)),
        _ => words.message,
    }
}

fn diagnostic(code: crate::diagnostics::Code, words: Words, spans: Vec<Span>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(code, words.message).maybe_help(words.help);
    let labels = words.labels.into_iter().chain(std::iter::repeat_with(String::new));
    diagnostic.labels = spans.into_iter().zip(labels).map(|(span, text)| Label { span, text }).collect();
    diagnostic
}
