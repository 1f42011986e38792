//! The policy's side of the tests (what its events hold), and a small way of showing results as text.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part; a test that cannot go on stops"
)]

use guiju::diagnostics::Diagnostic;
use guiju::event::{
    Cell, CellSource, ColumnTest, EntityId, EntityRule, EntitySchema, Event, EventRule, Field, Interner,
    KindId, KindSchema, LogMapping, Schema, TestValue, TimeSpec, Type, Value,
};
use guiju::ingest::{Ingested, Source, read};
use guiju::locale::{Lang, display_width};
use guiju::money::Currency;
use guiju::source::{FileId, Sources, Span};
use std::fmt::Write;

/// A field that some norm reads.
pub fn field(name: &str, ty: Type) -> Field {
    Field { name: name.into(), ty, optional: false, range: None, read: true }
}

pub fn optional(name: &str, ty: Type) -> Field {
    Field { optional: true, ..field(name, ty) }
}

pub fn kind(name: &str, fields: Vec<Field>) -> KindSchema {
    KindSchema { name: name.into(), fields, key: None, actor: None, read: true }
}

/// What the policy of the tests declares:
///
/// ```text
/// event alarm  { key fault: text, owner: staff optional }
/// event arrive { fault: text, staff: staff }
/// event record { staff: staff, ph: number, … one field of each type }
/// event 到场    { 故障号: text }
/// entity staff { id: text key, role: text, wage: money optional }
/// ```
pub fn schema() -> Schema {
    let staff = Type::Ref(EntityId(0));
    let mut alarm = kind("alarm", vec![field("fault", Type::Text), optional("owner", staff.clone())]);
    alarm.key = Some(0);
    let record = kind(
        "record",
        vec![
            field("staff", staff.clone()),
            optional("ph", Type::Number),
            optional("ok", Type::Bool),
            optional("share", Type::Percent),
            optional("fee", Type::Money(Some(Currency::CNY))),
            optional("day", Type::Date),
            optional("clock", Type::TimeOfDay),
            optional("seen", Type::Instant),
            optional("took", Type::Duration),
            optional("grade", Type::Enum(vec!["good".into(), "bad".into()])),
            optional("tags", Type::List(Box::new(Type::Text))),
            optional("place.room", Type::Text),
        ],
    );
    Schema {
        kinds: vec![
            alarm,
            kind("arrive", vec![field("fault", Type::Text), field("staff", staff)]),
            record,
            kind("到场", vec![field("故障号", Type::Text)]),
        ],
        entities: vec![EntitySchema {
            name: "staff".into(),
            fields: vec![
                field("id", Type::Text),
                field("role", Type::Text),
                optional("wage", Type::Money(Some(Currency::CNY))),
            ],
            key: 0,
        }],
    }
}

pub const ALARM: KindId = KindId(0);
pub const ARRIVE: KindId = KindId(1);

/// A run of ingest over files held in the test.
pub struct Run<'a> {
    pub schema: Schema,
    pub sources: Vec<Source<'a>>,
    pub interner: Interner,
    pub out: Ingested,
}

/// Reads files whose timestamps without an offset are in Shanghai.
pub fn run<'a>(files: &[(&'a str, &'a str)]) -> Run<'a> {
    let files: Vec<(&str, &[u8], Option<&LogMapping>)> =
        files.iter().map(|(name, text)| (*name, text.as_bytes(), None)).collect();
    run_with(schema(), &files, Some("Asia/Shanghai"))
}

/// Reads one file by a mapping.
pub fn run_mapped<'a>(name: &'a str, text: &'a str, mapping: &'a LogMapping) -> Run<'a> {
    run_with(schema(), &[(name, text.as_bytes(), Some(mapping))], Some("Asia/Shanghai"))
}

pub fn run_with<'a>(
    schema: Schema,
    files: &[(&'a str, &'a [u8], Option<&'a LogMapping>)],
    zone: Option<&str>,
) -> Run<'a> {
    let sources: Vec<Source<'a>> =
        files.iter().map(|(name, bytes, mapping)| Source::new(name, bytes, *mapping, &schema)).collect();
    let mut interner = Interner::default();
    let out = read(&sources, &schema, zone, &mut interner);
    Run { schema, sources, interner, out }
}

