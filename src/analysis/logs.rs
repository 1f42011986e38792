//! `log` blocks: from columns as written to mappings that ingest can follow.

use super::checker::Checker;
use super::columns::AtHand;
use super::scope::Owner;
use super::{LogSetting, NameProblem, Part, StructureProblem, TimeProblem};
use crate::event::{EntityRule, EventRule, FormatHint, LogMapping, TextEncoding};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, LogEntry};
use crate::time::{Precision, Stamp};

impl<'a> Checker<'a> {
    /// All mappings, in order.
    pub(super) fn check_logs(&mut self) -> Vec<LogMapping> {
        let loaded = self.loaded;
        let (mut logs, mut others): (Vec<LogMapping>, Vec<LogMapping>) = (Vec::new(), Vec::new());
        for item in loaded.files.iter().flat_map(|file| &file.file.items) {
            if let ast::Item::Log(log) = &item.node {
                logs.push(self.log(log, item.span, &mut others));
            }
        }
        // Reference data from a file that has a block of its own is taken by that block.
        for other in others {
            match logs.iter_mut().find(|log| log.pattern == other.pattern) {
                Some(log) => log.entities.extend(other.entities),
                None => logs.push(other),
            }
        }
        logs
    }

    /// One block, and besides it what it takes from other files.
    fn log(&mut self, log: &'a ast::Log, span: Span, others: &mut Vec<LogMapping>) -> LogMapping {
        self.check_pattern(&log.pattern);
        let mut mapping = LogMapping {
            zone: self.header.zone.as_ref().map(|zone| zone.name().to_string()),
            ..LogMapping::new(&log.pattern.node, span)
        };
        let mut seen: Vec<(Part, Span)> = Vec::new();
        for entry in &log.entries {
            if let Some(part) = part(&entry.node) {
                if let Some((_, first)) = seen.iter().find(|(known, _)| *known == part) {
                    let first = *first;
                    self.report(StructureProblem::Repeated { part, first, second: entry.span });
                    continue;
                }
                seen.push((part, entry.span));
            }
            self.log_entry(entry, &mut mapping);
        }
        for entry in &log.entries {
            let LogEntry::Entity(entity) = &entry.node else { continue };
            let Some(rule) = self.entity_rule(entity, entry.span) else { continue };
            match &entity.from {
                Some(file) if file.node != mapping.pattern => {
                    self.check_pattern(file);
                    others.push(other_file(&mapping, &file.node, rule));
                }
                Some(_) | None => mapping.entities.push(rule),
            }
        }
        mapping
    }

    fn check_pattern(&mut self, pattern: &ast::Text) {
        let text = &pattern.node;
        let drive = text.chars().nth(1) == Some(':');
        let out = text.starts_with(['/', '\\']) || drive || text.split(['/', '\\']).any(|part| part == "..");
        if out || text.is_empty() {
            self.report(NameProblem::Outside { path: text.clone(), span: pattern.span });
        }
    }

    fn log_entry(&mut self, entry: &'a Spanned<LogEntry>, mapping: &mut LogMapping) {
        match &entry.node {
            LogEntry::Format(name) => mapping.format = self.format(name),
            LogEntry::Encoding(name) => mapping.encoding = self.encoding(name),
            LogEntry::Records(path) => mapping.records = Some(path.node.clone()),
            LogEntry::Sheet(name) => mapping.sheet = Some(name.node.clone()),
            LogEntry::Delimiter(text) => match text.node.as_bytes() {
                [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | b'"') => {
                    mapping.delimiter = Some(*byte)
                }
                _ if text.node == "\\t" => mapping.delimiter = Some(b'\t'),
                _ => self.report(NameProblem::LogSetting {
                    setting: LogSetting::Delimiter,
                    text: text.node.clone(),
                    span: text.span,
                }),
            },
            LogEntry::Skip(lines) => mapping.skip_lines = *lines,
            LogEntry::Timezone(name) => {
                mapping.zone = self.zone(name).map(|zone| zone.name().to_string()).or(mapping.zone.take());
            }
            LogEntry::Observed(range) => mapping.observed = self.observed(range),
            LogEntry::Blank(texts) => mapping.blanks = texts.iter().map(|text| text.node.clone()).collect(),
            LogEntry::Time(cells) => mapping.time = Some(self.time_spec(cells, AtHand::Nothing)),
            LogEntry::Event(event) => {
                if let Some(rule) = self.event_rule(event, entry.span) {
                    mapping.events.push(rule);
                }
            }
            // They come last, so that all settings of the block are known.
            LogEntry::Entity(_) => {}
            LogEntry::Ignore(test) => mapping.ignore.extend(self.column_test(test, AtHand::Nothing)),
        }
    }

