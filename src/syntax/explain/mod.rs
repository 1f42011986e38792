//! Says in the reader's words why a part does not parse: the common mistakes first, by what stands at the place and
//! before it, and only then what the grammar would have taken.

mod date;
mod expected;
mod number;

use super::error::{Block, Expectation, SyntaxProblem};
use super::grammar::{Rule, is};
use super::recover::Failure;
use super::scan::{ITEM_WORDS, Kind, Token};
use super::words::{Word, begins_line, line_words};
use crate::diagnostics::did_you_mean;
use crate::locale::Lang;
use crate::source::{FileId, Span};
use expected::{expectations, words_of};
pub(super) use number::in_digits;

/// Units and currencies that may be meant by a word after a number.
const UNITS: &[&str] = &[
    "seconds",
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "quarters",
    "years",
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "秒",
    "分钟",
    "小时",
    "天",
    "周",
    "个月",
    "季度",
    "年",
    "个工作日",
    "元",
];

/// Looks at the tokens of one declaration.
pub(super) struct Explainer<'a> {
    /// Its file.
    pub file: FileId,
    /// The whole text of the file.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// The block whose line it is, if it is one.
    pub block: Option<Block>,
}

/// The place of a failure: the token there and the one before it.
#[derive(Clone, Copy)]
struct Place<'a> {
    at: usize,
    token: Option<&'a Token>,
    before: Option<&'a Token>,
}

impl<'a> Explainer<'a> {
    fn word(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    fn span(&self, token: &Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }

    fn place(&self, index: usize) -> Place<'a> {
        let before = index.checked_sub(1).and_then(|i| self.tokens.get(i));
        Place { at: index, token: self.tokens.get(index), before }
    }

    /// A piece at the top of the file that does not begin with a declaration's keyword.
    pub(super) fn no_declaration(&self) -> SyntaxProblem {
        let Some(token) = self.tokens.first() else {
            return SyntaxProblem::Unexpected {
                span: Span::new(self.file, 0, 0),
                found: None,
                expected: vec![Expectation::Declaration],
            };
        };
        let (span, word) = (self.span(token), self.word(token).to_string());
        if token.kind != Kind::Word {
            return SyntaxProblem::Unexpected {
                span,
                found: Some(word),
                expected: vec![Expectation::Declaration],
            };
        }
        let suggestions: Vec<String> =
            did_you_mean(&word, ITEM_WORDS.iter().copied()).into_iter().map(str::to_string).collect();
        match home(&word) {
            Some(belongs) if suggestions.is_empty() => {
                SyntaxProblem::WrongBlock { span, word, here: None, belongs }
            }
            _ => SyntaxProblem::UnknownWord { span, found: word, suggestions, block: None },
        }
    }

    /// Why a part that begins at `start` failed.
    pub(super) fn explain(&self, failure: &Failure, start: usize) -> SyntaxProblem {
        let mut index = self.tokens.partition_point(|token| token.end <= failure.at);
        let mut rules = failure.expected.as_slice();
        // `bearer` is a value as well as a keyword: at the beginning of a line it is the keyword.
        if let Some(before) = self.place(index).before
            && before.first
            && before.start > start
            && matches!(self.word(before), "bearer" | "责任人")
        {
            index -= 1;
            let after_when =
                self.place(index).before.is_some_and(|when| matches!(self.word(when), "when" | "当"));
            rules = if after_when { &[Rule::act] } else { &[Rule::expr] };
        }
        let place = self.place(index);
        self.foreign_date(place, rules)
            .or_else(|| self.han_number(place))
            .or_else(|| self.per_after_amount(start))
            .or_else(|| self.beginning_before(place, start))
            .or_else(|| self.unit(place, rules))
            .or_else(|| self.sign(place, rules))
            .or_else(|| self.beginning(place, rules, start))
            .or_else(|| self.period(place, rules))
            .or_else(|| self.missing(place, rules, start))
            .or_else(|| self.keyword(place, rules))
            .or_else(|| self.reserved(place, rules))
            .unwrap_or_else(|| self.unexpected(place, rules))
    }

    fn unexpected(&self, place: Place<'_>, rules: &[Rule]) -> SyntaxProblem {
        let expected = expectations(rules, self.block);
        match place.token {
            Some(token) => {
                let found = Some(self.word(token).chars().take(40).collect());
                SyntaxProblem::Unexpected { span: self.span(token), found, expected }
            }
            None => {
                let end = place.before.map_or(0, |token| token.end);
                SyntaxProblem::Unexpected { span: Span::new(self.file, end, end), found: None, expected }
            }
        }
    }

