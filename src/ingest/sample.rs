//! The beginning of an input, for those who want to know what it is like before they say what it means.

use super::file::File;
use super::stream::Stream;
use super::{Ingested, Source};
use crate::event::{InputId, Interner, Schema, Screens};

/// The first records of an input.
pub struct Sample {
    /// What became of them.
    pub ingested: Ingested,
    /// There are no others.
    pub is_whole: bool,
}

/// So many blocks are read at most.
const BLOCKS: usize = 32;

/// Reads the beginning of an input that is read in blocks ([`Source::stored`]): about so many records, and no more than 32
/// blocks. None if it cannot be read in blocks after all.
pub fn sample<'a>(
    source: &'a Source<'a>,
    schema: &'a Schema,
    interner: &mut Interner,
    most: u64,
) -> Option<Sample> {
    let file =
        File { input: InputId(0), source, schema, default_zone: None, screens: Screens::NONE, lead: 0 };
    let mut stream = Stream::open(file, interner).ok()?;
    let mut blocks = 0;
    while !stream.is_done() && blocks < BLOCKS && stream.account.rows < most {
        stream.more(interner).ok()?;
        blocks += 1;
    }
    let is_whole = stream.is_done();
    let events = std::mem::take(&mut stream.ledger.events);
    let (rejections, lost) =
        (std::mem::take(&mut stream.ledger.rejections), std::mem::take(&mut stream.ledger.lost));
    let problems = std::mem::take(&mut stream.ledger.problems);
    let ingested =
        Ingested { events, files: vec![stream.account], rejections, lost, problems, ..Ingested::default() };
    Some(Sample { ingested, is_whole })
}
