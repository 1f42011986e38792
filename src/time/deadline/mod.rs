//! Due times: `within 3 days`, `by 08:20`, `at least 1 month before`.

use super::{Due, Length, Point, Rules, Stamp, Step, TimeError};

/// The due time of `within LENGTH` for an occasion.
pub fn within(_rules: &Rules<'_>, _start: Stamp, _length: &Length) -> Result<Due, TimeError> {
    todo!()
}

/// The due time of `by POINT` for an occasion or the start of a period.
pub fn by(_rules: &Rules<'_>, _anchor: Stamp, _point: &Point) -> Result<Due, TimeError> {
    todo!()
}

/// The bound of `at least LENGTH before` (use [`Due::judge`]) or `at most LENGTH before` (use [`Due::judge_from`]).
pub fn lead(_rules: &Rules<'_>, _occasion: Stamp, _length: &Length) -> Result<Due, TimeError> {
    todo!()
}

/// [`within`], with the steps that led there.
pub fn explain_within(
    _rules: &Rules<'_>,
    _start: Stamp,
    _length: &Length,
) -> Result<(Due, Vec<Step>), TimeError> {
    todo!()
}

/// [`by`], with the steps that led there.
pub fn explain_by(_rules: &Rules<'_>, _anchor: Stamp, _point: &Point) -> Result<(Due, Vec<Step>), TimeError> {
    todo!()
}

/// [`lead`], with the steps that led there.
pub fn explain_lead(
    _rules: &Rules<'_>,
    _occasion: Stamp,
    _length: &Length,
) -> Result<(Due, Vec<Step>), TimeError> {
    todo!()
}
