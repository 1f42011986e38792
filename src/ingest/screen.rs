//! Records that are as they should be, told by the text of their cells ([`Screens`](crate::event::Screens)).

use super::between::Between;
use super::plan::{Plan, Rule};
use super::raw::Record;
use super::steps::Way;
use crate::event::Wanted;

/// What the cells of a record have to be.
pub(super) type Screen = Box<[Sought]>;

/// What one of them has to be.
pub(super) struct Sought {
    slot: usize,
    what: What,
}

enum What {
    /// Some text.
    Filled,
    /// One of these words, all of them short.
    Word(Box<[u64]>),
    /// A number between two.
    Number(Box<Between>),
}

/// What is sought of the cells of a rule's records; none if that cannot be told of each of them for itself.
pub(super) fn screen(rule: &Rule, wanted: &[Wanted]) -> Option<Screen> {
    // Whether a key was met before is known only by its value.
    if rule.key.is_some() {
        return None;
    }
    let sought = |wanted: &Wanted| {
        let step = rule.steps.get(wanted.field)?;
        let what = match (&step.way, wanted.range) {
            (Way::Text, None) => What::Filled,
            (Way::Word(words), None) => {
                What::Word(words.iter().map(|word| word.to_packed()).collect::<Option<_>>()?)
            }
            (Way::Number, range) => {
                let (low, high) = range.unwrap_or((i64::MIN, i64::MAX));
                What::Number(Box::new(Between::new(low, high)))
            }
            _ => return None,
        };
        Some(Sought { slot: step.slot, what })
    };
    wanted.iter().map(sought).collect()
}

/// Whether all cells certainly are what is sought; false also for what is written in an unusual way.
#[inline]
pub(super) fn passes<R: Record>(screen: &Screen, plan: &Plan, record: &R) -> bool {
    screen.iter().all(|sought| match &sought.what {
        What::Filled => record.sym(sought.slot).is_some_and(|sym| !plan.is_short_blank(sym)),
        What::Word(words) => {
            let is_one = |packed| words.contains(&packed) && !plan.is_packed_blank(packed);
            record.short(sought.slot).is_some_and(is_one)
        }
        What::Number(between) => {
            let is_blank = || record.sym(sought.slot).is_none_or(|sym| plan.is_short_blank(sym));
            record.last_eight(sought.slot).is_some_and(|(text, bits)| between.holds(text, bits))
                && (plan.short_blanks.is_empty() || !is_blank())
        }
    })
}
