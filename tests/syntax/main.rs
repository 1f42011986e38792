//! The language from the outside: what reads, what is said about what does not, and how it is written back.

mod draw;
mod generate;
mod layout;
mod limits;
mod messages;
mod roundtrip;
