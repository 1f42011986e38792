//! Events as bytes and back, for as long as one run lasts: texts that are not short are written as their numbers.

use super::{Cell, Cells, Event, InputId, KindId, RowRef, Sym, Value};
use crate::money::Currency;
use crate::time::{ClockTime, Date, Instant, Precision, Rough, Stamp, Time};
use rust_decimal::Decimal;

// What the first byte says, above the precision of the time.
const PRECISION: u8 = 3;
/// The time differs by whole seconds.
const SECONDS: u8 = 1 << 2;
/// Kind, input and rule are the same.
const ALIKE: u8 = 1 << 3;
const DIGEST: u8 = 1 << 4;

const SECOND: i64 = 1_000_000;

/// Writes an event after others, in relation to one that stands near it, or none: what differs between the two tends to be little.
pub(crate) fn write(event: &Event, near: &Event, out: &mut Vec<u8>) {
    let Event { kind, at, row, rule, digest, cells } = event;
    let time = at.start.micros().wrapping_sub(near.at.start.micros());
    let seconds = time % SECOND == 0;
    let alike = (*kind, row.input, *rule) == (near.kind, near.row.input, near.rule);
    let flag = |is_so: bool, flag: u8| if is_so { flag } else { 0 };
    let digested = flag(*digest != 0, DIGEST);
    out.push(at.precision as u8 | flag(seconds, SECONDS) | flag(alike, ALIKE) | digested);
    signed(if seconds { time / SECOND } else { time }, out);
    if !alike {
        number(kind.0.into(), out);
        number(row.input.0.into(), out);
        number((*rule).into(), out);
    }
    let rows = row.row.wrapping_sub(near.row.row) as i64;
    signed(rows, out);
    signed(i64::from(row.line.wrapping_sub(near.row.line).wrapping_sub(rows as u32) as i32), out);
    signed(row.start.wrapping_sub(near.row.start) as i64, out);
    number(row.len.into(), out);
    if *digest != 0 {
        out.extend(digest.to_le_bytes());
    }
    number(cells.len() as u64, out);
    for (place, cell) in cells.iter().enumerate() {
        match cell {
            Cell::Blank => out.push(BLANK),
            same if near.cells.get(place) == Some(same) => out.push(SAME),
            Cell::Unreadable(sym) => {
                out.push(UNREADABLE);
                sym.write(out);
            }
            Cell::Value(value) => write_value(value, out),
        }
    }
}

/// What the first byte of a cell says; that of a text is the text's own.
const BLANK: u8 = 100;
const UNREADABLE: u8 = 101;
/// It is that of the event near by.
const SAME: u8 = 102;
const NUMBER: u8 = 103;
const PERCENT: u8 = 104;
const MONEY: u8 = 105;
const BOOL: u8 = 106;
const DATE: u8 = 107;
const TIME: u8 = 108;
const STAMP: u8 = 109;
const DURATION: u8 = 110;
const DAYS: u8 = 111;
const LIST: u8 = 112;
const ROUGH: u8 = 113;

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Text(sym) => sym.write(out),
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
            out.extend(at.start.micros().to_le_bytes());
            out.push(at.precision as u8);
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
            number(items.len() as u64, out);
            items.iter().for_each(|item| write_value(item, out));
        }
        Value::Rough(rough) => {
            out.push(ROUGH);
            for micros in [rough.nominal, rough.least, rough.most] {
                out.extend(micros.to_le_bytes());
            }
            out.push(rough.precision as u8);
        }
    }
}

