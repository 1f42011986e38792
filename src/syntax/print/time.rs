//! Lengths, points and limits of time.

use super::phrase::{Phrase, Piece};
use super::{Printer, name};
use crate::locale::Lang;
use crate::syntax::ast::{CalendarUnit, Length, Limit, Point, TimeClause};
use crate::syntax::words::Word;

impl Printer<'_, '_> {
    pub(super) fn length(&self, out: &mut Phrase, length: &Length) {
        match length {
            Length::Quantity(quantity) => out.word(&name::quantity(quantity, self.lang)),
            Length::Param(param) => out.word(&name::name(param)),
        }
    }

    /// The keyword of a limit.
    pub(super) fn limit_word(&self, limit: &Limit) -> &'static str {
        match limit {
            Limit::Within(..) => self.w(Word::Within),
            Limit::By(_) => self.w(Word::By),
            Limit::BeforeField(_) => match self.lang {
                Lang::En => self.w(Word::Before),
                Lang::Zh => "早于",
            },
            Limit::Before { act, at_least, at_most } => match (self.lang, act.is_some()) {
                (Lang::En, true) if at_least.is_some() => self.w(Word::AtLeast),
                (Lang::En, true) if at_most.is_some() => self.w(Word::AtMost),
                (Lang::Zh, true) => "早于",
                (Lang::Zh, false) if at_least.is_some() || at_most.is_some() => "提前",
                _ => self.w(Word::Before),
            },
        }
    }

    pub(super) fn time_clause(&self, out: &mut Phrase, time: &TimeClause) {
        if let Some(first) = time.branches.first() {
            out.word(self.limit_word(&first.limit));
        }
        self.after_limit_word(out, time);
    }

    /// The rest of a time clause, its first keyword being written.
    pub(super) fn after_limit_word(&self, out: &mut Phrase, time: &TimeClause) {
        let within = matches!(time.branches.first().map(|b| &b.limit.node), Some(Limit::Within(..)));
        for (i, branch) in time.branches.iter().enumerate() {
            if i > 0 {
                out.may_break_before(Piece::Condition);
                out.word(self.w(Word::Otherwise));
                // A length by itself keeps the keyword of the first branch.
                if !(within && matches!(branch.limit.node, Limit::Within(_, None))) {
                    out.word(self.limit_word(&branch.limit));
                }
            }
            self.limit(out, &branch.limit);
            if let Some(condition) = &branch.condition {
                out.may_break_before(Piece::Condition);
                out.word(self.w(Word::If));
                self.expr(out, condition);
            }
        }
    }

    /// A limit without its keyword.
    fn limit(&self, out: &mut Phrase, limit: &Limit) {
        match limit {
            Limit::Within(length, None) => self.length(out, length),
            Limit::Within(length, Some(since)) => match self.lang {
                Lang::En => {
                    self.length(out, length);
                    out.word(self.w(Word::Of));
                    self.operand(out, since);
                }
                Lang::Zh => {
                    out.word(self.w(Word::Zi));
                    self.operand(out, since);
                    out.word(self.w(Word::Qi));
                    self.length(out, length);
                }
            },
            Limit::By(point) => self.point(out, point),
            Limit::BeforeField(field) => self.expr(out, field),
            Limit::Before { act, at_least, at_most } => {
                let leads = |out: &mut Phrase, mut worded: bool| {
                    for (word, lead) in [(Word::AtLeast, at_least), (Word::AtMost, at_most)] {
                        let Some(lead) = lead else { continue };
                        if !std::mem::take(&mut worded) {
                            out.word(self.w(word));
                        }
                        self.length(out, lead);
                        if word == Word::AtLeast && at_most.is_some() {
                            out.glue(",");
                        }
                    }
                };
                match (self.lang, act) {
                    (_, None) => leads(out, false),
                    // The keyword of this form is the first lead's.
                    (Lang::En, Some(act)) if at_least.is_some() || at_most.is_some() => {
                        leads(out, true);
                        out.word(self.w(Word::Before));
                        self.act(out, act);
                    }
                    (_, Some(act)) => {
                        self.act(out, act);
                        leads(out, false);
                    }
                }
            }
        }
    }

    pub(super) fn point(&self, out: &mut Phrase, point: &Point) {
        match point {
            Point::TimeOfDay(time) => out.word(&name::time_of_day(*time)),
            Point::Weekday(day, time) => {
                out.word(name::weekday(*day, self.lang));
                if let Some(time) = time {
                    out.word(&name::time_of_day(*time));
                }
            }
            Point::NthDay { n, working, unit, next, time } => {
                let text = match self.lang {
                    Lang::En => {
                        let which = n.map_or_else(|| "last".to_string(), name::ordinal);
                        let day = if *working { "working day" } else { "day" };
                        let next = if *next { "next " } else { "" };
                        format!("the {which} {day} of the {next}{}", name::calendar_unit(*unit, self.lang))
                    }
                    Lang::Zh => {
                        let which = n.map_or_else(|| "最后一".to_string(), |n| format!("第 {n} "));
                        let day = match (*working, n) {
                            (true, _) => "个工作日",
                            (false, Some(_)) => "日",
                            (false, None) => "天",
                        };
                        format!("{}{which}{day}", which_period(*unit, *next))
                    }
                };
                out.word(&text);
                if let Some(time) = time {
                    out.word(&name::time_of_day(*time));
                }
            }
            Point::EndOf { unit, next } => match self.lang {
                Lang::En => {
                    out.word(self.w(Word::EndOf));
                    if *next {
                        out.word(self.w(Word::Next));
                    }
                    out.word(name::calendar_unit(*unit, self.lang));
                }
                Lang::Zh => {
                    // `下周末` would be the weekend.
                    let end =
                        if matches!(unit, CalendarUnit::Day | CalendarUnit::Week) { "结束" } else { "末" };
                    out.word(&format!("{}{end}", which_period(*unit, *next)));
                }
            },
            Point::EndOfShift => out.word(self.lang.pick("end of shift", "本班结束")),
            Point::NextWorkingDay(time) => match (self.lang, time) {
                (Lang::En, Some(time)) => {
                    out.word(&name::time_of_day(*time));
                    out.word(self.w(Word::OnNextWorkingDay));
                }
                (Lang::En, None) => out.word(self.w(Word::EndOfNextWorkingDay)),
                (Lang::Zh, Some(time)) => {
                    out.word(self.w(Word::XiaGzr));
                    out.word(&name::time_of_day(*time));
                }
                (Lang::Zh, None) => out.word("下一个工作日结束"),
            },
            Point::Field(expr) => self.expr(out, expr),
        }
    }
}

/// `本月`, `下月`, `当日`, `下一日`
fn which_period(unit: CalendarUnit, next: bool) -> String {
    let which = match (unit, next) {
        (CalendarUnit::Day, false) => "当",
        (CalendarUnit::Day, true) => "下一",
        (_, false) => "本",
        (_, true) => "下",
    };
    format!("{which}{}", name::calendar_unit(unit, Lang::Zh))
}
