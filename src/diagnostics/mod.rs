//! Messages about policies, logs and flags as data, and their drawing.
//!
//! Each stage has its own problem enum and turns it into a [`Diagnostic`] in either language. The house style: lower
//! case, no full stop, user text in backticks, no type names of ours, and the remedy in `help`, apart from the message.

mod code;
mod draw;
mod json;

pub use code::Code;
pub use draw::{DrawOptions, Mark, Tone, draw, draw_all, snippets};
pub use json::{DiagnosticJson, PlaceJson, diagnostics_json};

use crate::locale::Lang;
use crate::source::Span;

/// How bad it is. Only errors stop a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The policy, log or call cannot be used as it stands.
    Error,
    /// It can be used, but probably does not do what was meant.
    Warning,
    /// Worth knowing.
    Advice,
}

impl Severity {
    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// A place with a remark about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

/// One message, in one language: what happened, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, explained by `guiju explain CODE`.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What happened, in one line.
    pub message: String,
    /// Places; the first is the one to go to.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with no places yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// States the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// States the remedy, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Anything a stage can complain about. Implementations match exhaustively in `en.rs` and `zh.rs`, so that a missing
/// translation does not compile.
pub trait Problem {
    /// The message in a language.
    fn diagnostic(&self, lang: Lang) -> Diagnostic;
}

/// Sorts messages as a reader meets their places: by file, then position; those without a place come last.
pub fn in_source_order(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|d| match d.labels.first() {
        Some(label) => (0, label.span.file, label.span.start, label.span.end),
        None => (1, crate::source::FileId(u32::MAX), 0, 0),
    });
}

/// Of many known names, those close enough to a mistyped one to be worth suggesting, best first, at most three.
///
/// Close means: at most one edit for every three characters (at least one, at most three), letter case ignored.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed_lower = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    let mut close: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed_lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .collect();
    close.sort();
    close.dedup();
    close.into_iter().take(3).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_close_and_few() {
        assert_eq!(did_you_mean("arive", ["arrive", "alarm", "inform"]), ["arrive"]);
        assert_eq!(did_you_mean("FAULT", ["fault"]), ["fault"]);
        assert!(did_you_mean("x", ["fault", "y"]).is_empty());
        assert_eq!(did_you_mean("到厂", ["到场", "报警"]), ["到场"]);
    }
}
