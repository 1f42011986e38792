//! From the text of a cell to a value of the declared type. What cannot be read without guessing stays unreadable.

use super::formats::json;
use super::raw::Raw;
use super::stamp;
use super::timeformat::TimeFormat;
use crate::event::{Cell, Interner, Type, Value};
use crate::money::Currency;
use crate::time::Zone;
use jiff::SignedDuration;
use rust_decimal::Decimal;

/// What decoding a cell needs besides its text and type.
pub(super) struct Decoder<'a> {
    pub interner: &'a mut Interner,
    pub zone: Option<&'a Zone>,
    pub blanks: &'a [String],
}

impl Decoder<'_> {
    /// Decodes one cell.
    pub fn cell(&mut self, raw: &Raw<'_>, ty: &Type, format: Option<&TimeFormat>) -> Cell {
        match raw {
            Raw::Text(text) if self.is_blank(text) => Cell::Blank,
            raw => self.filled(raw, ty, format),
        }
    }

    /// Decodes one cell whose text does not stand for "nothing entered".
    pub fn filled(&mut self, raw: &Raw<'_>, ty: &Type, format: Option<&TimeFormat>) -> Cell {
        let value = match raw {
            Raw::Blank => return Cell::Blank,
            Raw::Text(text) => return self.text(text, ty, format),
            Raw::Array(text) => self.array(text, ty, format),
            Raw::Object(_) => None,
        };
        match value {
            Some(value) => Cell::Value(value),
            None => Cell::Unreadable(self.interner.intern(raw.as_str().unwrap_or_default())),
        }
    }

    /// The same for the text of a cell.
    #[inline]
    pub fn text(&mut self, text: &str, ty: &Type, format: Option<&TimeFormat>) -> Cell {
        // What most cells are, without a detour.
        match ty {
            Type::Text | Type::Ref(_) => return Cell::Value(Value::Text(self.interner.intern(text))),
            Type::Number => {
                if let Some(number) = short_decimal(text.as_bytes()) {
                    return Cell::Value(Value::Number(number));
                }
            }
            _ => {}
        }
        match self.value(text, ty, format) {
            Some(value) => Cell::Value(value),
            None => Cell::Unreadable(self.interner.intern(text)),
        }
    }

    /// Decodes the text of a cell that is not read just as it stands; blanks have been dealt with.
    pub fn written(
        &mut self,
        text: &str,
        ty: &Type,
        format: Option<&TimeFormat>,
        unit: Option<&str>,
    ) -> Cell {
        if text.is_empty() {
            return Cell::Blank;
        }
        let value = match (ty, unit) {
            (Type::List(item), Some(_)) => {
                let texts = text.split(LIST_SEPARATORS).map(str::trim).filter(|t| !t.is_empty());
                let items: Option<Box<[Value]>> = texts.map(|text| in_unit(text, item, unit)).collect();
                items.map(Value::List)
            }
            (ty, Some(_)) => in_unit(text, ty, unit),
            (ty, None) => self.value(text, ty, format),
        };
        value.map_or_else(|| Cell::Unreadable(self.interner.intern(text)), Cell::Value)
    }

    /// Whether a text stands for "nothing entered" in this file.
    pub fn is_blank(&self, text: &str) -> bool {
        self.blanks.iter().any(|b| b == text)
    }

    fn value(&mut self, text: &str, ty: &Type, format: Option<&TimeFormat>) -> Option<Value> {
        match ty {
            Type::Text | Type::Ref(_) => Some(Value::Text(self.interner.intern(text))),
            Type::Enum(words) => {
                words.iter().any(|w| w == text).then(|| Value::Text(self.interner.intern(text)))
            }
            Type::Number => decimal(text).map(Value::Number),
            Type::Percent => percent(text).map(Value::Percent),
            Type::Money(currency) => money(text, *currency),
            Type::Bool => yes_or_no(text).map(Value::Bool),
            Type::Date => match format {
                Some(format) => format.date(text),
                None => stamp::date(text),
            }
            .map(Value::Date),
            Type::TimeOfDay => match format {
                Some(format) => format.time_of_day(text),
                None => stamp::time_of_day(text),
            }
            .map(Value::Time),
            Type::Instant => stamp::stamp(text, format, self.zone).ok().map(Value::Stamp),
            Type::Duration => duration(text).map(Value::Duration),
            Type::List(item) => self.list(text.split(LIST_SEPARATORS), item, format),
            Type::Period => None,
        }
    }

    fn list<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str>,
        item: &Type,
        format: Option<&TimeFormat>,
    ) -> Option<Value> {
        let values: Option<Box<[Value]>> =
            texts.map(str::trim).filter(|t| !t.is_empty()).map(|t| self.value(t, item, format)).collect();
        values.map(Value::List)
    }

    fn array(&mut self, text: &str, ty: &Type, format: Option<&TimeFormat>) -> Option<Value> {
        let Type::List(item) = ty else { return None };
        let mut values = Vec::new();
        for raw in json::elements(text)? {
            match self.cell(&raw, item, format) {
                Cell::Value(value) => values.push(value),
                Cell::Blank => {}
                Cell::Unreadable(_) => return None,
            }
        }
        Some(Value::List(values.into()))
    }
}

