//! One value of a column as text, exactly.

use crate::ingest::formats::cells::Held;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::Int96;
use parquet::schema::types::ColumnDescriptor;

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

    /// A whole number.
    pub fn int(self, value: i64, wide: bool) -> Held {
        let text = match self {
            Shape::Unsigned if wide => Some((value as u64).to_string()),
            Shape::Unsigned => Some((value as u32).to_string()),
            Shape::Decimal(scale) => Some(decimal(i128::from(value), scale)),
            Shape::Date => date(value),
            Shape::Clock(second) => clock(value, second),
            Shape::Stamp { second, utc } => stamp(value, second, utc),
            Shape::Opaque => None,
            Shape::Plain | Shape::Text | Shape::Uuid => Some(value.to_string()),
        };
        text.map_or_else(|| Held::Other(value.to_string()), Held::Text)
    }

    /// Bytes.
    pub fn bytes(self, bytes: &[u8]) -> Held {
        let text = match self {
            Shape::Text => std::str::from_utf8(bytes).ok().map(str::to_string),
            Shape::Decimal(scale) => big(bytes).map(|number| decimal(number, scale)),
            Shape::Uuid => uuid(bytes),
            _ => None,
        };
        text.map_or_else(|| Held::Other(bytes.iter().map(|b| format!("{b:02x}")).collect()), Held::Text)
    }
}

/// A 96-bit timestamp, which may be meant in UTC or as a local time: it is shown, and no field can hold it.
pub(super) fn int96(value: &Int96) -> Held {
    let data = value.data();
    let nanos = data.get(..2).map_or(0, |parts| u64::from(parts[0]) | u64::from(parts[1]) << 32);
    let day = data.get(2).map_or(0, |day| i64::from(*day) - 2_440_588);
    let text = date(day).unwrap_or_default();
    let clock = i64::try_from(nanos).ok().and_then(|nanos| clock(nanos, NANOS)).unwrap_or_default();
    Held::Other(format!("{text} {clock}"))
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

fn date(days: i64) -> Option<String> {
    let days = jiff::Span::new().try_days(days).ok()?;
    Some(Date::new(1970, 1, 1).ok()?.checked_add(days).ok()?.to_string())
}

fn clock(value: i64, second: i64) -> Option<String> {
    let time = jiff::civil::Time::midnight();
    let past = nanoseconds(value, second)?;
    (0..86_400 * NANOS).contains(&past).then(|| {
        let time = time.wrapping_add(SignedDuration::from_nanos(past));
        show_clock(DateTime::from_parts(Date::ZERO, time))
    })
}

fn nanoseconds(value: i64, second: i64) -> Option<i64> {
    value.checked_mul(NANOS / second)
}

/// A timestamp always has seconds: it was kept so finely.
fn stamp(value: i64, second: i64, utc: bool) -> Option<String> {
    let whole = value.div_euclid(second);
    let nanos = i32::try_from(value.rem_euclid(second).checked_mul(NANOS / second)?).ok()?;
    let at = Timestamp::new(whole, nanos).ok()?;
    let shown = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let zone = if utc { "Z" } else { "" };
    Some(format!("{} {}{zone}", shown.date(), show_clock(shown)))
}

/// `09:00:00`, and as many digits behind the second as it takes.
fn show_clock(at: DateTime) -> String {
    let clock = format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second());
    match at.subsec_nanosecond() {
        0 => clock,
        nanos => format!("{clock}.{nanos:09}").trim_end_matches('0').to_string(),
    }
}

fn uuid(bytes: &[u8]) -> Option<String> {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
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

    #[test]
    fn times_of_every_unit() {
        assert_eq!(stamp(1_714_957_200_000, MILLIS, true).as_deref(), Some("2024-05-06 01:00:00Z"));
        assert_eq!(stamp(1_714_957_200_250_000, MICROS, false).as_deref(), Some("2024-05-06 01:00:00.25"));
        assert_eq!(stamp(-1, NANOS, true).as_deref(), Some("1969-12-31 23:59:59.999999999Z"));
        assert_eq!(stamp(i64::MAX, MILLIS, true), None);
        assert_eq!(date(19849).as_deref(), Some("2024-05-06"));
        assert_eq!(date(i64::MAX), None);
        assert_eq!(clock(32_400_000, MILLIS).as_deref(), Some("09:00:00"));
        assert_eq!(clock(86_400_000, MILLIS), None);
    }

    #[test]
    fn whole_numbers_keep_their_sign() {
        assert_eq!(Shape::Unsigned.int(-1, false), Held::Text("4294967295".into()));
        assert_eq!(Shape::Unsigned.int(-1, true), Held::Text("18446744073709551615".into()));
        assert_eq!(Shape::Plain.int(-1, true), Held::Text("-1".into()));
        assert_eq!(Shape::Text.bytes(b"\xFF"), Held::Other("ff".into()));
        assert_eq!(Shape::Opaque.int(1, true), Held::Other("1".into()));
    }
}
