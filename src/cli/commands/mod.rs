//! One file for each command.

pub mod calendar;
pub mod check;
pub mod coverage;
pub mod deadline;
pub mod explain;
pub mod fmt;
pub mod init;
pub mod lint;
pub mod plan;
pub mod test;
