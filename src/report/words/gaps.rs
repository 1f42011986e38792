//! What a report says of gaps, and of states that must hold.

use crate::locale::Lang;

/// A gap in words.
#[derive(Clone, Debug)]
pub(in crate::report) struct GapWords {
    /// When it begins.
    pub from: String,
    /// When it ends.
    pub until: String,
    /// How long it is.
    pub length: String,
    /// How many acts are missing in it.
    pub missing: u32,
}

/// A sentence about gaps.
#[derive(Clone, Debug)]
pub(in crate::report) enum GapPhrase {
    /// The verdict about acts: the kind, the longest gap allowed, how many are too long, and the longest.
    TooLong { kind: String, limit: String, count: u32, longest: GapWords },
    /// The verdict about what is forbidden to hold: how often it did, and the longest time.
    Held { what: String, count: u32, longest: GapWords },
    /// The verdict about a state: what should have held, how often it did not, the longest time, and the share that held and that
    /// was asked for.
    NotHeld { what: String, count: u32, longest: GapWords, share: Option<(String, String)> },
    /// One gap between acts.
    Gap { kind: String, gap: GapWords },
    /// One time in which a state did not hold.
    Without { what: String, gap: GapWords },
    /// One time in which something held that is forbidden to.
    With { what: String, gap: GapWords },
    /// The longest gap, where none is too long.
    Longest { kind: String, gap: GapWords },
    /// What would have complied.
    Comply { acts: String, limit: String },
    /// What would have complied, of a state.
    Keep { what: String, share: Option<String> },
    /// What would have complied, of what is forbidden to hold.
    Avoid { what: String },
}

impl GapPhrase {
    /// In a language.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en(self),
            Lang::Zh => zh(self),
        }
    }
}

fn en(phrase: &GapPhrase) -> String {
    let span = |gap: &GapWords| format!("{}, from {} to {}", gap.length, gap.from, gap.until);
    match phrase {
        GapPhrase::TooLong { kind, limit, count: 1, longest } => {
            format!("no `{kind}` for {}, where {limit} is the longest gap", span(longest))
        }
        GapPhrase::TooLong { kind, limit, count, longest } => {
            format!("{count} gaps between `{kind}` are longer than {limit}; the longest is {}", span(longest))
        }
        GapPhrase::NotHeld { what, count, longest, share } => {
            let share = share.as_ref().map_or(String::new(), |(held, wanted)| {
                format!("`{what}` held for {held} of the time, where {wanted} is needed; ")
            });
            match count {
                1 => format!("{share}not `{what}` for {}", span(longest)),
                _ => format!("{share}not `{what}` at {count} times; the longest is {}", span(longest)),
            }
        }
        GapPhrase::Held { what, count: 1, longest } => {
            format!("`{what}` for {}, which is not permitted", span(longest))
        }
        GapPhrase::Held { what, count, longest } => {
            format!("`{what}` at {count} times, which is not permitted; the longest is {}", span(longest))
        }
        GapPhrase::Gap { kind, gap: gap @ GapWords { missing: 0 | 1, .. } } => {
            format!("no `{kind}` for {}", span(gap))
        }
        GapPhrase::Gap { kind, gap } => format!("no `{kind}` for {}: {} missing", span(gap), gap.missing),
        GapPhrase::Without { what, gap } => format!("not `{what}` for {}", span(gap)),
        GapPhrase::With { what, gap } => format!("`{what}` for {}", span(gap)),
        GapPhrase::Longest { kind, gap } => format!("longest gap between `{kind}`: {}", span(gap)),
        GapPhrase::Comply { acts, limit } => format!("{acts} every {limit}, from the beginning to the end"),
        GapPhrase::Avoid { what } => format!("`{what}` at no time"),
        GapPhrase::Keep { what, share: None } => format!("`{what}` all the time"),
        GapPhrase::Keep { what, share: Some(share) } => format!("`{what}` for at least {share} of the time"),
    }
}

fn zh(phrase: &GapPhrase) -> String {
    let span = |gap: &GapWords| format!("{}，自 {} 至 {}", gap.length, gap.from, gap.until);
    match phrase {
        GapPhrase::TooLong { kind, limit, count: 1, longest } => {
            format!("没有 `{kind}` 达 {}，间隔不得超过 {limit}", span(longest))
        }
        GapPhrase::TooLong { kind, limit, count, longest } => {
            format!("`{kind}` 有 {count} 次间隔超过 {limit}，最长 {}", span(longest))
        }
        GapPhrase::NotHeld { what, count, longest, share } => {
            let share = share.as_ref().map_or(String::new(), |(held, wanted)| {
                format!("`{what}` 只保持了 {held} 的时间，应达到 {wanted}；")
            });
            match count {
                1 => format!("{share}`{what}` 未保持 {}", span(longest)),
                _ => format!("{share}`{what}` 有 {count} 次未保持，最长 {}", span(longest)),
            }
        }
        GapPhrase::Held { what, count: 1, longest } => {
            format!("`{what}` 保持了 {}，属不得有的情形", span(longest))
        }
        GapPhrase::Held { what, count, longest } => {
            format!("`{what}` 出现 {count} 次，属不得有的情形，最长 {}", span(longest))
        }
        GapPhrase::Gap { kind, gap: gap @ GapWords { missing: 0 | 1, .. } } => {
            format!("没有 `{kind}` 达 {}", span(gap))
        }
        GapPhrase::Gap { kind, gap } => {
            format!("没有 `{kind}` 达 {}，缺 {} 次", span(gap), gap.missing)
        }
        GapPhrase::Without { what, gap } => format!("`{what}` 未保持 {}", span(gap)),
        GapPhrase::With { what, gap } => format!("`{what}` 保持了 {}", span(gap)),
        GapPhrase::Longest { kind, gap } => format!("`{kind}` 的最长间隔：{}", span(gap)),
        GapPhrase::Comply { acts, limit } => format!("自始至终每隔 {limit} {acts}"),
        GapPhrase::Avoid { what } => format!("`{what}` 始终不成立"),
        GapPhrase::Keep { what, share: None } => format!("`{what}` 全程保持"),
        GapPhrase::Keep { what, share: Some(share) } => format!("`{what}` 保持至少 {share} 的时间"),
    }
}
