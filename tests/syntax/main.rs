//! The language from the outside: what reads, what is said about what does not, and how it is written back.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod damage;
mod draw;
mod generate;
mod layout;
mod limits;
mod messages;
mod pages;
mod reference;
mod roundtrip;
