//! Several engines that have decided the parts of one plan: what they come to together.

use super::Outcome;
use crate::plan::Parts;

/// What the engines of all parts come to, as if one had decided the whole plan. They have been told of the same times.
pub fn joined(parts: &Parts, outcomes: Vec<Outcome>) -> Outcome {
    let mut outcomes = outcomes.into_iter();
    let Some(mut all) = outcomes.next() else { return Outcome::default() };
    for (part, other) in (1..).zip(outcomes) {
        // Of its own norms and kinds an engine knows everything, and of others nothing.
        for norm in (0..parts.of_norm.len()).filter(|norm| parts.of_norm[*norm] == part) {
            all.counts[norm] = other.counts[norm];
            all.yielded[norm] = other.yielded[norm];
        }
        for kind in (0..parts.of_kind.len()).filter(|kind| parts.of_kind[*kind] == part) {
            all.seen[kind] = other.seen[kind];
        }
        all.findings.extend(other.findings);
        all.time_errors.extend(other.time_errors);
        all.observed = match (all.observed, other.observed) {
            (Some((a, horizon)), Some((b, _))) => Some((a.min(b), horizon)),
            (one, other) => one.or(other),
        };
    }
    // Those of one norm come from one engine, which has put them in order.
    all.findings.sort_by_key(|finding| finding.norm);
    all.time_errors.sort();
    all.time_errors.dedup();
    all
}
