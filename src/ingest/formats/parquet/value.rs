//! One value of a column as text, exactly.

use crate::ingest::formats::cells::Sort;
use crate::ingest::moment::date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Write as _;

/// What the values of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Plain,
    Unsigned,
    Decimal(u32),
    Date,
    /// A time of day; units in a second.
    Clock(i64),
    /// A timestamp; units in a second, and whether it counts from 1970 in UTC or says what a clock showed.
    Stamp {
        second: i64,
        utc: bool,
    },
    Text,
    Uuid,
    /// Something that no field can hold.
    Opaque,
}

const MILLIS: i64 = 1_000;
const MICROS: i64 = 1_000_000;
const NANOS: i64 = 1_000_000_000;

impl Shape {
    /// What the values of a column mean by its type, new or old.
    pub fn of(column: &ColumnDescriptor) -> Shape {
        let second = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => MILLIS,
            TimeUnit::MICROS => MICROS,
            TimeUnit::NANOS => NANOS,
        };
        if let Some(logical) = column.logical_type_ref() {
            return match logical {
                LogicalType::String | LogicalType::Enum | LogicalType::Json => Shape::Text,
                LogicalType::Decimal(decimal) => Shape::decimal(decimal.scale),
                LogicalType::Date => Shape::Date,
                LogicalType::Time(time) => Shape::Clock(second(&time.unit)),
                LogicalType::Timestamp(stamp) => {
                    Shape::Stamp { second: second(&stamp.unit), utc: stamp.is_adjusted_to_u_t_c }
                }
                LogicalType::Integer(integer) if !integer.is_signed => Shape::Unsigned,
                LogicalType::Integer(_) => Shape::Plain,
                LogicalType::Uuid => Shape::Uuid,
                _ => Shape::Opaque,
            };
        }
        match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON => Shape::Text,
            ConvertedType::DECIMAL => Shape::decimal(column.type_scale()),
            ConvertedType::DATE => Shape::Date,
            ConvertedType::TIME_MILLIS => Shape::Clock(MILLIS),
            ConvertedType::TIME_MICROS => Shape::Clock(MICROS),
            // The old types always count in UTC.
            ConvertedType::TIMESTAMP_MILLIS => Shape::Stamp { second: MILLIS, utc: true },
            ConvertedType::TIMESTAMP_MICROS => Shape::Stamp { second: MICROS, utc: true },
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Shape::Unsigned,
            ConvertedType::BSON | ConvertedType::INTERVAL => Shape::Opaque,
            _ => match column.physical_type() {
                Type::BYTE_ARRAY => Shape::Text,
                Type::FIXED_LEN_BYTE_ARRAY | Type::INT96 => Shape::Opaque,
                _ => Shape::Plain,
            },
        }
    }

    fn decimal(scale: i32) -> Shape {
        u32::try_from(scale).map_or(Shape::Opaque, Shape::Decimal)
    }
}

/// Writes the values of a column as text.
pub(super) struct Writer {
    shape: Shape,
    /// The day written last, in days since 1970, and its text.
    day: Option<(i64, String)>,
}

impl Writer {
    /// Nothing written yet.
    pub fn new(shape: Shape) -> Writer {
        Writer { shape, day: None }
    }

    /// A whole number.
    pub fn int(&mut self, value: i64, wide: bool, out: &mut String) -> Sort {
        let start = out.len();
        let written = match self.shape {
            Shape::Unsigned if wide => self.show(value as u64, out),
            Shape::Unsigned => self.show(value as u32, out),
            Shape::Decimal(scale) => {
                out.push_str(&decimal(i128::from(value), scale));
                Some(())
            }
            Shape::Date => self.date(value, out),
            Shape::Clock(second) => clock(value, second, out),
            Shape::Stamp { second, utc } => self.stamp(value, second, utc, out),
            Shape::Opaque => None,
            Shape::Plain | Shape::Text | Shape::Uuid => self.show(value, out),
        };
        if written.is_some() {
            return Sort::Text;
        }
        out.truncate(start);
        let _ = write!(out, "{value}");
        Sort::Other
    }

