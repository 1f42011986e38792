//! Files that are read in blocks.

use crate::ingest::{Compression, Packed, Scratch, Store, unpack_into};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Files from this size on are not taken into memory if that can be helped: 8 MiB.
pub const LARGE: u64 = 8 << 20;
/// The same for compressed files: 1 MiB.
const LARGE_PACKED: u64 = 1 << 20;

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

/// What a compressed file holds, in a file of its own that goes with the process.
#[derive(Debug)]
struct Unpacked {
    content: FileStore,
    packed: Packed,
}

impl Store for Unpacked {
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        self.content.read_at(at, into)
    }

    fn size(&self) -> io::Result<u64> {
        self.content.size()
    }

    fn packed(&self) -> Option<&Packed> {
        Some(&self.packed)
    }

    fn scratch(&self) -> io::Result<Option<Box<dyn Scratch>>> {
        self.content.scratch()
    }
}

/// A regular file that is large; none of others, of those that cannot be opened, and of compressed ones that cannot be unpacked.
pub fn large(path: &Path, max_unpacked: u64) -> Option<Arc<dyn Store>> {
    let about = path.metadata().ok()?;
    if !about.is_file() || about.len() < LARGE_PACKED {
        return None;
    }
    let file = File::open(path).ok()?;
    match compression(&file).ok()? {
        Some(compression) => unpacked(file, compression, max_unpacked),
        None => (about.len() >= LARGE).then(|| Arc::new(FileStore(Mutex::new(file))) as Arc<dyn Store>),
    }
}

/// Everything that can be read, in a file that goes with the process; unpacked, if it is compressed and can be.
///
/// # Errors
///
/// What the system says.
pub fn spooled(mut from: impl Read, max_unpacked: u64) -> io::Result<Arc<dyn Store>> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut from, &mut file)?;
    if let Some(compression) = compression(&file)?
        && let Some(store) = unpacked(file.try_clone()?, compression, max_unpacked)
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

/// Unpacks a file beside it. What goes wrong is told when the file is read whole.
fn unpacked(file: File, compression: Compression, max_unpacked: u64) -> Option<Arc<dyn Store>> {
    let mut out = BufWriter::new(tempfile::tempfile().ok()?);
    let mut digest = Digested { file: &file, sha256: Sha256::new(), bytes: 0 };
    unpack_into(compression, &mut BufReader::with_capacity(1 << 16, &mut digest), max_unpacked, &mut out)
        .ok()?;
    out.flush().ok()?;
    let content = FileStore(Mutex::new(out.into_inner().ok()?));
    let Digested { sha256, bytes, .. } = digest;
    let sha256 = sha256.finalize().into();
    let packed = Packed { file: Box::new(FileStore(Mutex::new(file))), compression, sha256, bytes };
    Some(Arc::new(Unpacked { content, packed }))
}

/// A file that is digested while it is read.
struct Digested<'a> {
    file: &'a File,
    sha256: Sha256,
    bytes: u64,
}

impl Read for Digested<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.sha256.update(&into[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read_whole;

    #[test]
    fn what_cannot_be_read_twice_is_kept() {
        let text = "a,b\n1,2\n".repeat(1000);
        let store = spooled(text.as_bytes(), 1 << 20).unwrap();
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
        let store = spooled(packed.as_slice(), 1 << 20).unwrap();
        let about = store.packed().unwrap();
        assert_eq!((about.compression, about.bytes), (Compression::Gzip, packed.len() as u64));
        assert_eq!(about.sha256, <[u8; 32]>::from(Sha256::digest(&packed)));
        let mut some = [0; 8];
        assert_eq!(store.read_at(8, &mut some).unwrap(), 8);
        assert_eq!(&some, b"a,b\n1,2\n");
        assert_eq!(read_whole(&*store).unwrap(), packed);
        // What is larger than allowed, or damaged, is left as it is.
        assert!(spooled(packed.as_slice(), 100).unwrap().packed().is_none());
        assert!(spooled(&packed[..packed.len() - 4], 1 << 20).unwrap().packed().is_none());
    }
}
