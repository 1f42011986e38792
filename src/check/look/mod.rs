//! Looks at a file before anything is declared about it: what its columns hold, how its times are written, what could be its
//! key. What cannot be told from the file is a question, never a guess.

mod column;
mod draft;
mod words;

pub use column::{ColumnLook, Sense, Written};
pub use draft::draft;
pub use words::told;

use crate::check::Input;
use crate::diagnostics::Severity;
use crate::event::{
    CellPlace, CellSource, EventRule, Field, Interner, KindId, KindSchema, LogMapping, Schema, TimeSpec, Type,
};
use crate::ingest::{self, IngestProblem, Ingested, Source};
use crate::locale::Lang;
use crate::source::{FileId, Sources, Span};

/// What a file looks like.
#[derive(Clone, Debug)]
pub struct Look {
    /// Its name.
    pub name: String,
    /// The word for its format.
    pub format: &'static str,
    /// Records found.
    pub rows: u64,
    /// Records that could not be taken apart.
    pub rejected: u64,
    /// How many lines stand above the header.
    pub skip: u32,
    /// Its columns, those of a wide table left out.
    pub columns: Vec<ColumnLook>,
    /// Columns of which each stands for a day.
    pub wide: Option<Wide>,
    /// Texts that seem to mean "nothing entered".
    pub blanks: Vec<String>,
    /// Why it cannot be read, as messages.
    pub problems: Vec<String>,
}

impl Look {
    /// Whether nothing at all could be learned of it.
    pub fn is_unread(&self) -> bool {
        self.columns.is_empty() && self.wide.is_none()
    }
}

/// Columns whose names are dates.
#[derive(Clone, Debug)]
pub struct Wide {
    /// What their names are like.
    pub pattern: String,
    /// How many there are.
    pub count: usize,
    /// How their names are written.
    pub header: Written,
    /// What their cells hold.
    pub cells: Sense,
}

/// Looks at a file.
pub fn look(input: &Input, lang: Lang) -> Look {
    let first = read(input, &[], 0, lang);
    let mut skip = 0;
    let mut names = first.names.clone();
    // A title above the header leaves most names blank.
    if first.format == "csv" && unnamed(&names) * 2 > names.len() {
        let mut better = (1..=5).map(|skip| (skip, read(input, &[], skip, lang).names));
        let better = better.find(|(_, n)| n.len() > 1 && unnamed(n) * 2 <= n.len());
        if let Some((lines, found)) = better {
            (skip, names) = (lines, found);
        }
    }
    let addresses: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let alone = !name.is_empty() && names.iter().filter(|n| *n == name).count() == 1;
            if alone { name.clone() } else { format!("#{}", i + 1) }
        })
        .collect();
    let read = read(input, &addresses, skip, lang);
    let blanks = column::blanks(&read.cells);
    let mut columns: Vec<ColumnLook> = names
        .iter()
        .zip(&addresses)
        .zip(&read.cells)
        .map(|((name, address), cells)| column::look(name, address, cells, &blanks))
        .collect();
    let wide = column::wide(&mut columns, &read.cells, &blanks);
    Look {
        name: input.name.clone(),
        format: read.format,
        rows: read.rows,
        rejected: read.rejected,
        skip,
        columns,
        wide,
        blanks,
        problems: read.problems,
    }
}

fn unnamed(names: &[String]) -> usize {
    names.iter().filter(|name| name.is_empty()).count()
}

/// What stands in a file.
struct Read {
    format: &'static str,
    names: Vec<String>,
    rows: u64,
    rejected: u64,
    /// By column, the texts of its cells that are not blank.
    cells: Vec<Vec<String>>,
    problems: Vec<String>,
}

/// Reads some columns of a file as texts. It goes the way of every check: the rows become events of one kind, all at one time.
fn read(input: &Input, columns: &[String], skip: u32, lang: Lang) -> Read {
    let span = Span::new(FileId(0), 0, 0);
    let field =
        |name: &String| Field { name: name.clone(), ty: Type::Text, optional: true, range: None, read: true };
    let kind = KindSchema {
        name: "row".to_string(),
        fields: columns.iter().map(field).collect(),
        key: None,
        actor: None,
        read: true,
    };
    let schema = Schema { kinds: vec![kind], entities: Vec::new() };
    let rule = EventRule {
        kind: KindId(0),
        each: None,
        test: None,
        time: Some(TimeSpec { places: vec![CellPlace::Constant("2000-01-01".to_string())], format: None }),
        fields: columns.iter().map(|name| Some(CellSource::column(name))).collect(),
        span,
    };
    let mapping = LogMapping {
        skip_lines: skip,
        zone: Some("UTC".to_string()),
        events: vec![rule],
        ..LogMapping::new("*", span)
    };
    let mut interner = Interner::default();
    let sources = [Source::new(&input.name, &input.bytes, Some(&mapping), &schema)];
    let ingested = ingest::read(&sources, &schema, None, &mut interner);
    let mut cells = vec![Vec::new(); columns.len()];
    for event in &ingested.events {
        for (cell, texts) in event.cells.iter().zip(&mut cells) {
            match cell {
                crate::event::Cell::Value(crate::event::Value::Text(sym))
                | crate::event::Cell::Unreadable(sym) => texts.push(interner.text(*sym).to_string()),
                _ => {}
            }
        }
    }
    let account = ingested.files.first();
    Read {
        format: account.map_or("", |file| file.format.id()),
        names: account.map_or_else(Vec::new, |file| file.columns.clone()),
        rows: account.map_or(0, |file| file.rows),
        rejected: account.map_or(0, |file| file.rejected),
        cells,
        problems: problems(&ingested, &sources, lang),
    }
}

/// What keeps a file from being read, as messages.
fn problems(ingested: &Ingested, sources: &[Source<'_>], lang: Lang) -> Vec<String> {
    // A row of nothing but blanks is no problem of the file, and none of a mapping that does not exist yet.
    let mut ingested = ingested.clone();
    ingested.problems.retain(|problem| !matches!(problem, IngestProblem::NothingUsed { .. }));
    let mut texts = Sources::default();
    let told = ingested.diagnostics(sources, &mut texts, lang).into_iter();
    told.map(|d| match d.help {
        Some(help) if d.severity == Severity::Error => {
            lang.pick(format!("{}; {help}", d.message), format!("{}；{help}", d.message))
        }
        _ => d.message,
    })
    .collect()
}
