//! Texts in any encoding become UTF-8. What cannot be decoded is marked, never silently replaced.

use super::OpenFault;
use crate::event::TextEncoding;
use std::borrow::Cow;

/// What tells the encoding of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingFrom {
    /// It is valid UTF-8, which other encodings hardly ever are by chance.
    Content,
    /// A byte order mark.
    Mark,
    /// The mapping or the command line says so.
    Stated,
    /// It was guessed from the frequency of characters.
    Guessed,
}

/// A decoded text.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: TextEncoding,
    pub from: EncodingFrom,
    /// Bytes of `text` where something could not be decoded, ascending.
    pub bad: Vec<usize>,
    /// The byte of the file at the first of them.
    first: u64,
}

impl Decoded<'_> {
    /// Why this cannot be the text of a log: bytes that no text has, or too little that can be decoded. A few bad places
    /// only cost their rows.
    pub fn fault(&self) -> Option<OpenFault> {
        let encoding = self.encoding;
        if is_hopeless(self.bad.len(), self.text.len()) {
            let at = *self.bad.first()?;
            let line = 1 + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at]).count() as u32;
            return Some(OpenFault::NotText { encoding, at: Some((self.first, line)) });
        }
        has_zero(&self.text).then_some(OpenFault::NotText { encoding, at: None })
    }
}

/// Whether so many places of a text of so many bytes could not be decoded that it is none.
pub(super) fn is_hopeless(bad: usize, text: usize) -> bool {
    bad > 16 && bad > text / 64
}

/// Whether a text begins with characters that no text has.
pub(super) fn has_zero(text: &str) -> bool {
    const LOOK: usize = 1 << 16;
    memchr::memchr(0, &text.as_bytes()[..text.len().min(LOOK)]).is_some()
}

/// Decodes a text: as stated, else by its byte order mark, else as UTF-8 if it is, else as it most probably is.
pub(super) fn decode(bytes: Cow<'_, [u8]>, stated: Option<TextEncoding>) -> Decoded<'_> {
    let (encoding, from) = recognise(&bytes, stated);
    if encoding == TextEncoding::UTF_8 {
        return utf8(bytes, from);
    }
    #[cfg(feature = "encodings")]
    {
        let (text, bad, first) = tables::decode(&bytes, encoding);
        Decoded { text: Cow::Owned(text), encoding, from, bad, first }
    }
    #[cfg(not(feature = "encodings"))]
    utf8(bytes, from)
}

/// The encoding that a byte order mark tells.
pub(super) fn marked(bytes: &[u8]) -> Option<(TextEncoding, EncodingFrom)> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Some((TextEncoding::UTF_8, EncodingFrom::Mark));
    }
    #[cfg(feature = "encodings")]
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return Some((TextEncoding::of(encoding), EncodingFrom::Mark));
    }
    None
}

fn recognise(bytes: &[u8], stated: Option<TextEncoding>) -> (TextEncoding, EncodingFrom) {
    if let Some(marked) = marked(bytes) {
        return marked;
    }
    if let Some(stated) = stated {
        return (stated, EncodingFrom::Stated);
    }
    if std::str::from_utf8(bytes).is_ok() && !looks_wide(bytes) {
        return (TextEncoding::UTF_8, EncodingFrom::Content);
    }
    #[cfg(feature = "encodings")]
    {
        tables::guess(bytes, true, tables::mostly_utf8(bytes))
    }
    #[cfg(not(feature = "encodings"))]
    (TextEncoding::UTF_8, EncodingFrom::Content)
}

/// Whether there are so many zero bytes that each character may take two.
pub(super) fn looks_wide(bytes: &[u8]) -> bool {
    let look = &bytes[..bytes.len().min(4096)];
    memchr::memchr_iter(0, look).count() * 5 > look.len()
}