/// What parts the items of a list in one cell.
const LIST_SEPARATORS: [char; 4] = [';', '；', '、', '|'];

/// Reads a number whose unit the mapping states; the unit may be written behind it. Another unit is not read.
fn in_unit(text: &str, ty: &Type, unit: Option<&str>) -> Option<Value> {
    let unit = unit?;
    let number = || text.strip_suffix(unit).map_or(text, str::trim_end);
    match ty {
        Type::Number => decimal(number()).map(Value::Number),
        Type::Percent => {
            let number = text.strip_suffix(['%', '％']).map_or(text, str::trim_end);
            decimal(number)?.checked_div(Decimal::ONE_HUNDRED).map(Value::Percent)
        }
        Type::Duration => match decimal(text) {
            Some(count) => micros(count, unit),
            None => duration(text),
        }
        .map(Value::Duration),
        _ => None,
    }
}

/// So many of a unit of elapsed time, exactly.
fn micros(count: Decimal, unit: &str) -> Option<i64> {
    let micros = count.checked_mul(crate::time::elapsed_unit(unit)?.into())?;
    if micros.fract().is_zero() { i64::try_from(micros).ok() } else { None }
}

/// Reads an exact decimal: digits with an optional sign, one decimal point and an exponent. Separators between
/// thousands are not read, because `1,234` means different numbers in different countries.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    short_decimal(text.as_bytes()).or_else(|| long_decimal(text))
}

/// A number that fits a machine word and has no exponent, as nearly all have.
fn short_decimal(text: &[u8]) -> Option<Decimal> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    // At most 18 digits and a point.
    if text.len() > 18 {
        return None;
    }
    let (mut value, mut point) = (0_u64, text.len());
    for (at, byte) in text.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            // Eighteen digits leave room enough.
            value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if *byte == b'.' && point == text.len() {
            point = at;
        } else {
            return None;
        }
    }
    let places = text.len().saturating_sub(point + 1);
    let digits = text.len() - usize::from(point < text.len());
    let (low, high) = (value as u32, (value >> 32) as u32);
    (digits > 0).then(|| Decimal::from_parts(low, high, 0, negative, places as u32))
}

