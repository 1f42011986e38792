//! Pages compressed with Zstandard, which the library would unpack however large they are.

use super::place::Bits;
use bytes::Bytes;
use parquet::basic::Compression;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use std::sync::Arc;

/// The largest page that is unpacked, in bytes.
const MAX_PAGE: u64 = 256 << 20;

/// The pages of one column in one group of rows.
pub(super) fn pages(
    bits: &Arc<Bits>,
    chunk: &ColumnChunkMetaData,
    rows: usize,
) -> Result<Box<dyn PageReader>> {
    if !matches!(chunk.compression(), Compression::ZSTD(_)) {
        return Ok(Box::new(SerializedPageReader::new(Arc::clone(bits), chunk, rows, None)?));
    }
    // The library hands out the bytes of the pages as they are if it believes them not to be compressed.
    let plain = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?;
    let inner = SerializedPageReader::new(Arc::clone(bits), &plain, rows, None)?;
    Ok(Box::new(Zstd { inner }))
}

struct Zstd {
    inner: SerializedPageReader<Bits>,
}

impl Iterator for Zstd {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Zstd {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.inner.get_next_page()?.map(unpacked).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }
}

fn unpacked(mut page: Page) -> Result<Page> {
    match &mut page {
        Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => *buf = unzstd(&[], buf)?,
        Page::DataPageV2 { is_compressed: false, .. } => {}
        Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, is_compressed, .. } => {
            // The levels stand before the values, never compressed.
            let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
            let Some((levels, values)) = buf.split_at_checked(levels) else {
                return Err(ParquetError::General("a page is shorter than its levels".into()));
            };
            let whole =
                if values.is_empty() { Bytes::copy_from_slice(levels) } else { unzstd(levels, values)? };
            *buf = whole;
            *is_compressed = false;
        }
    }
    Ok(page)
}

/// Some bytes, and after them others unpacked.
fn unzstd(before: &[u8], packed: &[u8]) -> Result<Bytes> {
    use std::io::Read;
    let broken =
        |cause: &dyn std::fmt::Display| ParquetError::General(format!("a page cannot be unpacked: {cause}"));
    let mut out = before.to_vec();
    let decoder = zstd::stream::read::Decoder::with_buffer(packed).map_err(|e| broken(&e))?;
    let read = decoder.take(MAX_PAGE + 1).read_to_end(&mut out).map_err(|e| broken(&e))?;
    if read as u64 > MAX_PAGE {
        return Err(broken(&"it is larger than 256 MiB"));
    }
    Ok(Bytes::from(out))
}
