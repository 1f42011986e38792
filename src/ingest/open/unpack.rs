//! Compressed files, never larger than allowed.

use super::OpenFault;
use super::guard::guarded;
use std::borrow::Cow;
use std::io::{BufRead, Write};

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
    pub fn of(bytes: &[u8]) -> Option<Compression> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}

/// How a file is compressed that is not unpacked, or not any further.
pub(super) fn still_packed(unpacked: Option<Compression>, bytes: &[u8]) -> Option<&'static str> {
    match (unpacked, Compression::of(bytes)) {
        (Some(Compression::Gzip), Some(Compression::Gzip)) => return Some("gzip, gzip"),
        (Some(Compression::Gzip), Some(Compression::Zstd)) => return Some("gzip, zstd"),
        (Some(Compression::Zstd), Some(Compression::Gzip)) => return Some("zstd, gzip"),
        (Some(Compression::Zstd), Some(Compression::Zstd)) => return Some("zstd, zstd"),
        (None, _) | (_, None) => {}
    }
    match bytes {
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        // The last bytes are those of π.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..] => Some("bzip2"),
        _ => None,
    }
}

/// What a packed file may hold before it is measured.
const UNASKED: u64 = 64 << 20;

/// The content of a file, unpacked if it is compressed.
pub(super) fn unpack(
    mut bytes: &[u8],
    compression: Option<Compression>,
    limit: u64,
) -> Result<Cow<'_, [u8]>, OpenFault> {
    let Some(compression) = compression else { return Ok(Cow::Borrowed(bytes)) };
    let packed = bytes;
    let mut out = Vec::new();
    match unpack_into(compression, &mut bytes, limit.min(UNASKED), &mut out) {
        Ok(()) => return Ok(Cow::Owned(out)),
        Err(OpenFault::TooLarge { .. }) if limit > UNASKED => out.clear(),
        Err(fault) => return Err(fault),
    }
    // A small file may claim to hold more than there is room for, so it is measured first.
    out.shrink_to_fit();
    unpack_into(compression, &mut { packed }, limit, &mut std::io::sink())?;
    unpack_into(compression, &mut { packed }, limit, &mut out)?;
    Ok(Cow::Owned(out))
}

/// Unpacks a compressed file from where it is read to where it is written.
///
/// # Errors
///
/// [`OpenFault::Damaged`] also if it cannot be read or written, [`OpenFault::TooLarge`] if it holds more bytes than `limit`, and
/// [`OpenFault::NotBuilt`].
pub fn unpack_into(
    compression: Compression,
    from: &mut dyn BufRead,
    limit: u64,
    to: &mut dyn Write,
) -> Result<(), OpenFault> {
    let unpack = || match compression {
        Compression::Gzip => gunzip(from, limit, to),
        Compression::Zstd => unzstd(from, limit, to),
    };
    guarded(unpack).unwrap_or(Err(OpenFault::Damaged { compression }))
}

#[cfg(feature = "gzip")]
fn gunzip(from: &mut dyn BufRead, limit: u64, to: &mut dyn Write) -> Result<(), OpenFault> {
    use std::io::Read;
    let mut unpacked = flate2::bufread::MultiGzDecoder::new(from).take(limit.saturating_add(1));
    match std::io::copy(&mut unpacked, to) {
        Err(_) => Err(OpenFault::Damaged { compression: Compression::Gzip }),
        Ok(bytes) if bytes > limit => Err(OpenFault::TooLarge { limit }),
        Ok(_) => Ok(()),
    }
}

#[cfg(not(feature = "gzip"))]
fn gunzip(_: &mut dyn BufRead, _: u64, _: &mut dyn Write) -> Result<(), OpenFault> {
    Err(OpenFault::NotBuilt { feature: "gzip" })
}

/// A file of Zstandard frames, one after the other. What may be skipped is skipped, and checksums must be right.
#[cfg(feature = "zstd")]
fn unzstd(from: &mut dyn BufRead, limit: u64, to: &mut dyn Write) -> Result<(), OpenFault> {
    use std::io::Read;
    let damaged = || OpenFault::Damaged { compression: Compression::Zstd };
    let decoder = zstd::stream::read::Decoder::with_buffer(from).map_err(|_| damaged())?;
    let unpacked = std::io::copy(&mut decoder.take(limit.saturating_add(1)), to).map_err(|_| damaged())?;
    if unpacked > limit { Err(OpenFault::TooLarge { limit }) } else { Ok(()) }
}

#[cfg(not(feature = "zstd"))]
fn unzstd(_: &mut dyn BufRead, _: u64, _: &mut dyn Write) -> Result<(), OpenFault> {
    Err(OpenFault::NotBuilt { feature: "zstd" })
}
