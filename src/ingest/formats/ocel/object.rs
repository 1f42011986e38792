//! The states that an object goes through.

use super::record::Attribute;
use crate::ingest::stamp;
use crate::time::{Instant, Zone};
use serde_json::value::RawValue;

/// An object from one change of its attributes to the next.
pub(super) struct State<'a> {
    /// Its first day, if it has not always been so.
    pub from: Option<String>,
    /// Its last day, if it changes.
    pub to: Option<String>,
    pub values: Vec<(&'a str, Option<&'a RawValue>)>,
}

/// The states of an object, by the days of a zone. What is set at the beginning of 1970, or at no stated time, has always
/// been so. A time that cannot be read stands as it is, so that the record is rejected for it.
pub(super) fn states<'a>(attributes: &'a [Attribute<'a>], zone: Option<&Zone>) -> Vec<State<'a>> {
    let mut changes: Vec<(Option<Change>, &Attribute<'a>)> =
        attributes.iter().map(|a| (a.time.as_deref().and_then(|time| Change::read(time, zone)), a)).collect();
    // Stable, so that of two values at one instant the later written one holds.
    changes.sort_by_key(|(change, _)| change.as_ref().map(|c| c.at));
    let mut states: Vec<State<'a>> = vec![State { from: None, to: None, values: Vec::new() }];
    let mut last = None;
    for (change, attribute) in changes {
        let at = change.as_ref().map(|c| c.at);
        if at != last
            && let (Some(change), Some(state)) = (change, states.last_mut())
        {
            state.to = change.eve;
            let values = state.values.clone();
            states.push(State { from: Some(change.day), to: None, values });
        }
        last = at;
        if let Some(state) = states.last_mut() {
            state.values.retain(|(name, _)| *name != attribute.name);
            state.values.push((&attribute.name, attribute.value));
        }
    }
    // An object that has no value before its first change did not exist before it.
    if states.len() > 1 && states.first().is_some_and(|state| state.values.is_empty()) {
        states.remove(0);
    }
    states
}

/// A change of an attribute.
struct Change {
    at: Instant,
    day: String,
    /// The day before.
    eve: Option<String>,
}

impl Change {
    /// `None`: the value has always been so.
    fn read(time: &str, zone: Option<&Zone>) -> Option<Change> {
        let unreadable = || Change { at: Instant::from_micros(i64::MAX), day: time.to_string(), eve: None };
        let utc = Zone::utc();
        let zone = zone.unwrap_or(&utc);
        let Ok(stamp) = stamp::stamp(time, None, Some(zone)) else { return Some(unreadable()) };
        if stamp.start.micros() <= 0 {
            return None;
        }
        let day = zone.civil(stamp.start).date();
        let eve = day.yesterday().ok().map(|eve| eve.to_string());
        Some(Change { at: stamp.start, day: day.to_string(), eve })
    }
}