impl Run<'_> {
    /// Every event as one line: time, kind, fields.
    pub fn events(&self) -> Vec<String> {
        self.out.events.iter().map(|event| self.event(event)).collect()
    }

    pub fn event(&self, event: &Event) -> String {
        let kind = self.schema.kind(event.kind);
        let mut line = format!("{:?} {}", event.at, kind.name);
        for (field, cell) in kind.fields.iter().zip(&event.cells) {
            if *cell != Cell::Blank {
                let _ = write!(line, " {}={}", field.name, self.cell(cell));
            }
        }
        line
    }

    /// Every row of reference data as one line.
    pub fn entities(&self) -> Vec<String> {
        let rows = self.out.entities.iter().flatten();
        rows.map(|row| {
            let cells: Vec<String> = row.cells.iter().map(|c| self.cell(c)).collect();
            let day = |d: Option<guiju::time::Date>| d.map_or(String::new(), |d| d.to_string());
            format!(
                "{}: {} [{}..{}]",
                self.interner.text(&row.key),
                cells.join(" "),
                day(row.valid_from),
                day(row.valid_to)
            )
        })
        .collect()
    }

    pub fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Blank => "-".into(),
            Cell::Unreadable(sym) => format!("?{}", self.interner.text(sym)),
            Cell::Value(value) => self.value(value),
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(sym) => self.interner.text(sym).to_string(),
            Value::Number(n) | Value::Percent(n) => n.to_string(),
            Value::Money(n, currency) => format!("{n}{currency}"),
            Value::Bool(b) => b.to_string(),
            Value::Date(d) => d.to_string(),
            Value::Time(t) => t.to_string(),
            Value::Stamp(s) => format!("{s:?}"),
            Value::Duration(micros) => format!("{}s", micros / 1_000_000),
            Value::Rough(_) | Value::Days(_) => unreachable!("no log holds such a value"),
            Value::List(items) => {
                format!("[{}]", items.iter().map(|v| self.value(v)).collect::<Vec<_>>().join(","))
            }
        }
    }

    /// `rows = used + ignored + duplicate + rejected`, by file.
    pub fn counts(&self) -> Vec<String> {
        self.out
            .files
            .iter()
            .map(|f| {
                assert!(f.adds_up(), "{f:?}");
                format!("{} = {} + {} + {} + {}", f.rows, f.used, f.ignored, f.duplicate, f.rejected)
            })
            .collect()
    }

    /// The codes of all messages.
    pub fn codes(&self) -> Vec<&'static str> {
        self.diagnostics(Lang::En).0.iter().map(|d| d.code.id()).collect()
    }

    pub fn diagnostics(&self, lang: Lang) -> (Vec<Diagnostic>, Sources) {
        let mut texts = Sources::default();
        texts.add("office.guiju", POLICY);
        let diagnostics = self.out.diagnostics(&self.sources, &mut texts, lang);
        (diagnostics, texts)
    }

    /// The input, then every message in English, then in Chinese.
    pub fn messages(&self) -> String {
        let mut out = String::new();
        for source in &self.sources {
            let text = String::from_utf8_lossy(source.bytes);
            let text: String = text.chars().take(600).collect();
            let _ = writeln!(out, "--- {}\n{}", source.name, text.trim_end());
        }
        for lang in Lang::ALL {
            let (diagnostics, texts) = self.diagnostics(lang);
            let _ = writeln!(out, "=== {lang}");
            diagnostics.iter().for_each(|d| out.push_str(&draw(d, &texts)));
        }
        out
    }
}

/// A message as text: code, place, the line with its cell underlined, help.
pub fn draw(diagnostic: &Diagnostic, texts: &Sources) -> String {
    let mut out = format!("{} {}: {}\n", diagnostic.severity.id(), diagnostic.code, diagnostic.message);
    for label in &diagnostic.labels {
        let file = texts.get(label.span.file);
        let place = file.place(label.span.start);
        let _ = writeln!(out, "  {}:{}:{}", file.name, place.line, place.column);
        let before = &file.text[..label.span.start as usize];
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        let line = file.text[start..].lines().next().unwrap_or_default();
        let inside = texts.text(label.span).lines().next().unwrap_or_default();
        let indent =
            " ".repeat(display_width(&file.text[start..label.span.start as usize].replace('\t', " ")));
        let _ = writeln!(out, "  | {}", line.replace('\t', " "));
        let marks = "^".repeat(display_width(inside).max(1));
        let _ = writeln!(out, "  | {indent}{marks} {}", label.text);
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "  = {help}");
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The text that spans of mappings in tests point into.
pub const POLICY: &str = "log \"days.csv\" {\n  time \"打卡时间\" as \"%H:%M\"\n}\n";

pub fn span(text: &str) -> Span {
    let start = POLICY.find(text).unwrap();
    Span::new(FileId(0), start, start + text.len())
}

/// A `log` block that says nothing yet.
pub fn mapping() -> LogMapping {
    LogMapping::new("days.csv", span("log \"days.csv\""))
}

pub fn time(column: &str, format: Option<&str>) -> TimeSpec {
    TimeSpec { places: vec![column.into()], format: format.map(str::to_string) }
}

pub fn column(name: &str) -> Option<CellSource> {
    Some(CellSource::column(name))
}

/// `event kind where test { fields }`
pub fn event(kind: KindId, test: Option<ColumnTest>, fields: Vec<Option<CellSource>>) -> EventRule {
    EventRule { kind, each: None, test, time: None, fields, span: span("time") }
}

pub fn staff(fields: Vec<Option<CellSource>>, distinct_by: Option<&str>) -> EntityRule {
    EntityRule {
        entity: EntityId(0),
        test: None,
        fields,
        valid: (None, None),
        distinct_by: distinct_by.map(str::to_string),
        span: span("time"),
    }
}

/// `column "name" = "text"`
pub fn is(name: &str, text: &str) -> ColumnTest {
    ColumnTest::OneOf(name.into(), vec![TestValue::Text(text.into())])
}
