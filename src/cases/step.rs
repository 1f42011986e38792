//! Which step a case allows, and how a case is named.

use super::act::Act;
use super::book::{Book, Case, State};
use super::problem::CaseProblem;
use crate::time::Date;

/// The word by which a step is asked for; `None` for what runs do.
pub(super) fn word(act: &Act) -> Option<&'static str> {
    match act {
        Act::Confirmed { .. } => Some("confirm"),
        Act::Imposed { .. } => Some("impose"),
        Act::Waived { .. } => Some("waive"),
        Act::Appealed { .. } => Some("appeal"),
        Act::Answered { .. } => Some("answer"),
        Act::Closed { .. } => Some("close"),
        Act::Withdrawn { .. } => Some("withdraw"),
        Act::Run(_)
        | Act::Recorded { .. }
        | Act::Revised { .. }
        | Act::Restated { .. }
        | Act::Overturned { .. }
        | Act::Restored { .. }
        | Act::Published { .. } => None,
    }
}

/// From which states a step leads on.
fn from(act: &Act) -> &'static [State] {
    use State::{Appealed, Closed, Confirmed, Imposed, Proposed, Waived};
    match act {
        Act::Confirmed { .. } => &[Proposed],
        Act::Imposed { .. } => &[Proposed, Confirmed],
        Act::Waived { .. } => &[Proposed, Confirmed, Imposed, Waived],
        Act::Appealed { .. } => &[Proposed, Confirmed, Imposed],
        Act::Answered { .. } => &[Appealed],
        Act::Closed { .. } => &[Proposed, Confirmed, Imposed, Waived],
        // A wrong finding may come to light at any time.
        Act::Withdrawn { .. } => &[Proposed, Confirmed, Imposed, Appealed, Waived, Closed],
        Act::Run(_)
        | Act::Recorded { .. }
        | Act::Revised { .. }
        | Act::Restated { .. }
        | Act::Overturned { .. }
        | Act::Restored { .. }
        | Act::Published { .. } => &State::ALL,
    }
}

/// Checks that a case allows a step on a day.
///
/// # Errors
///
/// Its state does not allow it.
pub fn allowed(case: &Case, act: &Act, on: Date) -> Result<(), CaseProblem> {
    let state = case.state(on);
    let allowed = from(act);
    if allowed.contains(&state) {
        return Ok(());
    }
    let step = word(act).unwrap_or_default();
    Err(CaseProblem::Step { case: case.number, step, state, allowed: allowed.to_vec() })
}

/// Finds a case by its number, `#12` or `12`, or by the id of its finding or the beginning of that, at least four digits.
///
/// # Errors
///
/// There is none, or there are several.
pub fn find<'b>(book: &'b Book, name: &str) -> Result<&'b Case, CaseProblem> {
    const LEAST: usize = 4;
    let name = name.trim();
    let none = || CaseProblem::NoCase { name: name.to_string(), several: Vec::new() };
    let number = name.strip_prefix('#').unwrap_or(name);
    if number.len() < 16
        && let Ok(number) = number.parse::<u64>()
        && let Some(case) = book.cases.get(&number)
    {
        return Ok(case);
    }
    if name.len() < LEAST {
        return Err(none());
    }
    let fits = |case: &&Case| {
        let own = std::iter::once(&case.record.finding).chain(&case.aliases);
        own.into_iter().any(|id| id.starts_with(&name.to_lowercase()))
    };
    let found: Vec<&Case> = book.cases.values().filter(fits).collect();
    match found[..] {
        [case] => Ok(case),
        [] => Err(none()),
        _ => {
            let several = found.iter().map(|case| case.number).collect();
            Err(CaseProblem::NoCase { name: name.to_string(), several })
        }
    }
}
