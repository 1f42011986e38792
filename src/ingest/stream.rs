//! One text read in blocks: what [`super::file`] does with a text that is held, step by step.

use super::account::{FileAccount, KindCount, Reason};
use super::columns::Columns;
use super::file::{File, Target};
use super::formats::csv::{self, CsvRows};
use super::formats::json::{self, JsonRows, Midway};
#[cfg(feature = "parquet")]
use super::formats::parquet::{Table, Walk};
#[cfg(feature = "xes")]
use super::formats::xes::XesStream;
use super::formats::{Format, MAX_COLUMNS, MAX_ROW, RowAt};
use super::ledger::Ledger;
use super::open::{Content, EncodingFrom, OpenFault};
use super::plan::Plan;
use super::problem::{Emptiness, IngestProblem};
use super::rows::{Paused, RowReader};
use super::store::{self, MOST, Store, Stored, Tape};
use super::walk::{Ready, SAMPLE, Seen, sample_names};
use crate::event::{Event, Interner, Passed, TextEncoding};

/// A text has turned out to be one that must be read whole.
#[derive(Debug)]
pub(super) struct Odd;

/// A text that is being read.
pub(super) struct Stream<'a> {
    file: File<'a>,
    store: &'a dyn Store,
    block: usize,
    pub account: FileAccount,
    /// What has been read from this file alone.
    pub ledger: Ledger,
    ready: Ready,
    shape: Shape<'a>,
    seen: Seen,
    paused: Option<Paused>,
}

