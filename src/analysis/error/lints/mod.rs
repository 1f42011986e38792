//! What is not wrong, but probably not meant.

mod en;
mod zh;

use super::Thing;
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A finding of a lint.
#[derive(Clone, Debug, PartialEq)]
pub enum LintProblem {
    /// Letters of scripts that look alike in one name.
    MixedScript {
        /// The name.
        name: String,
        /// Where it is declared.
        span: Span,
        /// The letters that are of the other script.
        strangers: String,
        /// A name already there that looks the same.
        twin: Option<(String, Span)>,
    },
    /// A parameter that nothing uses.
    UnusedParam {
        /// The name.
        name: String,
        /// Where.
        span: Span,
    },
    /// An alias or roster member that nothing uses.
    UnusedAlias {
        /// The name.
        name: String,
        /// Where.
        span: Span,
        /// Whether it is a roster member; then all members owe the same.
        member: bool,
        /// The field of the act that names who acted, if it can be compared with the member.
        actor: Option<String>,
    },
    /// An alias with the name of something else.
    HiddenName {
        /// The name.
        name: String,
        /// Where the alias is given.
        span: Span,
        /// What it hides.
        hidden: (Thing, Span),
    },
    /// A norm without citation in a policy that names its source.
    NoCitation {
        /// The norm.
        norm: String,
        /// Where.
        span: Span,
    },
    /// A norm without bearer.
    NoBearer {
        /// The norm.
        norm: String,
        /// Where.
        span: Span,
    },
    /// A parameter that is open.
    OpenParam {
        /// Its name.
        name: String,
        /// Where.
        span: Span,
        /// The norms that need it.
        norms: Vec<(String, Span)>,
    },
    /// A state or measure that nothing uses.
    UnusedDeclaration {
        /// Which.
        thing: Thing,
        /// The name.
        name: String,
        /// Where.
        span: Span,
    },
    /// Two norms that can fine one act, where no rule says what it costs.
    NoOverlapRule {
        /// The first norm, and where it is declared.
        first: (String, Span),
        /// The second.
        second: (String, Span),
        /// The header, if there is one.
        header: Option<Span>,
    },
    /// `prohibition … must`
    ProhibitionThatDemands {
        /// The norm.
        norm: String,
        /// The conduct.
        span: Span,
    },
}

impl LintProblem {
    pub(super) fn code(&self) -> Code {
        match self {
            LintProblem::MixedScript { .. } => Code::MixedScript,
            LintProblem::UnusedParam { .. } => Code::UnusedParam,
            LintProblem::UnusedAlias { .. } => Code::UnusedAlias,
            LintProblem::HiddenName { .. } => Code::HiddenName,
            LintProblem::NoCitation { .. } => Code::NoCitation,
            LintProblem::NoBearer { .. } => Code::NoBearer,
            LintProblem::OpenParam { .. } => Code::OpenParam,
            LintProblem::UnusedDeclaration { .. } => Code::UnusedDeclaration,
            LintProblem::NoOverlapRule { .. } => Code::NoOverlapRule,
            LintProblem::ProhibitionThatDemands { .. } => Code::ProhibitionThatDemands,
        }
    }

    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        match lang {
            Lang::En => en::diagnostic(self),
            Lang::Zh => zh::diagnostic(self),
        }
    }
}

/// Letters with their code points, because the eye cannot tell them from others.
fn letters(strangers: &str, lang: Lang) -> String {
    let mut seen: Vec<char> = Vec::new();
    for letter in strangers.chars() {
        if !seen.contains(&letter) {
            seen.push(letter);
        }
    }
    let shown: Vec<String> = seen
        .into_iter()
        .map(|c| {
            let point = u32::from(c);
            lang.pick(format!("`{c}` (U+{point:04X})"), format!("`{c}`（U+{point:04X}）"))
        })
        .collect();
    lang.list_and(&shown)
}
