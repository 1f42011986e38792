//! The header and the vocabulary.

use super::{Act, Expr, Name, Text, TimeOfDay};
use crate::money::{Amount, Currency, Round};
use crate::source::Spanned;
use crate::time::{Date, Weekday};
use rust_decimal::Decimal;

/// `policy NAME "title" { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// Its lines, in order.
    pub entries: Vec<Spanned<PolicyEntry>>,
}

/// One line of the header.
#[derive(Clone, Debug, PartialEq)]
pub enum PolicyEntry {
    /// The regulation's title and the file with its text.
    Source(Text, Option<Text>),
    /// The policy's version.
    Version(Text),
    /// The days on which it is in force.
    Effective(DateRange),
    /// The zone of civil time.
    Timezone(Name),
    /// The calendar of working days.
    Calendar(Name),
    /// The currency of amounts.
    Currency(Spanned<Currency>),
    /// Whether the day of the occasion counts.
    CountFrom(CountFrom),
    /// When a day ends.
    DaysEnd(DaysEnd),
    /// What a deadline on a rest day does.
    RestDays(RestDays),
    /// The first day of a week.
    WeekStart(Weekday),
    /// What one act that breaks two norms costs.
    Overlap(Overlap),
    /// `round amounts half up to 1 CNY`
    Rounding(Round, Option<Spanned<Amount>>),
    /// `paid days per month 21.75`
    PaidDays(Spanned<Decimal>),
    /// `discretion lowest`
    Discretion(Discretion),
    /// The most that anyone pays.
    Cap(super::Cap),
}

/// Whether the day of the occasion counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountFrom {
    /// Counting starts on the day after.
    NextDay,
    /// Counting starts on the day itself.
    SameDay,
}

/// When a day ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaysEnd {
    /// At 24:00.
    Midnight,
    /// With the last opening interval.
    CloseOfBusiness,
}

/// What a deadline on a rest day does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestDays {
    /// It stays.
    Stay,
    /// It moves to the next working day.
    MoveOn,
}

/// What is proposed where a norm leaves a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discretion {
    /// The lower end.
    Lowest,
    /// The middle.
    Middle,
    /// The upper end.
    Highest,
}

/// What one act that breaks two norms costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// All amounts.
    Sum,
    /// The highest amount.
    Highest,
    /// The more special norm's amount.
    Special,
}

/// A range of days; an absent end is open.
#[derive(Clone, Debug, PartialEq)]
pub struct DateRange {
    /// First.
    pub from: Option<Spanned<When>>,
    /// Last.
    pub to: Option<Spanned<When>>,
}

/// A date, or a date with a time of day.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// A whole day.
    Date(Date),
    /// A point of time.
    DateTime(super::DateTimeLit),
}

/// `param NAME: type = value`
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type, if stated.
    pub ty: Option<Spanned<FieldType>>,
    /// Its value; without one it is open.
    pub value: Option<Expr>,
}

/// An entity or event declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// Its fields.
    pub fields: Vec<Spanned<FieldDecl>>,
}

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    /// It identifies the record.
    pub key: bool,
    /// It names who acted.
    pub actor: bool,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Spanned<FieldType>,
    /// The range of valid values.
    pub range: Option<Spanned<(Decimal, Decimal)>>,
    /// A blank compares as false.
    pub optional: bool,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldType {
    /// A built-in type or an entity, by name.
    Named(Name),
    /// `money CNY`
    Money(Option<Spanned<Currency>>),
    /// `one of ["easy", "hard"]`
    OneOf(Vec<Text>),
    /// `list of …`
    ListOf(Box<Spanned<FieldType>>),
}

/// `state NAME of subject: …`
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// Whose state it is: an entity, or a field of the events.
    pub subject: Option<Name>,
    /// What it consists of.
    pub body: StateBody,
}

/// What a state consists of.
#[derive(Clone, Debug, PartialEq)]
pub enum StateBody {
    /// Between two events.
    From {
        /// The event that begins it.
        from: Act,
        /// The event that ends it.
        until: Act,
    },
    /// Carried by a record or a roster line.
    Over {
        /// Its first instant.
        from: Expr,
        /// Its last instant.
        to: Expr,
        /// Which records count.
        filter: Option<Expr>,
    },
}

/// `measure NAME(e: enterprise) = …`
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// What it is taken for: name and entity.
    pub params: Vec<(Name, Name)>,
    /// Its value.
    pub value: Expr,
}

/// `calendar NAME extends cn { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDecl {
    /// Its name.
    pub name: Name,
    /// Its title for people.
    pub title: Option<Text>,
    /// The calendar it builds on.
    pub extends: Option<Name>,
    /// Its lines.
    pub entries: Vec<Spanned<CalendarEntry>>,
}

/// One line of a calendar.
#[derive(Clone, Debug, PartialEq)]
pub enum CalendarEntry {
    /// A file with days.
    File(Text),
    /// The days of an ordinary working week, first to last.
    Week(Weekday, Weekday),
    /// Opening hours, on certain weekdays or on all.
    Hours(Vec<(TimeOfDay, TimeOfDay)>, Vec<Weekday>),
    /// Days off.
    Holiday(Date, Option<Date>, Option<Text>),
    /// Days worked although they would be off.
    Workday(Date, Option<Date>, Option<Text>),
    /// A shift by name.
    Shift(Name, (TimeOfDay, TimeOfDay)),
    /// The dates for which the calendar holds.
    Valid(DateRange),
}
