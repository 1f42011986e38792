//! An event while it is shown around.

use crate::event::Event;
use std::sync::Arc;

/// An event that becomes a shared one only if somebody keeps it: most are acts that meet an obligation, or concern nobody, and are
/// never heard of again.
pub(super) enum AtHand<'e> {
    /// It stands where it was read.
    Read(&'e mut Event),
    /// Somebody keeps it.
    Kept(Arc<Event>),
}

impl AtHand<'_> {
    /// The event.
    #[inline]
    pub fn event(&self) -> &Event {
        match self {
            AtHand::Read(event) => event,
            AtHand::Kept(event) => event,
        }
    }

    /// The event, for whoever keeps it.
    #[inline]
    pub fn keep(&mut self) -> Arc<Event> {
        match self {
            AtHand::Kept(event) => Arc::clone(event),
            AtHand::Read(event) => {
                let kept = Arc::new(event.take());
                *self = AtHand::Kept(Arc::clone(&kept));
                kept
            }
        }
    }

    /// The event itself, if nobody keeps it yet, for whoever takes it away. Nobody may look at it here afterwards.
    #[inline]
    pub fn own(&mut self) -> Option<&mut Event> {
        match self {
            AtHand::Kept(_) => None,
            AtHand::Read(event) => Some(event),
        }
    }

    /// The event for whoever keeps it, where nobody will look at it here afterwards.
    #[inline]
    pub fn give(&mut self) -> Arc<Event> {
        match self {
            AtHand::Kept(event) => Arc::clone(event),
            AtHand::Read(event) => Arc::new(event.take()),
        }
    }
}
