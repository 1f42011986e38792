//! Guiju checks regulations, written as readable sentences, over exported activity logs.
//!
//! The stages, in order: [`syntax`] reads a policy, [`analysis`] resolves and checks it, [`plan`] flattens it, [`ingest`]
//! reads logs into [`event`]s, [`engine`] decides every obligation, [`ledger`] works out what is proposed, [`report`] says so. Stages are pure functions over
//! plain data; files, clock and printing belong to the command line.

pub mod analysis;
#[cfg(feature = "cases")]
pub mod cases;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostics;
pub mod engine;
pub mod event;
pub mod ingest;
pub mod ledger;
pub mod locale;
pub mod money;
pub mod plan;
pub mod report;
pub mod source;
pub mod syntax;
pub mod time;
pub mod world;
