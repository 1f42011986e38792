//! Large texts that are read in blocks, wherever they lie.

use super::file::hex;
use super::formats::csv::CsvRows;
use super::formats::json::{self, JsonItem, JsonRows};
use super::formats::{self, Format, parquet};
use super::open::{Compression, EncodingFrom, OpenFault, Opened};
use super::{OpenOptions, Role, Source};
use crate::event::{EachOf, LogMapping, Schema, TextEncoding};
use sha2::{Digest as _, Sha256};
use std::fmt::Debug;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

/// Bytes that are not held in memory. They must stay as they are while they are read.
pub trait Store: Debug + Send + Sync {
    /// Reads bytes from a place on; how many, 0 only at the end.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize>;

    /// How many bytes there are.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn size(&self) -> io::Result<u64>;

    /// The file from which the bytes were unpacked, if they were.
    fn packed(&self) -> Option<&Packed> {
        None
    }

    /// The bytes from which the text was decoded, if it was.
    fn recoded(&self) -> Option<&Recoded> {
        None
    }

    /// A new place outside memory for what is made of the bytes while they are read. None if there is no such place.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        Ok(None)
    }
}

/// Bytes that are written from beginning to end, and then read. They are gone when this is dropped.
pub trait Scratch: Store {
    /// Writes after what was written before.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// A compressed file whose content has been unpacked into a store.
#[derive(Debug)]
pub struct Packed {
    /// The file itself.
    pub file: Box<dyn Store>,
    /// How it is compressed.
    pub compression: Compression,
    /// SHA-256 of its bytes, once all of it has been unpacked.
    pub sha256: OnceLock<[u8; 32]>,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A text whose characters were encoded otherwise than in UTF-8, or not all of them could be decoded.
#[derive(Debug)]
pub struct Recoded {
    /// The bytes as they are in the file, or as they were unpacked.
    pub original: Arc<dyn Store>,
    /// How they are encoded.
    pub encoding: TextEncoding,
    /// What tells.
    pub from: EncodingFrom,
    /// Bytes of the text at which something could not be decoded, ascending.
    pub bad: Vec<usize>,
    /// SHA-256 of the original, in hexadecimal digits.
    pub sha256: Option<String>,
    /// The size of the original in bytes.
    pub bytes: u64,
}

/// All bytes of the file that a store stands for: as it is compressed, if it is.
///
/// # Errors
///
/// What the system says.
pub fn read_whole(store: &dyn Store) -> io::Result<Vec<u8>> {
    const STEP: usize = 1 << 20;
    let store = store.recoded().map_or(store, |recoded| &*recoded.original);
    let store = store.packed().map_or(store, |packed| &*packed.file);
    let mut bytes = Vec::new();
    let mut held = 0;
    loop {
        bytes.resize(held + STEP, 0);
        match store.read_at(held as u64, &mut bytes[held..])? {
            0 => break,
            read => held += read,
        }
    }
    bytes.truncate(held);
    Ok(bytes)
}

/// Fills a buffer from a place on, as far as there are bytes; how many there were.
pub(super) fn fill(store: &dyn Store, at: u64, into: &mut [u8]) -> io::Result<usize> {
    let mut held = 0;
    while held < into.len() {
        match store.read_at(at + held as u64, &mut into[held..])? {
            0 => break,
            read => held += read,
        }
    }
    Ok(held)
}

/// The bytes of a store from beginning to end, and what is to be known of the file.
pub(super) struct Tape<'a> {
    pub store: &'a dyn Store,
    at: u64,
    /// None if it is not wanted, or known already.
    sha256: Option<Sha256>,
}

impl<'a> Tape<'a> {
    /// Before the first byte.
    pub fn new(store: &'a dyn Store) -> Self {
        let known = store.packed().is_some() || store.recoded().is_some();
        Tape { store, at: 0, sha256: (!known).then(Sha256::new) }
    }

