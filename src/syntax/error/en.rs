//! Syntax problems in English.

use super::{Block, Expectation, SyntaxProblem};
use crate::diagnostics::{Code, Diagnostic};
use crate::locale::Lang;
use crate::syntax::parse::MAX_BYTES;
use crate::syntax::{MAX_DEPTH, MAX_NESTING};

pub(super) fn diagnostic(problem: &SyntaxProblem, code: Code) -> Diagnostic {
    use SyntaxProblem::*;
    let new = |message: String| Diagnostic::new(code, message);
    match problem {
        Unexpected { span, found, expected } => {
            let message = match found {
                Some(found) => format!("`{found}` does not fit here"),
                None => "the text ends too early".to_string(),
            };
            new(message).label(*span, expected_here(expected))
        }
        Missing { after, word, expected } => {
            new(format!("something is missing after `{word}`")).label(*after, format!("expected next: {}", list(expected)))
        }
        UnknownWord { span, found, suggestions, block } => {
            let (message, what) = match block {
                Some(block) => (format!("`{found}` begins no line of {}", a_block(*block)), "not a keyword here"),
                None => (format!("`{found}` is not a keyword that fits here"), "unknown word"),
            };
            let help = match (suggestions.is_empty(), block) {
                (false, _) => did_you_mean(suggestions),
                (true, Some(block)) => format!("a line begins with a keyword such as {}", line_examples(*block)),
                (true, None) => declaration_help(),
            };
            new(message).label(*span, what).help(help)
        }
        WrongBlock { span, word, here, belongs } => {
            let here = match here {
                Some(here) => a_block(*here),
                None => "the top of the file",
            };
            new(format!("`{word}` does not belong here"))
                .label(*span, format!("this is {here}"))
                .help(format!("a line with `{word}` belongs into {}", a_block(*belongs)))
        }
        ReservedName { span, word } => new(format!("`{word}` is a keyword and cannot be a name by itself"))
            .label(*span, "a name is needed here")
            .help(format!("choose another name, or put it in backticks: `` `{word}` ``")),
        WrongSign { span, found, wanted: Some(wanted) } => new(format!("`{found}` should be `{wanted}` here"))
            .label(*span, format!("write `{wanted}`"))
            .help("`:` comes before a type or a field's content, `=` before the value of a parameter or measure"),
        WrongSign { span, found, wanted: None } => {
            new(format!("no `{found}` is needed after a keyword")).label(*span, "leave this out")
        }
        HanNumber { span, found, digits } => new(format!("`{found}` is a number, but not in digits"))
            .label(*span, "read as a name")
            .help(format!("write `{digits}`")),
        MissingUnit { span, number } => new(format!("`{number}` has no unit"))
            .label(*span, "a length of time needs a unit")
            .help(format!("write for example `{number} minutes` or `{number} working days`")),
        UnknownUnit { span, found, suggestions } => new(format!("`{found}` is neither a unit of time nor a currency"))
            .label(*span, "unknown unit")
            .help(if suggestions.is_empty() {
                "units are seconds, minutes, hours, days, working days, weeks, months, quarters and years; a currency \
                 is a code such as `CNY`"
                    .to_string()
            } else {
                did_you_mean(suggestions)
            }),
        MissingCurrency { span, number } => new(format!("the amount `{number}` has no currency"))
            .label(*span, "an amount needs a currency")
            .help(format!("write for example `{number} CNY`")),
        PerAfterAmount { span, word } => new(format!("`{word}` comes before the consequence in Chinese"))
            .label(*span, "after the amount")
            .help(format!("write `{word} 罚款 …`; after an amount, `每` would begin a new clause")),
        UnknownCurrency { span, found, suggestions } => new(format!("`{found}` is not a currency"))
            .label(*span, "unknown currency")
            .help(if suggestions.is_empty() {
                "a currency is an ISO 4217 code such as `CNY` or `EUR`".to_string()
            } else {
                did_you_mean(suggestions)
            }),
        ForeignDate { span, found, suggestion } => new(format!("`{found}` is not written as a date"))
            .label(*span, "a date is written year-month-day")
            .help(match suggestion {
                Some(date) => format!("write `{date}`"),
                None => "write it like `2024-05-06`, with the year first and two digits for month and day".to_string(),
            }),
        NoSuchDate { span, text } => new(format!("there is no date `{text}`"))
            .label(*span, "no calendar has this day")
            .help("check the day and the month"),
        NoSuchTime { span, text } => new(format!("there is no time `{text}`"))
            .label(*span, "no clock shows this")
            .help("times run from `00:00` to `23:59`; `24:00` is the end of the day"),
        NoSuchOffset { span, text } => new(format!("no zone is `{text}` from UTC"))
            .label(*span, "not an offset")
            .help("offsets run to 14 hours, such as `+08:00`"),
        NumberTooLong(span) => new("this number is too long to be held exactly".to_string())
            .label(*span, "too many digits")
            .help("numbers have at most 28 digits; counts go up to 4294967295"),
        ExpressionTooDeep(span) => {
            new(format!("more than {MAX_DEPTH} operations lie inside each other in this expression"))
                .label(*span, "too deep")
                .help("give parts of it a name with `measure`; `and` and `or` may be as many as you like")
        }
        ChainedComparison { first, second } => new("comparisons cannot be chained".to_string())
            .label(*second, "second comparison")
            .label(*first, "first comparison")
            .help("write two comparisons and join them with `and`, such as `1 < x and x < 5`"),
        UnknownEscape { span, found } => new(format!("`\\{found}` means nothing in a text"))
            .label(*span, "unknown escape")
            .help("write `\\\\` for a backslash; the others are `\\\"`, `\\n`, `\\r` and `\\t`"),
        OwnLine { span, word, owner, owner_word } => {
            new(format!("it is not clear whether `{word}` belongs to `{owner_word}` or to the whole norm"))
                .label(*span, "on a line of its own")
                .label(*owner, "after this clause")
                .help(format!(
                    "write it on the line of `{owner_word}` if it belongs there; move it above `{owner_word}` if it is \
                     meant for the whole norm"
                ))
        }
        ForeignOperator { span, and, not } => {
            let word = match (and, not) {
                (_, true) => "not",
                (true, _) => "and",
                (false, _) => "or",
            };
            new(format!("`{word}` is written as a word")).label(*span, format!("write `{word}`"))
        }
        ForeignCharacter { span, found } => {
            let help = match ascii_digits(found) {
                Some(digits) => format!("write `{digits}`"),
                None => "remove it; words that hold such characters go into quotes, names into backticks".to_string(),
            };
            new(format!("`{found}` means nothing here")).label(*span, "not part of the language").help(help)
        }
        SingleQuotes { span, text } => new("texts stand in double quotes".to_string())
            .label(*span, "single quotes")
            .help(format!("write `\"{text}\"`")),
        UnclosedQuote { opening, to_end, quote } => new("a quote is not closed".to_string())
            .label(*opening, "opened here")
            .label(*to_end, "up to the end of the line")
            .help(match quote {
                '“' => "add `”` on the same line".to_string(),
                '`' => "add a backtick on the same line".to_string(),
                quote => format!("add `{quote}` on the same line"),
            }),
        Unclosed { bracket, open, noticed } => {
            let out = new(format!("this `{open}` is never closed")).label(*bracket, "opened here");
            let out = match noticed {
                Some(place) => out.label(*place, format!("`{}` is missing before this", closing(open))),
                None => out,
            };
            out.help(format!("add `{}`", closing(open)))
        }
        Unopened { span, found, open } => {
            let out = new(format!("`{found}` closes nothing")).label(*span, "no bracket of this kind is open");
            match open {
                Some(open) => {
                    out.label(*open, "this one is open").help("close the open one first, with a bracket of its own shape")
                }
                None => out.help("remove it, or look above for a bracket that was closed too early"),
            }
        }
        TooDeep { span } => new(format!("more than {MAX_NESTING} brackets are open inside each other"))
            .label(*span, "one bracket too many")
            .help("give parts of it a name with `measure`"),
        TooLarge { span, bytes } => new(format!("the file has {bytes} bytes; at most {MAX_BYTES} are read"))
            .label(*span, "")
            .help("divide it into several files and join them with `use`"),
        TooMany { last, more } => {
            new(format!("at least {more} more {} not shown", if *more == 1 { "problem is" } else { "problems are" })).label(*last, "the last that is shown").help(
                "mend those above first; many of the others may follow from them",
            )
        }
    }
}

