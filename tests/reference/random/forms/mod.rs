//! Random norms of one form at a time, each as a person would write it.

pub mod beyond;
pub mod data;
pub mod lead;
pub mod money;
pub mod own;
pub mod places;
pub mod texts;
