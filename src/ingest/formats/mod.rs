//! The file formats: their names, their extensions, and how an unnamed one is recognised.

pub(super) mod csv;
pub(super) mod json;

use crate::event::FormatHint;

/// The format of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A header row and rows of cells, parted by a delimiter (comma, semicolon, tab, bar or another byte).
    Csv {
        /// The byte between two cells.
        delimiter: u8,
    },
    /// One JSON array of objects.
    Json,
    /// One JSON object per line.
    Ndjson,
}

impl Format {
    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Format::Csv { delimiter: b'\t' } => "tsv",
            Format::Csv { .. } => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
        }
    }

    /// Decides the format of an input: by what its mapping states, else by its extension, else by its first byte.
    /// `text` begins where the header or first record is expected.
    pub(super) fn detect(name: &str, hint: Option<FormatHint>, delimiter: Option<u8>, text: &str) -> Format {
        let csv = || Format::Csv { delimiter: delimiter.unwrap_or_else(|| csv::guess_delimiter(text)) };
        let first = text.trim_start().bytes().next();
        match hint {
            Some(FormatHint::Csv) => return csv(),
            Some(FormatHint::Tsv) => return Format::Csv { delimiter: delimiter.unwrap_or(b'\t') },
            Some(FormatHint::Json) => return Format::Json,
            Some(FormatHint::Ndjson) => return Format::Ndjson,
            None => {}
        }
        match extension(name).as_deref() {
            Some("csv" | "txt") => csv(),
            Some("tsv" | "tab") => Format::Csv { delimiter: delimiter.unwrap_or(b'\t') },
            Some("ndjson" | "jsonl") => Format::Ndjson,
            // Many programs write one object per line into `.json` files.
            Some("json") if first == Some(b'{') => Format::Ndjson,
            Some("json") => Format::Json,
            _ => match first {
                Some(b'[') => Format::Json,
                Some(b'{') => Format::Ndjson,
                _ => csv(),
            },
        }
    }
}

fn extension(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())
}

/// The last part of a path without its extension.
pub(super) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The place of one record in a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowAt {
    /// First byte, counted in the text after a byte order mark.
    pub start: usize,
    /// One past the last byte, the line end excluded.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: u32,
}

/// Why a record cannot be taken apart. Offsets count from the record's first byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowFault {
    /// A quote is opened here and never closed.
    UnclosedQuote(usize),
    /// Text follows a closing quote here.
    AfterQuote(usize),
    /// It is longer than [`MAX_ROW`].
    TooLong,
    /// It is nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// It is not valid JSON from here on.
    NotJson(usize),
    /// The file ends inside it.
    CutOff,
    /// It is valid JSON, but no object.
    NotAnObject,
    /// A name that is needed stands in it twice.
    NameTwice(String),
}

/// The longest record that is read, in bytes.
pub(super) const MAX_ROW: usize = 16 << 20;
/// The most columns that are read.
pub(super) const MAX_COLUMNS: usize = 10_000;
/// The deepest nesting of a JSON record that is read.
pub(super) const MAX_DEPTH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(name: &str, text: &str) -> &'static str {
        Format::detect(name, None, None, text).id()
    }

    #[test]
    fn extension_first_then_first_byte() {
        assert_eq!(detect("a.csv", "[1]"), "csv");
        assert_eq!(detect("dir.json/a.TSV", "a,b"), "tsv");
        assert_eq!(detect("a.jsonl", ""), "ndjson");
        assert_eq!(detect("a.json", "  [{}]"), "json");
        assert_eq!(detect("a.json", "{}\n{}"), "ndjson");
        assert_eq!(detect("export", "[{}]"), "json");
        assert_eq!(detect("export", "time,event"), "csv");
        assert_eq!(detect("export.log", "{\"a\":1}"), "ndjson");
    }

    #[test]
    fn a_mapping_overrules_the_name() {
        assert_eq!(Format::detect("a.csv", Some(FormatHint::Ndjson), None, ""), Format::Ndjson);
        assert_eq!(Format::detect("a.csv", None, Some(b'#'), "a;b;c"), Format::Csv { delimiter: b'#' });
    }

    #[test]
    fn stems_of_paths() {
        assert_eq!(stem("logs/staff.csv"), "staff");
        assert_eq!(stem("C:\\logs\\员工.2024.json"), "员工.2024");
        assert_eq!(stem("alarm"), "alarm");
    }
}
