//! Event logs of process mining: XES, the IEEE standard 1849.
//!
//! Each `<event>` is a record. An attribute of the event is a column by its key, one of the trace around it is a column
//! `case:` + key, as in tables made from such logs. An attribute within another is `outer.inner`; a list is a list. A
//! classifier is a column `classifier:` + its name, which joins the values of its keys with `+`.
//!
//! Entities that a document declares for itself are never expanded, and a document that declares any is not read.

#[cfg(feature = "xes")]
mod place;
#[cfg(feature = "xes")]
mod rows;

#[cfg(feature = "xes")]
pub(in crate::ingest) use place::place;

use crate::ingest::file::{File, Target};

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
}

impl File<'_> {
    /// Reads an event log.
    #[cfg(feature = "xes")]
    pub(in crate::ingest) fn xes(&self, text: &str, target: &mut Target<'_>) {
        use crate::ingest::Emptiness;
        use crate::ingest::file::{Item, SAMPLE};
        use crate::ingest::problem::IngestProblem;
        use rows::{XesItem, XesRows};
        let bad: Vec<usize> = self.source.opened.bad.iter().map(|at| at.saturating_sub(self.lead)).collect();
        let ready = self.ready(rows::names(text, SAMPLE), target);
        let mut walk = XesRows::new(text, ready.columns.slots(), &bad);
        let rows = std::iter::from_fn(|| {
            Some(match walk.next()? {
                XesItem::Row(at, record) => Item::Row(at, record),
                XesItem::Broken(why, at) => {
                    let (input, place) = (self.input, (self.lead + at.start) as u64);
                    Item::Broken(IngestProblem::BrokenXml { input, why, at: place, line: at.line }, at)
                }
            })
        });
        self.walk(&ready, rows, Emptiness::NoRecords, target);
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
