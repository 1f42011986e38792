//! What a report says of limits: of single acts, of figures, and of windows that are open at their end.

use crate::analysis::model::Over;
use crate::locale::Lang;

/// An act with the limit that it has of its own, as the policy writes it.
pub(in crate::report) fn own_limit(lang: Lang, act: &str, limit: &str) -> String {
    match lang {
        Lang::En => format!("{act} (`{limit}`)"),
        Lang::Zh => format!("{act}（`{limit}`）"),
    }
}

/// The same for a limit that is counted from the act before it in an order.
pub(in crate::report) fn limit_after(lang: Lang, act: &str, limit: &str) -> String {
    match lang {
        Lang::En => format!("{act} (`{limit}` after the act before it)"),
        Lang::Zh => format!("{act}（自前一步起 `{limit}`）"),
    }
}

/// A figure with the time over which it is taken, where its own text does not say so.
pub(in crate::report) fn figure_over(lang: Lang, figure: &str, over: &Over) -> String {
    let over = match (over, lang) {
        (Over::Period, _) => return format!("`{figure}`"),
        (Over::Previous(unit), Lang::En) => format!("over the previous {}", unit.words(lang)),
        (Over::Previous(unit), Lang::Zh) => format!("上{}", unit.words(lang)),
        (Over::This(unit), Lang::En) => format!("over this {}", unit.words(lang)),
        (Over::This(unit), Lang::Zh) => format!("本{}", unit.words(lang)),
        (Over::Last(length), Lang::En) => format!("over the last {}", length.words(lang)),
        (Over::Last(length), Lang::Zh) => format!("最近 {}", length.words(lang)),
        (Over::SoFar, Lang::En) => "so far".to_string(),
        (Over::SoFar, Lang::Zh) => "迄今".to_string(),
    };
    match lang {
        Lang::En => format!("`{figure}` {over}"),
        Lang::Zh => format!("`{figure}`（{over}）"),
    }
}

/// The end of a window to which the instant itself no longer belongs.
pub(in crate::report) fn before(lang: Lang, end: &str) -> String {
    match lang {
        Lang::En => format!("before {end}"),
        Lang::Zh => format!("{end} 之前"),
    }
}

/// The instant right after a full second.
pub(super) fn just_after(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::En => format!("{moment} (just after)"),
        Lang::Zh => format!("{moment}（刚过）"),
    }
}
