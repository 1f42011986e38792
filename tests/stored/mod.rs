//! Bytes that lie in a store, as far as a reader can tell.

use guiju::ingest::{Scratch, Store};

/// Bytes that give only so many at a time.
#[derive(Debug)]
pub struct Bytes<const MOST: usize>(pub Vec<u8>);

impl<const MOST: usize> Store for Bytes<MOST> {
    fn read_at(&self, at: u64, into: &mut [u8]) -> std::io::Result<usize> {
        let rest = self.0.get(at as usize..).unwrap_or_default();
        let most = into.len().min(rest.len()).min(MOST);
        into[..most].copy_from_slice(&rest[..most]);
        Ok(most)
    }

    fn size(&self) -> std::io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn scratch(&self) -> std::io::Result<Option<Box<dyn Scratch>>> {
        Ok(Some(Box::new(Bytes::<MOST>(Vec::new()))))
    }
}

impl<const MOST: usize> Scratch for Bytes<MOST> {
    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.0.extend(bytes);
        Ok(())
    }
}