fn utf8(bytes: Cow<'_, [u8]>, from: EncodingFrom) -> Decoded<'_> {
    let encoding = TextEncoding::UTF_8;
    let valid = match bytes {
        Cow::Borrowed(bytes) => {
            std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Cow::Borrowed(bytes))
        }
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|e| Cow::Owned(e.into_bytes())),
    };
    match valid {
        Ok(text) => Decoded { text, encoding, from, bad: Vec::new(), first: 0 },
        Err(bytes) => {
            let mut text = String::with_capacity(bytes.len());
            let (mut bad, mut first, mut read) = (Vec::new(), 0, 0);
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                read += chunk.valid().len();
                if !chunk.invalid().is_empty() {
                    if bad.is_empty() {
                        first = read as u64;
                    }
                    bad.push(text.len());
                    text.push('\u{fffd}');
                    read += chunk.invalid().len();
                }
            }
            Decoded { text: Cow::Owned(text), encoding, from, bad, first }
        }
    }
}

#[cfg(feature = "encodings")]
pub(super) use tables::{Decoding, guess, is_mostly_utf8};

#[cfg(feature = "encodings")]
mod tables {
    use super::EncodingFrom;
    use crate::event::TextEncoding;
    use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
    use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};

    /// Bytes that are looked at to guess.
    const SAMPLE: usize = 1 << 20;

    /// The encoding that a text without a byte order mark, and not valid UTF-8, probably has. `bytes` are its beginning, at least
    /// [`SAMPLE`] of them unless they are all.
    pub fn guess(bytes: &[u8], is_all: bool, mostly_utf8: bool) -> (TextEncoding, EncodingFrom) {
        let look = &bytes[..bytes.len().min(4096)];
        let zeros = |from: usize| look.iter().skip(from).step_by(2).filter(|b| **b == 0).count() * 10;
        let (even, odd) = (zeros(0), zeros(1));
        if super::looks_wide(bytes) || even.max(odd) > look.len() {
            let wide = if odd >= even { UTF_16LE } else { UTF_16BE };
            return (TextEncoding::of(wide), EncodingFrom::Guessed);
        }
        if mostly_utf8 {
            return (TextEncoding::UTF_8, EncodingFrom::Guessed);
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes[..bytes.len().min(SAMPLE)], is_all && bytes.len() <= SAMPLE);
        let guess = detector.guess(None, Utf8Detection::Deny);
        let guess = TextEncoding::named(guess.name()).unwrap_or(TextEncoding::UTF_8);
        (guess, EncodingFrom::Guessed)
    }

    /// Whether a text is UTF-8 with a few broken places.
    pub fn mostly_utf8(bytes: &[u8]) -> bool {
        let (mut two, mut three, mut bad) = (0_usize, 0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            two += chunk.valid().bytes().filter(|b| (0xC0..0xE0).contains(b)).count();
            three += chunk.valid().bytes().filter(|b| *b >= 0xE0).count();
            bad += usize::from(!chunk.invalid().is_empty());
        }
        is_mostly_utf8(two, three, bad)
    }

    /// The same, by the number of characters of two bytes and of more, and of broken places. Chinese in other encodings gives some
    /// valid sequences of two bytes by chance, and hardly any of three.
    pub fn is_mostly_utf8(two: usize, three: usize, bad: usize) -> bool {
        three > bad || two > 20 * bad
    }

    /// The text, the places in it that could not be decoded, and the byte of the first.
    pub fn decode(bytes: &[u8], encoding: TextEncoding) -> (String, Vec<usize>, u64) {
        let mut decoding = Decoding::new(encoding.tables().new_decoder_with_bom_removal());
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        let mut bad = Vec::new();
        decoding.push(bytes, true, &mut text, &mut bad);
        (text, bad, decoding.first.unwrap_or_default())
    }

    /// A text that is decoded piece by piece.
    pub struct Decoding {
        decoder: Decoder,
        read: u64,
        /// The first byte that could not be decoded.
        pub first: Option<u64>,
    }

    impl Decoding {
        /// Before the first byte.
        pub fn new(decoder: Decoder) -> Decoding {
            Decoding { decoder, read: 0, first: None }
        }

        /// Decodes the next bytes, after what is in a text already. U+FFFD stands where that cannot be done, and the place is noted.
        pub fn push(&mut self, bytes: &[u8], last: bool, text: &mut String, bad: &mut Vec<usize>) {
            let mut done = 0;
            loop {
                let rest = &bytes[done..];
                let (result, taken) = self.decoder.decode_to_string_without_replacement(rest, text, last);
                done += taken;
                self.read += taken as u64;
                match result {
                    DecoderResult::InputEmpty => return,
                    DecoderResult::OutputFull => {
                        let left = bytes.len() - done;
                        let more = self.decoder.max_utf8_buffer_length_without_replacement(left);
                        text.reserve(more.unwrap_or(left).clamp(64, 1 << 26));
                    }
                    DecoderResult::Malformed(len, after) => {
                        let back = u64::from(len) + u64::from(after);
                        self.first.get_or_insert(self.read.saturating_sub(back));
                        bad.push(text.len());
                        text.push('\u{fffd}');
                    }
                }
            }
        }
    }
}

