//! JSON for programs: the report model as it stands, in a stable order of keys.

use crate::report::Report;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// The report as indented JSON with a line break at its end.
pub fn json(report: &Report) -> String {
    let mut bytes = Vec::new();
    // Nothing in the model can fail to be written: keys are texts and numbers are whole.
    let _ = json_to(report, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes what [`json`] gives, piece by piece.
///
/// # Errors
///
/// What the writer says.
pub fn json_to(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    report.serialize(&mut Serializer::with_formatter(&mut *to, Indented::default()))?;
    to.write_all(b"\n")
}

/// Lays JSON out as `serde_json` does when it writes prettily, with one write for each line break and its indentation.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether the list or object at hand has an entry.
    filled: bool,
}

/// A comma, a line break, and more indentation than any report has.
const BREAK: &[u8; 66] = b",\n                                                                ";

impl Indented {
    fn line<W: ?Sized + Write>(&self, to: &mut W, first: bool) -> io::Result<()> {
        let spaces = 2 * self.depth;
        let near = spaces.min(BREAK.len() - 2);
        to.write_all(&BREAK[usize::from(first)..2 + near])?;
        (near..spaces).try_for_each(|_| to.write_all(b" "))
    }

    fn open<W: ?Sized + Write>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        to.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled {
            self.line(to, true)?;
        }
        to.write_all(bracket)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.line(to, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.line(to, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

/// The JSON Schema of the report (draft 2020-12), as published in `docs/schema/report-1.json`.
pub fn schema() -> String {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.root_schema_for::<Report>();
    schema.insert("title".into(), "Guiju report".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_that_of_the_library() {
        let deep = (0..40).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner, {}]));
        let value = serde_json::json!({"a": [], "b": {}, "c": [1, "x", null, [true]], "d": {"e": {"f": "\u{1}规"}}, "g": deep});
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default())).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), serde_json::to_string_pretty(&value).unwrap());
    }
}
