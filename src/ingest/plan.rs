//! How one file is read, with every name already looked up: no names are compared while rows are read.

use super::account::RuleColumns;
use super::condition::Test;
use super::digest::Digest;
use super::problem::Wanted;
use super::quick::Ordinary;
use super::raw::Record;
use super::screen::Screen;
use super::steps::Step;
use super::switch::Switch;
use super::timeformat::TimeFormat;
use crate::event::{Cell, EntityId, KindId, Sym};
use crate::time::{Stamp, Zone};
use rustc_hash::FxHashMap;

/// The plan of one file.
#[derive(Default)]
pub(super) struct Plan {
    pub rules: Vec<Rule>,
    pub tables: Vec<Table>,
    pub ignore: Vec<Test>,
    /// The cell whose text tells which rules and tests can apply, where they ask for the text of one.
    pub switch: Option<Switch>,
    /// What alone can apply to an ordinary record.
    pub ordinary: Ordinary,
    /// The column that tells which rule applies, if one does.
    pub kinds: Option<KindColumn>,
    /// Texts that mean "nothing entered".
    pub blanks: Vec<String>,
    /// Those of up to fifteen bytes.
    pub short_blanks: Box<[Sym]>,
    pub zone: Option<Zone>,
    /// JSON names that should occur in some record: slot, name, purpose, and the rule that wants it (if one alone).
    pub watched: Vec<Watched>,
    /// The rows are reference data of their own, so each must give a row.
    pub own_table: bool,
}

impl Plan {
    /// Finds out what follows from all rules together.
    pub fn complete(&mut self) {
        let format = |rule: &Rule| rule.time.format.as_ref().map(|format| format.text().to_string());
        let formats: Vec<_> = self.rules.iter().map(format).collect();
        for (rule, own) in self.rules.iter_mut().zip(&formats) {
            let alike = formats.iter().position(|format| format == own);
            rule.time.alike = alike.and_then(|alike| u16::try_from(alike).ok()).unwrap_or(u16::MAX);
            rule.clock = rule.time_slot();
        }
        self.ordinary = Ordinary::new(self);
    }

    /// The same for a short text.
    #[inline]
    pub fn is_short_blank(&self, text: Sym) -> bool {
        !self.short_blanks.is_empty() && self.short_blanks.contains(&text)
    }

    /// The same for a text of up to seven bytes, packed ([`crate::event::packed_short`]).
    #[inline]
    pub fn is_packed_blank(&self, text: u64) -> bool {
        !self.short_blanks.is_empty() && self.short_blanks.contains(&Sym::packed(text))
    }

    /// Whether a text means "nothing entered".
    #[inline]
    pub fn is_blank(&self, text: &str) -> bool {
        self.blanks.iter().any(|blank| blank == text)
    }
}

pub(super) struct Watched {
    pub slot: usize,
    pub name: String,
    pub wanted: Wanted,
    pub rule: Option<usize>,
}

pub(super) struct KindColumn {
    pub slot: usize,
    pub name: String,
    pub rules: FxHashMap<String, u16>,
}

/// One event made from a row, or one for each part of a cell.
pub(super) struct Rule {
    pub kind: KindId,
    /// A cell without which there is no event.
    pub only_with: Option<usize>,
    /// The cell whose parts give an event each.
    pub trail: Option<Trail>,
    pub test: Option<Test>,
    pub time: TimeAt,
    /// The cell of its time, if it gives one event of a record and its time stands in one cell.
    pub clock: Option<usize>,
    pub fields: Vec<FieldAt>,
    /// How they are read of an ordinary record.
    pub steps: Box<[Step]>,
    /// What is enough to know of an ordinary record.
    pub screen: Option<Screen>,
    /// The kind's declared key.
    pub key: Option<usize>,
    /// Whether events are handed on, or only counted.
    pub read: bool,
    pub columns: RuleColumns,
    /// A digest begun with the name of the kind.
    pub seed: Digest,
    /// Fields that a norm reads and that no column holds.
    pub missing: Vec<usize>,
}