    /// A number or yes-or-no as it is.
    pub fn plain(&mut self, value: impl std::fmt::Display, out: &mut String) -> Sort {
        match self.show(value, out) {
            Some(()) => Sort::Text,
            None => Sort::Other,
        }
    }

    fn show(&self, value: impl std::fmt::Display, out: &mut String) -> Option<()> {
        write!(out, "{value}").ok()
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8], out: &mut String) -> Sort {
        let text = match self.shape {
            Shape::Text => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    out.push_str(text);
                    return Sort::Text;
                }
                Err(_) => None,
            },
            Shape::Decimal(scale) => big(bytes).map(|number| decimal(number, scale)),
            Shape::Uuid => uuid(bytes),
            _ => None,
        };
        out.push_str(&text.as_deref().map_or_else(|| hex(bytes), str::to_string));
        if text.is_some() { Sort::Text } else { Sort::Other }
    }

    /// A 96-bit timestamp, which may be meant in UTC or as a local time: it is shown, and no field can hold it.
    pub fn int96(&mut self, value: &Int96, out: &mut String) -> Sort {
        let data = value.data();
        let nanos = data.get(..2).map_or(0, |parts| u64::from(parts[0]) | u64::from(parts[1]) << 32);
        let day = data.get(2).map_or(0, |day| i64::from(*day) - 2_440_588);
        let start = out.len();
        if self.date(day, out).is_none() {
            out.truncate(start);
        }
        out.push(' ');
        let start = out.len();
        if i64::try_from(nanos).ok().and_then(|nanos| clock(nanos, NANOS, out)).is_none() {
            out.truncate(start);
        }
        Sort::Other
    }

    /// So many days after 1970 began.
    fn date(&mut self, days: i64, out: &mut String) -> Option<()> {
        if self.day.as_ref().is_none_or(|(known, _)| *known != days) {
            let date = date(days)?;
            let year = u32::try_from(date.year()).ok()?;
            self.day = Some((days, format!("{year:04}-{:02}-{:02}", date.month(), date.day())));
        }
        let (_, text) = self.day.as_ref()?;
        out.push_str(text);
        Some(())
    }

    /// A timestamp always has seconds: it was kept so finely.
    fn stamp(&mut self, value: i64, second: i64, utc: bool, out: &mut String) -> Option<()> {
        let day = 86_400 * second;
        self.date(value.div_euclid(day), out)?;
        out.push(' ');
        clock(value.rem_euclid(day), second, out)?;
        if utc {
            out.push('Z');
        }
        Some(())
    }
}

/// A number below a hundred as two digits.
fn two(number: u32) -> [u8; 2] {
    let digit = |number: u32| b'0' + (number % 10) as u8;
    [digit(number / 10), digit(number)]
}

