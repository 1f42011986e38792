//! How far norms look back.

use crate::analysis::model;
use crate::time::Length;

/// How far a goal looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LookBack {
    /// Not at all.
    None,
    /// At least so far; a little more does no harm.
    Micros(i64),
    /// Without limit.
    Ever,
}

/// How far a length can reach back at most, in microseconds; `None`: without limit. Generous: days may be an hour longer,
/// months have at most 31 days, and a coarse timestamp stands for a day.
pub(in crate::plan) fn generous(length: &Length) -> Option<i64> {
    const DAY: i64 = 24 * 3_600_000_000;
    let days = |n: u32, days: i64| (i64::from(n) * days).saturating_mul(DAY);
    let size = match length {
        Length::WorkingTime { .. } | Length::WorkingDays(_) => return None,
        Length::Elapsed { micros, .. } => *micros,
        Length::Days(n) => days(*n, 1),
        Length::Weeks(n) => days(*n, 7),
        Length::Months(n) => days(*n, 31),
        Length::Quarters(n) => days(*n, 93),
        Length::Years(n) => days(*n, 366),
        Length::MonthsDays { months, days: more } => days(*months, 31) + days(*more, 1),
    };
    let more = if matches!(length, Length::Elapsed { .. }) { 2 } else { 3 };
    Some(size.saturating_add(more * DAY))
}

/// How far the branches of a time clause look back.
pub(super) fn look_back(branches: &[model::Branch]) -> LookBack {
    let mut far = LookBack::None;
    for branch in branches {
        if let model::Limit::BeforeField(_) = &branch.limit {
            return LookBack::Ever;
        }
        let model::Limit::Before { act: None, at_most, .. } = &branch.limit else { continue };
        let Some(micros) = at_most.as_ref().and_then(generous) else { return LookBack::Ever };
        far = match far {
            LookBack::Micros(other) => LookBack::Micros(other.max(micros)),
            LookBack::None | LookBack::Ever => LookBack::Micros(micros),
        };
    }
    far
}
