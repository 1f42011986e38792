//! The file formats: their names, their extensions, and how an unnamed one is recognised.

pub(super) mod cells;
pub(super) mod csv;
pub(super) mod json;
mod marks;
pub(super) mod ocel;
pub(super) mod parquet;
mod short;
pub(super) mod workbook;
pub(super) mod xes;

pub(super) use short::is_written_as_it_is;

use super::open::OpenFault;
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
    /// An event log of process mining, in XML.
    Xes,
    /// An object-centric event log (OCEL 2.0), in JSON.
    Ocel,
    /// A workbook of a spreadsheet program.
    Workbook,
    /// Parquet.
    Parquet,
}

/// What a mapping says of a text, to tell its format.
#[derive(Clone, Copy, Default)]
pub(super) struct Settings {
    pub hint: Option<FormatHint>,
    pub delimiter: Option<u8>,
    /// It says where in a JSON file the records stand.
    pub records: bool,
}

impl Format {
    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Format::Csv { delimiter: b'\t' } => "tsv",
            Format::Csv { .. } => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Xes => "xes",
            Format::Ocel => "ocel",
            Format::Workbook => "workbook",
            Format::Parquet => "parquet",
        }
    }

    /// The byte between two cells, of CSV.
    pub fn delimiter(self) -> Option<u8> {
        match self {
            Format::Csv { delimiter } => Some(delimiter),
            Format::Json
            | Format::Ndjson
            | Format::Xes
            | Format::Ocel
            | Format::Workbook
            | Format::Parquet => None,
        }
    }

    /// The format that a mapping states or an extension promises, for files that cannot be opened.
    pub(super) fn named(name: &str, hint: Option<FormatHint>) -> Format {
        match (hint, extension(name).as_deref()) {
            (Some(FormatHint::Workbook), _) | (None, Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods")) => {
                Format::Workbook
            }
            (Some(FormatHint::Parquet), _) | (None, Some("parquet")) => Format::Parquet,
            (hint, _) => Format::detect(name, Settings { hint, ..Settings::default() }, ""),
        }
    }

    /// Decides the format of a text: by what its mapping states, else by its extension, else by how it begins. `text`
    /// begins where the header or first record is expected.
    pub(super) fn detect(name: &str, settings: Settings, text: &str) -> Format {
        let Settings { hint, delimiter, records } = settings;
        let csv = || Format::Csv { delimiter: delimiter.unwrap_or_else(|| csv::guess_delimiter(text)) };
        let first = text.trim_start().bytes().next();
        match hint {
            Some(FormatHint::Csv | FormatHint::Workbook | FormatHint::Parquet) => return csv(),
            Some(FormatHint::Tsv) => return Format::Csv { delimiter: delimiter.unwrap_or(b'\t') },
            Some(FormatHint::Json) => return Format::Json,
            Some(FormatHint::Ndjson) => return Format::Ndjson,
            Some(FormatHint::Xes) => return Format::Xes,
            Some(FormatHint::Ocel) => return Format::Ocel,
            None if records => return Format::Json,
            None => {}
        }
        let object = || if ocel::looks_like(text) { Format::Ocel } else { Format::Ndjson };
        match extension(name).as_deref() {
            Some("csv" | "txt") => csv(),
            Some("tsv" | "tab") => Format::Csv { delimiter: delimiter.unwrap_or(b'\t') },
            Some("ndjson" | "jsonl") => Format::Ndjson,
            Some("xes") => Format::Xes,
            Some("jsonocel") => Format::Ocel,
            // Many programs write one object per line into `.json` files.
            Some("json") if first == Some(b'{') => object(),
            Some("json") => Format::Json,
            _ => match first {
                Some(b'[') => Format::Json,
                Some(b'{') => object(),
                Some(b'<') => Format::Xes,
                _ => csv(),
            },
        }
    }
}

