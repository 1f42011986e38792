//! The two languages people read. Ids, codes and JSON keys are never translated; messages always are.

mod text;

pub use text::{display_width, pad_left, pad_right, printable, wrap};

use std::fmt;

/// A language of messages and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Both languages, English first.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Zh];

    /// Reads a language tag such as `zh`, `zh-CN`, `zh_CN.UTF-8` or `en-GB`. Anything that is not Chinese is English,
    /// because a message in a language half understood is better than none.
    pub fn from_tag(tag: &str) -> Lang {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") || tag == "中文" { Lang::Zh } else { Lang::En }
    }

    /// The tag written into machine-readable output.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// Picks one of two texts.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// Joins items as the language lists them: `a, b and c`; `a、b和c`.
    pub fn list_and<S: AsRef<str>>(self, items: &[S]) -> String {
        self.list(items, self.pick(" and ", "和"))
    }

    /// Joins alternatives: `a, b or c`; `a、b或c`.
    pub fn list_or<S: AsRef<str>>(self, items: &[S]) -> String {
        self.list(items, self.pick(" or ", "或"))
    }

    fn list<S: AsRef<str>>(self, items: &[S], last: &str) -> String {
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_string(),
            [head @ .., tail] => {
                let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
                format!("{}{last}{}", head.join(self.pick(", ", "、")), tail.as_ref())
            }
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_many_systems_are_understood() {
        for tag in ["zh", "zh-CN", "zh_CN.UTF-8", "ZH-Hans"] {
            assert_eq!(Lang::from_tag(tag), Lang::Zh, "{tag}");
        }
        for tag in ["en", "en_GB.UTF-8", "C", "", "de"] {
            assert_eq!(Lang::from_tag(tag), Lang::En, "{tag}");
        }
    }

    #[test]
    fn lists_read_naturally() {
        assert_eq!(Lang::En.list_or(&["a", "b", "c"]), "a, b or c");
        assert_eq!(Lang::Zh.list_and(&["甲", "乙"]), "甲和乙");
        assert_eq!(Lang::En.list_and::<&str>(&[]), "");
    }
}
