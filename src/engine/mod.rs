//! Decides every obligation in one pass over time-ordered events.
//!
//! Comes in: a [`Plan`](crate::plan::Plan), reference data, events in time order, rows that could not be read. Goes out: an
//! [`Outcome`]. State is kept per correlation key; forward windows wait on a timer queue; what is decided is forgotten.

mod outcome;

pub use outcome::{
    Bearer, Counts, ExcuseResult, ExcuseVerdict, Finding, GoalResult, Miss, MissKind, Occasion, Outcome,
    Posting, Reason, Reparation, Status, Total, Why, Window,
};
