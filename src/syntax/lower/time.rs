//! Lengths, points and limits of time.

use super::{Low, Lower, Pair};
use crate::source::Spanned;
use crate::syntax::ast::{CalendarUnit, Length, Limit, Point, TimeBranch, TimeClause};
use crate::syntax::error::SyntaxProblem;
use crate::syntax::explain::in_digits;
use crate::syntax::grammar::Rule;

impl Lower<'_> {
    pub(super) fn time_clause(&mut self, pair: Pair<'_>) -> Low<TimeClause> {
        let mut kids = self.kids(pair);
        let mut branches = Vec::new();
        loop {
            let limit = self.need_any(&mut kids)?;
            let limit = self.limit(limit)?;
            let condition = kids.get(Rule::expr);
            let last = condition.is_none();
            branches.push(TimeBranch { limit, condition: self.maybe(condition, Self::expr)? });
            if last {
                return Ok(TimeClause { branches });
            }
        }
    }

    fn limit(&mut self, pair: Pair<'_>) -> Low<Spanned<Limit>> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut kids = self.kids(pair);
        let limit = match rule {
            Rule::within => {
                // Chinese says from when before it says how long.
                let since = kids.get(Rule::subject);
                let length = self.need(&mut kids, Rule::length)?;
                let since = since.or_else(|| kids.get(Rule::subject));
                let length = self.length(length)?;
                let since = self.maybe(since, Self::subject)?;
                Limit::Within(length, since)
            }
            Rule::bare_length => {
                let length = self.need(&mut kids, Rule::length)?;
                Limit::Within(self.length(length)?, None)
            }
            Rule::by => {
                let point = self.need(&mut kids, Rule::point)?;
                Limit::By(self.point(point)?.node)
            }
            Rule::before_field => {
                let field = self.need(&mut kids, Rule::expr)?;
                Limit::BeforeField(self.expr(field)?)
            }
            Rule::before | Rule::lead | Rule::before_lead => {
                let (mut at_least, mut at_most) = (None, None);
                let early_act = kids.get(Rule::plain_act);
                while let Some(bound) = kids.get(Rule::lead_bound) {
                    let bound_span = self.span(&bound);
                    let mut inner = self.kids(bound);
                    let which = self.need_any(&mut inner)?;
                    let length = self.need(&mut inner, Rule::length)?;
                    let length = self.length(length)?;
                    let slot =
                        if which.as_rule() == Rule::bound_least { &mut at_least } else { &mut at_most };
                    if slot.replace(length).is_some() {
                        return self.unexpected(bound_span);
                    }
                }
                let act = early_act.or_else(|| kids.get(Rule::plain_act));
                let act = self.maybe(act, Self::act)?.map(Box::new);
                Limit::Before { act, at_least, at_most }
            }
            _ => return self.unexpected(span),
        };
        Ok(Spanned::new(limit, span))
    }

    pub(super) fn length(&mut self, pair: Pair<'_>) -> Low<Length> {
        let mut kids = self.kids(pair);
        let inner = self.need_any(&mut kids)?;
        match inner.as_rule() {
            Rule::duration => Ok(Length::Quantity(self.duration(inner)?)),
            _ => {
                // `三十分钟` has the form of a name; in backticks it is one.
                if let Some(digits) = in_digits(inner.as_str().trim_end()) {
                    let (span, found) = (self.span(&inner), inner.as_str().trim_end().to_string());
                    return self.fail(SyntaxProblem::HanNumber { span, found, digits });
                }
                Ok(Length::Param(self.name(inner)?))
            }
        }
    }

    pub(super) fn calendar_unit(&mut self, pair: Pair<'_>) -> Low<CalendarUnit> {
        let mut kids = self.kids(pair);
        let unit = self.need_any(&mut kids)?;
        Ok(match unit.as_rule() {
            Rule::cal_day => CalendarUnit::Day,
            Rule::cal_week => CalendarUnit::Week,
            Rule::cal_month => CalendarUnit::Month,
            Rule::cal_quarter => CalendarUnit::Quarter,
            Rule::cal_year => CalendarUnit::Year,
            _ => return self.odd(&unit),
        })
    }

    pub(super) fn point(&mut self, pair: Pair<'_>) -> Low<Spanned<Point>> {
        let span = self.span(&pair);
        let mut outer = self.kids(pair);
        let inner = self.need_any(&mut outer)?;
        let rule = inner.as_rule();
        match rule {
            Rule::time_of_day => {
                return Ok(Spanned::new(Point::TimeOfDay(self.time_of_day(inner)?), span));
            }
            Rule::expr => return Ok(Spanned::new(Point::Field(self.expr(inner)?), span)),
            _ => {}
        }
        let mut kids = self.kids(inner);
        let point = match rule {
            Rule::next_working_day => {
                let time = kids.get(Rule::time_of_day);
                Point::NextWorkingDay(self.maybe(time, Self::time_of_day)?)
            }
            Rule::weekday_point => {
                let day = self.need(&mut kids, Rule::weekday)?;
                let time = kids.get(Rule::time_of_day);
                Point::Weekday(self.weekday(day)?, self.maybe(time, Self::time_of_day)?)
            }
            Rule::end_of => match self.need_any(&mut kids)? {
                shift if shift.as_rule() == Rule::shift_unit => Point::EndOfShift,
                period => {
                    let (unit, next) = self.which_period(period)?;
                    Point::EndOf { unit, next }
                }
            },
            Rule::nth_day => {
                let (mut n, mut working, mut which, mut time) = (None, false, None, None);
                for part in kids {
                    match part.as_rule() {
                        Rule::ordinal | Rule::cardinal => n = Some(self.count(part)?),
                        Rule::day_kind => {
                            working = self
                                .kids(part)
                                .next()
                                .is_some_and(|kind| kind.as_rule() == Rule::kind_working_day);
                        }
                        Rule::which_period => which = Some(self.which_period(part)?),
                        Rule::time_of_day => time = Some(self.time_of_day(part)?),
                        _ => {}
                    }
                }
                let (unit, next) = which.unwrap_or((CalendarUnit::Month, false));
                Point::NthDay { n, working, unit, next, time }
            }
            _ => return self.unexpected(span),
        };
        Ok(Spanned::new(point, span))
    }

    fn which_period(&mut self, pair: Pair<'_>) -> Low<(CalendarUnit, bool)> {
        let mut kids = self.kids(pair);
        let which = self.need_any(&mut kids)?;
        let next = which.as_rule() == Rule::period_next;
        let mut kids = self.kids(which);
        let unit = self.need(&mut kids, Rule::calendar_unit)?;
        Ok((self.calendar_unit(unit)?, next))
    }
}