#[cfg(all(test, feature = "encodings"))]
mod tests {
    use super::*;

    fn show(bytes: &[u8]) -> String {
        let decoded = decode(Cow::Borrowed(bytes), None);
        format!("{} {:?} {:?} {:?}", decoded.encoding, decoded.from, decoded.bad, decoded.text)
    }

    const TEXT: &str = "工号,姓名,日期,签到时间,签退时间\n1024,李明,2019-05-06,08:59,18:03\n1025,王芳,2019-05-06,09:12,18:00\n";

    #[test]
    fn marks_and_contents_tell_the_encoding() {
        assert_eq!(show("a,b".as_bytes()), "UTF-8 Content [] \"a,b\"");
        assert_eq!(show(b"\xEF\xBB\xBFa"), "UTF-8 Mark [] \"\\u{feff}a\"");
        let wide =
            |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(show(&wide(u16::to_le_bytes, "\u{feff}a,到")), "UTF-16LE Mark [] \"a,到\"");
        assert_eq!(show(&wide(u16::to_be_bytes, "\u{feff}a,到")), "UTF-16BE Mark [] \"a,到\"");
        assert_eq!(show(&wide(u16::to_le_bytes, "time,event\n")), "UTF-16LE Guessed [] \"time,event\\n\"");
        assert_eq!(show(&wide(u16::to_be_bytes, "time,event\n")), "UTF-16BE Guessed [] \"time,event\\n\"");
    }

    #[test]
    fn chinese_encodings_are_guessed() {
        let (gbk, _, _) = encoding_rs::GB18030.encode(TEXT);
        assert!(show(&gbk).starts_with("gb18030 Guessed [] \"工号,姓名"), "{}", show(&gbk));
        let text = "工號,姓名,日期,簽到時間,簽退時間\n1024,陳麗華,2019-05-06,08:59,18:03\n";
        let (big5, _, _) = encoding_rs::BIG5.encode(text);
        assert!(show(&big5).starts_with("Big5 Guessed [] \"工號,姓名"), "{}", show(&big5));
    }

    #[test]
    fn broken_places_are_marked() {
        let mut broken = TEXT.as_bytes().to_vec();
        let at = TEXT.find('明').unwrap();
        broken[at + 1] = b' ';
        let decoded = decode(Cow::Borrowed(&broken), None);
        assert_eq!((decoded.encoding, decoded.bad[0], decoded.first), (TextEncoding::UTF_8, at, at as u64));
        assert!(decoded.fault().is_none());
        let (gbk, _, _) = encoding_rs::GB18030.encode(TEXT);
        let mut broken = gbk.into_owned();
        let at = broken.len() - 30;
        broken[at] = 0xFF;
        let decoded = decode(Cow::Owned(broken), TextEncoding::named("gbk"));
        assert_eq!((decoded.bad.len(), decoded.first), (1, at as u64));
    }

    #[test]
    fn what_is_no_text_is_told() {
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(decode(Cow::Owned(noise), TextEncoding::named("utf-8")).fault().is_some());
        assert!(decode(Cow::Borrowed(b"a,b\0\n1,2"), None).fault().is_some());
    }
}
