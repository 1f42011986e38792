//! Messages for programs.

use super::Diagnostic;
use crate::source::{Sources, Span};
use serde::Serialize;

/// One place, for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceJson {
    /// The file, as the user named it.
    pub file: String,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column just after the last character.
    pub end_column: u32,
    /// What is to be seen there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// One message, for programs. `place` is the place to go to; `labels` holds all places, that one included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticJson {
    /// The stable code.
    pub code: &'static str,
    /// `error`, `warning` or `advice`.
    pub severity: &'static str,
    /// What happened.
    pub message: String,
    /// The place to go to; none for messages about the call itself.
    pub place: Option<PlaceJson>,
    /// All places.
    pub labels: Vec<PlaceJson>,
    /// What to do about it.
    pub help: Option<String>,
}

/// Messages as plain data with lines and columns.
pub fn diagnostics_json(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<DiagnosticJson> {
    diagnostics
        .iter()
        .map(|d| {
            let labels: Vec<PlaceJson> =
                d.labels.iter().map(|l| place_json(l.span, &l.text, sources)).collect();
            DiagnosticJson {
                code: d.code.id(),
                severity: d.severity.id(),
                message: d.message.clone(),
                place: labels.first().cloned(),
                labels,
                help: d.help.clone(),
            }
        })
        .collect()
}

fn place_json(span: Span, text: &str, sources: &Sources) -> PlaceJson {
    let file = sources.get(span.file);
    let (start, end) = (file.place(span.start), file.place(span.end));
    PlaceJson {
        file: file.name.clone(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: text.to_string(),
    }
}