    /// Reads on until a buffer is full or nothing is left; how many bytes there were.
    pub fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = fill(self.store, self.at, into)?;
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(&into[..read]);
        }
        self.at += read as u64;
        Ok(read)
    }

    /// Reads what is left, so many bytes at a time.
    #[cfg(any(feature = "parquet", feature = "xes"))]
    pub fn rest(&mut self, step: usize) -> io::Result<()> {
        let mut bytes = vec![0; step.max(1)];
        while self.read(&mut bytes)? > 0 {}
        Ok(())
    }

    /// The digest, if it is wanted, and size of the file, once everything has been read.
    pub fn facts(&self) -> (Option<String>, u64) {
        if let Some(packed) = self.store.packed() {
            return (packed.sha256.get().map(|digest| hex(digest)), packed.bytes);
        }
        if let Some(recoded) = self.store.recoded() {
            return (recoded.sha256.clone(), recoded.bytes);
        }
        let sha256 = self.sha256.clone().map(|sha256| hex(&sha256.finalize()));
        (sha256, self.at)
    }
}

/// A text that lies in a store, so far as it need be known before it is read.
#[derive(Clone, Debug)]
pub(super) struct Stored<'a> {
    pub store: &'a dyn Store,
    /// How its beginning reads, a byte order mark included.
    pub head: Arc<str>,
    /// The head is all there is.
    pub is_whole: bool,
    /// Its digest is wanted.
    pub digest: bool,
    /// How many bytes are read at a time.
    pub block: usize,
    /// What was shown last, and where it begins.
    shown: Arc<Mutex<(u64, Vec<u8>)>>,
}

/// How much of a text is looked at before it is read; more, if that does not tell how to read it.
const HEADS: [usize; 3] = [256 << 10, 4 << 20, MOST];
/// The most that is held of a text at once: any record, and what it takes to see that it is too long.
pub(super) const MOST: usize = 2 * formats::MAX_ROW;
/// How much is read to show a record; those shown next tend to lie near.
const SHOWN: usize = 64 << 10;

impl<'a> Source<'a> {
    /// An input whose records are read in blocks of so many bytes, for [`super::Streams`]. None if it has to be read whole:
    /// if it is compressed, of a format or encoding that cannot be cut into blocks, or looks odd in any way.
    pub fn stored(
        name: &'a str,
        store: &'a Arc<dyn Store>,
        mapping: Option<&'a LogMapping>,
        schema: &Schema,
        options: &OpenOptions,
        block: usize,
    ) -> Option<Self> {
        let role = schema.entity_named(formats::stem(name)).map_or(Role::Log, Role::Table);
        // A long header, or few long records, may show themselves only farther on.
        let opened = HEADS.iter().find_map(|head| open(name, store, mapping, options, (block, *head)))?;
        Some(Source { name, bytes: &[], role, mapping, opened })
    }
}

