//! Looks at a file before anything is declared about it: what its columns hold, how its times are written, what could be its
//! key. What cannot be told from the file is a question, never a guess.

mod column;
mod draft;
mod epoch;
mod serial;
mod words;

pub use column::{ColumnLook, Sense, Written};
pub use draft::draft;
pub use words::told;

use crate::check::{BLOCK, Input};
use crate::diagnostics::Severity;
use crate::event::{
    CellPlace, CellSource, EventRule, Field, Interner, KindId, KindSchema, LogMapping, Schema, TimeSpec, Type,
};
use crate::ingest::{self, IngestProblem, Ingested, OpenOptions, Source};
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
    /// There are more, which were not looked at.
    pub is_part: bool,
    /// Records that could not be taken apart.
    pub rejected: u64,
    /// How many lines stand above the header.
    pub skip: u32,
    /// Where in a JSON document the records stand.
    pub records: Option<String>,
    /// The first row, which was taken for the header, looks like a record.
    pub headless: bool,
    /// Its columns, those of a wide table left out.
    pub columns: Vec<ColumnLook>,
    /// Columns of which each stands for a day.
    pub wide: Option<Wide>,
    /// Numbers that may be dates.
    pub serial: Vec<Serial>,
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

/// A column of numbers that may be dates, as spreadsheet programs count them.
#[derive(Clone, Debug)]
pub struct Serial {
    /// How a mapping names it.
    pub column: String,
    /// One of them.
    pub text: String,
    /// The time that it would be.
    pub time: String,
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
    let (stated, names) = Stated::find(input, lang);
    let addresses: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let alone = !name.is_empty() && names.iter().filter(|n| *n == name).count() == 1;
            if alone { name.clone() } else { format!("#{}", i + 1) }
        })
        .collect();
    let read = read(input, &addresses, &stated, lang);
    let blanks = column::blanks(&read.cells);
    let mut columns: Vec<ColumnLook> = names
        .iter()
        .zip(&addresses)
        .zip(&read.cells)
        .map(|((name, address), cells)| column::look(name, address, cells, &blanks))
        .collect();
    let serial = columns.iter().zip(&read.cells).filter_map(|(column, cells)| {
        let filled: Vec<String> = cells.iter().filter(|text| !blanks.contains(text)).cloned().collect();
        let (text, time) = serial::serial(column, &filled)?;
        Some(Serial { column: column.address.clone(), text, time })
    });
    let serial = serial.collect();
    let wide = column::wide(&mut columns, &read.cells, &blanks);
    let headless = read.format != "ndjson" && wide.is_none() && columns.iter().any(column::is_headless);
    Look {
        name: input.name.clone(),
        format: read.format,
        rows: read.rows,
        is_part: read.is_part,
        rejected: read.rejected,
        skip: stated.skip,
        records: stated.records,
        headless,
        columns,
        wide,
        serial,
        blanks,
        problems: read.problems,
    }
}

/// About so many rows of a large file are looked at.
const MOST: u64 = 20_000;

/// Makes an input one that can be looked at: what cannot be read in blocks is decoded to where it can, or taken into memory.
///
/// # Errors
///
/// What the system says.
pub fn settle(input: &mut Input) -> std::io::Result<()> {
    let can_be_read = |input: &Input| {
        let store = input.store.as_ref()?;
        let schema = Schema { kinds: Vec::new(), entities: Vec::new() };
        Source::stored(&input.name, store, None, &schema, &OpenOptions::default(), BLOCK).map(|_| ())
    };
    let recoded = |input: &mut Input| crate::check::recode(input, None, &OpenOptions::default());
    if can_be_read(input).is_some() || recoded(input) && can_be_read(input).is_some() {
        return Ok(());
    }
    input.hold()
}

/// What has to be said of a file before it can be read.
#[derive(Default)]
struct Stated {
    /// So many lines stand above the header.
    skip: u32,
    /// The records stand there.
    records: Option<String>,
}

impl Stated {
    /// Finds it out; with it, the names of the columns.
    fn find(input: &Input, lang: Lang) -> (Stated, Vec<String>) {
        let stated = Stated::default();
        let Read { format, names, records, .. } = read(input, &[], &stated, lang);
        if records.is_some() {
            let stated = Stated { records, ..stated };
            let names = read(input, &[], &stated, lang).names;
            return (stated, names);
        }
        // Spreadsheet programs say on a line of its own what parts the cells; a title above the header leaves most names blank.
        let says_delimiter = names.first().is_some_and(|name| name.starts_with("sep="));
        if format == "csv" && (says_delimiter || unnamed(&names) * 2 > names.len()) {
            let mut better = (1..=5).map(|skip| Stated { skip, records: None });
            let fits = |names: &[String]| names.len() > 1 && unnamed(names) * 2 <= names.len();
            let better = better.find_map(|stated| {
                let names = read(input, &[], &stated, lang).names;
                fits(&names).then_some((stated, names))
            });
            return better.unwrap_or((stated, names));
        }
        (stated, names)
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
    is_part: bool,
    rejected: u64,
    /// Where the records seem to stand, if they are below the top of a document.
    records: Option<String>,
    /// By column, the texts of its cells that are not blank.
    cells: Vec<Vec<String>>,
    problems: Vec<String>,
}

/// Reads some columns of a file as texts. It goes the way of every check: the rows become events of one kind, all at one time.
fn read(input: &Input, columns: &[String], stated: &Stated, lang: Lang) -> Read {
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
        skip_lines: stated.skip,
        records: stated.records.clone(),
        zone: Some("UTC".to_string()),
        events: vec![rule],
        ..LogMapping::new("*", span)
    };
    let mut interner = Interner::default();
    let stored = input.store.as_ref().and_then(|store| {
        let options = OpenOptions { digest: false, ..OpenOptions::default() };
        Source::stored(&input.name, store, Some(&mapping), &schema, &options, BLOCK)
    });
    // It could be read in blocks, but not from the line where its header stands.
    let whole = match (&stored, &input.store) {
        (None, Some(store)) => ingest::read_whole(&**store).unwrap_or_default(),
        _ => Vec::new(),
    };
    let bytes = if whole.is_empty() { &input.bytes } else { &whole };
    let held = || Source::new(&input.name, bytes, Some(&mapping), &schema);
    let is_stored = stored.is_some();
    let sources = [stored.unwrap_or_else(held)];
    let sample = if is_stored { ingest::sample(&sources[0], &schema, &mut interner, MOST) } else { None };
    let is_part = sample.as_ref().is_some_and(|sample| !sample.is_whole);
    let ingested = match sample {
        Some(sample) => sample.ingested,
        None => ingest::read(&sources, &schema, None, &mut interner),
    };
    let mut cells = vec![Vec::new(); columns.len()];
    for event in &ingested.events {
        for (cell, texts) in event.cells.iter().zip(&mut cells) {
            match cell {
                crate::event::Cell::Value(crate::event::Value::Text(sym))
                | crate::event::Cell::Unreadable(sym) => texts.push(interner.text(sym).to_string()),
                _ => {}
            }
        }
    }
    let account = ingested.files.first();
    Read {
        format: account.map_or("", |file| file.format.id()),
        names: account.map_or_else(Vec::new, |file| file.columns.clone()),
        rows: account.map_or(0, |file| file.rows),
        is_part,
        rejected: account.map_or(0, |file| file.rejected),
        records: sources[0]
            .records_path()
            .filter(|_| account.is_some_and(|file| file.format.id() == "ndjson")),
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
