//! From the bytes of a file to what its format reads: unpacked, recognised, decoded.

mod decode;
mod fault;
mod guard;
#[cfg(feature = "encodings")]
mod recode;
mod unpack;

pub use decode::EncodingFrom;
pub use fault::OpenFault;
#[cfg(any(feature = "parquet", feature = "spreadsheets"))]
pub(in crate::ingest) use guard::guarded;
pub use guard::is_guarded;
#[cfg(feature = "encodings")]
pub use recode::recoded;
pub use unpack::{Compression, unpack_into};

use super::formats::{self, Format, parquet, workbook};
use super::store::Stored;
use crate::event::{FormatHint, LogMapping, TextEncoding};
use std::borrow::Cow;

/// How inputs are opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenOptions {
    /// The most bytes that one packed file (compressed, or a workbook) may hold when unpacked.
    pub max_unpacked: u64,
    /// The encoding of texts, before what a mapping says.
    pub encoding: Option<TextEncoding>,
    /// The format, where no mapping states one.
    pub format: Option<FormatHint>,
    /// Whether the digests of texts that are read in blocks are wanted. They take a third of the time of reading.
    pub digest: bool,
}

/// What one packed file may hold unless more is allowed: 1 GiB.
pub const MAX_UNPACKED: u64 = 1 << 30;

impl Default for OpenOptions {
    fn default() -> Self {
        OpenOptions { max_unpacked: MAX_UNPACKED, encoding: None, format: None, digest: true }
    }
}

/// Without the tables there is nothing but UTF-8.
///
/// # Errors
///
/// None.
#[cfg(not(feature = "encodings"))]
pub fn recoded(
    _: &str,
    _: &std::sync::Arc<dyn super::Store>,
    _: Option<&LogMapping>,
    _: &OpenOptions,
) -> std::io::Result<Option<std::sync::Arc<dyn super::Store>>> {
    Ok(None)
}

/// A file that has been opened.
#[derive(Clone, Debug)]
pub(super) struct Opened<'a> {
    pub format: Format,
    pub compression: Option<Compression>,
    /// How its text is encoded, and what tells; none of files that are no text.
    pub encoding: Option<(TextEncoding, EncodingFrom)>,
    /// Bytes of the text at which something could not be decoded, ascending. U+FFFD stands there.
    pub bad: Vec<usize>,
    pub content: Content<'a>,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    /// A text, perhaps with a byte order mark.
    Text(Cow<'a, str>),
    /// A text that is not held, but read in blocks.
    Stored(Stored<'a>),
    /// The sheets of a workbook.
    Book(workbook::Book),
    /// The columns of a Parquet file.
    Table(parquet::Table),
    /// Nothing that can be read.
    Unread(OpenFault),
}

/// Opens a file.
pub(super) fn open<'a>(
    name: &str,
    bytes: &'a [u8],
    mapping: Option<&LogMapping>,
    options: &OpenOptions,
) -> Opened<'a> {
    let hint = mapping.and_then(|m| m.format).or(options.format);
    let mut opened = Opened {
        format: Format::named(name, hint),
        compression: Compression::of(bytes),
        encoding: None,
        bad: Vec::new(),
        content: Content::Text(Cow::Borrowed("")),
    };
    let bytes = match unpack::unpack(bytes, opened.compression, options.max_unpacked) {
        Ok(bytes) => bytes,
        Err(fault) => {
            opened.content = Content::Unread(fault);
            return opened;
        }
    };
    if let Some(how) = unpack::still_packed(opened.compression, &bytes) {
        opened.content = Content::Unread(OpenFault::Packed { how });
        return opened;
    }
    match formats::binary(name, hint, &bytes) {
        Some(Ok(Format::Parquet)) => {
            opened.format = Format::Parquet;
            opened.content =
                parquet::Table::open(bytes.into_owned()).map_or_else(Content::Unread, Content::Table);
        }
        Some(Ok(format)) => {
            opened.format = format;
            opened.content = workbook::Book::open(&bytes, options.max_unpacked)
                .map_or_else(Content::Unread, Content::Book);
        }
        Some(Err(fault)) => opened.content = Content::Unread(fault),
        None => text(name, bytes, mapping, hint, options, &mut opened),
    }
    opened
}

fn text<'a>(
    name: &str,
    bytes: Cow<'a, [u8]>,
    mapping: Option<&LogMapping>,
    hint: Option<FormatHint>,
    options: &OpenOptions,
    opened: &mut Opened<'a>,
) {
    let stated = options.encoding.or(mapping.and_then(|m| m.encoding));
    let decoded = decode::decode(bytes, stated);
    opened.encoding = Some((decoded.encoding, decoded.from));
    if let Some(fault) = decoded.fault() {
        opened.content = Content::Unread(fault);
        return;
    }
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    let skip = mapping.map_or(0, |m| m.skip_lines) as usize;
    let above = text.split_inclusive('\n').take(skip).map(str::len).sum::<usize>();
    if formats::is_page(name, text) {
        opened.content = Content::Unread(OpenFault::Page);
        return;
    }
    let settings = formats::Settings {
        hint,
        delimiter: mapping.and_then(|m| m.delimiter),
        records: mapping.is_some_and(|m| m.records.is_some()),
    };
    opened.format = Format::detect(name, settings, &text[above..]);
    opened.bad = decoded.bad;
    opened.content = Content::Text(decoded.text);
}

impl<'a> Opened<'a> {
    /// A text that is read in blocks.
    pub fn stored(format: Format, encoding: (TextEncoding, EncodingFrom), stored: Stored<'a>) -> Self {
        let bad = stored.store.recoded().map(|recoded| recoded.bad.clone()).unwrap_or_default();
        let content = Content::Stored(stored);
        Opened { format, compression: None, encoding: Some(encoding), bad, content }
    }

    /// A file of which nothing can be read.
    pub fn unread(format: Format, fault: OpenFault) -> Self {
        Opened { format, compression: None, encoding: None, bad: Vec::new(), content: Content::Unread(fault) }
    }

    /// A table that is read in parts.
    pub fn table(table: parquet::Table, compression: Option<Compression>) -> Self {
        let content = Content::Table(table);
        Opened { format: Format::Parquet, compression, encoding: None, bad: Vec::new(), content }
    }

    /// The text by which rows are shown, for files that are read as one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Book(book) => Some(&book.text),
            Content::Stored(_) | Content::Table(_) | Content::Unread(_) => None,
        }
    }

    /// Whether all of the text could be decoded.
    pub fn is_sound(&self) -> bool {
        self.bad.is_empty()
    }

    /// The first place in a part of the text that could not be decoded.
    pub fn bad_in(&self, part: std::ops::Range<usize>) -> Option<usize> {
        let first = self.bad.partition_point(|at| *at < part.start);
        self.bad.get(first).copied().filter(|at| *at < part.end)
    }
}
