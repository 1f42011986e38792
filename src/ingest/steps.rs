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
    /// The fields of a record by a rule, written where they stay, where all is blank so far; what is filled is added to the digest.
    #[inline]
    pub fn fill<R: Record>(
        &mut self,
        rule: &Rule,
        fields: &[Field],
        record: &R,
        digest: &mut Digest,
        cells: &mut [Cell],
    ) {
        let mut index = 0;
        // Written out: iterators would be kept in memory from one step to the next.
        while let (Some(cell), Some(step)) = (cells.get_mut(index), rule.steps.get(index)) {
            if !short(step, self.plan, record, digest, cell) {
                *cell = self.other(rule, (index, fields), record, digest);
            }
            index += 1;
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

/// A field whose text is short and what it should be; false if it is not. It is written into its cell, which is blank, from registers: one
/// that is handed back is copied while it is still being written.
#[inline]
fn short<R: Record>(step: &Step, plan: &Plan, record: &R, digest: &mut Digest, cell: &mut Cell) -> bool {
    if matches!(step.way, Way::Asked) {
        return false;
    }
    let Some(sym) = record.sym(step.slot).filter(|sym| !plan.is_short_blank(*sym)) else { return false };
    match &step.way {
        Way::Text => write(cell, Value::Text(sym)),
        Way::Word(words) if words.contains(&sym) => write(cell, Value::Text(sym)),
        Way::Number => match sym.to_packed().and_then(packed_decimal) {
            Some(number) => write(cell, Value::Number(number)),
            None => return false,
        },
        Way::Noted => {}
        Way::Word(_) | Way::Asked => return false,
    }
    digest.short(step.name, sym);
    true
}

/// Writes a value into a cell that is blank, and so holds nothing that would have to be let go of.
#[inline]
fn write(cell: &mut Cell, value: Value) {
    std::mem::forget(std::mem::replace(cell, Cell::Value(value)));
}
