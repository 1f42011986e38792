//! Compressed files are unpacked into a file of their own, on a thread of its own while what has been unpacked is read.

use super::{FileStore, Opening};
use crate::cli::progress::Watch;
use crate::ingest::{Compression, Packed, Scratch, Store, unpack_into};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread;

/// What a compressed file holds, in a file that goes with the process.
#[derive(Debug)]
struct Unpacked {
    content: Arc<Growing>,
    packed: Arc<Packed>,
}

/// A file that is being written.
#[derive(Debug)]
struct Growing {
    file: FileStore,
    state: Mutex<State>,
    changed: Condvar,
}

/// How far it has been written.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    bytes: u64,
    /// Nothing more follows; whether all went well.
    ended: Option<bool>,
    /// Nobody reads it any more.
    abandoned: bool,
}

/// How much is written at a time.
const STEP: usize = 1 << 18;

/// Unpacks a file beside it. What is damaged or larger than allowed can be read up to there, and is told when the file is opened
/// as a whole.
pub(super) fn unpacked(file: File, compression: Compression, opening: &Opening) -> Option<Arc<dyn Store>> {
    let bytes = file.metadata().ok()?.len();
    let content = Arc::new(Growing {
        file: FileStore(Mutex::new(tempfile::tempfile().ok()?)),
        state: Mutex::default(),
        changed: Condvar::new(),
    });
    let from = FileStore(Mutex::new(file));
    let packed = Arc::new(Packed { file: Box::new(from), compression, sha256: OnceLock::new(), bytes });
    opening.watch.expect(bytes);
    let work = {
        let (content, packed, watch) = (Arc::clone(&content), Arc::clone(&packed), opening.watch.clone());
        let limit = opening.max_unpacked;
        move || write(&content, &packed, limit, watch)
    };
    if opening.apart {
        thread::spawn(work);
    } else {
        work();
    }
    Some(Arc::new(Unpacked { content, packed }))
}

fn write(content: &Growing, packed: &Packed, limit: u64, watch: Watch) {
    let mut ending = Ending { content, well: false };
    let mut digested = Digested { packed, at: 0, sha256: Sha256::new(), watch };
    let mut to = BufWriter::with_capacity(STEP, content);
    let mut from = BufReader::with_capacity(1 << 16, &mut digested);
    let mut well = unpack_into(packed.compression, &mut from, limit, &mut to).is_ok() && to.flush().is_ok();
    // What follows the packed content belongs to the file as well.
    well &= io::copy(&mut from, &mut io::sink()).is_ok();
    if well {
        let _ = packed.sha256.set(digested.sha256.finalize().into());
    }
    ending.well = well;
}

/// Says that nothing more follows, whatever happens.
struct Ending<'a> {
    content: &'a Growing,
    well: bool,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let well = self.well;
        self.content.change(|state| state.ended = Some(well));
    }
}

impl Growing {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until more bytes than so many have been written, or nothing more follows.
    fn wait(&self, bytes: u64) -> State {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &mut State| state.bytes <= bytes && state.ended.is_none();
        *self.changed.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for &Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        {
            let mut file = self.file.0.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::End(0))?;
            file.write_all(bytes)?;
        }
        let mut abandoned = false;
        self.change(|state| {
            state.bytes += bytes.len() as u64;
            abandoned = state.abandoned;
        });
        if abandoned { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Store for Unpacked {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let State { bytes, ended, .. } = self.content.wait(at);
        let most = usize::try_from(bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(into.len());
        match ended {
            Some(false) if most == 0 => Err(io::ErrorKind::InvalidData.into()),
            _ => self.content.file.read_at(at, &mut into[..most]),
        }
    }

    fn size(&self) -> io::Result<u64> {
        let State { bytes, ended, .. } = self.content.wait(u64::MAX);
        if ended == Some(true) { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn packed(&self) -> Option<&Packed> {
        Some(&self.packed)
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        self.content.file.scratch()
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        self.content.change(|state| state.abandoned = true);
    }
}

/// A file that is digested while it is read.
struct Digested<'a> {
    packed: &'a Packed,
    at: u64,
    sha256: Sha256,
    watch: Watch,
}

impl Read for Digested<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.packed.file.read_at(self.at, into)?;
        self.sha256.update(&into[..read]);
        self.at += read as u64;
        self.watch.moved(read as u64);
        Ok(read)
    }
}
