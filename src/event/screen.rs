//! What is enough to know of records that are as they should be.

use super::KindId;

/// By kind of event: what is enough to know of it, if there is such a thing.
///
/// Most of many a log is records of which norms ask only that cells are filled and in range. Whether they are can be told from the
/// text while it is read. An event without any cells then stands for a record that passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screens(Vec<Option<Box<[Wanted]>>>);

/// What a cell of a record has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which of the kind's fields is to be filled with what can be read.
    pub field: usize,
    /// The least and the most that its number may be, in millionths.
    pub range: Option<(i64, i64)>,
}

impl Screens {
    /// For those who want to know all.
    pub const NONE: &'static Screens = &Screens(Vec::new());

    /// By kind, in the order of the schema.
    pub fn new(kinds: Vec<Option<Box<[Wanted]>>>) -> Screens {
        Screens(kinds)
    }

    /// What is wanted of a kind's cells, if nothing else need be known of them.
    pub fn of(&self, kind: KindId) -> Option<&[Wanted]> {
        self.0.get(kind.0 as usize)?.as_deref()
    }
}

/// How many millionths a unit of a number with so many decimal places is.
pub(crate) const MILLIONTHS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
