//! What can be wrong with a citation once the regulation's text is at hand, in both languages.

use crate::diagnostics::{Code, Diagnostic, Problem};
use crate::locale::Lang;
use crate::source::Span;

/// A citation that does not fit the regulation's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationProblem {
    /// The norm.
    pub norm: String,
    /// The citation.
    pub span: Span,
    /// The file with the text.
    pub file: String,
    /// Why.
    pub fault: CitationFault,
}

/// Why a citation does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CitationFault {
    /// The text has no such clause.
    NoClause {
        /// The clause.
        clause: String,
    },
    /// The words do not occur where they should.
    NotThere {
        /// The words.
        anchor: String,
        /// The clause.
        clause: Option<String>,
        /// Clauses in which they do.
        elsewhere: Vec<String>,
    },
    /// The words occur several times.
    Several {
        /// The words.
        anchor: String,
        /// How often.
        times: usize,
    },
}

/// A clause as Chinese has it: by its number, or by its name.
pub fn clause_in_chinese(clause: &str) -> String {
    match clause.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("第 {clause} 条"),
        false => format!("条款“{clause}”"),
    }
}

impl CitationProblem {
    fn en(&self) -> (String, String, String) {
        let file = &self.file;
        match &self.fault {
            CitationFault::NoClause { clause } => (
                format!("`{file}` marks no clause {clause}"),
                "no such clause".to_string(),
                "name the clause by the number that the text gives it, or add a few of its words".to_string(),
            ),
            CitationFault::NotThere { anchor, clause, elsewhere } => {
                let place = clause
                    .as_ref()
                    .map_or(format!("`{file}`"), |clause| format!("clause {clause} of `{file}`"));
                let help = match elsewhere.is_empty() {
                    true => {
                        "the regulation may have changed: read the clause again, and its norm".to_string()
                    }
                    false => format!("the words stand in clause {}", Lang::En.list_or(elsewhere)),
                };
                (format!("“{anchor}” does not occur in {place}"), "not found".to_string(), help)
            }
            CitationFault::Several { anchor, times } => (
                format!("“{anchor}” occurs {times} times in `{file}`"),
                "which one is meant?".to_string(),
                "take a few more words, so that only one sentence has them".to_string(),
            ),
        }
    }

    fn zh(&self) -> (String, String, String) {
        let file = &self.file;
        match &self.fault {
            CitationFault::NoClause { clause } => (
                format!("`{file}` 中没有标明{}", clause_in_chinese(clause)),
                "没有这一条".to_string(),
                "请按文本中的编号写明条款，或加上其中的几个字".to_string(),
            ),
            CitationFault::NotThere { anchor, clause, elsewhere } => {
                let place = clause
                    .as_ref()
                    .map_or(format!("`{file}`"), |clause| format!("`{file}` {}", clause_in_chinese(clause)));
                let help = match elsewhere.is_empty() {
                    true => "制度可能已修改：请重新阅读该条款，并核对规范".to_string(),
                    false => {
                        let clauses: Vec<String> =
                            elsewhere.iter().map(|clause| clause_in_chinese(clause)).collect();
                        format!("这些字出现在{}", Lang::Zh.list_or(&clauses))
                    }
                };
                (format!("{place}中没有“{anchor}”"), "未找到".to_string(), help)
            }
            CitationFault::Several { anchor, times } => (
                format!("“{anchor}”在 `{file}` 中出现 {times} 次"),
                "指哪一处？".to_string(),
                "请多引几个字，使之只见于一句".to_string(),
            ),
        }
    }
}

impl Problem for CitationProblem {
    fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, label, help) = match lang {
            Lang::En => self.en(),
            Lang::Zh => self.zh(),
        };
        Diagnostic::new(Code::Citation, message).label(self.span, label).help(help)
    }
}
