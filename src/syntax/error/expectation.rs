//! What could have stood somewhere, in groups that a reader knows.

/// A block of lines in braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// `policy`
    Policy,
    /// `duty`, `prohibition`, `reward`
    Norm,
    /// `entity`, `event`
    Record,
    /// `calendar`
    Calendar,
    /// `log`
    Log,
    /// `test`
    Test,
}

/// What could have stood somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expectation {
    /// A declaration such as `duty`.
    Declaration,
    /// A name.
    Name,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// A unit of time.
    Unit,
    /// A length of time.
    Length,
    /// A point of time.
    Point,
    /// A date.
    Date,
    /// A date range.
    DateRange,
    /// A time of day.
    TimeOfDay,
    /// A day of the week.
    Weekday,
    /// A calendar period.
    Period,
    /// A currency.
    Currency,
    /// A zone.
    Zone,
    /// A type.
    Type,
    /// An event with what is asked of it.
    Act,
    /// A value or condition.
    Value,
    /// Something between two values.
    Operator,
    /// A consequence.
    Consequence,
    /// What a consequence counts by.
    Per,
    /// The number of a clause.
    ClauseNumber,
    /// A verdict.
    Status,
    /// Another line of this kind of block.
    Line(Block),
    /// A field's type, after a colon.
    FieldType,
    /// A keyword or sign, in both spellings.
    Exactly(&'static str, &'static str),
    /// The end of the text.
    End,
}
