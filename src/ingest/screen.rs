//! Records that are as they should be, told by the text of their cells ([`Screens`](crate::event::Screens)).

use super::between::Between;
use super::plan::{Plan, Rule};
use super::raw::Record;
use super::steps::Way;
use crate::event::Wanted;

/// What the cells of a record have to be.
pub(super) type Screen = Box<[Sought]>;

/// What one of them has to be, or several that stand side by side.
pub(super) struct Sought {
    slot: usize,
    what: What,
}

enum What {
    /// Some text.
    Filled,
    /// One of these words, all of them short.
    Word(Box<[u64]>),
    /// Numbers, each between two of its own. They stand side by side, so that they can be found in one go.
    Numbers(Vec<Between>),
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
                What::Numbers(vec![Between::new(low, high)])
            }
            _ => return None,
        };
        Some(Sought { slot: step.slot, what })
    };
    let mut screen: Vec<Sought> = Vec::new();
    for next in wanted.iter().map(sought) {
        let next = next?;
        match (screen.last_mut(), next) {
            (
                Some(Sought { slot, what: What::Numbers(all) }),
                Sought { slot: own, what: What::Numbers(more) },
            ) if *slot + all.len() == own => {
                all.extend(more);
            }
            (_, next) => screen.push(next),
        }
    }
    Some(screen.into())
}

/// Whether all cells certainly are what is sought; false also for what is written in an unusual way.
#[inline]
pub(super) fn passes<R: Record>(screen: &Screen, plan: &Plan, record: &R) -> bool {
    screen.iter().all(|sought| match &sought.what {
        What::Filled => record.sym(sought.slot).is_some_and(|sym| !plan.is_short_blank(sym)),
        What::Word(words) => {
            // They are compared with all of them: which one it is is hard to foresee.
            let listed = |packed| words.iter().fold(false, |found, word| found | (*word == packed));
            let is_one = |packed| listed(packed) && !plan.is_packed_blank(packed);
            record.short(sought.slot).is_some_and(is_one)
        }
        What::Numbers(numbers) => {
            let is_blank = |slot| record.sym(slot).is_none_or(|sym| plan.is_short_blank(sym));
            let mut slots = sought.slot..sought.slot + numbers.len();
            record.are_between(sought.slot, numbers) && (plan.short_blanks.is_empty() || !slots.any(is_blank))
        }
    })
}