/// The format of a file that is no text, whatever its name says; an error for what is never read. None: it is a text.
pub(super) fn binary(
    name: &str,
    hint: Option<FormatHint>,
    bytes: &[u8],
) -> Option<Result<Format, OpenFault>> {
    match hint {
        Some(FormatHint::Parquet) => return Some(Ok(Format::Parquet)),
        Some(FormatHint::Workbook) => return Some(Ok(Format::Workbook)),
        Some(_) => return None,
        None => {}
    }
    if bytes.starts_with(b"PAR1") {
        return Some(Ok(Format::Parquet));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(Ok(Format::Workbook));
    }
    let is_archive = bytes.starts_with(b"7z\xBC\xAF\x27\x1C")
        || bytes.starts_with(b"Rar!\x1A\x07")
        || bytes.get(257..262) == Some(b"ustar");
    if is_archive {
        return Some(Err(OpenFault::Archive));
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let holds = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let workbook = matches!(extension(name).as_deref(), Some("xlsx" | "xlsm" | "xlsb" | "ods"))
        || holds("xl/workbook.")
        || holds("opendocument.spreadsheet");
    Some(if workbook { Ok(Format::Workbook) } else { Err(OpenFault::Archive) })
}

/// Whether a text is a web page, or XML of a spreadsheet program: systems like to call these `.xls`.
pub(super) fn is_page(name: &str, text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with('<') || extension(name).as_deref() == Some("xes") {
        return false;
    }
    let begin: String = text.chars().take(1000).collect::<String>().to_lowercase();
    ["<html", "<!doctype html", "<table", "office:spreadsheet"].iter().any(|tag| begin.contains(tag))
}

/// A name without the endings that only say how the file is compressed.
pub(super) fn unpacked_name(name: &str) -> &str {
    const ENDINGS: [&str; 3] = [".gz", ".zst", ".zstd"];
    let ends = |ending: &&str| {
        let at = name.len().checked_sub(ending.len())?;
        name.get(at..)?.eq_ignore_ascii_case(ending).then_some(at)
    };
    ENDINGS.iter().find_map(ends).map_or(name, |at| &name[..at])
}

fn extension(name: &str) -> Option<String> {
    let file = unpacked_name(name).rsplit(['/', '\\']).next()?;
    file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase())
}

/// The last part of a path without its extensions.
pub(super) fn stem(name: &str) -> &str {
    let name = unpacked_name(name);
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
    /// It is not valid XML here.
    #[cfg_attr(not(feature = "xes"), expect(dead_code, reason = "no other format is XML"))]
    NotXml(Option<usize>),
    /// A character cannot be decoded, here or in what belongs to the record elsewhere.
    Undecodable(Option<usize>),
}

/// The longest record that is read, in bytes.
pub(super) const MAX_ROW: usize = 16 << 20;
/// The longest cell that is read, in bytes.
pub(super) const MAX_CELL: usize = 1 << 20;
/// The most columns that are read.
pub(super) const MAX_COLUMNS: usize = 10_000;
/// The deepest nesting of a JSON record that is read.
pub(super) const MAX_DEPTH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(name: &str, text: &str) -> &'static str {
        Format::detect(name, Settings::default(), text).id()
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
        assert_eq!(detect("a.csv.gz", ""), "csv");
        assert_eq!(detect("a.xes.GZ", ""), "xes");
        assert_eq!(detect("export", "<?xml version=\"1.0\"?><log/>"), "xes");
        assert_eq!(detect("a.json", "{\"objectTypes\": [], \"events\": []}"), "ocel");
    }

    #[test]
    fn a_mapping_overrules_the_name() {
        let hint = Settings { hint: Some(FormatHint::Ndjson), ..Settings::default() };
        assert_eq!(Format::detect("a.csv", hint, ""), Format::Ndjson);
        let delimiter = Settings { delimiter: Some(b'#'), ..Settings::default() };
        assert_eq!(Format::detect("a.csv", delimiter, "a;b;c"), Format::Csv { delimiter: b'#' });
        let records = Settings { records: true, ..Settings::default() };
        assert_eq!(Format::detect("a.json", records, "{\"Records\": []}"), Format::Json);
    }

    #[test]
    fn what_is_no_text_is_known_by_how_it_begins() {
        let kind = |name, bytes: &[u8]| binary(name, None, bytes);
        assert_eq!(kind("a.csv", b"PAR1...."), Some(Ok(Format::Parquet)));
        assert_eq!(kind("a.xlsx", b"PK\x03\x04"), Some(Ok(Format::Workbook)));
        assert_eq!(kind("a", b"PK\x03\x04..xl/workbook.xml"), Some(Ok(Format::Workbook)));
        assert_eq!(kind("a.zip", b"PK\x03\x04..a.csv"), Some(Err(OpenFault::Archive)));
        assert_eq!(kind("a.xls", b"a\tb"), None);
        assert!(is_page("a.xls", "<html><table>"));
        assert!(!is_page("a.xes", "<?xml?><log><!-- <table> -->"));
    }

    #[test]
    fn stems_of_paths() {
        assert_eq!(stem("logs/staff.csv"), "staff");
        assert_eq!(stem("C:\\logs\\员工.2024.json"), "员工.2024");
        assert_eq!(stem("alarm"), "alarm");
        assert_eq!(stem("logs/staff.csv.gz"), "staff");
    }
}
