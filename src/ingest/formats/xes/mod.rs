//! Event logs of process mining: XES, the IEEE standard 1849.
//!
//! Each `<event>` is a record. An attribute of the event is a column by its key, one of the trace around it is a column
//! `case:` + key, as in tables made from such logs. An attribute within another is `outer.inner`; a list is a list. A
//! classifier is a column `classifier:` + its name, which joins the values of its keys with `+`.
//!
//! Entities that a document declares for itself are never expanded, and a document that declares any is not read.

#[cfg(feature = "xes")]
mod feed;
#[cfg(feature = "xes")]
mod known;
#[cfg(feature = "xes")]
mod place;
#[cfg(feature = "xes")]
mod plain;
#[cfg(feature = "xes")]
mod rows;
#[cfg(feature = "xes")]
mod sink;

#[cfg(feature = "xes")]
pub(in crate::ingest) use place::place;

use crate::ingest::file::{File, Target};
#[cfg(feature = "xes")]
use crate::ingest::{
    Emptiness,
    formats::cells::Cells,
    problem::IngestProblem,
    rows::RowReader,
    store::Stored,
    walk::{Item, Ready, SAMPLE, Seen},
};
#[cfg(feature = "xes")]
use feed::Feed;
#[cfg(feature = "xes")]
use rows::{XesItem, XesRows};

/// How a document can be broken as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlFault {
    /// It is not well-formed here.
    Malformed,
    /// It ends before its last element does.
    CutOff,
    /// Its outermost element is not `log`.
    NotXes,
    /// It declares entities of its own.
    DocType,
    /// A tag, text or comment is longer than a record may be.
    TooLong,
}

impl File<'_> {
    /// Reads an event log.
    #[cfg(feature = "xes")]
    pub(in crate::ingest) fn xes(&self, text: &str, target: &mut Target<'_>) {
        let bad = self.bad();
        let ready = self.ready(rows::names(Feed::text(text), SAMPLE), target);
        let mut walk = XesRows::new(Feed::text(text), ready.columns.slots().clone(), bad);
        let rows = std::iter::from_fn(|| Some(self.xes_item(walk.next()?)));
        self.walk(&ready, rows, Emptiness::NoRecords, target);
    }

    /// Bytes of the document that could not be decoded.
    #[cfg(feature = "xes")]
    fn bad(&self) -> Vec<usize> {
        self.source.opened.bad.iter().map(|at| at.saturating_sub(self.lead)).collect()
    }

    #[cfg(feature = "xes")]
    fn xes_item(&self, item: XesItem) -> Item<Cells> {
        match item {
            XesItem::Row(at, record) => Item::Row(at, record),
            XesItem::Broken(why, at) => {
                let (input, place) = (self.input, (self.lead + at.start) as u64);
                Item::Broken(IngestProblem::BrokenXml { input, why, at: place, line: at.line }, at)
            }
        }
    }

    /// Says that this program was built without the reader.
    #[cfg(not(feature = "xes"))]
    pub(in crate::ingest) fn xes(&self, _: &str, target: &mut Target<'_>) {
        use crate::ingest::open::OpenFault;
        use crate::ingest::problem::IngestProblem;
        target.account.usable = false;
        let fault = OpenFault::NotBuilt { feature: "xes" };
        target.ledger.problems.push(IngestProblem::Unread { input: self.input, fault });
    }
}

/// Where an attribute stands in the text of an event.
#[cfg(not(feature = "xes"))]
pub(in crate::ingest) fn place(_: &str, _: &str) -> Option<std::ops::Range<usize>> {
    None
}

/// An event log that is read trace by trace.
#[cfg(feature = "xes")]
pub(in crate::ingest) struct XesStream<'a> {
    rows: XesRows<'a>,
    /// How many bytes are read at a time.
    block: usize,
}

#[cfg(feature = "xes")]
impl<'a> XesStream<'a> {
    /// Looks up the names of an event log and begins to read it.
    pub fn open(
        file: &File<'a>,
        stored: &Stored<'a>,
        target: &mut Target<'_>,
    ) -> std::io::Result<(Self, Ready)> {
        let feed = || -> std::io::Result<Feed<'a>> {
            let mut tape = stored.tape();
            tape.read(&mut vec![0; file.lead])?;
            Ok(Feed::blocks(tape, stored.block))
        };
        let ready = file.ready(rows::names(feed()?, SAMPLE), target);
        let rows = XesRows::new(feed()?, ready.columns.slots().clone(), file.bad());
        Ok((XesStream { rows, block: stored.block }, ready))
    }

    /// Reads about as much as a block; false once there is nothing more. None if it cannot be read that way.
    pub fn more(
        &mut self,
        file: &File<'_>,
        ready: &Ready,
        seen: &mut Seen,
        reader: &mut RowReader<'_>,
    ) -> Option<bool> {
        let until = self.rows.reached().saturating_add(self.block);
        let some = std::iter::from_fn(|| {
            let item = if self.rows.reached() > until { None } else { self.rows.next() };
            Some(file.xes_item(item?))
        });
        file.walk_on(ready, some, seen, reader);
        (!self.rows.is_odd()).then(|| !self.rows.is_done())
    }

    /// The digest and size of the file, once nothing more is to be read.
    pub fn facts(&mut self) -> Option<(Option<String>, u64)> {
        self.rows.feed().facts()?.ok()
    }
}
