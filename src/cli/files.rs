//! Files, as the command line handles them.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Reads a text. The error is what the system says; none: there is no such file.
pub fn read_text(path: &Path) -> Result<String, Option<String>> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes)
        .map_err(|error| Some(format!("byte {} is not UTF-8", error.utf8_error().valid_up_to())))
}

/// Reads a file. The error is what the system says; none: there is no such file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Option<String>> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => None,
        _ => Some(error.to_string()),
    })
}

/// Writes a file whole or not at all: beside it first, then under its name.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    write_whole_by(path, |to| to.write_all(bytes))
}

/// The same for what is written piece by piece.
pub fn write_whole_by(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = PathBuf::from(beside);
    let write = || {
        let mut to = std::io::BufWriter::with_capacity(1 << 16, std::fs::File::create(&beside)?);
        content(&mut to)?;
        to.into_inner()?.sync_all()?;
        std::fs::rename(&beside, path)
    };
    let result = write();
    if result.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    result
}