fn open<'a>(
    name: &str,
    whole: &'a Arc<dyn Store>,
    mapping: Option<&LogMapping>,
    options: &OpenOptions,
    (block, head): (usize, usize),
) -> Option<Opened<'a>> {
    let hint = mapping.and_then(|m| m.format).or(options.format);
    let store = &**whole;
    let mut bytes = vec![0; head];
    let held = fill(store, 0, &mut bytes).ok()?;
    bytes.truncate(held);
    let is_whole = held < head;
    if Compression::of(&bytes).is_some() {
        return None;
    }
    match formats::binary(name, hint, &bytes) {
        None => {}
        Some(Ok(Format::Parquet)) => {
            let table = parquet::Table::stored(whole, block.max(1)).ok()?;
            return Some(Opened::table(table, store.packed().map(|packed| packed.compression)));
        }
        Some(_) => return None,
    }
    let stated = options.encoding.or(mapping.and_then(|m| m.encoding));
    let is_utf8 = stated.is_none_or(|encoding| encoding == TextEncoding::UTF_8);
    let recoded = match store.recoded() {
        // Decoded in another way than is asked for now.
        Some(Recoded { encoding, from, .. })
            if *from != EncodingFrom::Mark
                && stated != Some(*encoding).filter(|_| *from == EncodingFrom::Stated) =>
        {
            return None;
        }
        None if !is_utf8 => return None,
        recoded => recoded,
    };
    if bytes.contains(&0) {
        return None;
    }
    let head: Arc<str> = beginning(&bytes, is_whole)?.into();
    let text = head.strip_prefix('\u{feff}').unwrap_or(&head);
    let from = match stated {
        _ if recoded.is_some() => EncodingFrom::Content,
        _ if text.len() < head.len() => EncodingFrom::Mark,
        Some(_) => EncodingFrom::Stated,
        None => EncodingFrom::Content,
    };
    let skip = mapping.map_or(0, |m| m.skip_lines) as usize;
    let above = text.split_inclusive('\n').take(skip).map(str::len).sum::<usize>();
    if formats::is_page(name, text) || text[above..].trim().is_empty() {
        return None;
    }
    let settings = formats::Settings {
        hint,
        delimiter: mapping.and_then(|m| m.delimiter),
        records: mapping.is_some_and(|m| m.records.is_some()),
    };
    let format = Format::detect(name, settings, &text[above..]);
    let begins_well = match format {
        Format::Csv { delimiter } => {
            let mut rows = CsvRows::part(text, delimiter, 1, !is_whole);
            rows.skip_lines(mapping.map_or(0, |m| m.skip_lines));
            rows.next().is_some_and(|(_, row)| row.is_ok())
        }
        // Where each column gives an event, all records have to be looked through for names.
        Format::Ndjson if mapping.is_some_and(has_each_column) => false,
        Format::Ndjson => is_whole || has_sample(JsonRows::some_lines(text, 1, true)),
        Format::Json if mapping.is_some_and(has_each_column) => false,
        Format::Json => {
            let begin = mapping.and_then(|m| m.records.as_deref()).map(|path| json::find_array(text, path));
            let array = text.get(begin.unwrap_or(Ok(0)).ok()?..)?;
            is_whole || has_sample(JsonRows::go_on(array, JsonRows::begin(true, 1), true))
        }
        Format::Xes => true,
        Format::Ocel | Format::Workbook | Format::Parquet => false,
    };
    if matches!(format, Format::Csv { .. } | Format::Ndjson) && held >= MOST && !text.contains('\n') {
        let fault = OpenFault::EndlessLine { looked: MOST as u64, bytes: store.size().ok()? };
        return Some(Opened::unread(format, fault));
    }
    begins_well.then(|| {
        let shown = Arc::default();
        let (head, block, digest) = (Arc::clone(&head), block.max(1), options.digest);
        let stored = Stored { store, head, is_whole, digest, block, shown };
        let compression = store.packed().map(|packed| packed.compression);
        let encoding = recoded.map_or((TextEncoding::UTF_8, from), |r| (r.encoding, r.from));
        Opened { compression, ..Opened::stored(format, encoding, stored) }
    })
}

/// Bytes as the beginning of a text; the last character may be cut off if there is more. None if they are no UTF-8.
pub(super) fn beginning(bytes: &[u8], is_whole: bool) -> Option<&str> {
    let (text, rest) = bytes.split_at(if is_whole { bytes.len() } else { last_boundary(bytes) });
    match std::str::from_utf8(rest) {
        Ok("") => {}
        Err(error) if error.error_len().is_none() => {}
        Ok(_) | Err(_) => return None,
    }
    simdutf8::basic::from_utf8(text).ok()
}

/// Where the last character of a text begins if it is not all there, else where the text ends.
fn last_boundary(bytes: &[u8]) -> usize {
    let last = bytes.iter().rev().take(3);
    let size = |first: u8| first.leading_ones() as usize;
    match last.enumerate().find(|(_, byte)| **byte & 0xC0 != 0x80) {
        Some((behind, first)) if size(*first) > behind + 1 => bytes.len() - behind - 1,
        _ => bytes.len(),
    }
}