/// How its records are written, and how they are read.
enum Shape<'a> {
    Text(Text, Box<Blocks<'a>>),
    #[cfg(feature = "xes")]
    Xes(Box<XesStream<'a>>),
    #[cfg(feature = "parquet")]
    Table(Box<Walk<'a>>),
}

/// Records that are found in a part of a text.
enum Text {
    Csv {
        delimiter: u8,
        width: usize,
        line: u32,
        found: csv::Index,
    },
    Ndjson {
        line: u32,
        room: json::Room,
        found: json::Index,
    },
    /// An array, and the path that led to it.
    Array {
        midway: Midway,
        path: Option<String>,
        room: json::Room,
    },
}

impl<'a> Stream<'a> {
    /// Looks up all names in the head of a text.
    pub fn open(mut file: File<'a>, interner: &mut Interner) -> Result<Stream<'a>, Odd> {
        let source = file.source;
        let stored = match &source.opened.content {
            Content::Stored(stored) => stored,
            #[cfg(feature = "parquet")]
            Content::Table(table) => return Stream::of_table(file, table, interner),
            _ => return Err(Odd),
        };
        let mut account = FileAccount::new(source.name, None, 0, source.opened.format);
        account.compression = source.opened.compression;
        account.encoding = source.opened.encoding;
        account.observed = source.mapping.and_then(|m| m.observed);
        let mut ledger = Ledger::new(0);
        if let Some((encoding, EncodingFrom::Guessed)) = account.encoding {
            ledger.problems.push(IngestProblem::GuessedEncoding { input: file.input, encoding });
        }
        let mut target = Target { account: &mut account, interner, ledger: &mut ledger };
        let body = stored.head.strip_prefix('\u{feff}').unwrap_or(&stored.head);
        file.lead = stored.head.len() - body.len();
        let (text, ready, skip) = match source.opened.format {
            Format::Csv { delimiter } => file.csv_head(body, delimiter, stored, &mut target)?,
            Format::Ndjson => {
                let records = JsonRows::some_lines(body, 1, !stored.is_whole);
                let ready = file.ready(sample_names(records, SAMPLE), &mut target);
                (
                    Text::Ndjson { line: 1, room: json::Room::default(), found: json::Index::default() },
                    ready,
                    0,
                )
            }
            Format::Json => file.array_head(body, stored, &mut target)?,
            #[cfg(feature = "xes")]
            Format::Xes => {
                let (xes, ready) = XesStream::open(&file, stored, &mut target).map_err(|_| Odd)?;
                let at = (stored.store, stored.block);
                return Stream::ready(file, at, account, ledger, ready, Shape::Xes(Box::new(xes)));
            }
            #[cfg(not(feature = "xes"))]
            Format::Xes => return Err(Odd),
            Format::Ocel | Format::Workbook | Format::Parquet => return Err(Odd),
        };
        let mut blocks = Blocks::new(stored);
        blocks.skip(file.lead + skip)?;
        let at = (stored.store, stored.block);
        Stream::ready(file, at, account, ledger, ready, Shape::Text(text, Box::new(blocks)))
    }

    #[cfg(feature = "parquet")]
    fn of_table(file: File<'a>, table: &'a Table, interner: &mut Interner) -> Result<Stream<'a>, Odd> {
        let source = file.source;
        let mut account = FileAccount::new(source.name, None, 0, source.opened.format);
        account.compression = source.opened.compression;
        account.observed = source.mapping.and_then(|m| m.observed);
        let mut ledger = Ledger::new(0);
        let mut target = Target { account: &mut account, interner, ledger: &mut ledger };
        let (columns, plan) = file.parquet_head(table, &mut target).ok_or(Odd)?;
        let walk = Box::new(Walk::new(table, &columns));
        let ready = Ready { columns, plan, usable: true };
        Stream::ready(file, table.store().ok_or(Odd)?, account, ledger, ready, Shape::Table(walk))
    }

    fn ready(
        file: File<'a>,
        (store, block): (&'a dyn Store, usize),
        account: FileAccount,
        ledger: Ledger,
        ready: Ready,
        shape: Shape<'a>,
    ) -> Result<Stream<'a>, Odd> {
        let (seen, paused) = (Seen::new(&ready.plan), Some(Paused::default()));
        let mut stream = Stream { file, store, block, account, ledger, ready, shape, seen, paused };
        stream.ledger.passed = Passed::new(stream.file.screens);
        if stream.ready.usable { Ok(stream) } else { Err(Odd) }
    }

    /// Reads the next block into the ledger; false if there is none and everything has been said.
    pub fn more(&mut self, interner: &mut Interner) -> Result<bool, Odd> {
        let Some(paused) = self.paused.take() else { return Ok(false) };
        #[cfg(feature = "parquet")]
        let (store, block) = (self.store, self.block);
        let Stream { file, ready, ledger, account, seen, shape, paused: next, .. } = self;
        let mut reader = RowReader::new(file.schema, &ready.plan, interner, ledger, account).resume(paused);
        let facts = match shape {
            Shape::Text(text, blocks) => {
                if blocks.is_full()
                    && let Some(line) = text.line()
                {
                    let at = blocks.skip_line(file, *line)?;
                    *line = line.saturating_add(1);
                    seen.number += 1;
                    reader.broken(file.row_ref(seen.number, at), Reason::TooLong);
                    *next = Some(reader.pause());
                    return Ok(true);
                }
                blocks.fill()?;
                let (part, at_end) = blocks.text()?;
                file.lead = usize::try_from(blocks.base).map_err(|_| Odd)?;
                let reached = text.read(part, !at_end, file, ready, seen, &mut reader)?;
                if !at_end {
                    *next = Some(reader.pause());
                    blocks.consume(reached);
                    return Ok(true);
                }
                blocks.tape.facts()
            }
            #[cfg(feature = "xes")]
            Shape::Xes(xes) => {
                if xes.more(file, ready, seen, &mut reader).ok_or(Odd)? {
                    *next = Some(reader.pause());
                    return Ok(true);
                }
                xes.facts().ok_or(Odd)?
            }
            #[cfg(feature = "parquet")]
            Shape::Table(walk) => {
                if walk.more(file, &mut reader) {
                    *next = Some(reader.pause());
                    return Ok(true);
                }
                let mut tape = Tape::new(store);
                tape.rest(block).map_err(|_| Odd)?;
                tape.facts()
            }
        };
        match shape {
            Shape::Text(Text::Csv { .. }, _) => file.finish(reader, &ready.columns, Emptiness::OnlyHeader),
            #[cfg(feature = "parquet")]
            Shape::Table(_) => file.finish(reader, &ready.columns, Emptiness::NoRecords),
            _ => {
                let seen = std::mem::replace(seen, Seen::new(&ready.plan));
                file.end_walk(ready, seen, Emptiness::NoRecords, reader);
            }
        }
        (account.sha256, account.bytes) = facts;
        Ok(true)
    }

    /// Whether its events must be expected to stand in no order of time, or it holds reference data, which is needed before them.
    pub fn is_out_of_order(&self) -> bool {
        // The events of a case stand together, whenever they happened.
        let by_case = matches!(self.file.source.opened.format, Format::Xes);
        by_case || !self.ready.plan.tables.is_empty()
    }

    /// Where it lies.
    pub fn store(&self) -> &'a dyn Store {
        self.store
    }

    /// How many bytes are read at a time.
    pub fn block(&self) -> usize {
        self.block
    }

    /// From now on, what is read is added to what another ledger holds.
    pub fn go_on_in(&mut self, mut ledger: Ledger) {
        ledger.append(std::mem::take(&mut self.ledger));
        self.ledger = ledger;
    }

    /// Whether everything has been read.
    pub fn is_done(&self) -> bool {
        self.paused.is_none()
    }

    /// The events read since they were last taken; with room for the next.
    pub fn take_events(&mut self, mut room: Vec<Event>) -> Vec<Event> {
        // The next block tends to hold about as many.
        let held = self.ledger.events.len();
        room.clear();
        room.reserve(held + held / 8);
        std::mem::replace(&mut self.ledger.events, room)
    }

    /// Keeps events apart from now on, for so many: by kind, for whom.
    pub fn keep_apart(&mut self, for_whom: &[usize], count: usize) {
        if self.ledger.for_whom.is_empty() {
            self.ledger.for_whom = for_whom.to_vec();
            self.ledger.apart.resize_with(count, Vec::new);
        }
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
    ) -> Result<(Text, Ready, usize), Odd> {
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
        let (reached, line) = rows.reached();
        Ok((
            Text::Csv { delimiter, width, line, found: csv::Index::default() },
            Ready { columns, plan, usable: true },
            reached,
        ))
    }

    /// The first records of an array: what their names mean, and the byte at which the array begins.
    fn array_head(
        &self,
        text: &str,
        stored: &Stored<'_>,
        target: &mut Target<'_>,
    ) -> Result<(Text, Ready, usize), Odd> {
        let path = self.source.mapping.and_then(|m| m.records.clone());
        let begin = match &path {
            Some(path) => json::find_array(text, path).map_err(|_| Odd)?,
            None => 0,
        };
        let (before, array) = text.split_at_checked(begin).ok_or(Odd)?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let midway = JsonRows::begin(path.is_some(), line);
        let names = sample_names(JsonRows::go_on(array, midway, !stored.is_whole), SAMPLE);
        let ready = self.ready(names, target);
        Ok((Text::Array { midway, path, room: json::Room::default() }, ready, begin))
    }
}

impl Text {
    /// The line that comes next, if records stand on lines.
    fn line(&mut self) -> Option<&mut u32> {
        match self {
            Text::Csv { line, .. } | Text::Ndjson { line, .. } => Some(line),
            Text::Array { .. } => None,
        }
    }

    /// Reads a part; how much of it need not be read again.
    fn read(
        &mut self,
        part: &str,
        more: bool,
        file: &File<'_>,
        ready: &Ready,
        seen: &mut Seen,
        reader: &mut RowReader<'_>,
    ) -> Result<usize, Odd> {
        match self {
            Text::Csv { delimiter, width, line, found } => {
                let mut rows = CsvRows::part(part, *delimiter, *line, more).within(std::mem::take(found));
                file.csv_rows(&mut rows, *width, &mut seen.number, reader);
                let reached;
                (reached, *line) = rows.reached();
                *found = rows.into_room();
                Ok(reached)
            }
            Text::Ndjson { line, room, found } => {
                let mut records = JsonRows::some_lines(part, *line, more).within(std::mem::take(found));
                file.json_rows(&mut records, room, ready, seen, reader);
                let reached;
                (reached, *line) = records.reached();
                *found = records.into_room();
                Ok(reached)
            }
            Text::Array { midway, path, room } => {
                let mut records = JsonRows::go_on(part, *midway, more);
                file.json_rows(&mut records, room, ready, seen, reader);
                let reached;
                (reached, *midway) = if records.is_done() {
                    let reached = after_array(part, records.reached().0, path.as_deref())?;
                    (reached, records.after_all())
                } else {
                    records.midway()
                };
                Ok(reached)
            }
        }
    }
}

/// How much may be let go of after the array that a path led to.
///
/// A member whose own name is the path would be the one that is meant, wherever it stands.
fn after_array(part: &str, end: usize, path: Option<&str>) -> Result<usize, Odd> {
    let Some(path) = path.filter(|path| path.contains('.')) else { return Ok(part.len()) };
    let name = format!("\"{path}\"");
    let rest = part.get(end..).ok_or(Odd)?;
    if rest.contains(&name) {
        return Err(Odd);
    }
    let mut reached = end.max(part.len().saturating_sub(name.len()));
    while !part.is_char_boundary(reached) {
        reached -= 1;
    }
    Ok(reached)
}

/// Reads a stored text from beginning to end, for those who do not want its events one by one.
pub(super) fn read(file: File<'_>, target: &mut Target<'_>) {
    let input = file.input;
    let read = Stream::open(file, target.interner).and_then(|mut stream| {
        stream.go_on_in(std::mem::take(target.ledger));
        let read = loop {
            match stream.more(target.interner) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(Odd) => break Err(Odd),
            }
        };
        // What was read before it broke off stays.
        (*target.account, *target.ledger) = (stream.account, stream.ledger);
        read
    });
    if let Err(Odd) = read {
        target.account.usable = false;
        let fault = OpenFault::NotText { encoding: TextEncoding::UTF_8, at: None };
        target.ledger.problems.push(IngestProblem::Unread { input, fault });
    }
}

