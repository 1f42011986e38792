//! Texts and positions: which file, line and column a [`Span`] means.
//!
//! Comes in: the text of policy and log files. Goes out: spans that every later stage carries and that only the
//! edge turns into line and column.

mod span;

pub use span::{Span, Spanned};

/// A file known to a [`Sources`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// One text with the name by which the user knows it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name shown in messages, as the user wrote it (never made absolute).
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The line number of the text's first line: 1 for a whole file, more for an excerpt of a log.
    pub first_line: u32,
    /// The column number of the text's first character: 1 for a whole file, more for an excerpt that begins within a line.
    pub first_column: u32,
    line_starts: Vec<u32>,
}

/// A place a person can find in an editor. Both numbers start at 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl SourceFile {
    fn new(name: String, text: String, first_line: u32) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1))
            .collect();
        SourceFile { name, text, first_line, first_column: 1, line_starts }
    }

    /// The line and column of a byte offset. Offsets past the end mean the end.
    pub fn place(&self, offset: u32) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts[line - 1] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |t| t.chars().count());
        let before = if line == 1 { self.first_column } else { 1 };
        Place { line: line as u32 + self.first_line - 1, column: (column as u32).saturating_add(before) }
    }

    /// The byte offset at which a line (from 0) begins, if there is such a line.
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.line_starts.get(line).copied()
    }
}

/// All texts of one run, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile::new(name.into(), text.into(), 1));
        id
    }

    /// Adds a few lines out of a larger file, so that a message can show a log row without holding the log.
    /// `first_line` is the number, in the whole file, of the excerpt's first line (from 1).
    pub fn add_excerpt(
        &mut self,
        name: impl Into<String>,
        text: impl Into<String>,
        first_line: u32,
    ) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile::new(name.into(), text.into(), first_line.max(1)));
        id
    }

    /// Changes the name by which a file is shown.
    pub fn rename(&mut self, id: FileId, name: impl Into<String>) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.name = name.into();
        }
    }

    /// Adds a part of a larger file that begins at a place of it.
    pub fn add_part(&mut self, name: impl Into<String>, text: impl Into<String>, begin: Place) -> FileId {
        let id = self.add_excerpt(name, text, begin.line);
        if let Some(file) = self.files.last_mut() {
            file.first_column = begin.column.max(1);
        }
        id
    }

    /// The file behind an id of this table.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        let file = self.get(span.file);
        file.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}
