//! How the fields of an ordinary record are read, found out before the first: nearly all are a text or a number in a cell of its own.

use super::decode::packed_decimal;
use super::digest::Digest;
use super::plan::{FieldAt, FieldSource, Plan, Rule};
use super::raw::Record;
use super::rows::RowReader;
use crate::event::{Cell, Cells, FEW, Field, Interner, Sym, Type, Value};

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

impl RowReader<'_> {
    /// The fields of a record by a rule; what is filled is added to the digest.
    #[inline]
    pub(super) fn cells<R: Record>(&mut self, rule: &Rule, record: &R, digest: &mut Digest) -> Cells {
        let steps = &*rule.steps;
        let mut cell = |(index, step): (usize, &Step)| match self.short(step, record, digest) {
            Some(cell) => cell,
            None => self.other(rule, index, record, digest),
        };
        if steps.len() > FEW {
            return steps.iter().enumerate().map(cell).collect();
        }
        let mut few = [const { Cell::Blank }; FEW];
        for (index, (place, step)) in few.iter_mut().zip(steps).enumerate() {
            *place = cell((index, step));
        }
        Cells::few(few, steps.len())
    }

    /// A field whose text is short and what it should be.
    #[inline]
    fn short<R: Record>(&mut self, step: &Step, record: &R, digest: &mut Digest) -> Option<Cell> {
        if matches!(step.way, Way::Asked) {
            return None;
        }
        let sym = record.sym(step.slot).filter(|sym| !self.plan.is_short_blank(*sym))?;
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

    /// Any other field.
    #[inline(never)]
    fn other<R: Record>(&mut self, rule: &Rule, index: usize, record: &R, digest: &mut Digest) -> Cell {
        let (at, field) = (&rule.fields[index], &self.schema.kind(rule.kind).fields[index]);
        self.field(at, field, record, |text| digest.named(at.name, text))
    }
}
