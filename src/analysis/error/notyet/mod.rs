//! What the language can say but this version cannot check. It is never skipped: a policy that uses it does not run.

mod en;
mod zh;

use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::source::Span;

/// A construct that cannot be executed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    /// `its own`
    ItsOwn,
    /// `x in record.list`
    InListField,
    /// A lead time before another event; `before E` in an excuse.
    RichBefore,
}

/// A construct that cannot be executed yet, with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotYet {
    /// Where.
    pub span: Span,
    /// What.
    pub construct: Construct,
}

impl NotYet {
    pub(super) fn diagnostic(&self, lang: Lang) -> Diagnostic {
        let (message, label, help) = match lang {
            Lang::En => (
                format!("{} cannot be executed yet", en::words(self.construct)),
                "understood, but not checked",
                "nothing is skipped silently: leave it out or say it another way until there is a version that checks it",
            ),
            Lang::Zh => (
                format!("{}暂不能执行", zh::words(self.construct)),
                "能读懂，但还不能检查",
                "不会悄悄跳过：在有版本支持它之前，请删去或换一种写法",
            ),
        };
        Diagnostic::new(Code::NotExecuted, message).label(self.span, label).help(help)
    }
}
