//! What a text could be read as, for those who look at a file before anything is declared about it.

use super::decode::{self, Decoder};
use super::raw::Raw;
use super::stamp;
use super::timeformat::{Purpose, TimeFormat};
use crate::event::{Cell, Interner, Type};
use crate::time::Precision;

/// A way of writing timestamps or dates.
#[derive(Clone, Debug)]
pub struct Probe {
    format: Option<TimeFormat>,
}

impl Probe {
    /// The ways that need no format: the year comes first.
    pub fn everyday() -> Probe {
        Probe { format: None }
    }

    /// A `strftime` format; `None` if it gives no date.
    pub fn of(format: &str) -> Option<Probe> {
        TimeFormat::new(format, Purpose::Timestamp).ok().map(|format| Probe { format: Some(format) })
    }

    /// Whether a text is written so, and how finely.
    pub fn reads(&self, text: &str) -> Option<Precision> {
        let written = match &self.format {
            None => stamp::everyday(text),
            Some(format) => format.read(text),
        };
        written.map(|written| written.precision)
    }
}

/// Whether a text can be read as a type that needs neither a format nor a declaration.
pub fn reads_as(text: &str, ty: &Type) -> bool {
    match ty {
        Type::Number => decode::decimal(text).is_some(),
        ty => {
            let mut interner = Interner::default();
            let mut decoder = Decoder { interner: &mut interner, zone: None, blanks: &[] };
            matches!(decoder.cell(&Raw::text(text), ty, None), Cell::Value(_))
        }
    }
}
