//! How one file is read, with every name already looked up: no names are compared while rows are read.

use super::account::RuleColumns;
use super::digest::Digest;
use super::problem::Wanted;
use super::raw::Record;
use super::timeformat::TimeFormat;
use crate::event::{Cell, EntityId, KindId, TestValue};
use crate::time::Zone;
use rustc_hash::FxHashMap;

/// The plan of one file.
#[derive(Default)]
pub(super) struct Plan {
    pub rules: Vec<Rule>,
    pub tables: Vec<Table>,
    pub ignore: Vec<Test>,
    /// The column that tells which rule applies, if one does.
    pub kinds: Option<KindColumn>,
    /// Texts that mean "nothing entered".
    pub blanks: Vec<String>,
    pub zone: Option<Zone>,
    /// JSON names that should occur in some record: slot, name, purpose, and the rule that wants it (if one alone).
    pub watched: Vec<Watched>,
    /// The rows are reference data of their own, so each must give a row.
    pub own_table: bool,
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

/// One event made from a row.
pub(super) struct Rule {
    pub kind: KindId,
    pub test: Option<Test>,
    pub time: TimeAt,
    pub fields: Vec<FieldAt>,
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

pub(super) struct TimeAt {
    pub slot: usize,
    /// The time of day, if it stands in a cell of its own.
    pub time_slot: Option<usize>,
    pub format: Option<TimeFormat>,
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
    Constant(Cell),
    Test(Test),
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

/// A condition on the cells of a row.
pub(super) enum Test {
    OneOf(usize, Vec<TestValue>),
    Filled(usize),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Not(Box<Test>),
}

impl Test {
    /// Whether a record passes. A blank cell is equal to nothing.
    pub fn passes<R: Record>(&self, record: &R, blanks: &[String]) -> bool {
        match self {
            Test::OneOf(slot, values) => {
                let raw = record.get(*slot);
                raw.as_str().is_some_and(|text| values.iter().any(|value| equals(value, text)))
            }
            Test::Filled(slot) => filled(record, *slot, blanks),
            Test::And(a, b) => a.passes(record, blanks) && b.passes(record, blanks),
            Test::Or(a, b) => a.passes(record, blanks) || b.passes(record, blanks),
            Test::Not(test) => !test.passes(record, blanks),
        }
    }
}

fn equals(value: &TestValue, text: &str) -> bool {
    match value {
        TestValue::Text(wanted) => wanted == text,
        TestValue::Number(wanted) => super::decode::decimal(text).is_some_and(|number| number == *wanted),
    }
}

/// Whether something is entered in a cell.
pub(super) fn filled<R: Record>(record: &R, slot: usize, blanks: &[String]) -> bool {
    record.get(slot).as_str().is_some_and(|text| !blanks.iter().any(|b| b == text))
}
