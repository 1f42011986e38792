//! Text to tree with spans, and back again. No type of the parser library leaves this folder.

pub mod ast;
mod grammar;
