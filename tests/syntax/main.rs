//! The language from the outside: what reads, what is said about what does not, and how it is written back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

mod draw;
mod generate;
mod messages;
mod roundtrip;
