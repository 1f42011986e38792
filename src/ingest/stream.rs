//! One text read in blocks: what [`super::file`] does with a text that is held, step by step.

use super::account::{FileAccount, KindCount};
use super::columns::Columns;
use super::file::{File, Ready, SAMPLE, Seen, Target, hex, sample_names};
use super::formats::csv::CsvRows;
use super::formats::json::{self, JsonRows};
use super::formats::{Format, MAX_COLUMNS, MAX_ROW};
use super::ledger::Ledger;
use super::open::{Content, OpenFault};
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem};
use super::rows::{Paused, RowReader};
use super::store::{self, Store, Stored};
use crate::event::{Event, Interner, TextEncoding};
use sha2::{Digest as _, Sha256};

/// A text has turned out to be one that must be read whole.
#[derive(Debug)]
pub(super) struct Odd;

/// A text that is being read.
pub(super) struct Stream<'a> {
    file: File<'a>,
    pub account: FileAccount,
    /// What has been read from this file alone.
    pub ledger: Ledger,
    ready: Ready,
    shape: Shape,
    seen: Seen,
    /// Room to take records of JSON apart in.
    room: json::Room,
    paused: Option<Paused>,
    blocks: Blocks<'a>,
    line: u32,
}

/// How its records are written.
enum Shape {
    Csv { delimiter: u8, width: usize },
    Ndjson,
}

impl<'a> Stream<'a> {
    /// Looks up all names in the head of a text.
    pub fn open(mut file: File<'a>, interner: &mut Interner) -> Result<Stream<'a>, Odd> {
        let source = file.source;
        let Content::Stored(stored) = &source.opened.content else { return Err(Odd) };
        let mut account = FileAccount::new(source.name, String::new(), 0, source.opened.format);
        account.compression = source.opened.compression;
        account.encoding = source.opened.encoding;
        account.observed = source.mapping.and_then(|m| m.observed);
        let mut ledger = Ledger::new(0);
        let mut target = Target { account: &mut account, interner, ledger: &mut ledger };
        let body = stored.head.strip_prefix('\u{feff}').unwrap_or(&stored.head);
        file.lead = stored.head.len() - body.len();
        let (shape, ready, (skip, line)) = match source.opened.format {
            Format::Csv { delimiter } => file.csv_head(body, delimiter, stored, &mut target)?,
            Format::Ndjson => {
                let records = JsonRows::some_lines(body, 1, !stored.is_whole);
                let ready = file.ready(sample_names(records, SAMPLE), &mut target);
                (Shape::Ndjson, ready, (0, 1))
            }
            Format::Json | Format::Xes | Format::Ocel | Format::Workbook | Format::Parquet => {
                return Err(Odd);
            }
        };
        if !ready.usable {
            return Err(Odd);
        }
        let seen = Seen::new(&ready.plan);
        let mut blocks = Blocks::new(stored);
        blocks.skip(file.lead + skip)?;
        Ok(Stream {
            file,
            account,
            ledger,
            ready,
            shape,
            seen,
            room: json::Room::default(),
            paused: Some(Paused::default()),
            blocks,
            line,
        })
    }

    /// Reads the next block into the ledger; false if there is none and everything has been said.
    pub fn more(&mut self, interner: &mut Interner) -> Result<bool, Odd> {
        let Some(paused) = self.paused.take() else { return Ok(false) };
        self.blocks.fill()?;
        let (text, at_end) = self.blocks.text()?;
        let file = &mut self.file;
        file.lead = usize::try_from(self.blocks.base).map_err(|_| Odd)?;
        let Ready { columns, plan, .. } = &self.ready;
        let (ledger, account) = (&mut self.ledger, &mut self.account);
        let mut reader = RowReader::new(file.schema, plan, interner, ledger, account).resume(paused);
        let (reached, line) = match self.shape {
            Shape::Csv { delimiter, width } => {
                let mut rows = CsvRows::part(text, delimiter, self.line, !at_end);
                file.csv_rows(&mut rows, width, &mut self.seen.number, &mut reader);
                rows.reached()
            }
            Shape::Ndjson => {
                let (paths, slots) = columns.paths();
                let mut records = JsonRows::some_lines(text, self.line, !at_end);
                let room = &mut self.room;
                let rows = std::iter::from_fn(|| file.json_item(records.next()?, paths, slots, room));
                file.walk_on(&self.ready, rows, &mut self.seen, &mut reader);
                records.reached()
            }
        };
        self.line = line;
        if at_end {
            let seen = std::mem::replace(&mut self.seen, Seen::new(plan));
            match self.shape {
                Shape::Csv { .. } => file.finish(reader, columns, Emptiness::OnlyHeader),
                Shape::Ndjson => file.end_walk(&self.ready, seen, Emptiness::NoRecords, reader),
            }
            (self.account.sha256, self.account.bytes) = self.blocks.facts();
        } else {
            self.paused = Some(reader.pause());
            self.blocks.consume(reached);
        }
        Ok(true)
    }

    /// Whether everything has been read.
    pub fn is_done(&self) -> bool {
        self.paused.is_none()
    }

    /// The events read since they were last taken.
    pub fn take_events(&mut self) -> Vec<Event> {
        // The next block tends to hold as many.
        let room = Vec::with_capacity(self.ledger.events.len());
        std::mem::replace(&mut self.ledger.events, room)
    }

    /// What its account will come to, if nothing unusual is met.
    pub fn predicted(&self) -> FileAccount {
        let mut account = self.account.clone();
        if self.is_done() {
            return account;
        }
        account.rows = account.rows.max(1);
        for rule in &self.ready.plan.rules {
            if account.kinds.iter().all(|count| count.kind != rule.kind) {
                account.kinds.push(KindCount { kind: rule.kind, events: 1 });
            }
        }
        account
    }

    /// The plan by which it is read.
    pub fn plan(&self) -> &Plan {
        &self.ready.plan
    }
}

impl File<'_> {
    /// The header of rows of cells: what its names mean, and the byte and line after it.
    fn csv_head(
        &self,
        text: &str,
        delimiter: u8,
        stored: &Stored<'_>,
        target: &mut Target<'_>,
    ) -> Result<(Shape, Ready, (usize, u32)), Odd> {
        let mut rows = CsvRows::part(text, delimiter, 1, !stored.is_whole);
        rows.skip_lines(self.source.mapping.map_or(0, |m| m.skip_lines));
        let Some((_, Ok(row))) = rows.next() else { return Err(Odd) };
        let header = row.texts();
        if header.len() > MAX_COLUMNS {
            return Err(Odd);
        }
        target.account.columns.clone_from(&header);
        let width = header.len();
        let mut columns = Columns::header(header);
        let plan = self.plan(&mut columns, target).ok_or(Odd)?;
        Ok((Shape::Csv { delimiter, width }, Ready { columns, plan, usable: true }, rows.reached()))
    }
}

