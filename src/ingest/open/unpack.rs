//! Compressed files, in pure Rust and never larger than allowed.

use super::OpenFault;
use std::borrow::Cow;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip (`.gz`).
    Gzip,
    /// Zstandard (`.zst`).
    Zstd,
}

impl Compression {
    /// The word written into machine-readable output.
    pub fn id(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        }
    }

    /// How these bytes are compressed, whatever their file is called.
    pub(in crate::ingest) fn of(bytes: &[u8]) -> Option<Compression> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}

/// The content of a file, unpacked if it is compressed.
pub(super) fn unpack(
    bytes: &[u8],
    compression: Option<Compression>,
    limit: u64,
) -> Result<Cow<'_, [u8]>, OpenFault> {
    match compression {
        None => Ok(Cow::Borrowed(bytes)),
        Some(Compression::Gzip) => gunzip(bytes, limit).map(Cow::Owned),
        Some(Compression::Zstd) => unzstd(bytes, limit).map(Cow::Owned),
    }
}

#[cfg(feature = "gzip")]
fn gunzip(bytes: &[u8], limit: u64) -> Result<Vec<u8>, OpenFault> {
    use std::io::Read;
    let mut out = Vec::new();
    let read =
        flate2::bufread::MultiGzDecoder::new(bytes).take(limit.saturating_add(1)).read_to_end(&mut out);
    match read {
        Err(_) => Err(OpenFault::Damaged { compression: Compression::Gzip }),
        Ok(_) if out.len() as u64 > limit => Err(OpenFault::TooLarge { limit }),
        Ok(_) => Ok(out),
    }
}

#[cfg(not(feature = "gzip"))]
fn gunzip(_: &[u8], _: u64) -> Result<Vec<u8>, OpenFault> {
    Err(OpenFault::NotBuilt { feature: "gzip" })
}

/// A file of Zstandard frames, one after the other. What may be skipped is skipped, and checksums must be right.
#[cfg(feature = "zstd")]
fn unzstd(mut bytes: &[u8], limit: u64) -> Result<Vec<u8>, OpenFault> {
    use ruzstd::decoding::StreamingDecoder;
    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
    use std::io::Read;
    let damaged = OpenFault::Damaged { compression: Compression::Zstd };
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let mut decoder = match StreamingDecoder::new(&mut bytes) {
            Ok(decoder) => decoder,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                bytes = bytes.get(length as usize..).ok_or_else(|| damaged.clone())?;
                continue;
            }
            Err(_) => return Err(damaged),
        };
        let left = limit.saturating_add(1).saturating_sub(out.len() as u64);
        (&mut decoder).take(left).read_to_end(&mut out).map_err(|_| damaged.clone())?;
        if out.len() as u64 > limit {
            return Err(OpenFault::TooLarge { limit });
        }
        let stated = decoder.decoder.get_checksum_from_data();
        if stated.is_some() && stated != decoder.decoder.get_calculated_checksum() {
            return Err(damaged);
        }
    }
    Ok(out)
}

#[cfg(not(feature = "zstd"))]
fn unzstd(_: &[u8], _: u64) -> Result<Vec<u8>, OpenFault> {
    Err(OpenFault::NotBuilt { feature: "zstd" })
}
