//! Text to tree with spans, and back again. No type of the parser library leaves this folder.
//!
//! Comes in: the text of a policy file. Goes out: [`ast::File`] with everything that could be read, and a
//! [`SyntaxProblem`] for everything that could not.

pub mod ast;
mod error;
mod explain;
mod grammar;
mod lower;
mod parse;
mod print;
mod recover;
mod scan;
mod words;

pub use error::{Block, Expectation, SyntaxProblem};
pub use lower::MAX_DEPTH;
pub use parse::{MAX_BYTES, Parsed, parse};
pub use print::{FormatOptions, format, format_text};
pub use scan::MAX_NESTING;

#[cfg(test)]
mod tests;
