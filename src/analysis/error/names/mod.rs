//! Names and files that are unknown, taken twice, or mean two things.

mod en;
mod zh;

use super::Thing;
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;
use crate::world::ReadError;

/// A problem with a name or with a file named.
#[derive(Clone, Debug, PartialEq)]
pub enum NameProblem {
    /// Two declarations take one name.
    Duplicate {
        /// The name.
        name: String,
        /// What the first is.
        first: (Thing, Span),
        /// What the second is.
        second: (Thing, Span),
    },
    /// A name that the language itself uses.
    Builtin {
        /// The name.
        name: String,
        /// Where it is declared.
        span: Span,
    },
    /// Nothing of this kind has this name.
    Unknown {
        /// What is looked for.
        thing: Thing,
        /// The name.
        name: String,
        /// Where it is used.
        span: Span,
        /// Names that come close.
        near: Vec<String>,
        /// What the name does stand for, if it is something else.
        but: Option<(Thing, Span)>,
    },
    /// An event or entity has no such field.
    UnknownField {
        /// The field.
        name: String,
        /// Where it is used.
        span: Span,
        /// What should have it.
        of: (Thing, String),
        /// Where that is declared; built-in events are declared nowhere.
        declared: Option<Span>,
        /// Fields that come close.
        near: Vec<String>,
        /// All fields.
        fields: Vec<String>,
    },
    /// `--set` names a parameter that is not there.
    UnknownParam {
        /// The name.
        name: String,
        /// Parameters that come close.
        near: Vec<String>,
    },
    /// A bare name that two things have.
    Ambiguous {
        /// The name.
        name: String,
        /// Where it is used.
        span: Span,
        /// One meaning.
        first: (Thing, Span),
        /// The other.
        second: (Thing, Span),
        /// What would mean the field for certain, such as `alarm.level`.
        field: Option<String>,
    },
    /// More names than can be told apart.
    TooMany {
        /// The first name too many.
        span: Span,
        /// How many there may be.
        most: usize,
    },
    /// A file named in the policy leads out of the policy root.
    Outside {
        /// The path as written.
        path: String,
        /// Where.
        span: Span,
    },
    /// A file named in the policy cannot be read.
    Unreadable {
        /// The path as written.
        path: String,
        /// Where.
        span: Span,
        /// Why.
        reason: ReadError,
        /// Files that come close.
        near: Vec<String>,
    },
    /// A `log` block names a format, an encoding or a delimiter that there is not.
    LogSetting {
        /// Which of the three.
        setting: LogSetting,
        /// What stands there.
        text: String,
        /// Where.
        span: Span,
    },
    /// The main file cannot be read.
    NoMain {
        /// Its path.
        path: String,
        /// Why.
        reason: ReadError,
    },
}

/// What a `log` block says of how a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogSetting {
    /// `format`
    Format,
    /// `encoding`
    Encoding,
    /// `delimiter`
    Delimiter,
}

impl NameProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            NameProblem::Duplicate { .. } => Code::DuplicateName,
            NameProblem::Builtin { .. } => Code::BuiltinName,
            NameProblem::Unknown { thing, .. } => match thing {
                Thing::Event => Code::UnknownEvent,
                Thing::Entity | Thing::Type => Code::UnknownType,
                Thing::Calendar => Code::UnknownCalendar,
                Thing::Zone => Code::UnknownZone,
                Thing::State | Thing::Measure | Thing::Param | Thing::Norm => Code::UnknownName,
                Thing::Field | Thing::Alias | Thing::Name => Code::UnknownName,
            },
            NameProblem::UnknownField { .. } => Code::UnknownField,
            NameProblem::UnknownParam { .. } => Code::UnknownParam,
            NameProblem::Ambiguous { .. } => Code::AmbiguousName,
            NameProblem::TooMany { .. } => Code::TooManyNames,
            NameProblem::Outside { .. } => Code::OutsideRoot,
            NameProblem::LogSetting { .. } => Code::LogSetting,
            NameProblem::Unreadable { .. } | NameProblem::NoMain { .. } => Code::UnreadableFile,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
