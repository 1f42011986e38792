use rustc_hash::FxHashMap;

/// An interned text: two are equal exactly when their texts are. The number has no meaning of its own and is never
/// shown or ordered by, so results do not depend on the order of interning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sym(u32);

impl Sym {
    /// A dense number for table look-ups within one run.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts of one run.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    map: FxHashMap<Box<str>, Sym>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The symbol of a text, made if new.
    pub fn intern(&mut self, text: &str) -> Sym {
        if let Some(sym) = self.map.get(text) {
            return *sym;
        }
        let sym = Sym(self.texts.len() as u32);
        self.texts.push(text.into());
        self.map.insert(text.into(), sym);
        sym
    }

    /// The symbol of a text already interned.
    pub fn get(&self, text: &str) -> Option<Sym> {
        self.map.get(text).copied()
    }

    /// The text of a symbol made by this interner.
    pub fn text(&self, sym: Sym) -> &str {
        self.texts.get(sym.index()).map_or("", |t| t)
    }
}
