//! Names, texts, numbers, dates and times of day.

use super::{Low, Lower, Pair};
use crate::money::Amount;
use crate::source::Spanned;
use crate::syntax::ast::{DateTimeLit, Name, Quantity, Text, TimeOfDay, TimeUnit, When};
use crate::syntax::error::SyntaxProblem;
use crate::syntax::grammar::Rule;
use crate::time::{Date, DateTime, Precision, Time, Weekday};
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

impl Lower<'_> {
    /// A name of any kind, without backticks, in normal form C.
    pub(super) fn name(&mut self, pair: Pair<'_>) -> Low<Name> {
        let text = pair.as_str().trim_end();
        let bare = text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text);
        Ok(self.spanned(&pair, bare.nfc().collect()))
    }

    /// A text without its quotes and escapes.
    pub(super) fn text(&mut self, pair: Pair<'_>) -> Low<Text> {
        let span = self.span(&pair);
        let inner = self.kids(pair).next();
        let Some(inner) = inner else { return Ok(Spanned::new(String::new(), span)) };
        let raw = inner.as_str();
        if inner.as_rule() == Rule::string_curly {
            return Ok(Spanned::new(raw.to_string(), span));
        }
        let mut out = String::with_capacity(raw.len());
        let mut chars = raw.char_indices();
        while let Some((_, c)) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some((_, c @ ('"' | '\\'))) => out.push(c),
                Some((_, 'n')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, 'r')) => out.push('\r'),
                Some((at, c)) => {
                    let start = self.span(&inner).start as usize + at;
                    let place = crate::source::Span::new(self.file, start - 1, start + c.len_utf8());
                    return self.fail(SyntaxProblem::UnknownEscape { span: place, found: c });
                }
                None => out.push('\\'),
            }
        }
        Ok(Spanned::new(out, span))
    }

    /// A number, exactly.
    pub(super) fn decimal(&mut self, pair: Pair<'_>) -> Low<Decimal> {
        let text = pair.as_str().trim();
        match Decimal::from_str_exact(text) {
            Ok(number) => Ok(number),
            Err(_) => {
                let span = self.span(&pair);
                self.fail(SyntaxProblem::NumberTooLong(span))
            }
        }
    }

    /// A whole number; letters after it (`2nd`) are ignored.
    pub(super) fn count(&mut self, pair: Pair<'_>) -> Low<u32> {
        let text = pair.as_str().trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).map_or(text, |end| &text[..end]);
        match digits.parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                let span = self.span(&pair);
                self.fail(SyntaxProblem::NumberTooLong(span))
            }
        }
    }

    /// `80%` as 0.80.
    pub(super) fn percent(&mut self, pair: Pair<'_>) -> Low<Decimal> {
        let span = self.span(&pair);
        let mut kids = self.kids(pair);
        let number = self.need(&mut kids, Rule::number)?;
        let mut value = self.decimal(number)?;
        match value.set_scale(value.scale() + 2) {
            Ok(()) => Ok(value),
            Err(_) => self.fail(SyntaxProblem::NumberTooLong(span)),
        }
    }

    /// `100 CNY`
    pub(super) fn money(&mut self, pair: Pair<'_>) -> Low<Amount> {
        let mut kids = self.kids(pair);
        let number = self.need(&mut kids, Rule::number)?;
        let currency = self.need(&mut kids, Rule::currency)?;
        let value = self.decimal(number)?;
        Ok(Amount::new(value, self.currency(currency)?.node))
    }

    /// `1 hour 30 minutes`
    pub(super) fn duration(&mut self, pair: Pair<'_>) -> Low<Spanned<Quantity>> {
        let span = self.span(&pair);
        let kids = self.kids(pair);
        let parts = self.all(kids, |this, part| {
            let mut kids = this.kids(part);
            let number = this.need(&mut kids, Rule::number)?;
            let unit = this.need(&mut kids, Rule::time_unit)?;
            Ok((this.decimal(number)?, this.time_unit(unit)?))
        })?;
        Ok(Spanned::new(parts, span))
    }

    fn time_unit(&mut self, pair: Pair<'_>) -> Low<TimeUnit> {
        let mut kids = self.kids(pair);
        let unit = self.need_any(&mut kids)?;
        Ok(match unit.as_rule() {
            Rule::unit_second => TimeUnit::Second,
            Rule::unit_minute => TimeUnit::Minute,
            Rule::unit_hour => TimeUnit::Hour,
            Rule::unit_working_hour => TimeUnit::WorkingHour,
            Rule::unit_day => TimeUnit::Day,
            Rule::unit_working_day => TimeUnit::WorkingDay,
            Rule::unit_week => TimeUnit::Week,
            Rule::unit_month => TimeUnit::Month,
            Rule::unit_quarter => TimeUnit::Quarter,
            Rule::unit_year => TimeUnit::Year,
            _ => return self.odd(&unit),
        })
    }

    /// `2024-05-06`
    pub(super) fn date(&mut self, pair: Pair<'_>) -> Low<Date> {
        match date(pair.as_str().trim()) {
            Some(date) => Ok(date),
            None => {
                let span = self.span(&pair);
                let text = pair.as_str().trim().to_string();
                self.fail(SyntaxProblem::NoSuchDate { span, text })
            }
        }
    }

    /// `08:20`, `08:20:00`, `24:00`
    pub(super) fn time_of_day(&mut self, pair: Pair<'_>) -> Low<TimeOfDay> {
        match time_of_day(pair.as_str().trim()) {
            Some(time) => Ok(time),
            None => {
                let span = self.span(&pair);
                let text = pair.as_str().trim().to_string();
                self.fail(SyntaxProblem::NoSuchTime { span, text })
            }
        }
    }

    /// `2024-05-06 09:00+08:00`
    pub(super) fn date_time(&mut self, pair: Pair<'_>) -> Low<DateTimeLit> {
        let span = self.span(&pair);
        let text = pair.as_str().trim();
        let (day, rest) = text.split_at(text.find(['T', ' ']).unwrap_or(text.len()));
        let clock = rest.trim_start_matches(['T', ' ']);
        let (clock, zone) = clock.split_at(clock.find(['+', '-', 'Z']).unwrap_or(clock.len()));
        let Some(date) = date(day) else {
            return self.fail(SyntaxProblem::NoSuchDate { span, text: day.to_string() });
        };
        let Some(time) = time_of_day(clock) else {
            return self.fail(SyntaxProblem::NoSuchTime { span, text: clock.to_string() });
        };
        let date = if time.next_day { date.tomorrow().ok() } else { Some(date) };
        let Some(date) = date else {
            return self.fail(SyntaxProblem::NoSuchDate { span, text: day.to_string() });
        };
        let offset = match zone {
            "" => None,
            zone => match offset(zone) {
                Some(seconds) => Some(seconds),
                None => return self.fail(SyntaxProblem::NoSuchOffset { span, text: zone.to_string() }),
            },
        };
        Ok(DateTimeLit { civil: DateTime::from_parts(date, time.time), precision: time.precision, offset })
    }

    /// A date, or a date with a time.
    pub(super) fn when(&mut self, pair: Pair<'_>) -> Low<Spanned<When>> {
        let span = self.span(&pair);
        let when = match pair.as_rule() {
            Rule::datetime => When::DateTime(self.date_time(pair)?),
            _ => When::Date(self.date(pair)?),
        };
        Ok(Spanned::new(when, span))
    }

    /// `Friday`
    pub(super) fn weekday(&mut self, pair: Pair<'_>) -> Low<Weekday> {
        let mut kids = self.kids(pair);
        let day = self.need_any(&mut kids)?;
        Ok(match day.as_rule() {
            Rule::monday => Weekday::Monday,
            Rule::tuesday => Weekday::Tuesday,
            Rule::wednesday => Weekday::Wednesday,
            Rule::thursday => Weekday::Thursday,
            Rule::friday => Weekday::Friday,
            Rule::saturday => Weekday::Saturday,
            Rule::sunday => Weekday::Sunday,
            _ => return self.odd(&day),
        })
    }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::new(year, month, day).ok()
}

fn time_of_day(text: &str) -> Option<TimeOfDay> {
    let mut parts = text.split([':', '：']).map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let (second, precision) = match parts.next() {
        Some(second) => (second?, Precision::Exact),
        None => (0, Precision::Minute),
    };
    let next_day = hour == 24;
    if next_day && (minute, second) != (0, 0) {
        return None;
    }
    let time = Time::new(if next_day { 0 } else { hour }, minute, second, 0).ok()?;
    Some(TimeOfDay { time, precision, next_day })
}

/// Seconds east of UTC; no zone lies more than 14 hours away.
fn offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= 14 * 60).then_some(sign * (hours * 60 + minutes) * 60)
}