/// A number of up to seven bytes, packed ([`crate::event::packed_short`]), with neither sign nor exponent: all its digits are read at
/// once.
#[inline]
pub(super) fn packed_decimal(packed: u64) -> Option<Decimal> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    const ZEROS: u64 = b'0' as u64 * EACH;
    const POINTS: u64 = (b'.' ^ b'0') as u64 * EACH;
    let len = (packed >> 56) as u32;
    // The last byte highest, so that the length is gone. What is left of a digit is its value, of what stands below the first nothing.
    let shift = 64_u32.wrapping_sub(8 * len);
    let mut values = packed.wrapping_shl(shift) ^ ZEROS.wrapping_shl(shift);
    let above_nine = |values: u64| (values | values.wrapping_add(0x76 * EACH)) & HIGH != 0;
    let (mut count, mut places) = (len, 0);
    if above_nine(values) {
        // The lowest byte that is a point has its highest bit set.
        let differs = values ^ POINTS;
        let point = differs.wrapping_sub(EACH) & !differs & HIGH;
        if point == 0 {
            return None;
        }
        // All ones below it. What stands there moves up into its place.
        let below = (point >> 7).wrapping_sub(1);
        values = (values & below) << 8 | values & !(below << 8 | 0xFF);
        places = point.leading_zeros() / 8;
        count = count.wrapping_sub(1);
    }
    if count == 0 || above_nine(values) {
        return None;
    }
    // Eight values, the last digit highest: pairs of them, then pairs of pairs, then both fours.
    let values = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00FF_00FF_00FF_00FF;
    let values = values.wrapping_mul(100).wrapping_add(values >> 16) & 0x0000_FFFF_0000_FFFF;
    let digits = values.wrapping_mul(10_000).wrapping_add(values >> 32) as u32;
    Some(Decimal::from_parts(digits, 0, 0, false, places))
}

fn long_decimal(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, mantissa.as_bytes()),
    };
    // Decimals hold at least 28 digits, and two more factors of ten could not overflow the 128 bits counted in.
    if digits.len() > 30 {
        return None;
    }
    let mut value: i128 = 0;
    let mut places = 0_i32;
    let mut point = false;
    let mut any = false;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i128::from(byte - b'0');
                places += i32::from(point);
                any = true;
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if !any {
        return None;
    }
    let mut scale = places.checked_sub(exponent)?;
    while scale < 0 {
        value = value.checked_mul(10)?;
        scale += 1;
    }
    let value = if negative { -value } else { value };
    Decimal::try_from_i128_with_scale(value, u32::try_from(scale).ok()?).ok()
}

/// Reads a share. The sign is required: `80` and `0.8` could each mean 80 % or something else.
fn percent(text: &str) -> Option<Decimal> {
    let number = text.strip_suffix(['%', '％'])?.trim_end();
    decimal(number)?.checked_div(Decimal::ONE_HUNDRED)
}

/// Reads an amount: `100`, `100 CNY`, `CNY 100`, `100元`. A bare number needs a declared currency, and a written
/// currency must be the declared one.
fn money(text: &str, declared: Option<Currency>) -> Option<Value> {
    let (number, written) = Currency::written(text)?;
    let currency = match (written, declared) {
        (Some(written), Some(declared)) if written != declared => return None,
        (written, declared) => written.or(declared)?,
    };
    Some(Value::Money(decimal(number.trim())?, currency))
}

/// Reads yes or no, letter case ignored.
fn yes_or_no(text: &str) -> Option<bool> {
    const WORDS: [(&str, bool); 8] = [
        ("true", true),
        ("false", false),
        ("yes", true),
        ("no", false),
        ("1", true),
        ("0", false),
        ("是", true),
        ("否", false),
    ];
    WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value)
}

/// Reads elapsed time as microseconds: `1:30` and `1:30:00` (hours first), `PT1H30M`, `1h 30m`, `90 minutes`.
/// Days and longer are not read: they are counted on a calendar.
fn duration(text: &str) -> Option<i64> {
    if let Some(micros) = clock_duration(text) {
        return Some(micros);
    }
    if let Some(micros) = spoken_duration(text) {
        return Some(micros);
    }
    let duration: SignedDuration = text.parse().ok()?;
    if duration.subsec_nanos() % 1000 != 0 {
        return None;
    }
    i64::try_from(duration.as_micros()).ok()
}

/// Numbers with units one after the other: `2.83小时`, `1 小时 30 分钟`, `7.5 hours`.
fn spoken_duration(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut sum = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|at| *at > 0)?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let end = after.find(|c: char| c.is_ascii_digit() || c.is_whitespace()).unwrap_or(after.len());
        let (unit, beyond) = after.split_at(end);
        sum = sum.checked_add(micros(decimal(number)?, unit)?)?;
        rest = beyond.trim_start();
    }
    (!text.trim().is_empty()).then_some(sum)
}

