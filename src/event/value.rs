use super::Sym;
use crate::money::Currency;
use crate::time::{ClockTime, Date, Rough, Stamp};
use rust_decimal::Decimal;

/// A decided value. Numbers are exact decimals; texts, enum words and references are interned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A text, an enum word, or the key of a referenced entity.
    Text(Sym),
    /// A number.
    Number(Decimal),
    /// A share: `80%` is held as 0.80.
    Percent(Decimal),
    /// An amount.
    Money(Decimal, Currency),
    /// Yes or no.
    Bool(bool),
    /// A civil date.
    Date(Date),
    /// A time of day, as finely as it was given.
    Time(ClockTime),
    /// A timestamp.
    Stamp(Stamp),
    /// Elapsed time in microseconds.
    Duration(i64),
    /// Elapsed time that is known only as finely as the timestamps between which it lies.
    Rough(Box<Rough>),
    /// A number of calendar days between two dates; negative if the second lies before the first.
    Days(i64),
    /// Several values.
    List(Box<[Value]>),
}

impl Value {
    /// The figure of a number, a share (`80%` is 0.80) or an amount, without its currency.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(n) | Value::Percent(n) | Value::Money(n, _) => Some(*n),
            Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Time(_) | Value::Stamp(_) => None,
            Value::Duration(_) | Value::Rough(_) | Value::Days(_) | Value::List(_) => None,
        }
    }
}

/// What stands in a field of a record: a value, nothing, or something that cannot be read as the declared type.
///
/// A comparison with a blank or unreadable cell is undecided; `filled` and `valid` are always decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// A value of the declared type.
    Value(Value),
    /// Nothing was entered.
    Blank,
    /// Something was entered that is not of the declared type; kept as text.
    Unreadable(Sym),
}

impl Cell {
    /// The value, if it is one.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Cell::Value(value) => Some(value),
            Cell::Blank | Cell::Unreadable(_) => None,
        }
    }

    /// The interned text, if the cell holds one.
    pub fn sym(&self) -> Option<Sym> {
        match self {
            Cell::Value(Value::Text(sym)) => Some(*sym),
            _ => None,
        }
    }
}