/// The text a block at a time. What a block could not be read of stands at the beginning of the next.
struct Blocks<'a> {
    tape: Tape<'a>,
    size: usize,
    /// Where in the file the buffer begins.
    base: u64,
    buffer: Vec<u8>,
    /// How many bytes of the buffer are from the file.
    held: usize,
    at_end: bool,
}

impl<'a> Blocks<'a> {
    fn new(stored: &Stored<'a>) -> Self {
        let (tape, size) = (stored.tape(), stored.block);
        Blocks { tape, size, base: 0, buffer: Vec::new(), held: 0, at_end: false }
    }

    /// Whether nothing could be read of all that may be held: no line end stands in it.
    fn is_full(&self) -> bool {
        self.held >= MOST
    }

    /// Lets go of a line, however long it is; its place, as far as a record may reach.
    fn skip_line(&mut self, file: &mut File<'_>, line: u32) -> Result<RowAt, Odd> {
        file.lead = usize::try_from(self.base).map_err(|_| Odd)?;
        let mut end = None;
        while end.is_none() && self.held > 0 {
            end = memchr::memchr(b'\n', &self.buffer[..self.held]);
            self.consume(end.map_or(self.held, |end| end + 1));
            if end.is_none() {
                self.fill()?;
            }
        }
        Ok(RowAt { start: 0, end: MAX_ROW, line })
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
        self.held += self.tape.read(&mut self.buffer[self.held..want]).map_err(|_| Odd)?;
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
}
