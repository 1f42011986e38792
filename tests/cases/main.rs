//! Case files: what is kept over several runs, and that nothing is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

mod desk;
mod laws;
mod overlap;
mod processes;
mod random;
mod room;
mod scope;
mod tamper;
