//! The header, the vocabulary and the calendars.

use super::phrase::{Phrase, Piece, WIDTH};
use super::{Printer, column, name};
use crate::money::Round;
use crate::source::Span;
use crate::syntax::ast::{
    CalendarDecl, CalendarEntry, CountFrom, DaysEnd, Discretion, FieldDecl, FieldType, Measure, Name,
    Overlap, Param, Policy, PolicyEntry, Record, RestDays, State, StateBody, Text, TimeOfDay,
};
use crate::syntax::grammar::{Rule, is};
use crate::syntax::words::Word;

impl Printer<'_, '_> {
    /// `duty NAME "title"`
    pub(super) fn header(&self, word: Word, named: &Name, title: Option<&Text>) -> Phrase {
        let mut out = Phrase::default();
        out.word(self.w(word));
        out.word(&name::name(named));
        if let Some(title) = title {
            out.word(&name::text(title));
        }
        out
    }

    pub(super) fn policy(&mut self, span: Span, policy: &Policy) {
        let header = self.header(Word::Policy, &policy.name, policy.title.as_ref());
        self.page.open(span, policy.title.as_ref().map_or(policy.name.span, |t| t.span), header);
        for entry in &policy.entries {
            let phrase = self.policy_entry(entry);
            self.page.line(entry.span, &phrase, self.lang.pick(10, 8));
        }
        self.page.close(span);
    }

    fn policy_entry(&self, entry: &PolicyEntry) -> Phrase {
        let line = |word: Word, rest: &str| {
            let mut out = self.headed(word);
            out.word(rest);
            out
        };
        // Conventions are sentences: no keyword column.
        let sentence = |word: Word, rest: &str| {
            let mut out = Phrase::default();
            out.word(self.w(word));
            out.word(rest);
            out
        };
        match entry {
            PolicyEntry::Source(title, file) => {
                let mut out = line(Word::Source, &name::text(title));
                if let Some(file) = file {
                    out.word(self.w(Word::File));
                    out.word(&name::text(file));
                }
                out
            }
            PolicyEntry::Version(text) => line(Word::Version, &name::text(text)),
            PolicyEntry::Effective(range) => line(Word::Effective, &name::date_range(range)),
            PolicyEntry::Timezone(zone) => line(Word::Timezone, &self.zone(zone)),
            PolicyEntry::Calendar(calendar) => line(Word::Calendar, &name::name(calendar)),
            PolicyEntry::Currency(currency) => line(Word::Currency, currency.code()),
            PolicyEntry::CountFrom(CountFrom::NextDay) => {
                sentence(Word::DaysCountFrom, self.w(Word::NextDay))
            }
            PolicyEntry::CountFrom(CountFrom::SameDay) => {
                sentence(Word::DaysCountFrom, self.w(Word::SameDay))
            }
            PolicyEntry::DaysEnd(DaysEnd::Midnight) => sentence(Word::DaysEndAt, self.w(Word::Midnight)),
            PolicyEntry::DaysEnd(DaysEnd::CloseOfBusiness) => {
                sentence(Word::DaysEndAt, self.w(Word::CloseOfBusiness))
            }
            PolicyEntry::RestDays(RestDays::Stay) => sentence(Word::DeadlinesOnRestDays, self.w(Word::Stay)),
            PolicyEntry::RestDays(RestDays::MoveOn) => {
                sentence(Word::DeadlinesOnRestDays, self.w(Word::MoveOn))
            }
            PolicyEntry::WeekStart(day) => sentence(Word::WeeksStartOn, name::weekday(*day, self.lang)),
            PolicyEntry::Overlap(overlap) => line(
                Word::Overlap,
                self.w(match overlap {
                    Overlap::Sum => Word::AddUp,
                    Overlap::Highest => Word::Highest,
                    Overlap::Special => Word::Special,
                }),
            ),
            PolicyEntry::Rounding(round, to) => {
                let mut out = sentence(
                    Word::RoundAmounts,
                    self.w(match round {
                        Round::HalfUp => Word::HalfUp,
                        Round::HalfEven => Word::HalfEven,
                        Round::Down => Word::RoundDown,
                        Round::Up => Word::RoundUp,
                    }),
                );
                if let Some(to) = to {
                    out.word(self.w(Word::RoundTo));
                    out.word(&name::money(&to.node, self.lang));
                }
                out
            }
            PolicyEntry::PaidDays(days) => sentence(Word::PaidDays, &days.node.to_string()),
            PolicyEntry::Discretion(discretion) => line(
                Word::Discretion,
                self.w(match discretion {
                    Discretion::Lowest => Word::Lowest,
                    Discretion::Middle => Word::Middle,
                    Discretion::Highest => Word::Highest,
                }),
            ),
            PolicyEntry::Cap(cap) => self.cap(cap),
        }
    }

