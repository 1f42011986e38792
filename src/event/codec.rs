//! Events as bytes and back, for as long as one run lasts: symbols are written as their numbers.

use crate::event::{Cell, Event, InputId, KindId, RowRef, Sym, Value};
use crate::money::Currency;
use crate::time::{ClockTime, Date, Instant, Precision, Stamp, Time};
use rust_decimal::Decimal;

/// Something that no cell of a log can hold.
#[derive(Debug)]
pub(super) struct NotACell;

/// Writes an event after others.
pub(super) fn write(event: &Event, out: &mut Vec<u8>) -> Result<(), NotACell> {
    let Event { kind, at, row, rule, digest, cells } = event;
    out.extend(kind.0.to_le_bytes());
    stamp(*at, out);
    out.extend(row.input.0.to_le_bytes());
    out.extend(row.row.to_le_bytes());
    out.extend(row.line.to_le_bytes());
    out.extend(row.start.to_le_bytes());
    out.extend(row.len.to_le_bytes());
    out.extend(rule.to_le_bytes());
    out.extend(digest.to_le_bytes());
    count(cells.len(), out);
    for cell in cells {
        match cell {
            Cell::Blank => out.push(BLANK),
            Cell::Unreadable(sym) => {
                out.push(UNREADABLE);
                out.extend(sym.to_bytes());
            }
            Cell::Value(value) => write_value(value, out)?,
        }
    }
    Ok(())
}

const BLANK: u8 = 0;
const UNREADABLE: u8 = 1;
const TEXT: u8 = 2;
const NUMBER: u8 = 3;
const PERCENT: u8 = 4;
const MONEY: u8 = 5;
const BOOL: u8 = 6;
const DATE: u8 = 7;
const TIME: u8 = 8;
const STAMP: u8 = 9;
const DURATION: u8 = 10;
const DAYS: u8 = 11;
const LIST: u8 = 12;

fn write_value(value: &Value, out: &mut Vec<u8>) -> Result<(), NotACell> {
    match value {
        Value::Text(sym) => {
            out.push(TEXT);
            out.extend(sym.to_bytes());
        }
        Value::Number(number) => {
            out.push(NUMBER);
            out.extend(number.serialize());
        }
        Value::Percent(number) => {
            out.push(PERCENT);
            out.extend(number.serialize());
        }
        Value::Money(number, currency) => {
            out.push(MONEY);
            out.extend(number.serialize());
            out.extend(currency.code().bytes());
        }
        Value::Bool(yes) => out.extend([BOOL, u8::from(*yes)]),
        Value::Date(date) => {
            out.push(DATE);
            out.extend(date.year().to_le_bytes());
            out.extend([date.month() as u8, date.day() as u8]);
        }
        Value::Time(ClockTime { time, precision }) => {
            out.extend([TIME, time.hour() as u8, time.minute() as u8, time.second() as u8]);
            out.extend(time.subsec_nanosecond().to_le_bytes());
            out.push(*precision as u8);
        }
        Value::Stamp(at) => {
            out.push(STAMP);
            stamp(*at, out);
        }
        Value::Duration(micros) => {
            out.push(DURATION);
            out.extend(micros.to_le_bytes());
        }
        Value::Days(days) => {
            out.push(DAYS);
            out.extend(days.to_le_bytes());
        }
        Value::List(items) => {
            out.push(LIST);
            count(items.len(), out);
            items.iter().try_for_each(|item| write_value(item, out))?;
        }
        // Only calculations give such a length.
        Value::Rough(_) => return Err(NotACell),
    }
    Ok(())
}

fn stamp(at: Stamp, out: &mut Vec<u8>) {
    out.extend(at.start.micros().to_le_bytes());
    out.push(at.precision as u8);
}

fn count(items: usize, out: &mut Vec<u8>) {
    out.extend((items as u32).to_le_bytes());
}

/// Reads events one after the other.
pub(super) struct Bytes<'b>(pub &'b [u8]);

