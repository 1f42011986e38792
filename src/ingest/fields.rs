//! From what stands in a record to one field of an event or of reference data.

use super::decode::Decoder;
use super::plan::{FieldAt, FieldSource, Plan, joined};
use super::raw::{Raw, Record};
use super::rows::RowReader;
use crate::event::{Cell, Field, Interner, Value};

/// What fields are read by.
pub(super) struct Fields<'f> {
    pub plan: &'f Plan,
    pub interner: &'f mut Interner,
}

impl Fields<'_> {
    /// One field of a record; `note` is given the text of what is filled, decoded or not.
    pub fn read<R: Record>(
        &mut self,
        at: &FieldAt,
        field: &Field,
        record: &R,
        mut note: impl FnMut(&str),
    ) -> Cell {
        let plan = self.plan;
        match &at.source {
            FieldSource::Nothing => Cell::Blank,
            FieldSource::Constant(cell) => cell.clone(),
            FieldSource::Test(test) => {
                let Some(passes) = test.holds(record, &plan.blanks) else {
                    let (_, text) = test.doubt(record, &plan.blanks).unwrap_or_default();
                    note(&text);
                    return Cell::Unreadable(self.interner.intern(&text));
                };
                note(if passes { "1" } else { "0" });
                Cell::Value(Value::Bool(passes))
            }
            FieldSource::Written(written) => {
                let Some(text) = joined(record, &written.places, &plan.blanks) else { return Cell::Blank };
                let text = written.map.get(text.trim()).map_or(text.trim(), String::as_str);
                if !text.is_empty() {
                    note(text);
                }
                if !at.decode {
                    return Cell::Blank;
                }
                let unit = written.unit.as_deref();
                self.decoder().written(text, &field.ty, at.format.as_ref(), unit)
            }
            FieldSource::Slot(slot) => {
                if let Some(text) = record.plain(*slot).filter(|text| !plan.is_blank(text)) {
                    note(text);
                    return match at.decode {
                        true => self.decoder().text(text, &field.ty, at.format.as_ref()),
                        false => Cell::Blank,
                    };
                }
                let raw = record.get(*slot);
                match raw.as_str() {
                    Some(text) if !plan.is_blank(text) => note(text),
                    Some(_) if matches!(raw, Raw::Array(_) | Raw::Object(_)) => {}
                    Some(_) | None => return Cell::Blank,
                }
                if !at.decode {
                    return Cell::Blank;
                }
                self.decoder().filled(&raw, &field.ty, at.format.as_ref())
            }
        }
    }

    fn decoder(&mut self) -> Decoder<'_> {
        Decoder { interner: self.interner, zone: self.plan.zone.as_ref(), blanks: &self.plan.blanks }
    }
}

impl RowReader<'_> {
    /// One field of a record ([`Fields::read`]).
    pub(super) fn field<R: Record>(
        &mut self,
        at: &FieldAt,
        field: &Field,
        record: &R,
        note: impl FnMut(&str),
    ) -> Cell {
        Fields { plan: self.plan, interner: self.interner }.read(at, field, record, note)
    }
}
