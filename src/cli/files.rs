//! Files, as the command line handles them.

use std::fs::File;
use std::io::{self, Write};
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
        io::ErrorKind::NotFound => None,
        _ => Some(error.to_string()),
    })
}

/// Writes a file whole or not at all: beside it first, then under its name.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole_by(path, |to| to.write_all(bytes))
}

/// The same for what is written piece by piece. A link leads to the file that is meant. What is no ordinary file (a device, a
/// pipe) is written where it stands: another file in its place would take it away from everybody.
pub fn write_whole_by(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let mut to = io::BufWriter::new(File::options().write(true).open(path)?);
        content(&mut to)?;
        return to.flush();
    }
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    clear_away(path);
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}{PART}", std::process::id()));
    let beside = PathBuf::from(beside);
    let write = || {
        let mut to = io::BufWriter::with_capacity(1 << 16, begun(&beside)?);
        content(&mut to)?;
        // Locked until it has its name.
        let file = to.into_inner()?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    let result = write();
    if result.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    result
}

/// How the names of files end that are being written.
const PART: &str = ".part";

/// A file to be written, locked for as long as it is open: so others can tell that somebody is at it.
fn begun(path: &Path) -> io::Result<File> {
    loop {
        let file = File::create(path)?;
        // Where files cannot be locked, nobody takes them away either.
        let locked = file.lock();
        // Before it was locked it may have been taken for what a dead process has left.
        if locked.is_err() || path.exists() {
            return Ok(file);
        }
    }
}

/// Removes what runs that were killed have left beside a file: parts that nobody is writing.
fn clear_away(path: &Path) {
    let (Some(name), Some(folder)) = (path.file_name().and_then(|name| name.to_str()), path.parent()) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_part = |other: &str| {
        let process = other.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(PART));
        process.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
    };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_part)) {
        if let Ok(file) = File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_killed_runs_have_left_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let left = ["r.json.17.part", "r.json.part", "r.json.1x.part", "other.json.17.part"];
        left.iter().for_each(|name| std::fs::write(at(name), "{").unwrap());
        // Somebody else is writing the same file at this moment.
        let busy = begun(&at("r.json.18.part")).unwrap();
        write_whole(&at("r.json"), b"{}").unwrap();
        assert_eq!(std::fs::read(at("r.json")).unwrap(), b"{}");
        let there: Vec<bool> = left.iter().map(|name| at(name).exists()).collect();
        assert_eq!((there, at("r.json.18.part").exists()), (vec![false, true, true, true], true));
        drop(busy);
        assert!(write_whole_by(&at("r.json"), |_| Err(io::ErrorKind::StorageFull.into())).is_err());
        assert_eq!(std::fs::read(at("r.json")).unwrap(), b"{}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("may.json"), "[]").unwrap();
        symlink(at("may.json"), at("latest.json")).unwrap();
        symlink("/dev/null", at("nowhere")).unwrap();
        write_whole(&at("latest.json"), b"{}").unwrap();
        write_whole(&at("nowhere"), b"{}").unwrap();
        assert_eq!(std::fs::read(at("may.json")).unwrap(), b"{}");
        assert!(at("latest.json").is_symlink() && at("nowhere").is_symlink());
        assert_eq!(std::fs::read(at("nowhere")).unwrap(), b"");
        assert!(write_whole(folder.path(), b"{}").is_err());
    }
}