fn has_each_column(mapping: &LogMapping) -> bool {
    mapping.events.iter().any(|rule| matches!(rule.each, Some(EachOf::Column(_))))
}

/// Whether the beginning of a text holds all the records that are looked through for names.
fn has_sample(mut records: JsonRows<'_>) -> bool {
    let mut names = indexmap::IndexSet::new();
    let records = std::iter::from_fn(|| records.next());
    let readable = records.filter(|item| match item {
        JsonItem::Row(_, Ok(record)) => json::names(record, &mut names),
        JsonItem::Row(_, Err(_)) | JsonItem::Broken { .. } => false,
    });
    readable.count() >= super::walk::SAMPLE
}

impl<'a> Stored<'a> {
    /// All of it, with its digest if that is wanted.
    pub fn tape(&self) -> Tape<'a> {
        let mut tape = Tape::new(self.store);
        tape.sha256 = tape.sha256.filter(|_| self.digest);
        tape
    }
}

impl Stored<'_> {
    /// The same for a byte, and with what follows it as far as it is shown.
    pub fn about(&self, at: u64) -> Option<(String, u64)> {
        const AFTER: u64 = 64;
        let end = self.store.size().ok()?.min(at.saturating_add(AFTER));
        let at = at.min(end);
        // The last character may be cut off.
        (0..4).find_map(|back| self.around(at..end.saturating_sub(back).max(at)))
    }

    /// The text from the start of the line of a place up to the end of the place, and where it begins. The line end before it
    /// is included. A line that is very long before the place is cut off there.
    pub fn around(&self, place: Range<u64>) -> Option<(String, u64)> {
        /// A little farther than columns are counted.
        const FAR: u64 = (1 << 20) + (1 << 10);
        let mut shown = self.shown.lock().ok()?;
        let mut back = 1 << 10;
        loop {
            let least = place.start.saturating_sub(back);
            if least < shown.0 || place.end > shown.0 + shown.1.len() as u64 {
                let mut bytes = std::mem::take(&mut shown.1);
                bytes.resize(usize::try_from(place.end - least).ok()?.max(SHOWN), 0);
                let held = fill(self.store, least, &mut bytes).ok()?;
                bytes.truncate(held);
                *shown = (least, bytes);
            }
            let (begin, bytes) = &*shown;
            let cut = |at: u64| usize::try_from(at - begin).ok();
            let before = bytes.get(cut(least)?..cut(place.start)?)?;
            let from = match memchr::memrchr(b'\n', before) {
                Some(at) => at,
                None if least == 0 || back >= FAR => {
                    before.iter().take_while(|byte| (**byte & 0xC0) == 0x80).count()
                }
                None => {
                    back = FAR;
                    continue;
                }
            };
            let text = bytes.get(cut(least)? + from..cut(place.end)?)?;
            return Some((std::str::from_utf8(text).ok()?.to_string(), least + from as u64));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the standard library says, byte by byte.
    fn plainly(bytes: &[u8], is_whole: bool) -> Option<&str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) if error.error_len().is_none() && !is_whole => {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
            }
            Err(_) => None,
        }
    }

    #[test]
    fn a_character_cut_off_is_left_for_later() {
        let texts: [&[u8]; 9] = [
            "".as_bytes(),
            "plain".as_bytes(),
            "é规矩𠀀é规矩𠀀".as_bytes(),
            "𠀀𠀀".as_bytes(),
            b"a\xFF",
            b"a\xE8\x7Fbc",
            b"\x80\x80\x80\x80",
            b"\xF0\x80\x80",
            b"\xED\xA0\x80",
        ];
        for text in texts {
            for cut in 0..=text.len() {
                for is_whole in [false, true] {
                    let bytes = &text[..cut];
                    assert_eq!(beginning(bytes, is_whole), plainly(bytes, is_whole), "{bytes:?} {is_whole}");
                }
            }
        }
    }
}
