use super::Severity;
use std::fmt;

/// Declares every code once: its variant, its stable text, its severity.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal $severity:ident,)*) => {
        /// A stable code. Once released, a code keeps its meaning for good; a retired one is never used again.
        ///
        /// `GJ1xx` syntax, `GJ2xx` names and structure, `GJ3xx` types and units, `GJ4xx` time and execution,
        /// `GJ5xx` lints, `GJ6xx` logs and reference data, `GJ7xx` the call itself, `GJ8xx` tests of a policy.
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
    /// A `log` block names a format, an encoding or a delimiter that there is not.
    LogSetting = "GJ250" Error,
    /// A date that must be looked at lies in a year that the calendar does not cover.
    NotCovered = "GJ401" Error,
    /// Working days are asked for, but the policy names no calendar.
    NoCalendar = "GJ402" Error,
    /// Opening hours are asked for, but the calendar states none.
    NoOpeningHours = "GJ403" Error,
    /// The calendar has no working day, or no open hour, where one is looked for.
    NoWorkingDay = "GJ404" Error,
    /// A week, month, quarter or year has no day of that number.
    NoSuchDay = "GJ405" Error,
    /// A due time lies beyond the years that can be written.
    TimeOutOfRange = "GJ406" Error,
    /// A time zone is not known.
    UnknownZone = "GJ407" Error,
    /// A calendar is not known.
    UnknownCalendar = "GJ408" Error,
    /// A calendar file is not of its format.
    CalendarMalformed = "GJ410" Error,
    /// A date in a calendar cannot be read.
    CalendarDate = "GJ411" Error,
    /// A kind of day or a day of the week in a calendar is not known.
    CalendarWord = "GJ412" Error,
    /// Opening hours in a calendar cannot be used.
    CalendarHours = "GJ413" Error,
    /// A calendar lists a date outside the dates for which it speaks.
    CalendarOutside = "GJ414" Error,
    /// A calendar says two different things of one date.
    CalendarContradiction = "GJ415" Error,
    /// A calendar does not say for which dates it is complete.
    CalendarNoCoverage = "GJ416" Error,
    /// An event of an iCalendar file cannot be read as a holiday.
    CalendarEvent = "GJ417" Error,

    /// A file is no text, or cannot be decoded.
    NotText = "GJ601" Error,
    /// There is no record in a file.
    NoRecords = "GJ602" Warning,
    /// A JSON file is not one array.
    BrokenArray = "GJ603" Error,
    /// A column that is needed is missing.
    MissingColumn = "GJ604" Error,
    /// A column's name does not tell which column is meant.
    AmbiguousColumn = "GJ605" Error,
    /// Nothing tells what kind of event the rows of a file are.
    NoEventColumn = "GJ606" Error,
    /// Nothing tells when the rows of a file happened.
    NoTimeColumn = "GJ607" Error,
    /// A timestamp format of a mapping cannot be used.
    BadTimeFormat = "GJ608" Error,
    /// The zone table has no such zone.
    UnknownLogZone = "GJ609" Error,
    /// A file or record is larger than the stated limits.
    BeyondLimits = "GJ610" Error,
    /// Rows name a kind of event that the policy does not declare.
    UnknownKind = "GJ611" Warning,
    /// A file has rows, but none was used.
    NothingUsed = "GJ612" Warning,
    /// Rows that neither a rule nor an `ignore` of their mapping matches.
    UnmatchedRows = "GJ613" Warning,
    /// Two events have the same key and different content.
    KeyConflict = "GJ614" Error,
    /// Two rows of reference data contradict each other.
    EntityConflict = "GJ615" Error,
    /// Exact duplicates were counted once.
    DuplicateRows = "GJ616" Advice,
    /// A constant of a mapping is not of its field's type.
    BadConstant = "GJ617" Error,
    /// No record of a JSON file has a name that is needed.
    NameNeverSeen = "GJ618" Warning,
    /// Several `log` blocks are for the same file.
    AmbiguousMapping = "GJ619" Error,
    /// A row has more or fewer cells than the header.
    RaggedRow = "GJ620" Warning,
    /// The quotes of a row do not fit together.
    BrokenQuotes = "GJ621" Warning,
    /// A record is not a JSON object.
    BrokenRecord = "GJ622" Warning,
    /// A row has no time.
    BlankTime = "GJ623" Warning,
    /// The time of a row cannot be read.
    UnreadableTime = "GJ624" Warning,
    /// The time of a row has no offset, and no zone is stated.
    NoZone = "GJ625" Warning,
    /// The local time of a row was skipped or repeated by the clocks.
    IrregularTime = "GJ626" Warning,
    /// The key of a row is blank or cannot be read.
    UnreadableKey = "GJ627" Warning,
    /// A row does not say its kind of event.
    BlankKind = "GJ628" Warning,
    /// The validity of a row of reference data cannot be read.
    BadValidity = "GJ629" Warning,
    /// A file is damaged or cut off, so that nothing of it, or no more of it, can be read.
    DamagedFile = "GJ640" Error,
    /// A file is of a kind that is not read.
    KindOfFile = "GJ641" Error,
    /// An event log in XML cannot be followed any further.
    BrokenXml = "GJ642" Error,
    /// A workbook has no sheet of the stated name.
    NoSuchSheet = "GJ643" Error,
    /// A sheet was left out because its header does not fit.
    SheetNotRead = "GJ644" Warning,
    /// The encoding of a text was guessed.
    GuessedEncoding = "GJ645" Advice,
    /// A row holds a character that cannot be decoded.
    UndecodableRow = "GJ646" Warning,
    /// No column has a name like the one wanted.
    NoColumnLike = "GJ650" Error,
    /// A part of a cell does not look as the mapping says.
    UnfitPart = "GJ651" Warning,
    /// A condition of the mapping cannot be told for a row.
    UndecidedTest = "GJ652" Warning,
    /// A policy file cannot be read.
    PolicyFile = "GJ701" Error,
    /// A log or table cannot be read.
    InputFile = "GJ702" Error,
    /// A pattern of inputs matches no file.
    NoInputMatches = "GJ703" Error,
    /// A binding is not of the form `name=value`.
    BindingForm = "GJ704" Error,
    /// A time on the command line is no time.
    BadTime = "GJ705" Error,
    /// There is no such code.
    NoSuchCode = "GJ706" Error,
    /// The report cannot be written.
    OutputFile = "GJ707" Error,
    /// Norms need reference data that no input holds.
    NoReferenceData = "GJ708" Warning,
    /// A source falls silent well before the others.
    SilentSource = "GJ709" Warning,
    /// One file is given twice.
    InputTwice = "GJ710" Warning,
    /// A calendar is neither built in nor a file that can be read.
    CalendarFile = "GJ711" Error,
    /// A deadline on the command line cannot be read.
    BadDeadline = "GJ712" Error,
    /// A folder given as input also holds files of kinds that are not read.
    LeftInFolder = "GJ740" Advice,
    /// Policies given together are not versions of one.
    OtherPolicy = "GJ713" Error,
    /// Two versions of a policy are in force on the same day.
    VersionsMeet = "GJ714" Error,
    /// A citation does not fit the text of its regulation.
    Citation = "GJ715" Error,
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
    /// A bare name that two things have.
    AmbiguousName = "GJ210" Error,
    /// A declaration takes the name of a built-in type.
    BuiltinName = "GJ211" Error,
    /// A file that the policy names cannot be read.
    UnreadableFile = "GJ212" Error,
    /// A file or pattern leads out of its root.
    OutsideRoot = "GJ213" Error,
    /// More events, entities and parameters than can be told apart.
    TooManyNames = "GJ214" Error,
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
    /// A consequence, cap or reward that does not fit its norm.
    Consequence = "GJ228" Error,
    /// `the header` or `the cell` where no column is at hand.
    NoColumnAtHand = "GJ251" Error,
    /// The shape of the parts of a cell cannot be used.
    BadShape = "GJ252" Error,
    /// Something that is no condition on columns.
    NoColumnTest = "GJ253" Error,
    /// One word of a file is mapped twice.
    MappedTwice = "GJ254" Error,
    /// A format or unit that the type of the field has no use for.
    MannerMisfit = "GJ255" Error,
    /// A test that cannot be run, or can never fail.
    TestForm = "GJ240" Error,
    /// Norms about each other's violations.
    ViolationRing = "GJ241" Error,
    /// It cannot be told which norm yields to which.
    UnclearOverride = "GJ242" Error,
    /// One norm demands what another forbids.
    NormConflict = "GJ243" Error,
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
    /// Parameters that lead back to themselves.
    NotConstant = "GJ314" Error,
    /// A parameter without type and value.
    UntypedParam = "GJ315" Error,
    /// A field of a type that no log can hold.
    NotInLogs = "GJ316" Error,
    /// An amount that is not above zero.
    NotPositive = "GJ317" Error,
    /// `--set` gives a value that does not fit.
    BadBinding = "GJ318" Error,
    /// Something that no figure can be worked out from, or a figure where none can stand.
    NoFigure = "GJ330" Error,
    /// A figure of which it cannot be told for whom it is.
    NoSubject = "GJ331" Error,
    /// A figure of which it cannot be told over which time it runs.
    NoFigureTime = "GJ332" Error,
    /// Civil time without a time zone.
    NeedsZone = "GJ420" Error,
    /// A time clause that does not fit its norm.
    TimeMisfit = "GJ422" Error,
    /// A reparation without a time limit.
    EndlessReparation = "GJ424" Error,
    /// A range of days that runs backwards or has times in it.
    BadDateRange = "GJ425" Error,
    /// A calendar that contradicts itself or cannot be read.
    BadCalendar = "GJ426" Error,
    /// Whose state is meant cannot be told.
    StateSubject = "GJ450" Error,
    /// A state whose bounds are not fields of one record.
    StateBounds = "GJ451" Error,
    /// Something else than a state where one is needed.
    NotAState = "GJ452" Error,
    /// Slots of a length that is not elapsed time.
    SlotLength = "GJ453" Error,
    /// The end of a shift that is not known.
    NoShift = "GJ454" Error,
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
    /// A state or measure that nothing uses.
    UnusedDeclaration = "GJ509" Warning,
    /// Two norms can fine one act, and no rule says what it costs.
    NoOverlapRule = "GJ510" Warning,
    /// A case file that cannot be used.
    CaseFile = "GJ750" Error,
    /// A case that there is not.
    NoCase = "GJ751" Error,
    /// A step that the state of a case does not allow.
    CaseStep = "GJ752" Error,
    /// An amount that lies outside the proposed range.
    OutsideRange = "GJ753" Error,
    /// Other cases leave less of a cap than is to be imposed.
    CapTaken = "GJ759" Error,
    /// It cannot be told what is to be imposed.
    NothingToImpose = "GJ754" Error,
    /// An amount, a day or a month that cannot be read.
    CaseValue = "GJ755" Error,
    /// A history that has been changed.
    Tampered = "GJ756" Error,
    /// A line in a register of waivers that cannot be used.
    WaiverLine = "GJ757" Error,
    /// A time that lies before the last entry, or ahead.
    CaseTime = "GJ758" Error,
    /// A test of a policy does not hold.
    TestFailed = "GJ801" Error,
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