    pub(super) fn zone(&self, zone: &Name) -> String {
        if is(Rule::zone_text, zone) { zone.node.clone() } else { name::text(zone) }
    }

    pub(super) fn param(&self, param: &Param) -> Phrase {
        let mut out = self.header(Word::Param, &param.name, None);
        if let Some(ty) = &param.ty {
            out.glue(":");
            self.field_type(&mut out, ty);
        }
        if let Some(value) = &param.value {
            out.word("=");
            self.expr(&mut out, value);
        }
        out
    }

    /// On one line if it fits and nothing is noted inside, else one field a line.
    pub(super) fn record(&mut self, span: Span, word: Word, record: &Record) {
        let header = self.header(word, &record.name, record.title.as_ref());
        let mut short = header.clone();
        short.word("{");
        for (i, field) in record.fields.iter().enumerate() {
            if i > 0 {
                short.comma();
            }
            self.field(&mut short, field);
        }
        short.word("}");
        if short.width() <= WIDTH && !self.page.has_comment(span) {
            self.page.short_item(span, &short);
            return;
        }
        self.page.open(span, record.title.as_ref().map_or(record.name.span, |t| t.span), header);
        for field in &record.fields {
            let mut line = Phrase::default();
            self.field(&mut line, field);
            line.glue(",");
            self.page.line(field.span, &line, 0);
        }
        self.page.close(span);
    }

    fn field(&self, out: &mut Phrase, field: &FieldDecl) {
        if field.key {
            out.word(self.w(Word::Key));
        }
        if field.actor {
            out.word(self.w(Word::Actor));
        }
        out.word(&name::free_name(&field.name));
        out.glue(":");
        self.field_type(out, &field.ty);
        if let Some(range) = &field.range {
            out.word(&format!("{}..{}", range.0, range.1));
        }
        if field.optional {
            out.word(self.w(Word::Optional));
        }
    }

    fn field_type(&self, out: &mut Phrase, ty: &FieldType) {
        let mut ty = ty;
        while let FieldType::ListOf(inner) = ty {
            out.word(self.w(Word::ListOf));
            ty = &inner.node;
        }
        match ty {
            FieldType::Named(named) => out.word(&name::name(named)),
            FieldType::Money(currency) => {
                out.word(self.w(Word::Money));
                if let Some(currency) = currency {
                    out.word(currency.code());
                }
            }
            FieldType::OneOf(texts) => {
                out.word(self.w(Word::OneOf));
                self.texts(out, texts);
            }
            FieldType::ListOf(_) => {}
        }
    }

    /// `["a", "b"]`
    pub(super) fn texts(&self, out: &mut Phrase, texts: &[Text]) {
        out.word("[");
        out.tighten();
        for (i, text) in texts.iter().enumerate() {
            if i > 0 {
                out.comma();
            }
            out.word(&name::text(text));
        }
        out.glue("]");
    }

