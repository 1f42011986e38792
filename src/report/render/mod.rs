//! The forms of output: one file each, over the report model alone.

pub mod human;
pub mod json;
