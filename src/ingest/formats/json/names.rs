//! What the names of members have meant, and which has followed which: records tend to have the same members in the same order.

use super::record::Paths;
use rustc_hash::FxHashMap;

/// What to do with a member.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// It fills a slot.
    Slot(usize),
    /// Nobody asks for it.
    Other,
    /// Only members of its own are asked for.
    Below,
}

impl Meaning {
    fn of(name: &str, paths: &Paths) -> Meaning {
        match paths.find(name, &mut 0) {
            Some(child) => child.slot.map_or(Meaning::Below, Meaning::Slot),
            None => Meaning::Other,
        }
    }
}

/// The names met in one text.
#[derive(Default)]
pub(super) struct Names {
    met: Vec<Met>,
    /// Where each stands among them. Never iterated.
    index: FxHashMap<Box<str>, usize>,
    /// The one met last; none at the beginning of a record.
    last: Option<usize>,
}

struct Met {
    name: Box<str>,
    meaning: Meaning,
    /// The one that came after it the last time.
    next: usize,
}

/// More are not kept: they would be no names, but data.
const MOST: usize = 256;

impl Names {
    /// Another record begins.
    pub fn begin(&mut self) {
        self.last = None;
    }

    /// What the next name of a record means.
    #[inline]
    pub fn meaning(&mut self, name: &str, paths: &Paths) -> Meaning {
        let expected = self.last.and_then(|last| self.met.get(last)).map_or(0, |last| last.next);
        match self.met.get(expected) {
            Some(met) if *met.name == *name => {
                self.last = Some(expected);
                met.meaning
            }
            _ => self.unexpected(name, paths),
        }
    }

    #[inline(never)]
    fn unexpected(&mut self, name: &str, paths: &Paths) -> Meaning {
        let at = match self.index.get(name) {
            Some(at) => *at,
            None if self.met.len() == MOST => return Meaning::of(name, paths),
            None => {
                let at = self.met.len();
                self.met.push(Met { name: name.into(), meaning: Meaning::of(name, paths), next: 0 });
                self.index.insert(name.into(), at);
                at
            }
        };
        if let Some(last) = self.last.and_then(|last| self.met.get_mut(last)) {
            last.next = at;
        }
        self.last = Some(at);
        self.met[at].meaning
    }
}
