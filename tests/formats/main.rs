//! Files of every format and encoding: what is read from them, what is refused, and that all say the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says so when it skips"
)]

#[path = "../ingest/common.rs"]
mod common;
mod faults;
mod parity;
mod parquet_files;
mod real;
#[path = "../stored/mod.rs"]
mod stored;
mod workbooks;
mod write;
mod xls;
mod xml_and_ocel;
