//! Files that are read in blocks.

use crate::ingest::Store;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Files from this size on are not taken into memory if that can be helped: 8 MiB.
pub const LARGE: u64 = 8 << 20;

/// An open file.
#[derive(Debug)]
pub struct FileStore(Mutex<File>);

impl FileStore {
    /// A regular file that is large; none of others, and of those that cannot be opened.
    pub fn large(path: &Path) -> Option<Arc<FileStore>> {
        let about = path.metadata().ok()?;
        let large = about.is_file() && about.len() >= LARGE;
        large.then(|| File::open(path).ok()).flatten().map(|file| Arc::new(FileStore(Mutex::new(file))))
    }
}

impl Store for FileStore {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        // Each read seeks anew, so what another thread has left behind does not matter.
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        loop {
            match file.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }
}
