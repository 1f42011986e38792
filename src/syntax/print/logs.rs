//! `log` and `test` blocks.

use super::phrase::Phrase;
use super::{Printer, column, name};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    CellDecl, CellFrom, EachOf, Log, LogEntity, LogEntry, LogEvent, Place, Status, Test, TestEntry, Text,
    TimeCells,
};
use crate::syntax::words::Word;

impl Printer<'_, '_> {
    pub(super) fn log(&mut self, span: Span, log: &Log) {
        let mut header = Phrase::default();
        header.word(self.w(Word::Log));
        header.word(&name::text(&log.pattern));
        self.page.open(span, log.pattern.span, header);
        for entry in &log.entries {
            let phrase = self.log_entry(entry);
            self.page.line(entry.span, &phrase, self.lang.pick(column::LOG, column::LOG - 1));
        }
        self.page.close(span);
    }

    fn log_entry(&self, entry: &LogEntry) -> Phrase {
        let line = |word: Word, rest: &str| {
            let mut out = self.headed(word);
            out.word(rest);
            out
        };
        match entry {
            LogEntry::Format(format) => line(Word::Format, &name::free_name(format)),
            LogEntry::Encoding(text) => line(Word::Encoding, &name::text(text)),
            LogEntry::Delimiter(text) => line(Word::Delimiter, &name::text(text)),
            LogEntry::Skip(n) => {
                let lines = if *n == 1 { self.lang.pick("line", "行") } else { self.w(Word::Lines) };
                line(Word::Skip, &format!("{n} {lines}"))
            }
            LogEntry::Records(path) => line(Word::RecordsAt, &name::text(path)),
            LogEntry::Sheet(name) => line(Word::Sheet, &name::text(name)),
            LogEntry::Timezone(zone) => line(Word::Timezone, &self.zone(zone)),
            LogEntry::Observed(range) => line(Word::Observed, &name::date_range(range)),
            LogEntry::Blank(values) => {
                let mut out = self.headed(Word::BlankValues);
                self.texts(&mut out, values);
                out
            }
            LogEntry::Time(cells) => {
                let mut out = self.headed(Word::Time);
                self.time_cells(&mut out, cells);
                out
            }
            LogEntry::Event(event) => self.log_event(event),
            LogEntry::Entity(entity) => self.log_entity(entity),
            LogEntry::Ignore(condition) => {
                let mut out = self.headed(Word::Ignore);
                out.word(self.w(Word::Where));
                self.expr(&mut out, condition);
                out
            }
        }
    }

    fn time_cells(&self, out: &mut Phrase, cells: &TimeCells) {
        self.places(out, &cells.places);
        self.format(out, cells.format.as_ref());
    }

    fn format(&self, out: &mut Phrase, format: Option<&Text>) {
        if let Some(format) = format {
            out.word(self.w(Word::AsFormat));
            out.word(&name::text(format));
        }
    }

    fn places(&self, out: &mut Phrase, places: &[Spanned<Place>]) {
        for (i, place) in places.iter().enumerate() {
            if i > 0 {
                out.word("+");
            }
            match &place.node {
                Place::Column(column) => out.word(&name::text(column)),
                Place::Constant(text) => {
                    out.word(self.w(Word::Constant));
                    out.word(&name::text(text));
                }
                Place::Header => out.word(self.w(Word::ThisHeader)),
                Place::Cell => out.word(self.w(Word::ThisCell)),
            }
        }
    }

    fn each_of(&self, out: &mut Phrase, each: &EachOf) {
        out.may_break();
        match each {
            EachOf::Column(pattern) => {
                out.word(self.w(Word::ForEachColumnLike));
                out.word(&name::text(pattern));
            }
            EachOf::Part { column, by, shapes } => {
                out.word(self.w(Word::ForEachPartOf));
                out.word(&name::text(column));
                out.word(self.w(Word::SplitBy));
                out.word(&name::text(by));
                out.word(self.w(Word::AsFormat));
                match shapes.as_slice() {
                    [shape] => out.word(&name::text(shape)),
                    shapes => self.texts(out, shapes),
                }
            }
        }
    }

    fn log_event(&self, event: &LogEvent) -> Phrase {
        let mut out = self.headed(Word::Event);
        out.word(&name::name(&event.event));
        if let Some(each) = &event.each {
            self.each_of(&mut out, each);
        }
        self.maybe_filter(&mut out, event.filter.as_ref());
        if let Some(time) = &event.time {
            out.may_break();
            out.word(self.w(Word::At));
            self.time_cells(&mut out, time);
        }
        self.cells(&mut out, &event.cells);
        out
    }

