//! `log` blocks: from columns as written to mappings that ingest can follow.

use super::checker::Checker;
use super::scope::Owner;
use super::{Construct, NameProblem, Part, StructureProblem, TimeProblem};
use crate::event::{
    CellSource, ColumnTest, EntityRule, EventRule, FormatHint, LogMapping, TestValue, TimeSource, TimeSpec,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, BinaryOp, CellFrom, LogEntry};
use crate::time::{Precision, Stamp};

impl<'a> Checker<'a> {
    /// All mappings, in order.
    pub(super) fn check_logs(&mut self) -> Vec<LogMapping> {
        let loaded = self.loaded;
        let mut logs = Vec::new();
        for item in loaded.files.iter().flat_map(|file| &file.file.items) {
            if let ast::Item::Log(log) = &item.node {
                logs.push(self.log(log, item.span));
            }
        }
        logs
    }

    fn log(&mut self, log: &'a ast::Log, span: Span) -> LogMapping {
        self.check_pattern(&log.pattern);
        let mut mapping = LogMapping {
            pattern: log.pattern.node.clone(),
            span,
            format: None,
            delimiter: None,
            skip_lines: 0,
            zone: self.header.zone.as_ref().map(|zone| zone.name().to_string()),
            observed: None,
            blanks: Vec::new(),
            time: None,
            events: Vec::new(),
            entities: Vec::new(),
            ignore: Vec::new(),
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
            LogEntry::Encoding(_) => self.not_yet(entry.span, Construct::Encoding),
            LogEntry::Records(_) => self.not_yet(entry.span, Construct::RecordsAt),
            LogEntry::Delimiter(text) => match text.node.as_bytes() {
                [byte] => mapping.delimiter = Some(*byte),
                _ if text.node == "\\t" => mapping.delimiter = Some(b'\t'),
                _ => self.not_yet(text.span, Construct::Format),
            },
            LogEntry::Skip(lines) => mapping.skip_lines = *lines,
            LogEntry::Timezone(name) => {
                mapping.zone = self.zone(name).map(|zone| zone.name().to_string()).or(mapping.zone.take());
            }
            LogEntry::Observed(range) => mapping.observed = self.observed(range),
            LogEntry::Blank(texts) => mapping.blanks = texts.iter().map(|text| text.node.clone()).collect(),
            LogEntry::Time(cells) => mapping.time = Some(time_spec(cells)),
            LogEntry::Event(event) => {
                if let Some(rule) = self.event_rule(event, entry.span) {
                    mapping.events.push(rule);
                }
            }
            LogEntry::Entity(entity) => {
                if let Some(rule) = self.entity_rule(entity, entry.span) {
                    mapping.entities.push(rule);
                }
            }
            LogEntry::Ignore(test) => mapping.ignore.extend(self.column_test(test)),
        }
    }

    fn format(&mut self, name: &ast::Name) -> Option<FormatHint> {
        match name.node.to_ascii_lowercase().as_str() {
            "csv" => Some(FormatHint::Csv),
            "tsv" => Some(FormatHint::Tsv),
            "json" => Some(FormatHint::Json),
            "ndjson" | "jsonl" => Some(FormatHint::Ndjson),
            _ => {
                self.not_yet(name.span, Construct::Format);
                None
            }
        }
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
        if let Some(pattern) = &event.each_column {
            self.not_yet(pattern.span, Construct::EachColumn);
        }
        let kind = self.kind(&event.event)?;
        let test = self.optional_test(event.filter.as_ref());
        let count = self.schema.kind(kind).fields.len();
        let fields = self.cells(&event.cells, Owner::Kind(kind), count);
        let time = event.time.as_ref().map(time_spec);
        Some(EventRule { kind, test: test?, time, fields, span })
    }

    fn entity_rule(&mut self, rule: &'a ast::LogEntity, span: Span) -> Option<EntityRule> {
        if let Some(file) = &rule.from {
            self.not_yet(file.span, Construct::EntityFromFile);
        }
        let entity = self.entity(&rule.entity)?;
        let test = self.optional_test(rule.filter.as_ref());
        let count = self.schema.entity(entity).fields.len();
        let fields = self.cells(&rule.cells, Owner::Entity(entity), count);
        let text = |text: &ast::Text| text.node.clone();
        let valid = rule.valid.as_ref().map_or((None, None), |(from, to)| (Some(text(from)), Some(text(to))));
        let distinct_by = rule.distinct_by.as_ref().map(text);
        Some(EntityRule { entity, test: test?, fields, valid, distinct_by, span })
    }

    /// `None`: there is a test, and it has been reported.
    fn optional_test(&mut self, test: Option<&ast::Expr>) -> Option<Option<ColumnTest>> {
        match test {
            None => Some(None),
            Some(test) => self.column_test(test).map(Some),
        }
    }

