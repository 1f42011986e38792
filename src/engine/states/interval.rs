use crate::analysis::model::StateId;
use crate::engine::Why;
use crate::event::{EntityId, EntityRow, Event, Value};
use crate::time::{Instant, Stamp};
use std::sync::Arc;

/// One interval of a state: from its beginning, which it includes, to its end, which it does not.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The state.
    pub state: StateId,
    /// Whose; `None`: the state has no subject, or it cannot be told.
    pub subject: Option<Value>,
    /// When it begins; `None`: before the log, or from ever, or not known.
    pub from: Option<Stamp>,
    /// When it ends; `None`: it is still open, or has no end, or that is not known.
    pub until: Option<Stamp>,
    /// What it was made from.
    pub carrier: Carrier,
    /// Why it cannot be told whether it holds, or where it begins or ends.
    pub doubt: Option<Why>,
    /// Further events that would have begun it while it was open: they change nothing.
    pub repeats: Vec<Arc<Event>>,
}

/// What an interval was made from.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// Two events; of one that is still open, the first; of one that began before the log, the second.
    Events {
        /// The beginning.
        from: Option<Arc<Event>>,
        /// The end.
        until: Option<Arc<Event>>,
    },
    /// A record.
    Record(Arc<Event>),
    /// A line of reference data.
    Row(EntityId, EntityRow),
    /// A shift of the calendar.
    Shift,
}

impl Interval {
    /// The event that carries it, if one does: the record, or the event that began it.
    pub fn event(&self) -> Option<&Arc<Event>> {
        match &self.carrier {
            Carrier::Events { from, until } => from.as_ref().or(until.as_ref()),
            Carrier::Record(event) => Some(event),
            Carrier::Row(..) | Carrier::Shift => None,
        }
    }

    /// One that an event begins, or (with a reason) may begin.
    pub(in crate::engine) fn begun(
        state: StateId,
        subject: Option<Value>,
        event: &Arc<Event>,
        doubt: Option<Why>,
    ) -> Interval {
        let carrier = Carrier::Events { from: Some(Arc::clone(event)), until: None };
        let from = Some(event.at);
        Interval { state, subject, from, until: None, carrier, doubt, repeats: Vec::new() }
    }

    /// Ends with an event what an event began.
    pub(in crate::engine) fn end_with(&mut self, event: &Arc<Event>) {
        let from = self.event().cloned();
        self.until = Some(event.at);
        self.carrier = Carrier::Events { from, until: Some(Arc::clone(event)) };
    }

    /// Whether it ends with an event, so that its end is not known before.
    pub fn ends_with_event(&self) -> bool {
        matches!(self.carrier, Carrier::Events { .. })
    }

    /// Whether it is not known to be over at an instant.
    pub(in crate::engine) fn lasts_beyond(&self, at: Instant) -> bool {
        self.until.is_none_or(|until| until.start > at)
    }

    /// Whether it ends before it begins, or at once, and so never holds.
    pub fn is_empty(&self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until.start <= from.start)
            && !self.ends_with_event()
    }
}
