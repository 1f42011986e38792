//! Types, units and currencies: what is compared, calculated or demanded does not fit. Both sides are shown.

mod en;
mod zh;

use super::TypeWord;
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::money::Currency;
use crate::source::Span;
use crate::time::Length;

/// One side of a comparison or calculation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// Where.
    pub span: Span,
    /// Its type.
    pub ty: TypeWord,
    /// Where its field or parameter is declared.
    pub declared: Option<Span>,
}

/// What would put it right.
#[derive(Clone, Debug, PartialEq)]
pub enum Hint {
    /// A number where a share is meant: `80%`.
    WritePercent(String),
    /// A number where a number of days is meant: `30 days`.
    WriteDays(String),
    /// A point of time where its date is meant.
    DateOf,
    /// A number where an amount is meant: `50 CNY`.
    WriteMoney(String),
    /// A number where a length is meant: `30 minutes`.
    WriteUnit(String),
    /// A text where a number is meant: without quotes.
    WithoutQuotes(String),
    /// A share where a number is meant: `0.5`.
    PlainNumber(String),
    /// A number where a text is meant: with quotes.
    WithQuotes(String),
    /// A reference compared with a text: compare with the entity's key.
    CompareKey {
        /// The entity.
        entity: String,
        /// Its key.
        key: String,
    },
    /// A length where a point is meant.
    UseWithin,
    /// A point where a length is meant.
    UseBy,
    /// An event as a whole: name one of its fields.
    NameField(String),
    /// A reference to another entity.
    OtherEntity,
}

/// Why a `--set` is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum BindingFault {
    /// It is not a value.
    NotAValue,
    /// It is of another type.
    Type {
        /// What the parameter is.
        wanted: TypeWord,
        /// What was given.
        found: TypeWord,
    },
    /// It is given twice with different values.
    Twice,
}

/// Why a value cannot stand where it does.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueFault {
    /// A part of a day, month, … that a calendar does not have; as written.
    PartOfUnit(String),
    /// A length too long to be told.
    TooLong,
    /// A number that is too large.
    Overflow,
    /// A division by zero.
    ByZero,
    /// `column "…"` outside a `log` block.
    ColumnOutsideLog,
    /// `filled` or `valid` of something that is not a cell.
    NotACell,
    /// Brackets after something that is no measure.
    NotAMeasure,
    /// A range on a type without order.
    NoRange(TypeWord),
    /// A range that runs backwards.
    EmptyRange,
    /// A parameter whose value leads back to itself.
    Ring(String),
    /// A parameter without type and value.
    Untyped(String),
    /// A type that logs cannot hold.
    NotInLogs,
    /// An amount that is not above zero.
    NotPositive,
    /// `24:00` where a time of day is needed.
    Midnight,
    /// A period without a fixed number of days where one is compared or added up.
    NoDays,
    /// Working hours from a mere date.
    HoursOfDate,
    /// A gap of no length.
    NoGap,
    /// A share that is not above 0 and at most 100%.
    NoShare,
}

impl ValueFault {
    fn code(&self) -> Code {
        match self {
            ValueFault::PartOfUnit(_) | ValueFault::TooLong => Code::BadLength,
            ValueFault::Overflow | ValueFault::ByZero => Code::CannotCalculate,
            ValueFault::ColumnOutsideLog | ValueFault::NotACell => Code::NotACell,
            ValueFault::NoRange(_) | ValueFault::EmptyRange => Code::BadRange,
            ValueFault::Ring(_) => Code::NotConstant,
            ValueFault::Midnight | ValueFault::NotAMeasure => Code::WrongType,
            ValueFault::NoDays | ValueFault::HoursOfDate => Code::LengthMismatch,
            ValueFault::Untyped(_) => Code::UntypedParam,
            ValueFault::NotInLogs => Code::NotInLogs,
            ValueFault::NotPositive | ValueFault::NoShare | ValueFault::NoGap => Code::NotPositive,
        }
    }
}

/// A problem with types, units or currencies.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeProblem {
    /// Two sides of different types.
    Mismatch {
        /// The left one.
        left: Operand,
        /// The right one.
        right: Operand,
        /// What would help.
        hint: Option<Hint>,
    },
    /// A value of another type than the place demands.
    Expected {
        /// The types that fit.
        wanted: Vec<TypeWord>,
        /// What stands there.
        found: Operand,
        /// What would help.
        hint: Option<Hint>,
    },
    /// A condition is needed, and something else stands there.
    NotCondition {
        /// What stands there.
        found: Operand,
    },
    /// Two currencies.
    Currencies {
        /// The one that does not fit.
        found: (Span, Currency),
        /// The one that it has to fit.
        wanted: (Span, Currency),
    },
    /// Elapsed time and time counted on a calendar.
    Lengths {
        /// Where.
        span: Span,
        /// Which of the two it is; `None`: both in one.
        ty: Option<TypeWord>,
        /// The other side, if it stands elsewhere.
        other: Option<(Span, TypeWord)>,
    },
    /// A length of two parts that cannot be added.
    LengthParts {
        /// Where.
        span: Span,
        /// The first part.
        left: Length,
        /// The part that does not fit.
        right: Length,
    },
    /// A word that is not in the list.
    UnknownWord {
        /// The word.
        word: String,
        /// Where it stands.
        span: Span,
        /// The words of the list.
        words: Vec<String>,
        /// Those that come close.
        near: Vec<String>,
        /// Where the list is declared.
        declared: Option<Span>,
    },
    /// A field of something that has none.
    NoFields {
        /// The field.
        name: String,
        /// Where it is named.
        span: Span,
        /// What should have it.
        of: Operand,
    },
    /// Values that have no order.
    NoOrder {
        /// The value.
        found: Operand,
    },
    /// Values that cannot be calculated with.
    Calculate {
        /// The left one.
        left: Operand,
        /// The right one.
        right: Operand,
    },
    /// A list or range where one value is needed.
    NotOneValue {
        /// What stands there.
        found: Operand,
    },
    /// After `in`, something that is neither a list nor a range.
    NotAList {
        /// What stands there.
        found: Operand,
    },
    /// A value that cannot stand where it does.
    Value {
        /// Where.
        span: Span,
        /// Why.
        fault: ValueFault,
    },
    /// `--set` gives a value that does not fit.
    Binding {
        /// The parameter.
        name: String,
        /// The value as given.
        value: String,
        /// Where the parameter is declared.
        declared: Span,
        /// Why.
        fault: BindingFault,
    },
}

impl TypeProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            TypeProblem::Mismatch { .. } => Code::TypeMismatch,
            TypeProblem::Expected { .. } => Code::WrongType,
            TypeProblem::NotCondition { .. } => Code::NotCondition,
            TypeProblem::Currencies { .. } => Code::CurrencyMismatch,
            TypeProblem::Lengths { .. } | TypeProblem::LengthParts { .. } => Code::LengthMismatch,
            TypeProblem::UnknownWord { .. } => Code::UnknownWord,
            TypeProblem::NoFields { .. } => Code::NoFields,
            TypeProblem::NoOrder { .. } => Code::NoOrder,
            TypeProblem::Calculate { .. } => Code::CannotCalculate,
            TypeProblem::NotOneValue { .. } | TypeProblem::NotAList { .. } => Code::NotOneValue,
            TypeProblem::Value { fault, .. } => fault.code(),
            TypeProblem::Binding { .. } => Code::BadBinding,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}