fn clock_duration(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let hours = parts.next()?;
    let minutes = two_digits(parts.next()?)?;
    let seconds = match parts.next() {
        Some(seconds) => two_digits(seconds)?,
        None => 0,
    };
    if parts.next().is_some() || hours.is_empty() || !hours.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = hours.parse().ok()?;
    hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?.checked_mul(1_000_000)
}

/// A number of two digits below sixty.
fn two_digits(text: &str) -> Option<i64> {
    match text.as_bytes() {
        [a @ b'0'..=b'5', b @ b'0'..=b'9'] => Some(i64::from(a - b'0') * 10 + i64::from(b - b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::packed;
    use crate::ingest::dice::Dice;

    fn show(text: &str, ty: &Type) -> String {
        let mut interner = Interner::default();
        let zone = Zone::named("Asia/Shanghai");
        let blanks = vec!["NA".to_string()];
        let mut decoder = Decoder { interner: &mut interner, zone: zone.as_ref(), blanks: &blanks };
        match decoder.cell(&Raw::text(text), ty, None) {
            Cell::Blank => "blank".into(),
            Cell::Unreadable(sym) => format!("unreadable {}", interner.text(&sym)),
            Cell::Value(Value::Text(sym)) => interner.text(&sym).to_string(),
            Cell::Value(Value::Number(n) | Value::Percent(n)) => n.to_string(),
            Cell::Value(value) => format!("{value:?}"),
        }
    }

    #[test]
    fn numbers_are_exact() {
        for (text, value) in [
            ("7.50", "7.50"),
            ("-0.1", "-0.1"),
            ("+3", "3"),
            (".5", "0.5"),
            ("1e3", "1000"),
            ("1.25E-2", "0.0125"),
            ("1234567890123456789012345678", "1234567890123456789012345678"),
            ("0.1234567890123456789012345678", "0.1234567890123456789012345678"),
        ] {
            assert_eq!(show(text, &Type::Number), value, "{text}");
        }
    }

    #[test]
    fn short_numbers_are_read_like_long_ones() {
        for text in [
            "0",
            "-0",
            "-0.0",
            "7",
            "007",
            "7.",
            ".7",
            "-.7",
            "1.50",
            "-12.345678",
            "",
            "-",
            ".",
            "-.",
            "1.2.3",
            "+1",
            "1e3",
            "--1",
            "1-",
            "999999999999999999",
            "9999999999999999.99",
            "99999999999999999.9",
        ] {
            let (short, long) = (short_decimal(text.as_bytes()), long_decimal(text));
            let written = |number: Option<Decimal>| number.map(|number| (number.to_string(), number.scale()));
            assert!(short.is_none() || written(short) == written(long), "{text}: {short:?} {long:?}");
        }
    }

    #[test]
    fn packed_numbers_are_read_as_any_other() {
        let bytes = b"0123456789..9-+e ,x\x00\x80";
        let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
        let mut read = 0;
        for _ in 0..200_000 {
            let random = dice.roll();
            let len = random as usize % 8;
            // Mostly digits, so that many are numbers.
            let most = if random >> 8 & 1 == 0 { 12 } else { bytes.len() as u64 };
            let text: Vec<u8> =
                (0..len).map(|at| bytes[((random >> (5 * at + 9)) % most) as usize]).collect();
            let key = packed(&text) | (len as u64) << 56;
            let number = packed_decimal(key);
            let expected = short_decimal(&text).filter(|_| text.first() != Some(&b'-'));
            assert_eq!(number, expected, "{text:?}");
            assert_eq!(number.map(|n| n.scale()), expected.map(|n| n.scale()), "{text:?}");
            read += u32::from(number.is_some());
        }
        assert!(read > 20_000, "{read}");
    }

    #[test]
    fn what_is_no_plain_number_is_unreadable() {
        for text in
            ["1,234", "1 234", "1_000", "7.5 mg/L", "1.2.3", "٣", "-", ".", "1e", "1e99", "0x10", "NaN"]
        {
            assert_eq!(show(text, &Type::Number), format!("unreadable {text}"));
        }
        // One digit more than can be held exactly is refused, never rounded.
        assert!(show("0.12345678901234567890123456789", &Type::Number).starts_with("unreadable"));
        assert!(show("99999999999999999999999999999999999999999", &Type::Number).starts_with("unreadable"));
    }

    #[test]
    fn blank_is_what_is_empty_or_listed_as_blank() {
        for text in ["", "  ", "\u{3000}", "NA", " NA "] {
            assert_eq!(show(text, &Type::Number), "blank", "{text:?}");
        }
        assert_eq!(show("na", &Type::Number), "unreadable na");
    }

    #[test]
    fn shares_need_their_sign() {
        assert_eq!(show("80%", &Type::Percent), "0.80");
        assert_eq!(show("80 %", &Type::Percent), "0.80");
        assert_eq!(show("79.95％", &Type::Percent), "0.7995");
        assert_eq!(show("0.8", &Type::Percent), "unreadable 0.8");
    }

    #[test]
    fn amounts_keep_their_currency() {
        let yuan = Type::Money(Some(Currency::CNY));
        for text in ["100", "100 CNY", "CNY 100", "100元", "cny100"] {
            assert_eq!(show(text, &yuan), "Money(100, CNY)", "{text}");
        }
        assert_eq!(show("100 EUR", &yuan), "unreadable 100 EUR");
        assert_eq!(show("100", &Type::Money(None)), "unreadable 100");
        assert_eq!(show("100 EUR", &Type::Money(None)), "Money(100, EUR)");
        assert_eq!(show("100 yuan", &yuan), "unreadable 100 yuan");
    }

    #[test]
    fn yes_and_no_in_both_languages() {
        for (text, value) in
            [("True", true), ("YES", true), ("1", true), ("是", true), ("no", false), ("否", false)]
        {
            assert_eq!(show(text, &Type::Bool), format!("Bool({value})"));
        }
        assert_eq!(show("y", &Type::Bool), "unreadable y");
    }

    #[test]
    fn durations_are_elapsed_time() {
        for (text, minutes) in [
            ("30 min", 30),
            ("30 minutes", 30),
            ("PT1H30M", 90),
            ("1:30", 90),
            ("25:00:00", 1500),
            ("1h 30m", 90),
        ] {
            assert_eq!(
                show(text, &Type::Duration),
                format!("Duration({})", minutes * 60_000_000_i64),
                "{text}"
            );
        }
        for text in ["1 day", "P1D", "P1M", "30", "1:5", "1:60"] {
            assert_eq!(show(text, &Type::Duration), format!("unreadable {text}"));
        }
    }

    #[test]
    fn dates_times_and_words() {
        assert_eq!(show("2024/5/6", &Type::Date), "Date(2024-05-06)");
        assert_eq!(show("2024-05-06 00:00:00", &Type::Date), "Date(2024-05-06)");
        assert_eq!(show("2024-05-06 09:00", &Type::Date), "unreadable 2024-05-06 09:00");
        assert_eq!(show("8:20", &Type::TimeOfDay), "Time(ClockTime { time: 08:20:00, precision: Minute })");
        assert_eq!(show("2024-05-06 09:00", &Type::Instant), "Stamp(2024-05-06T01:00:00Z(minute))");
        let words = Type::Enum(vec!["easy".into(), "hard".into()]);
        assert_eq!(show("easy", &words), "easy");
        assert_eq!(show("Easy", &words), "unreadable Easy");
        assert_eq!(show("  li ", &Type::Text), "li");
    }

    #[test]
    fn lists_are_read_whole_or_not_at_all() {
        let numbers = Type::List(Box::new(Type::Number));
        assert_eq!(
            show("1; 2；3、4|5", &numbers),
            "List([Number(1), Number(2), Number(3), Number(4), Number(5)])"
        );
        assert_eq!(show("1;two", &numbers), "unreadable 1;two");
    }
}
