//! Bytes of logs and reference data in; events in order of time, reference data, and an account of every row out.
//!
//! Each file is read in one pass. A format under `formats/` takes it apart into records; `plan` says, with all names
//! already looked up, what each record becomes; `rows` makes the events or says what was lost. Nothing is guessed and
//! nothing vanishes: every record is used, ignored, a duplicate, or rejected with a reason. Files are read by the caller,
//! large ones in blocks while their events are taken ([`Streams`]).

mod account;
mod between;
mod choose;
mod columns;
mod condition;
mod decode;
#[cfg(test)]
#[path = "../../tests/dice/mod.rs"]
mod dice;
mod digest;
mod excerpt;
mod fields;
mod file;
mod formats;
mod ledger;
mod matching;
mod moment;
mod open;
mod place;
mod plan;
mod probe;
mod problem;
mod quick;
mod raw;
mod rejects;
mod resolve;
mod rows;
mod sameday;
mod sample;
mod screen;
mod spill;
mod stamp;
mod steps;
mod store;
mod stream;
mod streams;
mod switch;
mod tables;
mod timeformat;
mod trail;
mod walk;
mod words;

pub use account::{FileAccount, KindCount, Reason, Rejection, RuleColumns, SheetAccount};
pub use choose::{choose, name_fits};
pub use excerpt::{Excerpt, excerpt, locate};
pub use formats::Format;
pub use formats::json::ArrayFault;
pub use formats::xes::XmlFault;
pub use open::{
    Compression, EncodingFrom, MAX_UNPACKED, OpenFault, OpenOptions, is_guarded, recoded, unpack_into,
};
pub use probe::{Probe, reads_as};
pub use problem::{Emptiness, IngestProblem, UnknownKind, Wanted};
pub use sample::{Sample, sample};
pub use store::{Packed, Recoded, Scratch, Store, read_whole};
pub use streams::{Refused, Streams, Unfit};
pub use timeformat::FormatFault;

use crate::diagnostics::Diagnostic;
use crate::event::{EntityId, EntityRow, Event, InputId, Interner, KindId, LogMapping, LostRow, Schema};
use crate::locale::Lang;
use crate::source::Sources;
use ledger::Ledger;

/// One input file, opened: unpacked if it is compressed, its text decoded.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    /// Its name as the user wrote it.
    pub name: &'a str,
    /// Its content as it is on the disk.
    pub bytes: &'a [u8],
    /// What it holds.
    pub role: Role,
    /// The `log` block for it. A mapping tells everything, so then the role is not asked.
    pub mapping: Option<&'a LogMapping>,
    opened: open::Opened<'a>,
}

/// What a file without a mapping holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Events.
    Log,
    /// Rows of one entity.
    Table(EntityId),
}

impl<'a> Source<'a> {
    /// An input whose role follows from its name: a file without a mapping that is named after an entity (`staff.csv`)
    /// is reference data, any other a log.
    pub fn new(name: &'a str, bytes: &'a [u8], mapping: Option<&'a LogMapping>, schema: &Schema) -> Self {
        Source::open(name, bytes, mapping, schema, &OpenOptions::default())
    }

    /// The same, opened as asked. What cannot be opened is told by [`read`].
    pub fn open(
        name: &'a str,
        bytes: &'a [u8],
        mapping: Option<&'a LogMapping>,
        schema: &Schema,
        options: &OpenOptions,
    ) -> Self {
        let role = schema.entity_named(formats::stem(name)).map_or(Role::Log, Role::Table);
        Source { name, bytes, role, mapping, opened: open::open(name, bytes, mapping, options) }
    }

    /// The text in which rows are found by their bytes: the file's own, or what it becomes when it is unpacked and decoded;
    /// of a workbook, its rows written out. None for files that have no text.
    pub fn text(&self) -> Option<&str> {
        self.opened.text()
    }

    /// The beginning of [`Source::text`], the header included; of a text that is held, all of it.
    fn head(&self) -> Option<&str> {
        match &self.opened.content {
            open::Content::Stored(stored) => Some(&stored.head),
            _ => self.text(),
        }
    }

    /// Where its records seem to stand, if it is a JSON document that is one object and holds an array of several.
    pub fn records_path(&self) -> Option<String> {
        formats::json::records_path(self.head()?)
    }

    /// Whether it is read in blocks.
    pub fn is_stored(&self) -> bool {
        match &self.opened.content {
            open::Content::Stored(_) => true,
            open::Content::Table(table) => table.store().is_some(),
            _ => false,
        }
    }

    /// Whether it can hold events of a kind, as far as its mapping and its name tell.
    pub fn may_hold(&self, kind: KindId, schema: &Schema) -> bool {
        match self.mapping.filter(|m| !m.events.is_empty() || !m.entities.is_empty()) {
            Some(mapping) => mapping.events.iter().any(|rule| rule.kind == kind),
            None => match self.role {
                Role::Table(_) => false,
                Role::Log => schema.kind_named(formats::stem(self.name)).is_none_or(|named| named == kind),
            },
        }
    }
}

/// Everything that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingested {
    /// Events of kinds that some norm reads, in order of time; those of one instant in order of file, then row.
    pub events: Vec<Event>,
    /// By entity, its rows in order of file, then row.
    pub entities: Vec<Vec<EntityRow>>,
    /// By input, what became of its rows.
    pub files: Vec<FileAccount>,
    /// Records that could not be read, in order of file, then row.
    pub rejections: Vec<Rejection>,
    /// The events that rejected records could have been. A record that could not be taken apart could have been an event
    /// of each kind that its file can hold.
    pub lost: Vec<LostRow>,
    /// Problems of whole files and mappings. Rejections are not repeated here, but both rows of a conflict are.
    pub problems: Vec<IngestProblem>,
}

/// Reads all inputs of a run. The `default_zone` is for timestamps without an offset in files whose mapping states no
/// zone of its own.
///
/// Files that cannot be read at all are reported in [`Ingested::problems`]; this function does not fail.
pub fn read(
    sources: &[Source<'_>],
    schema: &Schema,
    default_zone: Option<&str>,
    interner: &mut Interner,
) -> Ingested {
    let mut ledger = Ledger::new(schema.entities.len());
    let mut files = Vec::with_capacity(sources.len());
    for (index, source) in sources.iter().enumerate() {
        let input = InputId(index as u32);
        files.push(file::read(input, source, schema, default_zone, interner, &mut ledger));
    }
    let Ledger { mut events, entities, rejections, lost, problems, .. } = ledger;
    if !events.is_sorted_by_key(|event| event.at.start) {
        // Stable, so that events of one instant keep the order of files and rows.
        events.sort_by_key(|event| event.at.start);
    }
    Ingested { events, entities, files, rejections, lost, problems }
}

impl Ingested {
    /// The columns from which an event was made.
    pub fn columns_of(&self, event: &Event) -> Option<&RuleColumns> {
        self.files.get(event.row.input.0 as usize)?.rules.get(usize::from(event.rule))
    }

    /// All problems and rejections as messages in a language. Rejections alike (same file, reason and column) are shown
    /// once, with the number and rows of the others. The rows shown are added to `texts`.
    pub fn diagnostics(&self, sources: &[Source<'_>], texts: &mut Sources, lang: Lang) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> =
            self.problems.iter().map(|p| problem::of_problem(p, self, sources, texts, lang)).collect();
        all.extend(problem::of_rejections(self, sources, texts, lang));
        all
    }
}
