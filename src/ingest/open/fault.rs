//! Why a file cannot be opened.

use super::Compression;
use crate::event::TextEncoding;

/// Why nothing at all can be read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenFault {
    /// Unpacked, it is larger than allowed.
    TooLarge {
        /// How many bytes are allowed.
        limit: u64,
    },
    /// It is compressed, and damaged or cut off.
    Damaged {
        /// How it is compressed.
        compression: Compression,
    },
    /// This program was built without what it takes.
    NotBuilt {
        /// The Cargo feature.
        feature: &'static str,
    },
    /// It should stand on lines, and the first has no end in sight.
    EndlessLine {
        /// How many bytes were looked at.
        looked: u64,
        /// How many bytes the file has.
        bytes: u64,
    },
    /// It is an archive of files.
    Archive,
    /// It is compressed in a way that is not unpacked.
    Packed {
        /// How: the names of programs, the outer one first.
        how: &'static str,
    },
    /// It is a web page, perhaps under the name of a workbook.
    Page,
    /// It is no text, or not in this encoding.
    NotText {
        /// The encoding in which it was to be read.
        encoding: TextEncoding,
        /// The first place that cannot be decoded: its byte in the file and its line; none if there are bytes that no text has.
        at: Option<(u64, u32)>,
    },
    /// It is a workbook that asks for a password.
    Locked,
    /// It is no workbook, or a damaged one.
    Workbook {
        /// What the reader says.
        cause: String,
    },
    /// It is no Parquet file, or a damaged one.
    Parquet {
        /// What the reader says.
        cause: String,
    },
}
