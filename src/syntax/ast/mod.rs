//! The tree of a policy file, as written: every node knows its place, nothing is resolved yet.
//!
//! Equality ignores places, so a formatted and re-parsed file compares equal to the original.

mod declaration;
mod expression;
mod logs;
mod norm;
mod test;
mod time;

pub use declaration::*;
pub use expression::*;
pub use logs::*;
pub use norm::*;
pub use test::*;
pub use time::*;

use crate::source::{Span, Spanned};

/// A name in Unicode normal form C, without backticks.
pub type Name = Spanned<String>;

/// A quoted text, without quotes and escapes.
pub type Text = Spanned<String>;

/// A whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Its declarations, in order.
    pub items: Vec<Spanned<Item>>,
    /// Its comments, in order. They do not take part in equality.
    pub comments: Comments,
}

/// Comments of a file; equal to any other comments, because they mean nothing.
#[derive(Clone, Debug, Default)]
pub struct Comments(pub Vec<Comment>);

impl PartialEq for Comments {
    fn eq(&self, _: &Comments) -> bool {
        true
    }
}

/// One comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its text, from the `#` on, without blanks at the end.
    pub text: String,
    /// Its place.
    pub span: Span,
    /// Whether code stands before it on its line.
    pub trailing: bool,
}

/// One declaration.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `policy`
    Policy(Policy),
    /// `use`
    Use(Text),
    /// `param`
    Param(Param),
    /// `entity`
    Entity(Record),
    /// `event`
    Event(Record),
    /// `state`
    State(State),
    /// `measure`
    Measure(Measure),
    /// `duty`, `prohibition`, `reward`
    Norm(Norm),
    /// `calendar`
    Calendar(CalendarDecl),
    /// `log`
    Log(Log),
    /// `test`
    Test(Test),
}