/// Writes a number, seven bits a byte, the lowest first.
pub(crate) fn number(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The same of one that may be less than nothing, with its sign in the lowest bit.
fn signed(signed: i64, out: &mut Vec<u8>) {
    number((signed << 1 ^ signed >> 63) as u64, out);
}

/// Reads what was written.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'b>(pub &'b [u8]);

impl Bytes<'_> {
    /// The next event; none if the bytes end before it does.
    pub fn event(&mut self, near: &Event) -> Option<Event> {
        let head = self.byte()?;
        let time = self.signed()?;
        let time = if head & SECONDS != 0 { time.wrapping_mul(SECOND) } else { time };
        let start = Instant::from_micros(near.at.start.micros().wrapping_add(time));
        let (kind, input, rule) = match head & ALIKE {
            0 => (KindId(self.number()? as u16), InputId(self.number()? as u32), self.number()? as u16),
            _ => (near.kind, near.row.input, near.rule),
        };
        let rows = self.signed()?;
        let row = RowRef {
            input,
            row: near.row.row.wrapping_add(rows as u64),
            line: near.row.line.wrapping_add(rows as u32).wrapping_add(self.signed()? as u32),
            start: near.row.start.wrapping_add(self.signed()? as u64),
            len: self.number()? as u32,
        };
        let digest = if head & DIGEST != 0 { u64::from_le_bytes(self.take()?) } else { 0 };
        let at = Stamp { start, precision: precision(head & PRECISION)? };
        Some(Event { kind, at, row, rule, digest, cells: self.cells(&near.cells)? })
    }

    fn cells(&mut self, near: &[Cell]) -> Option<Cells> {
        let count = usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())?;
        let mut cells = Cells::default();
        cells.begin(count);
        for (place, cell) in cells.iter_mut().enumerate() {
            *cell = match self.byte()? {
                SAME => near.get(place)?.clone(),
                first => self.cell(first)?,
            };
        }
        Some(cells)
    }

    /// The next number.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        match self.byte()? {
            byte @ ..0x80 => Some(byte.into()),
            byte => self.long_number(byte),
        }
    }

    fn long_number(&mut self, first: u8) -> Option<u64> {
        let mut number = u64::from(first & 0x7f);
        for shift in (7..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
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
        let count = self.number()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn cell(&mut self, first: u8) -> Option<Cell> {
        Some(match first {
            BLANK => Cell::Blank,
            UNREADABLE => {
                let first = self.byte()?;
                Cell::Unreadable(Sym::read(first, &mut self.0)?)
            }
            tag => Cell::Value(self.value(tag)?),
        })
    }

    fn value(&mut self, tag: u8) -> Option<Value> {
        Some(match tag {
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
                Value::Time(ClockTime { time, precision: precision(self.byte()?)? })
            }
            STAMP => {
                let start = Instant::from_micros(i64::from_le_bytes(self.take()?));
                Value::Stamp(Stamp { start, precision: precision(self.byte()?)? })
            }
            DURATION => Value::Duration(i64::from_le_bytes(self.take()?)),
            DAYS => Value::Days(i64::from_le_bytes(self.take()?)),
            LIST => Value::List(self.several(|bytes| {
                let tag = bytes.byte()?;
                bytes.value(tag)
            })?),
            ROUGH => {
                let [nominal, least, most] =
                    [self.take()?, self.take()?, self.take()?].map(i64::from_le_bytes);
                Value::Rough(Box::new(Rough { nominal, least, most, precision: precision(self.byte()?)? }))
            }
            text => Value::Text(Sym::read(text, &mut self.0)?),
        })
    }

    fn decimal(&mut self) -> Option<Decimal> {
        self.take().map(Decimal::deserialize)
    }
}

fn precision(byte: u8) -> Option<Precision> {
    let all = [Precision::Exact, Precision::Minute, Precision::Day];
    all.into_iter().find(|precision| *precision as u8 == byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Interner;

    #[test]
    fn events_come_back_as_they_were() {
        let sym = Interner::default().intern("a text that is kept elsewhere");
        let short = Sym::short("fifteen bytes a").unwrap();
        let at = Stamp { start: Instant::from_micros(-5), precision: Precision::Day };
        let decimal = Decimal::new(-12_345, 3);
        let clock = ClockTime::second(23, 59, 58).unwrap();
        let values = vec![
            Value::Text(sym),
            Value::Text(short),
            Value::Text(Sym::short("").unwrap()),
            Value::Number(decimal),
            Value::Percent(decimal),
            Value::Money(decimal, Currency::CNY),
            Value::Bool(true),
            Value::Bool(false),
            Value::Date(Date::new(2024, 2, 29).unwrap()),
            Value::Time(clock),
            Value::Stamp(at),
            Value::Duration(i64::MIN),
            Value::Days(-3),
            Value::Rough(
                Rough { nominal: -1, least: i64::MIN, most: i64::MAX, precision: Precision::Minute }.into(),
            ),
            Value::List([Value::Text(sym), Value::List(Box::default()), Value::Text(short)].into()),
        ];
        let others = [Cell::Blank, Cell::Unreadable(sym), Cell::Unreadable(short)];
        let cells: Vec<Cell> = values.into_iter().map(Cell::Value).chain(others).collect();
        let row = RowRef { input: InputId(3), row: 1 << 40, line: 7, start: 1 << 41, len: 9 };
        let event = Event { kind: KindId(300), at, row, rule: 12, digest: u64::MAX - 1, cells: cells.into() };
        let later = Event {
            at: Stamp::exact(Instant::from_micros(3_999_995)),
            row: RowRef { row: 3, line: u32::MAX, start: 0, len: u32::MAX, ..row },
            digest: 0,
            ..event.clone()
        };
        for near in [Event::NONE, event.clone(), later.clone()] {
            let mut bytes = Vec::new();
            write(&event, &near, &mut bytes);
            let first = bytes.len();
            write(&later, &near, &mut bytes);
            let mut read = Bytes(&bytes);
            let found = [read.event(&near), read.event(&near), read.event(&near)];
            assert_eq!(found, [Some(event.clone()), Some(later.clone()), None]);
            // Whatever is cut off is no event.
            for end in 0..first {
                assert!(Bytes(&bytes[..end]).event(&near).is_none());
            }
        }
    }

    #[test]
    fn an_event_takes_little_room_near_another() {
        let cell = |text| Cell::Value(Value::Text(Sym::short(text).unwrap()));
        let event = |seconds: i64, row: u64| Event {
            kind: KindId(2),
            at: Stamp::exact(Instant::from_micros(1_767_196_800_000_000 + seconds * SECOND)),
            row: RowRef { input: InputId(1), row, line: row as u32 + 1, start: row * 100, len: 90 },
            rule: 7,
            digest: 0,
            cells: vec![cell("U0123"), cell("manager"), cell("C00001234")].into(),
        };
        let mut bytes = Vec::new();
        write(&event(40_000, 80_000_000), &event(0, 79_990_000), &mut bytes);
        assert!(bytes.len() < 20, "{}", bytes.len());
    }
}
