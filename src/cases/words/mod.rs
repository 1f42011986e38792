//! The words of cases and statements.

mod en;
mod zh;

use super::act::Act;
use super::book::State;
use super::merge::Merged;
use super::record::Said;
use crate::locale::Lang;
use crate::time::Date;

/// A heading or a small word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Case,
    Finding,
    State,
    Person,
    Norm,
    Happened,
    Proposed,
    Imposed,
    Waived,
    Withdrawn,
    Dropped,
    Rewards,
    Month,
    Cases,
    Total,
    Approver,
    Waivers,
    InForce,
    Unassigned,
    Policy,
    Clause,
    Occasion,
    Due,
    WhatHappened,
    Evidence,
    Paper,
    Line,
    History,
    Reason,
    StatementTitle,
    Preface,
    Appeal,
    Nothing,
    ToLookAt,
    NoCases,
}

pub(super) fn label(label: Label, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::label(label),
        Lang::Zh => zh::label(label),
    }
}

/// How a case stands.
pub(super) fn state(state: State, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::state(state),
        Lang::Zh => zh::state(state),
    }
}

/// How a case stands, in a statement to the person concerned.
pub(super) fn stands(state: State, overturned: bool, lang: Lang) -> &'static str {
    match lang {
        Lang::En => en::stands(state, overturned),
        Lang::Zh => zh::stands(state, overturned),
    }
}

/// What an entry says, in one line.
pub fn act(act: &Act, lang: Lang) -> String {
    match lang {
        Lang::En => en::act(act),
        Lang::Zh => zh::act(act),
    }
}

/// What a run has added, in a few lines.
pub fn merged(merged: &Merged, lang: Lang) -> Vec<String> {
    match lang {
        Lang::En => en::merged(merged),
        Lang::Zh => zh::merged(merged),
    }
}

/// What `verify` says of a history that fits.
pub fn fits(entries: u64, cases: usize, head: &str, lang: Lang) -> String {
    match lang {
        Lang::En => en::fits(entries, cases, head),
        Lang::Zh => zh::fits(entries, cases, head),
    }
}

/// A waiver covers it.
pub(super) fn waived(approver: &str, reason: &str, expires: Option<Date>) -> Said {
    Said { en: en::waived(approver, reason, expires), zh: zh::waived(approver, reason, expires) }
}

/// A person has withdrawn it.
pub(super) fn withdrawn_by_hand(entry: u64) -> Said {
    Said { en: en::withdrawn_by_hand(entry), zh: zh::withdrawn_by_hand(entry) }
}

/// An appeal has lifted it.
pub(super) fn lifted(case: u64) -> Said {
    Said { en: en::lifted(case), zh: zh::lifted(case) }
}
