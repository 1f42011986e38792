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
    /// Two declarations take one name.
    DuplicateName = "GJ201" Error,
    /// An event that is not declared.
    UnknownEvent = "GJ202" Error,
    /// A field that an event or entity does not have.
    UnknownField = "GJ203" Error,
    /// A type or entity that is not declared.
    UnknownType = "GJ204" Error,
    /// A name in an expression that nothing has.
    UnknownName = "GJ205" Error,
    /// `--set` names a parameter that is not declared.
    UnknownParam = "GJ206" Error,
    /// A norm that is not declared.
    UnknownNorm = "GJ207" Error,
    /// A calendar that is neither built in nor declared.
    UnknownCalendar = "GJ208" Error,
    /// A time zone that does not exist.
    UnknownZone = "GJ209" Error,
    /// A bare name that two things have.
    AmbiguousName = "GJ210" Error,
    /// A declaration takes the name of a built-in type.
    BuiltinName = "GJ211" Error,
    /// A file that the policy names cannot be read.
    UnreadableFile = "GJ212" Error,
    /// A file or pattern leads out of its root.
    OutsideRoot = "GJ213" Error,
    /// A norm lacks its occasion or its conduct.
    MissingSlot = "GJ220" Error,
    /// A part that may be stated once is stated again.
    RepeatedPart = "GJ221" Error,
    /// A policy with two headers.
    TwoHeaders = "GJ222" Error,
    /// A record with two keys or two actors.
    TwoRoles = "GJ223" Error,
    /// An entity without a key.
    NoKey = "GJ224" Error,
    /// An event without an actor where the actor matters.
    NoActor = "GJ225" Error,
    /// `same k`, and one side has no `k`.
    NotShared = "GJ226" Error,
    /// Parts of a norm that contradict each other.
    Senseless = "GJ227" Error,
    /// Two sides of different types.
    TypeMismatch = "GJ301" Error,
    /// A value of another type than its place demands.
    WrongType = "GJ302" Error,
    /// Something else where a condition is needed.
    NotCondition = "GJ303" Error,
    /// Two currencies in one place.
    CurrencyMismatch = "GJ304" Error,
    /// Elapsed time mixed with time counted on a calendar.
    LengthMismatch = "GJ305" Error,
    /// A length that cannot be counted.
    BadLength = "GJ306" Error,
    /// A word that its list does not have.
    UnknownWord = "GJ307" Error,
    /// A field of something that has no fields.
    NoFields = "GJ308" Error,
    /// An order is asked of values that have none.
    NoOrder = "GJ309" Error,
    /// Values that cannot be calculated with.
    CannotCalculate = "GJ310" Error,
    /// A list or range where one value is needed, or the other way round.
    NotOneValue = "GJ311" Error,
    /// `filled`, `valid` or `column` where there is no cell.
    NotACell = "GJ312" Error,
    /// A range that runs backwards, or of a type without ranges.
    BadRange = "GJ313" Error,
    /// A value that must be written out.
    NotConstant = "GJ314" Error,
    /// A parameter without type and value.
    UntypedParam = "GJ315" Error,
    /// A field of a type that no log can hold.
    NotInLogs = "GJ316" Error,
    /// An amount that is not above zero.
    NotPositive = "GJ317" Error,
    /// `--set` gives a value that does not fit.
    BadBinding = "GJ318" Error,
    /// Civil time without a time zone.
    NeedsZone = "GJ420" Error,
    /// Working days without a calendar.
    NeedsCalendar = "GJ421" Error,
    /// A time clause that does not fit its norm.
    TimeMisfit = "GJ422" Error,
    /// A day that no period has.
    NoSuchDay = "GJ423" Error,
    /// A reparation without a time limit.
    EndlessReparation = "GJ424" Error,
    /// A range of days that runs backwards or has times in it.
    BadDateRange = "GJ425" Error,
    /// A calendar that contradicts itself or cannot be read.
    BadCalendar = "GJ426" Error,
    /// The language can say it; this version cannot check it.
    NotExecuted = "GJ440" Error,
    /// A name with letters that look like others.
    MixedScript = "GJ501" Warning,
    /// A parameter that nothing uses.
    UnusedParam = "GJ502" Warning,
    /// An alias or roster member that nothing uses.
    UnusedAlias = "GJ503" Warning,
    /// An alias that hides another name.
    HiddenName = "GJ504" Warning,
    /// A norm without citation in a policy that names its source.
    NoCitation = "GJ505" Advice,
    /// A norm without bearer.
    NoBearer = "GJ506" Warning,
    /// A parameter without value.
    OpenParam = "GJ507" Advice,
    /// A prohibition that demands something.
    ProhibitionThatDemands = "GJ508" Warning,
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
