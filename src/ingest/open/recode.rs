//! Large texts that are not UTF-8 are decoded in blocks, into a place outside memory.

use super::decode::{self, Decoding, EncodingFrom};
use super::{Compression, OpenOptions};
use crate::event::{LogMapping, TextEncoding};
use crate::ingest::formats;
use crate::ingest::store::{self, Packed, Recoded, Scratch, Store, Tape};
use encoding_rs::UTF_8;
use std::io;
use std::sync::Arc;

/// How much is decoded at a time.
const BLOCK: usize = 1 << 20;

/// The text of a store whose bytes are no UTF-8, decoded. None if they are, if they are hardly a text at all, or if there is no
/// place for it.
///
/// # Errors
///
/// What the system says.
pub fn recoded(
    name: &str,
    store: &Arc<dyn Store>,
    mapping: Option<&LogMapping>,
    options: &OpenOptions,
) -> io::Result<Option<Arc<dyn Store>>> {
    if store.recoded().is_some() {
        return Ok(None);
    }
    let mut head = vec![0; BLOCK];
    let held = store::fill(&**store, 0, &mut head)?;
    head.truncate(held);
    let hint = mapping.and_then(|m| m.format).or(options.format);
    if Compression::of(&head).is_some() || formats::binary(name, hint, &head).is_some() {
        return Ok(None);
    }
    let stated = options.encoding.or(mapping.and_then(|m| m.encoding));
    let (encoding, from) = match decode::marked(&head).or(stated.map(|e| (e, EncodingFrom::Stated))) {
        Some(known) => known,
        None => {
            let look = look(&**store)?;
            match look.bad {
                0 if !decode::looks_wide(&head) => return Ok(None),
                _ => decode::guess(&head, held < BLOCK, look.is_mostly_utf8()),
            }
        }
    };
    let Some(text) = store.scratch()? else { return Ok(None) };
    let decoded = Decoded { original: store, encoding, from, text };
    decoded.read()
}

/// What is seen of bytes that are read as UTF-8.
#[derive(Default)]
struct Look {
    /// Bytes of characters that take two, and three or more.
    two: usize,
    three: usize,
    /// Places that cannot be decoded.
    bad: usize,
}

impl Look {
    fn is_mostly_utf8(&self) -> bool {
        decode::is_mostly_utf8(self.two, self.three, self.bad)
    }
}

fn look(store: &dyn Store) -> io::Result<Look> {
    let (mut look, mut text, mut bad) = (Look::default(), String::new(), Vec::new());
    let mut decoding = Decoding::new(UTF_8.new_decoder_without_bom_handling());
    blocks(&mut Tape::new(store), |bytes, last| {
        decoding.push(bytes, last, &mut text, &mut bad);
        let leads = |range: std::ops::Range<u16>| {
            text.bytes().filter(|byte| range.contains(&u16::from(*byte))).count()
        };
        look.two += leads(0xC0..0xE0);
        // The signs that stand for bad places take three bytes as well.
        look.three += leads(0xE0..0x100) - bad.len();
        look.bad += bad.len();
        text.clear();
        bad.clear();
        Ok(())
    })?;
    Ok(look)
}

/// Hands on what is left of a tape, block by block, and says which is the last.
fn blocks(tape: &mut Tape<'_>, mut each: impl FnMut(&[u8], bool) -> io::Result<()>) -> io::Result<()> {
    let mut bytes = vec![0; BLOCK];
    loop {
        let read = tape.read(&mut bytes)?;
        each(&bytes[..read], read < BLOCK)?;
        if read < BLOCK {
            return Ok(());
        }
    }
}

/// A text on its way.
struct Decoded<'a> {
    original: &'a Arc<dyn Store>,
    encoding: TextEncoding,
    from: EncodingFrom,
    text: Box<dyn Scratch>,
}

impl Decoded<'_> {
    fn read(mut self) -> io::Result<Option<Arc<dyn Store>>> {
        // A mark of UTF-8 is left for the reader, as in texts that need not be decoded.
        let tables = self.encoding.tables();
        let decoder = if tables == UTF_8 {
            tables.new_decoder_without_bom_handling()
        } else {
            tables.new_decoder_with_bom_removal()
        };
        let mut decoding = Decoding::new(decoder);
        let (mut text, mut bad, mut written) = (String::new(), Vec::new(), 0);
        let mut tape = Tape::new(&**self.original);
        let mut is_text = true;
        blocks(&mut tape, |bytes, last| {
            let before = bad.len();
            decoding.push(bytes, last, &mut text, &mut bad);
            bad[before..].iter_mut().for_each(|at| *at += written);
            is_text &= written > 0 || !decode::has_zero(&text);
            self.text.append(text.as_bytes())?;
            written += text.len();
            text.clear();
            Ok(())
        })?;
        if !is_text || decode::is_hopeless(bad.len(), written) {
            return Ok(None);
        }
        let (sha256, bytes) = tape.facts();
        let original = Arc::clone(self.original);
        let about = Recoded { original, encoding: self.encoding, from: self.from, bad, sha256, bytes };
        Ok(Some(Arc::new(RecodedText { text: self.text, about })))
    }
}

/// The decoded text of another store.
#[derive(Debug)]
struct RecodedText {
    text: Box<dyn Scratch>,
    about: Recoded,
}

impl Store for RecodedText {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        self.text.read_at(at, into)
    }

    fn size(&self) -> io::Result<u64> {
        self.text.size()
    }

    fn packed(&self) -> Option<&Packed> {
        self.about.original.packed()
    }

    fn recoded(&self) -> Option<&Recoded> {
        Some(&self.about)
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        self.about.original.scratch()
    }
}
