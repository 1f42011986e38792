//! Conditions on the cells of a row, with all names looked up.

use super::plan::{Place, filled};
use super::raw::Record;
use crate::event::{Side, TestValue, TextLike};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// A condition on the cells of a row.
#[derive(Debug)]
pub(super) enum Test {
    OneOf(Place, Vec<TestValue>),
    Filled(Place),
    Like(Place, TextLike, String),
    /// The column is named for messages.
    Compare(Place, Side, Decimal, String),
    Same(Place, Place),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Not(Box<Test>),
}

impl Test {
    /// Whether a record passes; `None` if that cannot be told, because a cell that is compared with a number holds none. A
    /// blank cell equals, contains and exceeds nothing.
    pub fn holds<R: Record>(&self, record: &R, blanks: &[String]) -> Option<bool> {
        match self {
            Test::OneOf(place, values) => {
                let text = text(record, place);
                Some(text.is_some_and(|text| values.iter().any(|value| equals(value, &text))))
            }
            Test::Filled(Place::Slot(slot)) => Some(filled(record, *slot, blanks)),
            Test::Filled(Place::Text(_)) => Some(true),
            Test::Like(place, like, wanted) => Some(text(record, place).is_some_and(|text| match like {
                TextLike::Contains => text.contains(wanted.as_str()),
                TextLike::StartsWith => text.starts_with(wanted.as_str()),
                TextLike::EndsWith => text.ends_with(wanted.as_str()),
            })),
            Test::Compare(place, side, bound, _) => {
                let Some(text) = entered(record, place, blanks) else { return Some(false) };
                let number = super::decode::decimal(&text)?;
                Some(match side {
                    Side::Below => number < *bound,
                    Side::AtMost => number <= *bound,
                    Side::Above => number > *bound,
                    Side::AtLeast => number >= *bound,
                })
            }
            Test::Same(a, b) => {
                let a = entered(record, a, blanks);
                Some(a.is_some() && a == entered(record, b, blanks))
            }
            Test::And(a, b) => match (a.holds(record, blanks), b.holds(record, blanks)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (a, b) => a.zip(b).map(|_| true),
            },
            Test::Or(a, b) => match (a.holds(record, blanks), b.holds(record, blanks)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (a, b) => a.zip(b).map(|_| false),
            },
            Test::Not(test) => test.holds(record, blanks).map(|holds| !holds),
        }
    }

    /// Whether it asks for the pieces of a split cell.
    pub fn needs_pieces(&self) -> bool {
        match self {
            Test::OneOf(place, _)
            | Test::Filled(place)
            | Test::Like(place, ..)
            | Test::Compare(place, ..) => place.is_piece(),
            Test::Same(a, b) => a.is_piece() || b.is_piece(),
            Test::And(a, b) | Test::Or(a, b) => a.needs_pieces() || b.needs_pieces(),
            Test::Not(test) => test.needs_pieces(),
        }
    }

    /// The column and text that leave the condition undecided; the first one.
    pub fn doubt<R: Record>(&self, record: &R, blanks: &[String]) -> Option<(String, String)> {
        match self {
            Test::Compare(place, _, _, column) if self.holds(record, blanks).is_none() => {
                let text = text(record, place).unwrap_or_default();
                Some((column.clone(), text.into_owned()))
            }
            Test::And(a, b) | Test::Or(a, b) => a.doubt(record, blanks).or_else(|| b.doubt(record, blanks)),
            Test::Not(test) => test.doubt(record, blanks),
            Test::OneOf(..) | Test::Filled(_) | Test::Like(..) | Test::Compare(..) | Test::Same(..) => None,
        }
    }
}

/// The text at a place, blank by decree or not.
fn text<'r, R: Record>(record: &'r R, place: &'r Place) -> Option<Cow<'r, str>> {
    match place {
        Place::Text(text) => Some(Cow::Borrowed(text)),
        Place::Slot(slot) => record.text(*slot),
    }
}

/// The text at a place, if something is entered there.
fn entered<'r, R: Record>(record: &'r R, place: &'r Place, blanks: &[String]) -> Option<Cow<'r, str>> {
    text(record, place).filter(|text| !blanks.iter().any(|blank| *blank == **text))
}

fn equals(value: &TestValue, text: &str) -> bool {
    match value {
        TestValue::Text(wanted) => wanted == text,
        TestValue::Number(wanted) => super::decode::decimal(text).is_some_and(|number| number == *wanted),
    }
}
