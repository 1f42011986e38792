use super::pack::packed;
use compact_str::CompactString;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// A text as values hold it: two are equal exactly when their texts are. It is never shown or ordered by, so results do not
/// depend on the order of interning.
///
/// A text of up to fifteen bytes is its own symbol, as most words and ids of logs are: it is neither looked up nor kept anywhere
/// else. Of a longer one it tells the place in the interner that made it.
///
/// Its bytes begin where a word does, so that they are two words wherever they stand: else a value would hold them right after the byte
/// that tells of what type it is, and to write them there would take seven pieces.
#[derive(Clone, Copy, Eq)]
#[repr(align(8))]
pub struct Sym([u8; SIZE]);

const SIZE: usize = 16;
/// In a symbol's last byte: how long its text is, or this.
const LONG: u8 = u8::MAX;

impl Sym {
    /// The symbol of a short text.
    #[inline]
    pub(crate) fn short(text: &str) -> Option<Sym> {
        if text.len() >= SIZE {
            return None;
        }
        let (first, rest) = text.as_bytes().split_at(text.len().min(8));
        Some(Sym::of(packed(first), packed(rest) | (text.len() as u64) << 56))
    }

    /// The symbol of a text of up to seven bytes that has been packed ([`super::packed_short`]).
    #[inline]
    pub(crate) fn packed(packed: u64) -> Sym {
        const TEXT: u64 = u64::MAX >> 8;
        Sym::of(packed & TEXT, packed & !TEXT)
    }

    /// The same, back again; none of a longer text.
    #[inline]
    pub(crate) fn to_packed(self) -> Option<u64> {
        let (first, rest) = self.words();
        (rest >> 56 < 8).then_some(first | rest)
    }

    /// The symbol of the first bytes of some, of which there are at most fifteen.
    #[inline]
    pub(crate) fn first_of(bytes: [u8; SIZE], len: usize) -> Sym {
        /// By its length, which bits are the text. To look them up takes less than to shift so many at once.
        const TEXT: [u128; SIZE] = {
            let (mut masks, mut len) = ([0; SIZE], 1);
            while len < SIZE {
                masks[len] = u128::MAX >> (8 * (SIZE - len));
                len += 1;
            }
            masks
        };
        let text = u128::from_le_bytes(bytes) & TEXT[len % SIZE];
        Sym((text | (len as u128) << 120).to_le_bytes())
    }

    /// The first eight bytes of a short text, and the others with its length above them.
    #[inline]
    pub(crate) fn words(self) -> (u64, u64) {
        let both = u128::from_le_bytes(self.0);
        (both as u64, (both >> 64) as u64)
    }

    /// A number that every letter changes in all its places.
    ///
    /// Quick hashers only multiply, by which a letter changes nothing below its own place. Ids that count up differ in their last
    /// letters, which stand highest: without this, hundreds of them would be found in one place.
    #[inline]
    pub(crate) fn folded(self) -> u64 {
        let (first, rest) = self.words();
        let product =
            u128::from(first ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(u128::from(rest ^ 0x2545_f491_4f6c_dd1d));
        product as u64 ^ (product >> 64) as u64
    }

    #[inline]
    fn of(first: u64, second: u64) -> Sym {
        Sym((u128::from(first) | u128::from(second) << 64).to_le_bytes())
    }

    fn long(number: u32) -> Sym {
        Sym::of(u64::from(number), u64::from(LONG) << 56)
    }

    /// Its place in the interner that made it, if it is a long text.
    fn number(self) -> Option<u32> {
        (self.0[SIZE - 1] == LONG).then(|| u128::from_le_bytes(self.0) as u32)
    }

    /// Writes it down, for as long as its interner lives: how long a short text is, or [`LONG`], then the text or its number.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        let [text @ .., first] = self.0;
        let used = if first == LONG { size_of::<u32>() } else { usize::from(first) };
        out.push(first);
        out.extend(text.iter().take(used));
    }

    /// The symbol that was written down; its first byte has been read already.
    pub(super) fn read(first: u8, bytes: &mut &[u8]) -> Option<Sym> {
        let used = match first {
            LONG => size_of::<u32>(),
            short => usize::from(short),
        };
        let (text, rest) = bytes.split_at_checked(used)?;
        let mut held = [0; SIZE];
        held.get_mut(..SIZE - 1)?.get_mut(..used)?.copy_from_slice(text);
        held[SIZE - 1] = first;
        *bytes = rest;
        Some(Sym(held))
    }
}

impl PartialEq for Sym {
    #[inline]
    fn eq(&self, other: &Sym) -> bool {
        u128::from_le_bytes(self.0) == u128::from_le_bytes(other.0)
    }
}

impl Hash for Sym {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.folded());
    }
}

impl fmt::Debug for Sym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number() {
            Some(number) => write!(f, "Sym({number})"),
            None => write!(f, "Sym({:?})", Interner::default().text(self)),
        }
    }
}

/// The long texts of one run.
#[derive(Default)]
pub struct Interner {
    /// By their hashes, their numbers. Never iterated.
    numbers: HashTable<(u32, u32)>,
    texts: Arc<Texts>,
}

