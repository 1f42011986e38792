//! Exact amounts with a currency. Amounts of different currencies never add.

mod ratio;

pub use ratio::{Ratio, Round};

use crate::locale::Lang;
use rust_decimal::Decimal;
use std::fmt;

/// An ISO 4217 currency code such as `CNY`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Chinese yuan, the currency that `元` means.
    pub const CNY: Currency = Currency(*b"CNY");

    /// Reads a three-letter code; letter case is ignored.
    pub fn parse(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// Parts an amount as people write it, `100`, `100 CNY`, `CNY 100`, `100元`, into its number and its currency, if it names one.
    pub fn written(text: &str) -> Option<(&str, Option<Currency>)> {
        if let Some(number) = text.strip_suffix('元') {
            return Some((number, Some(Currency::CNY)));
        }
        if text.as_bytes().last()?.is_ascii_alphabetic() {
            let at = text.len().checked_sub(3)?;
            return Some((text.get(..at)?, Some(Currency::parse(text.get(at..)?)?)));
        }
        if text.as_bytes().first()?.is_ascii_alphabetic() {
            return Some((text.get(3..)?, Some(Currency::parse(text.get(..3)?)?)));
        }
        Some((text, None))
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The smallest unit of the currency, such as 0.01.
    pub fn smallest(&self) -> Decimal {
        Decimal::new(1, self.decimals())
    }

    /// How many decimals amounts of this currency are written with (ISO 4217 minor unit; 2 unless listed).
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"XAF" | b"XOF" => 0,
            b"BHD" | b"KWD" | b"OMR" | b"JOD" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// How much.
    pub value: Decimal,
    /// Of what.
    pub currency: Currency,
}

impl Amount {
    /// Joins a value with its currency.
    pub fn new(value: Decimal, currency: Currency) -> Self {
        Amount { value, currency }
    }

    /// The sum, or `None` if the currencies differ or the sum is too large to be held exactly.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        if self.currency != other.currency {
            return None;
        }
        Some(Amount { value: self.value.checked_add(other.value)?, ..self })
    }

    /// So many times the amount, or `None` if that is too large to be held exactly.
    pub fn times(self, n: u32) -> Option<Amount> {
        Some(Amount { value: self.value.checked_mul(Decimal::from(n))?, ..self })
    }

    /// As people write it: in Chinese, yuan are `元`.
    pub fn said(&self, lang: Lang) -> String {
        let text = self.to_string();
        match (lang, self.currency == Currency::CNY) {
            (Lang::Zh, true) => format!("{} 元", text.trim_end_matches(" CNY")),
            (Lang::Zh | Lang::En, _) => text,
        }
    }
}

impl fmt::Display for Amount {
    /// `100 CNY`, `12.50 CNY`: whole amounts without decimals, others with as many as the currency has, or more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = self.value.normalize();
        if value.scale() > 0 && value.scale() < self.currency.decimals() {
            value.rescale(self.currency.decimals());
        }
        write!(f, "{value} {}", self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let show = |text: &str| Amount::new(text.parse().unwrap(), Currency::CNY).to_string();
        assert_eq!(show("100"), "100 CNY");
        assert_eq!(show("100.00"), "100 CNY");
        assert_eq!(show("12.5"), "12.50 CNY");
        assert_eq!(show("0.125"), "0.125 CNY");
    }

    #[test]
    fn currencies_never_add() {
        let yuan = Amount::new(1.into(), Currency::CNY);
        let euro = Amount::new(1.into(), Currency::parse("eur").unwrap());
        assert_eq!(yuan.checked_add(euro), None);
        assert_eq!(yuan.checked_add(yuan).unwrap().to_string(), "2 CNY");
    }
}
