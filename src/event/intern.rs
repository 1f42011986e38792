use super::pack::{packed_short, unpacked_short};
use compact_str::CompactString;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::fmt;
use std::hash::Hasher;
use std::sync::{Arc, OnceLock};

/// An interned text: two are equal exactly when their texts are. The number has no meaning of its own and is never
/// shown or ordered by, so results do not depend on the order of interning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sym(u32);

impl Sym {
    /// A dense number for table look-ups within one run.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Its number, to write it down for as long as its interner lives.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The symbol of a number that was written down.
    pub fn numbered(number: u32) -> Sym {
        Sym(number)
    }
}

/// The texts of one run.
#[derive(Default)]
pub struct Interner {
    /// By what they pack to, the symbols of short texts. Never iterated.
    short: HashTable<(u64, Sym)>,
    /// By their hashes, the symbols of all others. Never iterated.
    long: HashTable<(u32, Sym)>,
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

    /// The same for a text of up to seven bytes that has been packed.
    #[inline]
    pub(crate) fn intern_short(&mut self, packed: u64) -> Sym {
        match self.get_short(packed) {
            Some(sym) => sym,
            None => {
                let (bytes, len) = unpacked_short(packed);
                self.add(&String::from_utf8_lossy(&bytes[..len]))
            }
        }
    }

    #[inline]
    fn get_short(&self, packed: u64) -> Option<Sym> {
        self.short.find(mixed(packed), |entry| entry.0 == packed).map(|entry| entry.1)
    }

    /// The symbol of a text already interned.
    #[inline]
    pub fn get(&self, text: &str) -> Option<Sym> {
        match packed_short(text) {
            Some(key) => self.get_short(key),
            None => {
                let hash = hash(text);
                let is_it = |entry: &(u32, Sym)| entry.0 == hash && self.texts.get(entry.1) == Some(text);
                self.long.find(spread(hash), is_it).map(|entry| entry.1)
            }
        }
    }

    /// How many there are.
    fn count(&self) -> usize {
        self.short.len() + self.long.len()
    }

    #[cold]
    fn add(&mut self, text: &str) -> Sym {
        let sym = Sym(self.count() as u32);
        self.texts.add(sym, text);
        match packed_short(text) {
            Some(key) => {
                self.short.insert_unique(mixed(key), (key, sym), |entry| mixed(entry.0));
            }
            None => {
                let hash = hash(text);
                self.long.insert_unique(spread(hash), (hash, sym), |entry| spread(entry.0));
            }
        }
        sym
    }

    /// The text of a symbol made by this interner.
    pub fn text(&self, sym: Sym) -> &str {
        self.texts.get(sym).unwrap_or_default()
    }

    /// The same texts for another reader, those included that are interned from now on. It finds texts by their symbols, and
    /// no symbols by their texts.
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

/// The hash of a short text.
#[inline]
fn mixed(key: u64) -> u64 {
    let product = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ product >> 32
}

impl Clone for Interner {
    fn clone(&self) -> Self {
        let mut copy = Interner::default();
        for number in 0..self.count() {
            copy.intern(self.text(Sym(number as u32)));
        }
        copy
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interner").field("texts", &self.count()).finish_non_exhaustive()
    }
}

/// Texts by their symbols. They are only ever added, so that some can be read while others are written.
#[derive(Default)]
struct Texts {
    /// Each page is twice as large as the one before it.
    pages: [OnceLock<Page>; PAGES],
}

type Page = Box<[OnceLock<CompactString>]>;

/// The first page holds so many texts, as a power of two.
const FIRST: u32 = 8;
/// So many pages hold more texts than there are symbols.
const PAGES: usize = 33 - FIRST as usize;

impl Texts {
    fn add(&self, sym: Sym, text: &str) {
        let (page, at) = place(sym);
        let size = 1_usize << (page as u32 + FIRST);
        let page =
            self.pages[page].get_or_init(|| std::iter::repeat_with(OnceLock::new).take(size).collect());
        let _ = page[at].set(text.into());
    }

    fn get(&self, sym: Sym) -> Option<&str> {
        let (page, at) = place(sym);
        self.pages[page].get()?.get(at)?.get().map(CompactString::as_str)
    }
}

/// The page on which a text stands, and its place there.
fn place(sym: Sym) -> (usize, usize) {
    let number = u64::from(sym.0) + (1 << FIRST);
    let page = number.ilog2() - FIRST;
    (page as usize, (number - (1 << (page + FIRST))) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_symbols_on_every_page() {
        let mut interner = Interner::default();
        let other = interner.texts_only();
        let syms: Vec<Sym> = (0..2000).map(|n| interner.intern(&format!("text {n}"))).collect();
        for (n, sym) in syms.iter().enumerate() {
            assert_eq!(sym.index(), n);
            assert_eq!(interner.text(*sym), format!("text {n}"));
            assert_eq!(other.text(*sym), format!("text {n}"));
            assert_eq!(interner.intern(&format!("text {n}")), *sym);
        }
        assert_eq!(other.get("text 1"), None);
        let copy = interner.clone();
        assert_eq!(copy.text(syms[1999]), "text 1999");
        assert_eq!(copy.get("text 7"), Some(syms[7]));
    }

    #[test]
    fn the_last_symbol_has_a_page() {
        assert_eq!(place(Sym(0)), (0, 0));
        assert_eq!(place(Sym((1 << FIRST) - 1)), (0, (1 << FIRST) - 1));
        assert_eq!(place(Sym(1 << FIRST)), (1, 0));
        assert!(place(Sym(u32::MAX)).0 < PAGES);
    }
}
