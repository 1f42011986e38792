//! How the fields of an ordinary record are read, found out before the first: nearly all are a text or a number in a cell of its own.

use super::decode::packed_decimal;
use super::digest::Digest;
use super::fields::Fields;
use super::plan::{FieldAt, FieldSource, Plan, Rule};
use super::raw::Record;
use crate::event::{Cell, Field, Interner, Sym, Type, Value};

/// How one field is read.
pub(super) struct Step {
    /// The digest of the field's name.
    name: u64,
    /// Where it stands.
    pub slot: usize,
    pub way: Way,
}

pub(super) enum Way {
    /// As a text.
    Text,
    /// As one of these words.
    Word(Box<[Sym]>),
    /// As a number.
    Number,
    /// Only its digest is wanted.
    Noted,
    /// In the general way.
    Asked,
}

/// How the fields of a kind are read by a rule.
pub(super) fn steps(rule: &Rule, fields: &[Field], interner: &mut Interner) -> Box<[Step]> {
    let mut step = |(at, field): (&FieldAt, &Field)| {
        let (slot, way) = match (&at.source, &field.ty) {
            (FieldSource::Slot(slot), _) if !at.decode => (*slot, Way::Noted),
            (FieldSource::Slot(slot), Type::Text | Type::Ref(_)) => (*slot, Way::Text),
            (FieldSource::Slot(slot), Type::Number) => (*slot, Way::Number),
            (FieldSource::Slot(slot), Type::Enum(words)) => {
                (*slot, Way::Word(words.iter().map(|word| interner.intern(word)).collect()))
            }
            _ => (0, Way::Asked),
        };
        Step { name: at.name, slot, way }
    };
    rule.fields.iter().zip(fields).map(&mut step).collect()
}

/// The short texts that mean "nothing entered".
pub(super) fn short_blanks(plan: &Plan) -> Box<[Sym]> {
    plan.blanks.iter().filter_map(|blank| Sym::short(blank)).collect()
}

impl Fields<'_> {
    /// The fields of a record by a rule, written where they stay; what is filled is added to the digest.
    #[inline]
    pub fn fill<R: Record>(
        &mut self,
        rule: &Rule,
        fields: &[Field],
        record: &R,
        digest: &mut Digest,
        cells: &mut [Cell],
    ) {
        for (index, (cell, step)) in cells.iter_mut().zip(&rule.steps).enumerate() {
            *cell = match short(step, self.plan, record, digest) {
                Some(cell) => cell,
                None => self.other(rule, (index, fields), record, digest),
            };
        }
    }

    /// Any field that is not short and what it should be.
    #[inline(never)]
    fn other<R: Record>(
        &mut self,
        rule: &Rule,
        (index, fields): (usize, &[Field]),
        record: &R,
        digest: &mut Digest,
    ) -> Cell {
        let (at, field) = (&rule.fields[index], &fields[index]);
        self.read(at, field, record, |text| digest.named(at.name, text))
    }
}

/// A field whose text is short and what it should be.
#[inline]
fn short<R: Record>(step: &Step, plan: &Plan, record: &R, digest: &mut Digest) -> Option<Cell> {
    if matches!(step.way, Way::Asked) {
        return None;
    }
    let sym = record.sym(step.slot).filter(|sym| !plan.is_short_blank(*sym))?;
    let cell = match &step.way {
        Way::Text => Cell::Value(Value::Text(sym)),
        Way::Word(words) => {
            if !words.contains(&sym) {
                return None;
            }
            Cell::Value(Value::Text(sym))
        }
        Way::Number => Cell::Value(Value::Number(packed_decimal(sym.to_packed()?)?)),
        Way::Noted | Way::Asked => Cell::Blank,
    };
    digest.short(step.name, sym);
    Some(cell)
}