/// Reads a stored text from beginning to end, for those who do not want its events one by one.
pub(super) fn read(file: File<'_>, target: &mut Target<'_>) {
    let input = file.input;
    let read_all = |interner: &mut Interner| {
        let mut stream = Stream::open(file, interner)?;
        while stream.more(interner)? {}
        Ok::<Stream<'_>, Odd>(stream)
    };
    match read_all(target.interner) {
        Ok(stream) => {
            *target.account = stream.account;
            target.ledger.append(stream.ledger);
        }
        Err(Odd) => {
            target.account.usable = false;
            let fault = OpenFault::NotText { encoding: TextEncoding::UTF_8, at: None };
            target.ledger.problems.push(IngestProblem::Unread { input, fault });
        }
    }
}

/// The text a block at a time. What a block could not be read of stands at the beginning of the next.
struct Blocks<'a> {
    store: &'a dyn Store,
    size: usize,
    /// Where in the file the buffer begins.
    base: u64,
    buffer: Vec<u8>,
    /// How many bytes of the buffer are from the file.
    held: usize,
    at_end: bool,
    /// None if it is not wanted.
    sha256: Option<Sha256>,
}

/// The most that is held of a text at once: any record, and what it takes to see that it is too long.
const MOST: usize = 2 * MAX_ROW;

impl<'a> Blocks<'a> {
    fn new(stored: &Stored<'a>) -> Self {
        let sha256 = (stored.digest && stored.store.packed().is_none()).then(Sha256::new);
        let (store, size) = (stored.store, stored.block);
        Blocks { store, size, base: 0, buffer: Vec::new(), held: 0, at_end: false, sha256 }
    }

    /// Fills the buffer; further than before if little of it could be read.
    fn fill(&mut self) -> Result<(), Odd> {
        let want = self.size.max(self.held.saturating_mul(2)).min(MOST);
        if self.at_end {
            return Ok(());
        }
        if self.held >= want {
            return Err(Odd);
        }
        if self.buffer.len() < want {
            self.buffer.resize(want, 0);
        }
        let at = self.base + self.held as u64;
        let into = &mut self.buffer[self.held..want];
        let read = store::fill(self.store, at, into).map_err(|_| Odd)?;
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(&into[..read]);
        }
        self.held += read;
        self.at_end = self.held < want;
        Ok(())
    }

    /// What is held as text, and whether it reaches the end of the file.
    fn text(&self) -> Result<(&str, bool), Odd> {
        let text = store::beginning(&self.buffer[..self.held], self.at_end).ok_or(Odd)?;
        Ok((text, self.at_end))
    }

    /// Lets go of bytes from the beginning of the buffer.
    fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.held);
        self.buffer.copy_within(bytes..self.held, 0);
        self.base += bytes as u64;
        self.held -= bytes;
    }

    /// Lets go of bytes that have been read elsewhere.
    fn skip(&mut self, mut bytes: usize) -> Result<(), Odd> {
        while bytes > 0 {
            self.fill()?;
            let now = bytes.min(self.held);
            if now == 0 {
                return Err(Odd);
            }
            self.consume(now);
            bytes -= now;
        }
        Ok(())
    }

    /// The digest, if it is wanted, and size of the file, once all of it has been read.
    fn facts(&self) -> (String, u64) {
        if let Some(packed) = self.store.packed() {
            return (hex(&packed.sha256), packed.bytes);
        }
        let sha256 = self.sha256.clone().map_or_else(String::new, |sha256| hex(&sha256.finalize()));
        (sha256, self.base + self.held as u64)
    }
}