impl Bytes<'_> {
    /// The next event; none if the bytes end before it does.
    pub fn event(&mut self) -> Option<Event> {
        Some(Event {
            kind: KindId(u16::from_le_bytes(self.take()?)),
            at: self.stamp()?,
            row: RowRef {
                input: InputId(u32::from_le_bytes(self.take()?)),
                row: u64::from_le_bytes(self.take()?),
                line: u32::from_le_bytes(self.take()?),
                start: u64::from_le_bytes(self.take()?),
                len: u32::from_le_bytes(self.take()?),
            },
            rule: u16::from_le_bytes(self.take()?),
            digest: u64::from_le_bytes(self.take()?),
            cells: self.several(Self::cell)?,
        })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    fn several<T, C: FromIterator<T>>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<C> {
        let count = u32::from_le_bytes(self.take()?);
        (0..count).map(|_| one(self)).collect()
    }

    fn cell(&mut self) -> Option<Cell> {
        Some(match self.byte()? {
            BLANK => Cell::Blank,
            UNREADABLE => Cell::Unreadable(self.sym()?),
            tag => Cell::Value(self.value(tag)?),
        })
    }

    fn value(&mut self, tag: u8) -> Option<Value> {
        Some(match tag {
            TEXT => Value::Text(self.sym()?),
            NUMBER => Value::Number(self.decimal()?),
            PERCENT => Value::Percent(self.decimal()?),
            MONEY => {
                let amount = self.decimal()?;
                let code: [u8; 3] = self.take()?;
                Value::Money(amount, Currency::parse(std::str::from_utf8(&code).ok()?)?)
            }
            BOOL => Value::Bool(self.byte()? != 0),
            DATE => {
                let year = i16::from_le_bytes(self.take()?);
                let [month, day] = self.take()?;
                Value::Date(Date::new(year, month as i8, day as i8).ok()?)
            }
            TIME => {
                let [hour, minute, second] = self.take()?.map(|part: u8| part as i8);
                let time = Time::new(hour, minute, second, i32::from_le_bytes(self.take()?)).ok()?;
                Value::Time(ClockTime { time, precision: self.precision()? })
            }
            STAMP => Value::Stamp(self.stamp()?),
            DURATION => Value::Duration(i64::from_le_bytes(self.take()?)),
            DAYS => Value::Days(i64::from_le_bytes(self.take()?)),
            LIST => Value::List(self.several(|bytes| {
                let tag = bytes.byte()?;
                bytes.value(tag)
            })?),
            _ => return None,
        })
    }

    fn sym(&mut self) -> Option<Sym> {
        self.take().map(Sym::from_bytes)
    }

    fn decimal(&mut self) -> Option<Decimal> {
        self.take().map(Decimal::deserialize)
    }

    fn stamp(&mut self) -> Option<Stamp> {
        let start = Instant::from_micros(i64::from_le_bytes(self.take()?));
        Some(Stamp { start, precision: self.precision()? })
    }

    fn precision(&mut self) -> Option<Precision> {
        let byte = self.byte()?;
        let all = [Precision::Exact, Precision::Minute, Precision::Day];
        all.into_iter().find(|precision| *precision as u8 == byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Interner;

    #[test]
    fn events_come_back_as_they_were() {
        let sym = Interner::default().intern("a text that is kept elsewhere");
        let at = Stamp { start: Instant::from_micros(-5), precision: Precision::Day };
        let number = Decimal::new(-12_345, 3);
        let clock = ClockTime::second(23, 59, 58).unwrap();
        let values = vec![
            Value::Text(sym),
            Value::Number(number),
            Value::Percent(number),
            Value::Money(number, Currency::CNY),
            Value::Bool(true),
            Value::Bool(false),
            Value::Date(Date::new(2024, 2, 29).unwrap()),
            Value::Time(clock),
            Value::Stamp(at),
            Value::Duration(i64::MIN),
            Value::Days(-3),
            Value::List([Value::Text(sym), Value::List(Box::default())].into()),
        ];
        let cells: Vec<Cell> =
            values.into_iter().map(Cell::Value).chain([Cell::Blank, Cell::Unreadable(sym)]).collect();
        let row = RowRef { input: InputId(3), row: 1 << 40, line: 7, start: 1 << 41, len: 9 };
        let event = Event { kind: KindId(300), at, row, rule: 12, digest: u64::MAX - 1, cells: cells.into() };
        let mut bytes = Vec::new();
        write(&event, &mut bytes).unwrap();
        write(&event, &mut bytes).unwrap();
        let mut read = Bytes(&bytes);
        assert_eq!((read.event(), read.event(), read.event()), (Some(event.clone()), Some(event), None));
        // Whatever is cut off is no event.
        for end in 0..bytes.len() / 2 {
            assert!(Bytes(&bytes[..end]).event().is_none());
        }
    }
}
