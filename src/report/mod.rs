//! Says what was found: a report as plain data, and the forms in which it is written.
//!
//! Comes in: a [`ReportInput`], that is the policy, its plan, what the engine yielded, and where the texts of log rows are.
//! Goes out: a [`Report`], then text. Only `build` and `words` see engine types; a renderer under `render` sees the model
//! alone, so every form says the same.

mod build;
mod format;
mod input;
pub mod model;
pub mod render;
mod words;

pub use build::build;
pub use format::Format;
pub use input::{InputFacts, NoTexts, Part, ReportInput, RowText, RowTexts, RunFacts};
pub use model::Report;
pub use render::human::human;
pub use render::json::{json, json_to, schema};
