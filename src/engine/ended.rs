//! Windows whose end becomes known: with the event, or the interval, that ends them.

use super::Occasion;
use super::obligation::{ExcuseState, Obligation, Seen, Span};
use super::run::Engine;
use super::ways::chains_of;
use crate::plan::{Excuse, Ways};
use crate::time::Due;

impl Engine<'_> {
    /// Ends the window of an obligation, and of the excuses that share it.
    pub(super) fn end_window(&self, obligation: &mut Obligation, due: Due) {
        let norm = obligation.norm;
        obligation.span.shown.due = Some(due);
        let Obligation { occasion, span, conduct, .. } = obligation;
        if let Some(pattern) = self.setup.plan.norms[norm].expect.pattern() {
            self.read_again(pattern, conduct, occasion, span);
        }
        for excuse in 0..obligation.excuses.len() {
            if self.shares_window(norm, excuse) {
                self.end_excuse(obligation, excuse, due);
            }
        }
    }

    /// Ends the window of one excuse.
    pub(super) fn end_excuse(&self, obligation: &mut Obligation, excuse: usize, due: Due) {
        let asked = self.setup.plan.norms[obligation.norm].excuses.get(excuse);
        let Obligation { occasion, excuses, .. } = obligation;
        let Some(ExcuseState::Act { span, seen, .. }) = excuses.get_mut(excuse) else { return };
        span.shown.due = Some(due);
        if let Some(pattern) = asked.and_then(Excuse::pattern) {
            self.read_again(pattern, seen, occasion, span);
        }
    }

    /// Asks anew how far acts in order can have come: before the end of the window was known, more was possible than is now.
    fn read_again(&self, pattern: &Ways, seen: &mut Seen, occasion: &Occasion, span: &Span) {
        for (way, probes, chain) in chains_of(pattern, seen) {
            let Some(kept) = chain.kept.take() else { continue };
            let fresh = self.chain(way, probes, occasion, span);
            (chain.best, chain.open, chain.rows) = (fresh.best, fresh.open, fresh.rows);
            for (seat, part) in &kept {
                self.count_rows(way, probes, chain, occasion, span, part.at.start);
                if let Err(reason) =
                    self.between(way, occasion, |between| chain.may_take(*seat, part, between))
                {
                    chain.broken = Some(reason);
                }
            }
        }
    }
}
