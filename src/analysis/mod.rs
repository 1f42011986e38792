//! Names resolved, types checked: a tree becomes a [`model::Model`] in which nothing is left to look up.
//!
//! Comes in: parsed files. Goes out: a model, or all problems at once, in source order.

mod error;
pub mod model;

pub use error::*;
