//! Time as a manual: worked examples, laws that hold for any date, explanations in words, and calendar files.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod calendars;
mod examples;
mod explanations;
mod laws;
mod phrase;
