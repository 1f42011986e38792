//! Where a file lies: held, or in a store, of which only what is wanted is read.

use crate::ingest::store::{self, Store};
use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::io::{self, BufReader, Read};
use std::sync::Arc;

/// The bytes of a file.
#[derive(Clone, Debug)]
pub(super) enum Bits {
    Held(Bytes),
    /// Where they lie, and about how many are read at a time.
    Stored(Arc<dyn Store>, usize),
}

impl Length for Bits {
    fn len(&self) -> u64 {
        match self {
            Bits::Held(bytes) => bytes.len() as u64,
            // What has no size has no end by which it could be read.
            Bits::Stored(store, _) => store.size().unwrap_or(0),
        }
    }
}

impl ChunkReader for Bits {
    type T = Box<dyn Read + Send>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Bits::Held(bytes) => Box::new(bytes.get_read(start)?),
            Bits::Stored(store, block) => {
                let from = From { store: Arc::clone(store), at: start };
                Box::new(BufReader::with_capacity((*block).clamp(1 << 10, MOST), from))
            }
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Bits::Held(bytes) => bytes.get_bytes(start, length),
            Bits::Stored(store, _) => {
                if start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
                    return Err(ParquetError::EOF("it is cut off".into()));
                }
                let mut bytes = vec![0; length];
                let read = store::fill(&**store, start, &mut bytes)?;
                bytes.truncate(read);
                if read < length { Err(ParquetError::EOF("it is cut off".into())) } else { Ok(bytes.into()) }
            }
        }
    }
}

/// The most that is read at a time of one column.
const MOST: usize = 1 << 16;

/// The bytes of a store from a place on.
struct From {
    store: Arc<dyn Store>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.store.read_at(self.at, into)?;
        self.at += read as u64;
        Ok(read)
    }
}