impl Rule {
    fn time_slot(&self) -> Option<usize> {
        match self.time.places.as_slice() {
            [Place::Slot(slot)] if self.only_with.is_none() && self.trail.is_none() => Some(*slot),
            _ => None,
        }
    }

    /// The digest of an event, begun with its kind and time.
    pub fn begin_digest(&self, at: Stamp) -> Digest {
        let mut digest = self.seed;
        digest.word(at.start.micros() as u64);
        digest.word(at.precision as u64);
        digest
    }
}

/// A cell that is split into parts.
pub(super) struct Trail {
    pub slot: usize,
    pub column: String,
    pub by: String,
    pub shapes: Vec<TrailShape>,
    /// How many different names the shapes have.
    pub width: usize,
}

/// What a part looks like: the text before the first name, and each name's place with the text after it.
pub(super) struct TrailShape {
    pub lead: String,
    pub names: Vec<(usize, String)>,
}

/// The slot of the first named part of a split cell; the others follow. No file has so many columns.
pub(super) const FIRST_PART: usize = usize::MAX / 2;

pub(super) struct TimeAt {
    /// Its parts, joined by blanks.
    pub places: Vec<Place>,
    pub format: Option<TimeFormat>,
    /// Where it is blank, the event has not happened.
    pub may_be_blank: bool,
    /// The first rule whose times are written in the same format.
    pub alike: u16,
}

/// Where a text stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    Slot(usize),
    Text(Box<str>),
}

impl Place {
    /// Whether it is a named piece of a split cell.
    pub fn is_piece(&self) -> bool {
        matches!(self, Place::Slot(slot) if *slot >= FIRST_PART)
    }
}

pub(super) struct FieldAt {
    /// The digest of the field's name.
    pub name: u64,
    pub source: FieldSource,
    pub format: Option<TimeFormat>,
    pub decode: bool,
}

pub(super) enum FieldSource {
    Nothing,
    Slot(usize),
    Written(Box<Written>),
    Constant(Cell),
    Test(Test),
}

impl FieldSource {
    /// Whether it needs the pieces of a split cell.
    pub fn needs_pieces(&self) -> bool {
        match self {
            FieldSource::Nothing | FieldSource::Constant(_) => false,
            FieldSource::Slot(slot) => *slot >= FIRST_PART,
            FieldSource::Written(written) => written.places.iter().any(Place::is_piece),
            FieldSource::Test(test) => test.needs_pieces(),
        }
    }
}

/// A cell that is not read just as it stands.
pub(super) struct Written {
    /// Its parts, joined by blanks.
    pub places: Vec<Place>,
    pub unit: Option<String>,
    /// Words of the file and what they mean. Never iterated.
    pub map: FxHashMap<String, String>,
}

/// One row of reference data made from a row.
pub(super) struct Table {
    pub entity: EntityId,
    pub test: Option<Test>,
    pub key: usize,
    pub key_column: Option<String>,
    pub fields: Vec<FieldAt>,
    /// The columns of the first and last day of validity.
    pub valid_from: Option<Named>,
    pub valid_to: Option<Named>,
    pub distinct_by: Option<usize>,
}

/// A slot and the name of its column.
pub(super) type Named = (usize, String);

/// Whether something is entered in a cell.
pub(super) fn filled<R: Record>(record: &R, slot: usize, blanks: &[String]) -> bool {
    record.get(slot).as_str().is_some_and(|text| !blanks.iter().any(|b| b == text))
}

/// The texts of several places joined by blanks; `None` if one of them is blank.
pub(super) fn joined<R: Record>(record: &R, places: &[Place], blanks: &[String]) -> Option<String> {
    let mut text = String::new();
    for place in places {
        if !text.is_empty() {
            text.push(' ');
        }
        match place {
            Place::Text(constant) => text.push_str(constant),
            Place::Slot(slot) if filled(record, *slot, blanks) => {
                text.push_str(record.get(*slot).as_str().unwrap_or_default());
            }
            Place::Slot(_) => return None,
        }
    }
    Some(text)
}
