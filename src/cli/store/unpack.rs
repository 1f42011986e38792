//! Compressed files are unpacked on a thread of their own while what has been unpacked is read: into a file of their own or, where they
//! are to be read but once, straight into the hands of who reads them.

use super::window::Window;
use super::{FileStore, Opening};
use crate::cli::progress::Watch;
use crate::ingest::{Compression, Packed, Scratch, Store, unpack_into};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread;

/// What a compressed file holds.
#[derive(Debug)]
struct Unpacked {
    /// The part that is read at the moment, if it is to be read once.
    window: Option<Arc<Window>>,
    /// All of it, in a file that goes with the process: if it is to be read more than once, or turns out to be.
    kept: OnceLock<Option<Arc<Growing>>>,
    packed: Arc<Packed>,
    limit: u64,
    apart: bool,
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

/// Unpacks a file. What is damaged or larger than allowed can be read up to there, and is told when the file is opened as a whole.
pub(super) fn unpacked(file: File, compression: Compression, opening: &Opening) -> Option<Arc<dyn Store>> {
    let Opening { max_unpacked: limit, apart, once, watch } = opening;
    let bytes = file.metadata().ok()?.len();
    let from = FileStore(Mutex::new(file));
    let packed = Arc::new(Packed { file: Box::new(from), compression, sha256: OnceLock::new(), bytes });
    watch.expect(bytes);
    let mut unpacked = Unpacked { window: None, kept: OnceLock::new(), packed, limit: *limit, apart: *apart };
    if *once && *apart {
        let window = Arc::new(Window::default());
        let (to, packed, limit, watch) =
            (Arc::clone(&window), Arc::clone(&unpacked.packed), *limit, watch.clone());
        thread::spawn(move || {
            let mut ending = Ending::new(|well| to.end(well));
            ending.well = write(&*to, &packed, limit, watch);
        });
        unpacked.window = Some(window);
    } else {
        unpacked.keep(watch.clone())?;
    }
    Some(Arc::new(unpacked))
}

impl Unpacked {
    /// The file in which all of it is, or will be; none if there is no place for it.
    fn keep(&self, watch: Watch) -> Option<&Growing> {
        let begin = || {
            if let Some(window) = &self.window {
                window.abandon();
            }
            let content = Arc::new(Growing {
                file: FileStore(Mutex::new(tempfile::tempfile().ok()?)),
                state: Mutex::default(),
                changed: Condvar::new(),
            });
            let (to, packed, limit) = (Arc::clone(&content), Arc::clone(&self.packed), self.limit);
            let work = move || {
                let mut ending = Ending::new(|well| to.change(|state| state.ended = Some(well)));
                ending.well = write(&*to, &packed, limit, watch);
            };
            if self.apart {
                thread::spawn(work);
            } else {
                work();
            }
            Some(content)
        };
        self.kept.get_or_init(begin).as_deref()
    }

    /// The same, for what was to be read once.
    fn kept(&self) -> io::Result<&Growing> {
        self.keep(Watch::default()).ok_or_else(|| io::ErrorKind::StorageFull.into())
    }

    /// The part that is read at the moment, as long as it is read once.
    fn window(&self) -> Option<&Window> {
        self.window.as_deref().filter(|_| self.kept.get().is_none())
    }
}

/// Unpacks all of a file to where it is read; whether all went well.
fn write(to: impl Write, packed: &Packed, limit: u64, watch: Watch) -> bool {
    let mut digested = Digested { packed, at: 0, sha256: Sha256::new(), watch };
    let mut to = BufWriter::with_capacity(STEP, to);
    let mut from = BufReader::with_capacity(1 << 16, &mut digested);
    let mut well = unpack_into(packed.compression, &mut from, limit, &mut to).is_ok() && to.flush().is_ok();
    // What follows the packed content belongs to the file as well.
    well &= io::copy(&mut from, &mut io::sink()).is_ok();
    if well {
        let _ = packed.sha256.set(digested.sha256.finalize().into());
    }
    well
}

/// Says that nothing more follows, whatever happens.
struct Ending<F: FnMut(bool)> {
    tell: F,
    well: bool,
}

impl<F: FnMut(bool)> Ending<F> {
    fn new(tell: F) -> Self {
        Ending { tell, well: false }
    }
}

impl<F: FnMut(bool)> Drop for Ending<F> {
    fn drop(&mut self) {
        (self.tell)(self.well);
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
        if let Some(read) = self.window().and_then(|window| window.read_at(at, into)) {
            return read;
        }
        let content = self.kept()?;
        let State { bytes, ended, .. } = content.wait(at);
        let most = usize::try_from(bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(into.len());
        match ended {
            Some(false) if most == 0 => Err(io::ErrorKind::InvalidData.into()),
            _ => content.file.read_at(at, &mut into[..most]),
        }
    }

    fn size(&self) -> io::Result<u64> {
        if let Some(size) = self.window().and_then(Window::size) {
            return Ok(size);
        }
        let State { bytes, ended, .. } = self.kept()?.wait(u64::MAX);
        if ended == Some(true) { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn packed(&self) -> Option<&Packed> {
        Some(&self.packed)
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        self.packed.file.scratch()
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        if let Some(window) = &self.window {
            window.abandon();
        }
        if let Some(Some(content)) = self.kept.get() {
            content.change(|state| state.abandoned = true);
        }
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
