//! How far back the next log must reach, so that runs over one log after the other come to the same as one run over all.

use super::observe::{Ids, Seen, begins_itself, chain};
use crate::engine::Finding;
use crate::time::Instant;

/// What the next log must hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Next {
    /// From when on; `None`: from where this one ends.
    pub from: Option<Instant>,
    /// The norms that look back without limit, by name.
    pub further: Vec<String>,
}

impl Next {
    /// What obligations need that have not begun.
    pub fn new(run: &Seen<'_>) -> Next {
        let mut next = Next::default();
        let Some((_, horizon)) = run.checked.outcome.observed else { return next };
        for (index, norm) in run.model.norms.iter().enumerate() {
            match run.checked.plan.reach(run.model, index) {
                Some(0) => {}
                Some(far) => next.reach(horizon.start.plus_micros(-far)),
                None => next.further.push(norm.name.clone()),
            }
        }
        next
    }

    /// What an obligation needs that has not ended, or whose amount is still counted.
    pub fn needs(&mut self, run: &Seen<'_>, ids: &Ids<'_>, finding: &Finding) {
        for of in chain(run, ids, finding) {
            let far = run.checked.plan.reach(run.model, of.norm).unwrap_or(0);
            self.reach(begins_itself(of).plus_micros(-far));
        }
    }

    fn reach(&mut self, at: Instant) {
        self.from = Some(self.from.map_or(at, |from| from.min(at)));
    }
}
