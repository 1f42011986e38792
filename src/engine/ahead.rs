//! What comes next: whether events will look back at one that happened together with them.

use super::run::Engine;
use crate::event::{Event, KindId};
use crate::plan::Plan;

/// Of more events that happened together it is not asked what they look for.
const FEW: usize = 8;

/// By norm, which kinds of events its obligations look for.
pub(super) fn sought(plan: &Plan) -> Vec<Vec<KindId>> {
    let mut sought = vec![Vec::new(); plan.norms.len()];
    plan.goals.iter().for_each(|goal| sought[goal.norm].push(goal.kind));
    sought
}

impl Engine<'_> {
    /// Whether no event that happened together with another, and comes after it, can look back at it. `later`: those that come after it, as
    /// far as they are known.
    pub(super) fn is_alone(&self, event: &Event, later: &[Event]) -> bool {
        for next in later.iter().take(FEW) {
            if next.at.start > event.at.start {
                return true;
            }
            // Those that say the same are counted.
            let alike = next.kind == event.kind && next.digest == event.digest;
            if alike || self.may_look_back(next, event) {
                return false;
            }
        }
        false
    }

    /// Whether an obligation that begins with an event may look for one that happened together with it.
    fn may_look_back(&self, next: &Event, event: &Event) -> bool {
        let occasions = &self.setup.plan.dispatch[next.kind.0 as usize].occasions;
        occasions.iter().any(|norm| match self.plain[*norm].as_ref().and_then(|plain| plain.swift.as_ref()) {
            Some(swift) => swift.may_seek(next, event),
            None => self.sought[*norm].contains(&event.kind),
        })
    }
}