impl Interner {
    /// The symbol of a text, made if new.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Sym {
        match self.get(text) {
            Some(sym) => sym,
            None => self.add(text),
        }
    }

    /// The symbol of a text that is short or already interned.
    #[inline]
    pub fn get(&self, text: &str) -> Option<Sym> {
        Sym::short(text).or_else(|| {
            let hash = hash(text);
            let is_it = |entry: &(u32, u32)| entry.0 == hash && self.texts.get(entry.1) == Some(text);
            self.numbers.find(spread(hash), is_it).map(|entry| Sym::long(entry.1))
        })
    }

    #[cold]
    fn add(&mut self, text: &str) -> Sym {
        let number = self.numbers.len() as u32;
        self.texts.add(number, text);
        let hash = hash(text);
        self.numbers.insert_unique(spread(hash), (hash, number), |entry| spread(entry.0));
        Sym::long(number)
    }

    /// The text of a symbol, which this interner has made if it is a long one.
    pub fn text<'a>(&'a self, sym: &'a Sym) -> &'a str {
        match sym.number() {
            Some(number) => self.texts.get(number).unwrap_or_default(),
            None => {
                let text = sym.0.get(..usize::from(sym.0[SIZE - 1])).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            }
        }
    }

    /// The same texts for another reader, those included that are interned from now on. It finds texts by their symbols, and
    /// no symbols by their texts but those of short ones.
    pub fn texts_only(&self) -> Interner {
        Interner { texts: Arc::clone(&self.texts), ..Interner::default() }
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    (hasher.finish() >> 32) as u32
}

/// The table looks at both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl Clone for Interner {
    fn clone(&self) -> Self {
        let mut copy = Interner::default();
        for number in 0..self.numbers.len() {
            copy.intern(self.texts.get(number as u32).unwrap_or_default());
        }
        copy
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interner").field("texts", &self.numbers.len()).finish_non_exhaustive()
    }
}

/// Long texts by their numbers. They are only ever added, so that some can be read while others are written.
#[derive(Default)]
struct Texts {
    /// Each page is twice as large as the one before it.
    pages: [OnceLock<Page>; PAGES],
}

type Page = Box<[OnceLock<CompactString>]>;

/// The first page holds so many texts, as a power of two.
const FIRST: u32 = 8;
/// So many pages hold more texts than there are numbers.
const PAGES: usize = 33 - FIRST as usize;

impl Texts {
    fn add(&self, number: u32, text: &str) {
        let (page, at) = place(number);
        let size = 1_usize << (page as u32 + FIRST);
        let page =
            self.pages[page].get_or_init(|| std::iter::repeat_with(OnceLock::new).take(size).collect());
        let _ = page[at].set(text.into());
    }

    fn get(&self, number: u32) -> Option<&str> {
        let (page, at) = place(number);
        self.pages[page].get()?.get(at)?.get().map(CompactString::as_str)
    }
}

/// The page on which a text stands, and its place there.
fn place(number: u32) -> (usize, usize) {
    let number = u64::from(number) + (1 << FIRST);
    let page = number.ilog2() - FIRST;
    (page as usize, (number - (1 << (page + FIRST))) as usize)
}

#[cfg(test)]
mod tests {
    use super::super::pack::packed_short;
    use super::*;

    #[test]
    fn long_texts_are_found_by_their_symbols_on_every_page() {
        let mut interner = Interner::default();
        let other = interner.texts_only();
        let long = |n: usize| format!("a text of some length, {n}");
        let syms: Vec<Sym> = (0..2000).map(|n| interner.intern(&long(n))).collect();
        for (n, sym) in syms.iter().enumerate() {
            assert_eq!(interner.text(sym), long(n));
            assert_eq!(other.text(sym), long(n));
            assert_eq!(interner.intern(&long(n)), *sym);
            let mut bytes = Vec::new();
            sym.write(&mut bytes);
            assert_eq!(
                bytes.split_first().and_then(|(first, rest)| Sym::read(*first, &mut &*rest)),
                Some(*sym)
            );
        }
        assert_eq!(other.get(&long(1)), None);
        let copy = interner.clone();
        assert_eq!(copy.text(&syms[1999]), long(1999));
        assert_eq!(copy.get(&long(7)), Some(syms[7]));
    }

    #[test]
    fn short_texts_are_their_own_symbols() {
        let mut interner = Interner::default();
        let texts = [
            "",
            "\0",
            "\0\0",
            "a",
            "a\0",
            "seven b",
            "eight by",
            "eight by\0",
            "nine byte",
            "的",
            "fifteen bytes a",
            "三三三三三",
        ];
        for (n, text) in texts.iter().enumerate() {
            let sym = interner.intern(text);
            assert_eq!(Interner::default().text(&sym), *text);
            assert_eq!(interner.get(text), Some(sym));
            assert!(texts[..n].iter().all(|other| interner.get(other) != Some(sym)), "{text:?}");
            if let Some(packed) = packed_short(text) {
                assert_eq!(Sym::packed(packed), sym);
            }
        }
        assert!(interner.numbers.is_empty());
        assert!(Sym::short("sixteen bytes ab").is_none());
    }

    #[test]
    fn the_last_number_has_a_page() {
        assert_eq!(place(0), (0, 0));
        assert_eq!(place((1 << FIRST) - 1), (0, (1 << FIRST) - 1));
        assert_eq!(place(1 << FIRST), (1, 0));
        assert!(place(u32::MAX).0 < PAGES);
    }
}