    fn log_entity(&self, entity: &LogEntity) -> Phrase {
        let mut out = self.headed(Word::Entity);
        out.word(&name::name(&entity.entity));
        if let Some(from) = &entity.from {
            out.word(self.w(Word::From));
            out.word(&name::text(from));
        }
        self.maybe_filter(&mut out, entity.filter.as_ref());
        if let Some(column) = &entity.distinct_by {
            out.may_break();
            out.word(self.w(Word::DistinctBy));
            out.word(&name::text(column));
        }
        if let Some((from, to)) = &entity.valid {
            out.may_break();
            out.word(self.w(Word::ValidRange));
            out.word(&format!("{} .. {}", name::text(from), name::text(to)));
        }
        self.cells(&mut out, &entity.cells);
        out
    }

    fn cells(&self, out: &mut Phrase, cells: &[CellDecl]) {
        if cells.is_empty() {
            return;
        }
        out.word("{");
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                out.glue(",");
            }
            out.may_break();
            out.word(&name::free_name(&cell.field));
            out.glue(":");
            match &cell.source {
                CellFrom::Constant(text) => {
                    out.word(self.w(Word::Constant));
                    out.word(&name::text(text));
                }
                CellFrom::Column(cell) => {
                    self.places(out, &cell.places);
                    self.format(out, cell.format.as_ref());
                    if let Some(unit) = &cell.unit {
                        out.word(self.w(Word::Unit));
                        out.word(&name::text(unit));
                    }
                    self.cell_map(out, &cell.map);
                }
                CellFrom::Test(test) => self.expr(out, test),
            }
        }
        out.word("}");
    }

    fn cell_map(&self, out: &mut Phrase, map: &[(Text, Text)]) {
        if map.is_empty() {
            return;
        }
        out.word(self.w(Word::Map));
        out.word("{");
        for (i, (theirs, ours)) in map.iter().enumerate() {
            if i > 0 {
                out.glue(",");
            }
            out.may_break();
            out.word(&name::text(theirs));
            out.glue(":");
            out.word(&name::text(ours));
        }
        out.word("}");
    }

    pub(super) fn test(&mut self, span: Span, test: &Test) {
        let mut header = Phrase::default();
        header.word(self.w(Word::Test));
        header.word(&name::text(&test.title));
        self.page.open(span, test.title.span, header);
        for entry in &test.entries {
            let phrase = self.test_entry(entry);
            self.page.line(entry.span, &phrase, 0);
        }
        self.page.close(span);
    }

    fn test_entry(&self, entry: &TestEntry) -> Phrase {
        let mut out = Phrase::default();
        match entry {
            TestEntry::Record { at, name: named, cells } => {
                if let Some(at) = at {
                    out.word(&name::when(at));
                }
                out.word(&name::name(named));
                out.word("{");
                for (i, (field, value)) in cells.iter().enumerate() {
                    if i > 0 {
                        out.comma();
                    }
                    out.word(&name::free_name(field));
                    out.glue(":");
                    self.expr(&mut out, value);
                }
                out.word("}");
            }
            TestEntry::Expect { times, status, norm, by, consequences } => {
                out.word(self.w(Word::Expect));
                if let Some(n) = times {
                    out.word(&n.to_string());
                    out.word(self.times(*n));
                }
                out.word(self.status(*status));
                out.word(&name::name(norm));
                if let Some(by) = by {
                    out.word(self.lang.pick(self.w(Word::By), self.w(Word::You)));
                    self.operand(&mut out, by);
                }
                if !consequences.is_empty() {
                    out.comma();
                    self.consequences(&mut out, consequences);
                }
            }
            TestEntry::ExpectNothing(status) => {
                out.word(self.w(Word::Expect));
                out.word(self.w(Word::Nothing));
                out.word(self.status(*status));
            }
            TestEntry::Set(param, value) => {
                out.word(self.w(Word::Set));
                out.word(&name::name(param));
                out.word("=");
                self.expr(&mut out, value);
            }
            TestEntry::Observed(range) => {
                out.word(self.w(Word::Observed));
                out.word(&name::date_range(range));
            }
        }
        out
    }

    fn status(&self, status: Status) -> &'static str {
        self.w(match status {
            Status::Fulfilled => Word::Fulfilled,
            Status::Violated => Word::Violated,
            Status::Repaired => Word::Repaired,
            Status::Excused => Word::Excused,
            Status::Waived => Word::Waived,
            Status::Unearned => Word::Unearned,
            Status::Pending => Word::Pending,
            Status::Unknown => Word::Unknown,
        })
    }
}
