use super::Severity;
use std::fmt;

/// Declares every code once: its variant, its stable text, its severity.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal $severity:ident,)*) => {
        /// A stable code. Once released, a code keeps its meaning for good; a retired one is never used again.
        ///
        /// `GJ1xx` syntax, `GJ2xx` names and structure, `GJ3xx` types and units, `GJ4xx` time and execution,
        /// `GJ5xx` lints, `GJ6xx` logs and reference data, `GJ7xx` the call itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])* $name,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The text by which people and programs refer to it, such as `GJ101`.
            pub fn id(self) -> &'static str {
                match self { $(Code::$name => $id,)* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// The pages that `guiju explain` prints: English, then Chinese.
            pub fn pages(self) -> (&'static str, &'static str) {
                match self { $(Code::$name => (
                    include_str!(concat!("../../docs/codes/", $id, ".en.md")),
                    include_str!(concat!("../../docs/codes/", $id, ".zh.md")),
                ),)* }
            }
        }
    };
}

codes! {
    /// The text is not a policy at this place.
    Syntax = "GJ101" Error,
    /// The file is larger than the stated limit.
    TooLarge = "GJ102" Error,
    /// Brackets are nested deeper than the stated limit.
    TooDeep = "GJ103" Error,
    /// A bracket or quote is opened and never closed, or closed and never opened.
    Unbalanced = "GJ104" Error,
    /// A date, time or offset that does not exist, or a date written in another way.
    BadDate = "GJ105" Error,
    /// A unit or currency is missing or unknown.
    BadUnit = "GJ106" Error,
    /// A keyword is used as a name.
    ReservedName = "GJ107" Error,
    /// A line stands in a block where it does not belong.
    WrongBlock = "GJ108" Error,
    /// Comparisons are chained.
    ChainedComparison = "GJ109" Error,
    /// A line could belong to the clause above or to the norm.
    AmbiguousLine = "GJ110" Error,
    /// A number is too long to be held exactly.
    NumberTooLong = "GJ111" Error,
}

impl Code {
    /// Finds a code by its text, letter case ignored.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.id().eq_ignore_ascii_case(text.trim()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
