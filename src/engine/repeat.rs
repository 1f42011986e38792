//! Events that have only just happened, and those among them that say the same at the same time.

use crate::event::{Event, KindId};
use crate::time::{Instant, Precision, Stamp, Zone};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What makes an event a repetition of another: kind, time, the rule that made it, and the digest of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Content {
    kind: KindId,
    /// When it happened.
    pub at: Stamp,
    rule: u16,
    digest: u64,
}

impl Content {
    /// That of an event.
    pub fn of(event: &Event) -> Content {
        Content { kind: event.kind, at: event.at, rule: event.rule, digest: event.digest }
    }
}

/// Events that a window opening now could still include, in log order: those at this very instant, and coarse ones.
#[derive(Default)]
pub(super) struct Recent {
    events: Vec<Arc<Event>>,
    /// How often each content stands among them; only while they are many.
    repeats: FxHashMap<Content, u32>,
    /// When they were last looked through for those that are of no more use.
    looked_through: Option<Instant>,
}

/// Fewer are looked through just as fast.
const MANY: usize = 16;

impl Recent {
    /// One more; how many have said the same.
    pub fn add(&mut self, event: &Arc<Event>) -> u32 {
        let content = Content::of(event);
        let repeats = if self.events.len() < MANY {
            self.events.iter().filter(|other| Content::of(other) == content).count() as u32
        } else {
            if self.repeats.is_empty() {
                self.events
                    .iter()
                    .for_each(|other| *self.repeats.entry(Content::of(other)).or_default() += 1);
            }
            let times = self.repeats.entry(content).or_default();
            *times += 1;
            *times - 1
        };
        self.events.push(Arc::clone(event));
        repeats
    }

    /// Forgets those that are over.
    pub fn move_on(&mut self, now: Instant, zone: &Zone) {
        if self.events.is_empty() || self.looked_through.is_some_and(|then| now <= then) {
            return;
        }
        let coarse = |at: Stamp| at.precision != Precision::Exact && zone.end_of(at) > now;
        let repeats = &mut self.repeats;
        self.events.retain(|event| {
            let kept = event.at.start >= now || coarse(event.at);
            // All that say the same are over at the same time.
            if !kept && !repeats.is_empty() {
                repeats.remove(&Content::of(event));
            }
            kept
        });
        if self.events.len() < MANY {
            self.repeats.clear();
        }
        self.looked_through = Some(now);
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Event>> {
        self.events.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }
}