    /// `6 May 2024`, `2024/05/06`, `2024年5月6日`
    fn foreign_date(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let token = place.token?;
        let wants_date =
            rules.iter().any(|rule| matches!(rule, Rule::date_range | Rule::date | Rule::test_part));
        for index in place.at.saturating_sub(2)..=place.at {
            let first = &self.tokens[index];
            let line = self.text[first.start..].lines().next().unwrap_or_default();
            let Some(found) = date::foreign(line) else { continue };
            let end = first.start + found.length;
            // A date of numbers is a sum elsewhere; only where a date is due is it surely meant.
            if end > token.start && (found.month_name || wants_date) {
                return Some(SyntaxProblem::ForeignDate {
                    span: Span::new(self.file, first.start, end),
                    found: line[..found.length].to_string(),
                    suggestion: found.date.map(|date| date.to_string()),
                });
            }
        }
        None
    }

    /// `within 30`, `30 minuts`, `100 yuan`
    fn unit(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let number = place.before.filter(|token| token.kind == Kind::Number)?;
        if !rules.contains(&Rule::time_unit) {
            return None;
        }
        let word = place.token.filter(|token| token.kind == Kind::Word && !token.first);
        if let Some(token) = word
            && !is(Rule::reserved, self.word(token))
            && !self.begins_line(self.word(token))
            && words_of(rules, self.word(token)).is_empty()
        {
            let found = self.word(token).to_string();
            let suggestions = match found.to_lowercase().as_str() {
                "yuan" | "rmb" | "圆" | "块" | "块钱" | "人民币" => {
                    vec!["CNY".to_string(), "元".to_string()]
                }
                _ => did_you_mean(&found, UNITS.iter().copied()).into_iter().map(str::to_string).collect(),
            };
            return Some(SyntaxProblem::UnknownUnit { span: self.span(token), found, suggestions });
        }
        // Where anything but a unit could follow, the number is complete.
        (rules.len() == 1).then(|| SyntaxProblem::MissingUnit {
            span: self.span(number),
            number: self.word(number).to_string(),
        })
    }

    /// `:` where `=` is needed, the other way round, and where neither is needed.
    fn sign(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let token = place.token?;
        let found = self.word(token).to_string();
        let wrong = |token: &Token, wanted| {
            let found = self.word(token).to_string();
            Some(SyntaxProblem::WrongSign { span: self.span(token), found, wanted })
        };
        match found.as_str() {
            "=" | "＝" | "==" if rules.contains(&Rule::colon) => return wrong(token, Some(':')),
            ":" | "：" if rules.contains(&Rule::equals) => return wrong(token, Some('=')),
            ":" | "：" | "=" | "＝"
                if self.block != Some(Block::Record)
                    && place.before.is_some_and(|before| self.begins_line(self.word(before))) =>
            {
                return wrong(token, None);
            }
            ":" | "：" if rules.contains(&Rule::op_eq) => return wrong(token, Some('=')),
            _ => {}
        }
        // `param a: 30 minutes`
        let before = place.before.filter(|before| matches!(self.word(before), ":" | "："))?;
        let value = matches!(token.kind, Kind::Number | Kind::Text);
        if value && rules.contains(&Rule::field_type) && self.block.is_none() {
            wrong(before, Some('='))
        } else {
            None
        }
    }

    /// A word at the beginning of a line that begins no line of this block.
    fn beginning(&self, place: Place<'_>, rules: &[Rule], start: usize) -> Option<SyntaxProblem> {
        let (token, block) = (place.token?, self.block?);
        let ends = rules.contains(&Rule::close_brace) || rules.iter().any(|rule| expected::is_part(*rule));
        if !(token.first || token.start == start) || token.kind != Kind::Word || !ends {
            return None;
        }
        let found = self.word(token).to_string();
        if self.begins_line(&found) || matches!(block, Block::Record | Block::Test) {
            return None;
        }
        let span = self.span(token);
        let mut suggestions = near(&found, line_words(block).iter().copied());
        for word in words_of(rules, &found) {
            if !suggestions.contains(&word) {
                suggestions.push(word);
            }
        }
        match home(&found) {
            Some(belongs) if suggestions.is_empty() => {
                Some(SyntaxProblem::WrongBlock { span, word: found, here: Some(block), belongs })
            }
            _ => Some(SyntaxProblem::UnknownWord { span, found, suggestions, block: Some(block) }),
        }
    }