    fn cells(&mut self, cells: &'a [ast::CellDecl], owner: Owner, count: usize) -> Vec<Option<CellSource>> {
        let mut fields: Vec<Option<CellSource>> = vec![None; count];
        let mut taken: Vec<(usize, Span)> = Vec::new();
        for cell in cells {
            let Some(at) = self.find_field(owner, &cell.field) else { continue };
            if let Some((_, first)) = taken.iter().find(|(known, _)| *known == at) {
                let (first, part) = (*first, Part::Field(cell.field.node.clone()));
                self.report(StructureProblem::Repeated { part, first, second: cell.field.span });
                continue;
            }
            taken.push((at, cell.field.span));
            fields[at] = match &cell.source {
                CellFrom::Constant(text) => Some(CellSource::Constant(text.node.clone())),
                CellFrom::Column(column, format, map) => {
                    if let Some((first, _)) = map.first() {
                        self.not_yet(first.span, Construct::ValueMap);
                    }
                    let format = format.as_ref().map(|format| format.node.clone());
                    Some(CellSource::Column { column: column.node.clone(), format })
                }
                CellFrom::Test(test) => self.column_test(test).map(CellSource::Test),
            };
        }
        fields
    }

    /// A condition on raw columns, or a report.
    fn column_test(&mut self, test: &ast::Expr) -> Option<ColumnTest> {
        match &test.node {
            ast::ExprKind::Group(inner) => self.column_test(inner),
            ast::ExprKind::Not(inner) => Some(ColumnTest::Not(Box::new(self.column_test(inner)?))),
            ast::ExprKind::And(parts) => self.joined(parts, ColumnTest::And),
            ast::ExprKind::Or(parts) => self.joined(parts, ColumnTest::Or),
            ast::ExprKind::Predicate(of, ast::Predicate::Filled) => match &of.node {
                ast::ExprKind::Column(column) => Some(ColumnTest::Filled(column.node.clone())),
                _ => self.no_test(test.span),
            },
            ast::ExprKind::Predicate(of, ast::Predicate::Blank) => match &of.node {
                ast::ExprKind::Column(column) => {
                    Some(ColumnTest::Not(Box::new(ColumnTest::Filled(column.node.clone()))))
                }
                _ => self.no_test(test.span),
            },
            ast::ExprKind::Binary(left, op, right) => {
                let ast::ExprKind::Column(column) = &left.node else { return self.no_test(test.span) };
                let values: Option<Vec<TestValue>> = match &right.node {
                    ast::ExprKind::List(items) => items.iter().map(test_value).collect(),
                    _ => test_value(right).map(|value| vec![value]),
                };
                let Some(values) = values else { return self.no_test(right.span) };
                let among = ColumnTest::OneOf(column.node.clone(), values);
                match op.node {
                    BinaryOp::Eq | BinaryOp::In => Some(among),
                    BinaryOp::Ne | BinaryOp::NotIn => Some(ColumnTest::Not(Box::new(among))),
                    BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => self.no_test(test.span),
                    BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => self.no_test(test.span),
                }
            }
            _ => self.no_test(test.span),
        }
    }

    fn joined(
        &mut self,
        parts: &[ast::Expr],
        join: fn(Box<ColumnTest>, Box<ColumnTest>) -> ColumnTest,
    ) -> Option<ColumnTest> {
        let tests: Vec<Option<ColumnTest>> = parts.iter().map(|part| self.column_test(part)).collect();
        let tests: Option<Vec<ColumnTest>> = tests.into_iter().collect();
        tests?.into_iter().reduce(|left, right| join(Box::new(left), Box::new(right)))
    }

    fn no_test<T>(&mut self, span: Span) -> Option<T> {
        self.not_yet(span, Construct::ColumnTest);
        None
    }
}

fn test_value(expr: &ast::Expr) -> Option<TestValue> {
    match &expr.node {
        ast::ExprKind::Text(text) => Some(TestValue::Text(text.clone())),
        ast::ExprKind::Number(number) => Some(TestValue::Number(*number)),
        _ => None,
    }
}

fn time_spec(cells: &ast::TimeCells) -> TimeSpec {
    let column = cells.column.node.clone();
    TimeSpec {
        source: match &cells.plus {
            None => TimeSource::Column(column),
            Some(clock) => TimeSource::DateAndTime(column, clock.node.clone()),
        },
        format: cells.format.as_ref().map(|format| format.node.clone()),
    }
}

/// Which entries may stand once only.
fn part(entry: &LogEntry) -> Option<Part> {
    match entry {
        LogEntry::Format(_) => Some(Part::Format),
        LogEntry::Encoding(_) => Some(Part::Encoding),
        LogEntry::Delimiter(_) => Some(Part::Delimiter),
        LogEntry::Skip(_) => Some(Part::Skip),
        LogEntry::Records(_) => Some(Part::Records),
        LogEntry::Timezone(_) => Some(Part::Timezone),
        LogEntry::Observed(_) => Some(Part::Observed),
        LogEntry::Time(_) => Some(Part::LogTime),
        LogEntry::Blank(_) | LogEntry::Event(_) | LogEntry::Entity(_) | LogEntry::Ignore(_) => None,
    }
}