    fn format(&mut self, name: &ast::Name) -> Option<FormatHint> {
        let format = FormatHint::named(&name.node);
        if format.is_none() {
            self.report(NameProblem::LogSetting {
                setting: LogSetting::Format,
                text: name.node.clone(),
                span: name.span,
            });
        }
        format
    }

    fn encoding(&mut self, name: &ast::Text) -> Option<TextEncoding> {
        let encoding = TextEncoding::named(&name.node);
        if encoding.is_none() {
            self.report(NameProblem::LogSetting {
                setting: LogSetting::Encoding,
                text: name.node.clone(),
                span: name.span,
            });
        }
        encoding
    }

    /// The range that a source covers. A day means its first instant, at both ends: of the last day nothing is claimed to
    /// have been seen.
    pub(super) fn observed(&mut self, range: &ast::DateRange) -> Option<(Option<Stamp>, Option<Stamp>)> {
        let mut end = |when: &Option<Spanned<ast::When>>| -> Option<Option<Stamp>> {
            let Some(when) = when else { return Some(None) };
            match &when.node {
                ast::When::Date(date) => {
                    let stamp = self.day_stamp(*date, when.span)?;
                    Some(Some(Stamp { precision: Precision::Exact, ..stamp }))
                }
                ast::When::DateTime(time) => {
                    let stamp = self.stamp(time, when.span)?;
                    Some(Some(Stamp { precision: Precision::Exact, ..stamp }))
                }
            }
        };
        let (from, to) = (end(&range.from), end(&range.to));
        self.settle();
        let (from, to) = (from?, to?);
        if let (Some(first), Some(last), Some(from_at), Some(to_at)) = (from, to, &range.from, &range.to)
            && last.start < first.start
        {
            self.report(TimeProblem::Backwards { span: to_at.span, other: from_at.span });
        }
        Some((from, to))
    }

    fn event_rule(&mut self, event: &'a ast::LogEvent, span: Span) -> Option<EventRule> {
        let hand = match &event.each {
            Some(ast::EachOf::Column(_)) => AtHand::Column,
            Some(ast::EachOf::Part { .. }) | None => AtHand::Nothing,
        };
        let each = event.each.as_ref().map(|each| self.each_of(each));
        let kind = self.kind(&event.event)?;
        let test = self.optional_test(event.filter.as_ref(), hand);
        let fields = self.cells(&event.cells, Owner::Kind(kind), hand);
        let time = event.time.as_ref().map(|time| self.time_spec(time, hand));
        let each = match each {
            Some(each) => Some(each?),
            None => None,
        };
        Some(EventRule { kind, each, test: test?, time, fields, span })
    }

    fn entity_rule(&mut self, rule: &'a ast::LogEntity, span: Span) -> Option<EntityRule> {
        let entity = self.entity(&rule.entity)?;
        let test = self.optional_test(rule.filter.as_ref(), AtHand::Nothing);
        let fields = self.cells(&rule.cells, Owner::Entity(entity), AtHand::Nothing);
        let text = |text: &ast::Text| text.node.clone();
        let valid = rule.valid.as_ref().map_or((None, None), |(from, to)| (Some(text(from)), Some(text(to))));
        let distinct_by = rule.distinct_by.as_ref().map(text);
        Some(EntityRule { entity, test: test?, fields, valid, distinct_by, span })
    }
}

/// A block for another file that a block takes reference data from. It is written like the block's own file, as far as that is
/// a matter of the office and not of the file: zone and blanks.
fn other_file(block: &LogMapping, pattern: &str, rule: EntityRule) -> LogMapping {
    let blank = LogMapping::new(pattern, rule.span);
    LogMapping { zone: block.zone.clone(), blanks: block.blanks.clone(), entities: vec![rule], ..blank }
}

/// Which entries may stand once only.
fn part(entry: &LogEntry) -> Option<Part> {
    match entry {
        LogEntry::Format(_) => Some(Part::Format),
        LogEntry::Encoding(_) => Some(Part::Encoding),
        LogEntry::Delimiter(_) => Some(Part::Delimiter),
        LogEntry::Skip(_) => Some(Part::Skip),
        LogEntry::Records(_) => Some(Part::Records),
        LogEntry::Sheet(_) => Some(Part::Sheet),
        LogEntry::Timezone(_) => Some(Part::Timezone),
        LogEntry::Observed(_) => Some(Part::Observed),
        LogEntry::Time(_) => Some(Part::LogTime),
        LogEntry::Blank(_) | LogEntry::Event(_) | LogEntry::Entity(_) | LogEntry::Ignore(_) => None,
    }
}