    pub(super) fn state(&self, state: &State) -> Phrase {
        let mut out = self.header(Word::State, &state.name, state.title.as_ref());
        if let Some(subject) = &state.subject {
            out.word(self.w(Word::Subject));
            out.word(&name::name(subject));
        }
        out.glue(":");
        match &state.body {
            StateBody::From { from, until } => {
                out.word(self.w(Word::From));
                self.act(&mut out, from);
                out.may_break_before(Piece::Act);
                out.word(self.w(Word::Until));
                self.act(&mut out, until);
            }
            StateBody::Over { from, to, filter } => {
                out.word(self.w(Word::Over));
                self.operand(&mut out, from);
                out.word("..");
                self.operand(&mut out, to);
                self.maybe_filter(&mut out, filter.as_ref());
            }
        }
        out
    }

    pub(super) fn measure(&self, measure: &Measure) -> Phrase {
        let mut out = self.header(Word::Measure, &measure.name, measure.title.as_ref());
        if !measure.params.is_empty() {
            if measure.title.is_some() {
                out.word("(");
            } else {
                out.glue("(");
            }
            out.tighten();
            for (i, (param, entity)) in measure.params.iter().enumerate() {
                if i > 0 {
                    out.comma();
                }
                out.word(&name::free_name(param));
                out.glue(":");
                out.word(&name::name(entity));
            }
            out.glue(")");
        }
        out.word("=");
        self.expr(&mut out, &measure.value);
        out
    }

    pub(super) fn calendar(&mut self, span: Span, calendar: &CalendarDecl) {
        let mut header = self.header(Word::Calendar, &calendar.name, calendar.title.as_ref());
        let mut head = calendar.title.as_ref().map_or(calendar.name.span, |t| t.span);
        if let Some(base) = &calendar.extends {
            header.word(self.w(Word::Extends));
            header.word(&name::name(base));
            head = base.span;
        }
        self.page.open(span, head, header);
        for entry in &calendar.entries {
            let phrase = self.calendar_entry(entry);
            self.page.line(entry.span, &phrase, column::CALENDAR);
        }
        self.page.close(span);
    }

    fn calendar_entry(&self, entry: &CalendarEntry) -> Phrase {
        let interval = |(from, to): &(TimeOfDay, TimeOfDay)| {
            format!("{}..{}", name::time_of_day(*from), name::time_of_day(*to))
        };
        let mut out = self.headed(match entry {
            CalendarEntry::File(_) => Word::File,
            CalendarEntry::Week(..) => Word::WeekDays,
            CalendarEntry::Hours(..) => Word::Hours,
            CalendarEntry::Holiday(..) => Word::Holiday,
            CalendarEntry::Workday(..) => Word::Workday,
            CalendarEntry::Shift(..) => Word::Shift,
            CalendarEntry::Valid(_) => Word::ValidRange,
        });
        match entry {
            CalendarEntry::File(text) => out.word(&name::text(text)),
            CalendarEntry::Week(first, last) => {
                out.word(&format!(
                    "{}..{}",
                    name::weekday(*first, self.lang),
                    name::weekday(*last, self.lang)
                ));
            }
            CalendarEntry::Hours(intervals, days) => {
                for (i, one) in intervals.iter().enumerate() {
                    if i > 0 {
                        out.comma();
                    }
                    out.word(&interval(one));
                }
                for (i, day) in days.iter().enumerate() {
                    if i == 0 {
                        out.word(self.w(Word::On));
                    } else {
                        out.comma();
                    }
                    out.word(name::weekday(*day, self.lang));
                }
            }
            CalendarEntry::Holiday(from, to, title) | CalendarEntry::Workday(from, to, title) => {
                out.word(&name::date(*from));
                if let Some(to) = to {
                    out.word(&format!(".. {}", name::date(*to)));
                }
                if let Some(title) = title {
                    out.word(&name::text(title));
                }
            }
            CalendarEntry::Shift(named, times) => {
                out.word(&name::name(named));
                out.word(&interval(times));
            }
            CalendarEntry::Valid(range) => out.word(&name::date_range(range)),
        }
        out
    }
}
