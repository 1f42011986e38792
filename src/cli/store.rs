//! Files that are read in blocks.

mod unpack;
mod window;

use super::progress::Watch;
use crate::ingest::{Compression, Scratch, Store};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Files from this size on are not taken into memory if that can be helped: 8 MiB.
pub const LARGE: u64 = 8 << 20;
/// The same for compressed files, which may hold a thousand times as much: 64 KiB.
const LARGE_PACKED: u64 = 64 << 10;

/// How large files are opened.
pub struct Opening {
    /// The most bytes that a compressed file may hold.
    pub max_unpacked: u64,
    /// Compressed files are unpacked on threads of their own, while they are read.
    pub apart: bool,
    /// They will probably be read once, from beginning to end.
    pub once: bool,
    /// Who is told how far unpacking has come.
    pub watch: Watch,
}

/// An open file.
#[derive(Debug)]
struct FileStore(Mutex<File>);

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

    fn size(&self) -> io::Result<u64> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.metadata().map(|about| about.len())
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        Ok(Some(Box::new(FileStore(Mutex::new(tempfile::tempfile()?)))))
    }
}

impl Scratch for FileStore {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)
    }
}

/// A regular file that is large; none of others, and of those that cannot be opened.
pub fn large(path: &Path, opening: &Opening) -> Option<Arc<dyn Store>> {
    let about = path.metadata().ok()?;
    if !about.is_file() || about.len() < LARGE_PACKED {
        return None;
    }
    let file = File::open(path).ok()?;
    match compression(&file).ok()? {
        Some(compression) => unpack::unpacked(file, compression, opening),
        None => (about.len() >= LARGE).then(|| Arc::new(FileStore(Mutex::new(file))) as Arc<dyn Store>),
    }
}

/// Everything that can be read, in a file that goes with the process; unpacked, if it is compressed.
///
/// # Errors
///
/// What the system says.
pub fn spooled(mut from: impl Read, opening: &Opening) -> io::Result<Arc<dyn Store>> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut from, &mut file)?;
    if let Some(compression) = compression(&file)?
        && let Some(store) = unpack::unpacked(file.try_clone()?, compression, opening)
    {
        return Ok(store);
    }
    Ok(Arc::new(FileStore(Mutex::new(file))))
}

fn compression(mut file: &File) -> io::Result<Option<Compression>> {
    let mut first = Vec::new();
    file.rewind()?;
    file.take(8).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(Compression::of(&first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read_whole;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn what_cannot_be_read_twice_is_kept() {
        let text = "a,b\n1,2\n".repeat(1000);
        let store = spooled(text.as_bytes(), &opening(1 << 20)).unwrap();
        assert_eq!(read_whole(&*store).unwrap(), text.as_bytes());
        assert!(store.packed().is_none());
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn compressed_files_are_unpacked_once() {
        use flate2::{Compression as Level, write::GzEncoder};
        let text = "a,b\n1,2\n".repeat(1000);
        let mut packed = GzEncoder::new(Vec::new(), Level::fast());
        packed.write_all(text.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        for once in [false, true] {
            let opening = |max_unpacked| Opening { once, ..opening(max_unpacked) };
            read_as_one(&text, &packed, opening);
        }
    }

    #[cfg(feature = "gzip")]
    fn read_as_one(text: &str, packed: &[u8], opening: impl Fn(u64) -> Opening) {
        let store = spooled(packed, &opening(1 << 20)).unwrap();
        let about = store.packed().unwrap();
        assert_eq!((about.compression, about.bytes), (Compression::Gzip, packed.len() as u64));
        let mut some = [0; 8];
        assert_eq!(store.read_at(0, &mut some).unwrap(), 8);
        assert_eq!(store.size().unwrap(), text.len() as u64);
        assert_eq!(about.sha256.get(), Some(&<[u8; 32]>::from(Sha256::digest(packed))));
        assert_eq!(store.read_at(8, &mut some).unwrap(), 8);
        assert_eq!(&some, b"a,b\n1,2\n");
        assert_eq!(read_whole(&*store).unwrap(), packed);
        // What is larger than allowed, or damaged, cannot be read to its end.
        for store in [
            spooled(packed, &opening(100)).unwrap(),
            spooled(&packed[..packed.len() - 4], &opening(1 << 20)).unwrap(),
        ] {
            assert!(store.size().is_err());
            assert!(store.read_at(text.len() as u64, &mut some).is_err());
            assert!(!read_whole(&*store).unwrap().is_empty());
        }
    }

    fn opening(max_unpacked: u64) -> Opening {
        Opening { max_unpacked, apart: true, once: false, watch: Watch::default() }
    }
}
