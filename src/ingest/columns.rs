//! The names of a file's columns, and the slots by which its records are asked for them.

use super::formats::json::Paths;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

/// Columns of a header row, or names of JSON members.
pub(super) enum Columns {
    /// Slots are the columns' numbers.
    Header {
        names: Vec<String>,
        /// The column of each name, and whether a second one has the same name.
        index: FxHashMap<String, (usize, bool)>,
        /// Columns that were asked for: a format need read no other.
        asked: FxHashSet<usize>,
    },
    /// Slots are given out as names are asked for.
    Members {
        /// Names met in the first records.
        known: IndexSet<String>,
        slots: IndexMap<String, usize>,
        paths: Paths,
    },
}

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Found(usize),
    Missing,
    Twice,
}

impl Columns {
    /// The columns of a header row. Names are compared in Unicode normal form C, like those of a policy.
    pub fn header(names: Vec<String>) -> Columns {
        let mut index = FxHashMap::default();
        for (column, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            index
                .entry(name.nfc().collect())
                .and_modify(|(_, twice)| *twice = true)
                .or_insert((column, false));
        }
        Columns::Header { names, index, asked: FxHashSet::default() }
    }

    /// The members met in the first records of a JSON file.
    pub fn members(known: IndexSet<String>) -> Columns {
        Columns::Members { known, slots: IndexMap::new(), paths: Paths::default() }
    }

    /// The slot of a name.
    pub fn slot(&mut self, name: &str) -> Slot {
        match self {
            Columns::Header { index, asked, names } => match index.get(&*name.nfc().collect::<String>()) {
                Some((column, false)) => {
                    asked.insert(*column);
                    Slot::Found(*column)
                }
                Some((_, true)) => Slot::Twice,
                None => match numbered(name, names.len()) {
                    Some(column) => {
                        asked.insert(column);
                        Slot::Found(column)
                    }
                    None => Slot::Missing,
                },
            },
            Columns::Members { slots, paths, .. } => {
                let next = slots.len();
                let slot = *slots.entry(name.to_string()).or_insert_with(|| {
                    paths.add(name, next);
                    next
                });
                Slot::Found(slot)
            }
        }
    }

    /// Whether a column of this name is known.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Columns::Header { index, .. } => index.contains_key(&*name.nfc().collect::<String>()),
            Columns::Members { known, .. } => known.contains(name),
        }
    }

    /// Whether names may be missing from single records.
    pub fn are_members(&self) -> bool {
        matches!(self, Columns::Members { .. })
    }

    /// The paths that were asked for, and how many slots they fill.
    pub fn paths(&self) -> (&Paths, usize) {
        static NONE: Paths = Paths::NONE;
        match self {
            Columns::Header { .. } => (&NONE, 0),
            Columns::Members { paths, slots, .. } => (paths, slots.len()),
        }
    }

    /// The slot of each name that was asked for, of files whose records have names of their own.
    pub fn slots(&self) -> &IndexMap<String, usize> {
        static NONE: std::sync::LazyLock<IndexMap<String, usize>> = std::sync::LazyLock::new(IndexMap::new);
        match self {
            Columns::Header { .. } => &NONE,
            Columns::Members { slots, .. } => slots,
        }
    }

    /// Whether a column was asked for.
    pub fn is_asked(&self, column: usize) -> bool {
        match self {
            Columns::Header { asked, .. } => asked.contains(&column),
            Columns::Members { .. } => true,
        }
    }

    /// The names, in the order of the file.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Columns::Header { names, .. } => names.iter().map(String::as_str).collect(),
            Columns::Members { known, .. } => known.iter().map(String::as_str).collect(),
        }
    }

    /// Known names close to a mistyped one.
    pub fn near(&self, name: &str) -> Vec<String> {
        let names = self.names().into_iter().filter(|n| !n.is_empty());
        crate::diagnostics::did_you_mean(name, names).into_iter().map(str::to_string).collect()
    }
}

/// The column that a name such as `#3` means, where no column has that name: the third. Columns without a name, or with
/// one that another has too, can be had in no other way.
pub(super) fn numbered(name: &str, columns: usize) -> Option<usize> {
    let digits = name.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let number: usize = digits.parse().ok()?;
    (1..=columns).contains(&number).then(|| number - 1)
}

/// The place of a column among those of a file, by its name or number.
pub(super) fn position(columns: &[String], name: &str) -> Option<usize> {
    columns.iter().position(|column| column == name).or_else(|| numbered(name, columns.len()))
}
