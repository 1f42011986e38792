//! The currency codes of ISO 4217, so that a mistyped code is noticed where it is written.

use super::{Low, Lower, Pair};
use crate::diagnostics::did_you_mean;
use crate::money::Currency;
use crate::source::Spanned;
use crate::syntax::error::SyntaxProblem;

/// Codes in use for money, without funds, metals and testing codes.
const CODES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR",
    "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR",
    "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD",
    "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF",
    "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

impl Lower<'_> {
    /// A currency code, or `元`.
    pub(super) fn currency(&mut self, pair: Pair<'_>) -> Low<Spanned<Currency>> {
        let text = pair.as_str().trim();
        let span = self.span(&pair);
        if text == "元" {
            return Ok(Spanned::new(Currency::CNY, span));
        }
        match Currency::parse(text).filter(|_| CODES.contains(&text)) {
            Some(currency) => Ok(Spanned::new(currency, span)),
            None => {
                let suggestions = match text {
                    "RMB" | "CNH" => vec!["CNY".to_string()],
                    _ => did_you_mean(text, CODES.iter().copied()).into_iter().map(str::to_string).collect(),
                };
                self.fail(SyntaxProblem::UnknownCurrency { span, found: text.to_string(), suggestions })
            }
        }
    }
}
