//! What a report says of states and their intervals.

use crate::locale::Lang;

/// An interval in words: whose, from when to when.
#[derive(Clone, Debug)]
pub(in crate::report) struct Span {
    pub state: String,
    pub subject: Option<String>,
    /// `None`: before the log, or not known.
    pub from: Option<String>,
    /// `None`: it is open, or not known.
    pub until: Option<String>,
}

/// A sentence, or a part of one, about a state.
#[derive(Clone, Debug)]
pub(in crate::report) enum StatePhrase {
    /// The interval that is the occasion.
    Interval(Span),
    /// A slot of it.
    Slot { of: Span, number: u32, from: String, until: String },
    /// It held at the time in question.
    Held { span: Span, at: String },
    /// It held at the beginning of a time, but not all of it.
    Partly { span: Span, until: String },
    /// An interval that did not cover the time in question.
    Missed { span: Span, at: String },
    /// Nothing of the kind is known.
    None { state: String, subject: Option<String>, at: String },
    /// A record that would have covered it, logged too late.
    TooLate { span: Span, at: String, logged: Option<String> },
    /// It may have held.
    Perhaps { span: Span },
    /// It had lasted until the time from which the norm asks for something.
    Still { at: String },
    /// The interval ends.
    Ends { span: Span },
    /// A shift ends.
    ShiftEnds { due: String },
    /// Further beginnings of an interval that was open.
    Begun { number: usize },
}

impl StatePhrase {
    /// In a language.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en(self),
            Lang::Zh => zh(self),
        }
    }
}

fn en(phrase: &StatePhrase) -> String {
    let span = |span: &Span| {
        let of = span.subject.as_ref().map_or(String::new(), |subject| format!(" of {subject}"));
        let name = format!("`{}`{of}", span.state);
        match (&span.from, &span.until) {
            (Some(from), Some(until)) => format!("{name} from {from} to {until}"),
            (Some(from), None) => format!("{name} since {from}"),
            (None, Some(until)) => format!("{name} up to {until}"),
            (None, None) => name,
        }
    };
    match phrase {
        StatePhrase::Interval(of) => span(of),
        StatePhrase::Slot { of, number, from, until } => {
            format!("slot {number}, {from} to {until}, in {}", span(of))
        }
        StatePhrase::Held { span: held, at } => format!("{} covers {at}", span(held)),
        StatePhrase::Partly { span: partly, until } => {
            format!("{} does not cover all of the time up to {until}", span(partly))
        }
        StatePhrase::Missed { span: missed, at } => format!("{} does not cover {at}", span(missed)),
        StatePhrase::None { state, subject, at } => {
            let of = subject.as_ref().map_or(String::new(), |subject| format!(" of {subject}"));
            format!("no `{state}`{of} is known for {at}")
        }
        StatePhrase::TooLate { span: late, at, logged } => match logged {
            Some(logged) => {
                format!("{}, which covers {at}, was recorded only later, on {logged}", span(late))
            }
            None => format!("{}, which covers {at}, was recorded only later", span(late)),
        },
        StatePhrase::Perhaps { span: perhaps } => format!("{} may cover it", span(perhaps)),
        StatePhrase::Still { at } => format!("still so on {at}"),
        StatePhrase::Ends { span: ends } => span(ends),
        StatePhrase::ShiftEnds { due } => format!("the shift ends {due}"),
        StatePhrase::Begun { number } => {
            format!("begun again {number} {} before it ended", if *number == 1 { "time" } else { "times" })
        }
    }
}

fn zh(phrase: &StatePhrase) -> String {
    let of =
        |subject: &Option<String>| subject.as_ref().map_or(String::new(), |subject| format!("{subject} 的 "));
    let span = |span: &Span| {
        let name = format!("{}`{}`", of(&span.subject), span.state);
        match (&span.from, &span.until) {
            (Some(from), Some(until)) => format!("{name}，{from} 至 {until}"),
            (Some(from), None) => format!("{name}，自 {from} 起"),
            (None, Some(until)) => format!("{name}，至 {until}"),
            (None, None) => name,
        }
    };
    match phrase {
        StatePhrase::Interval(of) => span(of),
        StatePhrase::Slot { of, number, from, until } => {
            format!("第 {number} 个时段 {from} 至 {until}，属于 {}", span(of))
        }
        StatePhrase::Held { span: held, at } => format!("{}，涵盖 {at}", span(held)),
        StatePhrase::Partly { span: partly, until } => {
            format!("{}，未涵盖截至 {until} 的全部时间", span(partly))
        }
        StatePhrase::Missed { span: missed, at } => format!("{}，未涵盖 {at}", span(missed)),
        StatePhrase::None { state, subject, at } => format!("{at} 没有 {}`{state}` 的记录", of(subject)),
        StatePhrase::TooLate { span: late, at, logged } => match logged {
            Some(logged) => format!("{}，涵盖 {at}，但迟至 {logged} 才登记", span(late)),
            None => format!("{}，涵盖 {at}，但登记过迟", span(late)),
        },
        StatePhrase::Perhaps { span: perhaps } => format!("{}，可能涵盖", span(perhaps)),
        StatePhrase::Still { at } => format!("{at} 仍是如此"),
        StatePhrase::Ends { span: ends } => span(ends),
        StatePhrase::ShiftEnds { due } => format!("班次结束于 {due}"),
        StatePhrase::Begun { number } => format!("结束之前又开始 {number} 次"),
    }
}
