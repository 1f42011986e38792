//! What can be wrong with a `log` block.

mod en;
mod zh;

use super::TypeWord;
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// What is wrong with a `log` block by itself, before any file is seen.
#[derive(Clone, Debug, PartialEq)]
pub enum MappingProblem {
    /// `the header` or `the cell` where no column is at hand.
    NoColumnAtHand {
        /// Where.
        span: Span,
    },
    /// The shape of a part cannot be used.
    BadShape {
        /// The shape.
        span: Span,
        /// Why.
        fault: ShapeFault,
    },
    /// Something that is no condition on columns.
    NoColumnTest {
        /// Where.
        span: Span,
    },
    /// One word of a file is mapped twice.
    MappedTwice {
        /// The word.
        word: String,
        /// The one.
        first: Span,
        /// The other.
        second: Span,
    },
    /// A way of writing that the type of the field has no use for.
    Misfit {
        /// The field.
        field: String,
        /// Its type.
        ty: TypeWord,
        /// The format or unit.
        span: Span,
        /// Which of the two.
        what: Manner,
    },
}

/// How a cell is said to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// `as "…"`
    Format,
    /// `unit "…"` for something without numbers.
    Unit,
    /// `unit "…"` for a duration that is no unit of elapsed time.
    UnitOfTime,
    /// `unit "…"` for a share that is not the percent sign.
    UnitOfShare,
}

/// Why the shape of a part cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapeFault {
    /// No name stands in it.
    NoName,
    /// A name stands in it twice.
    NameTwice(String),
    /// Nothing stands between two names, so it cannot be told where the first ends.
    Touching(String, String),
    /// A brace is not closed, or holds no name.
    Brace,
    /// What parts the parts is empty.
    NoSeparator,
}

impl MappingProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            MappingProblem::NoColumnAtHand { .. } => Code::NoColumnAtHand,
            MappingProblem::BadShape { .. } => Code::BadShape,
            MappingProblem::NoColumnTest { .. } => Code::NoColumnTest,
            MappingProblem::MappedTwice { .. } => Code::MappedTwice,
            MappingProblem::Misfit { .. } => Code::MannerMisfit,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
