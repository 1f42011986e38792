//! The names of small things in a plan that is shown.

use super::super::Slot;
use crate::analysis::model::{ArithOp, CompareOp};
use crate::locale::Lang;
use crate::time::Unit;

/// A unit, in the language of all that is shown of a plan.
pub(in crate::plan) fn unit(unit: Unit) -> &'static str {
    unit.words(Lang::En)
}

pub(super) fn slot(slot: Slot) -> &'static str {
    match slot {
        Slot::Occasion => "occasion",
        Slot::Member => "member",
        Slot::Candidate => "act",
        Slot::Beneficiary => "beneficiary",
    }
}

pub(super) fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "=",
        CompareOp::Ne => "!=",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
    }
}

pub(in crate::plan) fn arith(op: ArithOp) -> &'static str {
    match op {
        ArithOp::Add => "+",
        ArithOp::Sub => "-",
        ArithOp::Mul => "*",
        ArithOp::Div => "/",
    }
}