/// `09:00:00`, and as many digits behind the second as it takes.
fn clock(value: i64, second: i64, out: &mut String) -> Option<()> {
    let (whole, part) = (u32::try_from(value.div_euclid(second)).ok()?, value.rem_euclid(second));
    if whole >= 86_400 {
        return None;
    }
    let ([h, hh], [m, mm], [s, ss]) = (two(whole / 3600), two(whole / 60 % 60), two(whole % 60));
    out.push_str(std::str::from_utf8(&[h, hh, b':', m, mm, b':', s, ss]).ok()?);
    if part != 0 {
        let nanos = part.checked_mul(NANOS / second)?;
        write!(out, ".{nanos:09}").ok()?;
        out.truncate(out.trim_end_matches('0').len());
    }
    Some(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A whole number and how many of its digits stand behind the point.
fn decimal(number: i128, scale: u32) -> String {
    let digits = number.unsigned_abs().to_string();
    let sign = if number < 0 { "-" } else { "" };
    let scale = scale as usize;
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{part}")
}

/// A signed number of up to 16 bytes, the highest first.
fn big(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    let fill = if first >= 0x80 { 0xFF } else { 0 };
    let (over, low) = bytes.split_at(bytes.len().saturating_sub(16));
    if over.iter().any(|b| *b != fill) || (!over.is_empty() && (low.first()? ^ fill) >= 0x80) {
        return None;
    }
    let mut wide = [fill; 16];
    wide[16 - low.len()..].copy_from_slice(low);
    Some(i128::from_be_bytes(wide))
}

fn uuid(bytes: &[u8]) -> Option<String> {
    let hex = hex(bytes);
    (hex.len() == 32).then(|| [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        assert_eq!(decimal(7995, 2), "79.95");
        assert_eq!(decimal(-5, 3), "-0.005");
        assert_eq!(decimal(0, 2), "0.00");
        assert_eq!(big(&[0xFF, 0x38]), Some(-200));
        assert_eq!(big(&[0; 20]), Some(0));
        assert_eq!(big(&[1; 20]), None);
        assert_eq!(big(&[]), None);
    }

    fn int(shape: Shape, value: i64, wide: bool) -> (Sort, String) {
        let mut out = String::from("before");
        let sort = Writer::new(shape).int(value, wide, &mut out);
        (sort, out.strip_prefix("before").unwrap().to_string())
    }

    fn text(text: &str) -> (Sort, String) {
        (Sort::Text, text.to_string())
    }

    #[test]
    fn times_of_every_unit() {
        let stamp = |second, utc| Shape::Stamp { second, utc };
        assert_eq!(int(stamp(MILLIS, true), 1_714_957_200_000, true), text("2024-05-06 01:00:00Z"));
        assert_eq!(int(stamp(MICROS, false), 1_714_957_200_250_000, true), text("2024-05-06 01:00:00.25"));
        assert_eq!(int(stamp(NANOS, true), -1, true), text("1969-12-31 23:59:59.999999999Z"));
        assert_eq!(int(stamp(MILLIS, true), i64::MAX, true), (Sort::Other, i64::MAX.to_string()));
        assert_eq!(int(Shape::Date, 19849, false), text("2024-05-06"));
        assert_eq!(int(Shape::Date, i64::MAX, true).0, Sort::Other);
        assert_eq!(int(Shape::Clock(MILLIS), 32_400_000, false), text("09:00:00"));
        assert_eq!(int(Shape::Clock(MILLIS), 86_400_000, false), (Sort::Other, "86400000".to_string()));
        assert_eq!(int(Shape::Clock(MILLIS), -1, false).0, Sort::Other);
    }

    #[test]
    fn days_one_after_the_other() {
        let mut writer = Writer::new(Shape::Stamp { second: MILLIS, utc: false });
        let mut out = String::new();
        for value in [0, 86_399_001, 86_400_000, -1, 0] {
            writer.int(value, true, &mut out);
            out.push('|');
        }
        let days = "1970-01-01 00:00:00|1970-01-01 23:59:59.001|1970-01-02 00:00:00|1969-12-31 23:59:59.999";
        assert_eq!(out, format!("{days}|1970-01-01 00:00:00|"));
    }

    #[test]
    fn whole_numbers_keep_their_sign() {
        assert_eq!(int(Shape::Unsigned, -1, false), text("4294967295"));
        assert_eq!(int(Shape::Unsigned, -1, true), text("18446744073709551615"));
        assert_eq!(int(Shape::Plain, -1, true), text("-1"));
        assert_eq!(int(Shape::Opaque, 1, true), (Sort::Other, "1".to_string()));
        let mut out = String::new();
        assert_eq!((Writer::new(Shape::Text).bytes(b"\xFF", &mut out), out), (Sort::Other, "ff".to_string()));
    }
}