fn did_you_mean(suggestions: &[String]) -> String {
    let quoted: Vec<String> = suggestions.iter().map(|word| format!("`{word}`")).collect();
    format!("did you mean {}?", Lang::En.list_or(&quoted))
}

fn declaration_help() -> String {
    "a file consists of `policy`, `use`, `param`, `entity`, `event`, `state`, `measure`, `duty`, `prohibition`, `reward`, \
     `calendar`, `log` and `test`"
        .to_string()
}

fn expected_here(expected: &[Expectation]) -> String {
    if expected.is_empty() { String::new() } else { format!("expected {}", list(expected)) }
}

fn list(expected: &[Expectation]) -> String {
    if expected.is_empty() {
        return "something".to_string();
    }
    let words: Vec<String> = expected.iter().take(4).map(|e| one(*e)).collect();
    Lang::En.list_or(&words)
}

fn one(expectation: Expectation) -> String {
    use Expectation::*;
    let text = match expectation {
        Declaration => "a declaration such as `duty`",
        Line(block) => return format!("another line such as {}", line_examples(block)),
        Name => "a name",
        Text => "a text in double quotes",
        Number => "a number",
        Unit => "a unit such as `minutes`",
        Length => "a length of time such as `30 minutes`",
        Point => "a point of time such as `08:20` or `end of month`",
        Date => "a date such as `2024-05-06`",
        DateRange => "a range of dates such as `2024-01-01 ..`",
        TimeOfDay => "a time of day such as `08:20`",
        Weekday => "a day of the week such as `Monday`",
        Period => "a period such as `month`",
        Currency => "a currency such as `CNY`",
        Zone => "a time zone such as `Asia/Shanghai`",
        Type => "a type such as `text` or `number`",
        Act => "an event",
        Value => "a value",
        Operator => "an operator such as `and` or `=`",
        Consequence => "a consequence such as `fine 100 CNY`",
        Per => "what it counts by, such as `field` or `month`",
        ClauseNumber => "the number of a clause such as `8.2`",
        Status => "a verdict such as `violated`",
        Exactly(word, _) => return format!("`{word}`"),
        FieldType => "`:` and a type such as `text`",
        End => "the end of the declaration",
    };
    text.to_string()
}

fn a_block(block: Block) -> &'static str {
    match block {
        Block::Policy => "a `policy` header",
        Block::Norm => "a norm",
        Block::Record => "an `entity` or `event`",
        Block::Calendar => "a `calendar`",
        Block::Log => "a `log` mapping",
        Block::Test => "a `test`",
    }
}

fn line_examples(block: Block) -> &'static str {
    match block {
        Block::Policy => "`timezone Asia/Shanghai`",
        Block::Norm => "`within 30 minutes`",
        Block::Record => "`name: text`",
        Block::Calendar => "`holiday 2024-05-01`",
        Block::Log => "`time \"column\"`",
        Block::Test => "`expect violated` and the name of a norm",
    }
}

fn closing(open: &str) -> &'static str {
    match open {
        "{" | "｛" => "}",
        "(" | "（" => ")",
        _ => "]",
    }
}

/// Full-width digits as ASCII ones.
pub(super) fn ascii_digits(text: &str) -> Option<String> {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
            c if c.is_ascii_digit() => Some(c),
            _ => None,
        })
        .collect()
}