    /// `witin 30 minutes`: the word at the beginning of the line was taken for a name that belongs to the line above.
    fn beginning_before(&self, place: Place<'_>, start: usize) -> Option<SyntaxProblem> {
        let (before, block) = (place.before?, self.block?);
        let found = self.word(before).to_string();
        if !before.first || before.start <= start || before.kind != Kind::Word || self.begins_line(&found) {
            return None;
        }
        let span = self.span(before);
        let suggestions = near(&found, line_words(block).iter().copied());
        match home(&found) {
            _ if !suggestions.is_empty() => {
                Some(SyntaxProblem::UnknownWord { span, found, suggestions, block: Some(block) })
            }
            Some(belongs) => {
                Some(SyntaxProblem::WrongBlock { span, word: found, here: Some(block), belongs })
            }
            None => None,
        }
    }

    /// `三十 分钟`, `一百元`: a number in Chinese characters was taken for a name.
    fn han_number(&self, place: Place<'_>) -> Option<SyntaxProblem> {
        [place.before, place.token].into_iter().flatten().find_map(|token| {
            let found = self.word(token).to_string();
            in_digits(&found).map(|digits| SyntaxProblem::HanNumber { span: self.span(token), found, digits })
        })
    }

    /// `罚款 50 元 每项`: what follows the amount was read as a clause of its own.
    fn per_after_amount(&self, start: usize) -> Option<SyntaxProblem> {
        let token = self.tokens.get(self.tokens.partition_point(|token| token.start < start))?;
        let word = self.word(token);
        let unit = word.strip_prefix('每')?;
        let counts = matches!(unit, "项" | "次" | "缺" | "时段" | "责任人" | "逾期小时" | "人");
        (counts && !token.first)
            .then(|| SyntaxProblem::PerAfterAmount { span: self.span(token), word: word.to_string() })
    }

    /// `each mont for …`: the word was taken for a parameter that holds a length.
    fn period(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let before = place.before.filter(|before| before.kind == Kind::Word)?;
        if !rules.contains(&Rule::w_during)
            || rules.iter().any(|rule| !matches!(rule, Rule::w_during | Rule::w_zai))
        {
            return None;
        }
        let found = self.word(before).to_string();
        let periods =
            ["day", "week", "month", "quarter", "year", "working", "工作日", "日", "周", "月", "季度", "年"];
        let suggestions = did_you_mean(&found, periods).into_iter().map(str::to_string).collect();
        Some(SyntaxProblem::UnknownWord { span: self.span(before), found, suggestions, block: None }).filter(
            |p| !matches!(p, SyntaxProblem::UnknownWord { suggestions, .. } if suggestions.is_empty()),
        )
    }

    /// The line, bracket or text ends where something must follow.
    fn missing(&self, place: Place<'_>, rules: &[Rule], start: usize) -> Option<SyntaxProblem> {
        let before = place.before.filter(|before| before.start >= start)?;
        let ends =
            place.token.is_none_or(|token| token.first || token.kind == Kind::Close || token.start < start);
        let could_end = rules.contains(&Rule::close_brace) || rules.contains(&Rule::EOI);
        if !ends || could_end {
            return None;
        }
        Some(SyntaxProblem::Missing {
            after: self.span(before),
            word: self.word(before).chars().take(40).collect(),
            expected: expectations(rules, self.block),
        })
    }

    /// A word close to a keyword that could stand here.
    fn keyword(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let token = place.token.filter(|token| token.kind == Kind::Word)?;
        let found = self.word(token).to_string();
        let suggestions = words_of(rules, &found);
        if suggestions.is_empty() {
            return None;
        }
        Some(SyntaxProblem::UnknownWord { span: self.span(token), found, suggestions, block: None })
    }

    fn reserved(&self, place: Place<'_>, rules: &[Rule]) -> Option<SyntaxProblem> {
        let token = place.token.filter(|token| token.kind == Kind::Word)?;
        let wants_name = expectations(rules, self.block).iter().any(|e| {
            matches!(e, Expectation::Name | Expectation::Act | Expectation::Value | Expectation::Type)
        });
        let word = self.word(token);
        (wants_name && is(Rule::reserved, word))
            .then(|| SyntaxProblem::ReservedName { span: self.span(token), word: word.to_string() })
    }

    fn begins_line(&self, word: &str) -> bool {
        self.block.is_some_and(|block| begins_line(block, word))
    }
}

/// The block whose lines begin with this word, if any do.
pub(super) fn home(word: &str) -> Option<Block> {
    [Block::Norm, Block::Policy, Block::Calendar, Block::Log, Block::Test]
        .into_iter()
        .find(|block| begins_line(*block, word))
}

/// Keywords close to a word, in the language of the word.
fn near(found: &str, words: impl Iterator<Item = Word>) -> Vec<String> {
    let known: Vec<&str> = words.flat_map(|word| Lang::ALL.map(|lang| word.text(lang))).collect();
    let close = did_you_mean(found, known.iter().copied());
    close.into_iter().map(str::to_string).collect()
}
