//! Events that say the same at the same time.

use crate::event::{Event, KindId};
use crate::time::Stamp;

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
